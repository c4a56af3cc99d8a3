"""Would a treaty hold? Who would cheat, who would leave, and what the world gets if nobody does."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from racekit import _validate
from racekit.race import Race
from racekit.treaty import Treaty, checked_treaty

_ROUNDING = 1e-12


class Binding(NamedTuple):
    """The constraint of a treaty with the least room.

    Attributes
    ----------
    kind : {"cheat", "leave", "risk"}
        A member's temptation to cheat, its wish to leave, or a world no safer than without.
    lab : int or None
        The member; None for the world's risk.
    margin : float
        Room left: prizes for a member, probability for the risk; negative if violated.
    """

    kind: str
    lab: int | None
    margin: float


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """What a treaty offers each lab, and the world.

    Attributes
    ----------
    race : Race
        After the leak.
    treaty : Treaty
    signed : bool[labs]
    comply, cheat, leave : float64[labs]
        Payoff [prizes], as the lab reckons it, while every member complies, of each member's best
        cheating, and of each member had it alone not signed; an outsider's entries are equal.
    critical_detection : float64[labs]
        nu* [1/yr]; 0 where nothing tempts, inf where no rate deters.
    cheaters, leavers : bool[labs]
        Members that gain by cheating, and by not having signed.
    risk_without, risk_kept : float
        P(D) [-] without the treaty, and while every member complies.
    years_without, years_kept : float
        Expected time until somebody wins [yr].
    """

    race: Race
    treaty: Treaty
    signed: np.ndarray
    comply: np.ndarray
    cheat: np.ndarray
    leave: np.ndarray
    critical_detection: np.ndarray
    cheaters: np.ndarray
    leavers: np.ndarray
    risk_without: float
    risk_kept: float
    years_without: float
    years_kept: float

    @property
    def holds(self):
        """Whether no member would cheat and none would leave."""
        return not (self.cheaters | self.leavers).any()

    @property
    def binding(self):
        """The constraint with the least room; of the members' wishes a violated one goes first."""
        margins = [
            Binding(kind, int(lab), float(self.comply[lab] - payoff[lab]))
            for kind, payoff in (("cheat", self.cheat), ("leave", self.leave))
            for lab in np.flatnonzero(self.signed)
        ]
        if self.holds:
            margins.append(Binding("risk", None, self.risk_without - self.risk_kept))
        return min(margins, key=lambda constraint: constraint.margin)


def examine(race, treaty, leak=0.0, sanction=0.0, minimum=None):
    """Ask each member of a treaty whether it would cheat or leave, and what the world would get.

    Parameters
    ----------
    race : Race
        One milestone; labs may differ.
    treaty : Treaty
    leak : float
        phi, share of the members' speed that has moved to the outsiders [-], in [0, 1); without
        outsiders nothing can move.
    sanction : float
        tau, what each of two or more members takes from each outsider [prizes], in [0, 1e6].
    minimum : int, optional
        Below this many members [labs], in 1..members, the treaty is void: all play Nash; 2 if left
        out, for nobody can agree with itself.

    Returns
    -------
    Examination

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    Each member is asked alone: it cheats or leaves while the others stay and comply. Who leaves
    has never signed, so that the others' speed leaks to it too. Members that are indifferent
    comply and stay. Under after="collapse" false alarms may end the treaty before the race is
    over; payoffs, risk and years reckon with that.

    Examples
    --------
    >>> race = Race.equal(5)
    >>> treaty = Treaty(detection=1.0, members=[0, 1, 2])
    >>> found = examine(race, treaty)
    >>> found.holds, found.binding.kind
    (False, 'leave')
    >>> round(found.risk_without, 3), round(found.risk_kept, 3)
    (0.39, 0.243)
    """
    checked_treaty(treaty)
    signed = treaty.signed(race)
    leak = _validate.number("leak", leak, 0.0, 1.0)
    if leak == 1.0:
        raise ValueError("leak must lie in [0, 1), got 1: a lab with no speed is no lab")
    sanction = _validate.number("sanction", sanction, 0.0, 1e6, "prizes")
    if minimum is not None:
        minimum = _validate.integer("minimum", minimum, 1, int(signed.sum()), "members")
    least = 2 if minimum is None else minimum
    after = _leaked(race, signed, leak)
    terms = treaty.terms(after)
    nash = race.nash()
    punished = np.where(signed, 0.0, _punishment(sanction, int(signed.sum())))
    comply, cheat = terms.comply - punished, treaty.cheats(after, terms) - punished
    leave = comply.copy()
    leave[signed] = _left(race, treaty, signed, nash, leak, sanction, least)
    enough = comply + _ROUNDING * (np.abs(comply) + np.abs(leave))
    risk_kept, years_kept = _world(after, treaty, terms.safety)
    return Examination(
        after, treaty, signed, comply, cheat, leave,
        critical_detection=treaty.critical(terms),
        cheaters=treaty.tempted(terms) & (cheat > enough),
        leavers=leave > enough,
        risk_without=float(race.disaster_probability(nash)),
        risk_kept=risk_kept,
        years_without=float(race.expected_years(nash)),
        years_kept=years_kept,
    )  # fmt: skip


def _left(race, treaty, signed, nash, leak, sanction, least):
    """Payoff of each member had it alone not signed; below ``least`` members all play Nash."""
    alone, members = race.payoffs(nash, believed=True), np.flatnonzero(signed)
    if members.size - 1 < least:
        return alone[members]
    rest = [signed & (np.arange(race.n) != lab) for lab in members]
    return [
        _outside(race, treaty, others, leak, sanction)[lab]
        for lab, others in zip(members, rest, strict=True)
    ]


def _leaked(race, signed, leak):
    """The race once the members' speed has leaked to the outsiders, if there are any."""
    return race if signed.all() or leak == 0.0 else race.leak(np.flatnonzero(signed), leak)


def _punishment(sanction, members):
    return sanction * members if members >= 2 else 0.0


def _outside(race, treaty, rest, leak, sanction):
    """Payoff of every lab when only ``rest`` has signed; the sanction is for outsiders."""
    smaller = treaty.replace(members=np.flatnonzero(rest).tolist())
    payoff = smaller.compliance_payoff(_leaked(race, rest, leak))
    return payoff - _punishment(sanction, int(rest.sum()))


def _world(race, treaty, safety):
    """P(D) and years while every member complies, with false alarms that may end the treaty."""
    alarms = treaty.alarms(race)
    pace = float(race.rates(safety).sum())
    risk, years = float(race.disaster_probability(safety)), float(race.expected_years(safety))
    if alarms == 0.0:
        return risk, years
    nash = race.nash()
    share = pace / (pace + alarms)  # of races that end before the treaty does
    risk = share * risk + (1.0 - share) * float(race.disaster_probability(nash))
    return risk, 1.0 / (pace + alarms) + (1.0 - share) * float(race.expected_years(nash))
