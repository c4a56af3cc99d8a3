"""The usual slips on the way to the exercises on what labs know.

Functions in the plural return pairs: what the slip would answer in this case, and the sentence
for it. The others solve the task itself.
"""

from functools import cache

import numpy as np
from scipy.optimize import brentq

from racekit.disclosure import silence_threshold
from racekit.precipice import disaster_probability as risk


def informed(silent):
    """shares that come of reading the square root wrongly."""
    return [
        (silent**2, "That is the share of labs that know nothing; how many do know?"),
        (1 - silent, "You take every silent lab for one that knows nothing; some hide."),
        (1 - np.sqrt(silent), "You take the root where you should square: the silent "
                              "share is the root of the share that knows nothing."),
        (100 * (1 - silent**2), "That is in per cent; a share lies from 0 to 1."),
        (np.sqrt(max(0.0, 1 - silent)), "That is how many boxes would be empty if the given "
                                        "share of labs were informed; go the other way."),
    ]  # fmt: skip


def hiding(silent):
    """shares of something other than of the silent."""
    return [
        (silent, "That is the honest share of the silent; the task asks for those who hide."),
        (silent * (1 - silent), "That is the share of all labs that hide; divide by those "
                                "that are silent."),
        (silent / (1 + silent), "That is the threshold, which is also the share of informed "
                                "labs that hide; the task asks for a share of the silent."),
        (1 - silent**2, "You give the share of informed labs twice; of the silent, fewer know."),
        (100 * (1 - silent), "The second share is in per cent; it lies from 0 to 1."),
    ]  # fmt: skip


@cache
def populations():
    """(name, quality of each lab, share informed); the first tells most slips apart."""
    rng = np.random.default_rng(62)
    return (
        ("mostly safe labs", rng.beta(5, 2, 800), 0.8),
        ("labs at 0.2 and at 0.9", np.repeat([0.2, 0.9], [30, 70]), 0.5),
        ("mostly unsafe labs", rng.beta(1, 4, 500), 0.95),
        ("labs of any quality", (np.arange(4000) + 0.5) / 4000, 0.9),
        ("labs of which none knows", rng.beta(2, 2, 300), 0.0),
    )


def mark(quality, informed, threshold):
    """mean quality of the silent if labs speak from a threshold."""
    hides = quality < threshold
    weight = 1 - informed + informed * hides
    return float(np.average(quality, weights=weight) if weight.any() else quality.min())


def settled(quality, informed, rounds=10_000):
    """the mark that no longer moves, or what it is after some rounds."""
    now = float(quality.mean())
    for _ in range(rounds):
        before, now = now, mark(quality, informed, now)
        if now == before:
            break
    return now


def marks(quality, informed, right):
    """other populations, other people, too few rounds."""
    hidden = quality[quality < right]
    return [
        (silence_threshold(informed), "That is the formula for evenly spread qualities; these "
                                      "labs are not."),
        (quality.mean(), "That is the mean of all labs; those that know better speak up."),
        (settled(quality, informed, 1), "One round is not the end: labs reply to the new mark."),
        (settled(quality, informed, 2), "Two rounds are not the end; go on until the mark rests."),
        (hidden.mean() if hidden.size else np.nan,
         "That is the mean of those who hide; the honest blanks are silent, too."),
        (quality.min(), "In your answer everything unravels; "
                        "do you count the labs that know nothing?"),
        (settled(quality, 1 - informed), "You have swapped the informed and the others."),
        (np.mean(1 - informed + informed * (quality < right)),
         "That is the share of silent labs; return their mark."),
        (100 * right, "That is in per cent; a mark lies from 0 to 1."),
    ]  # fmt: skip


def penalties(exposure, cost, right):
    """a forgotten part, or a part in the wrong place."""
    w, k = exposure, cost
    return [
        ((1 - w) / (2 * w), "Your penalty does not move with the cost of speaking."),
        ((0.5 + k) / w, "You weigh silence as if it were never exposed: only with probability "
                        "1 - w does the lab get the mark."),
        (((1 - w) / 2 - k) / w, "The cost has the wrong sign: it makes silence cheaper."),
        ((1 - w) * (0.5 + k) / w, "The cost of speaking is certain; it does not depend on "
                                  "exposure."),
        ((1 - w) / 2 + k, "A penalty is paid only by those who are found out; how often is that?"),
        (((1 - w) * silence_threshold(0.9) + k) / w,
         "If all others speak, only honest blanks are silent; what is their mark?"),
        (((1 - w) + k) / w, "You mark an empty box 1; what do honest blanks average?"),
        (k / w, "You mark an empty box 0; if all speak, who is left among the silent?"),
        (100 * right, "That is in per cent; a penalty is in units of quality."),
    ]  # fmt: skip


def dangers(n, mu, enmity, expected, error):
    """expected shares of disasters in games next to this one."""
    sentences = [
        (risk(n, mu, enmity, "public", selection="least safe"),
         "That is the least safe equilibrium; in the safest the leader does lead / enmity."),
        (risk(n, mu, enmity, "private"),
         "That is what happens if each team knows its own capability; here all is public."),
        (risk(n, mu, enmity, "none"), "That is what happens if nobody knows anything."),
        (1 - expected, "That is the share of races that end well."),
        (risk(n, 1.0, enmity, "public"), "Your share does not move with mu; "
                                         "capabilities are drawn from 0 to mu."),
        (_behind(n, mu, enmity), "The winner has the danger of the leader, not of the second."),
    ]  # fmt: skip
    if n > 2:
        sentences += [
            (risk(2, mu, enmity, "public"), "Your share does not move with the number of teams."),
            (_far(n, mu, enmity), "The lead is over the second best, not over the worst team."),
        ]
    swapped = [(np.sqrt(expected * (1 - expected)) / 100, "Share first, standard error second.")]
    return sentences + (swapped if abs(error - expected) < 0.05 else [])


@cache
def _draws(n):
    return np.sort(np.random.default_rng(64).random((20_000, n)), axis=1)


def _behind(n, mu, enmity):
    lead = mu * (_draws(n)[:, -1] - _draws(n)[:, -2])
    leader = np.minimum(1, lead / enmity)
    return float(np.mean(1 - np.maximum(0, leader - lead)))


def _far(n, mu, enmity):
    lead = mu * (_draws(n)[:, -1] - _draws(n)[:, 0])
    return float(np.mean(1 - np.minimum(1, lead / enmity)))


def errors(n, mu, enmity, expected, runs):
    """what is not the standard error of a share."""
    lead = mu * (_draws(n)[:, -1] - _draws(n)[:, -2])
    danger = 1 - np.minimum(1, lead / enmity)
    spread = np.sqrt(expected * (1 - expected))
    return [
        (danger.std() / np.sqrt(runs),
         "That is the error of the mean danger; draw the disasters and count them."),
        (spread, "That is the spread of single races; a mean of many is far steadier."),
        (spread / runs, "Your error shrinks too fast: ten times surer takes a hundred times "
                        "the runs."),
        (spread**2 / runs, "That is a variance; take its root."),
    ]  # fmt: skip


@cache
def crossing(n, enmity, other="private", selection="safest"):
    """mu from which public information is riskier than another level, NaN if none."""

    def excess(mu):
        return risk(n, mu, enmity, "public", selection=selection) - risk(n, mu, enmity, other)

    if excess(0.3) * excess(60.0) >= 0:
        return float("nan")
    return brentq(excess, 0.3, 60.0, xtol=1e-10)


def crossings(n, enmity, right):
    """one argument unread, or another quantity."""
    return [
        (crossing(2, enmity), "Your answer does not move with the number of teams."),
        (crossing(n, 0.5), "Your answer does not move with enmity."),
        (risk(n, right, enmity, "private"), "That is the danger where the two lines cross; "
                                            "return the mu at which they do."),
        (1 + (n - 1) * enmity, "That is the mu from which some teams with their own envelopes "
                               "are fully safe; the lines cross elsewhere."),
        (n * enmity, "That is the mu from which blind teams are fully safe; compare private "
                     "and public."),
        (1 / right, "Your ratio is upside down."),
        (100 * right, "That is in per cent; mu is in units of what full safety costs."),
    ]  # fmt: skip


@cache
def _grid(mu):
    middle = (np.arange(1200) + 0.5) / 1200 * mu
    return np.meshgrid(middle, middle, indexing="ij")


@cache
def _account(mu, enmity):
    """what winning just ahead, losing on purpose, and honest play pay, at all capabilities."""
    own, rival = _grid(mu)
    mine, theirs = (np.minimum(1, c / (1 + enmity)) for c in (own, rival))
    room = own - (rival - theirs)  # safety at which the scores tie
    lose = (1 - enmity) * theirs
    return room, lose, np.where(own > rival, mine, lose)


@cache
def spy(mu, enmity):
    """gain of one of two teams that secretly sees the other's capability."""
    room, lose, honest = _account(mu, enmity)
    win = np.where(room >= 0, np.minimum(1, room), -1)
    return float(np.maximum(win, lose).mean() - honest.mean())


def spies(mu, enmity, right):
    """options forgotten, limits forgotten, or another question answered."""
    room, lose, honest = _account(mu, enmity)
    own, rival = _grid(mu)
    base = honest.mean()
    can = room >= 0
    win = np.where(can, np.minimum(1, room), -1)
    return [
        (right + base, "That is what the spy earns; how much more is it than without spying?"),
        (np.where(can, win, lose).mean() - base,
         "Your spy wins whenever it can; letting a safe rival win can pay more."),
        (np.maximum(np.where(can, room, -1), lose).mean() - base,
         "Your spy is more than fully safe when far ahead; safety ends at 1."),
        (np.maximum(np.minimum(1, room), 0).mean() - base,
         "A rival's safe win is worth something to the spy, unless enmity is 1."),
        (np.maximum(np.maximum(np.minimum(1, room), 0), lose / max(1 - enmity, 1e-9)).mean() - base,
         "A rival's safe win is worth 1 - e, not a whole prize."),
        ((risk(2, mu, enmity, "private") - risk(2, mu, enmity, "public")) * (1 - enmity / 2),
         "That is what changes if both see everything; the rival does not know of the spy."),
        (np.where(own > rival, np.minimum(1, room), lose).mean() - base,
         "Your spy only ever relaxes; if just behind, it can also cut its safety and win."),
    ]  # fmt: skip
