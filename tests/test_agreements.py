"""Self-enforcing agreements: published numbers, equilibria by search, chains by brute force."""

from itertools import combinations
from math import ceil, floor

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from test_bad_input import NAMES, fault

from racekit import agreements
from racekit.agreements import (
    CollectiveRisk,
    barrett,
    binary,
    linear_quadratic,
    self_enforcing_sizes,
)


def stable(table):
    return table.index[table["stable"]].tolist()


@pytest.mark.parametrize("n", [10, 50])
@pytest.mark.parametrize(("ratio", "size"), [(2.5, 3), (6.2, 7), (3.0, 3), (1.01, 2)])
def test_binary(n, ratio, size):
    for benefit in (0.1, 1.0, 7.0):
        assert stable(binary(n, benefit, ratio * benefit)) == [size] == [ceil(ratio)]


def test_binary_payoffs():
    table = binary(5, benefit=2.0, cost=5.0)
    assert table["total"].tolist() == [0, 0, 0, 3, 4, 5]
    assert table["payoff_inside"].tolist()[1:] == [0, 0, 1, 3, 5]
    assert table["payoff_outside"].tolist()[:-1] == [0, 0, 0, 6, 8]
    assert np.isnan(table["payoff_inside"][0])
    assert np.isnan(table["payoff_outside"][5])


def test_linear_quadratic():
    table = linear_quadratic(10)
    assert stable(table) == [3]
    assert table["payoff_outside"][0] == table["payoff_inside"][1] == 9.5
    assert (table["payoff_inside"][3], table["payoff_outside"][3]) == (11.5, 15.5)
    assert table["payoff_inside"][10] == 50
    everyone = 3 * table["payoff_inside"] + 7 * table["payoff_outside"]
    gained = (everyone[3] - 95) / (500 - 95)
    assert gained == pytest.approx(0.1185, abs=6e-5)


def test_linear_quadratic_gain_from_joining():
    for benefit in (0.3, 1.0, 4.0):
        table = linear_quadratic(20, benefit)
        for m in range(2, 21):
            gain = table["payoff_inside"][m] - table["payoff_outside"][m - 1]
            assert gain == pytest.approx(-(benefit**2) * (m - 1) * (m - 3) / 2)
        assert stable(table) == [3]


@pytest.mark.parametrize("n", [3, 5, 10, 40])
def test_sanctions(n):
    for tau in np.r_[0, 0.1, 0.49, 0.5, 0.51, 1, 1.7, 2, 3.4, 3.5, 18.49, 18.5, 100]:
        assert stable(linear_quadratic(n, sanction=tau)) == [min(n, 3 + floor(2 * tau))]
    least = (n - 3) / 2
    assert stable(linear_quadratic(n, sanction=least)) == [n]
    if n > 3:
        assert stable(linear_quadratic(n, sanction=least - 1e-6)) == [n - 1]


def test_punishing_is_a_good_that_others_may_provide():
    assert stable(linear_quadratic(5, sanction=1.0, sanction_cost=0.3)) == [1, 5]
    assert stable(linear_quadratic(10, sanction=1.0, sanction_cost=0.3)) == [1]


def test_minimum_participation():
    for minimum in range(1, 11):
        assert stable(linear_quadratic(10, minimum=minimum)) == [max(3, minimum)]


def test_linear_quadratic_actions_are_best_replies():
    n, benefit = 6, 1.3
    table = linear_quadratic(n, benefit)
    for m in range(1, n):
        inside, outside, total = table.loc[m, ["action_inside", "action_outside", "total"]]
        assert m * inside + (n - m) * outside == pytest.approx(total)
        q = np.linspace(0, 3 * n, 200_001)
        joint = m * (benefit * (m * q + (n - m) * outside) - q**2 / 2)
        assert q[joint.argmax()] == pytest.approx(inside, abs=1e-4)
        alone = benefit * (total - outside + q) - q**2 / 2
        assert q[alone.argmax()] == pytest.approx(outside, abs=1e-4)


# share of signatories: q_s, q_n, Q, payoff of a signatory and of an outsider
BARRETT = {
    0: (None, 8.00, 80.00, None, 472.00),
    1: (1.86, 8.53, 78.66, 476.81, 468.13),
    2: (4.16, 8.73, 78.17, 474.01, 466.64),
    3: (6.65, 8.43, 78.94, 472.28, 468.94),
    4: (8.91, 7.57, 81.07, 472.16, 474.91),
    5: (10.53, 6.32, 84.21, 473.68, 482.55),
    10: (9.76, None, 97.56, 487.80, None),
}


@pytest.mark.parametrize("size", BARRETT)
def test_barrett_table(size):
    row = barrett(10, steepness=0.25, need=100, benefit=1).iloc[size, :5]
    expected = [np.nan if value is None else value for value in BARRETT[size]]
    assert row.to_numpy(float) == pytest.approx(expected, abs=0.0051, nan_ok=True)


@pytest.mark.parametrize(
    ("n", "sizes"), [(10, (10, 8, 6, 4, 3, 3, 3, 2)), (100, (51, 18, 11, 5, 4, 3, 3, 3))]
)
def test_barrett_stable_sizes(n, sizes):
    for gamma, size in zip((0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 10), sizes, strict=True):
        assert stable(barrett(n, gamma)) == [size]
        assert stable(barrett(n, gamma, need=3.0, benefit=50.0)) == [size]  # only gamma counts


def test_barrett_leaders_lead_and_followers_follow():
    n, gamma, need, benefit = 7, 0.4, 20.0, 3.0
    table = barrett(n, gamma, need, benefit)
    cost = gamma * benefit

    def followers(together, m):
        """Nash among the outsiders, from b (a - Q) / N = c q."""
        return benefit * (need - together) / (n * cost + (n - m) * benefit)

    for m in range(1, n + 1):

        def worth(q, m=m):
            total = m * q + (n - m) * followers(m * q, m)
            return benefit * (need * total - total**2 / 2) / n - cost * q**2 / 2

        best = minimize_scalar(lambda q: -worth(q), bounds=(0, need), method="bounded",
                               options={"xatol": 1e-10})  # fmt: skip
        assert table["action_inside"][m] == pytest.approx(best.x, abs=1e-5)
        assert table["payoff_inside"][m] == pytest.approx(-best.fun)
        if m < n:
            total, alone = table["total"][m], table["action_outside"][m]
            q = np.linspace(0, need, 200_001)
            others = total - alone
            value = benefit * (need * (others + q) - (others + q) ** 2 / 2) / n - cost * q**2 / 2
            assert q[value.argmax()] == pytest.approx(alone, abs=2e-4)
            assert value.max() == pytest.approx(table["payoff_outside"][m])
    assert table["total"][0] == pytest.approx(need / (1 + gamma))
    assert table["total"][n] == pytest.approx(need * n / (n + gamma))


def test_stable_sizes_by_hand():
    """Random payoffs without ties: both conditions, country by country."""
    random = np.random.default_rng(1)
    for _ in range(300):
        n = int(random.integers(2, 9))
        inside, outside = random.random((2, n + 1))
        inside[1] = outside[0]  # one alone is nobody's agreement
        tau, cost = random.choice([0, 0.05, 0.2], 2)
        least = int(random.integers(1, n + 1))

        def member(m, inside=inside, outside=outside, cost=cost, least=least, n=n):
            return outside[0] if m < least else inside[m] - (m >= 2) * cost * (n - m)

        def outsider(m, outside=outside, tau=tau, least=least):
            return outside[0] if m < least else outside[m] - (m >= 2) * tau * m

        expected = [
            m
            for m in range(1, n + 1)
            if (m == 1 or member(m) >= outsider(m - 1)) and (m == n or member(m + 1) < outsider(m))
        ]
        assert self_enforcing_sizes(inside, outside, tau, cost, least) == expected
        assert expected


def test_ends_of_payoffs_are_not_read():
    assert self_enforcing_sizes([np.nan, 1, 2], [1, 3, np.nan]) == [1]
    assert self_enforcing_sizes([np.inf, 1, 2], [1, 2, -np.inf]) == [2]


def test_inputs_stay_as_they_were():
    inside, outside = np.array([9.0, 1, 2]), np.array([1.0, 3, 9])
    self_enforcing_sizes(inside, outside)
    assert inside[0] == outside[-1] == 9


@pytest.mark.parametrize(
    ("group", "threshold", "critical"),
    [
        (6, 2, 0.244141),
        (6, 3, 0.289352),
        (6, 4, 0.289352),
        (6, 5, 0.244141),
        (6, 6, 0.1),
        (6, 1, 0.1),
        (12, 6, 0.423565),
        (24, 12, 0.607077),
    ],
)
def test_critical_risk(group, threshold, critical):
    game = CollectiveRisk(group, threshold, cost=0.1)
    assert game.critical_risk() == pytest.approx(critical, abs=6e-7)
    share = np.linspace(0, 1, 2001)
    for risk, pays in ((critical * 1.001, True), (critical * 0.999, False)):
        game = CollectiveRisk(group, threshold, 0.1, risk)
        assert (game.gain(share).max() > 0) == pays == bool(game.roots())


@pytest.mark.parametrize(
    ("risk", "roots"), [(1.0, (0.121433, 0.735618)), (0.5, (0.196267, 0.631050)), (0.2, ())]
)
def test_roots(risk, roots):
    assert CollectiveRisk(risk=risk).roots() == pytest.approx(roots, abs=6e-7)


def test_roots_at_the_ends():
    one = CollectiveRisk(group=4, threshold=1, cost=0.1, risk=0.8)
    assert one.roots() == pytest.approx([1 - (0.1 / 0.8) ** (1 / 3)])
    everyone = CollectiveRisk(group=4, threshold=4, cost=0.1, risk=0.8)
    assert everyone.roots() == pytest.approx([(0.1 / 0.8) ** (1 / 3)])
    just = CollectiveRisk(group=6, threshold=3)
    edge = CollectiveRisk(6, 3, 0.1, just.critical_risk())
    assert edge.roots() == pytest.approx([0.4])
    assert CollectiveRisk(risk=0.0).roots() == []


@pytest.mark.parametrize(
    ("risk", "success"), [(0.0, 0.01665), (0.2, 0.04958), (0.5, 0.77169), (1.0, 0.93186)]
)
def test_group_success(risk, success):
    assert CollectiveRisk(risk=risk).group_success(50, 5.0) == pytest.approx(success, abs=6e-6)


def payoff(game, pays, payers):
    kept = 1.0 if payers >= game.threshold else 1.0 - game.risk
    return kept - game.cost * pays


def mean_payoff(game, population, payers, pays):
    """Mean over every group that one person can be in, all listed."""
    others = [1] * (payers - pays) + [0] * (population - 1 - payers + pays)
    groups = list(combinations(others, game.group - 1))
    return np.mean([payoff(game, pays, pays + sum(group)) for group in groups])


@pytest.mark.parametrize("threshold", [1, 2, 3])
def test_group_success_by_brute_force(threshold):
    """Every group listed, the chain written out and its stationary law solved for."""
    game, size, beta, mu = CollectiveRisk(3, threshold, 0.15, 0.7), 7, 4.0, 0.05
    chain = np.zeros((size + 1, size + 1))
    for k in range(size + 1):
        up, down = mu * (size - k) / size, mu * k / size
        if 0 < k < size:
            pays, not_ = (mean_payoff(game, size, k, own) for own in (1, 0))
            meet = (1 - mu) * k / size * (size - k) / (size - 1)
            up += meet / (1 + np.exp(-beta * (pays - not_)))
            down += meet / (1 + np.exp(beta * (pays - not_)))
        chain[k, min(k + 1, size)] += up
        chain[k, max(k - 1, 0)] += down
        chain[k, k] += 1 - up - down
    system = np.vstack([chain.T - np.eye(size + 1), np.ones(size + 1)])
    law = np.linalg.lstsq(system, np.r_[np.zeros(size + 1), 1], rcond=None)[0]
    enough = [
        np.mean([sum(g) >= threshold for g in combinations([1] * k + [0] * (size - k), 3)])
        for k in range(size + 1)
    ]
    assert game.group_success(size, beta, mu) == pytest.approx(law @ enough, abs=1e-10)


def test_group_success_by_play():
    """People imitate each other, one at a time."""
    game, size, beta, mu, steps = CollectiveRisk(4, 2, 0.1, 0.9), 12, 3.0, 0.1, 150_000
    gains = [
        mean_payoff(game, size, k, 1) - mean_payoff(game, size, k, 0) if 0 < k < size else 0.0
        for k in range(size + 1)
    ]
    random = np.random.default_rng(5)
    picks, models, draws, switches = (random.random(steps) for _ in range(4))
    k, visits = 0, np.zeros(size + 1)
    for pick, model, draw, switch in zip(picks, models, draws, switches, strict=True):
        pays = pick < k / size
        if switch < mu:
            k += -1 if pays else 1
        elif model < ((size - k) if pays else k) / (size - 1):
            gain = -gains[k] if pays else gains[k]
            if draw < 1 / (1 + np.exp(-beta * gain)):
                k += -1 if pays else 1
        visits[k] += 1
    enough = [
        np.mean([sum(g) >= 2 for g in combinations([1] * k + [0] * (size - k), 4)])
        for k in range(size + 1)
    ]
    assert game.group_success(size, beta, mu) == pytest.approx(visits @ enough / steps, abs=0.02)


def test_group_success_far_out():
    for population, selection, mutation in ((6, 0, 1.0), (1000, 1000, 1e-12), (100, 1000, None)):
        success = CollectiveRisk(risk=0.9).group_success(population, selection, mutation)
        assert 0 <= success <= 1
    assert CollectiveRisk(100, 50, 1e-3, 1.0).group_success(100) == pytest.approx(1, abs=0.6)


V, T = ValueError, TypeError


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        pytest.param(call, kind, words, id=call)
        for call, kind, *words in [
            ("self_enforcing_sizes([0, 1], [0, 1])", V, "inside", "n >= 2", "(2,)"),
            ("self_enforcing_sizes([0, 1, 2], [0, 1, 2, 3])", V, "one length", "3 and 4"),
            ("self_enforcing_sizes([0, nan, 2], [0, 1, 2])", V, "inside[1]", "got nan"),
            ("self_enforcing_sizes([0, 1, 2], [inf, 1, 2])", V, "outside[0]", "got inf"),
            ("self_enforcing_sizes('abc', [0, 1, 2])", V, "inside", "()"),
            ("self_enforcing_sizes(['a', 'b', 'c'], [0, 1, 2])", T, "inside", "numbers"),
            ("self_enforcing_sizes([[0, 1, 2]], [0, 1, 2])", V, "inside", "(1, 3)"),
            ("self_enforcing_sizes(None, None)", V, "inside", "()"),
            ("self_enforcing_sizes([0, 1, 2], [0, 1, 2], -1)", V, "sanction", "1e+06]", "got -1"),
            ("self_enforcing_sizes([0, 1, 2], [0, 1, 2], 0, nan)", V, "sanction_cost", "nan"),
            ("self_enforcing_sizes([0, 1, 2], [0, 1, 2], 0, 0, 3)", V, "minimum", "1..2", "got 3"),
            ("self_enforcing_sizes([0, 1, 2], [0, 1, 2], minimum=1.0)", T, "minimum", "integer"),
            ("binary(1)", V, "n must", "2..1000 countries", "got 1"),
            ("binary(10.0)", T, "n must", "integer", "10.0"),
            ("binary(10, benefit=0)", V, "benefit", "(0, 1e+06]", "got 0"),
            ("binary(10, cost=1)", V, "cost", "between", "got 1"),
            ("binary(10, cost=10)", V, "cost", "between", "10", "got 10"),
            ("binary(10, cost=None)", T, "cost", "number", "None"),
            ("linear_quadratic(0)", V, "n must", "2..1000", "got 0"),
            ("linear_quadratic(5, benefit=-1)", V, "benefit", "(0, 1000]", "got -1"),
            ("linear_quadratic(5, sanction=-0.1)", V, "sanction", "got -0.1"),
            ("linear_quadratic(5, minimum=6)", V, "minimum", "1..5", "got 6"),
            ("barrett(10, steepness=0)", V, "steepness", "[1e-06, 1e+06]", "got 0"),
            ("barrett(10, need=inf)", V, "need", "abatement units", "got inf"),
            ("barrett(10, benefit='1')", T, "benefit", "number", "'1'"),
            ("barrett(2000)", V, "n must", "2..1000", "got 2000"),
            ("CollectiveRisk(group=1)", V, "group", "2..100", "got 1"),
            ("CollectiveRisk(6, 7)", V, "threshold", "1..6", "got 7"),
            ("CollectiveRisk(6, 0)", V, "threshold", "1..6", "got 0"),
            ("CollectiveRisk(cost=0)", V, "cost", "(0, 1]", "got 0"),
            ("CollectiveRisk(risk=1.5)", V, "risk", "[0, 1]", "got 1.5"),
            ("CollectiveRisk(risk=True)", T, "risk", "number", "True"),
            ("CollectiveRisk().gain(1.1)", V, "share", "[0, 1]", "got 1.1"),
            ("CollectiveRisk().gain('half')", T, "share", "numbers", "'half'"),
            ("CollectiveRisk().group_success(5)", V, "population", "6..1000", "got 5"),
            ("CollectiveRisk().group_success(selection=-1)", V, "selection", "got -1"),
            ("CollectiveRisk().group_success(mutation=0)", V, "mutation", "(0, 1]", "got 0"),
        ]
    ],
)
def test_hostile(call, kind, words, monkeypatch):
    for name in ("self_enforcing_sizes", "binary", "linear_quadratic", "barrett", "CollectiveRisk"):
        monkeypatch.setitem(NAMES, name, getattr(agreements, name))
    said = fault(call, kind, words)
    assert not said, said
