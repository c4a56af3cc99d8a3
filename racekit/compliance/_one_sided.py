"""A safety floor on some labs, the others free."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from racekit import _validate
from racekit.race import checked


def one_sided(race, labs, floors):
    """What a safety floor on some labs does, the others free.

    Parameters
    ----------
    race : Race
        One milestone; labs may differ.
    labs : sequence of int or str
        Labs that the floor binds.
    floors : array_like, float64[points]
        Least safety of these labs [-], each in [0, 1].

    Returns
    -------
    DataFrame
        Index ``floor``; ``disaster_probability`` [-], ``years`` [yr], and ``bound`` and ``free``,
        mean safety of the labs under the floor and of the others [-].

    Examples
    --------
    >>> from racekit.race import Race
    >>> one_sided(Race.equal(4), [0, 1], [0.0, 0.5, 1.0]).round(3)
           disaster_probability  years  bound   free
    floor
    0.0                   0.373  0.264  0.069  0.069
    0.5                   0.293  0.331  0.500  0.114
    1.0                   0.254  0.485  1.000  0.212
    """
    bound = _bound(race, labs)
    floors = _validate.array("floors", floors, 0.0, 1.0)
    if floors.ndim != 1:
        raise ValueError(f"floors must be a list of values, got shape {floors.shape}")
    safety = _held(race, bound, floors)
    columns = {
        "disaster_probability": race.disaster_probability(safety),
        "years": race.expected_years(safety),
        "bound": safety[:, bound].mean(axis=1),
        "free": safety[:, ~bound].mean(axis=1),
    }
    return pd.DataFrame(columns, index=pd.Index(floors, name="floor"))


@dataclass(frozen=True, slots=True)
class OneSided:
    """The floor on some labs that makes disaster least likely.

    Attributes
    ----------
    floor : float
        Least safety of these labs [-].
    disaster_probability : float
        P(D) with it [-].
    without, full : float
        P(D) without a floor, and with one at full safety [-].
    """

    floor: float
    disaster_probability: float
    without: float
    full: float


def best_one_sided(race, labs):
    """Find the floor on some labs that makes disaster least likely, the others free.

    Parameters
    ----------
    race, labs
        As in `one_sided`.

    Returns
    -------
    OneSided

    Notes
    -----
    A grid of 201 floors, then three finer ones around its best: to 1e-6 in the floor, and to
    rounding in P(D). Of floors that do equally well, the lowest.

    Examples
    --------
    >>> from racekit.race import Race
    >>> rule = best_one_sided(Race.hardest(4), [0, 1])
    >>> round(rule.floor, 4), round(rule.disaster_probability, 5)
    (0.8929, 0.32505)
    """
    bound = _bound(race, labs)
    low, high, ends = 0.0, 1.0, None
    for points in (201, 41, 41, 41):
        floors = np.linspace(low, high, points)
        risks = race.disaster_probability(_held(race, bound, floors))
        ends = risks[[0, -1]] if ends is None else ends
        best = int(np.argmin(risks))
        low, high = floors[max(best - 1, 0)], floors[min(best + 1, points - 1)]
    return OneSided(float(floors[best]), float(risks[best]), *map(float, ends))


def _held(race, bound, floors):
    """Nash safety under each floor, float64[floors, labs]."""
    return race.races.nash(low=floors[:, None] * bound)


def _bound(race, labs):
    """Which labs the floor binds, bool[labs]."""
    checked(race)
    named = [race.lab("labs", lab) for lab in _validate.sequence("labs", labs, "labs")]
    if not 0 < len(named) < race.n or len(set(named)) < len(named):
        raise ValueError(
            f"labs must name some but not all of the {race.n} labs, each once, got "
            f"{_validate.shown(labs)}"
        )
    return np.isin(np.arange(race.n), named)
