"""What happened when it was tried?"""

import numpy as np
import pandas as pd
from matplotlib.patches import Patch, Rectangle

from racekit import history
from racekit.explore._desk import Menu, controls
from racekit.explore._stage import Explorer, Stage
from racekit.plots import parties as draw_parties
from racekit.plots.breaches import STRETCHES, stretches
from racekit.plots.history import SUPERPOWERS, in_force, yearly
from racekit.plots.style import BLACK, BLUE, GREY, LABEL, TEXT, VERMILLION, ours, styled

_FIRST, _LAST = 1968, 2025
_CONTROLS = {
    "year": ("end of the year", 1979, _FIRST, _LAST, 1, 1),
    "treaty": Menu("treaty", 1, tuple(history.SIX)),
}
_SHARE = 0.78  # of the height for the numbers; the violations lie above
_MOST_CASES = 3


@ours()
def precedents(**start):
    """Explore six treaties: what was limited, verified, enforced and violated, year by year.

    Parameters
    ----------
    **start : int
        Where the controls start: ``year`` (1968..2025, meaning its end) and ``treaty`` (1 SALT I,
        2 SALT II, 3 New START, 4 CWC, 5 BWC, 6 Montreal Protocol).

    Returns
    -------
    Explorer
        A widget: the numbers behind a treaty with its limits and violations, and the parties to
        four treaties, both over the years.

    Examples
    --------
    >>> precedents(treaty=5).controls["treaty"].value
    5
    """
    files = [_File(name) for name in history.SIX]
    stage = Stage(440)
    left = _Numbers(stage.figure.add_axes([0.105, 0.13, 0.49, 0.665]))
    right = _Parties(stage.figure.add_axes([0.675, 0.13, 0.31, 0.665]))
    stage.moving(left.artists + right.artists)

    def update(*, treaty, year):
        file = files[treaty - 1]
        left.move(file, year)
        right.move(file, year)
        return _sentence(file, year)

    topic = "Numbers of a treaty, with limits and violations, and parties, over the years."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _File:
    """All that the tables hold about one treaty."""

    def __init__(self, name):
        self.row = history.treaties().set_index("treaty").loc[name]
        self.title = name.replace(" Interim Agreement", "")
        self.begin, self.end = in_force(self.row)
        cases = history.violations()
        self.cases = [_Case(row, self.end) for _, row in
                      cases[cases["treaty"].isin([name, self.title])].iterrows()]  # fmt: skip
        self.ylabel, self.top, self.series, self.limits = _SERIES[name]()
        counts = history.parties().query("treaty == @name")
        self.counts = history.decimal_years(counts["date"]).to_numpy(), counts["parties"].to_numpy()

    def state(self, moment):
        """Whether it was in force, in words."""
        signed, ended = history.decimal_years(self.row[["signed_or_opened", "ended"]])
        if moment < signed:
            return "not yet signed"
        if moment >= ended:
            return f"over: {self.row['how_ended']}"
        if self.row["in_force"] == "never":
            return "signed and not in force, nor ever to be"
        return "in force" if moment >= self.begin else "signed, not yet in force"

    def members(self, moment):
        """Number of parties by then, in words."""
        if len(self.counts[0]) == 0:
            inside = self.state(moment) == "in force"
            return "2 parties" if inside else "no parties"
        before = np.flatnonzero(self.counts[0] <= moment)
        if before.size == 0:
            return "no count of parties yet"
        when = int(self.counts[0][before[-1]] - 0.001)
        return f"{self.counts[1][before[-1]]} parties (count of {when})"


class _Case:
    """A violation, with its dates as numbers."""

    def __init__(self, row, last):
        self.row = row
        self.start, self.found = history.decimal_years(row[["start", "found"]])
        self.parts, moment = stretches(row, last)
        self.begin = self.parts[0][0] if self.parts else moment

    def words(self, moment):
        """What there is to say by then."""
        row = self.row
        who_did = f"{row['actor']}: {row['what']}"
        if np.isnan(self.found):
            return f"{who_did} ({row['status']}, no year of a finding)"
        verb = "alleged" if row["status"].startswith("alleged") else "found"
        who = "openly" if row["found_by"] == "in the open" else f"{verb} by {row['found_by']}"
        if self.found <= moment:
            after = row["consequence"].replace("+-", "±")
            return f"{who_did} ({who}, {int(self.found)}; {after})"
        return f"{who_did}, hidden so far and {who} in {int(self.found)}"


# For each treaty: what the axis shows, its top, the series as (name, x, y), and the limit's line.


def _deliverable():
    table = history.warheads().query("measure == 'deliverable_strategic' and year >= @_FIRST")
    series = []
    for country, label, *_ in SUPERPOWERS:
        series.append((label, *yearly(table[table["country"] == country], "warheads")))
    return "strategic warheads", 15_000, series, []


def _declared():
    table = history.new_start().dropna(subset="deployed_warheads")
    series = []
    for party in ("United States", "Russia"):
        own = table[table["party"] == party]
        series.append((party, history.decimal_years(own["date"]).to_numpy(),
                       own["deployed_warheads"].to_numpy()))  # fmt: skip
    limit = history.limits().query("treaty == 'New START' and unit == 'warheads'").iloc[0]
    begin = history.decimal_years(pd.Series([limit["applies_from"]]))[0]
    _, end = in_force(history.treaties().set_index("treaty").loc["New START"])
    return "deployed warheads, as declared", 2_000, series, [([begin, end], [limit["limit"]] * 2)]


def _destroyed():
    table = history.cwc()
    category = table["basis"].str.startswith("Category")
    series = [(label, history.decimal_years(own["date"]).to_numpy(), own["percent"].to_numpy())
              for label, own in (("of all", table[~category]),
                                 ("of Category 1", table[category]))]  # fmt: skip
    due = history.limits().query("treaty == 'CWC' and unit == 'percent'").drop_duplicates("limit")
    when, share = history.decimal_years(due["applies_from"]).to_numpy(), due["limit"].to_numpy()
    steps = np.repeat(when, 2)[1:], np.repeat(share, 2)[:-1]
    return "destroyed (%)", 100, series, [(np.r_[steps[0], _LAST], np.r_[steps[1], 100])]


def _uncounted():
    return "", 1, [], []


def _consumed():
    table = history.ods().query("measure == 'ods_consumption_index'")
    return "consumption (% of 1986)", 150, [("all substances", *yearly(table))], []


_SERIES = dict(zip(history.SIX, (_deliverable, _deliverable, _declared, _destroyed, _uncounted,
                                 _consumed), strict=True))  # fmt: skip


class _Numbers:
    """The series behind a treaty; the axis spans 0 to 1, and its numbers are written by hand."""

    def __init__(self, ax):
        self.ax = styled(ax, "year", "")
        ax.xaxis.label.set_fontsize(LABEL)
        ax.set_xlim(_FIRST, _LAST + 2)
        ax.set_ylim(0, 1)
        ax.set_yticks([0, _SHARE / 2, _SHARE], [])
        beside = {"transform": ax.get_yaxis_transform(), "va": "center", "fontsize": TEXT}
        self.heights = [ax.text(-0.02, _SHARE * v, "", ha="right", **beside) for v in (0, 0.5, 1)]
        self.ylabel = ax.text(-0.185, 0.4, "", rotation=90, ha="center", **beside)
        self.force = ax.add_patch(Rectangle((0, 0), 0, 1, fc="#E4E4E4", ec="none"))
        self.lines = [ax.plot([], [], color=colour, ls=dash, marker=marker, ms=5, lw=2)[0]
                      for _, _, colour, dash, marker in SUPERPOWERS]  # fmt: skip
        (self.limit,) = ax.plot([], [], color=BLACK, lw=3)
        # one strip for each kind of stretch and each case
        self.strips = [{kind: ax.add_patch(Rectangle((0, 0), 0, 0, **look))
                        for kind, look in STRETCHES.items()}
                       for _ in range(_MOST_CASES)]  # fmt: skip
        (self.now,) = ax.plot([], [], color=BLACK, lw=1.5, ls=":")
        above = {"transform": ax.transAxes, "fontsize": TEXT, "va": "bottom", "clip_on": False}
        self.names = [ax.text(x, 1.02, "", **above) for x in (0, 0.36, 0.72)]
        self.title = ax.text(0, 1.12, "", **above | {"fontsize": LABEL}, fontweight="bold")
        self.empty = ax.text(0.5, 0.4, "No count of these weapons in our sources.", ha="center",
                             bbox={"fc": "white", "ec": GREY}, **above)  # fmt: skip
        patches = [patch for strip in self.strips for patch in strip.values()]
        self.artists = [*self.heights, self.ylabel, self.force, *self.lines, self.limit, *patches,
                        self.now, *self.names, self.title, self.empty]  # fmt: skip
        handles = [self.force, *(Patch(**look) for look in STRETCHES.values())]
        ax.figure.legend(handles, ["in force", "violated, hidden", "known", "no year"], ncols=4,
                         fontsize=TEXT, frameon=False, loc="upper left", handlelength=1.4,
                         bbox_to_anchor=(0.095, 1.01), columnspacing=1.0)  # fmt: skip

    def move(self, file, year):
        for share, text in zip((0, 0.5, 1), self.heights, strict=True):
            text.set_text(f"{share * file.top:,.0f}" if file.series else "")
        self.ylabel.set_text(file.ylabel)
        never = file.row["in_force"] == "never"
        self.title.set_text(f"{file.title}, never in force" if never else file.title)
        self.empty.set_visible(not file.series)
        self.force.set_bounds(file.begin, 0, 0 if never else file.end - file.begin, 1)
        scale = _SHARE / file.top
        for i, (line, name) in enumerate(zip(self.lines, self.names[:2], strict=True)):
            given = i < len(file.series)
            label, x, y = file.series[i] if given else ("", [], [])
            line.set_data(x, np.asarray(y, dtype=float) * scale)
            line.set_linestyle("none" if file.title in ("CWC", "New START")
                               else SUPERPOWERS[i][3])  # fmt: skip
            name.set_text(f"{'●■'[i]} {label}" if given else "")
            name.set_color((BLUE, VERMILLION)[i])
        limit = file.limits[0] if file.limits else ([], [])
        self.limit.set_data(limit[0], np.asarray(limit[1], dtype=float) * scale)
        self.names[2].set_text("▬ limit" if file.limits else "")
        self._cases(file.cases)
        self.now.set_data([year + 1, year + 1], [0, 1])

    def _cases(self, cases):
        for i, strip in enumerate(self.strips):
            parts = cases[i].parts if i < len(cases) else []
            if i < len(cases) and not parts:  # the treaty ended with it
                parts = [(cases[i].begin, cases[i].begin + 0.6, "known")]
            for patch in strip.values():
                patch.set_visible(False)
            for begin, end, kind in parts:
                strip[kind].set_bounds(begin, 0.94 - 0.05 * i, end - begin, 0.04)
                strip[kind].set_visible(True)


class _Parties:
    """Parties to four treaties; a ring round the present one."""

    def __init__(self, ax):
        draw_parties(ax)
        ax.legend(ncols=2, fontsize=TEXT, frameon=False, loc="lower left", columnspacing=1.0,
                  bbox_to_anchor=(-0.05, 1.0), handletextpad=0.5, handlelength=1.5)  # fmt: skip
        (self.now,) = ax.plot([], [], color=BLACK, lw=1.5, ls=":")
        (self.ring,) = ax.plot([], [], "o", mfc="none", mec=BLACK, mew=2, ms=15, clip_on=False)
        self.artists = [self.now, self.ring]

    def move(self, file, year):
        self.now.set_data([year + 1, year + 1], [0, 205])
        dates, counts = file.counts
        before = np.flatnonzero(dates <= year + 1)
        if before.size:
            self.ring.set_data([dates[before[-1]]], [counts[before[-1]]])
        elif file.members(year + 1) == "2 parties":
            self.ring.set_data([year + 1], [2])
        else:
            self.ring.set_data([], [])


def _sentence(file, year):
    row, moment = file.row, year + 1 - 1e-6
    levels = [_level(label, x, y, moment) for label, x, y in file.series]
    levels = [level for level in levels if level]
    numbers = f"{file.ylabel.capitalize()}: {', '.join(levels)}. " if levels else ""
    started = [case for case in file.cases if case.begin <= moment]
    broken = "; ".join(case.words(moment) for case in started)
    return (
        f"{file.title} at the end of {year}, {file.state(moment)}, with {file.members(moment)}. "
        f"Limited: {row['subject']}. Verified by: {row['verification']}. "
        f"Enforced by: {row['enforcement']}. {numbers}"
        f"Violated: {broken or 'nothing on our list by then'}."
    )


def _level(label, x, y, moment):
    """Latest value of a series, in words; None if there is none yet."""
    before = np.flatnonzero((np.asarray(x) <= moment) & np.isfinite(y))
    if before.size == 0:
        return None
    last = before[-1]
    shown = f"{y[last]:,.0f}" if y[last] >= 1000 else f"{y[last]:.3g}"
    return f"{label} {shown} ({int(x[last])})"
