"""Right answers to the exercises on luck and speed, and the usual slips on the way to them.

Each function of slips returns pairs: what the slip would answer in this case, and the sentence
for it.
"""

import numpy as np
from scipy.integrate import quad
from scipy.special import beta, gammaincc, gammaln

from racekit.race import Race

STEP = 1e-4  # of ln(speed), in the central differences


def two_steps(rate_1, rate_2):
    """other matches, and steps counted wrongly."""
    p = rate_1 / (rate_1 + rate_2)
    q = 1 - p
    return [
        (p, "That is the chance to make the next step; the winner needs two steps."),
        (p**2, "You count only races won two steps to none; two steps to one wins as well."),
        (p**2 * (1 + q), "A race won two steps to one can go in more than one order; count them."),
        (3 * p**2 * q, "That is the chance of two steps out of three exactly; "
                       "do not forget whoever has three of three."),
        (p**2 / (p**2 + q**2), "If each lab has one step the race is not void; it goes on."),
        (1 - p**2 * (3 - 2 * p), "That is the chance of lab 2."),
        (p**3 * (10 - 15 * p + 6 * p**2), "That is a race of three milestones."),
        (100 * p**2 * (3 - 2 * p), "That is in per cent; return a share, from 0 to 1."),
        (p**2 * (3 - 2 * p) / (1 - p**2 * (3 - 2 * p)), "Those are the odds; "
                                                        "the task asks for the chance."),
    ]  # fmt: skip


def beyond_average(speed, safety, tax):
    """how much more of the safety work the average winner skips than the average lab."""
    rates = speed * (1 - tax * safety)
    return (1 - safety) @ rates / rates.sum() - (1 - safety).mean()


def averages(speed, safety, tax):
    """the wrong average, the wrong weights, the wrong sign."""
    skipped, right = 1 - safety, beyond_average(speed, safety, tax)
    mean = np.average(skipped, weights=speed)
    pull = tax * np.average((skipped - mean) ** 2, weights=speed) / (1 - tax * (1 - mean))
    ratio = right / skipped.mean()
    return [
        (-right, "Your sign is turned: positive if the winner skips more than the average lab."),
        (pull, "You compare with the average weighted by speed; "
               "the task counts each lab once, able or not."),
        (beyond_average(np.ones_like(speed), safety, tax),
         "Your answer does not move with the speeds; an abler lab wins more often."),
        (beyond_average(speed, safety, 1.0),
         "Your answer does not move with the safety tax; how fast is each lab?"),
        (skipped @ speed / speed.sum() - skipped.mean(),
         "You let labs win by ability alone; safety work slows them."),
        (right + skipped.mean(), "That is what the average winner skips; "
                                 "how much more is it than the average lab?"),
        (ratio, "That is a share of what the average lab skips; the task asks for the difference."),
        (100 * right, "That is in percentage points; return a share."),
        (skipped[np.argmax(speed * (1 - tax * safety))] - skipped.mean(),
         "You let the fastest lab win every race; with one milestone it only wins more often."),
    ]  # fmt: skip


def _won(race, safety, lab, step=0.0):
    """Chance of a lab whose speed is changed by ``step`` on the log scale."""
    speed = race.speed.copy()
    speed[lab] *= np.exp(step)
    return race.replace(speed=speed).win_probability(safety)[lab]


def odds_slope(race, safety, lab):
    """per cent of odds for one per cent of speed."""
    up, down = (_won(race, safety, lab, sign * STEP) for sign in (1, -1))
    return (np.log(up / (1 - up)) - np.log(down / (1 - down))) / (2 * STEP)


def slopes(race, safety, lab, right):
    """slopes of other things."""
    k, won = race.milestones, _won(race, safety, lab)
    doubled = _won(race, safety, lab, np.log(2))
    many = np.log(doubled / (1 - doubled)) - np.log(won / (1 - won))
    pairs = [
        ((1 - won) * right, "That is per cent of chance for one per cent of speed; "
                            "the task asks for the odds, chance divided by one minus chance."),
        (won * (1 - won) * right, "That is the change of the chance itself, not in per cent."),
        (won / (1 - won) * right, "That is the change of the odds themselves, not in per cent."),
        (right / race.speed[lab], "You divide by a change of speed per year; "
                                  "divide by the change in per cent."),
        (-right, "Your sign is turned: more speed raises the odds."),
        (right / 100, "One per cent gives so many per cent; your answer is a hundred times less."),
        (100 * right, "One per cent gives so many per cent; "
                      "your answer is a hundred times as much."),
        (many / np.log(2), "You double the speed; try a change so small that halving it "
                           "changes nothing."),
        (many, "You double the speed; the slope belongs to a change of a per cent or less."),
        (1.0, "That is the slope for one milestone; this race has more."),
        (4.0 ** (1 - k) / beta(k, k), "That holds for two equally fast labs only."),
    ]  # fmt: skip
    other = (lab + 1) % race.n
    return [*pairs, (odds_slope(race, safety, other), "You ask about another lab.")]


def theta(n, milestones):
    """Elasticity of the chance to win in own speed, n equal labs.

    n (n - 1) times the integral of t f(t)^2 S(t)^(n - 2), with f and S the density and the
    survival function of a Gamma(k) clock.
    """

    def slope(t):
        log_density = (milestones - 1) * np.log(t) - t - gammaln(milestones)
        return t * np.exp(2 * log_density) * gammaincc(milestones, t) ** (n - 2)

    top = milestones + 12 * np.sqrt(milestones) + 30
    return n * (n - 1) * quad(slope, 0, top, points=[milestones], limit=200)[0]


def tipping(harm, enmity, shared=1.0, own=1.0):
    """speed at which the lab with the harm wins every second race, in equilibrium.

    At equal rates with one milestone each lab's reply is linear in what the other skips:
    3 (1 + h_i) c_i = e + (1 - e + h_i) c_j. ``shared`` and ``own`` switch off the harm of the
    rival's disasters and the loss of the prize.
    """
    replies = [[3 * (own + harm), -(1 - enmity + shared * harm)], [-(1 - enmity), 3]]
    skipped = np.linalg.solve(replies, [enmity, enmity])
    return skipped[1] / skipped[0]


def tips(harm, enmity):
    """other balances."""
    return [
        (1 / tipping(harm, enmity), "You make the lab without scruples the faster one."),
        (tipping(harm, 1.0), "Your answer does not move with enmity."),
        (_searched(harm, enmity, discount=0.05),
         "These labs are perfectly patient; is your discount 0?"),
        (_searched(harm, enmity, discount=0, safety_tax=0.8, risk=0.4),
         "Your labs race at the usual tax and risk; the task takes the hardest case."),
        (1.0, "At equal speeds the lab that minds disaster is no favourite; "
              "is the harm of lab 2 zero?"),
        (_safety_kept(harm, enmity), "The labs do not keep the safety that they chose at equal "
                                     "speeds; let both choose anew at every speed."),
        (tipping(harm, enmity, shared=0.0), "A rival's disaster harms this lab as well."),
        (tipping(harm, enmity, own=0.0) if harm else np.nan,
         "In your answer an own disaster costs the harm only; the prize is lost as well."),
    ]  # fmt: skip


def hardest(speed, harm, enmity, **settings):
    """The race of 3.4: lab 1 with its harm and speed, lab 2 with speed 1."""
    fields = {"safety_tax": 1.0, "risk": 1.0, "discount": 0.0, **settings}
    return Race([speed, 1.0], harm=[harm, 0.0], enmity=enmity, **fields)


def _searched(harm, enmity, **settings):
    """The same speed in another race, by halving; NaN if there is none up to 20."""
    low, high = 0.5, 20.0
    for _ in range(16):
        middle = (low + high) / 2
        race = hardest(middle, harm, enmity, **settings)
        low, high = (middle, high) if race.win_probability(race.nash())[0] < 0.5 else (low, middle)
    return low if low < 19 else np.nan


def _safety_kept(harm, enmity):
    """Speed that would make up for the safety chosen at equal speeds."""
    skipped = 1 - hardest(1.0, harm, enmity).nash()
    return skipped[1] / skipped[0]


def told_by_disasters(sim, safety, expected, error, fair):
    """means that do not say how much the winners skipped."""
    risk, lost = sim.race.risk, sim.disaster
    skipped = 1 - np.asarray(safety)
    pairs = [
        (lost.mean(), "That is how often disaster strikes; "
                      "a winner who skips everything has one with probability risk."),
        (skipped[sim.winner].mean(), "You take the safety that the labs started with; "
                                     "what is left of it once they fall behind?"),
        (skipped.mean(), "You average over the labs; the task asks about the winners."),
        (1 - lost.mean() / risk, "That is the safety work done; "
                                     "the task asks for what is skipped."),
        (lost.mean() * risk, "You multiply by the risk where you should divide."),
        (lost.sum() / risk, "That is a total over the races; divide by their number."),
    ]  # fmt: skip
    if abs(error - expected) <= 6 * fair:
        pairs.insert(0, (fair, "Mean first, standard error second."))
    return pairs


def errors(sim, fair):
    """what is not the standard error."""
    spread, risk = sim.disaster.std(), sim.race.risk
    return [
        (spread / np.sqrt(sim.runs), "That is the error of the disasters; "
                                     "if you divide them by a number, what becomes of the error?"),
        (spread / risk, "That is the spread of single races; a mean of many is far steadier."),
        (spread, "That is the spread of single races; a mean of many is far steadier."),
        (spread / risk / sim.runs, "Your error shrinks too fast: ten times surer takes a hundred "
                                   "times the runs."),
        (fair**2, "That is a variance; take the root."),
        (spread / np.sqrt(sim.runs) / np.sqrt(risk), "The whole error is divided by the risk, "
                                                     "not by its root."),
    ]  # fmt: skip


def crowd(n, milestones, enmity, harm):
    """recklessness of n equal labs in equilibrium."""
    push = enmity * theta(n, milestones)
    return push / (1 + harm + push)


def crowds(n, milestones, enmity, harm):
    """another elasticity, or another formula around it."""

    def chosen(lift, e=enmity, h=harm):
        return e * lift / (1 + h + e * lift)

    lift = theta(n, milestones)
    return [
        (1 - chosen(lift), "That is the safety; the task asks for what is skipped."),
        (chosen(theta(2, milestones)), "Your elasticity is that of two labs."),
        (chosen((n - 1) / n), "Your elasticity is that of one milestone."),
        (chosen(n * lift / (n - 1)), "You use the elasticity of the odds; "
                                     "the formula wants that of the chance."),
        (chosen(lift / n), "You use the change of the chance itself; take it in per cent of it."),
        (chosen(lift, e=1), "Your answer does not move with enmity."),
        (chosen(lift, h=0), "Your answer does not move with harm."),
        (lift, "That is the elasticity; which recklessness follows from it?"),
    ]  # fmt: skip
