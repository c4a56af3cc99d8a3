"""What a student chooses: the text of a treaty."""

from dataclasses import dataclass, fields, replace

from racekit import _validate
from racekit.treaty import AFTER, Treaty
from racekit.worlds import Draw, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What a treaty says, before anybody knows in which future it must hold.

    Parameters
    ----------
    standard : float
        Least safety of a member [-], in [0, 1].
    visits : float
        Rounds of inspection a year to every lab of a member [1/yr], in [0, 1000]. Detection and
        false alarms follow: a round finds a cheat, or accuses an honest nation, with a chance
        that the world sets.
    fine : float
        F, what a caught cheater pays [prizes], in [0, 1e6]; the world caps what can be collected,
        and a guarantee of it costs each member a premium.
    after : {"return", "collapse"}
        What follows a catch, as in `Treaty`.
    members : sequence of str, optional
        Nations that are asked to sign; all if left out.
    minimum : int
        Fewer signatures than this [nations], and the treaty is void; at least 2.
    sanction : float
        tau, what each member takes from each outsider [prizes], in [0, 1e6]; capped by the world,
        and it costs the member too.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Examples
    --------
    >>> Design(standard=0.9, visits=2.0).replace(fine=0.2).fine
    0.2
    """

    standard: float = 1.0
    visits: float = 0.0
    fine: float = 0.0
    after: str = "return"
    members: tuple | None = None
    minimum: int = 2
    sanction: float = 0.0

    def __post_init__(self):
        for name, (high, unit) in _SCALARS.items():
            value = _validate.number(name, getattr(self, name), 0.0, high, unit)
            object.__setattr__(self, name, value)
        _validate.choice("after", self.after, AFTER)
        if self.members is not None:
            members = _validate.names("members", self.members)
            if len(set(members)) != len(members) or len(members) < 2:
                raise ValueError(
                    "members must name at least 2 nations, each once, got "
                    f"{_validate.shown(self.members)}"
                )
            object.__setattr__(self, "members", members)
        most = 12 if self.members is None else len(self.members)
        minimum = _validate.integer("minimum", self.minimum, 2, most, "nations")
        object.__setattr__(self, "minimum", minimum)

    def replace(self, **changes):
        """Return the same design with some fields changed."""
        _validate.known("Design", changes, [f.name for f in fields(Design)])
        return replace(self, **changes)

    def trips(self, world):
        """Trips that the inspectors make in this world [1/yr].

        Examples
        --------
        >>> from racekit.worlds import world
        >>> Design(visits=2.0).trips(world("calm"))
        8.0
        """
        _validate.instance("world", world, World)
        return self.visits * world.labs(self.members)

    def treaty(self, draw, world):
        """The `Treaty` that this design becomes in one future; None where it is void."""
        _validate.instance("draw", draw, Draw)
        signers = [nation for nation in self._asked(world) if nation != draw.holdout]
        if len(signers) < self.minimum:
            return None
        return Treaty(
            self.standard,
            detection=draw.find * self.visits,
            false_alarms=draw.wrong * self.visits,
            fine=self.fine,
            members=signers,
            after=self.after,
        )

    def articles(self, world):
        """Return the text of the treaty in words, a dict of article: what it says.

        Examples
        --------
        >>> from racekit.worlds import world
        >>> Design(minimum=3).articles(world("calm"))["void below"]
        '3 signatures'
        """
        everybody = set(self._asked(world)) == set(world.nations)
        return {
            "standard": f"{100 * self.standard:.3g} %",
            "visits": f"{self.visits:.3g} a year",
            "fine": f"{self.fine:.3g} prizes",
            "after a catch": self.after,
            "asked to sign": "all" if everybody else ", ".join(self.members),
            "void below": f"{self.minimum} signatures",
            "sanction": f"{self.sanction:.3g} prizes",
        }

    def check(self, world):
        """Refuse what this world cannot do.

        Raises
        ------
        ValueError
            Naming the argument, its range in this world, and the value given.
        """
        _validate.instance("world", world, World)
        for name, cap in (("fine", world.fine_cap), ("sanction", world.sanction_cap)):
            if getattr(self, name) > cap:
                raise ValueError(
                    f"{name} must lie in [0, {cap:g}] prizes in the "
                    f"{_validate.listing([world.name])}, where nobody can collect more, "
                    f"got {getattr(self, name):g}"
                )
        strangers = [nation for nation in self._asked(world) if nation not in world.nations]
        if strangers:
            raise ValueError(
                f"members must be among {_validate.listing(world.nations)}, got "
                f"{_validate.listing(strangers)}"
            )
        _validate.integer("minimum", self.minimum, 2, len(self._asked(world)), "nations")

    def _asked(self, world):
        _validate.instance("world", world, World)
        return tuple(world.nations) if self.members is None else self.members


_SCALARS = {  # name: high end, unit; all from 0
    "standard": (1.0, ""),
    "visits": (1000.0, "1/yr"),
    "fine": (1e6, "prizes"),
    "sanction": (1e6, "prizes"),
}
