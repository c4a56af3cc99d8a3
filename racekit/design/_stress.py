"""A design tried in thousands of futures, one row each."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from racekit import sweeps
from racekit.design._design import Design
from racekit.stability import examine
from racekit.worlds import SCENARIOS, World

ENDS = ("holds", "void", "cheat", "leave")
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class StressTest:
    """What became of a design in many futures.

    Attributes
    ----------
    design : Design
    world : World
    asked : int
        Futures asked for; the table is shorter if the test was interrupted.
    seed : int
    table : DataFrame
        One row a future. What happens: ``scenario``, ``holdout``, ``leak``, ``find``, ``wrong``,
        and the race's ``pace`` (all speeds together, 1/yr), ``safety_tax``, ``risk``, ``enmity``,
        ``harm``, ``discount``. What comes of it: ``end`` ("holds", "void": too few signed,
        "cheat", "leave": what tempts most, where something does); ``cheater`` and ``leaver``,
        the most tempted nation or ""; ``cheat_room`` and ``leave_room``, what the most tempted
        member would lose by it [prizes], and ``kept`` [-], the risk while all comply, all NaN
        where void; ``disaster`` [-] and ``years`` as it ends, ``without`` [-] and
        ``years_without`` if there had been no treaty, ``planner`` [-] under one owner.
    """

    design: Design
    world: World
    asked: int
    seed: int
    table: pd.DataFrame

    def by_scenario(self):
        """Shares of the ends, and the mean risks, one row a scenario.

        Returns
        -------
        DataFrame
            ``holds``, ``void``, ``cheat``, ``leave`` add up to 1 [-]; ``disaster``, ``without``
            and ``planner`` are probabilities [-].
        """
        seen = [name for name in SCENARIOS if (self.table["scenario"] == name).any()]
        ends = pd.crosstab(self.table["scenario"], self.table["end"], normalize="index")
        risks = self.table.groupby("scenario")[["disaster", "without", "planner"]].mean()
        shares = ends.reindex(index=seen, columns=list(ENDS), fill_value=0.0)
        return shares.join(risks).rename_axis(columns=None)


def stress_test(design, world, draws=2000, seed=0, executor=None, progress=True):
    """Try a design in many futures of a world.

    Parameters
    ----------
    design : Design
    world : World
    draws : int
        Futures, in 1..1e6; the scenarios come in turn.
    seed : int
        As in `World.draw`.
    executor : concurrent.futures.Executor, optional
        Where to run, as in `racekit.sweeps.sweep`; the numbers are the same everywhere.
    progress : bool
        Show a progress bar.

    Returns
    -------
    StressTest
        With the futures done so far if the test is interrupted (KeyboardInterrupt).

    Raises
    ------
    ValueError, TypeError
        If the design is beyond this world; naming the argument, its range, and the value given.

    Notes
    -----
    In each future every member is asked, by `racekit.stability.examine`, whether it would cheat or
    leave. To stay costs it the premium of its fine, and in futures with outsiders its share of
    punishing them. If somebody would cheat or leave, or too few sign, the outcome is that of no
    treaty at all: hard on a treaty that one small nation breaks.

    Examples
    --------
    >>> from racekit.worlds import world
    >>> pledge = stress_test(Design(standard=1.0), world("calm"), draws=60, progress=False)
    >>> bool((pledge.table["end"] == "holds").any())
    False
    """
    if not isinstance(design, Design):
        raise TypeError(f"design must be a Design, got {design!r}")
    if not isinstance(world, World):
        raise TypeError(f"world must be a World, got {world!r}")
    design.check(world)
    futures = world.draw(draws, seed)
    rows = []
    try:
        for row in sweeps.each(
            partial(outcome, design=design, world=world),
            [{"draw": draw} for draw in futures],
            executor=executor,
            progress=progress,
        ):
            rows.append(row)
    except KeyboardInterrupt:
        pass  # what is done is done
    table = pd.DataFrame(rows, columns=_COLUMNS).rename_axis("draw")
    return StressTest(design, world, len(futures), seed, table)


def outcome(draw, design, world):
    """What becomes of a design in one future: a row of `StressTest.table`, as a dict."""
    race = draw.race
    row = {"scenario": draw.scenario, "holdout": draw.holdout or "", "leak": draw.leak,
           "find": draw.find, "wrong": draw.wrong, "pace": float(race.speed.sum())}  # fmt: skip
    row |= {name: getattr(race, name) for name in _FIELDS}
    row["planner"] = float(race.disaster_probability(race.planner()))
    treaty = design.treaty(draw, world)
    if treaty is None:
        nash = race.nash()
        risk, years = float(race.disaster_probability(nash)), float(race.expected_years(nash))
        risks = {"disaster": risk, "without": risk, "years": years, "years_without": years}
        return row | risks | _VOID
    found = examine(race, treaty, draw.leak, design.sanction, design.minimum)
    tempted = _temptations(found, design, world)
    holds = tempted["end"] == "holds"
    return row | tempted | {
        "disaster": found.risk_kept if holds else found.risk_without,
        "years": found.years_kept if holds else found.years_without,
        "kept": found.risk_kept,
        "without": found.risk_without,
        "years_without": found.years_without,
    }  # fmt: skip


def _temptations(found, design, world):
    """Who is most tempted to cheat and to leave, with what room, and how it ends."""
    outsiders = int((~found.signed).sum())
    price = world.premium * design.fine + world.sanction_cost * design.sanction * outsiders
    leave = found.comply - price - found.leave
    cheat = found.comply - found.cheat
    leavers = found.signed & (leave < -_ROUNDING)
    cheater, cheat_room = _most_tempted(found.race, found.signed, cheat, found.cheaters)
    leaver, leave_room = _most_tempted(found.race, found.signed, leave, leavers)
    cheating_first = cheater and (not leaver or cheat_room <= leave_room)
    end = "cheat" if cheating_first else "leave" if leaver else "holds"
    return {
        "cheater": cheater, "leaver": leaver, "end": end,
        "cheat_room": cheat_room, "leave_room": leave_room,
    }  # fmt: skip


def _most_tempted(race, signed, room, tempted):
    """The member with the least room, "" if even that one is not tempted; and its room."""
    lab = int(np.where(signed, room, np.inf).argmin())
    return (race.names[lab] if tempted.any() else ""), float(room[lab])


_FIELDS = ("safety_tax", "risk", "enmity", "harm", "discount")
_VOID = {"end": "void", "cheater": "", "leaver": ""} | dict.fromkeys(
    ("cheat_room", "leave_room", "kept"), np.nan
)
_COLUMNS = [
    "scenario", "holdout", "leak", "find", "wrong", "pace", *_FIELDS, "end", "cheater", "leaver",
    "cheat_room", "leave_room", "disaster", "kept", "without", "planner", "years", "years_without",
]  # fmt: skip
