"""Participation: some labs of a race sign and act as one, the rest race on; who would sign?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from racekit import _validate
from racekit._compiled import kernels
from racekit.agreements import self_enforcing_sizes
from racekit.race import Race


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
        One milestone, equal speeds, enmity and harm one number each.
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
    the risk is convex in the rate. The outsiders' equilibrium among themselves is a quadratic.
    Everyone starts without safety and both sides reply in turn, to 1e-12.

    With discount 0 and safety_tax 1 a union of all labs takes forever. Its payoff is then the
    limit of ever slower races, ``1 - e (n - 1) / n`` for each lab.

    Examples
    --------
    >>> signed = outcome(Race.equal(5), members=3)
    >>> round(signed.disaster_probability, 6), round(signed.payoff_inside, 6)
    (0.313315, 0.129337)
    """
    race = _checked(race)
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
    race = _checked(race)
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
    >>> race = Race.equal(5)
    >>> stable_sizes(race), stable_sizes(race, sanction=0.0004), stable_sizes(race, minimum=5)
    ([3], [3, 5], [5])
    """
    race = _checked(race)
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
    >>> round(critical_sanction(Race.equal(5, safety_tax=1.0, risk=1.0)), 6)
    0.001155
    """
    race = _checked(race)
    if race.n < 3:
        return 0.0  # leaving a union of two ends it
    one_out, all_in = _table(race, [race.n - 1, race.n]).itertuples()
    return max(0.0, (one_out.payoff_outside - all_in.payoff_inside) / (race.n - 1))


def _checked(race):
    """``race``, or an error that says what a coalition needs it to be."""
    if not isinstance(race, Race):
        raise TypeError(f"race must be a Race, got {race!r}")
    if race.milestones != 1:
        raise ValueError(f"race must have milestones 1 (clocks must add), got {race.milestones}")
    if np.ptp(race.speed) > 0.0 or np.ndim(race.enmity) or np.ndim(race.harm):
        raise ValueError(
            "race must have equal labs (equal speeds, enmity and harm one number each), "
            f"got speed {race.speed}, enmity {race.enmity} and harm {race.harm}"
        )
    return race


def _sizes(table, sanction, minimum):
    if len(table) == 2:  # one lab has nobody to sign with
        _validate.number("sanction", sanction, 0.0, 1e6, "prizes")
        if minimum is not None:
            _validate.integer("minimum", minimum, 1, 1, "labs")
        return [1]
    inside, outside = table["payoff_inside"].to_numpy(), table["payoff_outside"].to_numpy()
    return self_enforcing_sizes(inside, outside, sanction, minimum=minimum)


def _table(race, sizes):
    """Outcomes for these numbers of members, one row each."""
    n, sizes = race.n, np.array(sizes)
    inside, outside = np.array([_rates(race, max(1, int(m))) for m in sizes]).T
    signed = np.arange(n) < np.maximum(1, sizes)[:, None]
    rates = np.where(signed, inside[:, None], outside[:, None])
    safety = np.clip((1.0 - rates / race.speed) / race.safety_tax, 0.0, 1.0)
    payoffs, years = race.payoffs(safety), race.expected_years(safety)
    payoffs[np.isinf(years)] = 1.0 - race.enmity * (n - 1) / n
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


def _rates(race, members):
    """Rate of each member and of each outsider in equilibrium [1/yr]."""
    top = float(race.speed[0])
    inside, outside = top, top
    for _ in range(20_000):
        before = inside, outside
        outside = _outsiders_rate(race, members, inside)
        inside = _members_rate(race, members, outside)
        moved = max(abs(inside - before[0]), abs(outside - before[1])) / top
        if moved <= 1e-15 + 1e-14 * race.safety_tax:
            return inside, outside
    raise RuntimeError("members and outsiders did not settle: no equilibrium found")


def _others_value(race, rate):
    """What the progress of one rival is worth to a lab [prizes/yr]."""
    safety = (1.0 - rate / float(race.speed[0])) / race.safety_tax
    return rate * (1.0 - race.enmity - (1.0 - race.enmity + race.harm) * race.risk * (1.0 - safety))


def _members_rate(race, members, outside):
    others = race.n - members
    speed, kappa = members * float(race.speed[0]), race.safety_tax
    weight = 1.0 - race.enmity * (members - 1) / members
    terms = others * _others_value(race, outside), others * outside + race.discount
    ends = speed * (1.0 - kappa), speed
    rate = kernels().best_rate(speed, race.harm, race.risk, kappa, weight, *terms, *ends)
    return rate / members


def _outsiders_rate(race, members, inside):
    """Nash among the outsiders against members at a given rate: root of a quadratic."""
    speed, kappa, rivals = float(race.speed[0]), race.safety_tax, race.n - members - 1
    if rivals < 0:
        return 0.0
    # alpha, beta of MODEL.md section 2, each times kappa so that a tiny one cannot overflow
    stake, stake_of_rival = (1.0 + race.harm) * race.risk, (1.0 - race.enmity + race.harm)
    beta, gap = stake / speed, race.enmity * (kappa + race.risk * (1.0 - kappa))
    alpha = kappa + stake * (1.0 - kappa)
    outside_rate = members * inside + race.discount
    square = (1 + 2 * rivals) * beta - rivals * stake_of_rival * race.risk / speed
    middle = 2.0 * beta * outside_rate - rivals * gap
    end = alpha * outside_rate - kappa * members * _others_value(race, inside)
    root = np.sqrt(middle * middle + 4.0 * square * end)
    # two forms of the same root, neither of which subtracts nearly equal numbers
    rate = 2.0 * end / (middle + root) if middle > 0.0 else (root - middle) / (2.0 * square)
    return float(min(max(rate, speed * (1.0 - kappa)), speed))
