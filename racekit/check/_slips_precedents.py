"""Right answers to the exercises on precedents, and the usual slips on the way to them.

A function with a plural for a name returns pairs: what the slip would answer in this case, and
the sentence for it.
"""

from math import comb

import numpy as np
import pandas as pd

# --- a bound on a rate ------------------------------------------------------------------


def bound(hidden, chance):
    """Largest rate at which hiding for so long keeps this probability."""
    return -np.log(chance) / hidden


def bounds(hidden, chance):
    return [
        (1 / hidden, "That is one over the time, whatever the chance."),
        (np.log(2) / hidden, "That makes it an even chance; the task names another one."),
        (-np.log(1 - chance) / hidden,
         "The chance is that of staying hidden, not that of coming out."),
        (-hidden / np.log(chance), "That is a time, in years; a rate is per year."),
        ((1 - chance) / hidden, "A straight line is no exponential: what is exp(-nu T)?"),
        (-np.log10(chance) / hidden, "That logarithm is to the base 10."),
        (1 - chance ** (1 / hidden),
         "That is the chance of being found within one year; the rate is a little more."),
        (chance ** (1 / hidden), "That is the chance of staying hidden for one year."),
        (np.log(chance) / hidden, "A rate is not negative; look at the sign of the logarithm."),
        (-np.log(chance), "You leave out how long it was hidden."),
    ]  # fmt: skip


# --- an audit of declarations -------------------------------------------------------------


def exchange():
    """A small invented exchange with every trap in it."""
    rows = [
        ("2017-09-01", "A", 1700), ("2017-09-01", "B", 1400), ("2018-02-05", "A", 1550),
        ("2018-02-05", "B", 1600), ("2018-09-01", "A", 1540), ("2018-09-01", "B", None),
        ("2019-03-01", "A", None), ("2019-03-01", "B", 1580), ("2019-09-01", "A", 1560),
        ("2020-03-01", "A", None), ("2020-03-01", "B", 1200), ("2020-09-01", "A", 1500),
        ("2021-03-01", "A", 1510),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["date", "party", "deployed_warheads"])
    return table.assign(date=pd.to_datetime(table["date"]))


def audit(table, party, limit, since):
    """Declared, above the limit, and missing, from a date on."""
    return _audit(table[(table["party"] == party) & (table["date"] >= since)], limit)


def _audit(rows, limit):
    given = rows["deployed_warheads"]
    return np.array([given.notna().sum(), (given > limit).sum(), given.isna().sum()], dtype=float)


def audits(table, party, limit, since):
    right = audit(table, party, limit, since)
    declared, above, missing = right
    mine = table[table["party"] == party]
    late = table[table["date"] >= since]
    given = mine.loc[mine["date"] >= since, "deployed_warheads"]
    pairs = [
        ([declared + missing, above, missing],
         "A missing number is no declaration; the first count holds it all the same."),
        ([declared, above + missing, missing],
         "A missing number is above no limit, and below none; it is missing."),
        ([declared, (given >= limit).sum(), missing], "At the limit is not above it."),
        ([declared, above, 0.0], "You count nothing as missing; silence is not compliance."),
        (_audit(mine, limit), "You count declarations from before the limit was due."),
        (_audit(mine[mine["date"] > since], limit), "The day itself counts, too."),
        (_audit(late, limit), "You count both parties."),
        (_audit(late[late["party"] != party], limit), "That is the other party's record."),
        ([declared, declared - above, missing], "That is how many kept the limit."),
        (right[::-1], "The order is declared, above, missing."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if not np.array_equal(value, right)]


# --- years late ---------------------------------------------------------------------------


def reports():
    """An invented record: two totals, and not in order."""
    rows = [
        ("2011-06-01", 55.0, "Category 1"), ("2003-03-15", 8.0, "all declared"),
        ("2016-11-20", 97.0, "all declared"), ("2012-02-10", 50.0, "all declared"),
        ("2006-05-05", 21.0, "all declared"), ("2013-07-01", 50.0, "Category 1"),
        ("2009-09-09", 44.0, "all declared"), ("2008-04-01", 48.0, "Category 1"),
        ("2018-01-31", 100.0, "all declared"), ("2014-01-10", 52.0, "all declared"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["date", "percent", "basis"])
    return table.assign(date=pd.to_datetime(table["date"]))


def late(table, share, due):
    """Years from the due date to the first report of all declared agent that reaches it."""
    own = table[table["basis"] == "all declared"].sort_values("date")
    return _years(own.loc[own["percent"] >= share, "date"].iloc[0], due)


def _years(moment, due):
    return (pd.Timestamp(moment) - pd.Timestamp(due)).days / 365.25


def lates(table, share, due):
    own = table[table["basis"] == "all declared"].sort_values("date")
    short, enough = own[own["percent"] < share], own[own["percent"] >= share]
    given = table[table["basis"] == "all declared"]
    any_total = table.sort_values("date")
    right = late(table, share, due)
    pairs = [
        (_years(any_total.loc[any_total["percent"] >= share, "date"].iloc[0], due),
         "You mix two totals: a report of Category 1 is none of all declared agent."),
        (_years(given.loc[given["percent"] >= share, "date"].iloc[0], due),
         "The reports are not in the order of their dates."),
        (-right, "Late is positive: report minus due date."),
        (right * 365.25, "That is in days."),
        (right * 12, "That is in months."),
        (_years(short["date"].iloc[-1], due),
         "That is the last report which does not reach the share."),
        (_years(enough["date"].iloc[-1], due),
         "That is the last report of all; the first that reaches the share is asked for."),
        (max(right, 0.0), "Early is late by a negative time; do not cut it at nought."),
    ]  # fmt: skip
    if (own["percent"] > share).any():
        more = own.loc[own["percent"] > share, "date"].iloc[0]
        pairs.append((_years(more, due), "A share is reached by as much, not only by more."))
    numbers = own["date"].map(lambda day: _years(day, due)).to_numpy()
    pairs.append((np.interp(share, own["percent"], numbers),
                  "You draw a line between two reports; nobody knows what lay there."))  # fmt: skip
    return [(value, said) for value, said in pairs if abs(value - right) > 0.02]


# --- luck ---------------------------------------------------------------------------------


def _chances(verified, held):
    """Probability of each number of verified treaties that held, if labels are dealt at random."""
    n, m, k = len(held), int(np.sum(verified)), int(np.sum(held))
    return np.array([comb(k, j) * comb(n - k, m - j) / comb(n, m) for j in range(m + 1)])


def _seen(verified, held):
    return int(np.sum(np.asarray(verified, bool) & np.asarray(held, bool)))


def luck(verified, held):
    return float(_chances(verified, held)[_seen(verified, held) :].sum())


def lucks(verified, held):
    chances, seen = _chances(verified, held), _seen(verified, held)
    m, share = int(np.sum(verified)), np.mean(held)
    drawn = [comb(m, j) * share**j * (1 - share) ** (m - j) for j in range(m + 1)]
    return [
        (chances[seen], "That is exactly as many; as many or more is asked for."),
        (chances[: seen + 1].sum(), "That is as few or fewer; which side would be a success?"),
        (chances[seen + 1 :].sum(), "You leave out the shuffles that equal the record."),
        (chances[:seen].sum(), "That is the rest: fewer than in the record."),
        (sum(drawn[seen:]), "You draw with replacement, so that the number that held changes from "
                            "shuffle to shuffle; a shuffle keeps it."),
        (share, "That is the share that held; what does a shuffle do to it?"),
        (1.0, "Every shuffle counts in your answer; compare each with the record."),
        (0.0, "No shuffle counts in your answer; compare each with the record."),
    ]  # fmt: skip


# --- what the list cannot hold --------------------------------------------------------------


def found_share(rate, window):
    """Share of the cheats that have come out by the end, if they begin evenly over the window."""
    x = rate * window
    return 1 - (1 - np.exp(-x)) / x


def _total(rate, window):
    """Mean hidden time, counted as nought for those not found."""
    x = rate * window
    return 1 / rate - (2 - np.exp(-x) * (2 + x)) / (rate * x)


def mean_found(rate, window):
    return _total(rate, window) / found_share(rate, window)


def means_found(rate, window):
    x = rate * window
    return [
        (1 / rate, "That is the mean of all cheats; the list holds only those that came out."),
        (window / 2, "That is the mean time from a beginning to the end of the window."),
        (window / 3, "That is right in the limit of a rate of nought; let the rate speak."),
        (_total(rate, window), "Divide by the share that is found: the rest is not on the list."),
        (found_share(rate, window), "That is the share of cheats that came out, no time."),
        (found_share(rate, window) / rate,
         "You let those that are not found count with the time they have been hidden so far."),
        (1 / rate - window * np.exp(-x) / (1 - np.exp(-x)),
         "You let all cheats begin at the start of the window; they begin evenly over it."),
        (1 / rate - window / 2 * np.exp(-x / 2) / (1 - np.exp(-x / 2)),
         "An average beginning is not an average over beginnings."),
        (rate, "That is the rate you were given."),
    ]  # fmt: skip


# --- correct the list ---------------------------------------------------------------------


def slope(rate, hidden, windows):
    """Derivative of the log-likelihood of hidden times, each known to end inside its window."""
    x = rate * windows
    return float((1 / rate - hidden - windows / np.expm1(x)).sum())


def corrected(hidden, windows):
    """Rate that makes the list most likely; 0 if ever smaller ones do better."""
    hidden, windows = np.asarray(hidden, float), np.asarray(windows, float)
    if hidden.sum() >= windows.sum() / 2:
        return 0.0
    low, high = 0.0, 1.0
    while slope(high, hidden, windows) > 0:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle, hidden, windows) > 0 else (low, middle)
    return high


def corrections(hidden, windows):
    hidden, windows = np.asarray(hidden, float), np.asarray(windows, float)
    right = corrected(hidden, windows)
    pairs = [
        (hidden.size / hidden.sum(),
         "One over the mean takes the list for the whole; late ones are missing from it."),
        (hidden.size / windows.sum(), "That counts years of windows, not of hiding."),
        ((1 / hidden).mean(), "A mean of inverses is not the inverse of a mean."),
        (np.log(2) / np.median(hidden), "That is from the median, and of the list alone."),
        (corrected(hidden, np.full(hidden.size, windows.mean())),
         "Each case has a window of its own; you use the mean window for all."),
        (corrected(hidden, np.full(hidden.size, windows.max())),
         "Each case has a window of its own; you use the longest for all."),
        (1 / right if right else np.inf, "That is a time, in years; return the rate."),
        (hidden.mean(), "That is the mean hidden time; return a rate."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if abs(value - right) > 2e-3 * (1 + right)]
