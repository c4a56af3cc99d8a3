"""Simulated races under a treaty: every closed form, an exact enumeration, the same bits."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import brute
import numpy as np
import pytest

from racekit.race import Race
from racekit.simulation import simulate
from racekit.treaty import Treaty

STEADY = 4.5  # standard errors: about one false alarm in 150,000 looks, and seeds are fixed
FIELDS = ("winner", "years", "disaster", "caught_years", "collapsed")
ENMITY = [[0, 0.3, 1], [0.8, 0, 0.1], [0.5, 0.9, 0]]


def off(sample, exact):
    """Distance of a mean from its exact value, in standard errors."""
    error = sample.std() / np.sqrt(sample.size)
    if error < 1e-12:  # the same in every run
        return 0.0 if abs(sample.mean() - exact) < 1e-9 else np.inf
    return abs(sample.mean() - exact) / error


def same_bits(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in FIELDS)


# --- closed forms, one milestone and one cheater ---


ONE_CHEAT = {
    "baseline, forced back": (Race.equal(2), [0.3, 1], Treaty(detection=0.4)),
    "baseline, collapse": (Race.equal(2), [0.3, 1], Treaty(detection=0.4, after="collapse")),
    "published": (
        Race.hardest(2), [0.65, 0.9],
        Treaty(0.9, detection=0.3, fine=0, after="collapse"),
    ),
    "false alarms": (
        Race.equal(3, risk=0.6), [0.9, 0.2, 0.9],
        Treaty(0.9, detection=1, false_alarms=0.3, fine=0.2, after="collapse"),
    ),
    "false alarms, cleared up": (
        Race.equal(3, risk=0.6), [0.9, 0.2, 0.9], Treaty(0.9, detection=1, false_alarms=0.3)
    ),
    "an outsider": (
        Race([1, 2, 0.5], enmity=ENMITY, harm=[0.5, 0, 2], discount=0.7, risk=0.9),
        [0.8, 0.3, 0], Treaty(0.8, detection=2, false_alarms=0.5, fine=1, members=[0, 2],
                              after="collapse"),
    ),
    "never looked at": (Race.equal(2), [0.3, 1], Treaty(detection=0)),
    "forced to stand still": (
        Race.equal(2, safety_tax=1, discount=0.3), [0.5, 0.9], Treaty(1.0, members=[0])
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_CHEAT)
def test_closed_forms(name):
    """Before, an exponential clock decides what happens first; after, the plain race."""
    race, safety, treaty = ONE_CHEAT[name]
    [cheat] = np.flatnonzero(treaty.signed(race) & (np.array(safety) < treaty.standard))
    ended = treaty.after == "collapse"
    alarms = treaty.false_alarms * treaty.signed(race).sum() if ended else 0.0
    others = [treaty.standard if lab == cheat else s for lab, s in enumerate(safety)]
    after = race.nash() if ended else np.array(others)
    pace, clocks = race.rates(safety).sum(), treaty.detection + alarms
    first = pace / (pace + clocks)  # the race ends before anything else happens
    faded = (pace + race.discount) / (pace + race.discount + clocks)
    kept = clocks / (pace + race.discount + clocks)

    sim = simulate(race, safety, runs=400_000, seed=12, treaty=treaty)
    caught = treaty.detection / (pace + clocks)
    assert off(sim.caught[:, cheat], caught) < STEADY
    assert sim.caught.sum() == sim.caught[:, cheat].sum(), "nobody else is fined"
    assert off(sim.collapsed, 1 - first if ended else 0) < STEADY
    risk = [race.disaster_probability(s) for s in (safety, after)]
    assert off(sim.disaster, first * risk[0] + (1 - first) * risk[1]) < STEADY
    years = 1 / (pace + clocks) + (1 - first) * race.expected_years(after)
    assert off(sim.years, years) < STEADY
    wins = first * race.win_probability(safety) + (1 - first) * race.win_probability(after)
    payoffs = faded * race.payoffs(safety) + kept * race.payoffs(after)
    payoffs[cheat] -= treaty.fine * treaty.detection / (pace + race.discount + clocks)
    for lab in range(race.n):
        assert off(sim.winner == lab, wins[lab]) < STEADY
        assert off(sim.payoffs()[:, lab], payoffs[lab]) < STEADY


@pytest.mark.parametrize("after", ["return", "collapse"])
@pytest.mark.parametrize("detection", [0.0, 0.2, 1.5])
def test_cheating_payoff(after, detection):
    """The treaty's own formula, at three labs with a tax and a risk below 1."""
    race = Race([1, 1.5, 0.7], enmity=ENMITY, harm=[0, 0.2, 0.1], risk=0.3)
    treaty = Treaty(0.9, detection=detection, false_alarms=0.1, fine=0.2, after=after)
    others = treaty.safety(race)
    assert (others == 0.9).all()
    for lab in range(3):
        exact = treaty.cheating_payoff(race, safety=0.25)[lab]
        safety = [0.25 if j == lab else 0.9 for j in range(3)]
        sim = simulate(race, safety, runs=300_000, seed=lab, treaty=treaty)
        assert off(sim.payoffs()[:, lab], exact) < STEADY
    sim = simulate(race, others, runs=300_000, seed=5, treaty=treaty)
    for lab in range(3):
        assert off(sim.payoffs()[:, lab], treaty.compliance_payoff(race)[lab]) < STEADY


@pytest.mark.parametrize(
    ("race", "treaty"),
    [
        (Race.hardest(2), Treaty(0.9, fine=0.1, after="collapse")),
        (Race.equal(3), Treaty(1.0, fine=0.3)),
        (Race([1, 1.5, 0.7], risk=0.3), Treaty(0.9, fine=0.2, false_alarms=0.05, after="collapse")),
    ],
)
def test_a_cheater_who_optimises(race, treaty):
    """Deterred a tenth above nu*, not a tenth below: best of a grid of simulated safety levels."""
    honest, critical, runs = treaty.safety(race), treaty.critical_detection(race), 800_000
    lab = int(np.argmax(critical))
    breakout = treaty.breakout_safety(race)[lab]
    grid = np.unique(np.clip(breakout + np.linspace(-0.3, 0.3, 5), 0, treaty.standard - 0.02))
    kept = simulate(race, honest, runs=runs, seed=3, treaty=treaty).payoffs()[:, lab]
    for share, sign in ((0.9, 1), (1.1, -1)):
        watched = treaty.replace(detection=share * critical[lab])
        gains = []
        for own in grid:  # the same draws for every level
            safety = np.where(np.arange(race.n) == lab, own, honest)
            sim = simulate(race, safety, runs=runs, seed=3, treaty=watched)
            gains.append(sim.payoffs()[:, lab] - kept)
        best = max(gains, key=np.mean)
        assert sign * best.mean() > STEADY * best.std() / np.sqrt(runs)
        assert sign * watched.temptation(race)[lab] > 0


# --- any race, by enumeration ---


def enumerate_races(race, safety, treaty, inspections=None, catch_up=0.0):
    """Exact means of everything, by walking through every state of the race."""
    n, k, rho = race.n, race.milestones, race.discount
    members = [lab for lab in range(n) if treaty.signed(race)[lab]]
    ends = treaty.after == "collapse"
    nash = race.nash() if ends else None
    labs = [f"{lab}" for lab in range(n)]
    mean = {"disaster": 0.0, "years": 0.0, "collapsed": 0.0}
    mean |= {f"{what} {lab}": 0.0 for what in ("wins", "payoff", "caught") for lab in labs}
    start = ((0,) * n, (0.0,) * n, (False,) * n, False)
    layer = {start: (1.0, 1.0)}
    while layer:
        following = {}

        def go(state, chance, weight, following=following):
            before = following.get(state, (0.0, 0.0))
            following[state] = before[0] + chance, before[1] + weight

        for (done, worked, caught, over), (chance, weight) in layer.items():
            care = []
            for lab in range(n):
                left = max(0.0, 1 - catch_up * (max(done) - done[lab]))
                if over:
                    care.append(nash[lab] * left)
                elif caught[lab]:
                    care.append(treaty.standard)
                elif lab in members and safety[lab] >= treaty.standard:
                    care.append(max(treaty.standard, safety[lab] * left))
                else:
                    care.append(safety[lab] * left)
            rates = [k * race.speed[i] * (1 - race.safety_tax * care[i]) for i in range(n)]
            unseen = [lab for lab in members if not caught[lab]]
            hunted = [i for i in unseen if safety[i] < treaty.standard and not over]
            each = treaty.detection if inspections is None else inspections / max(len(unseen), 1)
            alarms = treaty.false_alarms * len(members) if ends and not over else 0.0
            total = sum(rates) + each * len(hunted) + alarms
            mean["years"] += chance / total
            for lab in range(n):
                p, w = chance * rates[lab] / total, weight * rates[lab] / (total + rho)
                now_done = (*done[:lab], done[lab] + 1, *done[lab + 1 :])
                sums = (*worked[:lab], round(worked[lab] + care[lab], 12), *worked[lab + 1 :])
                if now_done[lab] < k:
                    go((now_done, sums, caught, over), p, w)
                    continue
                danger = race.risk * (1 - sums[lab] / k)
                mean[f"wins {lab}"] += p
                mean["disaster"] += p * danger
                mean["collapsed"] += p * over
                for i in range(n):
                    safe, lost = brute.worths(race, i)
                    mean[f"payoff {i}"] += w * ((1 - danger) * safe[lab] + danger * lost)
            for lab in hunted:
                p, w = chance * each / total, weight * each / (total + rho)
                mean[f"caught {lab}"] += p
                mean[f"payoff {lab}"] -= w * treaty.fine
                go((done, worked, (*caught[:lab], True, *caught[lab + 1 :]), ends), p, w)
            if alarms > 0:
                go((done, worked, caught, True), chance * alarms / total,
                   weight * alarms / (total + rho))  # fmt: skip
        layer = following
    return mean


UNEQUAL = Race([1, 1.6, 0.7], enmity=ENMITY, harm=[0.5, 0, 0.2], discount=0.4, risk=0.7)
CASES = {
    "two cheats forced back": (UNEQUAL, [0.2, 0.5, 0.9], {}, Treaty(0.8, detection=2)),
    "two cheats, collapse": (
        UNEQUAL, [0.2, 0.5, 0.9], {},
        Treaty(0.8, detection=2, false_alarms=0.3, after="collapse"),
    ),
    "all cheat, a budget": (
        UNEQUAL, [0.2, 0.5, 0], {"inspections": 6.0}, Treaty(0.8, detection=9)
    ),
    "two cheat, a budget, collapse": (
        UNEQUAL, [0.2, 0.9, 0], {"inspections": 6.0}, Treaty(0.8, after="collapse")
    ),
    "a budget for two members": (
        UNEQUAL, [0.2, 0.5, 0.6], {"inspections": 3.0}, Treaty(0.8, members=["lab 1", "lab 3"])
    ),
    "three milestones": (
        UNEQUAL.replace(milestones=3), [0.2, 0.9, 0.5], {},
        Treaty(0.8, detection=1, members=[0, 1]),
    ),
    "three milestones and everything": (
        UNEQUAL.replace(milestones=3), [0.3, 0.9, 0.4], {"catch_up": 0.3},
        Treaty(0.8, detection=1, false_alarms=0.3, members=[0, 1], after="collapse"),
    ),
    "forced back and reacting": (
        Race([1, 0.6], milestones=4, discount=0.2), [0.5, 0.9], {"catch_up": 0.4},
        Treaty(0.7, detection=1.5),
    ),
    "all comply and react": (
        Race([1, 0.6], milestones=4, discount=0.2), [0.95, 0.8], {"catch_up": 0.4},
        Treaty(0.7, detection=1.5, members=[0]),
    ),
    "reacting, a budget": (
        UNEQUAL.replace(milestones=2), [0.3, 0.6, 0.4], {"catch_up": 0.5, "inspections": 4.0},
        Treaty(0.7, fine=2),
    ),
    "only alarms": (
        UNEQUAL.replace(milestones=2), [0.9, 0.8, 0.8], {"catch_up": 0.5},
        Treaty(0.8, false_alarms=0.5, after="collapse"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_against_enumeration(name):
    race, safety, options, treaty = CASES[name]
    exact = enumerate_races(race, safety, treaty, **options)
    assert sum(exact[f"wins {lab}"] for lab in range(race.n)) == pytest.approx(1)
    sim = simulate(race, safety, runs=300_000, seed=8, treaty=treaty, **options)
    found = {"disaster": sim.disaster, "years": sim.years, "collapsed": sim.collapsed}
    for lab in range(race.n):
        found[f"wins {lab}"] = sim.winner == lab
        found[f"payoff {lab}"] = sim.payoffs()[:, lab]
        found[f"caught {lab}"] = sim.caught[:, lab]
    assert set(found) == set(exact)
    distance = {what: off(found[what], exact[what]) for what in exact}
    assert max(distance.values()) < STEADY, distance


def test_enumeration_is_no_tautology():
    """It agrees with the closed forms where they exist, and sees what institutions do."""
    race, safety = UNEQUAL, [0.2, 0.9, 0.9]
    treaty = Treaty(0.9, detection=2, false_alarms=0.3, after="collapse")
    mean = enumerate_races(race, safety, treaty)
    given = Treaty(0.9, detection=2, false_alarms=0.3, after="collapse")
    exact = given.cheating_payoff(race, safety=0.2)[0]
    assert (given.safety(race) == 0.9).all()
    assert mean["payoff 0"] == pytest.approx(exact, abs=1e-12)
    free = enumerate_races(race, safety, treaty.replace(detection=0, false_alarms=0))
    assert free["disaster"] == pytest.approx(race.disaster_probability(safety), abs=1e-11)
    assert free["years"] == pytest.approx(race.expected_years(safety))
    assert abs(mean["disaster"] - free["disaster"]) > 0.02


# --- what every single race must obey ---


@pytest.mark.parametrize("name", CASES)
def test_single_races(name):
    race, safety, options, treaty = CASES[name]
    sim = simulate(race, safety, runs=5000, seed=2, treaty=treaty, **options)
    cheats = treaty.signed(race) & (np.array(safety) < treaty.standard)
    assert not sim.caught[:, ~cheats].any()
    assert (sim.caught_years[sim.caught] < sim.years.repeat(sim.caught.sum(axis=1))).all()
    if treaty.after == "collapse":
        assert (sim.caught.sum(axis=1) <= sim.collapsed).all()
    else:
        assert not sim.collapsed.any()
    assert ((sim.winner >= 0) & np.isfinite(sim.years)).all()
    for run in range(50):
        lost = sim.disaster[run]
        for lab in range(race.n):
            safe, harm = brute.worths(race, lab)
            worth = harm if lost else safe[sim.winner[run]]
            worth *= np.exp(-race.discount * sim.years[run])
            worth -= treaty.fine * np.exp(-race.discount * sim.caught_years[run, lab])
            assert sim.payoffs()[run, lab] == pytest.approx(worth)


def test_summary():
    race, safety, _, treaty = CASES["two cheats, collapse"]
    sim = simulate(race, safety, runs=1000, treaty=treaty)
    table = sim.summary().set_index("quantity")["mean"]
    assert table["collapsed"] == sim.collapsed.mean() > 0
    assert table["lab 1 caught"] == sim.caught[:, 0].mean() > 0
    assert table["lab 3 caught"] == 0
    assert len(table) == 2 + 2 * race.n + race.n + 1
    outside = simulate(race, safety, runs=10, treaty=treaty.replace(members=[0])).summary()
    assert "lab 2 caught" not in set(outside["quantity"])


def test_forced_to_stand_still():
    """The only lab that moves is caught and sent back to a standard at which nothing moves."""
    race, treaty = Race.equal(2, safety_tax=1), Treaty(1.0, detection=3, fine=0.5)
    sim = simulate(race, [0.5, 1], runs=20_000, treaty=treaty, seed=1)
    stuck = sim.winner == -1
    assert off(stuck, 3 / 3.5) < STEADY
    assert (stuck == sim.caught[:, 0]).all()
    assert (sim.years[stuck] == np.inf).all()
    assert not sim.disaster[stuck].any()
    fines = 0.5 * np.exp(-0.05 * sim.caught_years[stuck, 0])
    assert sim.payoffs()[stuck, 0] == pytest.approx(-fines)


@pytest.mark.parametrize("milestones", [1, 2])
def test_nobody_moves_until_the_treaty_falls(milestones):
    race = Race.equal(2, safety_tax=1, milestones=milestones)
    treaty = Treaty(1.0, false_alarms=0.5, after="collapse")
    sim = simulate(race, [1, 1], runs=50_000, treaty=treaty, seed=1)
    assert sim.collapsed.all()
    assert off(sim.years, 1 + race.expected_years(race.nash())) < STEADY
    assert off(sim.disaster, race.disaster_probability(race.nash())) < STEADY


@pytest.mark.parametrize("milestones", [1, 2])
@pytest.mark.parametrize("catch_up", [0.0, 0.7])
def test_nobody_ever_moves(milestones, catch_up):
    race = Race.equal(2, safety_tax=1, milestones=milestones)
    sim = simulate(race, [1, 1], runs=100, treaty=Treaty(), catch_up=catch_up)
    assert (sim.winner == -1).all()
    assert (sim.years == np.inf).all()
    assert (sim.payoffs() == 0).all()


def test_a_standard_is_a_floor_for_labs_that_react():
    """Members hold the standard however far behind; one milestone apart it shows."""
    race = Race.equal(2, milestones=2, safety_tax=0.9, risk=1)
    held = simulate(race, [0.9, 0.9], runs=100_000, treaty=Treaty(0.9), catch_up=1.0)
    loose = simulate(race, [0.9, 0.9], runs=100_000, catch_up=1.0)
    assert off(held.disaster, 0.1) < STEADY
    assert loose.disaster.mean() > 0.2


def test_domestic_rules():
    """A floor in one country: its labs hold it, the others react as they like."""
    race = Race.equal(4, milestones=3, risk=0.8)
    home = Treaty(0.8, members=[0, 1])
    sim = simulate(race, [0.8, 0.8, 0.6, 0.6], runs=100_000, treaty=home, catch_up=0.5)
    for lab, least in ((0, 0.8), (2, 0.0)):
        won = sim.winner == lab
        dangers = 0.8 * (1 - least)
        assert sim.disaster[won].mean() <= dangers + STEADY * 0.5 / np.sqrt(won.sum())
    assert sim.disaster[sim.winner >= 2].mean() > 0.35
    assert not sim.caught.any()


# --- the same bits ---


@pytest.mark.parametrize("name", CASES)
def test_same_seed_same_bits(name, monkeypatch):
    from racekit import simulation

    race, safety, options, treaty = CASES[name]
    options = {"treaty": treaty, "seed": 9, **options}
    whole = simulate(race, safety, runs=3001, **options)
    monkeypatch.setattr(simulation, "_BLOCK_EVENTS", 700)  # many blocks
    for threads in (1, 2, 5, None):
        assert same_bits(whole, simulate(race, safety, runs=3001, threads=threads, **options))
    monkeypatch.undo()
    few = simulate(race, safety, runs=1000, **options)
    for field in FIELDS:
        assert np.array_equal(getattr(few, field), getattr(whole, field)[:1000])
    other = simulate(race, safety, runs=3001, **options | {"seed": 10})
    assert not np.isin(other.years, whole.years).any()


DIGESTS = {(1, 0.0): "481ce829eea7f382", (3, 0.0): "d1442e24a5afe5c0", (3, 0.4): "a776c57bf177d974"}


@pytest.mark.parametrize(("milestones", "catch_up"), DIGESTS)
def test_without_a_treaty_nothing_has_changed(milestones, catch_up):
    """Seeds in lessons and exercises keep their races."""
    sim = simulate(
        UNEQUAL.replace(milestones=milestones), [0.2, 0.5, 0.9], runs=1000, seed=7,
        catch_up=catch_up,
    )  # fmt: skip
    content = sim.winner.astype("<i8").tobytes() + sim.years.astype("<f8").tobytes()
    digest = hashlib.sha256(content + sim.disaster.tobytes()).hexdigest()[:16]
    assert digest == DIGESTS[milestones, catch_up]
    assert sim.treaty is None
    assert not sim.caught.any()
    assert sim.caught.shape == (1000, 3)
    assert not sim.collapsed.any()


@pytest.mark.parametrize("milestones", [1, 3])
@pytest.mark.parametrize(
    ("safety", "treaty"),
    [
        ([0.8, 0.9, 1], Treaty(0.8, detection=5, false_alarms=3)),
        ([0.8, 0.9, 0], Treaty(0.8, members=[0, 1], after="collapse")),
        ([0.2, 0.9, 0], Treaty(0.8, detection=0, after="collapse")),
    ],
)
def test_a_treaty_that_does_nothing_changes_nothing(milestones, safety, treaty):
    race = UNEQUAL.replace(milestones=milestones)
    plain, held = (
        simulate(race, safety, runs=2000, seed=3, treaty=t) for t in (None, treaty)
    )
    assert same_bits(plain, held)
    assert np.array_equal(plain.payoffs(), held.payoffs())


def test_a_budget_of_one_visit_each_is_the_plain_rate():
    """One cheater of three members: 3 nu visits a year catch it at rate nu."""
    treaty, safety = Treaty(0.8, detection=0.7, after="collapse"), [0.2, 0.9, 0.9]
    plain = simulate(UNEQUAL, safety, runs=2000, seed=3, treaty=treaty)
    budget = simulate(UNEQUAL, safety, runs=2000, seed=3, treaty=treaty, inspections=3 * 0.7)
    for field in ("winner", "disaster", "collapsed", "caught"):
        assert np.array_equal(getattr(plain, field), getattr(budget, field))
    assert budget.years == pytest.approx(plain.years)


def save_fingerprint(path):
    """Small outputs of the kernel, to compare compiled code with plain Python."""
    found = {}
    for name, (race, safety, options, treaty) in CASES.items():
        sim = simulate(race, safety, runs=150, seed=5, threads=1, treaty=treaty, **options)
        found |= {f"{name} {field}": getattr(sim, field) for field in FIELDS}
    still = Race.equal(2, safety_tax=1)
    sim = simulate(still, [0.5, 1], runs=100, threads=1, treaty=Treaty(detection=3))
    found |= {f"still {field}": getattr(sim, field) for field in FIELDS}
    for after in ("return", "collapse"):
        treaty = Treaty(0.9, false_alarms=0.1, after=after)
        found[f"cheat {after}"] = treaty.cheating_payoff(UNEQUAL)
        found[f"critical {after}"] = treaty.critical_detection(UNEQUAL)
    np.savez(path, **found)


PLAIN = """
import sys
import test_institutions
from racekit import _kernels
assert not hasattr(_kernels.mix, "py_func"), "this must be the plain Python"
test_institutions.save_fingerprint(sys.argv[1])
"""


def test_kernels_equal_their_plain_selves(tmp_path):
    """NUMBA_DISABLE_JIT=1 in another process: every array bit for bit."""
    home = Path(__file__).resolve().parent
    path = os.pathsep.join([str(home), str(home.parent), os.environ.get("PYTHONPATH", "")])
    plain, compiled = tmp_path / "plain.npz", tmp_path / "compiled.npz"
    subprocess.run(
        [sys.executable, "-W", "error", "-c", PLAIN, str(plain)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path},
        check=True,
    )
    save_fingerprint(compiled)
    with np.load(plain) as one, np.load(compiled) as other:
        assert len(one.files) > 50
        assert sorted(one.files) == sorted(other.files)
        different = [name for name in one.files if not np.array_equal(one[name], other[name])]
    assert different == []


# --- hostile calls ---

NAMES = {
    "simulate": simulate, "Treaty": Treaty, "two": Race.equal(2), "t": Treaty(), "np": np,
    "nan": np.nan, "inf": np.inf,
}  # fmt: skip
V, T = ValueError, TypeError
CALLS = [
    ("simulate(two, [0, 0], treaty='ban')", T, "treaty", "Treaty", "'ban'"),
    ("simulate(two, [0, 0], treaty=1.0)", T, "treaty", "Treaty", "1.0"),
    ("simulate(two, [0, 0], treaty=Treaty)", T, "treaty", "Treaty", "class"),
    ("simulate(two, [0, 0], treaty=False)", T, "treaty", "Treaty", "False"),
    ("simulate(two, [0, 0], treaty=Treaty(members=[2]))", V, "members", "0..1", "got 2"),
    ("simulate(two, [0, 0], treaty=Treaty(members=['B']))", V, "members", "lab 1, lab 2", "'B'"),
    ("simulate(two, [0, 0], treaty=Treaty(members=[1, 'lab 2']))", V, "members", "once"),
    ("simulate(two, [0, 0], inspections=1)", V, "inspections", "treaty", "got 1"),
    ("simulate(two, [0, 0], inspections=0)", V, "inspections", "treaty", "got 0"),
    ("simulate(two, [0, 0], treaty=t, inspections=-1)", V, "inspections", "1/yr", "got -1"),
    ("simulate(two, [0, 0], treaty=t, inspections=nan)", V, "inspections", "1/yr", "got nan"),
    ("simulate(two, [0, 0], treaty=t, inspections=inf)", V, "inspections", "1/yr", "got inf"),
    ("simulate(two, [0, 0], treaty=t, inspections=1e7)", V, "inspections", "[0, 1e+06] 1/yr"),
    ("simulate(two, [0, 0], treaty=t, inspections='2')", T, "inspections", "number", "'2'"),
    ("simulate(two, [0, 0], treaty=t, inspections=[1, 2])", T, "inspections", "number"),
    ("simulate(two, [0, 0], treaty=t, inspections=True)", T, "inspections", "number", "True"),
    ("simulate(two, [0, 0, 0], treaty=t)", V, "safety", "(2,)", "(3,)"),
    ("simulate(two, [0, -0.1], treaty=t)", V, "safety[1]", "[0, 1]", "got -0.1"),
    ("simulate(two, [0, nan], treaty=t)", V, "safety[1]", "[0, 1]", "got nan"),
    ("simulate(two, [0, 0], treaty=t, catch_up=1.5)", V, "catch_up", "[0, 1]", "got 1.5"),
    ("simulate(two, [0, 0], treaty=t, catch_up=None)", T, "catch_up", "number", "None"),
    ("simulate(two, [0, 0], treaty=t, runs=0)", V, "runs", "got 0"),
    ("simulate(two, [0, 0], treaty=t, runs=2.0)", T, "runs", "integer", "2.0"),
    ("simulate(two, [0, 0], treaty=t, seed=-1)", V, "seed", "got -1"),
    ("simulate(two, [0, 0], treaty=t, threads=0)", V, "threads", "got 0"),
    ("simulate('two', [0, 0], treaty=t)", T, "race", "Race", "'two'"),
    ("simulate(two, [0, 0], 10, 0, t)", T, "positional"),
    ("simulate(two, [0, 0], floor=0.5)", T, "floor"),
]


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [pytest.param(call, kind, words, id=call) for call, kind, *words in CALLS],
)
def test_hostile_call(call, kind, words):
    with pytest.raises(kind) as caught:
        eval(call, dict(NAMES))
    assert type(caught.value) is kind
    assert [word for word in words if word not in str(caught.value)] == []
