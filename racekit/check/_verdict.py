"""How an answer is judged: a sentence for a learner, an exception for a grader.

A check calls the learner's function through an `Attempt`, on cases of its own; whatever that
function does, and whatever it returns, ends in a sentence.
"""

import contextlib
import copy
import functools
import inspect
import io
import logging
import numbers
import os
import sys
import warnings
from dataclasses import fields
from decimal import Decimal

import numpy as np

from racekit.check._without import Without
from racekit.race import Race

LONGEST = 200  # characters of an exception's text
LONGEST_VERDICT = 400
HUGEST = 1e50  # no right answer comes near, and arithmetic with it still works
_BASELINE = {f.name: f.default for f in fields(Race) if f.name not in ("speed", "names")}
_MUTABLE = {"ndarray": "array", "DataFrame": "table", "Series": "column"}


class Wrong(Exception):
    """The answer fails; the message is the sentence the learner reads."""


class NotAttempted(Exception):
    """The learner has not written anything yet."""


class Attempt:
    """A learner's function, called so that no bug of theirs gets past a sentence.

    Each reader calls it once, with copies of the arguments, and returns the answer in one form;
    ``case`` says in words what was asked. ``forbids`` names what the task wants done by hand.
    """

    def __init__(self, function, forbids=()):
        if function is None or function is Ellipsis:
            raise NotAttempted
        if not callable(function):
            raise Wrong(
                f"Hand over the function itself, without brackets; this is {short(function)}."
            )
        self._function = function
        self._without = Without(forbids, function)

    def call(self, case, *arguments):
        """Return whatever the function returns, but not None."""
        given = copy.deepcopy(arguments)
        try:
            with quiet(), self._without:
                result = self._function(*given)
        except NotImplementedError:
            raise NotAttempted from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a learner's own class may be any of these
            self._refuse_forbidden(case)
            raise Wrong(f"Your function raised {_named(error)} ({case}).") from None
        self._refuse_forbidden(case)
        if inspect.iscoroutine(result):
            result.close()  # nobody will await it, and Python would say so later
            raise Wrong(f"Your function is `async`; write a plain `def` ({case}).")
        if result is None:
            raise Wrong(f"Your function returned None; is a `return` missing ({case})?")
        for mine, theirs in zip(arguments, given, strict=True):
            if not _unchanged(mine, theirs):
                kind = type(mine).__name__
                raise Wrong(
                    f"Your function changed the {_MUTABLE.get(kind, kind)} it was given; "
                    f"work on a copy ({case})."
                )
        return result

    def _refuse_forbidden(self, case):
        if self._without.used:
            raise Wrong(f"This task asks you to do without {self._without.used[0]} ({case}).")

    def number(self, case, *arguments):
        """Return one finite number."""
        result = self.call(case, *arguments)
        value = _converted(result, f"Return one number; yours is {{}} ({case}).")
        if value.ndim:
            raise Wrong(f"Return one number; yours has shape {value.shape} ({case}).")
        if not np.isfinite(value):
            raise Wrong(f"Return a finite number; yours is {float(value)} ({case}).")
        if abs(value) > HUGEST:
            raise Wrong(f"No answer is as large as {float(value):.3g} ({case}).")
        return float(value)

    def array(self, case, shape, *arguments):
        """Return a finite array of exactly this shape."""
        if shape == ():
            return np.asarray(self.number(case, *arguments))
        result = self.call(case, *arguments)
        value = _converted(result, f"Return {np.prod(shape)} numbers; yours is {{}} ({case}).")
        if value.shape != shape:
            raise Wrong(f"Return shape {shape}; yours has shape {value.shape} ({case}).")
        if not np.isfinite(value).all():
            raise Wrong(f"Return finite numbers; yours holds NaN or infinity ({case}).")
        if np.abs(value).max() > HUGEST:
            raise Wrong(f"No answer is as large as {np.abs(value).max():.3g} ({case}).")
        return value

    def truth(self, case, shape, *arguments):
        """Return 1.0 for True and 0.0 for False, one or an array of exactly this shape."""
        result = self.call(case, *arguments)
        asked = "True or False"
        if shape:
            asked += f" in each place of an array of shape {shape}"
        value = _converted(result, f"Return {asked}; yours is {{}} ({case}).")
        if value.shape != shape:
            raise Wrong(f"Return {asked}; yours has shape {value.shape} ({case}).")
        if not np.isin(value, (0, 1)).all():
            raise Wrong(f"Return {asked}; yours is {short(result)} ({case}).")
        return value

    def instance(self, case, kind, *arguments):
        """Return an object of exactly this class; a subclass could answer for itself."""
        result = self.call(case, *arguments)
        if type(result) is not kind:
            raise Wrong(f"Return a {kind.__name__}; yours is {short(result)} ({case}).")
        return result

    def choice(self, case, options, *arguments):
        """Return one of the options, which are names; NumPy's strings are names, too."""
        result = self.call(case, *arguments)
        name = result
        if isinstance(name, np.ndarray) and name.ndim == 0:
            name = name.item()
        if not (isinstance(name, str) and str(name) in options):
            listing = ", ".join(repr(option) for option in options)
            raise Wrong(f"Return one of {listing}; yours is {short(result)} ({case}).")
        return str(name)


def exercise(title):
    """Turn ``body(attempt)``, which raises `Wrong`, into a check that prints a verdict."""

    def decorate(body):
        @functools.wraps(body)
        def check(answer):
            verdict(title, body, answer)

        check.title = title
        return check

    return decorate


def verdict(title, judge, answer, forbids=()):
    """Say, or under a grader raise, what ``judge(attempt)`` finds."""
    task = title.rstrip("?")
    try:
        # a judge may multiply whatever it is given; the reader's own settings are for their code
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            judge(Attempt(answer, forbids))
    except NotAttempted:
        _report(f"{task}: not attempted yet.", passed=False)
    except Wrong as wrong:
        said = f"{task}: not yet. {wrong}"
        said = said if len(said) <= LONGEST_VERDICT else _line(said, LONGEST_VERDICT)
        _report(said, passed=False)
    else:
        _report(f"{task}: correct.", passed=True)


def require(condition, sentence):
    """Raise `Wrong` with the sentence unless the condition holds."""
    if not condition:
        raise Wrong(sentence)


def heeds_seed(attempt, shape, *arguments):
    """Require that a simulation repeats itself with the same seed and not with another.

    ``arguments`` are all but the seed, which comes last. Shares of few runs may agree by luck,
    so several seeds must; they lie far apart, for whoever seeds every run anew.
    """

    def answer(seed):
        return attempt.array(f"seed {seed}", shape, *arguments, seed)

    first = answer(1)
    require(
        np.array_equal(first, answer(1)),
        "The same seed gives two different answers; hand the seed on, or nobody can repeat it.",
    )
    require(
        any(not np.array_equal(first, answer(seed)) for seed in (10_001, 20_001, 30_001)),
        "Two seeds give the same answer; is your seed in use?",
    )


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


def figures(answer):
    """An answer's number or numbers, rounded."""
    return f"{answer:.4g}" if np.ndim(answer) == 0 else np.array2string(answer, precision=3)


def short(thing, longest=60):
    """``repr`` cut to a line, even if the learner's object has a broken one."""
    try:
        return _line(repr(thing), longest)
    except BaseException:  # a repr takes no time: an interrupt in it is the object's own
        return f"a {type(thing).__name__}"


@contextlib.contextmanager
def quiet():
    """No warnings, and nothing on stderr: a grader takes words there for a failure."""
    nowhere = io.StringIO()
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    talking = [
        handler
        for logger in loggers
        for handler in getattr(logger, "handlers", ())
        if getattr(handler, "stream", None) in (sys.stderr, sys.__stderr__)
    ]
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        stack.enter_context(contextlib.redirect_stderr(nowhere))
        for handler in talking:
            if hasattr(handler, "setStream"):  # one without looks stderr up each time
                stack.callback(handler.setStream, handler.stream)
                handler.setStream(nowhere)
        yield


def _converted(result, refusal):
    """The answer as an array of floats, or the refusal with the answer in it."""
    try:
        with quiet():
            if np.ma.getmaskarray(result).any():
                raise TypeError
            value = np.asarray(result)
            if value.dtype == object:
                plain = [_plain(each) for each in value.flat]
                value = np.array(plain, float).reshape(value.shape)
            if value.dtype.kind not in "biuf":
                raise TypeError
            return value.astype(float)
    except BaseException:  # conversion takes no time: an interrupt in it is the object's own
        raise Wrong(refusal.format(short(result))) from None


def _plain(thing):
    """A Fraction, a Decimal or a Python number or bool as a float."""
    if not isinstance(thing, (numbers.Real, Decimal, np.bool_)):
        raise TypeError
    return float(thing)


def _unchanged(mine, theirs):
    """Whether a copy that was handed over is still like its original."""
    if isinstance(mine, (list, tuple)):
        return len(mine) == len(theirs) and all(map(_unchanged, mine, theirs))
    if isinstance(mine, dict):
        return mine.keys() == theirs.keys() and all(_unchanged(mine[k], theirs[k]) for k in mine)
    if isinstance(mine, np.ndarray):
        return bool(np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f"))
    if hasattr(mine, "equals"):  # a pandas table
        return bool(mine.equals(theirs))
    if isinstance(mine, (int, float, str)):
        return mine == theirs or mine != mine
    return True  # races and treaties are frozen


def _report(sentence, *, passed):
    """Print for a learner; raise for nbgrader and for the tests, which set these variables."""
    strict = os.environ.get("NBGRADER_EXECUTION") or os.environ.get("RACEKIT_STRICT") == "1"
    if strict and not passed:
        raise AssertionError(sentence)
    print(sentence)


def _named(error):
    """An exception as Python names it, in a line, even if its text cannot be had."""
    try:
        return _line(f"{type(error).__name__}: {error}", LONGEST)
    except BaseException:
        return type(error).__name__


def _line(text, longest):
    """The text in one line, cut."""
    text = " ".join(text[: 4 * longest].split())
    return text if len(text) <= longest else text[: longest - 3] + "..."
