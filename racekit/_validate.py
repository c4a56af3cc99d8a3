"""Range and shape checks with one style of message: name, allowed range with unit, value given."""

import math
import operator

import numpy as np

_LONGEST = 100  # characters of a value in a message
_DEEPEST = 32  # lists within lists that NumPy follows


def _brackets(low, high, low_open, unit, high_open=False):
    left = "(" if low_open else "["
    right = ")" if high_open or math.isinf(high) else "]"
    return f"{left}{low:g}, {high:g}{right}{f' {unit}' if unit else ''}"


def shown(value):
    """``repr`` of what somebody handed over, cut to a line, even if it has none."""
    try:
        text = str(repr(value))
    except Exception:
        text = f"a {type(value).__name__}"
    text = " ".join(text.split()) if len(text) < 1000 else text
    return text if len(text) <= _LONGEST else f"{text[:60]} ... {text[-40:]}"


def said(error):
    """An exception's class and words, cut to a line, even if it has none."""
    try:
        return listing([f"{type(error).__name__}: {error}"])
    except Exception:
        return type(error).__name__


def listing(names):
    """Names with commas between them, cut to a line."""
    text = ", ".join(name if isinstance(name, str) else shown(name) for name in names)
    return text if len(text) <= _LONGEST else f"{text[:60]} ... {text[-40:]}"


def number(name, value, low, high, unit="", *, low_open=False, high_open=False):
    """``value`` as a float inside the range, or an error that says what the range is."""
    try:
        scalar = isinstance(value, (int, float, np.generic, np.ndarray)) and np.ndim(value) == 0
        # O: an int too big for C
        if not scalar or _masked(value) or np.asarray(value).dtype.kind not in "iufO":
            raise TypeError
        value = float(value)
    except OverflowError:  # an integer beyond any float
        value = math.inf
    except Exception:  # an object in an array, or a number of somebody's own
        raise TypeError(f"{name} must be a number, got {shown(value)}") from None
    inside = low < value <= high if low_open else low <= value <= high
    if not inside or math.isinf(value) or (high_open and value == high):  # NaN fails all
        allowed = _brackets(low, high, low_open, unit, high_open)
        raise ValueError(f"{name} must lie in {allowed}, got {value:g}")
    return value


def integer(name, value, low, high, unit=""):
    """``value`` as an int inside the range; 3.0 is refused, it is not a count."""
    if isinstance(value, (bool, np.bool_)) or _masked(value):
        raise TypeError(f"{name} must be an integer, got {shown(value)}")
    try:
        value = operator.index(value)
    except Exception:
        raise TypeError(f"{name} must be an integer, got {shown(value)}") from None
    if not low <= value <= high:
        unit = f" {unit}" if unit else ""
        raise ValueError(f"{name} must lie in {low}..{high}{unit}, got {shown(value)}")
    return value


def rectangular(name, value):
    """``value`` as an array of whatever it holds; rows of unequal length are refused."""
    odd = _hidden(value)
    if odd is not None:
        raise odd[0](f"{name} must {odd[1]}, got {shown(value)}")
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name} must be a rectangular array of numbers, got {shown(value)}"
        ) from None
    except Exception:  # an object that cannot become an array
        raise TypeError(f"{name} must hold numbers only, got {shown(value)}") from None


def array(name, value, low, high, unit="", *, low_open=False, high_open=False):
    """``value`` as a float array whose every entry lies inside the range."""
    given = rectangular(name, value)
    if given.dtype.kind not in "iuf":
        if given.size:
            raise TypeError(f"{name} must hold numbers only, got {shown(value)}")
        raise ValueError(f"{name} must not be empty, got {shown(value)}")
    if given.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {given.shape}")
    with np.errstate(over="ignore"):  # a long double beyond any float is refused below
        given = given.astype(float)
    inside = (given > low if low_open else given >= low) & np.isfinite(given)
    inside &= given < high if high_open else given <= high
    if not inside.all():
        place = tuple(int(i) for i in np.argwhere(~inside)[0])
        where = f"{name}[{', '.join(map(str, place))}]" if place else name
        allowed = _brackets(low, high, low_open, unit, high_open)
        raise ValueError(f"{where} must lie in {allowed}, got {given[place]:g}")
    return given


def _masked(value):
    return isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value)


def _hidden(value, depth=0):
    """What an array of numbers would quietly make something else of: the error, and why.

    True and False become 1 and 0, and what is masked becomes what is under the mask.
    """
    if _masked(value):
        return ValueError, "not be masked"
    if isinstance(value, (bool, np.bool_)) or (
        depth and isinstance(value, np.ndarray) and value.dtype.kind == "b"
    ):
        return TypeError, "hold numbers only"
    if isinstance(value, (list, tuple)) and depth < _DEEPEST:
        return next(filter(None, (_hidden(each, depth + 1) for each in value)), None)
    return None


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


def sequence(name, value, of):
    """``value`` as a list; a string, a dict or a set has no order that a caller could mean."""
    try:
        unordered = isinstance(value, (str, bytes, dict, set, frozenset))
        if unordered or (isinstance(value, np.ndarray) and value.ndim != 1):
            raise TypeError
        return list(value)
    except Exception:
        raise TypeError(f"{name} must be a sequence of {of}, got {shown(value)}") from None


def text(name, value):
    """``value`` as a plain string that a file can hold."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, got {shown(value)}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{name} must hold characters only, got {shown(value)}") from None
    return str(value)


def choice(name, value, options):
    """``value`` as one of the options, which are strings."""
    if isinstance(value, str) and value in options:
        return value
    kind = ValueError if isinstance(value, str) else TypeError
    words = [repr(option) for option in options]
    words = " or ".join(words) if len(words) == 2 else f"one of {', '.join(words)}"
    raise kind(f"{name} must be {words}, got {shown(value)}")


def instance(name, value, kind):
    """``value``, if it is of a class or of one of several."""
    if not isinstance(value, kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        words = " or a ".join(each.__name__ for each in kinds)
        raise TypeError(f"{name} must be a {words}, got {shown(value)}")
    return value


def known(kind, changes, allowed):
    """Refuse names of fields that a class does not have."""
    unknown = set(changes) - set(allowed)
    if unknown:
        raise TypeError(f"a {kind} has no field {listing(sorted(unknown))}")


def frozen(values):
    """``values`` made read-only, so that a frozen record is frozen to its last number."""
    values = np.ascontiguousarray(values, dtype=float)
    values.setflags(write=False)
    return values
