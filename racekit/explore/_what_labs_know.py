"""Who should know how far the teams are?"""

import numpy as np

from racekit.explore._desk import controls
from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage, percent
from racekit.plots.style import BLUE, GREEN, GREY, TEXT, VERMILLION, ours, styled
from racekit.precipice import INFORMATION, MOST_TEAMS, SELECTIONS, disaster_probability, safety

_MUS = np.arange(1, 101) / 20
_SHARES = np.linspace(0, 1, 101)
_CONTROLS = {
    "top_capability": ("top capability μ (%)", 1.0, 5, 500, 5, 100),
    "n": ("number of teams n", 2, 2, MOST_TEAMS, 1, 1),
    "enmity": ("enmity e (%)", 0.5, *RACE_CONTROLS["enmity"][2:]),
    "caution": ("caution of public play (%)", 1.0, 0, 100, 1, 100),
}
_STYLES = {  # colour, dash, marker and its size at the present point
    "none": (GREEN, "-.", "D", 15),
    "private": (BLUE, "--", "s", 12),
    "public": (VERMILLION, "-", "o", 9),
}


@ours()
def what_labs_know(**start):
    """Explore the precipice: how much teams know of their capabilities, and what it does.

    Parameters
    ----------
    **start : float
        Where the controls start: ``n`` teams (2..20), ``enmity`` (0..1), ``top_capability`` (mu,
        of the best conceivable team, in units of what full safety costs, 0.05..5) and ``caution``
        (which equilibrium is played when all is public: 1 the safest, 0 the least safe).

    Returns
    -------
    Explorer
        A widget: the probability of disaster over mu at the three levels of information, and
        the safety that a team chooses given what it knows.

    Examples
    --------
    >>> what_labs_know(top_capability=2.0).controls["top_capability"].value
    200
    """
    stage = Stage(400)
    danger = _Danger(stage.figure.add_axes([0.08, 0.14, 0.45, 0.74]))
    choice = _Choice(stage.figure.add_axes([0.645, 0.14, 0.335, 0.74]))
    stage.moving(danger.artists + choice.artists)

    def update(*, n, enmity, top_capability, caution):
        e, mu = enmity / 100, top_capability / 100
        # between the two ends the leader does min(1, lead / steepness), from e up to 1
        steepness = 1.0 - (1.0 - e) * caution / 100
        danger.move(n, mu, e, steepness)
        choice.move(n, mu, e, steepness)
        return _sentence(n, mu, e, steepness)

    topic = "Probability of disaster over top capability, and safety over what a team knows."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


def _risk(n, mu, enmity, information, steepness):
    """`precipice.disaster_probability`, with any equilibrium of the public game."""
    minded = steepness if information == "public" else enmity
    return disaster_probability(n, mu, minded, information)


class _Danger:
    """Probability of disaster against mu, and all that public play can lead to."""

    def __init__(self, ax):
        styled(ax, "top capability, μ (% of what full safety costs)", "probability of disaster (%)")
        ax.set_xlim(0, 500)
        ax.set_ylim(0, 103)
        (self.here,) = ax.plot([], [], color=GREY, lw=1, ls=":")
        (self.band,) = ax.fill([0], [0], color=VERMILLION, alpha=0.15, lw=0)
        self.lines, self.points = {}, {}
        for information, (colour, dash, marker, size) in _STYLES.items():
            (self.lines[information],) = ax.plot([], [], color=colour, ls=dash, lw=2.5)
            (self.points[information],) = ax.plot(
                [], [], marker, color=colour, mec="white", ms=size, clip_on=False, zorder=5
            )
        handles = [
            ax.plot([], [], color=colour, ls=dash, marker=marker, lw=2.5, ms=9)[0]
            for colour, dash, marker, _ in _STYLES.values()
        ]
        labels = ["nobody knows", "own capability", "all is public", "public, any equilibrium"]
        ax.legend(
            [*handles, self.band], labels, ncols=4, fontsize=TEXT, frameon=False,
            loc="lower left", bbox_to_anchor=(-0.1, 1.01), handlelength=3, columnspacing=1.6,
        )  # fmt: skip
        self.artists = [self.band, self.here, *self.lines.values(), *self.points.values()]

    def move(self, n, mu, enmity, steepness):
        top = 0.0
        for information in INFORMATION:
            over = [100 * _risk(n, m, enmity, information, steepness) for m in _MUS]
            self.lines[information].set_data(100 * _MUS, over)
            now = 100 * _risk(n, mu, enmity, information, steepness)
            self.points[information].set_data([100 * mu], [now])
            top = max(top, now)
        low, high = (
            [100 * disaster_probability(n, m, enmity, "public", selection=end) for m in _MUS]
            for end in ("safest", "least safe")
        )
        across = 100 * np.concatenate([_MUS, _MUS[::-1]])
        self.band.set_xy(np.column_stack([across, [*low, *high[::-1]]]))
        self.here.set_data([100 * mu] * 2, [0, top])


class _Choice:
    """Safety that a team chooses against what it knows."""

    def __init__(self, ax):
        styled(ax, "own capability c, or lead d (% of μ)", "safety s (%)")
        ax.set_xlim(0, 100)
        ax.set_ylim(0, 103)
        self.lines = {
            information: ax.plot([], [], color=colour, ls=dash, lw=2.5, clip_on=False)[0]
            for information, (colour, dash, *_) in _STYLES.items()
        }
        self.artists = list(self.lines.values())

    def move(self, n, mu, enmity, steepness):
        known = mu * _SHARES
        chosen = {
            "none": np.full(known.size, safety(n, mu, enmity, "none")),
            "private": safety(n, mu, enmity, "private", known),
            "public": safety(n, mu, steepness, "public", known)[:, 0],
        }
        for information, levels in chosen.items():
            self.lines[information].set_data(100 * _SHARES, 100 * levels)


def _sentence(n, mu, enmity, steepness):
    none, private, public = (_risk(n, mu, enmity, known, steepness) for known in INFORMATION)
    ends = [disaster_probability(n, mu, enmity, "public", selection=end) for end in SELECTIONS]
    text = (
        f"{n} teams end in disaster with probability {percent(none)} if nobody knows any "
        f"capability, {percent(private)} if each knows its own, "
        f"{percent(public)} if all is public"
    )
    if ends[1] - ends[0] > 5e-4:
        text += f" (equilibria reach from {percent(ends[0])} to {percent(ends[1])})"
    if abs(public - private) < 5e-4:
        return f"{text}. To publish what each team knows of itself makes no difference here."
    verb = "adds to" if public > private else "lowers"
    return f"{text}. To publish what each team knows of itself {verb} the danger here."
