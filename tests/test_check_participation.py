"""Checks of the exercises on participation: each slip gets its own sentence."""

import numpy as np
from verdicts import Verdicts

from racekit import agreements, coalition
from racekit.check import participation as data


def lasts(inside, outside, m):
    last = len(inside) - 1
    stays = m == 1 or inside[m] >= outside[m - 1]
    return bool(stays and (m == last or inside[m + 1] < outside[m]))


def lasts_by_library(inside, outside, m):
    return m in agreements.self_enforcing_sizes(inside, outside)


def signers_by_library(n, benefit, sanction):
    table = agreements.linear_quadratic(n, benefit, sanction=sanction)
    return table.query("stable").index[-1]


def holds_all(race):
    one_out, all_in = (coalition.outcome(race, members=m) for m in (race.n - 1, race.n))
    return max(0.0, (one_out.payoff_outside - all_in.payoff_inside) / (race.n - 1))


def descent(race, sanction):
    size = coalition.stable_sizes(race, sanction=sanction)[-1]
    none, some, every = (
        coalition.outcome(race, members=m).disaster_probability for m in (0, size, race.n)
    )
    return (none - some) / (none - every)


def settle(inside, outside, start):
    m, n = start, len(inside) - 1
    while m < n and inside[m + 1] >= outside[m]:
        m += 1
    while m > 1 and outside[m - 1] > inside[m]:
        m -= 1
    return m


RIGHT = {
    "does_it_last": [lasts, lasts_by_library, lambda *x: np.bool_(lasts(*x))],
    "stick_by_hand": [data.signers, signers_by_library],
    "price_of_the_last_signature": [holds_all],
    "signatures_and_effect": [descent],
    "where_the_pen_stops": [settle],
}


def wrong(known):
    """Every known slip must be met with its own sentence, not with an earlier one's."""
    return [(rule, sentence) for sentence, rule in known.slips]


WRONG = {
    "does_it_last": [
        *wrong(data.does_it_last),
        (lambda *x: 3, "Return True or False"),
        (lambda *x: True, "somebody moves"),
        (lambda *x: False, "nobody moves"),
    ],
    "stick_by_hand": [
        *wrong(data.stick_by_hand),
        (lambda n, b, t: n, "too many sign"),
        (lambda n, b, t: 1, "too few sign"),
        (lambda n, b, t: 2.5, "whole number"),
    ],
    "price_of_the_last_signature": [
        *wrong(data.price_of_the_last_signature),
        (lambda race: 0.0, "still leaves"),
        (lambda race: 1.0, "holds all as well"),
        (lambda race: -5.0, "is not negative"),
    ],
    "signatures_and_effect": [
        *wrong(data.signatures_and_effect),
        (lambda *x: 0.0, "too small"),
        (lambda *x: 1.0, "too large"),
        (lambda *x: 3.0, "A share lies"),
    ],
    "where_the_pen_stops": [
        *wrong(data.where_the_pen_stops),
        (lambda *x: 2.5, "a whole number"),
        (lambda *x: 99, "where it does not end"),
    ],
}


class TestVerdicts13(Verdicts):
    right, wrong = RIGHT, WRONG
