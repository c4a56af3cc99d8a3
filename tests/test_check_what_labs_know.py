"""Checks of the exercises on what labs know: each slip gets its own sentence."""

import numpy as np
import pytest
from scipy.optimize import brentq
from verdicts import Verdicts

from racekit.check import _slips_what_labs_know as slips
from racekit.disclosure import silence_threshold, simulate
from racekit.precipice import disaster_probability as risk

# --- right answers --------------------------------------------------------------------------


def told(silent):
    return 1 - silent**2, 1 - silent


def mark(quality, informed, rounds=10_000, middle=np.mean, blanks=True):
    """Reply to the mark until it rests; the parts can be replaced by wrong ones."""
    now = middle(quality)
    for _ in range(rounds):
        hidden = quality[quality < now]
        honest = (1 - informed) * quality.size * blanks
        if honest + informed * hidden.size == 0:
            break
        total = honest * quality.mean() + informed * hidden.sum()
        now = total / (honest + informed * hidden.size)
    return now


def mark_by_search(quality, informed):
    """Where the marked mean of the silent lies lowest."""
    def silent(t):
        weight = 1 - informed + informed * (quality < t)
        return (weight * quality).sum() / weight.sum()

    trials = np.unique(quality) if informed else quality
    return min(silent(t) for t in [*trials, 1.1])


def least(exposure, cost):
    return ((1 - exposure) / 2 + cost) / exposure


def least_by_search(exposure, cost):
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        silent = silence_threshold(0.5, exposure, middle, cost) > 0
        low, high = (middle, high) if silent else (low, middle)
    return high


def share_error(x):
    return np.sqrt(x.mean() * (1 - x.mean()) / x.size)


def diced(error=share_error, steep=lambda e: e, top=lambda mu: mu, teams=lambda n: n, of=None):
    """Play the public race; the parts can be replaced by wrong ones."""

    def answer(n, mu, enmity, runs, seed):
        rng = np.random.default_rng(seed)
        c = np.sort(rng.uniform(0, top(mu), (runs, teams(n))), axis=1)
        safety = np.minimum(1, (c[:, -1] - c[:, -2]) / steep(enmity))
        if of:
            safety = of(c, enmity, n)
        danger = 1 - safety
        disaster = rng.random(runs) < danger
        return disaster.mean(), error(disaster if error is share_error else (disaster, danger))

    return answer


def crossing(n, enmity):
    return brentq(lambda m: risk(n, m, enmity, "public") - risk(n, m, enmity, "private"), 0.3, 50)


def crossing_on_a_grid(n, enmity, step=0.0005):
    for mu in np.arange(0.5, 60, step):
        if risk(n, mu, enmity, "public") > risk(n, mu, enmity, "private"):
            return mu
    return 0.0


def spy(mu, enmity, points=800, cap=1.0, lose_on_purpose=True, worth=None, honest=True):
    """Average over capabilities; the parts can be replaced by wrong ones."""
    c = (np.arange(points) + 0.5) / points * mu
    own, rival = c[:, None], c[None, :]
    mine, theirs = np.minimum(1, own / (1 + enmity)), np.minimum(1, rival / (1 + enmity))
    lose = (1 - enmity if worth is None else worth) * theirs
    room = own - rival + theirs
    best = np.where(room >= 0, np.minimum(cap, room), -1)
    best = np.maximum(best, lose) if lose_on_purpose else np.where(room >= 0, best, lose)
    plain = np.where(own > rival, mine, (1 - enmity) * theirs)
    return best.mean() - honest * plain.mean()


RIGHT = {
    "guilty_among_the_silent": [told, lambda silent: np.array(told(silent))],
    "any_labs": [mark, mark_by_search],
    "least_fine": [least, least_by_search],
    "read_out_all_envelopes": [diced(), lambda *x: list(diced()(*x))],
    "where_publishing_turns_harmful": [crossing, crossing_on_a_grid],
    "what_a_spy_is_worth": [spy],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def first(rule):
    return lambda silent: (rule(silent), 1 - silent)


def second(rule):
    return lambda silent: (1 - silent**2, rule(silent))


def writes(quality, informed):
    found = mark(quality, informed)
    quality[:] = 0
    return found


def own_seed(*arguments, state=[10]):  # noqa: B006
    state[0] += 1
    return diced()(*arguments[:-1], state[0])


def behind(c, enmity, n):
    lead = c[:, -1] - c[:, -2]
    return np.maximum(0, np.minimum(1, lead / enmity) - lead)


def relaxes(mu, enmity):
    c = (np.arange(800) + 0.5) / 800 * mu
    own, rival = c[:, None], c[None, :]
    mine, theirs = np.minimum(1, own / (1 + enmity)), np.minimum(1, rival / (1 + enmity))
    gain = np.minimum(1, own - rival + theirs) - mine
    return np.where(own > rival, gain, 0).mean()


def all_public(mu, enmity):
    worse = risk(2, mu, enmity, "private") - risk(2, mu, enmity, "public")
    return worse * (1 - enmity / 2)


WRONG = {
    "guilty_among_the_silent": [
        (first(lambda x: x**2), "how many do know"),
        (first(lambda x: 1 - x), "every silent lab for one that knows nothing"),
        (first(lambda x: 1 - np.sqrt(x)), "where you should square"),
        (first(lambda x: 100 * (1 - x**2)), "That is in per cent"),
        (first(lambda x: np.sqrt(1 - x)), "go the other way"),
        (first(lambda x: 0.5), "of the boxes would be empty"),
        (second(lambda x: x), "honest share of the silent"),
        (second(lambda x: x * (1 - x)), "divide by those that are silent"),
        (second(lambda x: x / (1 + x)), "That is the threshold"),
        (second(lambda x: 1 - x**2), "share of informed labs twice"),
        (second(lambda x: 100 * (1 - x)), "The second share is in per cent"),
        (second(lambda x: 0.5), "that does not leave 0.5"),
        (second(lambda x: -x), "A share lies from 0 to 1"),
        (lambda x: told(x)[0], "shape (2,)"),
    ],
    "any_labs": [
        (lambda q, p: silence_threshold(p), "evenly spread"),
        (lambda q, p: q.mean(), "mean of all labs"),
        (lambda q, p: mark(q, p, 1), "One round is not the end"),
        (lambda q, p: mark(q, p, 2), "Two rounds are not the end"),
        (lambda q, p: q[q < mark(q, p)].mean(), "the honest blanks are silent, too"),
        (lambda q, p: q.min(), "everything unravels"),
        (lambda q, p: mark(q, 1 - p), "swapped the informed"),
        (lambda q, p: np.mean(1 - p + p * (q < mark(q, p))), "share of silent labs"),
        (lambda q, p: 100 * mark(q, p), "in per cent"),
        (writes, "changed the array"),
        (lambda q, p: 0.3, "so she moves on"),
        (lambda q, p: -mark(q, p), "A mark lies from 0 to 1"),
    ],
    "least_fine": [
        (lambda w, k: least(w, 0), "does not move with the cost"),
        (lambda w, k: (0.5 + k) / w, "as if it were never exposed"),
        (lambda w, k: least(w, -k), "the wrong sign"),
        (lambda w, k: (1 - w) * (0.5 + k) / w, "does not depend on exposure"),
        (lambda w, k: (1 - w) / 2 + k, "how often is that"),
        (lambda w, k: ((1 - w) * silence_threshold(0.9) + k) / w, "what is their mark"),
        (lambda w, k: (1 - w + k) / w, "mark an empty box 1"),
        (lambda w, k: k / w, "mark an empty box 0"),
        (lambda w, k: 100 * least(w, k), "in per cent"),
        (lambda w, k: 0.9 * least(w, k), "still keep silent"),
        (lambda w, k: 1.1 * least(w, k), "a smaller penalty would do"),
        (lambda w, k: -1.0, "not negative"),
    ],
    "read_out_all_envelopes": [
        (diced(steep=lambda e: 1.0), "the least safe equilibrium"),
        (
            diced(of=lambda c, e, n: np.minimum(1, c[:, -1] / (1 + (n - 1) * e))),
            "each team knows its own",
        ),
        (lambda n, mu, e, runs, seed: (max(0, 1 - mu / (n * e)), 0.003), "nobody knows anything"),
        (lambda *x: (1 - diced()(*x)[0], diced()(*x)[1]), "that end well"),
        (diced(top=lambda mu: 1.0), "does not move with mu"),
        (diced(teams=lambda n: 2), "the number of teams"),
        (lambda *x: (100 * diced()(*x)[0], 0.3), "not in per cent"),
        (diced(of=behind), "not of the second"),
        (
            diced(of=lambda c, e, n: np.minimum(1, (c[:, -1] - c[:, 0]) / e)),
            "not over the worst team",
        ),
        (lambda *x: diced()(*x)[::-1], "standard error second"),
        (diced(lambda x: x[1].std() / np.sqrt(x[1].size)), "the error of the mean danger"),
        (diced(lambda x: x[0].std()), "the spread of single races"),
        (diced(lambda x: x[0].std() / x[0].size), "shrinks too fast"),
        (diced(lambda x: x[0].var() / x[0].size), "a variance"),
        (diced(lambda x: 3 * share_error(x[0])), "too large by 3 times"),
        (lambda *x: (0.2, 0.003), "that is not luck"),
        (lambda *x: diced()(*x[:-1], 5), "is your seed in use"),
        (own_seed, "two different answers"),
    ],
    "where_publishing_turns_harmful": [
        (lambda n, e: crossing(2, e), "does not move with the number of teams"),
        (lambda n, e: crossing(n, 0.5), "does not move with enmity"),
        (lambda n, e: risk(n, crossing(n, e), e, "private"), "return the mu"),
        (lambda n, e: 1 + (n - 1) * e, "some teams with their own envelopes"),
        (lambda n, e: n * e, "blind teams are fully safe"),
        (lambda n, e: 1 / crossing(n, e), "upside down"),
        (lambda n, e: 100 * crossing(n, e), "in per cent"),
        (lambda n, e: round(crossing(n, e), 1), "a finer search"),
        (lambda n, e: 4.0, "At your mu of 4 disaster"),
        (lambda n, e: -1.0, "mu is above 0"),
    ],
    "what_a_spy_is_worth": [
        (lambda mu, e: spy(mu, e, honest=False), "how much more is it"),
        (lambda mu, e: spy(mu, e, lose_on_purpose=False), "wins whenever it can"),
        (lambda mu, e: spy(mu, e, cap=np.inf), "safety ends at 1"),
        (lambda mu, e: spy(mu, e, worth=0.0), "worth something to the spy"),
        (lambda mu, e: spy(mu, e, worth=1.0), "not a whole prize"),
        (all_public, "the rival does not know of the spy"),
        (relaxes, "only ever relaxes"),
        (lambda mu, e: 0.3, "is too much"),
        (lambda mu, e: 0.01, "is too little"),
        (lambda mu, e: -0.3, "never costs anything"),
    ],
}


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


# --- the checks' own answers, against the library and against play --------------------------------


@pytest.mark.parametrize("informed", [0.3, 0.75, 0.9, 0.99])
def test_told_by_silence(informed):
    labs = simulate(informed, runs=400_000, seed=1)
    found, hiding = told(labs.silent.mean())
    assert np.isclose(found, informed, atol=0.005)
    assert np.isclose(hiding, labs.informed[labs.silent].mean(), atol=0.005)


@pytest.mark.parametrize("informed", [0.0, 0.5, 0.9])
def test_settled_mark_of_even_qualities_is_the_formula(informed):
    quality = (np.arange(100_000) + 0.5) / 100_000
    assert np.isclose(slips.settled(quality, informed), silence_threshold(informed), atol=1e-5)


@pytest.mark.parametrize(("n", "enmity", "published"), [(2, 0.5, 1.6667), (5, 0.9, 1.908)])
def test_crossing(n, enmity, published):
    assert np.isclose(slips.crossing(n, enmity), published, atol=6e-5)
    assert np.isnan(slips.crossing(n, enmity, selection="least safe"))


@pytest.mark.parametrize(("mu", "enmity"), [(1.0, 0.5), (2.0, 0.3)])
def test_spy_by_trying_every_safety(mu, enmity):
    """The spy tries all levels against each of many honest rivals."""
    rng = np.random.default_rng(2)
    own, rival = rng.uniform(0, mu, (2, 4000))
    s, theirs = np.linspace(0, 1, 1001), np.minimum(1, rival / (1 + enmity))
    wins = own[:, None] - s > (rival - theirs)[:, None]
    best = np.where(wins, s, ((1 - enmity) * theirs)[:, None]).max(axis=1)
    plain = np.where(own > rival, np.minimum(1, own / (1 + enmity)), (1 - enmity) * theirs)
    gain = best - plain
    assert abs(gain.mean() - slips.spy(mu, enmity)) < 4 * gain.std() / np.sqrt(4000) + 1e-3
