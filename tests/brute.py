"""Slow, plain oracles, written from MODEL.md section 1 and not from the library's formulas."""

from itertools import product

import numpy as np


def worths(race, lab):
    """What a safe win of each lab and a disaster are worth to ``lab`` [prizes]."""
    enmity = np.broadcast_to(race.enmity, (race.n, race.n))
    harm = np.broadcast_to(race.harm, (race.n,))
    safe = [1.0 if j == lab else 1.0 - enmity[lab, j] for j in range(race.n)]
    return safe, -harm[lab]


def jump_chain(rates, milestones, discount):
    """Discounted win weights and expected years, by walking through every state of the counts.

    ``rates`` lists one number (or one array, all of one shape) a lab. In every state lab i gains
    the next milestone with probability rate_i / (total + discount/k).
    """
    clocks = [milestones * np.asarray(rate, dtype=float) for rate in rates]
    total = sum(clocks)
    labs = range(len(clocks))
    wins, years = [np.zeros_like(total) for _ in labs], np.zeros_like(total)
    reached = {(0,) * len(clocks): (np.ones_like(total), np.ones_like(total))}
    for state in product(range(milestones), repeat=len(clocks)):  # every state after its parents
        if state not in reached:
            continue
        chance, weight = reached.pop(state)
        years = years + chance / total
        for lab in labs:
            on = chance * clocks[lab] / total
            faded = weight * clocks[lab] / (total + discount)
            if state[lab] == milestones - 1:
                wins[lab] = wins[lab] + faded
                continue
            after = (*state[:lab], state[lab] + 1, *state[lab + 1 :])
            before = reached.get(after, (0.0, 0.0))
            reached[after] = before[0] + on, before[1] + faded
    return wins, years


def outcomes(race, safety):
    """Win probabilities, probability of disaster, expected years and payoffs of one profile."""
    rates = [a * (1 - race.safety_tax * s) for a, s in zip(race.speed, safety, strict=True)]
    wins, years = jump_chain(rates, race.milestones, 0.0)
    disaster = sum(w * race.risk * (1 - s) for w, s in zip(wins, safety, strict=True))
    own = [float(payoff(race, lab, safety, safety[lab])) for lab in range(race.n)]
    return np.array(wins), disaster, years, np.array(own)


def payoff(race, lab, safety, own):
    """Payoff of ``lab`` when it does ``own`` (a number or an array) and the rest hold still."""
    own = np.asarray(own, dtype=float)
    levels = [own if j == lab else np.full_like(own, safety[j]) for j in range(race.n)]
    rates = [race.speed[j] * (1 - race.safety_tax * levels[j]) for j in range(race.n)]
    weights, _ = jump_chain(rates, race.milestones, race.discount)
    safe, lost = worths(race, lab)
    value = 0.0
    for j in range(race.n):
        danger = race.risk * (1 - levels[j])
        value = value + weights[j] * ((1 - danger) * safe[j] + danger * lost)
    return value


def best_on_grid(function, low=0.0, high=1.0, points=401, rounds=7):
    """Place and value of the largest value of a vectorised function, by ever finer grids."""
    left, right = low, high
    for _ in range(rounds):
        grid = np.linspace(left, right, points)
        values = function(grid)
        best = int(np.argmax(values))
        left, right = grid[max(best - 1, 0)], grid[min(best + 1, points - 1)]
        if right - left < 1e-9:  # finer than rounding lets us see
            break
    return float(grid[best]), float(values[best])


def best_reply(race, lab, safety, low=0.0, high=1.0, points=401):
    """Best reply of one lab by search, and the payoff there."""
    return best_on_grid(lambda own: payoff(race, lab, safety, own), low, high, points)


def catch_up_outcomes(race, safety, catch_up):
    """Exact win probabilities and probability of disaster with labs that react when behind.

    The state holds the counts and, for each lab, how many of its milestones it worked on at each
    gap; from those follow the rates now and the winner's mean safety at the end.
    """
    n, k = race.n, race.milestones

    def care(lab, gap):
        return safety[lab] * max(0.0, 1 - catch_up * gap)

    start = tuple(() for _ in range(n))  # the gaps each lab had while it worked
    layer, wins, disaster = {start: 1.0}, np.zeros(n), 0.0
    while layer:
        following = {}
        for gaps, chance in layer.items():
            done = [len(own) for own in gaps]
            behind = [max(done) - count for count in done]
            rates = [race.speed[i] * (1 - race.safety_tax * care(i, behind[i])) for i in range(n)]
            for lab in range(n):
                moved = chance * rates[lab] / sum(rates)
                own = tuple(sorted((*gaps[lab], behind[lab])))
                if len(own) == k:
                    mean = sum(care(lab, gap) for gap in own) / k
                    wins[lab] += moved
                    disaster += moved * race.risk * (1 - mean)
                else:
                    after = (*gaps[:lab], own, *gaps[lab + 1 :])
                    following[after] = following.get(after, 0.0) + moved
        layer = following
    return wins, disaster


def nash_by_kind(n, risk):
    """For the sweeps' tests: spawned processes and clusters import it from here."""
    from racekit import Race

    race = Race.equal(n, risk=risk)
    return {"safety": float(race.nash()[0]), "price": race.price_of_racing()}


def fails_at_three(x):
    """For the sweeps' tests: one bad point."""
    if x == 3:
        raise ArithmeticError("three is too much")
    return 2.0 * x


def save_fingerprint(path):
    """Small outputs of every kernel, to compare compiled code with plain Python."""
    from racekit import Race, _kernels, nash_grid, simulate

    found = {}
    enmity = [[0, 0.3, 1], [0.8, 0, 0.1], [0.5, 0.9, 0]]
    everything = Race([1, 2, 0.5], enmity=enmity, harm=[0.5, 0, 2], discount=0.7, risk=0.9)
    for k in (1, 3):
        for catch_up in (0.0, 0.4):
            for stands_still in (False, True):
                tax, safety = (1.0, [1, 1, 1]) if stands_still else (0.8, [0.1, 0.5, 0.9])
                race = everything.replace(milestones=k, safety_tax=tax)
                sim = simulate(race, safety, runs=300, seed=k, catch_up=catch_up, threads=1)
                for name in ("winner", "years", "disaster"):
                    found[f"{name}-{k}-{catch_up}-{stands_still}"] = getattr(sim, name)
    found["nash"] = everything.nash()
    found["reply"] = [everything.best_response(lab, [0.1, 0.5, 0.9]) for lab in range(3)]
    found["grid"] = nash_grid(Race.equal(4), risk=[0.2, 0.5, 1], enmity=[0, 0.5, 1]).to_numpy()
    with np.errstate(over="ignore"):
        states = [np.uint64(i) * _kernels.GAMMA for i in range(500)]
        found["mix"] = [_kernels.mix(state) for state in states]
        found["unit"] = [_kernels.unit(state) for state in states]
        found["wait"] = [_kernels.waiting_time(state) for state in states]
    np.savez(path, **found)
