"""exercises/ is what nbgrader would write from solutions/, and it is up to date."""

import copy
import os
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from racekit import _exercises

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS, EXERCISES = ROOT / "solutions", ROOT / "exercises"

WORK = '''def total(values):
    """Sum of the values."""
    ### BEGIN SOLUTION
    # A common slip: starting from 1.
    return sum(values)
    ### END SOLUTION'''


def grader(name, *, grade=False, solution=False, locked=False, **more):
    """Cell metadata as nbgrader writes it."""
    return {"nbgrader": {"grade": grade, "grade_id": name, "locked": locked, "schema_version": 3,
                         "solution": solution, "task": False, **more}}


def small_solution():
    """A set with one coding task and one free-text question."""
    cells = [
        new_markdown_cell("# Add up", id="title"),
        new_code_cell(WORK, id="sum-work", metadata=grader("sum-work", solution=True)),
        new_code_cell("assert total([1, 2]) == 3", id="sum-check",
                      metadata=grader("sum-check", grade=True, locked=True, points=2)),
        new_markdown_cell("The model answer: always.\n\nMarking: one point.", id="why",
                          metadata=grader("why", grade=True, solution=True, points=1)),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture
def course(tmp_path):
    """A folder with one solution and its exercise."""
    (tmp_path / "solutions").mkdir()
    nbformat.write(small_solution(), tmp_path / "solutions" / "01_sum.ipynb")
    assert _exercises.run(root=tmp_path) == 0
    return tmp_path


def test_exercises_are_fresh():
    if not SOLUTIONS.is_dir():
        pytest.skip("solutions/ was withheld")
    assert _exercises.drift(SOLUTIONS, EXERCISES) == []


@pytest.mark.parametrize("path", sorted(SOLUTIONS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_each_check_follows_the_answer_that_it_judges(path):
    """What ``task-check`` hands over is defined in a solution cell above it."""
    answers = ""
    for cell in nbformat.read(path, as_version=4).cells:
        graded = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and graded.get("solution"):
            answers += cell.source + "\n"
        elif cell.cell_type == "code" and graded:
            task = cell.id.removesuffix("-check").replace("-", "_")
            call = re.fullmatch(rf"check\.{path.stem[3:]}\.{task}\((\w+)\)", cell.source)
            assert call, f"{cell.id} must hold check.{path.stem[3:]}.{task}(...)"
            assert f"def {call[1]}(" in answers, f"no solution above {cell.id}"


def test_same_bytes_as_nbgrader(tmp_path, monkeypatch):
    api = pytest.importorskip("nbgrader.apps", reason="nbgrader is not installed").NbGraderAPI
    from traitlets.config import Config

    # nbgrader starts `alembic` by name
    bin_folder = os.path.dirname(sys.executable)
    monkeypatch.setenv("PATH", bin_folder + os.pathsep + os.environ["PATH"])
    source = tmp_path / "source" / "set"
    source.mkdir(parents=True)
    nbformat.write(small_solution(), source / "00_small.ipynb")
    for path in SOLUTIONS.glob("*.ipynb"):
        shutil.copy(path, source)
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.course_id = "racekit"
    result = api(config=config).generate_assignment("set")
    assert result["success"], result
    for name, text in _exercises.expected_files(source).items():
        theirs = (tmp_path / "release" / "set" / name).read_bytes().replace(b"\r\n", b"\n")
        assert theirs == text.encode("utf-8"), name


def test_student_version_hides_answers_and_keeps_ids():
    before = small_solution()
    text = _exercises.student_version(copy.deepcopy(before))
    after = nbformat.reads(text, as_version=4)
    assert [cell.id for cell in after.cells] == [cell.id for cell in before.cells]
    assert "# YOUR CODE HERE\n    raise NotImplementedError()" in after.cells[1].source
    assert after.cells[3].source == "YOUR ANSWER HERE"
    assert "common slip" not in text
    assert "model answer" not in text
    assert after.cells[2].metadata.editable is False


def test_two_runs_give_the_same_bytes():
    texts = {_exercises.student_version(small_solution()) for _ in range(2)}
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda source: source.replace("    ### END SOLUTION", ""), "needs one END"),
        (lambda source: source.replace("    ### BEGIN SOLUTION\n", ""), "needs one END"),
        (lambda source: source + "\n    ### BEGIN SOLUTION", "needs one END"),
        (lambda source: "def total(values):\n    return sum(values)", "no solution marks"),
        (lambda source: "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "must be indented"),
    ],
)
def test_faulty_solution_is_refused(change, said):
    notebook = small_solution()
    notebook.cells[1].source = change(notebook.cells[1].source)
    with pytest.raises(ValueError, match=said) as caught:
        _exercises.student_version(notebook)
    assert "sum-work" in str(caught.value)


def test_marks_outside_solution_cells_are_refused():
    notebook = small_solution()
    notebook.cells[0].source += "\n### BEGIN SOLUTION\n### END SOLUTION"
    with pytest.raises(ValueError, match="title: solution marks, but no nbgrader"):
        _exercises.student_version(notebook)


def test_check_passes_when_fresh_and_second_run_writes_nothing(course, capsys):
    path = course / "exercises" / "01_sum.ipynb"
    stamp = path.stat().st_mtime_ns
    capsys.readouterr()
    assert _exercises.run(check=True, root=course) == 0
    assert _exercises.run(root=course) == 0
    assert capsys.readouterr().out == ""
    assert path.stat().st_mtime_ns == stamp


def test_check_names_drifted_missing_and_stray(course, capsys):
    exercises = course / "exercises"
    fresh = (exercises / "01_sum.ipynb").read_text(encoding="utf-8")
    (exercises / "01_sum.ipynb").write_text(fresh.replace("Add up", "Add"), encoding="utf-8")
    shutil.copy(exercises / "01_sum.ipynb", exercises / "99_stray.ipynb")
    shutil.copy(course / "solutions" / "01_sum.ipynb", course / "solutions" / "02_more.ipynb")
    assert _exercises.run(check=True, root=course) == 1
    said = capsys.readouterr().out
    assert "drifted 01_sum.ipynb" in said
    assert "missing 02_more.ipynb" in said
    assert "stray 99_stray.ipynb" in said
    assert _exercises.run(root=course) == 0
    assert sorted(path.name for path in exercises.iterdir()) == ["01_sum.ipynb", "02_more.ipynb"]
    assert (exercises / "01_sum.ipynb").read_text(encoding="utf-8") == fresh


def test_withheld_solutions_are_no_failure(tmp_path, capsys):
    assert _exercises.run(check=True, root=tmp_path) == 0
    assert "No solutions/ folder" in capsys.readouterr().out


def test_fault_names_the_file(course):
    notebook = small_solution()
    notebook.cells[1].source = "def total(values):\n    ### BEGIN SOLUTION\n    return 0"
    nbformat.write(notebook, course / "solutions" / "03_bad.ipynb")
    with pytest.raises(ValueError, match=r"03_bad\.ipynb: cell sum-work"):
        _exercises.run(check=True, root=course)
