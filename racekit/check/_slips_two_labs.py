"""Right answers to the exercises on two labs, and the slips on the way to them.

A slip is a sentence for the learner and the rule that a mistaken answer follows.
"""

import numpy as np

from racekit.games import NormalForm

CAREFUL, RECKLESS = 0, 1


# --- one entry of the matrix, and where two entries are equal ---------------------


def payoff(own, rival, risk, safety_tax, enmity, harm, discount):
    """Payoff of a lab of speed 1 with one safety level against a like rival with another."""
    mine, theirs = 1 - safety_tax * own, 1 - safety_tax * rival
    win = 1 - (1 + harm) * risk * (1 - own)
    lose = (1 - enmity) - (1 - enmity + harm) * risk * (1 - rival)
    pace = mine + theirs + discount
    return (mine * win + theirs * lose) / pace if pace else 0.0  # nobody can finish


def temptation(*case):
    """Payoff of the only reckless lab; ``case`` is risk, safety_tax, enmity, harm, discount."""
    return payoff(0, 1, *case)


TEMPTATION = (
    ("You left out the discount: a prize that comes later is worth less.",
     lambda r, k, e, h, d: temptation(r, k, e, h, 0)),
    ("The prize is discounted as if the race took exactly a year; its length is random.",
     lambda r, k, e, h, d: temptation(r, k, e, h, 0) / (1 + d)),
    ("You left out the harm: disaster costs the lost prize and the harm on top.",
     lambda r, k, e, h, d: temptation(r, k, e, 0, d)),
    ("The risk is missing: this lab skips its safety work.",
     lambda r, k, e, h, d: temptation(0, k, e, h, d)),
    ("The harm is counted for certain; it counts only when disaster strikes.",
     lambda r, k, e, h, d: (1 - r - h + (1 - k) * (1 - e)) / (2 - k + d)),
    ("Enmity is turned round: a rival's safe win is worth more to a lab with little enmity.",
     lambda r, k, e, h, d: temptation(r, k, 1 - e, h, d)),
    ("The rival's win is missing: with enmity below 1 it is worth something to you.",
     lambda r, k, e, h, d: temptation(r, k, 1, h, d)),
    ("The careful rival runs at full speed here; its safety work should slow it.",
     lambda r, k, e, h, d: (1 - (1 + h) * r + 1 - e) / (2 + d)),
    ("The careful rival's win carries risk here; who does all the safety work brings none.",
     lambda r, k, e, h, d: (1 - (1 + h) * r + (1 - k) * (1 - e - (1 - e + h) * r)) / (2 - k + d)),
    ("The roles are swapped: this is what a careful lab gets from a reckless rival.",
     lambda *case: payoff(1, 0, *case)),
    ("This is what a lab gets when both are careful.", lambda *case: payoff(1, 1, *case)),
    ("This is what a lab gets when both are reckless.", lambda *case: payoff(0, 0, *case)),
)  # fmt: skip


def crossing(one, other, *case):
    """Risk at which two outcomes pay lab 1 the same; payoffs are linear in the risk."""
    low, high = (payoff(*one, r, *case) - payoff(*other, r, *case) for r in (0.0, 1.0))
    return low / (low - high) if low != high else np.nan


def critical(*case):
    """Risk where care and recklessness tie against a careful rival."""
    return crossing((0, 1), (1, 1), *case)


CRITICAL = (
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
    ("This is twice the threshold of patient labs: each lab's first share of the wins is a half.",
     lambda k, e, h, d: k * e / (1 + h)),
    ("You divide by the harm alone; disaster costs the lost prize as well.",
     lambda k, e, h, d: critical(k, e, 0, d) / h if h else np.nan),
)  # fmt: skip


# --- one player's best reply -----------------------------------------------------------


def reply(row, rival):
    """Index of the best reply; a tie goes to careful."""
    return int(row[RECKLESS, rival] > row[CAREFUL, rival])


REPLY = (
    ("You read along a row: your action is the row, the rival's is the column.",
     lambda row, rival: reply(row.T, rival)),
    ("You take the smaller payoff.", lambda row, rival: reply(-row, rival)),
    ("You return the rival's action whatever the payoffs.", lambda row, rival: rival),
    ("You answer reckless whatever the payoffs.", lambda row, rival: RECKLESS),
    ("You answer careful whatever the payoffs.", lambda row, rival: CAREFUL),
    ("You compare the worst cases and ignore what this rival does.",
     lambda row, rival: int(row[1].min() > row[0].min())),
    ("You add up each row and ignore what this rival does.",
     lambda row, rival: int(row[1].sum() > row[0].sum())),
    ("A tie goes to careful, says the task.",
     lambda row, rival: int(row[1, rival] >= row[0, rival])),
)  # fmt: skip


# --- equilibria ------------------------------------------------------------------------


def equilibria(row, column):
    """Outcomes where neither player gains by moving alone, straight from the definition."""
    return (row >= row[::-1]) & (column >= column[:, ::-1])


def _efficient(row, column):
    game = NormalForm(row, column)
    names = game.pareto_efficient()
    return np.array([[(a, b) in names for b in game.actions] for a in game.actions])


def _first_only(row, column):
    marks = equilibria(row, column)
    return marks & (np.cumsum(marks).reshape(2, 2) == 1)


EQUILIBRIA = (
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
     _efficient),
    ("You demand that a move makes things worse; in equilibrium it need only gain nothing.",
     lambda row, column: (row > row[::-1]) & (column > column[:, ::-1])),
    ("You mark where the two together gain most; each looks at its own payoff only.",
     lambda row, column: row + column == (row + column).max()),
    ("You stop at the first equilibrium; there may be several.", _first_only),
)  # fmt: skip


# --- a gain measured by simulation -----------------------------------------------------


def gain(race):
    """What lab 1 gains by cutting its safety from 1 to 0 while lab 2 stays careful."""
    return race.payoffs([0, 1])[0] - race.payoffs([1, 1])[0]


GAIN = (
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


# --- how firmly a promise must be believed ---------------------------------------------


def _costs(row):
    """What each mistake costs: racing against care, and caring against a racer."""
    return row[0, 0] - row[1, 0], row[1, 1] - row[0, 1]


def belief(row):
    """Smallest probability of a careful rival at which care pays as much as recklessness."""
    racing, caring = _costs(row)
    return caring / (racing + caring) if caring > 0 else 0.0


def _unguarded(row):
    racing, caring = _costs(row)
    return caring / (racing + caring)


NO_BELIEF = "Where care pays whatever the rival does, no belief is needed, so the answer is 0"
BELIEF = (
    ("You return the belief that the rival races; the question is how sure one is that it "
     "does not.", lambda row: 1 - belief(row)),
    ("You swap rows and columns: your own action is the row.", lambda row: belief(row.T)),
    (f"{NO_BELIEF}, not the formula's.", _unguarded),
    (f"{NO_BELIEF}; cutting the formula to [0, 1] does not do it.",
     lambda row: np.clip(_unguarded(row), 0, 1)),
    ("You leave out what recklessness pays against a rival that keeps its promise.",
     lambda row: max(0, (row[1, 1] - row[0, 1]) / (row[0, 0] - row[0, 1]))),
    ("You compare the two equilibria; compare the two actions, given the belief.",
     lambda row: row[1, 1] / row[0, 0]),
    ("One half is right only where both mistakes cost the same.", lambda row: 0.5),
    ("You divide one mistake's cost by the other's; a probability needs their sum.",
     lambda row: max(0, _costs(row)[1] / _costs(row)[0])),
)  # fmt: skip
