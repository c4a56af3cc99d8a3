"""Checks of the exercises on many labs: each slip gets its own sentence."""


import numpy as np
from verdicts import Verdicts

import racekit as rk

# --- right answers --------------------------------------------------------------------------


def by_hand(n, enmity, harm):
    push = enmity * (n - 1)
    return 1 - push / (n * (1 + harm) + push)


def best_reply(race, lab, safety, levels=1001):
    levels = np.linspace(0, 1, levels)
    trials = np.tile(safety, (levels.size, 1))
    trials[:, lab] = levels
    return levels[race.payoffs(trials)[:, lab].argmax()]


def equilibrium(race, start=0.5, rounds=1000):
    safety = np.full(race.n, float(start))
    for _ in range(rounds):
        before = safety.copy()
        for lab in range(race.n):
            safety[lab] = race.best_response(lab, safety)
        if abs(safety - before).max() < 1e-9:
            break
    return safety


def idle(risk, enmity, first=1, none=0, small=1e-9):
    for n in range(first, 21):
        if rk.Race.equal(n, risk=risk, enmity=enmity).nash().max() < small:
            return n
    return none


def gain(race):
    return race.payoffs(race.planner()) - race.payoffs(race.nash())


def rule(race, sim, lab):
    """What each race pays, before the discount."""
    safe = np.where(sim.winner == lab, 1.0, 1.0 - race.enmity)
    return np.where(sim.disaster, -race.harm, safe)


def measured(pay=rule, discount=True, error=lambda x: x.std() / np.sqrt(x.size)):
    """An estimator; its parts can be replaced by wrong ones."""

    def answer(race, safety, lab, runs, seed):
        sim = rk.simulate(race, safety, runs=runs, seed=seed)
        paid = pay(race, sim, lab) * (np.exp(-race.discount * sim.years) if discount else 1.0)
        return paid.mean(), error(paid)

    return answer


def mean_year(race, safety, lab, runs, seed):
    sim = rk.simulate(race, safety, runs=runs, seed=seed)
    paid = rule(race, sim, lab)
    factor = np.exp(-race.discount * sim.years.mean())
    return paid.mean() * factor, paid.std() * factor / np.sqrt(runs)


def promise(race, lab, points=101, seen=lambda race, outcomes, lab: race.payoffs(outcomes)[:, lab]):
    levels = np.linspace(0, 1, points)
    outcomes = np.array([race.nash(committed={lab: level}) for level in levels])
    return levels[seen(race, outcomes, lab).argmax()]


def simultaneous(race):
    safety = np.ones(race.n)
    for _ in range(300):
        safety = np.array([race.best_response(lab, safety) for lab in range(race.n)])
    return list(safety)


def in_closed_form(race, safety, lab, runs, seed):
    """Right mean and error from the library's own account."""
    sample = rk.simulate(race, safety, runs=runs, seed=seed).payoffs()[:, lab]
    return [sample.mean(), sample.std(ddof=1) / runs**0.5]


RIGHT = {
    "equilibrium_by_hand": [
        by_hand,
        lambda n, e, h: rk.Race.equal(n, safety_tax=1, risk=1, discount=0, enmity=e, harm=h).nash()[
            0
        ],
    ],
    "best_reply_by_search": [best_reply],
    "reply_until_nobody_moves": [equilibrium, simultaneous],
    "lab_that_ends_all_care": [idle, lambda risk, enmity: float(idle(risk, enmity))],
    "who_gains_from_a_plan": [gain, lambda race: gain(race).tolist()],
    "measure_a_payoff": [measured()],
    "promise_that_pays": [promise, lambda race, lab: promise(race, lab, 401)],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def changes_its_input(race, lab, safety):
    best = best_reply(race, lab, safety)
    safety[lab] = best
    return best


def other_goal(goal):
    """Best reply by search, with another goal."""

    def answer(race, lab, safety):
        levels = np.linspace(0, 1, 1001)
        trials = np.tile(safety, (1001, 1))
        trials[:, lab] = levels
        return levels[goal(race, trials, lab).argmax()]

    return answer


def together(race, lab, safety):
    levels = np.linspace(0, 1, 1001)
    return levels[race.payoffs(np.repeat(levels[:, None], race.n, axis=1))[:, lab].argmax()]


def position(race, lab, safety):
    return int(1000 * best_reply(race, lab, safety)) + 2


def best_payoff(race, lab, safety):
    trial = np.array(safety)
    trial[lab] = best_reply(race, lab, safety)
    return race.payoffs(trial)[lab]


def one_lab_for_all(race):
    """Solve for the mean speed, as if the labs were equal."""
    return equilibrium(race.replace(speed=np.full(race.n, race.speed.mean()), harm=0.0))


def patient_formula(risk, enmity):
    for n in range(1, 21):
        if n * risk - 0.8 * enmity * (n - 1) * (1 - risk) <= 1e-9:
            return n
    return 0


def swapped(*arguments):
    return measured()(*arguments)[::-1]


def deaf_to_seed(race, safety, lab, runs, seed):
    return measured()(race, safety, lab, runs, 5)


def own_seed(race, safety, lab, runs, seed, state=[10]):  # noqa: B006
    state[0] += 1
    return measured()(race, safety, lab, runs, state[0])


def pay_own_only(race, sim, lab):
    return np.where(sim.disaster, -race.harm, sim.winner == lab)


def pay_hate(race, sim, lab):
    safe = np.where(sim.winner == lab, 1.0, -race.enmity)
    return np.where(sim.disaster, -race.harm, safe)


def pay_own_disaster(race, sim, lab):
    safe = np.where(sim.winner == lab, 1.0, 1.0 - race.enmity)
    own = np.where(sim.winner == lab, -race.harm, 0.0)
    return np.where(sim.disaster, own, safe)


def rivals_planned(race, lab):
    levels = np.linspace(0, 1, 101)
    trials = np.tile(race.planner(), (101, 1))
    trials[:, lab] = levels
    return levels[race.payoffs(trials)[:, lab].argmax()]


WRONG = {
    "equilibrium_by_hand": [
        (lambda n, e, h: 1 - by_hand(n, e, h), "That is a speed"),
        (lambda n, e, h: 1 - e * n / (n * (1 + h) + e * n), "one rival too many"),
        (lambda n, e, h: by_hand(n, e, 0), "does not move with harm"),
        (lambda n, e, h: by_hand(n, e, h - 1 + 1e-12), "the prize is lost as well"),
        (lambda n, e, h: by_hand(n, 1, h), "does not move with enmity"),
        (lambda n, e, h: 100 * by_hand(n, e, h), "in per cent"),
        (lambda n, e, h: by_hand(2, e, h), "beyond two"),
        (lambda n, e, h: 1 - e * n, "Safety is a share"),
        (lambda n, e, h: 0.5, "gains by moving to more safety"),
    ],
    "best_reply_by_search": [
        (other_goal(lambda race, x, lab: race.payoffs(x).sum(axis=1)), "all labs added up"),
        (together, "You let all labs move together"),
        (other_goal(lambda race, x, lab: -race.disaster_probability(x)), "least risk"),
        (other_goal(lambda race, x, lab: race.win_probability(x)[:, lab]), "the chance to win"),
        (lambda race, lab, safety: best_reply(race, 0, safety), "reply for lab 0"),
        (best_payoff, "return the safety that earns it"),
        (lambda race, lab, safety: safety[lab], "stays where it was"),
        (position, "a position in your list"),
        (lambda race, lab, safety: best_reply(race, lab, safety, 11), "a finer list"),
        (changes_its_input, "changed the array it was given"),
        (lambda race, lab, safety: 0.123, "prizes less than it can"),
    ],
    "reply_until_nobody_moves": [
        (lambda race: race.planner(), "one owner of all labs"),
        (lambda race: equilibrium(race, 0.5, 1), "One round of replies"),
        (lambda race: np.full(race.n, 0.5), "Nobody has replied yet"),
        (lambda race: np.clip(race.rates(equilibrium(race)), 0, 1), "rates of progress"),
        (one_lab_for_all, "unequal labs the same safety"),
        (lambda race: equilibrium(race, 0.5, 3), "Nearly settled"),
        (lambda race: 1.5 * equilibrium(race) + 0.5, "Safety lies from 0 to 1"),
        (lambda race: equilibrium(race)[::-1], "earns more by doing"),
        (lambda race: equilibrium(race)[0], "shape (3,)"),
    ],
    "lab_that_ends_all_care": [
        (lambda risk, enmity: max(idle(risk, enmity) - 1, 0), "they still do some"),
        (lambda risk, enmity: idle(risk, enmity) + 1, "one too far"),
        (lambda risk, enmity: idle(risk, 1.0), "does not move with enmity"),
        (lambda risk, enmity: idle(0.4, enmity), "does not move with risk"),
        (lambda risk, enmity: idle(risk, enmity, small=0.05), "A little safety is not none"),
        (lambda risk, enmity: idle(risk, enmity, first=2), "count from one"),
        (lambda risk, enmity: idle(risk, enmity, none=20), "the task says what to return"),
        (patient_formula, "count from one"),
        (lambda risk, enmity: idle(risk, enmity) + 0.5, "a whole number"),
        (lambda risk, enmity: 0, "no such number up to 20"),
        (lambda risk, enmity: 13, "not the smallest number"),
    ],
    "who_gains_from_a_plan": [
        (lambda race: -gain(race), "signs are turned"),
        (lambda race: race.payoffs(race.planner()), "than before"),
        (lambda race: gain(race) / race.payoffs(race.nash()), "a share of what"),
        (
            lambda race: race.payoffs(np.ones(race.n)) - race.payoffs(race.nash()),
            "an impatient owner does less",
        ),
        (lambda race: np.full(race.n, race.price_of_racing()), "loss of one owner"),
        (lambda race: np.full(race.n, race.price_of_racing() / race.n), "share the owner's loss"),
        (lambda race: np.full(race.n, gain(race).mean()), "You average over"),
        (lambda race: gain(race) + 0.01, "which is too much"),
        (lambda race: race.price_of_racing(), "shape (2,)"),
    ],
    "measure_a_payoff": [
        (measured(discount=False), "where is the discount"),
        (mean_year, "the mean year will not do"),
        (
            measured(lambda race, sim, lab: np.where(sim.disaster, 0.0, rule(race, sim, lab))),
            "it costs the harm",
        ),
        (
            measured(lambda race, sim, lab: np.where(sim.winner == lab, 1.0, 1 - race.enmity)),
            "after a disaster too",
        ),
        (measured(pay_own_only), "unless enmity is 1"),
        (measured(pay_hate), "costs nothing"),
        (measured(pay_own_disaster), "whoever has won"),
        (measured(error=np.std), "the spread of single runs"),
        (measured(error=lambda x: x.std() / x.size), "shrinks too fast"),
        (measured(error=lambda x: x.var() / x.size), "a variance"),
        (swapped, "Mean first"),
        (measured(error=lambda x: 3 * x.std() / x.size**0.5), "too large by 3 times"),
        (lambda *arguments: measured()(*arguments)[0], "shape (2,)"),
        (lambda *arguments: (0.3, 0.01), "that is not luck"),
        (deaf_to_seed, "is your seed in use"),
        (own_seed, "hand the seed on"),
    ],
    "promise_that_pays": [
        (lambda race, lab: race.nash()[lab], "without a promise"),
        (
            lambda race, lab: promise(race, lab, 101, lambda r, x, i: -r.disaster_probability(x)),
            "makes the race safest",
        ),
        (
            lambda race, lab: promise(race, lab, 101, lambda r, x, i: r.payoffs(x).sum(axis=1)),
            "best for all labs",
        ),
        (
            lambda race, lab: promise(
                race, lab, 101, lambda r, x, i: r.win_probability(x)[:, i]
            ),
            "wins most races",
        ),
        (rivals_planned, "reply for themselves"),
        (lambda race, lab: promise(race, 0), "more is within reach"),
        (lambda race, lab: 0.8, "After your promise of 0.800"),
        (lambda race, lab: 50 * promise(race, lab), "A promise is a level"),
    ],
}  # fmt: skip


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG
    twins = {"lab_that_ends_all_care": 1}  # two slips forget the impatient lab alone

