"""The race: rates, outcomes and payoffs; what one lab, all labs or one owner of them all choose."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, partial
from itertools import permutations

import numpy as np

from racekit import _validate
from racekit.games import NormalForm
from racekit.races import Races

MOST_LABS = 20


@dataclass(frozen=True, eq=False)
class Race:
    """Labs that race for one prize, each choosing how much of the safety work it does.

    Lab i with safety s_i progresses at rate ``a_i (1 - kappa s_i)``; the first lab to finish
    wins; if lab i won, disaster strikes with probability ``r (b + (1 - b) (1 - s_i)**g)``, which
    is ``r (1 - s_i)`` unless ``residual`` or ``curve`` say otherwise.
    An own safe win pays 1 prize, a rival's safe win ``1 - e``, disaster ``-h``.

    Parameters
    ----------
    speed : array_like, float64[labs]
        a, breakthrough rate of each lab when it spends nothing on safety [1/yr],
        in [1e-6, 1e6]; 1 to 20 labs.
    safety_tax : float
        kappa, how much full safety slows a lab [-], in (0, 1].
    risk : float
        r, probability of disaster if the winner did no safety work [-], in (0, 1].
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
        Risk as each lab reckons it, in (0, 1]: what it chooses follows from its belief, what
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
        speed = _validate.array("speed", self.speed, 1e-6, 1e6, "1/yr")
        if speed.ndim != 1 or speed.size > MOST_LABS:
            raise ValueError(f"speed must list 1..{MOST_LABS} labs, got shape {speed.shape}")
        checked = {"speed": _validate.frozen(speed)}
        for name, (low, high, unit, ends) in SCALARS.items():
            checked[name] = _validate.number(name, getattr(self, name), low, high, unit, **ends)
        for name, shape in (("enmity", (speed.size, speed.size)), ("harm", (speed.size,))):
            checked[name] = _matrix(name, getattr(self, name), shape, *PAIRED[name][1:3])
        checked["milestones"] = _validate.integer("milestones", self.milestones, 1, 1000)
        checked["names"] = _names(self.names, speed.size)
        checked["beliefs"] = _beliefs(self.beliefs, speed.size)
        for name, value in checked.items():
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
        unknown = set(changes) - {f.name for f in fields(Race)}
        if unknown:
            raise TypeError(f"a Race has no field {', '.join(sorted(unknown))}")
        return replace(self, **changes)

    def rates(self, safety):
        """Rate of progress of each lab, ``a (1 - kappa s)`` [1/yr].

        Parameters
        ----------
        safety : array_like, float64[..., labs]
            s, share of the safety work each lab does [-], in [0, 1].

        Returns
        -------
        float64[..., labs]

        Examples
        --------
        >>> Race([1.0, 2.0]).rates([0.5, 0.0])
        array([0.6, 2. ])
        """
        return self.races.rates(self.checked_safety(safety))

    def win_probability(self, safety):
        """Probability that each lab wins, float64[..., labs]; exact for any milestones.

        Examples
        --------
        >>> Race([0.5, 0.3], milestones=2).win_probability([0, 0]).round(6)
        array([0.683594, 0.316406])
        """
        return self.races.wins(self.checked_safety(safety))

    def disaster_probability(self, safety):
        """Probability that the race ends in disaster, float64[...].

        Examples
        --------
        >>> round(float(Race.equal(2).disaster_probability([1.0, 0.0])), 6)
        0.333333
        """
        return self.races.disaster(self.checked_safety(safety))

    def expected_years(self, safety):
        """Expected time until somebody wins [yr], float64[...]; inf if nobody can.

        Examples
        --------
        >>> float(Race.equal(2).expected_years([0.0, 0.0]))
        0.5
        """
        return self.races.years(self.checked_safety(safety))

    def payoffs(self, safety, believed=False):
        """Expected discounted payoff of each lab [prizes], float64[..., labs].

        Parameters
        ----------
        safety : array_like, float64[..., labs]
            As in `rates`.
        believed : bool
            As each lab reckons it from its own belief, instead of from the true risk.

        Examples
        --------
        >>> Race.equal(2).payoffs([1.0, 0.0]).round(6)
        array([0.16, 0.48])
        >>> Race.equal(2, beliefs=[0.2, 0.4]).payoffs([0.0, 0.0], believed=True).round(6)
        array([0.390244, 0.292683])
        """
        believed = _validate.flag("believed", believed)
        return self.races.payoffs(self.checked_safety(safety), believed)

    def best_response(self, lab, safety):
        """Safety that pays one lab best while the others hold theirs.

        Parameters
        ----------
        lab : int or str
            Index or name of the lab.
        safety : array_like, float64[labs]
            What the others do [-]; the lab's own entry is not read.

        Returns
        -------
        float

        Notes
        -----
        In the lab's own reckoning. One milestone: closed form on a straight line of danger, else
        a root that is bracketed. More: the best of 48 rates, polished to a root of the slope.

        Examples
        --------
        >>> round(Race.equal(2).best_response(0, [0.0, 0.313804]), 5)
        0.3138
        """
        lab = self.lab("lab", lab)
        safety = _validate.shaped("safety", safety, (self.n,), 0.0, 1.0)
        return self.races.reply(lab, safety)

    def nash(self, floor=None, committed=None):
        """Safety of each lab in Nash equilibrium, float64[labs], to 1e-12.

        Parameters
        ----------
        floor : float or array_like, float64[labs], optional
            Least safety each lab is held to [-], in [0, 1].
        committed : dict of {int or str: float}, optional
            Labs, by index or name, that keep a given safety [-] whatever the others do.

        Returns
        -------
        float64[labs]

        Raises
        ------
        RuntimeError
            If replies in turn do not settle (seen only far from the examples: it would mean
            that the race has no pure equilibrium within reach).

        Notes
        -----
        Starts from everyone at the floor and lets the labs reply in turn.

        Examples
        --------
        >>> Race([1.0, 2.0]).nash().round(6)
        array([0.204285, 0.451025])
        >>> Race.equal(2).nash(committed={"lab 1": 1.0}).round(6)
        array([1.     , 0.58422])
        """
        low, high = self._bounds(floor, committed)
        return self.races.nash(low, high)

    def planner(self):
        """Safety that one owner of all labs would choose, float64[labs].

        The owner counts a disaster at the labs' mean harm. With discount 0 it has all the
        time in the world and does all the safety work.

        Examples
        --------
        >>> Race.equal(2).planner().round(6)
        array([0.986438, 0.986438])
        """
        if self.discount == 0.0:
            return np.ones(self.n)
        if self.milestones == 1:
            return np.full(self.n, self.races.planner())
        # with one common payoff, replies in turn only ever climb
        return self.races.owned().nash(start=1.0)

    def price_of_racing(self):
        """What one owner of all labs loses when they race instead [prizes], >= 0.

        Examples
        --------
        >>> round(Race.equal(2).price_of_racing(), 6)
        0.187064
        """
        owner = self.races.owned()

        def worth(safety):
            # with all the time in the world a race that never ends is the limit of slow ones
            endless = self.discount == 0.0 and not self.rates(safety).any()
            return float((owner.unhurried() if endless else owner.payoffs(safety))[0])

        # an owner with all the time in the world gets the whole prize, even if only in the limit
        best = worth(self.planner()) if self.discount > 0.0 else float(owner.unhurried()[0])
        return max(0.0, best - worth(self.nash()))

    def dilemma(self, careful=1.0, reckless=0.0):
        """The two labs' choice between two safety levels, as a 2 x 2 game, as each reckons it.

        Parameters
        ----------
        careful, reckless : float
            The two levels [-], in [0, 1], reckless below careful.

        Returns
        -------
        NormalForm

        Examples
        --------
        >>> Race.equal(2).dilemma().kind
        "prisoner's dilemma"
        """
        if self.n != 2:
            raise ValueError(f"dilemma needs a race of 2 labs, got {self.n}")
        careful = _validate.number("careful", careful, 0.0, 1.0)
        reckless = _validate.number("reckless", reckless, 0.0, 1.0)
        if not reckless < careful:
            raise ValueError(f"reckless must lie in [0, careful = {careful:g}), got {reckless:g}")
        levels = np.array([careful, reckless])
        profiles = np.stack(np.meshgrid(levels, levels, indexing="ij"), axis=-1)
        payoffs = self.payoffs(profiles, believed=True)
        return NormalForm(payoffs[..., 0], payoffs[..., 1])

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
        if self.milestones != 1:
            raise ValueError(f"united needs milestones 1 (clocks must add), got {self.milestones}")
        for listed in (blocs, *(blocs if np.iterable(blocs) else ())):
            if isinstance(listed, str) or not np.iterable(listed):
                raise TypeError(f"blocs must be a sequence of sequences of labs, got {blocs!r}")
        blocs = [[self.lab("blocs", lab) for lab in bloc] for bloc in blocs]
        members = sorted(lab for bloc in blocs for lab in bloc)
        if members != list(range(self.n)) or not all(blocs):
            raise ValueError(f"blocs must hold each of the {self.n} labs exactly once, got {blocs}")
        enmity = _between(self, blocs)
        one = self.races.united(np.array([np.isin(np.arange(self.n), bloc) for bloc in blocs]))
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
        one = isinstance(from_labs, str) or not np.iterable(from_labs)
        listed = [from_labs] if one else list(from_labs)
        losers = sorted({self.lab("from_labs", lab) for lab in listed})
        if not 0 < len(losers) < self.n:
            raise ValueError(f"from_labs must name 1..{self.n - 1} labs, got {from_labs!r}")
        share = _validate.number("share", share, 0.0, 1.0)
        if share == 1.0:
            raise ValueError("share must lie in [0, 1), got 1: a lab with no speed is no lab")
        return replace(self, speed=self.races.leak(np.isin(np.arange(self.n), losers), share).speed)

    def checked_safety(self, safety):
        """``safety`` as float64[..., labs], or an error that says what it must be."""
        safety = _validate.array("safety", safety, 0.0, 1.0)
        if safety.ndim == 0 or safety.shape[-1] != self.n:
            raise ValueError(
                f"safety must have shape (..., {self.n}), one entry a lab, got {safety.shape}"
            )
        return safety

    def lab(self, name, lab):
        """Index of a lab given by index or name; ``name`` is the argument an error speaks of."""
        if isinstance(lab, str):
            if lab not in self.names:
                raise ValueError(f"{name} must be one of {', '.join(self.names)}, got {lab!r}")
            return self.names.index(lab)
        return _validate.integer(name, lab, 0, self.n - 1)

    def _bounds(self, floor, committed):
        floor = 0.0 if floor is None else _validate.array("floor", floor, 0.0, 1.0)
        if np.ndim(floor) > 0 and floor.shape != (self.n,):
            raise ValueError(f"floor must be a number or have shape ({self.n},), got {floor.shape}")
        low, high = np.full(self.n, floor, dtype=float), np.ones(self.n)
        committed = {} if committed is None else committed
        if not isinstance(committed, Mapping):
            raise TypeError(f"committed must be a dict of labs and safety, got {committed!r}")
        done = set()
        for lab, value in committed.items():
            value = _validate.number(f"committed[{lab!r}]", value, 0.0, 1.0)
            i = self.lab("committed", lab)
            if i in done:
                raise ValueError(f"committed must name {self.names[i]} once, got {committed!r}")
            done.add(i)
            if value < low[i]:
                raise ValueError(
                    f"committed[{lab!r}] must lie in [floor = {low[i]:g}, 1], got {value:g}"
                )
            low[i] = high[i] = value
        return low, high

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


SCALARS = {  # name: low, high, unit, ends that are excluded
    "safety_tax": (0.0, 1.0, "", {"low_open": True}),
    "risk": (0.0, 1.0, "", {"low_open": True}),
    "discount": (0.0, 1e6, "1/yr", {}),
    "residual": (0.0, 1.0, "", {"high_open": True}),
    "curve": (0.1, 10.0, "", {}),
}
PAIRED = {  # the same for fields that are one number, or one for each lab or pair of labs
    "enmity": (0.0, 1.0, "", {}),
    "harm": (0.0, 1e6, "prizes", {}),
}


def checked(race, *, milestones=False, equal=False, straight=False):
    """``race``, or an error that says what a caller needs it to be.

    ``milestones``: whether several are fine; ``equal``: whether all labs must be alike;
    ``straight``: whether a closed form needs danger in a straight line.
    """
    if not isinstance(race, Race):
        raise TypeError(f"race must be a Race, got {race!r}")
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


def _matrix(name, value, shape, high, unit):
    """One number for all, as a float, or a read-only array of exactly this shape."""
    if np.ndim(_validate.rectangular(name, value)) == 0:
        return _validate.number(name, value, 0.0, high, unit)
    return _validate.frozen(_validate.shaped(name, value, shape, 0.0, high, unit))


def _names(names, n):
    if names is None:
        return tuple(f"lab {i + 1}" for i in range(n))
    _validate.names("names", names)
    if len(names) != n or len(set(names)) != n:
        raise ValueError(f"names must be {n} different names, got {names!r}")
    return tuple(names)


def _beliefs(beliefs, n):
    if beliefs is None:
        return None
    given = _validate.shaped("beliefs", beliefs, (n,), 0.0, 1.0, low_open=True)
    return _validate.frozen(given)


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
