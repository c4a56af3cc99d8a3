"""What every Monte Carlo front needs: a key from a seed, and blocks of runs on threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import numpy as np

from racekit import _validate


def key(seed):
    """Return the kernels' 64-bit key; SeedSequence spreads neighbouring seeds far apart."""
    seed = _validate.integer("seed", seed, 0, 2**64 - 1)
    return np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]


def in_threads(fill, blocks, threads):
    """Call ``fill`` on every block; which thread does which cannot matter.

    ``threads`` None means all that numba sees. Threads fetch their blocks one by one, so that
    after an interrupt or an error each only ends the block that it is at; a ``fill`` that takes
    long is a generator, and may be left wherever it yields.
    """
    if threads is None:
        from racekit._jit import THREADS as threads
    threads = _validate.integer("threads", threads, 1, 1024)
    threads = min(threads, len(blocks))
    todo, turn, stop = iter(blocks), Lock(), Event()

    def fetch():
        with turn:  # two threads may not ask an iterator at once
            return None if stop.is_set() else next(todo, None)

    def work():
        try:
            while (block := fetch()) is not None:
                for _ in fill(block) or ():
                    if stop.is_set():
                        return
        except BaseException:
            stop.set()
            raise

    if threads <= 1:
        work()
    else:
        _at_once(work, threads, stop)


def _at_once(work, threads, stop):
    """Let so many threads work until all are done, or one of them, or the waiting, fails."""
    pool, tasks = ThreadPoolExecutor(threads), []
    try:
        for _ in range(threads):
            tasks.append(pool.submit(work))
        for task in tasks:
            task.result()
    finally:
        stop.set()
        pool.shutdown()
