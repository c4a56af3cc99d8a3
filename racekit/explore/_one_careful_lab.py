"""What does one lab's restraint do?"""

import numpy as np

from racekit.explore._desk import controls
from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage, percent, race_fields, years
from racekit.plots.style import BLACK, BLUE, GREY, LABEL, TEXT, VERMILLION, ours, styled
from racekit.race import Race

_LEVELS = np.linspace(0.0, 1.0, 51)
_QUARTERS = np.linspace(0.0, 1.0, 5)
_CONTROLS = {
    "safety": ("safety of lab A (%)", 0.5, 0, 100, 1, 100),
    "rivals": ("number of rivals", 2, 1, 9, 1, 1),
    "leak": ("A's speed that leaks, φ (%)", 0.0, 0, 95, 1, 100),
    **RACE_CONTROLS,
}


@ours()
def one_careful_lab(**start):
    """Explore what the safety of one lab, A, does to a race against equal rivals.

    Before, all labs are in equilibrium. Then A fixes its safety in public and a share of its
    speed leaks to the rivals, who hold still or settle into a new equilibrium.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Race`: ``safety`` of lab A, ``rivals`` (1..9),
        ``leak`` (0..0.95), ``safety_tax``, ``risk``, ``enmity``, ``harm``, ``discount``.

    Returns
    -------
    Explorer
        A widget: probability of disaster, pace and A's wins over A's safety, for both cases.

    Examples
    --------
    >>> one_careful_lab(rivals=4).controls["rivals"].value
    4
    """
    stage = Stage(430)
    panels = (
        _Panel(stage.figure.add_axes([0.085, 0.13, 0.45, 0.73]), "probability of disaster (%)"),
        _Panel(stage.figure.add_axes([0.635, 0.56, 0.335, 0.30]), "pace (% of full)"),
        _Panel(stage.figure.add_axes([0.635, 0.13, 0.335, 0.30]), "A wins (%)"),
    )
    panels[0].add_legend()
    panels[0].ax.set_xlabel("safety of lab A (% of the work)", fontsize=LABEL)
    panels[2].ax.set_xlabel("safety of lab A (% of the work)", fontsize=LABEL)
    for panel in panels:
        stage.moving(panel.artists)

    def update(*, safety, rivals, leak, **values):
        race = Race.equal(rivals + 1, **race_fields(values))
        story = _Story(race, safety / 100, leak / 100)
        for panel, quantity in zip(panels, ("disaster", "pace", "wins"), strict=True):
            top = race.risk if quantity == "disaster" else 1.0
            panel.move(story, quantity, top)
        return _sentence(story)

    topic = "Probability of disaster, pace and lab A's wins, over lab A's safety."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Story:
    """Outcomes before, and for every level of A's safety with rivals still or replying.

    The last level is the present one.
    """

    def __init__(self, race, safety, leak):
        self.race, self.safety, self.leak = race, safety, leak
        self.levels = np.append(_LEVELS, safety)
        self.nash = race.nash().round(9)  # a billionth short of full safety is full safety
        held = np.tile(self.nash, (self.levels.size, 1))
        held[:, 0] = self.levels
        after = race.leak(0, leak) if leak else race
        self.before = _outcomes(race, self.nash)
        self.still = _outcomes(after, held)
        self.replies = _replies(after, held).round(9)
        self.reply = _outcomes(after, self.replies)


def _replies(race, held):
    """Equilibria for each level to which A is bound."""
    low, high = np.zeros_like(held), np.ones_like(held)
    low[:, 0] = high[:, 0] = held[:, 0]
    return race.races.nash(low, high)


def _outcomes(race, safety):
    return {
        "disaster": race.disaster_probability(safety),
        "pace": race.rates(safety).sum(axis=-1) / race.speed.sum(),
        "wins": race.win_probability(safety)[..., 0],
        "years": race.expected_years(safety),
    }


class _Panel:
    """One outcome over A's safety; the height of the axis is ``top``, written by hand."""

    def __init__(self, ax, name):
        self.ax = styled(ax, "", name)
        ax.set_xlim(0, 100)
        ax.set_ylim(0, 1)
        ax.set_xticks([0, 25, 50, 75, 100])
        ax.set_yticks(_QUARTERS if ax.get_position().height > 0.5 else _QUARTERS[::2], [])
        ax.yaxis.labelpad = 30  # room for the numbers, which move
        place = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center"}
        self.ticks = [
            (share, ax.text(-0.045, share, "", fontsize=TEXT, **place)) for share in ax.get_yticks()
        ]
        (self.before,) = ax.plot([0, 100], [0, 0], color=GREY, lw=1.5, ls=":")
        (self.still,) = ax.plot([], [], color=BLUE, lw=2.5, ls="--")
        (self.reply,) = ax.plot([], [], color=VERMILLION, lw=2.5, ls="-")
        mark = {"mec": BLACK, "mew": 1.5, "ms": 11, "clip_on": False, "ls": ""}
        (self.still_now,) = ax.plot([], [], "s", color=BLUE, **{**mark, "ms": 15})
        (self.reply_now,) = ax.plot([], [], "o", color=VERMILLION, **mark)
        (self.was,) = ax.plot([], [], "D", mfc="white", **{**mark, "ms": 9})
        self.artists = [text for _, text in self.ticks]
        self.artists += [self.before, self.reply, self.still, self.was]  # dashes over the full line
        self.artists += [self.still_now, self.reply_now]

    def add_legend(self):
        """One legend for all panels, above them, where no curve can pass under it."""
        pairs = [
            (self.still, self.still_now),
            (self.reply, self.reply_now),
            (self.before, self.was),
        ]
        handles = []
        for line, dot in pairs:
            (sample,) = self.ax.plot([], [], color=line.get_color(), ls=line.get_linestyle(),
                                     lw=line.get_linewidth(), marker=dot.get_marker(), ms=10,
                                     mfc=dot.get_markerfacecolor(), mec=BLACK)  # fmt: skip
            handles.append(sample)
        names = ["rivals hold still", "rivals reply", "before (equilibrium)"]
        self.ax.figure.legend(handles, names, ncols=3, fontsize=TEXT, frameon=False,
                              loc="upper center", handlelength=3.5)  # fmt: skip

    def move(self, story, quantity, top):
        for share, text in self.ticks:
            text.set_text(f"{100 * top * share:.3g}")
        still, reply = story.still[quantity] / top, story.reply[quantity] / top
        self.still.set_data(100 * _LEVELS, still[:-1])
        self.reply.set_data(100 * _LEVELS, reply[:-1])
        self.still_now.set_data([100 * story.safety], [still[-1]])
        self.reply_now.set_data([100 * story.safety], [reply[-1]])
        was = story.before[quantity] / top
        self.before.set_ydata([was, was])
        self.was.set_data([100 * story.nash[0]], [was])


def _sentence(story):
    a, rivals = story.safety, "its rival" if story.race.n == 2 else "its rivals"
    hold, move = ("holds", "replies") if story.race.n == 2 else ("hold", "reply")
    own = story.nash[0]
    leaked = f" and {percent(story.leak)} of A's speed leaks" if story.leak else ""
    return (
        f"Before, every lab does {percent(own)} of the safety work: {_said(story.before)}. "
        f"Now A does {percent(a)}{leaked}. "
        f"If {rivals} {hold} still: {_said(story.still, -1)}. "
        f"If {rivals} {move}, with {percent(story.replies[-1, 1])}: {_said(story.reply, -1)}."
    )


def _said(outcomes, i=()):
    return (
        f"disaster {percent(outcomes['disaster'][i])}, {years(outcomes['years'][i])}, "
        f"A wins {percent(outcomes['wins'][i])}"
    )
