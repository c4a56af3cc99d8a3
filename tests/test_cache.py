"""The cache of compiled kernels is a convenience: without it the same numbers, and one notice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alone import PACKAGE, ROOT, doctor, run

# the smallest kernel that calls another: its number, and how often it came from a file
ASK = """from racekit import _kernels as k
print(k.unit(k.GAMMA), sum(k.unit.stats.cache_hits.values()))"""
GAMMA, WORD = 0x9E3779B97F4A7C15, 2**64 - 1
LOST, MEND = "compiled kernels cannot be kept", "set NUMBA_CACHE_DIR to a folder of yours"


def uniform(word):
    """The kernel `unit` in whole numbers: the finaliser of SplitMix64, and 53 bits of it."""
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & WORD
    return ((word ^ (word >> 31)) >> 11) / 2**53


def answer(hits):
    return f"{uniform(GAMMA)} {hits}\n"


def ask(package, **variables):
    return run(package, "-c", ASK, **variables)


def copy_of_package(folder):
    shutil.copytree(PACKAGE, folder / "racekit", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def shut(*folders, mode=0o555):
    """Take the right to write from folders, and from those in them."""
    for top in folders:
        for folder in [*(path for path in top.rglob("*") if path.is_dir()), top]:
            folder.chmod(mode)


def unshut(top):
    for folder, _, _ in os.walk(top):  # which opens a folder before it looks into it
        os.chmod(folder, 0o755)


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """The folder of a racekit that nobody may write to."""
    if os.name != "posix":
        pytest.skip("folders of Windows know no mode")
    if ROOT and shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and setpriv is missing")
    package = copy_of_package(tmp_path_factory.mktemp("locked"))
    shut(package)
    yield package
    unshut(package)


@pytest.fixture(scope="module")
def filled(locked, tmp_path_factory):
    """A folder in which the kernel is kept."""
    folder = tmp_path_factory.mktemp("filled")
    assert ask(locked, NUMBA_CACHE_DIR=str(folder)) == (answer(0), "")
    assert list(folder.rglob("*.nbc"))
    return folder


@pytest.fixture
def kept(filled, tmp_path):
    """A copy of it to break."""
    yield Path(shutil.copytree(filled, tmp_path / "kept"))
    unshut(tmp_path)


def told(stderr):
    """The notice is there once, with what to do."""
    assert stderr.count(LOST) == 1
    assert MEND in stderr
    assert len(stderr.splitlines()) == 1
    return True


def test_no_place_at_all(locked):
    out, err = ask(locked)
    assert out == answer(0)
    assert told(err)


def test_a_folder_of_ones_own_mends_it(locked, kept):
    assert ask(locked, NUMBA_CACHE_DIR=str(kept)) == (answer(1), "")


def test_read_only_and_filled(locked, kept):
    shut(kept)
    assert ask(locked, NUMBA_CACHE_DIR=str(kept)) == (answer(1), "")


def test_read_only_and_empty(locked, tmp_path):
    shut(tmp_path)
    out, err = ask(locked, NUMBA_CACHE_DIR=str(tmp_path))
    assert out == answer(0)
    assert told(err)


def test_closed_by_another_user(locked, kept):
    shut(kept, mode=0)
    out, err = ask(locked, NUMBA_CACHE_DIR=str(kept))
    assert out == answer(0)
    assert told(err)


def test_folder_that_refuses_is_passed_over(tmp_path, locked):
    """Without a word: the kernel is kept beside its source."""
    package = copy_of_package(tmp_path / "package")
    refusing = tmp_path / "refusing"
    refusing.write_text("a file where a folder should be")
    assert ask(package, NUMBA_CACHE_DIR=str(refusing)) == (answer(0), "")
    shut(package)  # as in an image that somebody warmed: readers have no home, and need none
    assert ask(package) == (answer(1), "")
    unshut(package)
    source = package / "racekit" / "_kernels.py"
    times = source.stat()
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("/ 9007199254740992.0", "/ 9007199254740993.5"), "utf-8")
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
    out, err = ask(package)  # an edit is noticed even where the time of the file is not
    assert out.split()[0] != answer(0).split()[0]
    assert (out.split()[1], err) == ("0", "")


@pytest.mark.parametrize(("ending", "length"), [("nbi", 0), ("nbi", 60), ("nbc", 0), ("nbc", 100)])
def test_broken_files_are_replaced(locked, kept, ending, length):
    for file in kept.rglob(f"*.{ending}"):
        os.truncate(file, length)
    assert ask(locked, NUMBA_CACHE_DIR=str(kept)) == (answer(0), "")
    assert ask(locked, NUMBA_CACHE_DIR=str(kept)) == (answer(1), "")


def test_broken_and_read_only(locked, kept):
    for file in kept.rglob("*.nbc"):
        os.truncate(file, 100)
    shut(kept)
    out, err = ask(locked, NUMBA_CACHE_DIR=str(kept))
    assert out == answer(0)
    assert told(err)


def test_full_disk(locked, tmp_path):
    """Files may not grow beyond 200 bytes: the index fits, the code does not."""
    resource = pytest.importorskip("resource")
    out, err = run(locked, "-c", ASK, NUMBA_CACHE_DIR=str(tmp_path),
                   before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200)))
    assert out == answer(0)
    assert told(err)
    assert not [path for path in tmp_path.rglob("*") if ".tmp." in path.name]
    assert ask(locked, NUMBA_CACHE_DIR=str(tmp_path)) == (answer(0), "")


def test_two_start_at_once(tmp_path):
    command = [sys.executable, "-c", ASK]
    variables = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PACKAGE.parent, text=True,
                                env=variables) for _ in range(2)]  # fmt: skip
    for process in started:
        assert process.communicate(timeout=300)[0].split()[0] == answer(0).split()[0]
    assert ask(PACKAGE.parent, NUMBA_CACHE_DIR=str(tmp_path)) == (answer(1), "")


def test_no_notice_costs_points(locked):
    """Under nbgrader a cell that writes to stderr gets none."""
    assert ask(locked, NBGRADER_EXECUTION="autograde") == (answer(0), "")


def test_doctor_without_a_place(locked, kept):
    out = doctor(locked)
    assert "kernel cache           not writable, " in out
    assert f"To mend kernel cache: {MEND}." in out
    out = doctor(locked, NUMBA_CACHE_DIR=str(kept))
    assert "kernel cache           writable\n" in out
    shut(kept)
    line = f"{ASK}\nfrom racekit import _doctor; print(_doctor.cache_line()[1])"
    out, err = run(locked, "-c", line, NUMBA_CACHE_DIR=str(kept))
    assert (out, err) == (f"{answer(1)}read-only, filled\n", "")
