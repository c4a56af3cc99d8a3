"""Checks of the exercises on two labs.

An answer that follows a known slip on every case is told so in that slip's words; any other
wrong answer is told the first case where it fails.
"""

import numpy as np

from racekit.check import _slips_two_labs as slips
from racekit.check._verdict import Wrong, exercise, require
from racekit.race import Race

ACTIONS = ("careful", "reckless")
GAMES = {
    f"the game {rows}": np.array(rows, dtype=float)
    for rows in (
        [[3, 0], [5, 1]],
        [[9, 0], [3, 2]],
        [[4, 3], [2, 1]],
        [[3, 2], [5, 0]],
        [[-1, -9], [0, -6]],
        [[-2, 0], [-3, 0]],  # a tie against a reckless rival
    )
}
RUNS = 4000
CHANCE = 4.5 * 0.9 / RUNS**0.5  # no case's gain has a standard deviation above 0.9


def _name_slip(table, answers, cases, rule, tolerance=1e-6):
    """Return the right answers, or refuse answers that follow one slip on every case.

    ``cases`` is {words: arguments}. A slip that gives NaN in a case says nothing about it.
    """

    def differ(ones, others):
        triples = zip(cases, ones, others, strict=True)
        return [words for words, a, b in triples if np.any(np.abs(a - b) > tolerance)]

    rights = [np.asarray(rule(*case), float) for case in cases.values()]
    if differ(answers, rights):
        for sentence, slip in table:
            values = [np.asarray(slip(*case), float) for case in cases.values()]
            shows = differ(rights, values)
            if shows and not differ(answers, values):
                raise Wrong(f"{sentence} It shows with {shows[0]}.")
    return rights


def _first_wrong(answers, rights, cases, tolerance=1e-6):
    """The side and the words of the first case that is off, or None."""
    for answer, right, words in zip(answers, rights, cases, strict=True):
        if abs(answer - right) > tolerance:
            return f"too {'high' if answer > right else 'low'} with {words}"
    return None


def _settings(names, case):
    return ", ".join(f"{name}={value:g}" for name, value in zip(names.split(), case, strict=True))


@exercise("One entry by hand")
def temptation(attempt):
    """Check a function (risk, safety_tax, enmity, harm, discount) -> payoff [prizes]."""
    rng = np.random.default_rng(11)
    settings = [(0.3, 0.6, 0.7, 0.5, 0.2), (0.4, 0.8, 1.0, 0.0, 0.05), (0.25, 0.5, 0.5, 0.0, 0.0)]
    settings += [tuple(map(float, rng.uniform(0.1, 0.9, 5).round(2))) for _ in range(5)]
    settings += [(0.5, 1.0, 0.4, 0.0, 0.1), (1.0, 0.7, 0.0, 2.0, 0.3)]
    cases = {_settings("risk safety_tax enmity harm discount", case): case for case in settings}
    answers = [attempt.number(words, *case) for words, case in cases.items()]
    rights = _name_slip(slips.TEMPTATION, answers, cases, slips.temptation)
    fault = _first_wrong(answers, rights, cases)
    require(fault is None, f"Your payoff is {fault}. Start from the two rates of progress.")


def _action(attempt, words, *arguments):
    """One action as 0 or 1; any kind of string will do."""
    reply = attempt._call(words, arguments)
    if isinstance(reply, str) and reply in ACTIONS:
        return ACTIONS.index(reply)
    if isinstance(reply, (int, float, np.number)) and not isinstance(reply, bool):
        raise Wrong(f"Return the name of the action; yours is the number {reply:g} ({words}).")
    return ACTIONS.index(attempt.choice(words, ACTIONS, *arguments))


@exercise("Best reply")
def best_reply(attempt):
    """Check a function (row, rival) -> "careful" or "reckless"."""
    cases = {
        f"{name} and a {ACTIONS[j]} rival": (row, j) for name, row in GAMES.items() for j in (0, 1)
    }
    answers = [_action(attempt, w, row.copy(), ACTIONS[j]) for w, (row, j) in cases.items()]
    rights = _name_slip(slips.REPLY, answers, cases, slips.reply)
    for answer, right, words in zip(answers, rights, cases, strict=True):
        require(answer == right, f"With {words}, the other action pays more.")


@exercise("All equilibria")
def all_equilibria(attempt):
    """Check a function (row, column) -> bool[2, 2], True where an equilibrium stands."""
    unequal = Race([1.0, 3.0], risk=0.45, harm=[0.0, 0.5]).dilemma()
    cases = {name: (row, row.T) for name, row in GAMES.items()}
    cases |= {
        f"row {row}, column {column}": (np.array(row, float), np.array(column, float))
        for row, column in (
            ([[1, 0], [0, 1]], [[0, 1], [1, 0]]),  # nobody ever rests
            ([[3, 1], [4, 2]], [[5, 1], [6, 3]]),
            ([[2, 6], [3, 4]], [[1, 2], [0, 5]]),
        )
    }
    cases["two unequal labs"] = (unequal.row, unequal.column)
    answers = []
    for words, (row, column) in cases.items():
        marks = attempt.array(words, (2, 2), row.copy(), column.copy())
        require(
            np.isin(marks, (0, 1)).all(),
            f"Mark each outcome with True or False; yours holds {marks.max():g} ({words}).",
        )
        answers.append(marks)
    rights = _name_slip(slips.EQUILIBRIA, answers, cases, slips.equilibria)
    for marks, right, words in zip(answers, rights, cases, strict=True):
        for i, j in np.argwhere(marks != right):
            gains = "nobody gains" if right[i, j] else "somebody gains"
            raise Wrong(f"Look at [{i}, {j}], which {gains} by leaving, with {words}.")


@exercise("The border of temptation, for labs in a hurry")
def border_of_temptation(attempt):
    """Check a function (safety_tax, enmity, harm, discount) -> risk, to 0.001."""
    settings = [(0.8, 0.9, 0.5, 0.1), (0.8, 1.0, 0.0, 0.05), (0.6, 0.5, 0.2, 0.0)]
    settings += [(0.9, 0.3, 1.0, 0.3), (0.5, 0.7, 3.0, 0.02), (0.95, 1.0, 0.1, 0.5)]
    settings += [(0.3, 0.4, 0.7, 1.0), (1.0, 0.8, 0.6, 0.2)]
    cases = {_settings("safety_tax enmity harm discount", case): case for case in settings}
    answers = [attempt.number(words, *case) for words, case in cases.items()]
    # a slip's risk outside (0, 1) may have been cut by the learner, so it says nothing
    table = [(text, _between_0_and_1(rule)) for text, rule in slips.CRITICAL]
    rights = _name_slip(table, answers, cases, slips.critical, tolerance=1.001e-3)
    near = _first_wrong(answers, rights, cases, tolerance=0.06)
    fault = _first_wrong(answers, rights, cases, tolerance=1.001e-3)
    require(near or not fault, f"Close, but not to 0.001: {fault}. Search more finely there.")
    require(not fault, f"The two actions do not pay the same at your risk: it is {fault}.")


def _between_0_and_1(rule):
    def cut(*case):
        value = rule(*case)
        return value if 0 < value < 1 else np.nan

    return cut


@exercise("Measure the temptation")
def measure_the_temptation(attempt):
    """Check a function (race, runs, seed) -> gain measured by simulation [prizes]."""
    cases = {
        "risk 0.9 and discount 0.4": Race.equal(2, risk=0.9, discount=0.4),
        "speeds 1 and 3": Race([1.0, 3.0], risk=0.2, enmity=0.5, discount=0.5),
        "harm 1": Race([2.0, 1.0], safety_tax=0.5, risk=0.6, harm=1.0, discount=0.3),
    }
    cases = {words: (race,) for words, race in cases.items()}
    answers = [attempt.number(words, race, RUNS, 5) for words, (race,) in cases.items()]
    first = next(iter(cases.values()))[0]
    again, other = (attempt.number(f"seed {seed}", first, RUNS, seed) for seed in (5, 6))
    require(again == answers[0], "The same seed gives two answers: nobody can repeat that.")
    require(other != answers[0], "Another seed gives the very same answer: pass the seed on.")
    rights = _name_slip(slips.GAIN, answers, cases, slips.gain, tolerance=CHANCE)
    fault = _first_wrong(answers, rights, cases, tolerance=CHANCE)
    require(fault is None, f"More than chance explains: your gain is {fault}.")
    one = attempt.number("one race", Race.equal(2, discount=0.0), 1, 5)
    require(one in (-1, 0, 1), "With runs=1 a patient lab can only gain -1, 0 or 1: use runs.")


@exercise("How firmly must a promise be believed?")
def belief_in_a_promise(attempt):
    """Check a function row -> smallest probability of a careful rival that makes care pay."""
    rows = [[[4, 0], [3, 2]], [[9, 0], [8, 7]], [[5, -6], [-1, -2]], [[4, 3], [2, 2]],
            [[4, 3], [3, -1]], [[4, 3], [0, 1]], [[4, 2], [1, 2]]]  # fmt: skip
    rows += [Race.equal(2, risk=r).dilemma().row.tolist() for r in (0.45, 0.5, 0.6, 0.8)]
    cases = {f"the game {np.round(row, 2).tolist()}": (np.array(row, float),) for row in rows}
    answers = [attempt.number(words, row.copy()) for words, (row,) in cases.items()]
    rights = _name_slip(slips.BELIEF, answers, cases, slips.belief)
    fault = _first_wrong(answers, rights, cases)
    require(fault is None, f"Your belief is {fault}. Write down what each action is worth.")
