"""The race against the formulas of lessons/A_the_model.ipynb, check values and brute force."""

import pickle
from dataclasses import FrozenInstanceError, fields
from math import sqrt

import brute
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import beta, betainc

from racekit import Race

DIGITS = 5.1e-7  # half a unit of the sixth digit, and rounding


def speed_race(n, **settings):
    """Equal labs of the special case kappa = r = 1, where speed is 1 - safety."""
    return Race.hardest(n, **settings)


def random_race(rng, most=8, **settings):
    """A race with everything unequal."""
    n = int(rng.integers(2, most + 1))
    drawn = {
        "safety_tax": rng.uniform(0.2, 1.0),
        "risk": rng.uniform(0.1, 1.0),
        "enmity": rng.random((n, n)),
        "harm": rng.choice([0.0, 1.0]) * rng.uniform(0.0, 3.0, n),
        "discount": rng.choice([0.01, 0.05, 0.5, 2.0]),
    }
    return Race(rng.uniform(0.2, 3.0, n), **(drawn | settings))


# --- the formulas, and the baseline ---


@pytest.mark.parametrize(
    ("n", "safety", "disaster", "years", "payoff", "planner"),
    [
        (2, 0.313804, 0.274478, 0.667595, 0.351043, 0.986438),
        (3, 0.143922, 0.342431, 0.376706, 0.215137, 1.0),
        (4, 0.068504, 0.372598, 0.264495, 0.154803, 1.0),
        (5, 0.026064, 0.389575, 0.204259, 0.120851, 1.0),
        (10, 0.0, 0.4, 0.1, 0.059701, 1.0),
    ],
)
def test_baseline(n, safety, disaster, years, payoff, planner):
    race = Race.equal(n)
    nash = race.nash()
    assert nash == pytest.approx(np.full(n, safety), abs=DIGITS)
    assert race.disaster_probability(nash) == pytest.approx(disaster, abs=DIGITS)
    assert race.expected_years(nash) == pytest.approx(years, abs=DIGITS)
    assert race.payoffs(nash) == pytest.approx(np.full(n, payoff), abs=DIGITS)
    assert race.planner() == pytest.approx(np.full(n, planner), abs=DIGITS)


def test_two_by_two():
    game = Race.equal(2).dilemma()
    assert game.row == pytest.approx(np.array([[0.444444, 0.16], [0.48, 0.292683]]), abs=DIGITS)
    assert game.column == pytest.approx(game.row.T)


@pytest.mark.parametrize(
    ("risk", "kind"),
    [
        (0.4, "prisoner's dilemma"),
        (0.45, "stag hunt"),
        (0.5, "stag hunt"),
        (0.6, "stag hunt"),
        (0.7, "harmony"),
        (0.9, "harmony"),
        (1.0, "harmony"),
    ],
)
def test_kind_of_dilemma(risk, kind):
    assert Race.equal(2, risk=risk).dilemma().kind == kind


def test_thresholds_of_the_dilemma_without_discount():
    rng = np.random.default_rng(7)
    for _ in range(300):
        tax, risk, enmity, harm = rng.uniform([0.05, 0.05, 0.05, 0], [1, 1, 1, 2])
        race = Race.equal(
            2, safety_tax=tax, risk=risk, enmity=enmity, harm=harm, discount=0, milestones=1
        )
        stake, gain = (1 + harm) * risk, tax * enmity / 2
        upper = risk * ((1 + harm) * (1 - tax) + gain) - gain
        if tax == 1 or min(abs(stake - gain), abs(upper)) < 1e-6:
            continue
        expected = {(False, True): "prisoner's dilemma", (True, True): "stag hunt"}
        assert race.dilemma().kind == expected.get((stake > gain, upper < 0), "harmony")


def test_unequal_speeds():
    assert Race([1, 2]).nash() == pytest.approx([0.204285, 0.451025], abs=DIGITS)


def test_symmetric_closed_forms():
    rng = np.random.default_rng(1)
    for _ in range(300):
        n, speed = int(rng.integers(2, 21)), rng.uniform(0.1, 3)
        tax, r, e, h, rho = rng.uniform([0.1, 0.1, 0, 0, 0], [1, 1, 1, 3, 1])
        race = Race(np.full(n, speed), safety_tax=tax, risk=r, enmity=e, harm=h, discount=rho)
        own, others = 1 + (1 + h) * r * (1 - tax) / tax, (1 - e) + (1 - e + h) * r * (1 - tax) / tax
        steep, flat = (1 + h) * r / (tax * speed), (1 - e + h) * r / (tax * speed)
        rate = np.roots(
            [
                steep * (2 * n - 1) - (n - 1) * flat,
                2 * rho * steep - (n - 1) * (own - others),
                -own * rho,
            ]
        ).max()
        safety = np.clip((1 - rate / speed) / tax, 0, 1)
        assert race.nash() == pytest.approx(np.full(n, safety), abs=1e-9)
        patient = race.replace(harm=0, discount=0)
        safety = (n * r - tax * e * (n - 1) * (1 - r)) / (tax * r * (n + e * (n - 1)))
        if not (tax > 0.999 and safety > 0.999):
            expected = np.full(n, np.clip(safety, 0, 1))
            assert patient.nash() == pytest.approx(expected, abs=1e-11)


def test_restraint_when_rivals_hold_still():
    """A_the_model.ipynb, "One lab's restraint": slope of P(D) in one lab's safety."""
    rng = np.random.default_rng(2)
    for _ in range(100):
        race = random_race(rng)
        safety, step = rng.uniform(0.01, 0.99, race.n), 1e-6
        total, disaster = race.rates(safety).sum(), race.disaster_probability(safety)
        for lab in range(race.n):
            nudge = step * np.eye(race.n)[lab]
            up, down = race.disaster_probability([safety + nudge, safety - nudge])
            danger = race.risk * (1 - safety[lab])
            slope = (race.speed[lab] / total) * (
                race.safety_tax * (disaster - danger)
                - race.risk * (1 - race.safety_tax * safety[lab])
            )
            assert (up - down) / (2 * step) == pytest.approx(slope, abs=1e-7)


def test_half_rule():
    race = speed_race(3)
    for speed in (0.1, 0.19, 0.21, 0.4):
        safety = np.array([[1 - speed, 0.6, 0.6], [1 - speed + 1e-6, 0.6, 0.6]])
        now, slower = race.disaster_probability(safety)
        assert (slower < now) == (speed > now / 2)


@pytest.mark.parametrize(
    ("n", "best", "ratio", "longer"),
    [
        (2, 0.414214, 0.828427, 1.414214),
        (5, 0.472136, 0.944272, 1.118034),
        (10, 0.486833, 0.973666, 1.054093),
    ],
)
def test_best_restraint_of_one(n, best, ratio, longer):
    race = speed_race(n)
    assert sqrt(n * (n - 1)) - (n - 1) == pytest.approx(best, abs=DIGITS)
    relative = np.linspace(0, 1, 100_001)
    safety = np.full((relative.size, n), 0.6)
    safety[:, 0] = 1 - 0.4 * relative
    risk, years = race.disaster_probability(safety), race.expected_years(safety)
    assert relative[risk.argmin()] == pytest.approx(best, abs=1e-5)
    assert risk.min() / 0.4 == pytest.approx(ratio, abs=DIGITS)
    assert years[risk.argmin()] / years[-1] == pytest.approx(longer, abs=1e-5)
    assert risk[0] == pytest.approx(0.4, abs=1e-15), "quitting changes nothing"
    assert years / years[-1] == pytest.approx(n / (n - 1 + relative))


def test_leakage():
    """A_the_model.ipynb, "One lab's restraint": phi* = 1/7, phi_pace = 1/2."""
    race = speed_race(2)
    before = race.disaster_probability([0.7, 0.55]), race.expected_years([0.7, 0.55])
    assert before[0] == pytest.approx(0.39)
    after = [0.85, 0.55]
    for share, risk in ((0, 0.375), (0.1, 0.385714), (1 / 7, 0.39), (0.3, 0.404348)):
        leaked = race.leak(0, share)
        assert leaked.disaster_probability(after) == pytest.approx(risk, abs=DIGITS)
        assert leaked.speed.sum() == pytest.approx(2)
    assert race.leak("lab 1", 0.5).expected_years(after) == pytest.approx(before[1])
    almost = race.leak([0], 1 - 1e-6)
    assert almost.disaster_probability(after) == pytest.approx(0.45, abs=1e-6)


def test_leak_keeps_proportions():
    race = Race([1.0, 2.0, 3.0, 4.0]).leak([0, 2], 0.25)
    assert race.speed == pytest.approx([0.75, 2 * (1 + 1 / 6), 2.25, 4 * (1 + 1 / 6)])


@pytest.mark.parametrize("risk", [1.0, 0.7, 0.5, 0.2])
def test_risk_compensation(risk):
    race = Race.equal(3, safety_tax=1, risk=risk, discount=0)
    found = race.disaster_probability(race.nash())
    assert found == pytest.approx(min(0.4, risk), abs=1e-12)


@pytest.mark.parametrize(
    ("milestones", "faster"), [(1, 0.625), (2, 0.683594), (4, 0.756979), (10, 0.869088)]
)
def test_luck_and_speed(milestones, faster):
    race = Race([0.5, 0.3], milestones=milestones)
    assert race.win_probability([0, 0]) == pytest.approx([faster, 1 - faster], abs=DIGITS)


@pytest.mark.parametrize(
    ("n", "milestones", "theta"),
    [
        (2, 1, 0.5), (2, 2, 0.75), (2, 3, 0.9375), (2, 4, 1.09375), (2, 10, 1.761971),
        (10, 1, 0.9), (10, 2, 1.53398), (10, 3, 2.02889), (10, 4, 2.44662), (10, 10, 4.25286),
    ],
)  # fmt: skip
def test_decisiveness(n, milestones, theta):
    """Theta is the elasticity of the own win probability; it alone fixes the equilibrium."""
    race = speed_race(n, milestones=milestones, discount=0)
    step = 1e-5
    rates = np.full((2, n), 0.5)
    rates[:, 0] *= 1 + np.array([-step, step])
    low, high = race.win_probability(1 - rates)[:, 0]
    digits = 5.1e-6 if n == 10 else DIGITS
    assert (high - low) * n / (2 * step) == pytest.approx(theta, abs=digits + 1e-6)
    if n == 2:
        exact = 4.0 ** (1 - milestones) / (2 * beta(milestones, milestones))
        assert exact == pytest.approx(theta, abs=DIGITS)
    if n == 10 and milestones > 2:
        return  # the same again, at some seconds each
    for enmity, harm in ((1.0, 0.0), (0.6, 1.0))[: 2 if n == 2 else 1]:
        speed = enmity * theta / (1 + harm + enmity * theta)
        found = 1 - race.replace(enmity=enmity, harm=harm).nash()
        assert found == pytest.approx(np.full(n, speed), abs=2 * digits)


@pytest.mark.parametrize("floor", [0.4, 0.7, 1.0])
def test_floor_on_everybody(floor):
    race = Race.equal(3)
    nash = race.nash(floor=floor)
    assert nash == pytest.approx(np.full(3, floor), abs=1e-14)
    assert race.disaster_probability(nash) == pytest.approx(0.4 * (1 - floor))
    assert race.expected_years(nash) == pytest.approx(1 / ((1 - 0.8 * floor) * 3))


# --- A_the_model.ipynb, "The hardest case: speed is risk" ---


@pytest.mark.parametrize(
    ("settings", "speeds"),
    [
        (
            {"discount": 0},
            {2: 0.333333, 3: 0.4, 5: 0.444444, 10: 0.473684, 20: 0.487179},
        ),
        (
            {"discount": 0, "enmity": 0.5},
            {2: 0.2, 3: 0.25, 5: 0.285714, 10: 0.310345, 20: 0.322034},
        ),
        (
            {"discount": 0, "harm": 1},
            {2: 0.2, 3: 0.25, 5: 0.285714, 10: 0.310345, 20: 0.322034},
        ),
        (
            {"discount": 0.05},
            {1: 0.179129, 2: 0.347906, 3: 0.404709, 5: 0.445795, 10: 0.473973, 20: 0.487247},
        ),
    ],
)
def test_speed_race_nash(settings, speeds):
    for n, speed in speeds.items():
        race = speed_race(n, **settings)
        nash = race.nash()
        assert 1 - nash == pytest.approx(np.full(n, speed), abs=DIGITS)
        assert race.disaster_probability(nash) == pytest.approx(speed, abs=DIGITS)


@pytest.mark.parametrize(
    ("harm", "speeds"),
    [
        (0, (0.065887, 0.090499, 0.135078, 0.179129, 0.231662, 0.366025)),
        (1, (0.045249, 0.061414, 0.089564, 0.115831, 0.144949, 0.207107)),
    ],
)
def test_speed_race_planner(harm, speeds):
    for ratio, speed in zip((0.005, 0.01, 0.025, 0.05, 0.1, 0.5), speeds, strict=True):
        race = speed_race(3, discount=3 * ratio, harm=harm)
        assert 1 - race.planner() == pytest.approx(np.full(3, speed), abs=DIGITS)


@pytest.mark.parametrize(
    ("faster", "speeds", "weak_wins", "disaster"),
    [
        (2, (0.375877, 0.284565), 0.397751, 0.320884),
        (3, (0.396925, 0.254750), 0.341831, 0.303350),
        (5, (0.419234, 0.217611), 0.278137, 0.273690),
    ],
)
def test_faster_lab_is_more_careful(faster, speeds, weak_wins, disaster):
    race = Race([1, faster], safety_tax=1, risk=1, discount=0)
    nash = race.nash()
    assert 1 - nash == pytest.approx(speeds, abs=DIGITS)
    assert race.win_probability(nash)[0] == pytest.approx(weak_wins, abs=DIGITS)
    assert race.disaster_probability(nash) == pytest.approx(disaster, abs=DIGITS)


def test_three_unequal_labs():
    race = Race([1, 2, 0.5], safety_tax=1, risk=1, enmity=0.6, harm=0.5, discount=0.1)
    safety = [0.7, 0.9, 0.4]
    assert race.expected_years(safety) == pytest.approx(1.25)
    assert race.win_probability(safety) == pytest.approx([0.375, 0.25, 0.375])
    assert race.disaster_probability(safety) == pytest.approx(0.3625)
    assert race.payoffs(safety)[0] == pytest.approx(0.205556, abs=DIGITS)


def test_race_nobody_wants():
    for harm, wanted in ((0.32, True), (0.34, False)):
        race = speed_race(5, harm=harm, discount=0)
        nash = race.nash()
        assert (race.payoffs(nash)[0] > 0) == wanted
        quitter = np.r_[1.0, nash[1:]]
        assert race.payoffs(quitter)[0] < race.payoffs(nash)[0]


@pytest.mark.parametrize(
    ("n", "w", "rivals", "disaster", "years", "wins", "fixed"),
    [
        (2, 1, 0.34791, 0.34791, 1.4372, 0.5, None),
        (2, 0.5, 0.29960, 0.25345, 2.1117, 0.3673, (0.28992, 1.9162)),
        (2, 0.25, 0.25766, 0.21459, 2.9016, 0.2524, (0.29572, 2.2995)),
        (2, 0, 0.17913, 0.17913, 5.5826, 0, (0.34791, 2.8743)),
        (5, 1, 0.44580, 0.44580, 0.4486, 0.2, None),
        (5, 0.5, 0.43934, 0.41497, 0.5050, 0.1126, (0.42103, 0.4985)),
        (5, 0, 0.43086, 0.43086, 0.5802, 0, (0.44580, 0.5608)),
    ],
)
def test_restraint_when_rivals_reply(n, w, rivals, disaster, years, wins, fixed):
    race = speed_race(n)
    alone = race.nash()
    mine = 1 - w * (1 - alone[0])
    nash = race.nash(committed={"lab 1": mine})
    assert nash[0] == mine
    assert 1 - nash[1:] == pytest.approx(np.full(n - 1, rivals), abs=6e-6)
    assert race.disaster_probability(nash) == pytest.approx(disaster, abs=6e-6)
    assert race.expected_years(nash) == pytest.approx(years, abs=6e-5)
    assert race.win_probability(nash)[0] == pytest.approx(wins, abs=6e-5)
    if fixed:
        still = np.r_[mine, alone[1:]]
        assert race.disaster_probability(still) == pytest.approx(fixed[0], abs=6e-6)
        assert race.expected_years(still) == pytest.approx(fixed[1], abs=6e-5)


def test_slope_of_replies():
    """Two labs without discount: beta = 1/4 at e = 1."""
    race, step = speed_race(2, discount=0), 1e-5
    nash = race.nash()
    up, down = (race.best_response(0, nash + sign * step) for sign in (1, -1))
    assert (up - down) / (2 * step) == pytest.approx(0.25, abs=1e-6)


@pytest.mark.parametrize(
    ("inside", "outside", "enmity", "free", "limit", "limited", "banned"),
    [
        (2, 2, 1, 0.43086, 0.1071, 0.32505, 0.34791),
        (2, 2, 0.5, 0.28630, 0.0841, 0.20884, 0.24248),
        (1, 4, 1, 0.44580, 0.1748, 0.41385, 0.43086),
        (4, 1, 1, 0.44580, 0, 0.17913, 0.17913),
        (5, 5, 1, 0.47397, 0.1745, 0.38278, 0.44579),
    ],
)
def test_one_sided_floor(inside, outside, enmity, free, limit, limited, banned):
    race = speed_race(inside + outside, enmity=enmity)

    def risk(speed):
        floor = np.repeat([1.0 - speed, 0.0], [inside, outside])
        return race.disaster_probability(race.nash(floor=floor))

    assert race.disaster_probability(race.nash()) == pytest.approx(free, abs=6e-6)
    assert risk(limit) == pytest.approx(limited, abs=6e-6)
    assert risk(0.0) == pytest.approx(banned, abs=6e-6)
    assert risk(limit) < risk(limit + 0.02)
    assert limit == 0 or risk(limit) < risk(limit - 0.02)


@pytest.mark.parametrize(
    ("within", "between", "free", "at_home"),
    [
        (1, 1, 0.430864, 0.341098),
        (0.5, 1, 0.389005, 0.341098),
        (0.5, 0.9, 0.370620, 0.320040),
        (0.9, 0.5, 0.330710, 0.224536),
    ],
)
def test_risk_ladder(within, between, free, at_home):
    enmity = np.full((4, 4), between, dtype=float)
    enmity[:2, :2] = enmity[2:, 2:] = within
    race = speed_race(4, enmity=enmity)
    nations = race.united([["lab 1", 1], [2, "lab 4"]])
    assert race.disaster_probability(race.nash()) == pytest.approx(free, abs=DIGITS)
    found = nations.disaster_probability(nations.nash())
    assert found == pytest.approx(at_home, abs=DIGITS)
    assert race.disaster_probability(race.planner()) == pytest.approx(0.1, abs=DIGITS)


def test_years_on_the_risk_ladder():
    race = speed_race(4)
    nations = race.united([[0, 1], [2, 3]])
    assert race.expected_years(race.nash()) == pytest.approx(0.58, abs=0.005)
    assert nations.expected_years(nations.nash()) == pytest.approx(0.73, abs=0.005)
    assert race.expected_years(race.planner()) == pytest.approx(2.5, abs=DIGITS)


# --- brute force, one milestone ---


@pytest.mark.parametrize("seed", range(10))
def test_random_races_against_brute_force(seed):
    rng = np.random.default_rng(seed)
    for _ in range(30):
        race = random_race(rng)
        nash = race.nash()
        for lab in range(race.n):
            place, value = brute.best_reply(race, lab, nash)
            assert nash[lab] == pytest.approx(place, abs=1e-6), race
            assert race.payoffs(nash)[lab] == pytest.approx(value, abs=1e-12), race
        lab, safety = int(rng.integers(race.n)), rng.random(race.n)
        place, _ = brute.best_reply(race, lab, safety)
        assert race.best_response(lab, safety) == pytest.approx(place, abs=1e-6), race


def test_outcomes_against_double_loops():
    rng = np.random.default_rng(3)
    for _ in range(100):
        race = random_race(rng)
        safety = rng.random(race.n)
        wins, disaster, years, payoffs = brute.outcomes(race, safety)
        assert race.win_probability(safety) == pytest.approx(wins, abs=1e-14)
        assert race.disaster_probability(safety) == pytest.approx(disaster, abs=1e-14)
        assert race.expected_years(safety) == pytest.approx(years, rel=1e-13)
        assert race.payoffs(safety) == pytest.approx(payoffs, abs=1e-13)


def test_own_entry_of_best_response_is_not_read():
    race = Race([1.0, 2.0, 0.5], milestones=1)
    for k in (1, 3):
        race = race.replace(milestones=k)
        assert race.best_response(1, [0.3, 0, 0.4]) == race.best_response(1, [0.3, 1, 0.4])
        assert race.best_response("lab 2", [0.3, 0, 0.4]) == race.best_response(1, [0.3, 0, 0.4])


def test_nash_with_floor_and_commitment():
    rng = np.random.default_rng(4)
    for _ in range(60):
        race = random_race(rng, most=5)
        floor = rng.uniform(0, 0.7, race.n)
        fixed = rng.uniform(0.7, 1)
        nash = race.nash(floor=floor, committed={0: fixed})
        assert nash[0] == fixed
        for lab in range(1, race.n):
            place, _ = brute.best_reply(race, lab, nash, low=floor[lab])
            assert nash[lab] == pytest.approx(place, abs=1e-6)
    assert Race.equal(3).nash(committed={0: 0.1, 1: 0.2, 2: 0.3}) == pytest.approx([0.1, 0.2, 0.3])
    assert Race.equal(3).nash(floor=1.0) == pytest.approx([1, 1, 1])


def test_nash_does_not_depend_on_the_start():
    rng = np.random.default_rng(5)
    for _ in range(150):
        race = random_race(rng)
        from_one = race.races.nash(start=1.0)
        assert race.nash() == pytest.approx(from_one, abs=1e-11), race


def test_nash_is_sharp():
    """To 1e-12 in safety: replying again moves nobody."""
    rng = np.random.default_rng(6)
    for _ in range(150):
        race = random_race(rng)
        nash = race.nash()
        again = [race.best_response(lab, nash) for lab in range(race.n)]
        assert nash == pytest.approx(again, abs=1e-12)


def test_planner_against_brute_force():
    rng = np.random.default_rng(8)
    for _ in range(40):
        race = random_race(rng, most=4)
        planner = race.planner()
        assert np.ptp(planner) < 1e-12
        # to the owner every safe win is worth the prize, and a disaster the mean harm
        owner = race.replace(enmity=0.0, harm=float(race.harm.mean()))
        value = brute.payoff(owner, 0, planner, planner[0])
        others = rng.random((400, race.n))
        assert owner.payoffs(others)[:, 0].max() <= value + 1e-12
        together = owner.payoffs(np.linspace(0, 1, 2001)[:, None] * np.ones(race.n))[:, 0]
        assert together.max() <= value + 1e-12
        assert together.max() == pytest.approx(value, abs=1e-6)


def test_planner_of_the_fastest_labs_allowed():
    race = Race([1e6, 1e6])
    assert race.planner() == pytest.approx([1, 1])
    assert race.price_of_racing() > 0.2


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 1e-3, 0.05, 1.0, 100.0]))
def test_price_of_racing_is_never_negative(seed, discount):
    race = random_race(np.random.default_rng(seed), most=6, discount=discount)
    price = race.price_of_racing()
    owner = race.replace(enmity=0.0, harm=float(race.harm.mean()))
    best = 1.0 if discount == 0 else owner.payoffs(race.planner())[0]
    assert best >= owner.payoffs(race.nash())[0] - 1e-12, "nothing hidden by the cut at 0"
    assert 0 <= price <= 1 + race.harm.max()


def test_price_of_racing_at_baseline():
    race = Race.equal(2)
    owner = race.replace(enmity=0)
    gain = owner.payoffs(race.planner())[0] - owner.payoffs(race.nash())[0]
    assert race.price_of_racing() == pytest.approx(gain, abs=1e-14)
    assert Race.equal(1).price_of_racing() == pytest.approx(0, abs=1e-12)


def test_united():
    enmity = np.array(
        [[9, 0.1, 0.7, 0.7], [0.2, 9, 0.7, 0.7], [0.4, 0.4, 9, 0.3], [0.4, 0.4, 0, 9]]
    )
    np.fill_diagonal(enmity, 0)
    race = Race([1, 2, 3, 4], enmity=enmity, harm=[0, 1, 2, 4], names=["a", "b", "c", "d"])
    blocs = race.united([["a", "b"], [3, 2]])
    assert blocs.speed == pytest.approx([3, 7])
    assert blocs.enmity[0, 1] == 0.7
    assert blocs.enmity[1, 0] == 0.4
    assert blocs.harm == pytest.approx([0.5, 3])
    assert blocs.names == ("a + b", "d + c")
    alone = race.united([[0], [1], [2], [3]])
    assert alone == race.replace(names=alone.names)
    whole = Race.equal(3).united([[0, 1, 2]])
    assert whole.nash() == pytest.approx(Race.equal(3).planner()[:1])


def test_leading_axes_equal_loops():
    rng = np.random.default_rng(9)
    for milestones in (1, 3):
        race = random_race(rng, most=4, milestones=milestones)
        safety = rng.random((3, 300, race.n))
        for name in (
            "rates", "win_probability", "disaster_probability", "expected_years", "payoffs"
        ):  # fmt: skip
            method = getattr(race, name)
            whole = method(safety)
            for place in ((0, 0), (1, 150), (2, 299)):
                assert whole[place] == pytest.approx(method(safety[place]), abs=1e-14), name
            shape = (3, 300, race.n) if np.ndim(method(safety[0, 0])) else (3, 300)
            assert whole.shape == shape


# --- several milestones ---


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("milestones", range(1, 7))
def test_milestones_against_the_jump_chain(n, milestones):
    rng = np.random.default_rng(n * milestones)
    for discount in (0.0, 0.05, 3.0):
        race = Race(
            rng.uniform(0.2, 3, n),
            milestones=milestones,
            discount=discount,
            enmity=rng.random((n, n)),
            harm=rng.uniform(0, 2, n),
        )
        safety = rng.random(n)
        wins, disaster, years, _ = brute.outcomes(race, safety) if n < 5 else (*slow(race, safety),)
        assert race.win_probability(safety) == pytest.approx(wins, abs=1e-11)
        assert race.win_probability(safety).sum() == pytest.approx(1, abs=1e-12)
        assert race.disaster_probability(safety) == pytest.approx(disaster, abs=1e-11)
        assert race.expected_years(safety) == pytest.approx(years, rel=1e-11)
        lab = int(rng.integers(n))
        exact = brute.payoff(race, lab, safety, safety[lab])
        assert race.payoffs(safety)[lab] == pytest.approx(float(exact), abs=1e-11)


def slow(race, safety):
    """Outcomes without all payoffs, which would take one walk a lab."""
    wins, years = brute.jump_chain(race.rates(safety), race.milestones, 0.0)
    return wins, np.dot(wins, race.risk * (1 - safety)), years, None


@pytest.mark.parametrize("milestones", [1, 2, 5, 20, 200, 1000])
def test_two_labs_by_the_incomplete_beta(milestones):
    for share in (0.5, 0.51, 0.625, 0.9, 0.999):
        race = Race([share, 1 - share], milestones=milestones)
        exact = betainc(milestones, milestones, share)
        assert race.win_probability([0, 0])[0] == pytest.approx(exact, abs=1e-11)


def test_one_lab_by_the_gamma_distribution():
    for milestones in (1, 2, 10, 200):
        for discount in (0.0, 0.05, 1.0, 100.0):
            race = Race([0.7], milestones=milestones, discount=discount, risk=0.5)
            rate = milestones * 0.7
            exact = 0.5 * (rate / (rate + discount)) ** milestones
            assert race.payoffs([0])[0] == pytest.approx(exact, rel=1e-9), (milestones, discount)
            assert race.expected_years([0]) == pytest.approx(1 / 0.7, rel=1e-11)


def test_many_milestones_let_the_fastest_win():
    race = Race([1.0, 0.8, 0.5], milestones=1000)
    assert race.win_probability([0, 0, 0])[0] > 0.999
    assert race.expected_years([0, 0, 0]) == pytest.approx(1, rel=1e-3)


@pytest.mark.parametrize("milestones", [1, 2, 5])
def test_labs_that_stand_still(milestones):
    race = Race([1, 2, 3], safety_tax=1, milestones=milestones)
    without = Race([1, 3], safety_tax=1, milestones=milestones)
    wins = race.win_probability([0.5, 1, 0.2])
    assert wins[1] == 0
    assert wins[[0, 2]] == pytest.approx(without.win_probability([0.5, 0.2]), abs=1e-12)
    assert race.expected_years([0.5, 1, 0.2]) == pytest.approx(without.expected_years([0.5, 0.2]))


@pytest.mark.parametrize("milestones", [1, 4])
@pytest.mark.parametrize("discount", [0, 0.05])
def test_race_nobody_can_finish(milestones, discount):
    race = Race.equal(3, safety_tax=1, milestones=milestones, discount=discount)
    for safety in ([1, 1, 1], [[1, 1, 1], [1, 1, 1]]):
        assert (race.expected_years(safety) == np.inf).all()
        assert (race.win_probability(safety) == 0).all()
        assert (race.disaster_probability(safety) == 0).all()
        assert (race.payoffs(safety) == 0).all()
    mixed = race.expected_years([[1, 1, 1], [1, 1, 0]])
    assert mixed == pytest.approx([np.inf, 1])


@pytest.mark.parametrize("milestones", [2, 3, 6])
def test_best_response_with_milestones(milestones):
    rng = np.random.default_rng(10 + milestones)
    for trial in range(12):
        race = random_race(rng, most=3, milestones=milestones)
        safety = np.ones(race.n) if trial % 4 == 0 else rng.random(race.n)
        lab = int(rng.integers(race.n))
        place, value = brute.best_reply(race, lab, safety, points=101)
        found = race.best_response(lab, safety)
        exact = float(brute.payoff(race, lab, safety, min(found, 1 - 1e-12)))
        assert exact == pytest.approx(value, abs=1e-10), (race, safety, lab)
        assert found == pytest.approx(place, abs=1e-4), (race, safety, lab)


@pytest.mark.parametrize(
    ("milestones", "discount", "settings"),
    [
        (2, 0.0001, {"safety_tax": 1, "risk": 1}),
        (3, 0.01, {"safety_tax": 1, "risk": 1}),
        (6, 0.05, {"safety_tax": 1, "risk": 1}),
        (6, 0.0001, {"safety_tax": 0.9, "risk": 1}),
        (50, 0.05, {}),
        (1000, 0.05, {}),
        (50, 100.0, {"safety_tax": 1, "risk": 1}),
    ],
)
def test_a_lab_alone_may_go_slowly(milestones, discount, settings):
    """The best rate may lie far below the fastest one possible; exact by the Gamma clock."""
    race = Race.equal(1, milestones=milestones, discount=discount, **settings)

    def value(safety):
        rate = milestones * (1 - race.safety_tax * safety)
        return (1 - race.risk * (1 - safety)) * (rate / (rate + discount)) ** milestones

    place, best = brute.best_on_grid(value)
    for found in (race.best_response(0, [0]), race.planner()[0], race.nash()[0]):
        assert value(found) == pytest.approx(best, rel=1e-9)
        assert found == pytest.approx(place, abs=1e-5)


@pytest.mark.parametrize(
    ("speed", "safety", "lab", "settings"),
    [
        ([0.22, 1.81, 2.67, 1.23], [0.49, 0.07, 0.1, 0.77], 1,
         {"safety_tax": 0.3, "risk": 0.05, "milestones": 1000, "discount": 0}),
        ([2.48, 0.23, 1.11], [1, 1, 1], 1,
         {"safety_tax": 0.3, "risk": 0.05, "milestones": 200}),
        ([0.01, 1000.0], [0.06, 0.19], 0,
         {"safety_tax": 0.3, "risk": 0.05, "milestones": 5}),
        ([0.4, 1e-5], [0.7, 0.35], 1, {"risk": 1.0, "milestones": 5, "harm": 5.0}),
    ],
)  # fmt: skip
def test_best_response_of_a_lab_without_a_chance(speed, safety, lab, settings):
    """The payoff is flat to rounding there; any answer that loses nothing will do."""
    race = Race(speed, **settings)
    found = race.best_response(lab, safety)
    trials = np.tile(np.array(safety, dtype=float), (202, 1))
    trials[:, lab] = np.r_[np.linspace(0, 1, 201), found]
    payoffs = race.payoffs(trials)[:, lab]
    assert payoffs[-1] >= payoffs.max() - 1e-12


def test_nash_with_milestones_against_brute_force():
    rng = np.random.default_rng(11)
    for _ in range(8):
        race = random_race(rng, most=3, milestones=int(rng.integers(2, 5)), discount=0.05)
        nash = race.nash(floor=0.1)
        for lab in range(race.n):
            place, value = brute.best_reply(race, lab, nash, low=0.1, points=101)
            exact = float(brute.payoff(race, lab, nash, min(nash[lab], 1 - 1e-12)))
            assert exact == pytest.approx(value, abs=1e-10)
            assert nash[lab] == pytest.approx(place, abs=1e-4)


def test_planner_with_milestones_is_best_in_each_coordinate():
    rng = np.random.default_rng(12)
    for _ in range(6):
        race = random_race(rng, most=3, milestones=int(rng.integers(2, 5)), discount=0.3)
        planner = race.planner()
        owner = race.replace(enmity=0.0, harm=float(race.harm.mean()))
        value = owner.payoffs(planner)[0]
        for lab in range(race.n):
            trials = np.tile(planner, (301, 1))
            trials[:, lab] = np.linspace(0, 1, 301)
            assert owner.payoffs(trials)[:, 0].max() <= value + 1e-11
        assert owner.payoffs(rng.random((300, race.n)))[:, 0].max() <= value + 1e-11
        assert race.price_of_racing() >= 0


def test_milestones_of_one_go_the_same_way():
    """The quadrature behind several milestones agrees with the closed form behind one."""
    from racekit import _milestones

    rates = np.array([[1.0, 0.2, 0.7], [0.0, 2.0, 0.1]])
    for discount in (0.0, 0.5, 20.0):
        exact = _milestones.win_weights(rates, 1, discount)
        assert _milestones._weights(rates, 1, discount)[0] == pytest.approx(exact, abs=1e-12)


# --- the record itself ---


def test_defaults():
    race = Race([1, 1])
    found = {f.name: getattr(race, f.name) for f in fields(Race) if f.name != "speed"}
    assert found == {
        "safety_tax": 0.8, "risk": 0.4, "enmity": 1.0, "harm": 0.0, "discount": 0.05,
        "milestones": 1, "names": ("lab 1", "lab 2"), "residual": 0.0, "curve": 1.0,
        "beliefs": None,
    }  # fmt: skip
    assert race == Race.equal(2)
    assert race.n == 2


def test_equality_and_hash():
    one, same = Race([1, 2], enmity=[[0, 1], [0.5, 0]]), Race((1.0, 2.0), enmity=[[0, 1], [0.5, 0]])
    assert one == same
    assert hash(one) == hash(same)
    assert len({one, same, one.replace(risk=0.5)}) == 2
    assert one != one.replace(names=["x", "y"])
    assert one != "a race"
    plus, minus = Race([1], harm=0.0), Race([1], harm=-0.0)
    assert plus == minus
    assert hash(plus) == hash(minus), "equal races must hash alike"


@pytest.mark.parametrize("race", [Race.equal(3), Race([1, 2], enmity=np.eye(2), harm=[0, 1])])
def test_pickle(race):
    copy = pickle.loads(pickle.dumps(race))
    assert copy == race
    assert (copy.nash() == race.nash()).all()
    assert not copy.speed.flags.writeable


def test_frozen():
    speed, enmity = np.array([1.0, 2.0]), np.ones((2, 2))
    race = Race(speed, enmity=enmity, harm=[0.0, 1.0])
    with pytest.raises(FrozenInstanceError):
        race.risk = 0.5
    for values in (race.speed, race.enmity, race.harm):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 9
    speed[0] = enmity[0, 1] = 0.25
    assert race.speed[0] == 1, "the caller's arrays are copied"
    assert race.enmity[0, 1] == 1
    safety = np.array([0.1, 0.2])
    race.payoffs(safety)
    race.best_response(0, safety)
    assert safety.tolist() == [0.1, 0.2]


def test_replace_checks_again():
    race = Race.equal(2, names=["a", "b"])
    same = Race([1, 1], risk=0.7, milestones=3, names=["a", "b"])
    assert race.replace(risk=0.7, milestones=3) == same
    with pytest.raises(ValueError, match="risk"):
        race.replace(risk=2)


def test_diagonal_of_enmity_is_not_read():
    one = Race([1, 2], enmity=[[0, 0.5], [0.7, 0]])
    other = Race([1, 2], enmity=[[1, 0.5], [0.7, 1]])
    assert (one.nash() == other.nash()).all()
    assert (one.payoffs([0.1, 0.2]) == other.payoffs([0.1, 0.2])).all()


def test_numpy_scalars_are_welcome():
    race = Race(np.float32([1, 1]), risk=np.float64(0.4), milestones=np.int64(2), harm=np.int32(1))
    assert race == Race([1, 1], milestones=2, harm=1)
    assert Race.equal(np.int8(2)).best_response(np.int64(1), [0, 0]) >= 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_extreme_races_stay_in_range(seed):
    """Speeds over nine decades, tiny taxes and risks: an answer in [0, 1], or no answer."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 7))
    race = Race(
        10 ** (rng.uniform(-6, -3) + rng.uniform(0, 9, n)),
        safety_tax=rng.choice([1.0, 0.8, 1e-3, 1e-6]),
        risk=rng.choice([1.0, 0.4, 1e-3, 1e-6]),
        enmity=rng.uniform(0.1, 1.0, (n, n)),
        harm=rng.choice([0.0, 1.0, 1e6]),
        discount=rng.choice([0.0, 1e-9, 0.05, 1e6]),
    )
    nash = race.nash()
    assert ((nash >= 0) & (nash <= 1)).all()
    assert np.isfinite(race.payoffs(nash)).all()
    assert race.price_of_racing() >= 0
