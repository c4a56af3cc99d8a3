"""Monte Carlo: many independent races at once, the same bits on any number of threads."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from racekit import _parallel, _validate
from racekit.race import Race

# Blocks long enough (about 5 ms) that handing them out costs nothing.
_BLOCK_EVENTS = 400_000


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """What happened in each simulated race.

    Attributes
    ----------
    race : Race
    winner : intp[runs]
        Index of the lab that won; -1 if nobody could finish.
    years : float64[runs]
        Time of the win [yr]; inf if nobody could finish.
    disaster : bool[runs]
    """

    race: Race
    winner: np.ndarray
    years: np.ndarray
    disaster: np.ndarray

    @property
    def runs(self):
        """Number of races."""
        return self.winner.size

    def payoffs(self):
        """Discounted payoff of every lab in every race [prizes], float64[runs, labs]."""
        race = self.race
        safe_win = 1.0 - race.enmity_matrix()
        worth = np.vstack([safe_win.T, np.zeros(race.n)])  # last row: nobody won
        outcome = np.where(self.disaster[:, None], -race.harms(), worth[self.winner])
        years = np.where(self.winner < 0, 0.0, self.years)  # inf * 0 would be NaN
        return outcome * np.exp(-race.discount * years)[:, None]

    def summary(self):
        """Means and standard errors of everything the closed forms predict.

        Returns
        -------
        DataFrame
            Columns "quantity", "mean", "standard error": disaster [-], years [yr], and each
            lab's wins [-] and payoff [prizes].

        Examples
        --------
        >>> simulate(Race.equal(2), [0.3, 0.3], runs=1000).summary().shape
        (6, 3)
        """
        names = self.race.names
        samples = {"disaster": self.disaster, "years": self.years}
        samples |= {f"{name} wins": self.winner == lab for lab, name in enumerate(names)}
        samples |= {f"{n} payoff": p for n, p in zip(names, self.payoffs().T, strict=True)}
        rows = [(quantity, *_mean_and_error(sample)) for quantity, sample in samples.items()]
        return pd.DataFrame(rows, columns=["quantity", "mean", "standard error"])


def simulate(race, safety, runs=100_000, seed=0, *, catch_up=0.0, threads=None):
    """Run many independent races.

    Parameters
    ----------
    race : Race
    safety : array_like, float64[labs]
        s, safety of each lab [-], in [0, 1].
    runs : int
        Number of races, in 1..1e9.
    seed : int
        Same seed, same arrays bit for bit, on any number of threads; in 0..2**64 - 1.
    catch_up : float
        Share of its safety that a lab drops for each milestone it is behind the leader [-], in
        [0, 1]. What counts for the risk is the mean safety over the winner's own milestones.
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
    """
    safety, seed, catch_up = _checked(race, safety, seed, catch_up)
    runs = _validate.integer("runs", runs, 1, 10**9)
    winner = np.empty(runs, np.intp)
    years, disaster = np.empty(runs), np.empty(runs, np.bool_)
    key, rates = _parallel.key(seed), race.rates(safety)
    if race.milestones == 1 and rates.sum() > 0:
        kernel, tables, block = _memoryless(race, safety, rates)
    else:
        kernel, tables, block = _by_event(race, safety, catch_up)

    def fill(first):
        with np.errstate(over="ignore"):  # the counter wraps; plain Python would warn
            kernel(first, min(first + block, runs), key, *tables(), winner, years, disaster)

    _parallel.in_threads(fill, range(0, runs, block), threads)
    return Simulation(race, winner, years, disaster)


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
    who, when = arguments[-2:]
    who[:] = -1
    with np.errstate(over="ignore"):
        # a key moved to where the run's draws begin makes it run 0
        key = _parallel.key(seed) + np.uint64(2 * who.size * run) * _kernels().GAMMA
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
    if not isinstance(race, Race):
        raise TypeError(f"race must be a Race, got {race!r}")
    safety = _validate.shaped("safety", safety, (race.n,), 0.0, 1.0)
    seed = _validate.integer("seed", seed, 0, 2**64 - 1)
    return safety, seed, _validate.number("catch_up", catch_up, 0.0, 1.0)


def _memoryless(race, safety, rates):
    """Kernel, its tables, and runs a block, where one breakthrough decides."""
    total = rates.cumsum()[-1]  # in the kernel's order, so that `trace` agrees to the last bit
    share = rates / total
    splits = np.cumsum(share) - share * (1.0 - race.risk * (1.0 - safety))
    tables = (1.0 / total, np.cumsum(share), splits)
    return _kernels().memoryless_races, lambda: tables, _BLOCK_EVENTS


def _by_event(race, safety, catch_up):
    """The same where several milestones count: work space is fresh for each block."""
    most = race.n * (race.milestones - 1) + 1
    fixed = (race.speed, safety, race.safety_tax, race.risk, race.milestones, catch_up)

    def tables():
        return *fixed, np.empty(most, np.int64), np.empty(most)

    return _kernels().milestone_races, tables, max(1, _BLOCK_EVENTS // most)


def _mean_and_error(sample):
    error = sample.std() / np.sqrt(sample.size) if np.isfinite(sample).all() else np.nan
    return float(sample.mean()), float(error)


def _kernels():
    from racekit import _kernels  # numba loads on first use, not at import

    return _kernels
