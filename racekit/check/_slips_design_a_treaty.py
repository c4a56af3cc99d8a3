"""Right answers to the capstone's exercises, and the usual slips on the way to them.

A function with a plural for a name returns pairs: what the slip would answer in this case, and
the sentence for it.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from racekit.worlds import world

# --- the shortest stick -------------------------------------------------------------------


def stick(stay, leave, members, outsiders, cost):
    """Least sanction that keeps a member, who pays for punishing those outside already."""
    return max(0.0, (leave - stay) / (members - 1 - cost * outsiders))


def sticks(stay, leave, members, outsiders, cost):
    gain, right = leave - stay, stick(stay, leave, members, outsiders, cost)
    pairs = [
        (gain / (members - 1 - cost * outsiders),
         "A stick is not negative; where nobody wants to leave, none is needed."),
        (-gain / (members - 1 - cost * outsiders), "Look at the sign: what does leaving gain?"),
        (gain / (members - cost * outsiders),
         "A nation that has left does not punish itself; how many are still inside?"),
        (gain / (members - 1), "Punishing costs the member who stays; that is missing."),
        (gain / members, "Who punishes the one that leaves, and what does staying cost?"),
        (gain, "One prize from one member; are there not more who punish?"),
        (gain / (members - 1 + cost * outsiders),
         "The cost of punishing makes staying dearer, so the stick must be longer, not shorter."),
        (gain / (members - 1 - cost),
         "A member pays for each of those outside, not for one."),
        (gain / ((members - 1) * (1 - cost)),
         "A member pays for those who are outside already; nobody pays for a threat."),
        (gain / ((members - 1) * outsiders - cost),
         "One leaver is punished by each member once, however many others are outside."),
        (gain / (members - 1 - outsiders), "The price of punishing is not in your answer."),
        (leave / (members - 1 - cost * outsiders),
         "The stick must take what leaving gains, not all that it brings."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if abs(value - right) > 1e-9]


# --- read a stress test -------------------------------------------------------------------


def tables():
    """Small stress tests: a column "scenario", a column "end", and the risk."""
    rng = np.random.default_rng(152)
    # futures of each scenario in which it holds, and in which it is cheated, left, void
    cases = [
        {"holdout": (2, 3, 3, 2), "leakage": (28, 4, 4, 4), "new entrant": (9, 0, 0, 0),
         "false alarms": (8, 1, 0, 0)},
        {"leakage": (3, 3, 3, 3), "as planned": (5, 6, 0, 0), "new entrant": (5, 0, 6, 0),
         "holdout": (5, 0, 0, 6), "false alarms": (9, 1, 0, 0)},
        {"as planned": (1, 1, 0, 0), "faster technology": (4, 3, 3, 2), "leakage": (9, 1, 0, 0)},
        {"new entrant": (0, 1, 1, 0), "holdout": (6, 1, 1, 6), "leakage": (12, 8, 3, 0)},
    ]  # fmt: skip
    made = []
    for case in cases:
        rows = [
            (name, end)
            for name, counts in case.items()
            for end, count in zip(("holds", "cheat", "leave", "void"), counts, strict=True)
            for _ in range(count)
        ]
        table = pd.DataFrame(rows, columns=["scenario", "end"])
        danger = {"false alarms": 0.3, weakest(table): 0.2}
        table["disaster"] = [danger.get(name, 0.1) for name in table["scenario"]]
        made.append(table.iloc[rng.permutation(len(table))].reset_index(drop=True))
    return made


def weakest(table):
    """Scenario in which the treaty holds least often."""
    return (table["end"] == "holds").groupby(table["scenario"]).mean().idxmin()


def readings(table):
    holds = table["end"] == "holds"
    by = table["scenario"]
    shares = {end: (table["end"] == end).groupby(by).mean() for end in ("cheat", "leave", "void")}
    pairs = [
        (holds.groupby(by).mean().idxmax(), "There the treaty holds most often."),
        ((~holds).groupby(by).sum().idxmax(),
         "There it breaks in the largest number of futures; some scenarios have more futures than "
         "others, so compare shares."),
        (holds.groupby(by).sum().idxmin(),
         "There it holds in the smallest number of futures; compare shares."),
        (table.groupby("scenario")["disaster"].mean().idxmax(),
         "That is the most dangerous scenario, not the one that breaks the treaty most."),
        (shares["cheat"].idxmax(), "There cheating breaks it most often; what else can?"),
        (shares["leave"].idxmax(), "There leaving breaks it most often; what else can?"),
        (shares["void"].idxmax(), "There it is void most often; what else can break it?"),
    ]  # fmt: skip
    return [(name, said) for name, said in pairs if name != weakest(table)]


# --- designs ----------------------------------------------------------------


def calm():
    """The calm world whose treasury has cut the budget to a third."""
    return replace(world("calm", seed=1), budget=5.0)


def tense():
    return world("tense", seed=1)


def hard():
    return world("hard", seed=1)


def unseen():
    """Worlds that a designer has not met."""
    return [world("calm", seed=11), world("tense", seed=12), world("hard", seed=13)]


