"""Pictures of treaties that were broken, and of who found it out."""

import numpy as np
from matplotlib.patches import Patch

from racekit import history
from racekit.plots import _checked
from racekit.plots.history import draw, in_force
from racekit.plots.style import BLACK, BLUE, GREEN, ORANGE, TEXT, VERMILLION, ours, styled

FINDERS = {  # who found a violation out: marker, colour
    "treaty body": ("o", BLUE),
    "scientists": ("*", GREEN),
    "other states": ("^", ORANGE),
    "in the open": ("s", "white"),
}
WATCHED = {  # how a treaty is verified, from least to most: the treaties of the lesson
    "reports only": ("BWC", "Montreal Protocol"),
    "from afar": ("SALT I Interim Agreement", "SALT II"),
    "on site": ("New START", "CWC", "INF Treaty", "NPT"),
}
STRETCHES = {
    "hidden": {"fc": "white", "ec": VERMILLION, "hatch": "/////"},
    "known": {"fc": VERMILLION, "ec": VERMILLION},
    "no year": {"fc": "white", "ec": BLACK, "ls": ":", "lw": 1.5},
}


@ours()
def violations(ax=None):
    """Draw when treaties were broken, how long that was hidden, and who found it out.

    Parameters
    ----------
    ax : Axes, optional

    Returns
    -------
    Axes
        Eight treaties, the least verified on top: grey while in force, hatched while a violation
        was hidden, full colour from its finding on, dotted where our sources have no year of a
        finding; the marker says who found it, "?" that it is alleged or disputed.

    Examples
    --------
    >>> [label.get_text() for label in violations().get_yticklabels()][0]
    'BWC'
    """
    ax = styled(_checked.axes(ax), "year", "treaty, by how it is verified", (7.0, 5.8))
    names = [name for group in WATCHED.values() for name in group]
    table, cases = history.treaties().set_index("treaty"), history.violations()
    for row, name in enumerate(names):
        begin, end = in_force(table.loc[name])
        never = table.loc[name, "in_force"] == "never"
        ax.barh(row, end - begin, 0.86, left=begin, gid=table.loc[name, "source_ids"],
                fc="white" if never else "#DDDDDD", ec="#AAAAAA", ls="--" if never else "-",
                )  # fmt: skip
        short = name.split(" Interim")[0]
        own = cases[cases["treaty"].isin([name, short])]
        for lane, (_, case) in zip(_lanes(len(own)), own.iterrows(), strict=True):
            _case(ax, row + lane, case, end)
    _verification_axis(ax, names)
    return ax


def _lanes(count):
    """Where on its row each of a treaty's violations lies."""
    return np.linspace(-0.27, 0.27, count) if count > 1 else [0.0] * count


def stretches(case, last):
    """Parts of a violation as (begin, end, kind), and the moment that its marker gets [yr].

    One without an end of its own lasts as long as its treaty, to ``last``.
    """
    start, end, found = history.decimal_years(case[["start", "end", "found"]])
    if np.isnan(end):
        end = start + 10 if str(case["start"]).endswith("s") else last
    if np.isnan(found):
        return [(start, end, "no year")], (start + end) / 2
    parts = (start, found, "hidden"), (found, end, "known")
    return [part for part in parts if part[1] > part[0]], found


def _case(ax, height, case, last):
    """One violation and the mark of who found it."""
    parts, moment = stretches(case, last)
    for begin, end, kind in parts:
        ax.barh(height, end - begin, 0.18, left=begin, **STRETCHES[kind])
    if case["status"] in ("disputed", "alleged by a party"):
        ax.text(parts[0][0] - 0.6, height, "?", ha="right", va="center", fontsize=TEXT)
    marker, colour = FINDERS[case["found_by"]]
    draw(ax, case.to_frame().T, [moment], [height], color=BLACK, ls="", marker=marker,
         ms=12 if marker == "*" else 8, mfc=colour, mec=BLACK, zorder=5)  # fmt: skip


def _verification_axis(ax, names):
    """Names and groups of the rows, and the legend."""
    ax.set_yticks(range(len(names)), [n.replace(" Interim Agreement", "") for n in names])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(1968, 2027)
    first = 0
    for group, members in WATCHED.items():
        ax.hlines(first - 0.5, 1968, 2027, color=BLACK, lw=0.8)
        ax.text(2027.6, first + (len(members) - 1) / 2, group, rotation=90, va="center",
                fontsize=TEXT)  # fmt: skip
        first += len(members)
    marks = [ax.plot([], [], ls="", marker=m, ms=12 if m == "*" else 8, mfc=c, mec=BLACK)[0]
             for m, c in FINDERS.values()]  # fmt: skip
    patches = [Patch(**look) for look in STRETCHES.values()]
    words = [f"found by {name}" for name in FINDERS][:3] + list(FINDERS)[3:] + list(STRETCHES)
    ax.figure.legend(marks + patches, words, ncols=4, fontsize=TEXT, frameon=False,
                     loc="outside upper center", columnspacing=1.0, handletextpad=0.5)  # fmt: skip
