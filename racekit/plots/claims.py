"""Pictures of the verdicts: the ledger as bars, and where one claim holds as a map."""

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator, NullLocator

from racekit.plots import _checked
from racekit.plots.style import BLACK, BLUE, GREY, ORANGE, TEXT, legend, ours, styled

# verdict: mark, colour; the marks alone tell them apart
MARKS = {"holds": ("o", BLUE), "fails": ("X", ORANGE), "does not arise": ("_", GREY)}
_ERRORS = 2  # standard errors that a whisker reaches


@ours()
def claim_ledger(ledger, ax=None):
    """Draw in what share of the space each claim holds, and its verdict at one race.

    Parameters
    ----------
    ledger : DataFrame
        As from `racekit.claims.ledger`: columns "brief", "share", "error", "arises" and "here".
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from racekit import claims
    >>> ax = claim_ledger(claims.ledger(draws=2**10))
    >>> [label.get_text() for label in ax.get_yticklabels()][:3]
    ['more is known than said  C1', 'no villains needed  C2', 'who slows falls behind  C3']
    """
    _checked.axes(ax)
    columns = ("brief", "share", "error", "arises", "here")
    _checked.frame("ledger", ledger, columns, _checked.MOST_ROWS)
    _checked.numbers("ledger", ledger[["share", "error", "arises"]])
    ax = styled(ax, "holds where it arises (% of draws)", "claim", (7.0, 5.6))
    ax.set_xlim(0, 128)
    ax.set_xticks([0, 25, 50, 75, 100])
    names = [f"{brief}  {claim}" for claim, brief in ledger["brief"].items()]
    ax.set_yticks(range(len(ledger)), names)
    ax.tick_params(axis="y", pad=18, length=0)
    ax.set_ylim(len(ledger) - 0.4, -1.2)
    ax.text(127, -0.85, "arises in", ha="right", va="center", fontsize=TEXT)
    for height, (_, row) in enumerate(ledger.iterrows()):
        _bar(ax, height, row)
    handles = [ax.plot([], [], mark, ms=9, color=colour, mew=2, label=f"{name} here")[0]
               for name, (mark, colour) in MARKS.items()]  # fmt: skip
    ax.legend(handles=handles, ncols=3, loc="lower center", bbox_to_anchor=(0.45, 1.0),
              fontsize=TEXT, frameon=False, handletextpad=0.2)  # fmt: skip
    return ax


def _bar(ax, height, row):
    """One claim: its share with two standard errors, the mark of its verdict, where it arises."""
    mark, colour = MARKS.get(row["here"], (None, BLACK))
    if mark:
        ax.plot([-4.0], [height], mark, ms=9, color=colour, mew=2, clip_on=False)
    if np.isnan(row["share"]):
        says = "never arises" if mark else "judged by evidence"
        ax.text(1.5, height, says, va="center", fontsize=TEXT, style="italic")
        return
    share, error = 100 * row["share"], 100 * row["error"]
    ax.barh(height, share, height=0.62, color=BLUE, alpha=0.35, ec=BLACK, lw=0.8)
    ax.errorbar(share, height, xerr=_ERRORS * error, color=BLACK, capsize=4, lw=1.5)
    ax.text(127, height, f"{100 * row['arises']:.0f} %", ha="right", va="center", fontsize=TEXT)


def _logarithmic(ax, axis):
    """Equal ratios at equal distances, with plain numbers at 1, 2, 5, 10, ..."""
    (ax.set_xscale if axis is ax.xaxis else ax.set_yscale)("log")
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_locator(NullLocator())


@ours()
def claim_region(table, here=None, ax=None):
    """Draw where one claim holds over two parameters.

    Parameters
    ----------
    table : DataFrame
        As from `racekit.claims.region`: margins, above 0 where the claim holds.
    here : (float, float), optional
        A point to mark, horizontal first.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from racekit import claims
    >>> ax = claim_region(claims.region("C7", points=5))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ("lab A's harm (prizes)", 'leakage (-)')
    """
    _checked.axes(ax)
    table = _checked.numbers("table", _checked.frame("table", table))
    here = _checked.place("here", here)
    if table.shape[0] < 2 or table.shape[1] < 2:
        raise ValueError(f"table must have at least 2 x 2 values, got shape {table.shape}")
    x, y = table.columns.to_numpy(float), table.index.to_numpy(float)
    margin = table.to_numpy(float)
    labels = table.attrs.get("axes", {})
    names = table.columns.name, table.index.name
    ax = styled(ax, *(labels.get(name, str(name)) for name in names), (7.0, 4.6))
    code = np.where(np.isnan(margin), 0, np.where(margin > 1e-9, 2, 1))
    tones = ListedColormap(["#FFFFFF", "#F6D5A0", "#3F8FC4"])
    ax.pcolormesh(x, y, code, cmap=tones, vmin=0, vmax=2, shading="nearest")
    log = table.attrs.get("log", [])
    for name, axis in zip(names, (ax.xaxis, ax.yaxis), strict=True):
        if name in log:
            _logarithmic(ax, axis)
    _without_colour(ax, x, y, code, margin)
    if here is not None:
        ax.plot(*here, "*", ms=17, color="white", mec=BLACK, mew=1.5, clip_on=False)
    claim = table.attrs.get("claim", "the claim")
    kinds = ((2, f"{claim} holds", None), (1, "fails", ".."), (0, "does not arise", None))
    names = {Patch(fc=tones(kind), ec=BLACK, hatch=hatch): name
             for kind, name, hatch in kinds if (code == kind).any()}  # fmt: skip
    legend(ax, names, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return ax


def _without_colour(ax, x, y, code, margin):
    """Hatches where a claim fails and a line where it turns: the same without colour."""
    if (code == 1).any():
        ax.contourf(x, y, code == 1, levels=[0.5, 1.5], colors="none", hatches=[".."])
    if 0.0 < (code == 2).mean() < 1.0:
        margin = np.ma.masked_invalid(margin)
        ax.contour(x, y, margin, levels=[0.0], colors=BLACK, linewidths=2)
