"""Two-player games in normal form: best responses, equilibria, and the kind of dilemma."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from racekit import _validate

# Payoffs closer than this share of the largest are a tie: rounding decides there, not the players.
_TIE = 1e-13


class BestResponses(NamedTuple):
    """Best replies of both, bool[actions, actions] each; see `NormalForm.best_responses`."""

    row: np.ndarray
    column: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class NormalForm:
    """A game of two players who choose at once.

    Parameters
    ----------
    row : array_like, float64[actions, actions]
        Payoff to the row player [prizes], indexed by own action, then the other's.
    column : array_like, float64[row actions, column actions], optional
        Payoff to the column player in the same orientation (row's action first).
        Left out, the game is symmetric: ``column = row.T``.
    actions : sequence of str
        Names of the actions of both players, the cooperative one first.

    Raises
    ------
    ValueError
        If a matrix is not square with one line per action, or holds NaN or infinity.

    Examples
    --------
    >>> game = NormalForm([[3, 0], [5, 1]])
    >>> game.kind, game.pure_nash()
    ("prisoner's dilemma", [('reckless', 'reckless')])
    """

    row: np.ndarray
    column: np.ndarray | None = None
    actions: tuple = ("careful", "reckless")

    def __post_init__(self):
        names = _validate.names("actions", self.actions)
        if len(names) < 2 or len(set(names)) < len(names):
            given = _validate.shown(names)
            raise ValueError(f"actions must be at least two different names, got {given}")
        shape = (len(names), len(names))
        bounds = (-1e12, 1e12, "prizes")
        row = _validate.shaped("row", self.row, shape, *bounds)
        column = row.T if self.column is None else self.column
        column = _validate.shaped("column", column, shape, *bounds)
        object.__setattr__(self, "actions", names)
        object.__setattr__(self, "row", _validate.frozen(row))
        object.__setattr__(self, "column", _validate.frozen(column))

    def __reduce__(self):
        return NormalForm, (self.row, self.column, self.actions)

    def best_responses(self):
        """Mark each player's best replies to each action of the other.

        Returns
        -------
        BestResponses
            True in ``row[i, j]`` where action i is a best reply to the column player's j;
            True in ``column[i, j]`` where j is a best reply to the row player's i.

        Examples
        --------
        >>> NormalForm([[3, 0], [5, 1]]).best_responses().row
        array([[False, False],
               [ True,  True]])
        """
        row = self.row >= self.row.max(axis=0, keepdims=True) - _tie(self.row)
        column = self.column >= self.column.max(axis=1, keepdims=True) - _tie(self.column)
        return BestResponses(row, column)

    def pure_nash(self):
        """List the pure equilibria as pairs of action names (row's first).

        Examples
        --------
        >>> NormalForm([[4, 0], [3, 2]], actions=("stag", "hare")).pure_nash()
        [('stag', 'stag'), ('hare', 'hare')]
        """
        row, column = self.best_responses()
        return self._named(row & column)

    def pareto_efficient(self):
        """List the outcomes that cannot be improved for one player without hurting the other.

        Examples
        --------
        >>> NormalForm([[3, 0], [5, 1]]).pareto_efficient()
        [('careful', 'careful'), ('careful', 'reckless'), ('reckless', 'careful')]
        """
        size = len(self.actions)
        efficient = np.ones((size, size), dtype=bool)
        for i, j in np.ndindex(size, size):
            row_gain = self.row - self.row[i, j]
            column_gain = self.column - self.column[i, j]
            no_loss = (row_gain >= -_tie(self.row)) & (column_gain >= -_tie(self.column))
            gain = (row_gain > _tie(self.row)) | (column_gain > _tie(self.column))
            efficient[i, j] = not (no_loss & gain).any()
        return self._named(efficient)

    @property
    def kind(self):
        """Name of a two-action game: what the first action is up against.

        "prisoner's dilemma", "stag hunt", "chicken", "harmony" (the first action is always
        better) or "other": ties, players who face different games, more actions, and games
        whose second action is always better *and* suits both.

        Examples
        --------
        >>> NormalForm([[4, 0], [3, 2]]).kind
        'stag hunt'
        """
        if len(self.actions) != 2:
            return "other"
        first, second = _kind_for(self.row), _kind_for(self.column.T)
        return first if first == second else "other"

    def _named(self, mask):
        return [(self.actions[i], self.actions[j]) for i, j in np.argwhere(mask)]


def _tie(payoffs):
    return _TIE * np.abs(payoffs).max()


def _kind_for(payoffs):
    """Kind of game one player faces; ``payoffs[own action, other's action]``."""
    (reward, sucker), (temptation, punishment) = payoffs
    signs = (temptation - reward, punishment - sucker, reward - punishment)
    if min(abs(sign) for sign in signs) <= _tie(payoffs):
        return "other"
    tempted, afraid, regret = (sign > 0 for sign in signs)
    if not regret:
        return "other"
    return {
        (True, True): "prisoner's dilemma",
        (False, True): "stag hunt",
        (True, False): "chicken",
        (False, False): "harmony",
    }[tempted, afraid]
