"""Exercises on designing a treaty: a stick, a stress test read, and designs that must pass one.

A design is stress-tested in futures that the learner has not seen, and the verdict is the
scorecard's: does it deter, is it stable, what risk remains, what does it cost.
"""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pandas as pd

from racekit.check._exercise import Exercise
from racekit.check._verdict import Wrong, exercise
from racekit.design import Design, scorecard, stress_test
from racekit.worlds import SCENARIOS, world

# --- the shortest stick --------------------------------------------------------------------


def stick(stay, leave, members, outsiders, cost):
    """Sanction that keeps a member, who pays for punishing those outside already."""
    return (leave - stay) / (members - 1 - cost * outsiders)


def where_leaving_tempts(rule):
    """A slip that says nothing where no stick is needed: there a learner may have cut it."""
    return lambda stay, leave, *case: rule(stay, leave, *case) if leave > stay else np.nan


shortest_stick = Exercise(
    title="The shortest stick",
    cases=((0.30, 0.36, 4, 1, 0.4), (0.20, 0.33, 5, 2, 0.8), (0.41, 0.45, 3, 0, 0.7),
           (0.25, 0.31, 6, 3, 1.2), (0.40, 0.35, 4, 1, 0.3)),  # nobody wants to leave
    right=lambda stay, leave, members, outsiders, cost: (
        max(0.0, stick(stay, leave, members, outsiders, cost))),
    words="stay {:g}, leave {:g}, {} members, {} outside, price of punishing {:g}".format,
    inside=(0, np.inf, "A sanction is not negative"),
    otherwise=lambda value, right, *case: f"With your stick of {value:.4g} " + (
        "it leaves all the same" if value < right else "a shorter stick would do"),
    slips=(
        ("A stick is not negative; where nobody wants to leave, none is needed.", stick),
        *((said, where_leaving_tempts(rule)) for said, rule in (
            ("Look at the sign: what does leaving gain?", lambda *case: -stick(*case)),
            ("A nation that has left does not punish itself; how many are still inside?",
             lambda s, v, m, k, c: (v - s) / (m - c * k)),
            ("Punishing costs the member who stays; that is missing.",
             lambda s, v, m, k, c: (v - s) / (m - 1)),
            ("Who punishes the one that leaves, and what does staying cost?",
             lambda s, v, m, k, c: (v - s) / m),
            ("One prize from one member; are there not more who punish?",
             lambda s, v, m, k, c: v - s),
            ("The cost of punishing makes staying dearer, so the stick must be longer, not "
             "shorter.", lambda s, v, m, k, c: (v - s) / (m - 1 + c * k)),
            ("A member pays for each of those outside, not for one.",
             lambda s, v, m, k, c: (v - s) / (m - 1 - c)),
            ("A member pays for those who are outside already; nobody pays for a threat.",
             lambda s, v, m, k, c: (v - s) / ((m - 1) * (1 - c))),
            ("One leaver is punished by each member once, however many others are outside.",
             lambda s, v, m, k, c: (v - s) / ((m - 1) * k - c)),
            ("The price of punishing is not in your answer.",
             lambda s, v, m, k, c: (v - s) / (m - 1 - k)),
            ("The stick must take what leaving gains, not all that it brings.",
             lambda s, v, m, k, c: v / (m - 1 - c * k)),
        )),
    ),
)  # fmt: skip


# --- read a stress test --------------------------------------------------------------------

ENDS = ("holds", "cheat", "leave", "void")
FUTURES = (  # of each scenario, by how they end
    {"holdout": (2, 3, 3, 2), "leakage": (28, 4, 4, 4), "new entrant": (9, 0, 0, 0),
     "false alarms": (8, 1, 0, 0)},
    {"leakage": (3, 3, 3, 3), "as planned": (5, 6, 0, 0), "new entrant": (5, 0, 6, 0),
     "holdout": (5, 0, 0, 6), "false alarms": (9, 1, 0, 0)},
    {"as planned": (1, 1, 0, 0), "faster technology": (4, 3, 3, 2), "leakage": (9, 1, 0, 0)},
    {"new entrant": (0, 1, 1, 0), "holdout": (6, 1, 1, 6), "leakage": (12, 8, 3, 0)},
)  # fmt: skip


def tables():
    """A small stress test of each kind, its rows in no order."""
    rng = np.random.default_rng(152)
    for futures in FUTURES:
        rows = [(name, end) for name, counts in futures.items()
                for end, count in zip(ENDS, counts, strict=True) for _ in range(count)]  # fmt: skip
        table = pd.DataFrame(rows, columns=["scenario", "end"])
        danger = {"false alarms": 0.3, weakest(table): 0.2}
        table["disaster"] = [danger.get(name, 0.1) for name in table["scenario"]]
        yield (table.iloc[rng.permutation(len(table))].reset_index(drop=True),)


def ending(table, *ends):
    """The futures that end so, by scenario."""
    return table["end"].isin(ends).groupby(table["scenario"])


def weakest(table):
    return ending(table, "holds").mean().idxmin()


read_a_stress_test = Exercise(
    title="Read a stress test",
    cases=tables,
    right=weakest,
    kind=SCENARIOS,
    words=lambda table: ", ".join(
        f"{n} futures of {name}" for name, n in table["scenario"].value_counts(sort=False).items()),
    otherwise=lambda name, right, table: (
        f"It holds less often elsewhere than under {name!r}" if name in set(table["scenario"]) else
        f"No future of the test is of that kind, {name!r}"),
    slips=(
        ("There the treaty holds most often.",
         lambda table: ending(table, "holds").mean().idxmax()),
        ("There it breaks in the largest number of futures; some scenarios have more futures than "
         "others, so compare shares.", lambda table: ending(table, *ENDS[1:]).sum().idxmax()),
        ("There it holds in the smallest number of futures; compare shares.",
         lambda table: ending(table, "holds").sum().idxmin()),
        ("That is the most dangerous scenario, not the one that breaks the treaty most.",
         lambda table: table.groupby("scenario")["disaster"].mean().idxmax()),
        ("There cheating breaks it most often; what else can?",
         lambda table: ending(table, "cheat").mean().idxmax()),
        ("There leaving breaks it most often; what else can?",
         lambda table: ending(table, "leave").mean().idxmax()),
        ("There it is void most often; what else can break it?",
         lambda table: ending(table, "void").mean().idxmax()),
    ),
)  # fmt: skip


# --- designs, judged by their scorecards ---------------------------------------------------

DRAWS, SEED = 90, 2024


def judge_design(attempt, place):
    """Try one design in one world, and name its binding weakness."""
    case = f"the {place.name}, budget {place.budget:g} trips a year"
    design = attempt.instance(case, Design, deepcopy(place))  # goals could be written into
    try:
        result = stress_test(design, place, draws=DRAWS, seed=SEED, progress=False)
    except ValueError as refused:
        raise Wrong(f"This world refuses your design: {refused} ({case}).") from None
    card = scorecard(result)
    if not card.passed:
        scores = "; ".join(f"{name} {value}, {goal}" for name, value, goal, _ in card.rows())
        raise Wrong(f"{card.sentence} Scores in {DRAWS} other futures of {case}: {scores}.")


@exercise("A calm world, on a third of the budget")
def calm_world(attempt):
    """Check a function (place) -> Design for the calm world on a third of its budget."""
    judge_design(attempt, replace(world("calm", seed=1), budget=5.0))


@exercise("A tense world")
def tense_world(attempt):
    """Check a function (place) -> Design for the tense world."""
    judge_design(attempt, world("tense", seed=1))


@exercise("A hard world")
def hard_world(attempt):
    """Check a function (place) -> Design for the hard world."""
    judge_design(attempt, world("hard", seed=1))


@exercise("A designer")
def designer(attempt):
    """Check a function (place) -> Design for worlds that nobody has shown."""
    for difficulty, seed in (("calm", 11), ("tense", 12), ("hard", 13)):
        judge_design(attempt, world(difficulty, seed=seed))
