"""racekit: one model of AI races, from the two-lab dilemma to multilateral treaties.

Names load when first used, so that ``import racekit`` is quick and Matplotlib, ipywidgets and
numba wait until a figure, an explorer or a simulation needs them.
"""

from importlib import import_module

__version__ = "0.3.0"

_HOMES = {
    "Draws": "draws",
    "NormalForm": "games",
    "Race": "race",
    "Treaty": "treaty",
    "nash_grid": "sweeps",
    "same": "_same",
    "simulate": "simulation",
    "sweep": "sweeps",
}
_MODULES = (
    "agreements",
    "bargaining",
    "check",
    "claims",
    "coalition",
    "compliance",
    "design",
    "disclosure",
    "draws",
    "evolution",
    "explore",
    "games",
    "history",
    "inspection",
    "plots",
    "precipice",
    "race",
    "repeated",
    "report",
    "safety_performance",
    "simulation",
    "stability",
    "sweeps",
    "treaty",
    "worlds",
)

__all__ = [*_HOMES, *_MODULES]


def __getattr__(name):
    if name in _HOMES:
        value = getattr(import_module(f"racekit.{_HOMES[name]}"), name)
    elif name in _MODULES:
        value = import_module(f"racekit.{name}")
    else:
        raise AttributeError(f"module 'racekit' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
