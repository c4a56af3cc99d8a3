"""The safety-performance trade-off: published numbers, best replies; and Race beside it."""

import numpy as np
import pytest

from racekit.race import Race
from racekit.safety_performance import SafetyPerformance


def equilibrium_risk(**changes):
    model = SafetyPerformance(**changes)
    return float(model.disaster_probability(*model.equilibrium()))


def plain_payoff(i, xs, xp, A=10, B=10, alpha=0.5, beta=0.5, theta=0.25, d=1, r=0.1):
    """One lab's payoff, letter by letter."""
    p = [B * x**beta for x in xp]
    s = [A * x**alpha * y**-theta for x, y in zip(xs, p, strict=True)]
    safe = [y / (1 + y) * z / sum(p) for y, z in zip(s, p, strict=True)]
    return safe[i] - d * (1 - sum(safe)) - r * (xs[i] + xp[i])


def test_published_payoff():
    model = SafetyPerformance(erosion=0.5)
    assert model.payoffs([1, 1], [2, 2]) == pytest.approx(-0.2099315, abs=6e-8)


def test_payoffs_by_the_letter():
    xs, xp = [0.3, 1.0, 2.0], [1.0, 0.2, 3.0]
    letters = {"A": 4, "B": 7, "alpha": 0.6, "beta": 0.4, "theta": 0.7, "d": 2.5, "r": 0.03}
    model = SafetyPerformance(
        n=3, safety_productivity=4, performance_productivity=7, safety_returns=0.6,
        performance_returns=0.4, erosion=0.7, harm=2.5, price=0.03,
    )  # fmt: skip
    expected = [plain_payoff(i, xs, xp, **letters) for i in range(3)]
    assert model.payoffs(xs, xp) == pytest.approx(expected, abs=1e-12)
    won, safe = model.win_probability(xp), model.win_safety(xs, xp)
    assert won.sum() == pytest.approx(1)
    assert model.disaster_probability(xs, xp) == pytest.approx(1 - (won * safe).sum())


def test_leading_axes_broadcast():
    model = SafetyPerformance()
    xs = np.linspace(0, 2, 10).reshape(5, 1, 2)
    xp = np.linspace(1, 2, 6).reshape(3, 2)
    payoffs = model.payoffs(xs, xp)
    assert payoffs.shape == (5, 3, 2)
    assert model.disaster_probability(xs, xp).shape == (5, 3)
    assert payoffs[4, 1, 1] == pytest.approx(plain_payoff(1, xs[4, 0], xp[1]))
    assert model.win_safety([0, 0], [1, 1]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("erosion", "risks"),
    [
        (0.25, (0.118305, 0.146373, 0.171489)),
        (0.5, (0.180919, 0.204960, 0.224606)),
        (1.0, (0.229605, 0.229605, 0.229605)),
        (1.5, (0.164864, 0.164242, 0.163637)),
    ],
)
def test_table_of_prices(erosion, risks):
    found = [equilibrium_risk(erosion=erosion, price=price) for price in (0.02, 0.05, 0.1)]
    assert found == pytest.approx(risks, abs=6e-7)


@pytest.mark.parametrize(
    ("name", "values", "risks"),
    [
        ("n", (2, 3, 5), (0.171489, 0.192801, 0.219483)),
        ("safety_productivity", (5, 10, 20, 40), (0.257674, 0.171489, 0.111852, 0.072025)),
        ("performance_productivity", (5, 10, 20, 40), (0.154351, 0.171489, 0.190292, 0.210865)),
    ],
)
def test_table_of_the_rest(name, values, risks):
    found = [equilibrium_risk(**{name: value}) for value in values]
    assert found == pytest.approx(risks, abs=6e-7)


def test_better_safety_is_partly_spent_on_performance():
    inputs = [SafetyPerformance(safety_productivity=A).equilibrium()[1][0] for A in (5, 40)]
    assert inputs == pytest.approx([0.689, 1.076], abs=6e-4)


@pytest.mark.parametrize("safety_returns", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("erosion", [0.1, 0.4, 0.9, 1.4])
def test_dearer_inputs_raise_safety_iff_erosion_is_strong(erosion, safety_returns):
    change = [
        equilibrium_risk(erosion=erosion, safety_returns=safety_returns, price=price)
        for price in (0.1, 0.05)
    ]
    assert (change[0] < change[1]) == (erosion * 0.5 > safety_returns)


def test_price_is_neutral_where_both_effects_meet():
    risks = [equilibrium_risk(erosion=1.0, price=price) for price in (0.001, 0.01, 1.0)]
    assert risks == pytest.approx([risks[0]] * 3, abs=1e-10)


SETTINGS = [
    *({"erosion": e, "price": r} for e in (0.25, 0.5, 1.0, 1.5) for r in (0.02, 0.1)),
    {"n": 3}, {"n": 5}, {"n": 20}, {"erosion": 0.0}, {"harm": 0.0}, {"harm": 4.0},
    {"safety_productivity": 40.0}, {"performance_productivity": 40.0}, {"safety_returns": 1.0},
    {"performance_returns": 0.2, "safety_returns": 0.8, "n": 4},
]  # fmt: skip


@pytest.mark.parametrize("changes", SETTINGS, ids=str)
def test_equilibrium_is_its_own_best_reply(changes):
    model = SafetyPerformance(**changes)
    inputs = model.equilibrium()
    reply = model.best_response(model.n - 1, *inputs)
    assert reply == pytest.approx([x[-1] for x in inputs], rel=1e-5)
    quick = model.equilibrium(verify=False)
    assert np.array_equal(inputs, quick)


@pytest.mark.parametrize("changes", SETTINGS[::3], ids=str)
def test_nobody_gains_on_a_grid_of_deviations(changes):
    model = SafetyPerformance(**changes)
    xs, xp = model.equilibrium()
    factors = np.append(np.geomspace(1e-4, 1e3, 141), 1.0)
    grid = np.stack(np.meshgrid(factors, factors), axis=-1)
    own_xs, own_xp = np.ones((2, *grid.shape[:-1], model.n)) * [[[xs]], [[xp]]]
    own_xs[..., 0] *= grid[..., 0]
    own_xp[..., 0] *= grid[..., 1]
    payoffs = model.payoffs(own_xs, own_xp)[..., 0]
    assert payoffs.max() <= model.payoffs(xs, xp)[0] + 1e-12


def test_replies_in_turn_settle_at_the_equilibrium():
    model = SafetyPerformance()
    xs, xp = np.array([3.0, 0.2]), np.array([0.1, 4.0])
    for turn in range(40):
        xs[turn % 2], xp[turn % 2] = model.best_response(turn % 2, xs, xp)
    assert np.stack([xs, xp]) == pytest.approx(np.stack(model.equilibrium()), rel=1e-4)


def test_best_response_ignores_the_labs_own_entries():
    model = SafetyPerformance()
    first = model.best_response(0, [1.0, 0.5], [2.0, 0.3])
    assert first == model.best_response(0, [9.0, 0.5], [0.1, 0.3])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"harm": 5.0, "safety_returns": 1.0, "erosion": 0.0, "safety_productivity": 1.0},
            "gains by another",
        ),
        ({"harm": 1e6, "erosion": 0.01}, "next to no input"),
    ],
)
def test_says_when_there_is_no_equilibrium(changes, said):
    with pytest.raises(RuntimeError, match=said):
        SafetyPerformance(**changes).equilibrium()


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"n": 1}, ValueError, "n must lie in 2..20 labs, got 1"),
        ({"n": 2.5}, TypeError, "n must be an integer, got 2.5"),
        ({"safety_productivity": 0}, ValueError,
         "safety_productivity must lie in [1e-06, 1e+06], got 0"),
        ({"performance_productivity": -10}, ValueError,
         "performance_productivity must lie in [1e-06, 1e+06], got -10"),
        ({"safety_returns": 1.1}, ValueError, "safety_returns must lie in [0.01, 1], got 1.1"),
        ({"safety_returns": 0}, ValueError, "safety_returns must lie in [0.01, 1], got 0"),
        ({"performance_returns": float("nan")}, ValueError,
         "performance_returns must lie in [0.01, 1], got nan"),
        ({"erosion": -0.1}, ValueError, "erosion must lie in [0, 10], got -0.1"),
        ({"erosion": "0.5"}, TypeError, "erosion must be a number, got '0.5'"),
        ({"harm": -1}, ValueError, "harm must lie in [0, 1e+06] prizes, got -1"),
        ({"harm": float("inf")}, ValueError, "harm must lie in [0, 1e+06] prizes, got inf"),
        ({"harm": [1.0, 1.0]}, TypeError, "harm must be a number, got [1.0, 1.0]"),
        ({"price": 0}, ValueError,
         "price must lie in [1e-09, 1e+06] prizes per unit of input, got 0"),
        ({"price": None}, TypeError, "price must be a number, got None"),
    ],
)  # fmt: skip
def test_hostile_parameters(changes, kind, said):
    with pytest.raises(kind) as caught:
        SafetyPerformance(**changes)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("inputs", "kind", "said"),
    [
        (([1, 1], [0, 1]), ValueError,
         "performance_input[0] must lie in [1e-12, 1e+15] units of input, got 0"),
        (([1, -1], [1, 1]), ValueError,
         "safety_input[1] must lie in [0, 1e+15] units of input, got -1"),
        (([1, np.nan], [1, 1]), ValueError, "safety_input[1] must lie in [0, 1e+15]"),
        (([1, 1, 1], [1, 1]), ValueError, "safety_input must have shape (..., 2), one entry a lab"),
        ((1.0, [1, 1]), ValueError, "safety_input must have shape (..., 2), one entry a lab"),
        (([1, 1], ["a", "b"]), TypeError, "performance_input must hold numbers only"),
        (([1, 1], [[1, 1], [1]]), ValueError, "performance_input must be a rectangular array"),
        ((np.ones((3, 2)), np.ones((4, 2))), ValueError,
         "safety_input must have the shape of performance_input, (4, 2), got (3, 2)"),
    ],
)  # fmt: skip
def test_hostile_inputs(inputs, kind, said):
    model = SafetyPerformance()
    for function in (model.payoffs, model.disaster_probability, model.win_safety):
        with pytest.raises(kind) as caught:
            function(*inputs)
        assert said in str(caught.value)


def test_hostile_replies():
    model = SafetyPerformance()
    with pytest.raises(ValueError, match=r"lab must lie in 0\.\.1, got 2"):
        model.best_response(2, [1, 1], [1, 1])
    with pytest.raises(ValueError, match=r"must have shape \(2,\), got \(3, 2\)"):
        model.best_response(0, np.ones((3, 2)), np.ones((3, 2)))
    with pytest.raises(TypeError, match="verify must be True or False, got 1"):
        model.equilibrium(verify=1)


@pytest.mark.parametrize(("technology", "expected"), [(1, 0.4), (0.7, 0.4), (0.5, 0.4), (0.2, 0.2)])
def test_our_own_race_eats_up_better_safety_technology(technology, expected):
    """Risk compensation is complete at safety_tax 1 and discount 0, until nobody is careful."""
    race = Race.equal(3, safety_tax=1.0, discount=0.0, risk=technology)
    assert race.disaster_probability(race.nash()) == pytest.approx(expected, abs=1e-12)
    assert race.nash() == pytest.approx(1 - min(1, 0.4 / technology), abs=1e-12)
