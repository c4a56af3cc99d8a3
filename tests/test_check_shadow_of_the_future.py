"""Checks of the exercises on shadow of the future: each slip gets its own sentence."""

import math

import numpy as np
from verdicts import Verdicts

from racekit import repeated
from racekit.check import _slips_shadow_of_the_future as slips

# --- right answers --------------------------------------------------------------------------


def handshake(race, formula=lambda T, R, P, S: (T - R) / (T - P), join=max, column=True):
    game = race.dilemma()
    two = game.column.T if column else game.column
    least = []
    for (R, S), (T, P) in (game.row, two):
        least.append(formula(T, R, P, S))
    return join(least)


def grudge(T, R, P, patience, gain=None, loss=None, first=1, none=0):
    cost = 0.0
    for length in range(1, 1001):
        cost += patience ** (length + first - 1) * (R - P if loss is None else loss)
        if cost >= (T - R if gain is None else gain):
            return length
    return none


def lives(R, P, patience, alpha, length, runs, rng, deaf=True, first=0, extra=0):
    worth, left = np.zeros(runs), np.full(runs, float(first))
    for t in range(200):
        careful = left == 0
        worth += (1 - patience) * patience**t * np.where(careful, R, P)
        alarm = rng.random(runs) < alpha
        if deaf:
            alarm &= careful
        left = np.where(alarm, length + extra, np.maximum(left - 1, 0))
    return worth


def measured(error=lambda x: x.std() / np.sqrt(x.size), scale=1.0, **slip):
    """An estimator; its parts can be replaced by wrong ones."""

    def answer(R, P, patience, alpha, length, runs, seed):
        worth = lives(R, P, patience, alpha, length, runs, np.random.default_rng(seed), **slip)
        factor = scale(patience) if callable(scale) else scale
        return worth.mean() * factor, error(worth) * factor

    return answer


def by_lengths(R, P, patience, alpha, length, runs, seed):
    """The same by careful spells: geometric numbers of races up to the next alarm."""
    rng = np.random.default_rng(seed)
    worth = np.empty(runs)
    for run in range(runs):
        t, total = 0, 0.0
        while t < 300:
            spell = int(rng.geometric(alpha))
            total += R * (patience**t - patience ** (t + spell))
            t += spell
            hit = 400 if math.isinf(length) else int(length)
            total += P * (patience**t - patience ** (t + hit))
            t += hit
        worth[run] = total
    return [worth.mean(), worth.std(ddof=1) / runs**0.5]


def treaty(T, R, P, patience, alpha, q, alarms=repeated.many_monitors):
    most = 0
    for n in range(1, 101):
        if patience >= repeated.alarm_threshold(T, R, P, *alarms(n, alpha, q)):
            most = n
    return most


def careful(p, q, noise, mirror=True, noisy=True, rounds=None):
    p, q = np.array(p), np.array(q)
    q = q[[0, 2, 1, 3]] if mirror else q
    if noisy:
        p, q = p + noise * (1 - 2 * p), q + noise * (1 - 2 * q)
    step = np.column_stack([p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)])
    if rounds:
        return np.linalg.matrix_power(step, rounds)[0, :2].sum()
    system = np.vstack([step.T - np.eye(4), np.ones(4)])
    return np.linalg.lstsq(system, [0, 0, 0, 0, 1], rcond=None)[0][:2].sum()


def best_alarm(T, R, P, patience, g, settings=None):
    settings = np.logspace(-4, 0, 800) if settings is None else settings
    worth = []
    for alpha in settings:
        length = repeated.shortest_punishment(T, R, P, patience, alpha, alpha**g)
        no = length is None
        worth.append(P if no else repeated.alarm_value(T, R, P, patience, alpha, length))
    return settings[int(np.argmax(worth))]


RIGHT = {
    "two_patiences": [handshake],
    "how_long_a_grudge": [grudge, lambda *case: float(grudge(*case))],
    "measure_a_treaty": [measured(), by_lengths],
    "largest_treaty": [treaty],
    "echo_of_a_slip": [careful, lambda p, q, noise: repeated.shares(p, q, noise)[:2].sum()],
    "tune_the_alarm": [best_alarm],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def averaged(race):
    game = race.dilemma()
    R, _, T, P = ((game.row + game.column.T) / 2).ravel()
    return (T - R) / (T - P)


def deaf_to_seed(*setup):
    return measured()(*setup[:-1], 5)


def own_seed(*setup, state=[10]):  # noqa: B006
    state[0] += 1
    return measured()(*setup[:-1], state[0])


def flat(R, P, patience, alpha, length, runs, seed):
    worth = slips.lives(R, P, patience, alpha, length, runs, seed, flat=True)
    return worth.mean(), worth.std() / np.sqrt(runs)


def at_once(R, P, patience, alpha, length, runs, seed):
    worth = slips.lives(R, P, patience, alpha, length, runs, seed, at_once=True)
    return worth.mean(), worth.std() / np.sqrt(runs)


def grim_always(R, P, patience, alpha, length, runs, seed):
    return measured()(R, P, patience, alpha, np.inf, runs, seed)


def no_alarms(R, P, patience, alpha, length, runs, seed):
    return measured()(R, P, patience, 0.0, length, runs, seed)


def undiluted(n, alpha, q):
    return repeated.many_monitors(n, alpha, q)[0], q


def all_cheat(n, alpha, q):
    return repeated.many_monitors(n, alpha, q)[0], 1 - (1 - q) ** n


def added(n, alpha, q):
    return min(1.0, n * alpha), min(1.0, n * alpha + q)


def of_other(p, q, noise):
    shares = repeated.shares(p, q, noise)
    return shares[0] + shares[2]


def early(p, q, noise):
    return repeated.shares(p, q, noise, 200)[:2].sum()


def most_telling(T, R, P, patience, g):
    settings = np.logspace(-5, 0, 20_001)
    return settings[(settings**g - settings).argmax()]


def easiest(T, R, P, patience, g):
    settings = np.logspace(-5, 0, 20_001)
    return settings[repeated.alarm_threshold(T, R, P, settings, settings**g).argmin()]


WRONG = {
    "two_patiences": [
        (lambda race: handshake(race, join=min), "needs both"),
        (lambda race: handshake(race, join=np.mean), "the less willing one decides"),
        (averaged, "You average the payoffs"),
        (lambda race: handshake(race, column=False), "the second index"),
        (lambda race: handshake(race, lambda T, R, P, S: (T - R) / (R - P)), "one race's loss"),
        (lambda race: handshake(race, lambda T, R, P, S: (R - P) / (T - P)), "changed places"),
        (lambda race: handshake(race, lambda T, R, P, S: (T - R) / (T - S)), "being the sucker"),
        (lambda race: 100 * handshake(race), "in per cent"),
        (lambda race: 0.1, "still gains"),
        (lambda race: 0.99, "less is enough"),
        (lambda race: -0.2, "Patience lies"),
    ],
    "how_long_a_grudge": [
        (lambda *case: grudge(*case, first=0), "so it counts the patience"),
        (lambda T, R, P, d: grudge(T, R, P, 1.0), "Later races count less"),
        (lambda T, R, P, d: grudge(T, R, P, d, gain=T - P), "instead of the reward"),
        (lambda T, R, P, d: grudge(T, R, P, d, loss=R), "still pays the punishment"),
        (lambda T, R, P, d: grudge(T, R, P, d, loss=T - P), "less what is left"),
        (lambda T, R, P, d: grudge(T, R, P, d, gain=T - R + 1e-9), "just equals"),
        (lambda *case: grudge(*case) + 1, "one too far"),
        (lambda *case: grudge(*case, none=1000), "the task says what to return"),
        (lambda *case: 6, "cost only"),
        (lambda *case: 500, "fewer are enough"),
        (lambda *case: 0, "but there is one"),
        (lambda *case: grudge(*case) + 0.5, "a whole number"),
        (lambda *case: -3, "cannot last"),
    ],
    "measure_a_treaty": [
        (measured(scale=lambda patience: 1 / (1 - patience)), "the sum over all races"),
        (measured(scale=lambda patience: patience), "it counts 1"),
        (grim_always, "for ever, whatever"),
        (measured(extra=1), "one race longer"),
        (measured(extra=-1), "one race less"),
        (no_alarms, "any consequence"),
        (at_once, "begins with the next one"),
        (measured(deaf=False), "yours starts again"),
        (flat, "All your races count the same"),
        (measured(first=1), "begin with a race of punishment"),
        (measured(error=np.std), "the spread of single lives"),
        (measured(error=lambda x: x.std() / x.size), "shrinks too fast"),
        (measured(error=lambda x: x.var() / x.size), "a variance"),
        (measured(error=lambda x: 3 * x.std() / x.size**0.5), "too large by 3"),
        (lambda *setup: measured()(*setup)[::-1], "Mean first"),
        (lambda *setup: (0.3, 0.01), "that is not luck"),
        (lambda *setup: measured()(*setup)[0], "shape (2,)"),
        (deaf_to_seed, "is your seed in use"),
        (own_seed, "hand the seed on"),
    ],
    "largest_treaty": [
        (lambda *case: min(treaty(*case) + 1, 100), "one too far"),
        (lambda *case: max(treaty(*case) - 1, 0), "return the largest number"),
        (lambda *case: treaty(*case, lambda n, alpha, q: (alpha, q)), "ask one monitor"),
        (lambda *case: treaty(*case, undiluted), "your detection does not"),
        (lambda *case: treaty(*case, all_cheat), "all members cheat at once"),
        (lambda *case: treaty(*case, added), "add chances up"),
        (lambda *case: 5, "too few"),
        (lambda *case: 0, "You find no treaty"),
        (lambda *case: max(1, treaty(*case)), "Not even one monitor"),
        (lambda *case: min(50, treaty(*case)), "without end"),
        (lambda *case: treaty(*case) + 0.5, "a whole number"),
        (lambda *case: 1000, "1 to 100"),
    ],
    "echo_of_a_slip": [
        (of_other, "the other player's care"),
        (lambda *case: repeated.shares(*case)[0], "may be careful alone"),
        (lambda *case: repeated.shares(*case)[2:].sum(), "how often p is reckless"),
        (lambda *case: careful(*case, mirror=False), "with your eyes"),
        (lambda *case: careful(*case, noisy=False), "Nothing slips"),
        (lambda p, q, noise: p.mean(), "You average the four chances"),
        (early, "the long run is longer"),
        (lambda *case: careful(*case) + 0.01, "can be had exactly"),
        (lambda *case: 0.1, "too low"),
        (lambda *case: 1.5, "A share lies"),
    ],
    "tune_the_alarm": [
        (lambda *case: best_alarm(*case) ** case[4], "the chance to detect"),
        (most_telling, "tells most about a breach"),
        (easiest, "these players have more than that"),
        (lambda *case: 1e-6, "no punishment deters"),
        (lambda *case: best_alarm(*case, np.linspace(0.05, 1, 96)), "too often"),
        (lambda *case: 0.0, "never rings at all"),
        (lambda *case: 1.5, "A chance lies"),
        (lambda *case: slips.tuned(*case, np.logspace(-5, 0, 20_001)).max(), "the worth"),
    ],
}  # fmt: skip


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


def test_slips_agree_with_the_library():
    settings = np.logspace(-4, -0.1, 40)
    for setup in ((5.0, 3.0, 1.0, 0.9, 0.5), (0.57, 0.44, 0.35, 0.9, 0.3)):
        for alpha, worth in zip(settings, slips.tuned(*setup, settings), strict=True):
            length = repeated.shortest_punishment(*setup[:4], alpha, alpha ** setup[4])
            exact = setup[2]
            if length is not None:
                exact = repeated.alarm_value(*setup[:4], alpha, length)
            assert abs(worth - exact) < 1e-9
