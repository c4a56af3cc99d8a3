"""Points near a given one at which a claim's verdict is another, and points that suit it best."""

from functools import lru_cache

import numpy as np

from racekit.claims import _bench, _space, _words
from racekit.claims._docket import CLAIMS

STEPS = 200  # on the way along one axis, or along a straight line to a draw
_KEEP = 0.95  # of the largest margin, while its point is made simpler
FAILS = 0.0


def tidy(values):
    """Three significant digits, so that what is printed is what was judged."""
    values = np.asarray(values, dtype=float)
    digits = np.floor(np.log10(np.maximum(np.abs(values), 1e-12)))
    return np.round(values * 10.0 ** (2 - digits)) / 10.0 ** (2 - digits)


def neighbours(origin, steps=STEPS):
    """``origin`` and, after it, the points that differ from it in one parameter.

    Returns
    -------
    names : str[points]
        Which parameter, "" for the origin.
    values, far : float64[points]
        Its value, and how far that lies from the origin, in lengths of the axis.
    points : dict of float64[points]
    """
    names, values, places = _lines(steps)
    points = {name: np.full(values.size, float(origin[name])) for name in _space.SPACE}
    far = np.zeros(values.size)
    for name, axis in _space.SPACE.items():
        here = names == name
        points[name][here] = values[here]
        far[here] = np.abs(places[here] - axis.place(origin[name]))
    return names, values, far, points


@lru_cache(maxsize=4)
def _lines(steps):
    """Name, value and place of every step along every axis."""
    names, values, places = [""], [[np.nan]], [[np.nan]]
    for name, axis in _space.SPACE.items():
        along = axis.value(np.linspace(0.0, 1.0, steps + 1))
        along = np.unique(np.clip(tidy(along), axis.low, axis.high))
        names += [name] * along.size
        values.append(along)
        places.append(axis.place(along))
    return np.array(names), np.concatenate(values), np.concatenate(places)


def turns(origin, steps):
    """Where one parameter turns each claim's verdict into the opposite one.

    Returns
    -------
    list of (claim, parameter, value, distance, verdict)
    """
    names, values, far, points = neighbours(origin, steps)
    around = _bench.verdict(_bench.margins(points))
    found = []
    for j, claim in enumerate(CLAIMS):
        fits = np.flatnonzero(around[:, j] == 1.0 - around[0, j])  # nothing equals NaN
        if fits.size:
            best = fits[far[fits].argmin()]
            value, word = _plain(names[best], values[best]), _words.outcome(around[best, j])
            found.append((claim, str(names[best]), value, float(far[best]), word))
    return found


def counterexamples(origin, sample):
    """Smallest change of ``origin`` at which each claim fails, a list of dicts.

    {} where it fails at the origin, None where no draw fails. One parameter where that is
    enough; else the nearest failing draw, brought back towards the origin as far as it goes.
    """
    names, values, far, points = neighbours(origin)
    around = _bench.verdict(_bench.margins(points))
    home = np.array([axis.place(origin[name]) for name, axis in _space.SPACE.items()])
    found = []
    for j, claim in enumerate(CLAIMS):
        change = {} if around[0, j] == FAILS else None
        fits = np.flatnonzero(around[:, j] == FAILS)
        if change is None and fits.size:
            best = fits[far[fits].argmin()]
            change = {str(names[best]): _plain(names[best], values[best])}
        failing = np.flatnonzero(_bench.verdict(sample.margins()[:, j]) == FAILS)
        if change is None and failing.size:
            distance = ((sample.places[failing] - home) ** 2).sum(axis=1)
            nearest = sample.places[failing[distance.argmin()]]
            change = _changes(_drawn_home(claim, nearest, origin), origin)
        found.append(change)
    return found


def strongest(origin, sample):
    """For each claim, what to change in ``origin`` for (nearly) the largest margin drawn.

    Returns
    -------
    list of (dict or None, float)
        The change and its margin; None where the claim holds nowhere.
    """
    found = []
    for j, claim in enumerate(CLAIMS):
        margins = sample.margins()[:, j]
        best = np.nan if np.isnan(margins).all() else np.nanmax(margins)
        if not best > 0.0:
            found.append((None, best))
            continue
        point = _tidied(_space.points(sample.places[int(np.nanargmax(margins))]))
        least = min(_KEEP * best, _margin(claim, point))
        point = _simpler(claim, point, origin, lambda margin, least=least: margin >= least)
        found.append((_changes(point, origin), _margin(claim, point)))
    return found


def _drawn_home(claim, place, origin):
    """A failing draw with as many parameters as possible put back, and the rest drawn nearer."""

    def fails(margin):
        return _bench.verdict(margin) == FAILS

    point = _tidied(_space.points(place))
    if not fails(_margin(claim, point)):  # it failed by a hair, and rounding has mended it
        point = {name: float(value) for name, value in _space.points(place).items()}
    point = _simpler(claim, point, origin, fails)
    share = np.arange(1, STEPS + 1) / STEPS
    line = {}
    for name, axis in _space.SPACE.items():
        start, end = axis.place(origin[name]), axis.place(point[name])
        way = axis.value(np.clip(start + share * (end - start), 0.0, 1.0))
        way = np.clip(tidy(way), axis.low, axis.high)
        line[name] = np.where(point[name] == origin[name], float(origin[name]), way)
    first = np.flatnonzero(fails(_bench.margins(line, (claim,))[:, 0]))
    if first.size == 0:
        return point
    nearer = {name: float(values[first[0]]) for name, values in line.items()}
    return _simpler(claim, nearer, origin, fails)


def _simpler(claim, point, origin, good):
    """Put parameters back to the origin, the nearest first, while the margin stays good."""

    def far(name):
        axis = _space.SPACE[name]
        return abs(axis.place(point[name]) - axis.place(origin[name]))

    before = None
    while point != before:  # one put back may free another
        before = point
        left = [name for name in sorted(point, key=far) if point[name] != origin[name]]
        while left:
            point, left = _run_put_back(claim, point, origin, left, good)
    return point


def _run_put_back(claim, point, origin, names, good):
    """Put back the first names that go back together, or drop those that cannot; what is left.

    All are tried in one go, for judging one point costs as much as judging a hundred.
    """
    home = {name: origin[name] for name in names}
    together = [point | dict(list(home.items())[: i + 1]) for i in range(len(names))]
    alone = [point | {name: value} for name, value in home.items()]
    fine = good(_bench.margins(_bench.rows(together + alone), (claim,))[:, 0])
    one_run, each = np.split(fine, 2)
    if one_run[0]:
        length = len(names) if one_run.all() else int(one_run.argmin())
        return together[length - 1], names[length:]
    return point, names[int(each.argmax()) if each.any() else len(names) :]


def _margin(claim, point):
    return float(_bench.margins(_bench.rows([point]), (claim,))[0, 0])


def _tidied(point):
    return {
        name: float(np.clip(tidy(point[name]), axis.low, axis.high))
        for name, axis in _space.SPACE.items()
    }


def _changes(point, origin):
    return {name: _plain(name, value) for name, value in point.items() if value != origin[name]}


def _plain(name, value):
    return int(value) if _space.SPACE[name].scale == "count" else float(value)
