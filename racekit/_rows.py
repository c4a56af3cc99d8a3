"""Races as the kernels take them: one-milestone races, their leading axes made one."""

from dataclasses import fields, replace
from typing import NamedTuple

import numpy as np


class Rows(NamedTuple):
    """One-milestone races, float64 in C order.

    Lab i that skips a share x of the safety work moves at rate ``slow + gain x``; its own win is
    worth ``prize[i] - stake[i, i] x**curve`` to it, that of lab j ``edge[i, j]`` less before
    danger.
    """

    slow: np.ndarray  # [races, labs], rate at full safety
    gain: np.ndarray  # [races, labs]
    prize: np.ndarray  # [races, labs]
    edge: np.ndarray  # [races, labs, labs], 0 on the diagonal
    stake: np.ndarray  # [races, labs, labs]
    curve: np.ndarray  # [races]
    discount: np.ndarray  # [races]


class Rule(NamedTuple):
    """What binds the labs of `Rows`, float64[races, labs] each."""

    floor: np.ndarray  # least safety; floor = ceiling holds a lab
    ceiling: np.ndarray
    standard: np.ndarray  # safety below which a lab is fined
    fine_rate: np.ndarray  # prizes a year for each unit of shortfall


def rows_of(races, shape):
    """`racekit.races.Races`, broadcast to leading axes of this shape, as `Rows`."""
    m, n = int(np.prod(shape)), races.n
    prize, stake = races.believed_terms
    prize = np.diagonal(prize, axis1=-2, axis2=-1)

    def spread(value, *inner):
        # a copy, because a kernel is compiled anew for each mix of broadcast and plain arrays
        copy = np.empty((*shape, *inner))
        copy[...] = value
        return copy.reshape(m, *inner)

    return Rows(
        spread(races.rates(1.0), n), spread(races.burden, n), spread(prize, n),
        spread(races.edges, n, n), spread(stake, n, n), spread(races.curve), spread(races.discount),
    )  # fmt: skip


def stacked(races):
    """An array of single races that have as many labs; no beliefs are what all believe."""
    given = {
        f.name: np.stack([np.asarray(getattr(one, f.name)) for one in races])
        for f in fields(races[0])
        if f.name not in ("beliefs", "milestones")
    }
    if any(one.beliefs is not None for one in races):
        given["beliefs"] = np.stack([np.broadcast_to(one.reckoned, one.n) for one in races])
    return replace(races[0], **given)
