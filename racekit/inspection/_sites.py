"""Inspecting some of many sites, drawn at random."""

import math

import numpy as np

from racekit import _validate

_MOST_SITES = 1_000_000
_ROUNDING = 1e-12


def catch_probability(sites, cheating, inspected, detection_chance=1.0):
    """Probability of catching at least one of the sites that cheat.

    Parameters
    ----------
    sites : int
        N, in 1..1e6.
    cheating : int
        v, sites that cheat, in 0..N.
    inspected : int
        m, different sites inspected, drawn at random, in 0..N.
    detection_chance : float
        d, probability that the inspection of a site that cheats finds it out [-], in (0, 1].

    Returns
    -------
    float
        ``1 - C(N-v, m) / C(N, m)`` if d = 1, else one minus the mean of ``(1-d)**hits``.

    Examples
    --------
    >>> round(catch_probability(100, 5, 10), 6)
    0.416248
    """
    sites, cheating, detection_chance = _sites(sites, cheating, detection_chance)
    inspected = _validate.integer("inspected", inspected, 0, sites, "sites")
    return float(-np.expm1(_log_missed(sites, cheating, inspected, detection_chance)))


def inspections_needed(sites, cheating, target, detection_chance=1.0):
    """Fewest sites to inspect so as to catch a cheater with a given probability.

    Parameters
    ----------
    sites, cheating, detection_chance
        As in `catch_probability`; at least one site cheats.
    target : float
        Probability of catching at least one [-], in [0, 1].

    Returns
    -------
    int

    Raises
    ------
    ValueError
        Also if inspecting every site would not reach the target.

    Examples
    --------
    >>> inspections_needed(100, 5, 0.9)
    37
    """
    sites, cheating, detection_chance = _sites(sites, cheating, detection_chance, least=1)
    target = _validate.number("target", target, 0.0, 1.0)
    allowed = math.log1p(-target) + _ROUNDING if target < 1.0 else -math.inf
    least = _log_missed(sites, cheating, sites, detection_chance)
    if least > allowed:
        raise ValueError(
            f"target must lie within what inspecting all {sites} sites reaches, "
            f"{-math.expm1(least):g}, got {target:g}"
        )
    low, high = 0, sites  # low - 1 is too few, high is enough
    while low < high:
        middle = (low + high) // 2
        if _log_missed(sites, cheating, middle, detection_chance) <= allowed:
            high = middle
        else:
            low = middle + 1
    return low


def _sites(sites, cheating, detection_chance, least=0):
    sites = _validate.integer("sites", sites, 1, _MOST_SITES)
    return (
        sites,
        _validate.integer("cheating", cheating, least, sites, "sites"),
        _validate.number("detection_chance", detection_chance, 0.0, 1.0, low_open=True),
    )


@np.errstate(under="ignore")
def _log_missed(sites, cheating, inspected, detection_chance):
    """Logarithm of the probability that nothing is found, -inf if something must be."""
    fewer, more = sorted((cheating, inspected))  # the two enter alike
    if fewer == 0:
        return 0.0
    if detection_chance == 1.0:
        if fewer > sites - more:
            return -math.inf
        return float(np.log1p(-more / (sites - np.arange(fewer))).sum())
    from scipy.special import logsumexp  # where it is used, as in _milestones

    hits = np.arange(max(0, fewer + more - sites), fewer + 1)
    one, last = hits[:-1], hits[1:]  # the chance of each number of hits against that of one fewer
    ratio = (fewer - one) * (more - one) / (last * (sites - fewer - more + last))
    chance = np.r_[0.0, np.cumsum(np.log(ratio))]
    chance -= logsumexp(chance)
    missed = hits * math.log1p(-detection_chance)
    caught = float(np.exp(chance) @ -np.expm1(missed))
    return math.log1p(-caught) if caught < 0.5 else float(logsumexp(chance + missed))
