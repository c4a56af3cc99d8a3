"""Best replies and Nash equilibria of a `Race`, whose arguments its methods have checked."""

import numpy as np

from racekit import _milestones
from racekit._compiled import kernels


def best_reply(race, lab, safety, low, high):
    """Best reply of one lab within [low, high], arguments already checked."""
    rates = race.speed * (1.0 - race.safety_tax * safety)
    danger = race.risk * (1.0 - safety)
    worth, harm = 1.0 - race.enmity_matrix()[lab], race.harms()[lab]
    values = worth * (1.0 - danger) - harm * danger
    speed, tax, stake = race.speed[lab], race.safety_tax, (1.0 + harm) * race.risk
    ends = speed * (1.0 - tax * high), speed * (1.0 - tax * low)
    if race.milestones == 1:
        others = np.arange(race.n) != lab
        outside = rates[others] @ values[others], rates[others].sum() + race.discount
        rate = kernels().best_rate(speed, harm, race.risk, tax, 1.0, *outside, *ends)
    else:
        # 1 - (1 + h) r (1 - s) with s = (1 - rate/speed)/kappa is linear in the rate
        win_value = 1.0 - stake * (1.0 - 1.0 / tax), -stake / (tax * speed)
        rate = _milestones.best_rate(
            lab, rates, race.milestones, race.discount, win_value, values, *ends
        )
    return float(np.clip((1.0 - rate / speed) / tax, low, high))


def nash_safety(race, low, high, start, **columns):
    """Nash safety of many one-milestone races at once, float64[races, labs].

    ``columns`` replaces fields of ``race`` by arrays with one entry (or row) a race.
    """
    races = max((np.shape(value)[0] for value in columns.values()), default=1)
    n = race.n
    enmity = columns.get("enmity", race.enmity_matrix())
    enmity = enmity[:, None, None] if np.ndim(enmity) == 1 else enmity
    harm = columns.get("harm", race.harms())
    harm = harm[:, None] if "harm" in columns else harm

    def spread(value, *shape):
        # a copy, because the kernel is compiled anew for each mix of broadcast and plain arrays
        copy = np.empty((races, *shape))
        copy[...] = value
        return copy

    return solve(
        spread(race.speed, n),
        spread(columns.get("safety_tax", race.safety_tax)),
        spread(columns.get("risk", race.risk)),
        spread((1.0 - enmity) * ~np.eye(n, dtype=bool), n, n),
        spread(harm, n),
        spread(columns.get("discount", race.discount)),
        spread(low, n),
        spread(high, n),
        spread(start, n),
    )


def solve(speed, safety_tax, risk, amity, harm, discount, low, high, start):
    """Nash safety of races that share nothing but their number of labs.

    Writeable float64 arrays in C order, [races] or [races, labs]; amity [races, labs, labs] is
    1 - enmity and 0 on its diagonal. ``start`` becomes the equilibrium and is returned.
    """
    sweeps = np.empty(len(start), np.int64)
    kernels().nash_safety(
        0, len(start), speed, safety_tax, risk, amity, harm, discount, low, high, start, sweeps
    )
    if sweeps.min() < 0:
        raise RuntimeError("the labs' replies did not settle: no equilibrium found")
    return start


def settle(race, low, high, start):
    """Let the labs reply in turn until nobody moves."""
    if race.milestones == 1:
        return nash_safety(race, low, high, start)[0]
    safety = np.array(start, dtype=float)
    for _ in range(500):
        before = safety.copy()
        for lab in np.flatnonzero(high > low):
            safety[lab] = best_reply(race, lab, safety, low[lab], high[lab])
        if np.abs(safety - before).max() <= 1e-13:
            return safety
    raise RuntimeError("the labs' replies did not settle: no equilibrium found")
