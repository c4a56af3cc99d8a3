"""Treaties that can err: what public alarms, true and false, leave of cooperation."""

import math
from typing import NamedTuple

import numpy as np

from racekit import _validate
from racekit.repeated._payoffs import falling

_TIE = 1e-12  # differences below it are rounding


@np.errstate(under="ignore")
def alarm_threshold(T, R, P, false_alarm_chance, detection_chance):
    """Least patience at which grim punishment holds if all anyone sees is a public alarm.

    Parameters
    ----------
    T, R, P : float
        Temptation, reward, punishment [prizes], T > R > P.
    false_alarm_chance : float or array_like
        alpha, chance of an alarm in a race although all were careful [-], in [0, 1].
    detection_chance : float or array_like
        q, chance of an alarm in a race in which somebody was not [-], in [0, 1].

    Returns
    -------
    float or float64[...]
        delta* = (T - R)/[(T - R)(1 - alpha) + (q - alpha)(R - P)] [-]; inf where no patience
        below 1 is enough.

    Notes
    -----
    Green and Porter (1984), in the form for a public alarm.

    Examples
    --------
    >>> round(alarm_threshold(5, 3, 1, false_alarm_chance=0.05, detection_chance=0.8), 6)
    0.588235
    """
    T, R, P = falling(T=T, R=R, P=P)
    alpha, q = _chances(false_alarm_chance=false_alarm_chance, detection_chance=detection_chance)
    needed = (T - R) * (1.0 - alpha) + (q - alpha) * (R - P)
    enough = needed > T - R
    return _plain(np.where(enough, (T - R) / np.where(enough, needed, 1.0), np.inf))


@np.errstate(under="ignore")
def highest_false_alarm_chance(T, R, P, patience, detection_chance):
    """Highest chance of a false alarm under which grim punishment still holds [-].

    alpha_max = [delta q (R - P) - (1 - delta)(T - R)]/[delta (T - P)]; nan where not even
    alarms that are never false deter. Arguments as in `alarm_threshold` and `alarm_value`.

    Examples
    --------
    >>> round(highest_false_alarm_chance(5, 3, 1, patience=0.9, detection_chance=0.8), 6)
    0.344444
    """
    T, R, P = falling(T=T, R=R, P=P)
    delta, q = _chances(patience=patience, detection_chance=detection_chance)
    slack = delta * q * (R - P) - (1.0 - delta) * (T - R)
    return _plain(np.where(slack >= 0.0, slack / (np.maximum(delta, 1e-99) * (T - P)), np.nan))


@np.errstate(under="ignore")
def alarm_value(T, R, P, patience, false_alarm_chance, length=math.inf):
    """Mean payoff a race [prizes] of players who answer each alarm with ``length`` races of P.

    Parameters
    ----------
    T, R, P : float
        Temptation, reward, punishment [prizes], T > R > P.
    patience : float or array_like
        delta, weight of the next race against this one [-], in [0, 1).
    false_alarm_chance : float or array_like
        alpha, chance of an alarm although all were careful [-], in [0, 1].
    length : int or inf
        L, races of punishment, in 1..1e9; inf is grim.

    Returns
    -------
    float or float64[...]
        V_L = P + (1 - delta)(R - P)/[1 - delta (1 - alpha) - alpha delta^(L + 1)]: what
        cooperation is worth *if* it holds, which `alarm_threshold` or `shortest_punishment` tells.

    Examples
    --------
    >>> round(alarm_value(5, 3, 1, 0.9, 0.05), 6), round(alarm_value(5, 3, 1, 0.9, 0.05, 2), 6)
    (2.37931, 2.842469)
    """
    T, R, P = falling(T=T, R=R, P=P)
    delta, alpha = _chances(patience=patience, false_alarm_chance=false_alarm_chance)
    if not (isinstance(length, float) and length == math.inf):
        length = _validate.integer("length", length, 1, 10**9, "races")
    lost = 1.0 - delta * (1.0 - alpha) - alpha * delta * delta**length
    return _plain(P + (1.0 - delta) * (R - P) / lost)


@np.errstate(under="ignore")
def shortest_punishment(T, R, P, patience, false_alarm_chance, detection_chance):
    """Fewest races of punishment after an alarm that deter; inf if only grim does, or None.

    The least L with delta (1 - delta^L) >= (1 - delta)(T - R)/[(q - alpha)(R - P) - alpha (T - R)].
    Arguments, all scalars, as in `alarm_threshold` and `alarm_value`.

    Examples
    --------
    >>> shortest_punishment(5, 3, 1, patience=0.9, false_alarm_chance=0.1, detection_chance=0.5)
    5
    """
    T, R, P = falling(T=T, R=R, P=P)
    given = {"patience": patience, "false_alarm_chance": false_alarm_chance,
             "detection_chance": detection_chance}  # fmt: skip
    numbers = {name: _validate.number(name, value, 0.0, 1.0) for name, value in given.items()}
    delta, alpha, q = (float(chance) for chance in _chances(**numbers))
    information = (q - alpha) * (R - P) - alpha * (T - R)
    needed = (1.0 - delta) * (T - R) / information if information > 0.0 else math.inf
    room = 1.0 - needed / delta if delta > 0.0 else -math.inf  # delta^L must fall this low
    if room < -_TIE:
        return None
    if room <= _TIE:
        return math.inf
    return max(1, math.ceil(math.log(room) / math.log(delta) - _TIE))


@np.errstate(under="ignore")
def best_value(T, R, P, patience, false_alarm_chance, detection_chance):
    """Best mean payoff a race [prizes] that any punishment of public alarms can sustain.

    R - alpha (T - R)/(q - alpha) where players are patient enough (`alarm_threshold`), else P.
    Arguments as in `alarm_threshold` and `alarm_value`.

    Examples
    --------
    >>> round(best_value(5, 3, 1, patience=0.9, false_alarm_chance=0.05, detection_chance=0.8), 6)
    2.866667
    """
    delta, alpha, q = _chances(
        patience=patience, false_alarm_chance=false_alarm_chance, detection_chance=detection_chance
    )
    holds = delta >= alarm_threshold(T, R, P, alpha, q)
    gap = np.where(holds, q - alpha, 1.0)
    return _plain(np.where(holds, R - alpha * (T - R) / gap, float(P)))


class Alarms(NamedTuple):
    """Chances of a public alarm in a race [-], for instance as arguments of `alarm_threshold`.

    ``false_alarm_chance``: although all were careful; ``detection_chance``: if somebody was not.
    """

    false_alarm_chance: float
    detection_chance: float


def many_monitors(members, false_alarm_chance, detection_chance):
    """Chances of a public alarm when each of n members is watched by its own monitor.

    Parameters
    ----------
    members : int
        n, in 1..1e6; at most one of them is reckless.
    false_alarm_chance, detection_chance : float or array_like
        alpha and q of each monitor [-], in [0, 1].

    Returns
    -------
    Alarms
        float or float64[...] each [-]: alpha_n = 1 - (1 - alpha)^n and
        q_n = 1 - (1 - q)(1 - alpha)^(n - 1).

    Examples
    --------
    >>> round(alarm_threshold(5, 3, 1, *many_monitors(10, 0.02, 0.6)), 5)
    0.76885
    """
    n = _validate.integer("members", members, 1, 10**6)
    alpha, q = _chances(false_alarm_chance=false_alarm_chance, detection_chance=detection_chance)
    quiet = (1.0 - alpha) ** (n - 1)
    return Alarms(_plain(1.0 - (1.0 - alpha) * quiet), _plain(1.0 - (1.0 - q) * quiet))


def _chances(**values):
    """Arrays of numbers in [0, 1] whose shapes fit together; patience is below 1."""
    arrays = {name: _validate.array(name, value, 0.0, 1.0) for name, value in values.items()}
    if (arrays.get("patience", np.zeros(1)) == 1.0).any():
        raise ValueError("patience must lie in [0, 1), got 1: then no sum over races is finite")
    try:
        return np.broadcast_arrays(*arrays.values())
    except ValueError:
        shapes = ", ".join(str(array.shape) for array in arrays.values())
        raise ValueError(f"{', '.join(arrays)} must have fitting shapes, got {shapes}") from None


def _plain(value):
    """A float where every argument was a number."""
    return value if np.ndim(value) else float(value)
