"""Exercises on the shadow of the future: patience, grudges, alarms, and the echo of a slip."""

import math
from functools import cache, partial

import numpy as np

from racekit import repeated
from racekit.check._exercise import CHANCE, SHARE, Exercise, Measured
from racekit.check._verdict import in_words, listed
from racekit.race import Race

# --- two labs, two patiences -------------------------------------------------------------------


def least(T, R, P, S):
    return (T - R) / (T - P)


def both(race):
    """(T, R, P, S) of each lab."""
    return [repeated.from_game(race.dilemma(), player) for player in ("row", "column")]


def each(formula, join=max):
    """The rule that joins what a formula gives for each lab."""
    return lambda race: join([formula(*lab) for lab in both(race)])


def breach(value, right, race):
    if value > right:
        return f"At your {value:.4f} a breach costs both labs; less is enough"
    gains = [(1 - value) * T + value * P - R for T, R, P, _ in both(race)]
    return f"At your {value:.4f} lab {np.argmax(gains) + 1} still gains {max(gains):.3g} by it"


two_patiences = Exercise(
    title="Two labs, two patiences",
    cases=tuple((race,) for race in (
        Race([1.0, 1.2], risk=0.3), Race([1.3, 1.0], risk=0.25, harm=0.2),
        Race([1.0, 1.5], risk=0.3, discount=0.2),
        Race([1.0, 1.1], risk=0.25, harm=[0.2, 0.0]),  # the slower one is the steadier
        Race.equal(2))),
    right=lambda race: max(least(*lab) for lab in both(race)),
    words=in_words,
    inside=(0, 1, "Patience lies from 0 to 1 here"),
    otherwise=breach,
    slips=(
        ("You hold only one of the two labs; an agreement needs both.", each(least, min)),
        ("Lab 2 is reckless elsewhere: in `game.column` its own action is the second index.",
         lambda race: max(least(*both(race)[0]),
                          least(race.dilemma().column[1, 0], *both(race)[1][1:]))),
        ("You average the two labs' patience; the less willing one decides.", each(least, np.mean)),
        ("You average the payoffs of two unequal labs; each decides alone.",
         lambda race: least(*np.mean(both(race), axis=0))),
        ("You divide the gain by one race's loss; the losses go on for ever, discounted.",
         each(lambda T, R, P, S: (T - R) / (R - P))),
        ("Gain and loss have changed places: yours falls when the temptation grows.",
         each(lambda T, R, P, S: (R - P) / (T - P))),
        ("After a breach both are reckless; nobody goes on being the sucker.",
         each(lambda T, R, P, S: (T - R) / (T - S))),
        ("That is in per cent; patience lies from 0 to 1.", each(lambda *lab: 100 * least(*lab))),
    ),
)  # fmt: skip


# --- the shortest grudge -----------------------------------------------------------------------


def grudge(gain, loss, patience, first=1):
    """Fewest races whose discounted losses make up for the gain; 0 if 1000 are too few."""
    paid = np.cumsum(loss * float(patience) ** (np.arange(1000) + first))
    enough = np.flatnonzero(paid >= gain - 1e-12)
    return enough[0] + 1 if enough.size else 0


def shortest(T, R, P, patience):
    return grudge(T - R, R - P, patience)


def one_off(rule, step, top=math.inf):
    """The rule that finds one more than another, or one less, where that is an answer."""

    def off(*case):
        found = rule(*case)
        return found + step if 0 < found < top else np.nan

    return off


def grudge_off(value, right, T, R, P, patience):
    if right == 0:
        return f"Here no grudge deters; the task says what to return then, and it is not {value:g}"
    if value == 0:
        return "You find no grudge that deters, but there is one"
    if value > right:
        return f"{value:g} races deter, but fewer are enough"
    cost = (R - P) * sum(patience**t for t in range(1, int(value) + 1))
    return f"A breach gains {T - R:.3g}, and {value:g} races of punishment cost only {cost:.3g}"


how_long_a_grudge = Exercise(
    title="How long a grudge?",
    cases=((9.0, 4.0, 3.0, 0.9), (4.0, 3.0, 1.0, 0.5), (5.0, 3.0, 1.0, 0.38), (5.0, 3.0, 1.0, 0.9),
           (5.0, 3.0, 2.0, 0.668), (0.6, 0.45, 0.35, 0.7), (80.0, 3.0, 2.0, 0.99)),
    right=shortest,
    kind=int,
    words="payoffs {:g}, {:g}, {:g}, patience {:g}".format,
    inside=(0, math.inf, "A grudge cannot last less than no race"),
    otherwise=grudge_off,
    slips=(
        ("The first race of punishment is the next one, so it counts the patience, not 1.",
         lambda T, R, P, d: grudge(T - R, R - P, d, first=0)),
        ("Where is the patience? Later races count less.", lambda T, R, P, d: shortest(T, R, P, 1)),
        ("A breach gains the temptation instead of the reward.",
         lambda T, R, P, d: grudge(T - P, R - P, d)),
        ("A race of punishment costs the reward, less what is left.",
         lambda T, R, P, d: grudge(T - R, T - P, d)),
        ("A race of punishment still pays the punishment payoff.",
         lambda T, R, P, d: grudge(T - R, R, d)),
        ("A grudge whose loss just equals the gain deters: the breach does not pay.",
         lambda T, R, P, d: grudge(T - R + 1e-9, R - P, d)),
        ("Your search ends too early; the task goes on to 1000 races.",
         lambda *case: shortest(*case) if shortest(*case) <= 100 else 0),
        ("One race less deters already; is your count one too far?", one_off(shortest, 1)),
    ),
)  # fmt: skip


# --- a treaty measured by dice -----------------------------------------------------------------


def treaty(R, P, patience, alpha, length, runs, seed, *, deaf=True, at_once=False, extra=0,
           first=0, weight=lambda patience, t: (1 - patience) * patience**t):  # fmt: skip
    """Mean worth of many lives and its standard error, with slips to switch on."""
    rng = np.random.default_rng(seed)
    worth, left = np.zeros(runs), np.full(runs, float(first))
    for t in range(200):
        careful = left == 0
        alarm = (rng.random(runs) < alpha) & (careful | (not deaf))
        worth += weight(patience, t) * np.where(careful & ~(alarm & at_once), R, P)
        left = np.where(alarm, length + extra, np.maximum(left - 1, 0))
    return worth.mean(), worth.std() / np.sqrt(runs)


measure_a_treaty = Measured(
    title="Measure a treaty",
    cases=((3.0, 1.0, 0.9, 0.4, 2, 4000, 5),  # here every slip has a worth of its own
           (3.0, 1.0, 0.9, 0.1, math.inf, 3000, 6), (0.44, 0.29, 0.8, 0.3, 4, 3000, 7),
           (2.0, 0.5, 0.6, 0.4, 1, 3000, 8)),
    right=lambda R, P, patience, false_alarm_chance, length, runs, seed: (
        treaty(R, P, patience, false_alarm_chance, length, runs, seed)),
    exact=lambda R, P, patience, alpha, length, *dice: (
        repeated.alarm_value(R + 1, R, P, patience, alpha, length)),  # T is no part of the worth
    words="R {:g}, P {:g}, patience {:g}, false alarms {:g}, length {}, {} runs, seed {}".format,
    forbids=("repeated.alarm_value",),
    slips=(
        ("That is the sum over all races; the worth of a race is that times 1 less the patience.",
         partial(treaty, weight=lambda patience, t: patience**t)),
        ("Your first race counts the patience already; it counts 1.",
         partial(treaty, weight=lambda patience, t: (1 - patience) * patience ** (t + 1))),
        ("All your races count the same; where is the patience?",
         partial(treaty, weight=lambda patience, t: 1 / 200)),
        ("You punish for ever, whatever the length.", partial(treaty, extra=math.inf)),
        ("Your punishment lasts one race longer than it should.", partial(treaty, extra=1)),
        ("Your punishment lasts one race less than it should.", partial(treaty, extra=-1)),
        ("In your treaty no alarm has any consequence.", lambda R, *case: (R, np.nan)),
        ("The race with the alarm itself is careful; punishment begins with the next one.",
         partial(treaty, at_once=True)),
        ("Nobody listens for alarms while the punishment lasts; yours starts again.",
         partial(treaty, deaf=False)),
        ("Your lives begin with a race of punishment.", partial(treaty, first=1)),
    ),
)  # fmt: skip


# --- the largest treaty ------------------------------------------------------------------------


def most(alarms):
    """The rule that finds the most members, 1 to 100, whom such alarms hold; 0 if not one."""

    def members(T, R, P, patience, false_alarm_chance, detection_chance):
        each = [alarms(n, false_alarm_chance, detection_chance) for n in range(1, 101)]
        held = [patience >= repeated.alarm_threshold(T, R, P, *chances) for chances in each]
        return max(np.flatnonzero(held) + 1, default=0)

    return members


largest = most(repeated.many_monitors)


def members_off(value, right, *case):
    if right == 0:
        return "Not even one monitor is enough here; the task says what to return then"
    if value == 0:
        return "You find no treaty that holds, but there is one"
    if right == 100:
        return "Monitors that never err can be multiplied without end"
    return f"{value:g} is too {'few: more' if value < right else 'many: not so many'} members hold"


largest_treaty = Exercise(
    title="The largest treaty",
    cases=((5.0, 3.0, 1.0, 0.9, 0.02, 0.6), (0.57, 0.44, 0.35, 0.9, 0.01, 0.5),
           (5.0, 3.0, 1.0, 0.6, 0.05, 0.4), (5.0, 3.0, 1.0, 0.68, 0.1, 0.6),  # not even one
           (5.0, 3.0, 1.0, 0.9, 0.0, 0.6),  # as many as one likes
           (0.57, 0.44, 0.35, 0.95, 0.05, 0.9), (5.0, 4.0, 1.0, 0.9, 0.05, 0.3),
           (5.0, 3.0, 1.0, 0.45, 0.01, 0.6)),  # not even if all were seen
    right=largest,
    kind=int,
    words="payoffs {:g}, {:g}, {:g}, patience {:g}, false alarms {:g}, detection {:g}".format,
    inside=(0, 100, "The task asks for 1 to 100 members, or 0"),
    otherwise=members_off,
    slips=(
        ("With one more somebody cheats; is your count one too far?", one_off(largest, 1, 100)),
        ("One member more still holds; return the largest number.", one_off(largest, -1, 100)),
        ("You ask one monitor whatever the number of members; each brings its own.",
         most(lambda n, alpha, q: (alpha, q))),
        ("Your false alarms grow with the members and your detection does not; any may ring.",
         most(lambda n, alpha, q: (1 - (1 - alpha) ** n, q))),
        ("You let all members cheat at once; each asks what happens if it alone does.",
         most(lambda n, alpha, q: (1 - (1 - alpha) ** n, 1 - (1 - q) ** n))),
        ("You add chances up; two monitors may ring in the same race.",
         most(lambda n, alpha, q: (min(1.0, n * alpha), min(1.0, n * alpha + q)))),
        ("Your monitors never err; where are the false alarms?",
         lambda T, R, P, patience, alpha, q: largest(T, R, P, patience, 0.0, q)),
        ("You use the threshold without alarms; here nobody sees who cheats.",
         lambda T, R, P, patience, *monitor: (
             100 if patience >= repeated.grim_threshold(T, R, P) else 0)),
    ),
)  # fmt: skip


# --- the echo of a slip ------------------------------------------------------------------------


def chain(p, q, noise, other=(0, 2, 1, 3)):
    """Long-run shares of CC, CD, DC, DD."""
    p, q = (x + noise * (1 - 2 * x) for x in (p, q[list(other)]))
    step = np.column_stack([p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)])
    for _ in range(60):
        step = step @ step
        step /= step.sum(axis=1, keepdims=True)
    return step[0]


def noiseless(p, q, noise):
    """The share where nothing slips, unless it then depends on how the two begin."""
    return np.nan if np.isin([p, q], (0, 1)).all() else chain(p, q, 0.0)[:2].sum()


def share(*outcomes, **how):
    return lambda *case: chain(*case, **how)[list(outcomes)].sum()


NAMED, MIXED = repeated.STRATEGIES, (0.9, 0.2, 0.6, 0.3)

echo_of_a_slip = Exercise(
    title="The echo of a slip",
    cases=tuple((np.array(p), np.array(q), noise) for p, q, noise in (
        (NAMED["WSLS"], (0.8, 0.1, 0.7, 0.2), 0.05), (MIXED, NAMED["GTFT"], 0.1),
        (NAMED["GTFT"], NAMED["ALLD"], 0.02), (NAMED["ALLC"], MIXED, 0.2),
        (NAMED["TFT"], NAMED["TFT"], 0.001))),  # slow to settle
    right=lambda p, q, noise: chain(p, q, noise)[:2].sum(),
    words=lambda p, q, noise: f"p {listed(p)}, q {listed(q)}, noise {noise:g}",
    inside=SHARE,
    near=(0.02, "Close, but the long run can be had exactly"),
    otherwise=lambda value, right, *case: (
        f"Your share is too {'low' if value < right else 'high'}; do all rows add up to 1"),
    forbids=("repeated.shares", "repeated.long_run"),
    slips=(
        ("That is the other player's care; asked is that of strategy p.", share(0, 2)),
        ("That is how often both are careful; p may be careful alone.", share(0)),
        ("That is how often p is reckless.", share(2, 3)),
        ("That is how often the other player is reckless.", share(1, 3)),
        ("Your second player reads with your eyes; its own move comes first.",
         share(0, 1, other=range(4))),
        ("Nothing slips in your chain; where is the noise?", noiseless),
        ("You average the four chances; not every outcome is equally frequent.",
         lambda p, q, noise: p.mean()),
        *((f"That is the average of the first {n} races; the long run is longer.",
           lambda p, q, noise, n=n: repeated.shares(p, q, noise, n)[:2].sum())
          for n in (1, 10, 50, 100, 200, 500, 1000)),
    ),
)  # fmt: skip


# --- the setting of an alarm -------------------------------------------------------------------

SETTINGS = np.logspace(-5, 0, 2001)


def worth(T, R, P, patience, g, alpha):
    """What the treaty is worth with the alarm at this setting; P where nothing deters."""
    length = repeated.shortest_punishment(T, R, P, patience, alpha, alpha**g)
    return P if length is None else repeated.alarm_value(T, R, P, patience, alpha, length)


@cache
def worths(*case):
    return np.array([worth(*case, alpha) for alpha in SETTINGS])


def best(T, R, P, patience, g):
    return SETTINGS[worths(T, R, P, patience, g).argmax()]


def setting_off(value, right, *case):
    (_, R, P, *_), own, top = case, worth(*case, value), worths(*case).max()
    if value == 0:
        return "An alarm that never rings falsely never rings at all"
    if own <= P:
        return f"With false alarms of {value:.3g} no punishment deters; look only where some does"
    often, cost = "seldom" if value < right else "often", (top - own) / (R - P)
    return f"Your alarm rings falsely too {often}, and that costs {cost:.0%} of the gain from care"


class OnAnyGrid(Exercise):
    """An exercise whose slips are recognised to 2 %, as learners choose their own grid."""

    def ways(self):
        return (lambda i, answer, other: bool(abs(answer - other) <= 0.02 * abs(other)),)


tune_the_alarm = OnAnyGrid(
    title="Tune the alarm",
    cases=((5.0, 3.0, 1.0, 0.9, 0.5), (5.0, 3.0, 1.0, 0.7, 0.2), (0.57, 0.44, 0.35, 0.9, 0.3),
           (4.0, 3.0, 0.0, 0.8, 0.4)),
    right=best,
    words="payoffs {:g}, {:g}, {:g}, patience {:g}, g {:g}".format,
    inside=CHANCE,
    accept=lambda value, right, T, R, P, *case: (
        worth(T, R, P, *case, value) >= worths(T, R, P, *case).max() - 0.01 * (R - P)),
    otherwise=setting_off,
    slips=(
        ("That is the chance to detect; return the chance of a false alarm.",
         lambda *case: best(*case) ** case[-1]),
        ("You return the worth; return the setting that earns it.",
         lambda *case: worths(*case).max()),
        ("You look for the alarm that tells most about a breach; what is the treaty worth then?",
         lambda T, R, P, patience, g: SETTINGS[(SETTINGS**g - SETTINGS).argmax()]),
        ("At that setting the least patience is needed; these players have more than that.",
         lambda T, R, P, patience, g: (
             SETTINGS[repeated.alarm_threshold(T, R, P, SETTINGS, SETTINGS**g).argmin()])),
    ),
)  # fmt: skip
