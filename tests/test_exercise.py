"""The engine that judges exercises: whatever a learner hands in ends in one helpful sentence."""

import contextlib
import decimal
import fractions
import inspect
import logging
import sys
import warnings

import numpy as np
import pandas as pd
import pytest

import racekit as rk
from racekit import coalition, precipice
from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import Attempt, Wrong, exercise, heeds_seed, short
from racekit.check._without import Refused, Without


@pytest.fixture(autouse=True)
def learner(monkeypatch):
    """A learner's session: verdicts are printed, nothing is raised."""
    monkeypatch.delenv("RACEKIT_STRICT", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


@pytest.fixture
def read(capsys):
    """What the learner reads."""

    def verdict(check, answer):
        assert check(answer) is None
        out, err = capsys.readouterr()
        assert err == ""
        return out.strip()

    return verdict


def small(**changes):
    """The exercise of adding two numbers, three cases, two slips."""
    fields = {
        "title": "Add up",
        "cases": ((1.0, 2.0), (2.0, 2.0), (5.0, 0.5)),
        "right": lambda a, b: a + b,
        "words": "{:g} and {:g}".format,
        "slips": (("You multiply.", lambda a, b: a * b), ("You subtract.", lambda a, b: a - b)),
    }
    return Exercise(**{**fields, **changes})


ADD = small()


# --- verdicts ------------------------------------------------------------------------------------


def unfinished(*case):
    raise NotImplementedError


def broken(*case):
    return {}["lab"]


class Hostile(Exception):
    """Cannot be printed, and interrupts whoever makes it a number."""

    def __str__(self):
        raise ValueError

    __repr__ = __str__

    def __array__(self, *arguments, **keywords):
        raise KeyboardInterrupt


def hostile(*case):
    raise Hostile


def gone(*case):
    raise SystemExit(3)


def long_winded(*case):
    raise ValueError("much\nado " * 20_000)


async def waiting(*case):
    return 3.0


class Odd(BaseException):
    """What no careful ``except Exception`` sees."""


def odd(*case):
    raise Odd


VERDICTS = {
    ": correct.": [ADD.right, lambda a, b: [a + b][0], lambda a, b: np.float32(a + b)],
    "not attempted yet": [None, ..., unfinished],
    "a `return` missing": [lambda *case: None, lambda a, b: print(a + b)],
    "raised KeyError: 'lab' (1 and 2)": [broken],
    "raised TypeError": [lambda: 1.0],
    "raised SystemExit": [gone],
    "raised Hostile (1 and 2)": [hostile],
    "without brackets": [0.5, "text", np.zeros(3)],
    "Return one number; yours is": [
        lambda *case: "half", lambda *case: 1 + 2j, lambda *case: {}, lambda *case: Hostile(),
        lambda *case: ..., lambda *case: [[1, 2], [3]], lambda *case: [Hostile()],
        lambda *case: np.ma.masked_array([1.0], [True]), lambda *case: 10**400,
        lambda *case: "x" * 10**6,
    ],
    "a finite number": [lambda *case: float("nan"), lambda *case: np.inf],
    "yours has shape (2,)": [lambda *case: [1.0, 2.0], lambda *case: pd.Series([1.0, 2.0])],
    "You multiply. Look at this case: 1 and 2": [lambda a, b: a * b],
    "Your 1 is too small (1 and 2)": [lambda a, b: a],
    "Your 9 is too large": [lambda *case: 9],
    "No answer is as large as": [lambda *case: 1e308, lambda *case: -1e60],
    "`async`": [waiting],
    "Your function raised Odd": [odd],
}  # fmt: skip


@pytest.mark.parametrize("words", VERDICTS)
def test_verdict(words, read):
    for answer in VERDICTS[words]:
        text = read(ADD, answer)
        *_, last = text.splitlines()
        assert last.startswith("Add up: ")
        assert words in last
        assert len(last) < 400


def test_learner_s_prints_are_kept_and_the_verdict_comes_last(read):
    text = read(ADD, lambda a, b: print("looking") or a + b)
    assert text.splitlines() == ["looking"] * 3 + ["Add up: correct."]


@pytest.mark.parametrize("variable", ["RACEKIT_STRICT", "NBGRADER_EXECUTION"])
def test_strict_mode_raises(variable, monkeypatch, capsys):
    monkeypatch.setenv(variable, "1" if variable == "RACEKIT_STRICT" else "autograde")
    for answer in (unfinished, broken, None, lambda a, b: a * b):
        with pytest.raises(AssertionError, match=r"^Add up: not (yet|attempted)"):
            ADD(answer)
    ADD(ADD.right)
    assert capsys.readouterr().out == "Add up: correct.\n"


def test_an_interrupt_passes_through():
    def interrupted(*case):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ADD(interrupted)


def test_a_question_needs_no_colon_after_its_mark(read):
    assert read(small(title="How much?"), ADD.right) == "How much: correct."


def test_long_exception_is_cut_to_a_line(read):
    text = read(ADD, long_winded)
    assert "ValueError: much ado much" in text
    assert len(text) < 300
    assert "\n" not in text


def test_a_verdict_has_an_end(read):
    text = read(small(otherwise=lambda *case: "so " * 1000), lambda *case: 9)
    assert len(text) <= 400


def test_settings_of_the_reader_do_not_reach_the_judge(read):
    with np.errstate(all="raise"), warnings.catch_warnings(action="error"):
        text = read(small(otherwise=lambda a, *case: f"{np.float64(a) ** 9:g}"), lambda *case: 1e49)
    assert "inf" in text


def test_short_is_short():
    assert short("x" * 1000) == "'" + "x" * 56 + "..."
    assert short([1, 2]) == "[1, 2]"
    assert short(Hostile()) == "a Hostile"


# --- kinds of answers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        fractions.Fraction,
        decimal.Decimal,
        np.float32,
        np.array,
        np.int64,
        float,
        lambda number: np.array(number, object),
    ],
)
def test_any_kind_of_number_is_one(form, read):
    whole = small(cases=((1, 2), (2, 2), (5, 1)))
    assert read(whole, lambda a, b: form(a + b)).endswith("correct.")


def test_array(read):
    both = small(shape=lambda a, b: (int(a),), right=lambda a, b: np.full(int(a), b))
    assert read(both, both.right).endswith("correct.")
    assert read(both, lambda a, b: [fractions.Fraction(b)] * int(a)).endswith("correct.")
    assert "Return 1 numbers; yours is None" not in read(both, lambda a, b: None)
    assert "Return shape (1,); yours has shape (2,)" in read(both, lambda a, b: [a, b])
    assert "holds NaN or infinity" in read(both, lambda a, b: [np.nan] * int(a))


WHICH = small(
    kind=("left", "right"), right=lambda a, b: "left" if a < b else "right",
    slips=(("That is the smaller.", lambda a, b: "left" if a >= b else "right"),
           ("You never say right.", lambda a, b: "left")),
)  # fmt: skip


@pytest.mark.parametrize("form", [str, np.str_, np.array, lambda name: np.array([name])[0]])
def test_names_may_come_from_arrays(form, read):
    assert read(WHICH, lambda a, b: form(WHICH.right(a, b))).endswith("correct.")
    assert "That is the smaller" in read(WHICH, lambda a, b: form("right" if a < b else "left"))


def test_no_name(read):
    for answer in (3, True, np.array(["left"]), ["left"], "up", b"left", Hostile()):
        text = read(WHICH, lambda a, b, answer=answer: answer)
        assert "Return one of 'left', 'right'; yours is " in text
    assert "Your answer 'right' is not right" in read(WHICH, lambda a, b: "right")


def test_names_may_depend_on_the_case(read):
    exercise = small(kind=lambda a, b: (f"{a:g}", f"{b:g}"), right=lambda a, b: f"{max(a, b):g}",
                     slips=())  # fmt: skip
    assert read(exercise, exercise.right).endswith("correct.")
    assert "Return one of '1', '2'; yours is '7' (1 and 2)" in read(exercise, lambda a, b: "7")


LESS = small(kind=bool, right=lambda a, b: a < b, slips=(("Turned.", lambda a, b: a >= b),))


@pytest.mark.parametrize("form", [bool, int, np.bool_, np.array, float])
def test_truth(form, read):
    assert read(LESS, lambda a, b: form(a < b)).endswith("correct.")
    assert "Turned." in read(LESS, lambda a, b: form(a >= b))


def test_no_truth(read):
    for answer in (3, 0.5, "True", [True]):
        text = read(LESS, lambda a, b, answer=answer: answer)
        assert "Return True or False; yours " in text
    table = small(kind=bool, shape=(2,), right=lambda a, b: np.array([a < b, a > b]), slips=())
    assert read(table, lambda a, b: np.array([a < b, a > b], object)).endswith("correct.")
    assert "Return True or False in each place" in read(table, lambda a, b: "yes")
    assert "yours has shape ()" in read(table, lambda a, b: True)


def test_whole_numbers(read):
    count = small(kind=int, cases=((1, 2), (2, 2), (5, 1)))
    assert read(count, lambda a, b: float(a + b)).endswith("correct.")
    assert "Return a whole number, not 3.5 (1 and 2)" in read(count, lambda a, b: a + b + 0.5)
    assert "You multiply" in read(count, lambda a, b: a * b)


def test_object_of_a_class(read):
    treaty = rk.Treaty(0.5, detection=1.0, fine=1.0)
    exercise = small(kind=rk.Treaty, right=lambda a, b: treaty, slips=(),
                     accept=lambda answer, right, a, b: answer.fine >= 1)  # fmt: skip
    assert read(exercise, exercise.right).endswith("correct.")
    assert read(exercise, lambda a, b: rk.Treaty(0.5, detection=2.0, fine=3.0)).endswith("correct.")
    assert "is not right" in read(exercise, lambda a, b: rk.Treaty(0.5, detection=2.0, fine=0.0))
    assert "Return a Treaty; yours is 3" in read(exercise, lambda a, b: 3)


# --- what is said --------------------------------------------------------------------------------


def test_tolerance_inside_near_and_otherwise(read):
    exercise = small(
        tolerance=0.01, inside=(0, 10, "A sum lies from 0 to 10"), near=(0.1, "Close"),
        otherwise=lambda answer, right, a, b: f"You say {answer:g} for {a:g}",
    )  # fmt: skip
    for off, words in ((0.009, "correct"), (0.0105, "Close (1 and 2)"), (-0.05, "Close"),
                       (0.5, "You say 3.5 for 1 (1 and 2)"),
                       (90, "A sum lies from 0 to 10; yours is 93 (1 and 2)")):  # fmt: skip
        assert words in read(exercise, lambda a, b, off=off: a + b + off)
    assert "Close" not in read(exercise, lambda a, b: a + b + 0.05 * a)  # once it is far off


def test_tolerance_may_depend_on_the_case(read):
    exercise = small(tolerance=lambda a, b: 0.1 * (a + b))
    assert read(exercise, lambda a, b: 1.09 * (a + b)).endswith("correct.")
    assert "too large" in read(exercise, lambda a, b: 1.11 * (a + b))


def test_accept_lets_more_pass_but_only_inside(read):
    asked = []
    exercise = small(inside=(0, 100, "From 0 to 100"),
                     accept=lambda answer, *_: asked.append(answer) or answer % 2 == 0)
    assert read(exercise, lambda a, b: 42).endswith("correct.")
    assert "too large" in read(exercise, lambda a, b: 43)
    asked.clear()
    assert "From 0 to 100; yours is -2" in read(exercise, lambda a, b: -2)
    assert -2.0 not in asked


def test_a_slip_must_fit_all_cases(read):
    assert "multiply" not in read(ADD, lambda a, b: 2.0)  # 1 * 2, but not 5 * 0.5
    assert "multiply" not in read(ADD, lambda a, b: a * b if a < 5 else 0.0)
    assert "multiply" in read(ADD, lambda a, b: a * b)


def test_a_slip_may_keep_silent(read):
    shy = small(slips=(("Shy.", lambda a, b: a * b if a < 5 else np.nan),))
    assert "Shy." in read(shy, lambda a, b: a * b if a < 5 else 77.0)
    once = small(slips=(("Once.", lambda a, b: 9.0 if a == 1 else np.nan),))
    assert "Once." not in read(once, lambda a, b: 9.0 * a)  # one case is no pattern
    flat = small(slips=(("Flat.", lambda a, b: 2.0 if a < 5 else np.nan),))
    assert "Flat." not in read(flat, lambda a, b: 2.0)  # nor is an answer that never moves
    assert "Flat." in read(flat, lambda a, b: 2.0 if a < 5 else 3.0)
    halves = small(shape=(2,), right=lambda a, b: np.array([a, b]),
                   slips=(("First.", lambda a, b: np.array([-a, np.nan])),))  # fmt: skip
    assert "First." in read(halves, lambda a, b: [-a, 7 * b])


def test_a_slip_shows_where_it_is_wrong(read):
    exercise = small(slips=(("Multiplied.", lambda a, b: a * b),), cases=((2.0, 2.0), (3.0, 1.0)))
    assert "Look at this case: 3 and 1." in read(exercise, lambda a, b: a * b)


def test_a_sentence_may_name_the_answer(read):
    exercise = small(slips=((lambda answer, right, a, b: f"{answer:g} is {a:g} times {b:g}.",
                             lambda a, b: a * b),))  # fmt: skip
    assert "2 is 1 times 2. Look at this case" in read(exercise, lambda a, b: a * b)


def test_cases_may_be_made_when_needed(read):
    made = []
    late = small(cases=lambda: made.append(1) or ADD.cases)
    assert made == []
    assert read(late, ADD.right).endswith("correct.")
    assert read(late, lambda a, b: a).endswith("(1 and 2).")
    assert made == [1]


def test_help_is_about_this_exercise():
    text = small(forbids=("Race.nash",)).__doc__
    for words in ("'Add up'", "yours(a, b)", "3 cases", "1 and 2", "1e-06", "race.nash"):
        assert words.lower() in text.lower()
    assert repr(ADD) == "<check of 'Add up'>"


# --- what a learner's function may not do --------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "spoil", "kind"),
    [
        (np.zeros(2), lambda x: x.fill(1), "array"),
        ([1, 2], lambda x: x.append(3), "list"),
        ([[1], [2]], lambda x: x[0].append(3), "list"),
        ({"a": np.zeros(1)}, lambda x: x["a"].fill(1), "dict"),
        ((np.zeros(1), 2), lambda x: x[0].fill(1), "tuple"),
        (pd.DataFrame({"a": [1, 2]}), lambda x: x.insert(0, "b", 0), "table"),
        (np.array([np.nan, 1.0]), lambda x: x.fill(1), "array"),
        (np.array(["a"]), lambda x: x.fill("b"), "array"),
    ],
)
def test_arguments_are_not_to_be_changed(given, spoil, kind, read):
    exercise = small(cases=((given,),), right=lambda x: 1.0, words=lambda x: "one", slips=())
    assert read(exercise, lambda x: 1.0).endswith("correct.")
    text = read(exercise, lambda x: spoil(x) or 1.0)
    assert f"Your function changed the {kind} it was given; work on a copy (one)" in text
    assert read(exercise, lambda x: 1.0).endswith("correct.")  # the next one meets it unspoilt


def test_nothing_reaches_stderr(capsys, read):
    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("a learner's")
    logger.addHandler(handler)

    def talkative(a, b):
        print("debug", file=sys.stderr)
        logger.warning("look")
        logging.getLogger("another").error("look")
        warnings.simplefilter("always")
        warnings.warn("careful", stacklevel=1)
        return a + b

    try:
        assert read(ADD, talkative) == "Add up: correct."
        assert handler.stream is sys.stderr
    finally:
        logger.removeHandler(handler)


def test_stderr_and_handlers_are_back_after_an_interrupt():
    handler = logging.StreamHandler(sys.stderr)
    logging.getLogger("x").addHandler(handler)
    before = sys.stderr

    def interrupted(*case):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ADD(interrupted)
    assert sys.stderr is before
    assert handler.stream is before
    logging.getLogger("x").removeHandler(handler)


# --- what a task forbids -------------------------------------------------------------------------

RACE = rk.Race([1.0, 2.0])
best = rk.Race.nash  # another name for it, as a learner might have


def settling(**changes):
    fields = {
        "title": "Settle", "cases": ((RACE,),), "right": lambda race: race.nash(),
        "words": lambda race: "two labs", "shape": (2,), "forbids": ("Race.nash",), "slips": (),
    }  # fmt: skip
    return Exercise(**{**fields, **changes})


def swallowed(race):
    with contextlib.suppress(Exception):
        race.nash()
    return RACE_NASH


RACE_NASH = RACE.nash()


@pytest.mark.parametrize(
    "answer",
    [
        lambda race: race.nash(), lambda race: rk.Race.nash(race), lambda race: best(race),
        rk.Race.nash, swallowed, lambda race: race.replace(names=None).nash(),
        lambda race: max([race], key=lambda r: r.nash()[0]).speed,
        lambda race: np.vectorize(lambda _: race.nash()[0])(np.zeros(2)),
    ],
)  # fmt: skip
def test_forbidden_method_is_refused(answer, read):
    text = read(settling(), answer)
    assert text == "Settle: not yet. This task asks you to do without race.nash (two labs)."
    assert RACE.nash().tolist() == RACE_NASH.tolist()  # and only during the check


def test_library_may_go_on_using_what_is_forbidden(read):
    def allowed(race):
        assert race.price_of_racing() > 0  # asks nash
        return RACE_NASH

    assert read(settling(), allowed).endswith("correct.")


def test_all_is_as_before(read):
    names = ("nash", "equal", "__init__")
    before = {name: inspect.getattr_static(rk.Race, name) for name in names}
    own = dict(vars(rk.Race))  # a guard that stays on the class would hide what it inherits
    kept = coalition.critical_sanction
    forbids = ("Race", "Race.nash", "coalition.critical_sanction", "precipice")

    def interrupted(race):
        raise KeyboardInterrupt

    for answer in (lambda race: race.nash(), broken, lambda race: RACE_NASH):
        read(settling(forbids=forbids), answer)
    with pytest.raises(KeyboardInterrupt):
        settling(forbids=forbids)(interrupted)
    assert {name: inspect.getattr_static(rk.Race, name) for name in names} == before
    assert dict(vars(rk.Race)) == own
    assert coalition.critical_sanction is kept
    assert vars(sys.modules[__name__])["best"] is before["nash"]


critical_sanction = coalition.critical_sanction  # as by `from racekit.coalition import ...`


@pytest.mark.parametrize(
    ("name", "use", "said"),
    [
        ("coalition.critical_sanction", lambda race: coalition.critical_sanction(race),
         "coalition.critical_sanction"),
        ("coalition.critical_sanction", lambda race: critical_sanction(race),
         "coalition.critical_sanction"),
        ("simulate", lambda race: rk.simulate(race, [0, 0, 0], 10, 1), "simulate"),
        ("simulation.simulate", lambda race: rk.simulate(race, [0, 0, 0], 10, 1),
         "simulation.simulate"),
        ("Race", lambda race: rk.Race([1.0, 2.0]), "Race"),
        ("Race", lambda race: rk.Race.equal(2), "Race"),
        ("NormalForm", lambda race: rk.NormalForm([[1, 2], [3, 4]]), "NormalForm"),
        ("precipice", lambda race: precipice.disaster_probability(2, 1.0, 0.5, "public"),
         "precipice.disaster_probability"),
        ("Race.n", lambda race: race.n, "race.n"),
        ("simulation.Simulation.payoffs",
         lambda race: rk.simulate(race, [0, 0, 0], 10, 1).payoffs(), "simulation.payoffs"),
    ],
)  # fmt: skip
def test_functions_classes_modules_and_properties_can_be_forbidden(name, use, said, read):
    trio = rk.Race.equal(3)
    text = read(settling(forbids=(name,), cases=((trio,),)), use)
    assert f"This task asks you to do without {said} (two labs)" in text
    use(trio)  # raises nothing any more


def test_a_guard_that_somebody_kept_is_harmless(read):
    kept = []
    text = read(settling(), lambda race: kept.append(rk.Race.nash) or RACE_NASH)
    assert text.endswith("correct.")
    assert kept[0] is not rk.Race.nash
    assert kept[0](RACE).tolist() == RACE_NASH.tolist()


def test_a_name_that_is_not_there_is_a_mistake_of_ours():
    with pytest.raises(AttributeError):
        Without(["Race.nowhere"], best)


def test_refused_is_raised_where_it_happens():
    with Without(["Race.nash"], lambda: None), pytest.raises(Refused):
        RACE.nash()


# --- measured by simulation ----------------------------------------------------------------------


def draw(spread, runs, seed):
    return np.random.default_rng(seed).normal(3.0, spread, runs)


def estimate(spread, runs, seed):
    x = draw(spread, runs, seed)
    return x.mean(), x.std() / runs**0.5


MEAN = Measured(
    title="Mean", cases=((1.0, 4000, 5), (3.0, 900, 6)), right=estimate,
    exact=lambda spread, runs, seed: 3.0, words="spread {:g}, {} runs, seed {}".format,
    slips=(("You add one.", lambda *case: np.add(estimate(*case), (1, 0))),
           ("You halve.", lambda spread, runs, seed: (1.5, np.nan))),
)  # fmt: skip
ONLY = Measured(
    title="Only the mean", cases=MEAN.cases, right=lambda *case: estimate(*case)[0],
    exact=lambda *case: 3.0, error=lambda spread, runs, seed: spread / runs**0.5,
    words=MEAN.words, slips=(("You add one.", lambda *case: 4.0),),
)  # fmt: skip


def other_luck(spread, runs, seed):
    x = np.random.default_rng(seed + 100).normal(3.0, spread, runs)
    return x.mean(), x.std(ddof=1) / runs**0.5


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (estimate, "correct"),
        (other_luck, "correct"),
        (lambda *case: np.add(estimate(*case), (1, 0)), "You add one"),
        (lambda *case: np.add(other_luck(*case), (1, 0)), "You add one"),
        (lambda *case: np.multiply(other_luck(*case), (0.5, 1)), "You halve"),
        (lambda *case: np.multiply(other_luck(*case), (1, case[1] ** 0.5)), "spread of single"),
        (lambda *case: np.multiply(other_luck(*case), (1, case[1] ** -0.5)), "shrinks too fast"),
        (lambda *case: (other_luck(*case)[0], other_luck(*case)[1] ** 2), "That is a variance"),
        (lambda *case: (estimate(*case)[0], draw(*case).var()), "variance of single runs"),
        (lambda *case: other_luck(*case)[::-1], "Mean first"),
        (lambda *case: np.multiply(estimate(*case), (1, 3)), "too large by 3 times"),
        (lambda *case: np.multiply(estimate(*case), (1, 0.5)), "too small by 0.5 times"),
        (lambda *case: np.add(estimate(*case), (10, 0)), "standard errors from the truth"),
        (lambda spread, runs, seed: estimate(spread, runs, 1), "is your seed in use"),
        (lambda spread, runs, seed: estimate(spread, runs, None), "hand the seed on"),
        (lambda *case: estimate(*case)[0], "Return shape (2,)"),
    ],
)
def test_measured(answer, words, read):
    assert words in read(MEAN, answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda *case: other_luck(*case)[0], "correct"),
        (lambda *case: other_luck(*case)[0] + 1, "You add one"),
        (lambda spread, runs, seed: draw(spread, 4000, seed).mean(), "is `runs` in use"),
        (lambda *case: 3.0, "is your seed in use"),
        (lambda *case: 2.0, "standard errors from the truth"),
        (estimate, "Return one number"),
    ],
)
def test_measured_without_an_error(answer, words, read):
    assert words in read(ONLY, answer)


def test_shares_of_few_runs_may_agree_by_luck():
    shares = {1: 0.5, 10_001: 0.5, 20_001: 0.5, 30_001: 0.25}
    heeds_seed(Attempt(lambda seed: shares[seed]), ())
    with pytest.raises(Wrong, match="is your seed in use"):
        heeds_seed(Attempt(lambda seed: 0.5), ())


# --- bespoke checks ------------------------------------------------------------------------------


def test_bespoke_check(read):
    @exercise("Say hello")
    def hello(attempt):
        """Check a function name -> greeting."""
        if attempt.call("Ann", "Ann") != "hello Ann":
            raise Wrong("Greet whoever it is.")

    assert hello.title == "Say hello"
    assert read(hello, lambda name: f"hello {name}") == "Say hello: correct."
    assert read(hello, lambda name: "hello") == "Say hello: not yet. Greet whoever it is."
    assert read(hello, None) == "Say hello: not attempted yet."
