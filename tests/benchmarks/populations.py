"""Works E1, E1x and E2: what spreads in a population, by racekit, plain C, NumPy and SciPy."""

import ctypes

import contenders
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import spsolve

from racekit import evolution

SIZE, SELECTION, MUTATION = 100, 0.01, 1e-2
PAYOFFS = evolution.dsair()
BURN_IN = 10**5


def racekit_shares(updates, seed=0):
    """Mean shares of AS, AU and CS in one simulated population."""
    settings = {"size": SIZE, "selection": SELECTION, "mutation": MUTATION}
    return evolution.simulate(PAYOFFS, **settings, updates=updates, seed=seed, burn_in=BURN_IN)


def c_shares(updates, seed=0):
    """The same, update by update; None without a compiler."""
    library = contenders.library("imitation")
    if library is None:
        return None
    count, share = np.array([34, 33, 33]), np.empty(3)
    whole, number = ctypes.c_int64, ctypes.c_double
    library.imitation(
        whole(3), *contenders.pointers(PAYOFFS), whole(SIZE), number(SELECTION), number(MUTATION),
        whole(BURN_IN), whole(updates), ctypes.c_uint64(seed), *contenders.pointers(count, share),
    )  # fmt: skip
    return share


def off(shares, updates, seeds=20):
    """How far the mean over some seeds is from the exact shares, in standard errors."""
    found = np.array([shares(updates, seed) for seed in range(seeds)])
    error = found.std(axis=0, ddof=1) / seeds**0.5
    return float((abs(found.mean(axis=0) - racekit_exact()) / error).max())


def racekit_exact():
    """The long run's mean shares."""
    return evolution.exact(PAYOFFS, SIZE, SELECTION, MUTATION)


def scipy_exact():
    """The same by SciPy's sparse solver, all transitions written out."""
    first, second = (grid.ravel() for grid in np.indices((SIZE + 1, SIZE + 1)))
    inside = first + second <= SIZE
    states = np.stack([first, second, SIZE - first - second], axis=1)[inside]
    place = np.full((SIZE + 1, SIZE + 1), -1)
    place[states[:, 0], states[:, 1]] = np.arange(len(states))
    pays = (states @ PAYOFFS.T - np.diag(PAYOFFS)) / (SIZE - 1)
    rows, columns, chances = [], [], []
    for own, new in np.argwhere(~np.eye(3, dtype=bool)):
        copies = 1.0 / (1.0 + np.exp(-SELECTION * (pays[:, new] - pays[:, own])))
        meets = states[:, new] / (SIZE - 1)
        chance = states[:, own] / SIZE * (MUTATION / 2 + (1 - MUTATION) * meets * copies)
        moved = states.copy()
        moved[:, own] -= 1
        moved[:, new] += 1
        possible = states[:, own] > 0
        rows.append(np.flatnonzero(possible))
        columns.append(place[moved[possible, 0], moved[possible, 1]])
        chances.append(chance[possible])
    rows, columns, chances = map(np.concatenate, (rows, columns, chances))
    m = len(states)
    flow = csr_array((chances, (columns, rows)), shape=(m, m)).tolil()
    flow.setdiag(-np.bincount(rows, chances, m))
    flow[0] = 1.0  # one balance follows from the others: the law adds up to 1 instead
    law = spsolve(flow.tocsc(), np.eye(1, m)[0])
    return law @ states / SIZE


def grid(side):
    """Payoffs over risk and speed, float64[side, side, 3, 3]."""
    speed, risk = np.meshgrid(np.linspace(1.1, 3.0, side), np.linspace(0.05, 1.0, side))
    return evolution.dsair(speed=speed, risk=risk)


def racekit_rare(games):
    """Shares of time at each strategy when errors are rare, float64[..., 3]."""
    return evolution.stationary(games, SIZE, SELECTION)


def numpy_rare(games):
    """The same by logarithms of sums and the trees of three states."""
    m = np.arange(1, SIZE)
    rate = np.zeros((*games.shape[:-2], 3, 3))
    for i, j in np.argwhere(~np.eye(3, dtype=bool)):  # one j among players of i
        a, b, c, d = (games[..., x, y, None] for x, y in ((j, j), (j, i), (i, j), (i, i)))
        lead = ((m - 1) * a + (SIZE - m) * b - m * c - (SIZE - m - 1) * d) / (SIZE - 1)
        way = -SELECTION * np.cumsum(lead, axis=-1)
        rate[..., i, j] = -np.logaddexp(0.0, np.logaddexp.reduce(way, axis=-1))
    trees = [
        np.logaddexp.reduce(
            [rate[..., j, i] + rate[..., k, i], rate[..., j, k] + rate[..., k, i],
             rate[..., k, j] + rate[..., j, i]]
        )
        for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1))
    ]  # fmt: skip
    law = np.exp(np.stack(trees, axis=-1) - np.max(trees, axis=0)[..., None])
    return law / law.sum(axis=-1, keepdims=True)
