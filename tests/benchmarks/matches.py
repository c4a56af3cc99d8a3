"""Work T1: sixteen strategies of memory one meet pairwise, by racekit, plain C and NumPy."""

import ctypes

import contenders
import numpy as np

from racekit import repeated

ROUNDS, NOISE = 200, 0.05
PRIZES = np.array([3.0, 0.0, 5.0, 1.0])  # to the first player, after CC, CD, DC, DD
CORNERS = np.array([[(i >> bit) & 1 for bit in range(4)] for i in range(16)], float)
STRATEGIES = {f"{i}": row for i, row in enumerate(CORNERS)}
ROWS, COLUMNS = np.triu_indices(16)


def racekit_payoffs():
    """Exact mean payoffs [prizes a round], float64[16, 16]."""
    return repeated.tournament(STRATEGIES, ROUNDS, NOISE).payoffs


def numpy_payoffs():
    """The same by stepping all chains 200 times."""
    table = (1 - NOISE) * CORNERS + NOISE * (1 - CORNERS)
    p, q = np.broadcast_to(table[:, None], (16, 16, 4)), table[:, [0, 2, 1, 3]]
    step = np.stack([p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)], axis=-1)
    law, total = np.zeros((16, 16, 4)), 0.0
    law[..., 0] = 1.0
    for _ in range(ROUNDS):
        law = np.einsum("ijs,ijst->ijt", law, step)
        total = total + law @ PRIZES
    return total / ROUNDS


def racekit_matches(runs, seed=0):
    """Mean payoff of the first player of each of the 136 pairs, and its standard error."""
    result = repeated.tournament(STRATEGIES, ROUNDS, NOISE, runs=runs, seed=seed, threads=1)
    return result.simulated[ROWS, COLUMNS], result.errors[ROWS, COLUMNS]


def c_matches(runs, seed=0):
    """The same, move by move; None without a compiler."""
    library = contenders.library("imitation")
    if library is None:
        return None
    table = np.ascontiguousarray((1 - NOISE) * CORNERS + NOISE * (1 - CORNERS))
    paid, found = np.empty(runs), []
    for pair, (i, j) in enumerate(zip(ROWS, COLUMNS, strict=True)):
        library.match(
            ctypes.c_int64(runs), ctypes.c_int64(ROUNDS),
            *contenders.pointers(table[i], table[j], PRIZES),
            ctypes.c_uint64(1000 * seed + pair), *contenders.pointers(paid),
        )  # fmt: skip
        found.append((paid.mean(), paid.std(ddof=1) / runs**0.5))
    return tuple(np.array(found).T)


def off(matches, runs):
    """Largest distance of the 136 means from the exact ones, in standard errors."""
    mean, error = matches(runs)
    # where one run pays much like the next, 1e-12 is rounding
    return float((abs(mean - racekit_payoffs()[ROWS, COLUMNS]) / (error + 1e-12)).max())
