"""Pictures of what happened: every mark stands for a row of `racekit.history`.

Each data line carries the source ids of its rows as its gid, so that a test can look them up.
Where a source has no value a line is broken, and nothing is drawn between single reports.
"""

import numpy as np
import pandas as pd

from racekit import history
from racekit.plots import _checked
from racekit.plots.style import BLACK, BLUE, GREEN, GREY, ORANGE, TEXT, VERMILLION, ours, styled

SUPERPOWERS = (
    ("United States", "United States", BLUE, "-", "o"),
    ("Russia/USSR", "USSR, then Russia", VERMILLION, "--", "s"),
)
NOW = 2026.0  # the tables end early in this year
_OVER = {"fontsize": TEXT, "frameon": False, "loc": "lower left", "bbox_to_anchor": (0, 1),
         "borderaxespad": 0.2, "columnspacing": 1.2, "handletextpad": 0.5}  # fmt: skip


def sources_of(frame):
    """The source ids of a table's rows, sorted and joined by ";"."""
    column = "source_id" if "source_id" in frame else "source_ids"
    return ";".join(sorted(set(frame[column].str.split(";").explode())))


def draw(ax, frame, x, y, **look):
    """Draw rows as a line or as points, and note their sources."""
    (line,) = ax.plot(x, y, gid=sources_of(frame), **look)
    return line


def yearly(frame, value="value"):
    """Years without a gap and the values in them, NaN where there is none."""
    series = frame.set_index("year")[value]
    series = series.reindex(range(series.index.min(), series.index.max() + 1))
    return series.index.to_numpy(), series.to_numpy(dtype=float)


def in_force(treaty):
    """First and last moment of a treaty: [yr], [yr]; one never in force runs from its signing."""
    dates = history.decimal_years(treaty[["in_force", "signed_or_opened", "ended"]])
    begin = dates["signed_or_opened"] if np.isnan(dates["in_force"]) else dates["in_force"]
    return begin, NOW if np.isnan(dates["ended"]) else dates["ended"]


@ours()
def warheads(ax=None):
    """Draw strategic warheads through the treaties, with the limits that were in force.

    Parameters
    ----------
    ax : Axes, optional

    Returns
    -------
    Axes
        Thousands of warheads over the years: deliverable strategic ones to 2010 (estimates), those
        declared under New START from 2011; the spans of four treaties above.

    Examples
    --------
    >>> warheads().get_ylabel()
    'strategic warheads (thousands)'
    """
    ax = styled(_checked.axes(ax), "year", "strategic warheads (thousands)", (7.0, 4.6))
    table = history.warheads().query("measure == 'deliverable_strategic' and year >= 1960")
    declared = history.new_start().dropna(subset="deployed_warheads")
    for country, label, colour, dash, marker in SUPERPOWERS:
        rows = table[table["country"] == country]
        draw(ax, rows, rows["year"], rows["warheads"] / 1000, color=colour, ls=dash, lw=2.5,
             marker=marker, ms=6, markevery=6, label=label)  # fmt: skip
    for country, _, colour, _, marker in SUPERPOWERS:
        rows = declared[declared["party"] == country.split("/")[0]]
        draw(ax, rows, history.decimal_years(rows["date"]), rows["deployed_warheads"] / 1000,
             color=colour, ls="", marker=marker, ms=5, mfc="white",
             label="declared" if marker == "o" else None)  # fmt: skip
    _warhead_limits(ax)
    _spans(ax, ("SALT I Interim Agreement", "SALT II", "START I", "New START"), 14.2)
    ax.set_xlim(1960, 2027)
    ax.set_ylim(0, 16.6)
    ax.set_yticks(range(0, 13, 3))
    ax.legend(ncols=4, **_OVER)
    return ax


def _warhead_limits(ax):
    """A bar at each number of warheads that a treaty allowed, from when it was due."""
    table = history.limits().query("unit == 'warheads' and limited == 'yes'")
    table = table[table["quantity"] != "ballistic-missile warheads"].drop_duplicates("treaty")
    ends = history.treaties().set_index("treaty")["ended"]
    for _, row in table.iterrows():
        begin, end = history.decimal_years(pd.Series([row["applies_from"], ends[row["treaty"]]]))
        draw(ax, row.to_frame().T, [begin, end], [row["limit"] / 1000] * 2, color=BLACK, lw=3.5,
             solid_capstyle="butt", label=None if row["treaty"] == "New START" else "limit",
             )  # fmt: skip
        ax.text(end - 2.5, row["limit"] / 1000 + 0.7, f"{row['limit']:,.0f}", ha="center",
                fontsize=TEXT)  # fmt: skip


def _spans(ax, names, height):
    """Bars over the years in which treaties ran; hatched where one never came into force."""
    table = history.treaties().set_index("treaty")
    for name in names:
        begin, end = in_force(table.loc[name])
        never = table.loc[name, "in_force"] == "never"
        ax.barh(height, end - begin, 0.8, left=begin, fc="white" if never else "#BBBBBB", ec=BLACK,
                hatch="////" if never else None, gid=table.loc[name, "source_ids"])  # fmt: skip
        label = name.replace(" Interim Agreement", "") + (", never in force" if never else "")
        # the two short bars are neighbours: their names go above, to the left and to the right
        x, up, side = (begin + end) / 2, -0.4, "center"
        if name.startswith("SALT"):
            x, up, side = (begin, 0.55, "left") if never else (end, 0.55, "right")
        ax.text(x, height + up, label, ha=side, va="bottom", fontsize=TEXT)


@ours()
def chemical_weapons(ax=None):
    """Draw how much of the declared chemical weapons was destroyed, against what was due.

    Parameters
    ----------
    ax : Axes, optional

    Returns
    -------
    Axes
        Percent destroyed over the years, two totals with a marker each, and the deadlines.

    Examples
    --------
    >>> chemical_weapons().get_ylabel()
    'destroyed (% of what was declared)'
    """
    ax = styled(_checked.axes(ax), "year", "destroyed (% of what was declared)", (7.0, 4.0))
    due = history.limits().query("treaty == 'CWC' and unit == 'percent'")
    due = due.drop_duplicates("limit")  # the second 100 % is the extension
    when = history.decimal_years(due["applies_from"])
    draw(ax, due, [*when, 2024], [*due["limit"], 100], color=VERMILLION, ls="--", lw=2.5,
         drawstyle="steps-post", label="due")  # fmt: skip
    table = history.cwc()
    for wanted, marker, colour, label in (
        (False, "o", BLUE, "of all declared"),
        (True, "D", GREEN, "of Category 1"),
    ):
        rows = table[table["basis"].str.startswith("Category") == wanted]
        draw(ax, rows, history.decimal_years(rows["date"]), rows["percent"], color=colour, ls="",
             marker=marker, ms=8, mec="white", label=label)  # fmt: skip
    ax.text(2000.1, 32, "no report\nin our sources,\n1997 to 2003", ha="center", fontsize=TEXT,
            color=GREY)  # fmt: skip
    ax.set_xlim(1996.5, 2024)
    ax.set_ylim(-3, 106)
    ax.legend(ncols=3, **_OVER)
    return ax


@ours()
def ozone(ax=None):
    """Draw the consumption of substances that destroy ozone, above the size of the ozone hole.

    Parameters
    ----------
    ax : Axes of a subplot, optional
        It becomes the upper half.

    Returns
    -------
    Axes
        The upper one: consumption in % of 1986 with the years in which CFC had to end. The lower
        one has the mean area of the hole.

    Examples
    --------
    >>> ozone().get_ylabel()
    'consumption (% of 1986)'
    """
    ax = styled(_checked.axes(ax), "", "consumption (% of 1986)", (7.0, 5.4))
    halves = ax.get_subplotspec().subgridspec(2, 1)
    ax.set_subplotspec(halves[0])
    lower = styled(ax.figure.add_subplot(halves[1], sharex=ax), "year", "hole (million km²)")
    ax.set_xlabel("year")
    table = history.ods()
    index = table[table["measure"] == "ods_consumption_index"]
    draw(ax, index, *yearly(index), color=BLUE, lw=2.5, marker="o", ms=5, zorder=4,
         label="all substances")  # fmt: skip
    cfc = table[table["measure"] == "cfc_consumption"]
    share = 100 * cfc["value"] / cfc.loc[cfc["year"] == 1986, "value"].iloc[0]
    few = cfc["note"].str.contains("few parties").fillna(False)
    for rows, fill, label in ((~few, ORANGE, "CFC"), (few, "white", "CFC, few reports")):
        draw(ax, cfc[rows], cfc.loc[rows, "year"], share[rows], color=ORANGE, ls="", marker="D",
             ms=9, mfc=fill, mec=BLACK, label=label)  # fmt: skip
    hole = history.ozone().query("series == 'ozone_hole_mean_area'")
    draw(lower, hole, *yearly(hole), color=BLACK, lw=2, marker="s", ms=4)
    _cfc_years(ax, lower)
    ax.set_xlim(1978, 2027)
    ax.set_ylim(-4, 135)
    lower.set_ylim(0, 31)
    ax.legend(ncols=4, **_OVER)
    return ax


def _cfc_years(upper, lower):
    """When CFC had to end, and the years in which somebody made it all the same."""
    due = history.limits().query("treaty == 'Montreal Protocol'")
    for year, party in zip(history.decimal_years(due["applies_from"]), due["party"], strict=True):
        upper.vlines(year, -4, 96, color=GREY, ls=":", lw=1.5)
        upper.text(year + 0.4, 82, f"0 for\n{party}", fontsize=TEXT)
    breach = history.violations().query("found_by == 'scientists'").iloc[0]
    begin, end = history.decimal_years(breach[["start", "end"]])
    for ax in (upper, lower):
        ax.axvspan(begin, end, fc=VERMILLION, alpha=0.25, lw=0, gid=breach["source_ids"])
    upper.text((begin + end) / 2, 24, "breach", ha="center", fontsize=TEXT)


@ours()
def parties(ax=None):
    """Draw how many parties four treaties had.

    Parameters
    ----------
    ax : Axes, optional

    Returns
    -------
    Axes
        A line where there is a count for every year, points where there are single dates only.

    Examples
    --------
    >>> parties().get_ylabel()
    'parties (states)'
    """
    ax = styled(_checked.axes(ax), "year", "parties (states)")
    looks = {"NPT": (GREY, "v"), "BWC": (VERMILLION, "s"), "Montreal Protocol": (ORANGE, "D"),
             "CWC": (BLUE, "o")}  # fmt: skip
    for name, rows in history.parties().groupby("treaty"):
        colour, marker = looks[name]
        single = rows["count_basis"].str.startswith("milestone").all()
        draw(ax, rows, history.decimal_years(rows["date"]), rows["parties"], color=colour,
             ls="" if single else "-", lw=2, marker=marker, ms=6 if single else 4,
             label=name.split()[0])  # fmt: skip
    ax.set_xlim(1968, 2027)
    ax.set_ylim(0, 205)
    ax.legend(ncols=4, **_OVER)
    return ax
