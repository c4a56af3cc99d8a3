"""Repeated races: published numbers, brute force, simulation against the exact chain."""

import itertools
import math
import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from racekit import repeated
from racekit.games import NormalForm
from racekit.race import Race

PURE = {"".join(map(str, moves)): moves for moves in itertools.product((0, 1), repeat=4)}
MIXED = {str(i): p for i, p in enumerate(np.random.default_rng(7).random((6, 4)).tolist())}


# --- thresholds -------------------------------------------------------------------------------


def test_classic_thresholds():
    assert repeated.grim_threshold(5, 3, 1) == 0.5
    assert repeated.tft_threshold(5, 3, 1, 0) == pytest.approx(2 / 3, rel=1e-15)
    assert repeated.tft_threshold(10, 3, 1, 0) == math.inf  # taking turns beats mutual care
    assert repeated.generosity(5, 3, 1, 0) == pytest.approx(1 / 3, rel=1e-15)
    assert repeated.generosity(10, 3, 1, 0) == 0.0


ALARMS = [  # q, alpha, delta*; at .9: alpha_max, V of grim, L, V_L, bound
    (1.0, 0.0, 0.5, 0.444444, 3.0, 2, 3.0, 3.0),
    (1.0, 0.05, 0.526316, 0.444444, 2.379310, 2, 2.842469, 2.894737),
    (0.8, 0.05, 0.588235, 0.344444, 2.379310, 2, 2.842469, 2.866667),
    (0.8, 0.1, 0.625, 0.344444, 2.052632, 2, 2.707942, 2.714286),
    (0.5, 0.1, 0.769231, 0.194444, 2.052632, 5, 2.461391, 2.5),
]


@pytest.mark.parametrize(
    ("q", "alpha", "threshold", "most", "grim", "length", "value", "best"), ALARMS
)
def test_alarms_as_published(q, alpha, threshold, most, grim, length, value, best):
    game, near = (5, 3, 1), pytest.approx
    assert repeated.alarm_threshold(*game, alpha, q) == near(threshold, abs=5e-7)
    assert repeated.highest_false_alarm_chance(*game, 0.9, q) == near(most, abs=5e-7)
    assert repeated.alarm_value(*game, 0.9, alpha) == near(grim, abs=5e-7)
    assert repeated.shortest_punishment(*game, 0.9, alpha, q) == length
    assert repeated.alarm_value(*game, 0.9, alpha, length) == near(value, abs=5e-7)
    assert repeated.best_value(*game, 0.9, alpha, q) == near(best, abs=5e-7)


def test_alarms_that_are_too_false():
    assert repeated.alarm_threshold(5, 3, 1, 0.2, 0.5) == pytest.approx(0.909091, abs=5e-7)
    highest = repeated.highest_false_alarm_chance(5, 3, 1, 0.9, 0.5)
    assert highest == pytest.approx(0.194444, abs=5e-7)
    assert repeated.shortest_punishment(5, 3, 1, 0.9, 0.2, 0.5) is None
    assert repeated.best_value(5, 3, 1, 0.9, 0.2, 0.5) == 1.0
    assert repeated.alarm_threshold(5, 3, 1, 0.5, 0.5) == math.inf  # the alarm says nothing
    assert repeated.alarm_threshold(5, 3, 1, 0.6, 0.1) == math.inf
    assert math.isnan(repeated.highest_false_alarm_chance(5, 3, 1, 0.3, 1.0))
    assert math.isnan(repeated.highest_false_alarm_chance(5, 3, 1, 0.0, 1.0))
    assert repeated.shortest_punishment(5, 3, 1, 0.0, 0.0, 1.0) is None
    assert repeated.shortest_punishment(5, 3, 1, 0.5, 0.0, 1.0) == math.inf  # the edge: grim only


def test_many_monitors_as_published():
    published = {1: 0.64103, 2: 0.65411, 5: 0.69498, 10: 0.76885, 20: 0.94098}
    for n, threshold in published.items():
        pair = repeated.many_monitors(n, 0.02, 0.6)
        assert repeated.alarm_threshold(5, 3, 1, *pair) == pytest.approx(threshold, abs=5e-6)


def test_many_monitors_by_counting():
    alpha, q, n = 0.1, 0.6, 4
    for chances, told in (([alpha] * n, 0), ([q] + [alpha] * (n - 1), 1)):
        quiet = math.prod(1 - chance for chance in chances)
        assert repeated.many_monitors(n, alpha, q)[told] == pytest.approx(1 - quiet, rel=1e-14)


def chain_value(T, R, P, delta, alpha, length):
    """Value of keeping to L-race punishment by one linear equation a state."""
    states = length + 1  # 0: cooperate; k: k races of punishment left
    move = np.zeros((states, states))
    move[0, 0], move[0, length] = 1 - alpha, alpha
    for left in range(1, states):
        move[left, left - 1] = 1.0
    pay = (1 - delta) * np.r_[R, np.full(length, P)]
    return np.linalg.solve(np.eye(states) - delta * move, pay)


@pytest.mark.parametrize("seed", range(20))
def test_punishment_against_the_bellman_equation(seed):
    rng = np.random.default_rng(seed)
    P, R, T = np.cumsum(rng.uniform(0.1, 3, 3))
    delta, alpha, q = rng.uniform(0.5, 0.99), rng.uniform(0, 0.2), rng.uniform(0.4, 1)

    def deters(length):
        value = chain_value(T, R, P, delta, alpha, length)
        assert repeated.alarm_value(T, R, P, delta, alpha, length) == pytest.approx(value[0])
        cheat = (1 - delta) * T + delta * ((1 - q) * value[0] + q * value[length])
        if value[0] >= cheat:
            assert value[0] <= repeated.best_value(T, R, P, delta, alpha, q) + 1e-12
        return value[0] >= cheat

    holds = delta >= repeated.alarm_threshold(T, R, P, alpha, q)
    least = repeated.shortest_punishment(T, R, P, delta, alpha, q)
    if least is None:
        assert not holds
        assert not any(deters(length) for length in (1, 5, 50))
    else:
        assert holds
        assert alpha <= repeated.highest_false_alarm_chance(T, R, P, delta, q)
        assert [length for length in range(1, least + 2) if deters(length)] == [least, least + 1]


def test_grim_alarm_threshold_is_indifference():
    T, R, P, alpha, q = 4.0, 3.0, 1.5, 0.03, 0.7
    delta = repeated.alarm_threshold(T, R, P, alpha, q)
    value = repeated.alarm_value(T, R, P, delta, alpha)
    cheat = (1 - delta) * T + delta * ((1 - q) * value + q * P)
    assert value == pytest.approx(cheat, rel=1e-14)
    assert repeated.highest_false_alarm_chance(T, R, P, delta, q) == pytest.approx(alpha, rel=1e-12)
    assert repeated.alarm_threshold(T, R, P, 0.0, 1.0) == repeated.grim_threshold(T, R, P)


def test_tft_threshold_by_discounting():
    T, R, P, S = 5.0, 3.0, 1.0, 0.0
    for delta, holds in ((0.66, False), (0.67, True)):
        races = delta ** np.arange(2000)
        keep = R * races.sum()
        turns = T * races[::2].sum() + S * races[1::2].sum()  # defect in every other race
        never = T + P * races[1:].sum()
        assert (max(turns, never) <= keep) == holds == (delta >= repeated.tft_threshold(T, R, P, S))


def test_thresholds_take_arrays():
    alpha, q = np.array([0.0, 0.05, 0.2]), np.array([[0.8], [0.5]])
    got = repeated.alarm_threshold(5, 3, 1, alpha, q)
    assert got.shape == (2, 3)
    assert got[0, 1] == repeated.alarm_threshold(5, 3, 1, 0.05, 0.8)
    assert repeated.alarm_value(5, 3, 1, np.array([0.5, 0.9]), alpha[:2], 3).shape == (2,)
    assert repeated.best_value(5, 3, 1, 0.9, alpha, q).shape == (2, 3)
    assert isinstance(repeated.best_value(5, 3, 1, 0.9, 0.0, 1.0), float)


# --- the race's own game ----------------------------------------------------------------------


def test_from_game_of_a_race():
    payoffs = repeated.from_game(Race.equal(2).dilemma())
    assert payoffs == pytest.approx((12 / 25, 4 / 9, 12 / 41, 4 / 25))
    assert repeated.grim_threshold(*payoffs[:3]) == pytest.approx(0.189815, abs=5e-7)
    unequal = Race([1.0, 2.0])
    game = unequal.dilemma()
    assert unequal.payoffs([0, 1])[0] == repeated.from_game(game, "row").T
    column = repeated.from_game(game, "column")
    assert unequal.payoffs([1, 0])[1] == column.T
    assert unequal.payoffs([0, 1])[1] == column.S


GENERATIONS = [  # labs; thresholds at 1/4, 1/2, 3/4 of the Nash pace, kappa = r = 1, rho = 0
    (2, (0.462153, 0.294281, 0.143237)),
    (5, (0.619722, 0.408452, 0.203137)),
    (10, (0.680875, 0.452282, 0.225807)),
]


@pytest.mark.parametrize(("n", "published"), GENERATIONS)
def test_generations_as_published(n, published):
    race = Race.hardest(n, discount=0.0)
    pace = 1 - race.nash()[0]
    for part, threshold in zip((0.25, 0.5, 0.75), published, strict=True):
        got = repeated.generation_threshold(race, 1 - part * pace)
        assert got == pytest.approx([threshold] * n, abs=5e-7)


@pytest.mark.parametrize("enmity", [1.0, 0.5])
@pytest.mark.parametrize("n", [2, 5, 10])
def test_generations_near_a_full_ban(n, enmity):
    race = Race.hardest(n, discount=0.0, enmity=enmity)
    limit = (n + enmity * (n - 1)) / (2 * n)
    slow, slower = (repeated.generation_threshold(race, 1 - u)[0] for u in (4e-8, 1e-8))
    assert slow == pytest.approx(limit, abs=1e-3)
    assert 2 * slower - slow == pytest.approx(limit, abs=1e-6)  # the error falls like sqrt(u)


def test_generations_by_grid():
    race = Race([1.0, 1.5], harm=[0.0, 0.4])
    T, R, P = repeated.generation_payoffs(race, 0.8)
    grid = np.linspace(0, 1, 20_001)
    for lab in range(2):
        safety = np.full((grid.size, 2), 0.8)
        safety[:, lab] = grid
        assert T[lab] == pytest.approx(race.payoffs(safety)[:, lab].max(), abs=1e-8)
    assert race.payoffs([0.8, 0.8]) == pytest.approx(R)
    assert race.payoffs(race.nash()) == pytest.approx(P)


def test_generations_at_the_ends():
    race = Race.equal(2)
    assert repeated.generation_threshold(race, race.nash()[0]).tolist() == [0.0, 0.0]
    unequal = Race([1.0, 20.0])
    _, R, P = repeated.generation_payoffs(unequal, 1.0)
    got = repeated.generation_threshold(unequal, 1.0)
    assert ((R > P) == np.isfinite(got)).all()
    assert repeated.generation_threshold(race, 0.0).tolist() == [math.inf] * 2
    unfinished = Race.hardest(2, discount=0.0)
    assert repeated.generation_threshold(unfinished, 1.0).tolist() == [math.inf] * 2
    hasty = Race([1e-6, 1e-6], discount=1e6)  # payoffs of 1e-12 prizes are payoffs too
    assert repeated.generation_threshold(hasty, 0.9).tolist() == [math.inf] * 2


# --- exact matches ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "noise", "payoff", "cooperation"),
    [
        ("TFT", 1e-9, 2.25, 0.5),
        ("TFT", 0.05, 2.25, 0.5),
        ("WSLS", 0.001, 2.995011, 0.997006),
        ("WSLS", 0.01, 2.951092, 0.970596),
        ("WSLS", 0.05, 2.776500, 0.8645),
        ("GTFT", 0.001, 2.997003, None),
        ("GTFT", 0.01, 2.970322, None),
        ("GTFT", 0.05, 2.859375, None),
    ],
)
def test_self_play_as_published(name, noise, payoff, cooperation):
    assert repeated.long_run(name, name, noise) == pytest.approx((payoff, payoff), abs=5e-7)
    if cooperation:
        shares = repeated.shares(name, name, noise)
        assert shares[:2].sum() == pytest.approx(cooperation, abs=5e-7)


def test_who_resists_defection_as_published():
    for ratio, resident, invader in ((2.5, 1.4996, 1.2499), (1.8, 0.7998, 0.8999)):
        donation = (ratio, ratio - 1, 0, -1)  # b/c, with c = 1
        assert repeated.long_run("WSLS", "WSLS", 1e-4, donation)[0] == pytest.approx(
            resident, abs=5e-5
        )
        assert repeated.long_run("ALLD", "WSLS", 1e-4, donation)[0] == pytest.approx(
            invader, abs=5e-5
        )
    for noise in (1e-4, 0.01, 0.05):  # with noise the edge b/c = 2 moves to 1 + 1/(1 - 2 noise)^2
        ratio = 1 + 1 / (1 - 2 * noise) ** 2
        edge = [
            repeated.long_run(x, "WSLS", noise, (ratio, ratio - 1, 0, -1))[0]
            for x in ("ALLD", "WSLS")
        ]
        assert edge[0] == pytest.approx(edge[1], rel=1e-13)
    assert repeated.long_run("ALLD", "WSLS")[0] == repeated.long_run("WSLS", "WSLS")[0] == 3.0
    assert repeated.long_run("ALLD", "WSLS", 0.01)[0] > repeated.long_run("WSLS", "WSLS", 0.01)[0]


def chain_of(p, q, noise):
    """Transition matrix by listing moves and slips, exact in fractions."""
    p, q, noise = ([Fraction(x) for x in p], [Fraction(x) for x in q], Fraction(noise))
    moves, chain = "CD", []
    for own, other in itertools.product(moves, repeat=2):
        a = p[2 * moves.index(own) + moves.index(other)]
        b = q[2 * moves.index(other) + moves.index(own)]
        a, b = a * (1 - noise) + (1 - a) * noise, b * (1 - noise) + (1 - b) * noise
        chain.append([a * b, a * (1 - b), (1 - a) * b, (1 - a) * (1 - b)])
    return chain


def stationary(chain):
    """Stationary law of an irreducible chain by elimination, in fractions."""
    rows = [[chain[j][i] - (i == j) for j in range(4)] + [Fraction(0)] for i in range(3)]
    rows.append([Fraction(1)] * 5)
    for i in range(4):
        pivot = next(k for k in range(i, 4) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in range(4):
            if k != i:
                rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i], strict=True)]
    return [float(row[4]) for row in rows]


@pytest.mark.parametrize("noise", [0.3, 0.05, 1e-4, 1e-9, 1e-13])
def test_long_run_is_the_stationary_law_in_fractions(noise):
    entrants = [*PURE.values(), *MIXED.values(), (1, 1e-7, 1 - 1e-7, 0)]
    for p, q in itertools.islice(itertools.product(entrants, repeat=2), 0, None, 3):
        exact = stationary(chain_of(p, q, noise))
        assert repeated.shares(p, q, noise) == pytest.approx(exact, rel=1e-12, abs=1e-300)


def test_long_run_by_power_iteration():
    """Average 4096 rounds from CC; whatever the start leaves behind shrinks like 1/rounds."""
    cases = [*itertools.product(list(MIXED.values())[:3], repeat=2)]
    cases += [(PURE["1001"], (1, 0.5, 0.5, 0)), ((1, 0.2, 0.7, 0), (1, 0.1, 0.4, 0))]
    for (p, q), noise in itertools.product(cases, (0.0, 0.1)):
        chain = np.array(chain_of(p, q, noise), dtype=float)
        law, total = np.eye(4)[0], np.zeros(4)
        for _ in range(4096):
            law = law @ chain
            total += law
        assert repeated.shares(p, q, noise) == pytest.approx(total / 4096, abs=3e-3)
        exact = repeated.shares(p, q, noise, rounds=4096)
        assert exact == pytest.approx(total / 4096, rel=1e-12)


def test_without_noise_pure_strategies_follow_a_path():
    """The chain may cycle or split: the path from CC says what must come out."""
    for p, q in itertools.product(PURE.values(), repeat=2):
        own, other, path = 0, 0, []
        for _ in range(24):
            x, y = 1 - p[own], 1 - q[other]
            own, other = 2 * x + y, 2 * y + x
            path.append(own)
        early, late = (np.bincount(part, minlength=4) / len(part) for part in (path, path[-12:]))
        assert repeated.shares(p, q, rounds=24) == pytest.approx(early, abs=1e-15)
        assert repeated.shares(p, q) == pytest.approx(late, abs=1e-14)  # cycles of 1 to 4 states


def test_absorbed_either_way():
    """From CC the two leave for CD, DC or DD alike; CD and DC are left again, DD never."""
    gambler = (0.5, 0.0, 1.0, 0.0)  # copies the other after CD and DC, then sits in DD
    got = repeated.shares(gambler, gambler)
    assert got == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3], abs=1e-14)


def test_players_can_change_places():
    for p, q in (("TFT", "WSLS"), ("GRIM", "GTFT"), (MIXED["0"], MIXED["1"])):
        assert repeated.long_run(p, q, 0.03) == pytest.approx(repeated.long_run(q, p, 0.03)[::-1])


# --- simulation -------------------------------------------------------------------------------


def test_simulation_agrees_with_the_chain():
    entrants = {**repeated.STRATEGIES, **MIXED}
    result = repeated.tournament(entrants, rounds=50, noise=0.05, runs=2000, seed=5)
    assert (np.abs(result.simulated - result.payoffs) <= 4.5 * result.errors).all()
    table = result.ranking()
    assert ((table["simulated"] - table["payoff"]).abs() <= 4.5 * table["standard error"]).all()
    assert table["payoff"].is_monotonic_decreasing


def test_match_shares_agree_with_the_chain():
    match = repeated.play("GTFT", MIXED["2"], rounds=30, noise=0.1, runs=50_000, seed=2)
    shares = match.tally / 30
    error = shares.std(axis=0) / math.sqrt(len(shares))
    exact = repeated.shares("GTFT", MIXED["2"], noise=0.1, rounds=30)
    assert (np.abs(shares.mean(axis=0) - exact) <= 4.5 * error).all()
    summary = match.summary().set_index("quantity")
    assert summary.loc["own cooperation", "mean"] == pytest.approx(shares[:, :2].sum(axis=1).mean())
    assert summary.loc["other cooperation", "mean"] == pytest.approx(
        shares[:, ::2].sum(axis=1).mean()
    )
    expected = repeated.long_run("ALLC", "ALLD")
    assert repeated.play("ALLC", "ALLD", rounds=7, runs=3).payoffs().tolist() == [[*expected]] * 3


def test_one_run_has_no_error():
    assert repeated.play("TFT", "TFT", runs=1).summary()["standard error"].isna().all()


def test_same_seed_same_bits():
    arguments = {"rounds": 3000, "noise": 0.05, "runs": 3000, "seed": 9}
    tallies = [repeated.play("TFT", "WSLS", **arguments, threads=n).tally for n in (1, 2, 5)]
    assert (tallies[0] == tallies[1]).all()
    assert (tallies[0] == tallies[2]).all()
    fewer = repeated.play("TFT", "WSLS", **(arguments | {"runs": 700})).tally
    assert (tallies[0][:700] == fewer).all()
    other = repeated.play("TFT", "WSLS", **(arguments | {"seed": 10})).tally
    assert (tallies[0] != other).any()
    first, second = (
        repeated.tournament(rounds=20, runs=100, seed=4, threads=n).simulated for n in (1, 3)
    )
    assert (first == second).all()


def test_kernels_equal_plain_python():
    script = """
import numpy as np
from racekit import repeated
mixed = (0.9, 0.2, 0.7, 0.35)
tally = repeated.play("GTFT", mixed, rounds=9, noise=0.07, runs=515, seed=3).tally
pairs = [(p, noise) for p in ("GRIM", "WSLS") for noise in (0, 0.01)]
exact = [repeated.shares(p, mixed, e, rounds) for p, e in pairs for rounds in (None, 9)]
print(tally.sum(axis=0).tolist(), int((tally * np.arange(515)[:, None]).sum()))
print(np.ravel(exact).tolist())
"""
    lines = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", script],
            env={**os.environ, "NUMBA_DISABLE_JIT": disabled},
            capture_output=True, text=True, check=True,
        ).stdout.splitlines()
        for disabled in ("0", "1")
    ]  # fmt: skip
    assert lines[0][0] == lines[1][0]
    jitted, plain = (np.array(eval(line[1])) for line in lines)
    assert jitted == pytest.approx(plain, rel=1e-14)  # the compiler may fuse a product and a sum


def test_axelrod_agrees_on_a_noisy_match():
    axelrod = pytest.importorskip("axelrod")
    players, scores = (axelrod.TitForTat(), axelrod.WinStayLoseShift()), []
    for seed in range(200):
        match = axelrod.Match(players, turns=200, noise=0.05, seed=seed)
        match.play()
        scores.append(match.final_score_per_turn())
    scores = np.array(scores)
    exact = repeated.tournament(("TFT", "WSLS"), rounds=200, noise=0.05).payoffs
    error = scores.std(axis=0) / math.sqrt(len(scores))
    assert (np.abs(scores.mean(axis=0) - [exact[0, 1], exact[1, 0]]) <= 4.5 * error).all()


def test_tournament_for_ever():
    result = repeated.tournament(PURE, rounds=None, noise=0.01)
    assert result.names == tuple(PURE)
    for i, j in ((0, 3), (9, 9), (12, 10)):
        p, q = PURE[result.names[i]], PURE[result.names[j]]
        assert result.payoffs[i, j] == pytest.approx(repeated.long_run(p, q, 0.01)[0])
        assert result.cooperation[i, j] == pytest.approx(repeated.shares(p, q, 0.01)[:2].sum())
    assert result.simulated is None
    assert list(result.ranking()) == ["strategy", "payoff", "cooperation"]


# --- bad input --------------------------------------------------------------------------------

V, T = ValueError, TypeError
NAMES = {
    **vars(repeated), "Race": Race, "NormalForm": NormalForm, "eye": np.eye, "nan": math.nan,
    "inf": math.inf, "on_classic": lambda f, *rest: f(5, 3, 1, *rest),
}  # fmt: skip

CALLS = [
    ("grim_threshold(3, 5, 1)", V, "R ", "[-1e+12, T = 3) prizes", "got 5"),
    ("grim_threshold(5, 3, 3)", V, "P ", "R = 3)", "got 3"),
    ("grim_threshold(nan, 3, 1)", V, "T ", "prizes", "nan"),
    ("grim_threshold(inf, 3, 1)", V, "T ", "1e+12", "inf"),
    ("grim_threshold('5', 3, 1)", T, "T ", "number", "'5'"),
    ("tft_threshold(5, 3, 1, 2)", V, "S ", "P = 1)", "got 2"),
    ("generosity(5, 3, 1, True)", T, "S ", "number", "True"),
    ("on_classic(alarm_threshold, -0.1, 1)", V, "false_alarm_chance", "[0, 1]", "-0.1"),
    ("on_classic(alarm_threshold, 0, 1.1)", V, "detection_chance", "[0, 1]", "1.1"),
    ("on_classic(alarm_threshold, [], 1)", V, "false_alarm_chance", "empty"),
    ("on_classic(alarm_threshold, [0.1, nan], 1)", V, "false_alarm_chance[1]", "nan"),
    ("on_classic(alarm_threshold, [0.1, 0.2], [1, 1, 1])", V, "false_alarm_chance", "(2,)", "(3,)"),
    ("on_classic(highest_false_alarm_chance, 1.0, 1)", V, "patience", "[0, 1)", "got 1"),
    ("on_classic(highest_false_alarm_chance, 0.9, [1, 2])", V, "detection_chance[1]", "got 2"),
    ("on_classic(alarm_value, 1.5, 0)", V, "patience", "[0, 1]", "1.5"),
    ("on_classic(alarm_value, 0.9, 0, 0)", V, "length", "1..1000000000 races", "got 0"),
    ("on_classic(alarm_value, 0.9, 0, 2.0)", T, "length", "integer", "2.0"),
    ("on_classic(alarm_value, 0.9, 0, nan)", T, "length", "integer", "nan"),
    ("on_classic(shortest_punishment, 0.9, 0, 2)", V, "detection_chance", "[0, 1]", "got 2"),
    ("on_classic(shortest_punishment, 1, 0, 1)", V, "patience", "[0, 1)", "got 1"),
    ("on_classic(shortest_punishment, [0.9], 0, 1)", T, "patience", "number", "[0.9]"),
    ("on_classic(best_value, None, 0, 1)", T, "patience", "numbers", "None"),
    ("best_value('5', 3, 1, 0.9, 0, 1)", T, "T ", "number", "'5'"),
    ("many_monitors(0, 0, 1)", V, "members", "1..1000000", "got 0"),
    ("many_monitors(2.5, 0, 1)", T, "members", "integer", "2.5"),
    ("from_game([[3, 0], [5, 1]])", T, "game", "NormalForm", "[[3, 0]"),
    ("from_game(NormalForm(eye(3), actions=['a', 'b', 'c']))", V, "game", "2 actions", "got 3"),
    ("from_game(NormalForm(eye(2)), 'left')", V, "player", "'row'", "'left'"),
    ("generation_threshold(Race.equal(2), 1.2)", V, "standard", "[0, 1]", "1.2"),
    ("long_run('TIT', 'TFT')", V, "p ", "ALLD", "'TIT'"),
    ("long_run('TFT', (1, 0, 1))", V, "q ", "(4,)", "(3,)"),
    ("long_run('TFT', (1, 0, 1, 2))", V, "q[3]", "[0, 1]", "got 2"),
    ("long_run('TFT', (1, 0, 1, None))", T, "q ", "numbers", "None"),
    ("long_run('TFT', 'TFT', 0.6)", V, "noise", "[0, 0.5]", "0.6"),
    ("long_run('TFT', 'TFT', -1e-9)", V, "noise", "[0, 0.5]", "-1e-09"),
    ("long_run('TFT', 'TFT', 0, (5, 3, 1))", V, "payoffs", "(4,)", "(3,)"),
    ("long_run('TFT', 'TFT', 0, (5, 3, 1, inf))", V, "payoffs[3]", "prizes", "inf"),
    ("shares('TFT', 'TFT', rounds=0)", V, "rounds", "1..1000000", "got 0"),
    ("play('TFT', 'TFT', rounds=None)", T, "rounds", "integer", "None"),
    ("play('TFT', 'TFT', rounds=10**7)", V, "rounds", "1..1000000", "10000000"),
    ("play('TFT', 'TFT', runs=0)", V, "runs", "1..10000000", "got 0"),
    ("play('TFT', 'TFT', seed=-1)", V, "seed", "0..", "got -1"),
    ("play('TFT', 'TFT', seed=1.5)", T, "seed", "integer", "1.5"),
    ("play('TFT', 'TFT', threads=0)", V, "threads", "1..1024", "got 0"),
    ("tournament('TFT')", T, "strategies", "sequence", "'TFT'"),
    ("tournament(3)", T, "strategies", "sequence", "got 3"),
    ("tournament([])", V, "strategies", "1..100", "got 0"),
    ("tournament([1])", T, "strategies", "strings", "(1,)"),
    ("tournament(['TFT', 'TFT'])", V, "strategies", "different", "'TFT'"),
    ("tournament({'x': (1, 2, 3, 4)})", V, "strategies['x'][1]", "[0, 1]", "got 2"),
    ("tournament(['TFT'], runs=1)", V, "runs", "2..10000000", "got 1"),
    ("tournament(['TFT'], rounds=None, runs=5)", V, "runs", "rounds is None", "got 5"),
]


@pytest.mark.parametrize(("call", "error", "words"), [(c, e, words) for c, e, *words in CALLS])
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error) as caught:
        eval(call, dict(NAMES))
    assert [word for word in words if word not in str(caught.value)] == [], str(caught.value)


def test_results_are_frozen():
    with pytest.raises(AttributeError):
        repeated.play("TFT", "TFT", runs=2).tally = None
    assert repeated.Payoffs() == repeated.CLASSIC == (5, 3, 1, 0)
