"""The command line: doctor, warm, exercises; lessons are in test_lessons.py."""

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from racekit import __main__ as cli
from racekit import _doctor


def run(*arguments, **variables):
    """One command in a process of its own, away from the checkout's root."""
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8",
        errors="replace", timeout=300, cwd=Path(__file__).parent, env={**os.environ, **variables},
    )


def test_doctor_says_ready():
    done = run("-m", "racekit", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "Ready."
    for word in ("Python", "threads", "numba", "kernel cache", "sliders in JupyterLab"):
        assert any(line.startswith(word) for line in lines), word


def test_doctor_runs_inside_ipython():
    code = "%run -m racekit doctor\nprint('the next line runs')"
    done = run("-m", "IPython", "--no-banner", "--colors=nocolor", "-c", code)
    assert "Ready.\nthe next line runs" in done.stdout, done.stdout + done.stderr


def test_doctor_names_what_is_missing_and_how_to_mend_it(monkeypatch, capsys):
    wants = ["numpy>=2", "nothing-of-this-name>=1", "pandas>=999", 'pytest; extra == "test"']
    monkeypatch.setattr(metadata, "requires", lambda name: wants)
    assert cli.main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "nothing-of-this-name   missing, needs >=1" in " ".join(said.split(" "))
    assert f"{metadata.version('pandas')}, needs >=999" in said
    assert "To mend pandas: run `pip install -e .`" in said
    assert "Ready." not in said
    assert "pytest" not in said


def test_doctor_reports_a_package_that_is_not_installed(monkeypatch):
    def nowhere(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", nowhere)
    assert _doctor.dependency_lines() == [("racekit", "not installed", _doctor.MEND_INSTALL)]


def test_doctor_finds_no_slider_front_end(monkeypatch):
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda: [])
    [(_, finding, mend)] = _doctor.lab_lines()
    assert finding == "front end missing"
    assert "jupyterlab_widgets" in mend


def test_warm_prints_seconds(capsys):
    assert cli.main(["warm"]) == 0
    assert capsys.readouterr().out.startswith("Kernels ready after ")


def test_warm_leaves_every_kernel_in_the_cache(tmp_path):
    """In an empty cache, as when an image is built."""
    kernels = run("-c", "from racekit import _kernels as k\n"
                        "print(*(n for n, f in vars(k).items()"
                        " if hasattr(f, 'stats') and f.stats.cache_path))")  # not the inlined
    done = run("-m", "racekit", "warm", NUMBA_CACHE_DIR=str(tmp_path), NUMBA_DISABLE_JIT="0")
    assert done.returncode == 0, done.stdout + done.stderr
    kept = {path.name.split(".")[1].split("-")[0] for path in tmp_path.rglob("*.nbi")}
    assert "nash_safety" in kernels.stdout.split()
    assert set(kernels.stdout.split()) <= kept


def test_exercises_check_through_the_command_line():
    done = run("-m", "racekit", "exercises", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [(ModuleNotFoundError("no", name="nbgrader"), "nbgrader is missing"),
     (ValueError("01.ipynb: cell sum-work"), "01.ipynb: cell sum-work")],
)
def test_exercises_faults_are_sentences(monkeypatch, capsys, error, said):
    def fail(check):
        raise error

    monkeypatch.setattr("racekit._exercises.run", fail)
    assert cli.main(["exercises"]) == 1
    assert said in capsys.readouterr().err


def test_no_command_is_an_error(capsys):
    with pytest.raises(SystemExit):
        cli.main([])
    assert "required" in capsys.readouterr().err
