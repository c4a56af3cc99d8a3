"""Python in a process of its own, as for a user without rights and without a home."""

import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "racekit"
ROOT = hasattr(os, "getuid") and os.getuid() == 0
# root writes and reads where it may not, unless these rights are taken from it
DROP = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if ROOT else []


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


def doctor(package, **variables):
    out, err = run(package, "-m", "racekit", "doctor", **variables)
    assert "first simulation" in out, err
    return out
