"""How much must inspectors see, and how fast?"""

import numpy as np

from racekit.explore._desk import controls
from racekit.explore._stage import Explorer, Stage, percent
from racekit.plots.style import BLACK, BLUE, GREY, LABEL, TEXT, VERMILLION, ours, styled
from racekit.race import Race
from racekit.treaty import Treaty

_STANDARDS = np.linspace(0.0, 1.0, 19)
_SHARES = np.linspace(0.0, 1.0, 11)  # of the axis of detection; what runs over it is smooth
_CONTROLS = {
    "detection": ("detection ν (1/yr)", 0.2, 0.0, 5.0, 0.01, 1),
    "standard": ("standard (%)", 1.0, 0, 100, 1, 100),
    "fine": ("fine F (prizes)", 0.3, 0.0, 2.0, 0.01, 1),
    "false_alarms": ("false alarms φ (1/yr)", 0.0, 0.0, 1.0, 0.01, 1),
    "n": ("number of labs", 2, 2, 8, 1, 1),
    "speed": ("speed a (% per yr)", 1.0, 10, 1000, 10, 100),
}


@ours()
def verification(**start):
    """Explore how often inspectors must look before nobody gains by cheating on a treaty.

    Equal labs sign a treaty that ends when somebody is caught, or wrongly accused: then all play
    Nash. The rest of the race is the course's baseline.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Treaty` and `Race`: ``detection`` (0..5),
        ``standard``, ``fine`` (0..2), ``false_alarms`` (0..1), ``n`` (2..8), ``speed`` of
        every lab (0.1..10).

    Returns
    -------
    Explorer
        A widget: critical detection over the standard, and what the best cheater gets over the
        rate of detection, against what the treaty is worth to those who keep it.

    Examples
    --------
    >>> verification(n=5).controls["n"].value
    5
    """
    stage = Stage(400)
    left = _Border(stage.figure.add_axes([0.105, 0.15, 0.365, 0.70]))
    right = _Bargain(stage.figure.add_axes([0.615, 0.15, 0.36, 0.70]))
    stage.moving(left.artists + right.artists)

    def update(**values):
        story = _Story(**values)
        left.move(story)
        right.move(story)
        return _sentence(story)

    topic = "Detection that deters, over the standard, and payoffs, over the rate of detection."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Story:
    """The critical detection for every standard, and the bargain at this one."""

    def __init__(self, *, detection, standard, fine, false_alarms, n, speed):
        self.race = Race([speed / 100] * n)
        self.standard, self.detection = standard / 100, detection
        self.treaty = Treaty(self.standard, detection=detection, fine=fine,
                             false_alarms=false_alarms, after="collapse")  # fmt: skip
        self.border = np.array([self._critical(level) for level in _STANDARDS])
        self.critical = self._critical(self.standard)
        self.breakout = float(self.treaty.breakout_safety(self.race)[0])
        self.comply = float(self.treaty.compliance_payoff(self.race)[0])
        self.temptation = float(self.treaty.temptation(self.race)[0])
        self.top = _round_top(max(detection, self.critical if np.isfinite(self.critical) else 0.0))
        self.rates = self.top * _SHARES
        self.cheat = np.array([self._cheat(rate) for rate in self.rates])
        self.deterred = self.treaty.deters(self.race)

    def _critical(self, standard):
        return float(self.treaty.replace(standard=standard).critical_detection(self.race)[0])

    def _cheat(self, rate):
        return float(self.treaty.replace(detection=rate).cheating_payoff(self.race)[0])


def _round_top(rate):
    """Height of the axis of detection: a round number above what must be seen."""
    steps = np.array([0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1e4, 1e5, 1e6])
    return float(steps[min(np.searchsorted(steps, 1.05 * rate), steps.size - 1)])


class _Axis:
    """An axes whose numbers move: it spans 0 to 1, and the numbers are written by hand."""

    def __init__(self, ax, xlabel, ylabel):
        self.ax = styled(ax, xlabel, ylabel)
        ax.xaxis.label.set_fontsize(LABEL)
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        ax.set_yticks([0, 0.5, 1], [])
        ax.yaxis.labelpad = 42
        y = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center"}
        self.heights = [ax.text(-0.03, v, "", fontsize=TEXT, **y) for v in (0, 0.5, 1)]

    def numbers(self, low, high):
        for share, text in zip((0, 0.5, 1), self.heights, strict=True):
            text.set_text(f"{low + share * (high - low):.3g}".replace("-", "−"))


class _Border(_Axis):
    """Critical detection against the standard; above the line cheating does not pay."""

    def __init__(self, ax):
        super().__init__(ax, "standard (% of the safety work)", "detection ν (1/yr)")
        ax.set_xticks([0, 0.5, 1], ["0", "50", "100"])
        (self.line,) = ax.plot([], [], color=BLUE, lw=2.5)
        (self.now,) = ax.plot([], [], "o", ms=13, mec=BLACK, mew=1.5, clip_on=False)
        place = {"fontsize": TEXT, "color": BLACK}
        self.above = ax.text(0.03, 0.97, "cheating deterred", va="top", **place)
        self.below = ax.text(0.97, 0.03, "cheating pays", ha="right", **place)
        self.artists = [*self.heights, self.above, self.below, self.line, self.now]
        handles = [ax.plot([], [], color=BLUE, lw=2.5)[0],
                   ax.plot([], [], "o", ms=10, mfc="white", mec=BLACK)[0]]  # fmt: skip
        ax.figure.legend(handles, ["critical ν*", "this treaty"], ncols=2, fontsize=TEXT,
                         frameon=False, loc="upper left", bbox_to_anchor=(0.07, 0.98))  # fmt: skip

    def move(self, story):
        self.numbers(0, story.top)
        border = np.minimum(story.border / story.top, 3.0)
        self.line.set_data(_STANDARDS, border)
        self.now.set_data([story.standard], [story.detection / story.top])
        self.now.set_color(BLUE if story.deterred else VERMILLION)
        self.now.set_marker("o" if story.deterred else "X")
        self.now.set_markeredgecolor(BLACK)


class _Bargain(_Axis):
    """What the best cheater gets against the rate of detection, and what keeping is worth."""

    def __init__(self, ax):
        super().__init__(ax, "detection ν (1/yr)", "payoff (prizes)")
        ax.set_xticks([0, 0.5, 1], [])
        x = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "top"}
        self.across = [ax.text(v, -0.03, "", fontsize=TEXT, **x) for v in (0, 0.5, 1)]
        ax.xaxis.labelpad = 20
        (self.cheat,) = ax.plot([], [], color=VERMILLION, lw=2.5, ls="--")
        (self.comply,) = ax.plot([], [], color=BLUE, lw=2.5)
        (self.here,) = ax.plot([], [], color=GREY, lw=1.5, ls=":")
        (self.now,) = ax.plot([], [], "s", ms=11, color=VERMILLION, mec=BLACK, mew=1.5)
        self.now.set_clip_on(False)
        self.artists = [*self.heights, *self.across, self.here, self.cheat, self.comply, self.now]
        handles = [ax.plot([], [], color=VERMILLION, lw=2.5, ls="--")[0],
                   ax.plot([], [], color=BLUE, lw=2.5)[0]]  # fmt: skip
        ax.figure.legend(handles, ["best cheating", "keeping the treaty"], ncols=2, fontsize=TEXT,
                         frameon=False, loc="upper right", bbox_to_anchor=(0.99, 0.98))  # fmt: skip

    def move(self, story):
        low = min(story.cheat.min(), story.comply, 0.0)
        high = max(story.cheat.max(), story.comply) + 0.02
        self.numbers(low, high)
        for share, text in zip((0, 0.5, 1), self.across, strict=True):
            text.set_text(f"{share * story.top:.3g}")
        scale = 1 / (high - low)
        self.cheat.set_data(_SHARES, (story.cheat - low) * scale)
        keep = (story.comply - low) * scale
        self.comply.set_data([0, 1], [keep, keep])
        at = story.detection / story.top
        self.here.set_data([at, at], [0, 1])
        self.now.set_data([at], [(story.comply + story.temptation - low) * scale])


def _sentence(story):
    need, have = story.critical, story.detection
    who = f"{story.race.n} labs sign a standard of {percent(story.standard)}"
    verdict = "cheating is deterred" if story.deterred else "cheating pays"
    if need == 0:
        return f"{who}: nobody would do less anyway, so no inspector is needed; {verdict}."
    if not np.isfinite(need):
        return f"{who}: being caught costs nothing, so no rate of detection deters; {verdict}."
    gain = story.temptation
    change = f"gains {gain:.3f} prizes" if gain > 0 else f"loses {-gain:.3f} prizes"
    return (
        f"{who}. Just deterring a cheater takes a detection rate of {need:.3f} per year, one catch "
        f"in {1 / need:.3g} years; this treaty has {have:.2f}: {verdict}. At its threshold the "
        f"best cheater would still do {percent(story.breakout)} of the work; here it {change}."
    )
