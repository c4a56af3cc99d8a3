"""A whole race as one round: what a standard is worth to generations of labs."""

from typing import NamedTuple

import numpy as np

from racekit import _validate
from racekit.race import checked

_TIE = 1e-12  # differences below it are rounding


class GenerationPayoffs(NamedTuple):
    """What a generation pays each lab [prizes]; see `generation_payoffs`."""

    T: np.ndarray
    R: np.ndarray
    P: np.ndarray


@np.errstate(under="ignore")
def generation_payoffs(race, standard):
    """What a generation of a race that is run again and again pays each lab.

    Parameters
    ----------
    race : Race
    standard : float
        Safety that all labs have agreed on [-], in [0, 1].

    Returns
    -------
    GenerationPayoffs
        T, R and P, float64[labs] [prizes]: best reply while the others keep the standard; all
        keep it; Nash.

    Examples
    --------
    >>> from racekit.race import Race
    >>> [float(x[0].round(6)) for x in generation_payoffs(Race.equal(2), 0.9)]
    [0.516271, 0.440656, 0.351043]
    """
    checked(race, milestones=True)
    standard = _validate.number("standard", standard, 0.0, 1.0)
    kept = np.full(race.n, standard)
    cheated = np.tile(kept, (race.n, 1))  # row: who breaks the standard
    for lab in range(race.n):
        cheated[lab, lab] = race.best_response(lab, kept)
    temptation = race.payoffs(cheated).diagonal()
    return GenerationPayoffs(temptation, race.payoffs(kept), race.payoffs(race.nash()))


def generation_threshold(race, standard):
    """Least patience between generations at which each lab keeps a standard, float64[labs] [-].

    (T - R)/(T - P) of `generation_payoffs`: whoever breaks the standard wins one generation, and
    all later ones are played at Nash. The standard holds if the largest entry is not above the
    patience; 0 where the standard is the Nash equilibrium, inf for a lab that Nash suits at least
    as well, which includes a standard at which nobody could ever finish.

    Examples
    --------
    >>> from racekit.race import Race
    >>> generation_threshold(Race.equal(2), 0.9).round(4)
    array([0.4576, 0.4576])
    """
    T, R, P = generation_payoffs(race, standard)
    gain, loss = T - R, R - P
    tie = _TIE * np.abs([T, R, P]).max(axis=0) + 1e-300
    threshold = np.where(loss > tie, gain / np.maximum(gain + loss, tie), np.inf)
    return np.where((gain <= tie) & (-loss <= tie), 0.0, threshold)
