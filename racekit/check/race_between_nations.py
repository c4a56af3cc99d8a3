"""Checks of the exercises on race between nations.

As in lesson 02, each check looks for the property first, and for the usual slips only where it
is missing.
"""

import numpy as np

from racekit.check import _slips_race_between_nations as slips
from racekit.check._verdict import (
    Wrong,
    close,
    exercise,
    explain,
    heeds_seed,
    in_words,
    listed,
    require,
)
from racekit.race import Race
from racekit.simulation import simulate


@exercise("Three rungs by hand")
def three_rungs_by_hand(attempt):
    """Check a function (labs, nations, within, between) -> three disaster probabilities."""
    cases = [(3, 2, 0.8, 0.3), (2, 3, 0.4, 0.9), (1, 4, 0.5, 0.7), (5, 2, 1.0, 0.0)]
    rng = np.random.default_rng(101)
    for _ in range(4):
        cases.append((int(rng.integers(2, 5)), int(rng.integers(2, 5)), *rng.uniform(0.1, 1, 2)))
    for labs, nations, within, between in cases:
        case = (
            f"{nations} nations of {_count(labs)}, enmity {within:.2g} within and "
            f"{between:.2g} between"
        )
        value = attempt.array(case, (3,), labs, nations, within, between)
        mean = slips.mean_enmities(labs, nations, within, between)
        right = mean / (1 + mean)
        if close(value, right):
            continue
        explain(value, slips.by_hand(labs, nations, within, between), case)
        _probabilities(value, case)
        raise Wrong(_rung_off(value, right, case))


@exercise("From flags to enmity")
def from_flags_to_enmity(attempt):
    """Check a function (flags, within, between) -> table of enmities."""
    cases = [([0, 1, 0, 1, 1], 0.3, 0.8), ([2, 0, 1, 0], 1.0, 0.25), ([0, 0, 0], 0.6, 0.1),
             ([0, 1], 0.9, 0.4)]  # fmt: skip
    for flags, within, between in cases:
        case = f"flags {flags}, within {within:g}, between {between:g}"
        table = attempt.array(case, (len(flags),) * 2, list(flags), within, between)
        home = np.equal.outer(flags, flags)
        right = np.where(home, within, between) * (1 - np.eye(len(flags)))
        if close(table, right):
            continue
        explain(table, slips.tables(flags, within, between), case)
        i, j = np.unravel_index(np.abs(table - right).argmax(), right.shape)
        where = "on the diagonal" if i == j else "at home" if home[i, j] else "abroad"
        raise Wrong(
            f"Your table says that lab {i} loses {table[i, j]:.3g} if lab {j} wins, "
            f"which is {where} ({case})."
        )


@exercise("The ladder of any world")
def ladder_of_any_world(attempt):
    """Check a function (race, flags) -> disaster probabilities on the three rungs."""
    cases = [
        (_world([0, 1, 0, 1], 0.9, 0.5, risk=0.7, discount=0.6), [0, 1, 0, 1]),
        (_world([0, 0, 1, 1, 1], 0.6, 0.9, speed=[1.0, 2.0, 0.5, 1.0, 0.7]), [0, 0, 1, 1, 1]),
        (_world([0, 1, 2, 1], 1.0, 0.3, harm=0.5, risk=0.9), [0, 1, 2, 1]),
        (Race.equal(3), [0, 1, 2]),
        (Race.equal(4), [0, 0, 0, 0]),  # one nation: the world
    ]
    for race, flags in cases:
        case = f"{_words(race)}; flags {flags}"
        value = attempt.array(case, (3,), race, list(flags))
        right = slips.rungs(race, flags)
        if close(value, right, 1e-6):
            continue
        explain(value, slips.climbs(race, flags, right), case)
        _probabilities(value, case)
        raise Wrong(_rung_off(value, right, case))


@exercise("A minister's account book")
def ministers_account_book(attempt):
    """Check a function (race, flags) -> what a home rule pays the government of nation 0."""
    cases = [
        ([0, 1, 0, 1], _world([0, 1, 0, 1], 0.7, 0.6)),
        ([1, 0, 2, 0, 1, 0], _world([1, 0, 2, 0, 1, 0], 0.9, 0.8, risk=0.8)),
        ([0, 0, 1, 1], _world([0, 0, 1, 1], 0.4, 1.0, safety_tax=1.0, risk=1.0)),
        ([0, 1, 1], _world([0, 1, 1], 0.8, 0.7)),  # one lab: nothing to rule
    ]
    for flags, race in cases:
        case = f"{_words(race)}; flags {flags}"
        value = attempt.number(case, race, list(flags))
        book = slips.accounts(race, flags)
        right = book["rule"] - book["no rule"]
        if close(value, right):
            continue
        explain(value, slips.gains(race, flags), case)
        require(
            abs(value) <= 2,
            f"Two payoffs of at most one prize do not differ by {value:.3g} ({case}).",
        )
        much = "small" if value < right else "large"
        raise Wrong(f"Your gain of {value:+.5f} prizes is too {much} ({case}).")


@exercise("Count the flags at the finish")
def flags_at_the_finish(attempt):
    """Check a function (race, flags, safety, runs, seed) -> nations' wins and their errors."""
    uneven = Race([1.0, 2.0, 0.5, 1.0], risk=0.8)
    cases = [
        (uneven, [1, 0, 1, 0], [0.9, 0.1, 0.3, 0.6], 4000, 5),
        (Race.equal(5), [0, 2, 1, 2, 2], [0.0, 0.8, 0.2, 0.5, 1.0], 3000, 6),
        (Race.equal(2), [0, 1], [0.5, 0.0], 1000, 7),
    ]
    for race, flags, safety, runs, seed in cases:
        case = f"{in_words(race)}; flags {flags}, safety {safety}, {runs} runs"
        count = max(flags) + 1
        share, error = attempt.array(
            case, (2, count), race, list(flags), np.array(safety), runs, seed
        )
        winner = np.array(flags)[simulate(race, safety, runs=runs, seed=seed).winner]
        seen = np.bincount(winner, minlength=count) / runs
        wins = race.win_probability(safety)
        exact = np.array([wins[np.equal(flags, nation)].sum() for nation in range(count)])
        fair = np.sqrt(exact * (1 - exact) / runs)
        _check_shares(share, error, exact, fair, case, (race, flags, safety, seen, runs))
        _check_errors(error, exact, fair, runs, case)
    race, flags, safety = cases[0][:3]
    heeds_seed(attempt, (2, 2), race, list(flags), np.array(safety), 300)


def _check_shares(share, error, exact, fair, case, told):
    if (np.abs(share - exact) <= 4.5 * fair).all():
        return
    if (np.abs(error - exact) <= 4.5 * fair).all():
        raise Wrong(f"Shares in the first row, errors in the second ({case}).")
    for slip, words, near in slips.shares(*told):
        explain(share, [(slip, words)], case, 4.5 * fair if near is None else near)
    worst = int(np.abs((share - exact) / fair).argmax())
    raise Wrong(
        f"Your share of nation {worst} is {share[worst]:.4g}, "
        f"{abs(share[worst] - exact[worst]) / fair[worst]:.0f} standard errors from the closed "
        f"form; that is not luck ({case})."
    )


def _check_errors(error, exact, fair, runs, case):
    if (np.abs(error / fair - 1) <= 0.1).all():
        return
    for slip, words in slips.share_errors(exact, runs):
        explain(error, [(slip, words)], case, 0.05 * slip)
    worst = int(np.abs(error / fair - 1).argmax())
    size = "small" if error[worst] < fair[worst] else "large"
    raise Wrong(f"Your standard error of nation {worst} is too {size} ({case}).")


@exercise("Where both steps do the same work")
def steps_that_do_the_same_work(attempt):
    """Check a function (labs, within) -> enmity between at which both steps are equal."""
    for labs, within in ((3, 0.9), (2, 0.6), (6, 0.5)):
        case = f"two nations of {_count(labs)}, enmity within {within:g}"
        value = attempt.number(case, labs, within)
        right = slips.halved(lambda e, m=labs, w=within: slips.difference(m, w, e))
        if close(value, right, 1.1e-4):
            continue
        explain(value, slips.even(labs, within, right), case, 1e-4)
        require(0 <= value <= 1, f"Enmity lies from 0 to 1; yours is {value:.3g} ({case}).")
        if abs(value - right) < 0.01:
            raise Wrong(f"Close, but the task asks for 0.0001; halve the interval on ({case}).")
        first = "home" if slips.difference(labs, within, value) > 0 else "world"
        raise Wrong(f"At your {value:.4f} the step to the {first} rule is the higher one ({case}).")


def _world(flags, within, between, speed=None, **settings):
    """A race in which labs with the same flag mind each other by another number."""
    enmity = np.where(np.equal.outer(flags, flags), within, between)
    return Race(np.ones(len(flags)) if speed is None else speed, enmity=enmity, **settings)


def _words(race):
    """`in_words` with the enmities that occur instead of the whole table."""
    text = in_words(race.replace(enmity=1.0))
    if np.ndim(race.enmity) == 0:
        return text
    levels = sorted({float(x) for x in race.enmity_matrix()[~np.eye(race.n, dtype=bool)]})
    return f"{text}, enmities {listed(levels)}"


def _probabilities(value, case):
    require(
        ((value >= 0) & (value <= 1)).all(),
        f"Probabilities lie from 0 to 1; yours are {listed(value)} ({case}).",
    )


def _rung_off(value, right, case):
    """Say which rung is wrong, and to which side."""
    rung = int(np.abs(value - right).argmax())
    name = ("labs", "nations", "one world")[rung]
    much = "low" if value[rung] < right[rung] else "high"
    return f"Your rung of the {name} is {value[rung]:.4f}, which is too {much} ({case})."


def _count(labs):
    return "one lab" if labs == 1 else f"{labs} labs"
