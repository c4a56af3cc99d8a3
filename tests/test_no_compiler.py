"""Without numba, or with one that refuses: the same numbers, and a notice that says what helps."""

import os

import pytest
from alone import PACKAGE, doctor, run

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
