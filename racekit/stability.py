"""Would a treaty hold? Who would cheat, who would leave, and what the world gets if nobody does."""

from dataclasses import dataclass, replace
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
    leak = _validate.number("leak", leak, 0.0, 1.0, high_open=True)
    sanction = _validate.number("sanction", sanction, 0.0, 1e6, "prizes")
    if minimum is not None:
        minimum = _validate.integer("minimum", minimum, 1, int(signed.sum()), "members")
    least = 2 if minimum is None else minimum
    found = examined(race.races, treaty.pact(race), leak, sanction, least)
    after = race if signed.all() or leak == 0.0 else race.leak(np.flatnonzero(signed), leak)
    worlds = ("risk_without", "risk_kept", "years_without", "years_kept")
    found |= {name: float(found[name]) for name in worlds}
    return Examination(after, treaty, signed, **found)


def examined(races, pact, leak, sanction, least):
    """Examine many treaties in many races at once, all arguments checked.

    Parameters
    ----------
    races : Races
    pact : Pact
    leak, sanction, least : float64[...]
        As in `examine`; ``least`` is its ``minimum``.

    Returns
    -------
    dict of {str: array}
        What `Examination` holds under these names, float64 or bool, [..., labs] or [...].
    """
    nash = races.nash()
    alone = races.payoffs(nash, believed=True)
    after = races.leak(pact.signed, leak)
    unbound = nash if after.speed is races.speed else after.nash()
    terms = pact.terms(after, after.payoffs(unbound, believed=True))
    punished = np.where(pact.signed, 0.0, _punishment(sanction, pact.signed)[..., None])
    comply, cheat = terms.comply - punished, pact.cheats(after, terms) - punished
    leave = np.where(pact.signed, _leave(races, pact, leak, sanction, least, alone), comply)
    enough = comply + _ROUNDING * (np.abs(comply) + np.abs(leave))
    risk_kept, years_kept = _world(after, pact.alarms, terms.safety, unbound)
    return {
        "comply": comply, "cheat": cheat, "leave": leave,
        "critical_detection": pact.critical(terms),
        "cheaters": pact.tempted(terms) & (cheat > enough),
        "leavers": leave > enough,
        "risk_without": races.disaster(nash), "risk_kept": risk_kept,
        "years_without": races.years(nash), "years_kept": years_kept,
    }  # fmt: skip


def _leave(races, pact, leak, sanction, least, alone):
    """Payoff of each lab had it not signed while the others did, float64[..., labs]."""
    lab = np.arange(races.n)
    rest = pact.signed & (lab != lab.reshape(-1, *[1] * pact.signed.ndim))  # [lab, ..., labs]
    smaller = replace(pact, signed=rest)
    payoff = smaller.terms(races.leak(rest, leak)).comply
    own = np.moveaxis(payoff[lab, ..., lab], 0, -1)
    members = np.moveaxis(rest.sum(axis=-1), 0, -1)
    punished = np.moveaxis(_punishment(sanction, rest), 0, -1)
    return np.where(members < np.asarray(least)[..., None], alone, own - punished)


def _punishment(sanction, signed):
    """What an outsider loses to all members together [prizes]; nobody punishes alone."""
    members = signed.sum(axis=-1)
    return np.where(members >= 2, sanction * members, 0.0)


def _world(races, alarms, safety, nash):
    """P(D) and years while every member complies, with false alarms that may end the treaty."""
    pace = races.rates(safety).sum(axis=-1)
    total = pace + alarms
    share = np.divide(pace, total, out=np.ones_like(total), where=alarms > 0.0)
    fallen_years = np.where(alarms > 0.0, races.years(nash), 0.0)
    risk = share * races.disaster(safety) + (1.0 - share) * races.disaster(nash)
    years = np.divide(1.0, total, out=np.full_like(total, np.inf), where=total > 0.0)
    return risk, years + (1.0 - share) * fallen_years  # share: of races that end before the treaty
