"""Two hundred labs: what a race allows, it can also answer."""

import numpy as np
import pytest

from racekit import Race, coalition, simulate

SPEED = np.random.default_rng(200).uniform(0.5, 1.5, 200)
MANY = Race(SPEED, safety_tax=0.9, risk=0.8, harm=1.0, enmity=0.5)


def test_nobody_gains_by_another_reply():
    safety = MANY.nash()
    assert 0.0 < safety.min() < safety.max() < 1.0
    replies = [MANY.best_response(lab, safety) for lab in range(MANY.n)]
    assert safety == pytest.approx(replies, abs=1e-12)


@pytest.mark.parametrize(("milestones", "runs"), [(1, 100_000), (5, 5_000)])
def test_simulations_agree_with_the_formulas(milestones, runs):
    race, safety = MANY.replace(milestones=milestones), MANY.nash()
    sim = simulate(race, safety, runs=runs, seed=200)
    assert sim.winner.max() > 150
    sim.agrees(
        disaster=race.disaster_probability(safety),
        years=race.expected_years(safety),
        payoffs=race.payoffs(safety),
    )


def test_every_size_of_a_union():
    race = Race.equal(200, safety_tax=0.9, risk=0.8)
    table = coalition.profile(race)
    assert len(table) == 201
    assert table["disaster_probability"].is_monotonic_decreasing
    # solved in blocks, and alone
    assert coalition.outcome(race, 150).payoff_inside == table["payoff_inside"][150]
    assert table["safety_outside"][0] == pytest.approx(race.nash()[0], abs=1e-12)
