"""Memory-one strategies: exact long runs, and matches by simulation."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from racekit import _parallel, _validate
from racekit._compiled import kernels
from racekit._samples import Samples
from racekit.repeated._payoffs import CLASSIC

STRATEGIES = {
    "ALLC": (1.0, 1.0, 1.0, 1.0),
    "ALLD": (0.0, 0.0, 0.0, 0.0),
    "TFT": (1.0, 0.0, 1.0, 0.0),  # tit for tat
    "GTFT": (1.0, 1 / 3, 1.0, 1 / 3),  # generous TFT: `generosity` of (5, 3, 1, 0)
    "WSLS": (1.0, 0.0, 0.0, 1.0),  # win-stay, lose-shift
    "GRIM": (1.0, 0.0, 0.0, 0.0),
    "RANDOM": (0.5, 0.5, 0.5, 0.5),
}
MOST_ROUNDS, MOST_RUNS = 10**6, 10**7
BLOCK_ROUNDS = 4_000_000  # about 4 ms, so that handing a block out costs nothing
COOPERATES = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


@np.errstate(under="ignore")
def shares(p, q, noise=0.0, rounds=None):
    """Exact expected shares of CC, CD, DC and DD when two memory-one strategies meet.

    Parameters
    ----------
    p, q : str or array_like, float64[4]
        Strategies: a name in `STRATEGIES`, or chances to cooperate after own CC, CD, DC, DD [-].
    noise : float
        eps, chance that a move comes out as its opposite [-], in [0, 0.5].
    rounds : int, optional
        Rounds to average over, in 1..1e6; for ever if left out.

    Returns
    -------
    float64[4]
        In the order CC, CD, DC, DD, p's move first.

    Notes
    -----
    Four-state Markov chain from CC. For ever means the limit of the average over rounds, which
    exists also where the chain cycles, or splits into parts that it cannot leave.

    Examples
    --------
    >>> shares("TFT", "TFT", noise=0.01).round(6)
    array([0.25, 0.25, 0.25, 0.25])
    """
    p, q = strategy_of("p", p), strategy_of("q", q)
    return shares_of(p[None], q[None], noise_of(noise), rounds_of(rounds))[0]


class Pair(NamedTuple):
    """One number for each of two players."""

    own: float
    other: float


@np.errstate(under="ignore")
def long_run(p, q, noise=0.0, payoffs=CLASSIC):
    """Exact mean payoffs a round of two memory-one strategies that meet for ever.

    Parameters
    ----------
    p, q, noise
        As in `shares`.
    payoffs : array_like, float64[4]
        (T, R, P, S) [prizes], the same for both; any order of size.

    Returns
    -------
    Pair
        ``own`` and ``other``, payoffs of p and of q [prizes a round].

    Examples
    --------
    >>> [round(value, 6) for value in long_run("WSLS", "WSLS", noise=0.01)]
    [2.951092, 2.951092]
    """
    return Pair(*(shares(p, q, noise) @ outcomes(payoffs)).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Match(Samples):
    """Simulated repetitions of one match.

    `summary` and `errors_off` speak of both players' ``payoffs`` [prizes a round] and
    ``cooperation`` [-].

    Attributes
    ----------
    tally : int64[runs, 4]
        Rounds that ended in CC, CD, DC, DD.
    prizes : float64[4, 2]
        What each outcome pays the two players [prizes].

    Examples
    --------
    >>> match = play("TFT", "WSLS", noise=0.05, runs=100)
    >>> match.summary().shape
    (4, 3)
    >>> exact = shares("TFT", "WSLS", noise=0.05, rounds=200) @ match.prizes
    >>> bool(match.errors_off(payoffs=exact).abs().max() < 4)
    True
    """

    tally: np.ndarray
    prizes: np.ndarray

    def payoffs(self):
        """Mean payoff a round of both players in each run [prizes], float64[runs, 2]."""
        return self.tally @ self.prizes / self.tally[0].sum()

    def cooperation(self):
        """Share of rounds in which each player cooperated, by run [-], float64[runs, 2]."""
        return self.tally @ COOPERATES / self.tally[0].sum()

    def _samples(self):
        def both(what, columns):
            return {f"{who} {what}": each for who, each in zip(Pair._fields, columns, strict=True)}

        return {
            "payoffs": lambda: both("payoff", self.payoffs().T),
            "cooperation": lambda: both("cooperation", self.cooperation().T),
        }


@np.errstate(under="ignore")
def play(p, q, rounds=200, noise=0.0, payoffs=CLASSIC, runs=1000, seed=0, *, threads=None):
    """Play a match of two memory-one strategies many times.

    Parameters
    ----------
    p, q, noise, payoffs
        As in `long_run`.
    rounds : int
        In 1..1e6.
    runs : int
        Repetitions, in 1..1e7.
    seed : int
        Same seed, same numbers bit for bit, on any number of threads; in 0..2**64 - 1.
    threads : int, optional
        In 1..1024; all cores if left out.

    Returns
    -------
    Match

    Examples
    --------
    >>> match = play("WSLS", "WSLS", rounds=1000, noise=0.01, runs=1000, seed=1)
    >>> bool(abs(match.payoffs().mean() - 2.951) < 0.005)
    True
    """
    p, q, noise = strategy_of("p", p), strategy_of("q", q), noise_of(noise)
    rounds = _validate.integer("rounds", rounds, 1, MOST_ROUNDS)
    runs = _validate.integer("runs", runs, 1, MOST_RUNS)
    prizes, key = outcomes(payoffs), _parallel.key(seed)
    tally = np.empty((runs, 4), np.int64)
    block = max(1, BLOCK_ROUNDS // rounds)
    p, q = noisy(p, noise), noisy(q, noise)

    def fill(first):
        with np.errstate(over="ignore"):  # the counter wraps; plain Python would warn
            kernels().play_match(first, min(first + block, runs), key, p, q, rounds, tally)

    _parallel.in_threads(fill, range(0, runs, block), threads)
    return Match(tally, prizes)


def strategy_of(name, value):
    if isinstance(value, str):
        if value not in STRATEGIES:
            given = _validate.shown(value)
            raise ValueError(f"{name} must be one of {', '.join(STRATEGIES)}, got {given}")
        value = STRATEGIES[value]
    return _validate.shaped(name, value, (4,), 0.0, 1.0)


def noise_of(noise):
    return _validate.number("noise", noise, 0.0, 0.5)


def rounds_of(rounds):
    return None if rounds is None else _validate.integer("rounds", rounds, 1, MOST_ROUNDS)


def noisy(table, noise):
    return (1.0 - noise) * table + noise * (1.0 - table)


def outcomes(payoffs):
    """What CC, CD, DC, DD pay both players, float64[4, 2]."""
    T, R, P, S = _validate.shaped("payoffs", payoffs, (4,), -1e12, 1e12, "prizes")
    return np.array([[R, R], [S, T], [T, S], [P, P]])


def shares_of(p, q, noise, rounds):
    """Exact shares of many matches at once, float64[matches, 4]; rounds None is for ever."""
    result = np.empty(p.shape)
    if rounds is None:
        kernels().long_run_shares(0, len(p), p, q, noise, result)
    else:
        kernels().match_shares(0, len(p), p, q, noise, rounds, result)
    return result
