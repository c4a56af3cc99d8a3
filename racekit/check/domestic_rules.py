"""Exercises on domestic rules: fines, floors at home, who pays for them, and what leaks abroad."""

from functools import cache

import numpy as np

from racekit import compliance
from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import in_words
from racekit.race import Race
from racekit.simulation import simulate


def low(race, home, floor):
    """The floor of each lab, 0 abroad."""
    return np.where(np.isin(np.arange(race.n), home), floor, 0.0)


def ruled(race, home, floor):
    """Where labs settle under a floor at home."""
    return race.nash(floor=low(race, home, floor))


# --- the critical fine by hand -----------------------------------------------------------------


def fine_by_hand(labs, enmity, standard):
    """The critical fine where kappa = r = 1 and rho = h = 0, were there negative ones."""
    total = enmity * (labs - 1)
    return (total - (labs + total) * (1 - standard)) / labs


def needed(labs, enmity, standard):
    return max(0.0, fine_by_hand(labs, enmity, standard))


def swapped(labs, enmity, standard):
    """The standard in the limit's place, where that gives a fine: else a learner may have cut."""
    value = fine_by_hand(labs, enmity, 1 - standard)
    return value if value > 0 else np.nan


critical_fine_by_hand = Exercise(
    title="The critical fine, by hand",
    cases=((3, 0.8, 0.9), (5, 0.5, 0.97), (2, 1.0, 0.95), (4, 0.2, 0.3), (6, 1.0, 0.3),
           (8, 0.9, 0.4)),
    right=needed,
    words="{} labs, enmity {:g}, standard {:g}".format,
    inside=(0, np.inf, "A fine is not negative"),
    otherwise=lambda value, right, *case: (
        f"At your fine of {value:.4g} a lab at the standard " +
        ("still gains by going faster" if value < right else "stays, and would for less")),
    slips=(
        ("Your answer does not move with the enmity.", lambda n, e, s: needed(n, 1.0, s)),
        ("Nobody pays a lab to do less; where no fine is needed return 0.", fine_by_hand),
        ("Divide by n: the fine stops with the race, which all n labs can end.",
         lambda n, e, s: n * needed(n, e, s)),
        ("Divide by the number of labs, not of rivals.",
         lambda n, e, s: n * needed(n, e, s) / (n - 1)),
        ("That is how far the floor slows a lab; it still has to be weighed.",
         lambda n, e, s: max(0, e * (n - 1) / (n + e * (n - 1)) - (1 - s))),
        ("The standard is a safety, and the formula has a speed in this place.", swapped),
        ("A floor that asks for less needs a smaller fine.", lambda n, e, s: e * (n - 1) / n),
        ("A faster lab also hands itself a more dangerous win: look at (n + E) again.",
         lambda n, e, s: max(0, e * (n - 1) - n * (1 - s)) / n),
    ),
)  # fmt: skip


# --- what a rule changes for each lab ----------------------------------------------------------


def gains(race, home, floor):
    return race.payoffs(ruled(race, home, floor)) - race.payoffs(race.nash())


def change(after):
    """The rule that finds what changes if labs settle elsewhere."""
    return lambda race, *rule: race.payoffs(after(race, *rule)) - race.payoffs(race.nash())


def gain_off(value, right, race, home, floor):
    lab = int(np.abs(value - right).argmax())
    much = "too much" if value[lab] > right[lab] else "too little"
    return f"For lab {lab} you find a change of {value[lab]:+.4g}, which is {much}"


who_gains_who_pays = Exercise(
    title="Who gains, who pays",
    cases=((Race([1.0, 4.0, 1.0, 0.5]), [0, 1], 0.3), (Race.equal(4), [2, 3], 0.6),
           (Race([2.0, 1.0, 1.0], risk=0.7, enmity=0.8), [2], 0.9)),
    right=gains,
    shape=lambda race, home, floor: (race.n,),
    words=lambda race, home, floor: f"{in_words(race)}; home {home}, floor {floor:g}",
    otherwise=gain_off,
    slips=(
        ("The sign: with the rule minus without it.", lambda *case: -gains(*case)),
        ("Those are the payoffs with the rule; how much had they without?",
         lambda race, *rule: race.payoffs(ruled(race, *rule))),
        ("Labs that are free answer the rule; yours hold still.",
         change(lambda race, *rule: np.maximum(race.nash(), low(race, *rule)))),
        ("Your floor binds the labs abroad as well.",
         change(lambda race, home, floor: race.nash(floor=floor))),
        ("You bind the labs abroad and leave those at home free.",
         lambda race, home, floor: gains(race, np.setdiff1d(range(race.n), home), floor)),
        ("A floor is a least, not an exact level: one lab at home does more of its own accord.",
         change(lambda race, home, floor: race.nash(committed=dict.fromkeys(home, floor)))),
        ("Those are win probabilities; the task asks for prizes.",
         lambda race, *rule: (
             race.win_probability(ruled(race, *rule)) - race.win_probability(race.nash()))),
        ("The change in prizes, not as a share of what there was.",
         lambda race, *rule: gains(race, *rule) / race.payoffs(race.nash())),
    ),
)  # fmt: skip


# --- bills for years of racing -----------------------------------------------------------------


def today(years, discount):
    """What a prize a year is worth today, paid until the race ends."""
    return -np.expm1(-discount * years) / discount if discount else years


def by_shortfall(race, safety, standard, fine_rate):
    return fine_rate * np.maximum(standard - safety, 0.0)


def bill(rate, lasted=today):
    """The rule that charges ``rate(race, safety, standard, fine_rate)`` a year."""

    def bills(race, safety, standard, fine_rate, runs, seed):
        years = simulate(race, safety, runs=runs, seed=seed).years
        return rate(race, safety, standard, fine_rate) * lasted(years, race.discount).mean()

    return bills


def expected(race, safety, *rule):
    """Mean bill of each lab; ``rule`` ends with runs and seed."""
    return by_shortfall(race, safety, *rule[:2]) / (race.rates(safety).sum() + race.discount)


def bill_error(race, safety, standard, fine_rate, runs, seed):
    pace, rho = race.rates(safety).sum(), race.discount
    square = 2 / ((pace + rho) * (pace + 2 * rho))  # mean of the squared discounted years
    spread = np.sqrt(square - 1 / (pace + rho) ** 2)
    return by_shortfall(race, safety, standard, fine_rate) * spread / np.sqrt(runs)


send_the_bills = Measured(
    title="Send the bills",
    cases=((Race([1.5, 0.5, 0.2], discount=1.0), np.array([0.4, 0.95, 0.0]), 0.8, 0.5, 20_000, 3),
           (Race.equal(2, discount=0.0), np.array([0.2, 0.6]), 0.7, 0.3, 5000, 4),
           (Race.equal(3), np.array([0.9, 0.5, 0.9]), 0.9, 1.0, 500, 5)),
    right=bill(by_shortfall),
    exact=expected,
    error=bill_error,
    shape=lambda race, *rest: (race.n,),
    words=lambda race, safety, standard, fine_rate, runs, seed: (
        f"{in_words(race)}; safety {safety.tolist()}, standard {standard:g}, fine {fine_rate:g}, "
        f"{runs} runs"),
    slips=(
        ("A prize next year is worth less than one today: discount.",
         bill(by_shortfall, lambda years, rho: years)),
        ("You charge once, at the end; the fine is paid all the way there.",
         bill(by_shortfall, lambda years, rho: np.exp(-rho * years))),
        ("You discount the whole bill from the day of the win; each day's fine has its own date.",
         bill(by_shortfall, lambda years, rho: years * np.exp(-rho * years))),
        ("A lab above the standard is paid nothing.",
         bill(lambda race, safety, standard, fine: fine * (standard - safety))),
        ("The fine is for each unit of shortfall.",
         bill(lambda race, safety, standard, fine: fine * (safety < standard))),
        ("The shortfall counts from the standard, not from 1.",
         bill(lambda race, safety, standard, fine: fine * (1 - safety))),
        ("Where is the fine?", bill(lambda *rule: by_shortfall(*rule[:-1], 1.0))),
        ("Losers pay as well: the fine does not wait for the winner.",
         bill(lambda race, s, *rule: race.win_probability(s) * by_shortfall(race, s, *rule))),
        ("Each lab's own bill, not the sum.",
         bill(lambda race, *rule: np.full(race.n, by_shortfall(race, *rule).sum()))),
    ),
)  # fmt: skip


# --- how many labs a rule must bind ------------------------------------------------------------


@cache
def left(labs):
    """Share of the risk left by the best floor, and by full safety, on 1..labs labs."""
    rules = [compliance.best_one_sided(Race.hardest(labs), range(m)) for m in range(1, labs)]
    risks = np.array([[rule.disaster_probability, rule.full, rule.without] for rule in rules]).T
    return np.append(risks[:2] / risks[2], [[0.0], [0.0]], axis=1)


def fewest(labs, share):
    return int(np.argmax(left(labs)[0] <= share)) + 1


def fewest_off(value, right, labs, share):
    if not 1 <= value <= labs:
        return f"Return a number of labs, 1 to {labs}; yours is {value:g}"
    much = "which is too much" if value < right else "but fewer would do"
    return f"With {value:g} bound {left(labs)[0][int(value) - 1]:.1%} of the risk is left, {much}"


how_many_must_be_bound = Exercise(
    title="How many must be bound?",
    cases=((4, 0.78), (6, 0.8), (5, 0.95), (5, 0.43), (5, 0.4), (3, 0.9)),
    right=fewest,
    kind=int,
    words="{} labs, at most {:.0%} of the risk may be left".format,
    otherwise=fewest_off,
    slips=(
        ("Full safety is not the best that a rule on some labs can do.",
         lambda labs, share: int(np.argmax(left(labs)[1] <= share)) + 1),
        ("The share is what may be left of the risk, not what is cut off.",
         lambda labs, share: fewest(labs, 1 - share)),
        ("Risk does not fall in proportion to the labs bound.",
         lambda labs, share: np.ceil((1 - share) * labs)),
        ("A number of labs, not a share of them.", lambda labs, share: fewest(labs, share) / labs),
        ("That is how many stay free; return how many are bound.",
         lambda labs, share: labs - fewest(labs, share)),
        ("That is the share that is left; how many labs does it take?",
         lambda labs, share: left(labs)[0][fewest(labs, share) - 1]),
    ),
)  # fmt: skip


# --- the fine that ends a habit ----------------------------------------------------------------


def restoring(race, home, standard, bound=None, start=0.0, of=np.min):
    """Least fine on the labs bound that brings home labs to the standard, to 1e-4."""

    def holds(fine):
        fines = low(race, home if bound is None else bound, fine)
        return of(compliance.settle(race, standard, fines, start)[home]) >= standard - 1e-9

    lower, upper = 0.0, 1.0
    if holds(lower):
        return 0.0
    while not holds(upper):
        lower, upper = upper, 2 * upper
    while upper - lower > 1e-4:
        middle = (lower + upper) / 2
        lower, upper = (lower, middle) if holds(middle) else (middle, upper)
    return upper


def restoring_off(value, right, *case):
    if right == 0:
        return f"Here no fine is needed; yours is {value:.4g}"
    effect = "some lab at home goes on cheating" if value < right else "a smaller one would do"
    return f"At your fine of {value:.4g} {effect}"


fine_that_ends_a_habit = Exercise(
    title="The fine that ends a habit",
    cases=((Race.hardest(2, discount=0.0), [0, 1], 0.95),
           (Race([1.0, 2.0, 0.5]), [0, 2], 0.8),  # the first lab at home is the last to come back
           (Race([0.6, 1.0, 1.5], risk=0.5), [0, 1], 0.8),  # and here the second is
           (Race([1.0, 1.5], risk=0.5, discount=0.0, safety_tax=1.0), [0, 1], 0.93),
           (Race.equal(4), [0, 1], 0.05)),  # they do that anyway
    right=lambda race, home, standard: restoring(race, home, standard),
    words=lambda race, home, standard: f"{in_words(race)}; home {home}, standard {standard:g}",
    tolerance=1e-3,
    inside=(0, np.inf, "A fine is not negative"),
    otherwise=restoring_off,
    slips=(
        ("That fine keeps a rule which is kept already; these labs have been cheating.",
         lambda race, home, standard: restoring(race, home, standard, start=standard)),
        ("Your fine reaches the labs abroad as well.",
         lambda race, *rule: restoring(race, *rule, bound=range(race.n))),
        ("One lab at home obeys at that fine, another does not.",
         lambda *case: restoring(*case, of=np.max)),
        ("The fine is for each lab; yours is for all of them together.",
         lambda race, home, standard: len(home) * restoring(race, home, standard)),
    ),
)  # fmt: skip


# --- a leak that grows with the floor ----------------------------------------------------------


def lowest(value):
    """The rule that finds the floor where ``value(race, home, slope, floor)`` is least."""

    def floor(race, home, slope):
        grid = np.linspace(0.0, 1.0, 41)
        for _ in range(2):  # and a finer one around its best
            best = grid[int(np.argmin([value(race, home, slope, floor) for floor in grid]))]
            reach = grid[1] - grid[0]
            grid = np.linspace(max(best - reach, 0.0), min(best + reach, 1.0), 17)
        return best

    return floor


def risk(race, home, floor):
    return race.disaster_probability(ruled(race, home, floor))


def leaking_risk(race, home, slope, floor):
    """World risk under a floor that drives out ``slope`` times itself of the home speed."""
    return risk(race.leak(home, slope * floor), home, floor)


def held_risk(race, home, slope, floor):
    safety = np.maximum(race.nash(), low(race, home, floor))
    return race.leak(home, slope * floor).disaster_probability(safety)


def home_loss(race, home, slope, floor):
    after = race.leak(home, slope * floor)
    return -after.payoffs(ruled(after, home, floor))[home].sum()


def floor_off(value, right, *case):
    own, least = (leaking_risk(*case, floor) for floor in (value, right))
    way = "lower" if right < value else "higher"
    return f"Your floor leaves a world risk of {own:.4f}; a {way} one leaves {least:.4f}"


best_floor = lowest(leaking_risk)

leak_that_grows = Exercise(
    title="When the leak grows with the floor",
    cases=((Race.equal(6, risk=0.3), [1, 3, 5], 0.4),
           (Race([2.0, 1.0, 1.0, 1.0, 1.0]), [0, 1], 0.7),
           (Race.equal(6, harm=[5.0] * 3 + [0.0] * 3), [0, 1, 2], 0.2),  # best left alone
           (Race.equal(4, risk=0.8), [0, 1, 2], 0.05)),  # best bound in full
    right=best_floor,
    words=lambda race, home, slope: f"{in_words(race)}; home {home}, slope {slope:g}",
    tolerance=0.01,
    inside=(0, 1, "A floor lies from 0 to 1"),
    otherwise=floor_off,
    slips=(
        ("Nobody leaves in your world.", lambda race, home, slope: best_floor(race, home, 0.0)),
        ("Labs abroad answer; yours hold still.", lowest(held_risk)),
        ("The leak grows with the floor; yours is the same for every floor.",
         lowest(lambda race, home, slope, floor: risk(race.leak(home, slope), home, floor))),
        ("The speed leaks from home to abroad, not the other way.",
         lowest(lambda race, home, slope, floor: (
             risk(race.leak(np.setdiff1d(range(race.n), home), slope * floor), home, floor)))),
        ("That floor suits the labs at home best; the task is the world risk.", lowest(home_loss)),
        ("That is the risk; return the floor.",
         lambda *case: leaking_risk(*case, best_floor(*case))),
    ),
)  # fmt: skip
