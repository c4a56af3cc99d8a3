"""Where each kind of two-lab game lives: regions over enmity and risk, with exact borders."""

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from racekit import _validate
from racekit.plots.style import BLACK, BLUE, GREEN, HALO, ORANGE, PURPLE, TEXT, VERMILLION, styled

RACING_SUITS_BOTH = "racing suits both"
TINTS = {
    RACING_SUITS_BOTH: BLUE,
    "prisoner's dilemma": VERMILLION,
    "stag hunt": ORANGE,
    "chicken": PURPLE,
    "harmony": GREEN,
}
STRENGTH = {"prisoner's dilemma": 0.55, "stag hunt": 0.30}  # greyscale sees it, too
_ENMITIES = np.linspace(0.0, 1.0, 101)


def kind_of(game):
    """Kind of the labs' game, where racing may also suit both: no dilemma at all."""
    (reward, _), (_, punishment) = game.row
    return RACING_SUITS_BOTH if punishment >= reward else game.kind


def regions(race):
    """Border values of the risk for every kind of game, at enmities 0, 0.01, ..., 1.

    Returns
    -------
    dict of {str: (low, high)}
        float64[101] each; the kind holds between the two, nowhere if they are equal.

    Notes
    -----
    Each payoff is a straight line in the risk and in the enmity, so that four games at the
    corners give every border exactly.
    """
    tempted, afraid, suits = _borders(race)
    above = np.maximum(suits, np.minimum(tempted, afraid))
    top = np.maximum(suits, np.maximum(tempted, afraid))
    none = np.zeros_like(top)
    stag = afraid > tempted  # afraid but not tempted; else tempted but not afraid
    return {
        RACING_SUITS_BOTH: (none, suits),
        "prisoner's dilemma": (suits, above),
        "stag hunt": (np.where(stag, above, top), top),
        "chicken": (np.where(stag, top, above), top),
        "harmony": (top, none + 1.0),
    }


def _borders(race):
    """Risk below which a lab is tempted, afraid, and suited by racing; float64[3, enmities]."""
    gaps = np.empty((2, 2, 3))  # risk 1/2 or 1, enmity 0 or 1, the three gaps
    for i, j in np.ndindex(2, 2):
        corner = race.replace(risk=(0.5, 1.0)[i], enmity=float(j))
        (reward, sucker), (temptation, punishment) = corner.dilemma().row
        gaps[i, j] = temptation - reward, punishment - sucker, punishment - reward
    half, one = gaps[:, 0, :, None] + (gaps[:, 1] - gaps[:, 0])[:, :, None] * _ENMITIES
    slope = 2.0 * (one - half)  # every gap falls as the risk rises, or does not depend on it
    flat = np.abs(slope) < 1e-12
    zero = 1.0 - one / np.where(flat, 1.0, slope)
    return np.clip(np.where(flat, one > 1e-12, zero), 0.0, 1.0)


def check_equal(race):
    """Refuse a race whose map would need more than two axes."""
    enmity = np.broadcast_to(race.enmity, (race.n, race.n))
    if race.n != 2 or np.ptp(race.speed) > 0 or np.ptp(race.harm) > 0:
        given = _validate.shown(race)
        raise ValueError(f"race must have two labs of equal speed and harm, got {given}")
    if enmity[0, 1] != enmity[1, 0]:
        raise ValueError(f"enmity must be the same both ways, got {_validate.shown(race.enmity)}")
    return float(enmity[0, 1])


class RegionMap:
    """The map on one Axes, whose parts can be moved to another race."""

    def __init__(self, ax=None, size=(7.0, 5.0)):
        self.ax = ax = styled(ax, "safety tax × enmity, κe (-)", "risk, r (-)", size)
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        corner = np.zeros((1, 2))
        self.areas = {
            name: ax.add_patch(
                Polygon(corner, fc=(tint, STRENGTH.get(name, 0.22)), ec=BLACK, lw=1.2)
            )
            for name, tint in TINTS.items()
        }
        self.beyond = ax.add_patch(Rectangle((1, 0), 0, 1, fc="#F4F4F4", ec="#BBBBBB", hatch="//"))
        paper = {"fc": "white", "ec": "none", "pad": 3}
        self.nothing = ax.text(1, 0.5, "e > 1", ha="center", fontsize=TEXT, bbox=paper)
        self.names = {
            name: ax.text(0, 0, name, ha="center", va="center", fontsize=TEXT, linespacing=1.1)
            for name in TINTS
        }
        (self.cross,) = ax.plot([], [], color=BLACK, lw=1, ls=":")
        (self.dot,) = ax.plot([], [], "o", color=BLACK, mec=HALO, mew=2, ms=13, clip_on=False)
        self.artists = [*self.areas.values(), self.beyond, self.nothing, self.cross]
        self.artists += [*self.names.values(), self.dot]

    def move(self, race):
        """Redraw borders and dot for another race."""
        enmity = check_equal(race)
        x = race.safety_tax * _ENMITIES
        dot = race.safety_tax * enmity, race.risk
        for name, (low, high) in regions(race).items():
            outline = np.concatenate([np.c_[x, low], np.c_[x, high][::-1]])
            self.areas[name].set_xy(outline)
            self.areas[name].set_visible(bool((high - low).max() > 1e-9))
            self._name(self.names[name], name, x, low, high, dot)
        self.beyond.set_bounds(race.safety_tax, 0, 1 - race.safety_tax, 1)
        self.nothing.set_x((1 + race.safety_tax) / 2)
        self.nothing.set_visible(race.safety_tax < 0.85)
        self.dot.set_data([dot[0]], [dot[1]])
        self.cross.set_data([0, dot[0], dot[0]], [dot[1], dot[1], 0])

    def _name(self, text, name, x, low, high, dot):
        """Write a region's name where it has most room; leave it out where it has none."""
        box = self.ax.get_window_extent()
        dpi = self.ax.figure.dpi
        letter = 0.62 * TEXT * dpi / 72  # mean width of a letter [px]
        text.set_visible(False)
        for words in (name, "\n".join(name.rsplit(" ", 1))):
            lines = words.split("\n")
            width = (max(map(len, lines)) + 1) * letter / box.width
            height = 1.5 * len(lines) * TEXT * dpi / 72 / box.height
            place = _roomiest(x, low, high, width, height, dot)
            if place is not None:
                text.set_text(words)
                text.set_position(place)
                text.set_visible(True)
                return


def _roomiest(x, low, high, width, height, dot):
    """Centre of a free stretch of a region, ``width`` wide and at least ``height`` high, or None.

    Among those with ample room the one nearest to the region's middle.
    """
    if x[-1] < width:
        return None
    best, place = -np.inf, None
    for centre in np.linspace(width / 2, x[-1] - width / 2, 25):
        window = np.abs(x - centre) <= width / 2
        bottom, top = low[window].max(), high[window].min()
        if abs(dot[0] - centre) < width / 2 + 0.04 and bottom < dot[1] < top:  # not under the dot
            over, under = (dot[1] + 0.04, top), (bottom, dot[1] - 0.04)
            bottom, top = max(over, under, key=lambda stretch: stretch[1] - stretch[0])
        room = min((top - bottom) / height, 3.0) - abs(centre - x[-1] / 2)
        if top - bottom > height and room > best:
            best, place = room, (centre, (bottom + top) / 2)
    return place
