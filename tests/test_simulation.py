"""Simulated races against every closed form, and the same bits wherever they run."""

import os
import subprocess
import sys
from math import log
from pathlib import Path

import brute
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from racekit import Race, Treaty, _kernels, simulate, simulation
from racekit.simulation import trace

STEADY = 4.5  # standard errors: about one false alarm in 150,000 looks, and seeds are fixed
ENMITY = [[0, 0.3, 1], [0.8, 0, 0.1], [0.5, 0.9, 0]]

RACES = {
    "baseline": (Race.equal(2), [0.3, 0.3]),
    "five unequal": (Race([0.5, 1, 1.5, 2, 2.5]), [0, 0.2, 0.4, 0.6, 0.9]),
    "everything": (
        Race([1, 2, 0.5], enmity=ENMITY, harm=[0.5, 0, 2], discount=0.7, risk=0.9, safety_tax=0.6),
        [0.1, 0.5, 0.9],
    ),
    "one lab": (Race([0.3], discount=0), [0.5]),
    "one stands still": (Race.equal(3, safety_tax=1), [1, 0.2, 0.3]),
    "twenty labs": (Race(np.linspace(0.1, 2, 20)), np.linspace(1, 0, 20)),
    "certain disaster": (Race.equal(2, risk=1), [0, 0]),
    "no disaster": (Race.equal(2), [1, 1]),
    "three milestones": (Race([1, 0.8], milestones=3), [0.4, 0.1]),
    "milestones and everything": (
        Race([1, 2, 0.5], enmity=ENMITY, harm=[0.5, 0, 2], discount=0.7, milestones=3),
        [0.1, 0.5, 0],
    ),
    "many milestones": (Race.equal(4, milestones=12, risk=1), [0.3, 0.35, 0.4, 0.5]),
}


def arrays(sim):
    return sim.winner, sim.years, sim.disaster


def same_bits(one, other):
    return all(np.array_equal(a, b) for a, b in zip(arrays(one), arrays(other), strict=True))


def off(sample, exact):
    """Distance of a mean from its exact value, in standard errors."""
    error = sample.std() / np.sqrt(sample.size)
    if error < 1e-9:  # the same in every run
        return 0.0 if abs(sample.mean() - exact) < 1e-9 else np.inf
    return abs(sample.mean() - exact) / error


@pytest.mark.parametrize("name", RACES)
def test_closed_forms(name):
    race, safety = RACES[name]
    sim = simulate(race, safety, runs=200_000, seed=11)
    assert sim.runs == 200_000
    assert off(sim.disaster, race.disaster_probability(safety)) < STEADY
    assert off(sim.years, race.expected_years(safety)) < STEADY
    for lab in range(race.n):
        exact = race.win_probability(safety)[lab]
        assert off(sim.winner == lab, exact) < STEADY
        assert off(sim.payoffs()[:, lab], race.payoffs(safety)[lab]) < STEADY
        won = sim.winner == lab
        if won.sum() > 100:  # disaster depends on the winner alone
            assert off(sim.disaster[won], race.risk * (1 - np.array(safety)[lab])) < STEADY


def test_times_have_the_right_distribution():
    one = simulate(Race.equal(4), [0.1] * 4, runs=100_000, seed=5)
    assert stats.kstest(one.years, stats.expon(scale=1 / (4 * 0.92)).cdf).pvalue > 1e-5
    three = simulate(Race([0.7], milestones=3), [0], runs=100_000, seed=5)
    assert stats.kstest(three.years, stats.gamma(3, scale=1 / 2.1).cdf).pvalue > 1e-5


def test_winner_and_time_are_independent_with_one_milestone():
    sim = simulate(Race([1, 2, 3]), [0, 0, 0], runs=100_000, seed=6)
    groups = [sim.years[sim.winner == lab] for lab in range(3)]
    assert stats.kruskal(*groups).pvalue > 1e-5
    lost, kept = sim.years[sim.disaster], sim.years[~sim.disaster]
    assert stats.mannwhitneyu(lost, kept).pvalue > 1e-5


def test_payoffs_of_single_races():
    race = RACES["milestones and everything"][0]
    sim = simulate(race, [0.1, 0.5, 0], runs=50, seed=1)
    for run, (winner, years, disaster) in enumerate(zip(*arrays(sim), strict=True)):
        for lab in range(race.n):
            safe, lost = brute.worths(race, lab)
            worth = lost if disaster else safe[winner]
            assert sim.payoffs()[run, lab] == pytest.approx(worth * np.exp(-0.7 * years))


def test_summary():
    race, safety = RACES["everything"]
    sim = simulate(race, safety, runs=50_000, seed=2)
    table = sim.summary().set_index("quantity")
    assert list(table.columns) == ["mean", "standard error"]
    exact = {"disaster": race.disaster_probability(safety), "years": race.expected_years(safety)}
    for lab, name in enumerate(race.names):
        exact[f"{name} wins"] = race.win_probability(safety)[lab]
        exact[f"{name} payoff"] = race.payoffs(safety)[lab]
    assert set(table.index) == set(exact)
    for quantity, value in exact.items():
        mean, error = table.loc[quantity]
        assert abs(mean - value) < STEADY * error, quantity
        assert error == pytest.approx(50_000**-0.5 * 0.5, rel=2)


# --- the same bits ---


@pytest.mark.parametrize("catch_up", [0.0, 0.5])
@pytest.mark.parametrize("name", ["five unequal", "milestones and everything", "many milestones"])
def test_same_seed_same_bits(name, catch_up, monkeypatch):
    from racekit import simulation

    monkeypatch.setattr(simulation, "_BLOCK_EVENTS", 1000)  # many blocks
    race, safety = RACES[name]
    first, *others = (
        simulate(race, safety, runs=5003, seed=9, catch_up=catch_up, threads=threads)
        for threads in (1, 2, 5, None, 1)
    )
    assert all(same_bits(first, other) for other in others)
    monkeypatch.undo()
    whole = simulate(race, safety, runs=5003, seed=9, catch_up=catch_up)
    assert same_bits(first, whole), "blocks do not matter"


@pytest.mark.parametrize("name", RACES)
def test_more_runs_begin_with_the_same_ones(name):
    race, safety = RACES[name]
    few, many = (simulate(race, safety, runs=runs, seed=4) for runs in (1000, 5000))
    for a, b in zip(arrays(few), arrays(many), strict=True):
        assert np.array_equal(a, b[:1000])


@pytest.mark.parametrize("milestones", [1, 3])
def test_different_seeds_differ(milestones):
    race = Race.equal(3, milestones=milestones)
    seeds = (0, 1, 2, 3, 2**32, 2**64 - 1)
    years = [simulate(race, [0.2] * 3, runs=1000, seed=seed).years for seed in seeds]
    assert np.unique(years).size == len(seeds) * 1000


PLAIN = """
import sys
import brute
from racekit import _kernels
assert not hasattr(_kernels.mix, "py_func"), "this must be the plain Python"
brute.save_fingerprint(sys.argv[1])
"""


def test_kernels_equal_their_plain_selves(tmp_path):
    """NUMBA_DISABLE_JIT=1 in another process: every array bit for bit, equilibria included."""
    home = Path(__file__).resolve().parent
    path = os.pathsep.join([str(home), str(home.parent), os.environ.get("PYTHONPATH", "")])
    plain, compiled = tmp_path / "plain.npz", tmp_path / "compiled.npz"
    subprocess.run(
        [sys.executable, "-W", "error", "-c", PLAIN, str(plain)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path},
        check=True,
    )
    brute.save_fingerprint(compiled)
    with np.load(plain) as one, np.load(compiled) as other:
        assert len(one.files) > 20
        assert sorted(one.files) == sorted(other.files)
        different = [name for name in one.files if not np.array_equal(one[name], other[name])]
    assert different == []


# --- one race retold ---


@pytest.mark.parametrize("catch_up", [0.0, 0.4])
@pytest.mark.parametrize("name", ["five unequal", "twenty labs", "milestones and everything"])
def test_trace_retells_the_run(name, catch_up):
    race, safety = RACES[name]
    sim = simulate(race, safety, runs=200, seed=21, catch_up=catch_up)
    for run in (0, 1, 7, 199):
        story = trace(race, safety, seed=21, run=run, catch_up=catch_up)
        assert story.attrs["winner"] == sim.winner[run]
        assert story.attrs["years"] == sim.years[run]
        assert story.attrs["disaster"] == sim.disaster[run]
        assert story["year"].iloc[-1] == sim.years[run]
        assert story["lab"].iloc[-1] == race.names[sim.winner[run]]
        assert story["year"].is_monotonic_increasing
        assert story["milestones"].iloc[-1] == race.milestones
        for _, own in story.groupby("lab"):
            assert list(own["milestones"]) == list(range(1, len(own) + 1))
        assert (story["milestones"] == race.milestones).sum() == 1


# --- labs that react ---


@pytest.mark.parametrize("catch_up", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize(
    ("race", "safety"),
    [
        (Race([1.0, 0.6], milestones=3, risk=0.9), [0.8, 0.9]),
        (Race([1.0, 0.6], milestones=4, risk=1, safety_tax=1), [0.5, 0.3]),
        (Race([1.0, 0.6, 1.4], milestones=2), [0.8, 1.0, 0.1]),
    ],
)
def test_catch_up_against_enumeration(race, safety, catch_up):
    wins, disaster = brute.catch_up_outcomes(race, safety, catch_up)
    assert wins.sum() == pytest.approx(1)
    sim = simulate(race, safety, runs=300_000, seed=8, catch_up=catch_up)
    for lab in range(race.n):
        assert off(sim.winner == lab, wins[lab]) < STEADY
    assert off(sim.disaster, disaster) < STEADY
    if catch_up == 0:
        assert disaster == pytest.approx(race.disaster_probability(safety), abs=1e-11)


def test_enumeration_sees_the_reaction():
    """The oracle is no tautology: reacting labs move the answer by many standard errors."""
    race, safety = Race([1.0, 0.6], milestones=3, risk=0.9), [0.8, 0.9]
    calm, eager = (brute.catch_up_outcomes(race, safety, c)[1] for c in (0.0, 0.5))
    assert eager > calm + 0.02


@pytest.mark.parametrize("milestones", [1, 3])
def test_no_catch_up_is_the_plain_race(milestones):
    race = Race([1, 2, 3], milestones=milestones)
    plain = simulate(race, [0.1, 0.5, 0.9], runs=2000, seed=3)
    assert same_bits(plain, simulate(race, [0.1, 0.5, 0.9], runs=2000, seed=3, catch_up=0.0))
    one = simulate(race, [0.1, 0.5, 0.9], runs=2000, seed=3, catch_up=1.0)
    assert same_bits(plain, one) == (milestones == 1), "nobody is behind before the first"


@pytest.mark.parametrize("milestones", [1, 3])
@pytest.mark.parametrize("discount", [0.0, 0.05])
@pytest.mark.parametrize("catch_up", [0.0, 0.5])
def test_nobody_can_finish(milestones, discount, catch_up):
    race = Race.equal(2, safety_tax=1, milestones=milestones, discount=discount, harm=1.0)
    sim = simulate(race, [1, 1], runs=100, catch_up=catch_up)
    assert (sim.winner == -1).all()
    assert (sim.years == np.inf).all()
    assert not sim.disaster.any()
    assert (sim.payoffs() == 0).all()
    table = sim.summary().set_index("quantity")["mean"]
    assert table["disaster"] == 0
    assert table["years"] == np.inf
    story = trace(race, [1, 1], catch_up=catch_up)
    assert story.empty
    assert story.attrs == {"winner": -1, "years": np.inf, "disaster": False}


# --- the generator ---


def draws(seed, count):
    """The first uniform numbers of a seed's stream, through the kernels."""
    from racekit._parallel import key as _key

    with np.errstate(over="ignore"):
        states = _key(seed) + np.arange(count, dtype=np.uint64) * _kernels.GAMMA
    return states, np.array([_kernels.unit(state) for state in states])


@pytest.mark.parametrize("seed", [0, 1, 2**63])
def test_generator_is_uniform(seed):
    states, uniform = draws(seed, 40_000)
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert stats.kstest(uniform, "uniform").pvalue > 1e-5
    for shift in (1, 2, 3):  # neighbours in the stream fall evenly on a 16 x 16 board
        cells = np.histogram2d(uniform[:-shift:2], uniform[shift::2], bins=16)[0]
        assert stats.chisquare(cells.ravel()).pvalue > 1e-5
    low_bits = (uniform * 2**53).astype(np.int64) & 15
    assert stats.chisquare(np.bincount(low_bits, minlength=16)).pvalue > 1e-5
    waits = np.array([_kernels.waiting_time(state) for state in states])
    assert stats.kstest(waits, "expon").pvalue > 1e-5


def test_waiting_time_is_the_logarithm():
    states, uniform = draws(5, 5000)
    exact = np.array([-log(u + 2.0**-53) for u in uniform])
    waits = np.array([_kernels.waiting_time(state) for state in states])
    assert waits == pytest.approx(exact, rel=1e-14, abs=1e-16)
    assert (waits >= 0).all()


def test_neighbouring_runs_and_seeds_are_independent():
    race = Race.equal(16)
    sims = [simulate(race, [0] * 16, runs=200_000, seed=seed) for seed in (0, 1, 2)]
    pairs = [(sims[0], sims[1]), (sims[1], sims[2])]
    for a, b in pairs:
        assert abs(stats.spearmanr(a.years, b.years).statistic) < STEADY / np.sqrt(a.runs)
        assert even(a.winner, b.winner)
    for gap in (1, 2, 7):
        years, winner = sims[0].years, sims[0].winner
        rank = stats.spearmanr(years[:-gap], years[gap:]).statistic
        assert abs(rank) < STEADY / np.sqrt(years.size)
        assert even(winner[:-gap:2], winner[gap::2])
        assert even(winner[:-gap:2], (16 * np.exp(-16 * years[gap::2])).astype(int))


def even(a, b):
    """Whether two streams of 0..15 fall evenly on a 16 x 16 board."""
    size = min(a.size, b.size)
    return stats.chisquare(np.bincount(16 * a[:size] + b[:size], minlength=256)).pvalue > 1e-5


@pytest.mark.parametrize(
    ("safety", "settings"),
    [
        ([0.2, 0.5, 0.9], {}),
        ([0.2, 0.5, 0.9], {"treaty": Treaty(0.8, detection=0.5, false_alarms=0.1,
                                            after="collapse")}),
        ([1.0, 1.0, 1.0], {}),  # nobody finishes
    ],
)  # fmt: skip
def test_without_records_the_same_means(safety, settings, monkeypatch):
    """In parts, as in one: memory that does not grow does not change an answer."""
    race = Race([1.0, 2.0, 0.5], safety_tax=1.0, harm=[0.0, 1.0, 5.0], risk=0.6)
    kept = simulate(race, safety, runs=10_000, seed=4, **settings)
    monkeypatch.setattr(simulation, "_BLOCK_RUNS", 3_000)
    gone = simulate(race, safety, runs=10_000, seed=4, records=False, **settings)
    assert gone.runs == 10_000
    one, other = kept.summary(), gone.summary()
    assert list(one["quantity"]) == list(other["quantity"])
    for column in ("mean", "standard error"):
        np.testing.assert_allclose(other[column], one[column], rtol=1e-12, atol=1e-15)
    exact = {"disaster": 0.3, "wins": [0.3, 0.3, 0.4]}
    pd.testing.assert_series_equal(gone.errors_off(**exact), kept.errors_off(**exact))


def test_summary_agrees_with_the_records():
    race = Race([1.0, 2.0, 0.5], harm=[0.0, 1.0, 5.0], risk=0.6)
    treaty = Treaty(0.8, detection=0.5, fine=0.4, after="collapse", false_alarms=0.2)
    sim = simulate(race, [0.2, 0.5, 0.9], runs=70_000, seed=4, treaty=treaty)
    means = sim.summary().set_index("quantity")
    samples = {"disaster": sim.disaster, "years": sim.years, "collapsed": sim.collapsed}
    samples |= {f"lab {i + 1} payoff": own for i, own in enumerate(sim.payoffs().T)}
    samples |= {f"lab {i + 1} wins": sim.winner == i for i in range(3)}
    for name, sample in samples.items():
        error = sample.std(ddof=1) / np.sqrt(sim.runs)
        assert means.loc[name, "mean"] == pytest.approx(sample.mean(), rel=1e-12)
        assert means.loc[name, "standard error"] == pytest.approx(error, rel=1e-9)


def test_errors_of_payoffs_are_those_of_the_records():
    """Impatience makes payoffs of one ending differ: their squares count, not their sums."""
    race = Race([1.0, 2.0], discount=0.8, harm=[0.5, 2.0])
    sim = simulate(race, [0.2, 0.6], runs=30_000, seed=2)
    errors = sim.summary().set_index("quantity")["standard error"]
    for lab, own in enumerate(sim.payoffs().T):
        expected = own.std(ddof=1) / np.sqrt(sim.runs)
        assert errors[f"lab {lab + 1} payoff"] == pytest.approx(expected, rel=1e-9)
