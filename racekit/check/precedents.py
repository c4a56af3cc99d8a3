"""Exercises on precedents: rates from single cases, declarations, luck, and lists with gaps."""

from math import comb

import numpy as np
import pandas as pd

from racekit import history
from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import listed

NOT_NEGATIVE = (0, np.inf, "A rate is not negative")


def dated(rows, *columns):
    table = pd.DataFrame(rows, columns=["date", *columns])
    return table.assign(date=pd.to_datetime(table["date"]))


# --- a bound on a rate ---------------------------------------------------------------------

bound_on_a_rate = Exercise(
    title="A bound on a rate",
    cases=((20.7, 0.05), (5.0, 0.2), (0.4, 0.01), (100.0, 0.7)),
    right=lambda hidden, chance: -np.log(chance) / hidden,
    words="hidden for {:g} years, chance {:g}".format,
    inside=NOT_NEGATIVE,
    otherwise=lambda value, right, hidden, chance: (
        f"At your rate of {value:.4g} it stays hidden with probability "
        f"{np.exp(-value * hidden):.4g}"),
    slips=(
        ("That is one over the time, whatever the chance.", lambda T, p: 1 / T),
        ("That makes it an even chance; the task names another one.", lambda T, p: np.log(2) / T),
        ("The chance is that of staying hidden, not that of coming out.",
         lambda T, p: -np.log(1 - p) / T),
        ("That is a time, in years; a rate is per year.", lambda T, p: -T / np.log(p)),
        ("A straight line is no exponential: what is exp(-nu T)?", lambda T, p: (1 - p) / T),
        ("That logarithm is to the base 10.", lambda T, p: -np.log10(p) / T),
        ("That is the chance of being found within one year; the rate is a little more.",
         lambda T, p: 1 - p ** (1 / T)),
        ("That is the chance of staying hidden for one year.", lambda T, p: p ** (1 / T)),
        ("A rate is not negative; look at the sign of the logarithm.",
         lambda T, p: np.log(p) / T),
        ("You leave out how long it was hidden.", lambda T, p: -np.log(p)),
    ),
)  # fmt: skip


# --- an audit of declarations --------------------------------------------------------------


def exchanges():
    """A small invented exchange with every trap in it, and the real one."""
    invented = dated((
        ("2017-09-01", "A", 1700), ("2017-09-01", "B", 1400), ("2018-02-05", "A", 1550),
        ("2018-02-05", "B", 1600), ("2018-09-01", "A", 1540), ("2018-09-01", "B", None),
        ("2019-03-01", "A", None), ("2019-03-01", "B", 1580), ("2019-09-01", "A", 1560),
        ("2020-03-01", "A", None), ("2020-03-01", "B", 1200), ("2020-09-01", "A", 1500),
        ("2021-03-01", "A", 1510),
    ), "party", "deployed_warheads")  # fmt: skip
    real = history.new_start()
    return (
        (invented, "A", 1550.0, "2018-02-05"), (invented, "B", 1550.0, "2018-02-05"),
        (real, "Russia", 1550.0, "2018-02-05"), (real, "United States", 1600.0, "2011-02-05"),
    )  # fmt: skip


def counts(rows, limit):
    given = rows["deployed_warheads"]
    return np.array([given.notna().sum(), (given > limit).sum(), given.isna().sum()])


def audit(table, party, limit, since):
    return counts(table[(table["party"] == party) & (table["date"] >= since)], limit)


def off_by(value, right, *case):
    names = ("declarations", "declarations above the limit", "missing numbers")
    i = int(np.flatnonzero(value != right)[0])
    size = "more" if value[i] > right[i] else "fewer"
    return f"You find {value[i]:g} {names[i]}, {size} than there are"


audit_the_declarations = Exercise(
    title="Audit the declarations",
    cases=exchanges,
    right=audit,
    kind=int,
    shape=(3,),
    words=lambda table, party, limit, since: (
        f"{'an invented exchange' if party in ('A', 'B') else 'New START'}, party {party}, "
        f"limit {limit:g}, since {since}"),
    otherwise=off_by,
    slips=(
        ("A missing number is no declaration; the first count holds it all the same.",
         lambda *case: np.add(audit(*case), [audit(*case)[2], 0, 0])),
        ("A missing number is above no limit, and below none; it is missing.",
         lambda *case: np.add(audit(*case), [0, audit(*case)[2], 0])),
        ("At the limit is not above it.", lambda t, p, limit, d: audit(t, p, limit - 1e-9, d)),
        ("You count nothing as missing; silence is not compliance.",
         lambda *case: audit(*case) * [1, 1, 0]),
        ("You count declarations from before the limit was due.",
         lambda t, p, limit, d: audit(t, p, limit, "1900")),
        ("The day itself counts, too.",
         lambda t, p, limit, d: audit(t[t["date"] > d], p, limit, d)),
        ("You count both parties.", lambda t, p, limit, d: counts(t[t["date"] >= d], limit)),
        ("That is the other party's record.",
         lambda t, p, limit, d: counts(t[(t["party"] != p) & (t["date"] >= d)], limit)),
        ("That is how many kept the limit.",
         lambda *case: audit(*case) @ [[1, 1, 0], [0, -1, 0], [0, 0, 1]]),
        ("The order is declared, above, missing.", lambda *case: audit(*case)[::-1]),
    ),
)  # fmt: skip


# --- years late ----------------------------------------------------------------------------


def records():
    """An invented record, of two totals and not in order, and the real one."""
    invented = dated((
        ("2011-06-01", 55.0, "Category 1"), ("2003-03-15", 8.0, "all declared"),
        ("2016-11-20", 97.0, "all declared"), ("2012-02-10", 50.0, "all declared"),
        ("2006-05-05", 21.0, "all declared"), ("2013-07-01", 50.0, "Category 1"),
        ("2009-09-09", 44.0, "all declared"), ("2008-04-01", 48.0, "Category 1"),
        ("2018-01-31", 100.0, "all declared"), ("2014-01-10", 52.0, "all declared"),
    ), "percent", "basis")  # fmt: skip
    real = history.cwc()
    return (
        (invented, 50.0, "2007-04-01"), (invented, 44.0, "2010-01-01"),
        (invented, 95.0, "2012-04-29"),
        (real, 90.0, "2012-04-29"),
        (real, 73.0, "2007-04-01"),  # 73.6 % of Category 1 came sooner
    )  # fmt: skip


def years(moments, due, which=0):
    """Years from the due date to one of the moments."""
    return (moments.iloc[which] - pd.Timestamp(due)).days / 365.25


def own(reports, ordered=True):
    """The reports of all declared agent."""
    rows = reports[reports["basis"] == "all declared"]
    return rows.sort_values("date") if ordered else rows


def reaching(reports, share, due, **which):
    """Years to the first of these reports that reaches the share."""
    return years(reports.loc[reports["percent"] >= share, "date"], due, **which)


def late(reports, share, due):
    return reaching(own(reports), share, due)


def interpolated(reports, share, due):
    rows = own(reports)
    return np.interp(share, rows["percent"], (rows["date"] - pd.Timestamp(due)).dt.days / 365.25)


years_late = Exercise(
    title="Years late",
    cases=records,
    right=lambda reports, share, due: late(reports, share, due),
    words=lambda reports, share, due: (
        f"{'the CWC' if 'note' in reports else 'an invented record'}, {share:g} % due on {due}"),
    tolerance=0.01,
    otherwise=lambda value, right, *case: (
        f"Your {value:.4g} years end too {'early' if value < right else 'late'}; it is another "
        "report"),
    slips=(
        ("You mix two totals: a report of Category 1 is none of all declared agent.",
         lambda reports, share, due: reaching(reports.sort_values("date"), share, due)),
        ("The reports are not in the order of their dates.",
         lambda reports, share, due: reaching(own(reports, ordered=False), share, due)),
        ("Late is positive: report minus due date.", lambda *case: -late(*case)),
        ("That is in days.", lambda *case: 365.25 * late(*case)),
        ("That is in months.", lambda *case: 12 * late(*case)),
        ("That is the last report which does not reach the share.",
         lambda reports, share, due: years(
             own(reports).loc[own(reports)["percent"] < share, "date"], due, which=-1)),
        ("That is the last report of all; the first that reaches the share is asked for.",
         lambda reports, share, due: reaching(own(reports), share, due, which=-1)),
        ("Early is late by a negative time; do not cut it at nought.",
         lambda *case: max(late(*case), 0.0)),
        ("A share is reached by as much, not only by more.",
         lambda reports, share, due: years(
             own(reports).loc[own(reports)["percent"] > share, "date"], due)),
        ("You draw a line between two reports; nobody knows what lay there.", interpolated),
    ),
)  # fmt: skip


# --- luck ----------------------------------------------------------------------------------


def chances(verified, held):
    """Of as many verified treaties that held as in the record, one more, ..., after a shuffle."""
    n, m, k = held.size, verified.sum(), held.sum()
    every = [comb(k, j) * comb(n - k, m - j) / comb(n, m) for j in range(m + 1)]
    return np.array(every[(verified & held).sum() :])


def lucky(verified, held, *_):
    return min(1.0, chances(verified, held).sum())


def redrawn(verified, held, *_):
    """As good as the record or better, if whether each held is drawn anew."""
    m, share, seen = verified.sum(), held.mean(), (verified & held).sum()
    return sum(comb(m, j) * share**j * (1 - share) ** (m - j) for j in range(seen, m + 1))


could_it_be_luck = Measured(
    title="Could it be luck?",
    cases=tuple((np.array(verified, bool), np.array(held, bool), 4000, 1) for verified, held in (
        ([1, 1, 1, 1, 0, 0, 0, 0, 0], [1, 0, 1, 0, 1, 0, 1, 1, 0]),
        ([1, 0, 1, 0, 1, 0], [1, 0, 1, 0, 1, 0]),
        ([0, 1, 1, 0, 1, 1, 0, 0], [0, 1, 1, 0, 1, 1, 1, 0]))),
    right=lambda verified, held, shuffles, seed: np.mean(
        np.random.default_rng(seed).hypergeometric(held.sum(), (~held).sum(), verified.sum(),
                                                   shuffles) >= (verified & held).sum()),
    exact=lucky,
    error=lambda verified, held, shuffles, seed: (
        lucky(verified, held) * (1 - lucky(verified, held)) / shuffles) ** 0.5,
    words=lambda verified, held, shuffles, seed: (
        f"verified {verified.astype(int).tolist()}, held {held.astype(int).tolist()}, "
        f"{shuffles} shuffles"),
    inside=(0, 1, "Return a share of the shuffles, not their number: it lies from 0 to 1"),
    otherwise=lambda value, right, *case: (
        f"You count {value:.3f} of the shuffles; {'fewer' if value > right else 'more'} are as "
        "good as the record or better"),
    slips=(
        ("That is exactly as many; as many or more is asked for.",
         lambda verified, held, *_: chances(verified, held)[0]),
        ("That is as few or fewer; which side would be a success?",
         lambda verified, held, *_: 1 - chances(verified, held)[1:].sum()),
        ("You leave out the shuffles that equal the record.",
         lambda verified, held, *_: chances(verified, held)[1:].sum()),
        ("That is the rest: fewer than in the record.", lambda *case: 1 - lucky(*case)),
        ("You draw with replacement, so that the number that held changes from shuffle to shuffle; "
         "a shuffle keeps it.", redrawn),
        ("That is the share that held; what does a shuffle do to it?",
         lambda verified, held, *_: held.mean()),
        ("Every shuffle counts in your answer; compare each with the record.", lambda *_: 1.0),
        ("No shuffle counts in your answer; compare each with the record.", lambda *_: 0.0),
    ),
)  # fmt: skip


# --- what the list cannot hold -------------------------------------------------------------


def found_share(rate, window):
    """Share of the cheats that have come out by the end, if they begin evenly over the window."""
    return 1 + np.expm1(-rate * window) / (rate * window)


def total(rate, window):
    """Mean hidden time, counted as nought for those not found."""
    x = rate * window
    return 1 / rate - (2 - np.exp(-x) * (2 + x)) / (rate * x)


def mean_found(rate, window):
    return total(rate, window) / found_share(rate, window)


def begun_at_once(rate, window):
    """Mean of those found if all begin so long before the end."""
    return 1 / rate - window / np.expm1(rate * window)


what_the_list_cannot_hold = Exercise(
    title="What the list cannot hold",
    cases=((0.1, 25.0), (1.0, 8.0), (0.03, 50.0), (3.0, 1.0)),
    right=mean_found,
    words="rate {:g} per year, window {:g} years".format,
    tolerance=lambda rate, window: 1e-3 * mean_found(rate, window),
    otherwise=lambda value, right, rate, window: (
        f"The list's mean is {'shorter' if value > right else 'longer'} than your {value:.4g} yr"
        if 0 < value < window else
        f"A cheat on the list was hidden for less than the window; yours is {value:.4g}"),
    slips=(
        ("That is the mean of all cheats; the list holds only those that came out.",
         lambda rate, window: 1 / rate),
        ("That is the mean time from a beginning to the end of the window.",
         lambda rate, window: window / 2),
        ("That is right in the limit of a rate of nought; let the rate speak.",
         lambda rate, window: window / 3),
        ("Divide by the share that is found: the rest is not on the list.", total),
        ("That is the share of cheats that came out, no time.", found_share),
        ("You let those that are not found count with the time they have been hidden so far.",
         lambda rate, window: found_share(rate, window) / rate),
        ("You let all cheats begin at the start of the window; they begin evenly over it.",
         begun_at_once),
        ("An average beginning is not an average over beginnings.",
         lambda rate, window: begun_at_once(rate, window / 2)),
        ("That is the rate you were given.", lambda rate, window: rate),
    ),
)  # fmt: skip


# --- correct the list ----------------------------------------------------------------------


def likeliest(hidden, windows):
    """Rate that makes the list most likely; 0 if ever smaller ones do better."""
    if hidden.sum() >= windows.sum() / 2:
        return 0.0
    low, high = 0.0, 1 / hidden.mean()  # which takes the list for the whole
    while high - low > 1e-9:
        rate = (low + high) / 2
        rises = (1 / rate - hidden - windows / np.expm1(rate * windows)).sum() > 0
        low, high = (rate, high) if rises else (low, rate)
    return high


correct_the_list = Exercise(
    title="Correct the list",
    cases=tuple((np.array(hidden), np.array(windows)) for hidden, windows in (
        ([1.0, 4.0, 2.0, 7.5], [20.0, 30.0, 6.0, 18.0]), ([0.2, 0.5, 0.1], [1.0, 3.0, 2.0]),
        ([12.0, 3.0], [25.0, 9.0]), ([8.0, 5.0, 9.0], [10.0, 12.0, 11.0]))),  # the last: 0
    right=likeliest,
    words=lambda hidden, windows: f"hidden {listed(hidden)}, windows {listed(windows)}",
    tolerance=0.001,
    inside=NOT_NEGATIVE,
    otherwise=lambda value, right, *case: (
        f"Here every smaller rate makes the list more likely; return 0, not {value:.4g}"
        if right == 0 else f"A rate {'smaller' if value > right else 'larger'} than your "
        f"{value:.4g} makes the list more likely"),
    slips=(
        ("One over the mean takes the list for the whole; late ones are missing from it.",
         lambda hidden, windows: 1 / hidden.mean()),
        ("That counts years of windows, not of hiding.",
         lambda hidden, windows: 1 / windows.mean()),
        ("A mean of inverses is not the inverse of a mean.",
         lambda hidden, windows: (1 / hidden).mean()),
        ("That is from the median, and of the list alone.",
         lambda hidden, windows: np.log(2) / np.median(hidden)),
        ("Each case has a window of its own; you use the mean window for all.",
         lambda hidden, windows: likeliest(hidden, np.full(hidden.size, windows.mean()))),
        ("Each case has a window of its own; you use the longest for all.",
         lambda hidden, windows: likeliest(hidden, np.full(hidden.size, windows.max()))),
        ("That is a time, in years; return the rate.",
         lambda *case: 1 / likeliest(*case) if likeliest(*case) else np.nan),
        ("That is the mean hidden time; return a rate.", lambda hidden, windows: hidden.mean()),
    ),
)  # fmt: skip
