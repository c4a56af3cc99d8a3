"""Who signs an agreement, and who stays out?"""

import numpy as np

from racekit import coalition
from racekit.explore._desk import controls
from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage, percent, race_fields
from racekit.plots.style import ABOVE, BLACK, BLUE, GREY, VERMILLION, ours, styled
from racekit.race import Race

MOST = 10
_CONTROLS = {
    "n": ("number of labs n", 8, 2, MOST, 1, 1),
    "sanction": ("sanction τ (prizes/1000)", 0.0, 0.0, 20.0, 0.1, 1000),
    "minimum": ("minimum of members", 1, 1, MOST, 1, 1),
    **{name: RACE_CONTROLS[name] for name in ("enmity", "harm", "discount")},
}


@ours()
def participation(**start):
    """Explore who signs an agreement between equal labs to act as one.

    Parameters
    ----------
    **start : float
        Where the controls start: ``n`` (2..10), ``sanction`` (what each member takes from each
        outsider, 0..0.02 prizes), ``minimum`` (1..10 members; more than there are labs means all),
        and ``enmity``, ``harm``, ``discount`` in the units of `Race`.

    Returns
    -------
    Explorer
        A widget: what a member gets, what it would get outside, and the probability of disaster,
        over the number of members; sizes that last are ringed.

    Examples
    --------
    >>> participation(n=5).controls["n"].value
    5
    """
    stage = Stage(380)
    payoffs = _Payoffs(stage.figure.add_axes([0.095, 0.145, 0.425, 0.76]))
    danger = _Danger(stage.figure.add_axes([0.61, 0.145, 0.37, 0.76]))
    stage.moving(payoffs.artists + danger.artists)

    def update(*, n, sanction, minimum, **values):
        race = Race.equal(n, **race_fields(values))
        room = _Room(race, round(sanction / 1000, 10), min(minimum, n))
        payoffs.move(room)
        danger.move(room)
        return _sentence(room)

    topic = "Payoffs inside and outside an agreement, and probability of disaster, over its size."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Room:
    """What each size of the agreement means once sanction and minimum are in force."""

    def __init__(self, race, sanction, minimum):
        table = coalition.profile(race, sanction, minimum)
        size = table.index.to_numpy()
        inside, outside = table["payoff_inside"].to_numpy(), table["payoff_outside"].to_numpy()
        risk = table["disaster_probability"].to_numpy()
        void = size < minimum
        punished = sanction * size * (size >= 2)
        self.n, self.minimum = race.n, minimum
        self.members = size[1:]
        self.inside = np.where(void, outside[0], inside)[1:]
        self.left = np.where(void, outside[0], outside - punished)[:-1]  # had it stayed out
        self.risk = np.where(void, risk[0], risk)
        self.stable = np.flatnonzero(table["stable"])
        self.nash, self.gain = outside[0], inside[-1] - outside[0]

    def shown(self, payoffs):
        """Gain over no agreement, in per cent of what all could gain."""
        if self.gain < 1e-9:
            return np.zeros(payoffs.size)
        return 100 * (payoffs - self.nash) / self.gain


class _Payoffs:
    """Gain of a member, and of the same lab outside."""

    def __init__(self, ax):
        styled(ax, "members, the lab itself included", "gain (% of what all could gain)")
        _members_axis(ax)
        ax.set_ylim(-100, 200)
        ax.axhline(0, color=GREY, lw=1)
        (self.inside,) = ax.plot([], [], color=BLUE, marker="o", lw=2, ms=7)
        (self.left,) = ax.plot([], [], color=VERMILLION, ls="--", marker="s", lw=2, ms=6)
        self.rings = _rings(ax)
        handles = [self.inside, self.left, self.rings]
        ax.legend(handles, ["a member", "the same lab outside", "lasts"], ncols=3, **ABOVE)
        self.artists = [self.left, self.inside, self.rings]

    def move(self, room):
        inside = room.shown(room.inside)
        self.inside.set_data(room.members, inside)
        self.left.set_data(room.members, room.shown(room.left))
        self.rings.set_data(room.stable, inside[room.stable - 1])


class _Danger:
    """Probability of disaster against the number of members."""

    def __init__(self, ax):
        styled(ax, "number of members, m", "probability of disaster (%)")
        _members_axis(ax)
        ax.set_ylim(-4, 50)  # room for a ring round 0
        (self.risk,) = ax.plot([], [], color=BLACK, marker="D", lw=2, ms=6, clip_on=False)
        self.rings = _rings(ax)
        ax.legend([self.rings], ["a size that lasts"], **ABOVE)
        self.artists = [self.risk, self.rings]

    def move(self, room):
        risk = 100 * room.risk
        self.risk.set_data(room.members, risk[1:])
        self.rings.set_data(room.stable, risk[room.stable])


def _members_axis(ax):
    ax.set_xlim(0.6, MOST + 0.4)
    ax.set_xticks(range(1, MOST + 1))


def _rings(ax):
    style = {"mfc": "none", "mec": BLACK, "mew": 2.5, "ms": 16, "clip_on": False}
    return ax.plot([], [], "o", **style)[0]


def _sentence(room):
    sizes = " or ".join(str(m) for m in room.stable)
    if list(room.stable) == [1]:
        text = f"Of {room.n} labs none signs: disaster stays at {percent(room.risk[1])}."
        return f"{text} {_moves(room, 1)}"
    risks = " or ".join(percent(room.risk[m]) for m in room.stable)
    text = (
        f"Of {room.n} labs {sizes} sign and stay: disaster {risks}, against "
        f"{percent(room.risk[1])} without them and {percent(room.risk[-1])} if all signed."
    )
    if len(room.stable) > 1:
        text += " Which size is reached depends on where one starts."
    return f"{text} {_moves(room, int(room.stable[-1]))}"


def _moves(room, m):
    """Who would leave, and who would join, at this size."""
    if m == room.n:
        loss = room.inside[-1] - room.left[-1]
        text = f"Nobody is left to join; a lab that left would lose {loss:.4f} prizes."
    else:
        loss = room.left[m] - room.inside[m]
        text = f"One more would lose {loss:.4f} prizes by joining"
        text += (
            "." if m == 1 else f", a member {room.inside[m - 1] - room.left[m - 1]:.4f} by leaving."
        )
        broken = room.left[-1] - room.inside[-1]
        if broken > 0:
            text += f" From a union of all, one would leave and gain {broken:.4f}."
    return text
