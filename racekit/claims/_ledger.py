"""What the public asks of the claims: one point, a map, the whole ledger, the evidence."""

import numpy as np
import pandas as pd

from racekit import _validate, history
from racekit.claims import _bench, _search, _space, _words
from racekit.claims._docket import CLAIMS, EVIDENCE, EVIDENCE_BRIEF, EVIDENCE_SAYS, ORDER
from racekit.claims._predicates import package
from racekit.race import Race

_BINS = 20  # of an axis, for the share of variance it explains
_POINTS = 61  # along each axis of a map
_LINKS = ("nobody cheats", "somebody would unwatched", "risk halved", "not without the fastest",
          "it works", "all four")  # fmt: skip


def space():
    """The parameter space: the axes over which the claims are judged.

    Returns
    -------
    DataFrame
        One row a parameter: ``low``, ``high``, ``baseline``, ``scale`` (what is drawn evenly:
        the value, "log", "log1p" or whole numbers), ``unit`` and ``words``.

    Notes
    -----
    Lab A has a speed and a harm of its own, the other labs share theirs. The labs' mean speed
    is 1 a year. Labs belong to two nations in turn, A to the first. ``patience`` is the weight
    of the next race against this one.

    Examples
    --------
    >>> space().loc["safety_tax", ["low", "high", "baseline"]].tolist()
    [0.1, 1.0, 0.8]
    """
    fields = ("low", "high", "baseline", "scale", "unit", "words")
    rows = {name: {f: getattr(axis, f) for f in fields} for name, axis in _space.SPACE.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("parameter")


def docket():
    """The claims on trial, one row each: what it says, how it is tested, where it is taught.

    Returns
    -------
    DataFrame
        ``brief``, ``says``, ``test``, ``bar`` (what the test asks for), ``unit`` of the margin,
        ``lessons``. C13 has no test: see `evidence`.

    Examples
    --------
    >>> docket().loc["C6", "test"]
    "every lab gets less in the race than under the planner's standard"
    """
    fields = ("brief", "says", "test", "bar", "unit", "lessons")
    rows = {name: {f: getattr(claim, f) for f in fields} for name, claim in CLAIMS.items()}
    rows[EVIDENCE] = {"brief": EVIDENCE_BRIEF, "says": EVIDENCE_SAYS,
                      "test": "evidence, not draws", "lessons": "precedents"}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").loc[list(ORDER)].rename_axis("claim")


def at(race=None, **point):
    """Which claims hold at one point.

    Parameters
    ----------
    race : Race, optional
        Any race of 2..20 labs and one milestone. Its first lab is lab A; its labs belong to two
        nations in turn. Left out, the race is given by ``point``.
    **point : float
        Parameters as in `space`, baseline where left out. With a race, only the institutions:
        ``leak``, ``detection``, ``fine``, ``patience``, ``informed``, ``exposure``, ``penalty``.

    Returns
    -------
    DataFrame
        One row a claim but C13: ``verdict`` ("holds", "fails", "does not arise"), ``margin``
        (above 0 where it holds, NaN where it does not arise) and its ``unit``.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Examples
    --------
    >>> at(enmity_within=0.9, enmity_between=0.3).loc["C10", "verdict"]
    'fails'
    >>> round(float(at(Race.equal(2)).loc["C2", "margin"]), 3)  # 0.986 wanted, 0.314 done
    0.673
    """
    margins = _bench.judge(_case(race, point)[0])[0]
    return pd.DataFrame(
        {
            "verdict": [_words.outcome(v) for v in _bench.verdict(margins)],
            "margin": margins,
            "unit": [claim.unit for claim in CLAIMS.values()],
        },
        index=pd.Index(CLAIMS, name="claim"),
    )


def ledger(race=None, draws=100_000, seed=0, threads=None, held=None, **point):
    """Judge every claim at one race and over the whole parameter space.

    Parameters
    ----------
    race : Race, optional
        As in `at`; the baseline if left out.
    draws : int
        Quasi-random points, in 16..4194304; rounded up to 16 times a power of two.
    seed : int
        Same seed, same ledger bit for bit, on any number of threads; in 0..2**64 - 1.
    threads : int, optional
        Threads to use, in 1..1024; all that numba sees if left out.
    held : dict of {str: float}, optional
        Parameters held at a value in all draws, such as ``{"patience": 0}``.
    **point : float
        As in `at`. Counterexamples and strongest cases start from it, baseline where nothing
        is said; the race's own numbers do not enter there.

    Returns
    -------
    DataFrame
        One row a claim:
        brief, says : str;
        here, margin, unit : the verdict at the race, as in `at`;
        share, error : share of the draws in which it holds, among those in which it arises, and
        its standard error;
        arises : share of the draws in which it arises;
        decides, explains : the parameter that separates best, and the share of the variance
        between holding and failing that it explains alone;
        counterexample : dict, the smallest change found that makes it fail, {} if none is needed;
        strongest, best_margin : dict, a change that brings nearly the largest margin, and it;
        verdict : str, a sentence.
        Missing where there is nothing to say; C13 has only the columns of words. ``attrs`` holds
        "draws", how many there were, and "most_at_once", the largest number of claims that hold
        together in one draw.

    Notes
    -----
    The draws are 16 Sobol sequences, each moved by random digits of its own, and the standard
    error is that of the mean over the 16. The parameter that decides is found in 20 bins along
    each axis: the variance of the bins' means over the whole (a first-order Sobol index).
    Counterexamples are searched on steps of 1/200 of each axis, in one parameter; failing that
    the failing draw that is nearest, with parameters put back while it fails. A nearer one in
    several parameters may exist. Where all draws agree the error is 0, and the share may be
    off by about 3 over the number of draws in which the claim arises.

    Examples
    --------
    >>> trial = ledger(draws=2**10)
    >>> trial.loc["C3", "here"], float(trial.loc["C3", "share"]), trial.loc["C12", "decides"]
    ('holds', 1.0, 'patience')
    """
    _, origin = _case(race, point)
    sample = _bench.sample(draws, seed, threads, held)
    here = at(race, **point)
    table = pd.DataFrame(index=here.index)
    table["brief"] = [claim.brief for claim in CLAIMS.values()]
    table["says"] = [claim.says for claim in CLAIMS.values()]
    table = table.assign(here=here["verdict"], margin=here["margin"], unit=here["unit"])
    verdicts = _bench.verdict(sample.margins)
    table[["share", "error", "arises"]] = [sample.share(column) for column in verdicts.T]
    table[["decides", "explains"]] = [_decides(sample.places, column) for column in verdicts.T]
    table["counterexample"] = _search.counterexamples(origin, sample)
    table[["strongest", "best_margin"]] = _search.strongest(origin, sample)
    table["verdict"] = [_words.sentence(row) for _, row in table.iterrows()]
    table.loc[EVIDENCE, ["brief", "says", "here", "verdict"]] = (
        EVIDENCE_BRIEF, EVIDENCE_SAYS, "evidence", _words.evidence(evidence()),
    )  # fmt: skip
    table = table.loc[list(ORDER)]
    together = (verdicts == 1.0).sum(axis=1)
    table.attrs = {"draws": len(verdicts), "most_at_once": int(together.max())}
    return table


def region(claim, axes=None, points=_POINTS, **point):
    """Margin of one claim over two parameters: where it holds, fails, or does not arise.

    Parameters
    ----------
    claim : str
        "C1" to "C15"; not C13.
    axes : sequence of two str, or dict of two {str: array_like}, optional
        Parameters of `space`, horizontal first; with a dict also their values, in any order.
        The claim's own two if left out.
    points : int
        Values along an axis that gives none, in 2..401.
    **point : float
        The other parameters, baseline where left out.

    Returns
    -------
    DataFrame
        Margin, in the unit of `docket`: columns the first parameter, index the second; NaN where
        the claim does not arise. ``attrs`` holds "claim", "says", "unit", and for
        `racekit.plots.claim_region` "axes", their labels, and "log", those drawn so.

    Examples
    --------
    >>> table = region("C7", axes={"harm": [0.0, 5.0], "leak": [0.0, 0.4]}, n=5)
    >>> (table > 0).to_numpy().tolist()
    [[False, False], [False, True]]
    """
    claim = _claim(claim)
    across, up = _axes(CLAIMS[claim].axes if axes is None else axes, points)
    origin = _space.checked(point)
    (x, values), (y, heights) = across, up
    grid = {name: np.full(values.size * heights.size, float(v)) for name, v in origin.items()}
    grid[x], grid[y] = np.tile(values, heights.size), np.repeat(heights, values.size)
    margins = _bench.margins(grid, (claim,), threads=None).reshape(heights.size, values.size)
    table = pd.DataFrame(margins, pd.Index(heights, name=y), pd.Index(values, name=x))
    table.attrs = {"claim": claim, "says": CLAIMS[claim].says, "unit": CLAIMS[claim].unit}
    table.attrs["axes"] = {name: _words.label(name) for name in (x, y)}
    table.attrs["log"] = [name for name in (x, y) if _space.SPACE[name].scale == "log"]
    return table


def bars(claim, levels, draws=100_000, seed=0, threads=None, held=None):
    """Share of the space in which a claim holds, for other bars than its own.

    Parameters
    ----------
    claim : str
        As in `region`.
    levels : array_like, float64[levels]
        Bars in the place of the one in `docket` [-], in [-1, 1].
    draws, seed, threads, held
        As in `ledger`.

    Returns
    -------
    DataFrame
        Index: bar; ``share``, its standard ``error``, and in what share the claim ``arises``.

    Examples
    --------
    >>> table = bars("C8", [0.25, 0.5, 0.75], draws=2**10)
    >>> bool(table["share"].is_monotonic_increasing)
    True
    """
    claim = _claim(claim)
    levels = np.ravel(_validate.array("levels", levels, -1.0, 1.0))
    sample, found = _bench.sample(draws, seed, threads, held), []
    points = sample.points()
    for level in levels:
        margins = _bench.margins(points, (claim,), {claim: float(level)}, threads)
        found.append(sample.share(_bench.verdict(margins[:, 0])))
    return pd.DataFrame(found, pd.Index(levels, name="bar"), columns=["share", "error", "arises"])


def links(draws=100_000, seed=0, threads=None, held=None):
    """How often each of the four links of C15 holds, the package's parts and their need.

    Parameters
    ----------
    draws, seed, threads, held
        As in `ledger`.

    Returns
    -------
    DataFrame
        Index: link; ``share`` of the draws in which racing adds danger, and its standard
        ``error``. "it works" is the first and the third together.

    Examples
    --------
    >>> links(draws=2**10).index.tolist()
    ['nobody cheats', 'somebody would unwatched', 'risk halved', 'not without the fastest',
     'it works', 'all four']
    """
    sample = _bench.sample(draws, seed, threads, held)
    bar = CLAIMS["C15"].bar
    found = _bench.at_points(lambda case: package(case, bar), 4, sample.points(), threads)
    works = found[:, [0, 2]].min(axis=1, keepdims=True)
    found = np.hstack([found, works, found.min(axis=1, keepdims=True)])
    rows = [sample.share(column)[:2] for column in _bench.verdict(found).T]
    return pd.DataFrame(rows, pd.Index(_LINKS, name="link"), columns=["share", "error"])


def flips(steps=_search.STEPS, **point):
    """Nearest change of one parameter that makes each claim hold, or fail, instead.

    Parameters
    ----------
    steps : int
        Steps along each axis, in 4..1000: the value is found to within one.
    **point : float
        Parameters as in `space`, baseline where left out.

    Returns
    -------
    DataFrame
        One row a claim that one parameter can turn, nearest first: ``parameter``, its ``value``,
        how ``far`` that is [share of the axis], and the ``verdict`` there.

    Examples
    --------
    >>> flips().loc["C10", "parameter"], float(flips().loc["C10", "value"])
    ('safety_tax', 0.55)
    """
    origin = _space.checked(point)
    steps = _validate.integer("steps", steps, 4, 1000)
    rows = _search.turns(origin, steps)
    table = pd.DataFrame(rows, columns=["claim", "parameter", "value", "far", "verdict"])
    return table.set_index("claim").sort_values("far", kind="stable")


def evidence():
    """What became of the six treaties that C13 appeals to.

    Returns
    -------
    DataFrame
        One row a treaty: ``in_force``, bool, whether it ever was; ``limits_met`` and
        ``limits_missed``, how many of its dated limits are on record as met, or not [count];
        ``violations``, how many were admitted or established, and ``alleged``, how many are
        disputed or alleged only [count]; ``verification``, str.

    Notes
    -----
    From `racekit.history`: `treaties`, `limits` and `violations`, with sources row by row. A
    limit met "mostly", or never in force, is neither met nor missed here.

    Examples
    --------
    >>> evidence()["in_force"].sum(), evidence().loc["New START", "limits_met"]
    (np.int64(5), np.int64(6))
    """
    about = history.treaties().set_index("treaty").loc[list(history.SIX)]
    limits, cases = history.limits(), history.violations()
    open_cases = cases["status"].isin(["disputed", "alleged by a party"])

    def count(table, which):
        return table[which].groupby("treaty").size().reindex(history.SIX, fill_value=0).to_numpy()

    return pd.DataFrame(
        {
            "in_force": about["in_force"] != "never",
            "limits_met": count(limits, limits["met"] == "yes"),
            "limits_missed": count(limits, limits["met"] == "no"),
            "violations": count(cases, ~open_cases),
            "alleged": count(cases, open_cases),
            "verification": about["verification"],
        }
    )


def _case(race, point):
    """One case, and the point from which changes are counted."""
    if race is None:
        origin = _space.checked(point)
        return _bench.case_of(_bench.rows([origin])), origin
    if not isinstance(race, Race):
        raise TypeError(f"race must be a Race or None, got {race!r}")
    if race.milestones != 1 or race.n < 2:
        raise ValueError(
            f"race must have 2..20 labs and milestones 1, got {race.n} labs "
            f"and milestones {race.milestones}"
        )
    if set(point) - set(_space.INSTITUTIONS):
        raise TypeError(
            f"with a race the parameters are {', '.join(_space.INSTITUTIONS)}, "
            f"got {', '.join(sorted(point))}"
        )
    origin = _space.checked(point)
    institutions = {name: np.array([float(origin[name])]) for name in _space.INSTITUTIONS}
    return _bench.Case(race.races.as_row(), _space.home(race.n), **institutions), origin


def _claim(claim):
    if not isinstance(claim, str) or claim not in CLAIMS:
        raise ValueError(f"claim must be one of {', '.join(CLAIMS)}, got {claim!r}")
    return claim


def _axes(axes, points):
    """Two (parameter, values) pairs."""
    points = _validate.integer("points", points, 2, 401)
    pair = isinstance(axes, (tuple, list, dict)) and len(axes) == 2
    if not pair or not all(isinstance(name, str) for name in axes) or len(set(axes)) != 2:
        raise ValueError(f"axes must name two parameters, got {axes!r}")
    pairs = []
    for name in axes:
        if name not in _space.SPACE:
            raise ValueError(f"axes must be among {', '.join(_space.SPACE)}, got {name!r}")
        axis = _space.SPACE[name]
        if isinstance(axes, dict):
            values = _validate.array(name, axes[name], axis.low, axis.high, axis.unit)
            values = np.unique(values)
            if axis.scale == "count" and (values % 1 != 0).any():
                raise ValueError(f"{name} must be whole numbers, got {values}")
        else:
            values = np.unique(axis.value(np.linspace(0.0, 1.0, points)))
        pairs.append((name, values))
    return pairs


def _decides(places, verdicts):
    """The parameter whose bins differ most in how often the claim holds, and its share.

    Less what bins of this size would differ by chance (omega squared of an analysis of variance).
    """
    arises = ~np.isnan(verdicts)
    held = verdicts[arises]
    if held.size <= _BINS or held.var() == 0.0:
        return None, np.nan
    bins = np.minimum((places[arises] * _BINS).astype(int), _BINS - 1)
    whole, explained = held.var() * held.size, []
    for column in bins.T:
        size = np.bincount(column, minlength=_BINS)
        mean = np.bincount(column, held, minlength=_BINS) / np.maximum(size, 1)
        between = float(size @ (mean - held.mean()) ** 2)
        groups = int((size > 0).sum())
        chance = (groups - 1) * (whole - between) / (held.size - groups)
        explained.append(max(0.0, between - chance) / whole)
    best = int(np.argmax(explained))
    return list(_space.SPACE)[best], explained[best]
