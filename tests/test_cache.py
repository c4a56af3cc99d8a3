"""The compiler and its cache are conveniences: without them the same numbers, and one notice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "racekit"
ROOT = hasattr(os, "getuid") and os.getuid() == 0
# root writes and reads where it may not, unless these rights are taken from it
DROP = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if ROOT else []
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


def run(package, *arguments, before=None, **variables):
    """(stdout, stderr) of Python with this racekit, without a home; a warning is an error."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("NUMBA_", "NBGRADER_", "MPL", "MATPLOTLIB", "XDG_"))}
    done = subprocess.run(
        [*DROP, sys.executable, "-B", "-W", "error", *arguments], capture_output=True, text=True,
        encoding="utf-8", errors="replace", timeout=300, cwd=package, preexec_fn=before,
        env={**kept, "HOME": os.devnull, "PYTHONPATH": str(package), **variables},
    )  # fmt: skip
    return done.stdout, done.stderr


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


EVERYTHING = """
import racekit as rk
from racekit import evolution, repeated
race = rk.Race([1.0, 2.0], harm=3.0)
print(race.nash().tobytes().hex(), race.replace(milestones=3).nash().tobytes().hex())
for k, treaty in ((1, None), (3, None), (2, rk.Treaty())):
    runs = rk.simulate(race.replace(milestones=k), [0.2, 0.7], runs=50, seed=1, treaty=treaty)
    print(runs.winner.tobytes().hex(), runs.years.tobytes().hex(), runs.disaster.tobytes().hex())
print(rk.Treaty().temptation(race))
print(repeated.long_run("TFT", "GTFT", noise=0.01), repeated.tournament(["TFT", "ALLD"], runs=3))
payoffs = evolution.dsair()
print(evolution.stationary(payoffs, 9), evolution.exact(payoffs, 9))
print(evolution.simulate(payoffs, 9, updates=500, seed=1), evolution.trajectory(payoffs, 9))
"""


def test_without_numba():
    """The road to a browser: plain Python, the same bits."""
    hidden = f"import sys; sys.modules['numba'] = None\n{EVERYTHING}"
    out, err = run(PACKAGE.parent, "-c", hidden)
    plain, silent = run(PACKAGE.parent, "-c", EVERYTHING, NUMBA_DISABLE_JIT="1")
    assert out.count("\n") > 8, err
    assert (out, silent) == (plain, "")
    assert err.count("numba cannot be used (ModuleNotFoundError") == 1
    assert "run `pip install --upgrade numba`" in err


REFUSAL = "Numba needs NumPy 2.3 or less. Got NumPy 2.4."


@pytest.fixture
def refusing(tmp_path):
    """The path of a racekit beside a numba that refuses this NumPy."""
    tmp_path.joinpath("numba.py").write_text(f"raise ImportError({REFUSAL!r})")
    return f"{tmp_path}{os.pathsep}{PACKAGE.parent}"


def test_numba_that_refuses(refusing):
    code = "from racekit import Race; print(Race.equal(2).nash().shape)"
    out, err = run(PACKAGE.parent, "-c", code, PYTHONPATH=refusing)
    assert out == "(2,)\n"
    assert REFUSAL[:-1] in err
    assert "run `pip install --upgrade numba`" in err


def test_numba_that_refuses_a_setting():
    out, err = run(PACKAGE.parent, "-c", "from racekit import _jit; print(_jit.THREADS)",
                   NUMBA_NUM_THREADS="0")
    assert out == "1\n"
    assert "must be > 0). " in err
    assert "unset NUMBA_NUM_THREADS, or give it a valid value" in err


def doctor(package, **variables):
    out, err = run(package, "-m", "racekit", "doctor", **variables)
    assert "first simulation" in out, err
    return out


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


def test_doctor_with_a_numba_that_refuses(refusing):
    out = doctor(PACKAGE.parent, PYTHONPATH=refusing)
    assert f"compiler               off, ImportError: {REFUSAL}  <--" in out
    assert "To mend compiler: run `pip install --upgrade numba`" in out


def test_doctor_without_the_compiler():
    out = doctor(PACKAGE.parent, NUMBA_DISABLE_JIT="1")
    assert "To mend kernel cache: unset NUMBA_DISABLE_JIT." in out


LOOK = "from racekit import _doctor; [line] = _doctor.picture_lines(); print(*line[1:], sep='|')"


def picture(folder, **variables):
    """What the doctor says about figures, when Python is started in a folder."""
    code = f"import os; os.chdir({str(folder)!r}); {LOOK}"
    # an old Matplotlib warns of its own parts
    out, err = run(PACKAGE.parent, "-W", "ignore", "-c", code, MPLCONFIGDIR=str(folder),
                   **variables)
    assert out.count("|") == 1, err
    return out.strip().split("|")


def test_doctor_with_settings_that_stop_matplotlib(tmp_path):
    finding, mend = picture(tmp_path, MPLBACKEND="nonsense")
    assert "'nonsense' is not a valid value for backend" in finding
    assert mend == "unset MPLBACKEND"
    settings = tmp_path / "matplotlibrc"
    settings.write_bytes(b"\xff\xfe\x00garbage")
    assert picture(tmp_path) == [
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid "
        "start byte",
        f"rename {settings}, which holds settings of your own",
    ]
    settings.rename(tmp_path / "away")  # the remedy, tried
    assert picture(tmp_path) == ["drawn", "None"]
