"""Checks of the exercises on the shadow of the future.

A wrong answer is compared with the usual slips on the same case, so that the learner reads
which one it looks like.
"""

import math

import numpy as np

from racekit import repeated
from racekit.check import _slips_shadow_of_the_future as slips
from racekit.check._verdict import Wrong, close, exercise, explain, heeds_seed, in_words, require
from racekit.race import Race


@exercise("Two labs, two patiences")
def two_patiences(attempt):
    """Check a function race -> least patience at which two unequal labs keep full safety."""
    cases = [
        Race([1.0, 1.2], risk=0.3),
        Race([1.3, 1.0], risk=0.25, harm=0.2),
        Race([1.0, 1.5], risk=0.3, discount=0.2),
        Race([1.0, 1.1], risk=0.25, harm=[0.2, 0.0]),  # the slower one is the steadier
        Race.equal(2),
    ]
    for race in cases:
        case = in_words(race)
        value = attempt.number(case, race)
        game = race.dilemma()
        labs = [repeated.from_game(game, player) for player in ("row", "column")]
        least = [repeated.grim_threshold(lab.T, lab.R, lab.P) for lab in labs]
        if close(value, max(least), 1e-9):
            continue
        explain(value, slips.handshake(race), case, 1e-9)
        require(0 <= value <= 1, f"Patience lies from 0 to 1 here; yours is {value:.4g} ({case}).")
        if value < max(least):
            lab = labs[int(np.argmax(least))]
            gain = (1 - value) * lab.T + value * lab.P - lab.R
            raise Wrong(
                f"At a patience of {value:.4f} lab {int(np.argmax(least)) + 1} still gains "
                f"{gain:.4f} prizes a race by a breach ({case})."
            )
        raise Wrong(f"At your {value:.4f} a breach costs both labs; less is enough ({case}).")


@exercise("How long a grudge?")
def how_long_a_grudge(attempt):
    """Check a function (T, R, P, patience) -> shortest punishment that deters, or 0."""
    cases = [(9.0, 4.0, 3.0, 0.9), (4.0, 3.0, 1.0, 0.5), (5.0, 3.0, 1.0, 0.4), (5.0, 3.0, 1.0, 0.9)]
    cases += [(5.0, 3.0, 2.0, 0.668), (0.6, 0.45, 0.35, 0.7), (0.48, 0.44, 0.29, 0.3)]
    for payoffs in cases:
        T, R, P, delta = payoffs
        case = f"payoffs {T:g}, {R:g}, {P:g}, patience {delta:g}"
        value = attempt.number(case, *payoffs)
        right = slips.shortest(*payoffs)
        if value == right:
            continue
        require(value == int(value), f"Return a whole number of races, not {value:.4g} ({case}).")
        if right == 0:
            explain(value, slips.grudge(*payoffs), case)
            raise Wrong(
                f"Here no grudge deters, however long; the task says what to return then, and it "
                f"is not {value:.0f} ({case})."
            )
        explain(value, slips.grudge(*payoffs), case)
        require(value >= 0, f"A grudge cannot last {value:.0f} races ({case}).")
        cost = sum(delta**t for t in range(1, min(int(value), 1000) + 1)) * (R - P)
        if value == 0:
            raise Wrong(f"You find no grudge that deters, but there is one ({case}).")
        if cost < T - R:
            raise Wrong(
                f"A breach gains {T - R:.3g} and {value:.0f} races of punishment cost only "
                f"{cost:.3g} as seen from today ({case})."
            )
        raise Wrong(f"{value:.0f} races deter, but fewer are enough ({case}).")


@exercise("Measure a treaty")
def measure_a_treaty(attempt):
    """Check a function (R, P, patience, false_alarm_chance, length, runs, seed) -> mean, error."""
    cases = [
        (3.0, 1.0, 0.9, 0.4, 2, 4000, 5),  # here every slip has a worth of its own
        (3.0, 1.0, 0.9, 0.1, math.inf, 3000, 6),
        (0.44, 0.29, 0.8, 0.3, 4, 3000, 7),
        (2.0, 0.5, 0.6, 0.4, 1, 3000, 8),
    ]
    for setup in cases:
        R, P, delta, alpha, length, runs, _ = setup
        case = f"R {R:g}, P {P:g}, patience {delta:g}, false alarms {alpha:g}, length {length}"
        mean, error = attempt.array(case, (2,), *setup)
        expected = repeated.alarm_value(R + 1.0, R, P, delta, alpha, length)
        spread = slips.lives(R, P, delta, alpha, length, 2000, 1).std()
        fair = spread / math.sqrt(runs)
        if abs(mean - expected) > 4.5 * fair:
            if close(error, expected, 4.5 * fair):
                raise Wrong(f"Mean first, standard error second ({case}).")
            near = sorted(slips.worth(*setup), key=lambda slip: abs(slip[0] - mean))
            explain(mean, near, case, max(4.5 * fair, 0.015 * abs(near[0][0])))
            apart = abs(mean - expected) / fair
            raise Wrong(
                f"Your mean is {apart:.0f} standard errors from what such a treaty is worth; "
                f"that is not luck ({case})."
            )
        if abs(error / fair - 1) > 0.15:
            explain(error, slips.error(spread, runs), case, 0.1 * error)
            size = "small" if error < fair else "large"
            raise Wrong(f"Your standard error is too {size} by {error / fair:.2g} times ({case}).")
    heeds_seed(attempt, (2,), *cases[0][:5], 200)


@exercise("The largest treaty")
def largest_treaty(attempt):
    """Check a function (T, R, P, patience, two chances of an alarm) -> most members, or 0."""
    own = (0.57, 0.44, 0.35)
    cases = [
        ((5.0, 3.0, 1.0), 0.9, 0.02, 0.6),
        (own, 0.9, 0.01, 0.5),
        ((5.0, 3.0, 1.0), 0.6, 0.05, 0.4),  # not even one
        ((5.0, 3.0, 1.0), 0.9, 0.0, 0.6),  # as many as one likes
        (own, 0.95, 0.05, 0.9),
        ((5.0, 4.0, 1.0), 0.9, 0.05, 0.3),
    ]
    for payoffs, delta, alpha, q in cases:
        listed = ", ".join(f"{x:g}" for x in payoffs)
        case = f"payoffs {listed}, patience {delta:g}, false alarms {alpha:g}, detection {q:g}"
        value = attempt.number(case, *payoffs, delta, alpha, q)
        right = slips.most(payoffs, delta, alpha, q)
        if value == right:
            continue
        require(value == int(value), f"Return a whole number of members, not {value:.4g} ({case}).")
        require(
            0 <= value <= 100,
            f"The task asks for 1 to 100 members, or 0; yours is {value:.0f} ({case}).",
        )
        if right == 0:
            raise Wrong(
                f"Not even one monitor is enough here, and yours says {value:.0f}; "
                f"the task says what to return then ({case})."
            )
        if right == 100:
            raise Wrong(f"Monitors that never err can be multiplied without end ({case}).")
        explain(value, slips.treaty(payoffs, delta, alpha, q), case)
        if value == 0:
            raise Wrong(f"You find no treaty that holds, but there is one ({case}).")
        raise Wrong(
            f"{value:.0f} is too {'few: more' if value < right else 'many: not so many'} "
            f"members hold ({case})."
        )


@exercise("The echo of a slip")
def echo_of_a_slip(attempt):
    """Check a function (p, q, noise) -> long-run share of races in which p is careful."""
    mixed = (0.9, 0.2, 0.6, 0.3)
    cases = [
        ("WSLS", (0.8, 0.1, 0.7, 0.2), 0.05),
        (mixed, "GTFT", 0.1),
        ("GTFT", "ALLD", 0.02),
        ("TFT", "TFT", 0.001),  # slow to settle
        ("ALLC", mixed, 0.2),
    ]
    for p, q, noise in cases:
        p, q = (repeated.STRATEGIES.get(x, x) if isinstance(x, str) else x for x in (p, q))
        case = f"p {_chances(p)}, q {_chances(q)}, noise {noise:g}"
        value = attempt.number(case, np.array(p), np.array(q), noise)
        right = repeated.shares(p, q, noise)[:2].sum()
        if close(value, right):
            continue
        explain(value, slips.echo(p, q, noise), case)
        require(0 <= value <= 1, f"A share lies from 0 to 1; yours is {value:.4g} ({case}).")
        if abs(value - right) < 0.02:
            raise Wrong(f"Close, but the long run can be had exactly ({case}).")
        raise Wrong(
            f"Your share of {value:.4f} is too {'low' if value < right else 'high'}; do the rows "
            f"of your matrix add up to 1, and in which order are its outcomes ({case})?"
        )


@exercise("Tune the alarm")
def tune_the_alarm(attempt):
    """Check a function (T, R, P, patience, g) -> setting of the alarm that is worth most."""
    cases = [
        (5.0, 3.0, 1.0, 0.9, 0.5),
        (5.0, 3.0, 1.0, 0.7, 0.2),
        (0.57, 0.44, 0.35, 0.9, 0.3),
        (4.0, 3.0, 0.0, 0.8, 0.4),
    ]
    settings = np.logspace(-5, 0, 20_001)
    for setup in cases:
        T, R, P, delta, g = setup
        case = f"payoffs {T:g}, {R:g}, {P:g}, patience {delta:g}, g {g:g}"
        value = attempt.number(case, *setup)
        worth = slips.tuned(*setup, settings)
        own = float(slips.tuned(*setup, value)) if 0 < value <= 1 else P
        if own >= worth.max() - 0.01 * (R - P):
            continue
        explain(value, slips.setting(*setup, settings, worth), case, 0.02 * abs(value))
        require(0 <= value <= 1, f"A chance lies from 0 to 1; yours is {value:.4g} ({case}).")
        if value == 0:
            raise Wrong(f"An alarm that never rings falsely never rings at all ({case}).")
        if own <= P:
            raise Wrong(
                f"With false alarms of {value:.3g} no punishment deters, so all are reckless; "
                f"look only at settings where some length does ({case})."
            )
        side = "seldom" if value < settings[worth.argmax()] else "often"
        raise Wrong(
            f"Your alarm rings falsely with chance {value:.3g}; that is too {side}, and costs "
            f"{(worth.max() - own) / (R - P):.0%} of the gain from care ({case})."
        )


def _chances(strategy):
    return "(" + ", ".join(f"{chance:.3g}" for chance in strategy) + ")"
