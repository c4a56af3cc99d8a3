"""Two ways to one number, held against each other."""

import numpy as np


def same(first, second, within=1e-9):
    """Say that two ways to the same numbers agree, or raise.

    For a formula against a solver or a search. A simulation has errors to be counted in, and
    its own `agrees`.

    Parameters
    ----------
    first, second : array_like, float64
        The same numbers by two ways, of shapes that fit each other.
    within : float, optional
        Largest difference allowed, in the numbers' unit; not negative.

    Returns
    -------
    str
        A sentence.

    Raises
    ------
    AssertionError
        If they differ by more, or a number is NaN in one of them; with the largest difference.
    ValueError
        If ``within`` is negative or NaN, or there is nothing to compare.

    Examples
    --------
    >>> same(1 / 3, 0.3333, within=0.001)
    'Both ways agree to within 0.001.'
    """
    if not within >= 0:
        raise ValueError(f"within must not be negative, got {within}")
    first, second = np.broadcast_arrays(np.asarray(first, float), np.asarray(second, float))
    if first.size == 0:
        raise ValueError("first must hold at least one number, got none")
    with np.errstate(invalid="ignore"):  # infinity less infinity
        apart = np.where(first == second, 0.0, np.abs(first - second))
    if not (apart <= within).all():
        raise AssertionError(f"The two ways differ by {apart.max():.3g}, {within:g} is allowed.")
    return f"Both ways agree to within {within:g}."
