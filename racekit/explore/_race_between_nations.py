"""What changes when nations are the players?"""

import numpy as np
from matplotlib.patches import Rectangle

from racekit.coalition import ladder
from racekit.explore._desk import controls
from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage, percent, race_fields, years
from racekit.plots.style import BLACK, BLUE, GREY, LABEL, ORANGE, TEXT, VERMILLION, ours, styled
from racekit.race import Race

_NAMES = ("A", "B", "C", "D")
_RUNGS = ("no rules:\nlabs race", "home rules:\nnations race", "world rule:\nno race")
# a rung's colour always comes with its marker
_MARKS = ((VERMILLION, "o"), (ORANGE, "s"), (BLUE, "D"))
_SAME = 5e-5  # probabilities closer than this look the same in the sentence
_CONTROLS = {
    "labs_each": ("labs in each nation", 2, 1, 5, 1, 1),
    "nations": ("number of nations", 2, 2, 4, 1, 1),
    "within": ("enmity within (%)", 1.0, 0, 100, 1, 100),
    "between": ("enmity between (%)", 1.0, 0, 100, 1, 100),
    "lead": ("speed of A's labs (%)", 1.0, 10, 500, 10, 100),
    **{name: RACE_CONTROLS[name] for name in ("risk", "safety_tax", "discount")},
}


@ours()
def race_between_nations(**start):
    """Explore one race at three rungs: labs decide, nations decide, one rule for the world.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Race`: ``labs_each`` (in each nation,
        1..5),
        ``nations`` (2..4), enmity ``within`` and ``between`` nations, ``lead`` (speed of a lab
        of nation A relative to one elsewhere, 0.1..5), ``risk``, ``safety_tax``, ``discount``.

    Returns
    -------
    Explorer
        A widget: the probability of disaster on each rung, and each nation's safety there.

    Examples
    --------
    >>> race_between_nations(nations=3).controls["nations"].value
    3
    """
    stage = Stage(390)
    stairs = _Stairs(stage.figure.add_axes([0.085, 0.17, 0.50, 0.76]))
    choices = _Choices(stage.figure.add_axes([0.695, 0.17, 0.285, 0.66]))
    stage.moving(stairs.artists + choices.artists)

    def update(**values):
        story = _Story(**values)
        stairs.move(story)
        choices.move(story)
        return _sentence(story)

    topic = "Probability of disaster on the three rungs of the ladder, and each nation's safety."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Story:
    """What each rung leads to."""

    def __init__(self, *, labs_each, nations, within, between, lead, **values):
        flags = np.repeat(np.arange(nations), labs_each)
        enmity = np.where(flags[:, None] == flags, within / 100, between / 100)
        speed = np.where(flags == 0, lead / 100, 1.0)
        self.labs_each, self.nations = labs_each, nations
        self.race = Race(speed, enmity=enmity, **race_fields(values))
        rungs = ladder(self.race, [np.flatnonzero(flags == nation) for nation in range(nations)])
        # a nation's labs are alike, so one stands for all
        self.safety = rungs.filter(like="safety").to_numpy()[:, ::labs_each]
        self.danger = rungs["disaster_probability"].tolist()
        self.years = rungs["years"].tolist()
        self.steps = -np.diff(self.danger)


class _Stairs:
    """The risk ladder; the height of the axis is the risk r, written by hand."""

    def __init__(self, ax):
        styled(ax, "", "probability of disaster (%)")
        ax.set_xlim(-0.5, 2.5)
        ax.set_ylim(0, 1.17)
        ax.set_xticks(range(3), _RUNGS, fontsize=LABEL)
        ax.tick_params(axis="x", length=0)
        ax.set_yticks([0, 0.25, 0.5, 0.75, 1], [])
        ax.yaxis.labelpad = 32  # room for the numbers, which move
        place = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center"}
        self.ticks = [
            (share, ax.text(-0.025, share, "", fontsize=TEXT, **place)) for share in ax.get_yticks()
        ]
        self.bars = [
            Rectangle((i - 0.5, 0), 1.0, 0, fc=colour, ec=BLACK, lw=1.5, alpha=0.55)
            for i, (colour, _) in enumerate(_MARKS)
        ]
        for bar in self.bars:
            ax.add_patch(bar)
        bold = {"ha": "center", "va": "bottom", "fontsize": 15, "fontweight": "bold"}
        self.heights = [ax.text(i, 0, "", **bold) for i in range(3)]
        self.drops = [ax.plot([], [], color=GREY, lw=1.5, ls=":")[0] for _ in range(2)]
        self.artists = [text for _, text in self.ticks]
        self.artists += [*self.bars, *self.drops, *self.heights]

    def move(self, story):
        top = story.race.risk
        for share, text in self.ticks:
            text.set_text(f"{100 * top * share:.3g}")
        for bar, text, danger in zip(self.bars, self.heights, story.danger, strict=True):
            bar.set_height(danger / top)
            text.set_y(danger / top + 0.02)
            text.set_text(percent(danger).replace("less than", "<"))
        for i, drop in enumerate(self.drops):
            level = story.danger[i] / top
            drop.set_data([i + 0.5, i + 1.5], [level, level])


class _Choices:
    """Safety of each nation's labs on each rung."""

    def __init__(self, ax):
        self.ax = styled(ax, "safety s (% of the safety work)", "")
        ax.set_xlim(0, 100)
        ax.set_ylim(3.55, -0.55)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        self.names = [
            ax.text(-5, i, f"nation\n{name}", ha="right", va="center", fontsize=TEXT + 1)
            for i, name in enumerate(_NAMES)
        ]
        self.lines = [ax.plot([], [], color=GREY, lw=2)[0] for _ in _NAMES]
        size = {"ls": "", "ms": 12, "mec": BLACK, "mew": 1, "clip_on": False}
        self.dots = [ax.plot([], [], mark, color=colour, **size)[0] for colour, mark in _MARKS]
        self.values = [[ax.text(0, 0, "", ha="center", fontsize=TEXT) for _ in _MARKS]
                       for _ in _NAMES]  # fmt: skip
        ax.legend(self.dots, ["no rules", "home rules", "world rule"], ncols=3, fontsize=TEXT,
                  frameon=False, loc="lower right", bbox_to_anchor=(1.05, 1.02),
                  handletextpad=0.0, columnspacing=0.5, borderaxespad=0)  # fmt: skip
        texts = [text for row in self.values for text in row]
        self.artists = [*self.names, *self.lines, *self.dots, *texts]

    def move(self, story):
        shares = 100 * np.array(story.safety)  # rung, nation
        heights = np.array([-0.14, 0.0, 0.14])  # rungs that agree lie beside each other
        for rung, dots in enumerate(self.dots):
            dots.set_data(shares[rung], np.arange(story.nations) + heights[rung])
        for nation in range(len(_NAMES)):
            there = nation < story.nations
            for artist in (self.names[nation], self.lines[nation], *self.values[nation]):
                artist.set_visible(there)
            if there:
                self._row(nation, shares[:, nation])

    def _row(self, nation, shares):
        self.lines[nation].set_data([shares.min(), shares.max()], [nation, nation])
        heights = nation + np.array([-0.31, 0.47, 0.47])
        for text, share, height in zip(self.values[nation], shares, heights, strict=True):
            text.set_position((np.clip(share, 6, 94), height))
            text.set_text(f"{share:.0f}")
        if abs(shares[1] - shares[2]) < 14:  # no room for two numbers below
            self.values[nation][1].set_text("")
        if shares.max() - shares.min() < 0.5:  # one number says it all
            self.values[nation][0].set_text("")


def _sentence(story):
    labs, home, world = (percent(danger) for danger in story.danger)
    who = f"{story.labs_each * story.nations} labs in {story.nations} nations"
    text = (
        f"{who} race to a probability of disaster of {labs} in {years(story.years[0])}; with a "
        f"rule of its own in each nation it is {home} in {years(story.years[1])}, with one rule "
        f"for the world {world} in {years(story.years[2])}. "
    )
    safest, least = story.safety[1].argmax(), story.safety[1].argmin()
    if story.safety[1][safest] - story.safety[1][least] > 0.005:
        gap = [percent(story.safety[1][nation]) for nation in (safest, least)]
        text += (
            f"Under home rules nation {_NAMES[safest]} does {gap[0]} of the safety work, "
            f"nation {_NAMES[least]} {gap[1]}. "
        )
    return text + _work(story)


def _work(story):
    """Which rung does most of the work."""
    whole = story.danger[0] - story.danger[2]
    if whole < _SAME:
        return "There is nothing to descend: all three rungs carry the same risk."
    share = story.steps / whole
    home, world = (f"{100 * part:.0f} %" for part in share)
    if story.labs_each == 1:
        return (
            "With one lab a nation a home rule changes nothing: the world rule does all the work."
        )
    if abs(share[0] - 0.5) < 0.005:
        return "Both steps do the same work, half of the descent each."
    if share[0] > 0.5:
        return f"The step to home rules does most of the work: {home} of the descent."
    return f"The step to a world rule does most of the work: {world} of the descent."
