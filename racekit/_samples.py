"""Samples of independent runs: means, standard errors, and how far closed forms are off."""

import math

import numpy as np
import pandas as pd

from racekit import _validate

_ROUNDING = 1e-12  # two numbers closer than this, relative to 1 or their size, are the same
_ALLOWED = 4  # standard errors that a right formula may be off: more but once in 16,000 times


class Samples:
    """What a simulation shares with every other: named samples and what they say.

    A subclass has `_samples`, a dict of group -> function without arguments that returns
    {row of the summary: one sample a run}.
    """

    __slots__ = ()

    def summary(self):
        """Means and standard errors, as a DataFrame "quantity", "mean", "standard error".

        Shares for what happens or does not, else in the units of the samples; the error is NaN
        where a mean is infinite, or comes from one run.
        """
        rows = [row for group in self._samples() for row in self._means(group).items()]
        table = [(name, *mean_and_error) for name, mean_and_error in rows]
        return pd.DataFrame(table, columns=["quantity", "mean", "standard error"])

    def errors_off(self, **closed_forms):
        """How many standard errors the means lie above what closed forms say.

        Parameters
        ----------
        **closed_forms : float or array_like, float64[rows]
            What the mean of a quantity should be, in its unit; inf is allowed. Named as a group
            (``wins``, one entry a lab) or as one row of `summary` (``**{"lab 1 wins": 0.5}``).

        Returns
        -------
        Series of float64
            One entry a quantity [standard errors]; ``.abs().max()`` is the worst, and within 4 a
            right formula stays but for once in 16,000 times. A sample without spread, or with
            an infinite mean, is 0 off what it hits to rounding, and infinitely far off all else.

        See Also
        --------
        agrees : the same as a sentence, and an error if more than 4 off.

        Raises
        ------
        ValueError, TypeError
            Naming the quantity; an unknown one with those that exist.
        """
        off = {}
        for name, exact in closed_forms.items():
            means = self._asked(name)
            values = _one_each(name, exact, len(means))
            for (row, measured), value in zip(means.items(), values, strict=True):
                off[row] = _off(*measured, value)
        return pd.Series(off, dtype=float, name="errors off")

    def agrees(self, **closed_forms):
        """Say that the means are what closed forms predict, or raise.

        Parameters
        ----------
        **closed_forms
            As in `errors_off`, at least one.

        Returns
        -------
        str
            A sentence with the quantity that is farthest off.

        Raises
        ------
        AssertionError
            If a mean lies more than 4 standard errors off, with the quantity that is farthest.
        ValueError, TypeError
            As in `errors_off`.
        """
        off = self.errors_off(**closed_forms)
        if off.empty:
            raise ValueError("agrees must be given at least one closed form, got none")
        worst = off.abs().idxmax()
        if abs(off[worst]) > _ALLOWED:
            raise AssertionError(
                f"Simulation and formula differ: {worst} is {off[worst]:+.1f} standard errors off, "
                f"{_ALLOWED} are allowed."
            )
        return (
            f"Simulation agrees with the formula: at most {abs(off[worst]):.1f} standard errors "
            f"off ({worst}), of {_ALLOWED} allowed."
        )

    def _samples(self):
        raise NotImplementedError

    def _means(self, group):
        """Mean and standard error of each row of a group."""
        samples = self._samples()[group]()
        return {row: mean_and_error(sample) for row, sample in samples.items()}

    def _asked(self, name):
        """The rows that a group, or the name of one row, stands for."""
        groups = self._samples()
        if name in groups:
            return self._means(name)
        rows = []
        for group in groups:
            means = self._means(group)
            if name in means:
                return {name: means[name]}
            rows += [row for row in means if row not in groups]
        raise ValueError(
            f"closed forms must be of {_validate.listing([*groups, *rows])}, got "
            f"{_validate.shown(name)}"
        )


def mean_and_error(sample):
    """Mean of a sample and its standard error, NaN where there is none."""
    if sample.size == 0:
        return math.nan, math.nan
    mean = float(sample.mean())
    if sample.size == 1 or not math.isfinite(mean):
        return mean, math.nan
    return mean, float(sample.std(ddof=1)) / math.sqrt(sample.size)


def _one_each(name, exact, count):
    """The closed form's values as floats, one for each row."""
    values = _validate.rectangular(name, exact)
    if values.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold numbers, got {_validate.shown(exact)}")
    if values.size != count or values.ndim > 1 or (values.ndim == 0 and count > 1):
        raise ValueError(f"{name} must hold {count} numbers, got shape {values.shape}")
    if np.isnan(values).any():
        raise ValueError(f"{name} must hold numbers or infinity, got {_validate.shown(exact)}")
    return values.ravel().tolist()


def _off(mean, error, exact):
    if mean == exact or abs(mean - exact) <= _ROUNDING * max(1.0, abs(exact)) < math.inf:
        return 0.0
    if not error > 0.0 or math.isinf(exact):  # no spread to compare with, or NaN
        return -math.inf if mean < exact else math.inf
    return (mean - exact) / error
