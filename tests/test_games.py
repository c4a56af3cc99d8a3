"""Games in normal form, against definitions spelled out as loops."""

import pickle
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from racekit import NormalForm, Race

CAREFUL, RECKLESS = "careful", "reckless"


def by_definition(row, column):
    """(pure equilibria, efficient outcomes) as index pairs."""
    cells = list(product(range(len(row)), range(len(row))))
    nash = [
        (i, j)
        for i, j in cells
        if all(row[other][j] <= row[i][j] for other in range(len(row)))
        and all(column[i][other] <= column[i][j] for other in range(len(row)))
    ]

    def beaten(i, j):
        return any(
            row[a][b] >= row[i][j]
            and column[a][b] >= column[i][j]
            and (row[a][b] > row[i][j] or column[a][b] > column[i][j])
            for a, b in cells
        )

    return nash, [cell for cell in cells if not beaten(*cell)]


@pytest.mark.parametrize(
    ("row", "kind", "nash"),
    [
        ([[3, 0], [5, 1]], "prisoner's dilemma", [(RECKLESS, RECKLESS)]),
        ([[4, 0], [3, 2]], "stag hunt", [(CAREFUL, CAREFUL), (RECKLESS, RECKLESS)]),
        ([[3, 1], [5, 0]], "chicken", [(CAREFUL, RECKLESS), (RECKLESS, CAREFUL)]),
        ([[5, 3], [2, 1]], "harmony", [(CAREFUL, CAREFUL)]),
        ([[1, 0], [5, 3]], "other", [(RECKLESS, RECKLESS)]),  # racing suits both
        ([[3, 1], [3, 0]], "other", None),  # a tie
        ([[1, 1], [1, 1]], "other", None),
    ],
)
def test_kinds(row, kind, nash):
    game = NormalForm(row)
    assert game.kind == kind
    if nash is not None:
        assert game.pure_nash() == nash
    # units and origin of payoffs do not matter
    assert NormalForm(7.0 * np.array(row) - 100).kind == kind


def test_every_order_of_four_payoffs_has_the_textbook_kind():
    """R, S, T, P all different: 24 orders, of which 12 have R > P."""
    for reward, sucker, temptation, punishment in product((1, 2, 3, 4), repeat=4):
        if len({reward, sucker, temptation, punishment}) < 4:
            continue
        kind = NormalForm([[reward, sucker], [temptation, punishment]]).kind
        if reward < punishment:
            expected = "other"
        elif temptation > reward:
            expected = "prisoner's dilemma" if punishment > sucker else "chicken"
        else:
            expected = "stag hunt" if punishment > sucker else "harmony"
        assert kind == expected, (reward, sucker, temptation, punishment)


def test_asymmetric_games():
    both = NormalForm([[3, 0], [5, 1]], column=[[30, 60], [0, 2]])
    assert both.kind == "prisoner's dilemma"
    mixed = NormalForm([[3, 0], [5, 1]], column=[[4, 3], [0, 2]])  # dilemma against stag hunt
    assert mixed.kind == "other"
    assert mixed.pure_nash() == [(RECKLESS, RECKLESS)]
    pennies = NormalForm([[1, -1], [-1, 1]], column=[[-1, 1], [1, -1]])
    assert pennies.pure_nash() == []
    assert len(pennies.pareto_efficient()) == 4


def test_orientation():
    """row[own, other] and column[row's action, own]."""
    game = NormalForm([[1, 2], [3, 0]], column=[[5, 6], [8, 7]])
    row, column = game.best_responses()
    assert row.tolist() == [[False, True], [True, False]]
    assert column.tolist() == [[False, True], [True, False]]
    assert game.pure_nash() == [(CAREFUL, RECKLESS), (RECKLESS, CAREFUL)]


def test_three_actions():
    row = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
    game = NormalForm(row, -np.array(row), actions=("rock", "paper", "scissors"))
    assert game.pure_nash() == []
    assert game.kind == "other"
    assert len(game.pareto_efficient()) == 9
    coordination = NormalForm(np.diag([1.0, 2.0, 3.0]), actions=list("abc"))
    assert coordination.pure_nash() == [("a", "a"), ("b", "b"), ("c", "c")]
    assert coordination.pareto_efficient() == [("c", "c")]


def test_ties_within_rounding():
    game = NormalForm([[0.3, 0.0], [0.1 + 0.2, 0.0]])
    row, column = game.best_responses()
    assert row.all()
    assert column.all()
    assert len(game.pure_nash()) == 4
    assert game.pareto_efficient() == [(CAREFUL, CAREFUL)]


def test_units_do_not_matter():
    """A very impatient race has tiny payoffs, and a dilemma all the same."""
    for unit in (1e-15, 1e-6, 1.0, 1e9):
        game = NormalForm(unit * np.array([[3, 0], [5, 1]]))
        assert game.kind == "prisoner's dilemma", unit
        assert game.pure_nash() == [(RECKLESS, RECKLESS)], unit
    impatient = Race.equal(2, discount=1e6, milestones=3)
    assert impatient.dilemma().pure_nash() == [(RECKLESS, RECKLESS)]


payoff = st.integers(-3, 3)


@st.composite
def bimatrices(draw):
    size = draw(st.integers(2, 4))
    square = st.lists(st.lists(payoff, min_size=size, max_size=size), min_size=size, max_size=size)
    return draw(square), draw(square)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(bimatrices())
def test_nash_and_pareto_by_definition(pair):
    row, column = pair
    names = [f"action {i}" for i in range(len(row))]
    game = NormalForm(row, column, actions=names)
    nash, efficient = by_definition(row, column)
    assert game.pure_nash() == [(names[i], names[j]) for i, j in nash]
    assert game.pareto_efficient() == [(names[i], names[j]) for i, j in efficient]
    assert game.pareto_efficient(), "some outcome is always efficient"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.lists(payoff, min_size=3, max_size=3), min_size=3, max_size=3))
def test_symmetric_games_have_symmetric_equilibria(row):
    game = NormalForm(row, actions=("a", "b", "c"))
    assert {(b, a) for a, b in game.pure_nash()} == set(game.pure_nash())
    assert (game.column == np.array(row).T).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning:nashpy")
def test_against_nashpy():
    nashpy = pytest.importorskip("nashpy", reason="nashpy is in the extra 'peers'")
    rng = np.random.default_rng(0)
    for _ in range(50):
        row, column = rng.normal(size=(2, 3, 3))
        game = NormalForm(row, column, actions=("a", "b", "c"))
        pure = {
            ("abc"[x.argmax()], "abc"[y.argmax()])
            for x, y in nashpy.Game(row, column).support_enumeration()
            if max(x) == 1 and max(y) == 1
        }
        assert set(game.pure_nash()) == pure


def test_dilemma_of_a_race():
    """Payoffs of the 2 x 2 game are the race's own."""
    race = Race([1.0, 2.0], enmity=[[0, 0.8], [0.6, 0]], harm=[0.5, 0.1], milestones=2)
    game = race.dilemma(careful=0.9, reckless=0.2)
    levels = (0.9, 0.2)
    for i, j in product(range(2), repeat=2):
        expected = race.payoffs([levels[i], levels[j]])
        assert [game.row[i, j], game.column[i, j]] == pytest.approx(expected, abs=1e-14)


def test_frozen():
    payoffs = np.array([[3.0, 0.0], [5.0, 1.0]])
    game = NormalForm(payoffs)
    payoffs[0, 0] = 99
    assert game.row[0, 0] == 3
    assert game.column[0, 0] == 3
    with pytest.raises(ValueError, match="read-only"):
        game.row[0, 0] = 1
    with pytest.raises(AttributeError):
        game.row = payoffs
    copy = pickle.loads(pickle.dumps(game))
    assert copy.kind == game.kind
    assert not copy.row.flags.writeable
