"""Everybody against everybody."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from racekit import _parallel, _validate
from racekit._compiled import kernels
from racekit._samples import mean_and_error
from racekit.repeated._payoffs import CLASSIC
from racekit.repeated._strategies import (
    BLOCK_ROUNDS,
    COOPERATES,
    MOST_RUNS,
    STRATEGIES,
    Match,
    noise_of,
    noisy,
    outcomes,
    rounds_of,
    shares_of,
    strategy_of,
)


@dataclass(frozen=True, slots=True, eq=False)
class Tournament:
    """Everybody against everybody, itself included.

    Attributes
    ----------
    names : tuple of str
    payoffs, cooperation : float64[strategies, strategies]
        Exact mean payoff [prizes a round] and share of cooperation [-] of the row strategy
        when it meets the column strategy.
    simulated, errors : float64[strategies, strategies] or None
        The same payoffs by simulation, and their standard errors.
    """

    names: tuple
    payoffs: np.ndarray
    cooperation: np.ndarray
    simulated: np.ndarray | None = None
    errors: np.ndarray | None = None

    def ranking(self):
        """Mean over all opponents, best first, as a DataFrame.

        Columns "strategy", "payoff" [prizes a round] and "cooperation" [-]; with runs also
        "simulated" and "standard error".

        Examples
        --------
        >>> tournament(("ALLC", "ALLD"), noise=0).ranking()["strategy"].tolist()
        ['ALLD', 'ALLC']
        """
        table = {"strategy": self.names, "payoff": self.payoffs.mean(axis=1)}
        table["cooperation"] = self.cooperation.mean(axis=1)
        if self.simulated is not None:
            table["simulated"] = self.simulated.mean(axis=1)
            table["standard error"] = np.sqrt((self.errors**2).sum(axis=1)) / len(self.names)
        ranked = pd.DataFrame(table).sort_values("payoff", ascending=False, kind="stable")
        return ranked.reset_index(drop=True)


@np.errstate(under="ignore")
def tournament(
    strategies=None, rounds=200, noise=0.05, payoffs=CLASSIC, runs=0, seed=0, *, threads=None
):
    """Let memory-one strategies meet pairwise, exactly and, if asked, by simulation beside it.

    Parameters
    ----------
    strategies : dict of {str: array_like} or sequence of str, optional
        1..100 strategies by name, or names in `STRATEGIES`; all of those if left out.
    rounds : int, optional
        Rounds of a match, in 1..1e6; None: for ever, exact only.
    noise, payoffs
        As in `long_run`.
    runs : int
        Repetitions of each match to simulate, in 2..1e7; 0 for none.
    seed, threads
        As in `play`.

    Returns
    -------
    Tournament

    Examples
    --------
    >>> tournament(("ALLD", "TFT", "WSLS"), noise=0.01).ranking()["strategy"].tolist()
    ['WSLS', 'TFT', 'ALLD']
    """
    names, table = _entrants(strategies)
    rounds, noise, prizes = rounds_of(rounds), noise_of(noise), outcomes(payoffs)
    rows, columns = np.triu_indices(len(names))
    played = shares_of(table[rows], table[columns], noise, rounds)
    exact = [_square(rows, columns, played @ worth) for worth in (prizes, COOPERATES)]
    runs = _validate.integer("runs", runs, 0, MOST_RUNS)
    if runs == 0:
        return Tournament(names, *exact)
    if rounds is None or runs == 1:
        raise ValueError(f"runs must be 0 or 2..{MOST_RUNS}, and 0 if rounds is None, got {runs}")
    table = noisy(table, noise)
    means, errors = _simulated(table[rows], table[columns], rounds, prizes, runs, seed, threads)
    return Tournament(names, *exact, _square(rows, columns, means), _square(rows, columns, errors))


def _entrants(strategies):
    """Names, and float64[strategies, 4]."""
    strategies = STRATEGIES if strategies is None else strategies
    named = list(strategies) if isinstance(strategies, dict) else strategies
    names = tuple(_validate.sequence("strategies", named, "names, or a dict"))
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"strategies must be named by strings, got {_validate.shown(names)}")
    if not 1 <= len(names) == len(set(names)) <= 100:
        given = f"{len(names)}: {_validate.shown(names)}"
        raise ValueError(f"strategies must be 1..100 different ones, got {given}")
    chosen = strategies if isinstance(strategies, dict) else dict(zip(names, names, strict=True))
    table = [strategy_of(f"strategies[{_validate.shown(name)}]", chosen[name]) for name in names]
    return names, np.array(table)


def _simulated(p, q, rounds, prizes, runs, seed, threads):
    """Mean payoffs and standard errors of many matches, float64[matches, 2] each."""
    key, gamma = _parallel.key(seed), kernels().GAMMA
    means, errors = np.empty((len(p), 2)), np.empty((len(p), 2))

    block = max(1, BLOCK_ROUNDS // rounds)

    def fill(match):
        tally = np.empty((runs, 4), np.int64)
        with np.errstate(over="ignore"):
            own_key = key + np.uint64(2 * rounds * runs * match) * gamma  # no draw is shared
        for first in range(0, runs, block):
            last = min(first + block, runs)
            with np.errstate(over="ignore"):
                kernels().play_match(first, last, own_key, p[match], q[match], rounds, tally)
            yield
        for player, sample in enumerate(Match(tally, prizes).payoffs().T):
            means[match, player], errors[match, player] = mean_and_error(sample)

    _parallel.in_threads(fill, range(len(p)), threads)
    return means, errors


def _square(rows, columns, values):
    """Pairs (row's value, column's value) as a matrix, row against column."""
    size = rows[-1] + 1
    matrix = np.empty((size, size))
    matrix[columns, rows] = values[:, 1]
    matrix[rows, columns] = values[:, 0]
    return matrix
