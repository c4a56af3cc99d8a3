"""A treaty inside one race: a standard, inspectors, a fine, and what happens to a cheater."""

from dataclasses import dataclass, field, fields, replace

import numpy as np

from racekit import _validate
from racekit.pacts import Pact
from racekit.race import checked

AFTER = ("return", "collapse")


@dataclass(frozen=True, slots=True)
class Treaty:
    """Labs that promise a least safety, and what makes them keep the promise.

    A member that does less than the standard cheats. While it cheats, inspectors catch it at
    rate ``nu``; it then pays the fine, and either goes back to the standard for good or the
    treaty collapses and every lab plays Nash.

    Parameters
    ----------
    standard : float
        Least safety of a member [-], in [0, 1].
    detection : float
        nu, rate at which a cheater is caught [1/yr], in [0, 1e6].
    false_alarms : float
        phi, rate at which a member is accused of cheating by mistake [1/yr], in [0, 1e6], the
        same for each. With after="collapse" an alarm ends the treaty; with after="return" it is
        cleared up and changes nothing. Nobody is fined for it.
    fine : float
        F, what a caught cheater pays at once [prizes], in [0, 1e6].
    members : sequence of int or str, optional
        Labs that signed, by index or name; all if left out.
    after : {"return", "collapse"}
        What follows the fine: the cheater is forced back to the standard, or all play Nash.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    Payoffs are for races of one milestone. To a cheater at rate l they are
    (A + nu (U_post - F) + m phi P + l (1 - H d)) / (B + nu + m phi + l): A and B sum the others'
    payoff rates, and their rates plus the discount; m counts the members, P is the Nash payoff,
    and phi enters under after="collapse" only. One member cheats at a time; the others, members
    or not, do not notice before it is caught. Each lab reckons with its own belief about the risk.

    Examples
    --------
    >>> treaty = Treaty(standard=1.0, detection=0.5, fine=0.3)
    >>> treaty.critical_detection(Race.equal(2)).round(6)
    array([0.345885, 0.345885])
    >>> treaty.deters(Race.equal(2)), treaty.deters(Race.equal(3))
    (True, False)
    """

    standard: float = 1.0
    detection: float = field(default=0.5, kw_only=True)
    false_alarms: float = field(default=0.0, kw_only=True)
    fine: float = field(default=0.3, kw_only=True)
    members: tuple | None = field(default=None, kw_only=True)
    after: str = field(default="return", kw_only=True)

    def __post_init__(self):
        for name, (high, unit) in _SCALARS.items():
            value = _validate.number(name, getattr(self, name), 0.0, high, unit)
            object.__setattr__(self, name, value)
        object.__setattr__(self, "members", _listed(self.members))
        _validate.choice("after", self.after, AFTER)

    def replace(self, **changes):
        """Return the same treaty with some fields changed.

        Examples
        --------
        >>> Treaty().replace(fine=1.0).fine
        1.0
        """
        _validate.known("Treaty", changes, [f.name for f in fields(Treaty)])
        return replace(self, **changes)

    def signed(self, race):
        """Which labs of a race are members, bool[labs].

        Examples
        --------
        >>> Treaty(members=["lab 1", 2]).signed(Race.equal(3))
        array([ True, False,  True])
        """
        checked(race, milestones=True)
        if self.members is None:
            return np.ones(race.n, dtype=bool)
        signed = np.zeros(race.n, dtype=bool)
        found = [race.lab("members", member) for member in self.members]
        if len(set(found)) != len(found):
            given = _validate.shown(self.members)
            raise ValueError(f"members must name each lab once, got {given}")
        signed[found] = True
        return signed

    def safety(self, race):
        """Safety of each lab when every member complies, float64[labs].

        The standard is a floor: members do at least that, and more if it pays them; the others
        play Nash against it. Nobody reckons with false alarms here.

        Examples
        --------
        >>> Treaty(members=[0]).safety(Race.equal(2)).round(6)
        array([1.     , 0.58422])
        """
        signed = self.signed(race)
        return race.nash(floor=np.where(signed, self.standard, 0.0))

    @np.errstate(under="ignore")
    def compliance_payoff(self, race):
        """R, payoff of each lab while every member complies [prizes], float64[labs].

        False alarms that may collapse the treaty are reckoned with.

        Examples
        --------
        >>> Treaty(fine=0.5).compliance_payoff(Race.equal(2)).round(6)
        array([0.444444, 0.444444])
        """
        return self.terms(race).comply

    @np.errstate(under="ignore")
    def cheating_payoff(self, race, safety=None):
        """Payoff of each member when it alone cheats [prizes], float64[labs].

        A lab that did not sign has nothing to break: its entry is its payoff as it is.

        Parameters
        ----------
        race : Race
        safety : float, optional
            What the cheater does [-], in [0, standard]; each member's best if left out. The
            standard itself means the limit from below: a cheat too small to see, watched and
            fined all the same.

        Examples
        --------
        >>> Treaty(detection=0).cheating_payoff(Race.equal(2)).round(6)
        array([0.567376, 0.567376])
        >>> Treaty().cheating_payoff(Race.equal(2), safety=0.2).round(6)
        array([0.404668, 0.404668])
        """
        if safety is not None:
            safety = _validate.number("safety", safety, 0.0, self.standard)
        pact = self.pact(race)
        return pact.cheats(race.races, pact.terms(race.races), safety)

    @np.errstate(under="ignore")
    def temptation(self, race):
        """Gain of each member from its best cheating [prizes], float64[labs].

        Negative: what it loses by cheating as little, or as much, as suits it best. 0 for a lab
        that did not sign.

        Examples
        --------
        >>> Treaty(detection=0).temptation(Race.equal(2)).round(6)
        array([0.122932, 0.122932])
        """
        pact = self.pact(race)
        terms = pact.terms(race.races)
        return pact.cheats(race.races, terms) - terms.comply

    @np.errstate(under="ignore")
    def critical_detection(self, race):
        """nu*, the rate at which cheaters must be caught to just deter each lab [1/yr].

        Does not depend on the treaty's own detection rate.

        Returns
        -------
        float64[labs]
            0 where cheating gains nothing even unseen, and for a lab that did not sign; inf where
            being caught costs nothing (fine + R - U_post <= 0), so that no rate deters.

        Notes
        -----
        beta (lambda_c - lambda_T)^2 / (F + R - U_post) where the breakout rate lambda_c is
        inside its range; the general maximum where it is cut. False alarms enter through R.
        A lab at 0 may yet cheat in order to be caught, if the treaty's fall pays it: see `deters`.

        Examples
        --------
        >>> Treaty().critical_detection(Race.equal(3)).round(6)
        array([0.584714, 0.584714, 0.584714])
        """
        pact = self.pact(race)
        return pact.critical(pact.terms(race.races))

    @np.errstate(under="ignore")
    def breakout_safety(self, race):
        """Safety of each member's best cheating at its critical detection rate, float64[labs].

        The standard itself where cheating gains nothing; a lab that did not sign does what it
        does anyway.

        Examples
        --------
        >>> Treaty().breakout_safety(Race.equal(2)).round(6)
        array([0.430556, 0.430556])
        """
        terms = self.terms(race)
        return np.where(terms.signed, terms.breakout, terms.safety)

    @np.errstate(under="ignore")
    def deters(self, race):
        """Whether no member gains by cheating, at the treaty's own detection rate.

        Examples
        --------
        >>> Treaty(detection=0.34).deters(Race.equal(2))
        False
        """
        pact = self.pact(race)
        return not pact.tempted(pact.terms(race.races)).any()

    def pact(self, race):
        """The treaty as one row of `racekit.pacts.Pact`, where the formulas are."""
        checked(race)
        return Pact(
            self.signed(race), self.standard, self.detection, self.false_alarms, self.fine,
            self.collapses,
        )  # fmt: skip

    def terms(self, race):
        """What every answer is made of: `racekit.pacts.Terms`."""
        return self.pact(race).terms(race.races)

    @property
    def collapses(self):
        """Whether a member that is caught, or accused by mistake, ends the treaty."""
        return self.after == "collapse"


def checked_treaty(treaty):
    """``treaty``, or an error that says what it must be."""
    _validate.instance("treaty", treaty, Treaty)
    return treaty


_SCALARS = {  # name: high end, unit; all from 0
    "standard": (1.0, ""),
    "detection": (1e6, "1/yr"),
    "false_alarms": (1e6, "1/yr"),
    "fine": (1e6, "prizes"),
}


def _listed(members):
    """``members`` as a tuple of indices and names; which labs exist is the race's to say."""
    if members is None:
        return None
    given = _validate.sequence("members", members, "labs or None")
    listed = tuple(
        member if isinstance(member, str) else _validate.integer("members", member, 0, 19)
        for member in given
    )
    if not listed or len(set(listed)) != len(listed):
        raise ValueError(
            f"members must name at least one lab, each once, got {_validate.shown(members)}"
        )
    return listed
