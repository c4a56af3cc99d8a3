"""Dresher's treaty that can be checked only now and then."""

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from racekit import _validate

_MOST_PERIODS = 1000


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


class PeriodStrategy(NamedTuple):
    """Probability of an inspection and of acting legally in the next period [-]."""

    inspect: float
    legal: float


def dresher_strategy(periods, inspections):
    """Probabilities with which both sides play the next period of Dresher's game.

    Parameters
    ----------
    periods, inspections
        As in `dresher`.

    Returns
    -------
    PeriodStrategy
        ``inspect`` and ``legal``. With no inspection left (0, 0): any time to violate is as good.
        With one for every period (1, 1).

    Examples
    --------
    >>> dresher_strategy(5, 2)
    PeriodStrategy(inspect=0.3125, legal=0.859375)
    """
    n, m = _stage(periods, inspections)
    if m == 0 or m >= n:
        return PeriodStrategy(float(m > 0), float(m > 0))
    used, kept = _value(n - 1, m - 1), _value(n - 1, m)  # after a quiet period
    return PeriodStrategy(float((1 + kept) / (2 + kept - used)), float(2 / (2 + kept - used)))


def _stage(periods, inspections):
    return (
        _validate.integer("periods", periods, 1, _MOST_PERIODS),
        _validate.integer("inspections", inspections, 0, _MOST_PERIODS),
    )


def _value(n, m):
    if m >= n:
        return Fraction(0)
    return Fraction(-math.comb(n - 1, m), sum(math.comb(n, i) for i in range(m + 1)))
