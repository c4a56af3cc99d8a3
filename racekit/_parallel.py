"""What every Monte Carlo front needs: a key from a seed, and blocks of runs on threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from racekit import _validate


def key(seed):
    """Return the kernels' 64-bit key; SeedSequence spreads neighbouring seeds far apart."""
    seed = _validate.integer("seed", seed, 0, 2**64 - 1)
    return np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]


def in_threads(fill, blocks, threads):
    """Call ``fill`` on every block; which thread does which cannot matter.

    ``threads`` None means all that numba sees.
    """
    if threads is None:
        from racekit._jit import THREADS as threads
    threads = _validate.integer("threads", threads, 1, 1024)
    if threads == 1 or len(blocks) == 1:
        for block in blocks:
            fill(block)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, blocks))
