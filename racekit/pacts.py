"""Treaties as arrays, for many races at once; `Treaty` is the view of one. Checks are elsewhere."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from racekit.races import per_race


class Terms(NamedTuple):
    """What a treaty offers each lab of a race, in the lab's own reckoning."""

    signed: np.ndarray  # bool[..., labs]; the others float64[..., labs]
    safety: np.ndarray  # under compliance
    outside_payoff: np.ndarray  # A, with false alarms
    outside_rate: np.ndarray  # B, with false alarms
    comply: np.ndarray  # R
    post: np.ndarray  # U_post
    gain: np.ndarray  # nu* times fine + R - U_post
    breakout: np.ndarray


@dataclass(frozen=True, eq=False)
class Pact:
    """Treaties that differ in their numbers and members, and share what follows a catch.

    Attributes
    ----------
    signed : bool[..., labs]
    standard, detection, false_alarms, fine : float64[...]
        As in `Treaty`.
    collapses : bool
        Whether a catch, or a false alarm, ends the treaty.
    """

    signed: np.ndarray
    standard: np.ndarray
    detection: np.ndarray
    false_alarms: np.ndarray
    fine: np.ndarray
    collapses: bool

    @property
    def alarms(self):
        """Rate at which false alarms end the treaty [1/yr], float64[...]: 0 unless it collapses."""
        alarms = self.false_alarms * self.signed.sum(axis=-1)
        return alarms if self.collapses else np.zeros_like(alarms)

    def safety(self, races):
        """Safety of each lab when every member complies, float64[..., labs]."""
        return races.nash(low=np.where(self.signed, per_race(self.standard), 0.0))

    def terms(self, races, nash=None):
        """What every answer is made of; ``nash``: the payoffs without a treaty, if known."""
        safety = self.safety(races)
        payoff, rate = races.outside(safety)
        post = None
        if self.collapses:
            post = races.payoffs(races.nash(), believed=True) if nash is None else nash
            payoff, rate = payoff + per_race(self.alarms) * post, rate + per_race(self.alarms)
        earned = np.diagonal(races.earnings(safety), axis1=-2, axis2=-1)
        total = rate + races.rates(safety)
        # nobody finishes, nothing ends: worth 0
        comply = np.divide(payoff + earned, total, out=np.zeros_like(total), where=total > 0.0)
        post = comply if post is None else np.broadcast_to(post, comply.shape)
        gain, breakout = races.cheats(safety, comply, per_race(self.standard))
        return Terms(self.signed, safety, payoff, rate, comply, post, gain, breakout)

    def critical(self, terms):
        """Rate of detection that just deters each lab [1/yr], float64[..., labs]."""
        gain = np.where(terms.signed, terms.gain, 0.0)
        loss = per_race(self.fine) + terms.comply - terms.post
        rate = np.full(gain.shape, np.inf)
        np.divide(gain, loss, out=rate, where=loss > 0.0)
        rate[gain <= 0.0] = 0.0
        return rate

    def tempted(self, terms):
        """Which labs gain by cheating at the treaty's own detection, bool[..., labs]."""
        detection = per_race(self.detection)
        # a member may gain nothing by cheating but by being caught, when Nash suits it better
        rounding = 1e-12 * (np.abs(terms.comply) + np.abs(terms.post))
        rewarded = per_race(self.fine) + terms.comply - terms.post < -rounding
        return (detection < self.critical(terms)) | (
            terms.signed & rewarded & (detection > 0.0)
        )

    def cheats(self, races, terms, safety=None):
        """Payoff of each member when it alone cheats, at this safety or its best."""
        detection = per_race(self.detection)
        payoff = terms.outside_payoff + detection * (terms.post - per_race(self.fine))
        rate = terms.outside_rate + detection
        if safety is None:
            safety = races.replies(payoff, rate, high=per_race(self.standard))
        safety = np.broadcast_to(safety, rate.shape)
        prize, stake = (np.diagonal(term, axis1=-2, axis2=-1) for term in races.believed_terms)
        value = prize - stake * races.left(safety)
        rates = races.rates(safety)
        ends = rate + rates
        # if nothing else ever ends the race, however slow a cheater is sure to win it
        cheat = np.divide(payoff + rates * value, ends, out=value.copy(), where=ends > 0.0)
        return np.where(terms.signed, cheat, terms.comply)
