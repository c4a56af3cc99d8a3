"""Published self-enforcing agreements: who signs when nobody can be made to."""

import numpy as np
import pandas as pd

from racekit import _validate
from racekit._collective_risk import CollectiveRisk

__all__ = ["CollectiveRisk", "barrett", "binary", "linear_quadratic", "self_enforcing_sizes"]

_MOST = 1000
_TIE = 1e-11  # payoffs closer than this share of the largest are a tie
_COLUMNS = ("action_inside", "action_outside", "total", "payoff_inside", "payoff_outside")


def self_enforcing_sizes(inside, outside, sanction=0.0, sanction_cost=0.0, minimum=None):
    """Sizes of an agreement that nobody wants to leave and nobody else wants to join.

    Parameters
    ----------
    inside, outside : array_like, float64[sizes]
        Payoff of a member and of an outsider when 0, 1, ..., n have signed [payoff units]; the
        first entry of ``inside`` and the last of ``outside`` are not read.
    sanction : float
        tau, what each member of an agreement of two or more takes from each outsider [payoff
        units], in [0, 1e6].
    sanction_cost : float
        What it costs each member to punish one outsider [payoff units], in [0, 1e6].
    minimum : int, optional
        The agreement is void below this size: all get ``outside[0]``, nobody is punished.

    Returns
    -------
    list of int
        Between 1 and n; 1 stands for no agreement.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    Internal and external stability after d'Aspremont, Jacquemin, Gabszewicz and Weymark (1983).
    Who is indifferent signs, and stays; at least one size is then stable.

    Examples
    --------
    >>> self_enforcing_sizes([0, 0, 1, 4], [0, 2, 5, 0])
    [1]
    >>> self_enforcing_sizes([0, 0, 1, 4], [0, 2, 5, 0], sanction=1.0)
    [1, 3]
    """
    inside, outside = _payoffs("inside", inside, 0), _payoffs("outside", outside, -1)
    if inside.size != outside.size:
        raise ValueError(
            f"inside and outside must be of one length, got {inside.size} and {outside.size}"
        )
    n = inside.size - 1
    sanction = _validate.number("sanction", sanction, 0.0, 1e6, "payoff units")
    cost = _validate.number("sanction_cost", sanction_cost, 0.0, 1e6, "payoff units")
    minimum = 1 if minimum is None else _validate.integer("minimum", minimum, 1, n, "members")
    size = np.arange(n + 1)
    void = size < minimum
    punishing = (size >= 2) & ~void
    member = np.where(void, outside[0], inside - punishing * cost * (n - size))
    outsider = np.where(void, outside[0], outside - punishing * sanction * size)
    tie = _TIE * max(np.abs(inside[1:]).max(), np.abs(outside[:-1]).max())
    signs = member[1:] >= outsider[:-1] - tie  # one more, when m have signed
    holds = np.r_[True, signs[1:]]  # nobody can leave an agreement of one
    stops = np.r_[~signs[1:], True]
    return [int(m) for m in size[1:][holds & stops]]


@np.errstate(under="ignore")
def binary(n, benefit=1.0, cost=2.5):
    """Profile of the agreement to act or not: members act once that pays them together.

    Parameters
    ----------
    n : int
        Number of countries, in 2..1000.
    benefit : float
        b, what each act is worth to every country [payoff units], in (0, 1e6].
    cost : float
        c, what acting costs [payoff units]; b < c < n b, so that nobody acts alone and all should.

    Returns
    -------
    DataFrame
        One row a number of members m = 0..n: ``action_inside``, ``action_outside``, ``total``,
        ``payoff_inside``, ``payoff_outside`` (NaN where there is nobody) and ``stable``.

    Notes
    -----
    The stable size is ceil(c/b), whatever n: the smallest group that acts at all. The standard
    model of international agreements, see S. Barrett, Environment and Statecraft (2003).

    Examples
    --------
    >>> binary(10, cost=2.5).query("stable").index.tolist()
    [3]
    """
    n = _validate.integer("n", n, 2, _MOST, "countries")
    benefit = _validate.number("benefit", benefit, 0.0, 1e6, "payoff units", low_open=True)
    cost = _validate.number("cost", cost, 0.0, 1e9, "payoff units")
    if not benefit < cost < n * benefit:
        raise ValueError(
            f"cost must lie between benefit = {benefit:g} and n benefit = {n * benefit:g} "
            f"payoff units, got {cost:g}"
        )
    size = np.arange(n + 1)
    act = (size * benefit >= cost * (1.0 - _TIE)).astype(float)
    total = act * size
    return _profile(act, np.zeros(n + 1), total, benefit * total - cost * act, benefit * total)


@np.errstate(under="ignore")
def linear_quadratic(n, benefit=1.0, sanction=0.0, sanction_cost=0.0, minimum=None):
    """Profile of the agreement with payoffs ``b Q - q**2 / 2``: two can only gain a third.

    Parameters
    ----------
    n : int
        Number of countries, in 2..1000.
    benefit : float
        b, what a unit of all countries' effort Q is worth to each, in (0, 1e3].
    sanction, sanction_cost, minimum
        As in `self_enforcing_sizes`; they change who signs, not the payoffs shown.

    Returns
    -------
    DataFrame
        As in `binary`.

    Notes
    -----
    Outsiders do b, members m b; joining m - 1 members gains ``-b**2 (m - 1)(m - 3) / 2``. Three
    sign; with a sanction tau, ``min(n, 3 + floor(2 tau / b**2))``. If punishing costs the members,
    it is itself a good that others may provide, and no agreement is stable too.

    Examples
    --------
    >>> linear_quadratic(10).query("stable").index.tolist()
    [3]
    >>> linear_quadratic(10, sanction=2.0).query("stable").index.tolist()
    [7]
    """
    n = _validate.integer("n", n, 2, _MOST, "countries")
    benefit = _validate.number("benefit", benefit, 0.0, 1e3, low_open=True)
    size = np.arange(n + 1)
    effort, alone = benefit * size, np.full(n + 1, benefit)
    total = size * effort + (n - size) * alone
    payoffs = benefit * total - effort**2 / 2.0, benefit * total - alone**2 / 2.0
    return _profile(effort, alone, total, *payoffs, sanction, sanction_cost, minimum)


def barrett(n, steepness=0.25, need=100.0, benefit=1.0):
    """Profile of Barrett's agreement: members act first, outsiders answer.

    Parameters
    ----------
    n : int
        N, number of countries, in 2..1000.
    steepness : float
        gamma = c/b, how steep the cost of abatement is against its benefit [-], in [1e-6, 1e6].
    need : float
        a, total abatement that would be enough [abatement units], in [1e-3, 1e6].
    benefit : float
        b, scale of the benefit [payoff units], in [1e-6, 1e6].

    Returns
    -------
    DataFrame
        As in `binary`; actions are abatement.

    Notes
    -----
    Country i gets ``b (a Q - Q**2 / 2) / N - c q_i**2 / 2``. S. Barrett, "Self-enforcing
    international environmental agreements", Oxford Economic Papers 46 (1994): large agreements
    are stable only where they gain little. His table is remembered; the numbers were rederived.

    Examples
    --------
    >>> barrett(10).query("stable").round(2)[["action_inside", "total", "payoff_inside"]]
             action_inside  total  payoff_inside
    members
    4                 8.91  81.07         472.16
    """
    n = _validate.integer("n", n, 2, _MOST, "countries")
    gamma = _validate.number("steepness", steepness, 1e-6, 1e6)
    need = _validate.number("need", need, 1e-3, 1e6, "abatement units")
    benefit = _validate.number("benefit", benefit, 1e-6, 1e6, "payoff units")
    size = np.arange(n + 1)
    share = size / n
    reply = gamma + 1.0 - share  # outsiders make up for 1 - share of what is missing
    pull = share**2 * n * gamma
    inside = need * share * gamma / (reply**2 + pull)  # Q_s / m
    together = size * inside
    outside = (need - together) / (n * reply)
    total = together + (n - size) * outside
    gain = benefit * (need * total - total**2 / 2.0) / n
    payoffs = (gain - gamma * benefit * action**2 / 2.0 for action in (inside, outside))
    return _profile(inside, outside, total, *payoffs)


def _payoffs(name, values, unread):
    """Payoffs by size, with the entry that means nothing set to 0."""
    values = np.array(_validate.rectangular(name, values))
    if values.ndim != 1 or values.size < 3:
        raise ValueError(f"{name} must list sizes 0..n with n >= 2, got shape {values.shape}")
    if values.dtype.kind in "iuf":
        values[unread] = 0
    return _validate.array(name, values, -1e12, 1e12, "payoff units")


def _profile(action_in, action_out, total, payoff_in, payoff_out, *sanctions):
    sizes = self_enforcing_sizes(payoff_in, payoff_out, *sanctions)
    columns = zip(_COLUMNS, (action_in, action_out, total, payoff_in, payoff_out), strict=True)
    table = pd.DataFrame({name: np.array(values, dtype=float) for name, values in columns})
    table.loc[0, ["action_inside", "payoff_inside"]] = np.nan
    table.loc[table.index[-1], ["action_outside", "payoff_outside"]] = np.nan
    table["stable"] = table.index.isin(sizes)
    return table.rename_axis("members")
