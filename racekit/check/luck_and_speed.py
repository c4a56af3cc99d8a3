"""Exercises on luck and speed: what ability, luck and haste do to a race."""

from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import betainc

from racekit.check._exercise import CHANCE, Exercise, Measured
from racekit.check._verdict import Wrong, in_words
from racekit.race import Race
from racekit.simulation import simulate

STEP = 1e-4  # of the logarithm of a speed


def low_or_high(value, right):
    return f"{value:.4g} is too {'low' if value < right else 'high'}"


def next_step(rate_1, rate_2):
    return rate_1 / (rate_1 + rate_2)


def first_to(steps, rate_1, rate_2):
    """Chance that lab 1 is first to so many milestones."""
    return betainc(steps, steps, next_step(rate_1, rate_2))


class OfTwoLabs(Exercise):
    """Each case is followed by the same with the labs swapped: one of them wins."""

    def _name_slip(self, answers, off):
        super()._name_slip(answers, off)
        for i in off:
            pair = answers[i], answers[i ^ 1]
            if all(map(self.within, pair)) and abs(sum(pair) - 1) > self.tolerance:
                raise Wrong(f"Swap the labs and your two chances add up to {sum(pair):.4f}, "
                            f"but one of the labs wins ({self.said[i]}).")  # fmt: skip


two_steps_by_hand = OfTwoLabs(
    title="Two steps by hand",
    cases=tuple(case for a, b in ((3.0, 1.0), (0.3, 0.5), (1.0, 1.0), (0.05, 4.0), (2.3, 1.7))
                for case in ((a, b), (b, a))),
    right=lambda rate_1, rate_2: first_to(2, rate_1, rate_2),
    words="rates {:g} and {:g} a year".format,
    forbids=("Race", "Race.win_probability"),
    inside=CHANCE,
    otherwise=lambda value, right, *rates: (
        f"Your chance of {low_or_high(value, right)}; "
        "list the orders in which lab 1 has two steps first"),
    slips=(
        ("That is the chance to make the next step; the winner needs two steps.", next_step),
        ("You count only races won two steps to none; two steps to one wins as well.",
         lambda *rates: next_step(*rates) ** 2),
        ("A race won two steps to one can go in more than one order; count them.",
         lambda a, b: next_step(a, b) ** 2 * (1 + next_step(b, a))),
        ("That is the chance of two steps out of three exactly; do not forget whoever has three "
         "of three.", lambda a, b: 3 * next_step(a, b) ** 2 * next_step(b, a)),
        ("If each lab has one step the race is not void; it goes on.",
         lambda a, b: a**2 / (a**2 + b**2)),
        ("That is the chance of lab 2.", lambda a, b: first_to(2, b, a)),
        ("That is a race of three milestones.", lambda *rates: first_to(3, *rates)),
        ("That is in per cent; return a share, from 0 to 1.",
         lambda *rates: 100 * first_to(2, *rates)),
        ("Those are the odds; the task asks for the chance.",
         lambda a, b: first_to(2, a, b) / first_to(2, b, a)),
    ),
)  # fmt: skip


def of_winner(speed, safety, tax):
    """Share of the safety work that the average winner skips: the danger where the risk is 1."""
    return Race(speed, safety_tax=tax, risk=1.0).disaster_probability(safety)


def beyond(speed, safety, tax):
    return of_winner(speed, safety, tax) - np.mean(1 - safety)


winner_and_average_lab = Exercise(
    title="Winner and average lab",
    cases=tuple((np.array(speed), np.array(safety), tax) for speed, safety, tax in (
        ([1.0, 3.0, 0.6], [0.5, 0.9, 0.2], 0.8),  # the winner is the safer one
        ([1.0, 1.0], [0.2, 0.8], 0.5),
        ([2.0, 0.7, 0.4, 1.3], [0.1, 0.4, 0.7, 0.3], 1.0),
        ([2.0, 1.0], [0.6, 0.6], 0.8),  # no spread, no bias
        ([1.5], [0.3], 0.8),
    )),
    right=lambda speed, safety, safety_tax: beyond(speed, safety, safety_tax),
    words=lambda speed, safety, tax: (
        f"speeds {speed.tolist()}, safety {safety.tolist()}, safety tax {tax:g}"),
    forbids=("Race", "Race.win_probability", "Race.disaster_probability"),
    inside=(-1, 1, "A difference of two shares lies from -1 to 1"),
    otherwise=lambda value, right, speed, safety, tax: (
        "All labs skip the same here, so whoever wins does, too" if np.ptp(safety) == 0 else
        f"Your {low_or_high(value, right)}: weigh what each lab skips by its chance to win"),
    slips=(
        ("Your sign is turned: positive if the winner skips more than the average lab.",
         lambda *case: -beyond(*case)),
        ("You compare with the average weighted by speed; the task counts each lab once, able or "
         "not.", lambda a, s, tax: of_winner(a, s, tax) - np.average(1 - s, weights=a)),
        ("Your answer does not move with the speeds; an abler lab wins more often.",
         lambda a, s, tax: beyond(np.ones_like(a), s, tax)),
        ("Your answer does not move with the safety tax; how fast is each lab?",
         lambda a, s, tax: beyond(a, s, 1.0)),
        ("You let labs win by ability alone; safety work slows them.",
         lambda a, s, tax: np.average(1 - s, weights=a) - np.mean(1 - s)),
        ("That is what the average winner skips; how much more is it than the average lab?",
         of_winner),
        ("That is a share of what the average lab skips; the task asks for the difference.",
         lambda a, s, tax: beyond(a, s, tax) / np.mean(1 - s)),
        ("That is in percentage points; return a share.", lambda *case: 100 * beyond(*case)),
        ("You let the fastest lab win every race; with one milestone it only wins more often.",
         lambda a, s, tax: 1 - s[Race(a, safety_tax=tax).rates(s).argmax()] - np.mean(1 - s)),
    ),
)  # fmt: skip


def chance(race, safety, lab, step=0.0):
    """Chance of a lab whose speed is changed by so much on the log scale."""
    speed = race.speed.copy()
    speed[lab] *= np.exp(step)
    return race.replace(speed=speed).win_probability(safety)[lab]


def log_odds(*case):
    return np.log(chance(*case) / (1 - chance(*case)))


def slope(race, safety, lab):
    """Per cent of odds for one per cent of speed."""
    up, down = (log_odds(race, safety, lab, step) for step in (STEP, -STEP))
    return (up - down) / (2 * STEP)


per_cent_of_speed = Exercise(
    title="What a per cent of speed buys",
    cases=tuple((race, np.array(safety), lab) for race, safety, lab in (
        (Race([0.4, 1.4], milestones=4), [0.3, 0.5], 0),
        (Race([2.0, 1.5, 0.5], milestones=6), [0.5, 0.2, 0.4], 1),
        (Race.equal(2, milestones=10), [0.5, 0.5], 1),
        (Race([3.0, 0.7], safety_tax=1.0), [0.6, 0.2], 0),
    )),
    right=slope,
    words=lambda race, safety, lab: f"{in_words(race)}; lab {lab}, safety {safety.tolist()}",
    tolerance=lambda *case: slope(*case) / 500,
    accept=lambda value, right, *case: abs(value - right) <= right / 50,  # a step of 1 %
    near=(0.25, "Close; change the speed by less, and both ways if you can"),
    otherwise=lambda value, right, *case: (
        f"Your slope {low_or_high(value, right)}; compare the logarithms of the odds before and "
        "after a small change of speed"),
    slips=(
        ("That is per cent of chance for one per cent of speed; the task asks for the odds, "
         "chance divided by one minus chance.", lambda *case: (1 - chance(*case)) * slope(*case)),
        ("That is the change of the chance itself, not in per cent.",
         lambda *case: chance(*case) * (1 - chance(*case)) * slope(*case)),
        ("That is the change of the odds themselves, not in per cent.",
         lambda *case: np.exp(log_odds(*case)) * slope(*case)),
        ("You divide by a change of speed per year; divide by the change in per cent.",
         lambda race, safety, lab: slope(race, safety, lab) / race.speed[lab]),
        ("Your sign is turned: more speed raises the odds.", lambda *case: -slope(*case)),
        ("One per cent gives so many per cent; your answer is a hundred times less.",
         lambda *case: slope(*case) / 100),
        ("One per cent gives so many per cent; your answer is a hundred times as much.",
         lambda *case: 100 * slope(*case)),
        ("You double the speed; try a change so small that halving it changes nothing.",
         lambda *case: (log_odds(*case, np.log(2)) - log_odds(*case)) / np.log(2)),
        ("You double the speed; the slope belongs to a change of a per cent or less.",
         lambda *case: log_odds(*case, np.log(2)) - log_odds(*case)),
        ("That is the slope for one milestone; this race has more.", lambda *case: 1.0),
        ("That holds for two equally fast labs only.",
         lambda race, safety, lab: 2 * elasticity(2, race.milestones)),
        ("You ask about another lab.",
         lambda race, safety, lab: slope(race, safety, (lab + 1) % race.n)),
    ),
)  # fmt: skip


def wins(speed, harm, enmity, **changes):
    """Chance of the lab with scruples in equilibrium."""
    race = Race.hardest(2, harm=[harm, 0.0], enmity=enmity, discount=0.0)
    race = race.replace(speed=[speed, 1.0], **changes)
    return race.win_probability(race.nash())[0]


def even(harm, enmity, shared=1.0, own=1.0):
    """Speed at which the lab with the harm wins every second race.

    At equal rates labs reply 3 (1 + h_i) c_i = e + (1 - e + h_i) c_j, with c what they skip;
    ``shared`` and ``own`` switch off the harm of a rival's disaster and the loss of the prize.
    """
    replies = [[3 * (own + harm), -(1 - enmity + shared * harm)], [-(1 - enmity), 3]]
    skipped = np.linalg.solve(replies, [enmity, enmity])
    return skipped[1] / skipped[0]


def searched(*case, **changes):
    """The same in another race."""
    return brentq(lambda speed: wins(speed, *case, **changes) - 0.5, 0.1, 100.0, xtol=1e-6)


def safety_kept(harm, enmity):
    """Speed that would make up for the safety chosen at equal speeds."""
    skipped = 1 - Race.hardest(2, harm=[harm, 0.0], enmity=enmity, discount=0.0).nash()
    return skipped[1] / skipped[0]


price_of_scruples = Exercise(
    title="The price of scruples",
    cases=((4.0, 0.6), (0.5, 1.0), (12.0, 0.3), (0.0, 0.8), (20.0, 1.0)),
    right=lambda harm, enmity: even(harm, enmity),
    words="harm {:g}, enmity {:g}".format,
    tolerance=0.01,
    inside=(1e-6, np.inf, "A speed is above 0"),
    near=(0.1, "Close, but search more finely: to within 0.01"),
    otherwise=lambda value, right, *case: (
        f"At your {value:.3f} the lab wins {wins(np.clip(value, 1e-3, 1e3), *case):.3f} of the "
        "races"),
    slips=(
        ("You make the lab without scruples the faster one.", lambda *case: 1 / even(*case)),
        ("Your answer does not move with enmity.", lambda harm, enmity: even(harm, 1.0)),
        ("These labs are perfectly patient; is your discount 0?",
         lambda *case: searched(*case, discount=0.05)),
        ("Your labs race at the usual tax and risk; the task takes the hardest case.",
         lambda *case: searched(*case, safety_tax=0.8, risk=0.4)),
        ("At equal speeds the lab that minds disaster is no favourite; is the harm of lab 2 zero?",
         lambda harm, enmity: 1.0),
        ("The labs do not keep the safety that they chose at equal speeds; let both choose anew "
         "at every speed.", safety_kept),
        ("A rival's disaster harms this lab as well.", lambda *case: even(*case, shared=0.0)),
        ("In your answer an own disaster costs the harm only; the prize is lost as well.",
         lambda harm, enmity: even(harm, enmity, own=0.0) if harm else np.nan),
    ),
)  # fmt: skip


def skipped_by_winner(race, safety, catch_up, *_):
    """Mean share of the safety work that the winner skips, over every order of steps."""

    @cache
    def onward(done):
        """Chance of each lab to win from here, and what the winner will still skip."""
        if max(done) == race.milestones:
            return np.array(done) == race.milestones, 0.0
        kept = safety * np.maximum(0.0, 1 - catch_up * (max(done) - np.array(done)))
        rates = race.rates(kept)
        won, left = np.zeros(race.n), 0.0
        for lab, step in enumerate(rates / rates.sum()):
            then, later = onward((*done[:lab], done[lab] + 1, *done[lab + 1 :]))
            won = won + step * then
            left += step * (later + then[lab] * (1 - kept[lab]) / race.milestones)
        return won, left

    return onward((0,) * race.n)[1]


def read_off(mean=lambda lost, risk: lost.mean() / risk, error=lambda *_: np.nan):
    """A learner's estimator; left out, the error says nothing."""

    def answer(race, safety, catch_up, runs, seed):
        lost = simulate(race, safety, runs=runs, seed=seed, catch_up=catch_up).disaster
        return mean(lost, race.risk), error(lost, race.risk)

    return answer


def of_start(race, safety, catch_up, runs, seed):
    winner = simulate(race, safety, runs=runs, seed=seed, catch_up=catch_up).winner
    return np.mean(1 - safety[winner]), np.nan


recklessness_in_the_ruins = Measured(
    title="Read recklessness off the ruins",
    cases=(
        (Race([1.0, 1.2, 1.0, 0.8], milestones=4, risk=0.6), np.array([0.9, 0.8, 0.95, 0.9]), 0.8,
         1200, 5),
        (Race.equal(2, milestones=4, risk=0.7), np.array([0.8, 1.0]), 1.0, 1000, 6),
        (Race([1.0, 2.0]), np.array([0.5, 0.9]), 0.0, 2000, 7),
    ),
    right=lambda race, safety, catch_up, runs, seed: (
        read_off(error=lambda lost, risk: lost.std() / lost.size**0.5 / risk)(
            race, safety, catch_up, runs, seed)),
    exact=skipped_by_winner,
    few=400,  # a share of fewer is too often the same with another seed
    words=lambda race, safety, catch_up, runs, seed: (
        f"{in_words(race)}; safety {safety.tolist()}, catch-up {catch_up:g}, {runs} runs"),
    slips=(
        ("That is how often disaster strikes; a winner who skips everything has one with "
         "probability risk.", read_off(lambda lost, risk: lost.mean())),
        ("Your labs keep their safety whoever leads; is your catch-up in use?",
         lambda race, safety, catch_up, *rest: read_off()(race, safety, 0.0, *rest)),
        ("You take the safety that the labs started with; what is left of it once they fall "
         "behind?", of_start),
        ("You average over the labs; the task asks about the winners.",
         lambda race, safety, *_: (np.mean(1 - safety), np.nan)),
        ("That is the safety work done; the task asks for what is skipped.",
         read_off(lambda lost, risk: 1 - lost.mean() / risk)),
        ("You multiply by the risk where you should divide.",
         read_off(lambda lost, risk: lost.mean() * risk)),
        ("That is a total over the races; divide by their number.",
         read_off(lambda lost, risk: lost.sum() / risk)),
        ("That is the error of the disasters; if you divide them by a number, what becomes of the "
         "error?", read_off(error=lambda lost, risk: lost.std() / lost.size**0.5)),
        ("The whole error is divided by the risk, not by its root.",
         read_off(error=lambda lost, risk: lost.std() / (lost.size * risk) ** 0.5)),
    ),
)  # fmt: skip


def elasticity(n, milestones):
    """Per cent of chance, 1 in n, for one per cent of speed among equal labs."""
    return (1 - 1 / n) * slope(Race.equal(n, milestones=milestones), np.zeros(n), 0)


def crowd(n, milestones, enmity, harm, lift=elasticity):
    """What each skips by the lesson's formula, with the elasticity or something in its place."""
    push = enmity * lift(n, milestones)
    return push / (1 + harm + push)


crowd_of_equals = Exercise(
    title="A crowd of equals",
    cases=((5, 3, 0.7, 1.5), (2, 4, 1.0, 0.0), (10, 2, 0.5, 0.3), (3, 1, 0.8, 2.0),
           (4, 6, 1.0, 5.0), (3, 2, 0.0, 0.0)),
    right=lambda n, milestones, enmity, harm: crowd(n, milestones, enmity, harm),
    words="{} labs, milestones {}, enmity {:g}, harm {:g}".format,
    tolerance=1e-4,
    forbids=("Race.nash", "Race.best_response"),
    inside=(0, 1, "A share of the safety work lies from 0 to 1"),
    near=(0.01, "Close; the elasticity needs a smaller change of speed"),
    otherwise=lambda value, right, *case: (
        f"If all labs skip {value:.4f}, one of them gains by skipping "
        f"{'less' if value > right else 'more'}"),
    slips=(
        ("That is the safety; the task asks for what is skipped.",
         lambda *case: 1 - crowd(*case)),
        ("Your elasticity is that of two labs.", lambda n, k, e, h: crowd(2, k, e, h)),
        ("Your elasticity is that of one milestone.", lambda n, k, e, h: crowd(n, 1, e, h)),
        ("You use the elasticity of the odds; the formula wants that of the chance.",
         lambda *case: crowd(*case, lift=lambda n, k: n / (n - 1) * elasticity(n, k))),
        ("You use the change of the chance itself; take it in per cent of it.",
         lambda *case: crowd(*case, lift=lambda n, k: elasticity(n, k) / n)),
        ("Your answer does not move with enmity.", lambda n, k, e, h: crowd(n, k, 1.0, h)),
        ("Your answer does not move with harm.", lambda n, k, e, h: crowd(n, k, e, 0.0)),
        ("That is the elasticity; which recklessness follows from it?",
         lambda n, k, e, h: elasticity(n, k)),
    ),
)  # fmt: skip
