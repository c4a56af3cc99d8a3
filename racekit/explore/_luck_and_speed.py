"""Who wins a race, and is the winner more reckless than the average lab?"""

import numpy as np

from racekit.explore._desk import controls
from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage, percent
from racekit.plots.style import ABOVE, BLACK, GREY, LINES, ORANGE, ours, styled
from racekit.race import Race

MOST_LABS, MOST_MILESTONES = 3, 40
_SIZES = 16, 12, 8  # of the labs' markers [pt]: none can hide another
_COUNTS = np.array([1, 2, 3, 5, 8, 12, 18, 27, MOST_MILESTONES])
_APART = 3.0  # labs equally reckless stand this far from each other [points of recklessness]
_CONTROLS = {
    "n": ("number of labs n", 3, 1, MOST_LABS, 1, 1),
    "milestones": ("milestones k", 1, 1, MOST_MILESTONES, 1, 1),
    "speed_1": ("speed of lab 1 (%/yr)", 1.0, 10, 500, 5, 100),
    "safety_1": ("safety of lab 1 (%)", 0.9, 0, 100, 1, 100),
    "speed_2": ("speed of lab 2 (%/yr)", 1.0, 10, 500, 5, 100),
    "safety_2": ("safety of lab 2 (%)", 0.5, 0, 100, 1, 100),
    "speed_3": ("speed of lab 3 (%/yr)", 1.0, 10, 500, 5, 100),
    "safety_3": ("safety of lab 3 (%)", 0.1, 0, 100, 1, 100),
    "safety_tax": RACE_CONTROLS["safety_tax"],
    "risk": RACE_CONTROLS["risk"],
}


@ours()
def luck_and_speed(**start):
    """Explore who wins among up to three labs, and how reckless the winner is.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Race`: ``n`` (1..3), ``milestones``
        (1..40), ``speed_1`` .. ``speed_3`` (0.1..5 a year), ``safety_1`` .. ``safety_3``,
        ``safety_tax``, ``risk``.

    Returns
    -------
    Explorer
        A widget: each lab's chance to win over the number of milestones, and the recklessness
        of the winner beside that of the average lab.

    Examples
    --------
    >>> luck_and_speed(milestones=10).controls["milestones"].value
    10
    """
    stage = Stage(380)
    chances = _Chances(stage.figure.add_axes([0.08, 0.145, 0.41, 0.76]))
    balance = _Balance(stage.figure.add_axes([0.575, 0.145, 0.405, 0.76]))
    stage.moving(chances.artists + balance.artists)

    def update(*, n, milestones, safety_tax, risk, **values):
        speed = [values[f"speed_{i + 1}"] / 100 for i in range(n)]
        safety = np.array([values[f"safety_{i + 1}"] / 100 for i in range(n)])
        race = Race(speed, safety_tax=safety_tax / 100, risk=risk / 100, milestones=milestones)
        won = race.win_probability(safety)
        chances.move(race, safety, won)
        balance.move(safety, won)
        return _sentence(race, safety, won)

    topic = "Chance to win over the number of milestones; recklessness of labs and winner."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Chances:
    """Chance of each lab to win against the number of milestones, on a log scale."""

    def __init__(self, ax):
        styled(ax, "milestones, k (log scale)", "chance to win (%)")
        ax.set_xscale("log")
        ax.set_xlim(0.92, MOST_MILESTONES * 1.1)
        ax.set_xticks([1, 2, 5, 10, 20, 40], ["1", "2", "5", "10", "20", "40"])
        ax.minorticks_off()
        ax.set_ylim(0, 100)
        (self.here,) = ax.plot([], [], color=GREY, lw=1, ls=":")
        self.lines, self.points = [], []
        for (colour, dash, _), point in zip(LINES, _points(ax), strict=False):
            self.lines += ax.plot([], [], color=colour, ls=dash, lw=2, clip_on=False)
            self.points.append(point)
        ax.legend(_with_markers(self.lines), [f"lab {i + 1}" for i in range(MOST_LABS)],
                  ncols=3, handlelength=3, **ABOVE)  # fmt: skip
        self.artists = [self.here, *self.lines, *self.points]

    def move(self, race, safety, won):
        k = race.milestones
        counts = np.union1d(_COUNTS, k)
        shares = np.array(
            [won if c == k else race.replace(milestones=int(c)).win_probability(safety)
             for c in counts]
        )  # fmt: skip
        self.here.set_data([k, k], [0, 100 * won.max()])
        for i, (line, point) in enumerate(zip(self.lines, self.points, strict=True)):
            line.set_visible(i < race.n)
            point.set_visible(i < race.n)
            if i < race.n:
                line.set_data(counts, 100 * shares[:, i])
                point.set_data([k], [100 * won[i]])


def _points(ax):
    """One marker a lab, each smaller than the one below it."""
    return [
        ax.plot([], [], marker, color=colour, mec=BLACK, ms=size, clip_on=False)[0]
        for (colour, _, marker), size in zip(LINES, _SIZES, strict=False)
    ]


def _with_markers(lines):
    """Legend entries that show dash and marker of each lab together."""
    handles = []
    for line, (_, _, marker) in zip(lines, LINES, strict=False):
        (handle,) = line.axes.plot(
            [], [], color=line.get_color(), ls=line.get_linestyle(), lw=2,
            marker=marker, mec=BLACK, ms=9,
        )  # fmt: skip
        handles.append(handle)
    return handles


class _Balance:
    """Labs as weights on a beam: their chances to win pull the winner's mean to their side."""

    def __init__(self, ax):
        styled(ax, "recklessness, 1 − s (%)", "chance to win (%)")
        ax.set_xlim(-4, 104)
        ax.set_ylim(0, 100)
        (self.winner,) = ax.plot([], [], color=BLACK, lw=4, solid_capstyle="butt")
        (self.average,) = ax.plot([], [], color=ORANGE, lw=2, ls="--")
        self.stems, self.points = [], []
        for (colour, _, _), point in zip(LINES, _points(ax), strict=False):
            self.stems += ax.plot([], [], color=colour, lw=7, alpha=0.55, solid_capstyle="butt")
            self.points.append(point)
        ax.legend([self.average, self.winner], ["average lab", "average winner"],
                  ncols=2, handlelength=2.4, **ABOVE)  # fmt: skip
        self.artists = [*self.stems, self.winner, self.average, *self.points]

    def move(self, safety, won):
        reckless = 100 * (1 - safety)
        self.average.set_data([reckless.mean()] * 2, [0, 100])
        self.winner.set_visible(bool(won.sum() > 0))
        self.winner.set_data([won @ reckless] * 2, [0, 100])
        for i, (stem, point) in enumerate(zip(self.stems, self.points, strict=True)):
            there = i < safety.size
            stem.set_visible(there)
            point.set_visible(there)
            if there:
                alike = np.flatnonzero(safety == safety[i])
                x = reckless[i] + _APART * (np.flatnonzero(alike == i)[0] - (alike.size - 1) / 2)
                stem.set_data([x, x], [0, 100 * won[i]])
                point.set_data([x], [100 * won[i]])


def _sentence(race, safety, won):
    if won.sum() == 0:
        return (
            "Nobody can finish this race: at a safety tax of 100 % full safety stops every lab, "
            "and no one wins."
        )
    count = "1 milestone" if race.milestones == 1 else f"{race.milestones} milestones"
    chances = ", ".join(f"lab {i + 1} {percent(share)}" for i, share in enumerate(won))
    winner, average = won @ (1 - safety), (1 - safety).mean()
    points = 100 * (winner - average)
    if abs(points) < 0.05:
        verdict = "as reckless as"
    else:
        verdict = f"{abs(points):.1f} points {'more' if points > 0 else 'less'} reckless than"
    return (
        f"With {count} the chances to win are: {chances}. "
        f"The average winner skips {100 * winner:.1f} % of the safety work, "
        f"the average lab {100 * average:.1f} %: the winner is {verdict} the average lab. "
        f"Disaster has probability {percent(race.risk * winner)}."
    )
