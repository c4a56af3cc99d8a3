"""What figures are given, or an error that says what it must be."""

import pandas as pd
from matplotlib.axes import Axes

from racekit import _validate

MOST_ROWS = 200  # of a picture with a line of type for each


def axes(ax):
    """``ax``, if it is None or Matplotlib axes."""
    return ax if ax is None else _validate.instance("ax", ax, Axes)


def frame(name, value, columns=(), most_rows=None):
    """``value``, if it is a DataFrame with these columns, and not too long to read."""
    _validate.instance(name, value, pd.DataFrame)
    missing = [column for column in columns if column not in value.columns]
    if missing:
        raise ValueError(f"{name} must have the columns {', '.join(missing)}")
    if value.empty or (most_rows is not None and len(value) > most_rows):
        allowed = f"1..{most_rows} rows" if most_rows is not None else "at least one row"
        raise ValueError(f"{name} must have {allowed}, got shape {value.shape}")
    return value


def numbers(name, value):
    """A DataFrame as floats, NaN where something is missing; "1,5" is text, and refused."""
    for column, dtype in value.dtypes.items():
        kind = getattr(dtype, "kind", "O")
        if kind not in "iuf":
            what = f"{name}[{_validate.shown(column)}]"
            given = _validate.shown(value[column].iloc[0])
            raise TypeError(f"{what} must hold numbers, got {given} ({dtype})")
    return value.astype(float)


def place(name, value):
    """A point of a picture, or None where there is none to mark."""
    return None if value is None else _validate.shaped(name, value, (2,), -1e300, 1e300)
