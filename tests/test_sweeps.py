"""Grids: the same as calling one by one, wherever the calls run."""

import multiprocessing
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import brute
import numpy as np
import pandas as pd
import pytest

from racekit import Race, _kernels, nash_grid, sweep
from racekit.sweeps import each

POINTS = {"n": [2, 3, 5], "risk": [0.4, 0.9]}


@pytest.fixture(scope="module")
def expected():
    """The grid by plain loops."""
    return [brute.nash_by_kind(n, risk) for n in POINTS["n"] for risk in POINTS["risk"]]


@pytest.mark.parametrize(
    "axes",
    [
        {"risk": [0.2, 0.4, 1.0]},
        {"safety_tax": [0.1, 0.5, 1.0]},
        {"enmity": [0.0, 0.3, 1.0]},
        {"harm": [0.0, 0.5, 4.0]},
        {"discount": [0.0, 0.05, 2.0]},
        {"harm": np.array([0, 2]), "enmity": (0.2, 0.9), "risk": [0.3]},
        {"risk": [0.4, 0.8], "safety_tax": [0.4, 0.9], "discount": [0.01, 1.0]},
    ],
)
@pytest.mark.parametrize(
    "race",
    [
        Race.equal(4),
        Race(
            [0.5, 1.0, 2.5],
            enmity=[[0, 0.2, 0.9], [1, 0, 0.4], [0.5, 0.6, 0]],
            harm=[0.0, 1.0, 0.3],
            names=["a", "b", "c"],
        ),
    ],
    ids=["equal", "unequal"],
)
def test_nash_grid_equals_nash(race, axes):
    grid = nash_grid(race, **axes)
    assert list(grid.columns) == list(race.names)
    assert list(grid.index.names) == list(axes)
    assert len(grid) == np.prod([len(values) for values in axes.values()])
    for point, row in grid.iterrows():
        point = point if isinstance(point, tuple) else (point,)
        exact = race.replace(**dict(zip(axes, point, strict=True))).nash()
        assert row.to_numpy() == pytest.approx(exact, abs=1e-13)


def test_nash_grid_keeps_the_order_given():
    grid = nash_grid(Race.equal(2), risk=[0.8, 0.4], enmity=[1.0, 0.5])
    assert list(grid.index) == [(0.8, 1.0), (0.8, 0.5), (0.4, 1.0), (0.4, 0.5)]
    assert grid.loc[(0.4, 1.0), "lab 1"] == pytest.approx(0.313804, abs=5e-7)
    assert grid["lab 2"].unstack("enmity").shape == (2, 2)


def test_one_compilation_serves_every_grid():
    """Each new mix of array layouts would cost a second of compiling on the first slider move."""
    nash_grid(Race.equal(3), risk=[0.2, 0.4])
    nash_grid(Race.equal(3, enmity=np.ones((3, 3)), harm=[0, 1, 2]), discount=[0, 1])
    nash_grid(Race.equal(3), enmity=[0.2, 0.4], harm=[0, 1])
    Race.equal(3).nash(floor=0.5)
    assert len(_kernels.nash_safety.signatures) == 1


def test_sweep_of_numbers():
    result = sweep(lambda x, y: 10 * x + y, x=[2, 1], y=range(3), progress=False)
    assert isinstance(result, pd.Series)
    assert list(result.index.names) == ["x", "y"]
    assert list(result) == [20, 21, 22, 10, 11, 12]
    one = sweep(abs_of, x=(-1.0, 2.0), progress=False)
    assert one.name == "abs_of"
    assert one.loc[-1.0] == 1


def abs_of(x):
    return abs(x)


def same(result, expected):
    assert list(result.columns) == ["safety", "price"]
    assert list(result.index.names) == ["n", "risk"]
    assert result.to_dict("records") == expected
    assert list(result.index) == [(n, risk) for n in POINTS["n"] for risk in POINTS["risk"]]


def test_sweep_without_an_executor(expected):
    same(sweep(brute.nash_by_kind, progress=False, **POINTS), expected)


def test_sweep_on_threads(expected):
    with ThreadPoolExecutor(3) as executor:
        same(sweep(brute.nash_by_kind, executor=executor, progress=False, **POINTS), expected)


def test_sweep_on_spawned_processes(expected):
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as executor:
        same(sweep(brute.nash_by_kind, executor=executor, progress=False, **POINTS), expected)
        with pytest.raises(RuntimeError, match="x=3: ArithmeticError: three is too much"):
            sweep(brute.fails_at_three, x=range(6), executor=executor, progress=False)


def test_sweep_on_dask(expected):
    distributed = pytest.importorskip("distributed", reason="dask is in the extra 'scale'")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as client, client.get_executor() as executor:
        same(sweep(brute.nash_by_kind, executor=executor, progress=False, **POINTS), expected)
        with pytest.raises(RuntimeError, match="x=3: ArithmeticError: three is too much"):
            sweep(brute.fails_at_three, x=range(6), executor=executor, progress=False)


@pytest.mark.parametrize("threads", [0, 2])
def test_failing_point_is_named(threads):
    with ThreadPoolExecutor(2) as pool:
        executor = pool if threads else None
        with pytest.raises(RuntimeError, match="x=3: ArithmeticError: three") as caught:
            sweep(brute.fails_at_three, x=[1, 2, 3, 4], executor=executor, progress=False)
    assert isinstance(caught.value.__cause__, ArithmeticError)


class OneByOne(Executor):
    """Runs the first task at once and leaves the others waiting."""

    def __init__(self):
        self.futures = []

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        if not self.futures:
            try:
                future.set_result(function(*args, **kwargs))
            except Exception as error:
                future.set_exception(error)
        self.futures.append(future)
        return future


def test_nothing_more_starts_after_an_error():
    executor = OneByOne()
    with pytest.raises(RuntimeError, match="x=3"):
        sweep(brute.fails_at_three, x=[3, 4, 5, 6], executor=executor, progress=False)
    assert len(executor.futures) == 4
    assert all(future.cancelled() for future in executor.futures[1:])


@pytest.mark.parametrize("points", [1, 63, 64, 65, 1000])
def test_chunks_keep_the_order(points):
    with ThreadPoolExecutor(4) as executor:
        result = sweep(abs_of, x=range(points), executor=executor, progress=False)
    assert list(result) == list(range(points))


@pytest.mark.parametrize("threads", [0, 1])
def test_progress_bar(threads, capsys):
    with ThreadPoolExecutor(1) as pool:
        executor = pool if threads else None
        sweep(abs_of, x=range(70), executor=executor)
        assert "/70" in capsys.readouterr().err
        sweep(abs_of, x=range(70), executor=executor, progress=False)
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out == ""


def test_each_hands_over_what_is_done_before_the_next_begins():
    begun = []

    def notes(n):
        begun.append(n)
        return f"note {n}"

    stream = each(notes, [{"n": n} for n in range(5)], progress=False)
    assert next(stream) == "note 0"
    assert begun == [0]
    assert list(stream) == [f"note {n}" for n in range(1, 5)]
