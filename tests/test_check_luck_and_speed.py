"""Checks of the exercises on luck and speed: each slip gets its own sentence."""


import numpy as np
import pytest
from scipy.special import betainc
from verdicts import Verdicts

import racekit as rk
from racekit.check import luck_and_speed as slips

HARD = {"safety_tax": 1, "risk": 1, "discount": 0}


# --- right answers --------------------------------------------------------------------------


def two_steps(rate_1, rate_2):
    p = rate_1 / (rate_1 + rate_2)
    return p**2 + 2 * p**2 * (1 - p)


def share(rate_1, rate_2):
    return rate_1 / (rate_1 + rate_2)


def beyond(speed, safety, tax):
    rates = speed * (1 - tax * safety)
    return rates @ (1 - safety) / rates.sum() - (1 - safety).mean()


def log_odds(race, safety, lab, step, odds=True):
    speed = race.speed.copy()
    speed[lab] *= np.exp(step)
    chance = race.replace(speed=speed).win_probability(safety)[lab]
    return np.log(chance / (1 - chance)) if odds else np.log(chance)


def slope(race, safety, lab, step=1e-4, odds=True):
    up, down = (log_odds(race, safety, lab, sign * step, odds) for sign in (1, -1))
    return (up - down) / (2 * step)


def one_sided(step):
    """Slope by a step upwards only, in ordinary per cent."""

    def answer(race, safety, lab):
        up, here = (log_odds(race, safety, lab, size) for size in (np.log1p(step), 0.0))
        return (np.exp(up - here) - 1) / step

    return answer


def plain_change(of_odds):
    """Change of the chance, or of the odds, for one per cent of speed."""

    def answer(race, safety, lab):
        chance = race.win_probability(safety)[lab]
        factor = chance / (1 - chance) if of_odds else chance * (1 - chance)
        return factor * slope(race, safety, lab)

    return answer


def even(harm, enmity, halvings=12, low=0.9, high=20.0, harm_2=0.0, **changes):
    for _ in range(halvings):
        middle = (low + high) / 2
        settings = {**HARD, "enmity": enmity, **changes}
        race = rk.Race([middle, 1.0], harm=[harm, harm_2], **settings)
        if race.win_probability(race.nash())[0] < 0.5:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def safety_kept(harm, enmity):
    skipped = 1 - rk.Race.equal(2, harm=[harm, 0], enmity=enmity, **HARD).nash()
    return skipped[1] / skipped[0]


def skipped(race, safety, catch_up, runs, seed):
    sim = rk.simulate(race, safety, runs=runs, seed=seed, catch_up=catch_up)
    return sim.disaster / race.risk


def measured(mean=np.mean, error=lambda x: x.std() / np.sqrt(x.size)):
    """An estimator; its parts can be replaced by wrong ones."""

    def answer(*arguments):
        sample = skipped(*arguments)
        return mean(sample), error(sample)

    return answer


def from_start(race, safety, catch_up, runs, seed):
    sim = rk.simulate(race, safety, runs=runs, seed=seed, catch_up=catch_up)
    sample = (1 - np.array(safety))[sim.winner]
    return sample.mean(), sim.disaster.std() / race.risk / np.sqrt(runs)


def not_divided(race, *arguments):
    mean, error = measured()(race, *arguments)
    return mean * race.risk, error * race.risk


def mean_of_labs(race, safety, *arguments):
    return (1 - safety).mean(), measured()(race, safety, *arguments)[1]


def no_catch_up(race, safety, catch_up, runs, seed):
    return measured()(race, safety, 0.0, runs, seed)


def deaf_to_seed(race, safety, catch_up, runs, seed):
    return measured()(race, safety, catch_up, runs, 5)


def own_seed(race, safety, catch_up, runs, seed, state=[10]):  # noqa: B006
    state[0] += 1
    return measured()(race, safety, catch_up, runs, state[0])


def lift(n, milestones, step=1e-4, divided=True):
    """Elasticity of the chance, or its plain change."""

    def chance(size):
        speed = np.ones(n)
        speed[0] = np.exp(size)
        return rk.Race(speed, milestones=milestones).win_probability(np.zeros(n))[0]

    slope = (chance(step) - chance(-step)) / (2 * step)
    return slope / chance(0.0) if divided else slope


def crowd(n, milestones, enmity, harm, **how):
    push = enmity * lift(n, milestones, **how)
    return push / (1 + harm + push)


def coarse_crowd(n, milestones, enmity, harm):
    return crowd(n, milestones, enmity, harm, step=0.3)


RIGHT = {
    "two_steps_by_hand": [two_steps, lambda a, b: betainc(2, 2, share(a, b))],
    "winner_and_average_lab": [beyond],
    "per_cent_of_speed": [slope, one_sided(1e-4), one_sided(1e-2)],
    "price_of_scruples": [even, slips.even],
    "recklessness_in_the_ruins": [
        measured(),
        measured(error=lambda x: x.std(ddof=1) / x.size**0.5),
        lambda *arguments: list(measured()(*arguments)),
    ],
    "crowd_of_equals": [
        crowd,
    ],
}  # fmt: skip

# --- wrong answers: what the sentence must say -------------------------------------------------

WRONG = {
    "two_steps_by_hand": [
        (share, "the chance to make the next step"),
        (lambda a, b: share(a, b) ** 2, "two steps to none"),
        (lambda a, b: share(a, b) ** 2 * (1 + share(b, a)), "more than one order"),
        (lambda a, b: 3 * share(a, b) ** 2 * share(b, a), "two steps out of three exactly"),
        (lambda a, b: a**2 / (a**2 + b**2), "the race is not void"),
        (lambda a, b: two_steps(b, a), "the chance of lab 2"),
        (lambda a, b: betainc(3, 3, share(a, b)), "three milestones"),
        (lambda a, b: 100 * two_steps(a, b), "in per cent"),
        (lambda a, b: two_steps(a, b) / two_steps(b, a), "Those are the odds"),
        (lambda a, b: a - b - 3, "A chance lies from 0 to 1"),
        (lambda a, b: 0.77, "your two chances add up to"),
        (lambda a, b: 0.5, "list the orders"),
    ],
    "winner_and_average_lab": [
        (lambda *case: -beyond(*case), "Your sign is turned"),
        (
            lambda speed, safety, tax: (
                beyond(speed, safety, tax)
                + (1 - safety).mean()
                - np.average(1 - safety, weights=speed)
            ),
            "the average weighted by speed",
        ),
        (lambda speed, safety, tax: beyond(np.ones_like(speed), safety, tax), "with the speeds"),
        (lambda speed, safety, tax: beyond(speed, safety, 1.0), "with the safety tax"),
        (
            lambda speed, safety, tax: (
                np.average(1 - safety, weights=speed) - (1 - safety).mean()
            ),
            "win by ability alone",
        ),
        (lambda a, s, tax: beyond(a, s, tax) + (1 - s).mean(), "how much more is it"),
        (lambda a, s, tax: beyond(a, s, tax) / (1 - s).mean(), "a share of what the average lab"),
        (lambda *case: 100 * beyond(*case), "percentage points"),
        (
            lambda a, s, tax: (1 - s)[(a * (1 - tax * s)).argmax()] - (1 - s).mean(),
            "the fastest lab win every race",
        ),
        (lambda *case: 7.0, "A difference of two shares"),
        (lambda *case: beyond(*case) + 0.01, "weigh what each lab skips"),
        (lambda a, s, tax: beyond(a, s, tax) + 0.01 * (np.ptp(s) == 0), "All labs skip the same"),
    ],
    "per_cent_of_speed": [
        (lambda *case: slope(*case, odds=False), "per cent of chance"),
        (plain_change(of_odds=False), "the change of the chance itself"),
        (plain_change(of_odds=True), "the change of the odds themselves"),
        (lambda race, safety, lab: slope(race, safety, lab) / race.speed[lab], "speed per year"),
        (lambda *case: -slope(*case), "Your sign is turned"),
        (lambda *case: slope(*case) / 100, "a hundred times less"),
        (lambda *case: 100 * slope(*case), "a hundred times as much"),
        (lambda *case: (log_odds(*case, np.log(2)) - log_odds(*case, 0)) / np.log(2),
         "so small that halving it"),
        (lambda *case: log_odds(*case, np.log(2)) - log_odds(*case, 0), "a per cent or less"),
        (lambda *case: 1.0, "the slope for one milestone"),
        (lambda race, safety, lab: 2 * lift(2, race.milestones), "two equally fast labs"),
        (lambda race, safety, lab: slope(race, safety, (lab + 1) % race.n), "another lab"),
        (one_sided(0.05), "change the speed by less"),
        (lambda *case: 9.0, "too high; compare"),
    ],
    "price_of_scruples": [
        (lambda h, e: 1 / even(h, e, 16), "the lab without scruples the faster"),
        (lambda h, e: even(h, 1.0), "does not move with enmity"),
        (lambda h, e: even(h, e, discount=0.05), "is your discount 0"),
        (lambda h, e: even(h, e, safety_tax=0.8, risk=0.4), "the usual tax and risk"),
        (lambda h, e: even(h, e, 16, harm_2=h), "is the harm of lab 2 zero"),
        (safety_kept, "let both choose anew"),
        (lambda h, e: slips.even(h, e, shared=0.0), "A rival's disaster"),
        (lambda h, e: slips.even(h, e, own=0.0), "the prize is lost as well"),
        (lambda h, e: even(h, e, halvings=9, low=0.4), "search more finely"),
        (lambda h, e: -2.0, "A speed is above 0"),
        (lambda h, e: 3.0, "At your 3.000 the lab wins"),
    ],
    "recklessness_in_the_ruins": [
        (not_divided, "how often disaster strikes"),
        (from_start, "once they fall behind"),
        (mean_of_labs, "the task asks about the winners"),
        (measured(mean=lambda x: 1 - x.mean()), "the safety work done"),
        (measured(mean=np.sum), "a total over the races"),
        (lambda *arguments: measured()(*arguments)[::-1], "Mean first"),
        (no_catch_up, "is your catch-up in use"),
        (lambda *x: (0.9, measured()(*x)[1]), "that is not luck"),
        (measured(error=np.std), "the spread of single runs"),
        (measured(error=lambda x: x.std() / x.size), "shrinks too fast"),
        (measured(error=lambda x: x.var() / x.size), "a variance"),
        (
            lambda race, *rest: (
                measured()(race, *rest)[0], measured()(race, *rest)[1] * race.risk
            ),
            "what becomes of the error",
        ),
        (measured(error=lambda x: 3 * x.std() / x.size**0.5), "too large by 3 times"),
        (deaf_to_seed, "is your seed in use"),
        (own_seed, "hand the seed on"),
    ],
    "crowd_of_equals": [
        (lambda *case: 1 - crowd(*case), "That is the safety"),
        (lambda n, k, e, h: crowd(2, k, e, h), "that of two labs"),
        (lambda n, k, e, h: crowd(n, 1, e, h), "that of one milestone"),
        (
            lambda n, k, e, h: (
                e * lift(n, k) * n / (n - 1) / (1 + h + e * lift(n, k) * n / (n - 1))
            ),
            "the elasticity of the odds",
        ),
        (lambda *case: crowd(*case, divided=False), "the change of the chance itself"),
        (lambda n, k, e, h: crowd(n, k, 1.0, h), "does not move with enmity"),
        (lambda n, k, e, h: crowd(n, k, e, 0.0), "does not move with harm"),
        (lambda n, k, e, h: lift(n, k), "That is the elasticity"),
        (coarse_crowd, "a smaller change of speed"),
        (lambda *case: 50.0, "A share of the safety work"),
        (lambda *case: 0.9, "gains by skipping less"),
    ],
}  # fmt: skip


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


@pytest.mark.parametrize("harm", [0.0, 1.0, 5.0, 20.0])
def test_price_of_scruples_in_closed_form(harm):
    exact = 3 * (1 + harm) / (3 + harm)
    assert np.isclose(slips.even(harm, 1.0), exact)
    assert np.isclose(even(harm, 1.0, halvings=40), exact)
