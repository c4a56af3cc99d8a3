"""Many races of the same number of labs at once, as `Race` but with a row for each race."""

from dataclasses import dataclass, replace

import numpy as np

from racekit import _equilibrium


@dataclass(frozen=True, eq=False)
class Field:
    """One-milestone races, one a row, whose labs are split between a home nation and abroad.

    Attributes
    ----------
    speed, harm : float64[races, labs]
    safety_tax, risk, discount : float64[races]
    enmity : float64[races, labs, labs]
        0 on the diagonal.
    home : bool[labs]
        Labs of the first lab's nation; the others form the second.
    """

    speed: np.ndarray
    safety_tax: np.ndarray
    risk: np.ndarray
    enmity: np.ndarray
    harm: np.ndarray
    discount: np.ndarray
    home: np.ndarray

    @property
    def n(self):
        """Number of labs in each race."""
        return self.speed.shape[1]

    def levels(self, safety):
        """``safety``, a number, one a race or one a lab, as float64[races, labs]."""
        safety = np.asarray(safety, dtype=float)
        safety = safety[:, None] if safety.ndim == 1 else safety
        return np.array(np.broadcast_to(safety, self.speed.shape))

    def rates(self, safety):
        """Rates of progress [1/yr], float64[races, labs]."""
        return self.speed * (1.0 - self.safety_tax[:, None] * safety)

    def wins(self, safety):
        """Win probability of each lab, float64[races, labs]."""
        rates = self.rates(safety)
        total = rates.sum(axis=1, keepdims=True)
        return np.divide(rates, total, out=np.zeros_like(rates), where=total > 0.0)

    def disaster(self, safety):
        """Probability of disaster, float64[races]."""
        return self.risk * (self.wins(safety) * (1.0 - safety)).sum(axis=1)

    def payoffs(self, safety):
        """Payoffs [prizes], float64[races, labs]."""
        rates, danger = self.rates(safety), self.risk[:, None] * (1.0 - safety)
        safe, lost = rates * (1.0 - danger), (rates * danger).sum(axis=1, keepdims=True)
        worth = ((1.0 - self.enmity) * safe[:, None, :]).sum(axis=2)
        ends = rates.sum(axis=1, keepdims=True) + self.discount[:, None]
        earned = worth - self.harm * lost
        return np.divide(earned, ends, out=np.zeros_like(earned), where=ends > 0.0)

    def nash(self, low=0.0, high=1.0):
        """Nash safety within bounds, from everyone at the lower one; a lab with both equal is held.

        Bounds are numbers, or float64[races, labs].
        """
        low, high = self.levels(low), self.levels(high)
        amity = np.where(np.eye(self.n, dtype=bool), 0.0, 1.0 - self.enmity)
        return _equilibrium.solve(
            self.speed, self.safety_tax, self.risk, amity, self.harm, self.discount,
            low, high, low.copy(),
        )  # fmt: skip

    def committed(self, lab, safety):
        """Nash when one lab, a number or int[races], keeps a safety, float64[races]."""
        held = np.arange(self.n) == np.reshape(lab, (-1, 1))
        level = safety[:, None]
        return self.nash(np.where(held, level, 0.0), np.where(held, level, 1.0))

    def alone(self, speed, harm):
        """Safety of a lab with nobody to race, float64[races, k], for k labs each on its own."""
        shape = speed.shape

        def column(values):
            return np.array(np.broadcast_to(np.reshape(values, (len(values), -1)), shape)).ravel()

        one = Field(
            column(speed)[:, None], column(self.safety_tax), column(self.risk),
            np.zeros((speed.size, 1, 1)), column(harm)[:, None], column(self.discount),
            np.ones(1, dtype=bool),
        )  # fmt: skip
        return one.nash().reshape(shape)

    def planner(self):
        """Safety that one owner of all labs would choose, float64[races]."""
        speed = self.speed.sum(axis=1, keepdims=True)
        return self.alone(speed, self.harm.mean(axis=1, keepdims=True))[:, 0]

    def advised(self):
        """Safety that each lab would have all labs do, float64[races, labs].

        If all do the same, lab i's payoff is that of one lab with everyone's speed whose safe
        win is worth w, what a winner drawn by speed is worth to i; so its harm weighs h / w.
        """
        total = self.speed.sum(axis=1, keepdims=True)
        worth = ((1.0 - self.enmity) * self.speed[:, None, :]).sum(axis=2) / total
        return self.alone(np.broadcast_to(total, self.speed.shape), self.harm / worth)

    def united(self):
        """The two nations as labs: summed speed, mean harm, mean enmity between them."""
        blocs = np.stack([self.home, ~self.home])
        share = blocs / blocs.sum(axis=1, keepdims=True)
        between = np.einsum("aj,mjk,bk->mab", share, self.enmity, share)
        between[:, [0, 1], [0, 1]] = 0.0
        return replace(
            self,
            speed=np.ascontiguousarray(self.speed @ blocs.T.astype(float)),
            harm=np.ascontiguousarray(self.harm @ share.T),
            enmity=np.ascontiguousarray(between),
            home=np.array([True, False]),
        )

    def tiled(self, times):
        """The same races, one copy after another."""
        copies = {
            name: np.tile(getattr(self, name), (times, *[1] * (getattr(self, name).ndim - 1)))
            for name in ("speed", "safety_tax", "risk", "enmity", "harm", "discount")
        }
        return replace(self, **copies)

    def leak(self, share):
        """The races after a share of the first lab's speed has moved to the others."""
        moved = self.speed[:, 0] * share
        grown = 1.0 + moved / self.speed[:, 1:].sum(axis=1)
        speed = self.speed * grown[:, None]
        speed[:, 0] = self.speed[:, 0] - moved
        return replace(self, speed=speed)


def field_of(race):
    """One checked `Race` as a `Field` of one row; its labs belong to the two nations in turn."""
    return Field(
        speed=np.array(race.speed)[None],
        safety_tax=np.array([race.safety_tax]),
        risk=np.array([race.risk]),
        enmity=race.enmity_matrix()[None],
        harm=np.array(race.harms())[None],
        discount=np.array([race.discount]),
        home=np.arange(race.n) % 2 == 0,
    )
