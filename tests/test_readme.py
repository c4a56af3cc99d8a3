"""README.md says what is there, and the commands in it are the ones that are tested."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from racekit import __main__ as cli
from racekit.coalition import ladder
from racekit.race import Race

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)^```", README, flags=re.M | re.S)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]

# without --notebook-dir Lab would be rooted in lessons/, and links to exercises/ would be dead
START = (
    "python3 -m venv .venv && .venv/bin/pip install -e . && "
    ".venv/bin/jupyter lab --notebook-dir=. lessons/00_start_here.ipynb"
)
TESTS = (
    'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/python -m pytest'
)
SCRIPTS = (".binder/postBuild", ".binder/start", ".ci/run")


def tracked():
    """The files that git knows, or would take in with the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("command", [START, TESTS])
def test_commands_exist_as_written(command):
    assert COMMANDS.count(command) == 1


@pytest.mark.parametrize("command", [START, TESTS])
def test_windows_and_uv_forms_do_the_same(command):
    windows = command.replace("python3", "py", 1).replace("/bin/", "\\Scripts\\")
    windows = windows.replace("lessons/", "lessons\\")
    assert windows in COMMANDS
    last = command.split(" && ")[-1].removeprefix(".venv/bin/")
    assert any(line.startswith("uv run") and line.endswith(last) for line in COMMANDS)


def test_ci_extracts_the_test_command():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -E '([^']+)' README\.md", script)[1]
    found = [line for line in README.splitlines() if re.search(pattern, line)]
    assert found[0] == TESTS


def test_workflow_runs_the_same_commands():
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert TESTS in workflow
    assert TESTS.replace("python3", "python", 1).replace("/bin/", "\\Scripts\\") in workflow


@pytest.mark.parametrize("page", ["README.md", ".github/CONTRIBUTING.md"])
def test_links_resolve(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http", "#")):
            assert ((ROOT / page).parent / target).exists(), target


def lesson_rows():
    """Number, link and question of each row of the map."""
    return re.findall(r"^\| (\d\d) \| (.+?) \| (.+?\?) \| \d+ \| (?:all|C\d.*?) \|$", README, re.M)


def pages(pattern):
    """Pages of lessons/, as README links to them."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / "lessons").glob(pattern)}


def test_appendices_match_the_folder():
    part = README.split("### Appendices")[1].split("\n## ")[0]
    assert set(re.findall(r"\]\((lessons/[A-Z]_\w+\.ipynb)\)", part)) == pages("[A-Z]_*.ipynb")


def test_lesson_map_matches_the_folder():
    """A row for each lesson, in order; appendices stand elsewhere."""
    lessons = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9]*.ipynb"))
    assert [(number, lesson) for number, lesson, _ in lesson_rows()] == [
        (name[:2], f"[{name[3:].replace('_', ' ')}](lessons/{name}.ipynb)") for name in lessons
    ]


def minutes_of_sets():
    """{name: (least, most)}: the minutes that each set's title cell states."""
    found = {}
    for path in sorted((ROOT / "exercises").glob("*.ipynb")):
        title = nbformat.read(path, as_version=4).cells[0].source
        about = re.search(r"about (\d+) minutes", title)
        if not about:
            assert "two to three hours" in title, path.name
        found[path.stem] = (int(about[1]),) * 2 if about else (120, 180)
    return found


def span(names):
    """The minutes of some sets as the tables write them."""
    minutes = minutes_of_sets()
    low, high = (sum(minutes[name][end] for name in names if name in minutes) for end in (0, 1))
    return str(low) if low == high else f"{low}-{high}"


def test_points_are_those_of_the_solutions():
    rows = re.findall(r"^\| (\[.+?\]\(exercises/(\w+)\.ipynb\)|all) \| (\d+) \| (\d+) \| (.*)\|$",
                      README, re.M)  # fmt: skip
    points = {}
    for path in sorted((ROOT / "exercises").glob("*.ipynb")):
        entries = [each.metadata.get("nbgrader", {}) for each in
                   nbformat.read(path, as_version=4).cells]  # fmt: skip
        marked = [entry for entry in entries if entry.get("grade")]
        essays = [entry.points for entry in marked if entry.solution]
        assert len(essays) == 1, path.name  # as README says
        points[path.stem] = sum(entry.points for entry in marked), sum(essays)
    said = {name: (int(all_), int(hand)) for _, name, all_, hand, _ in rows}
    assert said.pop("") == tuple(map(sum, zip(*points.values(), strict=True)))
    assert said == points
    assert {name: time.strip() for _, name, _, _, time in rows if name} == {
        name: span([name]) for name in points
    }


def test_timetable_adds_up():
    reading = {name: int(time) for name, time in re.findall(
        r"^\| \d\d \| \[.+?\]\(lessons/(\w+)\.ipynb\) \| .+?\? \| (\d+) \| (?:all|C)",
        README, re.M)}  # fmt: skip
    weeks = re.findall(r"^\| \d+ \| (\[.*?) \| (\d+) \| ([\d-]+) \| (\d) \| .* \|$", README, re.M)
    listed = [re.findall(r"lessons/(\w+)\.ipynb", links) for links, *_ in weeks]
    assert [name for names in listed for name in names] == sorted(reading)
    for names, (_, lessons, home, essays) in zip(listed, weeks, strict=True):
        assert int(lessons) == sum(reading[name] for name in names) <= 120
        assert home == span(names)
        assert int(essays) == sum(name in minutes_of_sets() for name in names)


def test_our_commands_exist():
    named = set(re.findall(r"python -m racekit ([\w-]+)", README))
    assert {"doctor", "student-copy", "audit"} <= named
    for command in named:
        with pytest.raises(SystemExit) as done:
            cli.main([command, "--help"])
        assert done.value.code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no mode bits")
@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_can_be_run(script):
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.skipif(not shutil.which("bash") or sys.platform == "win32", reason="needs bash")
@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_parse(script):
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)


@pytest.mark.skipif(not shutil.which("bash") or sys.platform == "win32", reason="needs bash")
@pytest.mark.parametrize(
    ("limit", "threads"), [(None, "1"), ("2.0", "2"), ("0.5", "1"), ("4", "4"), ("none", "1")]
)
def test_binder_gives_as_many_threads_as_the_visitor_has(limit, threads):
    environment = {name: value for name, value in os.environ.items() if name != "CPU_LIMIT"}
    if limit is not None:
        environment["CPU_LIMIT"] = limit
    done = subprocess.run(
        ["bash", str(ROOT / ".binder" / "start"), "bash", "-c", "echo $NUMBA_NUM_THREADS"],
        env=environment, capture_output=True, text=True, check=True,
    )
    assert done.stdout.strip() == threads


# put together here, so that this file does not name what it forbids
FORBIDDEN = re.compile("|".join((
    "pypi" r"\.org", "python" "hosted", "conda" r"\.anaconda", "npm" r"js\.(?:org|com)",
    "/" "root" "/", "/" "work" "/", "/" "home" r"/\w", "/" "Users" r"/\w", r"[A-Z]:\\Users",
)))


def forbidden(text):
    match = FORBIDDEN.search(text)
    return match[0] if match else None


def test_no_registry_and_no_machine_path():
    faults = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue
        if found := forbidden(text):
            faults.append(f"{path.relative_to(ROOT).as_posix()} holds {found}")
    assert faults == []


@pytest.mark.parametrize("text", ["see pypi" + ".org/x", "open('/ro" + "ot/x')", "/ho" + "me/ann"])
def test_forbidden_words_are_found(text):
    assert forbidden(text)


def test_picture_says_what_the_model_says():
    rungs = ladder(Race.hardest(4), [[0, 1], [2, 3]])
    said = re.search(r"!\[The risk ladder: (.*?)\]", README)[1]
    computed = [f"{risk:.0%}".replace("%", " %") for risk in rungs["disaster_probability"]]
    assert re.findall(r"\d+ %", said) == computed
