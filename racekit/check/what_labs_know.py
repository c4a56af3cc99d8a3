"""Exercises on what labs know: silence, envelopes and spies."""

import numpy as np
from scipy.optimize import brentq

from racekit.check._exercise import SHARE, Exercise, Measured
from racekit.check._verdict import require
from racekit.disclosure import silence_threshold
from racekit.precipice import disaster_probability, safety

# --- the guilty among the silent ----------------------------------------------------------


def told(silent):
    """Share of labs that know, and share of the silent that hide what they know."""
    return 1 - silent**2, 1 - silent


def not_told(answer, right, silent):
    informed, hiding = answer
    if abs(informed - right[0]) > 1e-6:
        return (f"If a share {informed:.4g} of the labs knew, a share {np.sqrt(1 - informed):.4g} "
                "of the boxes would be empty")  # fmt: skip
    return (f"A share {1 - informed:.4g} of all labs knows nothing, and all of these are silent; "
            f"that does not leave {hiding:.4g} of the silent to hide")  # fmt: skip


guilty_among_the_silent = Exercise(
    title="The guilty among the silent",
    cases=((0.3,), (0.9,), (1.0,), (0.55,), (0.12,), (0.74,)),
    right=told,
    shape=(2,),
    words="a share {:g} of the boxes is empty".format,
    inside=SHARE,
    otherwise=not_told,
    slips=(
        *((said, lambda silent, rule=rule: (rule(silent), np.nan)) for said, rule in (
            ("That is the share of labs that know nothing; how many do know?", lambda x: x**2),
            ("You take every silent lab for one that knows nothing; some hide.", lambda x: 1 - x),
            ("You take the root where you should square: the silent share is the root of the "
             "share that knows nothing.", lambda x: 1 - x**0.5),
            ("That is in per cent; a share lies from 0 to 1.", lambda x: 100 * (1 - x**2)),
            ("That is how many boxes would be empty if the given share of labs were informed; go "
             "the other way.", lambda x: (1 - x) ** 0.5),
        )),
        *((said, lambda silent, rule=rule: (np.nan, rule(silent))) for said, rule in (
            ("That is the honest share of the silent; the task asks for those who hide.",
             lambda x: x),
            ("That is the share of all labs that hide; divide by those that are silent.",
             lambda x: x * (1 - x)),
            ("That is the threshold, which is also the share of informed labs that hide; the task "
             "asks for a share of the silent.", lambda x: x / (1 + x)),
            ("You give the share of informed labs twice; of the silent, fewer know.",
             lambda x: 1 - x**2),
            ("The second share is in per cent; it lies from 0 to 1.", lambda x: 100 * (1 - x)),
        )),
    ),
)  # fmt: skip


# --- any labs, not just evenly spread -----------------------------------------------------


def populations():
    """Quality of each lab, and share informed; the first tells most slips apart."""
    rng = np.random.default_rng(62)
    return (
        (rng.beta(5, 2, 800), 0.8), (np.repeat([0.2, 0.9], [30, 70]), 0.5),
        (rng.beta(1, 4, 500), 0.95), ((np.arange(4000) + 0.5) / 4000, 0.9),
        (rng.beta(2, 2, 300), 0.0),
    )  # fmt: skip


def mark(quality, informed, threshold):
    """Mean quality of the silent if labs speak from a threshold."""
    weight = np.where(quality < threshold, 1.0, 1 - informed)
    return np.average(quality, weights=weight) if weight.any() else quality.min()


def settled(quality, informed, rounds=10_000):
    """The mark that no longer moves, or what it is after some rounds."""
    now, before = quality.mean(), np.nan
    while rounds and now != before:
        now, before, rounds = mark(quality, informed, now), now, rounds - 1
    return now


def hidden(quality, informed):
    """Quality of those that know and hide."""
    return quality[quality < settled(quality, informed)]


any_labs = Exercise(
    title="Any labs, not just evenly spread",
    cases=populations,
    right=lambda quality, informed: settled(quality, informed),
    words=lambda quality, informed: (
        f"{quality.size} labs of mean quality {quality.mean():.3g}, informed {informed:g}"),
    tolerance=1e-4,
    inside=(0, 1, "A mark lies from 0 to 1"),
    otherwise=lambda value, right, quality, informed: (
        f"If the clerk marks silence {value:.4f}, the silent labs average "
        f"{mark(quality, informed, value):.4f}, so she moves on"),
    slips=(
        ("That is the formula for evenly spread qualities; these labs are not.",
         lambda quality, p: silence_threshold(p)),
        ("That is the mean of all labs; those that know better speak up.",
         lambda quality, p: quality.mean()),
        ("One round is not the end: labs reply to the new mark.",
         lambda quality, p: settled(quality, p, 1)),
        ("Two rounds are not the end; go on until the mark rests.",
         lambda quality, p: settled(quality, p, 2)),
        ("That is the mean of those who hide; the honest blanks are silent, too.",
         lambda quality, p: hidden(quality, p).mean()),
        ("In your answer everything unravels; do you count the labs that know nothing?",
         lambda quality, p: quality.min()),
        ("You have swapped the informed and the others.",
         lambda quality, p: settled(quality, 1 - p)),
        ("That is the share of silent labs; return their mark.",
         lambda quality, p: 1 - p + p * hidden(quality, p).size / quality.size),
        ("That is in per cent; a mark lies from 0 to 1.", lambda *case: 100 * settled(*case)),
    ),
)  # fmt: skip


# --- the least fine that makes all speak --------------------------------------------------


def least(exposure, cost, blanks=0.5):
    """Penalty at which the worst lab speaks, where the silent are taken for ``blanks``."""
    return ((1 - exposure) * blanks + cost) / exposure


def not_the_least(value, right, exposure, cost):
    silent = silence_threshold(0.9, exposure, value, cost)
    if silent > 0:
        return (f"With your penalty of {value:.4g} labs below {silent:.4g} still keep silent if "
                "90 % are informed")  # fmt: skip
    return f"With {value:.4g} all speak, but a smaller penalty would do"


least_fine = Exercise(
    title="The least fine that makes all speak",
    cases=((0.4, 0.12), (0.5, 0.0), (0.1, 0.3), (0.9, 0.05), (1.0, 0.2), (0.25, 0.6)),
    right=lambda exposure, cost: least(exposure, cost),
    words="exposure {:g}, cost {:g}".format,
    tolerance=1e-4,
    inside=(0, 1e6, "A penalty is not negative"),
    otherwise=not_the_least,
    slips=(
        ("Your penalty does not move with the cost of speaking.", lambda w, k: least(w, 0.0)),
        ("You weigh silence as if it were never exposed: only with probability 1 - w does the lab "
         "get the mark.", lambda w, k: (0.5 + k) / w),
        ("The cost has the wrong sign: it makes silence cheaper.", lambda w, k: least(w, -k)),
        ("The cost of speaking is certain; it does not depend on exposure.",
         lambda w, k: (1 - w) * (0.5 + k) / w),
        ("A penalty is paid only by those who are found out; how often is that?",
         lambda w, k: w * least(w, k)),
        ("If all others speak, only honest blanks are silent; what is their mark?",
         lambda w, k: least(w, k, silence_threshold(0.9))),
        ("You mark an empty box 1; what do honest blanks average?", lambda w, k: least(w, k, 1.0)),
        ("You mark an empty box 0; if all speak, who is left among the silent?",
         lambda w, k: least(w, k, 0.0)),
        ("That is in per cent; a penalty is in units of quality.",
         lambda *case: 100 * least(*case)),
    ),
)  # fmt: skip


# --- all envelopes read out ---------------------------------------------------------------


def lead(capability):
    return capability[:, -1] - capability[:, -2]


def dice(chosen=lambda c, enmity: lead(c) / enmity, error=lambda *_: np.nan, drawn=True):
    """A learner's estimator; left out, the error says nothing."""

    def answer(n, mu, enmity, runs, seed):
        rng = np.random.default_rng(seed)
        capability = np.sort(rng.uniform(0, mu, (runs, n)), axis=1)
        danger = 1 - np.clip(chosen(capability, enmity), 0, 1)
        lost = rng.random(runs) < danger
        return np.mean(lost if drawn else danger), error(lost, danger)

    return answer


def of_share(lost, _):
    return lost.std() / lost.size**0.5


def of_game(information, **changes):
    """Share of disasters in a game next to this one; it says nothing of the error."""

    def answer(n, mu, enmity, *_):
        game = {"n": n, "top_capability": mu, "enmity": enmity, **changes}
        return disaster_probability(information=information, **game), np.nan

    return answer


class Counted(Measured):
    """A share of so many races is a whole number of them."""

    def judge(self, attempt):
        super().judge(attempt)
        count = 1000 * self.read(attempt, "1000 runs", (*self.asked[0][:-2], 1000, 1))[0]
        require(abs(count - round(count)) < 1e-6, "You average the danger; draw the disasters: "
                f"of 1000 races not {count:.2f} can end in one.")  # fmt: skip


read_out_all_envelopes = Counted(
    title="Read out all envelopes",
    cases=((3, 1.5, 0.6, 20_000, 5), (2, 0.4, 0.5, 8000, 6), (6, 4.0, 1.0, 20_000, 7)),
    right=lambda n, mu, enmity, runs, seed: dice(error=of_share)(n, mu, enmity, runs, seed),
    exact=lambda n, mu, enmity, *_: disaster_probability(n, mu, enmity, "public"),
    words="{} teams, mu {:g}, enmity {:g}, {} runs".format,
    forbids=("precipice",),
    few=500,  # a share of fewer is too often the same with another seed
    inside=(0, 1, "A share lies from 0 to 1, not in per cent"),
    slips=(
        ("That is the least safe equilibrium; in the safest the leader does lead / enmity.",
         of_game("public", selection="least safe")),
        ("That is what happens if each team knows its own capability; here all is public.",
         of_game("private")),
        ("That is what happens if nobody knows anything.", of_game("none")),
        ("That is the share of races that end well.",
         lambda *case: (1 - of_game("public")(*case[:3])[0], np.nan)),
        ("Your share does not move with mu; capabilities are drawn from 0 to mu.",
         of_game("public", top_capability=1.0)),
        ("Your share does not move with the number of teams.", of_game("public", n=2)),
        ("The winner has the danger of the leader, not of the second.",
         dice(lambda c, enmity: np.minimum(1, lead(c) / enmity) - lead(c))),
        ("The lead is over the second best, not over the worst team.",
         dice(lambda c, enmity: (c[:, -1] - c[:, 0]) / enmity)),
        ("That is the error of the mean danger; draw the disasters and count them.",
         dice(error=lambda lost, danger: danger.std() / danger.size**0.5)),
    ),
)  # fmt: skip


# --- where publishing turns harmful -------------------------------------------------------


def excess(mu, n, enmity):
    """By how much public information is riskier than private."""
    public, private = (disaster_probability(n, mu, enmity, each) for each in ("public", "private"))
    return public - private


def crossing(n, enmity):
    return brentq(excess, 0.3, 60.0, args=(n, enmity), xtol=1e-10)


def at_mu(value, right, n, enmity):
    public, private = (disaster_probability(n, min(value, 1e6), enmity, each)
                       for each in ("public", "private"))  # fmt: skip
    return (f"At your mu of {value:.4g} disaster has probability {public:.4f} if all is public and "
            f"{private:.4f} if each team knows its own capability")  # fmt: skip


where_publishing_turns_harmful = Exercise(
    title="Where publishing turns harmful",
    cases=((3, 0.6), (2, 0.5), (5, 0.25), (10, 0.9), (2, 0.1), (20, 0.5)),
    right=crossing,
    words="{} teams, enmity {:g}".format,
    tolerance=1e-3,
    inside=(1e-9, np.inf, "mu is above 0"),
    near=(0.06, "Close, but a finer search finds a better mu"),
    otherwise=at_mu,
    slips=(
        ("Your answer does not move with the number of teams.", lambda n, e: crossing(2, e)),
        ("Your answer does not move with enmity.", lambda n, e: crossing(n, 0.5)),
        ("That is the danger where the two lines cross; return the mu at which they do.",
         lambda n, e: disaster_probability(n, crossing(n, e), e, "private")),
        ("That is the mu from which some teams with their own envelopes are fully safe; the lines "
         "cross elsewhere.", lambda n, e: 1 + (n - 1) * e),
        ("That is the mu from which blind teams are fully safe; compare private and public.",
         lambda n, e: n * e),
        ("Your ratio is upside down.", lambda *case: 1 / crossing(*case)),
        ("That is in per cent; mu is in units of what full safety costs.",
         lambda *case: 100 * crossing(*case)),
    ),
)  # fmt: skip


# --- what a spy is worth ------------------------------------------------------------------


def spying(choice, honest=True):
    """Mean gain of a spy that gets ``choice(room, theirs, enmity, ahead)`` in each race.

    ``room`` is the safety at which the scores tie, ``theirs`` the rival's safety.
    """

    def answer(mu, enmity):
        middles = (np.arange(1200) + 0.5) / 1200 * mu
        own, rival = middles[:, None], middles[None, :]
        mine, theirs = (safety(2, mu, enmity, "private", each) for each in (own, rival))
        plain = np.where(own > rival, mine, (1 - enmity) * theirs).mean()
        spy = choice(own - rival + theirs, theirs, enmity, own > rival).mean()
        return spy - plain * honest

    return answer


def win(room, most=1.0):
    """What a win pays; -1 where there is no winning."""
    return np.where(room >= 0, np.minimum(most, room), -1)


def best(room, theirs, enmity, ahead):
    return np.maximum(win(room), (1 - enmity) * theirs)


what_a_spy_is_worth = Exercise(
    title="What a spy is worth",
    cases=((1.5, 0.6), (2.0, 1.0), (4.0, 0.7), (0.5, 0.3)),
    right=lambda mu, enmity: spying(best)(mu, enmity),
    words="mu {:g}, enmity {:g}".format,
    tolerance=1e-3,
    inside=(0, np.inf, "Knowing more in secret never costs anything"),
    otherwise=lambda value, right, *case: (
        f"A gain of {value:.4f} prizes is too {'little' if value < right else 'much'}"),
    slips=(
        ("That is what the spy earns; how much more is it than without spying?",
         spying(best, honest=False)),
        ("Your spy wins whenever it can; letting a safe rival win can pay more.",
         spying(lambda room, theirs, e, _: np.where(room >= 0, win(room), (1 - e) * theirs))),
        ("Your spy is more than fully safe when far ahead; safety ends at 1.",
         spying(lambda room, theirs, e, _: np.maximum(win(room, np.inf), (1 - e) * theirs))),
        ("A rival's safe win is worth something to the spy, unless enmity is 1.",
         spying(lambda room, *_: np.maximum(win(room), 0))),
        ("A rival's safe win is worth 1 - e, not a whole prize.",
         spying(lambda room, theirs, *_: np.maximum(win(room), theirs))),
        ("That is what changes if both see everything; the rival does not know of the spy.",
         lambda mu, e: -excess(mu, 2, e) * (1 - e / 2)),
        ("Your spy only ever relaxes; if just behind, it can also cut its safety and win.",
         spying(lambda room, theirs, e, ahead: np.where(ahead, win(room), (1 - e) * theirs))),
    ),
)  # fmt: skip
