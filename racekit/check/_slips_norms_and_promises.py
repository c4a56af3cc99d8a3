"""The usual slips on the way to the exercises on norms and promises, and independent right answers.

Each function in the plural returns pairs: what the slip would answer, and the sentence for it.
"""

import numpy as np

from racekit.evolution import (
    dsair,
    fixation_probability,
    peer_punishment,
    stationary,
    voluntary,
)

INSTITUTIONS = ("nothing", "punish", "pledge")


def tipping(game):
    """share of the norm (index 0) above which it does better; 1 if it never holds."""
    (norm, alone), (deserter, other) = game
    if norm <= deserter:
        return 1.0
    return float(np.clip((other - alone) / (norm - deserter + other - alone), 0.0, 1.0))


def tippings(game):
    """shares that come of reading one payoff wrongly."""
    (norm, alone), (deserter, other) = game
    right = tipping(game)
    gap = norm - deserter + other - alone
    raw = (other - alone) / gap if gap else 0.0
    return [
        (1 - right, "That is the share of the other habit; the norm needs the rest."),
        (raw, "Your formula meets a bracket that is not positive; see what the task says then."),
        (tipping(np.asarray(game).T),
         "You seem to have rows and columns mixed up: who earns what a lone norm lab earns?"),
        (float(norm <= other), "You compare all-norm with all-other; labs compare neighbours."),
        (100 * right, "That is in per cent; the task asks for a share, from 0 to 1."),
        (0.5, "One half is not the tipping share here; where do both habits earn the same?"),
    ]  # fmt: skip


def _lead(game, labs, own=True):
    """Lead of m newcomers over the residents, m = 1..labs - 1."""
    m, self_left_out = np.arange(1, labs), 1 if own else 0
    new = (m - self_left_out) * game[0, 0] + (labs - m) * game[0, 1]
    old = m * game[1, 0] + (labs - m - self_left_out) * game[1, 1]
    return (new - old) / (labs - self_left_out)


def _rise(lead, first, selection):
    steps = np.append(1.0, np.exp(-selection * np.cumsum(lead)))
    return float(steps[:first].sum() / steps.sum())


def takeover(game, first, labs, selection):
    """chance that the first habit, held by ``first`` labs, takes over."""
    return _rise(_lead(game, labs), first, selection)


def takeovers(game, first, labs, selection):
    """another start, another sign, another sum."""
    right, lead = takeover(game, first, labs, selection), _lead(game, labs)
    steps = np.append(1.0, np.exp(-selection * np.cumsum(lead)))
    one = 1 / steps.sum()
    return [
        (1 - right, "That is the chance that the residents win."),
        (one, "That is the chance of one newcomer; here several turn at once."),
        (min(first * one, 1.0), "Several newcomers help each other: the chances do not just add."),
        (1 - (1 - one) ** first,
         "You treat the newcomers as if each tried alone; they dine in one city."),
        (_rise(-lead, first, selection), "Your sign is turned: a lead makes steps up likelier."),
        (_rise(_lead(game, labs, own=False), first, selection),
         "A lab does not race against itself: leave it out of its own average."),
        (steps[: first - 1].sum() / steps.sum(),
         "Your upper sum stops one term early; it has as many terms as newcomers."),
        (min(steps[: first + 1].sum() / steps.sum(), 1.0),
         "Your upper sum has one term too many; it has as many terms as newcomers."),
        (float(np.exp(-selection * lead[:first]).sum() / np.exp(-selection * lead).sum()),
         "Each term is a product over all steps up to it; are your leads added up?"),
        (first / labs, "That is the chance where the habit makes no difference."),
    ]  # fmt: skip


def rates(game, labs, selection):
    """rates from row to column habit, without the common factor."""
    k = len(game)
    table = np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            if i != j:
                table[i, j] = fixation_probability(game, j, i, labs, selection)
    return table


def _law(table):
    """Stationary law of a chain with these rates."""
    flow = table - np.diag(table.sum(axis=1))
    equations = np.vstack([flow.T, np.ones(len(table))])
    return np.linalg.lstsq(equations, np.append(np.zeros(len(table)), 1.0), rcond=None)[0]


def chains(game, labs, selection):
    """the chain the wrong way round, or no chain."""
    table, k = rates(game, labs, selection), len(game)
    right = stationary(game, labs, selection)
    into, out = table.sum(axis=0), table.sum(axis=1)
    return [
        (_law(table.T), "You have the roles swapped: from i to j it is one j among many i."),
        (into / into.sum(), "Chances to get in are not shares: how long does each habit last?"),
        (1 / out / (1 / out).sum(), "How long a habit lasts is not all: who comes next counts."),
        (np.full(k, 1 / k), "Equal shares: which vector is it that the chain leaves unchanged?"),
        (right[::-1], "Your shares are in the reverse order."),
        (right / right.max(), "Shares add up to 1."),
        (np.eye(k)[right.argmax()], "The likeliest habit does not have all the time."),
        (100 * right, "That is in per cent; shares add up to 1."),
    ]  # fmt: skip


def shares(game, labs, selection):
    """chances that dinners under other rules would have."""
    mirrored = np.asarray(game)[::-1, ::-1]
    right = takeover(game, 1, labs, selection)
    return [
        (1 - right, "That is how often the residents win."),
        (takeover(mirrored, 1, labs, selection),
         "Your one newcomer has the second habit; the task starts with one lab of the first."),
        (1 - takeover(mirrored, 1, labs, selection),
         "You begin with one resident among newcomers; it is the other way round."),
        (_rise(-_lead(game, labs), 1, selection),
         "Your diners copy whoever earns less; check the sign in the exponent."),
        (_rise(_lead(game, labs, own=False), 1, selection),
         "A lab does not race against itself: leave it out of its own average."),
        (1 / labs, "Your diners seem to copy whatever they see, payoffs or not."),
    ]  # fmt: skip


def spread(share, runs):
    """what is not a standard error."""
    variance = share * (1 - share)
    return [
        (variance**0.5, "That is the spread of single cities; a mean of many is steadier."),
        (variance / runs, "That is a variance; take its square root."),
        (variance**0.5 / runs, "Your error shrinks too fast: divide by the root of the runs."),
        (1 / runs**0.5, "Your error does not look at the share; a rare event is steadier."),
    ]


def means(risks, cost, price=0.1, effect=1.5):
    """mean payoff of every institution over the risks, and its share of safe time."""
    risks = np.asarray(risks, float)
    games = {
        "nothing": dsair(risk=risks),
        "punish": peer_punishment(risk=risks, price=price, effect=effect),
        "pledge": voluntary(cost, risk=risks, price=price, effect=effect),
    }
    paid, safe, worst, best = {}, {}, {}, {}
    for name, game in games.items():
        law, alone = stationary(game), np.diagonal(game, axis1=-2, axis2=-1)
        each = (law * alone).sum(axis=-1)
        paid[name], worst[name], best[name] = each.mean(), each.min(), alone.max(axis=-1).mean()
        safe[name] = law[..., 0::2].sum()
    return paid, safe, worst, best


def best(risks, cost):
    """the institution with the highest mean payoff."""
    return _top(means(risks, cost)[0])


def bests(cases):
    """lists of answers, one a case, that come of another goal."""
    found = [means(*case) for case in cases]
    first = [best(risks[:1], cost) for risks, cost in cases]
    middle = [best([float(np.mean(risks))], cost) for risks, cost in cases]
    free = [best(risks, 0.5) for risks, _ in cases]
    return [
        ([_top(safe) for _, safe, _, _ in found],
         "You choose what is safe most of the time; the task asks what pays the labs."),
        ([_top(worst) for _, _, worst, _ in found],
         "You guard against the worst risk; the task asks for the mean over all of them."),
        ([_top(top) for _, _, _, top in found],
         "You credit each city with its best habit; it lives in each by its share of time."),
        (first, "You look at the first risk only."),
        (middle, "You put in the mean risk; average payoffs over the risks, not the risks."),
        (free, "Your answer does not move with the cost of an agreement."),
    ]  # fmt: skip


def _top(values):
    return max(INSTITUTIONS, key=lambda name: values[name])


def stubborn(game, labs, selection, mutation, committed):
    """mean share of the norm where ``committed`` labs never give it up."""
    return _birth_and_death(game, labs, selection, mutation, committed)


def _birth_and_death(game, labs, selection, mutation, committed, own=True, seen=True):
    """Products of rates up over rates down, for n = committed..labs labs with the norm."""
    n = np.arange(committed, labs + 1)
    m = n if seen else n - committed  # how many of the norm's labs are dined with
    lead = np.append(np.append(0.0, _lead(game, labs, own)), 0.0)[n]
    copied = 1 / (1 + np.exp(-selection * lead))
    up = (labs - n) * ((1 - mutation) * m / (labs - 1) * copied + mutation)
    down = (n - committed) * ((1 - mutation) * (labs - n) / (labs - 1) * (1 - copied) + mutation)
    with np.errstate(divide="ignore"):
        weight = np.append(0.0, np.cumsum(np.log(up[:-1]) - np.log(down[1:])))
    weight = np.exp(weight - weight.max())
    return float(weight @ n / weight.sum() / labs)


def stubborns(game, labs, selection, mutation, committed):
    """cities in which the stubborn do something else."""
    case = game, labs, selection, mutation
    right = stubborn(*case, committed)
    free = (right * labs - committed) / max(labs - committed, 1)
    alone = labs - committed
    plain = stubborn(game, max(alone, 2), selection, mutation, 0)
    return [
        (stubborn(*case, 0), "Your stubborn labs change like all others."),
        (free, "That is the share among the labs that can change; count all labs."),
        (_birth_and_death(*case, committed, seen=False),
         "Nobody dines with your stubborn labs; they are there to be copied."),
        ((committed + plain * alone) / labs,
         "Your stubborn labs live in a city of their own; the others race and dine with them."),
        (1 - right, "That is the share of the other habit."),
        (right * labs, "That is a number of labs; the task asks for a share of them."),
        (_birth_and_death(*case, committed, own=False),
         "A lab does not race against itself: leave it out of its own average."),
        (stubborn(game, labs, selection, min(1e-9, mutation), committed),
         "Your answer hardly moves with mutation; errors are rare but not absent."),
    ]  # fmt: skip
