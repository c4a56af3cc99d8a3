"""Labs, equal or not, that reply in turn to fines."""

import numpy as np

from racekit import _validate
from racekit.race import checked


def best_response(race, lab, safety, standard, fine_rate):
    """Safety that pays one lab best under fines while the others hold theirs.

    Parameters
    ----------
    race : Race
        One milestone; labs may differ.
    lab : int or str
        Index or name of the lab.
    safety : array_like, float64[labs]
        What the others do [-]; the lab's own entry is not read.
    standard, fine_rate
        As in `equilibria`.

    Returns
    -------
    float

    Examples
    --------
    >>> from racekit.race import Race
    >>> round(best_response(Race.equal(2), 0, [0.0, 0.5], standard=0.9, fine_rate=0.2), 6)
    0.590098
    """
    checked(race)
    lab = race.lab("lab", lab)
    safety = _validate.shaped("safety", safety, (race.n,), 0.0, 1.0)
    replies = np.arange(race.n) == lab
    low, high = np.where(replies, 0.0, safety), np.where(replies, 1.0, safety)
    standard, fine_rate = checked_standard(standard), checked_fine_rate(fine_rate)
    return float(race.races.nash(low, high, standard=standard, fine_rate=fine_rate)[lab])


def settle(race, standard, fine_rate, start=0.0):
    """Let the labs, equal or not, reply in turn under fines until nobody moves.

    Parameters
    ----------
    race, standard
        As in `best_response`.
    fine_rate : float or array_like, float64[labs]
        f, as in `equilibria` [prizes/yr]; one entry a lab where the rule does not reach all: a
        lab with rate 0 does as it likes.
    start : float or array_like, float64[labs]
        Safety to start from [-], in [0, 1]; where there are several equilibria it decides.

    Returns
    -------
    float64[labs]
        Safety in equilibrium [-].

    Raises
    ------
    RuntimeError
        If the replies do not settle within 20,000 rounds: seen within a millionth of a fine that
        ends an equilibrium. `equilibria` answers there too.

    Examples
    --------
    >>> from racekit.race import Race
    >>> race = Race.hardest(2, discount=0.0)
    >>> [settle(race, 0.95, 0.44, start).round(3) for start in (0.0, 0.95)]
    [array([0.87, 0.87]), array([0.95, 0.95])]
    >>> settle(Race.equal(4), 0.5, [0.3, 0.3, 0.0, 0.0]).round(3)
    array([0.5  , 0.5  , 0.114, 0.114])
    """
    checked(race)
    fine_rates = _each("fine_rate", fine_rate, race.n, 1e6, "prizes/yr")
    given = {"standard": checked_standard(standard), "fine_rate": fine_rates}
    safety, sweeps = race.races.settled(start=_each("start", start, race.n, 1.0), **given)
    if sweeps < 0:
        raise RuntimeError(
            "the labs' replies did not settle: no equilibrium found (close to a fine at which one "
            "ends they take ever longer)"
        )
    return safety


def checked_standard(standard):
    """``standard`` as a float, or an error that says what it must be."""
    return _validate.number("standard", standard, 0.0, 1.0)


def checked_fine_rate(fine_rate):
    """``fine_rate`` as a float, or an error that says what it must be."""
    return _validate.number("fine_rate", fine_rate, 0.0, 1e6, "prizes/yr")


def _each(name, value, labs, high, unit=""):
    """One value for all labs, or one for each; a fresh float64[labs]."""
    if np.ndim(_validate.rectangular(name, value)) == 0:
        value = np.full(labs, _validate.number(name, value, 0.0, high, unit))
    return _validate.shaped(name, value, (labs,), 0.0, high, unit)
