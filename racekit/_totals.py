"""What many simulated races add up to: enough for means and errors once the records are gone."""

import math

import numpy as np

from racekit._samples import Samples

_CHUNK = 65_536  # races looked at together: their work space fits the cache


class Totals(Samples):
    """Sums over simulated races, from which means and standard errors follow.

    Attributes
    ----------
    race : Race
    treaty : Treaty or None
    runs : int
        Races counted so far.
    """

    __slots__ = ("_squares", "_sums", "race", "runs", "treaty")

    def __init__(self, race, treaty):
        self.race, self.treaty, self.runs = race, treaty, 0
        shapes = {"disaster": (), "years": (), "wins": race.n, "payoffs": race.n,
                  "caught": race.n, "collapsed": ()}  # fmt: skip
        self._sums = {group: np.zeros(shape) for group, shape in shapes.items()}
        self._squares = {group: np.zeros(shape) for group, shape in shapes.items()}

    def add(self, winner, years, disaster, caught_years, collapsed):
        """Count more races, given as the records of a `Simulation`."""
        for start in range(0, winner.size, _CHUNK):
            part = slice(start, start + _CHUNK)
            watched = (caught_years[part], collapsed[part]) if self.treaty is not None else None
            self._add_chunk(winner[part], years[part], disaster[part], watched)
        self.runs += winner.size
        return self

    @np.errstate(under="ignore")  # nothing is left of what comes late enough
    def _add_chunk(self, winner, years, disaster, watched):
        race, n = self.race, self.race.n
        ending = 2 * winner.astype(np.intp) + disaster  # -2: nobody won, counted as the last
        ending[ending < 0] = 2 * n
        count = np.bincount(ending, minlength=2 * n + 1)[: 2 * n].reshape(n, 2)
        self._count("disaster", count[:, 1].sum())
        self._count("wins", count.sum(axis=1))
        self._add("years", years.sum(), (years**2).sum())
        fade = np.exp(-race.discount * years) if race.discount else np.ones(years.size)
        fade[winner < 0] = 0.0
        worth = endings(race)
        if watched is None:
            once = np.bincount(ending, fade, minlength=2 * n + 1)
            twice = np.bincount(ending, fade**2, minlength=2 * n + 1)
            self._add("payoffs", worth @ once, worth**2 @ twice)
            return
        caught_years, collapsed = watched
        caught = np.isfinite(caught_years)
        late = np.exp(-race.discount * np.where(caught, caught_years, 0.0))
        fines = self.treaty.fine * caught * late
        payoffs = worth[:, ending].T * fade[:, None] - fines
        self._add("payoffs", payoffs.sum(axis=0), (payoffs**2).sum(axis=0))
        self._count("caught", caught.sum(axis=0))
        self._count("collapsed", collapsed.sum())

    def _count(self, group, number):
        self._add(group, number, number)

    def _add(self, group, sums, squares):
        self._sums[group] += sums
        self._squares[group] += squares

    def _samples(self):
        """The rows of each group."""
        names = self.race.names
        groups = {
            "disaster": ["disaster"],
            "years": ["years"],
            "wins": [f"{name} wins" for name in names],
            "payoffs": [f"{name} payoff" for name in names],
        }
        if self.treaty is not None:
            signed = self.treaty.signed(self.race)
            groups["caught"] = [
                f"{name} caught" for name, member in zip(names, signed, strict=True) if member
            ]
            groups["collapsed"] = ["collapsed"]
        return groups

    def _means(self, group):
        sums, squares = (np.atleast_1d(each[group]) for each in (self._sums, self._squares))
        if group == "caught":
            signed = self.treaty.signed(self.race)
            sums, squares = sums[signed], squares[signed]
        rows = zip(self._samples()[group], sums, squares, strict=True)
        return {row: _mean_and_error(self.runs, *both) for row, *both in rows}


def endings(race):
    """Worth of each ending to each lab [prizes], float64[labs, 2 labs + 1].

    Lab j wins safely (2 j), in disaster (2 j + 1); the last column is for races nobody wins.
    """
    worth = np.zeros((race.n, 2 * race.n + 1))
    worth[:, 0:-1:2] = race.races.worth
    worth[:, 1:-1:2] = -race.harms()[:, None]
    return worth


def _mean_and_error(runs, total, squares):
    mean = float(total) / runs
    if runs == 1 or not math.isfinite(mean):
        return mean, math.nan
    spread = float(squares) / runs - mean**2
    if spread <= 1e-14 * mean**2:  # rounding: all are the same
        return mean, 0.0
    return mean, math.sqrt(spread / (runs - 1))
