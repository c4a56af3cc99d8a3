"""What does one regulator achieve?"""

import numpy as np

from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage, percent, race_fields, rows
from racekit.plots.style import BLACK, BLUE, GREEN, GREY, LABEL, TEXT, VERMILLION, styled
from racekit.race import Race

_FLOORS = np.linspace(0.0, 1.0, 61)
_RATES = np.linspace(1e-9, 1.0, 401)  # from a lab at full safety, which may stand still, to none
_CONTROLS = {
    "floor": ("floor at home (%)", 0.6, 0, 100, 1, 100),
    "fine_rate": ("fine f (prizes per yr)", 0.3, 0.0, 2.0, 0.01, 1),
    "home": ("labs at home", 2, 1, 6, 1, 1),
    "abroad": ("labs abroad", 2, 0, 6, 1, 1),
    "leak": ("speed that leaks, φ (%)", 0.0, 0, 90, 1, 100),
    "harm": ("harm h at home (prizes)", 0.0, 0.0, 5.0, 0.1, 1),
    **{name: RACE_CONTROLS[name] for name in ("safety_tax", "discount")},
}


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
        country = _Country(home, abroad, leak / 100, harm, **race_fields(values))
        story = _Story(country, floor / 100, fine_rate)
        left.move(story)
        right.move(story)
        return _sentence(story)

    topic = "World risk, and safety at home and abroad, over the floor on the labs at home."
    return Explorer(rows(_CONTROLS, start), stage, update, topic)


class _Country:
    """Equal labs at home at a common rate, equal labs abroad that answer it best.

    The arrays run over ``rates``, the home rate: ``abroad`` the answer, ``wish`` what a little
    more speed brings a home lab, times the length of the race (below 0: it would rather slow
    down), ``pace`` what else ends the race. MODEL.md section 2, with enmity 1.
    """

    def __init__(self, home, abroad, leak, harm, **settings):
        self.home, self.count = home, abroad
        before = Race.equal(home + abroad, harm=[harm] * home + [0.0] * abroad, **settings)
        self.race = before.leak(range(home), leak) if leak and abroad else before
        self.before = before.disaster_probability(before.nash())
        self.speed = self.race.speed[[0, -1]]
        tax, rho = before.safety_tax, before.discount
        self.rates = self.speed[0] * (1.0 - tax * (1.0 - _RATES))
        self.abroad = self._answer(home * self.rates + rho) if abroad else 0.0 * self.rates
        self.pace = (home - 1) * self.rates + abroad * self.abroad + rho
        danger, danger_abroad = (
            before.risk * (1.0 - self._safety(rate, speed))
            for rate, speed in zip((self.rates, self.abroad), self.speed, strict=True)
        )
        lost = (home - 1) * self.rates * danger + abroad * self.abroad * danger_abroad
        alpha, beta = self._weights(harm, self.speed[0])
        self.wish = alpha * self.pace + harm * lost - beta * self.rates * (
            2.0 * self.pace + self.rates
        )
        self.free = self._first_crossing(self.wish[None, :] > 0.0, self.wish[None, :])[0]

    def _weights(self, harm, speed):
        stake, tax = (1.0 + harm) * self.race.risk, self.race.safety_tax
        return 1.0 + stake * (1.0 - tax) / tax, stake / (tax * speed)

    def _answer(self, outside):
        """Common rate of the labs abroad when all else ends the race at rate ``outside``."""
        alpha, beta = self._weights(0.0, self.speed[1])
        p = alpha * (self.count - 1) - 2.0 * beta * outside
        q = beta * (2 * self.count - 1)
        rate = (p + np.sqrt(p * p + 4.0 * q * alpha * outside)) / (2.0 * q)
        return np.clip(rate, self.speed[1] * (1.0 - self.race.safety_tax), self.speed[1])

    def _safety(self, rate, speed):
        safety = np.clip((1.0 - rate / speed) / self.race.safety_tax, 0.0, 1.0)
        return np.where(safety > 1.0 - 1e-8, 1.0, safety)  # a low tax leaves few digits

    def _first_crossing(self, faster, gain):
        """Rate of each row from which on its labs no longer want to go faster."""
        last = np.where(faster.all(axis=1), _RATES.size, np.argmin(faster, axis=1))
        return self._between(last, gain)

    def _between(self, above, gain):
        """Where ``gain`` is zero just below grid point ``above``; the ends if it never is."""
        at = np.clip(above, 1, _RATES.size - 1)
        row = np.arange(at.size)
        low, high = gain[row, at - 1], gain[row, at]
        share = np.where((low > 0.0) & (high <= 0.0), low / np.where(low > high, low - high, 1), 0)
        share = np.where(above >= _RATES.size, 1.0, np.where(above == 0, 0.0, share))
        return self.rates[at - 1] + share * (self.rates[at] - self.rates[at - 1])

    def settle(self, floors, fine_rate):
        """Common home rate under each floor: of labs that kept it so far, and that cheated."""
        # a floor at which the clock stops is the limit of ever stricter ones
        target = self.speed[0] * (1.0 - self.race.safety_tax * np.minimum(floors, 1.0 - 1e-9))
        charge = fine_rate / (self.speed[0] * self.race.safety_tax)
        gain = self.wish - charge * (self.pace + target[:, None])
        short = self.rates >= target[:, None]  # of the floor
        at_floor = np.interp(target, self.rates, self.wish) - charge * (
            np.interp(target, self.rates, self.pace) + target
        )
        kept = self._first_crossing((gain > 0.0) | ~short, np.where(short, gain, at_floor[:, None]))
        kept = np.where(at_floor <= 0.0, target, kept)
        tempted = short & (gain > 0.0)
        top = np.where(tempted.any(axis=1), _RATES.size - np.argmax(tempted[:, ::-1], axis=1), 0)
        cheated = np.where(top > 0, self._between(top, gain), kept)
        free = self.free <= target  # the floor asks for no more than they do anyway
        return np.where(free, self.free, kept), np.where(free, self.free, cheated)

    def safety(self, rate):
        """Safety at home and abroad, at common home rates."""
        answer = np.interp(rate, self.rates, self.abroad)
        return self._safety(rate, self.speed[0]), self._safety(answer, self.speed[1])

    def risk(self, home, abroad):
        """World risk, and the part of it that comes from abroad."""
        levels = np.stack([home] * self.home + [abroad] * self.count, axis=-1)
        lost = self.race.win_probability(levels) * self.race.risk * (1.0 - levels)
        return lost.sum(axis=-1), lost[..., self.home :].sum(axis=-1)


class _Story:
    """What happens under every floor; the last entry is the present one."""

    def __init__(self, country, floor, fine_rate):
        self.country, self.floor, self.fine_rate = country, floor, fine_rate
        floors = np.append(_FLOORS, floor)
        kept, cheated = country.settle(floors, fine_rate)
        self.kept, self.cheated = country.safety(kept), country.safety(cheated)
        free = country.safety(np.array([country.free]))[0][0]
        obeyed = np.maximum(floors, free)
        target = country.speed[0] * (1.0 - country.race.safety_tax * obeyed)
        self.risk, self.foreign = country.risk(*self.kept)
        self.risk_cheated = country.risk(*self.cheated)[0]
        self.risk_obeyed = country.risk(obeyed, country.safety(target)[1])[0]
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
        self.before.set_ydata([100 * story.country.before] * 2)
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
        shown = story.country.count > 0
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
    country, risk = story.country, story.risk[-1]
    does, fine = story.kept[0][-1], story.fine_rate
    parts = [f"{_home(story)}."]
    if story.two:
        parts.append(f"Two equilibria: labs that cheated so far go on, with "
                     f"{percent(story.cheated[0][-1])}, and then the world risk is "
                     f"{percent(story.risk_cheated[-1])}.")  # fmt: skip
    if country.count:
        parts.append(f"{_labs(country.count)} abroad {_do(country.count)} "
                     f"{percent(story.kept[1][-1])}.")  # fmt: skip
    parts.append(
        f"World risk {percent(risk)}; without a rule {percent(country.before)}, if everybody "
        f"obeys {percent(story.risk_obeyed[-1])}."
    )
    if risk > country.before + 5e-5:
        moved = country.race.speed[0] < 1.0 and (not fine or does > story.floor + 1e-4)
        parts.append(f"The {'leak' if moved else 'rule'} has made the world more dangerous.")
    elif country.count and risk > 0:
        share = percent(story.foreign[-1] / risk)
        parts.append(f"Of the risk that is left, {share} comes from abroad.")
    return " ".join(parts)


def _home(story):
    """The rule, and what home labs make of it."""
    country, does, fine = story.country, story.kept[0][-1], story.fine_rate
    they = "it" if country.home == 1 else "they"
    rule = (
        f"{_labs(country.home)} at home must do {percent(story.floor)} of the safety work or pay "
        f"{fine:.2f} prizes a year times what is missing"
    )
    if country.race.speed[0] < 1.0:
        rule += f", and {percent(1.0 - country.race.speed[0])} of {_its(country.home)} speed leaks"
    if does > story.floor + 1e-4:
        return f"{rule}: {they} would do {percent(does)} anyway"
    if does > story.floor - 1e-4:
        keep = "keeps" if country.home == 1 else "keep"
        return f"{rule}: {they} {keep} the rule"
    why = "for paying is cheaper" if fine else "for falling short costs nothing"
    said = f"{rule}: {they} {_do(country.home)} {percent(does)}, {why}"
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
