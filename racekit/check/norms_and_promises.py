"""Exercises on norms and promises: who tips, who takes over, and what habits a city keeps."""

import numpy as np

from racekit.check._exercise import CHANCE, SHARE, Exercise, Measured
from racekit.evolution import dsair, fixation_probability, peer_punishment, stationary, voluntary


def listed(game):
    return f"payoffs {np.round(game, 3).tolist()}"


# --- the share at which a norm tips --------------------------------------------------------------


def formula(game):
    """Where both habits earn the same, inside the borders or not."""
    (norm, alone), (deserter, other) = game
    return (other - alone) / (norm - deserter + other - alone)


def tipping(game):
    """Share of the norm (index 0) above which it does better; 1 if it never holds."""
    return 1.0 if game[0, 0] <= game[1, 0] else max(formula(game), 0.0)


def tipping_off(value, right, game):
    if game[0, 0] <= game[1, 0]:
        return "All labs hold the norm, and yet to desert pays as much or more"
    norm, other = game @ [value, 1 - value]
    who = "norm" if norm > other else "other habit"
    return f"At your share of {value:.3f} the {who} still earns more"


how_many_at_once = Exercise(
    title="How many at once?",
    cases=tuple((np.array(rows, float),) for rows in (
        [[6, 1], [2, 2.5]], dsair(risk=0.7)[:2, :2], [[3, 0], [4, 2]],  # the first deserter gains
        [[2, 0], [1, 3]], [[3, 2], [1, 0.5]],  # better from the first lab on
        [[1, 3], [2, 0]],  # pays while it is rare, does not hold
        [[2, 0], [2, 1]])),  # a tie holds nobody
    right=tipping,
    words=listed,
    inside=SHARE,
    otherwise=tipping_off,
    slips=(
        ("That is the share of the other habit; the norm needs the rest.",
         lambda game: 1 - tipping(game)),
        (lambda value, right, game: (
            f"Your formula gives {value:.3g} where even all labs together would not stay; see what "
            "the task says then."), formula),
        ("A share cannot be negative; where one lab is enough it is 0.",
         lambda game: 1.0 if game[0, 0] <= game[1, 0] else formula(game)),
        ("You seem to have rows and columns mixed up: who earns what a lone norm lab earns?",
         lambda game: tipping(game.T)),
        ("You compare all-norm with all-other; labs compare neighbours.",
         lambda game: float(game[0, 0] <= game[1, 1])),
        ("That is in per cent; the task asks for a share, from 0 to 1.",
         lambda game: 100 * tipping(game)),
        ("One half is not the tipping share here; where do both habits earn the same?",
         lambda game: 0.5),
    ),
)  # fmt: skip


# --- several newcomers at once -------------------------------------------------------------------


def lead(game, labs, own=1):
    """Lead of m newcomers over the residents, m = 1..labs - 1; ``own`` labs are left out."""
    m = np.arange(1, labs)
    new = (m - own) * game[0, 0] + (labs - m) * game[0, 1]
    old = m * game[1, 0] + (labs - m - own) * game[1, 1]
    return (new - old) / (labs - own)


def rise(leads, first, selection):
    """Chance of that many newcomers to climb all steps."""
    steps = np.append(1.0, np.exp(-selection * np.cumsum(leads)))
    return steps[:first].sum() / steps.sum()


def takeover(game, first, labs, selection):
    """Chance that the first habit, held by ``first`` labs, takes over."""
    return rise(lead(game, labs), first, selection)


def not_added_up(game, first, labs, selection):
    steps = np.exp(-selection * lead(game, labs))
    return steps[:first].sum() / steps.sum()


EARLY = dsair(risk=0.75)[:2, :2]
TWO_NORMS = np.array([[3.0, 1.0], [2.0, 4.0]])

handful_of_newcomers = Exercise(
    title="A handful of newcomers",
    cases=((EARLY, 30, 100, 0.01), (EARLY[::-1, ::-1].copy(), 3, 20, 0.02),
           (TWO_NORMS, 4, 7, 0.5), (TWO_NORMS, 1, 2, 1.0),
           (EARLY, 20, 20, 0.01)),  # nobody left to win over
    right=takeover,
    words=lambda game, first, labs, selection: (
        f"{first} of {labs} labs, selection {selection:g}, {listed(game)}"),
    inside=CHANCE,
    slips=(
        ("That is the chance that the residents win.", lambda *case: 1 - takeover(*case)),
        ("That is the chance of one newcomer; here several turn at once.",
         lambda game, first, *city: takeover(game, 1, *city)),
        ("Several newcomers help each other: the chances do not just add.",
         lambda game, first, *city: min(first * takeover(game, 1, *city), 1.0)),
        ("You treat the newcomers as if each tried alone; they dine in one city.",
         lambda game, first, *city: 1 - (1 - takeover(game, 1, *city)) ** first),
        ("Your sign is turned: a lead makes steps up likelier.",
         lambda game, first, labs, selection: rise(-lead(game, labs), first, selection)),
        ("A lab does not race against itself: leave it out of its own average.",
         lambda game, first, labs, selection: rise(lead(game, labs, own=0), first, selection)),
        ("Your upper sum stops one term early; it has as many terms as newcomers.",
         lambda game, first, *city: takeover(game, first - 1, *city)),
        ("Your upper sum has one term too many; it has as many terms as newcomers.",
         lambda game, first, *city: takeover(game, first + 1, *city)),
        ("Each term is a product over all steps up to it; are your leads added up?", not_added_up),
        ("That is the chance where the habit makes no difference.",
         lambda game, first, labs, selection: first / labs),
    ),
)  # fmt: skip


# --- the chain of habits -------------------------------------------------------------------------


def rates(game, labs, selection):
    """Rates from row to column habit, without the common factor."""
    habits = range(len(game))
    return np.array([
        [fixation_probability(game, j, i, labs, selection) if i != j else 0.0 for j in habits]
        for i in habits
    ])  # fmt: skip


def law(table):
    """Stationary law of a chain with these rates."""
    flow = (table - np.diag(table.sum(axis=1))) / table.max()
    equations = np.vstack([flow.T, np.ones(len(table))])
    return np.linalg.lstsq(equations, np.append(np.zeros(len(table)), 1.0), rcond=None)[0]


def whole(weights):
    return weights / weights.sum()


def shares_off(value, right, *case):
    if abs(value.sum() - 1) > 1e-6:
        return f"Your shares add up to {value.sum():.4g}, not 1"
    table = rates(*case)
    net = value @ table - value * table.sum(axis=1)
    habit = np.abs(net).argmax()
    way = "enters" if net[habit] > 0 else "leaves"
    return f"With your shares the city {way} habit {habit} more often than not"


DRAWN = np.random.default_rng(83)

chain_of_habits = Exercise(
    title="The chain of habits",
    cases=((dsair(risk=0.75), 100, 0.01), (DRAWN.uniform(0, 5, (4, 4)), 12, 0.3),
           (DRAWN.uniform(0, 5, (2, 2)), 30, 0.05), (voluntary(0.5, 0.1, 1.5, risk=0.33), 50, 0.01),
           (peer_punishment(0.1, 1.5, risk=0.15), 100, 0.01)),
    right=lambda game, labs, selection: law(rates(game, labs, selection)),
    shape=lambda game, *city: (len(game),),
    words=lambda game, labs, selection: f"{len(game)} habits, {labs} labs, selection {selection:g}",
    inside=(-1e-9, np.inf, "A share of the time is negative"),
    otherwise=shares_off,
    forbids=("evolution.stationary",),
    slips=(
        ("You have the roles swapped: from i to j it is one j among many i.",
         lambda *case: law(rates(*case).T)),
        ("Chances to get in are not shares: how long does each habit last?",
         lambda *case: whole(rates(*case).sum(axis=0))),
        ("How long a habit lasts is not all: who comes next counts.",
         lambda *case: whole(1 / rates(*case).sum(axis=1))),
        ("Equal shares: which vector is it that the chain leaves unchanged?",
         lambda game, *city: whole(np.ones(len(game)))),
        ("Your shares are in the reverse order.", lambda *case: stationary(*case)[::-1]),
        ("Shares add up to 1.", lambda *case: stationary(*case) / stationary(*case).max()),
        ("The likeliest habit does not have all the time.",
         lambda game, *city: np.eye(len(game))[stationary(game, *city).argmax()]),
        ("That is in per cent; shares add up to 1.", lambda *case: 100 * stationary(*case)),
    ),
)  # fmt: skip


# --- the same by dinners -------------------------------------------------------------------------


def drawn(game, labs, selection, runs, seed):
    """The share that as many cities would show, and its standard error."""
    chance = takeover(game, 1, labs, selection)
    share = np.random.default_rng(seed).binomial(runs, chance) / runs
    return share, np.sqrt(share * (1 - share) / runs)


def by(chance):
    """The rule whose cities are taken over with another chance; its error goes with its share."""
    return lambda game, labs, selection, runs, seed: (chance(game, labs, selection), np.nan)


dine_yourself = Measured(
    title="Dine yourself",
    cases=((np.array([[3.0, 2.0], [2.0, 1.5]]), 4, 0.5, 800, 4),
           (np.array([[0.0, 4.0], [3.0, 1.0]]), 5, 0.5, 1200, 3),
           (np.array([[3.0, 5.0], [1.0, 2.0]]), 6, 0.3, 500, 5)),
    right=drawn,
    exact=lambda game, labs, selection, runs, seed: takeover(game, 1, labs, selection),
    words=lambda game, labs, selection, runs, seed: (
        f"{labs} labs, selection {selection:g}, {runs} cities, {listed(game)}"),
    forbids=("evolution",),
    slips=(
        ("That is how often the others win.", by(lambda game, *city: 1 - takeover(game, 1, *city))),
        ("Your one newcomer has the second habit; the task starts with one lab of the first.",
         by(lambda game, *city: takeover(game[::-1, ::-1], 1, *city))),
        ("You begin with one resident among newcomers; it is the other way round.",
         by(lambda game, labs, selection: takeover(game, labs - 1, labs, selection))),
        ("Your diners copy whoever earns less; check the sign in the exponent.",
         by(lambda game, labs, beta: rise(-lead(game, labs), 1, beta))),
        ("A lab does not race against itself: leave it out of its own average.",
         by(lambda game, labs, beta: rise(lead(game, labs, own=0), 1, beta))),
        ("Your diners seem to copy whatever they see, payoffs or not.",
         by(lambda game, labs, selection: 1 / labs)),
        ("Your error does not look at the share; a rare event is steadier.",
         lambda game, labs, selection, runs, seed: (np.nan, 1 / np.sqrt(runs))),
    ),
)  # fmt: skip


# --- an institution chosen before the risk is known ----------------------------------------------

INSTITUTIONS = ("nothing", "punish", "pledge")


def mean_pay(shares, alone):
    """Of shares of the time and payoffs among one's own kind, [risk, habit] each."""
    return (shares * alone).sum(axis=-1).mean()


def values(risks, cost, judge=mean_pay):
    """What each institution is worth to a judge."""
    deal = {"risk": np.array(risks), "price": 0.1, "effect": 1.5}
    games = dsair(risk=deal["risk"]), peer_punishment(**deal), voluntary(cost, **deal)
    return [judge(stationary(game), np.diagonal(game, axis1=1, axis2=2)) for game in games]


def best(risks, cost, judge=mean_pay):
    return INSTITUTIONS[int(np.argmax(values(risks, cost, judge)))]


def best_off(value, right, risks, cost):
    paid = dict(zip(INSTITUTIONS, values(risks, cost), strict=True))
    return f"Another institution pays {paid[right] - paid[value]:.2f} a round more than {value!r}"


choose_before_you_know = Exercise(
    title="Choose before you know",
    cases=(([0.6, 0.1], 0.5), ([0.1, 0.6], 0.5), ([0.1, 0.2], 0.5), ([0.5, 0.7], 0.5),
           ([0.1, 0.6], 20.0), ([0.05, 0.1, 0.15, 0.9], 0.5), ([0.3, 0.4], 0.5),
           ([0.0, 0.5, 0.6, 0.7], 0.5), ([0.2, 0.6, 0.62, 0.64, 0.66], 0.1)),
    right=lambda risks, cost: best(risks, cost),
    kind=INSTITUTIONS,
    words="risks {}, agreements cost {:g}".format,
    otherwise=best_off,
    slips=(
        ("You guard against the worst risk; the task asks for the mean over all of them.",
         lambda *case: best(*case, lambda shares, alone: (shares * alone).sum(axis=-1).min())),
        ("You look at the first risk only.", lambda risks, cost: best(risks[:1], cost)),
        ("You put in the mean risk; average payoffs over the risks, not the risks.",
         lambda risks, cost: best([np.mean(risks)], cost)),
        ("Your answer does not move with the cost of an agreement.",
         lambda risks, cost: best(risks, 0.5)),
        ("You always answer 'nothing', as if each city lived in its best habit.",
         lambda risks, cost: "nothing"),  # which it may find without any institution
        ("You always answer 'punish', which is safe most of the time; the task asks what pays.",
         lambda risks, cost: "punish"),
        ("You always answer 'pledge', whatever the risks.", lambda risks, cost: "pledge"),
    ),
)  # fmt: skip


# --- labs that never change ----------------------------------------------------------------------


def stubborn_share(game, labs, selection, mutation, stubborn, own=1, seen=True):
    """Mean share of the norm; products of rates up over rates down, for all numbers of labs."""
    n = np.arange(stubborn, labs + 1)
    m = n if seen else n - stubborn  # how many of the norm's labs are dined with
    copied = 1 / (1 + np.exp(-selection * np.array([0.0, *lead(game, labs, own), 0.0])[n]))
    up = (labs - n) * ((1 - mutation) * m / (labs - 1) * copied + mutation)
    down = (n - stubborn) * ((1 - mutation) * (labs - n) / (labs - 1) * (1 - copied) + mutation)
    weight = np.append(0.0, np.cumsum(np.log(up[:-1]) - np.log(down[1:])))
    weight = np.exp(weight - weight.max())
    return weight @ n / weight.sum() / labs


def among_the_free(game, labs, selection, mutation, stubborn):
    right = stubborn_share(game, labs, selection, mutation, stubborn)
    return (right * labs - stubborn) / max(labs - stubborn, 1)


def cities_apart(game, labs, selection, mutation, stubborn):
    free = labs - stubborn
    return (stubborn + free * stubborn_share(game, max(free, 2), selection, mutation, 0)) / labs


def stubborn_off(value, right, game, labs, selection, mutation, stubborn):
    if value < stubborn / labs - 1e-9:
        return f"The stubborn alone are {stubborn / labs:.3g} of the labs; you find fewer"
    return f"Your {value:.5g} is too {'small' if value < right else 'large'}"


TEMPTING, SAFER = np.array([[3.0, 1.0], [3.5, 2.0]]), dsair(risk=0.6)[:2, :2]

stubborn_labs = Exercise(
    title="Stubborn labs",
    cases=((TEMPTING, 10, 0.5, 0.05, 3), (SAFER, 40, 0.01, 0.01, 6),
           (EARLY, 100, 0.01, 0.001, 0), (TEMPTING, 5, 0.2, 0.5, 4),
           (SAFER, 30, 0.01, 0.02, 30),  # nobody left to change
           (SAFER, 100, 0.05, 0.0001, 12)),
    right=lambda game, labs, selection, mutation, stubborn: (
        stubborn_share(game, labs, selection, mutation, stubborn)),
    words=lambda game, labs, selection, mutation, stubborn: (
        f"{stubborn} of {labs} labs stubborn, selection {selection:g}, mutation {mutation:g}, "
        f"{listed(game)}"),
    inside=SHARE,
    otherwise=stubborn_off,
    slips=(
        ("Your stubborn labs change like all others.", lambda *case: stubborn_share(*case[:-1], 0)),
        ("That is the share among the labs that can change; count all labs.", among_the_free),
        ("Nobody dines with your stubborn labs; they are there to be copied.",
         lambda *case: stubborn_share(*case, seen=False)),
        ("Your stubborn labs live in a city of their own; the others race and dine with them.",
         cities_apart),
        ("That is the share of the other habit.", lambda *case: 1 - stubborn_share(*case)),
        ("That is a number of labs; the task asks for a share of them.",
         lambda game, labs, *case: labs * stubborn_share(game, labs, *case)),
        ("A lab does not race against itself: leave it out of its own average.",
         lambda *case: stubborn_share(*case, own=0)),
        ("Your answer hardly moves with mutation; errors are rare but not absent.",
         lambda game, labs, selection, mutation, stubborn: (
             stubborn_share(game, labs, selection, 1e-9, stubborn))),
    ),
)  # fmt: skip
