"""What spreads in a population of labs that copy whoever does better?"""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from racekit.evolution import dsair, region, stationary, thresholds
from racekit.explore._desk import Menu, controls
from racekit.explore._stage import Explorer, Stage, percent
from racekit.plots.style import BLACK, BLUE, GREEN, GREY, LINES, TEXT, VERMILLION, ours, styled

_LABS = 100
_RISKS = np.linspace(0.0, 1.0, 101)
_NAMES = "AS", "AU", "CS"
_ROUNDS = "10² (100)", "10³ (1,000)", "10⁴ (10,000)", "10⁵ (100,000)", "10⁶ (1,000,000)"
_SELECTIONS = "10⁻⁴ (0.0001)", "10⁻³ (0.001)", "10⁻² (0.01)", "10⁻¹ (0.1)", "10⁰ (1)"
_CONTROLS = {
    "risk": ("risk of unsafe win p_r (%)", 0.75, 0, 100, 1, 100),
    "speed": ("unsafe speed s (% of safe)", 1.5, 100, 500, 5, 100),
    "log_rounds": Menu("race length W, in rounds", 2, _ROUNDS, first=2),
    "detection_chance": ("found out p_fo (% a round)", 0.0, 0, 100, 1, 100),
    "log_selection": Menu("selection β", -2, _SELECTIONS, first=-4),
}
_AREAS = {  # name: (tint, strength, hatch)
    "innovation": (BLUE, 0.16, ""),
    "dilemma": (VERMILLION, 0.30, ""),
    "safety": (GREEN, 0.16, ""),
    "overcautious": ("#888888", 0.25, "//"),
}
_MEANING = {
    "innovation": "all unsafe pays more than all safe, and AU beats AS",
    "dilemma": "all safe would pay more than all unsafe, yet AU beats AS",
    "safety": "all safe pays more than all unsafe, and AS beats AU",
    "overcautious": "all unsafe would pay more than all safe, yet AS beats AU",
}
_CORNERS = np.array([[0.2, 0.36], [0.5, 0.83], [0.8, 0.36]])  # AS, AU, CS
_PAIRS = (0, 1), (2, 1), (0, 2)


@ours()
def norms_and_promises(**start):
    """Explore which of AS, AU and CS a population of 100 imitating labs keeps.

    Parameters
    ----------
    **start : float
        Where the controls start: ``risk``, ``speed`` (1..5) and ``detection_chance`` as in
        `evolution.dsair`; ``log_rounds`` (2..6) and ``log_selection`` (-4..0), the powers of ten
        of W and beta.

    Returns
    -------
    Explorer
        A widget: long-run shares over the risk, the regions shaded, and which strategy takes
        over which more easily at the present risk. Small-mutation limit.

    Examples
    --------
    >>> norms_and_promises(log_rounds=6).controls["log_rounds"].value
    6
    """
    stage = Stage(400)
    shares = _Shares(stage.figure.add_axes([0.08, 0.14, 0.50, 0.75]))
    flow = _Flow(stage.figure.add_axes([0.63, 0.04, 0.36, 0.93]))
    stage.moving(shares.artists + flow.artists)

    def update(*, risk, speed, log_rounds, detection_chance, log_selection):
        risk, beta = risk / 100, 10.0**log_selection
        race = {"speed": speed / 100, "rounds": 10.0**log_rounds}
        race["detection_chance"] = detection_chance / 100
        laws = stationary(dsair(risk=np.append(_RISKS, risk), **race), _LABS, beta)
        shares.move(laws, risk, thresholds(**race))
        odds = [_log_odds(dsair(risk=risk, **race), *pair, beta) for pair in _PAIRS]
        flow.move(laws[-1], odds)
        return _sentence(risk, region(risk, **race), laws[-1], odds)

    topic = "Long-run shares of AS, AU and CS over the risk, and which takes over which."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


def _log_odds(payoffs, i, j, selection):
    """Log of how many times likelier one i is to take over j than one j to take over i.

    The quotient of the two fixation probabilities, in which their sums cancel.
    """
    same = (_LABS - 2) * (payoffs[i, i] - payoffs[j, j])
    return 0.5 * selection * (same + _LABS * (payoffs[i, j] - payoffs[j, i]))


class _Shares:
    """Shares of the three strategies over the risk, on the shaded regions."""

    def __init__(self, ax):
        styled(ax, "risk of an unsafe win, p_r (%)", "share of the time (%)")
        ax.set_xlim(0, 100)
        ax.set_ylim(0, 112)
        ax.set_yticks([0, 25, 50, 75, 100])
        self.areas, self.words = {}, {}
        for name, (tint, strength, hatch) in _AREAS.items():
            patch = Rectangle((0, 0), 0, 112, fc=(tint, strength), ec=GREY, lw=1, hatch=hatch)
            self.areas[name] = ax.add_patch(patch)
            paper = {"fc": "white", "ec": "none", "pad": 1.5, "alpha": 0.75}
            self.words[name] = ax.text(0, 106, name, ha="center", va="center", fontsize=TEXT,
                                       bbox=paper)  # fmt: skip
        (self.here,) = ax.plot([], [], color=BLACK, lw=1.5, ls=":")
        self.lines, self.points = [], []
        for i, (colour, dash, marker) in enumerate(LINES[:3]):
            line = {"color": colour, "ls": dash, "marker": marker, "ms": 7, "clip_on": False}
            self.lines += ax.plot([], [], lw=4 if i == 0 else 2, markevery=(4 * i, 12), **line)
            self.points += ax.plot([], [], marker, color=colour, mec=BLACK, mew=1.5,
                                   ms=15 - 3 * i, clip_on=False)  # fmt: skip
        labels = ["AS always safe", "AU always unsafe", "CS safe if the other was"]
        ax.legend(self.lines, labels, ncols=3, fontsize=TEXT, frameon=False, loc="lower left",
                  bbox_to_anchor=(-0.15, 1.0), handlelength=2.2, columnspacing=0.8,
                  handletextpad=0.4)  # fmt: skip
        self.artists = [*self.areas.values(), self.here, *self.lines, *self.points]
        self.artists += self.words.values()

    def move(self, laws, risk, line):
        for name, (low, high) in _borders(line).items():
            self.areas[name].set_bounds(100 * low, 0, 100 * (high - low), 112)
            self.areas[name].set_visible(high > low)
            # 11-pt letters are about 8 px wide, the axes 420
            self.words[name].set_visible(100 * (high - low) > 1.75 * len(name) + 1.5)
            self.words[name].set_x(50 * (low + high))
        self.here.set_data([100 * risk] * 2, [0, 100])
        for i, (curve, point) in enumerate(zip(self.lines, self.points, strict=True)):
            curve.set_data(100 * _RISKS, 100 * laws[:-1, i])
            point.set_data([100 * risk], [100 * laws[-1, i]])


def _borders(line):
    """Lowest and highest risk of every region; equal where there is none."""
    social, wins = np.clip([line.social, line.risk_dominance], 0.0, 1.0)
    low, high = min(social, wins), max(social, wins)
    middle, none = (low, high), (low, low)
    return {
        "innovation": (0.0, low),
        "dilemma": middle if social < wins else none,
        "safety": (high, 1.0),
        "overcautious": middle if wins < social else none,
    }


class _Flow:
    """The three strategies as discs, and arrows from the one that gives way more easily."""

    def __init__(self, ax):
        ax.set_axis_off()
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        ax.set_aspect("equal")
        ax.text(0.5, 0.0, "disc: share of the time\narrow: to what takes over more easily",
                ha="center", va="bottom", fontsize=TEXT, color="#333333")  # fmt: skip
        self.discs, self.shares = [], []
        for i, (x, y) in enumerate(_CORNERS):
            self.discs.append(ax.add_patch(Circle((x, y), 0.01, fc=LINES[i][0], ec=BLACK)))
            high = y + (0.13 if i == 1 else -0.13)
            self.shares.append(ax.text(x, high, "", ha="center", va="center", fontsize=TEXT + 1))
        self.arrows, self.odds = [], []
        for _ in _PAIRS:
            arrow = FancyArrowPatch((0, 0), (1, 1), mutation_scale=22, color=BLACK, lw=2)
            self.arrows.append(ax.add_patch(arrow))
            paper = {"fc": "white", "ec": "none", "pad": 2}
            self.odds.append(ax.text(0, 0, "", ha="center", va="center", fontsize=TEXT, bbox=paper))
        self.artists = [*self.arrows, *self.discs, *self.shares, *self.odds]

    def move(self, law, odds):
        for name, share, disc, text in zip(_NAMES, law, self.discs, self.shares, strict=True):
            disc.set_radius(0.008 + 0.09 * np.sqrt(share))
            text.set_text(f"{name} {percent(share)}".replace("less than", "<"))
        for (i, j), log, arrow, text in zip(_PAIRS, odds, self.arrows, self.odds, strict=True):
            winner, loser = (i, j) if log > 0 else (j, i)
            way = _CORNERS[winner] - _CORNERS[loser]
            gap = 0.13 * way / np.hypot(*way)
            arrow.set_positions(_CORNERS[loser] + gap, _CORNERS[winner] - gap)
            arrow.set_arrowstyle("-|>" if abs(log) >= np.log(1.05) else "-")
            text.set_position((_CORNERS[i] + _CORNERS[j]) / 2)
            text.set_text(_times(abs(log)))


def _times(log):
    if log < np.log(1.05):
        return "even"
    if log > np.log(1000):
        return "> 1000 ×"
    return f"{np.exp(log):.2g} ×" if log < np.log(99.5) else f"{np.exp(log):.0f} ×"


def _sentence(risk, name, law, odds):
    shares = ", ".join(f"{who} {percent(share)}" for who, share in zip(_NAMES, law, strict=True))
    return (
        f"At a risk of {100 * risk:.0f} % this is the region of {name}: {_MEANING[name]}. "
        f"{_takeover('AU', 'AS', -odds[0])} {_takeover('AU', 'CS', -odds[1])} "
        f"With all three, shares of the time in the long run: {shares}."
    )


def _takeover(one, other, log):
    """Which of two takes over the other more easily, in words."""
    winner, loser = (one, other) if log > 0 else (other, one)
    times = _times(abs(log))
    if times == "even":
        return f"{winner} and {loser} take over each other equally easily."
    times = times.replace(" ×", " times").replace(">", "more than")
    return f"{winner} takes over {loser} {times} as easily as {loser} takes over {winner}."
