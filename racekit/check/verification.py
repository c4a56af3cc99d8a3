"""Exercises on verification: what deters, what a hidden list is worth, a regime on a budget."""

import functools

import numpy as np

from racekit.check._exercise import Exercise
from racekit.check._verdict import exercise, in_words, listed, require
from racekit.inspection import dresher
from racekit.race import Race
from racekit.treaty import Treaty

NOT_NEGATIVE = (0, np.inf, "A rate is not negative")


def least(enough, high=1.0, precision=1e-5):
    """Smallest number from which on something is enough, by doubling and halving."""
    low = 0.0
    while not enough(high):
        low, high = high, 2 * high
    while high - low > precision:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


# --- critical detection by hand ------------------------------------------------------------


def critical(speed, limit, comply, after, fine):
    """nu* where kappa = r = 1 and nobody minds disaster."""
    return speed * ((1 - comply) / 2 - limit) ** 2 / (fine + comply - after)


how_fast_by_hand = Exercise(
    title="How fast, by hand",
    cases=((2.0, 0.1, 0.36, 0.3, 0.5), (5.0, 0.05, 0.17, 0.11, 0.2), (0.5, 0.0, 0.5, 0.33, 0.1),
           (1.0, 0.2, 0.4, 0.4, 0.7)),
    right=critical,
    words="a {:g}, limit {:g}, R {:g}, U {:g}, fine {:g}".format,
    inside=NOT_NEGATIVE,
    otherwise=lambda value, right, *case: (
        f"At your rate of {value:.4g} the best cheater "
        f"{'still gains' if value < right else 'is deterred, and would be by less'}"),
    slips=(
        ("That is a time, in years; a detection rate is its inverse.",
         lambda *case: 1 / critical(*case)),
        ("Your answer does not move with the speed of the technology.",
         lambda a, *case: critical(1.0, *case)),
        ("The top of a parabola lies above its root by a square.",
         lambda a, u, R, U, fine: a * ((1 - R) / 2 - u) / (fine + R - U)),
        ("A cheater gains only what it runs beyond the limit.",
         lambda a, u, *case: critical(a, 0.0, *case)),
        ("The top of alpha u - beta u^2 lies at alpha / (2 beta); where is the 2?",
         lambda a, u, R, U, fine: a * (1 - R - u) ** 2 / (fine + R - U)),
        ("A catch costs more than the fine: R becomes U.",
         lambda a, u, R, U, fine: critical(a, u, R, R, fine)),
        ("After the catch the cheater still gets U.",
         lambda a, u, R, U, fine: critical(a, u, R, 0.0, fine)),
        ("Which of R and U does the cheater lose?",
         lambda a, u, R, U, fine: a * ((1 - R) / 2 - u) ** 2 / (fine + U - R)),
        ("That is the temptation; divide it by what a catch costs.",
         lambda a, u, R, U, fine: a * ((1 - R) / 2 - u) ** 2),
    ),
)  # fmt: skip


# --- the least fine ------------------------------------------------------------------------


def fines(race, treaty):
    """Fine that deters each lab at the treaty's own detection; below 0 where none is needed."""
    terms = treaty.terms(race)
    return terms.gain / treaty.detection - (terms.comply - terms.post)


def enough_for_all(race, treaty, **changes):
    return max(0.0, fines(race, treaty.replace(**changes)).max())


def other_end(treaty):
    return "return" if treaty.after == "collapse" else "collapse"


def needed(fine):
    """A fine where one is needed: elsewhere a learner may have cut it."""
    return fine if fine > 0 else np.nan


def fine_falls_short(value, right, *case):
    if right == 0:
        return f"Here even no fine deters; yours is {value:.4g}"
    effect = "some lab still gains" if value < right else "none gains, but less would do"
    return f"At your fine of {value:.4g} {effect}"


UNEVEN = Race([0.5, 1.0, 2.0])

least_fine = Exercise(
    title="The least fine",
    cases=((UNEVEN, Treaty(0.9, detection=0.4, fine=0.2)),
           (UNEVEN, Treaty(0.8, detection=0.3, fine=0.5, after="collapse", false_alarms=0.05)),
           (Race.equal(3), Treaty(1.0, detection=0.3, fine=1.0, after="collapse")),
           (Race.equal(2), Treaty(1.0, detection=5.0, fine=0.4, after="collapse"))),  # needs none
    right=lambda race, treaty: enough_for_all(race, treaty),
    words=lambda race, treaty: (
        f"{in_words(race)}; standard {treaty.standard:g}, detection {treaty.detection:g}, "
        f"after a catch {treaty.after}, false alarms {treaty.false_alarms:g}"),
    tolerance=0.001,
    inside=(0, np.inf, "A fine is not negative; where none is needed return 0"),
    otherwise=fine_falls_short,
    slips=(
        ("That deters the least tempted lab only.", lambda *case: needed(fines(*case).min())),
        ("A mean over the labs; the most tempted one decides.",
         lambda *case: needed(fines(*case).mean())),
        ("That is the fine for the first lab; are there others?",
         lambda *case: needed(fines(*case)[0])),
        ("That is the fine it has now; how large must it be?", lambda race, treaty: treaty.fine),
        ("You leave out the false alarms, which wear the treaty out.",
         lambda *case: enough_for_all(*case, false_alarms=0.0)),
        ("That fine is for a standard of 1; this treaty asks for less.",
         lambda *case: enough_for_all(*case, standard=1.0)),
        *(("Look at what follows a catch in this treaty: return, or collapse?",
           lambda race, treaty, after=after: enough_for_all(race, treaty, after=after(treaty)))
          for after in (lambda treaty: "return", lambda treaty: "collapse", other_end)),
        ("That is the detection its present fine needs; the question is the other way round.",
         lambda race, treaty: treaty.critical_detection(race).max()),
        ("Detection times fine is one number only if nothing but the fine is lost by a catch.",
         lambda race, treaty: (
             treaty.fine * treaty.critical_detection(race).max() / treaty.detection)),
        ("That is the temptation per year; how often is a cheater caught?",
         lambda race, treaty: treaty.terms(race).gain.max()),
        ("What cheating gains is not what must be charged: not every cheater is caught.",
         lambda race, treaty: treaty.temptation(race).max()),
    ),
)  # fmt: skip


# --- a sealed list -------------------------------------------------------------------------

sealed_list = Exercise(
    title="A sealed list",
    cases=((5, 2), (12, 9), (3, 1), (7, 5), (1, 0), (4, 4), (2, 1)),
    right=lambda periods, inspections: inspections / periods - 1,
    words="{} months, {} visits".format,
    inside=(-1, 1, "A score lies from -1 to 1"),
    otherwise=lambda value, right, *case: (
        f"A lab that watches can{' do better' if value > right else 'not do as well'} "
        f"than your {value:.4f}"),
    slips=(
        ("The office cannot gain from a lab that cheats only when it suits it; look at the sign.",
         lambda n, m: 1 - m / n),
        ("That is Dresher's value, whose inspector adapts; a sealed list cannot.", dresher),
        ("That is for a lab that cheats in the first month; it can wait and watch, or not cheat "
         "at all.", lambda n, m: 2 * m / n - 1),
        ("That lab decides in January; a watching one can do better.",
         lambda n, m: min(0.0, 2 * m / n - 1)),
        ("That is the chance that a given month is visited, not the score.", lambda n, m: m / n),
        ("Even a sealed list is worth something: late in the year it may leave the lab no empty "
         "month.", lambda n, m: -1.0),
    ),
)  # fmt: skip


# --- a regime under a budget, judged by what it does ---------------------------------------

REGIMES = (
    (Race([1.0, 2.0, 0.5]), 0.3, 0.6),
    (Race([1.0, 4.0]), 0.2, 0.5),
    (Race.equal(3), 0.5, 0.4),
    (Race([1.0, 1.5, 0.4, 3.0], risk=0.5), 1.0, 0.3),
    (Race.equal(2), 1.0, 0.2),  # enough for a standard of 1
)


def needs(race, fine, standard):
    """Detection that just deters each lab at this standard."""
    return Treaty(standard, fine=fine).critical_detection(race)


def fall(race, standard):
    """By how much this standard, kept by all, lowers the world's risk."""
    kept = Treaty(standard).safety(race)
    return race.disaster_probability(race.nash()) - race.disaster_probability(kept)


@functools.cache
def best_standard(race, fine, budget):
    """Highest standard that the budget can defend."""
    if needs(race, fine, 1.0).sum() <= budget:
        return 1.0
    return least(lambda standard: needs(race, fine, standard).sum() > budget, precision=1e-6)


# fmt: off
def judge_regimes(attempt, goal):
    """Every design must be affordable, believed, and near enough to the best."""
    for race, fine, budget in REGIMES:
        case = f"{in_words(race)}; fine {fine:g}, budget {budget:g} per year"
        standard, *rates = attempt.array(case, (1 + race.n,), race, fine, budget)
        require(0 <= standard <= 1,
                f"The standard comes first, from 0 to 1; yours is {standard:.4g} ({case}).")
        require(min(rates) >= 0,
                f"No lab can be visited less than never; yours are {listed(rates)} ({case}).")
        require(sum(rates) <= budget * (1 + 1e-6),
                f"Your visits add up to {sum(rates):.4f}, more than the office can pay ({case}).")
        for lab, (rate, need) in enumerate(zip(rates, needs(race, fine, standard), strict=True)):
            require(rate >= need * (1 - 1e-6) - 1e-9,
                    f"At standard {standard:.3f} lab {lab} cheats: you watch it at {rate:.4f} and "
                    f"it takes {need:.4f} ({case}).")
        share = fall(race, standard) / fall(race, best_standard(race, fine, budget))
        require(share > 1e-6,
                f"Nobody cheats, and nobody does more than without a treaty: the regime buys "
                f"nothing ({case}).")
        alike = np.ptp(rates) < 1e-6 < np.ptp(race.speed)
        require(share >= goal or not alike,
                f"You visit all labs equally often, and some need it more: your regime brings "
                f"{share:.1%} of the safety that this budget can buy; the task asks for {goal:.0%} "
                f"({case}).")
        require(share >= goal,
                f"Your regime holds and brings {share:.1%} of the safety that this budget can buy; "
                f"the task asks for {goal:.0%} ({case}).")
# fmt: on


@exercise("Design a regime")
def design_a_regime(attempt):
    """Check a function (race, fine, budget) -> standard and detection rates that hold."""
    judge_regimes(attempt, goal=0.8)


@exercise("Leave nothing on the table")
def leave_nothing_on_the_table(attempt):
    """Check the same function for a regime within 1 % of the best."""
    judge_regimes(attempt, goal=0.99)


# --- the best intensity --------------------------------------------------------------------


def office(visits, fine, wrong):
    return Treaty(fine=fine, detection=visits, false_alarms=wrong * visits, after="collapse")


def needed_visits(race, treaty):
    return treaty.critical_detection(race).max()


def fewest(race, fine, wrong):
    """Fewest visits that deter, when a share of them ends in a false alarm."""
    return least(lambda visits: needed_visits(race, office(visits, fine, wrong)) <= visits)


def unalarmed(race, fine):
    return needed_visits(race, office(1.0, fine, 0.0))


def visits_fall_short(value, right, *case):
    if value <= 0:
        return "Without a visit somebody cheats"
    if value < right:
        return f"At your {value:.4f} visits a year some lab still cheats"
    return (f"At your {value:.4f} visits a year nobody cheats, but the treaty is worth less than "
            "with fewer")  # fmt: skip


best_intensity = Exercise(
    title="The best intensity",
    cases=((Race.equal(2), 0.17, 0.12), (Race.equal(4), 0.3, 0.05), (Race([1.0, 2.0]), 0.5, 0.2),
           (Race.equal(3, risk=0.6), 0.2, 0.15)),
    right=fewest,
    words=lambda race, fine, wrong: (
        f"{in_words(race)}; fine {fine:g}, {wrong:.0%} of the visits unfounded"),
    tolerance=0.001,
    otherwise=visits_fall_short,
    slips=(
        ("No visit rings falsely in your world; here a share of them does.",
         lambda race, fine, wrong: unalarmed(race, fine)),
        ("You take the share of unfounded alarms for their rate; the rate grows with the visits.",
         lambda race, fine, wrong: needed_visits(race, office(1.0, fine, wrong))),
        ("One round of correction is not enough: more visits bring more alarms, which call for "
         "more visits.",
         lambda race, fine, wrong: (
             needed_visits(race, office(unalarmed(race, fine), fine, wrong)))),
        ("Here a catch ends the treaty; it does not send the cheater back.",
         lambda race, fine, wrong: needed_visits(race, Treaty(fine=fine))),
        ("That is the rate of false alarms; return the visits.",
         lambda race, fine, wrong: wrong * fewest(race, fine, wrong)),
        ("That is the time between two visits, in years.", lambda *case: 1 / fewest(*case)),
        ("That is the visits to all labs together; return those to each.",
         lambda race, *case: race.n * fewest(race, *case)),
        ("That is what the treaty is worth at its best; return the visits.",
         lambda race, fine, wrong: (
             office(fewest(race, fine, wrong), fine, wrong).compliance_payoff(race)[0])),
    ),
)  # fmt: skip
