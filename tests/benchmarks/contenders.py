"""The works of the benchmarks, done by racekit, by plain C and by chunked NumPy."""

import ctypes
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np

from racekit import Race, nash_grid, simulate
from racekit.treaty import Treaty

RACE = Race([0.6, 0.8, 1.0, 1.2, 1.4])
SAFETY = np.array([0.1, 0.2, 0.0, 0.3, 0.25])

# ten milestones, one cheater (the third lab) and one outsider (the last)
LONG_RACE = RACE.replace(milestones=10)
PROMISED = np.array([0.7, 0.6, 0.2, 0.6, 0.3])
TREATY = Treaty(0.6, detection=0.5, false_alarms=0.1, members=(0, 1, 2, 3), after="collapse")
CATCH_UP = 0.15


def racekit_races(runs, seed=0):
    """(winner, years, disaster) on one core."""
    sim = simulate(RACE, SAFETY, runs=runs, seed=seed, threads=1)
    return sim.winner, sim.years, sim.disaster


def numpy_races(runs, seed=0, chunk=50_000):
    """The same by arrays that fit into the cache."""
    rng, rates, dangers = np.random.default_rng(seed), RACE.rates(SAFETY), RACE.risk * (1 - SAFETY)
    winner, years = np.empty(runs, np.int64), np.empty(runs)
    disaster = np.empty(runs, bool)
    for first in range(0, runs, chunk):
        block = slice(first, min(first + chunk, runs))
        size = block.stop - first
        clocks = rng.standard_exponential((size, RACE.n)) / rates
        winner[block] = clocks.argmin(axis=1)
        years[block] = clocks.min(axis=1)
        disaster[block] = rng.random(size) < dangers[winner[block]]
    return winner, years, disaster


@cache
def library(program):
    """One of the C programs as a library, compiled on the spot; None without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform == "win32":
        return None
    target = Path(tempfile.mkdtemp(prefix="racekit-")) / f"{program}.so"
    source = Path(__file__).with_name(f"{program}.c")
    flags = ["-O3", "-march=native", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, str(source), "-o", str(target), "-lm"], check=True)
    return ctypes.CDLL(str(target))


def pointers(*arrays):
    return [array.ctypes.data_as(ctypes.c_void_p) for array in arrays]


def c_races(runs, seed=0):
    """The same by straightforward C; None without a compiler."""
    program = library("race_clock")
    if program is None:
        return None
    rates, dangers = RACE.rates(SAFETY), RACE.risk * (1 - SAFETY)
    winner, years = np.empty(runs, np.int64), np.empty(runs)
    disaster = np.empty(runs, np.uint8)
    size, out = ctypes.c_int64, pointers(winner, years, disaster)
    given = pointers(rates, dangers)
    program.race_clock(size(runs), size(RACE.n), *given, ctypes.c_uint64(seed), *out)
    return winner, years, disaster.astype(bool)


def racekit_treaties(runs, seed=0):
    """(winner, years, disaster, caught_years, collapsed) under the treaty, on one core."""
    sim = simulate(
        LONG_RACE, PROMISED, runs=runs, seed=seed, treaty=TREATY, catch_up=CATCH_UP, threads=1
    )
    return sim.winner, sim.years, sim.disaster, sim.caught_years, sim.collapsed


def numpy_treaties(runs, seed=0, chunk=20_000):
    """The same by arrays: one event of every race that still runs, at a time."""
    rng = np.random.default_rng(seed)
    outcomes = [_numpy_treaties(rng, min(chunk, runs - i)) for i in range(0, runs, chunk)]
    return tuple(np.concatenate(parts) for parts in zip(*outcomes, strict=True))


def _numpy_treaties(rng, runs):
    race, k, nash = LONG_RACE, LONG_RACE.milestones, LONG_RACE.nash()
    signed = TREATY.signed(race)
    cheats = signed & (TREATY.standard > PROMISED)
    floor = np.where(signed & ~cheats, TREATY.standard, 0.0)
    done, care = np.zeros((runs, race.n), np.int64), np.zeros((runs, race.n))
    now, collapsed = np.zeros(runs), np.zeros(runs, bool)
    winner, disaster = np.empty(runs, np.int64), np.empty(runs, bool)
    caught = np.full((runs, race.n), np.inf)
    live = np.arange(runs)
    while live.size:
        off = collapsed[live, None]
        behind = done[live].max(axis=1, keepdims=True) - done[live]
        most = np.where(off, nash, PROMISED) * np.maximum(0.0, 1.0 - CATCH_UP * behind)
        safety = np.maximum(most, np.where(off, 0.0, floor))
        clocks = [
            k * race.speed * (1.0 - race.safety_tax * safety),
            np.where(off, 0.0, TREATY.detection * cheats),
            np.where(off, 0.0, TREATY.false_alarms * signed.sum()),
        ]
        steps = np.concatenate(clocks, axis=1).cumsum(axis=1)
        now[live] += rng.standard_exponential(live.size) / steps[:, -1]
        event = (rng.random((live.size, 1)) * steps[:, -1:] >= steps[:, :-1]).sum(axis=1)
        seen = (event >= race.n) & (event < 2 * race.n)
        caught[live[seen], event[seen] - race.n] = now[live[seen]]
        collapsed[live[event >= race.n]] = True
        moved = event < race.n
        runs_moved, labs = live[moved], event[moved]
        care[runs_moved, labs] += safety[moved, labs]
        done[runs_moved, labs] += 1
        won = done[runs_moved, labs] == k
        ended, labs = runs_moved[won], labs[won]
        winner[ended] = labs
        disaster[ended] = rng.random(ended.size) < race.risk * (1.0 - care[ended, labs] / k)
        live = live[done[live].max(axis=1) < k]
    return winner, now, disaster, caught, collapsed


def c_treaties(runs, seed=0):
    """The same by straightforward C; None without a compiler."""
    program = library("race_treaty")
    if program is None:
        return None
    race, signed = LONG_RACE, TREATY.signed(LONG_RACE)
    winner, years, caught = np.empty(runs, np.int64), np.empty(runs), np.empty((runs, race.n))
    disaster, collapsed = np.empty(runs, np.uint8), np.empty(runs, np.uint8)
    numbers = (race.safety_tax, race.risk, CATCH_UP, TREATY.standard)
    rates = (TREATY.detection, TREATY.false_alarms)
    program.race_treaty(
        *map(ctypes.c_int64, (runs, race.n, race.milestones)),
        *pointers(race.speed, PROMISED, race.nash(), signed),
        *map(ctypes.c_double, (*numbers, *rates)),
        ctypes.c_uint64(seed),
        *pointers(winner, years, disaster, caught, collapsed),
    )
    return winner, years, disaster.astype(bool), caught, collapsed.astype(bool)


def equilibria(side=200):
    """Nash of side x side races of five unequal labs, float64[races, labs]."""
    risk, enmity = np.linspace(0.05, 1, side), np.linspace(0, 1, side)
    return nash_grid(RACE, risk=risk, enmity=enmity)


def import_seconds(module="racekit"):
    """CPU time of an import in a fresh interpreter, without the interpreter's own start."""
    clock = "time.process_time()"
    program = f"import time; t = {clock}; import {module}; print({clock} - t)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def off(outcome):
    """Largest distance from the exact answer, in standard errors."""
    winner, years, disaster = outcome
    samples = {float(RACE.expected_years(SAFETY)): years}
    samples[float(RACE.disaster_probability(SAFETY))] = disaster
    samples |= {float(p): winner == i for i, p in enumerate(RACE.win_probability(SAFETY))}
    runs = winner.size
    return max(abs(x.mean() - exact) / (x.std() / runs**0.5) for exact, x in samples.items())


def apart(outcome, other):
    """Largest distance between the means of two contenders' treaty races, in standard errors."""
    return max(
        abs(a.mean() - b.mean()) / ((a.var() / a.size + b.var() / b.size) ** 0.5)
        for a, b in zip(_measured(outcome), _measured(other), strict=True)
    )


def _measured(outcome):
    winner, years, disaster, caught, collapsed = outcome
    wins = [winner == lab for lab in range(LONG_RACE.n)]
    early = [np.isfinite(caught[:, 2]), np.exp(-caught[:, 2])]
    return [years, years**2, disaster, collapsed, collapsed & disaster, *wins, *early]


def seconds(work, *arguments):
    """CPU time of one call, which other users of the machine disturb least."""
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start
