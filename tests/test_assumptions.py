"""Danger curves, danger that stays, and what labs believe: against brute force and in words."""

import copy
import pickle
import re
from functools import partial

import brute
import numpy as np
import pytest
from brute import Case

from racekit import Race, Treaty, compliance, nash_grid, simulate

DIGITS = 5.1e-7  # half a unit of the sixth digit, and rounding

# case, safety in equilibrium, probability of disaster; all to six digits
CURVES = {
    "g 2, two labs": (Case(speed=[1.0] * 2, curve=2.0), [0.375731] * 2, 0.155885),
    "g 2, five labs": (Case(speed=[1.0] * 5, curve=2.0), [0.238444] * 5, 0.231987),
    "g 2, six labs": (Case(speed=[1.0] * 6, curve=2.0), [0.225562] * 6, 0.239902),
    "g 2, ten labs": (Case(speed=[1.0] * 10, curve=2.0), [0.200953] * 10, 0.255390),
    "b .1": (Case(speed=[1.0] * 2, residual=0.1), [0.258179] * 2, 0.307055),
    "b .3": (Case(speed=[1.0] * 2, residual=0.3), [0.099288] * 2, 0.372199),
    "unequal labs": (
        Case(speed=[1.0, 2.0, 0.5], risk=0.6, enmity=0.9, harm=0.5, discount=0.1,
             curve=1.5, residual=0.1),
        [0.597573, 0.680967, 0.552340], 0.180180,
    ),
}  # fmt: skip
BELIEFS = {
    "agree": (Case(speed=[1.0] * 2, risk=0.5, beliefs=[0.5, 0.5]), [0.480732] * 2, 0.259634),
    ".4 .6": (Case(speed=[1.0] * 2, risk=0.5, beliefs=[0.4, 0.6]), [0.376557, 0.551966], 0.272764),
    ".3 .7": (Case(speed=[1.0] * 2, risk=0.5, beliefs=[0.3, 0.7]), [0.213802, 0.601878], 0.318434),
    ".2 .8": (Case(speed=[1.0] * 2, risk=0.5, beliefs=[0.2, 0.8]), [0.0, 0.641197], 0.394996),
    "three": (
        Case(speed=[1.0, 1.0, 2.0], risk=0.5, enmity=0.9, harm=0.5, discount=0.1,
             beliefs=[0.2, 0.5, 0.8]),
        [0.0, 0.508144, 0.725114], 0.312901,
    ),
}  # fmt: skip
CHECKS = pytest.mark.parametrize("name", [*CURVES, *BELIEFS])
# what labs give back of the gain from halving r from .8; exp(-3 s), which gives .70, is no power
GIVEN_BACK = {1.0: 1.405096, 2.0: 1.196072, 3.0: 1.123964}


def race_of(case, **changes):
    """The library's race with these numbers."""
    return Race(**(vars(case) | changes))


def answer(words, function, *args):
    """What the function says; None if it refuses, in which case it must name one of the words."""
    try:
        return function(*args)
    except ValueError as error:
        if not any(word in str(error) for word in words):
            raise AssertionError(f"{error} names none of {words}") from error
        return None


def check_reply(case, lab, safety, own, low=0.0, high=1.0):
    """``own`` is a best reply: to 1e-6, or worth as much to the last digit."""
    place, most = brute.best_reply(case, lab, safety, low, high)
    short = most - float(brute.payoff(case, lab, safety, np.longdouble(own), believed=True))
    assert short <= 1e-13 * (1 + abs(most)), (lab, own, place)
    assert abs(own - place) <= 1e-6 or short <= 1e-15, (lab, own, place)


def off(sample, exact):
    """How many standard errors a mean is off what it should be."""
    return abs(sample.mean() - exact) / max(sample.std() / np.sqrt(sample.size), 1e-12)


# --- the check values ---


@CHECKS
def test_the_oracle_gives_the_check_values(name):
    case, safety, disaster = (CURVES | BELIEFS)[name]
    found = brute.nash(case)
    assert found == pytest.approx(np.array(safety), abs=DIGITS)
    assert float(brute.outcomes(case, found)[1]) == pytest.approx(disaster, abs=DIGITS)


@CHECKS
def test_check_values(name):
    case, safety, disaster = (CURVES | BELIEFS)[name]
    race = race_of(case)
    assert race.nash() == pytest.approx(np.array(safety), abs=DIGITS)
    assert race.disaster_probability(race.nash()) == pytest.approx(disaster, abs=DIGITS)


def back(disaster, residual=0.0):
    """Share of the promised gain that labs give back when r falls from .8 to .4."""
    before, after = disaster(0.8), disaster(0.4)
    return (after - before / 2) / (before / 2)


@pytest.mark.parametrize(("curve", "share"), GIVEN_BACK.items())
def test_share_given_back(curve, share):
    """Three labs; risk compensation shrinks with the power, yet stays above 1."""

    def by_oracle(risk):
        case = Case(speed=[1.0] * 3, risk=risk, curve=curve)
        return float(brute.outcomes(case, brute.nash(case))[1])

    def by_race(risk):
        race = Race.equal(3, risk=risk, curve=curve)
        return race.disaster_probability(race.nash())

    assert back(by_oracle) == pytest.approx(share, abs=2e-6)
    assert back(by_race) == pytest.approx(share, abs=2e-6)


def test_optimists_curse():
    """Who wins believes less than the truth, and the spread is worth several more rivals."""
    case, safety, disaster = BELIEFS[".2 .8"]
    race = race_of(case)
    wins = race.win_probability(race.nash())
    assert wins @ race.beliefs == pytest.approx(0.396515, abs=DIGITS)
    assert brute.outcomes(case, safety)[0] @ case.beliefs == pytest.approx(0.396515, abs=DIGITS)
    for n in (3, 4, 5, 6):
        agreed = Race.equal(n, risk=0.5)
        assert agreed.disaster_probability(agreed.nash()) < disaster


# --- brute force ---


@pytest.mark.parametrize("block", range(10))
def test_nash_is_a_fixed_point_of_best_replies(block):
    for seed in range(30):
        rng = np.random.default_rng([8, block, seed])
        case = brute.random_case(rng)
        race = race_of(case)
        nash, other = race.nash(), rng.random(case.n)
        for lab in range(case.n):
            check_reply(case, lab, nash, nash[lab])
            check_reply(case, lab, other, race.best_response(lab, other))


def test_nash_within_bounds():
    for seed in range(30):
        rng = np.random.default_rng([9, seed])
        case = brute.random_case(rng, most=4)
        floor = rng.uniform(0.0, 0.7, case.n)
        committed = {0: float(rng.uniform(floor[0], 1.0))}
        nash = race_of(case).nash(floor=floor, committed=committed)
        assert nash[0] == committed[0]
        for lab in range(1, case.n):
            check_reply(case, lab, nash, nash[lab], low=floor[lab])


def test_outcomes_are_the_truth_and_payoffs_as_asked():
    for seed in range(100):
        rng = np.random.default_rng([10, seed])
        case = brute.random_case(rng)
        race, safety = race_of(case), rng.random(case.n)
        wins, disaster, years, payoffs = brute.outcomes(case, safety)
        assert race.win_probability(safety) == pytest.approx(wins, abs=1e-12)
        assert race.disaster_probability(safety) == pytest.approx(float(disaster), abs=1e-12)
        assert race.expected_years(safety) == pytest.approx(float(years), rel=1e-12)
        assert race.payoffs(safety) == pytest.approx(payoffs, abs=1e-12)
        assert race.payoffs(safety, believed=False) == pytest.approx(payoffs, abs=1e-12)
        believed = brute.believed_payoffs(case, safety)
        assert race.payoffs(safety, believed=True) == pytest.approx(believed, abs=1e-12)


def test_leading_axes_equal_loops():
    rng = np.random.default_rng(11)
    case = Case(speed=[1.0, 2.0, 0.5], residual=0.2, curve=0.7, beliefs=[0.2, 0.9, 0.5])
    race, safety = race_of(case), rng.random((4, 5, 3))
    for believed in (False, True):
        table = race.payoffs(safety, believed=believed)
        assert table.shape == (4, 5, 3)
        for place in np.ndindex(4, 5):
            one = race.payoffs(safety[place], believed=believed)
            assert table[place] == pytest.approx(one, abs=1e-15)


@pytest.mark.parametrize("milestones", [2, 3])
def test_more_milestones(milestones):
    """Best replies too, or a refusal that says what is in the way."""
    rng = np.random.default_rng([12, milestones])
    for _ in range(8):
        case = brute.random_case(rng, most=3, milestones=milestones)
        race, safety = race_of(case), rng.uniform(0.0, 0.95, case.n)
        _, disaster, _, payoffs = brute.outcomes(case, safety)
        assert race.disaster_probability(safety) == pytest.approx(float(disaster), abs=1e-9)
        assert race.payoffs(safety) == pytest.approx(payoffs, abs=1e-9)
        believed = brute.believed_payoffs(case, safety)
        assert race.payoffs(safety, believed=True) == pytest.approx(believed, abs=1e-9)
        for lab in range(case.n):
            own = answer(["curve"], race.best_response, lab, safety)
            if own is None:
                assert case.curve != 1.0  # residual and beliefs keep the formula
                continue
            _, most = brute.best_reply(case, lab, safety, points=201)
            reached = float(brute.payoff(case, lab, safety, own, believed=True))
            assert reached == pytest.approx(most, abs=1e-9)


def test_planner_owns_all_labs_and_believes_the_truth():
    for seed in range(40):
        rng = np.random.default_rng([13, seed])
        case = brute.random_case(rng)
        race = race_of(case)
        safety = race.planner()
        assert np.array_equal(safety, race_of(case, beliefs=None).planner())
        best = float(brute.owner_payoff(case, safety))
        nash = race.nash()
        price = max(0.0, best - float(brute.owner_payoff(case, nash)))
        assert race.price_of_racing() == pytest.approx(price, abs=1e-9)
        tries = [*np.linspace(np.zeros(case.n), np.ones(case.n), 401), *rng.random((100, case.n))]
        tries += [nash, *rng.integers(0, 2, (20, case.n)), *np.where(np.eye(case.n), 0.0, safety)]
        assert best >= max(brute.owner_payoff(case, s) for s in tries) - 1e-12, (seed, case)


# --- simulation ---

SIMULATED = {
    "curve": Case(speed=[1.0, 0.6], risk=0.7, curve=2.5, harm=0.5),
    "steep": Case(speed=[1.0, 2.0], risk=0.9, curve=0.3, residual=0.2, discount=0.4),
    "beliefs": Case(speed=[1.0, 1.5, 0.7], risk=0.8, residual=0.1, beliefs=[0.3, 0.9, 0.6],
                    enmity=[[0, 0.3, 1], [0.8, 0, 0.1], [0.5, 0.9, 0]]),
}  # fmt: skip


@pytest.mark.parametrize("name", SIMULATED)
@pytest.mark.parametrize("milestones", [1, 3])
def test_simulation(name, milestones):
    case = Case(**(vars(SIMULATED[name]) | {"milestones": milestones}))
    safety = np.array([0.2, 0.6, 0.9])[: case.n]
    sim = simulate(race_of(case), safety, runs=200_000, seed=3, threads=1)
    wins, disaster, years, payoffs = brute.outcomes(case, safety)
    assert off(sim.disaster, float(disaster)) < 4.5
    assert off(sim.years, float(years)) < 4.5
    for lab in range(case.n):
        assert off(sim.winner == lab, float(wins[lab])) < 4.5
        assert off(sim.payoffs()[:, lab], payoffs[lab]) < 4.5


@pytest.mark.parametrize("name", SIMULATED)
@pytest.mark.parametrize("after", ["return", "collapse"])
def test_simulation_under_a_treaty(name, after):
    case = SIMULATED[name]
    treaty = Treaty(0.8, detection=0.6, false_alarms=0.2, fine=0.25, members=[0, 1], after=after)
    safety = np.array([0.3, 0.8, 0.5])[: case.n]
    sim = simulate(race_of(case), safety, runs=200_000, seed=4, treaty=treaty, threads=1)
    disaster, years, payoffs = brute.under_treaty(case, safety, treaty)
    assert off(sim.disaster, float(disaster)) < 4.5
    assert off(sim.years, float(years)) < 4.5
    for lab in range(case.n):
        assert off(sim.payoffs()[:, lab], payoffs[lab]) < 4.5


def test_simulated_catch_up():
    case = Case(speed=[1.0, 0.7], risk=0.8, curve=2.0, residual=0.1, milestones=3)
    sim = simulate(race_of(case), [0.7, 0.4], runs=200_000, seed=5, catch_up=0.4, threads=1)
    wins, disaster = brute.catch_up_outcomes(case, [0.7, 0.4], 0.4)
    assert off(sim.disaster, float(disaster)) < 4.5
    assert off(sim.winner == 0, float(wins[0])) < 4.5


# --- treaties, rules, grids: by belief, or a refusal by name ---


@pytest.mark.parametrize("after", ["return", "collapse"])
def test_temptation_is_by_each_member_own_belief(after):
    for seed in range(12):
        rng = np.random.default_rng([14, seed])
        case = brute.random_case(rng, most=4, curve=1.0)
        race, members = race_of(case), list(range(int(rng.integers(1, case.n + 1))))
        treaty = Treaty(
            rng.uniform(0.5, 1.0), detection=rng.uniform(0.1, 2.0), fine=rng.uniform(0.0, 0.5),
            false_alarms=rng.choice([0.0, 0.3]), members=members, after=after,
        )  # fmt: skip
        kept, tempted = treaty.safety(race), treaty.temptation(race)
        for lab in range(case.n):
            if lab not in members:
                assert tempted[lab] == 0.0
                check_reply(case, lab, kept, kept[lab])
                continue
            check_reply(case, lab, kept, kept[lab], low=treaty.standard)
            if kept[lab] <= treaty.standard:
                cheat, comply = brute.best_cheat(case, lab, kept, treaty)
                assert tempted[lab] == pytest.approx(cheat - comply, abs=1e-10)


@pytest.mark.parametrize("after", ["return", "collapse"])
def test_critical_detection_leaves_each_member_indifferent(after):
    for seed in range(12):
        rng = np.random.default_rng([15, seed])
        case = brute.random_case(rng, most=3, curve=1.0)
        race, treaty = race_of(case), Treaty(0.9, fine=0.3, after=after)
        rates, kept = treaty.critical_detection(race), treaty.safety(race)
        for lab in np.flatnonzero((rates > 0.0) & np.isfinite(rates)):
            watched = treaty.replace(detection=float(rates[lab]))
            cheat, comply = brute.best_cheat(case, lab, kept, watched)
            assert cheat == pytest.approx(comply, abs=1e-9)


def test_treaties_over_a_curve():
    race, treaty = Race([1.0, 2.0], curve=2.0), Treaty(0.9, detection=0.3)
    case = brute.case(race)
    for name in ("temptation", "critical_detection", "breakout_safety", "deters"):
        found = answer(["curve"], getattr(treaty, name), race)
        if name == "temptation" and found is not None:
            for lab in (0, 1):
                cheat, comply = brute.best_cheat(case, lab, treaty.safety(race), treaty)
                assert found[lab] == pytest.approx(cheat - comply, abs=1e-10)


def test_best_response_under_fines():
    for seed in range(20):
        rng = np.random.default_rng([16, seed])
        case = brute.random_case(rng, most=4, **({} if seed % 2 else {"curve": 1.0}))
        safety, lab = rng.random(case.n), int(rng.integers(case.n))
        standard, fine = rng.uniform(0.3, 1.0), rng.uniform(0.0, 0.5)
        rates = np.multiply(case.speed, 1 - case.safety_tax * safety)

        def net(own, i=lab, s=safety, a=standard, f=fine, c=case, r=rates):
            pace = r.sum() - r[i] + c.speed[i] * (1 - c.safety_tax * own) + c.discount
            return brute.payoff(c, i, s, own, believed=True) - f * np.maximum(0, a - own) / pace

        race = race_of(case)
        own = answer(["curve"], compliance.best_response, race, lab, safety, standard, fine)
        if own is None:
            assert case.curve != 1.0
            continue
        _, below = brute.best_reply(case, lab, safety, high=standard, value=net)
        _, above = brute.best_reply(case, lab, safety, low=standard, value=net)
        assert float(net(np.longdouble(own))) == pytest.approx(max(below, above), abs=1e-12)


@pytest.mark.parametrize("changes", [{"residual": 0.2}, {"curve": 2.0}, {"beliefs": [0.2, 0.7]}])
def test_grid_is_a_loop_of_races(changes):
    race = Race([1.0, 2.0], **changes)
    grid = answer(changes, partial(nash_grid, race, discount=[0.05, 0.8]))
    if grid is not None:
        for discount, row in grid.iterrows():
            assert row.to_numpy() == pytest.approx(race.replace(discount=discount).nash(), abs=1e-9)


def test_grid_over_risk_with_beliefs():
    """Beliefs decide, so that an axis of true risk would move nothing: refused, or flat."""
    race = Race([1.0, 2.0], beliefs=[0.2, 0.7])
    grid = answer(["beliefs", "risk"], partial(nash_grid, race, risk=[0.1, 0.9]))
    assert grid is None or (grid == race.nash()).all(axis=None)


# --- what truth decides, and what belief decides ---


def test_belief_moves_choices_and_the_truth_what_happens():
    race, safety = Race([1.0, 2.0], beliefs=[0.3, 0.8]), [0.2, 0.6]
    safer, bolder = race.replace(risk=0.1), race.replace(beliefs=[0.1, 0.8])
    assert np.array_equal(safer.nash(), race.nash())
    assert safer.best_response(0, safety) == race.best_response(0, safety)
    assert np.array_equal(safer.payoffs(safety, believed=True), race.payoffs(safety, believed=True))
    assert safer.disaster_probability(safety) < race.disaster_probability(safety)
    assert bolder.nash()[0] < race.nash()[0]
    assert bolder.disaster_probability(safety) == race.disaster_probability(safety)
    assert np.array_equal(bolder.payoffs(safety), race.payoffs(safety))
    same = [simulate(r, safety, runs=1000, seed=2, threads=1).disaster for r in (race, bolder)]
    assert np.array_equal(*same)


@pytest.mark.parametrize("seed", range(10))
def test_labs_that_believe_the_truth(seed):
    rng = np.random.default_rng([17, seed])
    case = brute.random_case(rng, beliefs=None)
    race, told = race_of(case), race_of(case, beliefs=np.full(case.n, case.risk))
    safety = rng.random(case.n)
    assert told.nash() == pytest.approx(race.nash(), abs=1e-12)
    assert told.payoffs(safety, believed=True) == pytest.approx(race.payoffs(safety), abs=1e-14)
    assert np.array_equal(race.payoffs(safety, believed=True), race.payoffs(safety))


# --- the defaults change nothing ---

# settings, Nash safety, payoffs there: from version 0.2.0, which had none of the three fields
BEFORE = [
    (
        {"speed": [1.0, 2.0]},
        [0.20428461756526572, 0.45102547482621214],
        [0.26342769405221295, 0.46082037986096963],
    ),
    (
        {"speed": [1.0, 1.0, 1.0, 1.0, 1.0], "risk": 0.7, "harm": 0.5, "discount": 0.3},
        [
            0.6636697231336999,
            0.6636697231337002,
            0.6636697231337002,
            0.6636697231337002,
            0.6636697231337004,
        ],
        [
            0.031206418580771,
            0.031206418580771,
            0.031206418580771,
            0.031206418580771,
            0.031206418580770945,
        ],
    ),
    (
        {
            "speed": [0.5, 1.5, 1.0],
            "enmity": [[0, 0.3, 1], [0.8, 0, 0.1], [0.5, 0.9, 0]],
            "harm": [0.5, 0, 2],
            "risk": 0.9,
        },
        [0.9319178944052192, 0.9830536364821141, 1.0],
        [0.4786783148940917, 0.7444965456678052, 0.3811811352980829],
    ),
    (
        {"speed": [1.0, 0.8], "milestones": 3},
        [0.032800732557730916, 0.0],
        [0.3490062315078494, 0.23584893645669275],
    ),
]


@pytest.mark.parametrize(("settings", "nash", "payoffs"), BEFORE)
def test_answers_of_version_0_2_0(settings, nash, payoffs):
    race = Race(**settings)
    # with more milestones a root is found by search, to the 1e-12 that `nash` promises
    close = {"rel": 1e-14, "abs": 0.0} if race.milestones == 1 else {"abs": 1e-12}
    assert race.nash() == pytest.approx(np.array(nash), **close)
    assert race.payoffs(nash) == pytest.approx(np.array(payoffs), rel=1e-14, abs=0.0)


@pytest.mark.parametrize("milestones", [1, 3])
@pytest.mark.parametrize("seed", range(5))
def test_defaults_are_the_plain_race_to_the_last_bit(seed, milestones):
    rng = np.random.default_rng([18, seed])
    case = brute.random_case(
        rng, most=3, residual=0.0, curve=1.0, beliefs=None, milestones=milestones
    )
    plain = {k: v for k, v in vars(case).items() if k not in ("residual", "curve", "beliefs")}
    before, after, safety = Race(**plain), race_of(case), rng.random(case.n)
    treaty = Treaty(0.8, after="collapse", false_alarms=0.1)
    asked = [
        lambda r: r.nash(), lambda r: r.planner(), lambda r: r.payoffs(safety),
        lambda r: r.disaster_probability(safety), lambda r: r.best_response(0, safety),
        lambda r: r.price_of_racing(),
        lambda r: simulate(r, safety, runs=500, seed=1, threads=1).disaster,
        lambda r: simulate(r, safety, runs=500, seed=1, treaty=treaty, threads=1).payoffs(),
    ]  # fmt: skip
    if milestones == 1:
        asked += [treaty.temptation, lambda r: nash_grid(r, risk=[0.3, 0.9]).to_numpy()]
    for ask in asked:
        assert np.array_equal(ask(before), ask(after))
    assert before == after
    assert hash(before) == hash(after)


# --- the fields themselves ---


def test_defaults():
    race = Race([1.0, 2.0])
    assert (race.residual, race.curve, race.beliefs) == (0.0, 1.0, None)


def test_hardest():
    assert Race.hardest(3) == Race.equal(3, safety_tax=1.0, risk=1.0)
    assert Race.hardest(2, enmity=0.5) == Race.equal(2, safety_tax=1.0, risk=1.0, enmity=0.5)


CHANGES = {"residual": 0.2, "curve": 2.0, "beliefs": [0.3, 0.6, 0.9, 0.9]}


@pytest.mark.parametrize("name", CHANGES)
def test_copies_carry_the_field(name):
    plain = Race.equal(4)
    race = plain.replace(**{name: CHANGES[name]})
    assert race != plain
    assert hash(race) != hash(plain)
    assert race == Race.equal(4, **{name: CHANGES[name]})
    for other in (pickle.loads(pickle.dumps(race)), copy.deepcopy(race), race.replace()):
        assert other == race
        assert hash(other) == hash(race)
        assert np.array_equal(getattr(other, name), CHANGES[name])
    leaked = race.leak(0, 0.5)
    assert np.array_equal(getattr(leaked, name), CHANGES[name])
    blocs = race.united([[0], [1], [2, 3]])
    expected = [0.3, 0.6, 0.9] if name == "beliefs" else CHANGES[name]
    assert np.array_equal(getattr(blocs, name), expected)


def test_labs_of_one_bloc_must_agree():
    race = Race.equal(4, beliefs=[0.3, 0.6, 0.9, 0.9])
    with pytest.raises(ValueError, match="beliefs"):
        race.united([[0, 1], [2, 3]])


def test_beliefs_are_frozen():
    given = np.array([0.2, 0.6])
    race = Race.equal(2, beliefs=given)
    given[0] = 0.9
    assert race.beliefs[0] == 0.2
    with pytest.raises(ValueError, match="read-only"):
        race.beliefs[0] = 0.9


MASKED = np.ma.array([0.5, 0.5], mask=[False, True])
HOSTILE = {
    "residual": [1.0, 1.5, -0.1, np.nan, np.inf, True, np.True_, "0.1", None, [0.1, 0.1], 1j,
                 np.ma.array(0.1, mask=True)],
    "curve": [0.0999, 10.001, 0.0, -1.0, np.nan, np.inf, False, "2", None, [1.0, 2.0], 1j,
              np.ma.array(2.0, mask=True)],
    "beliefs": [[0.0, 0.5], [0.5, 1.01], [-0.1, 0.5], [np.nan, 0.5], [0.5, np.inf], [0.5],
                [0.5, 0.5, 0.5], 0.5, [[0.5, 0.5]], [], [True, True], [0.5, True], ["a", "b"],
                [None, 0.5], [[0.5], [0.5, 0.5]], "half", {"lab 1": 0.5}, MASKED],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in HOSTILE.items() for value in values]
)
def test_hostile_values_are_refused_by_name(name, value):
    with pytest.raises((ValueError, TypeError), match=f"^{name}"):
        Race.equal(2, **{name: value})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("residual", 1.0, r"\[0, 1\), got 1$"),
        ("curve", 11.0, r"\[0\.1, 10\], got 11$"),
        ("beliefs", [0.5, 0.0], r"\[1e-06, 1\], got 0$"),
    ],
)
def test_refusals_say_what_is_allowed(name, value, allowed):
    with pytest.raises(ValueError, match=allowed) as caught:
        Race.equal(2, **{name: value})
    assert re.match(name, str(caught.value))


@pytest.mark.parametrize("believed", [None, 1, "yes", np.array([True, False])])
def test_believed_is_a_flag(believed):
    with pytest.raises((TypeError, ValueError), match=r"^believed"):
        Race.equal(2).payoffs([0.1, 0.2], believed=believed)


@pytest.mark.parametrize("edge", [{"residual": 0.999}, {"curve": 0.1}, {"curve": 10.0},
                                  {"beliefs": [1.0, 1e-6]}])  # fmt: skip
def test_ends_of_the_ranges(edge):
    case = Case(speed=[1.0, 2.0], **edge)
    nash = race_of(case).nash()
    for lab in (0, 1):
        check_reply(case, lab, nash, nash[lab])
