"""Every exercise that is data: what it calls right passes, and each slip reads its own sentence.

The cases, slips and tolerances are those of `racekit.check`; that the engine itself is sound is
the business of ``test_exercise.py``, and the same without the compiler that of
``test_exercises_without_compiler.py``.
"""

import copy
import importlib
import inspect
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from racekit import check
from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import Attempt, Wrong
from racekit.check._without import Without

ROOT = Path(__file__).resolve().parent.parent
LESSONS = {name: importlib.import_module(f"racekit.check.{name}") for name in check.__all__}
EXERCISES = {
    f"{lesson}.{name}": thing
    for lesson, module in LESSONS.items()
    for name, thing in vars(module).items()
    if isinstance(thing, Exercise)
}

# Slips that are the same answer whatever the case, so that a constant is rightly called one.
CONSTANT = {
    "better_safety_technology.cheap_enough": {"At a tax of almost 0"},
    "better_safety_technology.dearer_inputs": {
        "every model safer", "every model more dangerous", "no change anywhere"
    },
    "better_safety_technology.share_given_back": {"keep today's safety"},
    "luck_and_speed.per_cent_of_speed": {"the slope for one milestone"},
    "luck_and_speed.price_of_scruples": {"At equal speeds"},
    "many_labs.best_reply_by_search": {"No safety at all maximises the chance to win"},
    "many_labs.lab_that_ends_all_care": {"You find no such number up to 20"},
    "many_labs.promise_that_pays": {"That promise wins most races"},
    "many_labs.reply_until_nobody_moves": {"Nobody has replied yet"},
    "one_careful_lab.safest_rate_by_hand": {"A lab that stands still"},
    "one_careful_lab.turning_point": {"most in danger"},
    "norms_and_promises.choose_before_you_know": {"'nothing'", "'punish'", "'pledge'"},
    "norms_and_promises.how_many_at_once": {"One half is not the tipping share"},
    "precedents.could_it_be_luck": {"Every shuffle counts", "No shuffle counts"},
    "start_here.chance_of_lab_1": {"does not move with the speeds"},
    "two_labs.belief_in_a_promise": {"One half is right only"},
    "two_labs.best_reply": {"You answer reckless", "You answer careful"},
}

# Where `accept` lets more pass than the tolerance: an answer beside the right one that passes,
# and one that just fails.
BESIDE = {
    "luck_and_speed.per_cent_of_speed": (
        lambda right, *case: 1.019 * right,  # a step of one per cent itself
        lambda right, *case: 1.03 * right,
    ),
    "many_labs.promise_that_pays": (
        lambda right, race, lab: right + 0.0101 * (race.n == 6),  # promises nobody heeds
        lambda right, race, lab: right + (0.015 if right < 0.5 else -0.015),
    ),
    "many_labs.reply_until_nobody_moves": (
        lambda right, race: np.clip(right + 0.9e-5, 0, 1),
        lambda right, race: np.clip(right + np.where(right > 0.5, -9e-5, 9e-5), 0, 1),
    ),
    "shadow_of_the_future.tune_the_alarm": (
        lambda right, *case: 1.02 * right,  # the treaty is worth nearly as much
        lambda right, *case: 0.98 * right,  # and here no punishment deters
    ),
}


@pytest.fixture(autouse=True)
def learner(monkeypatch):
    """A learner's session: verdicts are printed, nothing is raised."""
    monkeypatch.delenv("RACEKIT_STRICT", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def every(keep=lambda exercise: True):
    """Parametrise over the exercises that a test is about."""
    chosen = [pytest.param(name, exercise, id=name) for name, exercise in EXERCISES.items()
              if keep(exercise)]  # fmt: skip
    return pytest.mark.parametrize(("name", "exercise"), chosen)


def verdict(exercise, answers):
    """What a learner reads who gives these answers to the cases; "" if they are right."""
    waiting = iter(answers)

    def answer(*case):
        try:
            return next(waiting)
        except StopIteration:  # the seed is tried after the cases
            return exercise.right(*case)

    try:
        exercise.judge(Attempt(answer))
    except Wrong as wrong:
        return str(wrong)
    return ""


def measured(exercise):
    return isinstance(exercise, Measured)


# --- right answers and slips ---------------------------------------------------------------------


@every()
def test_right_answer_passes(name, exercise, monkeypatch, capsys):
    monkeypatch.setenv("RACEKIT_STRICT", "1")
    assert exercise(exercise.right) is None  # nbgrader would take a number as a mark
    out, err = capsys.readouterr()
    assert out == f"{exercise.title.rstrip('?')}: correct.\n"
    assert err == ""


SLIPS = [
    pytest.param(exercise, k, id=f"{name}-{k}")
    for name, exercise in EXERCISES.items()
    for k in range(len(exercise.usual))
]


def filled(exercise, answers):
    """The answers of a slip, and right ones where it says nothing."""
    if not exercise.numeric:
        pairs = zip(answers, exercise.rights, strict=True)
        return [right if answer is None else answer for answer, right in pairs]
    pairs = zip(answers, exercise.rights, strict=True)
    return [np.where(np.isnan(answer), right, answer) for answer, right in pairs]


@pytest.mark.parametrize(("exercise", "k"), SLIPS)
def test_slip_reads_its_own_sentence(exercise, k):
    sentence, answers = exercise.usual[k][0], filled(exercise, exercise.slipped(k))
    said = verdict(exercise, answers)
    if callable(sentence):
        whole = zip(answers, exercise.rights, exercise.asked, strict=True)
        assert any(sentence(answer, right, *case) in said for answer, right, case in whole)
    else:
        assert sentence in said


@every()
def test_sentences_differ(name, exercise):
    """Rules may share a sentence, but no sentence is another one's beginning."""
    sentences = {sentence for sentence, _ in exercise.usual}
    others = (exercise.inside, exercise.near, exercise.otherwise, exercise.kind is int)
    assert len(sentences) + sum(map(bool, others)) >= 5
    texts = set(filter(lambda sentence: isinstance(sentence, str), sentences))
    for text in texts:
        assert text[-1] in ".?!"
        assert not any(text in other for other in texts - {text})


@every()
def test_constant_is_no_slip(name, exercise):
    """Somebody who returns the same whatever the case is not told about a subtle mistake."""
    values = (0.0, 1.0) if exercise.kind is bool else (0.0, 0.5, 1.0, 2.0)
    if exercise.numeric:
        constants = [[np.full_like(right, v) for right in exercise.rights] for v in values]
    elif isinstance(exercise.kind, tuple):
        constants = [[option] * len(exercise.rights) for option in exercise.kind]
    else:
        constants = []
    known, met = CONSTANT.get(name, set()), set()
    for answers in constants:
        said = verdict(exercise, answers)
        for text in {text for text, _ in exercise.usual if isinstance(text, str) and text in said}:
            fitting = {part for part in known if part in text}
            assert fitting, text
            met |= fitting
    assert met == known


# --- tolerances ----------------------------------------------------------------------------------


def moved(exercise, i, answer):
    """The right answers, but this one to case ``i``."""
    return [*exercise.rights[:i], answer, *exercise.rights[i + 1 :]]


def shifts(exercise, i, size):
    """The right answer to case ``i`` moved up and down, in each entry alone and in all."""
    right = exercise.rights[i]
    for sign in (1, -1):
        yield right + sign * size
        if right.size > 1:
            for place in np.ndindex(right.shape):
                change = np.zeros(right.shape)
                change[place] = sign * size
                yield right + change


@every(lambda exercise: exercise.kind is float and not measured(exercise))
def test_tolerance_is_what_it_says(name, exercise):
    for i in range(len(exercise.rights)):
        tolerance = exercise.of_case(exercise.tolerance, i)
        for answer in shifts(exercise, i, 0.9 * tolerance):
            assert verdict(exercise, moved(exercise, i, answer)) == ""
        if name not in BESIDE:
            for answer in shifts(exercise, i, 1.5 * tolerance):
                assert verdict(exercise, moved(exercise, i, answer)) != ""


@every(lambda exercise: exercise.accept is not None)
def test_accept_has_an_edge(name, exercise):
    passing, failing = BESIDE[name]
    whole = list(zip(exercise.rights, exercise.asked, strict=True))
    assert verdict(exercise, [passing(right, *case) for right, case in whole]) == ""
    for i, (right, case) in enumerate(whole):
        beyond = failing(right, *case)
        if not exercise.same(i, np.asarray(beyond) if exercise.numeric else beyond, right):
            assert verdict(exercise, moved(exercise, i, beyond)) != ""
            break
    else:
        pytest.fail("no case in which the answer beside is beyond the tolerance")


@every(lambda exercise: exercise.kind is int)
def test_next_whole_number_fails(name, exercise):
    for i, right in enumerate(exercise.rights):
        for answer in (right + 1, right - 1, right + 0.5):
            assert verdict(exercise, moved(exercise, i, answer)) != ""


@every(lambda exercise: exercise.kind is bool)
def test_other_truth_fails(name, exercise):
    for i, right in enumerate(exercise.rights):
        for place in np.ndindex(right.shape):
            flipped = right.copy()
            flipped[place] = 1 - flipped[place]
            assert verdict(exercise, moved(exercise, i, flipped)) != ""


@every(lambda exercise: not exercise.numeric and not isinstance(exercise.kind, type))
def test_other_name_fails(name, exercise):
    for i, right in enumerate(exercise.rights):
        options = exercise.of_case(exercise.kind, i)
        others = set(options) - {right}
        assert others
        for other in others:
            assert verdict(exercise, moved(exercise, i, other)) != ""


@every(measured)
@pytest.mark.parametrize(("far", "passes"), [(3, True), (-3, True), (6, False), (-6, False)])
def test_luck_of_a_mean_is_allowed_and_no_more(name, exercise, far, passes):
    for i, (mean, fair) in enumerate(exercise.truth):
        answer = mean + far * fair
        answer = answer if exercise.error else np.array([answer, fair])
        assert (verdict(exercise, moved(exercise, i, answer)) == "") is passes


@every(lambda exercise: measured(exercise) and not exercise.error)
@pytest.mark.parametrize(
    ("odd", "passes"), [(0.92, True), (1.08, True), (0.87, False), (1.13, False)]
)
def test_luck_of_an_error_is_allowed_and_no_more(name, exercise, odd, passes):
    for i, (mean, fair) in enumerate(exercise.truth):
        answer = np.array([mean, fair * odd])
        assert (verdict(exercise, moved(exercise, i, answer)) == "") is passes


def test_every_kind_of_answer_has_its_edge_tested():
    """No exercise slips through the tests above."""
    for name, exercise in EXERCISES.items():
        told = exercise.kind in (float, int, bool) or not isinstance(exercise.kind, type)
        assert told or exercise.accept is not None, name
        assert (exercise.accept is not None) == (name in BESIDE), name
    assert set(CONSTANT) <= set(EXERCISES)


# --- what is forbidden, and what must not be touched ---------------------------------------------


def spoil(thing):
    """Write into the first thing that can be written into; whether there was one."""
    if isinstance(thing, np.ndarray) and thing.size:
        thing.flat[0] = not thing.flat[0] if thing.dtype == bool else thing.flat[0] + 1
        return True
    if isinstance(thing, list) and thing:
        thing.append(thing[0])
        return True
    return isinstance(thing, tuple) and any(map(spoil, thing))


@every(lambda exercise: spoil(copy.deepcopy(exercise.asked[0])))
def test_right_answer_must_not_write_into_its_arguments(name, exercise):
    def answer(*case):
        result = exercise.right(*case)
        spoil(case)
        return result

    with pytest.raises(Wrong, match=r"Your function changed the \w+ it was given"):
        exercise.judge(Attempt(answer))


@every(lambda exercise: exercise.forbids)
def test_what_is_forbidden_is_refused(name, exercise):
    for dotted in exercise.forbids:
        for owner, attribute, _ in Without([dotted], None).targets:
            def answer(*case, owner=owner, attribute=attribute):
                there = getattr(owner, attribute)
                return getattr(there, "fget", there)()

            with pytest.raises(Wrong, match="asks you to do without"):
                exercise.judge(Attempt(answer, exercise.forbids))


# --- notebooks and checks belong together ---------------------------------------------------------


def tasks(path):
    """{(lesson, task): (heading, text)} for every graded check of a notebook."""
    found, text = {}, ""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            text = cell.source
        if call := re.fullmatch(r"check\.(\w+)\.(\w+)\(\w+\)", cell.source):
            heading = re.match(r"## \d\. (.+?)(?: \(stretch\))? ★+\n", text)[1]
            found[call.groups()] = heading, text
    return found


def checks(module):
    """Names of the exercises of a lesson, data or bespoke."""
    return {name for name, thing in vars(module).items()
            if isinstance(getattr(thing, "title", None), str) and callable(thing)}  # fmt: skip


SETS = sorted((ROOT / "exercises").glob("*.ipynb"))


def test_there_are_sets():
    assert len(SETS) >= 15


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_each_graded_check_has_its_exercise(path):
    lesson = path.stem.split("_", 1)[1]
    found = tasks(path)
    assert {other for other, _ in found} == {lesson}
    assert {task for _, task in found} == checks(LESSONS[lesson])
    for (_, task), (heading, _) in found.items():
        assert getattr(LESSONS[lesson], task).title == heading


@every(lambda exercise: exercise.kind is float and not measured(exercise))
def test_task_states_its_tolerance(name, exercise):
    if callable(exercise.tolerance) or exercise.tolerance == 1e-6:
        return
    lesson, task = name.split(".")
    path = next((ROOT / "exercises").glob(f"[0-9][0-9]_{lesson}.ipynb"))
    _, text = tasks(path)[lesson, task]
    stated = {float(number) for number in re.findall(r"within (0\.0*1)\b", text)}
    assert exercise.tolerance in stated


@every()
def test_help_shows_how_it_is_called(name, exercise):
    assert exercise.title in exercise.__doc__
    names = inspect.signature(exercise.right).parameters
    assert all(each.kind is each.POSITIONAL_OR_KEYWORD for each in names.values())
    assert len(names) == len(exercise.asked[0])
