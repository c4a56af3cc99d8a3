"""Checks of the exercises on design a treaty.

A design is stress-tested in futures that the learner has not seen, and the verdict is the
scorecard's: does it deter, is it stable, what risk remains, what does it cost.
"""

from copy import deepcopy

from racekit.check import _slips_design_a_treaty as slips
from racekit.check._verdict import Wrong, close, exercise, explain, require
from racekit.design import Design, scorecard, stress_test
from racekit.worlds import SCENARIOS

_DRAWS, _SEED = 90, 2024


@exercise("The shortest stick")
def shortest_stick(attempt):
    """Check a function (stay, leave, members, outsiders, cost) -> the shortest stick."""
    cases = [
        (0.30, 0.36, 4, 1, 0.4),
        (0.20, 0.33, 5, 2, 0.8),
        (0.41, 0.45, 3, 0, 0.7),
        (0.25, 0.31, 6, 3, 1.2),
        (0.40, 0.35, 4, 1, 0.3),  # nobody wants to leave
    ]
    for stay, leave, members, outsiders, cost in cases:
        case = (
            f"stay {stay:g}, leave {leave:g}, {members} members, {outsiders} outside, "
            f"price of punishing {cost:g}"
        )
        value = attempt.number(case, stay, leave, members, outsiders, cost)
        right = slips.stick(stay, leave, members, outsiders, cost)
        if close(value, right, 1e-6):
            continue
        explain(value, slips.sticks(stay, leave, members, outsiders, cost), case, 1e-6)
        require(value >= 0, f"A sanction is not negative; yours is {value:.4g} ({case}).")
        effect = "it leaves all the same" if value < right else "a shorter stick would do"
        raise Wrong(f"With your stick of {value:.4g} {effect} ({case}).")


@exercise("Read a stress test")
def read_a_stress_test(attempt):
    """Check a function (table) -> scenario in which the treaty holds least often."""
    for number, table in enumerate(slips.tables(), start=1):
        counts = table["scenario"].value_counts(sort=False)
        case = f"test {number}: " + ", ".join(f"{n} of {name}" for name, n in counts.items())
        name = attempt.choice(case, SCENARIOS, table.copy())
        require(name in counts, f"No future of the test is of that kind, {name!r} ({case}).")
        for slip, said in slips.readings(table):
            require(name != slip, f"{said} Look at this case: {case}.")
        require(name == slips.weakest(table), f"It holds less often elsewhere ({case}).")


def _passes(attempt, place):
    """Judge one design in one world, and name its binding weakness."""
    case = f"the {place.name}, budget {place.budget:g} trips a year"
    design = attempt.instance(case, Design, deepcopy(place))  # goals could be written into
    try:
        result = stress_test(design, place, draws=_DRAWS, seed=_SEED, progress=False)
    except ValueError as refused:
        raise Wrong(f"This world refuses your design: {refused} ({case}).") from None
    card = scorecard(result)
    if not card.passed:
        scores = "; ".join(f"{name} {value}, {goal}" for name, value, goal, _ in card.rows())
        raise Wrong(f"{card.sentence} Scores in {_DRAWS} other futures of {case}: {scores}.")


@exercise("A calm world, on a third of the budget")
def calm_world(attempt):
    """Check a function (place) -> Design for the calm world on a third of its budget."""
    _passes(attempt, slips.calm())


@exercise("A tense world")
def tense_world(attempt):
    """Check a function (place) -> Design for the tense world."""
    _passes(attempt, slips.tense())


@exercise("A hard world")
def hard_world(attempt):
    """Check a function (place) -> Design for the hard world."""
    _passes(attempt, slips.hard())


@exercise("A designer")
def designer(attempt):
    """Check a function (place) -> Design for worlds that nobody has shown."""
    for place in slips.unseen():
        _passes(attempt, place)
