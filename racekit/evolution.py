"""What spreads in a population of developers that imitate whoever does better.

The process, the same for all functions here: in each update one of Z players is drawn; with
probability mu it mutates to one of the k - 1 other strategies, all alike; else it compares
itself with one of the other Z - 1 players and copies that one's strategy with probability
1/(1 + exp(-beta (other's payoff - own))) (Fermi rule). A player's payoff is its mean against the
other Z - 1 players, itself left out. Traulsen, Nowak and Pacheco (2006), Phys. Rev. E 74 011909.

Payoffs are ``[own strategy, other's]``; `dsair` and its neighbours give them for the race.
"""

import math

import numpy as np

from racekit import _parallel, _validate
from racekit._compiled import kernels
from racekit._dsair import Thresholds, dsair, region, thresholds
from racekit._incentives import peer_punishment, peer_reward, voluntary

__all__ = [
    "Thresholds", "dsair", "exact", "fixation_probability", "peer_punishment", "peer_reward",
    "region", "simulate", "stationary", "thresholds", "trajectory", "voluntary",
]  # fmt: skip

MOST_STRATEGIES = 10
MOST_PLAYERS = 10**6
_MOST_UPDATES = 10**10
_BAND_NUMBERS = 2 * 10**7  # most numbers that `exact` works on (160 MB)
_TABLE_MOVES = 2 * 10**6  # most moves that `simulate` tabulates (40 MB)


def fixation_probability(payoffs, mutant, resident, size=100, selection=0.01):
    """Probability that one mutant takes over a population of residents, without mutation.

    Parameters
    ----------
    payoffs : array_like, float64[..., strategies, strategies]
        Payoff to the first index [value], in [-1e12, 1e12]; 2 to 10 strategies.
    mutant, resident : int
        Indices of two different strategies.
    size : int
        Z, players in the population, in 2..1e6.
    selection : float
        beta, intensity of selection [1/value], in [0, 1e6].

    Returns
    -------
    float or float64[...]
        Probability [-]; 1/Z where the two fare alike. Taken from logarithms, so that no payoff
        overflows; it is 0 only below 1e-308.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range, and the value given.

    Examples
    --------
    >>> float(fixation_probability(dsair(), mutant=1, resident=0).round(8))
    0.00192675
    """
    payoffs = _payoffs(payoffs)
    k = payoffs.shape[-1]
    mutant = _validate.integer("mutant", mutant, 0, k - 1)
    resident = _validate.integer("resident", resident, 0, k - 1)
    if mutant == resident:
        raise ValueError(f"mutant and resident must differ, got {mutant} for both")
    size, selection = _population(size, selection)
    pair = np.ix_([mutant, resident], [mutant, resident])
    pairs = np.ascontiguousarray(payoffs[(..., *pair)]).reshape(-1, 2, 2)
    chance = np.empty(len(pairs))
    kernels().fixations(pairs, size, selection, chance)
    return chance.reshape(payoffs.shape[:-2])[()]


def stationary(payoffs, size=100, selection=0.01):
    """Share of time at each strategy when mutations are so rare that one is settled at a time.

    Parameters
    ----------
    payoffs : array_like, float64[..., strategies, strategies]
        As in `fixation_probability`; leading axes are a grid, filled in one go.
    size, selection
        As in `fixation_probability`.

    Returns
    -------
    float64[..., strategies]
        Shares [-], summing to 1; from logarithms throughout, as in `fixation_probability`.

    Notes
    -----
    Fudenberg and Imhof (2006): the population jumps between uniform states, from i to j at a
    rate proportional to the fixation probability of one j among i.

    Examples
    --------
    >>> stationary(dsair(risk=0.78)).round(5)
    array([0.39166, 0.2127 , 0.39564])
    """
    payoffs = _payoffs(payoffs)
    size, selection = _population(size, selection)
    k = payoffs.shape[-1]
    law = np.empty((payoffs.size // k**2, k))
    kernels().rare_mutation_laws(payoffs.reshape(-1, k, k), size, selection, law)
    return law.reshape(payoffs.shape[:-1])


def exact(payoffs, size=100, selection=0.01, mutation=0.01):
    """Mean frequency of each strategy in the long run: the whole chain solved, no sampling.

    Parameters
    ----------
    payoffs : array_like, float64[strategies, strategies]
        As in `fixation_probability`.
    size : int
        Z, players, in 2..1e6 for two strategies, 2..269 for three, 2..39 for four, and so on.
    selection : float
        As in `fixation_probability`.
    mutation : float
        mu, probability that an update is a mutation [-], in [1e-12, 1].

    Returns
    -------
    float64[strategies]
        Frequencies [-], summing to 1.

    Notes
    -----
    States are eliminated one by one without a subtraction (Grassmann, Taksar and Heyman 1985),
    within the band of states that one update can link, and the weights are kept as logarithms:
    the result keeps its digits at any mutation and selection.

    Examples
    --------
    >>> exact(dsair(), size=30).round(4)
    array([0.2714, 0.4454, 0.2832])
    """
    payoffs = _payoffs(payoffs, one=True)
    size, selection = _population(size, selection)
    mutation = _validate.number("mutation", mutation, 1e-12, 1.0)
    k = len(payoffs)
    most = _most_players(k)
    if size > most:
        raise ValueError(
            f"size must lie in 2..{most} players for {k} strategies, got {size}; "
            "simulate has no such limit"
        )
    counts, target, chance = _chain(payoffs, size, selection, mutation)
    width = int(np.abs(target - np.arange(len(target))[:, None]).max())
    law = np.empty(len(target))
    band = np.zeros((len(target), 2 * width + 1))
    kernels().log_law_of_chain(target, chance, width, band, law)
    weight = np.exp(law - law.max())
    return weight @ counts / (size * weight.sum())


def simulate(
    payoffs, size=100, selection=0.01, mutation=0.01, updates=1_000_000, seed=0,
    *, burn_in=100_000,
):  # fmt: skip
    """Mean frequency of each strategy in one simulated population.

    Parameters
    ----------
    payoffs : array_like, float64[strategies, strategies]
        As in `fixation_probability`.
    size, selection
        As in `fixation_probability`.
    mutation : float
        mu, probability that an update is a mutation [-], in [0, 1].
    updates : int
        Updates to average over, in 1..1e10.
    seed : int
        Same seed, same numbers bit for bit; in 0..2**64 - 1.
    burn_in : int
        Updates before the average begins, in 0..1e10. The population starts as evenly mixed as
        possible; at mutation 1e-3 and below it may need 1e5 to 1e6 updates to forget that.

    Returns
    -------
    float64[strategies]
        Frequencies [-], summing to 1.

    Notes
    -----
    Updates that change nothing are jumped over. Where the states are few enough for a table,
    each stay counts with its expected length, which has the same mean and less noise.

    Examples
    --------
    >>> from_chain, from_chance = exact(dsair()), simulate(dsair(), updates=10_000_000)
    >>> bool(abs(from_chain - from_chance).max() < 0.05)
    True
    """
    payoffs = _payoffs(payoffs, one=True)
    size, selection = _population(size, selection)
    mutation = _validate.number("mutation", mutation, 0.0, 1.0)
    updates = _validate.integer("updates", updates, 1, _MOST_UPDATES)
    burn_in = _validate.integer("burn_in", burn_in, 0, _MOST_UPDATES)
    key = _parallel.key(seed)
    settings = (payoffs, size, selection, mutation)
    moves = math.comb(size + len(payoffs) - 1, size) * len(payoffs) * (len(payoffs) - 1)
    method = _by_table if moves <= min(_TABLE_MOVES, updates + burn_in) else _by_path
    with np.errstate(over="ignore"):  # the counter wraps; plain Python would warn
        return method(settings, _even(size, len(payoffs)), burn_in, updates, key) / (size * updates)


def trajectory(
    payoffs, size=100, selection=0.01, mutation=0.01, updates=100_000, seed=0,
    *, samples=500, start=None,
):  # fmt: skip
    """Follow one simulated population.

    Parameters
    ----------
    payoffs, size, selection, mutation, seed
        As in `simulate`.
    updates : int
        Length of the story, in 1..1e10.
    samples : int
        Equal steps at which the population is looked at, in 1..1e6.
    start : array_like, int[strategies], optional
        Players of each strategy at the start; as even as possible if left out.

    Returns
    -------
    int64[samples + 1, strategies]
        Players of each strategy; row i is the population after i * updates/samples updates.

    Examples
    --------
    >>> trajectory(dsair(), updates=1000, samples=4, start=[0, 100, 0]).shape
    (5, 3)
    """
    payoffs = _payoffs(payoffs, one=True)
    size, selection = _population(size, selection)
    mutation = _validate.number("mutation", mutation, 0.0, 1.0)
    updates = _validate.integer("updates", updates, 1, _MOST_UPDATES)
    samples = _validate.integer("samples", samples, 1, 10**6)
    k = len(payoffs)
    counts = _even(size, k) if start is None else _start(start, size, k)
    path, occupied = np.empty((samples + 1, k), np.int64), np.empty(k)
    with np.errstate(over="ignore"):
        kernels().imitation_path(
            payoffs,
            size,
            selection,
            mutation,
            float(updates),
            _parallel.key(seed),
            counts,
            path,
            occupied,
        )
    return path


def _by_table(settings, counts, burn_in, updates, key):
    """Sum of the counts over the updates, from a table of all states."""
    states, target, chance = _chain(*settings)
    stay, threshold = np.empty(len(target)), np.empty(target.shape)
    first, second = np.empty(target.shape, np.int32), np.empty(target.shape, np.int32)
    kernels().alias_rows(target, chance, stay, threshold, first, second)
    table = (stay, threshold, first, second)
    place = int(np.flatnonzero((states == counts).all(axis=1))[0])
    weight = np.zeros(len(target))
    place, drawn = kernels().imitation_walk(place, float(burn_in), key, *table, weight)
    weight[:] = 0.0
    key = key + np.uint64(drawn) * kernels().GAMMA
    kernels().imitation_walk(place, float(updates), key, *table, weight)
    return weight @ states


def _by_path(settings, counts, burn_in, updates, key):
    """The same where the states are too many, from one player's move to the next."""
    path, occupied = np.empty((1, len(counts)), np.int64), np.empty(len(counts))
    for length in (burn_in, updates):
        key = np.uint64(key)  # jitted, the kernel hands back a plain int
        key = kernels().imitation_path(*settings, float(length), key, counts, path, occupied)
    return occupied


def _chain(payoffs, size, selection, mutation):
    """Counts, targets and chances of all states (see the kernel)."""
    k = len(payoffs)
    below = np.empty((k - 1, size + 1), np.int64)
    below[k - 2] = np.arange(size + 1)
    for i in range(k - 3, -1, -1):
        below[i] = np.cumsum(below[i + 1])
    states = math.comb(size + k - 1, k - 1)
    counts, shape = np.empty((states, k), np.int64), (states, k * (k - 1))
    target, chance = np.empty(shape, np.int64), np.empty(shape)
    kernels().imitation_chain(payoffs, size, selection, mutation, below, counts, target, chance)
    return counts, target, chance


def _most_players(k):
    """Largest population that `exact` takes on: states times the width of its band."""
    if k == 2:
        return MOST_PLAYERS
    size = 2
    while math.comb(size + k, k - 1) * (2 * math.comb(size + k - 1, k - 2) + 1) <= _BAND_NUMBERS:
        size += 1
    return size


def _payoffs(payoffs, one=False):
    payoffs = np.ascontiguousarray(_validate.array("payoffs", payoffs, -1e12, 1e12))
    shape = payoffs.shape
    square = len(shape) >= 2 and shape[-1] == shape[-2] and 2 <= shape[-1] <= MOST_STRATEGIES
    if not square or (one and len(shape) > 2):
        wanted = "(k, k)" if one else "(..., k, k)"
        raise ValueError(
            f"payoffs must have shape {wanted} with k in 2..{MOST_STRATEGIES} strategies, "
            f"got shape {shape}"
        )
    return payoffs


def _population(size, selection):
    size = _validate.integer("size", size, 2, MOST_PLAYERS, "players")
    return size, _validate.number("selection", selection, 0.0, 1e6, "1/value")


def _even(size, k):
    return np.array([(size + i) // k for i in range(k - 1, -1, -1)])


def _start(start, size, k):
    counts = _validate.shaped("start", start, (k,), 0, size, "players")
    if (counts % 1).any() or counts.sum() != size:
        given = _validate.shown(start)
        raise ValueError(f"start must be whole numbers that add up to size = {size}, got {given}")
    return counts.astype(np.int64)
