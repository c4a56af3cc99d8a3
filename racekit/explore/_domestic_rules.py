"""What does one regulator achieve?"""

import numpy as np

from racekit.explore._desk import controls
from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage, percent, race_fields
from racekit.plots.style import BLACK, BLUE, GREEN, GREY, LABEL, TEXT, VERMILLION, ours, styled
from racekit.race import Race

_FLOORS = np.linspace(0.0, 1.0, 61)
_CONTROLS = {
    "floor": ("floor at home (%)", 0.6, 0, 100, 1, 100),
    "fine_rate": ("fine f (prizes per yr)", 0.3, 0.0, 2.0, 0.01, 1),
    "home": ("labs at home", 2, 1, 6, 1, 1),
    "abroad": ("labs abroad", 2, 0, 6, 1, 1),
    "leak": ("speed that leaks, φ (%)", 0.0, 0, 90, 1, 100),
    "harm": ("harm h at home (prizes)", 0.0, 0.0, 5.0, 0.1, 1),
    **{name: RACE_CONTROLS[name] for name in ("safety_tax", "discount")},
}


@ours()
def domestic_rules(**start):
    """Explore a safety floor on the labs of one country, and a fine for falling short of it.

    A lab at home that does less than the floor pays the fine times what is missing for every
    year of the race; labs abroad do as they like and answer. Labs have speed 1 per year before a
    part of the home labs' speed leaks, whatever the floor, and enmity 1; labs abroad mind no
    disaster beyond the lost prize.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Race`: ``floor``, ``fine_rate`` (0..2 prizes
        per year), ``home`` (1..6) and ``abroad`` (0..6) labs, ``leak`` (0..0.9), ``harm`` of
        the home labs (0..5), ``safety_tax``, ``discount``.

    Returns
    -------
    Explorer
        A widget: world risk, and what labs at home and abroad do, over the floor; both
        equilibria where there are two.

    Examples
    --------
    >>> domestic_rules(fine_rate=0.5).controls["fine_rate"].value
    0.5
    """
    stage = Stage(410)
    left = _Risk(stage.figure.add_axes([0.085, 0.14, 0.385, 0.68]))
    right = _Safety(stage.figure.add_axes([0.585, 0.14, 0.385, 0.68]))
    stage.moving(left.artists + right.artists)

    def update(*, floor, fine_rate, home, abroad, leak, harm, **values):
        harms = [harm] * home + [0.0] * abroad
        race = Race.equal(home + abroad, harm=harms, **race_fields(values))
        story = _Story(race, home, floor / 100, fine_rate, leak / 100)
        left.move(story)
        right.move(story)
        return _sentence(story)

    topic = "World risk, and safety at home and abroad, over the floor on the labs at home."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


class _Story:
    """What happens under every floor; the last entry is the present one.

    ``kept`` and ``cheated`` are the equilibria of home labs that kept the rule so far, and that
    cheated, as pairs (safety at home, safety abroad).
    """

    def __init__(self, race, home, floor, fine_rate, leak):
        self.floor, self.fine_rate, self.home, self.abroad = floor, fine_rate, home, race.n - home
        self.before = race.disaster_probability(race.nash())
        self.race = race.leak(range(home), leak) if leak and self.abroad else race
        # a floor at which the clock stops is the limit of ever stricter ones
        floors = np.minimum(np.append(_FLOORS, floor), 1.0 - 1e-9)[:, None]
        at_home, races = np.arange(race.n) < home, self.race.races
        free = races.nash()
        asked = np.where(at_home, np.maximum(floors, free), 0.0)
        obeyed = races.nash(asked, np.where(at_home, asked, 1.0))
        rule = {"standard": floors, "fine_rate": np.where(at_home, fine_rate, 0.0)}
        kept, _ = races.settled(start=obeyed, **rule)
        cheated, _ = races.settled(**rule)
        idle = floors <= free[0]  # the floor asks for no more than they do anyway
        kept, cheated = np.where(idle, free, kept), np.where(idle, free, cheated)
        self.kept, self.cheated = ((s[:, 0], s[:, -1]) for s in (kept, cheated))
        risks = map(races.disaster, (kept, cheated, obeyed))
        self.risk, self.risk_cheated, self.risk_obeyed = risks
        lost = races.wins(kept) * races.danger(kept)
        self.foreign = lost[:, home:].sum(axis=1)
        self.two = abs(self.kept[0][-1] - self.cheated[0][-1]) > 1e-4


class _Risk:
    """World risk over the floor."""

    def __init__(self, ax):
        _framed(ax, "world risk (%)", 42)
        (self.before,) = ax.plot([0, 100], [0, 0], color=GREY, lw=1.5, ls=":")
        (self.obeyed,) = ax.plot([], [], color=GREY, lw=1.5, ls="-.")
        self.pair = _Pair(ax)
        self.artists = [self.before, self.obeyed, *self.pair.artists]
        ax.figure.legend([self.before, self.obeyed], ["no rule", "everybody obeys"], ncols=2,
                         fontsize=TEXT, frameon=False, loc="upper left",
                         bbox_to_anchor=(0.06, 0.92), handlelength=3)  # fmt: skip

    def move(self, story):
        self.before.set_ydata([100 * story.before] * 2)
        self.obeyed.set_data(100 * _FLOORS, 100 * story.risk_obeyed[:-1])
        self.pair.move(story, story.risk, story.risk_cheated)


class _Safety:
    """What labs do over the floor."""

    def __init__(self, ax):
        _framed(ax, "safety (% of the work)", 105)
        (self.abroad,) = ax.plot([], [], color=GREEN, lw=2.5, ls=(0, (1, 1)))
        self.mark = _mark(ax, "D", GREEN, 9)
        self.pair = _Pair(ax)
        self.artists = [self.abroad, self.mark, *self.pair.artists]
        handles = [*self.pair.samples(), ax.plot([], [], color=GREEN, lw=2.5, ls=(0, (1, 1)),
                                                 marker="D", mec=BLACK)[0]]  # fmt: skip
        names = ["home labs that kept the rule so far", "that cheated so far", "labs abroad"]
        ax.figure.legend(handles, names, ncols=3, fontsize=TEXT, frameon=False, loc="upper left",
                         bbox_to_anchor=(0.06, 0.995), handlelength=3)  # fmt: skip

    def move(self, story):
        shown = story.abroad > 0
        self.abroad.set_data(100 * _FLOORS, 100 * story.kept[1][:-1])
        self.mark.set_data([100 * story.floor], [100 * story.kept[1][-1]])
        self.abroad.set_visible(shown)
        self.mark.set_visible(shown)
        self.pair.move(story, story.kept[0], story.cheated[0])


class _Pair:
    """The two branches; where they are one, its line has both colours and one mark."""

    def __init__(self, ax):
        self.ax = ax
        (self.kept,) = ax.plot([], [], color=BLUE, lw=2.5)
        (self.cheated,) = ax.plot([], [], color=VERMILLION, lw=2.5, ls="--")
        self.marks = _mark(ax, "s", VERMILLION, 13), _mark(ax, "o", BLUE, 10)
        self.artists = [self.kept, self.cheated, *self.marks]

    def samples(self):
        return [self.ax.plot([], [], color=line.get_color(), ls=line.get_linestyle(), lw=2.5,
                             marker=mark.get_marker(), mec=BLACK, ms=9)[0]
                for line, mark in ((self.kept, self.marks[1]), (self.cheated, self.marks[0]))
                ]  # fmt: skip

    def move(self, story, kept, cheated):
        pairs = zip((self.kept, self.cheated), self.marks[::-1], (kept, cheated), strict=True)
        for line, mark, values in pairs:
            line.set_data(100 * _FLOORS, 100 * values[:-1])
            mark.set_data([100 * story.floor], [100 * values[-1]])
        self.marks[0].set_visible(story.two)


def _framed(ax, name, top):
    styled(ax, "floor at home (% of the safety work)", name)
    ax.xaxis.label.set_fontsize(LABEL)
    ax.set_xlim(0, 100)
    ax.set_ylim(0, top)
    ax.set_xticks([0, 25, 50, 75, 100])


def _mark(ax, marker, colour, size):
    return ax.plot([], [], marker, color=colour, mec=BLACK, mew=1.5, ms=size, clip_on=False)[0]


def _sentence(story):
    risk = story.risk[-1]
    does, fine = story.kept[0][-1], story.fine_rate
    parts = [f"{_home(story)}."]
    if story.two:
        parts.append(f"Two equilibria: labs that cheated so far go on, with "
                     f"{percent(story.cheated[0][-1])}, and then the world risk is "
                     f"{percent(story.risk_cheated[-1])}.")  # fmt: skip
    if story.abroad:
        parts.append(f"{_labs(story.abroad)} abroad {_do(story.abroad)} "
                     f"{percent(story.kept[1][-1])}.")  # fmt: skip
    parts.append(
        f"World risk {percent(risk)}; without a rule {percent(story.before)}, if everybody "
        f"obeys {percent(story.risk_obeyed[-1])}."
    )
    if risk > story.before + 5e-5:
        moved = story.race.speed[0] < 1.0 and (not fine or does > story.floor + 1e-4)
        parts.append(f"The {'leak' if moved else 'rule'} has made the world more dangerous.")
    elif story.abroad and risk > 0:
        share = percent(story.foreign[-1] / risk)
        parts.append(f"Of the risk that is left, {share} comes from abroad.")
    return " ".join(parts)


def _home(story):
    """The rule, and what home labs make of it."""
    does, fine = story.kept[0][-1], story.fine_rate
    they = "it" if story.home == 1 else "they"
    rule = (
        f"{_labs(story.home)} at home must do {percent(story.floor)} of the safety work or pay "
        f"{fine:.2f} prizes a year times what is missing"
    )
    if story.race.speed[0] < 1.0:
        rule += f", and {percent(1.0 - story.race.speed[0])} of {_its(story.home)} speed leaks"
    if does > story.floor + 1e-4:
        return f"{rule}: {they} would do {percent(does)} anyway"
    if does > story.floor - 1e-4:
        keep = "keeps" if story.home == 1 else "keep"
        return f"{rule}: {they} {keep} the rule"
    why = "for paying is cheaper" if fine else "for falling short costs nothing"
    said = f"{rule}: {they} {_do(story.home)} {percent(does)}, {why}"
    best = story.kept[0][:-1].max()
    if best > does + 0.005:
        said += f"; under this fine a floor near {100 * best:.0f} % would bring most safety"
    return said


def _labs(count):
    return f"{count} lab{'s' * (count != 1)}"


def _its(count):
    return "its" if count == 1 else "their"


def _do(count):
    return "does" if count == 1 else "do"
