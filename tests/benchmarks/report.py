"""Print the ratios of the benchmarks: medians of interleaved pairs on this machine.

Run it as ``python tests/benchmarks/report.py``; it takes about three minutes.
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


def treaty_rows():
    """R2: the long race under a treaty, by three programs that must agree with each other."""
    ours, c, plain = (getattr(contenders, f"{name}_treaties") for name in ("racekit", "c", "numpy"))
    rows, outcome = [], ours(RUNS)
    for name, other in (("C", c), ("NumPy", plain)):
        theirs = other(RUNS, seed=1)
        if theirs is None:
            rows.append((f"R2 racekit / {name}", "no compiler", "<= 1.0"))
            continue
        distance = contenders.apart(outcome, theirs)
        rows.append((f"R2 racekit and {name} apart", f"{distance:.1f} s.e.", "< 4.5"))
        share = ratio(ours, other)
        if name == "C":
            rows.append(("R2 racekit / C", f"{share:.3f}", "<= 1.0"))
        else:
            rows.append(("R2 NumPy / racekit", f"{1 / share:.1f}", ">= 20"))
    return rows


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
    rows += treaty_rows()
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
