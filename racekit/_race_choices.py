"""What the labs of a race choose, each for itself or all of them under one owner."""

from collections.abc import Mapping

import numpy as np

from racekit import _validate
from racekit.games import NormalForm


class Choices:
    """Answers of `racekit.race.Race` to "how much safety work will they do?"."""

    @np.errstate(under="ignore")
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

    @np.errstate(under="ignore")
    def nash(self, floor=None, committed=None):
        """Safety of each lab in Nash equilibrium, float64[labs], to 1e-12; ends are met exactly.

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
        Starts from everyone at the floor and lets the labs reply in turn. Inside its range a
        lab's safety is good to 1e-16 / safety_tax where that is more than 1e-12: with so small a
        tax all levels pay it nearly the same.

        Examples
        --------
        >>> Race([1.0, 2.0]).nash().round(6)
        array([0.204285, 0.451025])
        >>> Race.equal(2).nash(committed={"lab 1": 1.0}).round(6)
        array([1.     , 0.58422])
        """
        low, high = _bounds(self, floor, committed)
        return self.races.nash(low, high)

    @np.errstate(under="ignore")
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

    @np.errstate(under="ignore")
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


def _bounds(race, floor, committed):
    """Least and greatest safety, a float for all labs or float64[labs] each."""
    if floor is None and committed is None:
        return 0.0, 1.0
    floor = 0.0 if floor is None else _validate.array("floor", floor, 0.0, 1.0)
    if np.ndim(floor) > 0 and floor.shape != (race.n,):
        raise ValueError(f"floor must be a number or have shape ({race.n},), got {floor.shape}")
    low, high = np.full(race.n, floor, dtype=float), np.ones(race.n)
    committed = {} if committed is None else committed
    if not isinstance(committed, Mapping):
        given = _validate.shown(committed)
        raise TypeError(f"committed must be a dict of labs and safety, got {given}")
    done = set()
    for lab, value in committed.items():
        value = _validate.number(f"committed[{_validate.shown(lab)}]", value, 0.0, 1.0)
        i = race.lab("committed", lab)
        if i in done:
            once = f"{_validate.listing([race.names[i]])} once"
            raise ValueError(f"committed must name {once}, got {_validate.shown(committed)}")
        done.add(i)
        if value < low[i]:
            raise ValueError(
                f"committed[{_validate.shown(lab)}] must lie in [floor = {low[i]:g}, 1], "
                f"got {value:g}"
            )
        low[i] = high[i] = value
    return low, high
