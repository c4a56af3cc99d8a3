"""Checks of the exercises on one careful lab: each slip gets its own sentence."""


import numpy as np
from verdicts import Verdicts

import racekit as rk

HARDEST = {"safety_tax": 1, "risk": 1}


# --- right answers, with parts that can be replaced by wrong ones -----------------------------


def safest(speed, pace, danger):
    return np.sqrt(pace**2 + speed * pace * danger) - pace


def world_risk(rate, speed, pace, danger):
    return (pace * danger + rate**2 / speed) / (pace + rate)


def searched(speed, pace, danger):
    """The root of the quadratic by numpy."""
    return np.roots([1, 2 * pace, -speed * pace * danger]).max()


def turning_point(race, lab, safety, points=1001, seen=None):
    levels = np.linspace(0, 1, points)
    trials = np.tile(safety, (points, 1))
    trials[:, lab] = levels
    goal = -race.disaster_probability(trials) if seen is None else seen(race, trials, lab)
    return levels[goal.argmax()]


def by_the_half_rule(race, lab, safety):
    """The condition of the lesson instead of a search."""
    levels = np.linspace(0, 1, 2001)
    trials = np.tile(safety, (2001, 1))
    trials[:, lab] = levels
    line = race.disaster_probability(trials) - race.risk * (1 / race.safety_tax - 1)
    past = race.risk * (1 - levels) < line / 2
    return levels[past.argmax()] if past.any() else 1.0


def rest_of(race, lab, harm=None):
    harm = np.delete(race.harms(), lab) if harm is None else harm
    return race.replace(speed=np.delete(race.speed, lab), harm=harm, names=None)


def exit_effect(race, lab, harm=None):
    rest = rest_of(race, lab, harm)
    return rest.disaster_probability(rest.nash()) - race.disaster_probability(race.nash())


def nearly_still(race, lab):
    """A lab so slow that it might as well have left."""
    speed = race.speed.copy()
    speed[lab] = 1e-6
    gone = race.replace(speed=speed)
    return gone.disaster_probability(gone.nash()) - race.disaster_probability(race.nash())


def lost(race, safety, runs, seed):
    return rk.simulate(race, safety, runs=runs, seed=seed).disaster.astype(float)


def measured(error=lambda old, new: (new - old).std() / np.sqrt(old.size),
             mean=lambda old, new: (new - old).mean()):  # fmt: skip
    def answer(race, before, after, runs, seed):
        old, new = lost(race, before, runs, seed), lost(race, after, runs, seed)
        return mean(old, new), error(old, new)

    return answer


def undoing_leak(race, lab, level, goal="risk", start="before", replies=False, points=1000):
    safety = race.nash()
    moved = safety.copy()
    moved[lab] = level

    def outcome(field, safety):
        if goal == "risk":
            return field.disaster_probability(safety)
        return field.rates(safety).sum()

    old = outcome(race, safety if start == "before" else moved)
    for share in np.linspace(0, 0.999, points):
        field = race.leak(lab, share)
        there = field.nash(committed={lab: level}) if replies else moved
        if outcome(field, there) >= old + (1e-12 if start != "before" else 0):
            return share
    return 1.0


def halved(race, lab, level):
    """The same by halving the interval."""
    safety = race.nash()
    before = race.disaster_probability(safety)
    safety[lab] = level

    def high(share):
        return race.leak(lab, share).disaster_probability(safety) >= before

    if high(0.0) or not high(0.999):
        return 0.0 if high(0.0) else 1.0
    inside, outside = 0.999, 0.0
    while inside - outside > 1e-6:
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if high(middle) else (inside, middle)
    return inside


def change_by_entry(speed, harm, discount, world=HARDEST, b_alone=0.0, b_harm=0.0):
    alone = rk.Race([1], harm=b_alone, discount=discount, **world)
    both = rk.Race([speed, 1], harm=[harm, b_harm], discount=discount, **world)
    return both.disaster_probability(both.nash()) - alone.disaster_probability(alone.nash())


def entry_border(speed, harm, change=change_by_entry, width=1e-6):
    low, high = 0.001, 10.0
    while high - low > width:
        middle = (low + high) / 2
        low, high = (middle, high) if change(speed, harm, middle) > 0 else (low, middle)
    return (low + high) / 2


RIGHT = {
    "safest_rate_by_hand": [safest, searched],
    "turning_point": [turning_point, by_the_half_rule],
    "what_an_exit_does": [exit_effect, nearly_still],
    "measure_a_difference": [
        measured(),
        lambda *arguments: list(
            measured(lambda old, new: (new - old).std(ddof=1) / old.size**0.5)(*arguments)
        ),
    ],
    "leak_that_undoes_it": [undoing_leak, halved],
    "border_of_c14": [entry_border],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def with_replies(race, lab, safety):
    levels = np.linspace(0, 1, 101)
    replies = np.array([race.nash(committed={lab: level}) for level in levels])
    return levels[race.disaster_probability(replies).argmin()]


def without_slack(race, lab, safety):
    levels = np.linspace(0, 1, 1001)
    trials = np.tile(safety, (1001, 1))
    trials[:, lab] = levels
    past = race.risk * (1 - levels) < race.disaster_probability(trials) / 2
    return levels[past.argmax()]


def from_the_start(race, lab, safety):
    line = race.disaster_probability(safety) - race.risk * (1 / race.safety_tax - 1)
    return 1 - line / 2 / race.risk


def least_risk(race, lab, safety):
    levels = np.linspace(0, 1, 1001)
    trials = np.tile(safety, (1001, 1))
    trials[:, lab] = levels
    return race.disaster_probability(trials).min()


def changes_its_input(race, lab, safety):
    turn = turning_point(race, lab, safety)
    safety[lab] = turn
    return turn


def all_safe(race, lab, settle=True):
    now = race.nash()
    safety = race.nash(committed={lab: 1.0}) if settle else now.copy()
    safety[lab] = 1.0
    return race.disaster_probability(safety) - race.disaster_probability(now)


def not_settled(race, lab):
    now = race.nash()
    after = rest_of(race, lab).disaster_probability(np.delete(now, lab))
    return after - race.disaster_probability(now)


def after_exit(race, lab):
    rest = rest_of(race, lab)
    return rest.disaster_probability(rest.nash())


def separate(old, new):
    return np.sqrt((old.var() + new.var()) / old.size)


def deaf_to_seed(race, before, after, runs, seed):
    return measured()(race, before, after, runs, 5)


def own_seed(race, before, after, runs, seed, state=[10]):  # noqa: B006
    state[0] += 1
    return measured()(race, before, after, runs, state[0])


def b_stays(speed, harm, discount):
    alone = rk.Race([1.0], discount=discount, **HARDEST)
    both = rk.Race([speed, 1], harm=[harm, 0], discount=discount, **HARDEST)
    stays = alone.nash()
    own = both.best_response(0, [0, stays[0]])
    return both.disaster_probability([own, stays[0]]) - alone.disaster_probability(stays)


def variant(**changes):
    """The border with another change by entry."""
    return lambda speed, harm: entry_border(
        speed, harm, lambda s, h, discount: change_by_entry(s, h, discount, **changes)
    )


WRONG = {
    "safest_rate_by_hand": [
        (lambda a, pace, q: 0.0, "leaves the world to its rivals"),
        (lambda a, pace, q: a * q / 2, "this lab included"),
        (lambda a, pace, q: q / 2, "the half rule halves the world's."),
        (lambda a, pace, q: safest(a, pace, q) / a, "per year"),
        (lambda a, pace, q: 1 - safest(a, pace, q) / a, "the lab's safety"),
        (lambda a, pace, q: safest(1, pace, q), "does not move with the lab's speed"),
        (lambda a, pace, q: safest(a, 1, q), "does not move with the rivals' pace"),
        (lambda a, pace, q: -pace - np.sqrt(pace**2 + a * pace * q), "two roots"),
        (lambda a, pace, q: world_risk(safest(a, pace, q), a, pace, q), "the world risk at its"),
        (lambda a, pace, q: safest(a, pace, q) / pace, "relative to the rivals' pace"),
        (lambda a, pace, q: 5 * a, "from 0 to the lab's speed"),
        (lambda a, pace, q: 0.9 * safest(a, pace, q), "a little faster it falls"),
        (lambda a, pace, q: 1.1 * safest(a, pace, q), "a little slower it falls"),
    ],
    "turning_point": [
        (with_replies, "here they hold the safety they are given"),
        (
            lambda race, lab, s: turning_point(
                race, lab, s, seen=lambda r, x, i: r.payoffs(x)[:, i]
            ),
            "pays the lab most",
        ),
        (without_slack, "another term"),
        (from_the_start, "of the start"),
        (least_risk, "the safety at which it is reached"),
        (
            lambda race, lab, s: turning_point(
                race, lab, s, seen=lambda r, x, i: r.disaster_probability(x)
            ),
            "most in danger",
        ),
        (lambda race, lab, s: s[lab], "already has"),
        (lambda race, lab, s: turning_point(race, 0, s), "whichever lab is asked for"),
        (lambda race, lab, s: turning_point(race, lab, s, 11), "a finer list"),
        (lambda race, lab, s: 1000 * turning_point(race, lab, s) + 2, "a position in your"),
        (changes_its_input, "changed the array"),
        (lambda race, lab, s: min(turning_point(race, lab, s), 0.9), "all the way"),
        (lambda race, lab, s: 0.3, "a little more care"),
        (lambda race, lab, s: 0.99, "a little less care"),
    ],
    "what_an_exit_does": [
        (lambda race, lab: -exit_effect(race, lab), "Your sign is turned"),
        (after_exit, "by how much has it changed"),
        (
            lambda race, lab: exit_effect(race, lab) / race.disaster_probability(race.nash()),
            "a share of the old risk",
        ),
        (all_safe, "and races on"),
        (lambda race, lab: all_safe(race, lab, settle=False), "the others stay put"),
        (not_settled, "let them settle anew"),
        (lambda race, lab: exit_effect(race, lab, race.harms()[:-1]), "harm of another one"),
        (lambda race, lab: exit_effect(race, lab, 0.0), "have lost their harm"),
        (lambda race, lab: exit_effect(race, lab - 1), "when another lab leaves"),
        (lambda race, lab: 3.0, "Two probabilities"),
        (lambda race, lab: 1.2 * exit_effect(race, lab), "is too large"),
        (lambda race, lab: 0.8 * exit_effect(race, lab), "is too small"),
        (lambda race, lab: -0.8 * exit_effect(race, lab), "You say that the exit"),
    ],
    "measure_a_difference": [
        (measured(mean=lambda old, new: (old - new).mean()), "Your sign is turned"),
        (measured(mean=lambda old, new: new.mean()), "subtract the risk before"),
        (measured(mean=lambda old, new: old.mean()), "how much does it change"),
        (measured(mean=lambda old, new: abs(new - old).mean()), "some were saved"),
        (measured(mean=lambda old, new: (new - old).sum()), "a sum over the races"),
        (
            measured(mean=lambda old, new: (new - old).mean() / old.mean()),
            "a share of the old risk",
        ),
        (lambda *arguments: measured()(*arguments)[::-1], "Mean first"),
        (measured(separate), "two separate samples"),
        (
            measured(lambda old, new: (old.std() + new.std()) / old.size**0.5),
            "You add the errors",
        ),
        (measured(lambda old, new: (new - old).std()), "the spread of single races"),
        (measured(lambda old, new: (new - old).std() / old.size), "shrinks too fast"),
        (measured(lambda old, new: (new - old).var() / old.size), "a variance"),
        (measured(lambda old, new: 0.5 * (new - old).std() / old.size**0.5), "too small by 0.5"),
        (lambda *arguments: (0.3, 0.01), "that is not luck"),
        (lambda *arguments: measured()(*arguments)[0], "shape (2,)"),
        (deaf_to_seed, "is your seed in use"),
        (own_seed, "hand the seed on"),
    ],
    "leak_that_undoes_it": [
        (lambda race, lab, s: undoing_leak(race, lab, s, goal="pace"), "asks for the risk"),
        (
            lambda race, lab, s: undoing_leak(race, lab, s, replies=True, points=101),
            "here they hold still",
        ),
        (lambda race, lab, s: undoing_leak(race, lab, s, start="after"), "the risk before it"),
        (lambda race, lab, s: 1 - undoing_leak(race, lab, s), "the share that stays"),
        (lambda race, lab, s: 100 * undoing_leak(race, lab, s), "in per cent"),
        (
            lambda race, lab, s: undoing_leak(race.replace(harm=0.0), lab, s),
            "do not mind disaster",
        ),
        (lambda race, lab, s: max(undoing_leak(race, lab, s), 0.02), "without any leak"),
        (lambda race, lab, s: min(undoing_leak(race, lab, s), 0.9), "no leak brings"),
        (lambda race, lab, s: undoing_leak(race, lab, s) % 1.0, "it is not 0"),
        (lambda race, lab, s: -0.1, "from 0 to 1"),
        (lambda race, lab, s: undoing_leak(race, lab, s) - 0.01, "still below"),
        (lambda race, lab, s: undoing_leak(race, lab, s) + 0.01, "above its old level"),
    ],
    "border_of_c14": [
        (lambda speed, harm: entry_border(harm, speed), "changed places"),
        (lambda speed, harm: entry_border(1, harm), "does not move with A's speed"),
        (lambda speed, harm: entry_border(speed, 0), "does not move with A's harm"),
        (variant(world={}), "default safety tax and risk"),
        (
            lambda speed, harm: variant(b_alone=harm, b_harm=harm)(speed, harm),
            "B has no harm",
        ),
        (lambda speed, harm: entry_border(speed, harm, b_stays), "carries on as if alone"),
        (lambda speed, harm: 1 / entry_border(speed, harm), "in years"),
        (lambda speed, harm: entry_border(speed, harm, width=0.01), "halve the interval on"),
        (lambda speed, harm: -0.2, "Impatience is a rate"),
        (lambda speed, harm: 0.05, "more dangerous"),
        (lambda speed, harm: 3.0, "safer"),
    ],
}  # fmt: skip


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG

