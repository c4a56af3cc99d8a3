"""Checks of the exercises on enforcement: each slip gets its own sentence."""

import numpy as np
import pytest
from verdicts import Verdicts

import racekit as rk
from racekit.check import _slips_enforcement as slips
from racekit.stability import examine

# --- right answers, with parts that can be replaced by wrong ones -----------------------------


def cost(f1, y1, f2, y2):
    return y1 * (f2 - f1) / (y2 - y1) - f1


def fitted_cost(f1, y1, f2, y2):
    slope, start = np.polyfit([f1, f2], [y1, y2], 1)
    return start / slope


def parts(race, standard, fine=1.0):
    """Temptation a year and loss in one race, by another fine than the check's."""
    treaty = rk.Treaty(standard, fine=fine, after="collapse")
    lost = treaty.compliance_payoff(race) - race.payoffs(race.nash())
    return treaty.critical_detection(race) * (fine + lost), lost


def future(race, standard, fine, patience, penalty=lambda lost, d: lost / (1 - d), pick=np.max):
    tempted, lost = parts(race, standard, fine=3.0)
    return pick(tempted / (fine + penalty(lost, patience)))


def summed_future(race, standard, fine, patience):
    """The later races added up one by one."""
    _, lost = parts(race, standard)
    whole = fine + lost * sum(patience**t for t in range(1, 2000))
    need = [rk.Treaty(standard, fine=f, after="collapse").critical_detection(race) for f in whole]
    return max(rates[lab] for lab, rates in enumerate(need))


def caught(k, honest, fast, slow, budget, then=None, gates=lambda left: 1.0):
    share, chance, then = 0.0, 1.0, slow if then is None else then
    for left in range(k, 0, -1):
        visits = budget * gates(left)
        chance *= visits / (visits + left * fast + (k - left) * then + honest * slow)
        share += chance / k
    return share


def diced(k, honest, fast, slow, budget, runs=40_000, seed=1):
    rng, left, alive = np.random.default_rng(seed), np.full(runs, k), np.ones(runs, bool)
    for _ in range(k):
        pace = left * fast + (k - left + honest) * slow
        alive &= rng.random(runs) < budget / (budget + pace)
        left = left - alive
    return 1 - left.mean() / k


def breakout_risk(race, treaty, own=None, watch=None, after=None):
    """By the formula for the best cheater where a payoff is alpha - 2 beta rate."""
    safety = treaty.safety(race)
    if treaty.deters(race) and own is None:
        return float(race.disaster_probability(safety))
    ends = (after or treaty.after) == "collapse"
    caught_risk = race.disaster_probability(race.nash() if ends else safety)
    watch = treaty.detection if watch is None else watch
    safety[0] = slips.best_cheater(race, treaty) if own is None else own
    rates = race.rates(safety)
    return (rates @ (race.risk * (1 - safety)) + watch * caught_risk) / (rates.sum() + watch)


def searched_risk(race, treaty, points=2001):
    levels = np.linspace(0, treaty.standard, points)
    best = max(levels, key=lambda s: treaty.cheating_payoff(race, safety=s)[0])
    return breakout_risk(race, treaty, None if treaty.deters(race) else best)


def draft(race, detection, alarms, most, clauses=(0, 1), points=41, share=1.0):
    best, lowest = np.zeros(3), 1.0
    for ends in clauses:
        for standard in np.linspace(0, 1, points):
            treaty = rk.Treaty(standard, fine=share * most, detection=detection,
                               false_alarms=alarms, after=("return", "collapse")[ends])  # fmt: skip
            if treaty.deters(race) and examine(race, treaty).risk_kept < lowest:
                lowest, best = examine(race, treaty).risk_kept, np.r_[standard, share * most, ends]
    return best


def highest(race, treaty, sanction, fails=lambda found: not found.holds, points=251):
    """By going up until something breaks."""
    standard = 0.0
    for level in np.linspace(0, 1, points):
        if fails(examine(race, treaty.replace(standard=level), sanction=sanction)):
            break
        standard = level
    return standard


RIGHT = {
    "two_letters": [cost, fitted_cost],
    "fine_that_nobody_collects": [future, summed_future],
    "busy_day": [caught, diced],
    "clause_that_fails": [breakout_risk, searched_risk, lambda *x: searched_risk(*x, points=1000)],
    "draft_the_article": [draft, lambda *given: draft(*given).astype(np.float32)],
    "as_much_as_they_will_bear": [slips.highest, highest],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def moved(by, at=0):
    """A draft with one number changed."""

    def answer(*given):
        plan = draft(*given)
        plan[at] += by
        return plan

    return answer


WRONG = {
    "two_letters": [
        (lambda f1, y1, f2, y2: (y2 - y1) / (f2 - f1), "what one prize buys"),
        (lambda f1, y1, f2, y2: (f2 - f1) / (y2 - y1), "the temptation G"),
        (lambda f1, y1, f2, y2: y1 - f1 * (y2 - y1) / (f2 - f1), "years allowed without a fine"),
        (lambda *x: -cost(*x), "what does its sign say"),
        (lambda *x: cost(*x) + x[0], "take the fine off"),
        (lambda f1, y1, f2, y2: (f2 - f1) / y1 / (1 / y1 - 1 / y2) - f1, "through the rates"),
        (lambda f1, y1, f2, y2: y2 / y1, "how many times longer"),
        (lambda f1, y1, f2, y2: y1 - f1 * y2 / f2, "through the origin"),
        (lambda *x: -1.0, "Here a collapse hurts"),
        (lambda *x: 0.5 * cost(*x), "more than your"),
        (lambda *x: 1.5 * cost(*x), "less than your"),
    ],
    "fine_that_nobody_collects": [
        (lambda *x: future(*x, pick=np.min), "least tempted lab only"),
        (lambda *x: future(*x, pick=np.mean), "A mean over the labs"),
        (lambda *x: future(*x, pick=lambda need: need[0]), "for the first lab"),
        (lambda *x: future(*x, penalty=lambda lost, d: lost), "Later races are not in it"),
        (lambda race, s, f, d: future(race, s, 0.0, d), "The fine is not in it"),
        (
            lambda race, s, f, d: (1 - d) * future(race, s, f, 0.0),
            "The fine is paid once",
        ),
        (lambda *x: future(*x, penalty=lambda lost, d: lost * d / (1 - d)), "not only the races"),
        (lambda *x: future(*x, penalty=lambda lost, d: lost + lost / (1 - d)), "count it twice"),
        (lambda *x: future(*x, penalty=lambda lost, d: (1 + d) * lost), "after the next one"),
        (lambda *x: future(*x, penalty=lambda lost, d: d * lost), "Add up all the races"),
        (lambda *x: future(*x, penalty=lambda lost, d: 0.0), "not sent back here"),
        (lambda *x: 1 / future(*x), "the time to a catch"),
        (lambda *x: -future(*x), "not negative"),
        (lambda *x: 0.9 * future(*x), "some lab still gains"),
        (lambda *x: 1.1 * future(*x), "less would deter"),
    ],
    "busy_day": [
        (lambda k, *x: k * caught(k, *x), "how many are caught"),
        (lambda k, h, f, s, b: b / (b + k * f + h * s), "anybody is caught at all"),
        (
            lambda k, h, f, s, b: np.prod(
                [b / (b + j * f + (k - j + h) * s) for j in range(1, k + 1)]
            ),
            "all of them are caught",
        ),
        (lambda *x: 1 - caught(*x), "gets away"),
        (lambda k, h, f, s, b: b / k / (b / k + k * f + h * s), "shared by fewer"),
        (lambda k, h, f, s, b: caught(k, h, f, s, b, then=f), "goes on at the slow rate"),
        (lambda k, h, f, s, b: caught(k, h, f, s, b, then=0.0), "stays in the race"),
        (lambda *x: caught(*x, gates=lambda left: left), "not for each"),
        (
            lambda k, h, *x: caught(k, h, *x, gates=lambda left: left / (k + h)),
            "goes to an honest lab",
        ),
        (lambda k, h, *x: caught(k, 0, *x), "Honest labs may win"),
        (lambda *x: 7.0, "from 0 to 1"),
        (lambda *x: min(1.0, 1.2 * caught(*x)), "fewer of them"),
        (lambda *x: 0.5 * caught(*x), "more of them"),
    ],
    "clause_that_fails": [
        (lambda r, t: r.disaster_probability(t.safety(r)), "while everybody complies"),
        (lambda r, t: breakout_risk(r, t, slips.best_cheater(r, t)), "so nobody does it"),
        (lambda r, t: r.disaster_probability(r.nash()), "without a treaty"),
        (lambda r, t: breakout_risk(r, t, watch=0.0), "may come before"),
        (lambda r, t: slips.risk_with(r, t, slips.best_cheater(r, t), caught=0), "after it?"),
        (
            lambda r, t: breakout_risk(
                r, t, after="return" if t.after == "collapse" else "collapse"
            ),
            "return, or collapse",
        ),
        (lambda r, t: breakout_risk(r, t, slips.best_cheater(r, t, 0.0)), "greater hurry"),
        (lambda r, t: breakout_risk(r, t, t.breakout_safety(r)[0]), "at the critical detection"),
        (lambda r, t: breakout_risk(r, t, 0.0), "no maniac"),
        (lambda r, t: 1.7, "from 0 to 1"),
        (lambda r, t: breakout_risk(r, t) + 0.003, "lower than your"),
        (lambda r, t: breakout_risk(r, t) - 0.003, "higher than your"),
    ],
    "draft_the_article": [
        (moved(0.2), "somebody cheats"),
        (moved(5.0), "The standard comes first"),
        (moved(0.4, at=1), "Nobody would pay"),
        (moved(-2.0, at=1), "A fine is not negative"),
        (moved(0.5, at=2), "The third number"),
        (moved(-0.2), "of the safety that can be had"),
        (lambda *given: np.zeros(3), "changes nothing"),
        (lambda *given: [0.7, 0.0, 0], "being caught costs nothing"),
        (lambda *given: draft(*given, clauses=(0,)), "where a catch ends the treaty"),
        (lambda *given: draft(*given, clauses=(1,)), "where no catch ends the treaty"),
        (lambda *given: draft(*given)[:2], "shape (2,)"),
    ],
    "as_much_as_they_will_bear": [
        (lambda *x: highest(*x, lambda found: found.cheaters.any()), "would everybody stay"),
        (lambda *x: highest(*x, lambda found: found.leavers.any()), "would nobody cheat"),
        (lambda race, treaty, tau: highest(race, treaty, 0.0), "leave out the sanction"),
        (
            lambda *x: highest(*x, lambda found: found.cheaters[0] | found.leavers[0]),
            "do the others",
        ),
        (
            lambda *x: highest(
                *x, lambda found: (found.cheaters | found.leavers)[found.signed].all()
            ),
            "all must",
        ),
        (lambda race, treaty, tau: treaty.standard, "it has now"),
        (lambda race, treaty, tau: race.nash().max(), "done without a treaty"),
        (lambda *x: 1.3, "from 0 to 1"),
        (lambda *x: 0.8 * highest(*x), "so would a higher one"),
        (lambda *x: min(1.0, highest(*x) + 0.04), "somebody would"),
    ],
}


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


@pytest.mark.parametrize("given", [(4, 1, 0.6, 0.1, 1.0), (3, 2, 1.0, 0.3, 0.5)])
def test_share_caught_against_the_simulator(given):
    k, honest, fast, slow, budget = given
    race = rk.Race.equal(k + honest, safety_tax=1, risk=1)
    sim = rk.simulate(
        race, [1 - fast] * k + [1 - slow] * honest, runs=50_000, seed=12,
        treaty=rk.Treaty(1 - slow, members=list(range(k))), inspections=budget,
    )  # fmt: skip
    share = sim.caught[:, :k].mean(axis=1)
    error = share.std() / np.sqrt(share.size)
    assert abs(share.mean() - slips.caught_share(*given)) < 4 * error


@pytest.mark.parametrize("after", ["return", "collapse"])
def test_world_risk_against_the_simulator(after):
    race = rk.Race.equal(5, safety_tax=1, risk=1)
    treaty = rk.Treaty(0.9, detection=0.5, fine=0.1, after=after)
    safety = np.r_[slips.best_cheater(race, treaty), [0.9] * 4]
    sim = rk.simulate(race, safety, runs=200_000, seed=12, treaty=treaty)
    error = sim.disaster.std() / np.sqrt(sim.runs)
    assert abs(sim.disaster.mean() - slips.world_risk(race, treaty)) < 4 * error
    levels = np.linspace(0, 0.9, 901)
    best = max(levels, key=lambda s: treaty.cheating_payoff(race, safety=s)[0])
    assert abs(best - safety[0]) < 0.002


def test_kept_risk_agrees_with_the_examination():
    race = rk.Race.equal(3)
    for ends in (0, 1):
        treaty = slips.article(0.7, 0.2, ends, detection=0.5, false_alarms=0.1)
        assert np.isclose(slips.kept_risk(race, treaty), examine(race, treaty).risk_kept)


def test_standards_that_hold_lie_below_the_highest():
    race, treaty = rk.Race([0.3, 1.0, 2.0]), rk.Treaty(detection=2.0, fine=0.5)
    levels = np.linspace(0, 1, 201)
    holds = [examine(race, treaty.replace(standard=s), sanction=0.01).holds for s in levels]
    top = slips.highest(race, treaty, 0.01)
    assert (np.array(holds) == (levels <= top)).all()
