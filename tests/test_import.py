"""What an import loads: figures, widgets and the compiler wait until they are needed."""

import json
import subprocess
import sys

import pytest

HEAVY = ("matplotlib", "ipywidgets", "numba", "pandas", "scipy", "tqdm", "IPython")


def loaded_by(code):
    """(heavy modules loaded, CPU seconds) by some code in a fresh interpreter."""
    program = (
        "import json, sys, time; start = time.process_time()\n"
        f"{code}\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "print(json.dumps([found, time.process_time() - start]))"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import racekit", ()),
        ("import racekit; dir(racekit)", ()),
        ("from racekit import NormalForm; NormalForm([[3, 0], [5, 1]]).kind", ()),
        ("from racekit import Race; Race([1, 1]).payoffs([0, 1])", ()),
        ("from racekit import Race; Race([1, 1]).nash()", ("scipy", "numba")),
        ("from racekit import simulate, sweep, nash_grid", ("pandas",)),
        # a lesson's setup cell: nothing to compute with until something is computed
        ("from racekit import explore, plots", ("pandas", "matplotlib", "ipywidgets", "IPython")),
    ],
)
def test_loads_no_more_than_it_needs(code, allowed):
    found, seconds = loaded_by(code)
    print(f"{code}: {seconds:.3f} s, loads {', '.join(found) or 'nothing heavy'}")
    assert set(found) <= set(allowed)


def test_every_public_name_loads():
    import racekit

    for name in racekit.__all__:
        assert getattr(racekit, name) is getattr(racekit, name)
        assert name in dir(racekit)
    with pytest.raises(AttributeError, match="no attribute 'rase'"):
        racekit.rase  # noqa: B018
