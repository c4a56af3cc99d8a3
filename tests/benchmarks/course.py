"""Works of the course itself: simulations, claims, stress tests, explorers, first starts."""

import os
import subprocess
import sys
import tempfile
import tracemalloc
from statistics import median, quantiles

import contenders
import numpy as np

from racekit import claims, explore, simulate
from racekit.claims import _bench
from racekit.design import Design, stress_test
from racekit.stability import examine
from racekit.worlds import world

SETUP = "import racekit as rk; from racekit import explore, plots"
DESIGN = Design(standard=0.85, visits=2.0, fine=0.2, sanction=0.05)


def milestone_races(runs, seed=0):
    """Ten milestones, five labs, no treaty, on one core."""
    return simulate(contenders.LONG_RACE, contenders.SAFETY, runs=runs, seed=seed, threads=1)


def memoryless_races(runs, seed=0):
    """A simulation with its records, on one core."""
    return simulate(contenders.RACE, contenders.SAFETY, runs=runs, seed=seed, threads=1)


def milestones_off(runs):
    """How far ten milestones are from the quadratures, in standard errors."""
    race, safety = contenders.LONG_RACE, contenders.SAFETY
    return float(
        milestone_races(runs)
        .errors_off(
            disaster=race.disaster_probability(safety),
            years=race.expected_years(safety),
            wins=race.win_probability(safety),
        )
        .max()
    )


def summary_off(runs):
    """How far the summary's means are from those of the records, one by one."""
    sim = memoryless_races(runs)
    means = sim.summary()["mean"].to_numpy()
    wins = [(sim.winner == lab).mean() for lab in range(sim.race.n)]
    plain = [sim.disaster.mean(), sim.years.mean(), *wins, *sim.payoffs().mean(axis=0)]
    return float(np.abs(means - plain).max())


def summary_bytes(runs):
    """Memory at the peak of a simulation and its summary [bytes a run]."""
    tracemalloc.start()
    memoryless_races(runs).summary()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / runs


def one_nash():
    """Nash of five unequal labs."""
    return contenders.RACE.nash()


def stressed(draws, seed=0):
    """A design in so many futures."""
    return stress_test(DESIGN, world("calm"), draws, seed=seed, progress=False).table


def stress_off(draws):
    """The largest difference from examining one future at a time."""
    place = world("calm")
    table, off = stressed(draws), 0.0
    for row, draw in zip(table.itertuples(), place.draw(draws, seed=0), strict=True):
        alone = examine(draw.race, DESIGN.treaty(draw, place))
        off = max(off, abs(alone.risk_without - row.without))
        if row.end != "void":
            off = max(off, abs(alone.risk_kept - row.kept))
    return off


def ledger(draws, seed=0):
    """All claims over the space; the last one asked for is kept."""
    return claims.ledger(draws=draws, seed=seed, threads=1)


def ledger_off(draws):
    """The largest difference between margins judged together and one point at a time."""
    sample = _bench.sample(draws, 0)
    points, off = sample.points(), 0.0
    for i, margins in enumerate(sample.margins()):
        point = {name: float(values[i]) for name, values in points.items()}
        alone = claims.at(**point | {"n": int(point["n"])})["margin"].to_numpy()
        assert np.array_equal(np.isnan(alone), np.isnan(margins))
        off = max(off, np.nanmax(np.abs(alone - margins)))
    return float(off)


def setup_seconds():
    """CPU time of a lesson's setup cell in a fresh interpreter."""
    clock = "time.process_time()"
    return _fresh(f"import time; t = {clock}; {SETUP}; print({clock} - t)")


def warm_seconds():
    """CPU time of compiling every kernel into an empty cache, the interpreter's start included."""
    with tempfile.TemporaryDirectory() as cache:
        program = "import time; from racekit._warm import warm; warm(); print(time.process_time())"
        return _fresh(program, NUMBA_CACHE_DIR=cache)


def _fresh(program, **environment):
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True, env=os.environ | environment,
    )  # fmt: skip
    return float(run.stdout.split()[-1])


def redraws(name, moves=40):
    """CPU time of each of so many moves of an explorer's sliders [s]."""
    explorer, rng = getattr(explore, name)(), np.random.default_rng(0)
    sliders = list(explorer.controls.values())
    times = []
    for move in range(moves):
        slider = sliders[move % len(sliders)]
        steps = round((slider.max - slider.min) / slider.step)
        value = slider.min + slider.step * int(rng.integers(0, steps + 1))
        if value != slider.value:
            times.append(contenders.seconds(setattr, slider, "value", value))
    explorer.close()
    return times[3:]  # the first ones load what the explorer needs


def slowest_redraws():
    """Median and 95th percentile of the explorer with the largest of each [s], and their names."""
    times = {name: redraws(name) for name in explore.__all__}
    middles = {name: median(each) for name, each in times.items()}
    ends = {name: quantiles(each, n=20)[-1] for name, each in times.items()}
    return [max(zip(each.values(), each, strict=True)) for each in (middles, ends)]
