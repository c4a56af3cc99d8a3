"""The works of the benchmarks; small unless asked for by --benchmark-enable.

`python tests/benchmarks/report.py` prints the ratios and the targets.
"""

import contenders
import course
import matches
import populations
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


@pytest.mark.parametrize("contender", ["racekit_shares", "c_shares"])
def test_imitation(benchmark, contender):
    work = getattr(populations, contender)
    if work(10) is None:
        pytest.skip("no C compiler here")
    benchmark(work, 10_000 if benchmark.disabled else 10**7)
    assert populations.off(work, 10**5) < 4.5


@pytest.mark.parametrize("contender", ["racekit_exact", "scipy_exact"])
def test_exact_imitation(benchmark, contender):
    shares = benchmark(getattr(populations, contender))
    assert shares == pytest.approx(populations.racekit_exact(), abs=1e-12)


@pytest.mark.parametrize("contender", ["racekit_rare", "numpy_rare"])
def test_rare_errors(benchmark, contender):
    games = populations.grid(20 if benchmark.disabled else 200)
    shares = benchmark(getattr(populations, contender), games)
    assert shares == pytest.approx(populations.racekit_rare(games), abs=1e-12)


@pytest.mark.parametrize("contender", ["racekit_payoffs", "numpy_payoffs"])
def test_exact_tournament(benchmark, contender):
    payoffs = benchmark(getattr(matches, contender))
    assert payoffs == pytest.approx(matches.racekit_payoffs(), abs=1e-12)


@pytest.mark.parametrize("contender", ["racekit_matches", "c_matches"])
def test_simulated_tournament(benchmark, contender):
    work = getattr(matches, contender)
    if work(10) is None:
        pytest.skip("no C compiler here")
    benchmark(work, 50 if benchmark.disabled else 1000)
    assert matches.off(work, 200) < 4.5


def test_treaty_race_of_agents(benchmark):
    agents = pytest.importorskip("agents", exc_type=ImportError)
    outcome = benchmark.pedantic(agents.mesa_treaties, (500,), rounds=1)
    assert contenders.apart(outcome, contenders.racekit_treaties(200_000, seed=99)) < 4.0


def test_milestone_race(benchmark):
    benchmark(course.milestone_races, 1000 if benchmark.disabled else 200_000)
    assert course.milestones_off(50_000) < 4.5


def test_summary(benchmark):
    benchmark(course.memoryless_races(10_000 if benchmark.disabled else 10**6).summary)
    assert course.summary_off(100_000) < 1e-12


def test_stress_test(benchmark):
    benchmark(course.stressed, 20 if benchmark.disabled else 2000)
    assert course.stress_off(40) < 1e-12


def test_ledger(benchmark):
    draws = 2**8 if benchmark.disabled else 2**17
    seeds = iter(range(1000))
    benchmark.pedantic(lambda: course.ledger(draws, next(seeds)), rounds=1 if draws < 1000 else 3)
    assert course.ledger_off(32) < 1e-9


def test_redraw(benchmark):
    assert min(benchmark.pedantic(course.redraws, ("two_labs", 8), rounds=1)) > 0.0


def test_setup_cell(benchmark):
    assert benchmark.pedantic(course.setup_seconds, rounds=1 if benchmark.disabled else 5) > 0.0
