"""Checks of the exercises on precedents: each slip gets its own sentence."""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from verdicts import Verdicts

from racekit import history
from racekit.check import _slips_precedents as slips

# --- right answers, with parts that can be replaced by wrong ones -----------------------------


def bound(hidden, chance):
    return -np.log(chance) / hidden


def halved_bound(hidden, chance):
    low, high = 0.0, 1e3
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if np.exp(-middle * hidden) > chance else (low, middle)
    return high


def audit(table, party, limit, since, late=None, above=None, missing=True):
    late = late or (lambda days: days >= pd.Timestamp(since))
    above = above or (lambda numbers: numbers > limit)
    rows = table[late(table["date"])]
    if party is not None:
        rows = rows[rows["party"] == party]
    given = rows["deployed_warheads"]
    return [given.notna().sum(), above(given).sum(), given.isna().sum() if missing else 0]


def counted_audit(table, party, limit, since):
    """Row by row."""
    found = np.zeros(3)
    for row in table.itertuples():
        if row.party == party and row.date >= pd.Timestamp(since):
            if np.isnan(row.deployed_warheads):
                found[2] += 1
            else:
                found += [1, row.deployed_warheads > limit, 0]
    return found


def late(table, share, due, basis=True, order=True, pick=lambda p, share: p >= share, which=0):
    rows = table[table["basis"] == "all declared"] if basis else table
    rows = rows.sort_values("date") if order else rows
    dates = rows.loc[pick(rows["percent"], share), "date"]
    return (dates.iloc[which] - pd.Timestamp(due)).days / 365.25


def late_by_minimum(table, share, due):
    rows = table.query("basis == 'all declared' and percent >= @share")
    return (rows["date"].min() - pd.Timestamp(due)) / pd.Timedelta(days=365.25)


def late_in_decimals(table, share, due):
    """As the lesson does it; months differ in length."""
    dates = table.query("basis == 'all declared' and percent >= @share")["date"]
    return history.decimal_years(dates).min() - history.decimal_years(pd.Series([due]))[0]


def interpolated(table, share, due):
    rows = table[table["basis"] == "all declared"].sort_values("date")
    days = (rows["date"] - pd.Timestamp(due)).dt.days / 365.25
    return np.interp(share, rows["percent"], days)


def luck(verified, held, shuffles, seed, better=np.greater_equal, deal=None):
    rng = np.random.default_rng(seed)
    deal = deal or (lambda: rng.permutation(held))
    seen = (verified & held).sum()
    return np.mean([better((verified & deal()).sum(), seen) for _ in range(shuffles)])


def seeded_anew(verified, held, shuffles, seed):
    """A generator for every shuffle."""
    deals = (np.random.default_rng(seed + k).permutation(held) for k in range(shuffles))
    return np.mean([(verified & deal).sum() >= (verified & held).sum() for deal in deals])


def quick_luck(verified, held, shuffles, seed):
    drawn = np.random.default_rng(seed).hypergeometric(
        held.sum(), (~held).sum(), verified.sum(), size=shuffles
    )
    return (drawn >= (verified & held).sum()).mean()


def replaced(verified, held, shuffles, seed):
    rng = np.random.default_rng(seed)
    return luck(verified, held, shuffles, seed, deal=lambda: rng.choice(held, held.size))


def mean_found(rate, window):
    x = rate * window
    found = 1 - (1 - np.exp(-x)) / x
    return (1 / rate - (2 - np.exp(-x) * (2 + x)) / (rate * x)) / found


def integrated(rate, window):
    """A cheat hidden for t is on the list if it began early enough: weight window - t."""
    weight = lambda t: rate * np.exp(-rate * t) * (window - t)  # noqa: E731
    return quad(lambda t: t * weight(t), 0, window)[0] / quad(weight, 0, window)[0]


def corrected(hidden, windows):
    if hidden.sum() >= windows.sum() / 2:
        return 0.0
    low, high = 1e-9, 20.0
    for _ in range(100):
        middle = (low + high) / 2
        rises = (1 / middle - hidden - windows / np.expm1(middle * windows)).sum() > 0
        low, high = (middle, high) if rises else (low, middle)
    return high


def on_a_grid(hidden, windows):
    """To within a thousandth, and no better."""
    rates = np.arange(0.001, 10, 0.001)[:, None]
    likely = (np.log(rates) - rates * hidden - np.log(-np.expm1(-rates * windows))).sum(axis=1)
    return rates[likely.argmax(), 0]


def searched(hidden, windows):
    def minus(rate):
        return -(np.log(rate) - rate * hidden - np.log(-np.expm1(-rate * windows))).sum()

    found = minimize_scalar(minus, bounds=(1e-9, 20.0), method="bounded", options={"xatol": 1e-9})
    return found.x if hidden.sum() < windows.sum() / 2 else 0.0


RIGHT = {
    "bound_on_a_rate": [bound, halved_bound],
    "audit_the_declarations": [audit, counted_audit],
    "years_late": [late, late_by_minimum, late_in_decimals],
    "could_it_be_luck": [quick_luck, luck, seeded_anew],
    "what_the_list_cannot_hold": [mean_found, integrated],
    "correct_the_list": [corrected, searched, on_a_grid],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def without_category_1(table, share, due):
    """There is a second name for that total."""
    rows = table[(table["basis"] != "Category 1") & (table["percent"] >= share)]
    return (rows["date"].min() - pd.Timestamp(due)).days / 365.25


def found_share(rate, window):
    x = rate * window
    return 1 - (1 - np.exp(-x)) / x


WRONG = {
    "bound_on_a_rate": [
        (lambda T, p: 1 / T, "whatever the chance"),
        (lambda T, p: np.log(2) / T, "even chance"),
        (lambda T, p: -np.log(1 - p) / T, "not that of coming out"),
        (lambda T, p: -T / np.log(p), "in years; a rate"),
        (lambda T, p: (1 - p) / T, "no exponential"),
        (lambda T, p: -np.log10(p) / T, "base 10"),
        (lambda T, p: 1 - p ** (1 / T), "found within one year"),
        (lambda T, p: p ** (1 / T), "staying hidden for one year"),
        (lambda T, p: np.log(p) / T, "the sign of the logarithm"),
        (lambda T, p: -np.log(p), "how long it was hidden"),
        (lambda T, p: -7.0, "A rate is not negative; yours"),
        (lambda T, p: 1.1 * bound(T, p), "stays hidden with probability"),
    ],
    "audit_the_declarations": [
        (lambda *x: np.add(audit(*x), [audit(*x)[2], 0, 0]), "is no declaration"),
        (lambda t, p, c, d: audit(t, p, c, d, above=lambda n: ~(n <= c)), "above no limit"),
        (lambda t, p, c, d: audit(t, p, c, d, above=lambda n: n >= c), "At the limit"),
        (lambda *x: audit(*x, missing=False), "silence is not compliance"),
        (lambda *x: audit(*x, late=lambda days: days > pd.Timestamp("2000-01-01")), "before the"),
        (lambda *x: audit(*x, late=lambda days: days > pd.Timestamp(x[3])), "The day itself"),
        (lambda t, p, c, d: audit(t, None, c, d), "both parties"),
        (lambda t, p, c, d: audit(t, {"A": "B", "B": "A"}.get(p, p), c, d), "other party's"),
        (lambda t, p, c, d: audit(t, p, c, d, above=lambda n: n <= c), "kept the limit"),
        (lambda *x: audit(*x)[::-1], "The order is"),
        (lambda *x: np.add(audit(*x), [0, 5, 0]), "more than there are"),
        (lambda *x: audit(*x)[:2], "shape (2,)"),
    ],
    "years_late": [
        (lambda *x: late(*x, basis=False), "mix two totals"),
        (lambda *x: late(*x, order=False), "not in the order"),
        (without_category_1, "the CWC, 73 %"),
        (lambda *x: -late(*x), "Late is positive"),
        (lambda *x: late(*x) * 365.25, "in days"),
        (lambda *x: late(*x) * 12, "in months"),
        (lambda *x: late(*x, pick=lambda p, share: p < share, which=-1), "does not reach"),
        (lambda *x: late(*x, which=-1), "last report of all"),
        (lambda *x: late(*x, pick=lambda p, share: p > share), "by as much"),
        (lambda *x: max(late(*x), 0.0), "cut it at nought"),
        (interpolated, "a line between two reports"),
        (lambda *x: late(*x) + 0.5, "too late"),
        (lambda *x: late(*x) - 0.5, "too early"),
    ],
    "could_it_be_luck": [
        (lambda *x: luck(*x, better=np.equal), "exactly as many"),
        (lambda *x: luck(*x, better=np.less_equal), "as few or fewer"),
        (lambda *x: luck(*x, better=np.greater), "leave out the shuffles"),
        (lambda *x: luck(*x, better=np.less), "fewer than in the record"),
        (replaced, "with replacement"),
        (lambda v, h, n, seed: h.mean(), "the share that held"),
        (lambda v, h, n, seed: 1.0, "Every shuffle counts"),
        (lambda v, h, n, seed: 0.0, "No shuffle counts"),
        (lambda v, h, n, seed: n * quick_luck(v, h, n, seed), "a number of shuffles"),
        (lambda v, h, n, seed: np.random.default_rng().random(), "two different answers"),
        (lambda v, h, n, seed: slips.luck(v, h), "is your seed in use"),
        (lambda v, h, n, seed: 2.5, "from 0 to 1"),
        (lambda v, h, n, seed: 0.9 * quick_luck(v, h, n, seed) - 0.01, "more are as good"),
    ],
    "what_the_list_cannot_hold": [
        (lambda r, w: 1 / r, "mean of all cheats"),
        (lambda r, w: w / 2, "to the end of the window"),
        (lambda r, w: w / 3, "a rate of nought"),
        (lambda r, w: mean_found(r, w) * found_share(r, w), "Divide by the share"),
        (found_share, "no time"),
        (lambda r, w: found_share(r, w) / r, "hidden so far"),
        (lambda r, w: 1 / r - w * np.exp(-r * w) / -np.expm1(-r * w), "at the start of"),
        (
            lambda r, w: 1 / r - w / 2 * np.exp(-r * w / 2) / -np.expm1(-r * w / 2),
            "average over beginnings",
        ),
        (lambda r, w: r, "the rate you were given"),
        (lambda r, w: -1.0, "less than the window"),
        (lambda r, w: 0.9 * mean_found(r, w), "mean is longer"),
        (lambda r, w: 1.1 * mean_found(r, w), "mean is shorter"),
    ],
    "correct_the_list": [
        (lambda t, w: t.size / t.sum(), "takes the list for the whole"),
        (lambda t, w: t.size / w.sum(), "years of windows"),
        (lambda t, w: (1 / t).mean(), "mean of inverses"),
        (lambda t, w: np.log(2) / np.median(t), "from the median"),
        (lambda t, w: corrected(t, np.full(t.size, w.mean())), "the mean window"),
        (lambda t, w: corrected(t, np.full(t.size, w.max())), "the longest for all"),
        (lambda t, w: 1 / corrected(t, w) if corrected(t, w) else 0.0, "a time, in years"),
        (lambda t, w: t.mean(), "mean hidden time"),
        (lambda t, w: -1.0, "not negative"),
        (lambda t, w: max(corrected(t, w), 0.01), "return 0"),
        (lambda t, w: 0.9 * corrected(t, w), "A rate larger"),
        (lambda t, w: 1.1 * corrected(t, w), "A rate smaller"),
    ],
}


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


@pytest.mark.parametrize(("rate", "window"), [(0.1, 25.0), (1.0, 8.0)])
def test_mean_of_the_found_against_dice(rate, window):
    rng = np.random.default_rng(14)
    hidden, room = rng.exponential(1 / rate, 200_000), rng.uniform(0, window, 200_000)
    found = hidden < room
    share, listed = slips.found_share(rate, window), hidden[found]
    assert abs(found.mean() - share) < 4 * np.sqrt(share * (1 - share) / found.size)
    error = listed.std() / np.sqrt(listed.size)
    assert abs(listed.mean() - slips.mean_found(rate, window)) < 4 * error


def test_correction_finds_the_rate_that_made_the_list():
    """The list of a world whose rate is known gives that rate back, and the naive mean does not."""
    rng = np.random.default_rng(14)
    hidden, room = rng.exponential(1 / 0.1, 40_000), rng.uniform(0, 25, 40_000)
    listed, windows = hidden[hidden < room], room[hidden < room]
    assert slips.corrected(listed, windows) == pytest.approx(0.1, rel=0.05)
    assert listed.size / listed.sum() > 0.15


def test_luck_against_all_shuffles():
    held = [1, 0, 1, 0, 1, 0]
    assert slips.luck(held, held) == pytest.approx(1 / 20)
