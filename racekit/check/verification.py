"""Checks of the exercises on verification.

Each check looks for the property first, and for the usual slips only where it is missing.
"""

from racekit.check import _slips_verification as slips
from racekit.check._verdict import Wrong, close, exercise, explain, in_words, listed, require
from racekit.race import Race
from racekit.treaty import Treaty

_HOLDS, _BEST = 0.7, 0.99


@exercise("How fast, by hand")
def how_fast_by_hand(attempt):
    """Check a function (speed, limit, comply, after, fine) -> critical detection by hand."""
    cases = [
        (2.0, 0.1, 0.36, 0.3, 0.5),
        (5.0, 0.05, 0.17, 0.11, 0.2),
        (0.5, 0.0, 0.5, 0.33, 0.1),
        (1.0, 0.2, 0.4, 0.4, 0.7),
    ]
    for speed, limit, comply, after, fine in cases:
        case = f"a {speed:g}, limit {limit:g}, R {comply:g}, U {after:g}, fine {fine:g}"
        value = attempt.number(case, speed, limit, comply, after, fine)
        right = slips.critical(speed, limit, comply, after, fine)
        if close(value, right, 1e-6 * right):
            continue
        explain(value, slips.by_hand(speed, limit, comply, after, fine), case, 1e-6 * right)
        require(value >= 0, f"A rate is not negative; yours is {value:.4g} ({case}).")
        effect = "still gains" if value < right else "is deterred, and would be by less"
        raise Wrong(f"At your rate of {value:.4g} the best cheater {effect} ({case}).")


@exercise("The least fine")
def least_fine(attempt):
    """Check a function (race, treaty) -> smallest fine at which its own detection deters."""
    uneven = Race([0.5, 1.0, 2.0])
    cases = [
        (uneven, Treaty(0.9, detection=0.4, fine=0.2)),
        (uneven, Treaty(0.8, detection=0.3, fine=0.5, after="collapse", false_alarms=0.05)),
        (Race.equal(3), Treaty(1.0, detection=0.3, fine=1.0, after="collapse")),
        (Race.equal(2), Treaty(1.0, detection=5.0, fine=0.4, after="collapse")),  # none needed
    ]
    for race, treaty in cases:
        case = (
            f"{in_words(race)}; standard {treaty.standard:g}, detection {treaty.detection:g}, "
            f"after a catch {treaty.after}, false alarms {treaty.false_alarms:g}"
        )
        value = attempt.number(case, race, treaty)
        right = slips.least_fine(race, treaty)
        if close(value, right, 1e-3):
            continue
        if value < 0:
            raise Wrong(
                f"A fine is not negative; where none is needed return 0, not {value:.3g} ({case})."
            )
        explain(value, slips.fines(race, treaty), case, 1e-3)
        if right == 0:
            raise Wrong(f"Here even no fine deters; yours is {value:.4g} ({case}).")
        effect = "some lab still gains" if value < right else "none gains, but less would do"
        raise Wrong(f"At your fine of {value:.4g} {effect} ({case}).")


@exercise("A sealed list")
def sealed_list(attempt):
    """Check a function (periods, inspections) -> value of a sealed list of months."""
    for periods, inspections in [(5, 2), (12, 9), (3, 1), (7, 5), (1, 0), (4, 4), (2, 1)]:
        case = f"{periods} months, {inspections} visits"
        value = attempt.number(case, periods, inspections)
        right = slips.sealed(periods, inspections)
        if close(value, right, 1e-9):
            continue
        explain(value, slips.seals(periods, inspections), case, 1e-9)
        require(-1 <= value <= 1, f"A score lies from -1 to 1; yours is {value:.4g} ({case}).")
        effect = "can do better" if value > right else "cannot do as well"
        raise Wrong(f"A lab that watches {effect} than your {value:.4f} ({case}).")


def _regimes(attempt, goal):
    """Judge a design on every case: affordable, believed, and near enough to the best."""
    cases = [
        (Race([1.0, 2.0, 0.5]), 0.3, 0.6),
        (Race([1.0, 4.0]), 0.2, 0.5),
        (Race.equal(3), 0.5, 0.4),
        (Race([1.0, 1.5, 0.4, 3.0], risk=0.5), 1.0, 0.3),
        (Race.equal(2), 1.0, 0.2),  # enough for a standard of 1
    ]
    for race, fine, budget in cases:
        case = f"{in_words(race)}; fine {fine:g}, budget {budget:g} per year"
        standard, *rates = attempt.array(case, (1 + race.n,), race, fine, budget)
        if not 0 <= standard <= 1:
            raise Wrong(f"The standard comes first, from 0 to 1; yours is {standard:.4g} ({case}).")
        if min(rates) < 0:
            raise Wrong(f"No lab can be visited less than never; yours are {listed(rates)} "
                        f"({case}).")  # fmt: skip
        if sum(rates) > budget * (1 + 1e-6):
            raise Wrong(f"Your visits add up to {sum(rates):.4f}, more than the office can pay "
                        f"({case}).")  # fmt: skip
        least = slips.needs(race, fine, standard)
        for lab, (rate, need) in enumerate(zip(rates, least, strict=True)):
            if rate < need * (1 - 1e-6) - 1e-9:
                raise Wrong(f"At standard {standard:.3f} lab {lab} cheats: you watch it at "
                            f"{rate:.4f} and it takes {need:.4f} ({case}).")  # fmt: skip
        share = slips.share_of_best(race, fine, budget, standard)
        if share < 1e-6:
            raise Wrong(f"Nobody cheats, and nobody does more than without a treaty: the regime "
                        f"buys nothing ({case}).")  # fmt: skip
        if share < goal:
            raise Wrong(f"Your regime holds and brings {share:.1%} of the safety that this budget "
                        f"can buy; the task asks for {goal:.0%} ({case}).")  # fmt: skip


@exercise("Design a regime")
def design_a_regime(attempt):
    """Check a function (race, fine, budget) -> standard and detection rates that hold."""
    _regimes(attempt, _HOLDS)


@exercise("Leave nothing on the table")
def leave_nothing_on_the_table(attempt):
    """Check the same function for a regime within 1 % of the best."""
    _regimes(attempt, _BEST)


@exercise("The best intensity")
def best_intensity(attempt):
    """Check a function (race, fine, wrong) -> fewest visits that deter despite false alarms."""
    cases = [
        (Race.equal(2), 0.17, 0.12),
        (Race.equal(4), 0.3, 0.05),
        (Race([1.0, 2.0]), 0.5, 0.2),
        (Race.equal(3, risk=0.6), 0.2, 0.15),
    ]
    for race, fine, wrong in cases:
        case = f"{in_words(race)}; fine {fine:g}, {wrong:.0%} of the visits unfounded"
        value = attempt.number(case, race, fine, wrong)
        right = slips.best_intensity(race, fine, wrong)
        if close(value, right, 0.0021):
            continue
        explain(value, slips.intensities(race, fine, wrong), case, 0.0021)
        require(value > 0, f"Without a visit somebody cheats ({case}).")
        if value < right:
            raise Wrong(f"At your {value:.4f} visits a year some lab still cheats ({case}).")
        raise Wrong(
            f"At your {value:.4f} visits a year nobody cheats, but the treaty is worth less than "
            f"with fewer ({case})."
        )
