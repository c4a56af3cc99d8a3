"""The decorators of the kernels: numba is a convenience, never a condition.

Kernels are compiled and kept where that works, and run all the same where it does not. Numbers
never depend on it; what becomes slower is said once a process, by the logger ``racekit``.
"""

import os

from racekit._jit._notice import say


def cure(error):
    """What to do about a numba that raised this while it was imported."""
    settings = sorted(name for name in os.environ if name.startswith("NUMBA_"))
    if settings and not isinstance(error, ImportError):
        return f"unset {' and '.join(settings)}, or give it a valid value"
    return "run `pip install --upgrade numba`, with the Python that runs JupyterLab"


def _compiled(function):
    """Compile on first call for each combination of types, and keep the code in a file."""
    dispatcher = njit(nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    if dispatcher is not function:  # as under NUMBA_DISABLE_JIT
        try:
            from racekit._jit._cache import KernelCache

            dispatcher._cache = KernelCache(function)
        except Exception as error:  # numba has changed inside: compile without keeping
            say(f"compiled kernels cannot be kept: {error}")
    return dispatcher


def _plain(function):
    """Leave the kernel as it is: the same numbers from plain Python."""
    return function


FAULT = None  # what numba raised, if it could not be imported
try:
    from numba import config, njit
except Exception as error:  # missing, refusing this NumPy, or a setting that it refuses
    FAULT, reason = error, str(error).rstrip(".")
    say(f"numba cannot be used ({type(error).__name__}: {reason}). Simulations and equilibria run "
        f"as plain Python: the same numbers, some hundred times slower. To mend it, {cure(error)}.")
    jit = inlined = _plain
    THREADS = 1  # plain Python keeps to one core
else:
    jit = _compiled
    # for the heart of a loop that takes records: a call would count references to each array
    inlined = njit(inline="always", nogil=True, error_model="numpy")
    THREADS = config.NUMBA_NUM_THREADS  # cores we may use, or what the environment says
