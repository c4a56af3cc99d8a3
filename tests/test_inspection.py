"""Inspection games: published numbers, linear programs, exact counts and play."""

import math

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import hypergeom
from test_bad_input import NAMES, fault

from racekit import inspection
from racekit.games import NormalForm
from racekit.inspection import (
    InspectionGame,
    catch_probability,
    dresher,
    dresher_strategy,
    dresher_table,
    inspections_needed,
    leadership,
)

TABLE = {
    2: (-1 / 3, 0),
    3: (-0.5, -1 / 7, 0),
    4: (-0.6, -0.272727, -0.066667, 0),
    5: (-0.666667, -0.375, -0.153846, -0.032258, 0),
    6: (-0.714286, -0.454545, -0.238095, -0.087719, -0.015873),
}


@pytest.mark.parametrize("periods", TABLE)
def test_published_values(periods):
    row = TABLE[periods]
    closed = [dresher(periods, m) for m in range(1, len(row) + 1)]
    assert closed == pytest.approx(row, abs=6e-7)
    assert dresher_table(periods).loc[periods, 1 : len(row)].to_numpy() == pytest.approx(closed)


def test_recursion_and_closed_form_agree():
    table = dresher_table(60)
    for n in range(1, 61):
        closed = [dresher(n, m) for m in range(61)]
        assert table.loc[n].to_numpy() == pytest.approx(closed, abs=1e-14, rel=1e-12)
    assert dresher_table(1000).loc[1000, [1, 10, 500, 999, 1000]].to_numpy() == pytest.approx(
        [dresher(1000, m) for m in (1, 10, 500, 999, 1000)], rel=1e-10
    )


def value_by_program(payoffs):
    """Value and the row player's strategy of a zero-sum game, by linear program."""
    rows, columns = payoffs.shape
    answer = linprog(
        np.r_[np.zeros(rows), -1],
        A_ub=np.c_[-payoffs.T, np.ones(columns)],
        b_ub=np.zeros(columns),
        A_eq=[[1.0] * rows + [0.0]],
        b_eq=[1.0],
        bounds=[(0, 1)] * rows + [(None, None)],
    )
    return -answer.fun, answer.x[:-1]


def test_stages_by_linear_program():
    """Values of the stages solved one by one, and the strategies in them."""
    values = {(n, m): -float(m == 0) for n in range(1, 8) for m in range(9) if m == 0 or m >= n}
    for n in range(2, 8):
        for m in range(1, n):
            stage = np.array([[values[n - 1, m - 1], 1.0], [values[n - 1, m], -1.0]])
            values[n, m], inspector = value_by_program(stage)
            _, other = value_by_program(-stage.T)
            inspect, legal = dresher_strategy(n, m)
            assert dresher(n, m) == pytest.approx(values[n, m], abs=1e-9)
            assert inspect == pytest.approx(inspector[0], abs=1e-8)
            assert legal == pytest.approx(other[0], abs=1e-8)


@pytest.mark.parametrize("n", range(1, 8))
def test_one_inspection_as_one_large_game(n):
    """The inspector picks the period; the other side plans when to violate if it is still left.

    Once the inspection is used up, it violates in the next period, if there is one.
    """

    def outcome(inspected, violates):
        if inspected == violates:
            return 1.0
        late = violates > inspected
        return 0.0 if late and inspected == n else -1.0

    plans = [[outcome(i, j) for j in range(1, n + 2)] for i in range(1, n + 1)]
    assert value_by_program(np.array(plans))[0] == pytest.approx(dresher(n, 1), abs=1e-9)


def test_strategy():
    assert dresher_strategy(5, 2) == (0.3125, 0.859375)
    assert dresher_strategy(5, 0) == (0.0, 0.0)
    assert dresher_strategy(5, 5) == dresher_strategy(1, 3) == (1.0, 1.0)


def test_simulated_treaty():
    """Both play their strategies: the mean is the value."""
    random, runs, total = np.random.default_rng(7), 40_000, 0.0
    for _ in range(runs):
        n, m = 5, 2
        while n > 0:
            inspect, legal = dresher_strategy(n, m)
            inspects, violates = random.random() < inspect, random.random() >= legal
            if violates:
                total += 1.0 if inspects else -1.0
                break
            n, m = n - 1, m - inspects
    assert total / runs == pytest.approx(dresher(5, 2), abs=4 / np.sqrt(runs))


@pytest.mark.parametrize(("detection", "inspect", "cheat"), [(1.0, 0.2, 0.1), (0.8, 0.25, 0.125)])
def test_inspection_game(detection, inspect, cheat):
    game = InspectionGame(gain=1, fine=4, cost=0.2, loss=2, detection_chance=detection)
    assert game.equilibrium() == pytest.approx((inspect, cheat))
    assert leadership(1, 4, detection) == pytest.approx(inspect)


def test_equilibrium_is_one():
    """Nobody gains by any other probability, in mixed and in pure cases."""
    random, pure = np.random.default_rng(2), 0
    others = np.linspace(0, 1, 11)
    for gain, fine, cost, loss, detection in random.random((400, 5)):
        game = InspectionGame(gain + 0.01, fine, cost + 0.01, loss + 0.01, 0.05 + 0.95 * detection)
        inspect, cheat = game.equilibrium()
        inspector, lab = game.values(inspect, cheat)
        assert max(game.values(other, cheat)[0] for other in others) <= inspector + 1e-12
        assert max(game.values(inspect, other)[1] for other in others) <= lab + 1e-12
        pure += inspect in (0.0, 1.0)
    assert 50 < pure < 350


def test_no_pure_equilibrium_as_a_normal_form():
    inspector, lab = InspectionGame().payoffs()
    game = NormalForm(inspector, lab, actions=("inspect or comply", "stay or cheat"))
    assert game.pure_nash() == []


def test_heavier_fine_lowers_inspections_not_cheating():
    pairs = [InspectionGame(fine=fine).equilibrium() for fine in (1, 4, 9, 99)]
    assert [inspect for inspect, _ in pairs] == pytest.approx([0.5, 0.2, 0.1, 0.01])
    assert {cheat for _, cheat in pairs} == {0.1}


def test_announcing_pays_the_inspector():
    game = InspectionGame()
    played = game.values(*game.equilibrium())[0]
    announced = game.values(leadership(1, 4) + 1e-9, 0.0)[0]
    assert announced > played
    assert game.values(leadership(1, 4), 1.0)[1] == pytest.approx(0.0)  # just deterred


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ((1, 0, 1), 1.0),
        ((1, 0, 0.999), math.inf),
        ((1e6, 0, 0.5), math.inf),
        ((1, 1, 0.5), 1.0),
        ((1e-9, 1e6, 1), 1e-15),
        ((3, 1e6, 1e-9), math.inf),
    ],
)
def test_leadership_at_the_ends(setting, expected):
    assert leadership(*setting) == pytest.approx(expected)


@pytest.mark.parametrize(("cheating", "caught"), [(1, 0.1), (5, 0.416248), (10, 0.669524)])
def test_sites(cheating, caught):
    assert catch_probability(100, cheating, 10) == pytest.approx(caught, abs=6e-7)


def test_inspections_needed():
    assert inspections_needed(100, 5, 0.9) == 37
    assert inspections_needed(100, 1, 0.37) == 37
    assert inspections_needed(100, 5, 1.0) == 96
    assert inspections_needed(100, 5, 0.0) == 0
    assert inspections_needed(100, 60, 1.0) == 41


def test_sites_by_exact_count():
    for sites in (1, 2, 7, 30):
        for cheating in range(sites + 1):
            for inspected in range(sites + 1):
                clean = math.comb(sites - cheating, inspected) / math.comb(sites, inspected)
                found = catch_probability(sites, cheating, inspected)
                assert found == pytest.approx(1 - clean, abs=1e-14)


@pytest.mark.parametrize("detection", [1e-9, 0.3, 0.9, 1 - 1e-12])
def test_imperfect_inspections(detection):
    for sites, cheating, inspected in ((10, 3, 4), (100, 5, 10), (50, 40, 30), (20, 20, 20)):
        hits = np.arange(cheating + 1)
        chance = hypergeom.pmf(hits, sites, cheating, inspected)
        expected = chance @ -np.expm1(hits * np.log1p(-detection))
        found = catch_probability(sites, cheating, inspected, detection)
        assert found == pytest.approx(expected, rel=1e-10)


def test_inspected_sites_drawn():
    random, runs = np.random.default_rng(3), 20_000
    draws = np.argsort(random.random((runs, 30)), axis=1)[:, :8]  # sites 0..3 cheat
    caught = ((draws < 4) & (random.random(draws.shape) < 0.6)).any(axis=1).mean()
    exact = catch_probability(30, 4, 8, 0.6)
    assert caught == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / runs))


@pytest.mark.parametrize("detection", [0.4, 1.0])
def test_needed_by_counting_up(detection):
    random = np.random.default_rng(4)
    for _ in range(60):
        sites = int(random.integers(1, 40))
        cheating = int(random.integers(1, sites + 1))
        target = random.random() * catch_probability(sites, cheating, sites, detection)
        caught = [catch_probability(sites, cheating, m, detection) for m in range(sites + 1)]
        first = next(m for m, chance in enumerate(caught) if chance >= target)
        assert inspections_needed(sites, cheating, target, detection) == first


def test_needed_where_rounding_decides():
    """A target that a number of inspections meets exactly is met by it."""
    for sites in (3, 10, 49, 100):
        for inspected in range(1, sites + 1):
            target = catch_probability(sites, 1, inspected)
            assert inspections_needed(sites, 1, target) == inspected
            assert inspections_needed(sites, 1, inspected / sites) == inspected
    assert inspections_needed(100, 50, 1 - 1e-15) < inspections_needed(100, 50, 1.0) == 51


def test_a_million_sites():
    assert catch_probability(10**6, 1, 250_000) == pytest.approx(0.25)
    assert catch_probability(10**6, 500_000, 500_000) == 1.0
    assert inspections_needed(10**6, 10**6, 1.0) == 1
    assert catch_probability(10**6, 300_000, 500_000, 0.9) == 1.0  # to rounding
    assert inspections_needed(10**6, 100_000, 0.9, detection_chance=0.9) == 25
    for found in (catch_probability(10**6, 1000, 1000, d) for d in (1.0, 1 - 1e-12)):
        assert found == pytest.approx(hypergeom.sf(0, 10**6, 1000, 1000), rel=1e-9)


V, T = ValueError, TypeError


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        pytest.param(call, kind, words, id=call)
        for call, kind, *words in [
            ("dresher(0, 1)", V, "periods", "1..1000", "got 0"),
            ("dresher(5, -1)", V, "inspections", "0..1000", "got -1"),
            ("dresher(5.0, 1)", T, "periods", "integer", "5.0"),
            ("dresher(5, True)", T, "inspections", "integer", "True"),
            ("dresher(nan, 1)", T, "periods", "integer", "nan"),
            ("dresher(10**9, 1)", V, "periods", "1..1000", "got 1000000000"),
            ("dresher_table(0)", V, "periods", "got 0"),
            ("dresher_table('5')", T, "periods", "integer", "'5'"),
            ("dresher_strategy(5, 1001)", V, "inspections", "got 1001"),
            ("dresher_strategy(None, 1)", T, "periods", "None"),
            ("leadership(0, 1)", V, "gain", "(0, 1e+06] prizes", "got 0"),
            ("leadership(1, -1)", V, "fine", "[0, 1e+06] prizes", "got -1"),
            ("leadership(1, nan)", V, "fine", "got nan"),
            ("leadership(1, 1, 0)", V, "detection_chance", "(0, 1]", "got 0"),
            ("leadership(1, 1, 1.1)", V, "detection_chance", "(0, 1]", "got 1.1"),
            ("leadership('1', 1)", T, "gain", "number", "'1'"),
            ("InspectionGame(gain=0)", V, "gain", "got 0"),
            ("InspectionGame(cost=0)", V, "cost", "(0, 1e+06] prizes", "got 0"),
            ("InspectionGame(loss=inf)", V, "loss", "got inf"),
            ("InspectionGame(detection_chance=None)", T, "detection_chance", "number", "None"),
            ("InspectionGame().values(1.5, 0)", V, "inspect", "[0, 1]", "got 1.5"),
            ("InspectionGame().values(0, [0])", T, "cheat", "number", "[0]"),
            ("catch_probability(0, 0, 0)", V, "sites", "1..1000000", "got 0"),
            ("catch_probability(10, 11, 1)", V, "cheating", "0..10 sites", "got 11"),
            ("catch_probability(10, 1, 11)", V, "inspected", "0..10 sites", "got 11"),
            ("catch_probability(10, 1.0, 1)", T, "cheating", "integer", "1.0"),
            ("catch_probability(10, 1, 1, 0)", V, "detection_chance", "(0, 1]", "got 0"),
            ("inspections_needed(10, 0, 0.5)", V, "cheating", "1..10 sites", "got 0"),
            ("inspections_needed(10, 1, 1.01)", V, "target", "[0, 1]", "got 1.01"),
            ("inspections_needed(10, 1, nan)", V, "target", "[0, 1]", "got nan"),
            ("inspections_needed(10, 1, 0.9, 0.5)", V, "target", "all 10 sites", "0.5", "got 0.9"),
            ("inspections_needed(10, 9, 1.0, 0.999)", V, "target", "got 1"),
        ]
    ],
)
def test_hostile(call, kind, words, monkeypatch):
    for name in (
        "dresher", "dresher_table", "dresher_strategy", "leadership", "InspectionGame",
        "catch_probability", "inspections_needed",
    ):  # fmt: skip
        monkeypatch.setitem(NAMES, name, getattr(inspection, name))
    said = fault(call, kind, words)
    assert not said, said
