"""Racing to the precipice: how safe is the winner when teams know more or less of each other?"""

import math
from dataclasses import dataclass

import numpy as np

from racekit import _validate
from racekit._samples import Samples

MOST_TEAMS = 20
INFORMATION = ("none", "private", "public")
SELECTIONS = ("safest", "least safe")

_ROWS = 1 << 16  # races played at once
_TIE = 1e-12  # scores closer than this, relative to their size, are a tie


@np.errstate(under="ignore")
def disaster_probability(n, top_capability, enmity, information, *, selection="safest"):
    """Probability that the race ends in disaster, before anybody's capability is known.

    Each of n teams has a capability drawn evenly from [0, mu] and chooses its safety s in
    [0, 1]. The highest score, capability minus safety, wins; then disaster strikes with
    probability 1 - s of the winner. A safe win pays the winner 1 prize and every other team
    ``1 - e``; disaster pays 0.

    Parameters
    ----------
    n : int
        Number of teams, in 2..20: a team on its own has nobody to race and is fully safe.
    top_capability : float
        mu, capability of the best conceivable team, in units of what full safety costs [-], in
        (0, 1e6]. Small mu: taking risks counts for more than skill.
    enmity : float
        e, how bad a rival's safe win is [-], in [0, 1].
    information : {"none", "private", "public"}
        Teams know no capability, not even their own; their own; or everybody's.
    selection : {"safest", "least safe"}
        Which end of the public game's continuum of equilibria; not used by the other two.

    Returns
    -------
    float
        none: ``max(0, 1 - mu / (n e))``; private, with ``k = 1 + (n - 1) e``:
        ``1 - n mu / ((n + 1) k)`` up to mu = k and ``(k / mu)**n / (n + 1)`` from there; public
        and safest: ``1 - mu / (e (n + 1)) (1 - (1 - min(e, mu) / mu)**(n + 1))``; public and
        least safe: the same with e = 1, whatever the enmity.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    After S. Armstrong, N. Bostrom and C. Shulman, "Racing to the precipice: a model of
    artificial intelligence development". The set-up is as remembered, not read again; the
    formulas were derived for this module and checked by simulation. See `safety` for what each
    team does, for the continuum, and for the jump at enmity 0.

    Examples
    --------
    >>> [round(disaster_probability(2, 1.0, 0.5, known), 6) for known in INFORMATION]
    [0.0, 0.555556, 0.416667]
    """
    n, mu, enmity = _checked(n, top_capability, enmity, information, selection)
    if information == "none":
        return 1.0 - _blind(n, mu, enmity)
    if information == "private":
        return _private_risk(n, mu, enmity)
    return _public_risk(n, mu, enmity if selection == "safest" else 1.0)


@np.errstate(under="ignore")
def safety(n, top_capability, enmity, information, known=None, *, selection="safest"):
    """Safety that teams choose in equilibrium, given what they know.

    Parameters
    ----------
    n, top_capability, enmity, information, selection
        As in `disaster_probability`.
    known : array_like, float64[...], optional
        What the choice depends on [-], in [0, mu]. private: the team's own capability; public:
        the lead, the best team's capability minus the second best's; none: leave it out.

    Returns
    -------
    float or float64[...] or float64[..., 2]
        none: one number for all, ``min(1, mu / (n e))``. private: ``min(1, c / (1 + (n - 1) e))``
        at each capability c. public: the leader's and the runner-up's at each lead d.

    Raises
    ------
    ValueError, TypeError
        As `disaster_probability`.

    Notes
    -----
    Public information has a continuum of pure equilibria. The leader wins with any safety from
    ``min(1, d)`` ("least safe": the runner-up stands at 0, and nobody can take more risk) to
    ``min(1, d / e)`` ("safest": from there on the runner-up would rather overtake), and the
    runner-up stands just behind, at the leader's safety less d, where it wins no tie. The
    safest end is the best one for both. Nothing depends on n here.

    At enmity 0 nobody minds who wins, and the winner is fully safe (least safe aside). Private
    safety jumps there: it tends to ``min(1, c)``, not 1, as the enmity falls to 0. The
    private equilibrium is the only symmetric one whose score rises with capability.

    Examples
    --------
    >>> safety(5, 2.0, 1.0, "none")
    0.4
    >>> safety(3, 2.0, 0.5, "private", [0.5, 1.0, 2.0])
    array([0.25, 0.5 , 1.  ])
    >>> safety(2, 1.0, 0.5, "public", 0.25)
    array([0.5 , 0.25])
    """
    n, mu, enmity = _checked(n, top_capability, enmity, information, selection)
    if information == "none":
        if known is not None:
            given = _validate.shown(known)
            raise ValueError(f'known must be left out with information "none", got {given}')
        return _blind(n, mu, enmity)
    if known is None:
        raise ValueError(f"known must lie in [0, top_capability = {mu:g}], got None")
    known = _validate.array("known", known, 0.0, mu)
    if information == "private":
        return _private(n, enmity, known)
    leader = _leader(known, enmity, selection)
    return np.stack([leader, np.maximum(0.0, leader - known)], axis=-1)


@dataclass(frozen=True, slots=True, eq=False)
class PrecipiceSample(Samples):
    """What happened in each simulated race to the precipice.

    Attributes
    ----------
    winner : intp[runs]
        Index of the team that won.
    capability, safety : float64[runs]
        The winner's [-].
    others_safety : float64[runs]
        Mean safety of the teams that lost [-].
    safest : bool[runs]
        Whether no team was safer than the winner.
    disaster : bool[runs]
    """

    winner: np.ndarray
    capability: np.ndarray
    safety: np.ndarray
    others_safety: np.ndarray
    safest: np.ndarray
    disaster: np.ndarray

    def _samples(self):
        names = "capability", "safety", "others_safety", "safest", "disaster"
        return {name: lambda name=name: {name: getattr(self, name)} for name in names}


@np.errstate(under="ignore")
def simulate(n, top_capability, enmity, information, runs=100_000, seed=0, *, selection="safest"):
    """Play many independent races: draw capabilities, let every team choose, compare scores.

    Parameters
    ----------
    n, top_capability, enmity, information, selection
        As in `disaster_probability`.
    runs : int
        Number of races, in 1..1e8.
    seed : int
        Same seed, same arrays bit for bit, and run i does not depend on ``runs``; in
        0..2**64 - 1.

    Returns
    -------
    PrecipiceSample

    Notes
    -----
    Tied scores go to the more capable team. Public information leaves the third and later
    teams free; here they stand just behind the leader too, or at safety 0 if that is not enough.

    Examples
    --------
    >>> races = simulate(3, 2.0, 1.0, "private", runs=20_000, seed=1)
    >>> exact = disaster_probability(3, 2.0, 1.0, "private")
    >>> bool(races.errors_off(disaster=exact).abs().max() < 4)
    True
    """
    n, mu, enmity = _checked(n, top_capability, enmity, information, selection)
    runs = _validate.integer("runs", runs, 1, 10**8)
    random = np.random.default_rng(_validate.integer("seed", seed, 0, 2**64 - 1))
    parts = []
    for first in range(0, runs, _ROWS):
        draws = random.random((min(_ROWS, runs - first), n + 1))
        capability = mu * draws[:, :n]
        chosen = _choices(capability, mu, enmity, information, selection)
        parts.append(_played(capability, chosen, draws[:, n]))
    return PrecipiceSample(*map(np.concatenate, zip(*parts, strict=True)))


def _checked(n, top_capability, enmity, information, selection):
    n = _validate.integer("n", n, 2, MOST_TEAMS, "teams")
    mu = _validate.number("top_capability", top_capability, 0.0, 1e6, low_open=True)
    enmity = _validate.number("enmity", enmity, 0.0, 1.0)
    _validate.choice("information", information, INFORMATION)
    _validate.choice("selection", selection, SELECTIONS)
    return n, mu, enmity


def _blind(n, mu, enmity):
    return 1.0 if mu >= n * enmity else mu / (n * enmity)


def _private(n, enmity, capability):
    enough = 1.0 + (n - 1) * enmity
    return np.minimum(1.0, capability / enough) if enmity > 0.0 else np.ones_like(capability)


def _leader(lead, enmity, selection):
    steepness = enmity if selection == "safest" else 1.0
    # lead >= steepness stands for lead / steepness >= 1, which overflows and fails at 0 / 0
    return np.divide(lead, steepness, out=np.ones_like(lead), where=lead < steepness)


def _private_risk(n, mu, enmity):
    if enmity == 0.0:
        return 0.0
    enough = 1.0 + (n - 1) * enmity  # k, the capability from which a team is fully safe
    if mu <= enough:
        return 1.0 - n * mu / ((n + 1) * enough)
    return (enough / mu) ** n / (n + 1)


def _public_risk(n, mu, steepness):
    """One minus the mean of min(1, lead / steepness); the lead exceeds x w.p. (1 - x/mu)**n."""
    if steepness >= mu:
        return 1.0 - mu / ((n + 1) * steepness)
    share = steepness / mu  # 0 also where the division underflows
    mean = -math.expm1((n + 1) * math.log1p(-share)) / ((n + 1) * share) if share > 0.0 else 1.0
    return max(0.0, 1.0 - mean)


def _choices(capability, mu, enmity, information, selection):
    """Every team's safety, float64[runs, teams]."""
    n = capability.shape[1]
    if information == "none":
        return np.full_like(capability, _blind(n, mu, enmity))
    if information == "private":
        return _private(n, enmity, capability)
    second, best = np.partition(capability, (n - 2, n - 1), axis=1)[:, n - 2 :].T
    leader = _leader(best - second, enmity, selection)
    return np.maximum(0.0, leader[:, None] - (best[:, None] - capability))


def _played(capability, chosen, luck):
    """One part of each column of a `PrecipiceSample`."""
    score = capability - chosen
    top = score.max(axis=1, keepdims=True)
    tied = score >= top - _TIE * (1.0 + capability.max(axis=1, keepdims=True))
    winner = np.where(tied, capability, -1.0).argmax(axis=1)
    rows = np.arange(winner.size)
    own = chosen[rows, winner]
    others = (chosen.sum(axis=1) - own) / (chosen.shape[1] - 1)
    safest = own == chosen.max(axis=1)
    return winner, capability[rows, winner], own, others, safest, luck < 1.0 - own
