"""What follows from the safety that the labs of a race do."""

import numpy as np

from racekit import _validate


class Outcomes:
    """Answers of `racekit.race.Race` to "what if the labs did this much safety work?"."""

    @np.errstate(under="ignore")
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

    @np.errstate(under="ignore")
    def win_probability(self, safety):
        """Probability that each lab wins, float64[..., labs]; exact for any milestones.

        Examples
        --------
        >>> Race([0.5, 0.3], milestones=2).win_probability([0, 0]).round(6)
        array([0.683594, 0.316406])
        """
        return self.races.wins(self.checked_safety(safety))

    @np.errstate(under="ignore")
    def disaster_probability(self, safety):
        """Probability that the race ends in disaster, float64[...].

        Examples
        --------
        >>> round(float(Race.equal(2).disaster_probability([1.0, 0.0])), 6)
        0.333333
        """
        return self.races.disaster(self.checked_safety(safety))

    @np.errstate(under="ignore")
    def expected_years(self, safety):
        """Expected time until somebody wins [yr], float64[...]; inf if nobody can.

        Examples
        --------
        >>> float(Race.equal(2).expected_years([0.0, 0.0]))
        0.5
        """
        return self.races.years(self.checked_safety(safety))

    @np.errstate(under="ignore")
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

    def checked_safety(self, safety):
        """``safety`` as float64[..., labs], or an error that says what it must be."""
        safety = _validate.array("safety", safety, 0.0, 1.0)
        if safety.ndim == 0 or safety.shape[-1] != self.n:
            raise ValueError(
                f"safety must have shape (..., {self.n}), one entry a lab, got {safety.shape}"
            )
        return safety
