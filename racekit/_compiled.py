"""The one way to the compiled kernels, for every floor above them."""

from functools import cache


@cache
def kernels():
    """Return the module of kernels; numba loads on first use, not at import."""
    from racekit import _kernels

    return _kernels
