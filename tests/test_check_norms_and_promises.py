"""Checks of the exercises on norms and promises: each slip gets its own sentence."""


import numpy as np
import pytest
from verdicts import Verdicts

import racekit as rk
from racekit.check import _slips_norms_and_promises as slips

# --- right answers; each part can be replaced by a wrong one -----------------------------------


def tipping(game):
    (norm, alone), (deserter, other) = game
    if deserter >= norm:
        return 1.0
    return max(other - alone, 0.0) / (max(other - alone, 0.0) + norm - deserter)


def plain_formula(game):
    (norm, alone), (deserter, other) = game
    return (other - alone) / (other - alone + norm - deserter)


def no_floor(game):
    return 1.0 if game[1, 0] >= game[0, 0] else plain_formula(game)


def lead(game, labs, own=1):
    m = np.arange(1, labs)
    new = (m - own) * game[0, 0] + (labs - m) * game[0, 1]
    return (new - m * game[1, 0] - (labs - m - own) * game[1, 1]) / (labs - own)


def rise(leads, first, selection):
    terms = np.append(1.0, np.exp(-selection * np.cumsum(leads)))
    return terms[:first].sum() / terms.sum()


def takeover(game, first, labs, selection):
    return rise(lead(game, labs), first, selection)


def by_linear_system(game, first, labs, selection):
    """Absorption probabilities from the transition matrix, without any formula."""
    step = 1 / (1 + np.exp(selection * lead(game, labs)))  # a step down, given one
    matrix, last = np.eye(labs + 1), np.zeros(labs + 1)
    last[labs] = 1.0
    for m in range(1, labs):
        matrix[m, m - 1], matrix[m, m + 1] = -step[m - 1], step[m - 1] - 1
    return np.linalg.solve(matrix, last)[first]


def chain(game, labs, selection, swap=False):
    k = len(game)
    rate = np.zeros((k, k))
    for i, j in np.ndindex(k, k):
        if i != j:
            mutant, resident = (i, j) if swap else (j, i)
            rate[i, j] = rk.evolution.fixation_probability(game, mutant, resident, labs, selection)
    rate /= 2 * rate.sum(axis=1).max()
    return rate + np.diag(1 - rate.sum(axis=1))


def time_shares(game, labs, selection, swap=False):
    values, vectors = np.linalg.eig(chain(game, labs, selection, swap).T)
    law = np.real(vectors[:, np.argmax(np.real(values))])
    return law / law.sum()


def into(game, labs, selection):
    matrix = chain(game, labs, selection)
    arrive = (matrix - np.diag(np.diag(matrix))).sum(axis=0)
    return arrive / arrive.sum()


def stays(game, labs, selection):
    matrix = chain(game, labs, selection)
    last = 1 / (1 - np.diag(matrix))
    return last / last.sum()


def dinners(
    fermi=lambda gain, selection: 1 / (1 + np.exp(-selection * gain)),
    start=lambda labs: 1, own=1, error=lambda p, runs: np.sqrt(p * (1 - p) / runs),
    flip=False, seeded=lambda seed: seed,
):  # fmt: skip
    """A city of dinners, whose rules can be broken."""

    def answer(game, labs, selection, runs, seed):
        game = game[::-1, ::-1] if flip else game
        rng, won, leads = np.random.default_rng(seeded(seed)), 0, lead(game, labs, own)
        for _ in range(runs):
            m = start(labs)
            while 0 < m < labs:
                looks = rng.random() < 0.5
                gain = -leads[m - 1] if looks else leads[m - 1]
                if rng.random() < fermi(gain, selection):
                    m += -1 if looks else 1
            won += m == labs
        return won / runs, error(won / runs, runs)

    return answer


def all_evenings(game, labs, selection, runs, seed):
    """Every diner by name, also the evenings that change nothing."""
    rng, won = np.random.default_rng(seed), 0
    for _ in range(runs):
        habits = [0] + [1] * (labs - 1)
        while 0 < sum(habits) < labs:
            me, other = rng.choice(labs, 2, replace=False)
            earn = [
                (sum(game[habits[i], h] for h in habits) - game[habits[i], habits[i]]) / (labs - 1)
                for i in (me, other)
            ]
            if rng.random() < 1 / (1 + np.exp(-selection * (earn[1] - earn[0]))):
                habits[me] = habits[other]
        won += sum(habits) == 0
    return won / runs, np.sqrt(won / runs * (1 - won / runs) / runs)


def counted(state=[0]):  # noqa: B006
    state[0] += 1
    return state[0]


def earnings(risks, cost):
    """Earnings [institution, risk] and shares of safe time."""
    deal = {"price": 0.1, "effect": 1.5}
    paid, safe = np.empty((3, len(risks))), np.empty((3, len(risks)))
    for column, p_r in enumerate(risks):
        games = (
            rk.evolution.dsair(risk=p_r),
            rk.evolution.peer_punishment(risk=p_r, **deal),
            rk.evolution.voluntary(cost, risk=p_r, **deal),
        )
        for row, game in enumerate(games):
            law = rk.evolution.stationary(game)
            paid[row, column], safe[row, column] = law @ np.diag(game), law[0::2].sum()
    return paid, safe


def best(risks, cost, judge=lambda paid, safe: paid.mean(axis=1)):
    return ("nothing", "punish", "pledge")[int(judge(*earnings(risks, cost)).argmax())]


def by_best_habit(risks, cost):
    deal = {"risk": np.array(risks), "price": 0.1, "effect": 1.5}
    games = (
        rk.evolution.dsair(risk=np.array(risks)),
        rk.evolution.peer_punishment(**deal),
        rk.evolution.voluntary(cost, **deal),
    )
    top = [np.diagonal(g, axis1=1, axis2=2).max(axis=1).mean() for g in games]
    return ("nothing", "punish", "pledge")[int(np.argmax(top))]


def transitions(game, labs, selection, mutation, stubborn):
    """The chain of evenings as a dense matrix, evening by evening."""
    leads, states = lead(game, labs), range(stubborn, labs + 1)
    matrix = np.zeros((len(states), len(states)))
    for row, n in enumerate(states):
        copied = 1 / (1 + np.exp(-selection * leads[n - 1])) if 0 < n < labs else 0.5
        up = (labs - n) / labs * ((1 - mutation) * n / (labs - 1) * copied + mutation)
        look = (1 - mutation) * (labs - n) / (labs - 1) * (1 - copied)
        down = (n - stubborn) / labs * (look + mutation)
        for step, chance in ((1, up), (-1, down)):
            if 0 <= row + step < len(states):
                matrix[row, row + step] = chance
        matrix[row, row] = 1 - matrix[row].sum()
    return np.array(states), matrix


def stubborn_share(game, labs, selection, mutation, stubborn):
    states, matrix = transitions(game, labs, selection, mutation, stubborn)
    equations = np.vstack([matrix.T - np.eye(len(states)), np.ones(len(states))])
    law = np.linalg.lstsq(equations, np.append(np.zeros(len(states)), 1.0), rcond=None)[0]
    return law @ states / labs


def products(game, labs, selection, mutation, stubborn):
    """The same from ratios of chances."""
    _, matrix = transitions(game, labs, selection, mutation, stubborn)
    n, weight = np.arange(stubborn, labs + 1), [0.0]
    for row in range(len(n) - 1):
        weight.append(weight[-1] + np.log(matrix[row, row + 1] / matrix[row + 1, row]))
    weight = np.exp(np.array(weight) - max(weight))
    return float(weight @ n / weight.sum() / labs)


def own_city(game, labs, selection, mutation, stubborn):
    rest = labs - stubborn
    inner = products(game, max(rest, 2), selection, mutation, 0)
    return (stubborn + rest * inner) / labs


RIGHT = {
    "how_many_at_once": [tipping, slips.tipping],
    "handful_of_newcomers": [takeover, by_linear_system],
    "chain_of_habits": [time_shares, lambda *case: rk.evolution.stationary(*case).tolist()],
    "dine_yourself": [dinners(), all_evenings],
    "choose_before_you_know": [best, slips.best],
    "stubborn_labs": [products, stubborn_share],
}

# --- wrong answers: what the sentence must say -------------------------------------------------

WRONG = {
    "how_many_at_once": [
        (lambda game: 1 - tipping(game), "share of the other habit"),
        (lambda game: tipping(game.T), "rows and columns mixed up"),
        (lambda game: float(game[0, 0] <= game[1, 1]), "labs compare neighbours"),
        (lambda game: 100 * tipping(game), "in per cent"),
        (lambda game: 0.5, "One half is not the tipping share"),
        (plain_formula, "even all labs together would not stay"),
        (no_floor, "A share cannot be negative"),
        (lambda game: 0.0 if tipping(game) == 1 else tipping(game), "to desert pays as much"),
        (lambda game: tipping(game) + 0.1, "norm still earns more"),
        (lambda game: -3.0, "A share lies from 0 to 1"),
    ],
    "handful_of_newcomers": [
        (lambda *x: 1 - takeover(*x), "the residents win"),
        (lambda game, first, *x: takeover(game, 1, *x), "one newcomer; here several"),
        (lambda game, first, *x: min(first * takeover(game, 1, *x), 1), "do not just add"),
        (lambda game, first, *x: 1 - (1 - takeover(game, 1, *x)) ** first, "each tried alone"),
        (lambda game, first, labs, beta: rise(-lead(game, labs), first, beta), "sign is turned"),
        (lambda game, first, labs, beta: rise(lead(game, labs, 0), first, beta), "own average"),
        (lambda game, first, *x: takeover(game, first - 1, *x), "one term early"),
        (lambda game, first, *x: takeover(game, first + 1, *x), "one term too many"),
        (lambda game, first, labs, beta: (
            np.exp(-beta * lead(game, labs)[:first]).sum() / np.exp(-beta * lead(game, labs)).sum()
        ), "are your leads added up"),
        (lambda game, first, labs, beta: first / labs, "makes no difference"),
        (lambda *x: takeover(*x) + 1e-3, "is too large"),
        (lambda *x: 7.0, "A chance lies from 0 to 1"),
    ],
    "chain_of_habits": [
        (lambda *x: time_shares(*x, swap=True), "roles swapped"),
        (into, "how long does each habit last"),
        (stays, "who comes next counts"),
        (lambda game, *x: np.full(len(game), 1 / len(game)), "Equal shares"),
        (lambda *x: time_shares(*x)[::-1], "in the reverse order"),
        (lambda *x: time_shares(*x) / time_shares(*x).max(), "Shares add up to 1"),
        (lambda game, *x: np.eye(len(game))[time_shares(game, *x).argmax()], "all the time"),
        (lambda *x: 100 * time_shares(*x), "in per cent"),
        (lambda *x: 2 * time_shares(*x), "add up to 2"),
        (lambda *x: time_shares(*x) ** 2 / (time_shares(*x) ** 2).sum(), "more often than not"),
        (lambda game, *x: -time_shares(game, *x), "is negative"),
        (lambda *x: 0.5, "shape (3,)"),
    ],
    "dine_yourself": [
        (lambda *x: (1 - dinners()(*x)[0], dinners()(*x)[1]), "how often the residents win"),
        (dinners(flip=True), "has the second habit"),
        (dinners(start=lambda labs: labs - 1), "one resident among newcomers"),
        (dinners(fermi=lambda g, b: 1 / (1 + np.exp(b * g))), "whoever earns less"),
        (dinners(fermi=lambda g, b: 0.5), "payoffs or not"),
        (lambda *x: dinners()(*x)[::-1], "Share first"),
        (dinners(error=lambda p, n: np.sqrt(p * (1 - p))), "spread of single cities"),
        (dinners(error=lambda p, n: p * (1 - p) / n), "a variance"),
        (dinners(error=lambda p, n: np.sqrt(p * (1 - p)) / n), "shrinks too fast"),
        (dinners(error=lambda p, n: 1 / np.sqrt(n)), "does not look at the share"),
        (dinners(error=lambda p, n: 3 * np.sqrt(p * (1 - p) / n)), "too large by 3 times"),
        (lambda *x: (0.45, 0.02), "that is not luck"),
        (dinners(seeded=lambda seed: counted()), "hand the seed on"),
        (dinners(seeded=lambda seed: 7), "is your seed in use"),
        (lambda *x: dinners()(*x)[0], "shape (2,)"),
    ],
    "choose_before_you_know": [
        (lambda *x: best(*x, judge=lambda paid, safe: safe.sum(axis=1)), "safe most of the time"),
        (lambda *x: best(*x, judge=lambda paid, safe: paid.min(axis=1)), "the worst risk"),
        (by_best_habit, "credit each city with its best habit"),
        (lambda risks, cost: best(risks[:1], cost), "the first risk only"),
        (lambda risks, cost: best([np.mean(risks)], cost), "the mean risk"),
        (lambda risks, cost: best(risks, 0.5), "does not move with the cost"),
        (lambda *x: "pledge", "You always answer 'pledge'"),
        (lambda risks, cost: best([min(risks)], cost), "a round more than"),
        (lambda *x: "reward", "Return one of 'nothing'"),
    ],
    "stubborn_labs": [
        (lambda *x: products(*x[:-1], 0), "change like all others"),
        (lambda game, labs, beta, mu, z: (
            (products(game, labs, beta, mu, z) * labs - z) / max(labs - z, 1)
        ), "count all labs"),
        (own_city, "in a city of their own"),
        (lambda *x: 1 - products(*x), "the other habit"),
        (lambda *x: x[1] * products(*x), "a number of labs"),
        (lambda game, labs, beta, mu, z: products(game, labs, beta, 1e-9, z), "hardly moves with"),
        (lambda *x: products(*x) + 0.01, "is too large"),
        (lambda *x: products(*x) - 0.003, "is too small"),
        (lambda *x: 0.1, "The stubborn alone are"),
        (lambda *x: -1.0, "A share lies from 0 to 1"),
    ],
}  # fmt: skip


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG

    @pytest.mark.parametrize("seed", range(12))
    def test_other_right_streams_pass(self, seed, verdict):
        """Luck alone must not fail a right answer."""
        answer = dinners(seeded=lambda given: 1000 * seed + given)
        assert verdict("dine_yourself", answer).endswith(": correct.")
