"""Exercises on participation: who signs, and what holds them."""

import math

import numpy as np

from racekit import coalition
from racekit.agreements import self_enforcing_sizes
from racekit.check._exercise import SHARE, Exercise
from racekit.check._verdict import in_words
from racekit.race import Race

# Payoffs by size: a tie on leaving, a tie on joining, two sizes that last, none, all.
TABLES = (
    ([0, 1, 1.2, 2, 2.5], [1, 1, 1.5, 3, 0]),
    ([0, 1, 1, 1, 4], [1, 1, 2, 3.5, 0]),
    ([0, 1, 1.5, 2, 3, 5], [1, 1, 2.5, 4, 4, 0]),
    ([0, 1, 2, 3, 4], [1, 3, 4, 5, 0]),
    ([0, 2, 1, 2, 6, 7, 8], [2, 2, 3, 5, 8, 7, 0]),
    ([0, 1, 1.5, 1.8, 2, 4, 6], [1, 1, 2, 3, 3, 5, 0]),
)
EACH_SIZE = tuple((np.array(inside, float), np.array(outside, float), m)
                  for inside, outside in TABLES for m in range(1, len(inside)))  # fmt: skip
HARDEST = {"safety_tax": 1.0, "risk": 1.0}


def payoffs_in_words(inside, outside):
    return f"inside {inside[1:].tolist()} for 1.., outside {outside[:-1].tolist()} for 0.."


def labs_in_words(race, *sanction):
    text = f"{race.n} labs, {in_words(race)}"
    return text + (f"; sanction {sanction[0]:g}" if sanction else "")


# --- does this size last? ----------------------------------------------------------------------


def lasts(inside, outside, m):
    return stays(inside, outside, m) and nobody_joins(inside, outside, m)


def stays(inside, outside, m):
    return m == 1 or inside[m] >= outside[m - 1]


def nobody_joins(inside, outside, m):
    return m == len(inside) - 1 or inside[m + 1] < outside[m]


def lasts_at_one_size(inside, outside, m):
    return (m == 1 or inside[m] >= outside[m]) and (
        m == len(inside) - 1 or inside[m + 1] < outside[m + 1]
    )


does_it_last = Exercise(
    title="Does it last?",
    cases=EACH_SIZE,
    right=lasts,
    kind=bool,
    words=lambda inside, outside, m: f"m = {m}, {payoffs_in_words(inside, outside)}",
    otherwise=lambda value, right, *case: (
        "You say that this size lasts, but somebody moves" if value else
        "You say that this size does not last, but nobody moves"),
    slips=(
        ("You ask only whether a member would leave; an outsider may still join.", stays),
        ("You ask only whether an outsider would join; a member may still leave.", nobody_joins),
        ("One of the two conditions is not enough; both must hold.",
         lambda *case: stays(*case) or nobody_joins(*case)),
        ("Yes and no have changed places.", lambda *case: not lasts(*case)),
        ("Whoever leaves makes the agreement smaller by one, and whoever joins makes it larger: "
         "compare payoffs at two sizes.", lasts_at_one_size),
        ("A member that gains nothing by leaving stays: mind the tie.",
         lambda i, o, m: (m == 1 or i[m] > o[m - 1]) and nobody_joins(i, o, m)),
        ("An outsider that loses nothing by signing signs: mind the tie.",
         lambda i, o, m: stays(i, o, m) and (m == len(i) - 1 or i[m + 1] <= o[m])),
        ("At one member there is nobody to leave, yet it may last.",
         lambda i, o, m: m > 1 and lasts(i, o, m)),
        ("Where all have signed nobody is left to join; it may last.",
         lambda i, o, m: m < len(i) - 1 and lasts(i, o, m)),
    ),
)  # fmt: skip


# --- signers in the linear-quadratic model -----------------------------------------------------


def signers(n, benefit, sanction):
    return min(n, 3 + math.floor(2 * sanction / benefit**2 + 1e-9))


stick_by_hand = Exercise(
    title="A stick by hand",
    cases=((10, 1.0, 0.0), (10, 1.0, 1.2), (10, 2.0, 5.1), (4, 1.0, 3.3), (20, 0.5, 0.8),
           (3, 1.0, 0.0), (50, 3.0, 40.0)),
    right=signers,
    kind=int,
    words="{} countries, benefit {:g}, sanction {:g}".format,
    otherwise=lambda value, right, *case: (
        f"With {value:g} you let too {'few' if value < right else 'many'} sign"),
    slips=(
        ("Your answer does not move with the sanction.", lambda n, b, t: 3),
        ("No more can sign than there are countries.",
         lambda n, b, t: 3 + math.floor(2 * t / b**2)),
        ("Efforts grow with the benefit, and so does what free riding pays.",
         lambda n, b, t: min(n, 3 + math.floor(2 * t))),
        ("What free riding pays grows with the square of the benefit.",
         lambda n, b, t: min(n, 3 + math.floor(2 * t / b))),
        ("Check the one half in the gain from signing.",
         lambda n, b, t: min(n, 3 + math.floor(t / b**2))),
        ("Countries come in whole numbers: round down.",
         lambda n, b, t: min(n, 3 + 2 * t / b**2)),
        ("A country that is not quite deterred stays out: round down.",
         lambda n, b, t: min(n, 3 + math.ceil(2 * t / b**2))),
        ("Without a sanction your answer is one; try the gain at two and three.",
         lambda n, b, t: min(n, 1 + math.floor(2 * t / b**2))),
    ),
)  # fmt: skip


# --- the sanction that holds all ---------------------------------------------------------------


def temptation(race):
    """What the last lab gains by leaving a union of all."""
    but_one, everybody = (coalition.outcome(race, members=race.n - k) for k in (1, 0))
    return but_one.payoff_outside - everybody.payoff_inside


def total_gain(race):
    none, everybody = (coalition.outcome(race, members=m) for m in (0, race.n))
    return everybody.payoff_inside - none.payoff_outside


def holds_all(race):
    return max(0.0, temptation(race) / (race.n - 1))


price_of_the_last_signature = Exercise(
    title="The price of the last signature",
    cases=((Race.equal(5),), (Race.equal(10, **HARDEST),), (Race.equal(6, harm=1.0),),
           (Race.equal(4, **HARDEST),),  # all sign unforced
           (Race.equal(8, enmity=0.7),)),
    right=holds_all,
    words=labs_in_words,
    inside=(0, np.inf, "A sanction is not negative"),
    forbids=("coalition.critical_sanction",),
    otherwise=lambda value, right, race: (
        f"At your sanction of {value:.6f} the last lab still leaves" if value < right else
        f"A sanction smaller than your {value:.6f} holds all as well"),
    slips=(
        ("That is what all members together must take from the leaver; give the share of each.",
         temptation),
        ("Whoever left does not punish itself: count the members that remain.",
         lambda race: temptation(race) / race.n),
        ("The sign is wrong: a sanction makes up for what leaving gains.",
         lambda race: -temptation(race) / (race.n - 1)),
        ("Where nobody wants to leave no sanction is needed: not a negative one.",
         lambda race: temptation(race) / (race.n - 1)),
        ("That is what all signing gains over none; the last lab compares with one outsider.",
         total_gain),
        ("Compare with the outsider of a union of all but one, not with no agreement.",
         lambda race: total_gain(race) / (race.n - 1)),
        ("Answer in prizes, not in thousandths.", lambda race: 1000 * holds_all(race)),
    ),
)  # fmt: skip


# --- how much of the descent -------------------------------------------------------------------


def risks(race):
    """World risk at each size of the agreement."""
    return coalition.profile(race)["disaster_probability"].to_numpy()


def largest(race, sanction):
    return coalition.stable_sizes(race, sanction=sanction)[-1]


def descent(race, size):
    risk = risks(race)
    return (risk[0] - risk[size]) / (risk[0] - risk[-1])


signatures_and_effect = Exercise(
    title="Signatures and effect",
    cases=((Race.equal(10, **HARDEST), 0.0), (Race.equal(10, **HARDEST), 0.001),
           (Race.equal(5), 0.0004),  # two sizes last
           (Race.equal(8, harm=1.0, **HARDEST), 0.002), (Race.equal(6, **HARDEST), 0.01)),
    right=lambda race, sanction: descent(race, largest(race, sanction)),
    words=labs_in_words,
    inside=SHARE,
    otherwise=lambda value, right, *case: (
        f"Your share of {value:.4f} is too {'small' if value < right else 'large'}"),
    slips=(
        ("Your answer does not move with the sanction.",
         lambda race, t: descent(race, largest(race, 0.0))),
        ("Several sizes may last: the task asks for the largest.",
         lambda race, t: descent(race, coalition.stable_sizes(race, sanction=t)[0])),
        ("That is the share of labs that sign; the risk does not fall in step.",
         lambda race, t: largest(race, t) / race.n),
        ("That is the share that is still missing.",
         lambda race, t: 1 - descent(race, largest(race, t))),
        ("That is the descent itself; divide by the whole one.",
         lambda race, t: risks(race)[0] - risks(race)[largest(race, t)]),
        ("Full signing may leave a risk: divide by the descent that is possible.",
         lambda race, t: 1 - risks(race)[largest(race, t)] / risks(race)[0]),
        ("Give a share from 0 to 1, not per cent.",
         lambda race, t: 100 * descent(race, largest(race, t))),
    ),
)  # fmt: skip


# --- where does it settle? ---------------------------------------------------------------------


def settle(inside, outside, start, join=True, leave=True, rounds=100):
    """The size after so many moves, or where nobody moves."""
    m, n = start, len(inside) - 1
    for _ in range(rounds):
        if join and m < n and inside[m + 1] >= outside[m]:
            m += 1
        elif leave and m > 1 and outside[m - 1] > inside[m]:
            m -= 1
        else:
            break
    return m


def nearest(inside, outside, start):
    return min(self_enforcing_sizes(inside, outside), key=lambda size: abs(size - start))


where_the_pen_stops = Exercise(
    title="Where the pen stops",
    cases=EACH_SIZE,
    right=lambda inside, outside, start: settle(inside, outside, start),
    kind=int,
    words=lambda inside, outside, start: f"start {start}, {payoffs_in_words(inside, outside)}",
    otherwise=lambda value, right, *case: f"You end at {value:g}, where it does not end",
    slips=(
        ("You return the largest size that lasts, wherever one starts.",
         lambda i, o, m: self_enforcing_sizes(i, o)[-1]),
        ("You return the smallest size that lasts, wherever one starts.",
         lambda i, o, m: self_enforcing_sizes(i, o)[0]),
        ("One signature may invite the next: go on until nobody moves.",
         lambda *case: settle(*case, rounds=1)),
        ("Members may leave, too.", lambda *case: settle(*case, leave=False)),
        ("Outsiders may join, too.", lambda *case: settle(*case, join=False)),
        ("You return the start; does nobody move?", lambda i, o, m: m),
        ("The nearest size that lasts is not always the one that is reached: follow the moves.",
         nearest),
    ),
)  # fmt: skip
