"""Monte Carlo: many independent races at once, the same bits on any number of threads."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from racekit import _parallel, _validate
from racekit._compiled import kernels
from racekit._samples import Samples
from racekit._totals import Totals, endings
from racekit.race import Race, checked
from racekit.treaty import Treaty, checked_treaty

# Blocks long enough (about 5 ms) that handing them out costs nothing.
_BLOCK_EVENTS = 400_000
_BLOCK_RUNS = 2_000_000  # kept at a time where records are not wanted


@dataclass(frozen=True, eq=False)
class Simulation(Samples):
    """What happened in each simulated race.

    `summary` and `errors_off` speak of ``disaster`` [-], ``years`` [yr], and each lab's ``wins``
    [-] and ``payoffs`` [prizes]; with a treaty also of how often each member was ``caught`` and
    the treaty ``collapsed`` [-].

    Attributes
    ----------
    race : Race
    winner : int16[runs]
        Index of the lab that won; -1 if nobody could finish.
    years : float64[runs]
        Time of the win [yr]; inf if nobody could finish.
    disaster : bool[runs]
    treaty : Treaty or None
    caught_years : float64[runs, labs]
        Time at which a cheater was caught [yr]; inf if it never was.
    collapsed : bool[runs]
        Whether the treaty ended before the race did.

    Examples
    --------
    >>> race = Race.equal(2)
    >>> sim = simulate(race, [0.3, 0.3], runs=10_000, seed=1)
    >>> bool(sim.errors_off(disaster=0.28, wins=[0.5, 0.5]).abs().max() < 4)
    True
    >>> sim.summary().shape
    (6, 3)
    """

    race: Race
    winner: np.ndarray
    years: np.ndarray
    disaster: np.ndarray
    caught_years: np.ndarray
    collapsed: np.ndarray
    treaty: Treaty | None = None

    @property
    def runs(self):
        """Number of races."""
        return self.winner.size

    @property
    def caught(self):
        """Whether each lab was caught cheating, bool[runs, labs]."""
        return np.isfinite(self.caught_years)

    @np.errstate(under="ignore")  # nothing is left of what comes late enough
    def payoffs(self):
        """Discounted payoff of every lab in every race [prizes], float64[runs, labs].

        Fines are in it, discounted from the day they were paid.
        """
        ending = 2 * self.winner.astype(np.intp) + self.disaster
        fade = np.exp(-self.race.discount * np.where(self.winner < 0, 0.0, self.years))
        payoffs = endings(self.race)[:, np.maximum(ending, -1)].T * fade[:, None]
        if self.treaty is not None:
            caught = self.caught
            late = np.exp(-self.race.discount * self.caught_years[caught])
            payoffs[caught] -= self.treaty.fine * late
        return payoffs

    @cached_property
    def totals(self):
        """What the races add up to, as `simulate` returns with ``records=False``."""
        records = self.winner, self.years, self.disaster, self.caught_years, self.collapsed
        return Totals(self.race, self.treaty).add(*records)

    def _samples(self):
        return self.totals._samples()

    def _means(self, group):
        return self.totals._means(group)


def simulate(
    race, safety, runs=100_000, seed=0, *, treaty=None, inspections=None, catch_up=0.0,
    records=True, threads=None,
):  # fmt: skip
    """Run many independent races.

    Parameters
    ----------
    race : Race
    safety : array_like, float64[labs]
        s, safety of each lab before anything happens [-], in [0, 1]. A member of the treaty that
        does less than its standard cheats.
    runs : int
        Number of races, in 1..1e9.
    seed : int
        Same seed, same arrays bit for bit, on any number of threads; in 0..2**64 - 1.
    treaty : Treaty, optional
        Members are watched at its rates and fined, forced back to the standard, or released into
        Nash play as it says. After a collapse all do what `Race.nash` gives for the whole race.
    inspections : float, optional
        Visits that the inspectors can afford [1/yr], in [0, 1e6], in place of the treaty's rate
        of detection. Each goes to a member drawn from those not yet caught, and a cheater
        visited is caught: with m members left, each cheater is caught at rate inspections/m.
    catch_up : float
        Share of its safety that a lab drops for each milestone it is behind the leader [-], in
        [0, 1]. What counts for the risk is the mean safety over the winner's own milestones.
        A member that keeps the standard, or was forced back to it, does not drop below it.
    records : bool
        Keep what happened in each race. Without, memory does not grow with the runs, and the
        answer has `summary` and `errors_off` only.
    threads : int, optional
        Threads to use, in 1..1024; all that numba sees if left out.

    Returns
    -------
    Simulation or Totals
        `Totals` without records.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range, and the value given.

    Examples
    --------
    >>> sim = simulate(Race.equal(2), [1.0, 0.0], runs=10_000, seed=1)
    >>> bool(abs(sim.disaster.mean() - 1 / 3) < 0.02)
    True
    >>> sim = simulate(Race.equal(2), [1.0, 0.3], seed=1, treaty=Treaty(detection=0.5))
    >>> bool(abs(sim.caught[:, 1].mean() - 0.5 / (0.2 + 0.76 + 0.5)) < 0.01)
    True
    """
    safety, seed, catch_up = _checked(race, safety, seed, catch_up)
    runs = _validate.integer("runs", runs, 1, 10**9)
    watch = _watch(race, safety, catch_up, treaty, inspections)
    plan = _plan(race, safety, catch_up, watch)
    if _validate.flag("records", records):
        return Simulation(race, *_run(race, plan, seed, 0, runs, threads), treaty=treaty)
    totals = Totals(race, treaty)
    for first in range(0, runs, _BLOCK_RUNS):
        count = min(_BLOCK_RUNS, runs - first)
        totals.add(*_run(race, plan, seed, first, count, threads))
    return totals


def _run(race, plan, seed, first, runs, threads):
    """Records of so many races from this one on."""
    kernel, tables, block, draws, watched = plan
    winner = np.empty(runs, np.int16)
    years, disaster = np.empty(runs), np.empty(runs, np.bool_)
    if watched:
        caught_years, collapsed = np.empty((runs, race.n)), np.empty(runs, np.bool_)
    else:
        caught_years = np.broadcast_to(np.inf, (runs, race.n))
        collapsed = np.broadcast_to(False, runs)
    outputs = winner, years, disaster
    if kernel is kernels().event_races:
        unwatched = np.empty((0, race.n)), np.empty(0, np.bool_)
        outputs += (caught_years, collapsed) if watched else unwatched
    key = _first_draw(seed, draws, first)

    def fill(start):
        with np.errstate(over="ignore"):  # the counter wraps; plain Python would warn
            kernel(start, min(start + block, runs), key, *tables, *outputs)

    _parallel.in_threads(fill, range(0, runs, block), threads)
    return winner, years, disaster, caught_years, collapsed


def _first_draw(seed, draws, run):
    """The key with which a run is run 0."""
    with np.errstate(over="ignore"):
        return _parallel.key(seed) + np.uint64(draws * run) * kernels().GAMMA


def trace(race, safety, seed=0, run=0, *, catch_up=0.0):
    """Tell the story of one race: run ``run`` of ``simulate`` with the same seed.

    Parameters
    ----------
    race, safety, seed, catch_up
        As in `simulate`.
    run : int
        Which of the runs, in 0..1e9.

    Returns
    -------
    DataFrame
        One row a milestone: "year", "lab" (name), "milestones" (that lab's count so far).
        ``attrs`` holds "winner" (index), "years" and "disaster" of the run.

    Examples
    --------
    >>> story = trace(Race.equal(2, milestones=3), [0.5, 0.5], seed=1)
    >>> bool(story["milestones"].iloc[-1] == 3)
    True
    """
    safety, seed, catch_up = _checked(race, safety, seed, catch_up)
    run = _validate.integer("run", run, 0, 10**9)
    winner, years, disaster = np.empty(1, np.int16), np.empty(1), np.empty(1, np.bool_)
    draws = _draws(race, None)
    who, when = np.full(draws // 2, -1), np.empty(draws // 2)
    course = _course(race, safety, catch_up)
    with np.errstate(over="ignore"):
        key = _first_draw(seed, draws, run)
        kernels().trace_race(key, course, who, when, winner, years, disaster)
    when, who = when[who >= 0], who[who >= 0]
    count = [int((who[: i + 1] == lab).sum()) for i, lab in enumerate(who)]
    story = pd.DataFrame(
        {"year": when, "lab": [race.names[lab] for lab in who], "milestones": count}
    )
    story.attrs = {
        "winner": int(winner[0]), "years": float(years[0]), "disaster": bool(disaster[0])
    }  # fmt: skip
    return story


def _checked(race, safety, seed, catch_up):
    checked(race, milestones=True)
    safety = _validate.shaped("safety", safety, (race.n,), 0.0, 1.0)
    seed = _validate.integer("seed", seed, 0, 2**64 - 1)
    return safety, seed, _validate.number("catch_up", catch_up, 0.0, 1.0)


class Course(NamedTuple):
    """One race as the event-driven kernels take it; danger is ``base + steep (1 - safety)**curve``.

    A lab drops ``catch_up`` of its safety for each milestone that it is behind.
    """

    speed: np.ndarray  # float64[labs]
    tax: float
    safety: np.ndarray  # float64[labs], before anything happens
    base: float
    steep: float
    curve: float
    milestones: int
    catch_up: float


class Watch(NamedTuple):
    """What the kernel needs of a treaty."""

    signed: np.ndarray  # bool[labs]; members with safety below the standard cheat
    standard: float
    detection: float  # of each cheater, or spread over the members not yet caught [1/yr]
    shared: bool  # whether it is spread
    alarms: float  # rate of false alarms that end the treaty [1/yr]
    collapses: bool  # being caught ends the treaty, instead of forcing the cheater back
    nash: np.ndarray  # float64[labs], what all do after a collapse


def _course(race, safety, catch_up):
    base, steep = race.races.danger_terms()
    return Course(
        race.speed, race.safety_tax, safety, base, steep, race.curve, race.milestones, catch_up
    )


def _plan(race, safety, catch_up, watch):
    """Kernel, its tables, runs a block, draws a run, and whether anybody is watched."""
    rates = race.rates(safety)
    if watch is None and race.milestones == 1 and rates.sum() > 0:
        return kernels().memoryless_races, _memoryless(race, safety, rates), _BLOCK_EVENTS, 2, False
    draws, watched = _draws(race, watch), watch is not None
    if not watched:
        nobody = np.zeros(race.n, np.bool_)
        watch = Watch(nobody, 0.0, 0.0, False, 0.0, False, np.zeros(race.n))
    tables = draws, _course(race, safety, catch_up), watch
    block = max(1, _BLOCK_EVENTS // (race.n * race.milestones))
    return kernels().event_races, tables, block, draws, watched


def _memoryless(race, safety, rates):
    """Mean years, and the tables of a draw, where one breakthrough decides."""
    total = rates.cumsum()[-1]  # in the kernel's order, so that `trace` agrees to the last bit
    share = rates / total
    splits = np.cumsum(share) - share * (1.0 - race.races.danger(safety))
    return 1.0 / total, np.cumsum(share), splits


def _draws(race, watch):
    """Random numbers that one race may use: two an event."""
    if watch is None:
        return 2 * (race.n * (race.milestones - 1) + 1)
    return 2 * (race.n * race.milestones + 2)  # each lab is caught once at most, and one alarm


def _watch(race, safety, catch_up, treaty, inspections):
    """What the kernel needs of a treaty; None without one, and where it changes nothing."""
    if treaty is None:
        if inspections is not None:
            given = _validate.shown(inspections)
            raise ValueError(f"inspections need a treaty to inspect, got {given}")
        return None
    checked_treaty(treaty)
    detection, shared = treaty.detection, inspections is not None
    if shared:
        detection = _validate.number("inspections", inspections, 0.0, 1e6, "1/yr")
    signed = treaty.signed(race)
    alarms = treaty.false_alarms * float(signed.sum()) if treaty.collapses else 0.0
    cheats = signed & (safety < treaty.standard)
    happens = alarms + detection * cheats.any() > 0.0
    if not happens and (catch_up == 0.0 or race.milestones == 1):
        return None
    nash = race.nash() if treaty.collapses and happens else np.zeros(race.n)
    return Watch(signed, treaty.standard, detection, shared, alarms, treaty.collapses, nash)
