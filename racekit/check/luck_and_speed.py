"""Checks of the exercises on luck and speed.

A wrong answer is compared with the usual slips on the same case, so that the learner reads
which one it looks like.
"""

import numpy as np

from racekit.check import _slips_luck_and_speed as slips
from racekit.check._verdict import Wrong, close, exercise, explain, heeds_seed, in_words, require
from racekit.race import Race
from racekit.simulation import simulate


@exercise("Two steps by hand")
def two_steps_by_hand(attempt):
    """Check a function (rate_1, rate_2) -> chance that lab 1 is first to two milestones."""
    cases = [(3.0, 1.0), (0.3, 0.5), (1.0, 1.0), (0.05, 4.0)]
    rng = np.random.default_rng(31)
    cases += [tuple(rng.uniform(0.1, 3.0, 2)) for _ in range(4)]
    for rates in cases:
        case = f"rates {rates[0]:.3g} and {rates[1]:.3g} a year"
        value = attempt.number(case, *map(float, rates))
        right = Race(rates, milestones=2).win_probability([0, 0])[0]
        if close(value, right, 1e-9):
            continue
        explain(value, slips.two_steps(*rates), case, 1e-9)
        require(0 <= value <= 1, f"A chance lies from 0 to 1; yours is {value:.4g} ({case}).")
        other = attempt.number(case, *map(float, rates[::-1]))
        if not close(value + other, 1.0, 1e-9):
            raise Wrong(
                f"Swap the labs and your two chances add up to {value + other:.4f}, "
                f"but one of the labs wins ({case})."
            )
        raise Wrong(
            f"Your chance of {value:.4f} is too {'low' if value < right else 'high'}; "
            f"list the orders in which lab 1 has two steps first ({case})."
        )


@exercise("Winner and average lab")
def winner_and_average_lab(attempt):
    """Check a function (speed, safety, safety_tax) -> winner's mean minus labs' mean skipped."""
    cases = [
        ([1.0, 3.0, 0.6], [0.5, 0.9, 0.2], 0.8),  # the winner is the safer one
        ([1.0, 1.0], [0.2, 0.8], 0.5),
        ([2.0, 0.7, 0.4, 1.3], [0.1, 0.4, 0.7, 0.3], 1.0),
        ([2.0, 1.0], [0.6, 0.6], 0.8),  # no spread, no bias
        ([1.5], [0.3], 0.8),
    ]
    for speed, safety, tax in cases:
        case = f"speeds {speed}, safety {safety}, safety tax {tax}"
        speed, safety = np.array(speed), np.array(safety)
        value = attempt.number(case, speed.copy(), safety.copy(), tax)
        right = slips.beyond_average(speed, safety, tax)
        if close(value, right, 1e-9):
            continue
        explain(value, slips.averages(speed, safety, tax), case, 1e-9)
        require(abs(value) <= 1, f"A difference of two shares; yours is {value:.4g} ({case}).")
        if np.ptp(safety) == 0:
            raise Wrong(f"All labs skip the same here, so whoever wins does, too ({case}).")
        raise Wrong(
            f"Your {value:.4f} is too {'low' if value < right else 'high'}: "
            f"weigh what each lab skips by its chance to win ({case})."
        )


@exercise("What a per cent of speed buys")
def per_cent_of_speed(attempt):
    """Check a function (race, safety, lab) -> per cent of odds for one per cent of speed."""
    cases = [
        (Race([0.5, 1.2], milestones=4), [0.1, 0.6], 0),
        (Race([2.0, 1.0, 1.5], milestones=6), [0.9, 0.2, 0.5], 1),
        (Race.equal(2, milestones=10), [0.5, 0.5], 1),
        (Race([3.0, 0.7], safety_tax=1.0), [0.6, 0.2], 0),
    ]
    for race, safety, lab in cases:
        case = f"{in_words(race)}, milestones {race.milestones}; lab {lab}, safety {safety}"
        value = attempt.number(case, race, np.array(safety), lab)
        right = slips.odds_slope(race, safety, lab)
        if abs(value - right) <= 2e-3 * right:
            continue
        explain(value, slips.slopes(race, safety, lab, right), case, 2e-3 * right)
        if abs(value - right) <= 0.05 * right:
            raise Wrong(f"Close; change the speed by less, and both ways if you can ({case}).")
        raise Wrong(
            f"Your slope {value:.4g} is too {'low' if value < right else 'high'}; compare the "
            f"logarithms of the odds before and after a small change of speed ({case})."
        )


@exercise("The price of scruples")
def price_of_scruples(attempt):
    """Check a function (harm, enmity) -> speed that makes the scrupulous lab even."""
    for harm, enmity in [(4.0, 0.6), (0.5, 1.0), (12.0, 0.3), (0.0, 0.8), (20.0, 1.0)]:
        case = f"harm {harm:g}, enmity {enmity:g}"
        value = attempt.number(case, harm, enmity)
        right = slips.tipping(harm, enmity)
        if abs(value - right) <= 0.0101:
            continue
        explain(value, slips.tips(harm, enmity), case, 0.006)
        require(value > 0, f"A speed is above 0; yours is {value:.4g} ({case}).")
        if abs(value - right) < 0.1:
            raise Wrong(f"Close, but search more finely: to within 0.01 ({case}).")
        race = slips.hardest(np.clip(value, 1e-3, 1e3), harm, enmity)
        won = race.win_probability(race.nash())[0]
        raise Wrong(f"At your {value:.3f} the lab wins {won:.3f} of the races ({case}).")


@exercise("Read recklessness off the ruins")
def recklessness_in_the_ruins(attempt):
    """Check a function (race, safety, catch_up, runs, seed) -> (mean skipped, its error)."""
    cases = [
        (Race([1.0, 1.2, 1.0, 0.8], milestones=4, risk=0.4), [0.9, 0.8, 0.95, 0.9], 0.4, 1200, 5),
        (Race.equal(2, milestones=4), [0.5, 1.0], 0.3, 1000, 6),
        (Race([1.0, 2.0]), [0.2, 0.8], 0.0, 2000, 7),
    ]
    race, safety, catch_up = cases[0][:3]
    heeds_seed(attempt, (2,), race, np.array(safety), catch_up, 200)
    for race, safety, catch_up, runs, seed in cases:
        case = (
            f"{in_words(race)}; safety {safety}, "
            f"catch-up {catch_up:g}, {runs} runs"
        )
        arguments = race, np.array(safety), catch_up, runs, seed
        mean, error = attempt.array(case, (2,), *arguments)
        sim = simulate(race, safety, runs=runs, seed=seed, catch_up=catch_up)
        expected = sim.disaster.mean() / race.risk
        fair = sim.disaster.std() / np.sqrt(runs) / race.risk
        if abs(mean - expected) > 6 * fair:  # a sample of one's own differs by 1.4 errors
            rule = slips.told_by_disasters(sim, safety, expected, error, fair)
            explain(mean, rule, case, 1e-9)
            apart = abs(mean - expected) / fair
            raise Wrong(
                f"Your mean is {apart:.0f} standard errors from what these races show; "
                f"that is not luck ({case})."
            )
        if abs(error / fair - 1) > 0.15:
            explain(error, slips.errors(sim, fair), case, 1e-3 * fair)
            size = "small" if error < fair else "large"
            raise Wrong(f"Your standard error is too {size} by {error / fair:.2g} times ({case}).")
        if catch_up and close(mean, (1 - np.array(safety))[sim.winner].mean(), 1e-9):
            raise Wrong(
                f"You take the safety that the labs started with; what is left of it "
                f"once they fall behind ({case})?"
            )


@exercise("A crowd of equals")
def crowd_of_equals(attempt):
    """Check a function (n, milestones, enmity, harm) -> recklessness of equal labs."""
    cases = [(5, 3, 0.7, 1.5), (2, 4, 1.0, 0.0), (10, 2, 0.5, 0.3), (3, 1, 0.8, 2.0),
             (4, 6, 1.0, 5.0), (3, 2, 0.0, 0.0)]  # fmt: skip
    for n, milestones, enmity, harm in cases:
        case = f"{n} labs, milestones {milestones}, enmity {enmity:g}, harm {harm:g}"
        value = attempt.number(case, n, milestones, enmity, harm)
        right = slips.crowd(n, milestones, enmity, harm)
        if close(value, right, 2e-4):
            continue
        explain(value, slips.crowds(n, milestones, enmity, harm), case, 2e-4)
        require(0 <= value <= 1, f"A share of the safety work; yours is {value:.4g} ({case}).")
        if abs(value - right) < 0.01:
            raise Wrong(f"Close; the elasticity needs a smaller change of speed ({case}).")
        raise Wrong(
            f"If all labs skip {value:.4f}, one of them gains by skipping "
            f"{'less' if value > right else 'more'} ({case})."
        )
