"""Races between blocs, each acting as one lab."""

from dataclasses import replace
from itertools import permutations

import numpy as np


def united(races, blocs):
    """Races between blocs, bool[blocs, labs], with their summed speed and the mean of all else."""
    members = [np.flatnonzero(bloc) for bloc in blocs]
    between = np.ones((*races.worth.shape[:-2], len(members), len(members)))
    for a, b in permutations(range(len(members)), 2):
        pairs = races.worth[..., members[a][:, None], members[b]]
        between[..., a, b] = _mean(pairs.reshape(*pairs.shape[:-2], -1))

    def means(values):
        return np.stack([_mean(values[..., bloc]) for bloc in members], axis=-1)

    return replace(
        races,
        speed=np.stack([races.speed[..., bloc].sum(axis=-1) for bloc in members], axis=-1),
        harm=means(races.harm),
        worth=between,
        beliefs=None if races.beliefs is None else means(races.beliefs),
    )


def _mean(values):
    """Mean along the last axis, exact where all are equal."""
    return values[..., 0] + (values - values[..., :1]).mean(axis=-1)
