"""Would this treaty hold: who would cheat, who would leave, and what would the world get?"""

import math

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullLocator

from racekit.explore._desk import controls
from racekit.explore._stage import Explorer, Stage, percent, years
from racekit.plots.style import BLACK, BLUE, GREY, PURPLE, TEXT, VERMILLION, ours, styled
from racekit.race import Race
from racekit.stability import examine
from racekit.treaty import Treaty

_NAMES = ("A", "B", "C", "D", "E")  # from the fastest down
_CONTROLS = {
    "standard": ("standard (%)", 0.7, 0, 100, 1, 100),
    "members": ("members, fastest first", 4, 1, len(_NAMES), 1, 1),
    "detection": ("detection ν (1/yr)", 1.0, 0.0, 5.0, 0.01, 1),
    "fine": ("fine F (prizes)", 0.1, 0.0, 2.0, 0.01, 1),
    "false_alarms": ("false alarms φ (1/yr)", 0.0, 0.0, 1.0, 0.01, 1),
    "sanction": ("sanction τ (prizes/1000)", 0.0, 0.0, 50.0, 0.1, 1000),
    "leak": ("leakage (%)", 0.0, 0, 50, 1, 100),
    "lead": ("lead over the next (%)", 0.5, 0, 100, 1, 100),
}


@ours()
def treaty_room(**start):
    """Explore what holds a treaty together, and what breaks it.

    Five labs, each faster than the next; the fastest sign. A caught cheater pays the fine and the
    treaty ends; a false alarm ends it too. The rest of the race is the course's baseline.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Treaty` and `examine`: ``standard``,
        ``members`` (1..5), ``detection`` (0..5), ``fine`` (0..2), ``false_alarms`` (0..1),
        ``sanction`` (0..0.05), ``leak`` (0..0.5), and ``lead``, by how much each lab is faster
        than the next (0..1).

    Returns
    -------
    Explorer
        A widget: what each member would gain by cheating and by leaving, and the probability of
        disaster without the treaty and while it is kept.

    Examples
    --------
    >>> treaty_room(members=5).controls["members"].value
    5
    """
    stage = Stage(400)
    wishes = _Wishes(stage.figure.add_axes([0.115, 0.15, 0.485, 0.73]))
    world = _World(stage.figure.add_axes([0.71, 0.15, 0.27, 0.73]))
    stage.moving(wishes.artists + world.artists)

    def update(**values):
        found = _examination(**values)
        wishes.move(found)
        world.move(found)
        return _sentence(found, values["sanction"] / 1000, values["leak"] > 0)

    topic = "Gains of each lab from cheating and from leaving, beside the probability of disaster."
    return Explorer(controls(_CONTROLS, start), stage, update, topic)


def _examination(*, standard, members, detection, fine, false_alarms, sanction, leak, lead):
    steps = np.arange(len(_NAMES) // 2, -(len(_NAMES) // 2) - 1, -1.0)
    race = Race((1 + lead / 100) ** steps, names=_NAMES)
    treaty = Treaty(standard / 100, detection=detection, fine=fine, false_alarms=false_alarms,
                    members=list(range(members)), after="collapse")  # fmt: skip
    return examine(race, treaty, leak=leak / 100, sanction=sanction / 1000)


class _Wishes:
    """A row a lab: gain from cheating above, from leaving below; filled where it would do it."""

    def __init__(self, ax):
        self._scales(styled(ax, "gain over keeping the treaty (prizes)", "lab, and speed (1/yr)"))
        self.cheat = _Gains(ax, "o", VERMILLION, -0.17)
        self.leave = _Gains(ax, "D", PURPLE, 0.17)
        (self.ring,) = ax.plot([], [], "o", mfc="none", mec=BLACK, mew=2, ms=19)
        side = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center"}
        spots = range(len(_NAMES))
        self.names = [ax.text(-0.02, y, "", fontsize=TEXT, **side) for y in spots]
        out = {"s": "did not sign", "ha": "right", "va": "center", "fontsize": TEXT, "color": GREY}
        self.away = [ax.text(-0.001, y, **out) for y in spots]
        self.artists = [*self.names, *self.away, *self.cheat.artists, *self.leave.artists,
                        self.ring]  # fmt: skip
        handles = [self.cheat.would, self.leave.would, self.ring]
        ax.legend(handles, ["by cheating", "by leaving", "what decides"], ncols=3, fontsize=TEXT,
                  frameon=False, loc="lower center", bbox_to_anchor=(0.42, 1.0), markerscale=0.8,
                  handletextpad=0.3, columnspacing=1.2)  # fmt: skip

    def _scales(self, ax):
        """Gains from -4 to 1 prize, with most room near 0."""
        ax.set_xscale("symlog", linthresh=0.01, linscale=0.8)
        ax.set_xlim(-4, 1)
        ticks = (-1, -0.1, -0.01, 0, 0.01, 0.1, 1)
        ax.set_xticks(ticks, [f"{tick:g}".replace("-", "−") for tick in ticks])
        ax.xaxis.set_minor_locator(NullLocator())
        ax.set_ylim(len(_NAMES) - 0.5, -0.9)
        ax.set_yticks(range(len(_NAMES)), [""] * len(_NAMES))
        ax.yaxis.labelpad = 42
        ax.axvspan(0, 1, color=VERMILLION, alpha=0.10, lw=0)
        ax.axvline(0, color=BLACK, lw=1)
        for x, said in ((0.001, "would do it"), (-0.001, "would not")):
            side = "left" if x > 0 else "right"
            ax.text(x, -0.62, said, ha=side, va="center", fontsize=TEXT, color=GREY)

    def move(self, found):
        cheat, leave = found.cheat - found.comply, found.leave - found.comply
        self.cheat.move(found.signed, cheat, found.cheaters)
        self.leave.move(found.signed, leave, found.leavers)
        kind, lab, _ = found.binding
        at = ([], [])
        if kind == "cheat":
            at = [cheat[lab]], [lab + self.cheat.shift]
        elif kind == "leave":
            at = [leave[lab]], [lab + self.leave.shift]
        self.ring.set_data(*at)
        for i, (name, away) in enumerate(zip(self.names, self.away, strict=True)):
            name.set_text(f"{_NAMES[i]} {found.race.speed[i]:.2f}")
            away.set_visible(not found.signed[i])


class _Gains:
    """One marker a member on a stem from 0, filled where the gain is one."""

    def __init__(self, ax, marker, colour, shift):
        self.shift = shift
        (self.stems,) = ax.plot([], [], color=colour, lw=1.5)
        style = {"marker": marker, "ls": "", "ms": 9, "mec": colour, "mew": 2}
        (self.would,) = ax.plot([], [], mfc=colour, **style)
        (self.not_,) = ax.plot([], [], mfc="white", **style)
        self.artists = [self.stems, self.would, self.not_]

    def move(self, signed, gain, would):
        lab = np.flatnonzero(signed)
        x = np.c_[0 * gain, gain, np.nan * gain][lab].ravel()
        self.stems.set_data(x, np.repeat(lab + self.shift, 3))
        for line, members in ((self.would, lab[would[lab]]), (self.not_, lab[~would[lab]])):
            line.set_data(gain[members], members + self.shift)


class _World:
    """Probability of disaster without the treaty, and while it is kept; hollow if it is not."""

    def __init__(self, ax):
        styled(ax, "", "probability of disaster (%)")
        ax.set_xlim(-0.6, 1.6)
        ax.set_ylim(0, 45)
        ax.set_xticks([0, 1], ["no treaty", "kept"], fontsize=TEXT)
        middle = {"ha": "center", "fontsize": TEXT}
        below = {"transform": ax.get_xaxis_transform(), "va": "top", **middle}
        self.without, self.kept = (ax.add_patch(Rectangle((x - 0.35, 0), 0.7, 1, lw=2, ec=BLACK))
                                   for x in (0, 1))  # fmt: skip
        self.risks = [ax.text(x, 0, "", va="bottom", **middle) for x in (0, 1)]
        self.times = [ax.text(x, -0.09, "", **below) for x in (0, 1)]
        self.verdict = ax.text(0.5, 1.04, "", transform=ax.transAxes, ha="center", fontsize=TEXT,
                               fontweight="bold", clip_on=False)  # fmt: skip
        self.artists = [self.without, self.kept, *self.risks, *self.times, self.verdict]

    def move(self, found):
        for bar, risk, words in zip((self.without, self.kept),
                                    (found.risk_without, found.risk_kept), self.risks,
                                    strict=True):  # fmt: skip
            bar.set_height(100 * risk)
            words.set_y(100 * risk + 0.6)
            words.set_text(percent(risk))
        for words, time in zip(self.times, (found.years_without, found.years_kept), strict=True):
            words.set_text(years(time))
        self.without.set(fc=GREY if found.holds else VERMILLION)
        self.kept.set(fc=BLUE if found.holds else "white", hatch="" if found.holds else "//")
        self.verdict.set_text("the treaty holds" if found.holds else "the treaty does not hold")


def _sentence(found, sanction, leaky):
    members = int(found.signed.sum())
    who = (
        f"All {members} labs sign" if members == len(_NAMES)
        else f"Labs {_listed(found.signed)} sign" if members > 1
        else "Lab A alone signs"
    )  # fmt: skip
    verdict = f"It does not hold: {_wishes(found)}" if not found.holds else "It holds"
    return (
        f"{who} a standard of {percent(found.treaty.standard)}. {verdict}. Kept, it means a "
        f"disaster in {percent(found.risk_kept)} of races instead of "
        f"{percent(found.risk_without)}, after {years(found.years_kept)} instead of "
        f"{years(found.years_without)}. {_binding(found, sanction, leaky)}"
    )


def _wishes(found):
    """Who would cheat, and who would leave."""
    cheat, leave = found.cheaters, found.leavers
    if cheat.any() and np.array_equal(cheat, leave):
        return f"{_listed(cheat)} would cheat, and would also gain by leaving"
    both = ((cheat, "would cheat"), (leave, "would leave"))
    return "; ".join(f"{_listed(labs)} {verb}" for labs, verb in both if labs.any())


def _listed(labs):
    *most, last = (_NAMES[lab] for lab in np.flatnonzero(labs))
    return f"{', '.join(most)} and {last}" if most else last


def _binding(found, sanction, leaky):
    """What decides, and what would mend it."""
    kind, lab, margin = found.binding
    idle = found.treaty.standard <= found.race.nash()[found.signed].min()
    if idle and found.holds:
        return "It asks for no more than its members would do anyway."
    if kind == "risk":
        way = "lowers" if margin > 0 else "raises"
        return f"What decides is the world's risk, which the treaty {way} by {abs(margin):.4f}."
    verb = {"cheat": "cheating", "leave": "leaving"}[kind]
    if found.holds:
        return f"The tightest spot is {_NAMES[lab]}: it would lose {_prizes(margin)} by {verb}."
    start = f"What decides is {_NAMES[lab]}, which gains {_prizes(-margin)} by {verb}"
    if kind == "leave":
        needed = sanction - margin / max(found.signed.sum() - 1, 1)
        return f"{start}: {_hold(found, needed, idle, leaky)}."
    return f"{start}: {_deter(found, lab)}."


def _hold(found, sanction, idle, leaky):
    """What would keep the member that wants to leave most."""
    others = int(found.signed.sum()) - 1
    if others < 2:
        ways = ["ask for less"] * (not idle) + ["stop the leak"] * leaky
        return f"no fine reaches it, and nobody is there to punish it; {' and '.join(ways)}"
    amount, beyond = _setting("sanction", sanction)
    return (
        f"no fine reaches it; a sanction of {amount} thousandths of a prize by each of the "
        f"{others} others would{beyond}"
    )


def _deter(found, lab):
    """What would deter the member that gains most by cheating."""
    need, treaty = found.critical_detection[lab], found.treaty
    if np.isfinite(need) and need > treaty.detection:
        amount, beyond = _setting("detection", need)
        return f"detection of {amount} a year, not {treaty.detection:g}, would end that{beyond}"
    suits = float(found.race.payoffs(found.race.nash())[lab] - found.comply[lab])
    if treaty.detection == 0.0:
        return (f"the treaty's fall suits it, so that no detection deters it without a fine of "
                f"more than {_prizes(suits)}")  # fmt: skip
    # at this fine a catch costs one prize, and the critical detection is the temptation itself
    tempted = treaty.replace(fine=suits + 1.0).critical_detection(found.race)[lab]
    amount, beyond = _setting("fine", suits + tempted / treaty.detection)
    return f"the treaty's fall suits it; a fine of {amount} prizes would end that{beyond}"


def _setting(name, amount):
    """An amount rounded up to what its slider can be set to, and a word where it ends before."""
    *_, high, step, scale = _CONTROLS[name]
    shown = math.ceil(amount * scale / step) * step
    return f"{shown:g}", " (the slider ends before that)" if shown > high + step / 2 else ""


def _prizes(amount):
    return f"{amount:.4f} prizes" if amount >= 0.00005 else "next to nothing"
