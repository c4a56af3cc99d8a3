"""Can you design a treaty that holds?"""

import numpy as np

from racekit.design import Design, scorecard, stress_test
from racekit.explore._desk import Check, controls
from racekit.explore._stage import Explorer, Stage, percent
from racekit.plots.style import BLACK, BLUE, GREY, LABEL, ORANGE, TEXT, VERMILLION, ours, styled
from racekit.worlds import SCENARIOS, world

_FUTURES = 12  # two of each scenario: a frame must not take longer than a blink
_WIDEST = 0.15  # of the axis of room [prizes]
_CONTROLS = {
    "standard": ("standard (%)", 0.85, 0, 100, 1, 100),
    "visits": ("visits (1/yr)", 0.5, 0.0, 6.0, 0.1, 1),
    "fine": ("fine F (prizes)", 0.1, 0.0, 1.0, 0.01, 1),
    "sanction": ("sanction τ (prizes)", 0.02, 0.0, 0.1, 0.001, 1),
    "minimum": ("void below (signatures)", 2, 2, 3, 1, 1),
    "collapse": Check("a catch ends the treaty", 0),
}


@ours()
def design_a_treaty(**start):
    """Explore which of six kinds of future break a treaty, and what mending it costs elsewhere.

    The calm world 0 with its three nations; 12 of its futures, always the same.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Design`: ``standard``, ``visits`` (0..6),
        ``fine`` (0..1), ``sanction`` (0..0.1), ``minimum`` (2 or 3), and ``collapse``, 1 for
        after="collapse".

    Returns
    -------
    Explorer
        A widget: what the most tempted nation would lose by cheating and by leaving, a mark each
        for every future, and the four scores with their goals.

    Examples
    --------
    >>> design_a_treaty(visits=2.0).controls["visits"].value
    2.0
    """
    place, stage = world("calm"), Stage(430)
    left = _Rooms(stage.figure.add_axes([0.175, 0.135, 0.40, 0.735]))
    right = _Scores(stage.figure.add_axes([0.70, 0.135, 0.28, 0.735]), place)
    stage.moving(left.artists + right.artists)

    def update(*, standard, collapse, **rest):
        after = "collapse" if collapse else "return"
        design = Design(standard=standard / 100, after=after, **rest)
        result = stress_test(design, place, draws=_FUTURES, progress=False)
        card = scorecard(result)
        left.move(result.table)
        right.move(card)
        return _sentence(result, card)

    topic = "What would break the treaty in 12 futures, and its scorecard."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Rooms:
    """A row a scenario; a mark to the left of zero breaks the treaty."""

    def __init__(self, ax):
        styled(ax, "what it would lose by it (prizes)", "").set_xlim(-_WIDEST, _WIDEST)
        ax.xaxis.label.set_fontsize(LABEL)
        ax.set_xticks([-_WIDEST, 0, _WIDEST], [f"≤ −{_WIDEST}", "0", f"≥ {_WIDEST}"])
        ax.set_yticks(range(len(SCENARIOS)), SCENARIOS)
        ax.set_ylim(len(SCENARIOS) - 0.5, -0.5)
        ax.axvspan(-_WIDEST, 0, color=GREY, alpha=0.15, lw=0)
        ax.axvline(0, color=BLACK, lw=1)
        for row in range(1, len(SCENARIOS)):
            ax.axhline(row - 0.5, color=GREY, lw=0.5)
        style = {"ls": "", "ms": 9, "mec": BLACK, "mew": 0.5, "clip_on": False}
        (self.cheat,) = ax.plot([], [], "X", color=VERMILLION, label="cheating", **style)
        (self.leave,) = ax.plot([], [], "^", color=ORANGE, label="leaving", **style)
        (self.void,) = ax.plot([], [], "s", color=GREY, label="void", **style)
        self.artists = [self.void, self.leave, self.cheat]
        ax.figure.legend(handles=[self.cheat, self.leave, self.void], ncols=3, fontsize=TEXT,
                         frameon=False, loc="upper left", bbox_to_anchor=(0.16, 0.985),
                         handletextpad=0.2)  # fmt: skip

    def move(self, table):
        i = np.arange(len(table))
        height = i % len(SCENARIOS) + (i // len(SCENARIOS) - 0.5) * 0.4
        void = (table["end"] == "void").to_numpy()
        self.void.set_data(np.full(void.sum(), -_WIDEST), height[void])
        for line, name in ((self.cheat, "cheat_room"), (self.leave, "leave_room")):
            room = np.clip(table[name].to_numpy()[~void], -_WIDEST, _WIDEST)
            line.set_data(room, height[~void])


class _Scores:
    """A bar a criterion, and where its goal lies."""

    def __init__(self, ax, place):
        styled(ax, "% (cost: of two budgets)", "")
        ax.xaxis.label.set_fontsize(LABEL)
        names = ("deterrence", "stability", "risk", "cost")
        self.scales = dict.fromkeys(names, 1.0) | {"cost": 2 * place.budget}
        goals = place.goals | {"cost": place.budget}
        ax.set_xlim(0, 100)
        ax.set_xticks([0, 50, 100])
        ax.set_yticks(range(4), names)
        ax.set_ylim(3.5, -0.75)
        self.bars = list(ax.barh(range(4), [0] * 4, height=0.36, edgecolor="white", lw=0.5))
        at = {"fontsize": TEXT, "ha": "right", "va": "center"}
        self.words = [ax.text(100, row - 0.42, "", **at) for row in range(4)]
        self.goals = []
        for row, name in enumerate(names):
            x = 100 * goals[name] / self.scales[name]
            self.goals += ax.plot([x, x], [row - 0.26, row + 0.26], color=BLACK, lw=2.5)
        self.artists = [*self.bars, *self.goals, *self.words]
        handles = [ax.barh([0], [0], color=BLUE), ax.barh([0], [0], color=VERMILLION, hatch="//",
                   edgecolor="white"), self.goals[0]]  # fmt: skip
        ax.figure.legend(handles, ["passes", "fails", "goal"], ncols=3, fontsize=TEXT,
                         frameon=False, loc="upper right", bbox_to_anchor=(0.99, 0.985),
                         handlelength=1.2, columnspacing=1.0)  # fmt: skip

    def move(self, card):
        for bar, words, row in zip(self.bars, self.words, card.rows(), strict=True):
            name, value, goal, verdict = row
            share = card.table.loc[name, "value"] / self.scales[name]
            bar.set_width(100 * min(max(share, 0.0), 1.0))
            bar.set_facecolor(BLUE if verdict == "passes" else VERMILLION)
            bar.set_hatch("" if verdict == "passes" else "//")
            words.set_text(f"{value}, {goal.removesuffix(' trips/yr')}")


def _sentence(result, card):
    ends = result.table["end"].value_counts()
    broken = [
        f"in {ends[end]} {words}"
        for end, words in (
            ("void", "it is void"), ("cheat", "cheating tempts"), ("leave", "leaving tempts")
        )
        if end in ends
    ]  # fmt: skip
    held = f"The treaty holds in {ends.get('holds', 0)} of {len(result.table)} futures"
    verdict = "It meets every goal here" if card.table["passed"].all() else "It fails"
    return (
        f"{held}{': ' if broken else ''}{', '.join(broken)}. "
        f"{percent(card.table.loc['risk', 'value'])} of the avoidable risk remains, and the "
        f"inspectors make {card.table.loc['cost', 'value']:.3g} of "
        f"{result.world.budget:g} trips a year. {verdict}; the least room is in {card.weakness}."
    )
