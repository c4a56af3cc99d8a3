"""Races that are run again and again: how much patience care needs, and who wins a tournament.

Payoffs of the game that repeats are one tuple (T, R, P, S) everywhere: temptation, reward,
punishment, sucker's payoff. Cooperation C is care, defection D is recklessness.
A memory-one strategy is four probabilities to cooperate, after own CC, CD, DC, DD (own move
first); before the first round both players are taken to have cooperated. With ``noise`` each
move comes out as its opposite, and what players remember is the moves that came out.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from racekit import _parallel, _validate
from racekit._compiled import kernels
from racekit.games import NormalForm


class Payoffs(NamedTuple):
    """Payoffs of one player [prizes]; a prisoner's dilemma if T > R > P > S."""

    T: float = 5.0
    R: float = 3.0
    P: float = 1.0
    S: float = 0.0


CLASSIC = Payoffs()  # Axelrod's tournaments
STRATEGIES = {
    "ALLC": (1.0, 1.0, 1.0, 1.0),
    "ALLD": (0.0, 0.0, 0.0, 0.0),
    "TFT": (1.0, 0.0, 1.0, 0.0),  # tit for tat
    "GTFT": (1.0, 1 / 3, 1.0, 1 / 3),  # generous TFT: `generosity` of (5, 3, 1, 0)
    "WSLS": (1.0, 0.0, 0.0, 1.0),  # win-stay, lose-shift
    "GRIM": (1.0, 0.0, 0.0, 0.0),
    "RANDOM": (0.5, 0.5, 0.5, 0.5),
}


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
    if not isinstance(game, NormalForm):
        raise TypeError(f"game must be a NormalForm, got {game!r}")
    if len(game.actions) != 2:
        raise ValueError(f"game must have 2 actions, got {len(game.actions)}")
    if player not in ("row", "column"):
        raise ValueError(f"player must be 'row' or 'column', got {player!r}")
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
    T, R, P = _falling(T=T, R=R, P=P)
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
    T, R, P, S = _falling(T=T, R=R, P=P, S=S)
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
    T, R, P, S = _falling(T=T, R=R, P=P, S=S)
    return max(0.0, min(1.0 - (T - R) / (R - S), (R - P) / (T - P)))


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
    T, R, P = _falling(T=T, R=R, P=P)
    alpha, q = _chances(false_alarm_chance=false_alarm_chance, detection_chance=detection_chance)
    needed = (T - R) * (1.0 - alpha) + (q - alpha) * (R - P)
    enough = needed > T - R
    return _plain(np.where(enough, (T - R) / np.where(enough, needed, 1.0), np.inf))


def highest_false_alarm_chance(T, R, P, patience, detection_chance):
    """Highest chance of a false alarm under which grim punishment still holds [-].

    alpha_max = [delta q (R - P) - (1 - delta)(T - R)]/[delta (T - P)]; nan where not even
    alarms that are never false deter. Arguments as in `alarm_threshold` and `alarm_value`.

    Examples
    --------
    >>> round(highest_false_alarm_chance(5, 3, 1, patience=0.9, detection_chance=0.8), 6)
    0.344444
    """
    T, R, P = _falling(T=T, R=R, P=P)
    delta, q = _chances(patience=patience, detection_chance=detection_chance)
    slack = delta * q * (R - P) - (1.0 - delta) * (T - R)
    return _plain(np.where(slack >= 0.0, slack / (np.maximum(delta, 1e-99) * (T - P)), np.nan))


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
    T, R, P = _falling(T=T, R=R, P=P)
    delta, alpha = _chances(patience=patience, false_alarm_chance=false_alarm_chance)
    if not (isinstance(length, float) and length == math.inf):
        length = _validate.integer("length", length, 1, 10**9, "races")
    lost = 1.0 - delta * (1.0 - alpha) - alpha * delta * delta**length
    return _plain(P + (1.0 - delta) * (R - P) / lost)


def shortest_punishment(T, R, P, patience, false_alarm_chance, detection_chance):
    """Fewest races of punishment after an alarm that deter; inf if only grim does, or None.

    The least L with delta (1 - delta^L) >= (1 - delta)(T - R)/[(q - alpha)(R - P) - alpha (T - R)].
    Arguments, all scalars, as in `alarm_threshold` and `alarm_value`.

    Examples
    --------
    >>> shortest_punishment(5, 3, 1, patience=0.9, false_alarm_chance=0.1, detection_chance=0.5)
    5
    """
    T, R, P = _falling(T=T, R=R, P=P)
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
    false_alarm_chance, detection_chance : float or float64[...]
        alpha_n = 1 - (1 - alpha)^n and q_n = 1 - (1 - q)(1 - alpha)^(n - 1) [-].

    Examples
    --------
    >>> round(alarm_threshold(5, 3, 1, *many_monitors(10, 0.02, 0.6)), 5)
    0.76885
    """
    n = _validate.integer("members", members, 1, 10**6)
    alpha, q = _chances(false_alarm_chance=false_alarm_chance, detection_chance=detection_chance)
    quiet = (1.0 - alpha) ** (n - 1)
    return _plain(1.0 - (1.0 - alpha) * quiet), _plain(1.0 - (1.0 - q) * quiet)


def generation_payoffs(race, standard):
    """What a generation of a race that is run again and again pays each lab.

    Parameters
    ----------
    race : Race
    standard : float
        Safety that all labs have agreed on [-], in [0, 1].

    Returns
    -------
    T, R, P : float64[labs]
        [prizes] Best reply while the others keep the standard; all keep it; Nash.

    Examples
    --------
    >>> from racekit.race import Race
    >>> [float(x[0].round(6)) for x in generation_payoffs(Race.equal(2), 0.9)]
    [0.516271, 0.440656, 0.351043]
    """
    standard = _validate.number("standard", standard, 0.0, 1.0)
    kept = np.full(race.n, standard)
    cheated = np.tile(kept, (race.n, 1))  # row: who breaks the standard
    for lab in range(race.n):
        cheated[lab, lab] = race.best_response(lab, kept)
    return race.payoffs(cheated).diagonal(), race.payoffs(kept), race.payoffs(race.nash())


def generation_threshold(race, standard):
    """Least patience between generations at which each lab keeps a standard, float64[labs] [-].

    (T - R)/(T - P) of `generation_payoffs`: whoever breaks the standard wins one generation, and
    all later ones are played at Nash. The standard holds if the largest entry is not above the
    patience; 0 where the standard is the Nash equilibrium, inf for a lab that Nash suits at least
    as well, which includes a standard at which nobody could ever finish.

    Examples
    --------
    >>> from racekit.race import Race
    >>> generation_threshold(Race.equal(2), 0.9).round(4)
    array([0.4576, 0.4576])
    """
    T, R, P = generation_payoffs(race, standard)
    gain, loss = T - R, R - P
    tie = _TIE * np.abs([T, R, P]).max(axis=0) + 1e-300
    threshold = np.where(loss > tie, gain / np.maximum(gain + loss, tie), np.inf)
    return np.where((gain <= tie) & (-loss <= tie), 0.0, threshold)


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
    p, q = _strategy("p", p), _strategy("q", q)
    return _shares(p[None], q[None], _noise(noise), _rounds(rounds))[0]


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
    own, other : float
        Payoffs of p and of q [prizes a round].

    Examples
    --------
    >>> [round(value, 6) for value in long_run("WSLS", "WSLS", noise=0.01)]
    [2.951092, 2.951092]
    """
    own, other = shares(p, q, noise) @ _outcomes(payoffs)
    return float(own), float(other)


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Simulated repetitions of one match.

    Attributes
    ----------
    tally : int64[runs, 4]
        Rounds that ended in CC, CD, DC, DD.
    prizes : float64[4, 2]
        What each outcome pays the two players [prizes].
    """

    tally: np.ndarray
    prizes: np.ndarray

    def payoffs(self):
        """Mean payoff a round of both players in each run [prizes], float64[runs, 2]."""
        return self.tally @ self.prizes / self.tally[0].sum()

    def cooperation(self):
        """Share of rounds in which each player cooperated, by run [-], float64[runs, 2]."""
        return self.tally @ _COOPERATES / self.tally[0].sum()

    def summary(self):
        """Means and standard errors, as a DataFrame "quantity", "mean", "standard error".

        Examples
        --------
        >>> play("TFT", "WSLS", noise=0.05, runs=100).summary().shape
        (4, 3)
        """
        columns = np.hstack([self.payoffs(), self.cooperation()]).T
        names = ("own payoff", "other payoff", "own cooperation", "other cooperation")
        rows = [(name, *_mean_and_error(c)) for name, c in zip(names, columns, strict=True)]
        return pd.DataFrame(rows, columns=["quantity", "mean", "standard error"])


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
    p, q, noise = _strategy("p", p), _strategy("q", q), _noise(noise)
    rounds = _validate.integer("rounds", rounds, 1, _MOST_ROUNDS)
    runs = _validate.integer("runs", runs, 1, _MOST_RUNS)
    prizes, key = _outcomes(payoffs), _parallel.key(seed)
    tally = np.empty((runs, 4), np.int64)
    block = max(1, _BLOCK_ROUNDS // rounds)
    p, q = _noisy(p, noise), _noisy(q, noise)

    def fill(first):
        with np.errstate(over="ignore"):  # the counter wraps; plain Python would warn
            kernels().play_match(first, min(first + block, runs), key, p, q, rounds, tally)

    _parallel.in_threads(fill, range(0, runs, block), threads)
    return Match(tally, prizes)


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
    rounds, noise, prizes = _rounds(rounds), _noise(noise), _outcomes(payoffs)
    rows, columns = np.triu_indices(len(names))
    outcomes = _shares(table[rows], table[columns], noise, rounds)
    exact = [_square(rows, columns, outcomes @ worth) for worth in (prizes, _COOPERATES)]
    if _validate.integer("runs", runs, 0, _MOST_RUNS) == 0:
        return Tournament(names, *exact)
    if rounds is None or runs == 1:
        raise ValueError(f"runs must be 0 or 2..{_MOST_RUNS}, and 0 if rounds is None, got {runs}")
    table = _noisy(table, noise)
    means, errors = _simulated(table[rows], table[columns], rounds, prizes, runs, seed, threads)
    return Tournament(names, *exact, _square(rows, columns, means), _square(rows, columns, errors))


_TIE = 1e-12  # differences below it are rounding
_MOST_ROUNDS, _MOST_RUNS = 10**6, 10**7
_BLOCK_ROUNDS = 4_000_000  # about 4 ms, so that handing a block out costs nothing
_COOPERATES = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


def _falling(**payoffs):
    """The payoffs as floats, each below the one before it."""
    values = [_validate.number(n, v, -1e12, 1e12, "prizes") for n, v in payoffs.items()]
    names = list(payoffs)
    for i in range(1, len(names)):
        if not values[i] < values[i - 1]:
            above = f"{names[i - 1]} = {values[i - 1]:g}"
            raise ValueError(f"{names[i]} must lie in [-1e+12, {above}) prizes, got {values[i]:g}")
    return values


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


def _strategy(name, value):
    if isinstance(value, str):
        if value not in STRATEGIES:
            raise ValueError(f"{name} must be one of {', '.join(STRATEGIES)}, got {value!r}")
        value = STRATEGIES[value]
    return _validate.shaped(name, value, (4,), 0.0, 1.0)


def _entrants(strategies):
    """Names, and float64[strategies, 4]."""
    strategies = STRATEGIES if strategies is None else strategies
    if isinstance(strategies, str) or not isinstance(strategies, Iterable):
        raise TypeError(f"strategies must be a dict or a sequence of names, got {strategies!r}")
    names = tuple(strategies)
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"strategies must be named by strings, got {names!r}")
    if not 1 <= len(names) == len(set(names)) <= 100:
        raise ValueError(f"strategies must be 1..100 different ones, got {len(names)}: {names!r}")
    chosen = strategies if isinstance(strategies, dict) else dict(zip(names, names, strict=True))
    table = [_strategy(f"strategies[{name!r}]", chosen[name]) for name in names]
    return names, np.array(table)


def _noise(noise):
    return _validate.number("noise", noise, 0.0, 0.5)


def _rounds(rounds):
    return None if rounds is None else _validate.integer("rounds", rounds, 1, _MOST_ROUNDS)


def _noisy(table, noise):
    return (1.0 - noise) * table + noise * (1.0 - table)


def _outcomes(payoffs):
    """What CC, CD, DC, DD pay both players, float64[4, 2]."""
    T, R, P, S = _validate.shaped("payoffs", payoffs, (4,), -1e12, 1e12, "prizes")
    return np.array([[R, R], [S, T], [T, S], [P, P]])


def _shares(p, q, noise, rounds):
    """Exact shares of many matches at once, float64[matches, 4]; rounds None is for ever."""
    result = np.empty(p.shape)
    if rounds is None:
        kernels().long_run_shares(0, len(p), p, q, noise, result)
    else:
        kernels().match_shares(0, len(p), p, q, noise, rounds, result)
    return result


def _simulated(p, q, rounds, prizes, runs, seed, threads):
    """Mean payoffs and standard errors of many matches, float64[matches, 2] each."""
    key, gamma = _parallel.key(seed), kernels().GAMMA
    means, errors = np.empty((len(p), 2)), np.empty((len(p), 2))

    def fill(match):
        tally = np.empty((runs, 4), np.int64)
        with np.errstate(over="ignore"):
            own_key = key + np.uint64(2 * rounds * runs * match) * gamma  # no draw is shared
            kernels().play_match(0, runs, own_key, p[match], q[match], rounds, tally)
        for player, sample in enumerate(Match(tally, prizes).payoffs().T):
            means[match, player], errors[match, player] = _mean_and_error(sample)

    _parallel.in_threads(fill, range(len(p)), threads)
    return means, errors


def _square(rows, columns, values):
    """Pairs (row's value, column's value) as a matrix, row against column."""
    size = rows[-1] + 1
    matrix = np.empty((size, size))
    matrix[columns, rows] = values[:, 1]
    matrix[rows, columns] = values[:, 0]
    return matrix


def _mean_and_error(sample):
    error = sample.std(ddof=1) / math.sqrt(sample.size) if sample.size > 1 else math.nan
    return float(sample.mean()), float(error)
