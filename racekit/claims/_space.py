"""The parameter space in which the claims are judged: its axes, its baseline, its draws."""

import math
from dataclasses import dataclass, fields, replace

import numpy as np

from racekit import _validate
from racekit.claims._sobol import sobol
from racekit.races import Races

SHIFTS = 16  # independent randomisations, from which standard errors come
_BITS = 30  # binary digits of a draw


@dataclass(frozen=True, slots=True)
class Parameter:
    """One axis of the space.

    Attributes
    ----------
    low, high : float
        Ends of the range that draws cover.
    baseline : float
    scale : {"even", "log", "log1p", "count"}
        What is drawn evenly: the value, its logarithm, that of 1 + value, or whole numbers.
    unit, words : str
    """

    low: float
    high: float
    baseline: float
    scale: str
    unit: str
    words: str

    def value(self, place):
        """Value at a place in [0, 1] along the axis."""
        if self.scale == "count":
            return np.minimum(self.low + np.floor(place * (self.high - self.low + 1)), self.high)
        low, high = self._forth(self.low), self._forth(self.high)
        # the ends themselves, not what comes back from a logarithm
        return np.clip(self._back(low + place * (high - low)), self.low, self.high)

    def place(self, value):
        """Where along the axis, in [0, 1] for values in the range, a value lies."""
        if self.scale == "count":
            return (value - self.low + 0.5) / (self.high - self.low + 1)
        low, high = self._forth(self.low), self._forth(self.high)
        return (self._forth(value) - low) / (high - low)

    def _forth(self, value):
        return {"even": np.asarray, "log": np.log, "log1p": np.log1p}[self.scale](value)

    def _back(self, value):
        return {"even": np.asarray, "log": np.exp, "log1p": np.expm1}[self.scale](value)


SPACE = {
    "n": Parameter(2, 6, 4, "count", "labs", "number of labs"),
    "speed": Parameter(0.2, 5.0, 1.0, "log", "others = 1", "lab A's speed"),
    "safety_tax": Parameter(0.1, 1.0, 0.8, "even", "", "safety tax"),
    "risk": Parameter(0.05, 1.0, 0.4, "even", "", "risk"),
    "enmity_within": Parameter(0.0, 1.0, 1.0, "even", "", "enmity within nations"),
    "enmity_between": Parameter(0.0, 1.0, 1.0, "even", "", "enmity between nations"),
    "harm": Parameter(0.0, 5.0, 0.0, "log1p", "prizes", "lab A's harm"),
    "others_harm": Parameter(0.0, 5.0, 0.0, "log1p", "prizes", "the others' harm"),
    "discount": Parameter(0.01, 1.0, 0.05, "log", "1/yr", "discount"),
    "leak": Parameter(0.0, 0.5, 0.0, "even", "", "leakage"),
    "detection": Parameter(0.05, 5.0, 0.5, "log", "1/yr", "detection"),
    "fine": Parameter(0.03, 3.0, 0.3, "log", "prizes", "fine"),
    "patience": Parameter(0.0, 1.0, 0.0, "even", "", "patience"),
    "informed": Parameter(0.5, 1.0, 0.9, "even", "", "share of informed labs"),
    "exposure": Parameter(0.0, 1.0, 0.2, "even", "", "exposure"),
    "penalty": Parameter(0.0, 1.0, 0.0, "even", "quality units", "penalty for hiding"),
}
INSTITUTIONS = ("leak", "detection", "fine", "patience", "informed", "exposure", "penalty")
BASELINE = {name: axis.baseline for name, axis in SPACE.items()}


def checked(point):
    """A point of the space, baseline where nothing is said, or an error that names the range."""
    unknown = sorted(str(name) for name in point if name not in SPACE)
    if unknown:
        listed = ", ".join(SPACE)
        raise TypeError(f"the parameters are {listed}; there is no {_validate.listing(unknown)}")
    found = dict(BASELINE)
    for name, value in point.items():
        axis = SPACE[name]
        check = _validate.integer if axis.scale == "count" else _validate.number
        found[name] = check(name, value, axis.low, axis.high, axis.unit)
    return found


def power(draws):
    """Draws a shift, as a power of two, that make up at least this many in all."""
    return max(0, math.ceil(math.log2(draws / SHIFTS)))


def places(power, seed):
    """Places of the draws along the axes, float64[draws, parameters], one shift after another.

    Each shift is one Sobol sequence of 2**power points moved by random digits of its own (a
    digital shift): as even as the sequence, and independent of the other shifts.
    """
    digits = sobol(power, _BITS)
    random = np.random.default_rng(seed)
    moves = random.integers(0, 2**_BITS, (SHIFTS, 1, len(SPACE)))
    moved = np.empty((SHIFTS, *digits.shape))
    for shift, move in zip(moved, moves, strict=True):  # one by one: an interrupt need not wait
        shift[...] = ((digits ^ move) + 0.5) * 2.0**-_BITS
    return moved.reshape(-1, len(SPACE))


def points(where):
    """Values of the parameters at places, a dict of float64[...]."""
    return {name: axis.value(where[..., i]) for i, (name, axis) in enumerate(SPACE.items())}


def home(n):
    """Labs of the first lab's nation, bool[labs]: labs belong to the two nations in turn."""
    return np.arange(n) % 2 == 0


def field(point):
    """The races at points that share their number of labs; ``point`` holds float64[points].

    Lab A comes first. The labs' mean speed is 1 a year.
    """
    n = int(point["n"][0])
    first, at_home = np.arange(n) == 0, home(n)
    speed = np.where(first, point["speed"][:, None], 1.0)
    enmity = np.where(
        at_home[:, None] == at_home,
        point["enmity_within"][:, None, None],
        point["enmity_between"][:, None, None],
    )
    return Races(
        speed=speed / speed.mean(axis=1, keepdims=True),
        worth=np.where(np.eye(n, dtype=bool), 1.0, 1.0 - enmity),
        harm=np.where(first, point["harm"][:, None], point["others_harm"][:, None]),
        **{name: np.array(point[name]) for name in ("safety_tax", "risk", "discount")},
    )


def field_of(race):
    """One race, as an array of one."""
    rows = {
        f.name: np.asarray(value)[None]
        for f in fields(race.races)
        if f.name != "milestones" and (value := getattr(race.races, f.name)) is not None
    }
    return replace(race.races, **rows)
