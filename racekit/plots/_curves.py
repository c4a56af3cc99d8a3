"""Figures of numbers: the risk ladder, lines over a parameter, simulation against theory."""

from itertools import pairwise
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator

from racekit import _validate
from racekit.plots import _checked
from racekit.plots.style import (
    BLACK,
    BLUE,
    GREY,
    LABEL,
    LINES,
    TEXT,
    VERMILLION,
    legend,
    ours,
    styled,
)

_FEW_POINTS = 12  # up to here each point of a line gets its marker


@ours()
def risk_ladder(rungs, ax=None):
    """Draw the probability of disaster as stairs, one for each way to organise the race.

    Parameters
    ----------
    rungs : dict of {str: float} or Series
        Label of each rung: its probability of disaster [-], in [0, 1]; drawn from left to right.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = risk_ladder({"five labs": 0.39, "two nations": 0.27, "one world": 0.01})
    >>> ax.get_ylabel()
    'probability of disaster (%)'
    """
    _checked.axes(ax)
    rungs = rungs.to_dict() if isinstance(rungs, pd.Series) else rungs
    if not isinstance(rungs, dict) or not rungs:
        given = _validate.shown(rungs)
        raise TypeError(f"rungs must be a dict of label: probability, got {given}")
    heights = [
        100 * _validate.number(f"rungs[{_validate.shown(label)}]", height, 0.0, 1.0)
        for label, height in rungs.items()
    ]
    ax = styled(ax, "who decides", "probability of disaster (%)")
    top = max(*heights, 1.0)
    for i, height in enumerate(heights):
        # a deeper tone for a higher step: the order survives a black-and-white printer
        tone = 0.25 + 0.75 * height / top
        ax.bar(i, height, width=1.0, color=VERMILLION, alpha=tone, lw=0)
        ax.plot([i - 0.5, i + 0.5], [height, height], color=BLACK, lw=2, solid_capstyle="butt")
        ax.annotate(f"{height:.3g} %", (i, height), (0, 5), textcoords="offset points",
                    ha="center", fontsize=16, fontweight="bold")  # fmt: skip
    for i, (before, after) in enumerate(pairwise(heights)):
        ax.plot([i + 0.5] * 2, [before, after], color=BLACK, lw=2, solid_capstyle="butt")
    wrap = max(8, 56 // len(rungs))
    ax.set_xticks(range(len(rungs)), [fill(str(label), wrap) for label in rungs], fontsize=LABEL)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.5, len(rungs) - 0.5)
    ax.set_ylim(0, 1.18 * top)
    return ax


@ours()
def curves(table, xlabel, ylabel, ax=None):
    """Draw each column of a table as a line over its index.

    Parameters
    ----------
    table : DataFrame or Series
        Index: x; each column one line, named in the legend.
    xlabel, ylabel : str
        What the axes show, with the unit in brackets.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"labs race": [0.27, 0.34], "one owner": [0.0, 0.0]}, index=[2, 3])
    >>> len(curves(table, "number of labs", "probability of disaster").lines)
    2
    """
    _checked.axes(ax)
    _validate.text("xlabel", xlabel)
    _validate.text("ylabel", ylabel)
    table = table.to_frame() if isinstance(table, pd.Series) else table
    _validate.instance("table", table, pd.DataFrame)
    if table.index.nlevels > 1 or table.shape[1] > len(LINES) or table.empty:
        raise ValueError(
            f"table must have one index level and 1..{len(LINES)} columns, got "
            f"{table.index.nlevels} level(s) and shape {table.shape}"
        )
    table = _checked.numbers("table", table)
    ax = styled(ax, xlabel, ylabel)
    every = max(1, len(table) // _FEW_POINTS)
    names = dict(zip(*ax.get_legend_handles_labels(), strict=True))  # of what is there already
    for i, (name, column) in enumerate(table.items()):
        colour, dash, marker = LINES[i]
        # markers start at different points, so that lines on top of each other both show
        first = i * every // table.shape[1]
        (line,) = ax.plot(table.index, column, color=colour, ls=dash, marker=marker, lw=2, ms=7,
                          markevery=(first, every), label=str(name))  # fmt: skip
        names[line] = str(name)
    if isinstance(table.index, pd.DatetimeIndex):
        ax.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=5))
    if table.shape[1] > 1:
        legend(ax, names, handlelength=3.5)
    return ax


def from_to(table, digits=2):
    """Say where each column of a table begins and ends, for the finding of a figure.

    Parameters
    ----------
    table : DataFrame
        As for `curves`; gaps at a column's ends are passed over.
    digits : int, optional
        Decimals.

    Returns
    -------
    str

    Examples
    --------
    >>> from_to(pd.DataFrame({"labs race": [0.27, 0.34], "one owner": [0.0, 0.0]}))
    'labs race from 0.27 to 0.34; one owner from 0.00 to 0.00'
    """
    _checked.numbers("table", _checked.frame("table", table))
    digits = _validate.integer("digits", digits, 0, 15)
    parts = []
    for name, column in table.items():
        known = column.dropna()
        parts.append(f"{name} from {known.iloc[0]:.{digits}f} to {known.iloc[-1]:.{digits}f}")
    return "; ".join(parts)


@ours()
def against_theory(summary, expected, ax=None):
    """Draw how far a simulation's means lie from their closed forms, in standard errors.

    Parameters
    ----------
    summary : DataFrame
        Columns "quantity", "mean" and "standard error", as from ``Simulation.summary()``.
    expected : dict of {str: float}
        Quantity: closed form; quantities left out are not drawn.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from racekit.race import Race
    >>> from racekit.simulation import simulate
    >>> race = Race.equal(2)
    >>> summary = simulate(race, [0, 0], runs=1000).summary()
    >>> ax = against_theory(summary, {"disaster": race.disaster_probability([0, 0])})
    >>> ax.get_xlabel()
    'simulation minus closed form (standard errors)'
    """
    _checked.axes(ax)
    _checked.frame("summary", summary, ("quantity", "mean", "standard error"), _checked.MOST_ROWS)
    known = isinstance(expected, dict) and set(expected) <= set(summary["quantity"])
    if not known or not expected:
        given = _validate.shown(expected)
        raise ValueError(f"expected must be a dict of quantities in the summary, got {given}")
    closed = np.array([_validate.number(f"expected[{_validate.shown(name)}]", value, -1e300, 1e300)
                       for name, value in expected.items()])  # fmt: skip
    rows = summary.set_index("quantity").loc[list(expected)]
    apart = ((rows["mean"] - closed) / rows["standard error"]).to_numpy()
    size = (7.0, 1.5 + 0.35 * len(rows))
    ax = styled(ax, "simulation minus closed form (standard errors)", "quantity", size)
    height = np.arange(len(rows))
    ax.axvspan(-4, 4, color=GREY, alpha=0.15, lw=0)
    ax.axvline(0, color=BLACK, lw=1)
    ax.plot(apart, height, "o", color=BLUE, ms=9)
    ax.set_yticks(height, rows.index, fontsize=TEXT)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    reach = max(5.0, 1.1 * np.abs(apart[np.isfinite(apart)]).max(initial=0.0))
    ax.set_xlim(-reach, reach)
    return ax
