"""What simulations say of themselves: means, standard errors, and closed forms that are off."""

import math

import numpy as np
import pytest

import racekit as rk
from racekit import _samples, disclosure, precipice
from racekit.race import Race
from racekit.simulation import simulate
from racekit.treaty import Treaty


class Given(_samples.Samples):
    """Samples that a test has made up; a dict of several is one group."""

    def __init__(self, **samples):
        self.samples = samples

    def _samples(self):
        def rows(name):
            given = self.samples[name]
            given = given if isinstance(given, dict) else {name: given}
            return {row: np.array(sample) for row, sample in given.items()}

        return {name: lambda name=name: rows(name) for name in self.samples}


def off(sample, exact):
    [value] = Given(it=sample).errors_off(it=exact)
    return value


def test_counts_standard_errors():
    sample = [1.0, 2.0, 3.0, 4.0]
    error = np.std(sample, ddof=1) / 2
    assert off(sample, 2.5) == 0
    assert off(sample, 2.5 - 3 * error) == pytest.approx(3)
    assert off(sample, 2.5 + error) == pytest.approx(-1)
    assert off([True, False], 0.0) == pytest.approx(1)


@pytest.mark.parametrize(
    ("sample", "exact", "expected"),
    [
        ([0.1] * 10, 0.1, 0.0),  # the mean itself is off by rounding
        ([0.1] * 10, 0.1 + 1e-9, -math.inf),
        ([False] * 5, 0.0, 0.0),
        ([False] * 5, 0.2, -math.inf),
        ([True] * 5, 0.8, math.inf),
        ([math.inf] * 3, math.inf, 0.0),
        ([math.inf, 1.0], math.inf, 0.0),
        ([math.inf, 1.0], 5.0, math.inf),
        ([2.0, 1.0], math.inf, -math.inf),
        ([7.0], 7.0, 0.0),
        ([7.0], 8.0, -math.inf),  # one run tells nothing of its spread
        ([], 1.0, math.inf),
        ([math.nan, 1.0], 1.0, math.inf),  # never NaN, which a maximum would skip
    ],
)
def test_no_spread_and_infinity(sample, exact, expected):
    with np.errstate(invalid="ignore"):
        assert off(np.array(sample), exact) == expected


def test_groups_and_rows():
    given = Given(wins={"A wins": [1.0, 0.0], "B wins": [0.0, 0.0]}, years=[1.0, 3.0])
    found = given.errors_off(years=2.0, wins=[0.5, 0.5])
    assert found.to_dict() == {"years": 0.0, "A wins": 0.0, "B wins": -math.inf}
    assert given.errors_off(**{"B wins": 0.0}).to_dict() == {"B wins": 0.0}
    assert given.errors_off().empty
    table = given.summary().set_index("quantity")
    assert list(table.index) == ["A wins", "B wins", "years"]
    assert table.loc["years"].tolist() == [2.0, pytest.approx(1.0)]


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ({"year": 1.0}, ValueError, "closed forms must be of wins, years, A wins, B wins, got"),
        ({"wins": [0.5]}, ValueError, "wins must hold 2 numbers, got shape (1,)"),
        ({"wins": 0.5}, ValueError, "wins must hold 2 numbers, got shape ()"),
        ({"years": [1.0, 2.0]}, ValueError, "years must hold 1 numbers, got shape (2,)"),
        ({"years": math.nan}, ValueError, "years must hold numbers or infinity, got nan"),
        ({"years": "2"}, TypeError, "years must hold numbers, got '2'"),
        ({"years": True}, TypeError, "years must hold numbers only, got True"),
        ({"years": None}, TypeError, "years must hold numbers, got None"),
    ],
)
def test_refuses(asked, kind, said):
    given = Given(wins={"A wins": [1.0, 0.0], "B wins": [0.0, 0.0]}, years=[1.0, 3.0])
    with pytest.raises(kind) as caught:
        given.errors_off(**asked)
    assert said in str(caught.value)


def test_races_meet_their_closed_forms():
    race, safety = Race([1.0, 2.0], harm=0.5, names=["A", "B"]), [0.3, 0.7]
    sim = simulate(race, safety, runs=100_000, seed=3)
    found = sim.errors_off(
        disaster=race.disaster_probability(safety), years=race.expected_years(safety),
        wins=race.win_probability(safety), payoffs=race.payoffs(safety),
    )  # fmt: skip
    assert list(found.index) == ["disaster", "years", "A wins", "B wins", "A payoff", "B payoff"]
    assert found.abs().max() < 4.5
    slipped = sim.errors_off(payoffs=race.payoffs(safety)[::-1])
    assert slipped.abs().min() > 20
    with pytest.raises(ValueError, match="A wins, B wins, A payoff, B payoff, got 'caught'"):
        sim.errors_off(caught=0.5)


def test_a_race_that_nobody_can_finish():
    race = Race.equal(2, safety_tax=1.0)
    sim = simulate(race, [1.0, 1.0], runs=100)
    exact = {"disaster": 0.0, "years": math.inf, "payoffs": [0.0, 0.0]}
    assert sim.errors_off(**exact).tolist() == [0.0] * 4
    assert sim.errors_off(years=1e9)["years"] == math.inf


def test_under_a_treaty():
    treaty = Treaty(detection=0.5, members=[1])
    sim = simulate(Race.equal(2), [1.0, 0.3], seed=1, treaty=treaty)
    found = sim.errors_off(caught=[0.5 / (0.2 + 0.76 + 0.5)], collapsed=0.0)
    assert list(found.index) == ["lab 2 caught", "collapsed"]
    assert found.abs().max() < 4.5


def test_the_other_simulations():
    teams = precipice.simulate(3, 2.0, 0.5, "private", seed=4)
    exact = precipice.disaster_probability(3, 2.0, 0.5, "private")
    assert teams.errors_off(disaster=exact).abs().max() < 4.5
    labs = disclosure.simulate(0.9, 0.5, 0.2, seed=4)
    hidden = disclosure.hidden_share(0.9, 0.5, 0.2)
    quality = disclosure.silence_quality(0.9, 0.5, 0.2)
    found = labs.errors_off(silent=0.1 + 0.9 * hidden, silent_quality=quality, informed=0.9)
    assert found.abs().max() < 4.5
    assert labs.summary()["standard error"].gt(0).all()
    means = teams.summary().set_index("quantity")["mean"]
    assert means["others_safety"] == pytest.approx(teams.others_safety.mean())


def test_agrees_in_words():
    """Four runs, mean 2.5, standard error 0.6455."""
    given = Given(gain=[1.0, 2.0, 3.0, 4.0], wins={"A wins": [1.0, 0.0], "B wins": [0.0, 1.0]})
    assert given.agrees(gain=2.5 - 2 * 0.6455, wins=[0.5, 0.5]) == (
        "Simulation agrees with the formula: at most 2.0 standard errors off (gain), of 4 allowed."
    )
    with pytest.raises(AssertionError, match=r"differ: gain is -5\.0 standard errors off, 4 are"):
        given.agrees(wins=[0.5, 0.5], gain=2.5 + 5 * 0.6455)
    with pytest.raises(AssertionError, match=r"gain is [+]inf standard errors off"):
        Given(gain=[1.0, 1.0]).agrees(gain=0.0)
    with pytest.raises(ValueError, match="agrees must be given at least one closed form, got none"):
        given.agrees()
    with pytest.raises(ValueError, match="closed forms must be of gain, wins"):
        given.agrees(years=1.0)


def test_draws_made_by_hand():
    draws = rk.Draws(gain=[1, 2, 3, 4], caught=np.array([True, False]))
    assert draws.errors_off(gain=2.5, caught=0.5).tolist() == [0.0, 0.0]
    assert draws.summary()["mean"].tolist() == [2.5, 0.5]


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({}, ValueError, "draws must hold at least one quantity, got none"),
        ({"gain": 1.0}, ValueError, "gain must list one draw a run, got shape ()"),
        ({"gain": []}, ValueError, "gain must not be empty, got shape (0,)"),
        ({"gain": [[1.0]]}, ValueError, "gain must list one draw a run, got shape (1, 1)"),
        ({"gain": [1.0, math.nan]}, ValueError, "gain[1] must lie in [-1e+300, 1e+300]"),
        ({"gain": [1.0, math.inf]}, ValueError, "gain[1] must lie in [-1e+300, 1e+300]"),
        ({"gain": np.ma.masked_array([1.0, 2.0], [0, 1])}, ValueError, "gain must not be masked"),
        ({"gain": ["1"]}, TypeError, "gain must hold numbers"),
        ({"gain": [1.0, True]}, TypeError, "gain must hold numbers"),
    ],
)
def test_draws_refuse(given, kind, said):
    with pytest.raises(kind) as caught:
        rk.Draws(**given)
    assert said in str(caught.value)
