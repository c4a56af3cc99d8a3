"""What the checks call right, against answers found another way."""

import numpy as np
import pytest

from racekit.check import better_safety_technology, luck_and_speed, what_labs_know
from racekit.disclosure import silence_threshold
from racekit.disclosure import simulate as disclose
from racekit.race import Race
from racekit.simulation import simulate


@pytest.mark.parametrize(("n", "expected"), [
    (2, [0.5, 0.75, 0.9375, 1.09375, 1.761971]),
    (10, [0.9, 1.53398, 2.02889, 2.44662, 4.25286]),
])  # fmt: skip
def test_elasticities_by_quadrature(n, expected):
    """n (n - 1) times the integral of t f(t)^2 S(t)^(n - 2), f and S of a Gamma clock."""
    found = [luck_and_speed.elasticity(n, k) for k in (1, 2, 3, 4, 10)]
    assert np.allclose(found, expected, atol=5e-6)


@pytest.mark.parametrize(("harm", "enmity"), [(0.0, 0.8), (4.0, 0.6), (20.0, 1.0)])
def test_price_of_scruples_by_search(harm, enmity):
    assert np.isclose(luck_and_speed.even(harm, enmity), luck_and_speed.searched(harm, enmity))


@pytest.mark.parametrize("case", luck_and_speed.recklessness_in_the_ruins.asked)
def test_recklessness_of_winners_by_many_races(case):
    race, safety, catch_up, *_ = case
    lost = simulate(race, safety, runs=400_000, seed=11, catch_up=catch_up).disaster / race.risk
    exact = luck_and_speed.skipped_by_winner(race, safety, catch_up)
    assert abs(lost.mean() - exact) < 4 * lost.std() / lost.size**0.5


@pytest.mark.parametrize("race", [Race.equal(3, risk=0.9), Race.equal(4, risk=0.9, harm=0.5)])
def test_without_impact_losers_are_harmless(race):
    assert np.isclose(better_safety_technology.settled(race, 0.0), race.nash()[0], atol=1e-7)


@pytest.mark.parametrize("impact", [0.0, 0.25, 0.5])
def test_dangerous_losers_in_closed_form(impact):
    """Patient labs, safety tax 1: P(D) = E/(E + n(1 + h - we)), whatever the risk."""
    race = Race.hardest(3, risk=0.9, discount=0.0, enmity=0.8, harm=0.5)
    exact = 1.6 / (1.6 + 3 * (1.5 - 0.8 * impact))
    skipped = 1 - better_safety_technology.settled(race, impact)
    assert np.isclose(race.risk * skipped, exact, atol=1e-7)


@pytest.mark.parametrize("informed", [0.3, 0.75, 0.9, 0.99])
def test_told_by_silence(informed):
    labs = disclose(informed, runs=400_000, seed=1)
    found, hiding = what_labs_know.told(labs.silent.mean())
    assert np.isclose(found, informed, atol=0.005)
    assert np.isclose(hiding, labs.informed[labs.silent].mean(), atol=0.005)


@pytest.mark.parametrize("informed", [0.0, 0.5, 0.9])
def test_settled_mark_of_even_qualities_is_the_formula(informed):
    quality = (np.arange(100_000) + 0.5) / 100_000
    found = what_labs_know.settled(quality, informed)
    assert np.isclose(found, silence_threshold(informed), atol=1e-5)


@pytest.mark.parametrize(("n", "enmity", "published"), [(2, 0.5, 1.6667), (5, 0.9, 1.908)])
def test_where_publishing_turns_harmful(n, enmity, published):
    assert np.isclose(what_labs_know.crossing(n, enmity), published, atol=6e-5)


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
    found = what_labs_know.what_a_spy_is_worth.right(mu, enmity)
    assert abs(gain.mean() - found) < 4 * gain.std() / np.sqrt(4000) + 1e-3
