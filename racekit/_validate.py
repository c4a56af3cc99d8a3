"""Range and shape checks with one style of message: name, allowed range with unit, value given."""

import math
import operator

import numpy as np


def _brackets(low, high, low_open, unit, high_open=False):
    left = "(" if low_open else "["
    right = ")" if high_open or math.isinf(high) else "]"
    return f"{left}{low:g}, {high:g}{right}{f' {unit}' if unit else ''}"


def shown(value):
    """``repr`` of what somebody handed over, cut to a line, even if it has none."""
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 120 else f"{text[:60]} ... {text[-40:]}"


def number(name, value, low, high, unit="", *, low_open=False, high_open=False):
    """``value`` as a float inside the range, or an error that says what the range is."""
    scalar = isinstance(value, (int, float, np.generic, np.ndarray)) and np.ndim(value) == 0
    # O: an int too big for C
    if not scalar or np.ma.is_masked(value) or np.asarray(value).dtype.kind not in "iufO":
        raise TypeError(f"{name} must be a number, got {shown(value)}")
    try:
        value = float(value)
    except OverflowError:  # an integer beyond any float
        value = math.inf
    inside = low < value <= high if low_open else low <= value <= high
    if not inside or math.isinf(value) or (high_open and value == high):  # NaN fails all
        allowed = _brackets(low, high, low_open, unit, high_open)
        raise ValueError(f"{name} must lie in {allowed}, got {value:g}")
    return value


def integer(name, value, low, high, unit=""):
    """``value`` as an int inside the range; 3.0 is refused, it is not a count."""
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be an integer, got {shown(value)}")
    try:
        value = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, got {shown(value)}") from None
    if not low <= value <= high:
        unit = f" {unit}" if unit else ""
        raise ValueError(f"{name} must lie in {low}..{high}{unit}, got {value}")
    return value


def rectangular(name, value):
    """``value`` as an array of whatever it holds; rows of unequal length are refused."""
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name} must be a rectangular array of numbers, got {shown(value)}"
        ) from None


def array(name, value, low, high, unit="", *, low_open=False, high_open=False):
    """``value`` as a float array whose every entry lies inside the range."""
    given = rectangular(name, value)
    if np.ma.is_masked(value):
        raise ValueError(f"{name} must not be masked, got {shown(value)}")
    if _hides_bools(value):
        raise TypeError(f"{name} must hold numbers only, got {shown(value)}")
    if given.dtype.kind not in "iuf":
        if given.size:
            raise TypeError(f"{name} must hold numbers only, got {shown(value)}")
        raise ValueError(f"{name} must not be empty, got {shown(value)}")
    if given.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {given.shape}")
    given = given.astype(float)
    inside = (given > low if low_open else given >= low) & np.isfinite(given)
    inside &= given < high if high_open else given <= high
    if not inside.all():
        place = tuple(int(i) for i in np.argwhere(~inside)[0])
        where = f"{name}[{', '.join(map(str, place))}]" if place else name
        allowed = _brackets(low, high, low_open, unit, high_open)
        raise ValueError(f"{where} must lie in {allowed}, got {given[place]:g}")
    return given


def _hides_bools(value):
    """Whether a sequence holds a True or False that an array of numbers would make 1 or 0."""
    if isinstance(value, (list, tuple)):
        return any(_hides_bools(each) for each in value)
    return isinstance(value, (bool, np.bool_))


def shaped(name, value, shape, low, high, unit="", *, low_open=False):
    """Like `array`, and of exactly this shape."""
    given = array(name, value, low, high, unit, low_open=low_open)
    if given.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got shape {given.shape}")
    return given


def flag(name, value):
    """``value`` as a bool; 0, 1 and "yes" are refused, they are usually slips."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {shown(value)}")
    return bool(value)


def names(name, value):
    """``value`` as a tuple of strings; one string, or a set, is no sequence of names."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) for each in value):
        raise TypeError(f"{name} must be a sequence of names, got {shown(value)}")
    return tuple(value)


def frozen(values):
    """``values`` made read-only, so that a frozen record is frozen to its last number."""
    values = np.ascontiguousarray(values, dtype=float)
    values.setflags(write=False)
    return values
