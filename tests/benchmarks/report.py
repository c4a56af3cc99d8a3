"""Print the ratios of the benchmarks: medians of interleaved pairs on this machine.

Run it as ``python tests/benchmarks/report.py``; it takes about a minute.
"""

from statistics import median

import contenders

PAIRS = 7
RUNS = 1_000_000


def ratio(work, other):
    """Median over pairs of work's time as a share of other's; a pair runs back to back."""
    return median(
        contenders.seconds(work, RUNS, seed) / contenders.seconds(other, RUNS, seed)
        for seed in range(PAIRS)
    )


def main():
    rows = []
    for name in ("racekit_races", "c_races", "numpy_races"):
        outcome = getattr(contenders, name)(RUNS)
        if outcome is not None:
            distance = contenders.off(outcome)
            rows.append((f"{name}: off the exact answer", f"{distance:.1f} s.e.", "< 4.5"))
    ours = contenders.racekit_races
    if contenders.c_races(10) is None:
        rows.append(("R1 racekit / C", "no compiler", "<= 0.5"))
    else:
        rows.append(("R1 racekit / C", f"{ratio(ours, contenders.c_races):.3f}", "<= 0.5"))
    rows.append(("R1 NumPy / racekit", f"{1 / ratio(ours, contenders.numpy_races):.1f}", ">= 10"))
    contenders.equilibria()  # compiled, or loaded from the cache
    grid = median(contenders.seconds(contenders.equilibria) for _ in range(PAIRS))
    rows.append(("Q1 40,000 equilibria, five labs", f"{1000 * grid:.0f} ms", "<= 100 ms"))
    start = median(contenders.import_seconds() for _ in range(PAIRS))
    rows.append(("S1 import racekit", f"{start:.3f} s", "<= 0.4 s"))
    first = median(contenders.import_seconds("racekit.race") for _ in range(PAIRS))
    rows.append(("S1 from racekit import Race", f"{first:.3f} s", "<= 0.4 s"))
    print(f"{'work':40} {'measured':>12} {'target':>10}")
    for work, measured, target in rows:
        print(f"{work:40} {measured:>12} {target:>10}")


if __name__ == "__main__":
    main()
