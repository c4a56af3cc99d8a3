"""Checks of the exercises on precedents.

Each check looks for the property first, and for the usual slips only where it is missing.
"""

import numpy as np

from racekit import history
from racekit.check import _slips_precedents as slips
from racekit.check._verdict import Wrong, close, exercise, explain, listed, require

_SHUFFLES = 4000


@exercise("A bound on a rate")
def bound_on_a_rate(attempt):
    """Check a function (hidden, chance) -> largest rate that leaves hiding so long that chance."""
    for hidden, chance in [(20.7, 0.05), (5.0, 0.2), (0.4, 0.01), (100.0, 0.7)]:
        case = f"hidden for {hidden:g} years, chance {chance:g}"
        value = attempt.number(case, hidden, chance)
        right = slips.bound(hidden, chance)
        if close(value, right, 1e-6 * right):
            continue
        explain(value, slips.bounds(hidden, chance), case, 1e-6 * right)
        require(value >= 0, f"A rate is not negative; yours is {value:.4g} ({case}).")
        kept = np.exp(-min(value * hidden, 700.0))
        raise Wrong(f"At your rate of {value:.4g} it stays hidden with probability {kept:.4g} "
                    f"({case}).")  # fmt: skip


@exercise("Audit the declarations")
def audit_the_declarations(attempt):
    """Check a function (table, party, limit, since) -> declared, above the limit, missing."""
    invented, real = slips.exchange(), history.new_start()
    cases = [
        (invented, "A", 1550.0, "2018-02-05", "an invented exchange"),
        (invented, "B", 1550.0, "2018-02-05", "an invented exchange"),
        (real, "Russia", 1550.0, "2018-02-05", "New START"),
        (real, "United States", 1600.0, "2011-02-05", "New START"),
    ]
    for table, party, limit, since, name in cases:
        case = f"{name}, party {party}, limit {limit:g}, since {since}"
        value = attempt.array(case, (3,), table.copy(), party, limit, since)
        right = slips.audit(table, party, limit, since)
        if close(value, right):
            continue
        explain(value, slips.audits(table, party, limit, since), case)
        names = ("declarations", "declarations above the limit", "missing numbers")
        wrong = int(np.flatnonzero(value != right)[0])
        more = "more" if value[wrong] > right[wrong] else "fewer"
        raise Wrong(f"You find {value[wrong]:g} {names[wrong]}, {more} than there are ({case}).")


@exercise("Years late")
def years_late(attempt):
    """Check a function (reports, share, due) -> years from the due date to the first report."""
    invented, real = slips.reports(), history.cwc()
    cases = [
        (invented, 50.0, "2007-04-01", "an invented record"),
        (invented, 44.0, "2010-01-01", "an invented record"),
        (invented, 95.0, "2012-04-29", "an invented record"),
        (real, 100.0, "2007-04-01", "the CWC"),
        (real, 73.0, "2007-04-01", "the CWC"),  # 73.6 % of Category 1 came sooner
    ]
    for table, share, due, name in cases:
        case = f"{name}, {share:g} % due on {due}"
        value = attempt.number(case, table.copy(), share, due)
        right = slips.late(table, share, due)
        if close(value, right, 0.01):
            continue
        explain(value, slips.lates(table, share, due), case, 0.01)
        way = "too early" if value < right else "too late"
        raise Wrong(f"Your {value:.4g} years end {way}; which report is it ({case})?")


@exercise("Could it be luck?")
def could_it_be_luck(attempt):
    """Check a function (verified, held, shuffles, seed) -> share as good as the record."""
    cases = [
        ([1, 1, 1, 1, 0, 0, 0, 0, 0], [1, 0, 1, 0, 1, 0, 1, 1, 0]),
        ([1, 0, 1, 0, 1, 0], [1, 0, 1, 0, 1, 0]),
        ([0, 1, 1, 0, 1, 1, 0, 0], [0, 1, 1, 0, 1, 1, 1, 0]),
    ]
    for verified, held in cases:
        case = f"verified {verified}, held {held}, {_SHUFFLES} shuffles"

        def answer(seed, verified=verified, held=held, case=case):
            words = f"{case}, seed {seed}"
            return attempt.number(words, np.array(verified, bool), np.array(held, bool),
                                  _SHUFFLES, seed)  # fmt: skip

        # far apart: who seeds every shuffle anew, from this seed on, must not meet the next one
        values = [answer(seed) for seed in (1, 10_001, 20_001, 30_001)]
        require(answer(1) == values[0],
                "The same seed gives two different answers; hand the seed on, or nobody can "
                "repeat it.")  # fmt: skip
        right = slips.luck(verified, held)
        noise = 4.5 * np.sqrt(right * (1 - right) / (4 * _SHUFFLES))
        value = sum(each / len(values) for each in values)
        if close(value, right, noise):
            require(len(set(values)) > 1, "Four seeds give the same answer; is your seed in use?")
            continue
        explain(value / _SHUFFLES, [(right, "That is a number of shuffles; return their share.")],
                case, noise)  # fmt: skip
        explain(value, slips.lucks(verified, held), case, noise)
        require(0 <= value <= 1, f"A share lies from 0 to 1; yours is {value:.4g} ({case}).")
        way = "fewer" if value > right else "more"
        raise Wrong(f"You count {value:.3f} of the shuffles; {way} are as good as the record or "
                    f"better ({case}).")  # fmt: skip


@exercise("What the list cannot hold")
def what_the_list_cannot_hold(attempt):
    """Check a function (rate, window) -> mean hidden time of the cheats on the list."""
    for rate, window in [(0.1, 25.0), (1.0, 8.0), (0.03, 50.0), (3.0, 1.0)]:
        case = f"rate {rate:g} per year, window {window:g} years"
        value = attempt.number(case, rate, window)
        right = slips.mean_found(rate, window)
        if close(value, right, 1e-3 * right):
            continue
        explain(value, slips.means_found(rate, window), case, 1e-3 * right)
        require(0 < value < window,
                f"A cheat on the list was hidden for less than the window; yours is {value:.4g} "
                f"({case}).")  # fmt: skip
        way = "shorter" if value > right else "longer"
        raise Wrong(f"The list's mean is {way} than your {value:.4g} years ({case}).")


@exercise("Correct the list")
def correct_the_list(attempt):
    """Check a function (hidden, windows) -> rate that makes the list most likely."""
    cases = [
        ([1.0, 4.0, 2.0, 7.5], [20.0, 30.0, 6.0, 18.0]),
        ([0.2, 0.5, 0.1], [1.0, 3.0, 2.0]),
        ([12.0, 3.0], [25.0, 9.0]),
        ([8.0, 5.0, 9.0], [10.0, 12.0, 11.0]),  # ever smaller rates do better
    ]
    for hidden, windows in cases:
        case = f"hidden {listed(hidden)}, windows {listed(windows)}"
        value = attempt.number(case, np.array(hidden), np.array(windows))
        right = slips.corrected(hidden, windows)
        if close(value, right, 1e-3 * max(1.0, right)):
            continue
        explain(value, slips.corrections(hidden, windows), case, 1e-3 * (0.1 + right))
        require(value >= 0, f"A rate is not negative; yours is {value:.4g} ({case}).")
        if right == 0:
            raise Wrong(f"Here every smaller rate makes the list more likely; return 0, not "
                        f"{value:.4g} ({case}).")  # fmt: skip
        way = "smaller" if value > right else "larger"
        raise Wrong(f"A rate {way} than your {value:.4g} makes the list more likely ({case}).")
