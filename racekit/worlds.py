"""Worlds to design a treaty for: labs in nations, and what nobody can know when it is signed."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from racekit import _validate
from racekit.race import Race

SCENARIOS = (
    "as planned", "holdout", "false alarms", "leakage", "faster technology", "new entrant"
)  # fmt: skip
DIFFICULTIES = ("calm", "tense", "hard")
NEWCOMER = "Newcomer"

_NATIONS = ("Coast", "Delta", "Island", "Plain", "Ridge")
# One column of the draws each, in this order; the first five are fields of `Race`.
_ALWAYS = ("safety_tax", "risk", "enmity", "harm", "discount", "find", "wrong")
_TROUBLES = ("alarms", "leak", "pace", "entrant")
MOST_FUTURES = 10**6
_DIMENSIONS = len(_ALWAYS) + 2  # one for the size of the trouble, one for the nation it befalls
_STEPS = np.sqrt([2, 3, 5, 7, 11, 13, 17, 19, 23])[:_DIMENSIONS]


class Draw(NamedTuple):
    """One future of a world.

    Attributes
    ----------
    scenario : str
        What goes wrong, one of `SCENARIOS`.
    race : Race
        Between the nations, each acting as one; a new entrant is its last lab.
    holdout : str or None
        Nation that will not sign, whatever the treaty says.
    leak : float
        phi, share of the members' speed that moves to outsiders [-].
    find, wrong : float
        Chance that a round of visits finds a cheat, and that it accuses an honest nation [-].
    """

    scenario: str
    race: Race
    holdout: str | None
    leak: float
    find: float
    wrong: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """Nations with labs, the ranges of what is uncertain, and what a treaty may use.

    Parameters
    ----------
    name : str
    nations : dict of {str: sequence of float}
        Speeds of the labs of each nation [1/yr]; 2 to 12 nations.
    ranges : dict of {str: (float, float)}
        Lowest and highest value of ``safety_tax``, ``risk``, ``enmity``, ``harm``, ``discount``
        (as in `Race`), ``find`` and ``wrong`` (as in `Draw`); and of the troubles: ``alarms``,
        by how much ``wrong`` grows [-], ``leak`` [-], ``pace``, by how much all labs get faster
        [-], ``entrant``, speed of a new nation in means of the others' [-].
    budget : float
        Trips that the inspectors can make [1/yr]; a round of visits takes one to each lab.
    fine_cap, sanction_cap : float
        The most that can be collected from a cheater, and by one member from one outsider
        [prizes].
    premium, sanction_cost : float
        What a member pays for the guarantee of each prize of its fine, and for each prize that
        it takes from an outsider [-].
    goals : dict of {str: float}
        ``deterrence`` and ``stability``, least shares of the futures, and ``risk``, the largest
        share of the avoidable risk that may remain [-].

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.
    """

    name: str
    nations: dict
    ranges: dict
    budget: float
    fine_cap: float
    sanction_cap: float
    premium: float
    sanction_cost: float
    goals: dict

    def __post_init__(self):
        _validate.text("name", self.name)
        for name in ("nations", "ranges", "goals"):
            _validate.instance(name, getattr(self, name), dict)
        if not 2 <= len(self.nations) <= 12:
            given = _validate.shown(self.nations)
            raise ValueError(f"nations must be a dict of 2..12 nations, got {given}")
        for nation, labs in self.nations.items():
            _validate.array(f"nations[{_validate.shown(nation)}]", labs, 1e-6, 1e5, "1/yr")
        for name in (*_ALWAYS, *_TROUBLES):
            if name not in self.ranges:
                raise ValueError(f"ranges must hold {name}, got {_validate.listing(self.ranges)}")
            high = 1.0 if name in ("find", "wrong", "leak") else 1e6
            low, top = _validate.shaped(f"ranges['{name}']", self.ranges[name], (2,), 0.0, high)
            if low > top:
                raise ValueError(f"ranges['{name}'] must rise, got {low:g} to {top:g}")
        for name in ("budget", "fine_cap", "sanction_cap", "premium", "sanction_cost"):
            _validate.number(name, getattr(self, name), 0.0, 1e6)
        for name in ("deterrence", "stability", "risk"):
            _validate.number(f"goals['{name}']", self.goals.get(name), 0.0, 1.0)

    @property
    def race(self):
        """The race between the nations, each acting as one, at the middle of every range."""
        middle = {name: sum(self.ranges[name]) / 2 for name in _ALWAYS[:5]}
        return self._race(1.0, **middle)

    def labs(self, members=None):
        """Number of labs in some nations; in all of them if left out.

        Examples
        --------
        >>> world("calm").labs(), world("calm").labs(["Island"])
        (4, 2)
        """
        listed = self.nations if members is None else _validate.names("members", members)
        strangers = [nation for nation in listed if nation not in self.nations]
        if strangers or len(set(listed)) < len(listed):
            raise ValueError(
                f"members must be among {_validate.listing(self.nations)}, each once, got "
                f"{_validate.shown(members)}"
            )
        return sum(len(self.nations[nation]) for nation in listed)

    def draw(self, draws=2000, seed=0):
        """Futures of this world, the scenarios in turn.

        Parameters
        ----------
        draws : int
            How many, in 1..1e6.
        seed : int
            Same seed, same futures; fewer draws are the first of more.

        Returns
        -------
        list of Draw

        Notes
        -----
        A Richtmyer sequence (multiples of square roots of primes, without their whole part) fills
        the ranges more evenly than chance; the seed shifts it.

        Examples
        --------
        >>> [future.scenario for future in world("calm").draw(3)]
        ['as planned', 'holdout', 'false alarms']
        """
        return self.futures(range(_validate.integer("draws", draws, 1, 10**6)), seed)

    def futures(self, which, seed=0):
        """The futures of these numbers among those that `draw` gives, a list of Draw.

        Examples
        --------
        >>> [future.scenario for future in world("calm").futures([0, 2])]
        ['as planned', 'false alarms']
        """
        which = _validate.sequence("which", which, "whole numbers")
        which = [_validate.integer("which", i, 0, MOST_FUTURES - 1) for i in which]
        seed = _validate.integer("seed", seed, 0, 2**64 - 1)
        shift = np.random.default_rng(seed).random(_DIMENSIONS)
        return [
            self._future(SCENARIOS[i % len(SCENARIOS)], (shift + (i + 1) * _STEPS) % 1.0)
            for i in which
        ]

    def _future(self, scenario, shares):
        *usual, size, who = shares
        value = {
            name: self._between(name, share) for name, share in zip(_ALWAYS, usual, strict=True)
        }
        find, wrong = value.pop("find"), value.pop("wrong")
        trouble = {"alarms": 1.0, "leak": 0.0, "pace": 1.0, "entrant": 0.0}
        name = dict(zip(SCENARIOS[2:], _TROUBLES, strict=True)).get(scenario)
        if name is not None:
            trouble[name] = self._between(name, size)
        holdout = list(self.nations)[int(who * len(self.nations))]
        return Draw(
            scenario,
            self._race(trouble["pace"], trouble["entrant"], **value),
            holdout if scenario == "holdout" else None,
            trouble["leak"],
            find,
            min(1.0, wrong * trouble["alarms"]),
        )

    def _between(self, name, share):
        low, high = self.ranges[name]
        return low + share * (high - low)

    def _race(self, pace, entrant=0.0, **fields):
        speed, names = [sum(labs) for labs in self.nations.values()], list(self.nations)
        if entrant:
            speed, names = [*speed, entrant * np.mean(speed)], [*names, NEWCOMER]
        return Race(pace * np.array(speed), names=names, **fields)


def world(difficulty="calm", seed=0):
    """Make a world.

    Parameters
    ----------
    difficulty : {"calm", "tense", "hard"}
        Three, four or five nations; the later ones less certain, with less to punish with.
    seed : int
        Which of the worlds of this difficulty: the speeds of its labs, and which of the troubles
        is worse than usual.

    Returns
    -------
    World

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range, and the value given.

    Examples
    --------
    >>> world("tense", seed=1).race.names
    ('Coast', 'Delta', 'Island', 'Plain')
    """
    _validate.choice("difficulty", difficulty, DIFFICULTIES)
    seed = _validate.integer("seed", seed, 0, 2**64 - 1)
    level = DIFFICULTIES.index(difficulty)
    rng = np.random.default_rng([level, seed])
    names = _NATIONS[: 3 + level]
    speed = 1.0 + (0.2 + 0.15 * level) * rng.uniform(-1.0, 1.0, len(names))
    speed /= speed.mean()  # the same total for all seeds: else luck would set the difficulty
    nations = {}
    for nation, total in zip(names, speed, strict=True):
        parts = rng.uniform(0.5, 1.0, rng.integers(1, 4))
        nations[nation] = tuple((total * parts / parts.sum()).round(2).tolist())
    ranges = {name: values[level] for name, values in _RANGES.items()}
    worry = _TROUBLES[rng.integers(len(_TROUBLES))]
    ranges[worry] = ranges[worry][0], 1.25 * ranges[worry][1]
    labs = sum(map(len, nations.values()))
    return World(
        name=f"{difficulty} world {seed}",
        nations=nations,
        ranges=ranges,
        budget=float(round(_TRIPS[level] * labs)),
        goals={"deterrence": 0.9, "stability": 0.9, "risk": _RISK_GOAL[level]},
        **{name: values[level] for name, values in _SETTINGS.items()},
    )


# calm, tense, hard
_TRIPS = (3.0, 2.25, 3.0)  # a lab [1/yr]
_RISK_GOAL = (0.4, 0.3, 0.35)
_SETTINGS = {
    "fine_cap": (1.0, 1.0, 1.0),
    "sanction_cap": (0.1, 0.1, 0.1),
    "premium": (0.03, 0.08, 0.15),
    "sanction_cost": (0.3, 1.0, 2.0),
}
_RANGES = {
    "safety_tax": ((0.7, 0.8), (0.7, 0.85), (0.65, 0.9)),
    "risk": ((0.35, 0.45), (0.3, 0.5), (0.25, 0.55)),
    "enmity": ((0.7, 0.9), (0.8, 1.0), (0.8, 1.0)),
    "harm": ((0.0, 0.2), (0.0, 0.2), (0.0, 0.2)),
    "discount": ((0.03, 0.07), (0.03, 0.1), (0.02, 0.15)),
    "find": ((0.5, 0.8), (0.4, 0.8), (0.3, 0.7)),
    "wrong": ((0.002, 0.005), (0.002, 0.01), (0.005, 0.02)),
    "alarms": ((2.0, 5.0), (2.0, 8.0), (2.0, 8.0)),
    "leak": ((0.02, 0.1), (0.05, 0.15), (0.05, 0.2)),
    "pace": ((1.2, 2.0), (1.5, 2.5), (1.5, 3.0)),
    "entrant": ((0.1, 0.3), (0.2, 0.4), (0.2, 0.5)),
}
