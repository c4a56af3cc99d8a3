"""Labs that act as one: some of a race, by a pact they may sign; or all of a nation or world."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from racekit import _equal_labs, _validate
from racekit.agreements import self_enforcing_sizes
from racekit.race import checked

_MOST_TERMS = 10**6  # of races solved together: what each lab's win is worth to each (8 MB)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a race comes to when some of its labs act as one.

    Attributes
    ----------
    members : int
        m, labs that signed.
    safety_inside, safety_outside : float
        s of each member and of each outsider [-]; NaN where there is nobody.
    payoff_inside, payoff_outside : float
        Payoff of each member and of each outsider [prizes]; NaN where there is nobody.
    disaster_probability : float
        P(D) [-].
    years : float
        Expected time until somebody wins [yr]; inf if nobody can.
    """

    members: int
    safety_inside: float
    safety_outside: float
    payoff_inside: float
    payoff_outside: float
    disaster_probability: float
    years: float


def outcome(race, members=3):
    """Equilibrium of a race in which some labs maximise their joint payoff.

    Parameters
    ----------
    race : Race
        One milestone, equal labs (speeds, beliefs; enmity and harm one number each).
    members : int
        m, labs that sign [labs], in 0..n. None or one signing is Nash.

    Returns
    -------
    Outcome

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.
    RuntimeError
        If the replies of members and outsiders do not settle.

    Notes
    -----
    Per member, the joint payoff is that of one lab of speed ``m a`` whose safe win is worth
    ``w = 1 - e (m - 1) / m`` and whose disaster costs h; members share the work equally, since
    the risk is convex in the rate. Everyone starts without safety, and the union and each
    outsider reply in turn, to 1e-12.

    With discount 0 and safety_tax 1 a union of all labs takes forever. Its payoff is then the
    limit of ever slower races, ``1 - e (n - 1) / n`` for each lab.

    Examples
    --------
    >>> from racekit.race import Race
    >>> signed = outcome(Race.equal(5), members=3)
    >>> round(signed.disaster_probability, 6), round(signed.payoff_inside, 6)
    (0.313315, 0.129337)
    """
    checked(race, equal=True)
    members = _validate.integer("members", members, 0, race.n, "labs")
    row = _table(race, [members]).iloc[0]
    return Outcome(members, *(float(value) for value in row))


def profile(race, sanction=0.0, minimum=None):
    """Outcomes for every number of members, and which of them last.

    Parameters
    ----------
    race, sanction, minimum
        As in `stable_sizes`; the last two change who signs, not the payoffs shown.

    Returns
    -------
    DataFrame
        One row a number of members m = 0..n: ``safety_inside``, ``safety_outside`` [-],
        ``payoff_inside``, ``payoff_outside`` [prizes], ``disaster_probability`` [-], ``years``
        [yr] and ``stable``; NaN where there is nobody.

    Examples
    --------
    >>> from racekit.race import Race
    >>> profile(Race.equal(5))[["disaster_probability", "payoff_inside", "stable"]].round(4)
             disaster_probability  payoff_inside  stable
    members
    0                      0.3896            NaN   False
    1                      0.3896         0.1209   False
    2                      0.3643         0.1229   False
    3                      0.3133         0.1293    True
    4                      0.2203         0.1438   False
    5                      0.0000         0.1905   False
    """
    checked(race, equal=True)
    table = _table(race, range(race.n + 1))
    table["stable"] = table.index.isin(_sizes(table, sanction, minimum))
    return table


def stable_sizes(race, sanction=0.0, minimum=None):
    """Numbers of members at which nobody wants to leave and nobody else wants to join.

    Parameters
    ----------
    race : Race
        As in `outcome`.
    sanction : float
        tau, what each member takes from each outsider [prizes], in [0, 1e6]; nobody punishes
        alone.
    minimum : int, optional
        Below this many members [labs], in 1..n, the agreement is void and all play Nash.

    Returns
    -------
    list of int
        1 stands for no agreement. Two sizes apart mean tipping: which one is reached depends on
        where one starts.

    Notes
    -----
    As in `racekit.agreements.self_enforcing_sizes`: who is indifferent signs, and stays.

    Examples
    --------
    >>> from racekit.race import Race
    >>> race = Race.equal(5)
    >>> stable_sizes(race), stable_sizes(race, sanction=0.0004), stable_sizes(race, minimum=5)
    ([3], [3, 5], [5])
    """
    checked(race, equal=True)
    return _sizes(_table(race, range(race.n + 1)), sanction, minimum)


def critical_sanction(race):
    """Sanction per member that just keeps the last lab in the union of all [prizes], >= 0.

    A smaller size may be stable too: ask `stable_sizes`.

    Parameters
    ----------
    race : Race
        As in `outcome`.

    Examples
    --------
    >>> from racekit.race import Race
    >>> round(critical_sanction(Race.hardest(5)), 6)
    0.001155
    """
    checked(race, equal=True)
    if race.n < 3:
        return 0.0  # leaving a union of two ends it
    one_out, all_in = _table(race, [race.n - 1, race.n]).itertuples()
    return max(0.0, (one_out.payoff_outside - all_in.payoff_inside) / (race.n - 1))


def ladder(race, blocs):
    """What a race comes to by who decides: every lab, every nation, or one owner of all.

    Parameters
    ----------
    race : Race
        One milestone; any labs.
    blocs : sequence of sequences of int or str
        The labs of each nation, as in `Race.united`.

    Returns
    -------
    DataFrame
        Rows ``labs``, ``nations`` and ``world``; columns ``"<name> safety"`` of each lab [-],
        ``disaster_probability`` [-] and ``years`` [yr], inf if nobody can finish.

    Notes
    -----
    Labs and nations are in Nash equilibrium; a nation's labs all do what it chooses for them,
    and the world does what `Race.planner` says.

    Examples
    --------
    >>> from racekit.race import Race
    >>> rungs = ladder(Race.equal(4), [[0, 1], [2, 3]])
    >>> rungs[["lab 1 safety", "disaster_probability", "years"]].round(3)
             lab 1 safety  disaster_probability  years
    labs            0.069                 0.373  0.264
    nations         0.323                 0.271  0.337
    world           1.000                 0.000  1.250
    """
    checked(race)
    nations = race.united(blocs)
    by_nation = np.empty(race.n)
    for bloc, safety in zip(blocs, nations.nash(), strict=True):
        by_nation[[race.lab("blocs", lab) for lab in bloc]] = safety
    safety = np.array([race.nash(), by_nation, race.planner()])
    table = pd.DataFrame(safety, index=["labs", "nations", "world"],
                         columns=[f"{name} safety" for name in race.names])  # fmt: skip
    table["disaster_probability"] = race.disaster_probability(safety)
    table["years"] = race.expected_years(safety)
    return table


def _sizes(table, sanction, minimum):
    if len(table) == 2:  # one lab has nobody to sign with
        _validate.number("sanction", sanction, 0.0, 1e6, "prizes")
        if minimum is not None:
            _validate.integer("minimum", minimum, 1, 1, "labs")
        return [1]
    inside, outside = table["payoff_inside"].to_numpy(), table["payoff_outside"].to_numpy()
    return self_enforcing_sizes(inside, outside, sanction, minimum=minimum)


def _table(race, sizes):
    """Outcomes for these numbers of members, one row each; few at a time, each with n x n terms."""
    sizes = np.array(sizes)
    parts = math.ceil(sizes.size * race.n**2 / _MOST_TERMS)
    return pd.concat([_block(race, some) for some in np.array_split(sizes, parts)])


def _block(race, sizes):
    n = race.n
    member = np.arange(n) < sizes[:, None]
    union = _equal_labs.joined(race.races, np.maximum(1, sizes))
    held = member & (np.arange(n) > 0)
    shared = union.nash(high=np.where(held, 0.0, 1.0))
    safety = np.where(member, shared[:, :1], shared)
    payoffs, years = race.payoffs(safety, believed=True), race.expected_years(safety)
    payoffs[np.isinf(years)] = race.races.unhurried()
    nobody_in, nobody_out = sizes == 0, sizes == n
    columns = {
        "safety_inside": np.where(nobody_in, np.nan, safety[:, 0]),
        "safety_outside": np.where(nobody_out, np.nan, safety[:, -1]),
        "payoff_inside": np.where(nobody_in, np.nan, payoffs[:, 0]),
        "payoff_outside": np.where(nobody_out, np.nan, payoffs[:, -1]),
        "disaster_probability": race.disaster_probability(safety),
        "years": years,
    }
    return pd.DataFrame(columns, index=pd.Index(sizes, name="members"))
