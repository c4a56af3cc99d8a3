"""Lessons are in order and whole; the command that numbers them loses nothing."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from test_notebooks import rule_links

from racekit import __main__ as cli
from racekit import _exercises, _lessons, check, claims, explore

ROOT = Path(__file__).resolve().parent.parent
LESSONS = _lessons.notebooks(ROOT / "lessons")
# the first explains the course and the last weighs it; all others come with exercises
WITHOUT_EXERCISES = {"start_here", "the_argument_on_trial"}


def source(path, name=None):
    """Text of all cells of a notebook, or of one."""
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if name in (None, cell.id))


# --- what a new lesson needs -----------------------------------------------------------------


def test_numbers_are_contiguous_and_links_alive(capsys):
    assert _lessons.run(ROOT, check=True) == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", LESSONS)
def test_next_cell_leads_on(name):
    """To the exercises, and to the next lesson."""
    order = list(LESSONS)
    wanted = [] if name in WITHOUT_EXERCISES else [f"../exercises/{LESSONS[name].name}"]
    wanted += [LESSONS[later].name for later in order[order.index(name) + 1 :][:1]]
    links = _lessons.LINK.findall(source(LESSONS[name], "next"))
    assert [link for link in wanted if link not in links] == []


def test_lessons_have_exercises():
    assert set(_lessons.notebooks(ROOT / "exercises")) == set(LESSONS) - WITHOUT_EXERCISES


def test_modules_of_checks_belong_to_lessons():
    assert set(check.__all__) - {"start_here"} == set(LESSONS) - WITHOUT_EXERCISES


def test_each_explorer_has_its_lesson():
    shown = [found for path in LESSONS.values()
             for found in re.findall(r"^explore\.(\w+)\(", source(path), re.M)]
    assert sorted(shown) == sorted(explore.__all__)


def test_readme_and_docket_agree_on_claims():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d\d \| \[.+?\]\(lessons/\d\d_(\w+)\..*\| (C[\dC ]+) \|$", readme, re.M)
    taught = claims.docket()["lessons"].str.split(", ")
    for claim, names in taught.items():
        said = {name for name, row in rows if claim in row.split()}
        assert {_lessons.plain(name) for name in names} == said, claim


# --- the command, on a made-up course ----------------------------------------------------------


def notebook(text):
    return json.dumps({"cells": [{"cell_type": "markdown", "source": [text]}]}, indent=1) + "\n"


@pytest.fixture
def course(tmp_path):
    """Three lessons, a new one without number, an appendix, exercises of two, and a README."""
    files = {
        "lessons/00_apple.ipynb": notebook("[pear](01_pear.ipynb), [A](A_of_fruit.ipynb)"),
        "lessons/01_pear.ipynb": notebook("[on](../exercises/01_pear.ipynb#part), `02_plum.ipynb`"),
        "lessons/02_plum.ipynb": notebook("[back](00_apple.ipynb); 01_pear and 2 pears stay"),
        "lessons/fig.ipynb": notebook("[plum](02_plum.ipynb), [sweet](../exercises/fig.ipynb)"),
        "lessons/A_of_fruit.ipynb": notebook("[pear](01_pear.ipynb)"),
        "exercises/01_pear.ipynb": notebook("[fig](../lessons/fig.ipynb)"),
        "exercises/fig.ipynb": notebook(""),
        "exercises/02_plum.ipynb": notebook(""),
        "racekit/fruit.py": 'FIRST = "lessons/01_pear.ipynb"\n',
        "tests/test_fruit.py": 'OTHER = "02_melon.ipynb"\n',
        "README.md": "lessons\\02_plum.ipynb\n\n| n | lesson | question |\n| --- | --- | --- |\n"
        "| 00 | [apple](lessons/00_apple.ipynb) | A? |\n"
        "| 01 | [pear](lessons/01_pear.ipynb) | B? |\n"
        "| 02 | [plum](lessons/02_plum.ipynb) | C? |\n"
        "| | [fig](lessons/fig.ipynb) | D? |\n"
        "| A | [fruit](lessons/A_of_fruit.ipynb) | E? |\n\n"
        "| week | lesson |\n| --- | --- |\n| 1 | [plum](lessons/02_plum.ipynb) |\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return tmp_path


def tree(root):
    """{name: bytes} of all files."""
    return {path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*") if path.is_file()}


def names(root, folder="lessons"):
    return sorted(path.name for path in (root / folder).iterdir())


def test_new_lesson_goes_between_two(course):
    before = tree(course)
    assert _lessons.run(course, put="fig", after="apple") == 0
    assert names(course) == ["00_apple.ipynb", "01_fig.ipynb", "02_pear.ipynb", "03_plum.ipynb",
                             "A_of_fruit.ipynb"]
    assert names(course, "exercises") == ["01_fig.ipynb", "02_pear.ipynb", "03_plum.ipynb"]
    after = {name: text.decode() for name, text in tree(course).items()}
    assert len(after) == len(before)
    assert "[on](../exercises/02_pear.ipynb#part), `03_plum" in after["lessons/02_pear.ipynb"]
    assert "[back](00_apple.ipynb); 01_pear and 2 pears" in after["lessons/03_plum.ipynb"]
    assert "[plum](03_plum.ipynb), [sweet](../exercises/01_fig" in after["lessons/01_fig.ipynb"]
    assert "[fig](../lessons/01_fig.ipynb)" in after["exercises/02_pear.ipynb"]
    assert "[pear](02_pear.ipynb)" in after["lessons/A_of_fruit.ipynb"]
    assert after["racekit/fruit.py"] == 'FIRST = "lessons/02_pear.ipynb"\n'
    assert after["tests/test_fruit.py"] == 'OTHER = "02_melon.ipynb"\n'
    assert after["README.md"].startswith("lessons\\03_plum.ipynb")
    assert re.findall(r"^\| (\w+) \| \[(\w+)\]", after["README.md"], re.M) == [
        ("00", "apple"), ("01", "fig"), ("02", "pear"), ("03", "plum"), ("A", "fruit"),
        ("1", "plum"),
    ]  # fmt: skip


def test_second_run_changes_nothing_and_there_and_back_is_the_same(course, capsys):
    _lessons.run(course, put="fig", after="plum")
    first = tree(course)
    capsys.readouterr()
    assert _lessons.run(course) == _lessons.run(course, check=True) == 0
    assert capsys.readouterr().out == ""
    assert tree(course) == first
    for place in ("apple", "plum"):  # also under the names that people may type
        _lessons.run(course, put="lessons/03_fig.ipynb", after=place)
    assert tree(course) == first


def test_gap_is_closed(course, capsys):
    _lessons.run(course, put="fig", after="plum")
    for folder in ("lessons", "exercises"):
        (course / folder / "01_pear.ipynb").unlink()
    capsys.readouterr()
    assert _lessons.run(course, check=True) == 1
    said = capsys.readouterr().out
    assert "lessons/02_plum.ipynb -> 01_plum.ipynb" in said
    assert "README.md: links or rows of the table change" in said
    assert "lessons/00_apple.ipynb: link to 01_pear.ipynb, which does not exist" in said
    assert _lessons.run(course) == 1  # what led to the lost lesson is for a person to mend
    said = capsys.readouterr().out
    assert "links mended in 2 files" in said
    assert "A_of_fruit.ipynb: link to 01_pear.ipynb, which does not exist" in said
    assert names(course)[:3] == ["00_apple.ipynb", "01_plum.ipynb", "02_fig.ipynb"]


def test_check_writes_nothing(course):
    before = tree(course)
    assert _lessons.run(course, check=True, put="fig", after="apple") == 1
    assert tree(course) == before


def test_line_ends_stay(course):
    readme = course / "README.md"
    readme.write_bytes(readme.read_bytes().replace(b"\n", b"\r\n"))
    _lessons.run(course, put="fig", after="apple")
    text = readme.read_bytes()
    assert b"| 01 | [fig](lessons/01_fig.ipynb) | D? |\r\n| 02 | [pear]" in text
    assert text.count(b"\n") == text.count(b"\r\n")


@pytest.mark.parametrize(
    ("arguments", "spoil", "said"),
    [
        ({}, None, "fig.ipynb has no number: say where it belongs, `--put fig"),
        ({"put": "figs", "after": "apple"}, None, "no lesson 'figs'; lessons: apple, pear, plum"),
        ({"put": "fig", "after": "appel"}, None, "no lesson 'appel'"),
        ({"put": "fig", "after": "fig"}, None, "'fig' cannot come after itself"),
        ({"put": "pear", "after": "fig"}, None, "fig.ipynb has no number"),
        ({"put": "fig", "after": "apple"}, "lessons/02_pear.ipynb", "01_pear.ipynb and 02_pear"),
        ({"put": "fig", "after": "apple"}, "lessons/02_quince.ipynb",
         "02_quince.ipynb has the number of 02_plum.ipynb"),
        ({"put": "fig", "after": "apple"}, "solutions/07_grape.ipynb",
         "solutions/07_grape.ipynb has no lesson"),
    ],
)  # fmt: skip
def test_refusals_name_what_is_wrong_and_change_nothing(course, arguments, spoil, said):
    if spoil:
        (course / spoil).parent.mkdir(exist_ok=True)
        (course / spoil).write_text(notebook(""), encoding="utf-8")
    before = tree(course)
    with pytest.raises(ValueError, match=re.escape(said)):
        _lessons.run(course, **arguments)
    assert tree(course) == before


def test_command_line(course, monkeypatch, capsys):
    monkeypatch.setattr(_exercises, "root_folder", lambda: course)
    assert cli.main(["lessons", "--put", "fig"]) == 1
    assert "--put and --after belong together" in capsys.readouterr().err
    assert cli.main(["lessons", "--check"]) == 1
    assert "fig.ipynb has no number" in capsys.readouterr().err
    assert cli.main(["lessons", "--put", "fig", "--after", "pear"]) == 0
    said = capsys.readouterr().out
    assert "lessons/fig.ipynb -> 02_fig.ipynb" in said
    assert "links mended in" in said
    assert cli.main(["lessons", "--check"]) == 0


# --- and on a copy of this one -------------------------------------------------------------------


def test_lesson_between_two_of_the_course(tmp_path):
    for part in _lessons.TEXTS:
        if (ROOT / part).is_dir():
            leave = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.csv", "*.nb[ci]")
            shutil.copytree(ROOT / part, tmp_path / part, ignore=leave)
        else:
            shutil.copy(ROOT / part, tmp_path)
    before = tree(tmp_path)
    new = "a_new_one"  # with its suffix it would be renamed in this file too
    first, second, *rest = LESSONS
    for folder in ("lessons", "exercises"):
        shutil.copy(ROOT / folder / LESSONS[second].name, tmp_path / folder / f"{new}.ipynb")
    assert _lessons.run(tmp_path, put=new, after=first) == 0
    assert list(_lessons.notebooks(tmp_path / "lessons")) == [first, new, second, *rest]
    for folder in _lessons.FOLDERS:
        for path in (tmp_path / folder).glob("*.ipynb"):
            assert rule_links(nbformat.read(path, as_version=4), path.parent) == []
    assert len(tree(tmp_path)) == len(before) + 2
    # without it everything is as it was
    for path in tmp_path.glob(f"*/*{new}.ipynb"):
        path.unlink()
    assert _lessons.run(tmp_path) == 0
    assert tree(tmp_path) == before
