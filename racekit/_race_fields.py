"""What the fields of a race may hold: ranges with units, shapes, and how they are stored."""

import numpy as np

from racekit import _validate

MOST_LABS = 200
LEAST = 1e-6  # below it a tax or a risk is nothing, and no digits are left to tell it from none
SLOWEST, FASTEST = 1e-6, 1e6  # speed of a lab [1/yr]
FURTHEST = 1e9  # fastest lab's speed against the slowest's [-]
SCALARS = {  # name: low, high, unit, ends that are excluded
    "safety_tax": (LEAST, 1.0, "", {}),
    "risk": (LEAST, 1.0, "", {}),
    "discount": (0.0, 1e6, "1/yr", {}),
    "residual": (0.0, 1.0, "", {"high_open": True}),
    "curve": (0.1, 10.0, "", {}),
}
PAIRED = {  # the same for fields that are one number, or one for each lab or pair of labs
    "enmity": (0.0, 1.0, "", {}),
    "harm": (0.0, 1e6, "prizes", {}),
}


def checked_fields(race):
    """Each field of a race as it is stored: a number in range, or a read-only array."""
    speed = _validate.array("speed", race.speed, SLOWEST, FASTEST, "1/yr")
    if speed.ndim != 1 or speed.size > MOST_LABS:
        raise ValueError(f"speed must list 1..{MOST_LABS} labs, got shape {speed.shape}")
    if speed.max() > FURTHEST * speed.min():
        given = f"{speed.min():g} to {speed.max():g}"
        raise ValueError(f"speed must lie within a factor of {FURTHEST:g}, got {given}")
    stored = {"speed": _validate.frozen(speed)}
    for name, (low, high, unit, ends) in SCALARS.items():
        stored[name] = _validate.number(name, getattr(race, name), low, high, unit, **ends)
    for name, shape in (("enmity", (speed.size, speed.size)), ("harm", (speed.size,))):
        stored[name] = _matrix(name, getattr(race, name), shape, *PAIRED[name][1:3])
    stored["milestones"] = _validate.integer("milestones", race.milestones, 1, 1000)
    stored["names"] = _names(race.names, speed.size)
    stored["beliefs"] = _beliefs(race.beliefs, speed.size)
    return stored


def _matrix(name, value, shape, high, unit):
    """One number for all, as a float, or a read-only array of exactly this shape."""
    if np.ndim(_validate.rectangular(name, value)) == 0:
        return _validate.number(name, value, 0.0, high, unit)
    return _validate.frozen(_validate.shaped(name, value, shape, 0.0, high, unit))


def _names(names, n):
    if names is None:
        return tuple(f"lab {i + 1}" for i in range(n))
    _validate.names("names", names)
    if len(names) != n or len(set(names)) != n:
        raise ValueError(f"names must be {n} different names, got {_validate.shown(names)}")
    return tuple(names)


def _beliefs(beliefs, n):
    if beliefs is None:
        return None
    given = _validate.shaped("beliefs", beliefs, (n,), LEAST, 1.0)
    return _validate.frozen(given)
