"""Monte Carlo: many independent races at once, the same bits on any number of threads."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from racekit import _parallel, _validate
from racekit._compiled import kernels
from racekit._samples import Samples
from racekit.race import Race, checked
from racekit.treaty import Treaty, checked_treaty

# Blocks long enough (about 5 ms) that handing them out costs nothing.
_BLOCK_EVENTS = 400_000


@dataclass(frozen=True, slots=True, eq=False)
class Simulation(Samples):
    """What happened in each simulated race.

    `summary` and `errors_off` speak of ``disaster`` [-], ``years`` [yr], and each lab's ``wins``
    [-] and ``payoffs`` [prizes]; with a treaty also of how often each member was ``caught`` and
    the treaty ``collapsed`` [-].

    Attributes
    ----------
    race : Race
    winner : intp[runs]
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
    treaty: Treaty | None
    caught_years: np.ndarray
    collapsed: np.ndarray

    @property
    def runs(self):
        """Number of races."""
        return self.winner.size

    @property
    def caught(self):
        """Whether each lab was caught cheating, bool[runs, labs]."""
        return np.isfinite(self.caught_years)

    def payoffs(self):
        """Discounted payoff of every lab in every race [prizes], float64[runs, labs].

        Fines are in it, discounted from the day they were paid.
        """
        race = self.race
        safe_win = 1.0 - race.enmity_matrix()
        worth = np.vstack([safe_win.T, np.zeros(race.n)])  # last row: nobody won
        outcome = np.where(self.disaster[:, None], -race.harms(), worth[self.winner])
        years = np.where(self.winner < 0, 0.0, self.years)  # inf * 0 would be NaN
        payoffs = outcome * np.exp(-race.discount * years)[:, None]
        if self.treaty is not None:
            caught = self.caught
            payoffs[caught] -= self.treaty.fine * np.exp(-race.discount * self.caught_years[caught])
        return payoffs

    def _samples(self):
        """Everything the closed forms predict.

        With a treaty also how often each member is caught and the treaty collapses.
        """
        names = self.race.names
        groups = {
            "disaster": lambda: {"disaster": self.disaster},
            "years": lambda: {"years": self.years},
            "wins": lambda: {f"{name} wins": self.winner == lab for lab, name in enumerate(names)},
            "payoffs": lambda: {
                f"{name} payoff": own for name, own in zip(names, self.payoffs().T, strict=True)
            },
        }
        if self.treaty is not None:
            members = np.flatnonzero(self.treaty.signed(self.race))
            groups["caught"] = lambda: {f"{names[m]} caught": self.caught[:, m] for m in members}
            groups["collapsed"] = lambda: {"collapsed": self.collapsed}
        return groups


def simulate(
    race, safety, runs=100_000, seed=0, *, treaty=None, inspections=None, catch_up=0.0, threads=None
):
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
    threads : int, optional
        Threads to use, in 1..1024; all that numba sees if left out.

    Returns
    -------
    Simulation

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
    watch = _watch(race, safety, catch_up, treaty, inspections)
    runs = _validate.integer("runs", runs, 1, 10**9)
    winner = np.empty(runs, np.intp)
    years, disaster = np.empty(runs), np.empty(runs, np.bool_)
    caught_years = np.broadcast_to(np.inf, (runs, race.n))
    collapsed = np.broadcast_to(False, runs)
    key, rates = _parallel.key(seed), race.rates(safety)
    outputs = winner, years, disaster
    if watch is not None:
        caught_years, collapsed = np.empty((runs, race.n)), np.empty(runs, np.bool_)
        kernel, tables, block = _watched(race, safety, catch_up, watch)
        outputs = *outputs, caught_years, collapsed
    elif race.milestones == 1 and rates.sum() > 0:
        kernel, tables, block = _memoryless(race, safety, rates)
    else:
        kernel, tables, block = _by_event(race, safety, catch_up)

    def fill(first):
        with np.errstate(over="ignore"):  # the counter wraps; plain Python would warn
            kernel(first, min(first + block, runs), key, *tables(), *outputs)

    _parallel.in_threads(fill, range(0, runs, block), threads)
    return Simulation(race, winner, years, disaster, treaty, caught_years, collapsed)


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
    kernel, tables, _ = _by_event(race, safety, catch_up)
    winner, years, disaster = np.empty(1, np.intp), np.empty(1), np.empty(1, np.bool_)
    arguments = tables()
    _, who, when = arguments
    who[:] = -1
    with np.errstate(over="ignore"):
        # a key moved to where the run's draws begin makes it run 0
        key = _parallel.key(seed) + np.uint64(2 * who.size * run) * kernels().GAMMA
        kernel(0, 1, key, *arguments, winner, years, disaster)
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


def _memoryless(race, safety, rates):
    """Kernel, its tables, and runs a block, where one breakthrough decides."""
    total = rates.cumsum()[-1]  # in the kernel's order, so that `trace` agrees to the last bit
    share = rates / total
    splits = np.cumsum(share) - share * (1.0 - race.races.danger(safety))
    tables = (1.0 / total, np.cumsum(share), splits)
    return kernels().memoryless_races, lambda: tables, _BLOCK_EVENTS


def _by_event(race, safety, catch_up):
    """The same where several milestones count: work space is fresh for each block."""
    most = race.n * (race.milestones - 1) + 1
    course = _course(race, safety, catch_up)

    def tables():
        return course, np.empty(most, np.int64), np.empty(most)

    return kernels().milestone_races, tables, max(1, _BLOCK_EVENTS // most)


def _watch(race, safety, catch_up, treaty, inspections):
    """What the kernel needs of a treaty; None without one, and where it changes nothing."""
    if treaty is None:
        if inspections is not None:
            raise ValueError(f"inspections need a treaty to inspect, got {inspections!r}")
        return None
    checked_treaty(treaty)
    detection, shared = treaty.detection, inspections is not None
    if shared:
        detection = _validate.number("inspections", inspections, 0.0, 1e6, "1/yr")
    signed, alarms = treaty.signed(race), treaty.alarms(race)
    cheats = signed & (safety < treaty.standard)
    happens = alarms + detection * cheats.any() > 0.0
    if not happens and (catch_up == 0.0 or race.milestones == 1):
        return None
    nash = race.nash() if treaty.collapses and happens else np.zeros(race.n)
    return Watch(signed, treaty.standard, detection, shared, alarms, treaty.collapses, nash)


def _watched(race, safety, catch_up, watch):
    """The same under a treaty."""
    tables = _course(race, safety, catch_up), watch
    block = max(1, _BLOCK_EVENTS // (race.n * race.milestones))
    return kernels().treaty_races, lambda: tables, block
