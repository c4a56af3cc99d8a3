"""Can repetition sustain care when all that anyone sees are alarms?"""

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from racekit import repeated
from racekit.explore._desk import Menu, controls
from racekit.explore._stage import Explorer, Stage, percent
from racekit.plots.style import ABOVE, BLACK, BLUE, GREEN, GREY, SKY, TEXT, VERMILLION, ours, styled
from racekit.race import Race

MOST_MEMBERS = 30
_ABOVE = ABOVE | {"borderpad": 0.2}
_GAMES = {
    1: "the classic game (5, 3, 1, 0)",
    2: "the race, all or nothing",
    3: "the race with a dial",
}
_CONTROLS = {
    "patience": ("patience δ (%)", 0.9, 0, 99, 1, 100),
    "game": Menu("game", 1, tuple(f"{number}: {words}" for number, words in _GAMES.items())),
    "members": ("members n", 1, 1, MOST_MEMBERS, 1, 1),
    "length": ("punishment L (races)", 5, 1, 30, 1, 1),
    "false_alarm_chance": ("false alarms α (%)", 0.02, 0.0, 30.0, 0.5, 100),
    "detection_chance": ("detection q (%)", 0.6, 0, 100, 1, 100),
}
_ALPHAS = 0.3 * np.linspace(0.0, 1.0, 121) ** 2  # evenly spaced on a square-root scale


@ours()
def shadow_of_the_future(**start):
    """Explore how patient careful players must be, and what a treaty that can err is worth.

    Parameters
    ----------
    **start : float
        Where the controls start: ``game`` (1: payoffs 5, 3, 1, 0; 2: two labs that do all of
        the safety work or none; 3: two labs that may do any share of it), ``members``
        (1..30), ``patience`` (0..0.99), ``length`` (1..30 races),
        ``false_alarm_chance`` (0..0.3) and ``detection_chance`` (0..1) of each member's monitor.

    Returns
    -------
    Explorer
        A widget: least patience over the number of members, and the share of the gain from
        care that grim and finite punishment keep, over the chance of a false alarm. Payoffs do
        not change with the members: only the alarms do.

    Examples
    --------
    >>> shadow_of_the_future(members=10).controls["members"].value
    10
    """
    payoffs = _payoffs()
    stage = Stage(390)
    needed = _Needed(stage.figure.add_axes([0.085, 0.145, 0.385, 0.70]))
    kept = _Kept(stage.figure.add_axes([0.59, 0.145, 0.395, 0.70]))
    stage.moving(needed.artists + kept.artists)

    def update(*, game, members, patience, length, false_alarm_chance, detection_chance):
        treaty = _Treaty(payoffs[game], patience / 100, detection_chance / 100, members, length)
        needed.move(treaty, false_alarm_chance / 100)
        kept.move(treaty, false_alarm_chance / 100)
        return _sentence(game, treaty, false_alarm_chance / 100)

    topic = "Least patience over the number of members; share of the gain kept over false alarms."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


def _payoffs():
    """(T, R, P) of each game."""
    race = Race.equal(2)
    dial = tuple(float(each[0]) for each in repeated.generation_payoffs(race, 1.0))
    return {1: repeated.CLASSIC[:3], 2: repeated.from_game(race.dilemma())[:3], 3: dial}


class _Treaty:
    """Grim or finite punishment of alarms from one monitor a member."""

    def __init__(self, payoffs, patience, detection_chance, members, length):
        self.payoffs, self.patience, self.detection_chance = payoffs, patience, detection_chance
        self.members, self.length = members, length

    def alarms(self, alpha, members=None):
        return repeated.many_monitors(members or self.members, alpha, self.detection_chance)

    def threshold(self, alpha, members=None):
        return repeated.alarm_threshold(*self.payoffs, *self.alarms(alpha, members))

    def shares(self, alpha):
        """Share of the gain R - P kept by grim, L races and the best rule; nan: none deters."""
        (T, R, P), delta = self.payoffs, self.patience
        false, true = self.alarms(alpha)
        told = (true - false) * (R - P) - false * (T - R)
        gain = (1.0 - delta) * (T - R) - 1e-12
        grim = delta * told >= gain
        some = delta * (1.0 - delta**self.length) * told >= gain
        values = (
            np.where(grim, repeated.alarm_value(T, R, P, delta, false), np.nan),
            np.where(some, repeated.alarm_value(T, R, P, delta, false, self.length), np.nan),
            np.where(grim, repeated.best_value(T, R, P, delta, false, true), np.nan),
        )
        return [(value - P) / (R - P) for value in values]


class _Needed:
    """Least patience against the number of members."""

    def __init__(self, ax):
        self.n = np.arange(1, MOST_MEMBERS + 1)
        styled(ax, "number of members, n", "patience, δ (%)")
        ax.set_xlim(0.5, MOST_MEMBERS + 0.5)
        ax.set_xticks([1, 5, 10, 15, 20, 25, 30])
        ax.set_ylim(0, 100)
        self.holds = ax.add_patch(Polygon([[0, 0]], color=SKY, alpha=0.3, lw=0))
        self.never = ax.add_patch(
            Rectangle((0, 0), 0, 100, fc="white", ec=GREY, hatch="//", lw=0, alpha=0.6)
        )
        line = {"color": BLUE, "marker": "o", "ms": 5, "lw": 2, "clip_on": False}
        (self.least,) = ax.plot([], [], **line)
        (self.have,) = ax.plot([], [], color=GREY, ls=":", lw=1.5)
        (self.now,) = ax.plot([], [], "o", mfc="none", mec=BLACK, mew=2.5, ms=13, clip_on=False)
        handles = [self.least, self.holds, self.never, self.now]
        labels = ["needed by grim", "care can hold", "no patience is enough", "you"]
        ax.legend(handles, labels, ncols=2, **_ABOVE)
        self.artists = [self.holds, self.never, self.have, self.least, self.now]

    def move(self, treaty, alpha):
        least = 100 * np.array([treaty.threshold(alpha, int(n)) for n in self.n])
        there = np.isfinite(least)
        n, least = self.n[there], least[there]
        self.least.set_data(n, least)
        edges = [[n[0] - 0.5, 100], [n[0] - 0.5, least[0]], *zip(n, least, strict=True),
                 [n[-1] + 0.5, least[-1]], [n[-1] + 0.5, 100]] if n.size else [[0, 0]]  # fmt: skip
        self.holds.set_xy(edges)
        self.never.set_x(n.size + 0.5)
        self.never.set_width(MOST_MEMBERS - n.size)
        self.have.set_data([0.5, MOST_MEMBERS + 0.5], [100 * treaty.patience] * 2)
        self.now.set_data([treaty.members], [100 * treaty.patience])


class _Kept:
    """Share of the gain from care that is kept, against false alarms."""

    def __init__(self, ax):
        styled(ax, "false alarms, α (%, root scale)", "share of gain kept (%)")
        ax.set_xscale("function", functions=(_root, np.square))  # small chances matter most
        ax.set_xlim(0, 30)
        ax.set_xticks([0, 0.5, 2, 5, 10, 20, 30], ["0", "0.5", "2", "5", "10", "20", "30"])
        ax.set_ylim(0, 100)
        (self.here,) = ax.plot([], [], color=GREY, lw=1.5, ls=":")
        looks = ((VERMILLION, "--", "s"), (BLUE, "-", "o"), (GREEN, "-.", "^"))
        self.lines = [ax.plot([], [], color=c, ls=d, lw=2, clip_on=False)[0] for c, d, _ in looks]
        self.points = [
            ax.plot([], [], m, color=c, mec=BLACK, ms=9, clip_on=False)[0] for c, _, m in looks
        ]
        self.none = ax.text(7.5, 50, "", ha="center", va="center", fontsize=TEXT + 1)
        handles = [
            ax.plot([], [], color=c, ls=d, lw=2, marker=m, mec=BLACK, ms=8)[0] for c, d, m in looks
        ]
        ax.legend(handles, ["grim", "L races", "best rule"], ncols=3, handlelength=3, **_ABOVE)
        self.artists = [self.here, *self.lines, *self.points, self.none]

    def move(self, treaty, alpha):
        curves, here = treaty.shares(_ALPHAS), treaty.shares(alpha)
        for line, point, curve, value in zip(self.lines, self.points, curves, here, strict=True):
            line.set_data(100 * _ALPHAS, 100 * curve)
            point.set_data([100 * alpha], [100 * value])
        self.here.set_data([100 * alpha] * 2, [0, 100])
        empty = bool(np.isnan(curves[0]).all())
        self.none.set_text("nothing deters:\nall are reckless" if empty else "")


def _root(percents):
    return np.sqrt(np.maximum(percents, 0.0))


def _sentence(game, treaty, alpha):
    false, true = treaty.alarms(alpha)
    one = treaty.members == 1
    words = (
        f"Game {game}, {_GAMES[game]}, with {treaty.members} member{'' if one else 's'} watched: "
        f"an alarm sounds in {percent(false)} of the races in which all are careful and in "
        f"{percent(true)} of those in which one is not."
    )
    least = treaty.threshold(alpha)
    if not np.isfinite(least):
        return f"{words} No patience is enough: these alarms say too little about who is careful."
    grim, some, _ = treaty.shares(alpha)
    if np.isnan(grim):
        return (
            f"{words} Grim punishment needs a patience of {_floor(least)} and has "
            f"{treaty.patience:.2f}: nothing deters, and all are reckless."
        )
    return (
        f"{words} Grim punishment needs a patience of {_floor(least)} and has "
        f"{treaty.patience:.2f}: it keeps {percent(grim)} of what care is worth. "
        f"{_forgiving(treaty, false, true, some)}"
    )


def _forgiving(treaty, false, true, some):
    """What answering each alarm with L races of punishment would do."""
    races = "1 race" if treaty.length == 1 else f"{treaty.length} races"
    if not np.isnan(some):
        return f"Punishing for {races} deters too and keeps {percent(some)}."
    shortest = repeated.shortest_punishment(*treaty.payoffs, treaty.patience, false, true)
    if shortest is None or not np.isfinite(shortest):
        return f"Punishing for {races} would not deter: only grim does."
    return f"Punishing for {races} would not deter: it takes {shortest}."


def _floor(threshold):
    """A patience in words: two digits, more where they would read 1."""
    return f"{threshold:.2f}" if threshold < 0.995 else f"{threshold:.4f}"
