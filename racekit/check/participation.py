"""Checks of the exercises on participation.

All answers to an exercise are collected first: a slip is known by what it gets wrong and right.
"""

import copy

import numpy as np

from racekit.check import _slips_participation as slips
from racekit.check._verdict import Wrong, close, exercise, in_words, require
from racekit.race import Race

# Payoffs by size: a tie on leaving, a tie on joining, two sizes that last, none, all.
_TABLES = [
    ([0, 1, 1.2, 2, 2.5], [1, 1, 1.5, 3, 0]),
    ([0, 1, 1, 1, 4], [1, 1, 2, 3.5, 0]),
    ([0, 1, 1.5, 2, 3, 5], [1, 1, 2.5, 4, 4, 0]),
    ([0, 1, 2, 3, 4], [1, 3, 4, 5, 0]),
    ([0, 2, 1, 2, 6, 7, 8], [2, 2, 3, 5, 8, 7, 0]),
    ([0, 1, 1.5, 1.8, 2, 4, 6], [1, 1, 2, 3, 3, 5, 0]),
]


@exercise("Does it last?")
def does_it_last(attempt):
    """Check a function (inside, outside, m) -> whether m members last."""
    cases = [(*_arrays(table), m) for table in _TABLES for m in range(1, len(table[0]))]
    _judge(attempt, cases, slips.lasts, slips.LASTING, _size_in_words, _wrong_size)


@exercise("A stick by hand")
def stick_by_hand(attempt):
    """Check a function (n, benefit, sanction) -> how many sign in the linear-quadratic model."""
    cases = [(10, 1.0, 0.0), (10, 1.0, 1.2), (10, 2.0, 5.1), (4, 1.0, 3.3), (20, 0.5, 0.8),
             (3, 1.0, 0.0), (50, 3.0, 40.0)]  # fmt: skip
    _judge(attempt, cases, slips.signers, slips.SIGNERS, _model_in_words, _wrong_count)


@exercise("The price of the last signature")
def price_of_the_last_signature(attempt):
    """Check a function race -> sanction per member that just holds all [prizes]."""
    cases = [
        (Race.equal(5),),
        (Race.equal(10, safety_tax=1.0, risk=1.0),),
        (Race.equal(6, harm=1.0),),
        (Race.equal(4, safety_tax=1.0, risk=1.0),),  # all sign unforced
        (Race.equal(8, enmity=0.7),),
    ]
    _judge(attempt, cases, slips.holds_all, slips.SANCTIONS, _race_in_words, _wrong_sanction)


@exercise("Signatures and effect")
def signatures_and_effect(attempt):
    """Check a function (race, sanction) -> share of the descent that the largest size brings."""
    hardest = {"safety_tax": 1.0, "risk": 1.0}
    cases = [
        (Race.equal(10, **hardest), 0.0),
        (Race.equal(10, **hardest), 0.001),
        (Race.equal(5), 0.0004),  # two sizes last
        (Race.equal(8, harm=1.0, **hardest), 0.002),
        (Race.equal(6, **hardest), 0.01),
    ]
    _judge(attempt, cases, slips.descent, slips.DESCENTS, _race_in_words, _wrong_share)


@exercise("Where the pen stops")
def where_the_pen_stops(attempt):
    """Check a function (inside, outside, start) -> size at which nobody moves any more."""
    cases = [(*_arrays(table), m) for table in _TABLES for m in range(1, len(table[0]))]
    _judge(attempt, cases, slips.settle, slips.SETTLING, _start_in_words, _wrong_end)


def _judge(attempt, cases, solve, known, in_case, other):
    """Compare all answers with the right ones, then with those of each known slip."""
    answers = [attempt.number(in_case(case), *copy.deepcopy(case)) for case in cases]
    right = [solve(*case) for case in cases]
    if close(answers, right):
        return
    failing = in_case(cases[int(np.argmax(np.abs(np.subtract(answers, right)) > 1e-6))])
    for slip, sentence in known:
        if close(answers, [slip(*case) for case in cases]):
            raise Wrong(f"{sentence} Look at this case: {failing}.")
    for case, answer, expected in zip(cases, answers, right, strict=True):
        if not close(answer, expected):
            other(answer, expected, in_case(case))


def _wrong_size(answer, expected, case):
    require(answer in (0, 1), f"Return True or False, not {answer:g} ({case}).")
    says, moves = ("lasts", "somebody moves") if answer else ("does not last", "nobody moves")
    raise Wrong(f"You say that this size {says}, but {moves} ({case}).")


def _wrong_count(answer, expected, case):
    require(answer == int(answer), f"Return a whole number, not {answer:g} ({case}).")
    much = "few" if answer < expected else "many"
    raise Wrong(f"With {answer:g} you let too {much} sign ({case}).")


def _wrong_sanction(answer, expected, case):
    require(answer >= 0, f"A sanction is not negative; yours is {answer:g} ({case}).")
    if answer < expected:
        raise Wrong(f"At your sanction of {answer:.6f} the last lab still leaves ({case}).")
    raise Wrong(f"A sanction smaller than your {answer:.6f} holds all as well ({case}).")


def _wrong_share(answer, expected, case):
    require(0 <= answer <= 1, f"A share lies from 0 to 1; yours is {answer:.4g} ({case}).")
    much = "small" if answer < expected else "large"
    raise Wrong(f"Your share of {answer:.4f} is too {much} ({case}).")


def _wrong_end(answer, expected, case):
    require(answer == int(answer), f"Return a number of members, not {answer:g} ({case}).")
    raise Wrong(f"You end at {answer:g}, where it does not end ({case}).")


def _arrays(table):
    return tuple(np.array(payoffs, dtype=float) for payoffs in table)


def _size_in_words(case):
    inside, outside, m = case
    return f"m = {m}, inside {inside[1:].tolist()} for 1.., outside {outside[:-1].tolist()} for 0.."


def _start_in_words(case):
    inside, outside, start = case
    return (
        f"start {start}, inside {inside[1:].tolist()} for 1.., "
        f"outside {outside[:-1].tolist()} for 0.."
    )


def _model_in_words(case):
    n, benefit, sanction = case
    return f"{n} countries, benefit {benefit:g}, sanction {sanction:g}"


def _race_in_words(case):
    race, *sanction = case
    text = f"{race.n} labs, {in_words(race)}"
    return text + (f"; sanction {sanction[0]:g}" if sanction else "")
