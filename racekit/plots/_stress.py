"""Figures of a stress test: how a treaty ends in each scenario, and what risk that leaves."""

import numpy as np

from racekit.plots import _checked
from racekit.plots.style import BLACK, BLUE, GREY, LABEL, ORANGE, TEXT, VERMILLION, ours, styled

# How a treaty ends: words, colour and hatching, so that no bar is told by colour alone.
_ENDS = {
    "holds": ("holds", BLUE, ""),
    "void": ("void", GREY, ".."),
    "cheat": ("somebody cheats", VERMILLION, "//"),
    "leave": ("somebody leaves", ORANGE, "xx"),
}
_RISKS = {
    "without": ("no treaty", VERMILLION, "s"),
    "disaster": ("this treaty", BLUE, "o"),
    "planner": ("one owner of all", BLACK, "|"),
}


@ours()
def endings(table, ax=None):
    """Draw in which share of the futures a treaty holds, and how it ends in the others.

    Parameters
    ----------
    table : DataFrame
        One row a scenario; columns "holds", "void", "cheat" and "leave", shares [-] that add up
        to 1, as from ``StressTest.by_scenario()``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> ends = {"holds": 0.7, "void": 0.0, "cheat": 0.1, "leave": 0.2}
    >>> endings(pd.DataFrame(ends, index=["as planned"])).get_xlabel()
    'share of futures (%)'
    """
    _checked.axes(ax)
    _checked.numbers("table", _checked.frame("table", table, _ENDS, _checked.MOST_ROWS)[[*_ENDS]])
    ax = _rows(table, "share of futures (%)", ax)
    left = np.zeros(len(table))
    for name, (words, colour, hatch) in _ENDS.items():
        share = 100 * table[name].to_numpy()
        ax.barh(np.arange(len(table)), share, left=left, height=0.7, color=colour, hatch=hatch,
                edgecolor="white", lw=0.5, label=words)  # fmt: skip
        left = left + share
    ax.set_xlim(0, 100)
    _legend(ax)
    return ax


@ours()
def remaining_risk(table, ax=None):
    """Draw the risk that a treaty leaves in each scenario, between no treaty and one owner.

    Parameters
    ----------
    table : DataFrame
        One row a scenario; columns "without", "disaster" and "planner", probabilities [-], as
        from ``StressTest.by_scenario()``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> risks = {"without": 0.3, "disaster": 0.1, "planner": 0.0}
    >>> remaining_risk(pd.DataFrame(risks, index=["as planned"])).get_xlabel()
    'probability of disaster (%)'
    """
    _checked.axes(ax)
    _checked.numbers("table", _checked.frame("table", table, _RISKS, _checked.MOST_ROWS)[[*_RISKS]])
    ax = _rows(table, "probability of disaster (%)", ax)
    rows = np.arange(len(table))
    ax.hlines(rows, 100 * table["planner"], 100 * table["without"], color=GREY, lw=1.5, ls=":")
    for name, (words, colour, marker) in _RISKS.items():
        ax.plot(100 * table[name], rows, marker, color=colour, ms=9, mew=2, label=words,
                clip_on=False)  # fmt: skip
    ax.set_xlim(0, 100 * max(table["without"].max(), table["disaster"].max()) * 1.05)
    _legend(ax)
    return ax


def _rows(table, xlabel, ax):
    """Axes with one row a scenario, the first on top."""
    ax = styled(ax, xlabel, "scenario", (7.0, 0.9 + 0.45 * len(table)))
    ax.set_yticks(np.arange(len(table)), table.index, fontsize=LABEL)
    ax.set_ylim(len(table) - 0.5, -0.5)
    return ax


def _legend(ax):
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, fontsize=TEXT, frameon=False,
              handlelength=1.5, columnspacing=1.2)  # fmt: skip
