"""The usual slips on the way to the exercises on better safety technology.

Most functions return pairs: what the slip would answer in this case, and the sentence for it.
"""

import numpy as np

from racekit.race import Race

NO_CHANGE, SAFER, WORSE = "no change", "safer", "more dangerous"


def worst(n, tax, enmity, harm):
    """one quantity read wrongly; with the right answer first."""
    load, stake = enmity * (n - 1), n * (1 + harm)
    right = tax * load / (stake + tax * load)
    return right, [
        (load / (stake + load),
         "Your answer does not move with the safety tax; how much speed is there to dodge?"),
        (tax * load / (n + tax * load),
         "Your answer does not move with harm; what does a disaster cost each lab?"),
        (tax * load / (n * harm + tax * load),
         "In your answer a disaster costs the harm only; the prize is lost as well."),
        (tax * enmity * n / (stake + tax * enmity * n),
         "You seem to give each lab one rival too many; is a lab its own rival?"),
        (tax * (n - 1) / (stake + tax * (n - 1)),
         "Your answer does not move with enmity; what is a rival's safe win worth?"),
        (min(1.0, tax * load / (stake * max(1 - tax, 1e-12))),
         "From that r on the labs do all the safety work; you want the r at which they stop "
         "doing any."),
        (100 * right, "That is in per cent; r is a probability, from 0 to 1."),
    ]  # fmt: skip


def given_back(race, new, was, promised, brings):
    """other differences, other shares."""
    right, gain = (brings - promised) / (was - promised), was - promised
    owner = new.disaster_probability(new.planner())
    return [
        (1 - right, "That is the share of the gain that is left, not the share given back."),
        (brings - promised, "That is a probability; divide it by the promised gain."),
        ((brings - promised) / was,
         "You divide by today's probability of disaster; divide by the promised gain."),
        ((brings - promised) / promised,
         "You divide by the promise itself; divide by the gain it promises."),
        ((brings - was) / gain,
         "You count from today; count from the promise to the result."),
        (0.0, "You let the labs keep today's safety; they settle anew."),
        ((owner - promised) / gain, "You let one owner decide; the labs are rivals."),
        (min(right, 1.0), "You cut the share off at 1; labs can give back more than they got."),
        (100 * right, "That is in per cent; return a share."),
    ]  # fmt: skip


def cheap(race):
    """other thresholds."""
    patient = _patient_tax(race)
    return [
        (patient, "That is the formula for patient labs that mind no disaster; these are not."),
        (first_tax(race, lambda r: r.planner()),
         "At that tax one owner does all the work; racing labs need a smaller one."),
        (first_tax(race, lambda r: r.nash(), 0.5),
         "At that tax the labs do half of the safety work, not all."),
        (first_tax(race, lambda r: r.nash(), 0.99),
         "At that tax they do most of the work, but not all of it; be stricter."),
        (first_tax(race, lambda r: r.nash(), 1e-9),
         "At that tax the labs begin to do safety work; you want the one at which they do all."),
        (0.0, "At a tax of almost 0 they certainly do all of it; what is the largest such tax?"),
        (0.01, "At a tax of almost 0 they certainly do all of it; what is the largest such tax?"),
        (0.001, "At a tax of almost 0 they certainly do all of it; what is the largest such tax?"),
    ]  # fmt: skip


def _patient_tax(race):
    load = float(race.enmity) * (race.n - 1)
    return race.n * race.risk / (race.n * race.risk + load)


def first_tax(race, rule, share=1 - 1e-9):
    """Largest safety tax at which every lab does at least this share, to 1e-6."""
    low, high = 1e-6, 1.0
    if rule(race.replace(safety_tax=high)).min() >= share:
        return high
    while high - low > 1e-6:
        middle = (low + high) / 2
        enough = rule(race.replace(safety_tax=middle)).min() >= share
        low, high = (middle, high) if enough else (low, middle)
    return low


def change(old, new):
    """the wrong pair of probabilities."""
    was, brings = (float(race.disaster_probability(race.nash())) for race in (old, new))
    promised = float(new.disaster_probability(old.nash()))
    return [
        (was - brings, "Your signs are turned: a fall in the probability is negative."),
        (promised - was,
         "Your labs keep the old safety; they settle anew, and then they race."),
        (brings, "That is the probability with the new technology; how much has it changed?"),
        (was, "That is the probability before the change."),
        (0.0, "Your two races seem to be the same one."),
    ]  # fmt: skip


def change_units(was):
    """the right change times something."""
    return [
        (1 / was, "That is a share of the old probability; return the difference."),
        (100.0, "That is in per cent; return a difference of probabilities."),
    ]


def change_error(was, brings, runs):
    """what is not the standard error of a difference."""
    one, two = (np.sqrt(p * (1 - p) / runs) for p in (was, brings))
    both = np.hypot(one, two)
    return [
        (one + two, "Errors of independent runs do not add up like that; their squares do."),
        (two, "That is the error of the second mean alone; the first one is uncertain, too."),
        (one, "That is the error of the first mean alone; the second one is uncertain, too."),
        (both * np.sqrt(runs), "That is the spread of single races; means are far steadier."),
        (both**2, "That is a variance; take its square root."),
        (abs(one - two), "You subtract the errors; uncertainty adds up."),
        (both / np.sqrt(2), "You average over twice the runs; a difference has both errors."),
    ]  # fmt: skip


def _compare(left, right):
    if abs(left - right) < 1e-12:
        return NO_CHANGE
    return SAFER if left > right else WORSE


DEARER = (  # rules of thumb for what dearer inputs do to a SafetyPerformance model
    (lambda m: _compare(m.safety_returns, m.erosion * m.performance_returns),
     "Your answers are turned round; does a larger price make it safer?"),
    (lambda m: _compare(m.erosion, m.safety_returns),
     "You compare erosion with the safety returns and leave out the performance returns."),
    (lambda m: _compare(m.performance_returns, m.safety_returns),
     "Your answer does not move with erosion."),
    (lambda m: _compare(m.erosion, 1.0),
     "An erosion of 1 is the border only where both returns are equal."),
    (lambda m: _compare(m.erosion * m.performance_returns, 0.5),
     "Your answer does not move with the safety returns."),
    (lambda m: SAFER, "You find every model safer; try one with little erosion."),
    (lambda m: WORSE, "You find every model more dangerous; try one with strong erosion."),
    (lambda m: NO_CHANGE, "You find no change anywhere; which probability did you compare?"),
)  # fmt: skip


def settled(race, impact):
    """safety of equal labs where a share ``impact`` of the danger is the losers'."""
    low, high = 0.0, 1.0
    if _gain(race, impact, 1 - 1e-9) >= 0:
        return 1.0
    if _gain(race, impact, 1e-9) <= 0:
        return 0.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _gain(race, impact, middle) > 0 else (low, middle)
    return low


def _gain(race, impact, s):
    """What a lab gains by a little more safety if all do s, up to a positive factor."""
    n, worth, harm = race.n, 1.0 - float(race.enmity), float(race.harm)
    rate, danger = 1 - race.safety_tax * s, race.risk * (1 - s)
    own, rival = 1 - (1 + harm) * danger, worth - (worth + harm) * danger
    slope = -race.safety_tax * own + rate * race.risk * (
        (1 + harm) * (1 - impact) + (worth + harm) * impact
    )
    total, value = n * rate + race.discount, rate * (own + (n - 1) * rival)
    return slope * total + race.safety_tax * value


def reply(race, impact, s, own_danger=True, levels=1001):
    """best safety of one lab while the others do s, by search."""
    n, worth, harm = race.n, 1.0 - float(race.enmity), float(race.harm)
    mine = np.linspace(0, 1, levels)
    danger, others = race.risk * (1 - mine), race.risk * (1 - s)
    rate, rest = 1 - race.safety_tax * mine, (n - 1) * (1 - race.safety_tax * s)
    losers = ((n - 2) * others + (danger if own_danger else others)) / (n - 1)
    i_win = (1 - impact) * danger + impact * others
    they_win = (1 - impact) * others + impact * losers
    value = rate * (1 - (1 + harm) * i_win) + rest * (worth - (worth + harm) * they_win)
    return mine[(value / (rate + rest + race.discount)).argmax()]


def jumps(race, impact, s):
    """whether full replies lead back to s within six rounds."""
    now = s
    for _ in range(6):
        now = reply(race, impact, now)
        if abs(now - s) < 0.02:
            return True
    return False


def losers(race, impact, right):
    """the danger put in the wrong place."""
    ignored = 0.5
    for _ in range(200):
        ignored = (ignored + reply(race, impact, ignored, own_danger=False)) / 2
    return [
        (race.nash()[0], "That is the equilibrium without dangerous losers."),
        (settled(race, 1 - impact), "You give the losers the winner's share of the danger."),
        (settled(race.replace(discount=0.0), impact), "Your answer does not move with discount."),
        (settled(race.replace(harm=0.0), impact), "Your answer does not move with harm."),
        (settled(race.replace(enmity=1.0), impact), "Your answer does not move with enmity."),
        (race.risk * (1 - right), "That is the danger; return the safety."),
        (ignored, "When a rival wins, this lab is one of the losers, and its own danger counts."),
        (race.planner()[0], "That is what one owner of all labs would choose."),
        (settled(Race.equal(2, **_rest(race)), impact),
         "Your answer is that of two labs; here are more."),
    ]  # fmt: skip


def _rest(race):
    names = ("safety_tax", "risk", "enmity", "harm", "discount")
    return {name: getattr(race, name) for name in names}
