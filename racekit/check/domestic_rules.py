"""Checks of the exercises on domestic rules.

Each check looks for the property first, and for the usual slips only where it is missing.
"""

import numpy as np

from racekit.check import _slips_domestic_rules as slips
from racekit.check._verdict import Wrong, close, exercise, explain, heeds_seed, in_words, require
from racekit.race import Race


@exercise("The critical fine, by hand")
def critical_fine_by_hand(attempt):
    """Check a function (labs, enmity, standard) -> critical fine by hand."""
    for labs, enmity, standard in [(3, 0.8, 0.9), (5, 0.5, 0.97), (2, 1.0, 0.95), (4, 0.2, 0.3)]:
        case = f"{labs} labs, enmity {enmity:g}, standard {standard:g}"
        value = attempt.number(case, labs, enmity, standard)
        right = slips.critical(labs, enmity, standard)
        if close(value, right):
            continue
        explain(value, slips.by_hand(labs, enmity, standard), case)
        require(value >= 0, f"A fine is not negative; yours is {value:.4g} ({case}).")
        effect = "still gains by going faster" if value < right else "stays, and would for less"
        raise Wrong(f"At your fine of {value:.4g} a lab at the standard {effect} ({case}).")


@exercise("Who gains, who pays")
def who_gains_who_pays(attempt):
    """Check a function (race, home, floor) -> what a rule at home changes for every lab."""
    cases = [
        (Race([1.0, 4.0, 1.0, 0.5]), [0, 1], 0.3),
        (Race.equal(4), [2, 3], 0.6),
        (Race([2.0, 1.0, 1.0], risk=0.7, enmity=0.8), [2], 0.9),
    ]
    for race, home, floor in cases:
        case = f"{in_words(race)}; home {home}, floor {floor:g}"
        value = attempt.array(case, (race.n,), race, list(home), floor)
        right = slips.gains(race, home, floor)
        if close(value, right):
            continue
        explain(value, slips.changes(race, home, floor), case)
        lab = int(np.abs(value - right).argmax())
        where = "at home" if lab in home else "abroad"
        effect = "too much" if value[lab] > right[lab] else "too little"
        raise Wrong(
            f"For lab {lab}, {where}, you find a change of {value[lab]:+.4g}, which is {effect} "
            f"({case})."
        )


@exercise("Send the bills")
def send_the_bills(attempt):
    """Check a function (race, safety, standard, fine_rate, runs, seed) -> mean bill of each lab."""
    uneven = Race([1.5, 0.5, 0.2], discount=1.0)
    cases = [
        (uneven, [0.4, 0.95, 0.0], 0.8, 0.5, 20_000, 3),
        (Race.equal(2, discount=0.0), [0.2, 0.6], 0.7, 0.3, 5000, 4),
        (Race.equal(3), [0.9, 0.9, 0.9], 0.9, 1.0, 500, 5),
    ]
    for race, safety, standard, fine, runs, seed in cases:
        case = (f"{in_words(race)}; safety {safety}, standard {standard:g}, fine {fine:g}, "
                f"{runs} runs")  # fmt: skip
        value = attempt.array(case, (race.n,), race, np.array(safety), standard, fine, runs, seed)
        right, spread = slips.bills(race, safety, standard, fine)
        error = spread / np.sqrt(runs)
        if (np.abs(value - right) <= 4.5 * error + 1e-12).all():
            continue
        for slip, said in slips.payments(race, safety, standard, fine):
            luck = 5 * error.max() + 0.02 * np.abs(slip).max() + 1e-12
            explain(value, [(slip, said)], case, luck)
        lab = int((np.abs(value - right) / (error + 1e-12)).argmax())
        more = "more" if value[lab] < right[lab] else "less"
        raise Wrong(
            f"Lab {lab} pays {more} than the {value[lab]:.4g} that you find, and luck does not "
            f"explain that ({case})."
        )
    heeds_seed(attempt, (3,), uneven, np.array(cases[0][1]), 0.8, 0.5, 300)


@exercise("How many must be bound?")
def how_many_must_be_bound(attempt):
    """Check a function (labs, share) -> how many labs a rule must bind."""
    for labs, share in [(4, 0.78), (6, 0.8), (5, 0.95), (5, 0.43), (5, 0.4), (3, 0.9)]:
        case = f"{labs} labs, at most {share:.0%} of the risk may be left"
        value = attempt.number(case, labs, share)
        right = slips.fewest(labs, share)
        if value == right:
            continue
        explain(value, slips.counts(labs, share), case, 1e-3)
        require(
            value == int(value) and 1 <= value <= labs,
            f"Return a whole number of labs, 1 to {labs}; yours is {value:.4g} ({case}).",
        )
        left = slips.cuts(labs)[0][int(value) - 1]
        enough = "which is too much" if left > share else "but fewer would do"
        raise Wrong(f"With {value:.0f} bound {left:.1%} of the risk is left, {enough} ({case}).")


@exercise("The fine that ends a habit")
def fine_that_ends_a_habit(attempt):
    """Check a function (race, home, standard) -> fine that ends cheating at home."""
    patient = {"discount": 0.0, "safety_tax": 1.0}
    cases = [
        (Race.equal(2, risk=1.0, **patient), [0, 1], 0.95),
        (Race([1.0, 2.0, 0.5]), [0, 2], 0.8),  # the first lab at home is the last to come back
        (Race([0.6, 1.0, 1.5], risk=0.5), [0, 1], 0.8),  # and here the second is
        (Race([1.0, 1.5], risk=0.5, **patient), [0, 1], 0.93),
        (Race.equal(4), [0, 1], 0.05),  # they do that anyway
    ]
    for race, home, standard in cases:
        case = f"{in_words(race)}; home {home}, standard {standard:g}"
        value = attempt.number(case, race, list(home), standard)
        right = slips.restoring(race, home, standard)
        if close(value, right, 1.3e-3):
            continue
        explain(value, slips.fines(race, home, standard), case, 1.3e-3)
        require(value >= 0, f"A fine is not negative; yours is {value:.4g} ({case}).")
        if right == 0:
            raise Wrong(f"Here no fine is needed; yours is {value:.4g} ({case}).")
        effect = "some lab at home goes on cheating" if value < right else "a smaller one would do"
        raise Wrong(f"At your fine of {value:.4g} {effect} ({case}).")


@exercise("When the leak grows with the floor")
def leak_that_grows(attempt):
    """Check a function (race, home, slope) -> floor with the least world risk despite a leak."""
    cases = [
        (Race.equal(6, risk=0.3), [1, 3, 5], 0.4),
        (Race([2.0, 1.0, 1.0, 1.0, 1.0]), [0, 1], 0.7),
        (Race.equal(6, harm=[5.0] * 3 + [0.0] * 3), [0, 1, 2], 0.2),  # best left alone
    ]
    for race, home, slope in cases:
        case = f"{in_words(race)}; home {home}, slope {slope:g}"
        value = attempt.number(case, race, list(home), slope)
        require(0 <= value <= 1, f"A floor lies from 0 to 1; yours is {value:.4g} ({case}).")
        right = slips.best_floor(race, home, slope)
        best = slips.leaking_risk(race, home, slope, right)
        reached = slips.leaking_risk(race, home, slope, value)
        if reached <= best + 5e-5:
            continue
        explain(value, slips.floors(race, home, slope), case, 0.011)
        way = "lower" if right < value else "higher"
        raise Wrong(
            f"Your floor of {value:.3f} leaves a world risk of {reached:.4f}; a {way} one leaves "
            f"{best:.4f} ({case})."
        )
