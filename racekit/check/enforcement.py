"""Exercises on enforcement: what a catch costs, who is caught, and the article that is kept."""

from functools import cache, partial

import numpy as np

from racekit.check._exercise import CHANCE, SHARE, Exercise
from racekit.check._verdict import Wrong, exercise, in_words, require
from racekit.race import Race
from racekit.stability import examine
from racekit.treaty import Treaty

# --- what the collapse costs ---------------------------------------------------------------


def letters(tempted, cost, first_fine, second_fine):
    """Two letters of an office: each fine, and the years it allows."""
    first, second = ((fine, (fine + cost) / tempted) for fine in (first_fine, second_fine))
    return *first, *second


def intercept(first_fine, first_years, second_fine, second_years):
    """L, from two points of the line years = (F + L)/G."""
    return first_years * (second_fine - first_fine) / (second_years - first_years) - first_fine


two_letters = Exercise(
    title="Two letters from the office",
    cases=(letters(0.1, 0.06, 0.1, 0.5), letters(0.04, 0.12, 0.3, 0.9),
           letters(0.25, 0.02, 0.05, 0.2)),
    right=intercept,
    words="fine {:g}: {:.4g} years; fine {:g}: {:.4g} years".format,
    inside=(0, np.inf, "Here a collapse hurts, so its cost is not negative"),
    otherwise=lambda value, right, *case: (
        f"The collapse costs {'less' if value > right else 'more'} than your {value:.4g}"),
    slips=(
        ("That is what one prize buys, in years; at which fine would the line reach 0?",
         lambda f, y, g, z: (z - y) / (g - f)),
        ("That is the temptation G, in prizes a year; the task asks for L.",
         lambda f, y, g, z: (g - f) / (z - y)),
        ("Those are the years allowed without a fine; how many prizes buy them?",
         lambda f, y, g, z: y - f * (z - y) / (g - f)),
        ("That is the fine at which the line reaches 0; what does its sign say of L?",
         lambda *case: -intercept(*case)),
        *(("That is fine and collapse together; take the fine off.",
           lambda *case, letter=letter: intercept(*case) + case[letter]) for letter in (0, 2)),
        ("You draw the line through the rates; it is the times that lie on a straight line.",
         lambda f, y, g, z: (g - f) / y / (1 / y - 1 / z) - f),
        ("That is how many times longer the office may take.", lambda f, y, g, z: z / y),
        ("Your line passes through the origin; without a fine a collapse still deters.",
         lambda f, y, g, z: y - f * z / g),
    ),
)  # fmt: skip


# --- the future as a fine ------------------------------------------------------------------


def deterring(race, standard, fine, patience, end=lambda lost, d: lost / (1 - d), pick=np.max):
    """Detection that deters; ``end`` is what each lab loses by the end of the treaty."""
    terms = Treaty(standard, after="collapse").terms(race)
    return pick(terms.gain / (fine + end(terms.comply - terms.post, patience)))


fine_that_nobody_collects = Exercise(
    title="The fine that nobody collects",
    cases=((Race([1.5, 2.0, 1.0], discount=0.0), 0.9, 0.3, 0.8),
           (Race([2.0, 1.0], discount=0.0, safety_tax=1.0, risk=1.0), 0.8, 0.1, 0.5),
           (Race.hardest(5, discount=0.0), 0.9, 0.5, 0.9),
           (Race([1.0, 1.2, 0.9, 1.1], discount=0.0), 0.6, 0.2, 0.0)),
    right=lambda race, standard, fine, patience: deterring(race, standard, fine, patience),
    words=lambda race, *case: (
        f"{in_words(race)}; " + "standard {:g}, fine {:g}, patience {:g}".format(*case)),
    inside=(0, np.inf, "A rate is not negative"),
    otherwise=lambda value, right, *case: f"At your rate of {value:.4g} " + (
        "some lab still gains by cheating" if value < right else "less would deter"),
    slips=(
        ("That deters the least tempted lab only.", lambda *case: deterring(*case, pick=np.min)),
        ("A mean over the labs; the most tempted one decides.",
         lambda *case: deterring(*case, pick=np.mean)),
        ("That is for the first lab; are there others?",
         lambda *case: deterring(*case, pick=lambda each: each[0])),
        ("Later races are not in it; they are lost as well.",
         lambda *case: deterring(*case, end=lambda lost, d: lost)),
        ("The fine is not in it.",
         lambda race, standard, fine, d: deterring(race, standard, 0.0, d)),
        ("The fine is paid once; only what is lost in every race is worth more to the patient.",
         lambda race, standard, fine, d: (1 - d) * deterring(race, standard, fine, 0.0)),
        ("The rest of this race is lost as well, not only the races after it.",
         lambda *case: deterring(*case, end=lambda lost, d: lost * d / (1 - d))),
        ("1/(1 - patience) counts this race already; you count it twice.",
         lambda *case: deterring(*case, end=lambda lost, d: lost + lost / (1 - d))),
        ("There are races after the next one.",
         lambda *case: deterring(*case, end=lambda lost, d: (1 + d) * lost)),
        ("Add up all the races: 1, patience, and on.",
         lambda *case: deterring(*case, end=lambda lost, d: d * lost)),
        ("The cheater is not sent back here; the treaty ends.",
         lambda *case: deterring(*case, end=lambda lost, d: 0.0)),
        ("That is the time to a catch; a detection rate is its inverse.",
         lambda *case: 1 / deterring(*case)),
    ),
)  # fmt: skip


# --- how many are caught -------------------------------------------------------------------


def chances(cheaters, honest, fast, slow, budget, after=None, gates=lambda left: 1.0):
    """Chance that the first, the second, ... of the cheaters is caught before somebody wins."""
    left = np.arange(cheaters, 0, -1)
    pace = left * fast + (cheaters - left) * (slow if after is None else after) + honest * slow
    visits = budget * gates(left)
    return np.cumprod(visits / (visits + pace))


busy_day = Exercise(
    title="A busy day",
    cases=((4, 2, 0.6, 0.2, 8.0), (2, 3, 0.8, 0.2, 2.0), (5, 0, 0.4, 0.05, 3.0),
           (1, 4, 0.5, 0.1, 0.7), (3, 2, 1.0, 0.3, 0.5)),
    right=lambda cheaters, honest, fast, slow, budget: (
        chances(cheaters, honest, fast, slow, budget).mean()),
    words="{} cheaters, {} honest labs, fast {:g}, slow {:g}, budget {:g}".format,
    tolerance=0.01,
    inside=SHARE,
    otherwise=lambda value, right, *case: (
        f"In the long run {'fewer' if value > right else 'more'} of them are caught than your "
        f"{value:.3f}"),
    slips=(
        ("That is how many are caught; the task asks for the share.",
         lambda *case: chances(*case).sum()),
        ("That is the chance that anybody is caught at all.", lambda *case: chances(*case)[0]),
        ("That is the chance that all of them are caught.", lambda *case: chances(*case)[-1]),
        ("That is the share that gets away.", lambda *case: 1 - chances(*case).mean()),
        ("After each catch the visits are shared by fewer, and the race gets slower.",
         lambda k, h, fast, slow, budget: budget / (budget + k * (k * fast + h * slow))),
        ("Whoever is caught goes on at the slow rate.",
         lambda k, h, fast, slow, budget: chances(k, h, fast, slow, budget, after=fast).mean()),
        ("Whoever is caught stays in the race, at the slow rate.",
         lambda *case: chances(*case, after=0.0).mean()),
        ("The budget is for all cheaters together, not for each.",
         lambda *case: chances(*case, gates=lambda left: left).mean()),
        ("No visit goes to an honest lab, or to one that was caught before.",
         lambda k, h, *case: chances(k, h, *case, gates=lambda left: left / (k + h)).mean()),
        ("Honest labs may win too, and end the race.",
         lambda k, h, *case: chances(k, 0, *case).mean()),
    ),
)  # fmt: skip


# --- world risk with a cheater about -------------------------------------------------------


def best_cheat(race, treaty):
    """Safety of the first lab's best cheating while it is watched."""
    terms = treaty.terms(race)
    payoff = terms.outside_payoff + treaty.detection * (terms.post - treaty.fine)
    rate = terms.outside_rate + treaty.detection
    return race.races.replies(payoff, rate, high=treaty.standard)[0]


def risk_kept(race, treaty):
    return race.disaster_probability(treaty.safety(race))


def risk_nash(race, treaty):
    return race.disaster_probability(race.nash())


def risk_after(race, treaty, ends=True):
    """Risk after a catch; if ``ends`` is False, for whoever mixes the two clauses up."""
    return (risk_nash if treaty.collapses is ends else risk_kept)(race, treaty)


def breakout_risk(race, treaty, cheat=best_cheat, watch=None, after=risk_after):
    """P(D) while the first lab cheats and the others keep the treaty."""
    safety = treaty.safety(race)
    safety[0] = cheat(race, treaty)
    rates, watch = race.rates(safety), treaty.detection if watch is None else watch
    wins = rates @ race.races.danger(safety)
    return (wins + watch * after(race, treaty)) / (rates.sum() + watch)


def where_it_fails(**wrong):
    """A slip about the cheater, which says nothing where there is none."""
    return lambda *case: np.nan if case[1].deters(case[0]) else breakout_risk(*case, **wrong)


FIVE = Race.hardest(5)

clause_that_fails = Exercise(
    title="A clause is judged when it fails",
    cases=((FIVE, Treaty(0.9, detection=0.3, fine=0.1)),
           (FIVE, Treaty(0.9, detection=0.5, fine=0.1, after="collapse")),
           (Race.equal(3), Treaty(0.8, detection=0.2, fine=0.2)),
           (FIVE, Treaty(0.9, detection=0.5, fine=0.3, after="collapse"))),  # deters
    right=lambda race, treaty: (
        (risk_kept if treaty.deters(race) else breakout_risk)(race, treaty)),
    words=lambda race, treaty: (
        f"{in_words(race)}; standard {treaty.standard:g}, detection {treaty.detection:g}, "
        f"fine {treaty.fine:g}, then {treaty.after}"),
    tolerance=0.001,
    inside=CHANCE,
    otherwise=lambda value, right, *case: (
        f"The risk is {'lower' if value > right else 'higher'} than your {value:.4f}"),
    slips=(
        ("That is the risk while everybody complies; here cheating pays.", risk_kept),
        ("Here cheating does not pay, so nobody does it.", breakout_risk),
        ("That is the risk without a treaty; all but one keep this one.", risk_nash),
        ("The inspectors may come before anybody has won.", where_it_fails(watch=0.0)),
        ("A catch does not end the race; what risk is left after it?",
         where_it_fails(after=lambda race, treaty: 0.0)),
        *(("Look at what follows a catch in this treaty: return, or collapse?",
           where_it_fails(after=after))
          for after in (risk_kept, risk_nash, partial(risk_after, ends=False))),
        ("Your cheater does not know that it is watched; one that does is in a greater hurry.",
         where_it_fails(cheat=lambda race, treaty: best_cheat(race, treaty.replace(detection=0)))),
        ("That cheater is the best one at the critical detection; here the rate is another.",
         where_it_fails(cheat=lambda race, treaty: treaty.breakout_safety(race)[0])),
        ("The best cheater is no maniac; it still does some work.",
         where_it_fails(cheat=lambda race, treaty: 0.0)),
    ),
)  # fmt: skip


# --- a draft of Article 9, judged by what it does ------------------------------------------

GOAL = 0.9  # of the safety that the best draft brings
THREE, FOUR = Race.equal(3), Race.hardest(4)
DRAFTS = ((THREE, 0.5, 0.0, 0.05), (THREE, 0.5, 0.2, 0.2), (FOUR, 0.4, 0.001, 0.05),
          (FOUR, 0.4, 0.05, 0.3))  # fmt: skip
CLAUSES = ("no catch ends the treaty", "a catch ends the treaty")


def article(standard, fine, ends, detection, alarms):
    """The treaty that a draft amounts to."""
    after = "collapse" if ends else "return"
    return Treaty(standard, fine=fine, after=after, detection=detection, false_alarms=alarms)


def gained(race, treaty):
    """By how much a treaty that all keep lowers the world's risk, false alarms included."""
    found = examine(race, treaty)
    return found.risk_without - found.risk_kept


@cache
def most_gained(race, detection, alarms, most, ends):
    """The same of the best standard that holds with this clause and the largest fine."""
    drafts = (article(s, most, ends, detection, alarms) for s in np.linspace(0, 1, 41))
    return max(gained(race, draft) for draft in drafts if draft.deters(race))


def judge_draft(race, draft, bests, case):
    """Is it kept, and how near does it come to the best ones of the two clauses?"""
    if not draft.deters(race):
        need = draft.critical_detection(race).max()
        takes = (f"that takes a detection of {need:.4g}" if np.isfinite(need) else
                 "being caught costs nothing")  # fmt: skip
        raise Wrong(f"At a standard of {draft.standard:.3f} somebody cheats: {takes} ({case}).")
    gain = gained(race, draft)
    share = gain / max(bests)
    require(share > 1e-6, f"Your article is kept and changes nothing ({case}).")
    require(share >= GOAL or gain < GOAL * bests[draft.collapses],
            f"Hardly anything better can be done with this clause; with the other one, where "
            f"{CLAUSES[not draft.collapses]}, it can ({case}).")  # fmt: skip
    require(share >= GOAL,
            f"Your article is kept and brings {share:.1%} of the safety that can be had; the task "
            f"asks for {GOAL:.0%} ({case}).")  # fmt: skip


# fmt: off
@exercise("Draft the article")
def draft_the_article(attempt):
    """Check a function (race, detection, false_alarms, most) -> standard, fine, ends."""
    for race, detection, alarms, most in DRAFTS:
        given = f"detection {detection:g}, false alarms {alarms:g}, fine at most {most:g}"
        case = f"{in_words(race)}; {given}"
        standard, fine, ends = attempt.array(case, (3,), race, detection, alarms, most)
        require(0 <= standard <= 1,
                f"The standard comes first, from 0 to 1; yours is {standard:.4g} ({case}).")
        require(fine >= 0, f"A fine is not negative; yours is {fine:.4g} ({case}).")
        require(fine <= most * (1 + 1e-6),
                f"Nobody would pay your fine of {fine:.4g} prizes ({case}).")
        require(ends in (0, 1), "The third number is 1 if a catch ends the treaty, else 0; yours "
                                f"is {ends:.4g} ({case}).")
        bests = [most_gained(race, detection, alarms, most, clause) for clause in (0, 1)]
        judge_draft(race, article(standard, fine, ends, detection, alarms), bests, case)
# fmt: on


# --- the highest standard that holds -------------------------------------------------------


def highest(race, treaty, sanction, fails=lambda found: not found.holds):
    """Highest standard at which nobody would cheat or leave, by halving."""

    def broken(standard):
        return fails(examine(race, treaty.replace(standard=standard), sanction=sanction))

    if not broken(1.0):
        return 1.0
    low, high = 0.0, 1.0
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (low, middle) if broken(middle) else (middle, high)
    return low


def not_the_highest(value, right, race, treaty, sanction):
    found = examine(race, treaty.replace(standard=value), sanction=sanction)
    if found.holds:
        return f"Your standard of {value:.3f} holds, and so would a higher one"
    what = "would cheat" if found.cheaters.any() else "would leave"
    return f"At your standard of {value:.3f} somebody {what}"


SPREAD = Race([0.3, 1.0, 2.0])

as_much_as_they_will_bear = Exercise(
    title="As much as they will bear",
    cases=((SPREAD, Treaty(0.9, detection=2.0, fine=0.5), 0.01),  # leaving decides
           (SPREAD, Treaty(0.9, detection=0.3, fine=0.2, after="collapse"), 0.1),  # cheating
           (Race([1.5, 1, 0.5, 2]), Treaty(0.5, detection=1.0, fine=0.3, members=[0, 1, 2]), 0.02),
           (Race.equal(3), Treaty(0.5, detection=3.0, fine=1.0), 0.3)),  # all of it
    right=lambda race, treaty, sanction: highest(race, treaty, sanction),
    words=lambda race, treaty, sanction: (
        f"{in_words(race)}; detection {treaty.detection:g}, fine {treaty.fine:g}, then "
        f"{treaty.after}, {int(treaty.signed(race).sum())} members, sanction {sanction:g}"),
    tolerance=0.01,
    inside=(0, 1, "A standard lies from 0 to 1"),
    otherwise=not_the_highest,
    slips=(
        ("There nobody would cheat; would everybody stay?",
         lambda *case: highest(*case, lambda found: found.cheaters.any())),
        ("There everybody would stay; would nobody cheat?",
         lambda *case: highest(*case, lambda found: found.leavers.any())),
        ("You leave out the sanction, which keeps members in.",
         lambda race, treaty, sanction: highest(race, treaty, 0.0)),
        ("There the first lab keeps the treaty; do the others?",
         lambda *case: highest(*case, lambda found: found.cheaters[0] | found.leavers[0])),
        ("There at least one member keeps the treaty; all must.",
         lambda *case: highest(
             *case, lambda found: (found.cheaters | found.leavers)[found.signed].all())),
        ("That is the standard it has now; how high may it be?",
         lambda race, treaty, sanction: treaty.standard),
        ("So much is done without a treaty.", lambda race, treaty, sanction: race.nash().max()),
    ),
)  # fmt: skip
