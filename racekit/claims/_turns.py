"""Where in the space a verdict turns: over two parameters, or at the nearest change of one."""

import numpy as np
import pandas as pd

from racekit import _validate
from racekit.claims import _bench, _search, _space, _words
from racekit.claims._docket import CLAIMS, checked_claim

_POINTS = 61  # along each axis of a map


def region(claim, axes=None, points=_POINTS, **point):
    """Margin of one claim over two parameters: where it holds, fails, or does not arise.

    Parameters
    ----------
    claim : str
        "C1" to "C15"; not C13.
    axes : sequence of two str, or dict of two {str: array_like}, optional
        Parameters of `space`, horizontal first; with a dict also their values, in any order.
        The claim's own two if left out.
    points : int
        Values along an axis that gives none, in 2..401.
    **point : float
        The other parameters, baseline where left out.

    Returns
    -------
    DataFrame
        Margin, in the unit of `docket`: columns the first parameter, index the second; NaN where
        the claim does not arise. ``attrs`` holds "claim", "says", "unit", and for
        `racekit.plots.claim_region` "axes", their labels, and "log", those drawn so.

    Examples
    --------
    >>> table = region("C7", axes={"harm": [0.0, 5.0], "leak": [0.0, 0.4]}, n=5)
    >>> (table > 0).to_numpy().tolist()
    [[False, False], [False, True]]
    """
    claim = checked_claim(claim)
    across, up = _axes(CLAIMS[claim].axes if axes is None else axes, points)
    origin = _space.checked(point)
    (x, values), (y, heights) = across, up
    grid = {name: np.full(values.size * heights.size, float(v)) for name, v in origin.items()}
    grid[x], grid[y] = np.tile(values, heights.size), np.repeat(heights, values.size)
    margins = _bench.margins(grid, (claim,), threads=None).reshape(heights.size, values.size)
    table = pd.DataFrame(margins, pd.Index(heights, name=y), pd.Index(values, name=x))
    table.attrs = {"claim": claim, "says": CLAIMS[claim].says, "unit": CLAIMS[claim].unit}
    table.attrs["axes"] = {name: _words.label(name) for name in (x, y)}
    table.attrs["log"] = [name for name in (x, y) if _space.SPACE[name].scale == "log"]
    return table


def flips(steps=_search.STEPS, **point):
    """Nearest change of one parameter that makes each claim hold, or fail, instead.

    Parameters
    ----------
    steps : int
        Steps along each axis, in 4..1000: the value is found to within one.
    **point : float
        Parameters as in `space`, baseline where left out.

    Returns
    -------
    DataFrame
        One row a claim that one parameter can turn, nearest first: ``parameter``, its ``value``,
        how ``far`` that is [share of the axis], and the ``verdict`` there.

    Examples
    --------
    >>> flips().loc["C10", "parameter"], float(flips().loc["C10", "value"])
    ('safety_tax', 0.55)
    """
    origin = _space.checked(point)
    steps = _validate.integer("steps", steps, 4, 1000)
    rows = _search.turns(origin, steps)
    table = pd.DataFrame(rows, columns=["claim", "parameter", "value", "far", "verdict"])
    return table.set_index("claim").sort_values("far", kind="stable")


def _axes(axes, points):
    """Two (parameter, values) pairs."""
    points = _validate.integer("points", points, 2, 401)
    pair = isinstance(axes, (tuple, list, dict)) and len(axes) == 2
    if not pair or not all(isinstance(name, str) for name in axes) or len(set(axes)) != 2:
        raise ValueError(f"axes must name two parameters, got {_validate.shown(axes)}")
    for name in axes:
        if name not in _space.SPACE:
            given = _validate.shown(name)
            raise ValueError(f"axes must be among {_validate.listing(_space.SPACE)}, got {given}")
    if isinstance(axes, dict):
        return [(name, _values(name, given)) for name, given in axes.items()]
    places = np.linspace(0.0, 1.0, points)
    return [(name, np.unique(_space.SPACE[name].value(places))) for name in axes]


def _values(name, given):
    """Values of a parameter, each once and rising."""
    axis = _space.SPACE[name]
    values = np.unique(_validate.array(name, given, axis.low, axis.high, axis.unit))
    if axis.scale == "count" and (values % 1 != 0).any():
        raise ValueError(f"{name} must be whole numbers, got {values}")
    return values
