"""Checks of the exercises on verification: each slip gets its own sentence."""

import numpy as np
import pytest
from verdicts import Verdicts

import racekit as rk
from racekit.check import _slips_verification as slips

# --- right answers, with parts that can be replaced by wrong ones -----------------------------


def critical(a, limit, R, U, fine):
    return a * ((1 - R) / 2 - limit) ** 2 / (fine + R - U)


def searched(a, limit, R, U, fine):
    u = np.linspace(limit, 1, 2_000_001)
    return (a * (u * (1 - u) - R * u - (limit * (1 - limit) - R * limit))).max() / (fine + R - U)


def solved_fine(race, treaty):
    """By the formula: temptation per year over detection, less what else a catch costs."""
    R = treaty.compliance_payoff(race)
    U = race.payoffs(race.nash()) if treaty.after == "collapse" else R
    tempted = treaty.replace(fine=2.0).critical_detection(race) * (2.0 + R - U)
    return max(0.0, (tempted / treaty.detection - (R - U)).max())


def halved_fine(race, treaty):
    if treaty.replace(fine=0).deters(race):
        return 0.0
    low, high = 0.0, 8.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if treaty.replace(fine=middle).deters(race) else (middle, high)
    return high


def sealed(n, m):
    return m / n - 1


def by_recursion(n, m):
    if n == 0:
        return 0.0
    look = m / n
    wait = (look * by_recursion(n - 1, m - 1) if m else 0.0) + (
        (1 - look) * by_recursion(n - 1, m) if m < n else 0.0
    )
    return min(2 * look - 1, wait)


def regime(race, fine, budget, spent=np.sum, points=301, rates=lambda need: need):
    best = np.zeros(1 + race.n)
    for standard in np.linspace(0, 1, points):
        need = rk.Treaty(standard, fine=fine).critical_detection(race)
        if spent(need) <= budget:
            best = np.r_[standard, rates(need)]
    return best


def even(race, fine, budget):
    """The same rate for every lab."""
    return regime(race, fine, budget, lambda need: race.n * need.max(),
                  rates=lambda need: np.full(race.n, budget / race.n))  # fmt: skip


def leftovers(race, fine, budget):
    """What is left over goes to the first lab."""
    plan = regime(race, fine, budget)
    plan[1] += budget - plan[1:].sum()
    return plan


def office(x, fine, wrong):
    return rk.Treaty(fine=fine, detection=x, false_alarms=wrong * x, after="collapse")


def intensity(race, fine, wrong, make=office):
    low, high = 0.0, 64.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        enough = make(middle, fine, wrong).critical_detection(race).max() <= middle
        low, high = (low, middle) if enough else (middle, high)
    return high


def repeated(race, fine, wrong):
    """Correct the visits for the alarms they raise until nothing changes."""
    x = 0.0
    for _ in range(200):
        x = office(x, fine, wrong).critical_detection(race).max()
    return x


RIGHT = {
    "how_fast_by_hand": [critical, searched],
    "least_fine": [solved_fine, halved_fine],
    "sealed_list": [sealed, by_recursion],
    "design_a_regime": [regime, even],
    "leave_nothing_on_the_table": [regime, leftovers],
    "best_intensity": [intensity, repeated],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def fine_of(pick):
    """The fine if a pick other than the largest of the labs' own decided."""

    def answer(race, treaty):
        R = treaty.compliance_payoff(race)
        U = race.payoffs(race.nash()) if treaty.after == "collapse" else R
        tempted = treaty.replace(fine=2.0).critical_detection(race) * (2.0 + R - U)
        return pick(tempted / treaty.detection - (R - U))

    return answer


def below(race, fine, budget):
    plan = regime(race, fine, budget)
    plan[1:] *= 0.9
    return plan


def backwards(race, fine, budget):
    plan = regime(race, fine, budget)
    return np.r_[plan[1:] + 1.5, plan[0]]


def negative(race, fine, budget):
    plan = regime(race, fine, budget)
    plan[-1] -= 1.0
    return plan


REGIMES = [
    (lambda race, fine, budget: regime(race, fine, 2 * budget), "more than the office can pay"),
    (below, "cheats: you watch it at"),
    (backwards, "The standard comes first"),
    (negative, "less than never"),
    (lambda race, fine, budget: np.zeros(1 + race.n), "buys nothing"),
    (lambda race, fine, budget: regime(race, fine, budget)[1:], "shape (3,)"),
    (lambda race, fine, budget: regime(race, fine, 0.15 * budget), "of the safety that this"),
]

WRONG = {
    "how_fast_by_hand": [
        (lambda *x: 1 / critical(*x), "a time, in years"),
        (lambda a, *x: critical(1.0, *x), "does not move with the speed"),
        (lambda a, u, R, U, f: a * ((1 - R) / 2 - u) / (f + R - U), "by a square"),
        (lambda a, u, R, U, f: critical(a, 0.0, R, U, f), "beyond the limit"),
        (lambda a, u, R, U, f: a * (1 - R - u) ** 2 / (f + R - U), "where is the 2"),
        (lambda a, u, R, U, f: critical(a, u, R, R, f), "more than the fine"),
        (lambda a, u, R, U, f: critical(a, u, R, 0.0, f), "still gets U"),
        (lambda a, u, R, U, f: a * ((1 - R) / 2 - u) ** 2 / (f + U - R), "does the cheater lose"),
        (lambda a, u, R, U, f: a * ((1 - R) / 2 - u) ** 2, "divide it by what"),
        (lambda *x: -critical(*x), "not negative"),
        (lambda *x: 0.9 * critical(*x), "still gains"),
        (lambda *x: 1.1 * critical(*x), "would be by less"),
    ],
    "least_fine": [
        (fine_of(np.min), "least tempted lab only"),
        (fine_of(np.mean), "A mean over the labs"),
        (lambda race, treaty: fine_of(lambda x: max(x[0], 0))(race, treaty), "for the first lab"),
        (lambda race, treaty: treaty.fine, "the fine it has now"),
        (lambda r, t: solved_fine(r, t.replace(standard=1.0)), "this treaty asks for less"),
        (lambda r, t: solved_fine(r, t.replace(after="return")), "return, or collapse"),
        (lambda r, t: solved_fine(r, t.replace(false_alarms=0)), "leave out the false alarms"),
        (lambda r, t: t.critical_detection(r).max(), "the other way round"),
        (
            lambda r, t: t.fine * t.critical_detection(r).max() / t.detection,
            "only if nothing but the fine",
        ),
        (lambda r, t: t.temptation(r).max(), "not every cheater is caught"),
        (fine_of(np.max), "not negative"),
        (lambda r, t: max(solved_fine(r, t), 0.05), "even no fine deters"),
        (lambda r, t: 0.9 * solved_fine(r, t), "some lab still gains"),
        (lambda r, t: 1.1 * solved_fine(r, t), "but less would do"),
    ],
    "sealed_list": [
        (lambda n, m: 1 - m / n, "look at the sign"),
        (rk.inspection.dresher, "Dresher's value"),
        (lambda n, m: 2 * m / n - 1, "in the first month"),
        (lambda n, m: min(0.0, 2 * m / n - 1) if m / n > 0.5 else m / n - 1, "decides in January"),
        (lambda n, m: m / n, "not the score"),
        (lambda n, m: -1.0, "worth something"),
        (lambda n, m: -7.0, "from -1 to 1"),
        (lambda n, m: -0.1, "can do better"),
        (lambda n, m: -0.9, "cannot do as well"),
    ],
    "design_a_regime": REGIMES,
    "leave_nothing_on_the_table": [*REGIMES, (even, "the task asks for 99%")],
    "best_intensity": [
        (lambda r, f, w: office(1.0, f, 0).critical_detection(r).max(), "No visit rings falsely"),
        (lambda r, f, w: office(1.0, f, w).critical_detection(r).max(), "share of unfounded"),
        (
            lambda r, f, w: office(
                office(1.0, f, 0).critical_detection(r).max(), f, w
            ).critical_detection(r).max(),
            "One round of correction",
        ),
        (lambda r, f, w: rk.Treaty(fine=f).critical_detection(r).max(), "ends the treaty"),
        (lambda r, f, w: w * intensity(r, f, w), "the rate of false alarms"),
        (lambda r, f, w: 1 / intensity(r, f, w), "the time between two visits"),
        (lambda r, f, w: r.n * intensity(r, f, w), "to all labs together"),
        (lambda r, f, w: office(intensity(r, f, w), f, w).compliance_payoff(r)[0], "worth at its"),
        (lambda r, f, w: 0.0, "Without a visit"),
        (lambda r, f, w: 0.9 * intensity(r, f, w), "some lab still cheats"),
        (lambda r, f, w: 1.2 * intensity(r, f, w), "worth less than"),
    ],
}  # fmt: skip


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


@pytest.mark.parametrize("budget", [0.1, 0.6, 1.2])
def test_best_regime_against_a_scan(budget):
    """Halving finds the highest standard that can be paid, and higher is safer."""
    race = rk.Race([1.0, 2.0, 0.5])
    levels = np.linspace(0, 1, 401)
    paid = [s for s in levels if slips.needs(race, 0.3, s).sum() <= budget]
    assert abs(slips.best_standard(race, 0.3, budget) - max(paid)) < 1 / 400
    dangers = [slips.danger(race, 0.3, s) for s in levels[::20]]
    assert (np.diff(dangers) <= 1e-9).all()
