"""Verdicts at one race, and in what share of the space each claim holds."""

import numpy as np
import pandas as pd

from racekit import _validate
from racekit.claims import _bench, _search, _space, _words
from racekit.claims._docket import (
    CLAIMS,
    EVIDENCE,
    EVIDENCE_BRIEF,
    EVIDENCE_SAYS,
    ORDER,
    checked_claim,
)  # fmt: skip
from racekit.claims._predicates import package
from racekit.claims._record import evidence
from racekit.race import checked

MOST_LEVELS = 401
_LINKS = ("nobody cheats", "somebody would unwatched", "risk halved", "not without the fastest",
          "it works", "all four")  # fmt: skip


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
    sample = _bench.sample(draws, seed, held)
    sample.margins(threads)
    here = at(race, **point)
    table = pd.DataFrame(index=here.index)
    table["brief"] = [claim.brief for claim in CLAIMS.values()]
    table["says"] = [claim.says for claim in CLAIMS.values()]
    table = table.assign(here=here["verdict"], margin=here["margin"], unit=here["unit"])
    columns = ["share", "error", "arises", "decides", "explains"]
    table = table.join(pd.DataFrame(sample.shares, table.index, columns))
    table["counterexample"] = _search.counterexamples(origin, sample)
    table[["strongest", "best_margin"]] = _search.strongest(origin, sample)
    table["verdict"] = [_words.sentence(row) for _, row in table.iterrows()]
    table.loc[EVIDENCE, ["brief", "says", "here", "verdict"]] = (
        EVIDENCE_BRIEF, EVIDENCE_SAYS, "evidence", _words.evidence(evidence()),
    )  # fmt: skip
    table = table.loc[list(ORDER)]
    together = (_bench.verdict(sample.margins()) == 1.0).sum(axis=1)
    table.attrs = {"draws": together.size, "most_at_once": int(together.max())}
    return table


def bars(claim, levels, draws=100_000, seed=0, threads=None, held=None):
    """Share of the space in which a claim holds, for other bars than its own.

    Parameters
    ----------
    claim : str
        As in `region`.
    levels : array_like, float64[levels]
        Bars in the place of the one in `docket` [-], in [-1, 1]; at most 401.
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
    claim = checked_claim(claim)
    levels = np.ravel(_validate.array("levels", levels, -1.0, 1.0))
    if levels.size > MOST_LEVELS:
        raise ValueError(f"levels must list 1..{MOST_LEVELS} bars, got {levels.size}")
    sample, margin = _bench.sample(draws, seed, held), CLAIMS[claim].margin

    def ask(case):
        return np.stack([margin(case, float(level)) for level in levels], axis=1)

    found = _bench.at_points(ask, levels.size, sample.points(), threads)
    found = [sample.share(column) for column in _bench.verdict(found).T]
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
    sample = _bench.sample(draws, seed, held)
    bar = CLAIMS["C15"].bar
    found = _bench.at_points(lambda case: package(case, bar), 4, sample.points(), threads)
    works = found[:, [0, 2]].min(axis=1, keepdims=True)
    found = np.hstack([found, works, found.min(axis=1, keepdims=True)])
    rows = [sample.share(column)[:2] for column in _bench.verdict(found).T]
    return pd.DataFrame(rows, pd.Index(_LINKS, name="link"), columns=["share", "error"])


def _case(race, point):
    """One case, and the point from which changes are counted."""
    if race is None:
        origin = _space.checked(point)
        return _bench.case_of(_bench.rows([origin])), origin
    if checked(race).n < 2:
        raise ValueError(f"race must have 2..20 labs, got {race.n}")
    if set(point) - set(_space.INSTITUTIONS):
        raise TypeError(
            f"with a race the parameters are {', '.join(_space.INSTITUTIONS)}, "
            f"got {_validate.listing(sorted(point))}"
        )
    origin = _space.checked(point)
    institutions = {name: np.array([float(origin[name])]) for name in _space.INSTITUTIONS}
    return _bench.Case(_space.field_of(race), _space.home(race.n), **institutions), origin
