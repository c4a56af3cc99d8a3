"""The model, said once: rates, danger, what a win is worth, replies and equilibria, for many races.

A `Races` holds races of the same number of labs as arrays with any leading shape; `Race` is its
view of one. Nothing is checked here: callers have validated what they pass.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from racekit import _milestones, _newton
from racekit._compiled import kernels
from racekit._rows import Rule, rows_of


@dataclass(frozen=True, eq=False)
class Races:
    """Races of the same number of labs; the leading axes of all fields broadcast.

    Attributes
    ----------
    speed, harm : float64[..., labs]
    worth : float64[..., labs, labs]
        What j's safe win is worth to i [prizes]; the own prize on the diagonal.
    safety_tax, risk, discount, residual, curve : float64[...]
    beliefs : float64[..., labs] or None
        Risk as each lab reckons it; None if all believe ``risk``.
    milestones : int
        More than 1 for a single race only.
    """

    speed: np.ndarray
    safety_tax: np.ndarray
    risk: np.ndarray
    worth: np.ndarray
    harm: np.ndarray
    discount: np.ndarray
    residual: np.ndarray = 0.0
    curve: np.ndarray = 1.0
    beliefs: np.ndarray | None = None
    milestones: int = 1

    @property
    def n(self):
        """Number of labs in each race."""
        return self.speed.shape[-1]

    @cached_property
    def shape(self):
        """Shape of the array of races."""
        each = (self.safety_tax, self.risk, self.discount, self.residual, self.curve)
        labs = self.speed, self.harm, self.reckoned, self.worth[..., 0]
        return _shape(*(lab.shape[:-1] for lab in labs), *map(np.shape, each))

    def levels(self, *values):
        """Each value, a number, one a race or one a lab, as float64[values, ..., labs].

        Values may have leading axes that the races lack.
        """
        whole = (*self.shape, self.n)
        values = [v if isinstance(v, float) else np.asarray(v) for v in values]
        if self.shape:
            values = [v[..., None] if np.shape(v) == self.shape else v for v in values]
        shapes = [value.shape for value in values if not isinstance(value, float)]
        levels = np.empty((len(values), *_shape(whole, *shapes)))
        for level, value in zip(levels, values, strict=True):
            level[...] = value
        return levels

    # --- the three formulas --------------------------------------------------------------------

    def rates(self, safety):
        """Rates of progress [1/yr], float64[..., labs]."""
        return self.speed * (1.0 - per_race(self.safety_tax) * safety)

    def safety_at(self, rates):
        """Safety of labs that move at these rates [-], float64[..., labs]."""
        return np.clip((self.speed - rates) / self.burden, 0.0, 1.0)

    @property
    def burden(self):
        """What full safety takes from each lab's speed [1/yr], float64[..., labs]."""
        return self.speed * per_race(self.safety_tax)

    def left(self, safety):
        """Share of the removable danger that is left at a safety [-], float64[..., labs]."""
        skipped = 1.0 - safety
        return skipped if np.all(self.curve == 1.0) else skipped ** per_race(self.curve)

    def danger(self, safety):
        """Probability that a lab's win is a disaster [-], float64[..., labs]."""
        base, steep = self.danger_terms()
        return per_race(base) + per_race(steep) * self.left(safety)

    def danger_terms(self):
        """Danger no safety work removes, and the rest [-]: danger is ``base + steep left``."""
        return self.risk * self.residual, self.risk * (1.0 - self.residual)

    @cached_property
    def believed_terms(self):
        """Prize and stake, float64[..., labs, labs], in each lab's own reckoning.

        To lab i the win of lab j is worth ``prize[i, j] - stake[i, j] left_j``.
        """
        return self._value_terms(self.reckoned)

    @property
    def true_terms(self):
        """The same, as the true risk has it."""
        alike = self.beliefs is None
        return self.believed_terms if alike else self._value_terms(per_race(self.risk))

    def _value_terms(self, risk):
        cost = self.worth + self.harm[..., None]  # of a disaster, against a safe win
        cost = cost * per_race(risk)
        residual = per_race(per_race(self.residual))
        return self.worth - cost * residual, cost * (1.0 - residual)

    @property
    def edges(self):
        """How much more an own win is worth to i than one of j, both at full safety [prizes].

        float64[..., labs, labs]; not as a difference of prizes, which would lose digits where
        danger is small.
        """
        own = np.diagonal(self.worth, axis1=-2, axis2=-1)
        removable = 1.0 - self.reckoned * per_race(self.residual)
        return (own[..., None] - self.worth) * per_race(removable)

    @property
    def reckoned(self):
        """Risk as each lab reckons it [-], float64[..., labs] or [..., 1]."""
        return per_race(self.risk) if self.beliefs is None else self.beliefs

    # --- what follows from a safety ------------------------------------------------------------

    def wins(self, safety):
        """Win probability of each lab, float64[..., labs]."""
        return _milestones.win_weights(self.rates(safety), self.milestones, 0.0)

    def disaster(self, safety):
        """Probability of disaster, float64[...]."""
        return (self.wins(safety) * self.danger(safety)).sum(axis=-1)

    def years(self, safety):
        """Expected years until somebody wins, float64[...]; inf if nobody can."""
        return _milestones.expected_years(self.rates(safety), self.milestones)

    def payoffs(self, safety, believed=False):
        """Payoffs [prizes], float64[..., labs]: as they come, or as each lab reckons them."""
        won = _milestones.win_weights(self.rates(safety), self.milestones, self.discount)
        prize, stake = self.believed_terms if believed else self.true_terms
        return _received(prize, won) - _received(stake, won * self.left(safety))

    def unhurried(self):
        """Payoffs in the limit of ever slower races at full safety [prizes], float64[..., labs].

        With discount 0 and safety tax 1, where full safety itself never ends; as reckoned.
        """
        prize, _ = self.believed_terms
        return _received(prize, self.speed / self.speed.sum(axis=-1, keepdims=True))

    def earnings(self, safety):
        """What each lab reckons to earn from each lab's progress [prizes/yr], [..., to, by]."""
        prize, stake = self.believed_terms
        return self.rates(safety)[..., None, :] * (prize - stake * self.left(safety)[..., None, :])

    def outside(self, safety):
        """What the others' progress pays a lab [prizes/yr], and the rate at which all but the
        lab end the race, discount included [1/yr]; both float64[..., labs].
        """
        others = ~np.eye(self.n, dtype=bool)
        rates = np.broadcast_to(self.rates(safety)[..., None, :], (*safety.shape, self.n))
        payoff = np.where(others, self.earnings(safety), 0.0).sum(axis=-1)
        return payoff, np.where(others, rates, 0.0).sum(axis=-1) + per_race(self.discount)

    # --- what labs choose ----------------------------------------------------------------------

    def rows(self, shape):
        """The races as the kernels take them, with these leading axes made one."""
        return self._rows if shape == self.shape else rows_of(self, shape)

    @cached_property
    def _rows(self):
        return rows_of(self, self.shape)

    def reply(self, lab, safety, low=0.0, high=1.0):
        """Safety in [low, high] that pays one lab of a single race best, the others still."""
        if self.milestones > 1:
            return _milestones.best_reply(self, lab, safety, low, high)
        payoff, rate = self.outside(safety)
        return float(self.replies(payoff, rate, low, high)[lab])

    def replies(self, payoff, rate, low=0.0, high=1.0):
        """Safety in [low, high] that pays each lab best against outside terms.

        Parameters
        ----------
        payoff, rate : float64[..., labs]
            What comes from outside [prizes/yr] and ends the race from outside [1/yr].
        low, high : float or float64[..., labs]
        """
        levels = self.levels(payoff, rate, low, high, 0.0)
        kernels().best_replies(0, *self._flat(levels))
        return levels[-1]

    def cheats(self, safety, comply, standard):
        """Largest gain from cheating unseen, and the safety it is had at, float64[..., labs] each.

        The gain [prizes/yr] is that of ``A + l v - R (B + l)``, 0 at the safety that a complier
        does, over all safety up to the standard; R is ``comply``.
        """
        levels = self.levels(safety, comply, standard, 0.0, 0.0)
        kernels().best_cheats(0, *self._flat(levels))
        return levels[-2], levels[-1]

    def nash(self, low=0.0, high=1.0, start=None, standard=0.0, fine_rate=0.0):
        """Nash safety within bounds, float64[..., labs], by replies in turn.

        A lab whose bounds are equal is held. While it races, a lab below ``standard`` pays
        ``fine_rate`` prizes a year for each unit of shortfall. Starts from the lower bound.
        """
        safety, sweeps = self.settled(low, high, start, standard, fine_rate)
        if sweeps.min() < 0:
            place = tuple(int(i) for i in np.argwhere(sweeps < 0)[0])
            where = f" in race {list(place)} of {list(sweeps.shape)}" if place else f" in {self}"
            raise RuntimeError(f"the labs' replies did not settle{where}: no equilibrium found")
        return safety

    def settled(self, low=0.0, high=1.0, start=None, standard=0.0, fine_rate=0.0):
        """The same, and the rounds of replies it took, int64[...]; -1 where they did not settle."""
        start = low if start is None else start
        levels = self.levels(low, high, standard, fine_rate, start)
        low, high, *_, safety = levels
        if self.milestones > 1:
            return _milestones.settled(self, low, high, safety)
        last, rows, *rule, flat = self._flat(levels)
        sweeps = np.empty(last, np.int64)
        rule = Rule(*rule)
        kernels().nash_safety(0, last, rows, rule, flat, sweeps)
        # under a fine several equilibria may lie close, and a step could land on another
        for m in np.flatnonzero(sweeps < 0) if sweeps.min() < 0 else ():
            if not rule.fine_rate[m].any():
                sweeps[m] = _by_newton(rows, rule, flat, m)
        return safety, sweeps.reshape(safety.shape[:-1])

    def _flat(self, levels):
        """How many races, their rows, and the levels with their leading axes made one."""
        flat = levels.reshape(len(levels), -1, self.n)
        return flat.shape[1], self.rows(levels.shape[1:-1]), *flat

    def alone(self, speed, harm, risk=None):
        """Safety of a lab with nobody to race, float64[..., k], for k labs each on its own.

        ``speed``, ``harm`` and ``risk`` have the shape [..., k]; the true risk if left out.
        """
        shared = ("safety_tax", "discount", "residual", "curve")
        one = {name: per_race(getattr(self, name)) for name in shared}
        risk = per_race(self.risk) if risk is None else risk
        lone = Races(
            speed=speed[..., None], harm=harm[..., None], worth=np.ones((1, 1)), risk=risk, **one
        )
        return lone.nash()[..., 0]

    def advised(self):
        """Safety that each lab would have all labs do, float64[..., labs].

        If all do the same, lab i's payoff is that of one lab with everyone's speed whose safe
        win is worth w, what a winner drawn by speed is worth to i; so its harm weighs h / w.
        """
        total = self.speed.sum(axis=-1, keepdims=True)
        worth = _received(self.worth, self.speed) / total
        speed = np.broadcast_to(total, worth.shape)
        return self.alone(speed, self.harm / worth, np.broadcast_to(self.reckoned, worth.shape))

    def planner(self):
        """Safety that one owner of all labs would choose, float64[...]; the mean harm counts.

        With discount 0 the owner has all the time in the world, and does all the safety work.
        """
        speed = self.speed.sum(axis=-1, keepdims=True)
        return self.alone(speed, self.harm.mean(axis=-1, keepdims=True))[..., 0]

    # --- other races ---------------------------------------------------------------------------

    def owned(self):
        """The races with one owner of all labs, who minds disaster at their mean harm."""
        harm = np.broadcast_to(self.harm.mean(axis=-1, keepdims=True), self.harm.shape)
        return replace(self, worth=np.ones_like(self.worth), harm=harm, beliefs=None)

    def leak(self, losers, share):
        """The races after a share of some labs' speed, bool[..., labs], has moved to the others.

        Where there are no others, nothing moves.
        """
        kept = np.where(losers, 0.0, self.speed).sum(axis=-1, keepdims=True)
        share = np.where(kept > 0.0, per_race(share), 0.0)
        moved = share * np.where(losers, self.speed, 0.0).sum(axis=-1, keepdims=True)
        grown = 1.0 + np.divide(moved, kept, out=np.zeros_like(kept), where=kept > 0.0)
        return replace(self, speed=self.speed * np.where(losers, 1.0 - share, grown))


def _by_newton(rows, rule, safety, m):
    """Settle race m, whose replies in turn only creep; the rounds it took, or -1."""
    rows, rule = (type(table)(*(each[m : m + 1] for each in table)) for table in (rows, rule))

    def reply(place):
        found = np.empty_like(rule.floor)
        kernels().replies_at(rows, rule, place[None], found)
        return found[0]

    safety[m], rounds = _newton.meeting(reply, safety[m], rule.floor[0], rule.ceiling[0])
    return rounds


def worth(enmity, n):
    """What j's safe win is worth to i [prizes], float64[..., labs, labs], at one enmity a race."""
    return np.where(np.eye(n, dtype=bool), 1.0, 1.0 - per_race(per_race(enmity)))


def _shape(*shapes):
    """The shape that all of these broadcast to."""
    different = {shape for shape in shapes if shape}
    return different.pop() if len(different) == 1 else np.broadcast_shapes(*different)


def per_race(value):
    """A number a race, so that it meets arrays with an axis more."""
    return np.asarray(value)[..., None]


def _received(terms, progress):
    """``sum_j terms[..., i, j] progress[..., j]``."""
    if terms.ndim == 2:
        return progress @ terms.T
    return np.einsum("...ij,...j->...i", terms, progress)
