"""Right answers to the exercises on domestic rules, and the usual slips on the way to them.

A function with a plural for a name returns pairs: what the slip would answer in this case, and
the sentence for it.
"""

import numpy as np

from racekit.compliance import settle
from racekit.race import Race

# --- critical fine by hand ----------------------------------------------------------------


def critical(labs, enmity, standard):
    """f* where kappa = r = 1 and rho = h = 0."""
    total = enmity * (labs - 1)
    return max(0.0, total - (labs + total) * (1 - standard)) / labs


def by_hand(labs, enmity, standard):
    total, limit = enmity * (labs - 1), 1 - standard
    right = critical(labs, enmity, standard)
    raw = (total - (labs + total) * limit) / labs
    pairs = [
        (critical(labs, 1.0, standard), "Your answer does not move with the enmity."),
        (raw, "Nobody pays a lab to do less; where no fine is needed return 0."),
        (right * labs, "Divide by n: the fine stops with the race, which all n labs can end."),
        (right * labs / (labs - 1), "Divide by the number of labs, not of rivals."),
        (max(0.0, total / (labs + total) - limit),
         "That is how far the floor slows a lab; it still has to be weighed."),
        ((total - (labs + total) * standard) / labs,
         "The standard is a safety, and the formula has a speed in this place."),
        (total / labs, "A floor that asks for less needs a smaller fine."),
        (max(0.0, total - labs * limit) / labs,
         "A faster lab also hands itself a more dangerous win: look at (n + E) again."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if abs(value - right) > 1e-6]


# --- who gains ----------------------------------------------------------------------------


def low(race, home, floor):
    """The floor of each lab, 0 abroad."""
    return np.where(np.isin(np.arange(race.n), home), floor, 0.0)


def gains(race, home, floor):
    """What the rule at home changes for every lab."""
    return race.payoffs(race.nash(floor=low(race, home, floor))) - race.payoffs(race.nash())


def changes(race, home, floor):
    before, right = race.nash(), gains(race, home, floor)
    after, old = race.nash(floor=low(race, home, floor)), race.payoffs(before)
    held = np.maximum(before, low(race, home, floor))
    abroad = np.setdiff1d(np.arange(race.n), home)
    fixed = race.nash(committed={int(lab): floor for lab in home})
    pairs = [
        (-right, "The sign: with the rule minus without it."),
        (right + old, "Those are the payoffs with the rule; how much had they without?"),
        (race.payoffs(held) - old, "Labs that are free answer the rule; yours hold still."),
        (race.payoffs(race.nash(floor=floor)) - old, "Your floor binds the labs abroad as well."),
        (gains(race, abroad, floor), "You bind the labs abroad and leave those at home free."),
        (race.payoffs(fixed) - old,
         "A floor is a least, not an exact level: one lab at home does more of its own accord."),
        (race.win_probability(after) - race.win_probability(before),
         "Those are win probabilities; the task asks for prizes."),
        (right / old, "The change in prizes, not as a share of what there was."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if np.abs(value - right).max() > 1e-6]


# --- bills --------------------------------------------------------------------------------


def bills(race, safety, standard, fine):
    """Expected discounted fines of each lab, and the spread of one race's bill."""
    short, pace = np.maximum(standard - np.asarray(safety), 0.0), race.rates(safety).sum()
    rho = race.discount
    mean, square = 1 / (pace + rho), 2 / ((pace + rho) * (pace + 2 * rho))
    return fine * short * mean, fine * short * np.sqrt(square - mean**2)


def payments(race, safety, standard, fine):
    safety = np.asarray(safety)
    short, pace, rho = np.maximum(standard - safety, 0.0), race.rates(safety).sum(), race.discount
    years = 1 / (pace + rho)
    return [
        (fine * short / pace, "A prize next year is worth less than one today: discount."),
        (fine * short * pace / (pace + rho),
         "You charge once, at the end; the fine is paid all the way there."),
        (fine * short * pace / (pace + rho) ** 2,
         "You discount the whole bill from the day of the win; each day's fine has its own date."),
        (fine * (standard - safety) * years, "A lab above the standard is paid nothing."),
        (fine * (short > 0) * years, "The fine is for each unit of shortfall."),
        (fine * (1 - safety) * years, "The shortfall counts from the standard, not from 1."),
        (short * years, "Where is the fine?"),
        (fine * short * race.win_probability(safety) * years,
         "Losers pay as well: the fine does not wait for the winner."),
        (np.full(race.n, (fine * short * years).sum()), "Each lab's own bill, not the sum."),
    ]  # fmt: skip


# --- how many must be bound ---------------------------------------------------------------


def world_risk(bound, labs, limit):
    """P(D) with ``bound`` of the labs at speed limits up to what they would do anyway.

    kappa = r = 1, rho = 0.05; LITERATURE.md 0.4 in closed form.
    """
    free, c = labs - bound, 0.05 + bound * limit
    p = 2 * c - (free - 1)
    v = (-p + np.sqrt(p * p + 4 * (2 * free - 1) * c)) / (2 * (2 * free - 1))
    return (bound * limit**2 + free * v**2) / (bound * limit + free * v)


def cuts(labs):
    """Share of the risk that is left by the best floor, and by full safety, on 1..labs labs."""
    before = 1 - Race.equal(labs, safety_tax=1.0, risk=1.0).nash()[0]
    limits = np.linspace(0.0, before, 2001)
    best = [world_risk(m, labs, limits).min() / before for m in range(1, labs)]
    full = [world_risk(m, labs, 0.0) / before for m in range(1, labs)]
    return np.array([*best, 0.0]), np.array([*full, 0.0])


def fewest(labs, share):
    return int(np.argmax(cuts(labs)[0] <= share)) + 1


def counts(labs, share):
    best, full = cuts(labs)
    right = fewest(labs, share)
    pairs = [
        (int(np.argmax(full <= share)) + 1,
         "Full safety is not the best that a rule on some labs can do."),
        (int(np.argmax(best <= 1 - share)) + 1,
         "The share is what may be left of the risk, not what is cut off."),
        (int(np.ceil((1 - share) * labs)), "Risk does not fall in proportion to the labs bound."),
        (right / labs, "A number of labs, not a share of them."),
        (labs - right, "That is how many stay free; return how many are bound."),
        (best[right - 1], "That is the share that is left; how many labs does it take?"),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if value != right]


# --- the fine that ends a habit -------------------------------------------------------------


def keeps(race, home, standard, fine, start):
    """Whether all labs at home come to the standard from a given start."""
    fines = low(race, home, fine)
    return settle(race, standard, fines, start)[list(home)].min() >= standard - 1e-9


def least_fine(holds):
    """Least fine at which ``holds(fine)``, to 3e-4."""
    if holds(0.0):
        return 0.0
    lower, upper = 0.0, 1.0
    while not holds(upper):
        lower, upper = upper, 2 * upper
    while upper - lower > 3e-4:
        middle = (lower + upper) / 2
        lower, upper = (lower, middle) if holds(middle) else (middle, upper)
    return upper


def restoring(race, home, standard):
    return least_fine(lambda fine: keeps(race, home, standard, fine, 0.0))


def fines(race, home, standard):
    right, everyone = restoring(race, home, standard), range(race.n)

    some = least_fine(
        lambda fine: settle(race, standard, low(race, home, fine))[list(home)].max()
        >= standard - 1e-9
    )

    pairs = [
        (least_fine(lambda fine: keeps(race, home, standard, fine, standard)),
         "That fine keeps a rule which is kept already; these labs have been cheating."),
        (least_fine(lambda fine: keeps(race, everyone, standard, fine, 0.0)),
         "Your fine reaches the labs abroad as well."),
        (some, "One lab at home obeys at that fine, another does not."),
        (right * len(home), "The fine is for each lab; yours is for all of them together."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if abs(value - right) > 2e-3]


# --- a leak that grows with the floor -------------------------------------------------------


def leaking_risk(race, home, slope, floor):
    """World risk under a floor that drives out ``slope`` times itself of the home speed."""
    after = race.leak(home, slope * floor)
    return float(after.disaster_probability(after.nash(floor=low(race, home, floor))))


def lowest(risk):
    """Where a function of the floor is least: a grid of 41, and a finer one around its best."""
    grid = np.linspace(0.0, 1.0, 41)
    for _ in range(2):
        best = grid[int(np.argmin([risk(floor) for floor in grid]))]
        reach = grid[1] - grid[0]
        grid = np.linspace(max(best - reach, 0.0), min(best + reach, 1.0), 17)
    return float(best)


def best_floor(race, home, slope):
    return lowest(lambda floor: leaking_risk(race, home, slope, floor))


def floors(race, home, slope):
    still, abroad = race.nash(), [lab for lab in range(race.n) if lab not in home]

    def held(floor):
        levels = np.maximum(still, low(race, home, floor))
        return race.leak(home, slope * floor).disaster_probability(levels)

    def moved(floor):
        after = race.leak(home, slope)
        return after.disaster_probability(after.nash(floor=low(race, home, floor)))

    def inward(floor):
        after = race.leak(abroad, slope * floor)
        return after.disaster_probability(after.nash(floor=low(race, home, floor)))

    def poor(floor):
        after = race.leak(home, slope * floor)
        return -after.payoffs(after.nash(floor=low(race, home, floor)))[list(home)].sum()

    right = best_floor(race, home, slope)
    pairs = [
        (best_floor(race, home, 0.0), "Nobody leaves in your world."),
        (lowest(held), "Labs abroad answer; yours hold still."),
        (lowest(moved), "The leak grows with the floor; yours is the same for every floor."),
        (lowest(inward), "The speed leaks from home to abroad, not the other way."),
        (lowest(poor), "That floor suits the labs at home best; the task is the world risk."),
        (leaking_risk(race, home, slope, right), "That is the risk; return the floor."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if abs(value - right) > 0.01]
