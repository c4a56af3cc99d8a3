"""Checks of the exercises on norms and promises.

Each check first asks whether the answer is right, and only then which slip it looks like.
"""

import numpy as np

from racekit.check import _slips_norms_and_promises as slips
from racekit.check._verdict import Wrong, close, exercise, explain, require
from racekit.evolution import dsair, peer_punishment, stationary, voluntary


@exercise("How many at once?")
def how_many_at_once(attempt):
    """Check a function (2x2 payoffs, norm first) -> share of labs at which the norm tips."""
    cases = [
        np.array([[6.0, 1.0], [2.0, 2.5]]),
        dsair(risk=0.7)[:2, :2],
        np.array([[3.0, 0.0], [4.0, 2.0]]),  # the first deserter gains
        np.array([[3.0, 2.0], [1.0, 0.5]]),  # better from the first lab on
        np.array([[1.0, 3.0], [2.0, 0.0]]),  # pays while it is rare, does not hold
        np.array([[2.0, 0.0], [2.0, 1.0]]),  # a tie holds nobody
    ]
    for game in cases:
        case = f"payoffs {_list(game)}"
        value = attempt.number(case, game.copy())
        right = slips.tipping(game)
        if close(value, right):
            continue
        holds, enters = game[0, 0] > game[1, 0], game[0, 1] > game[1, 1]
        if not holds:
            require(
                not close(value, slips.tippings(game)[1][0]),
                f"Your formula gives {value:.3g} where even all labs together would not stay; "
                f"see what the task says then ({case}).",
            )
            raise Wrong(f"All labs hold the norm, and yet to desert pays as much or more ({case}).")
        if enters and value < 0:
            raise Wrong(f"A share cannot be negative; here one lab is enough ({case}).")
        explain(value, slips.tippings(game), case)
        require(0 <= value <= 1, f"A share lies from 0 to 1; yours is {value:.3g} ({case}).")
        norm, other = game @ [value, 1 - value]
        who = "norm" if norm > other else "other habit"
        raise Wrong(f"At your share of {value:.3f} the {who} still earns more ({case}).")


@exercise("A handful of newcomers")
def handful_of_newcomers(attempt):
    """Check a function (2x2 payoffs, first, labs, selection) -> chance to take over."""
    early = dsair(risk=0.75)[:2, :2]
    cases = [
        (early, 30, 100, 0.01),
        (early[::-1, ::-1].copy(), 3, 20, 0.02),
        (np.array([[3.0, 1.0], [2.0, 4.0]]), 4, 7, 0.5),
        (np.array([[3.0, 1.0], [2.0, 4.0]]), 1, 2, 1.0),
        (early, 20, 20, 0.01),  # nobody left to win over
    ]
    for game, first, labs, selection in cases:
        case = f"{first} of {labs} labs, selection {selection:g}, payoffs {_list(game)}"
        value = attempt.number(case, game.copy(), first, labs, selection)
        right = slips.takeover(game, first, labs, selection)
        if close(value, right, 1e-9):
            continue
        explain(value, slips.takeovers(game, first, labs, selection), case, 1e-9)
        require(0 <= value <= 1, f"A chance lies from 0 to 1; yours is {value:.3g} ({case}).")
        much = "small" if value < right else "large"
        raise Wrong(f"Your chance of {value:.6g} is too {much} ({case}).")


@exercise("The chain of habits")
def chain_of_habits(attempt):
    """Check a function (k x k payoffs, labs, selection) -> (k,) shares of the time."""
    rng = np.random.default_rng(83)
    cases = [
        (dsair(risk=0.75), 100, 0.01),
        (rng.uniform(0, 5, (4, 4)), 12, 0.3),
        (rng.uniform(0, 5, (2, 2)), 30, 0.05),
        (voluntary(0.5, 0.1, 1.5, risk=0.33), 50, 0.01),
        (peer_punishment(0.1, 1.5, risk=0.15), 100, 0.01),
    ]
    for game, labs, selection in cases:
        case = f"{len(game)} habits, {labs} labs, selection {selection:g}"
        value = attempt.array(case, (len(game),), game.copy(), labs, selection)
        right = stationary(game, labs, selection)
        if close(value, right, 1e-7):
            continue
        explain(value, slips.chains(game, labs, selection), case, 1e-7)
        require((value >= -1e-9).all(), f"A share of the time is negative ({case}).")
        require(
            abs(value.sum() - 1) < 1e-6, f"Your shares add up to {value.sum():.4g}, not 1 ({case})."
        )
        table = slips.rates(game, labs, selection)
        worst = int(np.abs(value @ table - value * table.sum(axis=1)).argmax())
        into, out = (value @ table)[worst], value[worst] * table[worst].sum()
        way = "enters" if into > out else "leaves"
        raise Wrong(f"With your shares the city {way} habit {worst} more often than not ({case}).")


@exercise("Dine yourself")
def dine_yourself(attempt):
    """Check a function (2x2 payoffs, labs, selection, runs, seed) -> (share, standard error)."""
    cases = [
        (np.array([[3.0, 0.5], [2.0, 2.0]]), 4, 0.8, 800, 4),
        (np.array([[3.0, 5.0], [1.0, 2.0]]), 6, 0.4, 400, 3),
        (np.array([[0.0, 6.0], [2.0, 1.0]]), 5, 0.5, 500, 5),
    ]
    for game, labs, selection, runs, seed in cases:
        case = f"{labs} labs, selection {selection:g}, {runs} cities, payoffs {_list(game)}"
        given = game.copy(), labs, selection, runs, seed
        share, error = attempt.array(case, (2,), *given)
        chance = slips.takeover(game, 1, labs, selection)
        fair = np.sqrt(chance * (1 - chance) / runs)
        if abs(share - chance) > 4.5 * fair:
            if abs(error - chance) <= 4.5 * fair:
                raise Wrong(f"Share first, standard error second ({case}).")
            usual = slips.shares(game, labs, selection)
            nearest = min(usual, key=lambda slip: abs(slip[0] - share))
            explain(share, [nearest], case, 3 * np.sqrt(nearest[0] * (1 - nearest[0]) / runs))
            apart = abs(share - chance) / fair
            raise Wrong(
                f"Your share of {share:.3f} is {apart:.0f} standard errors from the fixation "
                f"probability; that is not luck ({case})."
            )
        own = np.sqrt(share * (1 - share) / runs)
        if abs(error / own - 1) > 0.02:
            explain(error, slips.spread(share, runs), case, 0.02 * own)
            size = "small" if error < own else "large"
            raise Wrong(f"Your standard error is too {size} by {error / own:.2g} times ({case}).")
    _heeds_its_seed(attempt, *cases[0][:3])


@exercise("Choose before you know")
def choose_before_you_know(attempt):
    """Check a function (risks, cost) -> the institution with the highest mean payoff."""
    cases = [
        ([0.6, 0.1], 0.5),
        ([0.1, 0.6], 0.5),
        ([0.1, 0.2], 0.5),
        ([0.5, 0.7], 0.5),
        ([0.1, 0.6], 20.0),
        ([0.05, 0.1, 0.15, 0.9], 0.5),
        ([0.3, 0.4], 0.5),
        ([0.0, 0.5, 0.6, 0.7], 0.5),
        ([0.2, 0.6, 0.62, 0.64, 0.66], 0.1),
    ]
    given = [
        attempt.choice(f"risks {risks}, cost {cost:g}", slips.INSTITUTIONS, list(risks), cost)
        for risks, cost in cases
    ]
    right = [slips.best(*case) for case in cases]
    if given == right:
        return
    wrong = next(i for i in range(len(cases)) if given[i] != right[i])
    risks, cost = cases[wrong]
    case = f"risks {risks}, agreements cost {cost:g}"
    for answers, sentence in slips.bests(cases):
        if given == answers:
            raise Wrong(f"{sentence} Look at this case: {case}.")
    require(len(set(given)) > 1, f"You always answer {given[0]!r}; not so with {case}.")
    paid = slips.means(risks, cost)[0]
    gap = paid[right[wrong]] - paid[given[wrong]]
    raise Wrong(f"Another institution pays {gap:.2f} a round more than {given[wrong]!r} ({case}).")


@exercise("Stubborn labs")
def stubborn_labs(attempt):
    """Check a function (payoffs, labs, selection, mutation, stubborn) -> share of the norm."""
    early = dsair(risk=0.6)[:2, :2]
    cases = [
        (np.array([[3.0, 1.0], [3.5, 2.0]]), 10, 0.5, 0.05, 3),
        (early, 40, 0.01, 0.01, 6),
        (dsair(risk=0.75)[:2, :2], 100, 0.01, 0.001, 0),
        (np.array([[3.0, 1.0], [3.5, 2.0]]), 5, 0.2, 0.5, 4),
        (early, 30, 0.01, 0.02, 30),  # nobody left to change
        (early, 100, 0.05, 0.0001, 12),
    ]
    for game, labs, selection, mutation, committed in cases:
        case = (
            f"{committed} of {labs} labs stubborn, selection {selection:g}, "
            f"mutation {mutation:g}, payoffs {_list(game)}"
        )
        given = labs, selection, mutation, committed
        value = attempt.number(case, game.copy(), *given)
        right = slips.stubborn(game, *given)
        if close(value, right, 1e-6):
            continue
        explain(value, slips.stubborns(game, *given), case)
        require(0 <= value <= 1, f"A share lies from 0 to 1; yours is {value:.3g} ({case}).")
        require(
            value >= committed / labs - 1e-9,
            f"The stubborn alone are {committed / labs:.3g} of the labs; you find fewer ({case}).",
        )
        much = "small" if value < right else "large"
        raise Wrong(f"Your share of {value:.4f} is too {much} ({case}).")


def _heeds_its_seed(attempt, game, labs, selection):
    """Refuse an answer to 8.4 that cannot be repeated, or is always the same."""
    first, again, *others = (
        attempt.array(f"seed {seed}", (2,), game.copy(), labs, selection, 200, seed)
        for seed in (1, 1, 2, 3)
    )
    require(
        np.array_equal(first, again),
        "The same seed gives two different answers; hand the seed on, or nobody can repeat it.",
    )
    require(
        any(not np.array_equal(first, other) for other in others),
        "Three seeds give the same answer; is your seed in use?",
    )


def _list(game):
    return np.round(game, 3).tolist()
