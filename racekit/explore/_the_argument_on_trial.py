"""Which claims hold at this point, and what would turn them?"""

import numpy as np

from racekit import claims
from racekit.explore._desk import controls
from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage
from racekit.plots.claims import MARKS
from racekit.plots.style import BLACK, LABEL, TEXT, ours, styled

_STEPS = 8  # along each axis, in search of what turns a claim
_HALF = 0.2  # a margin of this size fills half of a bar
_CONTROLS = {
    "n": ("number of labs", 4, 2, 6, 1, 1),
    "speed": ("A's speed (% of others')", 1.0, 20, 500, 5, 100),
    "safety_tax": ("safety tax κ (%)", 0.8, 10, 100, 1, 100),
    "risk": ("risk r (%)", 0.4, 5, 100, 1, 100),
    "enmity_within": ("enmity within (%)", 1.0, 0, 100, 1, 100),
    "enmity_between": ("enmity between (%)", 1.0, 0, 100, 1, 100),
    "harm": ("A's harm (prizes)", *RACE_CONTROLS["harm"][1:]),
    "others_harm": ("others' harm (prizes)", *RACE_CONTROLS["harm"][1:]),
    "discount": ("discount ρ (% per yr)", 0.05, 1, 100, 1, 100),
    "leak": ("leakage φ (%)", 0.0, 0, 50, 1, 100),
    "detection": ("detection ν (% per yr)", 0.5, 5, 500, 5, 100),
    "fine": ("fine F (% of a prize)", 0.3, 3, 300, 1, 100),
    "patience": ("patience δ (%)", 0.0, 0, 100, 1, 100),
    "informed": ("informed p (%)", 0.9, 50, 100, 1, 100),
    "exposure": ("exposure w (%)", 0.2, 0, 100, 1, 100),
    "penalty": ("penalty F (% of quality)", 0.0, 0, 100, 1, 100),
}
_WORDS = claims.space()["words"]
_PLURAL = {"holds": "hold", "fails": "fail", "does not arise": "do not arise"}


@ours()
def the_argument_on_trial(**start):
    """Explore which of the essay's claims hold at any point of the parameter space.

    Parameters
    ----------
    **start : float
        Where the controls start: any parameters of `racekit.claims.space`, in its units.

    Returns
    -------
    Explorer
        A widget: for each claim its verdict, its margin, and the nearest change of a single
        parameter that would turn it.

    Examples
    --------
    >>> the_argument_on_trial(n=2).controls["n"].value
    2
    """
    stage = Stage(470)
    bench = _Bench(stage.figure.add_axes([0.315, 0.115, 0.345, 0.80]))
    stage.moving(bench.artists)

    def update(**values):
        point = {
            name: value if name == "n" else round(value / _CONTROLS[name][-1], 10)
            for name, value in values.items()
        }
        found, turns = claims.at(**point), claims.flips(steps=_STEPS, **point)
        bench.move(found, turns)
        return _sentence(found, turns)

    topic = "Verdict and margin of each claim, and the change that would turn it."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Bench:
    """One row a claim: mark, name, bar, and what would turn it."""

    def __init__(self, ax):
        docket = claims.docket()
        self.ax = styled(ax, "margin (a bar of half length: 0.2)", "")
        self.rows = {claim: height for height, claim in enumerate(docket.index)}
        ax.set_xlim(-1, 1)
        ax.set_xticks([-1, 0, 1], ["fails", "0", "holds"])
        ax.set_ylim(len(docket) - 0.4, -0.6)
        names = [f"{brief}  {claim}" for claim, brief in docket["brief"].items()]
        ax.set_yticks(range(len(docket)), names)
        ax.tick_params(axis="y", length=0, pad=24)
        ax.spines["left"].set_visible(False)
        ax.axvline(0, color=BLACK, lw=1)
        ax.text(0, self.rows["C13"], "judged by evidence", fontsize=TEXT, style="italic",
                ha="center", va="center", backgroundcolor="white")  # fmt: skip
        ax.text(1.06, -0.95, "turned by", fontsize=LABEL, va="center")
        self._movers()

    def _movers(self):
        tried = [claim for claim in self.rows if claim != "C13"]
        self.heights = np.array([self.rows[claim] for claim in tried])
        # one artist for all bars, as thick lines: quicker to draw than a patch for each
        self.bars = self.ax.hlines(self.heights, 0.0, 0.0, lw=15)
        self.turns = {
            claim: self.ax.text(1.06, self.rows[claim], "", fontsize=TEXT, va="center_baseline")
            for claim in tried
        }
        self.marks = {
            name: self.ax.plot([], [], mark, ms=10, mew=2, color=colour, clip_on=False)[0]
            for name, (mark, colour) in MARKS.items()
        }
        handles = list(self.marks.values())
        self.ax.figure.legend(handles, list(MARKS), ncols=3, fontsize=TEXT, frameon=False,
                              loc="upper center", bbox_to_anchor=(0.33, 1.0))  # fmt: skip
        self.artists = [self.bars, *self.turns.values(), *handles]

    def move(self, found, turns):
        margin = np.nan_to_num(found["margin"].to_numpy())
        ends = margin / (np.abs(margin) + _HALF)
        bars = [[(0.0, y), (x, y)] for x, y in zip(ends, self.heights, strict=True)]
        self.bars.set_segments(bars)
        self.bars.set_color([MARKS[verdict][1] for verdict in found["verdict"]])
        for claim, text in self.turns.items():
            text.set_text(_turn(turns.loc[claim]) if claim in turns.index else "")
        for name, line in self.marks.items():
            heights = self.heights[found["verdict"] == name]
            line.set_data(np.full(heights.size, -1.09), heights)


def _turn(row):
    """The change that turns a claim, in a few words and the units of the sliders."""
    label, *_, scale = _CONTROLS[row["parameter"]]
    unit = label.partition("(")[2].rstrip(")")
    return f"{_WORDS[row['parameter']]} {scale * row['value']:.3g} {unit}".rstrip()


def _sentence(found, turns):
    parts = []
    for verdict in MARKS:
        names = found.index[found["verdict"] == verdict]
        verb = verdict if len(names) == 1 else _PLURAL[verdict]
        parts.append(f"{len(names)} {verb}" + (f" ({', '.join(names)})" if len(names) else ""))
    text = f"Of the {len(found)} claims tried at this point {', '.join(parts)}."
    if turns.empty:
        return f"{text} No single parameter turns any of them."
    first = turns.iloc[0]
    nearest = f"{turns.index[0]}: with {_turn(first)} it {first['verdict']}"
    return f"{text} The nearest to turn is {nearest}."
