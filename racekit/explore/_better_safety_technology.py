"""Will better safety tools save us?"""

import numpy as np

from racekit.explore._desk import controls
from racekit.explore._stage import (
    RACE_CONTROLS,
    Explorer,
    Stage,
    percent,
    race_fields,
    years,
)
from racekit.plots.style import BLACK, BLUE, GREY, PURPLE, TEXT, VERMILLION, ours, styled
from racekit.race import Race
from racekit.sweeps import nash_grid

_RISKS = np.arange(1, 101) / 100
_CONTROLS = {
    "n": ("number of labs n", 3, 1, 10, 1, 1),
    "enmity": RACE_CONTROLS["enmity"],
    "risk": ("risk r today (%)", 0.8, 1, 100, 1, 100),
    "remains": ("the tool leaves (% of r)", 0.5, 1, 100, 1, 100),
    "safety_tax": RACE_CONTROLS["safety_tax"],
    "discount": RACE_CONTROLS["discount"],
}


@ours()
def better_safety_technology(**start):
    """Explore what a tool that lowers the risk r does once the labs have adapted to it.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Race`: ``n`` (1..10), ``enmity``,
        ``risk`` (today), ``remains`` (share of that risk which the tool leaves, 0.01..1),
        ``safety_tax``, ``discount``.

    Returns
    -------
    Explorer
        A widget: probability of disaster and safety over the risk r, in equilibrium, with one
        owner of all labs, and if the labs kept today's safety.

    Examples
    --------
    >>> better_safety_technology(safety_tax=1.0).controls["safety_tax"].value
    100
    """
    stage = Stage(390)
    # without harm, racing labs never run more than an even chance of disaster
    boxes = [0.075, 0.14, 0.395, 0.75], [0.575, 0.14, 0.395, 0.75]
    danger = _Side(stage.figure.add_axes(boxes[0]), "probability of disaster (%)", 55)
    safety = _Side(stage.figure.add_axes(boxes[1]), "safety s (%)", 103)
    danger.legend()
    stage.moving(danger.artists + safety.artists)

    def update(*, n, remains, **values):
        race = Race.equal(n, **race_fields(values))
        tool = race.replace(risk=race.risk * remains / 100)
        before, after = race.nash()[0], tool.nash()[0]
        raced, owned = _over_risk(race)
        risks = np.array([race.risk, tool.risk, tool.risk])
        levels = np.array([before, before, after])
        habit = np.full(2, before)
        danger.move(
            *(100 * _RISKS * (1 - s) for s in (raced, owned)),
            100 * np.array([0.0, race.risk]) * (1 - habit),
            risks, 100 * risks * (1 - levels),
        )  # fmt: skip
        safety.move(100 * raced, 100 * owned, 100 * habit, risks, 100 * levels)
        return _sentence(race, tool)

    topic = "Probability of disaster and safety over the risk r without safety work."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


def _over_risk(race):
    """Safety at each of _RISKS, raced and with one owner."""
    # one owner of n labs behaves as one lab n times as fast
    owner = Race([race.speed.sum()], safety_tax=race.safety_tax, discount=race.discount)
    return (nash_grid(who, risk=_RISKS).to_numpy()[:, 0] for who in (race, owner))


class _Side:
    """One quantity over the risk r: the race, one owner, and today's habits."""

    def __init__(self, ax, ylabel, top):
        self.ax = styled(ax, "risk r (%)   ← better tools", ylabel)
        ax.set_xlim(0, 100)
        ax.set_ylim(0, top)
        (self.owner,) = ax.plot([], [], color=BLUE, lw=2, ls="--", clip_on=False)
        (self.habit,) = ax.plot([], [], color=PURPLE, lw=2.5, ls=":", clip_on=False)
        (self.race,) = ax.plot([], [], color=VERMILLION, lw=2.5, ls="-", clip_on=False)
        (self.gap,) = ax.plot([], [], color=GREY, lw=1.5)
        big = {"ls": "none", "clip_on": False, "zorder": 5}
        (self.promised,) = ax.plot([], [], marker="D", color=PURPLE, mec="white", ms=10, **big)
        (self.now,) = ax.plot([], [], marker="o", mfc="none", mec=BLACK, mew=2.5, ms=14, **big)
        (self.then,) = ax.plot([], [], marker="o", color=VERMILLION, mec=BLACK, ms=12, **big)
        self.artists = [self.gap, self.race, self.owner, self.habit]
        self.marks = [self.now, self.promised, self.then]
        self.artists += [self.promised, self.now, self.then]

    def legend(self):
        """Name the lines and marks once, above both sides."""
        named = {
            "labs race": self.race, "one owner": self.owner, "same safety": self.habit,
            "today": self.now, "tool, same safety": self.promised,
            "tool, labs adapt": self.then,
        }  # fmt: skip
        self.ax.legend(
            named.values(), named, ncols=6, fontsize=TEXT, frameon=False, loc="lower left",
            bbox_to_anchor=(-0.19, 1.005), handletextpad=0.4, columnspacing=1.0, handlelength=1.7,
        )  # fmt: skip

    def move(self, raced, owned, habit, risks, values):
        """Lines over _RISKS, the ends of the habit line, and three points: risks and values."""
        self.race.set_data(100 * _RISKS, raced)
        self.owner.set_data(100 * _RISKS, owned)
        self.habit.set_data([0, 100 * risks[0]], habit)
        for mark, risk, value in zip(self.marks, 100 * risks, values, strict=True):
            mark.set_data([risk], [value])
        self.gap.set_data([100 * risks[1]] * 2, values[1:])


def _sentence(race, tool):
    """What the tool promises, what it brings, and where the difference went."""
    before, after = race.nash(), tool.nash()
    was, promised, brings = (
        float(here.disaster_probability(safety))
        for here, safety in ((race, before), (tool, before), (tool, after))
    )
    labs, they = ("1 lab does", "the lab") if race.n == 1 else (f"{race.n} labs do", "the labs")
    text = (
        f"{labs} {percent(before[0])} of the safety work, and disaster has probability "
        f"{percent(was)}. "
    )
    if tool.risk > 0.999 * race.risk:  # the next step of the control leaves 0.99
        return f"{text}A tool that leaves all of r changes nothing."
    return (
        f"{text}With the tool and the same safety it would be {percent(promised)}; once {they} "
        f"adapted, safety is {percent(after[0])} and disaster {percent(brings)}: "
        f"{_given_back(was, promised, brings)}. The race took "
        f"{years(race.expected_years(before))}, now {years(tool.expected_years(after))}."
    )


def _given_back(was, promised, brings):
    if was < 1e-9:
        return "more than before" if brings > 1e-9 else "there was nothing to gain"
    share = (brings - promised) / (was - promised)
    text = f"{100 * share:.0f} % of the promised gain is given back"
    return f"more than before, for {text}" if share > 1.005 else text
