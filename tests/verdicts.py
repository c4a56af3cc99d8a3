"""What every check of an exercise must do, whatever the exercise."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


def unfinished(*arguments):
    raise NotImplementedError


def broken(*arguments):
    return {}["lab"]


def gone(*arguments):
    raise SystemExit(3)


class Mute(Exception):
    """An error that cannot even be printed, and an answer that is none."""

    def __str__(self):
        raise ValueError

    __repr__ = __str__

    def __array__(self, *arguments, **keywords):
        raise RuntimeError


def mute(*arguments):
    raise Mute


def interrupted(*arguments):
    raise KeyboardInterrupt


HOPELESS = {
    "not attempted yet": [None, ..., unfinished],
    "a `return` missing": [lambda *x: None],
    "raised KeyError": [broken],
    "raised TypeError": [lambda: 1.0],
    "raised SystemExit": [gone],
    "raised Mute": [mute],
    "without brackets": [0.5, "text", np.zeros(3)],
    "Return": [
        lambda *x: "half",
        lambda *x: float("nan"),
        lambda *x: [float("inf")] * 2,
        lambda *x: np.zeros((2, 2, 2)),
        lambda *x: [[1, 2], [3]],
        lambda *x: 1 + 2j,
        lambda *x: {},
        lambda *x: Mute(),
        lambda *x: ...,
    ],
}

TIMED = """
import time
from {module} import {case}
lesson = {case}.lesson()
for name, (answer, *_) in {case}.right.items():
    start = time.process_time()
    getattr(lesson, name)(answer)
    print("seconds", time.process_time() - start)
"""


class Verdicts:
    """Tests for one lesson; a subclass named Test... gives the answers.

    Attributes
    ----------
    right : dict   name of the check -> right answers, the first one quick
    wrong : dict   name of the check -> pairs of a wrong answer and words its verdict must contain
    twins : dict   name of the check -> how many wrong answers share another one's sentence
    """

    right, wrong, twins = {}, {}, {}

    @classmethod
    def lesson(cls):
        """The checks of the lesson that the test module is named after."""
        return importlib.import_module(cls.__module__.replace("test_check_", "racekit.check."))

    def pytest_generate_tests(self, metafunc):
        if {"answer", "said"} <= set(metafunc.fixturenames):
            rows = [(name, *pair) for name in self.right for pair in self.wrong[name]]
            ids = [f"{name}-{said[:24]}" for name, _, said in rows]
            metafunc.parametrize(("name", "answer", "said"), rows, ids=ids)
        elif "name" in metafunc.fixturenames:
            metafunc.parametrize("name", sorted(self.right))

    @pytest.fixture(autouse=True)
    def learner(self, monkeypatch):
        """A learner's session: verdicts are printed, nothing is raised."""
        monkeypatch.delenv("RACEKIT_STRICT", raising=False)
        monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)

    @pytest.fixture
    def verdict(self, capsys):
        """What the learner reads."""

        def read(name, answer):
            # nbgrader would take a number as a mark
            assert getattr(self.lesson(), name)(answer) is None
            out, err = capsys.readouterr()
            assert err == ""  # and would take words on stderr as a failure
            return out.strip()

        return read

    def test_right_answers_pass(self, name, verdict, monkeypatch):
        monkeypatch.setenv("RACEKIT_STRICT", "1")
        for answer in self.right[name]:
            assert verdict(name, answer).endswith(": correct.")

    def test_wrong_answer_reads_its_own_sentence(self, name, answer, said, verdict):
        text = verdict(name, answer)
        assert "not yet" in text
        assert said in text

    def test_sentences_differ(self, name, verdict):
        texts = {verdict(name, answer) for answer, _ in self.wrong[name]}
        assert len(texts) == len(self.wrong[name]) - self.twins.get(name, 0) >= 5

    @pytest.mark.parametrize("words", HOPELESS)
    def test_a_bug_ends_in_a_sentence(self, name, words, verdict):
        for answer in HOPELESS[words]:
            assert words in verdict(name, answer)

    @pytest.mark.parametrize("variable", ["RACEKIT_STRICT", "NBGRADER_EXECUTION"])
    def test_strict_mode_raises(self, name, variable, monkeypatch):
        monkeypatch.setenv(variable, "1" if variable == "RACEKIT_STRICT" else "autograde")
        for answer in (unfinished, self.wrong[name][0][0], broken):
            with pytest.raises(AssertionError, match=r": not (yet|attempted)"):
                getattr(self.lesson(), name)(answer)

    def test_an_interrupt_passes_through(self, name):
        with pytest.raises(KeyboardInterrupt):
            getattr(self.lesson(), name)(interrupted)

    def test_fast_enough_without_the_compiler(self):
        """The grader switches numba off; an answer and its check must still be quick."""
        code = TIMED.format(module=type(self).__module__, case=type(self).__name__)
        environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "RACEKIT_STRICT": "1"}
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=Path(__file__).parent, env=environment,
            capture_output=True, text=True,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        lines = [line for line in run.stdout.splitlines() if line.startswith("seconds")]
        seconds = [float(line.split()[1]) for line in lines]
        assert len(seconds) == len(self.right)
        assert max(seconds) < 5.0  # of CPU time; 1 s as a rule
