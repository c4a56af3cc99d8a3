"""The safety-performance trade-off: labs buy safety and performance, and one wears on the other."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from racekit import _validate

# scipy is imported where it is used, as in _milestones

MOST_LABS = 20

_RANGES = {  # name: low, high, unit
    "safety_productivity": (1e-6, 1e6, ""),
    "performance_productivity": (1e-6, 1e6, ""),
    "safety_returns": (0.01, 1.0, ""),
    "performance_returns": (0.01, 1.0, ""),
    "erosion": (0.0, 10.0, ""),
    "harm": (0.0, 1e6, "prizes"),
    "price": (1e-9, 1e6, "prizes per unit of input"),
    "safety_input": (0.0, 1e15, "units of input"),
    "performance_input": (1e-12, 1e15, "units of input"),
}
_TOLERANCE = 1e-9  # of what is at stake: a smaller gain from deviating is rounding


class Inputs(NamedTuple):
    """What labs buy [units of input], for instance as arguments of `SafetyPerformance.payoffs`."""

    safety_input: np.ndarray
    performance_input: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPerformance:
    """Equal labs that buy inputs to safety and to performance in a contest for one prize.

    Lab i turns inputs X_s and X_p into performance ``p = B X_p**beta`` and safety
    ``s = A X_s**alpha p**-theta``. It wins with probability ``p_i / sum(p)``; if it wins, all
    is well with probability ``s_i / (1 + s_i)``, else disaster strikes. A safe win pays the
    winner 1 prize and the others nothing, disaster costs every lab d, and inputs cost r a unit.

    Parameters
    ----------
    n : int
        Number of labs, in 2..20: a lab on its own would buy no performance.
    safety_productivity, performance_productivity : float
        A and B, safety and performance from one unit of input [-], in [1e-6, 1e6].
    safety_returns, performance_returns : float
        alpha and beta, percent more of either from one percent more input [-], in [0.01, 1].
    erosion : float
        theta, percent of safety lost with one percent more performance [-], in [0, 10].
    harm : float
        d, what disaster costs each lab [prizes], in [0, 1e6].
    price : float
        r, what a unit of input costs [prizes per unit of input], in [1e-9, 1e6].

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    After the static model of the public repository quevivasbien/AIIncentives.jl, read there:
    its defaults, equal labs, the winner's safety alone counting, and no prize for losers. The
    equation behind `equilibrium` was derived for this module. A dearer input makes the race
    safer iff ``theta beta > alpha``, a result of Jensen, Emery-Xu and Trager (2023), known here
    from their abstract.

    Examples
    --------
    >>> model = SafetyPerformance(erosion=0.5)
    >>> model.payoffs([1.0, 1.0], [2.0, 2.0]).round(7)
    array([-0.2099315, -0.2099315])
    """

    n: int = 2
    safety_productivity: float = 10.0
    performance_productivity: float = 10.0
    safety_returns: float = 0.5
    performance_returns: float = 0.5
    erosion: float = 0.25
    harm: float = 1.0
    price: float = 0.1

    def __post_init__(self):
        object.__setattr__(self, "n", _validate.integer("n", self.n, 2, MOST_LABS, "labs"))
        for name in self.__slots__[1:]:
            value = _validate.number(name, getattr(self, name), *_RANGES[name])
            object.__setattr__(self, name, value)

    def win_probability(self, performance_input):
        """Probability that each lab wins, float64[..., labs].

        Parameters
        ----------
        performance_input : array_like, float64[..., labs]
            X_p of each lab [units of input], in [1e-12, 1e15].

        Examples
        --------
        >>> SafetyPerformance().win_probability([1.0, 4.0]).round(6)
        array([0.333333, 0.666667])
        """
        performance = self._performance(self._inputs("performance_input", performance_input))
        return performance / performance.sum(axis=-1, keepdims=True)

    def win_safety(self, safety_input, performance_input):
        """Probability that all is well if a given lab wins, float64[..., labs].

        Parameters
        ----------
        safety_input : array_like, float64[..., labs]
            X_s of each lab [units of input], in [0, 1e15].
        performance_input : array_like, float64[..., labs]
            X_p of each lab [units of input], in [1e-12, 1e15].

        Examples
        --------
        >>> SafetyPerformance(erosion=0.5).win_safety([0.0, 1.0], [2.0, 2.0]).round(6)
        array([0.      , 0.726712])
        """
        return 1.0 - 1.0 / (1.0 + self._safety(*self._both(safety_input, performance_input)))

    def disaster_probability(self, safety_input, performance_input):
        """Probability that the race ends in disaster, float64[...].

        Parameters
        ----------
        safety_input, performance_input
            As in `win_safety`.

        Examples
        --------
        >>> model = SafetyPerformance()
        >>> round(float(model.disaster_probability(*model.equilibrium())), 6)
        0.171489
        """
        inputs = self._both(safety_input, performance_input)
        return (self.win_probability(inputs[1]) / (1.0 + self._safety(*inputs))).sum(axis=-1)

    def payoffs(self, safety_input, performance_input):
        """Expected payoff of each lab [prizes], float64[..., labs].

        Parameters
        ----------
        safety_input, performance_input
            As in `win_safety`.

        Examples
        --------
        >>> SafetyPerformance().payoffs([1.0, 0.5], [2.0, 2.0]).round(6)
        array([-0.070037, -0.046436])
        """
        safety_input, performance_input = self._both(safety_input, performance_input)
        won = self.win_probability(performance_input)
        won_safely = won * self.win_safety(safety_input, performance_input)
        disaster = self.disaster_probability(safety_input, performance_input)[..., None]
        return won_safely - self.harm * disaster - self.price * (safety_input + performance_input)

    def best_response(self, lab, safety_input, performance_input):
        """Inputs that pay one lab best while the others hold theirs.

        Parameters
        ----------
        lab : int
            Index of the lab.
        safety_input, performance_input : array_like, float64[labs]
            What the others buy [units of input]; the lab's own entries count for nothing.

        Returns
        -------
        Inputs
            Of this lab, floats.

        Notes
        -----
        Numeric, and independent of the equation behind `equilibrium`: the best of 120 x 120
        inputs between 1e-15 and 1 times ``(1 + d) / r``, more than which never pays, polished by
        the method of Nelder and Mead to about 1e-7 of the inputs. Much and next to no
        performance are tried apart, since hardly taking part can be a second local optimum.

        Examples
        --------
        >>> [round(x, 4) for x in SafetyPerformance().best_response(0, [1.0, 1.0], [1.0, 1.0])]
        [0.6843, 0.8315]
        """
        from scipy.optimize import minimize

        lab = _validate.integer("lab", lab, 0, self.n - 1)
        inputs = self._both(safety_input, performance_input)
        if inputs[0].ndim != 1:
            raise ValueError(f"safety_input must have shape ({self.n},), got {inputs[0].shape}")
        loss = self._loss(lab, *inputs)
        axis = math.log((1.0 + self.harm) / self.price) - np.linspace(math.log(1e15), 0.0, 120)
        options = {"xatol": 1e-9, "fatol": 1e-15 * (1.0 + self.harm), "maxiter": 1000}
        bounds = [(axis[0], axis[-1])] * 2
        found = []
        for half in np.split(axis, 2):
            grid = np.stack(np.meshgrid(axis, half)).reshape(2, -1)
            start = grid[:, loss(grid).argmin()]
            found.append(
                minimize(loss, start, method="Nelder-Mead", bounds=bounds, options=options)
            )
        best = min(found, key=lambda result: result.fun)
        return Inputs(*np.exp(best.x).tolist())

    def equilibrium(self, verify=True):
        """Inputs of every lab in the symmetric Nash equilibrium.

        Parameters
        ----------
        verify : bool
            Have `best_response` confirm that no lab gains by another reply (some milliseconds).
            Without, small deviations alone are ruled out, not, say, hardly taking part.

        Returns
        -------
        Inputs
            Of all labs, float64[labs].

        Raises
        ------
        RuntimeError
            If none is found: labs would buy less than 1e-12 units of one input, or one lab
            would gain by another reply.

        Notes
        -----
        With v = s / (1 + s), what a lab gains by more of each input is nil at
        ``X_s = alpha (1 + d) v (1 - v) / (n r)`` and
        ``X_p = beta v ((n - 1) / n - theta (1 + d) (1 - v)) / (n r)``; put into
        ``s = A X_s**alpha (B X_p**beta)**-theta`` they leave one equation in log s, with one
        root at most.

        Examples
        --------
        >>> safety_input, performance_input = SafetyPerformance().equilibrium()
        >>> safety_input.round(6), performance_input.round(6)
        (array([0.710401, 0.710401]), array([0.858039, 0.858039]))
        """
        verify = _validate.flag("verify", verify)
        own = self._balanced(self._log_safety())
        if min(own) < _RANGES["performance_input"][0]:
            raise RuntimeError("no symmetric equilibrium found: labs would buy next to no input")
        inputs = [np.full(self.n, x) for x in own]
        if verify:
            loss, reply = self._loss(0, *inputs), self.best_response(0, *inputs)
            if loss(np.log(own)) - loss(np.log(reply)) > _TOLERANCE * (1.0 + self.harm):
                raise RuntimeError("no symmetric equilibrium found: a lab gains by another reply")
        return Inputs(*inputs)

    def _performance(self, performance_input):
        return self.performance_productivity * performance_input**self.performance_returns

    def _safety(self, safety_input, performance_input):
        wear = self._performance(performance_input) ** -self.erosion
        return self.safety_productivity * safety_input**self.safety_returns * wear

    def _loss(self, lab, safety_input, performance_input):
        """Minus one lab's payoff as a function of its (log X_s, log X_p), the others' fixed."""
        others = np.arange(self.n) != lab
        performance = self._performance(performance_input)[others]
        safety = self._safety(safety_input, performance_input)[others]
        rivals, rivals_safe = performance.sum(), (performance * safety / (1.0 + safety)).sum()

        def loss(log_inputs):
            own_safety, own_performance = np.exp(log_inputs)
            safety = self._safety(own_safety, own_performance)
            performance = self._performance(own_performance)
            safe = performance * safety / (1.0 + safety)
            value = (safe + self.harm * (safe + rivals_safe)) / (performance + rivals)
            return self.harm - value + self.price * (own_safety + own_performance)

        return loss

    def _balanced(self, log_safety):
        """X_s and X_p at which no lab gains by a little more or less, given log s."""
        safe, unsafe = _logistic(log_safety), _logistic(-log_safety)
        rivalry, wear = (self.n - 1) / self.n, self.erosion * (1.0 + self.harm)
        # the same number twice, by the form that keeps its digits
        spare = rivalry - wear * unsafe if log_safety > 0.0 else rivalry - wear + wear * safe
        shared = safe / (self.n * self.price)
        return (
            self.safety_returns * (1.0 + self.harm) * unsafe * shared,
            self.performance_returns * spare * shared,
        )

    def _log_safety(self):
        """Log of s in the symmetric equilibrium."""
        from scipy.optimize import brentq

        rivalry, wear = (self.n - 1) / self.n, self.erosion * (1.0 + self.harm)
        # labs less safe than this would rather perform worse
        low = math.log((wear - rivalry) / rivalry) + 1e-9 if wear > rivalry else -300.0

        def gap(log_safety):
            log_safety_input, log_performance_input = map(math.log, self._balanced(log_safety))
            log_performance = (
                math.log(self.performance_productivity)
                + self.performance_returns * log_performance_input
            )
            produced = math.log(self.safety_productivity) + self.safety_returns * log_safety_input
            return produced - self.erosion * log_performance - log_safety

        if gap(low) <= 0.0:
            raise RuntimeError("no symmetric equilibrium found: labs would buy next to no input")
        return brentq(gap, low, 600.0, xtol=1e-13, rtol=1e-14)

    def _inputs(self, name, value):
        value = _validate.array(name, value, *_RANGES[name])
        if value.ndim == 0 or value.shape[-1] != self.n:
            raise ValueError(
                f"{name} must have shape (..., {self.n}), one entry a lab, got {value.shape}"
            )
        return value

    def _both(self, safety_input, performance_input):
        both = (
            self._inputs("safety_input", safety_input),
            self._inputs("performance_input", performance_input),
        )
        try:
            return np.broadcast_arrays(*both)
        except ValueError:
            raise ValueError(
                f"safety_input must have the shape of performance_input, {both[1].shape}, "
                f"got {both[0].shape}"
            ) from None


def _logistic(x):
    return 1.0 / (1.0 + math.exp(-x))
