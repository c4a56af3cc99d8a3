"""Newton's steps to a point where replies meet, for races whose replies in turn only creep."""

import numpy as np

_WIDTH = 1e-7  # of the step that a slope is read from
_ROUNDS = 100


def meeting(reply, start, low, high):
    """Point in [low, high] at which ``reply(point)`` is the point, to 1e-12.

    Parameters
    ----------
    reply : callable                   float64[n] -> float64[n]
    start, low, high : float64[n]

    Returns
    -------
    float64[n], int
        The point and the rounds it took; the start and -1 where the steps lead nowhere.
    """
    point = start.copy()
    for rounds in range(1, _ROUNDS + 1):
        here = reply(point) - point
        if np.abs(here).max() <= 1e-12:
            return point, rounds
        slopes = _slopes(reply, point, here)
        change = np.linalg.lstsq(slopes, -here, rcond=None)[0]
        point = np.clip(point + change, low, high)
    return start, -1


def _slopes(reply, point, here):
    """How ``reply(point) - point``, which is ``here``, moves with each entry, float64[n, n]."""
    slopes = np.empty((point.size, point.size))
    for i in range(point.size):
        step = _WIDTH if point[i] < 0.5 else -_WIDTH
        moved = point.copy()
        moved[i] += step
        slopes[:, i] = (reply(moved) - moved - here) / step
    return slopes
