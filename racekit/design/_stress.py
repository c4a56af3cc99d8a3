"""A design tried in thousands of futures, one row each."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from racekit import _validate, sweeps
from racekit._rows import stacked
from racekit.design._design import Design
from racekit.pacts import Pact
from racekit.stability import examined
from racekit.worlds import SCENARIOS, World

ENDS = ("holds", "void", "cheat", "leave")
_ROUNDING = 1e-12
_BLOCK = 240  # futures examined together


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
    In each future every member is asked, as by `racekit.stability.examine`, whether it would cheat
    or leave. To stay costs it the premium of its fine, and in futures with outsiders its share of
    punishing them. If somebody would cheat or leave, or too few sign, the outcome is that of no
    treaty at all: hard on a treaty that one small nation breaks.

    Examples
    --------
    >>> from racekit.worlds import world
    >>> pledge = stress_test(Design(standard=1.0), world("calm"), draws=60, progress=False)
    >>> bool((pledge.table["end"] == "holds").any())
    False
    """
    _validate.instance("design", design, Design)
    _validate.instance("world", world, World)
    design.check(world)
    draws = _validate.integer("draws", draws, 1, 10**6)
    seed = _validate.integer("seed", seed, 0, 2**64 - 1)
    blocks = [range(first, min(first + _BLOCK, draws)) for first in range(0, draws, _BLOCK)]
    tables = [pd.DataFrame(columns=_COLUMNS)]
    try:
        for table in sweeps.each(
            partial(outcomes, design=design, world=world, seed=seed),
            [{"which": which} for which in blocks],
            executor=executor,
            progress=progress,
        ):
            tables.append(table)
    except KeyboardInterrupt:
        pass  # what is done is done
    table = pd.concat(tables[1:] or tables).rename_axis("draw")
    return StressTest(design, world, draws, seed, table)


def outcomes(which, design, world, seed):
    """What becomes of a design in futures of these numbers: rows of `StressTest.table`."""
    futures = dict(zip(which, world.futures(which, seed), strict=True))
    sizes = {}  # races of as many labs are examined together
    for number, future in futures.items():
        sizes.setdefault(future.race.n, []).append(number)
    tables = [
        _alike(pd.Index(numbers), [futures[number] for number in numbers], design, world)
        for numbers in sizes.values()
    ]
    return pd.concat(tables).sort_index()[_COLUMNS]


def _alike(index, futures, design, world):
    """The same for futures whose races have as many labs."""
    races = stacked([future.race.races for future in futures])
    names = np.array([future.race.names for future in futures])
    pact = _pact(futures, names, design, world)
    leak = np.array([future.leak for future in futures])
    found = examined(races, pact, leak, design.sanction, design.minimum)
    void = pact.signed.sum(axis=1) < design.minimum
    outsiders = (~pact.signed).sum(axis=1)
    price = world.premium * design.fine + world.sanction_cost * design.sanction * outsiders
    leave = found["comply"] - price[:, None] - found["leave"]
    cheat = found["comply"] - found["cheat"]
    leavers = pact.signed & (leave < -_ROUNDING)
    cheater, cheat_room = _most_tempted(names, pact.signed, cheat, found["cheaters"], void)
    leaver, leave_room = _most_tempted(names, pact.signed, leave, leavers, void)
    broken = (cheater != "") | (leaver != "")
    cheating_first = (cheater != "") & ((leaver == "") | (cheat_room <= leave_room))
    end = np.where(broken, np.where(cheating_first, "cheat", "leave"), "holds")
    kept = ~void & ~broken
    columns = _happenings(futures) | {
        "planner": races.danger(races.planner()[:, None])[:, 0],
        "cheater": cheater, "leaver": leaver, "cheat_room": cheat_room, "leave_room": leave_room,
        "end": np.where(void, "void", end),
        "disaster": np.where(kept, found["risk_kept"], found["risk_without"]),
        "years": np.where(kept, found["years_kept"], found["years_without"]),
        "kept": np.where(void, np.nan, found["risk_kept"]),
        "without": found["risk_without"],
        "years_without": found["years_without"],
    }  # fmt: skip
    return pd.DataFrame(columns, index=index)


def _pact(futures, names, design, world):
    """The treaties that the design becomes, as arrays."""
    asked = np.isin(names, list(world.nations) if design.members is None else design.members)
    holdouts = np.array([[future.holdout or ""] for future in futures])
    find, wrong = (np.array([getattr(f, name) for f in futures]) for name in ("find", "wrong"))
    return Pact(
        asked & (names != holdouts), np.full(len(futures), design.standard),
        find * design.visits, wrong * design.visits, np.full(len(futures), design.fine),
        design.after == "collapse",
    )  # fmt: skip


def _happenings(futures):
    """What happens in each future, whatever the design: columns of the table."""
    happens = {name: [getattr(future, name) for future in futures]
               for name in ("scenario", "holdout", "leak", "find", "wrong")}  # fmt: skip
    happens["holdout"] = [holdout or "" for holdout in happens["holdout"]]
    happens["pace"] = [float(future.race.speed.sum()) for future in futures]
    return happens | {
        name: [getattr(future.race, name) for future in futures] for name in _FIELDS
    }


def _most_tempted(names, signed, room, tempted, void):
    """The member with the least room, "" if even that one is not tempted; and its room."""
    row, lab = np.arange(len(names)), np.where(signed, room, np.inf).argmin(axis=1)
    gives_in = tempted.any(axis=1) & ~void
    return np.where(gives_in, names[row, lab], ""), np.where(void, np.nan, room[row, lab])


_FIELDS = ("safety_tax", "risk", "enmity", "harm", "discount")
_COLUMNS = [
    "scenario", "holdout", "leak", "find", "wrong", "pace", *_FIELDS, "end", "cheater", "leaver",
    "cheat_room", "leave_room", "disaster", "kept", "without", "planner", "years", "years_without",
]  # fmt: skip
