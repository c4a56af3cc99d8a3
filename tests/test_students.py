"""The copy for students: it works, and it holds nothing that it should not."""

import re
import subprocess
from pathlib import Path

import pytest

from racekit import __main__ as cli
from racekit import _lessons, _students

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    target = tmp_path_factory.mktemp("class") / "racekit"
    assert cli.main(["student-copy", str(target)]) == 0
    return target


def test_every_part_of_the_course_is_either_handed_out_or_withheld():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    parts = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert parts | {".git"} == {*_students.HANDED_OUT, *_students.WITHHELD}


def test_answers_tests_and_history_stay_behind(copied):
    found = {path.relative_to(copied).parts[0] for path in copied.rglob("*")}
    assert found == set(_students.HANDED_OUT)
    assert not [path for path in copied.rglob("*") if path.name in _students.WITHHELD]
    solved = [path for path in copied.rglob("*.ipynb")
              if "BEGIN SOLUTION" in path.read_text(encoding="utf-8")]  # fmt: skip
    assert solved == []


def test_links_work_in_the_copy(copied):
    assert _lessons.dead_links(copied) == []
    readme = (copied / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", readme):
        assert target.startswith(("http", "#")) or (copied / target).exists(), target


def test_a_fetched_set_finds_its_lesson(copied):
    """nbgrader fetches into a folder of its own beside lessons/, where links still lead home."""
    for path in (copied / "exercises").glob("*.ipynb"):
        for target in _lessons.LINK.findall(path.read_text(encoding="utf-8")):
            assert (copied / "two_labs" / target).resolve().is_relative_to(copied / "lessons")


def test_litter_stays_behind(tmp_path):
    course = tmp_path / "course"
    for name in ("racekit/__pycache__/a.pyc", "lessons/.ipynb_checkpoints/a.ipynb", "gradebook.db",
                 "racekit/a.py", "solutions/a.ipynb"):  # fmt: skip
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).touch()
    assert _students.copy_for_students(course, tmp_path / "copy") == ["lessons", "racekit"]
    left = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert left == [tmp_path / "copy/racekit/a.py"]


@pytest.mark.parametrize(("target", "said"), [("inside", "lies inside"), ("../full", "already")])
def test_a_bad_place_is_a_sentence(tmp_path, monkeypatch, capsys, target, said):
    course = tmp_path / "course"
    course.mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    monkeypatch.setattr("racekit._exercises.root_folder", lambda: course)
    assert cli.main(["student-copy", str(course / target)]) == 1
    assert said in capsys.readouterr().err
