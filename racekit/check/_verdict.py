"""How an answer is judged: a sentence for a learner, an exception for a grader.

A check calls the learner's function through an `Attempt`, on cases of its own, and tests
properties; so it gives nothing away, and whatever the learner's code does ends in a sentence.
"""

import copy
import functools
import os
import warnings
from dataclasses import fields

import numpy as np

from racekit.race import Race

_BASELINE = {f.name: f.default for f in fields(Race) if f.name not in ("speed", "names")}


class Wrong(Exception):
    """The answer fails; the message is the sentence the learner reads."""


class _NotAttempted(Exception):
    """The learner has not written anything yet."""


class Attempt:
    """A learner's function, called so that no bug of theirs gets past a sentence."""

    def __init__(self, function):
        if function is None or function is Ellipsis:
            raise _NotAttempted
        if not callable(function):
            raise Wrong(
                f"Hand over the function itself, without brackets; this is {_short(function)}."
            )
        self._function = function

    def _call(self, case, arguments):
        try:
            # a grader takes words on stderr for a failure, and a warning is none
            with warnings.catch_warnings(action="ignore"):
                result = self._function(*arguments)
        except NotImplementedError:
            raise _NotAttempted from None
        except (Exception, SystemExit) as error:
            raise Wrong(f"Your function raised {_named(error)} ({case}).") from None
        if result is None or result is Ellipsis:
            raise _NotAttempted
        return result

    def number(self, case, *arguments):
        """Return one finite number; ``case`` says in words what was asked."""
        result = self._call(case, arguments)
        try:
            value = np.asarray(result)
            if value.dtype.kind not in "biuf":
                raise TypeError
            value = value.astype(float)
        except Exception:  # whatever the object does when it is made an array
            raise Wrong(f"Return one number; yours is {_short(result)} ({case}).") from None
        if value.ndim:
            raise Wrong(f"Return one number; yours has shape {value.shape} ({case}).")
        if not np.isfinite(value):
            raise Wrong(f"Return a finite number; yours is {float(value)} ({case}).")
        return float(value)

    def array(self, case, shape, *arguments):
        """Return a finite array of exactly this shape."""
        result = self._call(case, arguments)
        try:
            value = np.asarray(result)
            if value.dtype.kind not in "biuf":
                raise TypeError
        except Exception:
            raise Wrong(
                f"Return {np.prod(shape)} numbers; yours is {_short(result)} ({case})."
            ) from None
        if value.shape != shape:
            raise Wrong(f"Return shape {shape}; yours has shape {value.shape} ({case}).")
        if not np.isfinite(value).all():
            raise Wrong(f"Return finite numbers; yours holds NaN or infinity ({case}).")
        return value.astype(float)

    def instance(self, case, kind, *arguments):
        """Return an object of exactly this class; a subclass could answer for itself."""
        result = self._call(case, arguments)
        if type(result) is not kind:
            raise Wrong(f"Return a {kind.__name__}; yours is {_short(result)} ({case}).")
        return result

    def choice(self, case, allowed, *arguments):
        """Return one of the allowed values."""
        result = self._call(case, arguments)
        if not any(type(result) is type(option) and result == option for option in allowed):
            options = ", ".join(repr(option) for option in allowed)
            raise Wrong(f"Return one of {options}; yours is {_short(result)} ({case}).")
        return result


def exercise(title):
    """Turn ``body(attempt)``, which raises `Wrong`, into a check that prints a verdict."""

    def decorate(body):
        @functools.wraps(body)
        def check(answer):
            verdict(title, body, answer)

        return check

    return decorate


def verdict(title, judge, answer):
    """Say, or under a grader raise, what ``judge(attempt)`` finds."""
    task = title.rstrip("?")
    try:
        judge(Attempt(answer))
    except _NotAttempted:
        _report(f"{task}: not attempted yet.", passed=False)
    except Wrong as wrong:
        _report(f"{task}: not yet. {wrong}", passed=False)
    else:
        _report(f"{task}: correct.", passed=True)


def require(condition, sentence):
    """Raise `Wrong` with the sentence unless the condition holds."""
    if not condition:
        raise Wrong(sentence)


def heeds_seed(attempt, shape, *arguments):
    """Require that a simulation repeats itself with the same seed and not with another.

    ``arguments`` are all but the seed, which comes last.
    """

    def answer(seed):
        # copies, because a learner's function may write into what it is given
        return attempt.array(f"seed {seed}", shape, *copy.deepcopy(arguments), seed)

    first, again, other = answer(1), answer(1), answer(2)
    require(
        np.array_equal(first, again),
        "The same seed gives two different answers; hand the seed on, or nobody can repeat it.",
    )
    require(
        not np.array_equal(first, other), "Two seeds give the same answer; is your seed in use?"
    )


def close(value, expected, tolerance=1e-6):
    """Whether two numbers or arrays agree to the tolerance (absolute)."""
    return bool(np.all(np.abs(np.asarray(value) - expected) <= tolerance))


def explain(value, slips, case, tolerance=1e-6):
    """Raise the sentence of the first slip whose value this is."""
    for slip, sentence in slips:
        if close(value, slip, tolerance):
            raise Wrong(f"{sentence} Look at this case: {case}.")


def in_words(race):
    """Name what sets a race apart from the course's baseline."""
    text = f"speeds {listed(race.speed)}"
    for name, usual in _BASELINE.items():
        value = getattr(race, name)
        if np.ndim(value) == 0 and value != usual:
            text += f", {name} {value:g}"
        elif np.ndim(value):
            text += f", {name} {np.asarray(value).tolist()}"
    return text


def listed(values):
    return "[" + ", ".join(f"{value:.4g}" for value in values) + "]"


def _report(sentence, *, passed):
    """Print for a learner; raise for nbgrader and for the tests, which set these variables."""
    strict = os.environ.get("NBGRADER_EXECUTION") or os.environ.get("RACEKIT_STRICT") == "1"
    if strict and not passed:
        raise AssertionError(sentence)
    print(sentence)


def _named(error):
    """An exception as Python names it, even if its text cannot be had."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


def _short(thing):
    """``repr`` cut to a line, even if the learner's object has a broken one."""
    try:
        text = repr(thing)
    except Exception:
        text = f"a {type(thing).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."
