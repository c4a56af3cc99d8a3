"""Checks of the exercises: ``check.two_labs.best_reply(your_function)`` prints a verdict.

There is one module a lesson, under the lesson's name, and one check a task in it.
"""

import importlib
import pkgutil

__all__ = [found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_")]


def __getattr__(name):
    """Load a lesson's checks when they are first asked for."""
    if name in __all__:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"there are no checks for {name!r}; lessons: {', '.join(__all__)}")


def __dir__():
    return __all__
