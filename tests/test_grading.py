"""nbgrader's whole cycle: good, blank and hostile submissions each get a fair mark."""

import copy
import os
import shutil
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from racekit import _audit

# Two sets stand for all: a cycle takes seconds a notebook, and every set obeys the same rules.
SOLUTIONS = sorted((Path(__file__).resolve().parent.parent / "solutions").glob("*.ipynb"))[:2]
STUB = "# YOUR CODE HERE\n    raise NotImplementedError()"

# What a learner may leave in one work cell; every one of them must cost that task, no other.
HOSTILE = {
    "exception": "return 1 / 0",
    "wrong shape": "return [[1.0, 2.0, 3.0]]",
    "nothing": "return None",
    "text": "return 'forty-two'",
    "not a number": "return float('nan')",
    "syntax error": "return (((",
    "endless loop": "while True:\n        pass",
}


def work_cells(notebook):
    """Cells that a learner fills in with code, each with the check that follows it."""
    graded = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    for work, check in pairwise(graded):
        if work.cell_type == "code" and work.metadata.nbgrader.solution:
            yield work, check


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A grader's folder with every set released, and the API that grades it."""
    api = pytest.importorskip("nbgrader.apps", reason="nbgrader is not installed").NbGraderAPI
    from traitlets.config import Config

    root = tmp_path_factory.mktemp("course")
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "racekit"
    config.Execute.timeout = 8
    config.Application.log_level = "CRITICAL"
    patch = pytest.MonkeyPatch()
    # nbgrader starts `alembic` by name; plain Python lets it interrupt a loop in a kernel
    patch.setenv("PATH", os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
    patch.setenv("NUMBA_DISABLE_JIT", "1")
    grader = api(config=config)
    for path in SOLUTIONS:
        folder = root / "source" / path.stem
        folder.mkdir(parents=True)
        shutil.copy(path, folder)
        assert grader.generate_assignment(path.stem)["success"]
    yield root, grader
    patch.undo()


def submit(course, path, student, change, name=None):
    """Put the released set into the grader's folder after ``change(notebook)``."""
    root, _ = course
    notebook = nbformat.read(root / "release" / path.stem / path.name, as_version=4)
    change(notebook)
    folder = root / "submitted" / student / path.stem
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / (name or path.name))


def marks(course, path, student):
    """{check id: (score, points)} of a graded submission."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course[0]}/gradebook.db", "racekit") as book:
        grades = book.find_submission_notebook(path.stem, path.stem, student).grades
        # a deleted check has no automatic score: nbgrader leaves it to the teacher
        return {grade.name: (grade.auto_score or 0, grade.max_score) for grade in grades}


def hand_in(course, path, student, change):
    """Submit, grade and give feedback; returns `marks`."""
    _, grader = course
    submit(course, path, student, change)
    graded = grader.autograde(path.stem, student)
    assert graded["success"], graded.get("log", graded.get("error"))
    assert grader.generate_feedback(path.stem, student)["success"]
    return marks(course, path, student)


def checks(path):
    """Ids of the check cells of a set, in order."""
    notebook = nbformat.read(path, as_version=4)
    return [check.metadata.nbgrader.grade_id for _, check in work_cells(notebook)]


def solved(path):
    """{id of a work cell: its source in the solution}."""
    notebook = nbformat.read(path, as_version=4)
    return {work.metadata.nbgrader.grade_id: work.source for work, _ in work_cells(notebook)}


def test_there_are_sets_to_grade():
    assert SOLUTIONS


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_right_answers_get_every_point(course, path):
    answers = solved(path)

    def fill(notebook):
        for work, _ in work_cells(notebook):
            work.source = answers[work.metadata.nbgrader.grade_id]

    scores = hand_in(course, path, "right", fill)
    assert all(scores[name][0] == scores[name][1] > 0 for name in checks(path)), scores


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_blank_set_is_a_fair_zero(course, path):
    scores = hand_in(course, path, "blank", lambda notebook: None)
    assert all(scores[name][0] == 0 for name in checks(path)), scores


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_hostile_answers_cost_only_their_own_task(course, path):
    """The last task is answered well, every other one with a trap of its own."""
    answers = solved(path)

    def spoil(notebook):
        cells = [work for work, _ in work_cells(notebook)]
        for work, trap in zip(cells[:-1], reversed(HOSTILE.values()), strict=False):
            work.source = work.source.replace(STUB, trap)
            assert trap in work.source
        cells[-1].source = answers[cells[-1].metadata.nbgrader.grade_id]

    scores = hand_in(course, path, "hostile", spoil)
    *spoilt, kept = checks(path)
    assert all(scores[name][0] == 0 for name in spoilt), scores
    assert scores[kept][0] == scores[kept][1] > 0, scores


@pytest.mark.parametrize("path", SOLUTIONS[:1], ids=lambda path: path.stem)
def test_tampering_earns_nothing(course, path):
    """Checks rewritten, points raised, a check deleted: the source's own are put back."""

    def tamper(notebook):
        for _, check in work_cells(notebook):
            check.source, check.metadata.nbgrader.points = "pass", 100
        notebook.cells.remove(list(work_cells(notebook))[-1][1])

    scores = hand_in(course, path, "tamper", tamper)
    assert all(scores[name][0] == 0 for name in checks(path)), scores
    assert all(maximum < 100 for _, maximum in scores.values())


@pytest.fixture(scope="module")
def trouble(course):
    """Three students whose hand-ins would stop the grader, audited and graded one by one."""
    root, grader = course
    path, answers = SOLUTIONS[0], solved(SOLUTIONS[0])

    def fill(notebook, **bodies):
        for work, _ in work_cells(notebook):
            name = work.metadata.nbgrader.grade_id
            trap = bodies.get(name.replace("-", "_"))
            work.source = work.source.replace(STUB, trap) if trap else answers[name]

    def copied(notebook):
        first = next(work_cells(notebook))[0]
        stub = copy.deepcopy(first)
        stub["id"] = "copied"
        fill(notebook, best_reply_work=(
            "column = ['careful', 'reckless'].index(rival)\n"
            "    return np.array(['careful', 'reckless'])[row[:, column].argmax()]"
        ))  # fmt: skip
        notebook.cells.insert(notebook.cells.index(first) + 1, stub)

    def talks(notebook):
        fill(notebook)
        for work, _ in work_cells(notebook):
            name = work.source.partition("def ")[2].partition("(")[0]
            work.source += (
                f"\n\nimport sys\nquiet_{name} = {name}\n\ndef {name}(*arguments):\n"
                f"    print('working', file=sys.stderr)\n    return quiet_{name}(*arguments)"
            )

    submit(course, path, "a-copied", copied)
    submit(course, path, "b-exit", lambda nb: fill(nb, temptation_work="import os; os._exit(1)"))
    submit(course, path, "c-renamed", talks, f"{path.stem} (1).ipynb")
    unmended = grader.autograde(path.stem, "a-copied")["success"]
    students = ("a-copied", "b-exit", "c-renamed")
    before = {student: _audit.one(root, student, path.stem) for student in students}
    graded = {student: grader.autograde(path.stem, student)["success"] for student in students}
    after = {student: _audit.one(root, student, path.stem) for student in students}
    return unmended, before, graded, after


def test_one_students_trouble_stops_nobody_else(course, trouble):
    """The copied cell's owner picks a name from a NumPy array; the last one writes to stderr."""
    unmended, _, graded, _ = trouble
    assert not unmended  # the mending is needed
    assert graded == {"a-copied": True, "b-exit": False, "c-renamed": True}
    for student in ("a-copied", "c-renamed"):
        scores = marks(course, SOLUTIONS[0], student)
        assert all(scores[name][0] == scores[name][1] > 0 for name in checks(SOLUTIONS[0])), scores


def test_no_trouble_is_passed_over_in_silence(trouble):
    _, before, _, after = trouble
    assert before["a-copied"].mended == ["temptation-work: 1 untouched copy removed"]
    assert [words.split(": ")[1] for words in before["b-exit"].look] == ["._exit", "imports os"]
    [renamed] = before["c-renamed"].mended
    assert renamed == "01_two_labs (1).ipynb is called 01_two_labs.ipynb again"
    assert "not graded: its 0 in grades.csv is no mark" in after["b-exit"].stuck
    assert not after["a-copied"].stuck + after["c-renamed"].stuck
