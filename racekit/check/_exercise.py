"""An exercise as data: its cases, its right answer, the usual slips; one engine judges them all.

A slip is a pair (sentence, rule), and a rule is what a learner would have written: it takes a case
and returns an answer. So a test can hand every rule in, and must read its own sentence.
"""

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product

import numpy as np

from racekit.check._verdict import Wrong, figures, heeds_seed, require, short, verdict

SHARE, CHANCE = ((0, 1, f"A {thing} lies from 0 to 1") for thing in ("share", "chance"))
FUZZ = 1.001  # a grid as coarse as the tolerance is just fine enough


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Exercise:
    """What is asked, and what may be said to whoever answers something else.

    Attributes
    ----------
    title : str
        As in the heading of the task.
    cases : sequence of tuples, or callable
        Arguments of the learner's function; each is handed over as a copy. A function without
        arguments is called when the cases are first needed.
    right, words : callable
        ``right(*case)`` is the answer, ``words(*case)`` names the case. The parameters of
        ``right`` are shown as those of the learner's function.
    slips : sequence of (str or callable, callable)
        The first whose rule gives the learner's answers in *all* cases is named; where a rule
        gives NaN (or None for a name) it says nothing. A sentence may depend on the first case
        that shows it: ``sentence(answer, right, *case)``.
    kind : type, sequence of str, or callable
        ``float``, ``int`` (a whole number), ``bool``, the names to choose from (a function of
        the case if they depend on it), or the class of which one object is asked.
    shape : tuple or callable
        Of a float or bool answer, ``()`` for one; ``shape(*case)`` if it depends on the case.
    tolerance : float or callable
        Absolute, as the task states it; ``tolerance(*case)`` if it depends on the case.
    inside : (float, float, str)
        Range of an answer, and the sentence for one outside.
    near : (float, str)
        A distance, and the sentence for answers that are never further off.
    otherwise : callable
        ``otherwise(answer, right, *case)``: the sentence where nothing else fits.
    accept : callable
        ``accept(answer, right, *case)`` lets pass what the tolerance does not, where more than
        one answer is right; it is asked only about what is ``inside``.
    forbids : sequence of str
        Names of the library that the task wants done without, as in `Without`.
    """

    title: str
    cases: tuple | Callable
    right: Callable
    words: Callable
    slips: tuple = ()
    kind: type | tuple | Callable = float
    shape: tuple | Callable = ()
    tolerance: float | Callable = 1e-6
    inside: tuple | None = None
    near: tuple | None = None
    otherwise: Callable | None = None
    accept: Callable | None = None
    forbids: tuple = ()

    def __post_init__(self):
        object.__setattr__(self, "__doc__", self._help())
        object.__setattr__(self, "_slipped", {})  # kept for the next attempt

    def __repr__(self):
        return f"<check of {self.title!r}>"

    def __call__(self, answer):
        verdict(self.title, self.judge, answer, self.forbids)

    def judge(self, attempt):
        """Raise the sentence that helps most, unless every answer is right."""
        answers = [self.read(attempt, *pair) for pair in zip(self.said, self.asked, strict=True)]
        off = [i for i, answer in enumerate(answers) if not self.passes(i, answer)]
        if off:
            self._name_slip(answers, off)
            self._name_range(answers, off)
            i, say = off[0], self.otherwise or self.elsewhere
            said = say(answers[i], self.rights[i], *self.asked[i])
            raise Wrong(f"{said} ({self.said[i]}).")

    @cached_property
    def asked(self):
        """The cases, as tuples of arguments."""
        return tuple(self.cases() if callable(self.cases) else self.cases)

    @cached_property
    def said(self):
        """The cases in words."""
        return [self.words(*case) for case in self.asked]

    @cached_property
    def rights(self):
        """The right answers."""
        return self.answers(self.right)

    @cached_property
    def usual(self):
        """All slips, with those that every exercise of this kind knows."""
        return self.slips

    def slipped(self, k):
        """What slip ``k`` answers to all cases."""
        if k not in self._slipped:
            self._slipped[k] = self.answers(self.usual[k][1])
        return self._slipped[k]

    @property
    def numeric(self):
        return self.kind in (float, int, bool)

    def answers(self, rule):
        """What a rule of ours answers to all cases."""
        found = [rule(*copy.deepcopy(case)) for case in self.asked]
        return [np.asarray(each, float) for each in found] if self.numeric else found

    def of_case(self, field, i):
        """A field that may depend on the case."""
        return field(*self.asked[i]) if callable(field) else field

    def _help(self):
        names = ", ".join(inspect.signature(self.right).parameters)
        text = f"Check of {self.title!r}: hand over your function, as ``yours({names})``.\n"
        if not callable(self.cases):
            text += f"\nIt is tried on {len(self.cases)} cases: {self.words(*self.cases[0])}; ...\n"
        if self.kind is float and not callable(self.tolerance):
            text += f"\nAn answer may be off by {self.tolerance:g}.\n"
        if self.forbids:
            text += f"\nNot to be used: {', '.join(self.forbids)}.\n"
        return text

    def read(self, attempt, said, case):
        """The learner's answer to one case, in one form."""
        shape = self.shape(*case) if callable(self.shape) else self.shape
        if self.kind is bool:
            return attempt.truth(said, shape, *case)
        if self.numeric:
            return attempt.array(said, shape, *case)
        if isinstance(self.kind, type):
            return attempt.instance(said, self.kind, *case)
        return attempt.choice(said, self.kind(*case) if callable(self.kind) else self.kind, *case)

    def passes(self, i, answer):
        """Whether this is a right answer to case ``i``."""
        if self.same(i, answer, self.rights[i]):
            return True
        if self.accept is None or (self.inside is not None and not self.within(answer)):
            return False  # what is out of range, no race would take
        return bool(self.accept(answer, self.rights[i], *self.asked[i]))

    def same(self, i, answer, other):
        """Whether two answers to case ``i`` agree as far as the second says anything."""
        if not self.numeric:
            return other is None or bool(answer == other)
        if np.shape(answer) != np.shape(other):
            return False
        allowed = self.of_case(self.tolerance, i) * FUZZ
        return bool((np.isnan(other) | (np.abs(answer - other) <= allowed)).all())

    def tells(self, other):
        """Whether a slip's answer says anything."""
        return not np.isnan(other).all() if self.numeric else other is not None

    def elsewhere(self, answer, right, *case):
        """What is said where neither a slip nor ``otherwise`` does."""
        if self.numeric and np.ndim(answer) == 0 and self.kind is not bool:
            return f"Your {answer:.5g} is too {'small' if answer < right else 'large'}"
        return f"Your answer {short(answer)} is not right"

    def ways(self):
        """How an answer may be like a slip, the surest way first."""
        return (self.same,)

    def fits(self, answers, slipped, same):
        """Whether a slip explains the answers; it must speak in two cases, if there are two.

        Answers that never move fit only a slip that speaks in every case: with gaps, it would
        take little to meet it by chance.
        """
        telling = [i for i, other in enumerate(slipped) if self.tells(other)]
        still = all(np.array_equal(answer, answers[0]) for answer in answers)
        if len(telling) < (len(answers) if still else min(2, len(answers))):
            return False
        return all(same(i, answers[i], slipped[i]) for i in telling)

    def slip_of(self, answers, off):
        """Number of the slip that the answers follow, and a case that shows it, or None."""
        for same, k in product(self.ways(), range(len(self.usual))):
            slipped = self.slipped(k)
            shows = [i for i in off if self.tells(slipped[i]) and not self.passes(i, slipped[i])]
            if shows and self.fits(answers, slipped, same):
                return k, shows[0]
        return None

    def _name_slip(self, answers, off):
        found = self.slip_of(answers, off)
        if found is not None:
            k, i = found
            sentence = self.usual[k][0]
            if callable(sentence):
                sentence = sentence(answers[i], self.rights[i], *self.asked[i])
            raise Wrong(f"{sentence} Look at this case: {self.said[i]}.")

    def within(self, answer):
        low, high, _ = self.inside
        return bool(((answer >= low) & (answer <= high)).all())

    def _name_range(self, answers, off):
        for i in off if self.kind is int else ():
            said = f"Return a whole number, not {figures(answers[i])} ({self.said[i]})."
            require((answers[i] == np.round(answers[i])).all(), said)
        if self.inside is not None:
            for i in off:
                said = f"{self.inside[2]}; yours is {figures(answers[i])} ({self.said[i]})."
                require(self.within(answers[i]), said)
        if self.near is not None:
            distance, sentence = self.near
            far = [i for i in off if np.abs(answers[i] - self.rights[i]).max() >= distance]
            require(far, f"{sentence} ({self.said[off[0]]}).")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Measured(Exercise):
    """A mean over simulated runs, and its standard error; a case ends with runs and seed.

    ``right`` and the slips may simulate: an answer with the same luck is recognised by its
    digits, one with other luck by its distance in standard errors. That the seed and the number
    of runs are in use is always asked.

    Attributes
    ----------
    exact : callable
        ``exact(*case)``: the mean in closed form, a number or an array.
    error : callable, optional
        ``error(*case)``: the standard error of the mean. Left out, the learner returns it, too:
        mean first, error second, and ``right`` says how large it is.
    few : int
        Runs with which the seed is tried.
    """

    exact: Callable
    error: Callable | None = None
    shape: tuple | Callable | None = None
    few: int = 200

    FAR, ODD = 4.5, 0.1  # standard errors of a mean; share of a standard error

    def __post_init__(self):
        if self.shape is None:
            object.__setattr__(self, "shape", () if self.error else (2,))
        super().__post_init__()

    def judge(self, attempt):
        super().judge(attempt)
        *case, _, _ = self.asked[0]
        shape = self.of_case(self.shape, 0)
        heeds_seed(attempt, shape, *case, self.few)
        # shares of few runs may agree by luck, but not three times
        first, *others = (
            self.read(attempt, f"{runs} runs", (*case, runs, 1))
            for runs in (self.few, self.few - 7, self.few - 18, self.few - 31)
        )
        said = "Another number of runs gives the very same answer; is `runs` in use?"
        require(any(not np.array_equal(first, other) for other in others), said)

    def fair(self, *case):
        """The standard error of the mean."""
        return self.error(*case) if self.error else self.right(*copy.deepcopy(case))[1]

    @cached_property
    def truth(self):
        """Mean and standard error of each case."""
        return list(zip(self.answers(self.exact), self.answers(self.fair), strict=True))

    @cached_property
    def usual(self):
        if self.error:
            return self.slips
        return (*self.slips, *((said, partial(self._odd, change)) for said, change in ERROR_SLIPS))

    def _odd(self, change, *case):
        return change(self.exact(*case), self.fair(*case), case[-2])

    def parts(self, answer):
        """Mean and standard error in an answer; NaN for one that is not asked for."""
        return (answer, np.nan) if self.error else (answer[0], answer[1])

    def passes(self, i, answer):
        mean, error = self.parts(answer)
        exact, fair = self.truth[i]
        # what is NaN is never far
        far = np.abs(mean - exact) > self.FAR * fair + 1e-12
        return not (far.any() or (np.abs(error - fair) > self.ODD * fair + 1e-12).any())

    def _name_slip(self, answers, off):
        if not self.error and all(self.passes(i, each[::-1]) for i, each in enumerate(answers)):
            raise Wrong(f"Mean first, standard error second ({self.said[off[0]]}).")
        super()._name_slip(answers, off)

    def within(self, answer):
        return super().within(self.parts(answer)[0])

    def ways(self):
        return self.same_luck, self.same

    def same_luck(self, i, answer, other):
        """Whether two answers come from the same runs."""
        scale = np.nanmax(np.abs(other)) * 1e-9 + 1e-15
        return bool((np.isnan(other) | (np.abs(answer - other) <= scale)).all())

    def same(self, i, answer, other):
        """Whether two answers agree as far as luck allows."""
        (mean, error), (slip, odd) = self.parts(answer), self.parts(other)
        far = np.abs(mean - slip) > self.FAR * self.truth[i][1] + 1e-12
        return not (far.any() or (np.abs(error - odd) > self.ODD * np.abs(odd)).any())

    def elsewhere(self, answer, right, *case):
        mean, error = self.parts(answer)
        fair = np.asarray(self.fair(*case)) + 1e-15
        apart = np.max(np.abs(mean - self.exact(*case)) / fair)
        if apart > self.FAR:
            return f"Your mean is {apart:.0f} standard errors from the truth; that is not luck"
        ratio = max(np.ravel(error / fair), key=lambda each: abs(each - 1))
        size = "small" if ratio < 1 else "large"
        return f"Your standard error is too {size} by {ratio:.2g} times"


ERROR_SLIPS = (
    ("That is the spread of single runs; a mean of many is far steadier.",
     lambda mean, fair, runs: (mean, fair * runs**0.5)),
    ("Your error shrinks too fast: ten times surer takes a hundred times the runs.",
     lambda mean, fair, runs: (mean, fair / runs**0.5)),
    ("That is a variance; the error is in the unit of the mean.",
     lambda mean, fair, runs: (mean, fair**2)),
    ("That is the variance of single runs; the error is in the unit of the mean.",
     lambda mean, fair, runs: (mean, fair**2 * runs)),
)  # fmt: skip
