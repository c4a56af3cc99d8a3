"""The claims on trial: the essay's words in ours, the test, and what the test depends on."""

from collections.abc import Callable
from dataclasses import dataclass

from racekit import _validate
from racekit.claims import _predicates as test


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the essay and the predicate that tests it.

    Attributes
    ----------
    brief, says : str
        The claim, in a few words and in full, both ours.
    test : str
        When it counts as holding.
    margin : callable
        ``margin(case, bar)``, float64[races]: above 0 where the claim holds, NaN where it does
        not arise.
    unit : str
        Of the margin.
    bar : float
        What the test asks for, in the margin's unit or as `test` says.
    axes : tuple of str
        The two parameters over which `region` draws it unless told otherwise.
    lessons : str
        Names of those that teach it.
    """

    brief: str
    says: str
    test: str
    margin: Callable
    unit: str
    bar: float
    axes: tuple
    lessons: str


CLAIMS = {
    "C1": Claim(
        "more is known than said",
        "Developers know more about the risks than they say in public.",
        "some of what labs know stays hidden",
        test.know_more, "share of what labs know", 0.0, ("exposure", "penalty"), "what labs know",
    ),
    "C2": Claim(
        "no villains needed",
        "No villains needed: incentives push even careful labs past their own risk assessments.",
        "every lab does less safety in the race than it would have all labs do",
        test.no_villains, "share of the safety work", 0.0,
        ("safety_tax", "enmity_between"),
        "two labs, many labs, better safety technology, what labs know",
    ),
    "C3": Claim(
        "who slows falls behind",
        "Safety costs time and resources, so whoever slows down falls behind.",
        "whichever lab adds a tenth of the work wins less often, rivals replying",
        test.slow_fall_behind, "probability of winning", 0.0,
        ("safety_tax", "risk"), "two labs, many labs, luck and speed, better safety technology",
    ),
    "C4": Claim(
        "the reckless win",
        "The likely winner is whoever gave up most safety.",
        "a lab that does least safety is the likeliest winner",
        test.reckless_win, "probability of winning", 0.0, ("speed", "others_harm"),
        "luck and speed",
    ),
    "C5": Claim(
        "two bad options",
        "A careful actor can keep its standard and lose the frontier, or cut its standard.",
        "lab A loses by the race, keeping its own standard alone pays it less than cutting it, "
        "and no public promise in between wins back half of the loss",
        test.two_bad_options, "share of the loss", 0.5, ("safety_tax", "harm"),
        "two labs, one careful lab",
    ),
    "C6": Claim(
        "worse for everybody",
        "Everybody ends up worse off than if they had chosen together.",
        "every lab gets less in the race than under the planner's standard",
        test.worse_for_all, "prizes", 0.0, ("speed", "harm"), "two labs, many labs",
    ),
    "C7": Claim(
        "the field is not slowed",
        "One lab slowing alone does not slow the field; the field gets faster.",
        "lab A adds a tenth of the work, its leakage joins the others, all reply, and the pace "
        "of the field does not fall",
        test.field_not_slowed, "share of the pace", 0.0, ("harm", "leak"), "one careful lab",
    ),
    "C8": Claim(
        "only all at once",
        "Voluntary safety helps only if all major actors move at once.",
        "under the planner's standard, all but the fastest lab get less than half of the fall in "
        "risk that all would get",
        test.only_all_at_once, "share of the fall", 0.5, ("n", "speed"),
        "shadow of the future, norms and promises, participation",
    ),
    "C9": Claim(
        "level at home only",
        "Domestic rules remove the disadvantage of care inside a country, and only there.",
        "detection and fine make the home labs keep the planner's standard, and their care then "
        "costs odds of winning abroad and none (to 5 %) at home",
        test.level_at_home_only, "log odds", 0.0, ("fine", "detection"), "domestic rules",
    ),
    "C10": Claim(
        "nations are harder",
        "Nations race by the same logic, and theirs is harder to stop.",
        "once each nation acts as one, more than half of the way from the labs' risk to that of "
        "one world rule is still to go",
        test.nations_harder, "share of the way", 0.5,
        ("enmity_within", "enmity_between"), "race between nations",
    ),
    "C11": Claim(
        "home rules not enough",
        "Domestic rules, however strict, are not enough.",
        "more than half of the disasters under the rules that both nations choose would not "
        "happen under one world rule",
        test.home_rules_not_enough, "share of the disasters", 0.5,
        ("enmity_between", "discount"), "domestic rules, race between nations",
    ),
    "C12": Claim(
        "limits need enforcement",
        "Limits between nations need enforcement, as in arms control.",
        "unpunished, some nation is not patient enough to keep the planner's standard, though "
        "the other would answer a cheat by racing for ever after",
        test.limits_need_enforcement, "patience", 0.0,
        ("patience", "enmity_between"), "verification, enforcement",
    ),
    "C14": Claim(
        '"safe labs win" no plan',
        '"The safe laboratories should win" is not a plan.',
        "lab A, as fast as any and minding disaster as much, runs a danger more than half of "
        "which it would not run alone",
        test.leader_under_pressure, "share of its danger", 0.5,
        ("discount", "enmity_between"), "one careful lab",
    ),
    "C15": Claim(
        "all three work",
        "What works: limits on all major actors at once, with verification and enforcement.",
        "the planner's standard for all, with detection and a fine, deters every lab and halves "
        "the risk; take away detection, the fine or the fastest lab, and it does not",
        test.all_three_work, "share, weakest of four", 0.5,
        ("fine", "detection"), "verification, enforcement, participation, design a treaty",
    ),
}  # fmt: skip

EVIDENCE = "C13"  # judged by what happened, not by draws
EVIDENCE_BRIEF = "history shows it"
EVIDENCE_SAYS = "History shows that it can be done, with cheating and trouble on the way."
ORDER = tuple(sorted([*CLAIMS, EVIDENCE], key=lambda name: int(name[1:])))


def checked_claim(claim):
    """The name of a claim that is judged by draws, or an error that lists them."""
    if not isinstance(claim, str) or claim not in CLAIMS:
        raise ValueError(f"claim must be one of {', '.join(CLAIMS)}, got {_validate.shown(claim)}")
    return claim
