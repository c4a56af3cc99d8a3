"""Does it deter, is it stable, what risk remains, what does it cost; and what is weakest."""

from dataclasses import dataclass

import pandas as pd

from racekit import _validate
from racekit.design._stress import StressTest

FEWEST = 60  # futures, ten of each scenario
_SHARES = ("deterrence", "stability")  # the larger the better


@dataclass(frozen=True, slots=True, eq=False)
class Scorecard:
    """How a design did, against the goals of its world.

    Attributes
    ----------
    table : DataFrame
        Index: ``deterrence``, share of the futures with the treaty in force in which nobody gains
        by cheating [-]; ``stability``, share of all futures in which it is in force and nobody
        gains by leaving [-]; ``risk``, share of the avoidable risk that remains [-]; ``cost``,
        trips of the inspectors [1/yr]. Columns ``value``, ``goal``, ``room`` (what is left to the
        goal, as a share of it; negative where it is missed) and ``passed``.
    passed : bool
        All four goals are met, in at least 60 futures.
    weakness : str
        The criterion with the least room; ``risk`` only as far as it would remain if the treaty
        always held, unless it is the only one that fails.
    sentence : str
        What is weakest, in words.
    """

    table: pd.DataFrame
    passed: bool
    weakness: str
    sentence: str

    def rows(self):
        """Criterion, value, goal and verdict in words: a list of four strings each."""
        rows = []
        for name, row in self.table.iterrows():
            least = "at least" if name in _SHARES else "at most"
            goal = f"{least} {_in_words(name, row['goal'], '.3g')}"
            verdict = "passes" if row["passed"] else "fails"
            rows.append((name, _in_words(name, row["value"]), goal, verdict))
        return rows

    def __str__(self):
        lines = ["{:<12}{:>14}   {:<20}{}".format(*row) for row in self.rows()]
        return "\n".join([*lines, self.sentence])


def scorecard(result):
    """Score a stress test against the goals of its world.

    Parameters
    ----------
    result : StressTest

    Returns
    -------
    Scorecard

    Notes
    -----
    The avoidable risk is P(D) without a treaty minus P(D) under one owner of all nations, each a
    mean over the futures. A treaty that does not hold leaves all of it. A void treaty deters
    nobody; if it is void everywhere, deterrence is 0.

    Examples
    --------
    >>> from racekit.design import Design, stress_test
    >>> from racekit.worlds import world
    >>> card = scorecard(stress_test(Design(), world("calm"), draws=60, progress=False))
    >>> card.passed, card.weakness
    (False, 'deterrence')
    """
    _validate.instance("result", result, StressTest)
    values, goals = _values(result), result.world.goals | {"cost": result.world.budget}
    rows = []
    for name, value in values.items():
        goal = goals[name]
        gap = value - goal if name in _SHARES else goal - value
        rows.append((name, value, goal, gap / goal if goal else gap, gap >= -1e-9))
    columns = ["criterion", "value", "goal", "room", "passed"]
    table = pd.DataFrame(rows, columns=columns).set_index("criterion")
    weakness = _weakest(result, table)
    enough = len(result.table) >= FEWEST
    passed = bool(table["passed"].all()) and enough
    return Scorecard(table, passed, weakness, _sentence(result, table, passed, weakness))


def compare(results):
    """Lay designs side by side.

    Parameters
    ----------
    results : dict of {str: StressTest}
        A name for each design: its stress test.

    Returns
    -------
    DataFrame
        One column a design: its text, its scores, its verdict and its weakness.

    Examples
    --------
    >>> from racekit.design import Design, stress_test
    >>> from racekit.worlds import world
    >>> pledge = stress_test(Design(), world("calm"), draws=60, progress=False)
    >>> compare({"pledge": pledge})["pledge"]["verdict"]
    'fails'
    """
    if not isinstance(results, dict) or not results:
        shown = _validate.shown(results)
        raise TypeError(f"results must be a dict of name: StressTest, got {shown}")
    for name, result in results.items():
        _validate.instance(f"results[{_validate.shown(name)}]", result, StressTest)
    columns = {}
    for name, result in results.items():
        card, text = scorecard(result), result.design.articles(result.world)
        scores = {name: value for name, value, _, _ in card.rows()}
        verdict = {"verdict": "passes" if card.passed else "fails", "weakest": card.weakness}
        columns[name] = text | scores | verdict
    return pd.DataFrame(columns)


def _in_words(criterion, value, style=".1f"):
    """A value of a criterion, or any share, with its unit."""
    if criterion == "cost":
        return f"{value:.0f} trips/yr" if value >= 100 else f"{value:.3g} trips/yr"
    return f"{100 * value:{style}} %"


def _values(result):
    table = result.table
    if table.empty:  # interrupted before the first future was done
        return {"deterrence": 0.0, "stability": 0.0, "risk": 1.0,
                "cost": result.design.trips(result.world)}  # fmt: skip
    force = table["end"] != "void"
    deterred, stays = table["cheater"] == "", table["leaver"] == ""
    risk, least, most = (table[name].mean() for name in ("disaster", "planner", "without"))
    # where there is nothing to avoid, no treaty can show that it avoids it
    remains = (risk - least) / (most - least) if most - least > 1e-12 else 1.0
    return {
        "deterrence": float(deterred[force].mean()) if force.any() else 0.0,
        "stability": float((force & stays).mean()),
        "risk": float(remains),
        "cost": result.design.trips(result.world),
    }


def _weakest(result, table):
    """A treaty that breaks leaves the whole risk: then what breaks it is to blame."""
    room = table["room"].copy()
    if not table.drop(index="risk")["passed"].all():
        goal = table.loc["risk", "goal"]
        room["risk"] = (goal - _if_kept(result)) / goal if goal else -_if_kept(result)
    return str(room.idxmin())


def _if_kept(result):
    """Share of the avoidable risk that would remain if a treaty in force always held."""
    force = result.table[result.table["end"] != "void"]
    kept, least, most = (force[name].mean() for name in ("kept", "planner", "without"))
    return (kept - least) / (most - least) if most - least > 1e-12 else 0.0  # NaN: none in force


def _sentence(result, table, passed, weakness):
    done = len(result.table)
    if done < FEWEST:
        return (
            f"No verdict: {done} of {result.asked} futures are done, and it takes {FEWEST} to see "
            "every scenario often enough."
        )
    said = _WORDS[weakness](result, table.loc[weakness])
    begun = "Passes; the least room is in" if passed else "Fails; binding weakness:"
    unfinished = f" (Interrupted after {done} of {result.asked} futures.)"
    return f"{begun} {weakness}. {said}" + unfinished * (done < result.asked)


def _deterrence(result, _row):
    table = result.table
    cheats = table["cheater"] != ""
    if (table["end"] == "void").all():
        return "The treaty never comes into force, so it deters nobody."
    if not cheats.any():
        return "Nobody would gain by cheating."
    return (
        f"Somebody gains by cheating in {_in_words('share', cheats.mean())} of the futures, mostly "
        f"{table.loc[cheats, 'cheater'].mode()[0]}, {_when(table, cheats)}."
    )


def _stability(result, _row):
    table = result.table
    void, leaves = table["end"] == "void", table["leaver"] != ""
    said = []
    if void.any():
        said.append(
            f"the treaty is void in {_in_words('share', void.mean())} of the futures, for want of "
            f"{result.design.minimum} signatures"
        )
    if leaves.any():
        said.append(
            f"somebody gains by leaving in {_in_words('share', leaves.mean())} of the futures, "
            f"mostly {table.loc[leaves, 'leaver'].mode()[0]}, {_when(table, leaves)}"
        )
    if not said:
        return "Enough sign, and nobody would gain by leaving."
    words = "; ".join(said)
    return f"{words[0].upper()}{words[1:]}."


def _risk(result, row):
    return (
        f"{_in_words('risk', row['value'])} of the avoidable risk remains; it would be "
        f"{_in_words('risk', _if_kept(result))} if it always held."
    )


def _cost(result, row):
    return (
        f"The inspectors make {_in_words('cost', row['value'])}, and their budget is "
        f"{_in_words('cost', row['goal'])}."
    )


_WORDS = {"deterrence": _deterrence, "stability": _stability, "risk": _risk, "cost": _cost}


_WHEN = {
    "as planned": "when all goes as planned",
    "holdout": "when a nation holds out",
    "false alarms": "when false alarms are many",
    "leakage": "when capability leaks",
    "faster technology": "when technology is faster",
    "new entrant": "when a new nation enters",
}


def _when(table, flag):
    """Scenario in which something happens most often, in words."""
    shares = flag.groupby(table["scenario"], sort=False).mean()
    if shares.max() - shares.min() < 0.01:
        return "in every scenario alike"
    return f"most often {_WHEN[shares.idxmax()]}"
