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

RACE = Race([0.6, 0.8, 1.0, 1.2, 1.4])
SAFETY = np.array([0.1, 0.2, 0.0, 0.3, 0.25])


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
def _library():
    """The C program as a library, compiled on the spot; None without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform == "win32":
        return None
    target = Path(tempfile.mkdtemp(prefix="racekit-")) / "race_clock.so"
    source = Path(__file__).with_name("race_clock.c")
    flags = ["-O3", "-march=native", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, str(source), "-o", str(target), "-lm"], check=True)
    return ctypes.CDLL(str(target))


def c_races(runs, seed=0):
    """The same by straightforward C; None without a compiler."""
    library = _library()
    if library is None:
        return None
    rates, dangers = RACE.rates(SAFETY), RACE.risk * (1 - SAFETY)
    winner, years = np.empty(runs, np.int64), np.empty(runs)
    disaster = np.empty(runs, np.uint8)
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (rates, dangers)]
    out = [array.ctypes.data_as(ctypes.c_void_p) for array in (winner, years, disaster)]
    size = ctypes.c_int64
    library.race_clock(size(runs), size(RACE.n), *pointers, ctypes.c_uint64(seed), *out)
    return winner, years, disaster.astype(bool)


def equilibria(side=200):
    """Nash of side x side races of five unequal labs, float64[races, labs]."""
    risk, enmity = np.linspace(0.05, 1, side), np.linspace(0, 1, side)
    return nash_grid(RACE, risk=risk, enmity=enmity)


def import_seconds(module="racekit"):
    """Time of an import in a fresh interpreter, without the interpreter's own start."""
    program = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter()-t)"
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


def seconds(work, *arguments):
    """Wall time of one call."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start
