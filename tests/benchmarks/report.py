"""Print the works of the benchmarks, measured and targeted, on this machine.

Run it as ``python tests/benchmarks/report.py``; it takes about six minutes. CPU time, medians;
ratios are medians over pairs that run back to back. What is timed has first been shown to
compute the same as the others, or as a formula. The target of E1 was set with another C program,
four times as slow as the one here.
"""

from importlib.util import find_spec
from statistics import median

import contenders
import course
import matches
import populations

PAIRS = 5
RUNS = 1_000_000
NEVER = 4.5  # standard errors: further off is an error, not chance


def main():
    """Print a line a work, as soon as it is done."""
    print(f"{'work':46} {'measured':>14} {'target':>10}")
    works = (race_rows, treaty_rows, population_rows, match_rows, simulation_rows, one_by_one,
             claim_rows, screen_rows, start_rows)  # fmt: skip
    for rows in works:
        for work, measured, target in rows():
            print(f"{work:46} {measured:>14} {target:>10}", flush=True)


def proved(work, off, most=NEVER, unit="s.e."):
    """Stop unless a work is as near to the truth as it must be."""
    if not off < most:
        raise SystemExit(f"{work} is {off:.3g} {unit} off, more than {most:g}: nothing is timed")


def typical(work, *arguments, times=PAIRS):
    """Median CPU time of a work [s]."""
    work(*arguments)
    return median(contenders.seconds(work, *arguments) for _ in range(times))


def ratio(work, other, size, other_size=None, pairs=PAIRS):
    """Median over pairs of work's time as a share of other's, for each unit of size."""
    other_size = size if other_size is None else other_size
    return median(
        contenders.seconds(work, size, seed) / contenders.seconds(other, other_size, seed)
        for seed in range(pairs)
    ) * (other_size / size)  # fmt: skip


def race_rows():
    """R1: the memoryless race."""
    ours = contenders.racekit_races
    for other in (ours, contenders.c_races, contenders.numpy_races):
        outcome = other(RUNS)
        if outcome is not None:
            proved(other.__name__, contenders.off(outcome))
    if contenders.c_races(10) is not None:
        yield "R1 racekit / C", f"{ratio(ours, contenders.c_races, RUNS):.3f}", "<= 0.2"
    yield "R1 NumPy / racekit", f"{1 / ratio(ours, contenders.numpy_races, RUNS):.1f}", ">= 15"


def treaty_rows():
    """R2: the long race under a treaty, by programs that must agree with each other."""
    ours, c, plain = (getattr(contenders, f"{name}_treaties") for name in ("racekit", "c", "numpy"))
    outcome = ours(RUNS)
    for other in (c, plain):
        theirs = other(RUNS // 2, seed=1)
        if theirs is not None:
            proved(other.__name__, contenders.apart(outcome, theirs))
    if c(10) is not None:
        yield "R2 racekit / C", f"{ratio(ours, c, RUNS // 5):.3f}", "<= 0.35"
    yield "R2 NumPy / racekit", f"{1 / ratio(ours, plain, RUNS // 5):.1f}", ">= 20"
    if find_spec("mesa") is None:
        yield "R2 mesa / racekit", "no mesa", ">= 1000"
        return
    from agents import mesa_treaties

    proved("mesa", contenders.apart(outcome, mesa_treaties(3000)), 4.0)
    yield "R2 mesa / racekit", f"{1 / ratio(ours, mesa_treaties, RUNS // 5, 400):.0f}", ">= 1000"


def population_rows():
    """E1, E1x and E2."""
    ours, c = populations.racekit_shares, populations.c_shares
    proved("E1 racekit", populations.off(ours, RUNS))
    if c(10) is not None:
        proved("E1 C", populations.off(c, RUNS))
        yield "E1 racekit / C, 1e8 updates", f"{ratio(ours, c, 10**8, pairs=3):.4f}", "<= 0.03"
    proved("E1x", abs(populations.racekit_exact() - populations.scipy_exact()).max(), 1e-12, "")
    yield "E1x exact, Z = 100", f"{1e3 * typical(populations.racekit_exact):.1f} ms", "<= 20 ms"
    games = populations.grid(200)
    rare = populations.racekit_rare
    proved("E2", abs(rare(games) - populations.numpy_rare(games)).max(), 1e-12, "")
    yield "E2 a point of 200 x 200", f"{1e6 / 200**2 * typical(rare, games):.2f} us", "<= 0.6 us"


def match_rows():
    """T1."""
    exact, ours, c = matches.racekit_payoffs, matches.racekit_matches, matches.c_matches
    proved("T1 exact", abs(exact() - matches.numpy_payoffs()).max(), 1e-12, "prizes")
    yield "T1 exact, 136 pairs", f"{1e3 * typical(exact, times=25):.2f} ms", "<= 0.4 ms"
    proved("T1 racekit", matches.off(ours, 400))
    if c(10) is not None:
        proved("T1 C", matches.off(c, 400))
        yield "T1 matches, racekit / C", f"{ratio(ours, c, 1000):.3f}", "<= 0.25"


def simulation_rows():
    """Simulations that have no contender: what a run costs."""
    proved("milestones", course.milestones_off(RUNS // 10))
    each = typical(course.milestone_races, RUNS // 5) / (RUNS // 5)
    yield "milestone race, n 5, k 10", f"{1e9 * each:.0f} ns", "<= 455 ns"
    proved("summary", course.summary_off(RUNS // 10), 1e-12, "")
    fresh = [course.memoryless_races(RUNS) for _ in range(PAIRS)]  # each keeps its summary
    each = median(contenders.seconds(sim.summary) for sim in fresh) / RUNS
    yield "its summary, a run, n 5", f"{1e9 * each:.1f} ns", "<= 22 ns"
    yield "records and summary, a run", f"{course.summary_bytes(RUNS):.0f} bytes", "<= 25"


def one_by_one():
    """Equilibria: one call, and a grid."""
    race = contenders.RACE
    safety = race.nash()
    again = [race.best_response(lab, safety) for lab in range(race.n)]
    proved("nash", abs(safety - again).max(), 1e-10, "")
    calls = typical(lambda: [course.one_nash() for _ in range(1000)]) / 1000
    yield "nash, n 5", f"{1e6 * calls:.1f} us", "<= 15 us"
    yield "Q1 40,000 equilibria, n 5", f"{1e3 * typical(contenders.equilibria):.0f} ms", "<= 100 ms"


def claim_rows():
    """Many races at once: designs and claims."""
    proved("stress test", course.stress_off(100), 1e-12, "")
    yield "stress test, 2,000 draws", f"{typical(course.stressed, 2000):.2f} s", "<= 0.3 s"
    proved("ledger", course.ledger_off(128), 1e-9, "")
    cold = median(contenders.seconds(course.ledger, 2**17, seed) for seed in range(3))
    yield "ledger, 131,072 draws", f"{cold:.2f} s", "<= 2 s"
    again = median(contenders.seconds(course.ledger, 2**17, 2) for _ in range(PAIRS))
    yield "  asked again", f"{again:.2f} s", "<= 0.3 s"


def screen_rows():
    """What a learner waits for when a slider moves."""
    (middle, one), (end, other) = course.slowest_redraws()
    yield f"redraw, median, {one}", f"{1e3 * middle:.0f} ms", "<= 25 ms"
    yield f"redraw, p95, {other}", f"{1e3 * end:.0f} ms", "<= 40 ms"


def start_rows():
    """Fresh interpreters."""
    for module, target in (("racekit", "<= 0.02 s"), ("racekit.race", "<= 0.1 s")):
        seconds = median(contenders.import_seconds(module) for _ in range(PAIRS))
        yield f"S1 import {module}", f"{seconds:.3f} s", target
    setup = median(course.setup_seconds() for _ in range(PAIRS))
    yield "setup cell of a lesson", f"{setup:.2f} s", "<= 0.8 s"
    yield "warm, cache empty", f"{course.warm_seconds():.1f} s", "<= 10 s"


if __name__ == "__main__":
    main()
