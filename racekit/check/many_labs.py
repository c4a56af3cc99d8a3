"""Checks of the exercises on many labs.

Each check first asks whether the answer has the property the task demands. Only if it has not
does it try the usual slips, so that the learner reads which one it looks like, and on what case.
"""

import numpy as np

from racekit.check import _slips_many_labs as slips
from racekit.check._verdict import (
    Wrong,
    close,
    exercise,
    explain,
    heeds_seed,
    in_words,
    listed,
    require,
)
from racekit.race import Race
from racekit.simulation import simulate


@exercise("Equilibrium by hand")
def equilibrium_by_hand(attempt):
    """Check a function (n, enmity, harm) -> equilibrium safety where kappa = r = 1, rho = 0."""
    cases = [(4, 0.7, 1.5), (2, 1.0, 0.0), (1, 1.0, 0.5), (6, 0.0, 0.0), (20, 1.0, 10.0)]
    rng = np.random.default_rng(21)
    for _ in range(5):
        cases.append((int(rng.integers(2, 20)), rng.uniform(0.1, 1.0), rng.uniform(0.1, 5.0)))
    for n, enmity, harm in cases:
        case = f"{n} labs, enmity {enmity:.2g}, harm {harm:.2g}"
        value = attempt.number(case, n, enmity, harm)
        race = Race.equal(n, safety_tax=1, risk=1, discount=0, enmity=enmity, harm=harm)
        right = float(race.nash()[0])
        if close(value, right):
            continue
        explain(value, slips.by_hand(n, enmity, harm, right), case)
        require(0 <= value <= 1, f"Safety is a share, from 0 to 1; yours is {value:.3g} ({case}).")
        raise Wrong(
            f"If all labs do {value:.4g}, one of them gains by moving to "
            f"{'more' if _reply_to_all(race, value) > value else 'less'} safety ({case})."
        )


@exercise("Best reply by search")
def best_reply_by_search(attempt):
    """Check a function (race, lab, safety) -> the lab's best reply, to 0.001."""
    uneven = Race([1.0, 2.0, 0.5], enmity=0.8, harm=0.5, risk=0.6, discount=0.1)
    cases = [
        (uneven, 1, [0.2, 0.9, 0.6]),
        (uneven, 2, [0.2, 0.9, 0.6]),
        (Race.equal(6), 3, [0.1] * 6),  # no safety at all is best
        (Race.equal(2, harm=9.0), 0, [0.5, 1.0]),  # all of it is best
        (Race.equal(1), 0, [0.3]),
        (Race([3.0, 1.0], enmity=[[0.0, 0.2], [1.0, 0.0]], harm=[2.0, 0.0]), 1, [0.7, 0.3]),
    ]
    for race, lab, start in cases:
        case = f"{in_words(race)}; lab {lab} replies to {start}"
        given = np.array(start)
        value = attempt.number(case, race, lab, given)
        if not np.array_equal(given, start):
            raise Wrong(
                f"Your function changed the array it was given; work on a copy, or the next "
                f"reply will answer to the wrong safety ({case})."
            )
        right = race.best_response(lab, start)
        if abs(value - right) <= 0.00101:
            continue
        explain(value, slips.reply(race, lab, start), case, 0.002)
        require(
            0 <= value <= 1,
            f"Return a level of safety, from 0 to 1, not {value:.4g}; is it a position in your "
            f"list of levels ({case})?",
        )
        trial = np.array([start, start])
        trial[:, lab] = value, right
        loss = np.subtract(*race.payoffs(trial)[::-1, lab])
        if abs(value - right) < 0.06:
            raise Wrong(f"Close, but a finer list of levels finds a better one ({case}).")
        raise Wrong(
            f"At your {value:.3f} the lab earns {loss:.4f} prizes less than it can ({case})."
        )


@exercise("Reply until nobody moves")
def reply_until_nobody_moves(attempt):
    """Check a function race -> safety of every lab in equilibrium."""
    cases = [
        Race([1.0, 2.0, 0.5], risk=0.6, discount=0.1),
        Race.equal(2),
        Race.equal(6),  # nobody does any
        Race.equal(1),
        Race.equal(3, harm=12.0),  # everybody does all
        Race([1.0, 1.0, 1.0, 3.0], enmity=0.7, harm=[0.0, 1.0, 3.0, 0.0], safety_tax=1.0),
    ]
    for race in cases:
        case = in_words(race)
        value = attempt.array(case, (race.n,), race)
        require(
            ((value >= 0) & (value <= 1)).all(),
            f"Safety lies from 0 to 1; yours is {listed(value)} ({case}).",
        )
        replies = _replies(race, value)
        if close(value, replies, 1e-5):
            continue
        explain(value, slips.equilibrium(race), case)
        if race.n > 1 and np.ptp(value) == 0 and np.ptp(replies) > 1e-5:
            raise Wrong(
                f"You give unequal labs the same safety; let each reply for itself ({case})."
            )
        lab = int(np.abs(value - replies).argmax())
        move = "more" if replies[lab] > value[lab] else "less"
        if abs(value - replies).max() < 0.02:
            raise Wrong(f"Nearly settled, but lab {lab} still moves a little; go on ({case}).")
        wrong = f"At your {listed(value)} lab {lab} earns more by doing {move} safety ({case})."
        raise Wrong(wrong)


@exercise("The lab that ends all care")
def lab_that_ends_all_care(attempt):
    """Check a function (risk, enmity) -> smallest number of labs without any safety, or 0."""
    cases = [(0.38, 0.88), (0.4, 1.0), (0.25, 0.7), (0.1, 1.0), (0.02, 1.0), (0.5, 1.0), (0.3, 0.0)]
    for risk, enmity in cases:
        case = f"risk {risk:g}, enmity {enmity:g}"
        value = attempt.number(case, risk, enmity)
        right = slips.first_idle(risk, enmity)
        if value == right:
            continue
        require(value == int(value), f"Return a whole number of labs, not {value:.4g} ({case}).")
        settled = [Race.equal(n, risk=risk, enmity=enmity).nash()[0] for n in range(1, 21)]
        if right == 0:
            raise Wrong(
                f"Even 20 labs do {settled[-1]:.3f} of the safety work here; the task says what "
                f"to return then, and it is not {value:.0f} ({case})."
            )
        if right == 1:
            raise Wrong(
                f"An impatient lab alone already does no safety work here; "
                f"count from one, with the default discount ({case})."
            )
        rounded = next((n for n, s in enumerate(settled, 1) if s < 0.05), 0)
        if value < right - 1 and value == rounded:
            raise Wrong(f"A little safety is not none; at {value:.0f} labs some is left ({case}).")
        explain(value, slips.idle(risk, enmity, right), case)
        if value == 0:
            raise Wrong(f"You find no such number up to 20, but there is one ({case}).")
        raise Wrong(f"{value:.0f} is not the smallest number of labs that do nothing ({case}).")


@exercise("Who gains from a plan?")
def who_gains_from_a_plan(attempt):
    """Check a function race -> what each lab gains if all follow the planner, in prizes."""
    cases = [
        Race([1.0, 5.0], discount=1.0, enmity=0.9),
        Race([1.0, 5.0]),  # the slow lab loses
        Race.equal(5, harm=1.0),
        Race.equal(3, enmity=0.0),  # nothing to gain
        Race.equal(1),
        Race([1.0, 2.0, 0.5], harm=[0.0, 1.0, 2.0], enmity=0.6, discount=0.3),
    ]
    for race in cases:
        case = in_words(race)
        value = attempt.array(case, (race.n,), race)
        plan, rivals = race.payoffs(race.planner()), race.payoffs(race.nash())
        right = plan - rivals
        if close(value, right):
            continue
        explain(value, slips.plan(race, plan, rivals), case)
        lab = int(np.abs(value - right).argmax())
        much = "too little" if value[lab] < right[lab] else "too much"
        raise Wrong(f"Your gain of lab {lab} is {value[lab]:.4f} prizes, which is {much} ({case}).")


@exercise("Measure a payoff")
def measure_a_payoff(attempt):
    """Check a function (race, safety, lab, runs, seed) -> (mean payoff, standard error)."""
    cases = [
        (Race([1.0, 2.0, 0.5], enmity=0.4, harm=0.6, discount=1.0), [0.3, 0.1, 0.6], 0, 4000, 5),
        (Race([1.0, 2.0, 0.5], enmity=0.4, harm=0.6, discount=1.0), [0.3, 0.1, 0.6], 1, 1000, 6),
        (Race.equal(2, harm=0.5), [0.0, 1.0], 1, 3000, 7),
        (Race.equal(1, discount=2.0), [0.5], 0, 2000, 8),
    ]
    for race, safety, lab, runs, seed in cases:
        case = f"{in_words(race)}; lab {lab}, safety {safety}, {runs} runs"
        mean, error = attempt.array(case, (2,), race, np.array(safety), lab, runs, seed)
        sim = simulate(race, safety, runs=runs, seed=seed)
        sample = sim.payoffs()[:, lab]
        expected, fair = race.payoffs(safety)[lab], sample.std() / np.sqrt(runs)
        if abs(mean - expected) > 4.5 * fair:
            explain(mean, slips.measured(sim, lab, expected, error, fair), case)
            apart = abs(mean - expected) / fair
            raise Wrong(
                f"Your mean is {apart:.0f} standard errors from the closed form, "
                f"race.payoffs; that is not luck ({case})."
            )
        if abs(error / fair - 1) > 0.1:
            explain(error, slips.error(mean, sample.std(), runs), case, 0.005 * fair)
            size = "small" if error < fair else "large"
            raise Wrong(f"Your standard error is too {size} by {error / fair:.2g} times ({case}).")
    race, safety, lab, runs, _ = cases[0]
    heeds_seed(attempt, (2,), race, np.array(safety), lab, 200)


@exercise("A promise that pays")
def promise_that_pays(attempt):
    """Check a function (race, lab) -> the public promise that pays the lab best."""
    cases = [
        (Race([1.0, 2.0, 2.0], discount=0.3), 1),
        (Race([1.0, 2.0], harm=[1.0, 0.5], risk=0.5), 1),
        (Race.equal(3, harm=4.0), 2),
        (Race.equal(2), 0),
        (Race.equal(6), 4),
        (Race.equal(2, harm=6.0), 0),
    ]
    for race, lab in cases:
        case = f"{in_words(race)}; lab {lab} promises"
        value = attempt.number(case, race, lab)
        require(
            0 <= value <= 1,
            f"A promise is a level of safety, from 0 to 1; yours is {value:.3g} ({case}).",
        )
        levels = np.linspace(0, 1, 101)
        answers = np.array([race.nash(committed={lab: level}) for level in levels])
        payoffs = race.payoffs(answers)
        top = payoffs[:, lab].max()
        reached = race.payoffs(race.nash(committed={lab: value}))[lab]
        if reached >= top - 2e-5 or abs(value - levels[payoffs[:, lab].argmax()]) <= 0.0101:
            continue
        explain(value, slips.promise(race, lab, levels, answers), case, 0.0051)
        raise Wrong(
            f"After your promise of {value:.3f} the lab gets {reached:.4f} prizes, "
            f"and {top - reached:.4f} more is within reach ({case})."
        )


def _replies(race, safety):
    return np.array([race.best_response(lab, safety) for lab in range(race.n)])


def _reply_to_all(race, level):
    return race.best_response(0, np.full(race.n, level))
