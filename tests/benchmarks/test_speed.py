"""Works R1, R2, Q1 and S1 of the benchmarks; small unless asked for by --benchmark-enable.

`python tests/benchmarks/report.py` prints the ratios.
"""

import contenders
import pytest

from racekit import Race


@pytest.mark.parametrize("contender", ["racekit_races", "c_races", "numpy_races"])
def test_memoryless_race(benchmark, contender):
    work = getattr(contenders, contender)
    if work(10) is None:
        pytest.skip("no C compiler here")
    runs = 100_000 if benchmark.disabled else 1_000_000
    outcome = benchmark(work, runs)
    assert contenders.off(outcome) < 4.5


@pytest.mark.parametrize("contender", ["c_treaties", "numpy_treaties", "racekit_treaties"])
def test_treaty_race(benchmark, contender):
    """Every contender means the same races: no closed form, so they are compared in pairs."""
    work = getattr(contenders, contender)
    if work(10) is None:
        pytest.skip("no C compiler here")
    runs = 50_000 if benchmark.disabled else 1_000_000
    outcome = benchmark(work, runs)
    assert contenders.apart(outcome, contenders.racekit_treaties(200_000, seed=99)) < 4.5


def test_equilibria(benchmark):
    side = 20 if benchmark.disabled else 200
    grid = benchmark(contenders.equilibria, side)
    assert len(grid) == side**2
    for (risk, enmity), safety in grid.iloc[:: side**2 // 50].iterrows():
        race = Race(contenders.RACE.speed, risk=risk, enmity=enmity)
        again = [race.best_response(lab, safety.to_numpy()) for lab in range(race.n)]
        assert safety.to_numpy() == pytest.approx(again, abs=1e-10)


def test_import(benchmark):
    assert benchmark.pedantic(contenders.import_seconds, rounds=1 if benchmark.disabled else 5) > 0
