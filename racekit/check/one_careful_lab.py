"""Checks of the exercises on one careful lab.

As in `many_labs`, each check looks for the property first, and for the usual slips only where it
is missing.
"""

import numpy as np

from racekit.check import _slips_one_careful_lab as slips
from racekit.check._verdict import Wrong, close, exercise, explain, heeds_seed, in_words, require
from racekit.race import Race
from racekit.simulation import simulate


@exercise("The safest rate, by hand")
def safest_rate_by_hand(attempt):
    """Check a function (speed, pace, danger) -> safest rate of one lab where kappa = r = 1."""
    cases = [(2.0, 0.6, 0.7), (1.0, 1.0, 0.5), (0.5, 4.0, 0.2), (3.0, 0.1, 0.9)]
    rng = np.random.default_rng(41)
    cases += [tuple(rng.uniform((0.3, 0.2, 0.1), (3.0, 5.0, 1.0))) for _ in range(4)]
    for speed, pace, danger in cases:
        case = f"speed {speed:.3g}, rivals' pace {pace:.3g}, their danger {danger:.3g}"
        value = attempt.number(case, speed, pace, danger)
        rate = slips.safest(speed, pace, danger)
        if close(value, rate, 1e-6 * speed):
            continue
        explain(value, slips.by_hand(speed, pace, danger, rate), case, 1e-6 * speed)
        require(
            0 <= value <= speed,
            f"A rate lies from 0 to the lab's speed; yours is {value:.4g} ({case}).",
        )
        move = "faster" if value < rate else "slower"
        raise Wrong(
            f"At your rate of {value:.4g} the world risk is "
            f"{slips.world_risk(value, speed, pace, danger):.4f}; a little {move} it falls "
            f"({case})."
        )


@exercise("The turning point")
def turning_point(attempt):
    """Check a function (race, lab, safety) -> level past which the lab's care backfires."""
    cases = [
        (Race([1.0, 2.0, 0.5], risk=0.7), 0, [0.9, 0.3, 0.1]),
        (Race([1.0, 2.0, 0.5], risk=0.7, harm=3.0), 2, [0.2, 0.6, 0.1]),
        (Race.equal(3), 1, Race.equal(3).nash().tolist()),
        (Race.equal(4, safety_tax=0.45), 3, [0.1, 0.1, 0.1, 0.1]),  # never too careful
        (Race.equal(2, safety_tax=1.0, risk=1.0), 0, [0.6, 0.6]),
    ]
    for race, lab, start in cases:
        case = f"{in_words(race)}; lab {lab}, safety {np.round(start, 3).tolist()}"
        given = np.array(start)
        value = attempt.number(case, race, lab, given)
        if not np.array_equal(given, start):
            raise Wrong(
                f"Your function changed the array it was given; work on a copy, or the others "
                f"will not hold still in the next call ({case})."
            )
        levels, risks = slips.risk_over_levels(race, lab, start)
        turn = levels[risks.argmin()]
        if abs(value - turn) <= 0.00201:
            continue
        explain(value, slips.turn(race, lab, start), case, 0.0021)
        require(
            0 <= value <= 1,
            f"Return a level of safety, from 0 to 1, not {value:.4g}; is it a position in your "
            f"list of levels ({case})?",
        )
        require(
            turn < 1,
            f"Here the world risk falls all the way to full safety; past your {value:.3f} it "
            f"is lower still ({case}).",
        )
        if abs(value - turn) < 0.06:
            raise Wrong(f"Close, but a finer list of levels comes closer to the turn ({case}).")
        step = "more" if value < turn else "less"
        raise Wrong(f"From your {value:.3f} a little {step} care lowers the risk ({case}).")


@exercise("What an exit does")
def what_an_exit_does(attempt):
    """Check a function (race, lab) -> change of the world risk when the lab closes."""
    cases = [
        (Race([1.0, 2.0, 0.5], harm=[2.0, 0.0, 1.0], safety_tax=0.9, risk=0.8), 0),
        (Race([1.0, 2.0, 0.5], harm=[5.0, 0.0, 1.0], safety_tax=1.0, risk=1.0), 1),
        (Race([1.0, 0.7, 0.4, 2.0], harm=[0.0, 1.0, 0.5, 2.0], enmity=0.6), 2),
        (Race.equal(2), 0),
        (Race.equal(3, harm=1.0), 2),
        (Race([1.0, 1.0], harm=[3.0, 0.0], discount=1.0, safety_tax=1.0, risk=1.0), 0),
    ]
    for race, lab in cases:
        case = f"{in_words(race)}; lab {lab} leaves"
        value = attempt.number(case, race, lab)
        right = slips.exit_change(race, lab)
        if close(value, right, 2e-5):
            continue
        explain(value, slips.leaving(race, lab, right), case, 2e-5)
        require(abs(value) <= 1, f"Two probabilities do not differ by {value:.3g} ({case}).")
        if value * right < 0:
            raise Wrong(
                f"You say that the exit makes the world {_worse(value)}; "
                f"it makes it {_worse(right)} ({case})."
            )
        much = "large" if abs(value) > abs(right) else "small"
        raise Wrong(f"Your change of {value:+.4f} is too {much} ({case}).")


@exercise("Measure a difference")
def measure_a_difference(attempt):
    """Check a function (race, before, after, runs, seed) -> mean paired change, and its error."""
    uneven = Race([1.0, 2.0, 0.5], risk=0.8)
    cases = [
        (uneven, [0.2, 0.3, 0.1], [0.2, 0.6, 0.1], 4000, 5),
        (Race.equal(3), [0.1, 0.1, 0.1], [0.9, 0.1, 0.1], 3000, 6),
        (Race.equal(2, risk=1.0), [0.8, 0.8], [0.8, 0.0], 2000, 7),
    ]
    for race, before, after, runs, seed in cases:
        case = f"{in_words(race)}; from {before} to {after}, {runs} runs"
        mean, error = attempt.array(case, (2,), race, np.array(before), np.array(after), runs, seed)
        lost = [simulate(race, x, runs=runs, seed=seed).disaster for x in (before, after)]
        change = lost[1].astype(float) - lost[0]
        fair = change.std() / np.sqrt(runs)
        expected = race.disaster_probability(after) - race.disaster_probability(before)
        if abs(mean - expected) > 4.5 * fair:
            explain(mean, slips.means(change, lost, error, expected, fair), case)
            apart = abs(mean - expected) / fair
            raise Wrong(
                f"Your mean change is {apart:.0f} standard errors from the closed form; "
                f"that is not luck ({case})."
            )
        if abs(error / fair - 1) > 0.1:
            for slip in slips.errors(change, lost):
                explain(error, [slip], case, 0.02 * slip[0])
            size = "small" if error < fair else "large"
            raise Wrong(f"Your standard error is too {size} by {error / fair:.2g} times ({case}).")
    heeds_seed(attempt, (2,), cases[0][0], *map(np.array, cases[0][1:3]), 300)


@exercise("The leak that undoes it")
def leak_that_undoes_it(attempt):
    """Check a function (race, lab, level) -> leak that brings the world risk back."""
    cases = [
        (Race([2.0, 1.0, 1.0, 1.0], harm=[1.0, 0.0, 0.2, 0.0]), 0, 0.6),
        (Race([1.5, 1.0, 1.0], harm=[0.0, 1.0, 1.0], risk=0.6), 1, 0.8),
        (Race.equal(5, harm=[5.0, 0.0, 0.0, 0.0, 0.0]), 0, 0.67),
        (Race([1.0, 1.0], harm=[5.0, 0.0], safety_tax=1.0, risk=1.0), 0, 0.95),  # backfires
        (Race.equal(3), 2, 0.6),  # equal labs: never
    ]
    for race, lab, level in cases:
        case = f"{in_words(race)}; lab {lab} goes to {level:g}"
        value = attempt.number(case, race, lab, level)
        right = slips.leak_back(race, lab, level)
        if abs(value - right) <= 0.0021:
            continue
        require(
            right < 1 or value > 0,
            f"Here the risk is below its old level, and no leak brings it back; the task says "
            f"what to return then, and it is not 0 ({case}).",
        )
        explain(value, slips.leaks(race, lab, level, right), case, 0.0021)
        require(0 <= value <= 1, f"A share lies from 0 to 1; yours is {value:.4g} ({case}).")
        require(
            right > 0,
            f"Here the risk is above its old level without any leak; the task says what to "
            f"return then ({case}).",
        )
        require(
            right < 1,
            f"Here no leak brings the risk back; the task says what to return then ({case}).",
        )
        side = "below" if value < right else "above"
        raise Wrong(f"At your leak of {value:.4f} the risk is still {side} its old level ({case}).")


@exercise("The border of C14")
def border_of_c14(attempt):
    """Check a function (speed, harm) -> impatience at which A's entry changes nothing."""
    for speed, harm in [(5.0, 2.0), (1.0, 5.0), (2.0, 3.0), (0.5, 10.0), (3.0, 1.0)]:
        case = f"A has speed {speed:g} and harm {harm:g}"
        value = attempt.number(case, speed, harm)
        right = slips.border(speed, harm)
        if abs(value - right) <= 1.5e-4:
            continue
        explain(value, slips.borders(speed, harm, right), case, 2e-4)
        require(
            0 <= value <= 1e6,
            f"Impatience is a rate, 0 or more; yours is {value:.4g} ({case}).",
        )
        if abs(value - right) < 0.02:
            raise Wrong(f"Close, but the signs still differ; halve the interval on ({case}).")
        change = slips.entry_change(speed, harm, value)
        raise Wrong(
            f"At your impatience of {value:.4f} A's entry makes the world {_worse(change)} "
            f"({case})."
        )


def _worse(change):
    return "more dangerous" if change > 0 else "safer"
