"""Parameter grids: Nash equilibria of many races at once, and any function over any axes."""

import warnings
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd

from racekit import _validate
from racekit._race_fields import PAIRED, SCALARS
from racekit.race import checked
from racekit.races import worth

_FIELDS = SCALARS | PAIRED


@np.errstate(under="ignore")
def nash_grid(race, **axes):
    """Nash safety of every lab over a grid of the race's scalar fields.

    Parameters
    ----------
    race : Race
        Gives every field that is not an axis; one milestone.
    **axes : array_like, float64[points]
        Values of ``safety_tax``, ``risk``, ``enmity``, ``harm``, ``discount``, ``residual`` or
        ``curve``, one axis each; ``risk`` only where all labs believe it.

    Returns
    -------
    DataFrame
        Index: one level an axis, in the order given; one column a lab; entries are safety [-],
        NaN, with a warning that names them, at points where no equilibrium is found.

    Examples
    --------
    >>> nash_grid(Race.equal(2), risk=[0.4, 0.8]).round(3)
          lab 1  lab 2
    risk
    0.4   0.314  0.314
    0.8   0.731  0.731
    """
    checked(race)
    unknown = set(axes) - set(_FIELDS)
    if unknown or not axes:
        raise ValueError(f"axes must be some of {', '.join(_FIELDS)}, got {sorted(unknown)}")
    if "risk" in axes and race.beliefs is not None:
        raise ValueError("risk moves nothing that labs do where a race gives their beliefs")
    values = {}
    for name, given in axes.items():
        low, high, unit, ends = _FIELDS[name]
        given = _validate.array(name, given, low, high, unit, **ends)
        if given.ndim > 1:
            raise ValueError(f"{name} must be a list of values, got shape {given.shape}")
        values[name] = np.atleast_1d(given)
    index = _index(values)
    columns = {name: index.get_level_values(name).to_numpy() for name in values}
    if "enmity" in columns:
        columns["worth"] = worth(columns.pop("enmity"), race.n)
    if "harm" in columns:
        columns["harm"] = columns["harm"][:, None]
    safety, sweeps = replace(race.races, **columns).settled()
    _say_where_lost(index, sweeps < 0)
    safety[sweeps < 0] = np.nan
    return pd.DataFrame(safety, index=index, columns=race.names)


def _say_where_lost(index, lost):
    """Warn of grid points without an equilibrium; the others keep theirs."""
    if lost.any():
        first = dict(zip(index.names, np.atleast_1d(index[lost][0]).tolist(), strict=True))
        warnings.warn(
            f"the labs' replies did not settle at {lost.sum()} of {lost.size} points, the first "
            f"{first}: NaN there",
            RuntimeWarning,
            stacklevel=3,
        )


def sweep(function, *, executor=None, progress=True, **axes):
    """Call ``function`` at every point of a grid.

    Parameters
    ----------
    function : callable
        Takes one keyword argument an axis; returns a number or a dict of numbers.
    executor : concurrent.futures.Executor, optional
        Where to run: threads, spawned processes, a cluster's executor. For processes the
        function must be importable (from a module, not from a notebook cell).
    progress : bool
        Show a progress bar.
    **axes : sequence
        Values of each argument.

    Returns
    -------
    Series or DataFrame
        Index: one level an axis, in the order given. A DataFrame, one column a key, where the
        function returns dicts.

    Raises
    ------
    RuntimeError
        If the function fails, naming the point; the function's own error is its cause.

    Examples
    --------
    >>> sweep(lambda n: float(Race.equal(n).nash()[0]), n=[2, 3], progress=False).round(6)
    n
    2    0.313804
    3    0.143922
    Name: <lambda>, dtype: float64
    """
    axes = {name: _listed(name, values) for name, values in axes.items()}
    if not axes:
        raise ValueError("axes must name at least one argument of the function, got none")
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    results = list(each(function, points, executor=executor, progress=progress))
    index = _index(axes)
    kinds = {isinstance(result, dict) for result in results}
    numbers = (x for r in results for x in (r.values() if isinstance(r, dict) else [r]))
    if len(kinds) > 1 or not all(
        np.asarray(x).dtype.kind in "biuf" and np.ndim(x) == 0 for x in numbers
    ):
        raise TypeError("the function must return a number, or a dict of numbers, at every point")
    if isinstance(results[0], dict):
        return pd.DataFrame(results, index=index)
    return pd.Series(results, index=index, name=getattr(function, "__name__", None))


def each(function, points, *, executor=None, progress=True):
    """Yield the result of ``function`` at each point, in their order, as it comes.

    Parameters
    ----------
    function, executor, progress
        As in `sweep`; the function may return anything.
    points : list of dict
        Keyword arguments of the function.

    Yields
    ------
    object

    Examples
    --------
    >>> list(each(lambda n: n * n, [{"n": 2}, {"n": 3}], progress=False))
    [4, 9]
    """
    if not callable(function):
        raise TypeError(f"function must be callable, got {_validate.shown(function)}")
    points = _validate.sequence("points", points, "dicts")
    for point in points:
        _validate.instance("points", point, dict)
    if executor is not None and (isinstance(executor, type) or not hasattr(executor, "submit")):
        given = _validate.shown(executor)
        raise TypeError(f"executor must be a concurrent.futures.Executor, got {given}")
    progress = _validate.flag("progress", progress)
    from tqdm.auto import tqdm  # loads asyncio and more, and explorers sweep without a bar

    with tqdm(total=len(points), disable=not progress, leave=False) as bar:
        yield from _results(function, points, executor, bar)


def _results(function, points, executor, bar):
    """Results in the order of the points, a chunk of points a task."""
    if executor is None:
        for point in points:
            yield from _run_chunk(function, [point])
            bar.update()
        return
    size = -(-len(points) // 64)  # 64 tasks: smooth progress, little overhead
    chunks = [points[i : i + size] for i in range(0, len(points), size)]
    futures, halt = [], _Halt()
    try:
        for chunk in chunks:
            futures.append(executor.submit(_run_chunk, function, chunk, halt))
        for future, chunk in zip(futures, chunks, strict=True):
            yield from future.result()
            bar.update(len(chunk))
    finally:
        halt.told = True
        for future in futures:  # after an error or an interrupt, start nothing more
            future.cancel()


class _Halt:
    """Ends a chunk after the point it is at, in threads; a copy in another process stays untold."""

    told = False


def _run_chunk(function, points, halt=_Halt):
    """Module-level, so that other processes can import it."""
    results = []
    for point in points:
        if halt.told:
            break
        try:
            results.append(function(**point))
        except Exception as error:
            where = ", ".join(f"{name}={_validate.shown(value)}" for name, value in point.items())
            where, what = _validate.listing([where]), _validate.said(error)
            raise RuntimeError(f"the function failed at {where}: {what}") from error
    return results


def _listed(name, values):
    try:
        if isinstance(values, str):
            raise TypeError
        values = list(values)
    except Exception:  # no sequence, or an iterator that fails on the way
        given = _validate.shown(values)
        raise TypeError(f"axis {name} must be a sequence of values, got {given}") from None
    if not values:
        raise ValueError(f"axis {name} must not be empty")
    return values


def _index(axes):
    if len(axes) == 1:
        [(name, values)] = axes.items()
        return pd.Index(values, name=name)
    return pd.MultiIndex.from_product(axes.values(), names=axes.keys())
