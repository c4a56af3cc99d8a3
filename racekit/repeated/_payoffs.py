"""The game that repeats, and the patience that care needs without noise."""

import math
from typing import NamedTuple

from racekit import _validate
from racekit.games import NormalForm


class Payoffs(NamedTuple):
    """Payoffs of one player [prizes]; a prisoner's dilemma if T > R > P > S."""

    T: float = 5.0
    R: float = 3.0
    P: float = 1.0
    S: float = 0.0


CLASSIC = Payoffs()  # Axelrod's tournaments


def from_game(game, player="row"):
    """Payoffs (T, R, P, S) of one player of a 2 x 2 game whose first action is the careful one.

    Parameters
    ----------
    game : NormalForm
        For example ``race.dilemma()``.
    player : {"row", "column"}
        Whose payoffs; they differ where labs do.

    Examples
    --------
    >>> from_game(NormalForm([[3, 0], [5, 1]]))
    Payoffs(T=5.0, R=3.0, P=1.0, S=0.0)
    """
    _validate.instance("game", game, NormalForm)
    if len(game.actions) != 2:
        raise ValueError(f"game must have 2 actions, got {len(game.actions)}")
    _validate.choice("player", player, ("row", "column"))
    own = game.row if player == "row" else game.column.T
    (R, S), (T, P) = own.tolist()
    return Payoffs(T, R, P, S)


def grim_threshold(T, R, P):
    """Least patience at which "careful until somebody is not, then never again" holds.

    Parameters
    ----------
    T, R, P : float
        Temptation, reward, punishment [prizes], T > R > P.

    Returns
    -------
    float
        delta* = (T - R)/(T - P): what the next race must count for, against 1 for this one [-].

    Examples
    --------
    >>> grim_threshold(5, 3, 1)
    0.5
    """
    T, R, P = falling(T=T, R=R, P=P)
    return (T - R) / (T - P)


def tft_threshold(T, R, P, S):
    """Least patience at which tit for tat is a best reply to itself, without noise [-].

    max{(T - R)/(T - P), (T - R)/(R - S)}: neither defection for ever nor in every other race
    may pay; inf if no patience below 1 is enough. T > R > P > S.

    Examples
    --------
    >>> round(tft_threshold(5, 3, 1, 0), 6)
    0.666667
    """
    T, R, P, S = falling(T=T, R=R, P=P, S=S)
    threshold = max((T - R) / (T - P), (T - R) / (R - S))
    return threshold if threshold < 1.0 else math.inf


def generosity(T, R, P, S):
    """Largest chance to forgive a defection that a tit-for-tat player can afford [-].

    min{1 - (T - R)/(R - S), (R - P)/(T - P)}, at least 0 (Nowak and Sigmund 1992). Generous TFT
    is then (1, g, 1, g). T > R > P > S.

    Examples
    --------
    >>> round(generosity(5, 3, 1, 0), 6)
    0.333333
    """
    T, R, P, S = falling(T=T, R=R, P=P, S=S)
    return max(0.0, min(1.0 - (T - R) / (R - S), (R - P) / (T - P)))


def falling(**payoffs):
    """The payoffs as floats, each below the one before it."""
    values = [_validate.number(n, v, -1e12, 1e12, "prizes") for n, v in payoffs.items()]
    names = list(payoffs)
    for i in range(1, len(names)):
        if not values[i] < values[i - 1]:
            above = f"{names[i - 1]} = {values[i - 1]:g}"
            raise ValueError(f"{names[i]} must lie in [-1e+12, {above}) prizes, got {values[i]:g}")
    return values
