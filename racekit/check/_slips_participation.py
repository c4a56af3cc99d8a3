"""The usual slips on the way to the exercises on participation.

Each list holds pairs: a rule that is wrong, and the sentence for whoever follows it.
"""

import math

import numpy as np

from racekit import coalition
from racekit.agreements import self_enforcing_sizes as stable_sizes

# --- does this size last? -----------------------------------------------------------------


def lasts(inside, outside, m):
    return float(_stays(inside, outside, m) and _nobody_joins(inside, outside, m))


def _stays(inside, outside, m):
    return m == 1 or inside[m] >= outside[m - 1]


def _nobody_joins(inside, outside, m):
    return m == len(inside) - 1 or inside[m + 1] < outside[m]


def _same_size(inside, outside, m):
    stays = m == 1 or inside[m] >= outside[m]
    return float(stays and (m == len(inside) - 1 or inside[m + 1] < outside[m + 1]))


LASTING = [
    (
        lambda *x: float(_stays(*x)),
        "You ask only whether a member would leave; an outsider may still join.",
    ),
    (
        lambda *x: float(_nobody_joins(*x)),
        "You ask only whether an outsider would join; a member may still leave.",
    ),
    (
        lambda *x: float(_stays(*x) or _nobody_joins(*x)),
        "One of the two conditions is not enough; both must hold.",
    ),
    (lambda *x: 1.0 - lasts(*x), "Yes and no have changed places."),
    (
        _same_size,
        "Whoever leaves makes the agreement smaller by one, and whoever joins makes it larger: "
        "compare payoffs at two sizes.",
    ),
    (
        lambda i, o, m: float((m == 1 or i[m] > o[m - 1]) and _nobody_joins(i, o, m)),
        "A member that gains nothing by leaving stays: mind the tie.",
    ),
    (
        lambda i, o, m: float(_stays(i, o, m) and (m == len(i) - 1 or i[m + 1] <= o[m])),
        "An outsider that loses nothing by signing signs: mind the tie.",
    ),
    (
        lambda i, o, m: float(m > 1 and lasts(i, o, m)),
        "At one member there is nobody to leave, yet it may last.",
    ),
    (
        lambda i, o, m: float(m < len(i) - 1 and lasts(i, o, m)),
        "Where all have signed nobody is left to join; it may last.",
    ),
]

# --- signers in the linear-quadratic model ------------------------------------------------


def signers(n, benefit, sanction):
    return float(min(n, 3 + math.floor(2 * sanction / benefit**2 + 1e-9)))


SIGNERS = [
    (lambda n, b, t: 3.0, "Your answer does not move with the sanction."),
    (lambda n, b, t: 3.0 + math.floor(2 * t / b**2), "No more can sign than there are countries."),
    (
        lambda n, b, t: float(min(n, 3 + math.floor(2 * t))),
        "Efforts grow with the benefit, and so does what free riding pays.",
    ),
    (
        lambda n, b, t: float(min(n, 3 + math.floor(2 * t / b))),
        "What free riding pays grows with the square of the benefit.",
    ),
    (
        lambda n, b, t: float(min(n, 3 + math.floor(t / b**2))),
        "Check the one half in the gain from signing.",
    ),
    (lambda n, b, t: min(n, 3 + 2 * t / b**2), "Countries come in whole numbers: round down."),
    (
        lambda n, b, t: float(min(n, 3 + math.ceil(2 * t / b**2))),
        "A country that is not quite deterred stays out: round down.",
    ),
    (
        lambda n, b, t: float(min(n, 1 + math.floor(2 * t / b**2))),
        "Without a sanction your answer is one; try the gain at two and three.",
    ),
]

# --- the sanction that holds all ----------------------------------------------------------


def _payoffs(race):
    table = coalition.profile(race)
    return table["payoff_inside"].to_numpy(), table["payoff_outside"].to_numpy()


def _temptation(race):
    inside, outside = _payoffs(race)
    return outside[-2] - inside[-1]


def _total_gain(race):
    inside, outside = _payoffs(race)
    return inside[-1] - outside[0]


def holds_all(race):
    return max(0.0, _temptation(race) / (race.n - 1))


SANCTIONS = [
    (
        _temptation,
        "That is what all members together must take from the leaver; give the share of each.",
    ),
    (
        lambda race: _temptation(race) / race.n,
        "Whoever left does not punish itself: count the members that remain.",
    ),
    (
        lambda race: -_temptation(race) / (race.n - 1),
        "The sign is wrong: a sanction makes up for what leaving gains.",
    ),
    (
        lambda race: _temptation(race) / (race.n - 1),
        "Where nobody wants to leave no sanction is needed: not a negative one.",
    ),
    (
        _total_gain,
        "That is what all signing gains over none; the last lab compares with one outsider.",
    ),
    (
        lambda race: _total_gain(race) / (race.n - 1),
        "Compare with the outsider of a union of all but one, not with no agreement.",
    ),
    (lambda race: 1000 * holds_all(race), "Answer in prizes, not in thousandths."),
]

# --- how much of the descent ---------------------------------------------------------------


def descent(race, sanction):
    risk = _risks(race)
    return (risk[0] - risk[_largest(race, sanction)]) / (risk[0] - risk[-1])


def _risks(race):
    return coalition.profile(race)["disaster_probability"].to_numpy()


def _largest(race, sanction):
    return coalition.stable_sizes(race, sanction=sanction)[-1]


def _at(race, size):
    risk = _risks(race)
    return (risk[0] - risk[size]) / (risk[0] - risk[-1])


DESCENTS = [
    (
        lambda race, t: _at(race, _largest(race, 0.0)),
        "Your answer does not move with the sanction.",
    ),
    (
        lambda race, t: _at(race, coalition.stable_sizes(race, sanction=t)[0]),
        "Several sizes may last: the task asks for the largest.",
    ),
    (
        lambda race, t: _largest(race, t) / race.n,
        "That is the share of labs that sign; the risk does not fall in step.",
    ),
    (lambda race, t: 1 - descent(race, t), "That is the share that is still missing."),
    (
        lambda race, t: _risks(race)[0] - _risks(race)[_largest(race, t)],
        "That is the descent itself; divide by the whole one.",
    ),
    (
        lambda race, t: 1 - _risks(race)[_largest(race, t)] / _risks(race)[0],
        "Full signing may leave a risk: divide by the descent that is possible.",
    ),
    (lambda race, t: 100 * descent(race, t), "Give a share from 0 to 1, not per cent."),
]

# --- where does it settle? -----------------------------------------------------------------


def settle(inside, outside, start):
    m, n = start, len(inside) - 1
    while True:
        if m < n and inside[m + 1] >= outside[m]:
            m += 1
        elif m > 1 and outside[m - 1] > inside[m]:
            m -= 1
        else:
            return float(m)


def _one_step(inside, outside, start):
    if start < len(inside) - 1 and inside[start + 1] >= outside[start]:
        return float(start + 1)
    return float(start - (start > 1 and outside[start - 1] > inside[start]))


def _only_join(inside, outside, start):
    while start < len(inside) - 1 and inside[start + 1] >= outside[start]:
        start += 1
    return float(start)


def _only_leave(inside, outside, start):
    while start > 1 and outside[start - 1] > inside[start]:
        start -= 1
    return float(start)


def _nearest(inside, outside, start):
    sizes = np.array(stable_sizes(inside, outside))
    return float(sizes[np.abs(sizes - start).argmin()])


SETTLING = [
    (
        lambda i, o, m: float(stable_sizes(i, o)[-1]),
        "You return the largest size that lasts, wherever one starts.",
    ),
    (
        lambda i, o, m: float(stable_sizes(i, o)[0]),
        "You return the smallest size that lasts, wherever one starts.",
    ),
    (_one_step, "One signature may invite the next: go on until nobody moves."),
    (_only_join, "Members may leave, too."),
    (_only_leave, "Outsiders may join, too."),
    (lambda i, o, m: float(m), "You return the start; does nobody move?"),
    (
        _nearest,
        "The nearest size that lasts is not always the one that is reached: follow the moves.",
    ),
]
