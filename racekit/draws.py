"""Draws that one made oneself, held against formulas as a simulation's are."""

import numpy as np

from racekit import _validate
from racekit._samples import Samples


class Draws(Samples):
    """Independent draws of one or more quantities, made by hand.

    `summary`, `errors_off` and `agrees` speak of each quantity by its name.

    Parameters
    ----------
    **draws : array_like, float64[runs] or bool[runs]
        One draw a run, in the quantity's unit; bools for what happens or does not. At least one
        run each; quantities may have different numbers of runs.

    Raises
    ------
    ValueError, TypeError
        Naming the quantity.

    Examples
    --------
    >>> rolled = np.random.default_rng(1).integers(1, 7, size=10_000)
    >>> print(Draws(pips=rolled, sixes=rolled == 6).agrees(pips=3.5, sixes=1 / 6))
    Simulation agrees with the formula: at most 0.2 standard errors off (sixes), of 4 allowed.
    """

    __slots__ = ("_given",)

    def __init__(self, **draws):
        if not draws:
            raise ValueError("draws must hold at least one quantity, got none")
        self._given = {name: _checked(name, values) for name, values in draws.items()}

    def _samples(self):
        return {name: lambda name=name: {name: self._given[name]} for name in self._given}


def _checked(name, values):
    events = isinstance(values, np.ndarray) and values.dtype == bool
    values = _validate.rectangular(name, values) if events else values
    values = _validate.array(name, values + 0.0 if events else values, -1e300, 1e300)
    if values.ndim != 1:
        raise ValueError(f"{name} must list one draw a run, got shape {values.shape}")
    return values
