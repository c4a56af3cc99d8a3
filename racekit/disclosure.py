"""Disclosure: why labs that know bad news say nothing, and what makes them speak."""

import math
from dataclasses import dataclass

import numpy as np

from racekit import _validate
from racekit._samples import Samples

_MOST = 1e6


def silence_threshold(informed, exposure=0.0, penalty=0.0, cost=0.0):
    """Safety quality below which an informed lab keeps silent.

    A lab's safety has a quality q, any value in [0, 1] equally likely. With some probability
    the lab knows q and may show it, with proof; it can never prove that it knows nothing. The
    public values what it is shown at q, and silence at the mean quality of all who are silent.

    Parameters
    ----------
    informed : float
        p, probability that a lab knows its quality [-], in [0, 1].
    exposure : float
        w, probability that a lab which hides what it knows is found out, and valued at q [-],
        in [0, 1]. A lab that knows nothing has nothing to be exposed.
    penalty : float
        F, what being exposed costs on top [quality units], in [0, 1e6].
    cost : float
        k, what disclosing costs [quality units], in [0, 1e6].

    Returns
    -------
    float
        t in [0, 1]; the lab speaks iff q >= t. It solves
        ``q - k = w (q - F) + (1 - w) E[q | silent, not exposed]`` at q = t, or is the end
        at which it has no solution: 0, all speak; 1, none does.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    The equation is a quadratic with one root above 0; solved exactly. Without exposure and cost
    ``t = sqrt(1 - p) / (1 + sqrt(1 - p))``: with p = 1 the news unravels and all speak. With
    p = 1 and a cost alone ``t = min(1, 2 k)``. Silence ends if ``w F / (1 - w)`` exceeds
    ``k / (1 - w)`` by 1/2 or more. Certain exposure with penalty equal to cost leaves labs
    indifferent; t is then the limit as w rises to 1 at these F and k.

    After R. A. Dye, "Disclosure of nonproprietary information", Journal of Accounting Research
    23 (1985); everyone informed is the case of Grossman (1981) and Milgrom (1981), the cost that
    of Verrecchia (1983), all four remembered rather than read. The uniform quality, the
    exposure and the penalty were added and derived for this module.

    Examples
    --------
    >>> round(silence_threshold(0.9), 6), silence_threshold(1.0)
    (0.240253, 0.0)
    >>> round(silence_threshold(0.9, exposure=0.5), 6)
    0.298935
    >>> round(silence_threshold(0.9, exposure=0.5, penalty=0.2), 6)
    0.135994
    """
    return _threshold(*_checked(informed, exposure, penalty, cost))


def silence_quality(informed, exposure=0.0, penalty=0.0, cost=0.0):
    """Mean quality of the labs that are silent and not exposed: what the public believes.

    Parameters
    ----------
    informed, exposure, penalty, cost
        As in `silence_threshold`.

    Returns
    -------
    float
        E[q | silent, not exposed], in [0, 1/2]; 0, the worst, where nobody is silent.

    Examples
    --------
    >>> round(silence_quality(0.9), 6)  # without exposure and cost: the threshold itself
    0.240253
    >>> silence_quality(1.0, cost=0.25)
    0.25
    """
    informed, exposure, penalty, cost = _checked(informed, exposure, penalty, cost)
    return _belief(informed, exposure, _threshold(informed, exposure, penalty, cost))


def hidden_share(informed, exposure=0.0, penalty=0.0, cost=0.0):
    """Probability that what an informed lab knows stays hidden: ``(1 - w) t``.

    It is the worst news that stays hidden: only qualities below t.

    Parameters
    ----------
    informed, exposure, penalty, cost
        As in `silence_threshold`.

    Returns
    -------
    float

    Examples
    --------
    >>> round(hidden_share(0.75), 6)
    0.333333
    """
    informed, exposure, penalty, cost = _checked(informed, exposure, penalty, cost)
    return (1.0 - exposure) * _threshold(informed, exposure, penalty, cost)


@dataclass(frozen=True, slots=True, eq=False)
class DisclosureSample(Samples):
    """What each simulated lab knew, and what became of it.

    `summary` and `errors_off` also speak of ``silent_quality``, the quality of the silent labs.

    Attributes
    ----------
    belief : float
        What the public thought of silence [quality units].
    quality : float64[runs]
        q of each lab [-].
    informed, disclosed, exposed : bool[runs]
        Whether it knew q; showed q; hid it and was found out.
    """

    belief: float
    quality: np.ndarray
    informed: np.ndarray
    disclosed: np.ndarray
    exposed: np.ndarray

    @property
    def silent(self):
        """Whether the public learned nothing of the lab's quality, bool[runs]."""
        return ~(self.disclosed | self.exposed)

    def _samples(self):
        names = "quality", "informed", "disclosed", "exposed", "silent"
        groups = {name: lambda name=name: {name: getattr(self, name)} for name in names}
        groups["silent_quality"] = lambda: {"silent_quality": self.quality[self.silent]}
        return groups


@np.errstate(under="ignore")
def simulate(
    informed, exposure=0.0, penalty=0.0, cost=0.0, runs=100_000, seed=0, *, belief=None
):  # fmt: skip
    """Let many labs choose between speaking and silence, each its best reply to a belief.

    Parameters
    ----------
    informed, exposure, penalty, cost
        As in `silence_threshold`.
    runs : int
        Number of labs, in 1..1e8.
    seed : int
        Same seed, same arrays bit for bit; in 0..2**64 - 1.
    belief : float, optional
        What the public thinks of silence [quality units], in [0, 1]; left out, what it thinks
        in equilibrium. Only there does it agree with the silent labs' mean quality.

    Returns
    -------
    DisclosureSample

    Examples
    --------
    >>> labs = simulate(0.9, exposure=0.5, penalty=0.2, runs=50_000, seed=1)
    >>> bool(labs.errors_off(silent_quality=labs.belief).abs().max() < 4)
    True
    """
    parameters = _checked(informed, exposure, penalty, cost)
    informed, exposure, penalty, cost = parameters
    if belief is None:
        belief = _belief(informed, exposure, _threshold(*parameters))
    belief = _validate.number("belief", belief, 0.0, 1.0, "quality units")
    runs = _validate.integer("runs", runs, 1, 10**8)
    random = np.random.default_rng(_validate.integer("seed", seed, 0, 2**64 - 1))
    quality = random.random(runs)
    knows = random.random(runs) < informed
    silence_pays = exposure * (quality - penalty) + (1.0 - exposure) * belief
    disclosed = knows & (quality - cost >= silence_pays)
    exposed = knows & ~disclosed & (random.random(runs) < exposure)
    return DisclosureSample(belief, quality, knows, disclosed, exposed)


def _checked(informed, exposure, penalty, cost):
    return (
        _validate.number("informed", informed, 0.0, 1.0),
        _validate.number("exposure", exposure, 0.0, 1.0),
        _validate.number("penalty", penalty, 0.0, _MOST, "quality units"),
        _validate.number("cost", cost, 0.0, _MOST, "quality units"),
    )


def _threshold(informed, exposure, penalty, cost):
    """Root of ``b t**2 / 2 + (a + b g) t = a (1/2 - g)``: speaking gains g over t = belief."""
    gain = _gain_from_speaking(exposure, penalty, cost)
    if gain >= 0.5:
        return 0.0
    if gain <= -1.0:
        return 1.0
    ignorant, hiding = 1.0 - informed, informed * (1.0 - exposure)  # a, b
    if ignorant == 0.0:
        return min(1.0, max(0.0, -2.0 * gain))
    middle, end = ignorant + hiding * gain, ignorant * (1.0 - 2.0 * gain)
    root = math.sqrt(middle**2 + hiding * end)
    # two forms of the same root, neither of which subtracts nearly equal numbers
    threshold = end / (middle + root) if middle >= 0.0 else (root - middle) / hiding
    return min(1.0, threshold)


def _gain_from_speaking(exposure, penalty, cost):
    """By how much the threshold lies below the belief, ``(w F - k) / (1 - w)``."""
    if penalty == cost:
        return -cost
    if exposure == 1.0:
        return math.copysign(math.inf, penalty - cost)
    return (exposure * penalty - cost) / (1.0 - exposure)


def _belief(informed, exposure, threshold):
    ignorant, hiding = 1.0 - informed, informed * (1.0 - exposure)
    silent = ignorant + hiding * threshold
    return 0.5 * (ignorant + hiding * threshold**2) / silent if silent > 0.0 else 0.0
