"""One race of equal labs: all at a common rate, or the first of them acting as one."""

from dataclasses import replace

import numpy as np


def common_wish(races):
    """c, b, q of one race: equal labs at rate l would go faster iff ``c + b l - q l**2`` > 0.

    On a straight line of danger. Every coefficient is times the safety tax, against overflow.
    """
    tax, speed, rivals = races.safety_tax, float(races.speed[0]), races.n - 1
    prize, stake = (terms[0] for terms in races.believed_terms)
    alpha = tax * prize + stake * (1.0 - tax)  # own first; a win at rate l: alpha - beta l
    beta = stake / speed
    gap = rivals * (alpha[0] - alpha[-1]) if rivals else 0.0
    square = (2 * races.n - 1) * beta[0] - rivals * beta[-1]
    patient = alpha[0] * races.discount
    return float(patient), float(gap - 2.0 * races.discount * beta[0]), float(square)


def joined(races, sizes):
    """One race of equal labs with its first labs acting as one, for each size >= 1.

    The union is the first lab: it has its members' speed, and counts what one of them gets.
    The other members have no speed left; hold them.
    """
    one, lab = 1.0 / sizes, np.arange(races.n)
    speed = races.speed * np.where(lab == 0, sizes[:, None], lab >= sizes[:, None])
    worth = np.repeat(races.worth[None], len(sizes), axis=0)
    worth[:, 0, 0] = one * races.worth[0, 0] + (1.0 - one) * races.worth[0, -1]
    return replace(races, speed=speed, worth=worth)
