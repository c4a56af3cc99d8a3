"""The grader switches numba off, to interrupt endless loops: right answers pass all the same."""

import os
import subprocess
import sys

import pytest

from racekit import check
from racekit.check._exercise import Exercise

EXERCISES = {
    lesson: {name for name, thing in vars(module).items() if isinstance(thing, Exercise)}
    for lesson, module in ((name, getattr(check, name)) for name in check.__all__)
}
TIMED = """
import sys, time
from racekit import check
from racekit.check._exercise import Exercise
for name, exercise in list(vars(getattr(check, sys.argv[1])).items()):
    if isinstance(exercise, Exercise):
        start = time.process_time()
        exercise(exercise.right)
        print("seconds", name, round(time.process_time() - start, 2))
"""


@pytest.mark.parametrize("lesson", [lesson for lesson, names in EXERCISES.items() if names])
def test_right_answers_pass(lesson, record_property):
    """How long each check takes is reported, not judged."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "RACEKIT_STRICT": "1"}
    run = subprocess.run([sys.executable, "-c", TIMED, lesson], env=environment,
                         capture_output=True, text=True)  # fmt: skip
    assert run.returncode == 0, run.stderr
    lines = [line.split() for line in run.stdout.splitlines() if line.startswith("seconds ")]
    assert {name for _, name, _ in lines} == EXERCISES[lesson]
    for _, name, seconds in lines:
        record_property(f"cpu seconds of {name}", float(seconds))
        print(lesson, name, seconds)
