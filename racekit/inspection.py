"""Inspection games: how few inspections deter, and what announcing them is worth."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.special import logsumexp

from racekit import _validate

_MOST_PERIODS = 1000
_MOST_SITES = 1_000_000


def dresher(periods, inspections):
    """Value to the inspector of a treaty that can be checked only now and then.

    In each period the inspector inspects or not and the other side, which knows how many
    inspections are left, acts legally or violates, once at most. A violation that is inspected
    pays the inspector 1, one that is not -1, none at all 0; the other side gets the opposite.

    Parameters
    ----------
    periods : int
        n, periods left, in 1..1000.
    inspections : int
        m, inspections left, in 0..1000.

    Returns
    -------
    float
        ``-C(n-1, m) / sum of C(n, i) over i = 0..m``, in [-1, 0]; 0 from m = n on.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    M. Dresher, "A sampling inspection problem in arms control agreements" (RAND, 1962).
    `dresher_table` has the same numbers by recursion.

    Examples
    --------
    >>> dresher(5, 2), dresher(5, 5)
    (-0.375, 0.0)
    """
    return float(_value(*_stage(periods, inspections)))


def dresher_table(periods):
    """Value to the inspector for every number of inspections, by solving each stage's game.

    Parameters
    ----------
    periods : int
        Most periods, in 1..1000.

    Returns
    -------
    DataFrame
        Index ``periods`` n = 1.., columns ``inspections`` m = 0..periods; see `dresher`.

    Notes
    -----
    With I(n, m) the value, each stage is a 2 x 2 game whose mixed equilibrium is worth
    ``-[I(n-1, m-1) + I(n-1, m)] / [I(n-1, m-1) - 2 - I(n-1, m)]``.

    Examples
    --------
    >>> dresher_table(4).loc[[2, 3, 4]].round(3)
    inspections    0      1      2      3    4
    periods
    2           -1.0 -0.333  0.000  0.000  0.0
    3           -1.0 -0.500 -0.143  0.000  0.0
    4           -1.0 -0.600 -0.273 -0.067  0.0
    """
    periods = _validate.integer("periods", periods, 1, _MOST_PERIODS)
    values = np.zeros((periods + 1, periods + 1))
    values[1:, 0] = -1.0
    for n in range(2, periods + 1):
        used, kept = values[n - 1, : n - 1], values[n - 1, 1:n]
        values[n, 1:n] = (used + kept) / (kept + 2.0 - used)
    index = pd.RangeIndex(1, periods + 1, name="periods")
    return pd.DataFrame(values[1:], index, pd.RangeIndex(periods + 1, name="inspections"))


def dresher_strategy(periods, inspections):
    """Probabilities with which both sides play the next period of Dresher's game.

    Parameters
    ----------
    periods, inspections
        As in `dresher`.

    Returns
    -------
    inspect, legal : float
        Probability of an inspection and of acting legally [-]. With no inspection left (0, 0):
        any time to violate is as good. With one for every period (1, 1).

    Examples
    --------
    >>> dresher_strategy(5, 2)
    (0.3125, 0.859375)
    """
    n, m = _stage(periods, inspections)
    if m == 0 or m >= n:
        return float(m > 0), float(m > 0)
    used, kept = _value(n - 1, m - 1), _value(n - 1, m)  # after a quiet period
    return float((1 + kept) / (2 + kept - used)), float(2 / (2 + kept - used))


def leadership(gain, fine, detection_chance=1.0):
    """Announced probability of inspection that just deters.

    Parameters
    ----------
    gain : float
        g, what cheating brings if it is not caught [prizes], in (0, 1e6].
    fine : float
        f, what it costs if it is caught [prizes], in [0, 1e6].
    detection_chance : float
        d, probability that an inspection catches a cheater [-], in (0, 1].

    Returns
    -------
    float
        ``g / (d (g + f))``; inf where no inspection, however sure, would deter.

    Notes
    -----
    The inspector moves first and is believed; anything above deters. M. Maschler (1966), as told
    by R. Avenhaus, M. Canty and B. von Stengel.

    Examples
    --------
    >>> leadership(gain=1, fine=4, detection_chance=0.8)
    0.25
    """
    return _deterring(
        _validate.number("gain", gain, 0.0, 1e6, "prizes", low_open=True),
        _validate.number("fine", fine, 0.0, 1e6, "prizes"),
        _validate.number("detection_chance", detection_chance, 0.0, 1.0, low_open=True),
    )


@dataclass(frozen=True, slots=True)
class InspectionGame:
    """An inspector who would rather stay at home, a lab that would rather cheat unseen.

    Parameters
    ----------
    gain, fine, detection_chance
        As in `leadership`.
    cost : float
        k, what an inspection costs the inspector [prizes], in (0, 1e6].
    loss : float
        L, what undetected cheating costs the inspector [prizes], in (0, 1e6].

    Examples
    --------
    >>> game = InspectionGame(gain=1, fine=4, cost=0.2, loss=2)
    >>> game.equilibrium()
    (0.2, 0.1)
    >>> [round(game.values(0.2, cheat)[0], 6) for cheat in (0.1, 0.0)]  # played, and announced
    [-0.2, -0.04]
    """

    gain: float = 1.0
    fine: float = 4.0
    cost: float = 0.2
    loss: float = 2.0
    detection_chance: float = 1.0

    def __post_init__(self):
        for name, low_open in _AMOUNTS.items():
            value = getattr(self, name)
            value = _validate.number(name, value, 0.0, 1e6, "prizes", low_open=low_open)
            object.__setattr__(self, name, value)
        sure = _validate.number("detection_chance", self.detection_chance, 0.0, 1.0, low_open=True)
        object.__setattr__(self, "detection_chance", sure)

    def payoffs(self):
        """Payoffs of both, inspector first, each float64[inspect or not, comply or cheat].

        Examples
        --------
        >>> InspectionGame().payoffs()[1]
        array([[ 0., -4.],
               [ 0.,  1.]])
        """
        seen, missed = self.detection_chance, 1.0 - self.detection_chance
        inspector = [[-self.cost, -self.cost - missed * self.loss], [0.0, -self.loss]]
        caught = missed * self.gain - seen * self.fine
        return np.array(inspector), np.array([[0.0, caught], [0.0, self.gain]])

    def equilibrium(self):
        """Probabilities of inspecting and of cheating in Nash equilibrium, a pair of floats.

        Mixed, ``g / (d (g + f))`` and ``k / (d L)``, so that a heavier fine lowers inspections,
        not cheating. Pure (0, 1) where an inspection costs more than it saves, else (1, 1) where
        none can deter; on either border the one that inspects less.

        Examples
        --------
        >>> InspectionGame(fine=9).equilibrium()
        (0.1, 0.1)
        """
        cheat = self.cost / (self.detection_chance * self.loss)
        inspect = _deterring(self.gain, self.fine, self.detection_chance)
        if cheat >= 1.0:
            return 0.0, 1.0
        return (1.0, 1.0) if math.isinf(inspect) else (inspect, cheat)

    def values(self, inspect, cheat):
        """Expected payoffs of inspector and lab when they inspect and cheat this often [prizes].

        Examples
        --------
        >>> InspectionGame().values(inspect=0.0, cheat=1.0)
        (-2.0, 1.0)
        """
        inspect = _validate.number("inspect", inspect, 0.0, 1.0)
        cheat = _validate.number("cheat", cheat, 0.0, 1.0)
        rows, columns = np.array([inspect, 1.0 - inspect]), np.array([1.0 - cheat, cheat])
        inspector, lab = (float(rows @ payoffs @ columns) for payoffs in self.payoffs())
        return inspector, lab


def catch_probability(sites, cheating, inspected, detection_chance=1.0):
    """Probability of catching at least one of the sites that cheat.

    Parameters
    ----------
    sites : int
        N, in 1..1e6.
    cheating : int
        v, sites that cheat, in 0..N.
    inspected : int
        m, different sites inspected, drawn at random, in 0..N.
    detection_chance : float
        d, probability that the inspection of a site that cheats finds it out [-], in (0, 1].

    Returns
    -------
    float
        ``1 - C(N-v, m) / C(N, m)`` if d = 1, else one minus the mean of ``(1-d)**hits``.

    Examples
    --------
    >>> round(catch_probability(100, 5, 10), 6)
    0.416248
    """
    sites, cheating, detection_chance = _sites(sites, cheating, detection_chance)
    inspected = _validate.integer("inspected", inspected, 0, sites, "sites")
    return float(-np.expm1(_log_missed(sites, cheating, inspected, detection_chance)))


def inspections_needed(sites, cheating, target, detection_chance=1.0):
    """Fewest sites to inspect so as to catch a cheater with a given probability.

    Parameters
    ----------
    sites, cheating, detection_chance
        As in `catch_probability`; at least one site cheats.
    target : float
        Probability of catching at least one [-], in [0, 1].

    Returns
    -------
    int

    Raises
    ------
    ValueError
        Also if inspecting every site would not reach the target.

    Examples
    --------
    >>> inspections_needed(100, 5, 0.9)
    37
    """
    sites, cheating, detection_chance = _sites(sites, cheating, detection_chance, least=1)
    target = _validate.number("target", target, 0.0, 1.0)
    allowed = math.log1p(-target) + _ROUNDING if target < 1.0 else -math.inf
    least = _log_missed(sites, cheating, sites, detection_chance)
    if least > allowed:
        raise ValueError(
            f"target must lie within what inspecting all {sites} sites reaches, "
            f"{-math.expm1(least):g}, got {target:g}"
        )
    low, high = 0, sites  # low - 1 is too few, high is enough
    while low < high:
        middle = (low + high) // 2
        if _log_missed(sites, cheating, middle, detection_chance) <= allowed:
            high = middle
        else:
            low = middle + 1
    return low


_AMOUNTS = {"gain": True, "fine": False, "cost": True, "loss": True}  # name: is 0 refused
_ROUNDING = 1e-12


def _stage(periods, inspections):
    return (
        _validate.integer("periods", periods, 1, _MOST_PERIODS),
        _validate.integer("inspections", inspections, 0, _MOST_PERIODS),
    )


def _value(n, m):
    if m >= n:
        return Fraction(0)
    return Fraction(-math.comb(n - 1, m), sum(math.comb(n, i) for i in range(m + 1)))


def _deterring(gain, fine, detection_chance):
    probability = gain / (detection_chance * (gain + fine))
    return probability if probability <= 1.0 else math.inf


def _sites(sites, cheating, detection_chance, least=0):
    sites = _validate.integer("sites", sites, 1, _MOST_SITES)
    return (
        sites,
        _validate.integer("cheating", cheating, least, sites, "sites"),
        _validate.number("detection_chance", detection_chance, 0.0, 1.0, low_open=True),
    )


def _log_missed(sites, cheating, inspected, detection_chance):
    """Logarithm of the probability that nothing is found, -inf if something must be."""
    fewer, more = sorted((cheating, inspected))  # the two enter alike
    if fewer == 0:
        return 0.0
    if detection_chance == 1.0:
        if fewer > sites - more:
            return -math.inf
        return float(np.log1p(-more / (sites - np.arange(fewer))).sum())
    hits = np.arange(max(0, fewer + more - sites), fewer + 1)
    one, last = hits[:-1], hits[1:]  # the chance of each number of hits against that of one fewer
    ratio = (fewer - one) * (more - one) / (last * (sites - fewer - more + last))
    chance = np.r_[0.0, np.cumsum(np.log(ratio))]
    chance -= logsumexp(chance)
    missed = hits * math.log1p(-detection_chance)
    caught = float(np.exp(chance) @ -np.expm1(missed))
    return math.log1p(-caught) if caught < 0.5 else float(logsumexp(chance + missed))
