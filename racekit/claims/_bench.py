"""Margins of the claims at many points at once, and the draws that the ledger counts."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from racekit import _parallel, _validate
from racekit.claims import _space
from racekit.claims._docket import CLAIMS
from racekit.claims._predicates import TINY, Case

_BLOCK = 2048  # points judged together: their arrays stay in the cache
_BINS = 20  # of an axis, for the share of variance it explains
MOST_DRAWS = 2**22


def margins(points, names=tuple(CLAIMS), bars=None, threads=1):
    """Margin of each claim at each point, float64[points, claims].

    ``points`` holds float64[points] for every parameter; ``bars`` replaces the claims' own.
    """
    return at_points(lambda case: judge(case, names, bars), len(names), points, threads)


def at_points(ask, answers, points, threads):
    """What ``ask``, a function of a case, says at each point, float64[points, answers]."""
    sizes = points["n"]
    out = np.empty((sizes.size, answers))
    blocks = []
    for n in np.unique(sizes):
        found = np.flatnonzero(sizes == n)
        blocks += [found[i : i + _BLOCK] for i in range(0, found.size, _BLOCK)]

    def fill(block):
        out[block] = ask(case_of({name: values[block] for name, values in points.items()}))

    _parallel.in_threads(fill, blocks, threads)
    return out


def case_of(points):
    """What the predicates read, at points that share their number of labs."""
    institutions = {name: np.array(points[name]) for name in _space.INSTITUTIONS}
    field = _space.field(points)
    return Case(field, _space.home(field.n), **institutions)


@np.errstate(under="ignore")
def judge(case, names=tuple(CLAIMS), bars=None):
    """Margin of each claim in one case, float64[races, claims]."""
    bars = bars or {}
    return np.stack(
        [CLAIMS[name].margin(case, bars.get(name, CLAIMS[name].bar)) for name in names], axis=1
    )


def verdict(margin):
    """1 where a claim holds, 0 where it fails, NaN where it does not arise."""
    return np.where(np.isnan(margin), np.nan, margin > TINY)


def rows(points):
    """A list of points as one dict of arrays."""
    return {name: np.array([point[name] for point in points], float) for name in _space.SPACE}


@dataclass(eq=False)
class Sample:
    """Draws from the space, judged when somebody asks.

    Attributes
    ----------
    places : float64[draws, parameters]
        Where along each axis, in [0, 1].
    """

    places: np.ndarray
    _margins: np.ndarray | None = None

    def margins(self, threads=1):
        """Margin of each claim at each draw, float64[draws, claims]; worked out once."""
        if self._margins is None:
            self._margins = margins(self.points(), threads=threads)
            self._margins.setflags(write=False)
        return self._margins

    @cached_property
    def shares(self):
        """A tuple a claim: what `share` and `decides` say of its verdicts."""
        verdicts = verdict(self.margins())
        decided = self.decides(verdicts)
        shares = [self.share(column) for column in verdicts.T]
        return [(*share, *parameter) for share, parameter in zip(shares, decided, strict=True)]

    def points(self, which=slice(None)):
        """Values of the parameters at some of the draws."""
        return _space.points(self.places[which])

    def share(self, verdicts):
        """Share of 1 among what is not NaN, its standard error, and how much is not NaN.

        The error is that of the mean over the independent shifts, each a complete sample.
        """
        each = verdicts.reshape(_space.SHIFTS, -1)
        arises = ~np.isnan(each)
        counts = arises.sum(axis=1)
        held = np.where(arises, each, 0.0).sum(axis=1)
        if counts.sum() == 0:
            return np.nan, np.nan, 0.0
        share = held.sum() / counts.sum()
        # of a ratio: how each shift's count departs from the common share
        departs = (held - share * counts) / counts.mean()
        error = departs.std(ddof=1) / np.sqrt(_space.SHIFTS)
        return share, error, counts.sum() / each.size

    def decides(self, verdicts):
        """For each claim the parameter whose bins differ most in how often it holds, its share.

        Parameters
        ----------
        verdicts : float64[draws, claims]
        """
        codes = np.where(np.isnan(verdicts), 2, verdicts).T.astype(int)  # 0 fails, 1 holds
        counts = np.empty((len(codes), len(_space.SPACE), _BINS, 3), int)
        for i, places in enumerate(self.places.T):
            bins = 3 * np.minimum((places * _BINS).astype(int), _BINS - 1)
            for j, code in enumerate(codes):
                counts[j, i] = np.bincount(bins + code, minlength=3 * _BINS).reshape(_BINS, 3)
        return [_most_explained(count[..., 1], count[..., :2].sum(axis=-1)) for count in counts]


def _most_explained(held, size):
    """The parameter whose bins differ most, from int64[parameters, bins], and the share explained.

    Less what bins of this size would differ by chance: omega squared, by analysis of variance.
    """
    total = int(size[0].sum())
    share = held[0].sum() / max(total, 1)
    if total <= _BINS or share in (0.0, 1.0):
        return None, np.nan
    whole = share * (1.0 - share) * total
    between = (size * (held / np.maximum(size, 1) - share) ** 2).sum(axis=1)
    groups = (size > 0).sum(axis=1)
    chance = (groups - 1) * (whole - between) / (total - groups)
    explained = np.maximum(0.0, between - chance) / whole
    best = int(explained.argmax())
    return list(_space.SPACE)[best], float(explained[best])


def sample(draws, seed, held=None):
    """The draws, with some parameters held; the last ones asked for are kept, and their margins."""
    draws = _validate.integer("draws", draws, _space.SHIFTS, MOST_DRAWS)
    seed = _validate.integer("seed", seed, 0, 2**64 - 1)
    held = {} if held is None else held
    if not isinstance(held, dict):
        raise TypeError(f"held must be a dict of parameter: value, got {_validate.shown(held)}")
    strangers = [name for name in held if name not in _space.SPACE]
    if strangers:
        given = _validate.listing(strangers)
        raise TypeError(f"held must name parameters of `claims.space()`; there is no {given}")
    point = _space.checked(held)
    held = tuple((name, point[name]) for name in sorted(held))
    return _sample(_space.power(draws), seed, held)


@lru_cache(maxsize=1)
def _sample(power, seed, held):
    places = _space.places(power, seed)
    for name, value in held:
        places[:, list(_space.SPACE).index(name)] = _space.SPACE[name].place(value)
    places.setflags(write=False)
    return Sample(places)
