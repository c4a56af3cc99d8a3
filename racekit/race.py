"""The race: its fields, and the other races that it turns into."""

from dataclasses import dataclass, field, fields, replace
from functools import cached_property, partial
from itertools import permutations

import numpy as np

from racekit import _validate
from racekit._blocs import united
from racekit._race_choices import Choices
from racekit._race_fields import FASTEST, FURTHEST, MOST_LABS, SLOWEST, checked_fields
from racekit._race_outcomes import Outcomes
from racekit.races import Races


@dataclass(frozen=True, eq=False)
class Race(Outcomes, Choices):
    """Labs that race for one prize, each choosing how much of the safety work it does.

    Lab i with safety s_i progresses at rate ``a_i (1 - kappa s_i)``; the first lab to finish
    wins; if lab i won, disaster strikes with probability ``r (b + (1 - b) (1 - s_i)**g)``, which
    is ``r (1 - s_i)`` unless ``residual`` or ``curve`` say otherwise.
    An own safe win pays 1 prize, a rival's safe win ``1 - e``, disaster ``-h``.

    Parameters
    ----------
    speed : array_like, float64[labs]
        a, breakthrough rate of each lab when it spends nothing on safety [1/yr],
        in [1e-6, 1e6]; 1 to 200 labs, none more than 1e9 times as fast as another.
    safety_tax : float
        kappa, how much full safety slows a lab [-], in [1e-6, 1].
    risk : float
        r, probability of disaster if the winner did no safety work [-], in [1e-6, 1].
    enmity : float or array_like, float64[labs, labs]
        e, how bad a rival's safe win is [-], in [0, 1]; ``enmity[i, j]`` is what i loses when
        j wins. The diagonal is not read.
    harm : float or array_like, float64[labs]
        h, what disaster costs a lab beyond the lost prize [prizes], in [0, 1e6].
    discount : float
        rho, impatience [1/yr], in [0, 1e6].
    milestones : int
        k, breakthroughs needed, each at rate k a_i (1 - kappa s_i) [-], in 1..1000.
    names : sequence of str, optional
        What the labs are called; "lab 1", "lab 2", ... if left out.
    residual : float
        b, share of the risk that no safety work removes [-], in [0, 1).
    curve : float
        g, how danger falls with safety work [-], in [0.1, 10]: in a straight line at 1, fastest
        at the start above 1, fastest at the end below 1.
    beliefs : array_like, float64[labs], optional
        Risk as each lab reckons it, in [1e-6, 1]: what it chooses follows from its belief, what
        happens from ``risk``. Labs know each other's beliefs. All believe ``risk`` if left out.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    With one milestone the finishing times are exponential and have no memory, so constant
    safety levels are also a Markov-perfect equilibrium. With more, labs fix their safety at
    the start. A race nobody can finish (safety_tax 1, everyone at safety 1) takes infinitely
    many years; its win probabilities, disaster probability and payoffs are 0.

    Examples
    --------
    >>> race = Race([1.0, 1.0], risk=0.4)
    >>> race.nash().round(6)
    array([0.313804, 0.313804])
    """

    speed: np.ndarray
    safety_tax: float = field(default=0.8, kw_only=True)
    risk: float = field(default=0.4, kw_only=True)
    enmity: float | np.ndarray = field(default=1.0, kw_only=True)
    harm: float | np.ndarray = field(default=0.0, kw_only=True)
    discount: float = field(default=0.05, kw_only=True)
    milestones: int = field(default=1, kw_only=True)
    names: tuple | None = field(default=None, kw_only=True)
    residual: float = field(default=0.0, kw_only=True)
    curve: float = field(default=1.0, kw_only=True)
    beliefs: np.ndarray | None = field(default=None, kw_only=True)

    def __post_init__(self):
        for name, value in checked_fields(self).items():
            object.__setattr__(self, name, value)

    def __eq__(self, other):
        if not isinstance(other, Race):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(Race)
        )

    def __hash__(self):
        values = (getattr(self, f.name) for f in fields(Race))
        # + 0.0 turns -0.0, which equals 0.0, into it
        return hash(tuple(
            (v + 0.0).tobytes() if isinstance(v, np.ndarray) else v for v in values
        ))  # fmt: skip

    def __reduce__(self):
        # copies and pickles are checked and frozen like any other race
        return partial(Race, **{f.name: getattr(self, f.name) for f in fields(Race)}), ()

    @classmethod
    def equal(cls, n, **settings):
        """Return a race of ``n`` labs of speed 1 per year.

        Examples
        --------
        >>> Race.equal(5, risk=0.5).n
        5
        """
        n = _validate.integer("n", n, 1, MOST_LABS, "labs")
        return cls(np.ones(n), **settings)

    @classmethod
    def hardest(cls, n, **settings):
        """Return the hardest case: ``n`` equal labs, full safety stops a lab, without it all dies.

        Safety tax and risk are 1 unless ``settings`` say otherwise.

        Examples
        --------
        >>> race = Race.hardest(5)
        >>> race.safety_tax, race.risk
        (1.0, 1.0)
        """
        return cls.equal(n, **{"safety_tax": 1.0, "risk": 1.0, **settings})

    @property
    def n(self):
        """Number of labs."""
        return self.speed.size

    @cached_property
    def races(self):
        """The race as one row of `racekit.races.Races`, where the formulas are."""
        return Races(
            speed=self.speed, safety_tax=self.safety_tax, risk=self.risk,
            worth=1.0 - self.enmity_matrix(), harm=self.harms(), discount=self.discount,
            residual=self.residual, curve=self.curve, beliefs=self.beliefs,
            milestones=self.milestones,
        )  # fmt: skip

    def replace(self, **changes):
        """Return the same race with some fields changed.

        Examples
        --------
        >>> Race.equal(2).replace(risk=0.3).risk
        0.3
        """
        _validate.known("Race", changes, [f.name for f in fields(Race)])
        return replace(self, **changes)

    def united(self, blocs):
        """Return the race between blocs, each acting as one lab with its members' summed speed.

        Parameters
        ----------
        blocs : sequence of sequences of int or str
            Every lab in exactly one bloc. A bloc's harm is its members' mean.

        Examples
        --------
        >>> Race.equal(4).united([[0, 1], [2, 3]]).speed
        array([2., 2.])
        """
        checked(self)
        blocs = _blocs(self, blocs)
        enmity = _between(self, blocs)
        one = united(self.races, [np.isin(np.arange(self.n), bloc) for bloc in blocs])
        if one.speed.max() > FASTEST:
            raise ValueError(
                f"blocs must each add up to a speed of at most {FASTEST:g} 1/yr, "
                f"got {one.speed.max():g}"
            )
        return replace(
            self,
            speed=one.speed,
            enmity=enmity,
            harm=one.harm,
            beliefs=one.beliefs,
            names=[" + ".join(self.names[lab] for lab in bloc) for bloc in blocs],
        )

    def leak(self, from_labs, share):
        """Return the race after part of some labs' capability has moved to the others.

        Parameters
        ----------
        from_labs : int, str, or sequence of them
            Labs that lose talent, compute or customers.
        share : float
            phi, share of their speed that moves [-], in [0, 1); the others receive it in
            proportion to their own speed.

        Examples
        --------
        >>> Race([1.0, 1.0, 2.0]).leak(0, 0.3).speed
        array([0.7, 1.1, 2.2])
        """
        one = isinstance(from_labs, (str, int, np.integer)) or from_labs is None
        listed = [from_labs] if one else _validate.sequence("from_labs", from_labs, "labs")
        losers = sorted({self.lab("from_labs", lab) for lab in listed})
        if not 0 < len(losers) < self.n:
            given = _validate.shown(from_labs)
            raise ValueError(f"from_labs must name 1..{self.n - 1} labs, got {given}")
        share = _validate.number("share", share, 0.0, 1.0)
        if share == 1.0:
            raise ValueError("share must lie in [0, 1), got 1: a lab with no speed is no lab")
        speed = self.races.leak(np.isin(np.arange(self.n), losers), share).speed
        low, high = speed.min(), speed.max()
        if low < SLOWEST or high > min(FASTEST, FURTHEST * low):
            raise ValueError(
                f"share must leave speeds in [{SLOWEST:g}, {FASTEST:g}] 1/yr and within a factor "
                f"of {FURTHEST:g}, got {share:g}, which makes them {low:g} to {high:g}"
            )
        return replace(self, speed=speed)

    def lab(self, name, lab):
        """Index of a lab given by index or name; ``name`` is the argument an error speaks of."""
        if isinstance(lab, str):
            if lab not in self.names:
                raise ValueError(
                    f"{name} must be one of {_validate.listing(self.names)}, got "
                    f"{_validate.shown(lab)}"
                )
            return self.names.index(lab)
        return _validate.integer(name, lab, 0, self.n - 1)

    def enmity_matrix(self):
        """Return enmity between every two labs, float64[labs, labs], 0 on the diagonal.

        Examples
        --------
        >>> Race.equal(2, enmity=0.5).enmity_matrix()
        array([[0. , 0.5],
               [0.5, 0. ]])
        """
        matrix = np.broadcast_to(self.enmity, (self.n, self.n)).copy()
        np.fill_diagonal(matrix, 0.0)
        return matrix

    def harms(self):
        """Return every lab's harm [prizes], float64[labs].

        Examples
        --------
        >>> Race.equal(2, harm=0.5).harms()
        array([0.5, 0.5])
        """
        return np.broadcast_to(self.harm, self.n)


def checked(race, *, milestones=False, equal=False, straight=False):
    """``race``, or an error that says what a caller needs it to be.

    ``milestones``: whether several are fine; ``equal``: whether all labs must be alike;
    ``straight``: whether a closed form needs danger in a straight line.
    """
    _validate.instance("race", race, Race)
    if race.milestones != 1 and not milestones:
        raise ValueError(f"race must have milestones 1 (clocks must add), got {race.milestones}")
    if equal:
        for name in ("speed", "enmity", "harm", "beliefs"):
            value = getattr(race, name)
            spread = name in ("speed", "beliefs") and value is not None and np.ptp(value) > 0.0
            if spread or (name in ("enmity", "harm") and np.ndim(value)):
                raise ValueError(
                    "race must have equal labs (equal speeds and beliefs, enmity and harm one "
                    f"number each), got {name} {value}"
                )
    if straight and race.curve != 1.0:
        raise ValueError(f"race must have curve 1 (a closed form needs it), got {race.curve:g}")
    return race


def _blocs(race, blocs):
    """The labs of each bloc by index, every lab in one of them."""
    try:
        listed = [_validate.sequence("blocs", bloc, "labs")
                  for bloc in _validate.sequence("blocs", blocs, "blocs")]  # fmt: skip
    except TypeError:
        given = _validate.shown(blocs)
        raise TypeError(f"blocs must be a sequence of sequences of labs, got {given}") from None
    found = [[race.lab("blocs", lab) for lab in bloc] for bloc in listed]
    if sorted(lab for bloc in found for lab in bloc) != list(range(race.n)) or not all(found):
        raise ValueError(
            f"blocs must hold each of the {race.n} labs exactly once, got {_validate.shown(found)}"
        )
    return found


def _between(race, blocs):
    """Enmity between blocs; each ordered pair must have one number, and each bloc one belief."""
    enmity, between = race.enmity_matrix(), np.zeros((len(blocs), len(blocs)))
    for (a, rows), (b, columns) in permutations(enumerate(blocs), 2):
        values = enmity[np.ix_(rows, columns)]
        if np.ptp(values) > 0:
            raise ValueError(
                f"enmity between two blocs must be one number, got "
                f"[{values.min():g}, {values.max():g}] between blocs {a} and {b}"
            )
        between[a, b] = values[0, 0]
    for bloc in blocs if race.beliefs is not None else ():
        if np.ptp(race.beliefs[bloc]) > 0:
            raise ValueError(
                f"beliefs within a bloc must be one number, got {race.beliefs[bloc]}"
            )
    return between
