"""Figures of two-lab games: the map of dilemmas, the payoff table, the best replies."""

import numpy as np
from matplotlib.patches import Rectangle

from racekit import _validate
from racekit.games import NormalForm
from racekit.plots import _checked
from racekit.plots.notes import mark
from racekit.plots.regions import RegionMap
from racekit.plots.style import BLACK, BLUE, GREY, TEXT, VERMILLION, legend, ours, styled
from racekit.race import checked

_PAYOFF_SIZE = 15  # [pt]


@ours()
def dilemma_map(race, ax=None):
    """Draw which game two equal labs play, over safety tax times enmity and risk.

    The race's own tax, harm, discount and milestones stay as they are; beyond its tax there is
    nothing to play. A dot marks the race itself.

    Parameters
    ----------
    race : Race
        Two labs of equal speed and harm.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from racekit.race import Race
    >>> ax = dilemma_map(Race.equal(2))
    >>> ax.get_ylabel()
    'risk, r (-)'
    """
    checked(race, milestones=True)
    region_map = RegionMap(_checked.axes(ax))
    region_map.move(race)
    (x,), (y,) = region_map.dot.get_data()
    return mark(region_map.ax, x, y, "this race", at=(10 if x < 0.85 else -10, -12))


class Table:
    """A payoff table on one Axes, whose entries can be changed."""

    def __init__(self, actions, ax=None, size=(5.0, 4.2)):
        k = len(actions)
        xlabel, ylabel = (
            "lab 2's choice (prizes, upper right)",
            "lab 1's choice (prizes, lower left)",
        )
        self.ax = ax = styled(ax, xlabel, ylabel, size)
        ax.set_xlim(0, k)
        ax.set_ylim(k, 0)
        ax.set_xticks(np.arange(k) + 0.5, actions, fontsize=TEXT + 1)
        ax.set_yticks(np.arange(k) + 0.5, actions, fontsize=TEXT + 1, rotation=90, va="center")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        for line in range(k + 1):
            ax.plot([0, k], [line, line], color=GREY, lw=1, clip_on=False)
            ax.plot([line, line], [0, k], color=GREY, lw=1, clip_on=False)
        self.cells = [self._cell(ax, i, j) for i, j in np.ndindex(k, k)]
        self.artists = [artist for cell in self.cells for artist in cell]

    @staticmethod
    def _cell(ax, i, j):
        frame = Rectangle((j + 0.03, i + 0.03), 0.94, 0.94, fc="none", ec=BLACK, lw=3.5)
        ax.add_patch(frame)
        parts = [frame]
        for x, y, colour in ((0.28, 0.72, BLUE), (0.72, 0.28, VERMILLION)):
            place = (j + x, i + y)
            parts.append(ax.text(*place, "", color=colour, ha="center", va="center",
                                 fontsize=_PAYOFF_SIZE))  # fmt: skip
            underline = [place[0] - 0.17, place[0] + 0.17], [place[1] + 0.1] * 2
            parts += ax.plot(*underline, color=colour, lw=2.5, solid_capstyle="butt")
        return parts

    def move(self, game):
        """Write another game's payoffs; mark its best replies and equilibria."""
        row_best, column_best = (best.ravel() for best in game.best_responses())
        payoffs = zip(game.row.ravel(), game.column.ravel(), strict=True)
        for cell, pair, row, column in zip(self.cells, payoffs, row_best, column_best, strict=True):
            frame, *parts = cell
            frame.set_visible(bool(row and column))
            for text, line, payoff, best in zip(
                parts[::2], parts[1::2], pair, (row, column), strict=True
            ):
                text.set_text(f"{payoff + 0.0:.2f}".replace("-", "−"))
                text.set_fontweight("bold" if best else "normal")
                line.set_visible(bool(best))


@ours()
def payoff_table(game, ax=None):
    """Draw a game as a table: best replies underlined, equilibria framed.

    Parameters
    ----------
    game : NormalForm
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from racekit.race import Race
    >>> ax = payoff_table(Race.equal(2).dilemma())
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['careful', 'reckless']
    """
    _validate.instance("game", game, NormalForm)
    table = Table(game.actions, _checked.axes(ax))
    table.move(game)
    return table.ax


@ours()
def best_replies(race, ax=None):
    """Draw each of two labs' best replies to the other's safety, and where they meet.

    Parameters
    ----------
    race : Race
        Two labs.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from racekit.race import Race
    >>> best_replies(Race.equal(2)).get_xlabel()
    'safety of lab 1 (-)'
    """
    _checked.axes(ax)
    if checked(race, milestones=True).n != 2:
        raise ValueError(f"best_replies needs a race of 2 labs, got {race.n}")
    first, second = race.names
    ax = styled(ax, f"safety of {first} (-)", f"safety of {second} (-)", (7.0, 4.4))
    rival = np.linspace(0.0, 1.0, 51)
    replies = [[race.best_response(lab, [s, s]) for s in rival] for lab in (0, 1)]
    lines = ax.plot([0, 1], [0, 1], color=GREY, lw=1, ls=(0, (1, 3)))
    lines += ax.plot(replies[0], rival, color=BLUE, lw=2.5, ls="-")
    lines += ax.plot(rival, replies[1], color=VERMILLION, lw=2.5, ls="--")
    for point, marker in ((race.nash(), "o"), (race.planner(), "D")):
        lines += ax.plot(*point, marker, color=BLACK, mec="white", mew=1.5, ms=12, clip_on=False,
                         zorder=5)  # fmt: skip
    words = ("equal safety", f"{first}'s best reply", f"{second}'s best reply",
             "they race (Nash)", "one owner of both")  # fmt: skip
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_aspect("equal")
    # beside the square, where no curve can run under it
    legend(ax, dict(zip(lines, words, strict=True)), loc="upper left", bbox_to_anchor=(1.02, 1.0))
    return ax
