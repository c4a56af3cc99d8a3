"""Hostile calls: each ends in the right exception, with argument, range and value in its words.

Calls are written as text, so that a failure shows the very call.
"""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest

import racekit as rk
from racekit.simulation import trace

NAMES = {
    "rk": rk,
    "Race": rk.Race,
    "NormalForm": rk.NormalForm,
    "np": np,
    "nan": float("nan"),
    "inf": float("inf"),
    "two": rk.Race.equal(2),
    "three": rk.Race.equal(3),
    "simulate": rk.simulate,
    "sweep": rk.sweep,
    "nash_grid": rk.nash_grid,
    "trace": trace,
    "Decimal": Decimal,
    "ThreadPoolExecutor": ThreadPoolExecutor,
    "slow": rk.Race.equal(2, milestones=2),
    "DILEMMA": [[3, 0], [5, 1]],
}
V, T = ValueError, TypeError

CALLS = [
    # the race: speed
    ("Race([])", V, "speed", "empty"),
    ("Race(np.empty((0, 2)))", V, "speed", "empty", "(0, 2)"),
    ("Race(1.0)", V, "speed", "1..200", "()"),
    ("Race([[1, 1], [1, 1]])", V, "speed", "1..200", "(2, 2)"),
    ("Race(np.ones(201))", V, "speed", "1..200", "(201,)"),
    ("Race([1, 0])", V, "speed[1]", "[1e-06, 1e+06] 1/yr", "got 0"),
    ("Race([1, -2])", V, "speed[1]", "[1e-06, 1e+06] 1/yr", "got -2"),
    ("Race([1, nan])", V, "speed[1]", "[1e-06, 1e+06] 1/yr", "got nan"),
    ("Race([inf, 1])", V, "speed[0]", "[1e-06, 1e+06] 1/yr", "got inf"),
    ("Race([1, 1e7])", V, "speed[1]", "[1e-06, 1e+06] 1/yr", "got 1e+07"),
    ("Race([1, [2, 3]])", V, "speed", "rectangular", "[1, [2, 3]]"),
    ("Race('fast')", T, "speed", "numbers", "'fast'"),
    ("Race(['1', '2'])", T, "speed", "numbers", "'1'"),
    ("Race(None)", T, "speed", "numbers", "None"),
    ("Race([1, None])", T, "speed", "numbers", "None"),
    ("Race([True, True])", T, "speed", "numbers", "True"),
    ("Race([1, 1j])", T, "speed", "numbers", "1j"),
    ("Race(np.array([1.0, 2.0], dtype=object))", T, "speed", "numbers", "object"),
    ("Race({1.0, 2.0})", T, "speed", "numbers", "{1.0, 2.0}"),
    ("Race(np.array(['2026-01-01'], dtype='M8[D]'))", T, "speed", "numbers"),
    ("Race([1, 1], 0.5)", T, "positional"),
    ("Race([1, 1], velocity=3)", T, "velocity"),
    # scalars
    ("Race([1], safety_tax=9e-7)", V, "safety_tax", "[1e-06, 1]", "got 9e-07"),
    ("Race([1e-4, 1e6])", V, "speed", "a factor of 1e+09", "got 0.0001 to 1e+06"),
    ("Race([1], beliefs=[0])", V, "beliefs[0]", "[1e-06, 1]", "got 0"),
    ("Race([1], safety_tax=1.1)", V, "safety_tax", "[1e-06, 1]", "got 1.1"),
    ("Race([1], risk=0.0)", V, "risk", "[1e-06, 1]", "got 0"),
    ("Race([1], risk=nan)", V, "risk", "[1e-06, 1]", "got nan"),
    ("Race([1], risk=10**400)", V, "risk", "[1e-06, 1]", "got"),
    ("Race([1], risk='0.4')", T, "risk", "number", "'0.4'"),
    ("Race([1], risk=None)", T, "risk", "number", "None"),
    ("Race([1], risk=True)", T, "risk", "number", "True"),
    ("Race([1], risk=0.4j)", T, "risk", "number", "0.4j"),
    ("Race([1], risk=[0.4])", T, "risk", "number", "[0.4]"),
    ("Race([1], risk=Decimal('0.4'))", T, "risk", "number", "Decimal"),
    ("Race([1], discount=-0.01)", V, "discount", "[0, 1e+06] 1/yr", "got -0.01"),
    ("Race([1], discount=inf)", V, "discount", "[0, 1e+06] 1/yr", "got inf"),
    # enmity and harm
    ("Race([1, 1], enmity=1.5)", V, "enmity", "[0, 1]", "got 1.5"),
    ("Race([1, 1], enmity=[1, 1])", V, "enmity", "(2, 2)", "(2,)"),
    ("Race([1, 1], enmity=np.ones((3, 3)))", V, "enmity", "(2, 2)", "(3, 3)"),
    ("Race([1, 1], enmity=[[0, 2], [1, 0]])", V, "enmity[0, 1]", "[0, 1]", "got 2"),
    ("Race([1, 1], enmity=[[0, nan], [1, 0]])", V, "enmity[0, 1]", "[0, 1]", "got nan"),
    ("Race([1, 1], enmity=[[0, 1], [1]])", V, "enmity", "rectangular", "[[0, 1], [1]]"),
    ("Race([1, 1], enmity='full')", T, "enmity", "number", "'full'"),
    ("Race([1, 1], enmity=None)", T, "enmity", "number", "None"),
    ("Race([1, 1], harm=-1)", V, "harm", "[0, 1e+06] prizes", "got -1"),
    ("Race([1, 1], harm=[0, inf])", V, "harm[1]", "[0, 1e+06] prizes", "got inf"),
    ("Race([1, 1], harm=[0, 0, 0])", V, "harm", "(2,)", "(3,)"),
    ("Race([1, 1], harm=[0, [1]])", V, "harm", "rectangular", "[0, [1]]"),
    ("Race([1, 1], harm=['a', 'b'])", T, "harm", "numbers", "'a'"),
    # milestones and names
    ("Race([1], milestones=0)", V, "milestones", "1..1000", "got 0"),
    ("Race([1], milestones=-3)", V, "milestones", "1..1000", "got -3"),
    ("Race([1], milestones=2.0)", T, "milestones", "integer", "2.0"),
    ("Race([1], milestones=True)", T, "milestones", "integer", "True"),
    ("Race([1], milestones='2')", T, "milestones", "integer", "'2'"),
    ("Race([1], milestones=None)", T, "milestones", "integer", "None"),
    ("Race([1], milestones=1001)", V, "milestones", "1..1000", "got 1001"),
    ("Race([1], milestones=10**30)", V, "milestones", "1..1000", "got 1000000"),
    ("Race([1, 1], names=['a'])", V, "names", "2", "['a']"),
    ("Race([1, 1], names=['a', 'a'])", V, "names", "different", "['a', 'a']"),
    ("Race([1, 1], names='ab')", T, "names", "sequence", "'ab'"),
    ("Race([1, 1], names=['a', 2])", T, "names", "sequence", "['a', 2]"),
    ("Race([1, 1], names=5)", T, "names", "sequence", "5"),
    ("Race([1, 1], names={'a', 'b'})", T, "names", "sequence"),
    ("Race.equal(0)", V, "n must", "1..200 labs", "got 0"),
    ("Race.equal(201)", V, "n must", "1..200 labs", "got 201"),
    ("Race.equal(2.0)", T, "n must", "integer", "2.0"),
    ("Race.equal(2, speed=[1, 2])", T, "speed"),
    ("two.replace(velocity=3)", T, "velocity"),
    ("two.replace(speed=[1, 1, 1])", V, "names", "3"),
    ("two.replace(risk=7)", V, "risk", "[1e-06, 1]", "got 7"),
    # safety
    ("two.payoffs(0.5)", V, "safety", "(..., 2)", "()"),
    ("two.payoffs([0.5])", V, "safety", "(..., 2)", "(1,)"),
    ("two.payoffs([0.1, 0.2, 0.3])", V, "safety", "(..., 2)", "(3,)"),
    ("two.payoffs([])", V, "safety", "empty"),
    ("two.payoffs([0.1, 1.2])", V, "safety[1]", "[0, 1]", "got 1.2"),
    ("two.rates([[0.1, -0.2]])", V, "safety[0, 1]", "[0, 1]", "got -0.2"),
    ("two.win_probability([0, nan])", V, "safety[1]", "[0, 1]", "got nan"),
    ("two.expected_years([0, inf])", V, "safety[1]", "[0, 1]", "got inf"),
    ("two.disaster_probability('safe')", T, "safety", "numbers", "'safe'"),
    ("two.payoffs(None)", T, "safety", "numbers", "None"),
    ("two.payoffs([0, 1j])", T, "safety", "numbers", "1j"),
    ("two.payoffs([[0, 1], [0]])", V, "safety", "rectangular", "[[0, 1], [0]]"),
    # best_response, nash
    ("two.best_response(2, [0, 0])", V, "lab", "0..1", "got 2"),
    ("two.best_response(-1, [0, 0])", V, "lab", "0..1", "got -1"),
    ("two.best_response('lab 3', [0, 0])", V, "lab", "lab 1, lab 2", "'lab 3'"),
    ("two.best_response(1.0, [0, 0])", T, "lab", "integer", "1.0"),
    ("two.best_response(None, [0, 0])", T, "lab", "integer", "None"),
    ("two.best_response(True, [0, 0])", T, "lab", "integer", "True"),
    ("two.best_response(0, [[0, 0]])", V, "safety", "(2,)", "(1, 2)"),
    ("two.best_response(0, [0, 2])", V, "safety[1]", "[0, 1]", "got 2"),
    ("two.nash(floor=1.5)", V, "floor", "[0, 1]", "got 1.5"),
    ("two.nash(floor=[0.1, 0.2, 0.3])", V, "floor", "(2,)", "(3,)"),
    ("two.nash(floor=[0.1, nan])", V, "floor[1]", "[0, 1]", "got nan"),
    ("two.nash(floor='high')", T, "floor", "numbers", "'high'"),
    ("two.nash(committed={5: 0.5})", V, "committed", "0..1", "got 5"),
    ("two.nash(committed={'nobody': 0.5})", V, "committed", "lab 1, lab 2", "'nobody'"),
    ("two.nash(committed={0: 1.5})", V, "committed[0]", "[0, 1]", "got 1.5"),
    ("two.nash(committed={0: 'safe'})", T, "committed[0]", "number", "'safe'"),
    ("two.nash(committed={0.0: 0.5})", T, "committed", "integer", "0.0"),
    ("two.nash(floor=0.5, committed={0: 0.2})", V, "committed[0]", "floor", "0.5", "got 0.2"),
    ("two.nash(committed={0: 0.3, 'lab 1': 0.9})", V, "committed", "lab 1"),
    ("two.nash(committed=[0.5, 0.5])", T, "committed", "dict", "[0.5, 0.5]"),
    ("two.nash(committed=0.5)", T, "committed", "dict", "0.5"),
    # dilemma, united, leak
    ("three.dilemma()", V, "dilemma", "2 labs", "got 3"),
    ("two.dilemma(careful=1.2)", V, "careful", "[0, 1]", "got 1.2"),
    ("two.dilemma(reckless=nan)", V, "reckless", "[0, 1]", "got nan"),
    ("two.dilemma(careful=0.3, reckless=0.3)", V, "reckless", "0.3"),
    ("two.dilemma(careful=[1])", T, "careful", "number", "[1]"),
    ("three.united([[0, 1], [1, 2]])", V, "blocs", "exactly once", "[[0, 1], [1, 2]]"),
    ("three.united([[0, 1]])", V, "blocs", "exactly once", "[[0, 1]]"),
    ("three.united([[0, 1, 2], []])", V, "blocs", "exactly once", "[[0, 1, 2], []]"),
    ("three.united([])", V, "blocs", "exactly once", "[]"),
    ("three.united([[0, 1], [3]])", V, "blocs", "0..2", "got 3"),
    ("three.united([[0, 1], ['x']])", V, "blocs", "lab 1, lab 2, lab 3", "'x'"),
    ("three.united([0, 1, 2])", T, "blocs", "sequence", "[0, 1, 2]"),
    ("three.united(None)", T, "blocs", "sequence", "None"),
    ("two.united(['lab 1', 'lab 2'])", T, "blocs", "sequence", "['lab 1', 'lab 2']"),
    ("slow.united([[0], [1]])", V, "milestones", "1", "got 2"),
    (
        "Race([1, 1, 1], enmity=[[0, 1, 0.5], [1, 0, 1], [1, 1, 0]]).united([[0, 1], [2]])",
        V, "enmity", "[0.5, 1]",
    ),
    ("two.leak([0, 1], 0.1)", V, "from_labs", "1..1", "[0, 1]"),
    ("two.leak([], 0.1)", V, "from_labs", "1..1", "[]"),
    ("two.leak(2, 0.1)", V, "from_labs", "0..1", "got 2"),
    ("two.leak('x', 0.1)", V, "from_labs", "lab 1, lab 2", "'x'"),
    ("two.leak(0, 1)", V, "share", "[0, 1)", "got 1"),
    ("two.leak(0, -0.1)", V, "share", "[0, 1", "got -0.1"),
    ("two.leak(0, nan)", V, "share", "[0, 1", "got nan"),
    ("two.leak(0, 'half')", T, "share", "number", "'half'"),
    ("two.leak(None, 0.1)", T, "from_labs", "None"),
    ("two.leak(0.0, 0.1)", T, "from_labs", "0.0"),
    ("Race.equal(1).leak(0, 0.1)", V, "from_labs"),
    # games
    ("NormalForm([[1, 2, 3], [4, 5, 6]])", V, "row", "(2, 2)", "(2, 3)"),
    ("NormalForm([[1, 2], [3, nan]])", V, "row[1, 1]", "prizes", "got nan"),
    ("NormalForm([[1, 2], [inf, 3]])", V, "row[1, 0]", "prizes", "got inf"),
    ("NormalForm([[1, 2], [3]])", V, "row", "rectangular", "[[1, 2], [3]]"),
    ("NormalForm('game')", T, "row", "numbers", "'game'"),
    ("NormalForm(None)", T, "row", "numbers", "None"),
    ("NormalForm(DILEMMA, column=[1, 2])", V, "column", "(2, 2)", "(2,)"),
    ("NormalForm(DILEMMA, column=[[1, 2], ['a', 3]])", T, "column", "numbers", "'a'"),
    ("NormalForm(DILEMMA, actions=('a', 'b', 'c'))", V, "row", "(3, 3)", "(2, 2)"),
    ("NormalForm(DILEMMA, actions=('a', 'a'))", V, "actions", "different", "('a', 'a')"),
    ("NormalForm([[1]], actions=('a',))", V, "actions", "two", "('a',)"),
    ("NormalForm(DILEMMA, actions='ab')", T, "actions", "sequence", "'ab'"),
    ("NormalForm(DILEMMA, actions=5)", T, "actions", "sequence", "5"),
    ("NormalForm(DILEMMA, actions=(1, 2))", T, "actions", "sequence", "(1, 2)"),
    # simulate, trace
    ("simulate('race', [0, 0])", T, "race", "Race", "'race'"),
    ("simulate(two, [0])", V, "safety", "(2,)", "(1,)"),
    ("simulate(two, [[0, 0]])", V, "safety", "(2,)", "(1, 2)"),
    ("simulate(two, [0, 1.5])", V, "safety[1]", "[0, 1]", "got 1.5"),
    ("simulate(two, None)", T, "safety", "numbers", "None"),
    ("simulate(two, [0, 0], runs=0)", V, "runs", "1..1000000000", "got 0"),
    ("simulate(two, [0, 0], runs=-5)", V, "runs", "1..1000000000", "got -5"),
    ("simulate(two, [0, 0], runs=1e6)", T, "runs", "integer", "1000000.0"),
    ("simulate(two, [0, 0], runs=10**10)", V, "runs", "1..1000000000", "got 10000000000"),
    ("simulate(two, [0, 0], runs=9, seed=-1)", V, "seed", "0..", "got -1"),
    ("simulate(two, [0, 0], runs=9, seed=1.5)", T, "seed", "integer", "1.5"),
    ("simulate(two, [0, 0], runs=9, seed=2**65)", V, "seed", "0..", f"got {2**65}"),
    ("simulate(two, [0, 0], runs=9, seed=None)", T, "seed", "integer", "None"),
    ("simulate(two, [0, 0], runs=9, threads=0)", V, "threads", "1..1024", "got 0"),
    ("simulate(two, [0, 0], runs=9, threads=2.0)", T, "threads", "integer", "2.0"),
    ("simulate(two, [0, 0], runs=9, threads=5000)", V, "threads", "1..1024", "got 5000"),
    ("simulate(two, [0, 0], runs=9, catch_up=-0.5)", V, "catch_up", "[0, 1]", "got -0.5"),
    ("simulate(two, [0, 0], runs=9, catch_up=2)", V, "catch_up", "[0, 1]", "got 2"),
    ("simulate(two, [0, 0], runs=9, catch_up='yes')", T, "catch_up", "number", "'yes'"),
    ("trace(two, [0, 0], run=-1)", V, "run", "0..", "got -1"),
    ("trace(two, [0, 0], run=0.5)", T, "run", "integer", "0.5"),
    ("trace(None, [0, 0])", T, "race", "Race", "None"),
    # grids
    ("nash_grid(two)", V, "axes", "safety_tax", "discount"),
    ("nash_grid(two, speed=[1, 2])", V, "axes", "risk", "'speed'"),
    ("nash_grid(two, milestones=[1, 2])", V, "axes", "risk", "'milestones'"),
    ("nash_grid(two, risk=[])", V, "risk", "empty"),
    ("nash_grid(two, risk=[0.5, 0])", V, "risk[1]", "[1e-06, 1]", "got 0"),
    ("nash_grid(two, risk=[[0.1, 0.2]])", V, "risk", "(1, 2)"),
    ("nash_grid(two, enmity=[0.5, nan])", V, "enmity[1]", "[0, 1]", "got nan"),
    ("nash_grid(two, harm=[-1])", V, "harm[0]", "[0, 1e+06] prizes", "got -1"),
    ("nash_grid(two, discount=['a'])", T, "discount", "numbers", "'a'"),
    ("nash_grid(two, risk=None)", T, "risk", "numbers", "None"),
    ("nash_grid(slow, risk=[0.5])", V, "milestones", "1", "got 2"),
    ("nash_grid([1, 1], risk=[0.5])", T, "race", "Race", "[1, 1]"),
    ("sweep('f', x=[1])", T, "function", "callable", "'f'"),
    ("sweep(None, x=[1])", T, "function", "callable", "None"),
    ("sweep(abs)", V, "axes", "none"),
    ("sweep(abs, x=[])", V, "x", "empty"),
    ("sweep(abs, x=3)", T, "x", "sequence", "3"),
    ("sweep(abs, x='abc')", T, "x", "sequence", "'abc'"),
    ("sweep(abs, x=None)", T, "x", "sequence", "None"),
    ("sweep(dict, x=[1], progress='no')", T, "progress", "True or False", "'no'"),
    ("sweep(dict, x=[1], executor=3, progress=False)", T, "executor", "3"),
    ("sweep(dict, x=[1], executor=ThreadPoolExecutor, progress=False)", T, "executor"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [pytest.param(call, kind, words, id=call) for call, kind, *words in CALLS],
)
def test_hostile_call(call, kind, words):
    said = fault(call, kind, words)
    assert not said, said


def fault(call, kind, words):
    """What is wrong with the answer to a call, or nothing."""
    try:
        answer = eval(call, dict(NAMES))
    except Exception as error:
        if type(error) is not kind:
            return f"{call} raised {type(error).__name__}, not {kind.__name__}: {error}"
        missing = [word for word in words if word not in str(error)]
        return f"{call} said {str(error)!r}, without {', '.join(missing)}" if missing else ""
    return f"{call} gave {answer!r}"


@pytest.mark.parametrize(
    "results", [{1: 1.0, 2: {"a": 1}}, {1: {"a": 1}, 2: 1.0}, {1: "x", 2: "y"}, {1: None, 2: 1.0}]
)
def test_sweep_refuses_what_is_no_number(results):
    """A function returns a number, or a dict of numbers, at every point alike."""
    with pytest.raises((TypeError, RuntimeError), match=r"function|number"):
        rk.sweep(lambda x: results[x], x=[1, 2], progress=False)


def test_there_are_enough():
    assert len(CALLS) >= 150
    assert len({call for call, *_ in CALLS}) == len(CALLS)
