"""Exercises on better safety technology: what labs make of it."""

from dataclasses import replace

import numpy as np
from scipy.optimize import brentq

from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import in_words, require
from racekit.race import Race
from racekit.safety_performance import SafetyPerformance
from racekit.simulation import simulate

SAFER, WORSE, SAME = "safer", "more dangerous", "no change"
LEVELS = np.linspace(0, 1, 1001)


def disaster(race, chosen=Race.nash):
    return race.disaster_probability(chosen(race))


def worst(n, tax, enmity, harm):
    """Risk at which patient labs have just stopped all safety work."""
    load = enmity * (n - 1)
    return tax * load / (n * (1 + harm) + tax * load)


def all_of_it(n, tax, enmity, harm):
    """Risk from which they do all of it, where there is one."""
    load, stake = tax * enmity * (n - 1), n * (1 + harm) * (1 - tax)
    return load / stake if load < stake else np.nan


def not_the_worst(value, right, n, tax, enmity, harm):
    race = Race.equal(n, safety_tax=tax, enmity=enmity, harm=harm, discount=0.0)
    yours, most = (disaster(race.replace(risk=risk)) for risk in (value, right))
    if yours > most - 1e-9:
        return "Disaster is as likely at a smaller r, too; find the smallest"
    return (f"At your r = {value:.4f} disaster has probability {yours:.4f}, and it gets likelier "
            f"{'below' if value > right else 'above'} that r")  # fmt: skip


worst_technology_by_hand = Exercise(
    title="The worst technology, by hand",
    cases=((4, 0.7, 0.6, 1.3), (2, 0.8, 1.0, 0.0), (3, 1.0, 0.9, 0.0), (10, 0.3, 1.0, 2.0),
           (17, 0.55, 0.25, 0.4), (6, 0.15, 0.8, 0.9), (20, 0.9, 0.45, 0.2)),
    right=worst,
    words="{} labs, tax {:g}, enmity {:g}, harm {:g}".format,
    inside=(1e-6, 1, "A risk lies from 0 to 1"),
    otherwise=not_the_worst,
    slips=(
        ("Your answer does not move with the safety tax; how much speed is there to dodge?",
         lambda n, k, e, h: worst(n, 1.0, e, h)),
        ("Your answer does not move with harm; what does a disaster cost each lab?",
         lambda n, k, e, h: worst(n, k, e, 0.0)),
        ("In your answer a disaster costs the harm only; the prize is lost as well.",
         lambda n, k, e, h: worst(n, k, e, h - 1)),
        ("You seem to give each lab one rival too many; is a lab its own rival?",
         lambda n, k, e, h: k * e * n / (n * (1 + h) + k * e * n)),
        ("Your answer does not move with enmity; what is a rival's safe win worth?",
         lambda n, k, e, h: worst(n, k, 1.0, h)),
        ("From that r on the labs do all the safety work; you want the r at which they stop doing "
         "any.", all_of_it),
        ("That is in per cent; r is a probability, from 0 to 1.", lambda *case: 100 * worst(*case)),
    ),
)  # fmt: skip


def outcomes(race, remains, chosen=Race.nash):
    """Disaster today, as promised, and with the tool."""
    new = race.replace(risk=race.risk * remains)
    return disaster(race), new.disaster_probability(race.nash()), disaster(new, chosen)


def of_outcomes(rule):
    return lambda race, remains: rule(*outcomes(race, remains))


def given_back(was, promised, brings):
    return (brings - promised) / (was - promised)


share_given_back = Exercise(
    title="The share given back",
    cases=((Race.equal(3, risk=0.8), 0.5),  # more than all of it
           (Race.equal(4, risk=0.9, safety_tax=1.0, discount=2.0, harm=0.4), 0.6),
           (Race.equal(2, risk=0.7, enmity=0.8, safety_tax=0.9), 0.3),
           (Race([1.0, 2.0, 0.5], risk=0.9, safety_tax=0.9), 0.5), (Race.equal(5, risk=0.2), 0.5)),
    right=lambda race, remains: given_back(*outcomes(race, remains)),
    words=lambda race, remains: f"{in_words(race)}; the tool leaves {remains:g} of the risk",
    otherwise=lambda value, right, *case: (
        "Disaster was to fall from {:.4f} to {:.4f} and ends at {:.4f}; {:.4f} is not the share of "
        "that gain which went back".format(*outcomes(*case), value)),
    slips=(
        ("That is the share of the gain that is left, not the share given back.",
         of_outcomes(lambda *three: 1 - given_back(*three))),
        ("That is a probability; divide it by the promised gain.",
         of_outcomes(lambda was, promised, brings: brings - promised)),
        ("You divide by today's probability of disaster; divide by the promised gain.",
         of_outcomes(lambda was, promised, brings: (brings - promised) / was)),
        ("You divide by the promise itself; divide by the gain it promises.",
         of_outcomes(lambda was, promised, brings: (brings - promised) / promised)),
        ("You count from today; count from the promise to the result.",
         of_outcomes(lambda was, promised, brings: (brings - was) / (was - promised))),
        ("You let the labs keep today's safety; they settle anew.", lambda *case: 0.0),
        ("You let one owner decide; the labs are rivals.",
         lambda *case: given_back(*outcomes(*case, Race.planner))),
        ("You cut the share off at 1; labs can give back more than they got.",
         of_outcomes(lambda *three: min(given_back(*three), 1.0))),
        ("That is in per cent; return a share.",
         of_outcomes(lambda *three: 100 * given_back(*three))),
    ),
)  # fmt: skip


def first_tax(race, chosen=Race.nash, share=1 - 1e-9):
    """Largest safety tax at which every lab does at least this share, to 1e-6."""
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        enough = chosen(race.replace(safety_tax=middle)).min() >= share
        low, high = (middle, high) if enough else (low, middle)
    return low


cheap_enough = Exercise(
    title="Cheap enough",
    cases=tuple((race,) for race in (
        Race.equal(3, enmity=0.8, harm=0.7, discount=0.6), Race.equal(3),
        Race([1.0, 2.0], risk=0.6), Race.equal(6, risk=0.1, discount=0.2),
        Race.equal(2, harm=3.0, enmity=0.5),
    )),
    right=lambda race: first_tax(race),
    words=in_words,
    tolerance=1e-3,
    inside=(1e-6, 1, "A safety tax lies from 0 to 1"),
    near=(0.02, "Close, but search in finer steps"),
    otherwise=lambda value, right, race: (
        f"They do all of it at your {value:.3f}, but at a larger tax as well" if value < right else
        f"At your {value:.3f} a lab does only {race.replace(safety_tax=value).nash().min():.3f} of "
        "the work"),
    slips=(
        ("That is the formula for patient labs that mind no disaster; these are not.",
         lambda race: race.n * race.risk / (race.n * race.risk + race.enmity * (race.n - 1))),
        ("At that tax one owner does all the work; racing labs need a smaller one.",
         lambda race: first_tax(race, Race.planner)),
        ("At that tax the labs do half of the safety work, not all.",
         lambda race: first_tax(race, share=0.5)),
        ("At that tax they do most of the work, but not all of it; be stricter.",
         lambda race: first_tax(race, share=0.99)),
        ("At that tax the labs begin to do safety work; you want the one at which they do all.",
         lambda race: first_tax(race, share=1e-9)),
        *(("At a tax of almost 0 they certainly do all of it; what is the largest such tax?",
           lambda race, tax=tax: tax) for tax in (0.0, 0.001, 0.01)),
    ),
)  # fmt: skip


def estimate(mean=lambda old, new: new.mean() - old.mean(), error=lambda *_: np.nan, apart=1,
             adapt=True):  # fmt: skip
    """A learner's estimator; left out, the error says nothing."""

    def answer(old, new, runs, seed):
        was = simulate(old, old.nash(), runs=runs, seed=seed).disaster
        safety = new.nash() if adapt else old.nash()
        brings = simulate(new, safety, runs=runs, seed=seed + apart).disaster
        return mean(was, brings), error(was, brings)

    return answer


def spread(lost):
    return lost.std() / lost.size**0.5


def both(x, y):
    return np.hypot(spread(x), spread(y))


class Independent(Measured):
    """The two counts must have luck of their own."""

    def judge(self, attempt):
        super().judge(attempt)
        cases = [(*self.asked[0][:2], 1000, seed) for seed in (1, 2, 3)]
        off = [self.read(attempt, "1000 runs", case) - estimate(apart=0)(*case) for case in cases]
        said = "Both of your races have the same luck; use seed + 1 for the new one."
        require(np.abs(off)[:, 0].max() > 1e-9, said)


measure_a_tool = Independent(
    title="Measure a tool",
    cases=(
        (Race.equal(3, risk=0.8), Race.equal(3, risk=0.2), 16_000, 3),
        (Race.equal(3, risk=0.8), Race.equal(3, risk=0.4), 12_000, 4),
        (Race([1.0, 2.0]), Race([1.0, 2.0], harm=1.0), 8_000, 5),
        (Race.equal(6), Race.equal(6, risk=0.05), 4_000, 6),
    ),
    right=lambda old, new, runs, seed: estimate(error=both)(old, new, runs, seed),
    exact=lambda old, new, *_: disaster(new) - disaster(old),
    words=lambda old, new, runs, seed: f"{in_words(old)}, then {in_words(new)}; {runs} runs",
    forbids=("Race.disaster_probability",),
    slips=(
        ("Your signs are turned: a fall in the probability is negative.",
         estimate(lambda x, y: x.mean() - y.mean())),
        ("Your labs keep the old safety; they settle anew, and then they race.",
         estimate(adapt=False)),
        ("That is the probability with the new technology; how much has it changed?",
         estimate(lambda x, y: y.mean())),
        ("That is the probability before the change.", estimate(lambda x, y: x.mean())),
        ("Your two races seem to be the same one.", lambda old, new, *rest:
         estimate(error=both)(old, old, *rest)),
        ("That is a share of the old probability; return the difference.",
         estimate(lambda x, y: (y.mean() - x.mean()) / x.mean())),
        ("That is in per cent; return a difference of probabilities.",
         estimate(lambda x, y: 100 * (y.mean() - x.mean()))),
        ("Errors of independent runs do not add up like that; their squares do.",
         estimate(error=lambda x, y: spread(x) + spread(y))),
        ("That is the error of the second mean alone; the first one is uncertain, too.",
         estimate(error=lambda x, y: spread(y))),
        ("That is the error of the first mean alone; the second one is uncertain, too.",
         estimate(error=lambda x, y: spread(x))),
        ("You subtract the errors; uncertainty adds up.",
         estimate(error=lambda x, y: abs(spread(x) - spread(y)))),
        ("You average over twice the runs; a difference has both errors.",
         estimate(error=lambda x, y: both(x, y) / 2**0.5)),
    ),
)  # fmt: skip


def compared(left, right):
    return SAME if abs(left - right) < 1e-9 else SAFER if left > right else WORSE


def doubled(model):
    """What doubling the price does."""
    was, brings = (m.disaster_probability(*m.equilibrium(verify=False))
                   for m in (model, replace(model, price=2 * model.price)))  # fmt: skip
    return compared(was, brings)


dearer_inputs = Exercise(
    title="Dearer inputs",
    cases=tuple((SafetyPerformance(**fields),) for fields in (
        {"erosion": 0.25}, {"erosion": 2.0}, {"erosion": 1.0},  # neutral
        {"erosion": 0.8, "safety_returns": 0.6, "performance_returns": 0.4},
        {"erosion": 0.8, "safety_returns": 0.3, "performance_returns": 0.6},
        {"n": 3, "erosion": 1.5, "safety_returns": 0.6, "performance_returns": 0.4},
        {"erosion": 0.8, "safety_returns": 0.5, "performance_returns": 0.7, "price": 0.02},
    )),
    right=lambda model: doubled(model),
    kind=(SAFER, WORSE, SAME),
    words=lambda m: (
        f"{m.n} labs, erosion {m.erosion:g}, safety returns {m.safety_returns:g}, "
        f"performance returns {m.performance_returns:g}"),
    otherwise=lambda answer, right, model: (
        "Here the probability does not move, but for rounding in the last digits; call a "
        "difference below 1e-9 none" if right == SAME else
        f"You answer {answer!r}; double the price and compare"),
    slips=(
        ("Your answers are turned round; does a larger price make it safer?",
         lambda m: compared(m.safety_returns, m.erosion * m.performance_returns)),
        ("You compare erosion with the safety returns and leave out the performance returns.",
         lambda m: compared(m.erosion, m.safety_returns)),
        ("Your answer does not move with erosion.",
         lambda m: compared(m.performance_returns, m.safety_returns)),
        ("An erosion of 1 is the border only where both returns are equal.",
         lambda m: compared(m.erosion, 1.0)),
        ("Your answer does not move with the safety returns.",
         lambda m: compared(m.erosion * m.performance_returns, 0.5)),
        ("You find every model safer; try one with little erosion.", lambda m: SAFER),
        ("You find every model more dangerous; try one with strong erosion.", lambda m: WORSE),
        ("You find no change anywhere; which probability did you compare?", lambda m: SAME),
    ),
)  # fmt: skip


def payoff(race, impact, mine, s, own=True):
    """What lab 0 gets at ``mine`` while the others do ``s``; ``own``: it is a loser like others."""
    safety = np.full((np.size(mine), race.n), s)
    safety[:, 0] = mine
    rates, danger = race.rates(safety), race.races.danger(safety)
    losing = danger.copy()
    if not own:
        losing[:, 0] = danger[:, 1]
    losing = (losing.sum(axis=1, keepdims=True) - losing) / (race.n - 1)
    worth = np.where(np.arange(race.n) == 0, 1.0, 1 - race.enmity)
    each = worth - (worth + race.harm) * ((1 - impact) * danger + impact * losing)
    return (rates * each).sum(axis=1) / (rates.sum(axis=1) + race.discount)


def settled(race, impact, own=True, step=1e-5):
    """Safety that all do where none gains by a little more or less."""

    def gain(s):
        less, more = payoff(race, impact, np.array([s - step, s + step]), s, own)
        return more - less

    if gain(step) <= 0 or gain(1 - step) >= 0:
        return float(gain(step) > 0)
    return brentq(gain, step, 1 - step, xtol=1e-9)


def unsettled(value, right, race, impact):
    path = [value]
    for _ in range(6):
        path.append(LEVELS[payoff(race, impact, LEVELS, path[-1]).argmax()])
    if np.abs(np.array(path[1:]) - value).min() < 0.02:
        return (f"Your labs jump to and fro, from {value:.3f} to {path[1]:.3f} and back some "
                "rounds later; let them go half of the way at a time")  # fmt: skip
    move = "more" if path[1] > value else "less"
    return f"If all do your {value:.3f}, one of them gains by doing {move}"


def changed(**fields):
    return lambda race, impact: settled(race.replace(**fields), impact)


dangerous_losers = Exercise(
    title="Dangerous losers, in a hurry",
    cases=(
        (Race.equal(4, risk=0.9, enmity=0.7, harm=0.5, discount=0.4), 0.4),
        (Race.equal(3, risk=0.8), 0.3),
        (Race.equal(2, risk=0.9, enmity=0.5), 0.0),  # the library's own race
        (Race.equal(3, risk=0.9, safety_tax=0.9, enmity=0.6), 0.8),  # replies overshoot
        (Race.equal(3, risk=0.3), 0.6),  # nobody does any
        (Race.equal(2, harm=8.0), 0.2),  # everybody does all
    ),
    right=lambda race, impact: settled(race, impact),
    words=lambda race, impact: f"{in_words(race)}; impact {impact:g}",
    tolerance=1e-3,
    inside=(0, 1, "Safety is a share, from 0 to 1"),
    near=(0.07, "Close; search in finer steps, or let the labs settle longer"),
    otherwise=unsettled,
    slips=(
        ("That is the equilibrium without dangerous losers.", lambda race, w: race.nash()[0]),
        ("You give the losers the winner's share of the danger.",
         lambda race, w: settled(race, 1 - w) if w else np.nan),
        ("Your answer does not move with discount.", changed(discount=0.0)),
        ("Your answer does not move with harm.", changed(harm=0.0)),
        ("Your answer does not move with enmity.", changed(enmity=1.0)),
        ("That is the danger; return the safety.",
         lambda race, w: race.races.danger(settled(race, w))[0]),
        ("When a rival wins, this lab is one of the losers, and its own danger counts.",
         lambda race, w: settled(race, w, own=False)),
        ("That is what one owner of all labs would choose.", lambda race, w: race.planner()[0]),
        ("Your answer is that of two labs; here are more.",
         changed(speed=[1.0, 1.0], names=None)),
    ),
)  # fmt: skip
