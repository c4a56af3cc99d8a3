"""Slow, plain oracles, written from the model's words and not from the library's formulas."""

from dataclasses import dataclass, fields
from itertools import product

import numpy as np


@dataclass(kw_only=True)
class Case:
    """A race as plain numbers, so that an oracle needs nothing of the library."""

    speed: object
    safety_tax: float = 0.8
    risk: float = 0.4
    enmity: object = 1.0
    harm: object = 0.0
    discount: float = 0.05
    milestones: int = 1
    residual: float = 0.0
    curve: float = 1.0
    beliefs: object = None

    @property
    def n(self):
        return len(self.speed)


def case(race):
    """``race`` as a `Case`; a field that the oracles have not been taught is an error."""
    if isinstance(race, Case):
        return race
    names = [field.name for field in fields(race) if field.name != "names"]
    return Case(**{name: getattr(race, name) for name in names})


def danger(race, safety, lab=None):
    """Chance of disaster if a lab with this safety wins: in truth, or as ``lab`` reckons."""
    race = case(race)
    risk = race.risk if lab is None or race.beliefs is None else race.beliefs[lab]
    return risk * (race.residual + (1 - race.residual) * (1 - safety) ** race.curve)


def worths(race, lab):
    """What a safe win of each lab and a disaster are worth to ``lab`` [prizes]."""
    race = case(race)
    enmity = np.broadcast_to(race.enmity, (race.n, race.n))
    harm = np.broadcast_to(race.harm, (race.n,))
    safe = [1.0 if j == lab else 1.0 - enmity[lab, j] for j in range(race.n)]
    return safe, -harm[lab]


def jump_chain(rates, milestones, discount):
    """Discounted win weights and expected years, by walking through every state of the counts.

    ``rates`` lists one number (or one array, all of one shape) a lab. In every state lab i gains
    the next milestone with probability rate_i / (total + discount/k).
    """
    clocks = [milestones * (1.0 * np.asarray(rate)) for rate in rates]
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
    """Win probabilities, probability of disaster, expected years and payoffs, all in truth."""
    race = case(race)
    rates = [a * (1 - race.safety_tax * s) for a, s in zip(race.speed, safety, strict=True)]
    wins, years = jump_chain(rates, race.milestones, 0.0)
    disaster = sum(w * danger(race, s) for w, s in zip(wins, safety, strict=True))
    own = [float(payoff(race, lab, safety, safety[lab])) for lab in range(race.n)]
    return np.array(wins), disaster, years, np.array(own)


def payoff(race, lab, safety, own, believed=False):
    """Payoff of ``lab`` when it does ``own`` (a number or an array) and the rest hold still.

    In truth, or as the lab itself reckons: every danger, its own and its rivals', with its r.
    """
    race, own = case(race), 1.0 * np.asarray(own)
    levels = [own if j == lab else np.full_like(own, safety[j]) for j in range(race.n)]
    rates = [race.speed[j] * (1 - race.safety_tax * levels[j]) for j in range(race.n)]
    weights, _ = jump_chain(rates, race.milestones, race.discount)
    safe, lost = worths(race, lab)
    value = 0.0
    for j in range(race.n):
        disaster = danger(race, levels[j], lab if believed else None)
        value = value + weights[j] * ((1 - disaster) * safe[j] + disaster * lost)
    return value


def believed_payoffs(race, safety):
    """What each lab believes it will get [prizes]."""
    return np.array([payoff(race, i, safety, safety[i], True) for i in range(case(race).n)])


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


def best_reply(race, lab, safety, low=0.0, high=1.0, points=1001, *, value=None):
    """Best reply of one lab as it reckons itself, and the payoff that it expects there.

    ``value`` takes the place of that payoff, as a function of the lab's own safety.
    The payoff may have several peaks: a dense grid, crowded towards full safety, where a power
    below 1 is steep; then golden section around each peak. In extended precision, so that a flat
    peak is found to 1e-9 where double precision sees 1e-8 at best.
    """
    value = value or (lambda own: payoff(race, lab, safety, own, believed=True))
    crowd = 1 - np.logspace(-12, -3, 91)
    crowd = crowd[(crowd > low) & (crowd < high)]
    grid = np.unique([*np.linspace(low, high, points), *crowd]).astype(np.longdouble)
    height = value(grid)
    padded = np.concatenate([[-np.inf], height, [-np.inf]])
    peaks = (height >= padded[:-2]) & (height >= padded[2:])
    peaks &= height >= height.max() - 0.01 * (1 + abs(height.max()))
    found = [(height[i], grid[i]) for i in (0, -1)]
    for i in np.flatnonzero(peaks):
        found.append(golden(value, grid[max(i - 1, 0)], grid[min(i + 1, grid.size - 1)]))
    best, place = max(found)
    return float(place), float(best)


def golden(function, low, high):
    """(largest value, its place) of a function with one peak in [low, high]."""
    ratio = (np.sqrt(np.longdouble(5)) - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    at_a, at_b = function(a), function(b)
    while high - low > 1e-11 * (high + 1e-11):
        if at_a < at_b:
            low, a, at_a = a, b, at_b
            b = low + ratio * (high - low)
            at_b = function(b)
        else:
            high, b, at_b = b, a, at_a
            a = high - ratio * (high - low)
            at_a = function(a)
    middle = (low + high) / 2
    return function(middle), middle


def nash(race, rounds=300, close=1e-9):
    """Safety that labs settle on when they reply in turn from nothing; None if they do not."""
    safety = np.zeros(case(race).n)
    for _ in range(rounds):
        before = safety.copy()
        for lab in range(safety.size):
            safety[lab] = best_reply(race, lab, safety)[0]
        if np.abs(safety - before).max() < close:
            return safety
    return None


def under_treaty(race, safety, treaty):
    """Probability of disaster, years and payoffs, in truth, when one member or none cheats.

    The walk has two states: as it is, and after the cheater was caught or the treaty fell.
    """
    race, safety = case(race), np.asarray(safety, dtype=float)
    signed = np.ones(race.n, bool) if treaty.members is None else np.zeros(race.n, bool)
    if treaty.members is not None:
        signed[list(treaty.members)] = True
    cheats = signed & (safety < treaty.standard)
    assert cheats.sum() <= 1, "one cheater at a time"
    collapses = treaty.after == "collapse"
    caught = treaty.detection * cheats.any()
    alarms = treaty.false_alarms * signed.sum() if collapses else 0.0
    after = nash(race) if collapses else np.where(cheats, treaty.standard, safety)
    _, risk, years, payoffs = outcomes(race, safety)
    _, later_risk, later_years, later = outcomes(race, after)
    pace = sum(a * (1 - race.safety_tax * s) for a, s in zip(race.speed, safety, strict=True))
    stays = pace / (pace + caught + alarms)  # the race ends first
    faded = (pace + race.discount) / (pace + race.discount + caught + alarms)
    payoffs = faded * payoffs + (1 - faded) * later
    payoffs = payoffs - cheats * treaty.fine * caught / (pace + race.discount + caught + alarms)
    risk = stays * risk + (1 - stays) * later_risk
    return risk, stays * years + (1 - stays) * later_years, payoffs


def best_cheat(race, lab, kept, treaty):
    """What the best cheat of one member is worth to it, and complying, as it reckons itself.

    ``kept`` is everybody's safety while all members comply.
    """
    race = case(race)
    signed = range(race.n) if treaty.members is None else treaty.members
    collapses = treaty.after == "collapse"
    alarms = treaty.false_alarms * len(signed) if collapses else 0.0
    fallen = nash(race) if collapses else kept
    fall = payoff(race, lab, fallen, fallen[lab], believed=True)
    still = [a * (1 - race.safety_tax * s) for a, s in zip(race.speed, kept, strict=True)]

    def weighed(own, watched):
        speed = race.speed[lab] * (1 - race.safety_tax * own)
        fade = sum(still) - still[lab] + speed + race.discount
        gains = payoff(race, lab, kept, own, believed=True) * fade + alarms * fall
        if watched:
            after = fall if collapses else comply
            gains = gains + treaty.detection * (after - treaty.fine)
        return gains / (fade + alarms + watched * treaty.detection)

    comply = weighed(kept[lab], watched=False)
    _, cheat = best_reply(
        race, lab, kept, high=treaty.standard, value=lambda own: weighed(own, watched=True)
    )
    return cheat, float(comply)


def owner_payoff(race, safety):
    """What one owner of all labs gets [prizes]: no enmity, the mean harm, the true risk."""
    race = case(race)
    rates = [a * (1 - race.safety_tax * s) for a, s in zip(race.speed, safety, strict=True)]
    weights, _ = jump_chain(rates, race.milestones, race.discount)
    disasters = [danger(race, s) for s in safety]
    harm = np.mean(np.broadcast_to(race.harm, race.n))
    return sum(w * (1 - (1 + harm) * d) for w, d in zip(weights, disasters, strict=True))


def random_case(rng, most=6, **settings):
    """A race with everything unequal, one milestone, and often a curve, a residual, beliefs."""
    n = int(rng.integers(1, most + 1))
    drawn = {
        "speed": rng.uniform(0.2, 3.0, n),
        "safety_tax": rng.uniform(0.2, 1.0),
        "risk": rng.uniform(0.1, 1.0),
        "enmity": rng.random((n, n)) if rng.random() < 0.7 else rng.random(),
        "harm": rng.choice([0.0, 1.0]) * rng.uniform(0.0, 3.0, n) if rng.random() < 0.7 else 0.0,
        "discount": rng.choice([0.01, 0.05, 0.5, 2.0]),
        "residual": rng.choice([0.0, rng.uniform(0.0, 0.95)]),
        "curve": rng.choice([1.0, 10.0 ** rng.uniform(-1.0, 1.0)], p=[0.3, 0.7]),
        "beliefs": rng.uniform(0.05, 1.0, n) if rng.random() < 0.6 else None,
    }
    return Case(**(drawn | settings))


def catch_up_outcomes(race, safety, catch_up):
    """Exact win probabilities and probability of disaster with labs that react when behind.

    The state holds the counts and, for each lab, how many of its milestones it worked on at each
    gap; from those follow the rates now and the winner's mean safety at the end.
    """
    race = case(race)
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
                    disaster += moved * danger(race, mean)
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
