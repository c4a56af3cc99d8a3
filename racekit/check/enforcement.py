"""Checks of the exercises on enforcement.

Each check looks for the property first, and for the usual slips only where it is missing.
"""

import numpy as np

from racekit.check import _slips_enforcement as slips
from racekit.check._verdict import Wrong, close, exercise, explain, in_words, require
from racekit.race import Race
from racekit.stability import examine
from racekit.treaty import Treaty

_GOAL = 0.9  # of the safety that the best draft brings
_HARD = {"safety_tax": 1.0, "risk": 1.0}


@exercise("Two letters from the office")
def two_letters(attempt):
    """Check a function (fine, years, fine, years) -> what the collapse costs the cheater."""
    for tempted, cost, first, second in [
        (0.1, 0.06, 0.1, 0.5), (0.04, 0.12, 0.3, 0.9), (0.25, 0.02, 0.05, 0.2),
    ]:  # fmt: skip
        given = first, (first + cost) / tempted, second, (second + cost) / tempted
        case = f"fine {given[0]:g}: {given[1]:.4g} years; fine {given[2]:g}: {given[3]:.4g} years"
        value = attempt.number(case, *given)
        if close(value, cost, 1e-6):
            continue
        explain(value, slips.collapse_costs(*given), case, 1e-6)
        require(value >= 0, f"Here a collapse hurts; your cost is {value:.4g} ({case}).")
        size = "less" if value > cost else "more"
        raise Wrong(f"The collapse costs the cheater {size} than your {value:.4g} ({case}).")


@exercise("The fine that nobody collects")
def fine_that_nobody_collects(attempt):
    """Check a function (race, standard, fine, patience) -> detection that deters every lab."""
    cases = [
        (Race([1.5, 2.0, 1.0], discount=0.0), 0.9, 0.3, 0.8),
        (Race([2.0, 1.0], discount=0.0, **_HARD), 0.8, 0.1, 0.5),
        (Race.equal(5, discount=0.0, **_HARD), 0.9, 0.5, 0.9),
        (Race([1.0, 1.2, 0.9, 1.1], discount=0.0), 0.6, 0.2, 0.0),
    ]
    for race, standard, fine, patience in cases:
        case = f"{in_words(race)}; standard {standard:g}, fine {fine:g}, patience {patience:g}"
        value = attempt.number(case, race, standard, fine, patience)
        right = slips.with_future(race, standard, fine, patience)
        if close(value, right, 1e-6 * right):
            continue
        explain(value, slips.futures(race, standard, fine, patience), case, 1e-6 * right)
        require(value >= 0, f"A rate is not negative; yours is {value:.4g} ({case}).")
        effect = "some lab still gains by cheating" if value < right else "less would deter"
        raise Wrong(f"At your rate of {value:.4g} {effect} ({case}).")


@exercise("A busy day")
def busy_day(attempt):
    """Check a function (cheaters, honest, fast, slow, budget) -> share that is caught."""
    cases = [(4, 2, 0.6, 0.2, 8.0), (2, 3, 0.8, 0.2, 2.0), (5, 0, 0.4, 0.05, 3.0),
             (1, 4, 0.5, 0.1, 0.7), (3, 2, 1.0, 0.3, 0.5)]  # fmt: skip
    for cheaters, honest, fast, slow, budget in cases:
        case = (f"{cheaters} cheaters at {fast:g} a year, {honest} honest labs at {slow:g}, "
                f"budget {budget:g}")  # fmt: skip
        value = attempt.number(case, cheaters, honest, fast, slow, budget)
        right = slips.caught_share(cheaters, honest, fast, slow, budget)
        if close(value, right, 0.01):
            continue
        explain(value, slips.caught_shares(cheaters, honest, fast, slow, budget), case, 0.01)
        require(0 <= value <= 1, f"A share lies from 0 to 1; yours is {value:.4g} ({case}).")
        more = "fewer" if value > right else "more"
        raise Wrong(f"In the long run {more} of them are caught than your {value:.3f} ({case}).")


@exercise("A clause is judged when it fails")
def clause_that_fails(attempt):
    """Check a function (race, treaty) -> world risk with the best cheater about."""
    five = Race.equal(5, **_HARD)
    cases = [
        (five, Treaty(0.9, detection=0.3, fine=0.1)),
        (five, Treaty(0.9, detection=0.5, fine=0.1, after="collapse")),
        (Race.equal(3), Treaty(0.8, detection=0.2, fine=0.2)),
        (Race.equal(2), Treaty(1.0, detection=0.1, fine=0.3, after="collapse")),
        (five, Treaty(0.9, detection=0.5, fine=0.3, after="collapse")),  # deters
    ]
    for race, treaty in cases:
        case = (
            f"{in_words(race)}; standard {treaty.standard:g}, detection {treaty.detection:g}, "
            f"fine {treaty.fine:g}, then {treaty.after}"
        )
        value = attempt.number(case, race, treaty)
        right = slips.world_risk(race, treaty)
        if close(value, right, 5e-4):
            continue
        explain(value, slips.world_risks(race, treaty), case, 5e-4)
        require(0 <= value <= 1, f"A probability lies from 0 to 1; yours is {value:.4g} ({case}).")
        more = "lower" if value > right else "higher"
        raise Wrong(f"The risk is {more} than your {value:.4f} ({case}).")


@exercise("Draft the article")
def draft_the_article(attempt):
    """Check a function (race, detection, false_alarms, most) -> standard, fine, ends."""
    three, hard = Race.equal(3), Race.equal(4, **_HARD)
    cases = [(three, 0.5, 0.0, 0.05), (three, 0.5, 0.2, 0.2), (hard, 0.4, 0.001, 0.05),
             (hard, 0.4, 0.05, 0.3)]  # fmt: skip
    for race, detection, alarms, most in cases:
        case = (f"{in_words(race)}; detection {detection:g}, false alarms {alarms:g}, "
                f"fine at most {most:g}")  # fmt: skip
        standard, fine, ends = attempt.array(case, (3,), race, detection, alarms, most)
        first = f"The standard comes first, from 0 to 1; yours is {standard:.4g} ({case})."
        require(0 <= standard <= 1, first)
        require(fine >= 0, f"A fine is not negative; yours is {fine:.4g} ({case}).")
        too_much = f"Nobody would pay your fine of {fine:.4g} prizes ({case})."
        require(fine <= most * (1 + 1e-6), too_much)
        third = f"The third number is 1 if a catch ends the treaty, else 0; yours is {ends:.4g}"
        require(ends in (0, 1), f"{third} ({case}).")
        _judge_draft(race, slips.article(standard, fine, ends, detection, alarms), most, case)


def _judge_draft(race, draft, most, case):
    """Whether a draft is kept, and how near it comes to the best one."""
    if not draft.deters(race):
        need = draft.critical_detection(race).max()
        takes = (f"that takes a detection of {need:.4g}" if np.isfinite(need)
                 else "being caught costs nothing")  # fmt: skip
        raise Wrong(f"At a standard of {draft.standard:.3f} somebody cheats: {takes} ({case}).")
    best = {
        ends: slips.best_draft(race, draft.detection, draft.false_alarms, most, ends)
        for ends in (0, 1)
    }
    start = float(race.disaster_probability(race.nash()))
    gained = start - slips.kept_risk(race, draft)
    share, ends = gained / (start - min(best.values())), draft.after == "collapse"
    require(share > 1e-6, f"Your article is kept and changes nothing ({case}).")
    if share >= _GOAL:
        return
    within = gained / (start - best[ends])
    if within >= _GOAL:
        other = "no catch ends the treaty" if ends else "a catch ends the treaty"
        raise Wrong(f"Hardly anything better can be done with this clause; with the other one, "
                    f"where {other}, it can ({case}).")  # fmt: skip
    raise Wrong(f"Your article is kept and brings {share:.1%} of the safety that can be had; the "
                f"task asks for {_GOAL:.0%} ({case}).")  # fmt: skip


@exercise("As much as they will bear")
def as_much_as_they_will_bear(attempt):
    """Check a function (race, treaty, sanction) -> highest standard that nobody breaks."""
    uneven = Race([0.3, 1.0, 2.0])
    cases = [
        (uneven, Treaty(0.9, detection=2.0, fine=0.5), 0.01),  # leaving decides
        (uneven, Treaty(0.9, detection=0.3, fine=0.2, after="collapse"), 0.1),  # cheating
        (Race([1.5, 1.0, 0.5, 2.0]), Treaty(0.5, detection=1.0, fine=0.3, members=[0, 1, 2]), 0.02),
        (Race.equal(3), Treaty(0.5, detection=3.0, fine=1.0), 0.3),  # all of it
    ]
    for race, treaty, sanction in cases:
        case = (
            f"{in_words(race)}; detection {treaty.detection:g}, fine {treaty.fine:g}, then "
            f"{treaty.after}, {int(treaty.signed(race).sum())} members, sanction {sanction:g}"
        )
        value = attempt.number(case, race, treaty, sanction)
        right = slips.highest(race, treaty, sanction)
        if close(value, right, 0.011):
            continue
        explain(value, slips.highests(race, treaty, sanction), case, 0.01)
        if not 0 <= value <= 1:
            raise Wrong(f"A standard lies from 0 to 1; yours is {value:.4g} ({case}).")
        found = examine(race, treaty.replace(standard=value), sanction=sanction)
        if found.holds:
            raise Wrong(f"Your standard of {value:.3f} holds, and so would a higher one ({case}).")
        what = "would cheat" if found.cheaters.any() else "would leave"
        raise Wrong(f"At your standard of {value:.3f} somebody {what} ({case}).")
