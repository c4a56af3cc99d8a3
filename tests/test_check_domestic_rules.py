"""Checks of the exercises on domestic rules: each slip gets its own sentence."""

import numpy as np
import pytest
from verdicts import Verdicts

import racekit as rk
from racekit import check, compliance
from racekit.check import _slips_domestic_rules as slips

HARDEST = {"safety_tax": 1.0, "risk": 1.0}

# --- right answers, with parts that can be replaced by wrong ones -----------------------------


def critical(n, e, standard):
    E, u = e * (n - 1), 1 - standard
    return max(0.0, (n + E) * (E / (n + E) - u) / n)


def looked_up(n, e, standard):
    race = rk.Race.equal(n, enmity=e, discount=0.0, **HARDEST)
    return compliance.critical_fine_rate(race, standard)


def low_of(race, home, floor):
    low = np.zeros(race.n)
    low[home] = floor
    return low


def gains(race, home, floor):
    after = race.nash(floor=low_of(race, home, floor))
    return race.payoffs(after) - race.payoffs(race.nash())


def bills(race, safety, standard, fine, runs, seed, lasted=None):
    years, rho = rk.simulate(race, safety, runs=runs, seed=seed).years, race.discount
    if lasted is None:
        lasted = years if rho == 0 else (1 - np.exp(-rho * years)) / rho
    else:
        lasted = lasted(years, rho)
    return fine * np.maximum(standard - safety, 0) * lasted.mean()


def race_by_race(race, safety, standard, fine, runs, seed):
    """The same from fines paid in small steps of time."""
    years = rk.simulate(race, safety, runs=runs, seed=seed).years
    edges = np.append(np.arange(0, 60, 0.001), 60)
    alive = 1 - np.searchsorted(np.sort(years), edges[:-1]) / runs
    total = (alive * np.exp(-race.discount * edges[:-1]) * np.diff(edges)).sum()
    return fine * np.maximum(standard - safety, 0) * total


def warned(race, safety, standard, fine, runs, seed):
    """A right answer that divides by zero on the way."""
    years, rho = rk.simulate(race, safety, runs=runs, seed=seed).years, race.discount
    lasted = np.where(np.full(runs, rho > 0), -np.expm1(-rho * years) / np.float64(rho), years)
    return fine * np.maximum(standard - safety, 0) * lasted.mean()


def fewest(n, share):
    race = rk.Race.equal(n, **HARDEST)
    for m in range(1, n):
        best = compliance.best_one_sided(race, range(m))
        if best.disaster_probability <= share * best.without:
            return m
    return n


def restoring(race, home, standard, start=0.0, reached=None, pick=np.min):
    def holds(fine):
        fines = low_of(race, home if reached is None else reached(race), fine)
        safety = compliance.settle(race, standard, fines, start=start)
        return pick(safety[home]) >= standard - 1e-9

    low, high = 0.0, 4.0
    if holds(low):
        return 0.0
    while high - low > 3e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def best_floor(race, home, slope, points=101, reply=True, share=lambda slope, floor: slope * floor,
               out=None):  # fmt: skip
    out = home if out is None else out(race, home)

    def risk(floor):
        left = race.leak(out, share(slope, floor))
        low = low_of(race, home, floor)
        safety = left.nash(floor=low) if reply else np.maximum(race.nash(), low)
        return float(left.disaster_probability(safety))

    return min(np.linspace(0, 1, points), key=risk)


def others(race, home):
    return [lab for lab in range(race.n) if lab not in home]


RIGHT = {
    "critical_fine_by_hand": [critical, looked_up],
    "who_gains_who_pays": [gains],
    "send_the_bills": [bills, race_by_race, warned],
    "how_many_must_be_bound": [fewest],
    "fine_that_ends_a_habit": [restoring],
    "leak_that_grows": [best_floor, lambda *x: best_floor(*x, points=301)],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def change(after):
    """Change of the payoffs if the rule led to another state."""
    return lambda race, home, floor: (
        race.payoffs(after(race, home, floor)) - race.payoffs(race.nash())
    )


def wins(race, home, floor):
    after = race.nash(floor=low_of(race, home, floor))
    return race.win_probability(after) - race.win_probability(race.nash())


def bill(amount):
    """Bills from the state of the race and the years it lasts."""

    def answer(race, safety, standard, fine, runs, seed):
        years = rk.simulate(race, safety, runs=runs, seed=seed).years
        rho = race.discount
        lasted = years if rho == 0 else (1 - np.exp(-rho * years)) / rho
        return amount(race, safety, standard, fine, years, lasted.mean())

    return answer


def short(safety, standard):
    return np.maximum(standard - safety, 0)


def full_safety(n, share):
    race = rk.Race.equal(n, **HARDEST)
    for m in range(1, n):
        rule = compliance.best_one_sided(race, range(m))
        if rule.full <= share * rule.without:
            return m
    return n


def one_floor(n, share):
    """By a floor of 0.9, whatever the number of labs."""
    race = rk.Race.equal(n, **HARDEST)
    without = race.disaster_probability(race.nash())
    for m in range(1, n):
        risk = race.disaster_probability(race.nash(floor=low_of(race, range(m), 0.9)))
        if risk <= share * without:
            return m
    return n


def left(n, share):
    m = fewest(n, share)
    rule = compliance.best_one_sided(rk.Race.equal(n, **HARDEST), range(m))
    return rule.disaster_probability / rule.without


def least_harm(race, home, slope):
    def paid(floor):
        after = race.leak(home, slope * floor)
        return after.payoffs(after.nash(floor=low_of(race, home, floor)))[home].sum()

    return max(np.linspace(0, 1, 101), key=paid)


WRONG = {
    "critical_fine_by_hand": [
        (lambda n, e, s: critical(n, 1.0, s), "does not move with the enmity"),
        (lambda n, e, s: (e * (n - 1) - (n + e * (n - 1)) * (1 - s)) / n, "return 0"),
        (lambda n, e, s: n * critical(n, e, s), "all n labs can end"),
        (lambda n, e, s: n * critical(n, e, s) / (n - 1), "not of rivals"),
        (lambda n, e, s: max(0, e * (n - 1) / (n + e * (n - 1)) - (1 - s)), "to be weighed"),
        (lambda n, e, s: (e * (n - 1) - (n + e * (n - 1)) * s) / n, "a speed in this place"),
        (lambda n, e, s: e * (n - 1) / n, "a smaller fine"),
        (lambda n, e, s: max(0, e * (n - 1) - n * (1 - s)) / n, "look at (n + E) again"),
        (lambda n, e, s: -1.0, "not negative"),
        (lambda *x: 0.9 * critical(*x), "still gains by going faster"),
        (lambda *x: 1.1 * critical(*x), "would for less"),
    ],
    "who_gains_who_pays": [
        (lambda *x: -gains(*x), "The sign"),
        (lambda race, home, f: race.payoffs(race.nash(floor=low_of(race, home, f))),
         "how much had they without"),
        (change(lambda race, home, f: np.maximum(race.nash(), low_of(race, home, f))),
         "yours hold still"),
        (change(lambda race, home, f: race.nash(floor=f)), "binds the labs abroad as well"),
        (lambda race, home, f: gains(race, others(race, home), f), "leave those at home free"),
        (change(lambda race, home, f: race.nash(committed=dict.fromkeys(home, f))),
         "not an exact level"),
        (wins, "asks for prizes"),
        (lambda race, home, f: gains(race, home, f) / race.payoffs(race.nash()), "not as a share"),
        (lambda *x: gains(*x) + 0.01, "which is too much"),
        (lambda *x: gains(*x) - 0.01, "which is too little"),
    ],
    "send_the_bills": [
        (lambda *x: bills(*x, lasted=lambda T, rho: T), "worth less than one today"),
        (lambda *x: bills(*x, lasted=lambda T, rho: np.exp(-rho * T)), "all the way there"),
        (lambda *x: bills(*x, lasted=lambda T, rho: T * np.exp(-rho * T)), "has its own date"),
        (bill(lambda race, s, t, f, T, L: f * (t - s) * L), "is paid nothing"),
        (bill(lambda race, s, t, f, T, L: f * (s < t) * L), "each unit of shortfall"),
        (bill(lambda race, s, t, f, T, L: f * (1 - s) * L), "not from 1"),
        (bill(lambda race, s, t, f, T, L: short(s, t) * L), "Where is the fine"),
        (bill(lambda race, s, t, f, T, L: f * short(s, t) * race.win_probability(s) * L),
         "Losers pay as well"),
        (bill(lambda race, s, t, f, T, L: np.full(race.n, f * short(s, t).sum() * L)),
         "not the sum"),
        (lambda race, s, t, f, runs, seed: bills(race, s, t, f, runs, 1), "is your seed in use"),
        (lambda *x: 1.3 * bills(*x), "luck does not explain that"),
    ],
    "how_many_must_be_bound": [
        (full_safety, "not the best that a rule"),
        (lambda n, share: fewest(n, 1 - share), "not what is cut off"),
        (lambda n, share: int(np.ceil((1 - share) * n)), "in proportion"),
        (lambda n, share: fewest(n, share) / n, "not a share of them"),
        (lambda n, share: n - fewest(n, share) if n != 4 else 2, "how many stay free"),
        (left, "how many labs does it take"),
        (one_floor, "With 5 bound 0.0% of the risk is left, but fewer would do"),
        (lambda n, share: 2.5, "a whole number of labs"),
        (lambda n, share: n + 1, "1 to 4; yours is 5"),
        (lambda n, share: fewest(n, share) + 2 * (n == 6), "fewer would do"),
        (lambda n, share: fewest(n, share) if n != 6 else 1, "which is too much"),
    ],
    "fine_that_ends_a_habit": [
        (lambda race, home, s: restoring(race, home, s, start=s), "which is kept already"),
        (lambda *x: restoring(*x, reached=lambda race: list(range(race.n))), "reaches the labs"),
        (lambda *x: restoring(*x, pick=np.max), "another does not"),
        (lambda *x: restoring(*x, pick=lambda safety: safety[0]), "speeds [0.6, 1, 1.5]"),
        (lambda race, home, s: len(home) * restoring(race, home, s), "for each lab"),
        (lambda *x: -1.0, "not negative"),
        (lambda *x: max(restoring(*x), 0.1), "Here no fine is needed"),
        (lambda *x: 0.95 * restoring(*x), "goes on cheating"),
        (lambda *x: 1.05 * restoring(*x), "a smaller one would do"),
    ],
    "leak_that_grows": [
        (lambda race, home, slope: best_floor(race, home, 0.0), "Nobody leaves"),
        (lambda *x: best_floor(*x, reply=False), "yours hold still"),
        (lambda *x: best_floor(*x, share=lambda slope, floor: slope), "the same for every floor"),
        (lambda *x: best_floor(*x, out=others), "not the other way"),
        (least_harm, "suits the labs at home best"),
        (lambda *x: slips.leaking_risk(*x, best_floor(*x)), "return the floor"),
        (lambda *x: 1.2, "from 0 to 1"),
        (lambda *x: 0.9, "a lower one leaves"),
        (lambda *x: 0.3, "a higher one leaves"),
    ],
}  # fmt: skip


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


def test_a_warning_is_no_failure(capsys, recwarn):
    """nbgrader gives no mark where anything is written to stderr."""
    check.domestic_rules.send_the_bills(warned)
    assert capsys.readouterr().out.endswith(": correct.\n")
    assert not recwarn.list


@pytest.mark.parametrize("labs", [2, 3, 4, 5, 6])
def test_risk_left_in_closed_form(labs):
    """The closed form behind 9.4 is the library's."""
    best, full = slips.cuts(labs)
    for m in range(1, labs):
        rule = compliance.best_one_sided(rk.Race.equal(labs, **HARDEST), range(m))
        assert abs(best[m - 1] - rule.disaster_probability / rule.without) < 1e-5
        assert abs(full[m - 1] - rule.full / rule.without) < 1e-9
    assert best[-1] == 0.0


def test_expected_bills_against_many_races():
    race, safety = rk.Race([1.0, 0.5, 0.2], discount=0.4), np.array([0.4, 0.95, 0.0])
    mean, spread = slips.bills(race, safety, 0.8, 0.5)
    found = bills(race, safety, 0.8, 0.5, 400_000, 9)
    assert (np.abs(found - mean) <= 4 * spread / 400_000**0.5).all()
