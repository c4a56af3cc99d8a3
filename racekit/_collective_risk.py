"""The collective-risk dilemma: a group that loses all it has unless enough members pay."""

import math
from dataclasses import dataclass

import numpy as np

from racekit import _validate

# scipy is imported where it is used, as in _milestones

_MOST_PEOPLE = 1000


@dataclass(frozen=True, slots=True)
class CollectiveRisk:
    """A group that loses all it has, with some probability, unless enough members pay.

    Parameters
    ----------
    group : int
        N, size of the group, in 2..100.
    threshold : int
        M, how many must pay [members], in 1..N.
    cost : float
        c, what paying costs [shares of what a member has], in (0, 1].
    risk : float
        r, probability that the group loses all if too few pay [-], in [0, 1].

    Notes
    -----
    F. C. Santos and J. M. Pacheco, "Risk of collective failure provides an escape from the tragedy
    of the commons", PNAS 108 (2011).

    Examples
    --------
    >>> game = CollectiveRisk(group=6, threshold=3, cost=0.1, risk=0.5)
    >>> [round(x, 6) for x in game.roots()]
    [0.196267, 0.63105]
    """

    group: int = 6
    threshold: int = 3
    cost: float = 0.1
    risk: float = 0.5

    def __post_init__(self):
        group = _validate.integer("group", self.group, 2, 100, "members")
        checked = {
            "group": group,
            "threshold": _validate.integer("threshold", self.threshold, 1, group, "members"),
            "cost": _validate.number("cost", self.cost, 0.0, 1.0, low_open=True),
            "risk": _validate.number("risk", self.risk, 0.0, 1.0),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @np.errstate(under="ignore")
    def gain(self, share):
        """What paying gains over not paying, when this share of a large population pays.

        Parameters
        ----------
        share : array_like, float64[...]
            x [-], in [0, 1].

        Returns
        -------
        float64[...]
            ``C(N-1, M-1) x**(M-1) (1-x)**(N-M) r - c``: the chance to be the one who matters.

        Examples
        --------
        >>> round(float(CollectiveRisk(risk=1.0).gain(0.4)), 6)
        0.2456
        """
        share = _validate.array("share", share, 0.0, 1.0)
        return self._pivotal(share) * self.risk - self.cost

    def critical_risk(self):
        """Risk below which nobody pays in the long run [-]; above 1: at no risk.

        Examples
        --------
        >>> round(CollectiveRisk().critical_risk(), 6)
        0.289352
        """
        return float(self.cost / self._pivotal(self._peak()))

    def roots(self):
        """Shares of payers at which paying just pays, list of 0, 1 or 2 floats.

        Where the gain rises through 0 lies the tipping point, where it falls the resting point.

        Examples
        --------
        >>> CollectiveRisk(risk=0.2).roots()
        []
        """
        from scipy.optimize import brentq

        peak = self._peak()
        top = float(self.gain(peak))
        if abs(top) <= 1e-15:
            return [peak]
        if top < 0.0:
            return []
        sides = [side for side in ((0.0, peak), (peak, 1.0)) if side[0] < side[1]]
        return [brentq(lambda x: float(self.gain(x)), *side, xtol=1e-15) for side in sides]

    @np.errstate(under="ignore")
    def group_success(self, population=50, selection=5.0, mutation=None):
        """Share of groups in which enough pay, in the long run of a finite population.

        Parameters
        ----------
        population : int
            Z, in N..1000; groups are drawn from it at random, models to imitate from the others.
        selection : float
            beta, how surely the more successful are imitated [1/payoff unit], in [0, 1000].
        mutation : float, optional
            mu, probability that somebody switches of itself instead [-], in (0, 1]; 1/Z if left
            out.

        Returns
        -------
        float

        Examples
        --------
        >>> round(CollectiveRisk(risk=0.5).group_success(), 5)
        0.77169
        """
        population = _validate.integer("population", population, self.group, _MOST_PEOPLE, "people")
        selection = _validate.number("selection", selection, 0.0, 1000.0, "1/payoff unit")
        if mutation is None:
            mutation = 1.0 / population
        mutation = _validate.number("mutation", mutation, 0.0, 1.0, low_open=True)
        payers = np.arange(population + 1)
        enough = _draw(payers, population, self.group)[:, self.threshold :].sum(axis=1)
        return float(self._long_run(population, selection, mutation) @ enough)

    def _peak(self):
        """Share of payers at which one more matters most."""
        return (self.threshold - 1) / (self.group - 1)

    def _pivotal(self, share):
        ways = math.comb(self.group - 1, self.threshold - 1)
        return ways * share ** (self.threshold - 1) * (1.0 - share) ** (self.group - self.threshold)

    def _long_run(self, population, selection, mutation):
        """Stationary law of the number of payers: a birth-death chain, balanced step by step."""
        from scipy.special import expit

        others, payers = np.arange(self.group), np.arange(population + 1)
        keeps = np.where(others >= self.threshold, 1.0, 1.0 - self.risk)
        keeps_paying = np.where(others + 1 >= self.threshold, 1.0, 1.0 - self.risk) - self.cost
        mates = population - 1, self.group - 1
        pays = _draw(np.maximum(payers - 1, 0), *mates) @ keeps_paying
        shirks = _draw(np.minimum(payers, population - 1), *mates) @ keeps
        mixed = payers * (population - payers) / (population * (population - 1))
        meet = (1.0 - mutation) * mixed
        up = meet * expit(selection * (pays - shirks)) + mutation * (1.0 - payers / population)
        down = meet * expit(selection * (shirks - pays)) + mutation * payers / population
        weight = np.r_[0.0, np.cumsum(np.log(up[:-1]) - np.log(down[1:]))]
        law = np.exp(weight - weight.max())
        return law / law.sum()


def _draw(marked, population, drawn):
    """Chance of 0..drawn marked ones among ``drawn``, float64[marked, drawn + 1]."""
    marked, hits = np.asarray(marked)[:, None], np.arange(drawn + 1)
    possible = (hits <= marked) & (drawn - hits <= population - marked)
    hits = np.where(possible, hits, np.minimum(marked, drawn))
    misses = np.where(possible, drawn - hits, 0)
    chance = _log_ways(marked, hits) + _log_ways(population - marked, misses)
    return np.where(possible, np.exp(chance - _log_ways(population, drawn)), 0.0)


def _log_ways(total, chosen):
    from scipy.special import gammaln

    return gammaln(total + 1.0) - gammaln(chosen + 1.0) - gammaln(total - chosen + 1.0)
