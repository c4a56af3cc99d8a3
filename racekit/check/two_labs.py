"""Exercises on two labs: one entry of a game, replies, equilibria, and where temptation ends."""

import numpy as np

from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import in_words
from racekit.games import NormalForm
from racekit.race import Race
from racekit.simulation import simulate

ACTIONS = ("careful", "reckless")
CAREFUL, RECKLESS = 0, 1
GAMES = tuple(np.array(rows, float) for rows in (
    [[3, 0], [5, 1]], [[9, 0], [3, 2]], [[4, 3], [2, 1]], [[3, 2], [5, 0]], [[-1, -9], [0, -6]],
    [[-2, 0], [-3, 0]],  # a tie against a reckless rival
))  # fmt: skip


def high_or_low(value, right, *case):
    return f"too {'high' if value > right else 'low'}"


# --- one entry of the matrix -------------------------------------------------------------------


def payoff(own, rival, risk, safety_tax, enmity, harm, discount):
    """Payoff of a lab of speed 1 with one safety level against a like rival with another."""
    mine, theirs = 1 - safety_tax * own, 1 - safety_tax * rival
    win = 1 - (1 + harm) * risk * (1 - own)
    lose = (1 - enmity) - (1 - enmity + harm) * risk * (1 - rival)
    pace = mine + theirs + discount
    return (mine * win + theirs * lose) / pace if pace else 0.0  # nobody can finish


def only_reckless(*case):
    """Payoff of the only reckless lab; ``case`` is risk, safety_tax, enmity, harm, discount."""
    return payoff(0, 1, *case)


temptation = Exercise(
    title="One entry by hand",
    cases=((0.3, 0.6, 0.7, 0.5, 0.2), (0.4, 0.8, 1.0, 0.0, 0.05), (0.25, 0.5, 0.5, 0.0, 0.0),
           (0.2, 0.51, 0.15, 0.13, 0.21), (0.82, 0.11, 0.77, 0.45, 0.6),
           (0.36, 0.84, 0.32, 0.72, 0.4), (0.5, 1.0, 0.4, 0.0, 0.1), (1.0, 0.7, 0.0, 2.0, 0.3)),
    right=lambda risk, safety_tax, enmity, harm, discount: (
        only_reckless(risk, safety_tax, enmity, harm, discount)),
    words="risk={:g}, safety_tax={:g}, enmity={:g}, harm={:g}, discount={:g}".format,
    forbids=("Race", "NormalForm"),
    otherwise=lambda value, right, *case: (
        f"Your payoff is {high_or_low(value, right)}; start from the two rates of progress"),
    slips=(
        ("You left out the discount: a prize that comes later is worth less.",
         lambda r, k, e, h, d: only_reckless(r, k, e, h, 0)),
        ("The prize is discounted as if the race took exactly a year; its length is random.",
         lambda r, k, e, h, d: only_reckless(r, k, e, h, 0) / (1 + d)),
        ("You left out the harm: disaster costs the lost prize and the harm on top.",
         lambda r, k, e, h, d: only_reckless(r, k, e, 0, d)),
        ("The risk is missing: this lab skips its safety work.",
         lambda r, k, e, h, d: only_reckless(0, k, e, h, d)),
        ("The harm is counted for certain; it counts only when disaster strikes.",
         lambda r, k, e, h, d: (1 - r - h + (1 - k) * (1 - e)) / (2 - k + d)),
        ("Enmity is turned round: a rival's safe win is worth more to a lab with little enmity.",
         lambda r, k, e, h, d: only_reckless(r, k, 1 - e, h, d)),
        ("The rival's win is missing: with enmity below 1 it is worth something to you.",
         lambda r, k, e, h, d: only_reckless(r, k, 1, h, d)),
        ("The careful rival runs at full speed here; its safety work should slow it.",
         lambda r, k, e, h, d: (1 - (1 + h) * r + 1 - e) / (2 + d)),
        ("The careful rival's win carries risk here; who does all the safety work brings none.",
         lambda r, k, e, h, d: (
             (1 - (1 + h) * r + (1 - k) * (1 - e - (1 - e + h) * r)) / (2 - k + d))),
        ("The roles are swapped: this is what a careful lab gets from a reckless rival.",
         lambda *case: payoff(1, 0, *case)),
        ("This is what a lab gets when both are careful.", lambda *case: payoff(1, 1, *case)),
        ("This is what a lab gets when both are reckless.", lambda *case: payoff(0, 0, *case)),
    ),
)  # fmt: skip


# --- the border: where two entries are equal ---------------------------------------------------


def crossing(one, other, *case):
    """Risk at which two outcomes pay lab 1 the same; payoffs are linear in the risk."""
    low, high = (payoff(*one, r, *case) - payoff(*other, r, *case) for r in (0.0, 1.0))
    return low / (low - high) if low != high else np.nan


def critical(*case):
    """Risk where care and recklessness tie against a careful rival."""
    return crossing((0, 1), (1, 1), *case)


def inside(rule):
    """The rule where its risk is a probability: elsewhere a learner may have cut it."""

    def cut(*case):
        value = rule(*case)
        return value if 0 < value < 1 else np.nan

    return cut


border_of_temptation = Exercise(
    title="The border of temptation, for labs in a hurry",
    cases=((0.8, 0.9, 0.5, 0.1), (0.8, 1.0, 0.0, 0.05), (0.6, 0.5, 0.2, 0.0), (0.9, 0.3, 1.0, 0.3),
           (0.5, 0.7, 3.0, 0.02), (0.95, 1.0, 0.1, 0.5), (0.3, 0.4, 0.7, 1.0),
           (1.0, 0.8, 0.6, 0.2)),
    right=lambda safety_tax, enmity, harm, discount: critical(safety_tax, enmity, harm, discount),
    words="safety_tax={:g}, enmity={:g}, harm={:g}, discount={:g}".format,
    tolerance=1e-3,
    near=(0.06, "Close, but not to 0.001; search more finely there"),
    otherwise=lambda value, right, *case: (
        f"The two actions do not pay the same at your risk: it is {high_or_low(value, right)}"),
    slips=tuple((said, inside(rule)) for said, rule in (
        ("Your answer does not move with the discount; a lab in a hurry is tempted further up.",
         lambda k, e, h, d: k * e / (2 * (1 + h))),
        ("Your answer does not move with the harm; a lab that minds disaster resists earlier.",
         lambda k, e, h, d: critical(k, e, 0, d)),
        ("Your answer does not move with the enmity; who hates losing is tempted further up.",
         lambda k, e, h, d: critical(k, 1, h, d)),
        ("You compare the two actions against a reckless rival; here the rival is careful.",
         lambda *case: crossing((0, 0), (1, 0), *case)),
        ("You compare both reckless with both careful; only one lab moves.",
         lambda *case: crossing((0, 0), (1, 1), *case)),
        ("You compare what the two labs get from one outcome; compare one lab's two actions.",
         lambda *case: crossing((0, 1), (1, 0), *case)),
        ("This is twice the threshold of patient labs: each lab's first share of wins is a half.",
         lambda k, e, h, d: k * e / (1 + h)),
        ("You divide by the harm alone; disaster costs the lost prize as well.",
         lambda k, e, h, d: critical(k, e, 0, d) / h if h else np.nan),
    )),
)  # fmt: skip


# --- one player's best reply -------------------------------------------------------------------


def reply(row, rival):
    """The best reply; a tie goes to careful."""
    return better(*row[:, ACTIONS.index(rival)])


def better(careful, reckless):
    return ACTIONS[int(reckless > careful)]


best_reply = Exercise(
    title="Best reply",
    cases=tuple((row, rival) for row in GAMES for rival in ACTIONS),
    right=reply,
    kind=ACTIONS,
    words=lambda row, rival: f"the game {row.tolist()} and a {rival} rival",
    otherwise=lambda *case: "The other action pays more",
    slips=(
        ("You read along a row: your action is the row, the rival's is the column.",
         lambda row, rival: reply(row.T, rival)),
        ("You take the smaller payoff.", lambda row, rival: reply(-row, rival)),
        ("You return the rival's action whatever the payoffs.", lambda row, rival: rival),
        ("You answer reckless whatever the payoffs.", lambda row, rival: "reckless"),
        ("You answer careful whatever the payoffs.", lambda row, rival: "careful"),
        ("You compare the worst cases and ignore what this rival does.",
         lambda row, rival: better(*row.min(axis=1))),
        ("You add up each row and ignore what this rival does.",
         lambda row, rival: better(*row.sum(axis=1))),
        ("A tie goes to careful, says the task.",
         lambda row, rival: ACTIONS[int(row[1, ACTIONS.index(rival)] >=
                                        row[0, ACTIONS.index(rival)])]),
    ),
)  # fmt: skip


# --- equilibria --------------------------------------------------------------------------------


def equilibria(row, column):
    """Outcomes where neither player gains by moving alone, straight from the definition."""
    return (row >= row[::-1]) & (column >= column[:, ::-1])


def efficient(row, column):
    game = NormalForm(row, column)
    names = game.pareto_efficient()
    return np.array([[(a, b) in names for b in game.actions] for a in game.actions])


def first_only(row, column):
    marks = equilibria(row, column)
    return marks & (np.cumsum(marks).reshape(2, 2) == 1)


def at_odds(value, right, *case):
    i, j = np.argwhere(value != right)[0]
    gains = "nobody gains" if right[i, j] else "somebody gains"
    return f"Look at [{i}, {j}], which {gains} by leaving"


UNEQUAL = Race([1.0, 3.0], risk=0.45, harm=[0.0, 0.5]).dilemma()

all_equilibria = Exercise(
    title="All equilibria",
    cases=(*((row, row.T) for row in GAMES), *((np.array(row, float), np.array(column, float))
           for row, column in (([[1, 0], [0, 1]], [[0, 1], [1, 0]]),  # nobody ever rests
                               ([[3, 1], [4, 2]], [[5, 1], [6, 3]]),
                               ([[2, 6], [3, 4]], [[1, 2], [0, 5]]))),
           (np.array(UNEQUAL.row), np.array(UNEQUAL.column))),
    right=equilibria,
    kind=bool,
    shape=(2, 2),
    words=lambda row, column: f"row {row.round(3).tolist()}, column {column.round(3).tolist()}",
    forbids=("NormalForm",),
    otherwise=at_odds,
    slips=(
        ("You ask the row player only; the column player must be content too.",
         lambda row, column: row >= row[::-1]),
        ("You ask the column player only; the row player must be content too.",
         lambda row, column: column >= column[:, ::-1]),
        ("Both players move along the wrong line: the row player chooses the first index.",
         lambda row, column: (row >= row[:, ::-1]) & (column >= column[::-1])),
        ("Your column player changes the row; it chooses the second index.",
         lambda row, column: (row >= row[::-1]) & (column >= column[::-1])),
        ("You take the column player's payoffs to be the row player's, turned round.",
         lambda row, column: equilibria(row, row.T)),
        ("You mark what cannot be improved without hurting somebody: that is Pareto, not Nash.",
         efficient),
        ("You demand that a move makes things worse; in equilibrium it need only gain nothing.",
         lambda row, column: (row > row[::-1]) & (column > column[:, ::-1])),
        ("You mark where the two together gain most; each looks at its own payoff only.",
         lambda row, column: row + column == (row + column).max()),
        ("You stop at the first equilibrium; there may be several.", first_only),
    ),
)  # fmt: skip


# --- a gain measured by simulation -------------------------------------------------------------


def gain(race):
    """What lab 1 gains by cutting its safety from 1 to 0 while lab 2 stays careful."""
    return race.payoffs([0, 1])[0] - race.payoffs([1, 1])[0]


def measured_gain(race, runs, seed):
    """Estimate the gain from as many races of each kind."""
    after, before = (simulate(race, [own, 1], runs=runs, seed=seed) for own in (0, 1))
    return after.payoffs()[:, 0].mean() - before.payoffs()[:, 0].mean()


SLIPS = (
    ("The sign is turned round: a gain is what recklessness adds.", lambda race: -gain(race)),
    ("You measure lab 2; lab 1 is the one that cuts its safety.",
     lambda race: race.payoffs([0, 1])[1] - race.payoffs([1, 1])[1]),
    ("You let lab 2 cut its safety; lab 1 is the one.",
     lambda race: race.payoffs([1, 0])[0] - race.payoffs([1, 1])[0]),
    ("Lab 2 is reckless in your races; it stays careful here.",
     lambda race: race.payoffs([0, 0])[0] - race.payoffs([1, 0])[0]),
    ("Both labs cut their safety in your races; only lab 1 does.",
     lambda race: race.payoffs([0, 0])[0] - race.payoffs([1, 1])[0]),
    ("You count wins; a win that ends in disaster pays nothing.",
     lambda race: race.win_probability([0, 1])[0] - race.win_probability([1, 1])[0]),
    ("You return what the reckless lab gets; subtract what it had before.",
     lambda race: race.payoffs([0, 1])[0]),
    ("The years are not discounted; the simulation's own payoffs are.",
     lambda race: gain(race.replace(discount=0.0))),
)  # fmt: skip

measure_the_temptation = Measured(
    title="Measure the temptation",
    cases=((Race.equal(2, risk=0.9, discount=0.4), 4000, 5),
           (Race([1.0, 3.0], risk=0.2, enmity=0.5, discount=0.5), 4000, 5),
           (Race([2.0, 1.0], safety_tax=0.5, risk=0.6, harm=1.0, discount=0.3), 4000, 5)),
    right=measured_gain,
    exact=lambda race, runs, seed: gain(race),
    error=lambda race, runs, seed: 0.9 / runs**0.5,  # no case's gain is more scattered
    words=lambda race, runs, seed: f"{in_words(race)}, {runs} runs",
    slips=tuple((said, lambda race, runs, seed, rule=rule: rule(race)) for said, rule in SLIPS),
)  # fmt: skip


# --- how firmly a promise must be believed -----------------------------------------------------


def costs(row):
    """What each mistake costs: racing against care, and caring against a racer."""
    return row[0, 0] - row[1, 0], row[1, 1] - row[0, 1]


def belief(row):
    """Smallest probability of a careful rival at which care pays as much as recklessness."""
    racing, caring = costs(row)
    return caring / (racing + caring) if caring > 0 else 0.0


def unguarded(row):
    racing, caring = costs(row)
    return caring / (racing + caring)


NO_BELIEF = "Where care pays whatever the rival does, no belief is needed, so the answer is 0"

belief_in_a_promise = Exercise(
    title="How firmly must a promise be believed?",
    cases=tuple((np.array(row, float),) for row in (
        [[4, 0], [3, 2]], [[9, 0], [8, 7]], [[5, -6], [-1, -2]], [[4, 3], [2, 2]],
        [[4, 3], [3, -1]], [[4, 3], [0, 1]], [[4, 2], [1, 2]],
        *(Race.equal(2, risk=risk).dilemma().row for risk in (0.45, 0.5, 0.6, 0.8)))),
    right=belief,
    words=lambda row: f"the game {row.round(2).tolist()}",
    tolerance=1e-3,
    otherwise=lambda value, right, row: (
        f"Your belief is {high_or_low(value, right)}; write down what each action is worth"),
    slips=(
        ("You return the belief that the rival races; the question is how sure one is that it "
         "does not.", lambda row: 1 - belief(row)),
        ("You swap rows and columns: your own action is the row.", lambda row: belief(row.T)),
        (f"{NO_BELIEF}, not the formula's.", unguarded),
        (f"{NO_BELIEF}; cutting the formula to [0, 1] does not do it.",
         lambda row: np.clip(unguarded(row), 0, 1)),
        ("You leave out what recklessness pays against a rival that keeps its promise.",
         lambda row: max(0, (row[1, 1] - row[0, 1]) / (row[0, 0] - row[0, 1]))),
        ("You compare the two equilibria; compare the two actions, given the belief.",
         lambda row: row[1, 1] / row[0, 0]),
        ("One half is right only where both mistakes cost the same.", lambda row: 0.5),
        ("You divide one mistake's cost by the other's; a probability needs their sum.",
         lambda row: max(0, costs(row)[1] / costs(row)[0])),
    ),
)  # fmt: skip
