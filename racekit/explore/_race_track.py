"""One race, milestone by milestone."""

from functools import lru_cache

import numpy as np

from racekit.explore._desk import Button, controls
from racekit.explore._stage import Explorer, Stage
from racekit.plots.style import BLACK, LABEL, LINES, TEXT, ours
from racekit.race import Race
from racekit.simulation import trace

MOST_LABS, MOST_MILESTONES = 5, 8
_TICK_MS = 80  # time between two pictures while the race plays
_CONTROLS = {
    "n": ("number of labs n", 3, 2, MOST_LABS, 1, 1),
    "milestones": ("milestones k", 5, 1, MOST_MILESTONES, 1, 1),
    "safety": ("safety of lab 1 (%)", 0.8, 0, 100, 1, 100),
    "others": ("safety of the others (%)", 0.2, 0, 100, 1, 100),
    "catch_up": ("catch-up (% a milestone)", 0.0, 0, 100, 5, 100),
    "seed": ("race number", 1, 0, 999, 1, 1),
    "moment": ("moment (% of the race)", 0.0, 0, 100, 1, 100),
}


@ours()
def race_track(**start):
    """Watch one race: labs reach milestones, one wins, and disaster strikes or does not.

    Speed 1, safety tax 0.8 and risk 0.4, the same for all labs.

    Parameters
    ----------
    **start : float
        Where the controls start: ``n`` (2..5), ``milestones`` (1..8), ``safety`` of lab 1 and
        of the ``others`` [-], ``catch_up`` (safety dropped per milestone behind the leader [-]),
        ``seed`` (0..999), ``moment`` (share of the race that has gone [-]).

    Returns
    -------
    Explorer
        A widget with buttons to play and to step from milestone to milestone.

    Examples
    --------
    >>> race_track(moment=1.0).sentence.value.count("wins")
    1
    """
    stage = Stage(340)
    track = _Track(stage.figure.add_axes([0.145, 0.125, 0.825, 0.775]))
    stage.moving(track.artists)

    def update(*, moment, **settings):
        story = _story(**settings)
        year = moment / 100 * story.attrs["years"]
        counts = _counts(story, settings["n"], year)
        over = moment == 100
        track.move(story, settings, counts, year, over)
        return _sentence(story, counts, over)

    table = controls(_CONTROLS, start)
    return Explorer(
        table, stage, update, "Race track, one lane a lab.", buttons=_buttons(table),
        rewind={"seed": "moment"}, play={"name": "moment", "interval": _TICK_MS},
    )  # fmt: skip


@lru_cache(maxsize=1)  # while the race plays, only the moment changes
def _story(*, n, milestones, safety, others, catch_up, seed):
    levels = [safety / 100] + [others / 100] * (n - 1)
    race = Race.equal(n, milestones=milestones)
    return trace(race, levels, seed=seed, catch_up=catch_up / 100)


def _counts(story, n, year):
    """Milestones each lab has reached by ``year``."""
    reached = story["year"].to_numpy() <= year * (1 + 1e-9)
    who = story["lab"].to_numpy()
    return np.array([int((reached & (who == f"lab {i + 1}")).sum()) for i in range(n)])


def _buttons(table):
    """Buttons for the next race and for the moment of this one."""

    def button(label, moments):
        def click():
            moment = table["moment"]
            moment.value = int(moments(_stops(table), moment.value))

        return Button(label, click)

    def another():
        seed = table["seed"]
        seed.value = seed.min if seed.value == seed.max else seed.value + 1

    return {
        "next": Button("next race", another),
        "back": button("◀ milestone back", lambda stops, now: stops[stops < now].max(initial=0)),
        "forward": button(
            "milestone forward ▶", lambda stops, now: stops[stops > now].min(initial=100)
        ),
        "restart": button("back to the start", lambda stops, now: 0),
    }


def _stops(table):
    """Moments [% of the race] at which some lab has just reached a milestone, and the start."""
    settings = {name: control.value for name, control in table.items()}
    del settings["moment"]
    story = _story(**settings)
    shares = 100 * story["year"].to_numpy() / story.attrs["years"]
    return np.unique([0, *np.ceil(shares - 1e-9)])


class _Track:
    """Lanes, milestones and runners on one Axes; nothing on it stays where it is."""

    def __init__(self, ax):
        self.ax = ax
        ax.set_xlim(-0.02, 1.06)
        ax.set_ylim(1, 0)
        ax.set_axis_off()
        ax.figure.text(0.55, 0.02, "milestones reached", ha="center", fontsize=LABEL)
        text = {"va": "center", "fontsize": TEXT}
        self.grid = [ax.plot([], [], color="#CCCCCC", lw=1)[0] for _ in range(MOST_MILESTONES)]
        (self.finish,) = ax.plot([], [], color=BLACK, lw=6, ls=(0, (1, 1)))
        self.numbers = [ax.text(0, 1.03, "", ha="center", **text) for _ in range(9)]
        self.lanes = [ax.plot([], [], color="#DDDDDD", lw=3)[0] for _ in range(MOST_LABS)]
        self.trails, self.runners, self.names = [], [], []
        for colour, _, marker in LINES[:MOST_LABS]:
            self.trails += ax.plot([], [], color=colour, lw=5, solid_capstyle="butt")
            self.runners += ax.plot(
                [], [], marker, color=colour, mec=BLACK, mew=1.5, ms=19, clip_on=False
            )
            self.names.append(ax.text(-0.05, 0, "", ha="right", linespacing=1.2, **text))
        self.clock = ax.text(0, -0.06, "", va="center", fontsize=15, fontweight="bold")
        self.verdict = ax.text(1.0, -0.06, "", ha="right", va="center", fontsize=15,
                               fontweight="bold")  # fmt: skip
        self.artists = [*self.grid, self.finish, *self.numbers, *self.lanes, *self.trails]
        self.artists += [*self.runners, *self.names, self.clock, self.verdict]

    def move(self, story, settings, counts, year, over):
        self._lay(settings["milestones"])
        n, goal = settings["n"], settings["milestones"]
        for i, parts in enumerate(
            zip(self.lanes, self.trails, self.runners, self.names, strict=True)
        ):
            for part in parts:
                part.set_visible(i < n)
            if i >= n:
                continue
            lane, trail, runner, name = parts
            y, x = (i + 0.5) / n, counts[i] / goal
            lane.set_data([0, 1], [y, y])
            trail.set_data([0, x], [y, y])
            runner.set_data([x], [y])
            share = settings["safety" if i == 0 else "others"]
            name.set_text(f"lab {i + 1}\nsafety {share} %")
            name.set_y(y)
            name.set_fontweight("bold" if over and i == story.attrs["winner"] else "normal")
        self.clock.set_text(f"year {year:.2f}")
        self.verdict.set_text(_verdict(story) if over else "")

    def _lay(self, goal):
        """Milestones at equal steps, the finish at the last."""
        for i, line in enumerate(self.grid, start=1):
            line.set_data([i / goal] * 2, [0, 1])
            line.set_visible(i < goal)
        self.finish.set_data([1, 1], [0, 1])
        for i, number in enumerate(self.numbers):
            number.set_text(str(i))
            number.set_x(i / goal)
            number.set_visible(i <= goal)


def _verdict(story):
    end = "disaster ✖" if story.attrs["disaster"] else "no disaster ✔"
    return f"lab {story.attrs['winner'] + 1} wins: {end}"


def _sentence(story, counts, over):
    """The standing since the last milestone: it changes at milestones only."""
    reached = story["year"].to_numpy()[: counts.sum()]
    year = reached[-1] if reached.size else 0.0
    standing = ", ".join(f"lab {i + 1} {count}" for i, count in enumerate(counts))
    text = f"Year {year:.2f}; milestones reached: {standing}."
    if not over:
        return text
    end = "disaster strikes" if story.attrs["disaster"] else "there is no disaster"
    return f"{text} Lab {story.attrs['winner'] + 1} wins and {end}."
