"""Words on a picture and under it: names of lines, the point a text speaks of, the finding."""

import sys
from html import escape

import numpy as np
from IPython.display import HTML, display
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patheffects import withStroke

from racekit import _validate
from racekit.plots.style import BLACK, HALO, TEXT, html_image, ours

_FEW = 4  # lines that can carry their names
_MOST_WORDS = 200  # characters at a mark
_LONGEST = 24  # letters of such a name
_ROOM = 1.3  # from one name to the next, in heights of type
_MOVED = 0.35  # of that room a name may be moved, and still stands at its line alone
_DARKER = 0.7  # of a line's colour, so that small type has contrast enough


@ours()
def label_lines(ax):
    """Put the names of a few lines at their ends, in place of the legend, if there is room.

    Nothing changes if the axes have no legend, more than 4 lines, long names, or lines that end
    at different places or too near each other for the names to tell them apart.

    Parameters
    ----------
    ax : Axes
        With its limits and scales as they will be.

    Returns
    -------
    bool
        Whether the names stand at the lines.

    Examples
    --------
    >>> import pandas as pd
    >>> from racekit.plots import curves
    >>> ax = curves(pd.DataFrame({"labs race": [0.2, 0.3], "one owner": [0.0, 0.1]}), "x", "y")
    >>> label_lines(ax)
    True
    """
    _validate.instance("ax", ax, Axes)
    lines = [line for line in ax.lines if not line.get_label().startswith("_")]
    legend = ax.get_legend()
    if legend is None or not 2 <= len(lines) <= _FEW or len(legend.get_texts()) != len(lines):
        return False
    ends = [_end(line) for line in lines]
    if None in ends or len({x for x, _ in ends}) > 1:
        return False
    if max(len(line.get_label()) for line in lines) > _LONGEST:
        return False
    ax.figure.draw_without_rendering()  # only now is it known how high the axes will be
    heights = ax.transData.transform(ends)[:, 1] * 72 / ax.figure.dpi
    moves = _apart(heights, _ROOM * TEXT) - heights
    low, high = sorted(ax.get_ylim())
    if np.abs(moves).max() > _MOVED * _ROOM * TEXT or not all(low <= y <= high for _, y in ends):
        return False
    legend.remove()
    for line, end, move in zip(lines, ends, moves, strict=True):
        dark = tuple(_DARKER * part for part in to_rgb(line.get_color()))
        ax.annotate(line.get_label(), end, (8, move), textcoords="offset points", va="center",
                    fontsize=TEXT, color=dark, annotation_clip=False,
                    path_effects=_halo())  # fmt: skip
    return True


@ours()
def mark(ax, x, y, text, at=(10, 14)):
    """Ring a point of a figure and say what it is.

    Parameters
    ----------
    ax : Axes
    x, y : float
        The point, in the units of the axes.
    text : str
        What it is, in a few words; may be empty where one text does for several points.
    at : tuple of (float, float)
        From the point to the text: to the right and up [pt].

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from racekit.plots import curves
    >>> ax = mark(curves(pd.Series([0.1, 0.4, 0.2]), "x", "y"), 1, 0.4, "the peak")
    >>> ax.texts[0].get_text()
    'the peak'
    """
    _validate.instance("ax", ax, Axes)
    x, y = (_validate.number(name, place, -1e300, 1e300) for name, place in (("x", x), ("y", y)))
    if len(_validate.text("text", text)) > _MOST_WORDS:
        raise ValueError(f"text must have 0..{_MOST_WORDS} characters, got {len(text)}")
    at = _validate.shaped("at", at, (2,), -1e4, 1e4, "pt")
    ax.plot([x], [y], "o", ms=13, mfc="none", mec=BLACK, mew=1.8, zorder=6, label="_mark",
            clip_on=False)  # fmt: skip
    ax.annotate(text, (x, y), at, textcoords="offset points", fontsize=TEXT, zorder=7,
                parse_math=False,
                ha="left" if at[0] >= 0 else "right", va="bottom" if at[1] >= 0 else "top",
                annotation_clip=False, path_effects=_halo())  # fmt: skip
    return ax


class _Figure(HTML):
    """A picture with its caption; where there is no HTML, the caption alone."""

    def __init__(self, image, finding):
        caption = f"<figcaption>{escape(finding, quote=False)}</figcaption>"
        super().__init__(f'<figure style="margin:0">{image}{caption}</figure>')
        self._finding = finding

    def __repr__(self):
        return self._finding


def show(ax, finding):
    """Display the figure that holds ``ax``, with the finding as its caption.

    The same sentence is the text alternative, for those who cannot see the picture. A few lines
    with a legend get their names at their ends instead, where there is room (`label_lines`).

    Parameters
    ----------
    ax : Axes
        What a function of this module returned, or any Matplotlib axes.
    finding : str
        What the figure shows, in a sentence or two, with numbers.

    Examples
    --------
    >>> from racekit.plots import risk_ladder
    >>> ax = risk_ladder({"two labs": 0.27, "one owner": 0.01})
    >>> show(ax, "Two labs race to a 27 % risk of disaster; one owner runs a risk of 1 %.")
    Two labs race to a 27 % risk of disaster; one owner runs a risk of 1 %.
    """
    _validate.instance("ax", ax, Axes)
    if not isinstance(finding, str) or not finding.strip():
        given = _validate.shown(finding)
        raise ValueError(f"finding must say what the picture shows, got {given}")
    _validate.text("finding", finding)
    for axes in ax.figure.axes:
        label_lines(axes)
    display(_Figure(html_image(ax.figure, finding), finding))
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:  # the axes may be pyplot's, which would show them once more
        pyplot.close(ax.figure)


def _halo():
    """A white edge, so that words can be read across a line."""
    return [withStroke(linewidth=3, foreground=HALO)]


def _end(line):
    """Last point of a line that has a number, or None."""
    x, y = line.get_xdata(orig=False), line.get_ydata(orig=False)
    known = np.flatnonzero(np.isfinite(y))
    return (float(x[known[-1]]), float(y[known[-1]])) if known.size else None


def _apart(heights, room):
    """Move heights as little as need be, until neighbours are ``room`` from each other."""
    order = np.argsort(heights)
    spread = heights[order].astype(float)
    for _ in range(50):
        lack = np.maximum(room - np.diff(spread), 0) / 2
        spread[:-1] -= lack
        spread[1:] += lack
    moved = np.empty_like(spread)
    moved[order] = spread
    return moved
