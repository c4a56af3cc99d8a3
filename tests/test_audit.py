"""The pass over submissions: what is mended, what is named, and what is left in peace."""

import json
from pathlib import Path

import nbformat
import pytest

from racekit import __main__ as cli
from racekit import _audit, _submissions, _tampering
from racekit.check import two_labs

ROOT = Path(__file__).resolve().parent.parent
STUB = "def {}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
NAME = "01_two_labs.ipynb"


def cell(kind, name, source, **grader):
    made = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[kind]
    made = made(source, id=name)
    if grader:
        rest = {"grade": False, "solution": False, "locked": False, "task": False}
        made.metadata["nbgrader"] = nbformat.from_dict(
            {**rest, **grader, "grade_id": name, "schema_version": 3}
        )
    return made


def released():
    """A set of two tasks and an essay."""
    cells = [cell("code", "setup", "import racekit as rk\nfrom racekit import check")]
    for task, name in (("temptation", "temptation"), ("all-equilibria", "equilibria")):
        cells += [
            cell("markdown", f"{task}-task", f"## {task}"),
            cell("code", f"{task}-work", STUB.format(name), solution=True),
            cell("code", f"{task}-check", f"check.two_labs.{task.replace('-', '_')}({name})",
                 grade=True, locked=True, points=1),
        ]  # fmt: skip
    cells.append(cell("markdown", "why-task", "## why"))
    cells.append(cell("markdown", "why", "YOUR ANSWER HERE", grade=True, solution=True, points=2))
    return nbformat.v4.new_notebook(cells=cells)


def place(notebook, name):
    """Number of the first cell of this id."""
    return next(i for i, each in enumerate(notebook.cells) if each.get("id") == name)


def filled():
    """The set with honest answers."""
    notebook = released()
    notebook.cells[place(notebook, "temptation-work")].source = (
        "def temptation(x):\n    return x + 1"
    )
    notebook.cells[place(notebook, "all-equilibria-work")].source = (
        "def equilibria(x):\n    best = x.max(axis=0)\n    return x == best"
    )
    notebook.cells[place(notebook, "why")].source = "Because it pays, if $r < 0.4$."
    return notebook


def twin(notebook, name, source=None, below=1):
    """Copy a cell as JupyterLab does: new cell id, same nbgrader entry."""
    at = place(notebook, name)
    copied = nbformat.from_dict(json.loads(json.dumps(notebook.cells[at])))
    copied["id"] = f"copy-{len(notebook.cells)}"
    if source is not None:
        copied["source"] = source
    notebook.cells.insert(at + below, copied)
    return copied


def mend(notebook):
    """Mend, and require what nbgrader requires: each id once, as it was handed out."""
    said = _submissions.mend(notebook, released())
    entries = [_submissions.mark(each) for each in notebook.cells if _submissions.mark(each)]
    assert entries == [dict(each.metadata.nbgrader) for each in _submissions.graded(released())]
    assert _submissions.mend(notebook, released()) == []
    return said


def graded(notebook, name):
    [found] = [each for each in notebook.cells if _submissions.mark(each).get("grade_id") == name]
    return found


# --- copied cells ---------------------------------------------------------------------------------


def test_nothing_is_done_to_a_fair_submission():
    notebook = filled()
    assert mend(notebook) == []
    assert notebook == filled()


@pytest.mark.parametrize("below", [0, 1])
def test_untouched_copy_of_an_answer_goes(below):
    """Left below the answer it would define the stub anew."""
    notebook = filled()
    stub = released().cells[place(released(), "temptation-work")].source
    twin(notebook, "temptation-work", stub, below)
    assert mend(notebook) == ["temptation-work: 1 untouched copy removed"]
    assert notebook == filled()


def test_last_changed_copy_above_the_check_is_graded():
    notebook = filled()
    last = twin(notebook, "temptation-work", "def temptation(x):\n    return x + 2")
    [said] = mend(notebook)
    assert said == "temptation-work: an extra cell with this id is no longer graded, only run"
    assert graded(notebook, "temptation-work") is last
    assert len(notebook.cells) == len(filled().cells) + 1  # the other one is still there


def test_copy_below_the_check_was_for_play():
    notebook = filled()
    twin(notebook, "temptation-work", "def temptation(x):\n    return None", below=2)
    mend(notebook)
    assert graded(notebook, "temptation-work").source.endswith("x + 1")


def test_copy_of_a_check_and_of_an_essay():
    notebook = filled()
    twin(notebook, "temptation-check")
    twin(notebook, "temptation-check", "print(1)", below=2)
    twin(notebook, "why", "YOUR ANSWER HERE")
    assert len(mend(notebook)) == 3
    assert graded(notebook, "why").source.startswith("Because")


# --- changed ids, types, checks -------------------------------------------------------------------


def test_changed_id_is_found_by_the_cells_own():
    notebook = filled()
    notebook.cells[place(notebook, "why")].metadata.nbgrader.grade_id = "reasons"
    [said] = mend(notebook)
    assert said.startswith("why: what the grader knows the cell by was changed")


def test_stripped_metadata_is_found_by_text_and_by_name():
    """As after a round trip through a program that keeps neither metadata nor cell ids."""
    notebook = filled()
    for number, each in enumerate(notebook.cells):
        each.metadata.pop("nbgrader", None)
        each["id"] = f"c{number}"
    assert len(mend(notebook)) == 5
    assert graded(notebook, "why").source.startswith("Because")  # by the task above it
    assert graded(notebook, "temptation-work").source.endswith("x + 1")
    assert graded(notebook, "all-equilibria-check")


@pytest.mark.parametrize("entry", [{}, 3, {"schema_version": 4, "grade_id": "temptation-work"}])
def test_odd_entries_are_put_right(entry):
    notebook = filled()
    notebook.cells[place(notebook, "temptation-work")].metadata["nbgrader"] = entry
    assert mend(notebook)


def test_edited_and_deleted_checks_are_put_back_behind_the_answer():
    notebook = filled()
    notebook.cells[place(notebook, "temptation-check")].source = "pass"
    del notebook.cells[place(notebook, "all-equilibria-check")]
    said = mend(notebook)
    assert "temptation-check: the check was changed to 'pass', and is put back" in said
    assert place(notebook, "all-equilibria-check") == place(notebook, "all-equilibria-work") + 1


def test_deleted_answer_is_said_and_no_stub_is_put_in_its_place():
    notebook = filled()
    del notebook.cells[place(notebook, "temptation-work")]
    said = _submissions.mend(notebook, released())
    assert said == ["temptation-work: no cell holds this answer"]


def test_code_that_became_text_is_code_again():
    notebook = filled()
    at = place(notebook, "temptation-work")
    source = notebook.cells[at].source
    entry = notebook.cells[at].metadata
    notebook.cells[at] = cell("markdown", "temptation-work", source)
    notebook.cells[at].metadata = entry
    assert mend(notebook) == ["temptation-work: was turned into markdown, is code again"]
    nbformat.validate(notebook)


# --- what honest answers have no need of ----------------------------------------------------------

PAYING = {
    "environment": "import os\nos.environ.pop('NBGRADER_EXECUTION')",
    "private report": "import racekit\nracekit.check._verdict._report = lambda *a, **k: None",
    "mock": "from unittest.mock import MagicMock\ncheck = MagicMock()",
    "transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: [])",
    "setattr": "setattr(check.two_labs, 'temptation', print)",
    "modules": "import sys\nsys.modules['racekit.check'] = None",
    "number as mark": "class Any:\n    pass\ncheck = Any()",
    "source": "exec(open('../../../source/two_labs/01_two_labs.ipynb').read())",
    "source by NumPy": "np.fromfile('../../../source/two_labs/01_two_labs.ipynb', 'u1')",
    "solutions": "import pathlib, racekit\npathlib.Path(racekit.__file__).parent",
    "tests": "from test_right import RIGHT",
    "database": "import sqlite3\nsqlite3.connect('../../../gradebook.db')",
    "frames": "def f(x):\n    import sys\n    return sys._getframe(1).f_globals['slips']",
    "right answer": "temptation = check.two_labs.temptation.right",
    "right answer inside": "def f(*case):\n    return rk.check.two_labs.temptation.right(*case)",
    "renamed": "judge = check\njudge.two_labs.temptation.right",
    "imported rule": "from racekit.check.two_labs import temptation",
    "imported module": "import racekit.check.two_labs as t",
    "private module": "from racekit._race_choices import nash",
    "engine": "rk.check._verdict",
    "patch of NumPy": "np.all = lambda *a, **k: True",
    "patch of the library": "rk.Race.nash = None",
    "global": "def f():\n    global check\n    check = print",
    "exit": "import os\nos._exit(0)",
    "shell": "!cat ../../source/two_labs/*",
    "magic": "%run ../../solutions/01_two_labs.ipynb",
    "cell magic": "%%bash\ncat ../../source/two_labs/*",
    "hidden in a timing": "%%time\nexec('1')",
    "importlib": "import importlib\nimportlib.import_module('racekit.check.two_labs')",
    "globals of a function": "f.__globals__['check']",
    "page": "from IPython.display import HTML\nHTML('<script>1</script>')",
    "page by method": "class A:\n    def _repr_html_(self):\n        return '<script>'",
    "source of a check": "check.two_labs.temptation??",
}
HONEST = (
    "import numpy as np\nimport racekit as rk\nfrom racekit import check",
    "from racekit import repeated, compliance, coalition, history, report",
    "from racekit.design import Design, compare\nimport pandas as pd",
    "import sys, logging, warnings\nprint('late', file=sys.stderr)\nlogging.warning('x')",
    "check.two_labs.temptation(temptation)",
    "check.two_labs.temptation(lambda risk: risk)",
    "help(check.two_labs.temptation)",
    "check.two_labs.temptation?",
    "def f(x):\n    check = x > 0\n    return check.all()",
    "def f(check):\n    return check + 1",
    "class Lab:\n    def __init__(self, speed):\n        self._speed = speed",
    "%matplotlib inline\n%time rk.Race.equal(2).nash()",
    "from tqdm.auto import tqdm\nfor i in tqdm(range(3)):\n    pass",
    "table.to_numpy(), rk.simulate(race, [0, 1], 100, 1).payoffs().tolist()",
    "def broken(:",
)


@pytest.mark.parametrize("name", PAYING)
def test_tampering_is_named(name):
    assert _tampering.suspicions(PAYING[name])


@pytest.mark.parametrize("code", HONEST)
def test_honest_code_is_left_in_peace(code):
    assert _tampering.suspicions(code) == []


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").glob("*.ipynb")), ids=lambda p: p.stem)
def test_model_answers_are_left_in_peace(path):
    report = _audit.Report(path.stem)
    released = nbformat.read(ROOT / "exercises" / path.name, as_version=4)
    _audit.look_over(nbformat.read(path, as_version=4), released, report)
    assert report.look == []


def test_modules_that_sets_import_are_protected():
    """A patch of one would reach into the check."""
    for path in (ROOT / "exercises").glob("*.ipynb"):
        names = _audit.library_names(nbformat.read(path, as_version=4))
        modules = {name for name in names if (ROOT / f"racekit/{name}.py").exists()
                   or (ROOT / "racekit" / name).is_dir()}  # fmt: skip
        assert modules <= _tampering.PROTECTED, path.name


def looked(change):
    notebook = filled()
    change(notebook)
    report = _audit.Report("")
    _audit.look_over(notebook, released(), report)
    return report.look


def test_library_one_liners_and_forbidden_names_are_named():
    def cheat(notebook):
        notebook.cells[place(notebook, "temptation-work")].source = (
            "def temptation(x):\n    '''Words.'''\n    return float(rk.some_answer(x)[0])"
        )
        notebook.cells[place(notebook, "all-equilibria-work")].source = (
            "def equilibria(x):\n    game = rk.NormalForm(x)\n    return game.marks"
        )

    assert "NormalForm" in two_labs.all_equilibria.forbids
    assert looked(cheat) == [
        "temptation-work: the whole answer is float(rk.some_answer(x)[0])",
        "all-equilibria-work: speaks of NormalForm, which the task does without",
    ]


@pytest.mark.parametrize(("code", "said"), [
    ("def f(race):\n    return race.nash()", "race.nash()"),
    ("def f(race):\n    return np.array(race.payoffs([0, 1]))", "np.array(race.payoffs([0, 1]))"),
    ("def f(race):\n    return race.payoffs([0, 1]) - 1", None),
    ("def f(row):\n    return row.max()", None),
    ("def f():\n    return rk.Race.equal(2)", "rk.Race.equal(2)"),
    ("def f():\n    return rk.Race(speed=[1, 2])", None),
    ("def f(race):\n    found = race.nash()\n    return found", None),
])  # fmt: skip
def test_library_call(code, said):
    assert _tampering.library_call(code, _audit.METHODS | {"rk"}) == said


@pytest.mark.parametrize("text", [
    "<script>document.title = 1</script>", "<img src=x onerror='1'>", "[x](javascript:alert(1))",
    "<IFRAME src='x'>", "<svg/onload=alert(1)>",
])  # fmt: skip
def test_markup_that_runs_is_named(text):
    assert looked(lambda notebook: notebook.cells.append(cell("markdown", "m", text)))


def test_ordinary_markup_is_not():
    text = "If $r<s$ then <b>care</b> pays, on balance = 3; <details>why</details>"
    assert _tampering.running_markup(text) is None


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path):
    """A grader's folder: ``hand_in(student, text, name)`` writes a submission into it."""
    home = tmp_path / "release" / "two_labs"
    home.mkdir(parents=True)
    nbformat.write(released(), home / NAME)

    def hand_in(student, content, name=NAME):
        path = tmp_path / "submitted" / student / "two_labs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return tmp_path, hand_in


def text(notebook=None):
    return nbformat.writes(notebook or filled(), version=4).encode()


def said(root, capsys):
    code = cli.main(["audit", str(root)])
    return code, capsys.readouterr().out


def test_fair_file_is_left_byte_for_byte(course, capsys):
    root, hand_in = course
    path = hand_in("ann", text())
    code, out = said(root, capsys)
    assert (code, path.read_bytes()) == (0, text())
    assert out == ("ann, two_labs: nothing to say\n"
                   "1 submissions: 0 mended, 0 to look at, 0 stuck.\n")  # fmt: skip
    assert not (root / "received").exists()


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16"])
def test_marked_file_is_plain_again(course, capsys, code):
    root, hand_in = course
    marked = text().decode().encode(code)
    path = hand_in("ann", marked)
    assert said(root, capsys)[0] == 0
    assert path.read_text(encoding="utf-8") == text().decode() + "\n"
    assert (root / "received/ann/two_labs" / NAME).read_bytes() == marked


def test_renamed_file_gets_its_name_and_the_original_is_kept(course, capsys):
    root, hand_in = course
    path = hand_in("ann", text(), "01_two_labs (1).ipynb")
    code, out = said(root, capsys)
    assert code == 0
    assert "01_two_labs (1).ipynb is called 01_two_labs.ipynb again" in out
    assert [each.name for each in path.parent.iterdir()] == [NAME]
    assert (root / "received/ann/two_labs/01_two_labs (1).ipynb").read_bytes() == text()
    assert said(root, capsys)[1].startswith("ann, two_labs: nothing to say")


def test_two_files(course, capsys):
    """Which one is meant only a human can say."""
    root, hand_in = course
    hand_in("ann", text(), "a.ipynb")
    hand_in("ann", text(), "b.ipynb")
    hand_in("bob", text(released()))
    hand_in("bob", text(), "01_two_labs (1).ipynb")
    code, out = said(root, capsys)
    assert code == 1
    assert f"no {NAME}; rename the one of these that is to be graded: a.ipynb, b.ipynb" in out
    assert "01_two_labs (1).ipynb is there, too, and is not graded" in out
    assert "nothing was answered" in out


@pytest.mark.parametrize("content", [b"", text()[:300], b"[]", b'{"cells": 3}', b"\xff\xfe\x00"])
def test_broken_file_is_named_and_left(course, capsys, content):
    root, hand_in = course
    path = hand_in("ann", content)
    code, out = said(root, capsys)
    assert code == 1
    assert f"{NAME} cannot be read, ask for it again" in out
    assert path.read_bytes() == content


def test_old_format_is_brought_up_to_date(course, capsys):
    root, hand_in = course
    path = hand_in("ann", nbformat.writes(filled(), version=3).encode())
    assert "the notebook's format was 3" in said(root, capsys)[1]
    assert nbformat.read(path, as_version=4).nbformat == 4


def test_nothing_is_passed_over(course, capsys):
    root, hand_in = course
    hand_in("ann", b"print(1)", "answer.py")
    hand_in("bob", text())
    (root / "submitted" / "bob" / NAME).write_bytes(text())
    (root / "submitted" / NAME).write_bytes(text())
    (root / "submitted" / "eve" / "other").mkdir(parents=True)
    (root / "autograded").mkdir()
    code, out = said(root, capsys)
    assert code == 1
    assert f"no {NAME}" in out
    assert "there is no release/other/ to compare with" in out
    assert out.count("lies outside submitted/STUDENT/SET/") == 2
    assert out.count("not graded: its 0 in grades.csv is no mark") == 2  # eve's set has no files


def test_no_submissions_is_a_sentence(tmp_path, capsys):
    assert cli.main(["audit", str(tmp_path)]) == 1
    assert "there is no submitted/ in" in capsys.readouterr().err
