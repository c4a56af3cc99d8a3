"""What do more rivals do?"""

import numpy as np

from racekit.explore._desk import controls
from racekit.explore._stage import (
    RACE_CONTROLS,
    Explorer,
    Stage,
    percent,
    race_fields,
    signed,
    years,
)
from racekit.plots.style import ABOVE, BLACK, BLUE, GREY, TEXT, VERMILLION, ours, styled
from racekit.race import Race

MOST = 10
_CONTROLS = {
    "n": ("number of labs n", 5, 1, MOST, 1, 1),
    "lead": ("lab 1's speed (% of rivals')", 1.0, 10, 300, 10, 100),
    **RACE_CONTROLS,
}


@ours()
def many_labs(**start):
    """Explore the race of one lab against any number of equal rivals.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Race`: ``n`` (1..10), ``lead`` (speed of
        lab 1 relative to a rival's, 0.1..3), ``safety_tax``, ``risk``, ``enmity``, ``harm``,
        ``discount``.

    Returns
    -------
    Explorer
        A widget: the probability of disaster over the number of labs, and the labs' safety,
        in equilibrium and with one owner of all labs.

    Examples
    --------
    >>> many_labs(n=2).controls["n"].value
    2
    """
    stage = Stage(380)
    ladder = _Ladder(stage.figure.add_axes([0.08, 0.145, 0.46, 0.76]))
    choices = _Choices(stage.figure.add_axes([0.68, 0.145, 0.30, 0.76]))
    stage.moving(ladder.artists + choices.artists)

    def update(*, n, lead, **values):
        fields = race_fields(values)
        races = [Race([lead / 100, *np.ones(n)], **fields) for n in range(MOST)]
        nash = [race.nash() for race in races]
        owner = [race.planner() for race in races]
        ladder.move(n, races, nash, owner)
        choices.move(nash[n - 1], owner[n - 1])
        return _sentence(races[n - 1], nash[n - 1], owner[n - 1])

    topic = "Probability of disaster over the number of labs, and the labs' safety."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Ladder:
    """Probability of disaster against the number of labs."""

    def __init__(self, ax):
        self.n = np.arange(1, MOST + 1)
        styled(ax, "number of labs, n", "probability of disaster (%)")
        ax.set_xlim(0.6, MOST + 0.4)
        ax.set_xticks(self.n)
        ax.set_ylim(0, 100)
        (self.here,) = ax.plot([], [], color=GREY, lw=1, ls=":")
        line = {"lw": 2, "ms": 7, "clip_on": False}
        ring = {"mfc": "none", "mec": BLACK, "mew": 2.5, "ms": 15, "clip_on": False}
        (self.race,) = ax.plot([], [], color=VERMILLION, ls="-", marker="o", **line)
        (self.owner,) = ax.plot([], [], color=BLUE, ls="--", marker="D", **line)
        (self.now,) = ax.plot([], [], "o", **ring)
        handles = [self.race, self.owner, self.now]
        ax.legend(handles, ["the labs race", "one owner of all", "your n"], ncols=3, **ABOVE)
        self.artists = [self.here, self.race, self.owner, self.now]

    def move(self, n, races, nash, owner):
        every = list(zip(races, nash, owner, strict=True))
        raced = np.array([100 * race.disaster_probability(safety) for race, safety, _ in every])
        owned = np.array([100 * race.disaster_probability(safety) for race, _, safety in every])
        self.race.set_data(self.n, raced)
        self.owner.set_data(self.n, owned)
        self.here.set_data([n, n], [0, raced[n - 1]])
        self.now.set_data([n], [raced[n - 1]])


class _Choices:
    """Safety of lab 1 and of each other lab, raced and owned."""

    def __init__(self, ax):
        styled(ax, "safety s (% of the safety work)", "")
        ax.set_xlim(0, 100)
        ax.set_ylim(1.6, -0.6)
        ax.set_yticks([0, 1], ["lab 1", "each other\nlab"], fontsize=TEXT + 1)
        self.gaps = [ax.plot([], [], color=GREY, lw=2)[0] for _ in range(2)]
        (self.race,) = ax.plot([], [], "o", color=VERMILLION, ms=13, clip_on=False)
        (self.owner,) = ax.plot([], [], "D", color=BLUE, mec="white", ms=11, clip_on=False)
        self.values = [
            ax.text(0, 0, "", ha="center", fontsize=TEXT, va=va)
            for va in ("bottom", "top") for _ in range(2)
        ]  # fmt: skip
        labels = ["in the race", "with one owner"]
        ax.legend([self.race, self.owner], labels, ncols=2, **ABOVE)
        self.artists = [*self.gaps, self.race, self.owner, *self.values]

    def move(self, nash, owner):
        rows = min(nash.size, 2)
        raced, owned = 100 * nash[:rows], 100 * owner[:rows]
        self.race.set_data(raced, range(rows))
        self.owner.set_data(owned, range(rows))
        for i in range(2):
            there = i < rows
            self.gaps[i].set_visible(there)
            for text, line, shares in (
                (self.values[i], i - 0.13, raced), (self.values[2 + i], i + 0.13, owned)
            ):  # fmt: skip
                text.set_visible(there)
                if there:
                    text.set_position((np.clip(shares[i], 8, 92), line))
                    text.set_text(f"{shares[i]:.0f} %")
            if there:
                self.gaps[i].set_data([raced[i], owned[i]], [i, i])


def _sentence(race, nash, owner):
    time, risk = years(race.expected_years(nash)), percent(race.disaster_probability(nash))
    if race.n == 1:
        return (
            f"One lab with nobody to race takes {time} on average and ends in disaster with "
            f"probability {risk}."
        )
    text = (
        f"{race.n} labs race for {time} on average and end in disaster with probability {risk}; "
        f"one owner of all would take {years(race.expected_years(owner))} and risk "
        f"{percent(race.disaster_probability(owner))}. "
        f"Racing costs {race.price_of_racing():.2f} prizes."
    )
    payoffs = race.payoffs(nash)
    if payoffs.max() >= 0:
        return text
    return f"{text} {_trapped(race, nash, payoffs)}"


def _trapped(race, nash, payoffs):
    """A race that pays every lab less than nothing: can anyone leave it?"""
    left = np.array([_payoff_if_gone(race, lab, nash) for lab in range(race.n)])
    worst = int(np.argmax(left - payoffs))
    numbers = f"({signed(payoffs[worst])} against {signed(left[worst])} prizes)"
    if (left < payoffs).all():
        return (
            "Every lab would be better off had there been no race, "
            f"yet none can leave: to stop while the others go on pays less still {numbers}."
        )
    return (
        "Every lab would be better off had there been no race, "
        f"and lab {worst + 1} does no worse by leaving {numbers}."
    )


def _payoff_if_gone(race, lab, safety):
    """Payoff of a lab that stops while the others go on as before."""
    speed = race.speed.copy()
    speed[lab] = 1e-6  # the slowest a lab of a Race can be
    return race.replace(speed=speed).payoffs(safety)[lab]
