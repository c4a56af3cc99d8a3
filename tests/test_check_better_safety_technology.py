"""Checks of the exercises on better safety technology: each slip gets its own sentence."""


import numpy as np
import pytest
from verdicts import Verdicts

import racekit as rk
from racekit.check import _slips_better_safety_technology as slips
from racekit.safety_performance import SafetyPerformance

# --- right answers --------------------------------------------------------------------------


def worst(n, tax, enmity, harm):
    load = enmity * (n - 1)
    return tax * load / (n * (1 + harm) + tax * load)


def worst_by_search(n, tax, enmity, harm):
    """Smallest r at which the labs do any safety work at all."""
    race = rk.Race.equal(n, safety_tax=tax, enmity=enmity, harm=harm, discount=0)
    low, high = 1e-6, 1.0
    for _ in range(50):
        r = (low + high) / 2
        low, high = (low, r) if race.replace(risk=r).nash().max() > 0 else (r, high)
    return high


def three(race, remains):
    """Disaster today, promised, and with the tool."""
    new = race.replace(risk=race.risk * remains)
    return [
        float(here.disaster_probability(safety))
        for here, safety in ((race, race.nash()), (new, race.nash()), (new, new.nash()))
    ]


def share(race, remains):
    was, promised, brings = three(race, remains)
    return (brings - promised) / (was - promised)


def cheap(race, rule=lambda race: race.nash(), least=1 - 1e-9, steps=14):
    low, high = 1e-3, 1.0
    for _ in range(steps):
        tax = (low + high) / 2
        enough = rule(race.replace(safety_tax=tax)).min() >= least
        low, high = (tax, high) if enough else (low, tax)
    return low


def on_a_grid(race, points=1000):
    taxes = np.linspace(1 / points, 1, points)
    done = rk.nash_grid(race, safety_tax=taxes).min(axis=1).to_numpy() >= 1 - 1e-9
    return taxes[done].max()


def measured(error=lambda x, y: np.sqrt((x.var() + y.var()) / x.size), adapt=True):
    """An estimator; its parts can be replaced by wrong ones."""

    def answer(old, new, runs, seed):
        safety = old.nash()
        before = rk.simulate(old, safety, runs=runs, seed=seed).disaster
        after = rk.simulate(new, new.nash() if adapt else safety, runs=runs, seed=seed + 1).disaster
        return after.mean() - before.mean(), error(before, after)

    return answer


def dearer(model):
    gap = model.erosion * model.performance_returns - model.safety_returns
    if abs(gap) < 1e-9:
        return "no change"
    return "safer" if gap > 0 else "more dangerous"


def with_price(model, price):
    names = ("n", "erosion", "safety_returns", "performance_returns")
    return SafetyPerformance(price=price, **{name: getattr(model, name) for name in names})


def doubled(model, small=1e-9):
    """Double the price and look."""
    was, brings = (
        m.disaster_probability(*m.equilibrium(verify=False))
        for m in (model, with_price(model, 2 * model.price))
    )
    if abs(was - brings) < small:
        return "no change"
    return "safer" if brings < was else "more dangerous"


def losers(race, impact, levels=2001, rounds=200, step=0.5, own=True):
    """Reply, go part of the way, and again."""
    s = 0.5
    for _ in range(rounds):
        s += step * (reply(race, impact, s, levels, own) - s)
    return s


def reply(race, w, s, levels, own):
    n, worth = race.n, 1 - race.enmity
    mine = np.linspace(0, 1, levels)
    danger, rate = race.risk * (1 - mine), 1 - race.safety_tax * mine
    others, rest = race.risk * (1 - s), (n - 1) * (1 - race.safety_tax * s)
    i_win = (1 - w) * danger + w * others
    they_win = (1 - w) * others + w * ((danger if own else others) + (n - 2) * others) / (n - 1)
    value = rate * (1 - (1 + race.harm) * i_win) + rest * (worth - (worth + race.harm) * they_win)
    return mine[(value / (rate + rest + race.discount)).argmax()]


RIGHT = {
    "worst_technology_by_hand": [worst, worst_by_search],
    "share_given_back": [share],
    "cheap_enough": [cheap, on_a_grid],
    "measure_a_tool": [measured(), lambda *x: list(measured()(*x))],
    "dearer_inputs": [dearer, doubled],
    "dangerous_losers": [losers, lambda race, impact: losers(race, impact, 1001, 120)],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def of_three(rule):
    return lambda race, remains: rule(*three(race, remains))


def owned(race, remains):
    new = race.replace(risk=race.risk * remains)
    was, promised, _ = three(race, remains)
    return (new.disaster_probability(new.planner()) - promised) / (was - promised)


def patient(race):
    return race.n * race.risk / (race.n * race.risk + race.enmity * (race.n - 1))


def swapped(*arguments):
    return measured()(*arguments)[::-1]


def with_seed(seed):
    return lambda old, new, runs, _: measured()(old, new, runs, seed)


def own_seed(old, new, runs, seed, state=[10]):  # noqa: B006
    state[0] += 2
    return measured()(old, new, runs, state[0])


def only_after(old, new, runs, seed):
    change, error = measured()(old, new, runs, seed)
    return change + old.disaster_probability(old.nash()), error


def relative(old, new, runs, seed):
    change, error = measured()(old, new, runs, seed)
    return change / old.disaster_probability(old.nash()), error


def spread(x):
    return np.sqrt(x.var() / x.size)


def changed(**fields):
    return lambda race, impact: losers(race.replace(**fields), impact)


def two_only(race, impact):
    names = ("safety_tax", "risk", "enmity", "harm", "discount")
    return losers(rk.Race.equal(2, **{name: getattr(race, name) for name in names}), impact)


WRONG = {
    "worst_technology_by_hand": [
        (lambda n, k, e, h: worst(n, 1, e, h), "does not move with the safety tax"),
        (lambda n, k, e, h: worst(n, k, e, 0), "does not move with harm"),
        (lambda n, k, e, h: worst(n, k, e, h - 1), "the prize is lost as well"),
        (lambda n, k, e, h: k * e * n / (n * (1 + h) + k * e * n), "one rival too many"),
        (lambda n, k, e, h: worst(n, k, 1, h), "does not move with enmity"),
        (
            lambda n, k, e, h: min(1.0, k * e * (n - 1) / (n * (1 + h) * max(1 - k, 1e-9))),
            "the r at which they stop",
        ),
        (lambda *x: 100 * worst(*x), "in per cent"),
        (lambda *x: 0.9, "gets likelier below"),
        (lambda *x: 0.02, "gets likelier above"),
        (lambda n, k, e, h: worst(n, k, e, h) * (1 if k < 1 else 1.5), "find the smallest"),
        (lambda *x: 1 + worst(*x), "A risk lies from 0 to 1"),
    ],
    "share_given_back": [
        (of_three(lambda was, promised, brings: (was - brings) / (was - promised)), "that is left"),
        (of_three(lambda was, promised, brings: brings - promised), "That is a probability"),
        (of_three(lambda was, promised, brings: (brings - promised) / was), "divide by today's"),
        (
            of_three(lambda was, promised, brings: (brings - promised) / promised),
            "by the promise itself",
        ),
        (
            of_three(lambda was, promised, brings: (brings - was) / (was - promised)),
            "You count from today",
        ),
        (lambda race, remains: 0.0, "keep today's safety"),
        (owned, "one owner decide"),
        (lambda *x: min(1.0, share(*x)), "cut the share off"),
        (lambda *x: 100 * share(*x), "in per cent"),
        (lambda *x: 0.6, "is not the share of that gain"),
    ],
    "cheap_enough": [
        (patient, "the formula for patient labs"),
        (lambda race: cheap(race, lambda r: r.planner()), "one owner does all"),
        (lambda race: cheap(race, least=0.5), "half of the safety work"),
        (lambda race: cheap(race, least=0.99), "be stricter"),
        (lambda race: cheap(race, least=1e-9), "begin to do safety work"),
        (lambda race: 0.001, "the largest such tax"),
        (lambda race: on_a_grid(race, 60), "in finer steps"),
        (lambda race: 0.97, "a lab does only"),
        (lambda race: 0.05, "at a larger tax as well"),
        (lambda race: 100 * cheap(race), "A safety tax lies from 0 to 1"),
    ],
    "measure_a_tool": [
        (lambda *x: tuple(np.multiply(measured()(*x), (-1, 1))), "signs are turned"),
        (measured(adapt=False), "keep the old safety"),
        (only_after, "how much has it changed"),
        (lambda old, new, *x: measured()(old, old, *x), "the same one"),
        (relative, "a share of the old probability"),
        (lambda *x: tuple(np.multiply(measured()(*x), (100, 1))), "in per cent"),
        (measured(lambda x, y: spread(x) + spread(y)), "do not add up like that"),
        (measured(lambda x, y: spread(y)), "of the second mean alone"),
        (measured(lambda x, y: spread(x)), "of the first mean alone"),
        (measured(lambda x, y: np.sqrt(x.var() + y.var())), "spread of single races"),
        (measured(lambda x, y: (x.var() + y.var()) / x.size), "a variance"),
        (
            measured(lambda x, y: np.sqrt((x.var() + y.var()) / 2 / x.size)),
            "a difference has both errors",
        ),
        (measured(lambda x, y: 5 * (spread(x) + spread(y))), "too large by"),
        (swapped, "its standard error second"),
        (lambda *x: (0.9, 0.003), "that is not luck"),
        (with_seed(5), "is your seed in use"),
        (own_seed, "hand the seed on"),
    ],
    "dearer_inputs": [
        (
            lambda m: {"safer": "more dangerous", "more dangerous": "safer"}.get(
                dearer(m), "no change"
            ),
            "turned round",
        ),
        (slips.DEARER[1][0], "leave out the performance returns"),
        (slips.DEARER[2][0], "does not move with erosion"),
        (slips.DEARER[3][0], "both returns are equal"),
        (slips.DEARER[4][0], "does not move with the safety returns"),
        (lambda m: "safer", "every model safer"),
        (lambda m: "more dangerous", "every model more dangerous"),
        (lambda m: "no change", "no change anywhere"),
        (lambda m: "safer" if dearer(m) == "no change" else dearer(m), "rounding"),
        (lambda m: "more dangerous" if m.price < 0.05 else dearer(m), "double the price"),
        (lambda m: "fine", "Return one of"),
    ],
    "dangerous_losers": [
        (lambda race, impact: race.nash()[0], "without dangerous losers"),
        (lambda race, impact: losers(race, 1 - impact), "the winner's share"),
        (changed(discount=0.0), "does not move with discount"),
        (changed(harm=0.0), "does not move with harm"),
        (changed(enmity=1.0), "does not move with enmity"),
        (lambda race, impact: race.risk * (1 - losers(race, impact)), "return the safety"),
        (lambda race, impact: losers(race, impact, own=False), "its own danger counts"),
        (lambda race, impact: race.planner()[0], "one owner of all labs"),
        (two_only, "that of two labs"),
        (lambda race, impact: losers(race, impact, 101, 4), "search in finer steps"),
        (lambda race, impact: losers(race, impact, step=1.0), "jump to and fro"),
        (lambda race, impact: 0.5 + losers(race, impact) / 2, "gains by doing less"),
        (lambda race, impact: 1 + losers(race, impact), "Safety is a share"),
    ],
}


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


@pytest.mark.parametrize("impact", [0.0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("change", [{}, {"harm": 0.5}, {"enmity": 0.4, "discount": 0.5}])
def test_dangerous_losers_by_search(impact, change):
    """The check's own oracle against replies found by search; without impact, against Nash."""
    race = rk.Race.equal(3, risk=0.9, **change)
    found = losers(race, impact, step=0.1, rounds=300)
    assert np.isclose(slips.settled(race, impact), found, atol=1e-3)
    if impact == 0.0:
        assert np.isclose(slips.settled(race, impact), race.nash()[0], atol=1e-9)


@pytest.mark.parametrize("impact", [0.0, 0.25, 0.5])
def test_dangerous_losers_in_closed_form(impact):
    """Patient labs, safety tax 1: P(D) = E/(E + n(1 + h - we)), whatever the risk."""
    race = rk.Race.equal(3, safety_tax=1, risk=0.9, discount=0, enmity=0.8, harm=0.5)
    exact = 1.6 / (1.6 + 3 * (1.5 - 0.8 * impact))
    assert np.isclose(race.risk * (1 - slips.settled(race, impact)), exact, atol=1e-9)
