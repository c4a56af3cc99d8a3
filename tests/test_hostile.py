"""Hostile values in every argument of every public call: an answer, or an error with its name.

The suite tries a sample; ``python tests/test_hostile.py`` tries everything and counts.
"""

import datetime
import sys
import time
import types
import warnings
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import hostile_api
import numpy as np
import pandas as pd

LONGEST = 300  # characters of an error's message
_SLOW = 10.0  # [s]


class NoRepr:
    """Whatever is asked of it, it raises."""

    def __repr__(self):
        raise RuntimeError("no repr")

    def __array__(self, dtype=None, copy=None):
        raise KeyError("no array")

    def __index__(self):
        raise ZeroDivisionError("no index")

    def __float__(self):
        raise ZeroDivisionError("no float")

    def __iter__(self):
        raise KeyError("no items")

    def __len__(self):
        raise KeyError("no length")


class OddFloat(float):
    def __float__(self):
        raise ZeroDivisionError("no float")

    def __repr__(self):
        raise RuntimeError("no repr")


def _endless():
    nested = [1.0]
    nested.append(nested)
    return nested


def _masked(*values, **settings):
    return np.ma.array(values, mask=[True] * len(values), **settings)


# Each is made anew for each call: a generator has only one life.
VALUES = {
    "None": lambda: None, "...": lambda: ..., "NotImplemented": lambda: NotImplemented,
    "True": lambda: True, "np.False_": lambda: np.False_, "[True, 0.5]": lambda: [True, 0.5],
    "[np.True_, 1]": lambda: [np.True_, 1], "bools": lambda: np.array([True, False]),
    "-1": lambda: -1, "0": lambda: 0, "1": lambda: 1, "2": lambda: 2, "3": lambda: 3,
    "21": lambda: 21, "0.5": lambda: 0.5, "-0.0": lambda: -0.0, "2.0": lambda: 2.0,
    "nan": lambda: float("nan"), "inf": lambda: float("inf"), "-inf": lambda: -float("inf"),
    "5e-324": lambda: 5e-324, "1e-300": lambda: 1e-300, "1e308": lambda: 1e308,
    "1e7": lambda: 1e7, "1 - 1e-16": lambda: 1 - 1e-16, "10**400": lambda: 10**400,
    "-(10**30)": lambda: -(10**30), "10**5000": lambda: 10**5000, "1j": lambda: 1j,
    "Decimal": lambda: Decimal("0.5"), "Fraction": lambda: Fraction(1, 2),
    "float16": lambda: np.float16(0.5), "longdouble": lambda: np.longdouble("0.5"),
    "huge longdouble": lambda: np.longdouble("1e400"), "int8": lambda: np.int8(2),
    "0-d": lambda: np.array(2), "0-d masked": lambda: np.ma.array(2, mask=True),
    "masked": lambda: np.ma.masked, "text": lambda: "x", "empty text": lambda: "",
    "'0.5'": lambda: "0.5", "long text": lambda: "9" * 100_000, "surrogate": lambda: "\ud800",
    "markup": lambda: "<b>$\\nosuch$</b>", "bytes": lambda: b"0.5", "[]": lambda: [],
    "()": lambda: (), "{}": lambda: {}, "set": lambda: {0.1, 0.2}, "[0, 0]": lambda: [0, 0],
    "[0.1, nan]": lambda: [0.1, float("nan")], "['a', 2]": lambda: ["a", 2],
    "['a', 'a']": lambda: ["a", "a"], "ragged": lambda: [[1], [1, 2]],
    "[['1', '2']]": lambda: [["1", "2"]], "[[]]": lambda: [[]], "[None]": lambda: [None],
    "10,000 numbers": lambda: [0.5] * 10_000, "itself": _endless,
    "2 x 2": lambda: np.array([[0.0, 1.0], [1.0, 0.0]]), "3-d": lambda: np.zeros((2, 2, 2)),
    "empty array": lambda: np.empty((0, 2)), "objects": lambda: np.array([1, None], dtype=object),
    "dates": lambda: np.array(["2026-01-01"], dtype="M8[D]"),
    "masked array": lambda: _masked(0.5, 0.6), "masked ints": lambda: _masked(0, 1, dtype=int),
    "[masked]": lambda: [np.ma.masked, 0.5], "records": lambda: np.zeros(2, dtype=[("a", "f8")]),
    "words": lambda: np.array(["a", "b"]), "Series": lambda: pd.Series([0.5, 0.5], index=[7, 8]),
    "nullable": lambda: pd.Series([0.5, None], dtype="Float64"),
    "nullable bools": lambda: pd.Series([True, None], dtype="boolean"),
    "strings": lambda: pd.Series(["1,5", "2,5"]), "frame": lambda: pd.DataFrame({"a": [0.5]}),
    "empty frame": lambda: pd.DataFrame(), "{'a': nan}": lambda: {"a": float("nan")},
    "{0: 'x'}": lambda: {0: "x"}, "{None: 1}": lambda: {None: 1}, "range": lambda: range(2),
    "generator": lambda: (x for x in (0.1, 0.2)), "map": lambda: map(float, (0, 1)),
    "lambda": lambda: lambda: 0.5, "class": lambda: dict, "module": lambda: types,
    "object": object, "no repr": NoRepr, "[no repr]": lambda: [NoRepr()],
    "{'a': no repr}": lambda: {"a": NoRepr()}, "odd float": lambda: OddFloat(0.5),
    "date": lambda: datetime.date(2026, 1, 1), "NaT": lambda: pd.NaT, "NA": lambda: pd.NA,
}  # fmt: skip

# What a call may raise beside ValueError and TypeError, as its docstring says.
ALSO = {
    "Draws.agrees": AssertionError, "Simulation.agrees": AssertionError,
    "sweeps.sweep": RuntimeError, "sweeps.each": RuntimeError, "report.save": OSError,
}  # fmt: skip
# Whose answers may hold NaN, as their docstrings say.
GAPS = {
    "claims.at", "claims.bars", "claims.ledger", "claims.links", "claims.region", "claims.flips",
    "agreements.barrett", "agreements.binary", "agreements.linear_quadratic",
    "history.decimal_years", "coalition.outcome", "coalition.profile", "sweeps.sweep",
    "repeated.highest_false_alarm_chance", "Draws.summary", "Simulation.summary",
}  # fmt: skip


def spoilt():
    """(name, function, its arguments with one spoilt, which, by what)."""
    for name, call, arguments in hostile_api.calls():
        for spoiled in arguments:
            for words, make in VALUES.items():
                yield name, call, arguments, spoiled, words, make


def fault(name, call, arguments, spoiled, words, make):
    """Call; what came of it, and what is wrong with that or None."""
    where = f"{name}({spoiled}={words})"
    try:
        with warnings.catch_warnings(action="error"), np.errstate(all="raise"):
            answer = call(**{**arguments, spoiled: make()})
            if isinstance(answer, types.GeneratorType):
                answer = list(answer)
    except (ValueError, TypeError) as error:
        kind, said = type(error).__name__, str(error)
        if type(error) not in (ValueError, TypeError):
            return kind, f"{where}: {kind}: {said[:200]}"
        if len(said) > LONGEST:
            return kind, f"{where}: {len(said)} characters: {said[:100]}"
        if spoiled not in said and said.split()[0].split("[")[0] not in arguments:
            return kind, f"{where}: unnamed: {said}"
        return kind, None
    except ALSO.get(name, ()) as error:
        return type(error).__name__, None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        kind = type(error).__name__
        return kind, f"{where}: {kind}: {str(error)[:200]}"
    if name not in GAPS and has_nan(answer):
        return "answer", f"{where}: NaN in {str(answer)[:100]}"
    return "answer", None


def has_nan(answer):
    """Whether there is a NaN anywhere in an answer."""
    if isinstance(answer, (float, np.floating)):
        return bool(np.isnan(answer))
    if isinstance(answer, np.ndarray):
        return answer.dtype.kind == "f" and bool(np.isnan(answer).any())
    if isinstance(answer, (pd.Series, pd.DataFrame)):
        return bool(pd.isna(answer).to_numpy().any())
    if isinstance(answer, (list, tuple)):
        return any(map(has_nan, answer))
    return isinstance(answer, dict) and any(map(has_nan, answer.values()))


def test_hostile_calls():
    every = list(spoilt())
    assert len(every) > 20_000
    chosen = np.random.default_rng(1).choice(len(every), 3_000, replace=False)
    faults = [said for i in chosen if (said := fault(*every[i])[1])]
    assert not faults, "\n".join(faults[:20])


def main():
    """Try everything; print what came of it and all that is wrong."""
    counts, faults = Counter(), []
    only = sys.argv[1:]
    for case in spoilt():
        if only and not any(word in case[0] for word in only):
            continue
        started = time.monotonic()
        kind, said = fault(*case)
        counts[kind] += 1
        if time.monotonic() - started > _SLOW:
            said = said or f"{case[0]}({case[3]}={case[4]}): {time.monotonic() - started:.0f} s"
        if said:
            print(said, flush=True)
            faults.append(said)
    print(f"{counts.total()} calls: {dict(counts)}; {len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
