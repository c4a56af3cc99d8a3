"""What labs would choose together, against check values, grids and random profiles."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from racekit.bargaining import agreement, better_for_all, shared_prize
from racekit.race import Race
from racekit.simulation import simulate

FLAWLESS = 1e-9  # what the search may leave on the table, in logarithms of the product


def random_race(seed, labs=(2, 5)):
    """A race whose every assumption is drawn, half of them with one enmity and harm for all."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(labs[0], labs[1] + 1))
    each = seed % 2 == 1
    return Race(
        10.0 ** rng.uniform(-1.5, 1.5, n),
        safety_tax=rng.uniform(0.1, 1.0),
        risk=rng.uniform(0.05, 1.0),
        enmity=rng.uniform(0.0, 1.0, (n, n) if each else None),
        harm=rng.uniform(0.0, 3.0, n if each else None),
        discount=10.0 ** rng.uniform(-3, 0.5),
    )


def reordered(race, order):
    return race.replace(
        speed=race.speed[order], enmity=race.enmity_matrix()[np.ix_(order, order)],
        harm=race.harms()[order],
    )


def profiles(race, near, seed=0):
    """Safety all over the range, crowded towards 1, and around a given profile."""
    rng = np.random.default_rng(seed)
    around = [near + 10.0**-k * rng.normal(size=(300, race.n)) for k in range(1, 6)]
    crowded = 1.0 - 10.0 ** rng.uniform(-6, 0, (1000, race.n))
    return np.clip(np.vstack([rng.uniform(size=(2000, race.n)), crowded, *around]), 0.0, 1.0)


# --- check values ---


TABLE = [  # speeds; Nash safety, payoffs; the bargain's safety, payoffs; P(D) in Nash and after
    ([1, 1], [0.313804] * 2, [0.351043] * 2, [0.986438] * 2, [0.444575] * 2, 0.274478, 0.005425),
    (
        [1, 5], [0.090579, 0.638943], [0.172463, 0.611154],
        [0.788989, 1], [0.238002, 0.704816], 0.204763, 0.022742,
    ),
    (
        [1, 10], [0.028560, 0.770472], [0.122848, 0.716378],
        [0.642990, 1], [0.164166, 0.788765], 0.152057, 0.027899,
    ),
    (
        [2, 1, 1], [0.274018, 0.087645, 0.087645], [0.319215, 0.170116, 0.170116],
        [1, 0.942217, 0.942217], [0.424424, 0.255223, 0.255223], 0.330916, 0.012754,
    ),
]


@pytest.mark.parametrize("row", TABLE)
def test_table(row):
    speed, nash, fallback, safety, payoffs, before, after = row
    race = Race(speed)
    settled = agreement(race)
    near = {"abs": 5.5e-7}  # six digits, the last of which may be rounded either way
    assert race.nash() == pytest.approx(nash, **near)
    assert settled.disagreement == pytest.approx(fallback, **near)
    assert settled.safety == pytest.approx(safety, **near)
    assert settled.payoffs == pytest.approx(payoffs, **near)
    assert race.disaster_probability(race.nash()) == pytest.approx(before, **near)
    assert race.disaster_probability(settled.safety) == pytest.approx(after, **near)
    assert not settled.payments.any()
    assert np.array_equal(better_for_all(race), settled.safety)


def test_two_nations():
    """Five labs and one: full safety leaves the small one worse off until it is paid."""
    race = Race([1.0, 5.0])
    settled = agreement(race, payments=True)
    earned = race.payoffs(settled.safety)
    assert settled.safety == pytest.approx([1.0, 1.0])
    assert earned == pytest.approx([0.16, 0.8], abs=1e-12)
    assert settled.disagreement[0] - earned[0] == pytest.approx(0.012463, abs=5.5e-7)
    surplus = 0.96 - settled.disagreement.sum()
    assert settled.payoffs == pytest.approx(settled.disagreement + surplus / 2, abs=1e-12)
    # all the power to the big one: the small one gets what just brings it in
    paid = agreement(race, payments=True, power=[0.0, 1.0]).payments
    assert paid == pytest.approx([0.012463, -0.012463], abs=5.5e-7)


def test_three_nations():
    """Each small nation prefers to stay out of the others' union, but the union can pay."""
    race = Race([5.0, 1.0, 1.0])
    settled = agreement(race, payments=True)
    assert settled.payoffs.sum() == pytest.approx(1.4 / 1.45, abs=1e-12)
    assert (settled.payments[1:] > 0.0).all()
    assert race.payoffs([1.0, 1.0, 1.0])[2] == pytest.approx(0.138, abs=5e-4)
    outside = []
    for lab in range(3):
        pair = race.united([[lab], [other for other in range(3) if other != lab]])
        outside.append(pair.payoffs(pair.nash())[0])
    assert outside[1:] == pytest.approx([0.158, 0.158], abs=5e-4)
    assert sum(outside) == pytest.approx(0.820, abs=5e-4)
    assert sum(outside) < settled.payoffs.sum()


SHARED = [  # labs, the winner keeps; safety, P(D)
    (2, 0.9, 0.378823, 0.248471),
    (2, 0.75, 0.520966, 0.191614),
    (2, 0.67, 0.632330, 0.147068),
    (6, 0.9, 0.014015, 0.394394),
]


@pytest.mark.parametrize(("n", "keeps", "safety", "disaster"), SHARED)
def test_shared_prize_table(n, keeps, safety, disaster):
    race = shared_prize(Race.equal(n), keeps)
    assert race.enmity == pytest.approx(1.0 - (1.0 - keeps) / ((n - 1) * keeps))
    assert race.nash() == pytest.approx([safety] * n, abs=5.5e-7)
    assert race.disaster_probability(race.nash()) == pytest.approx(disaster, abs=5.5e-7)


# --- the bargain: properties ---


@pytest.mark.parametrize("seed", range(60))
def test_nothing_beats_the_bargain(seed):
    race = random_race(seed)
    settled = agreement(race)
    gains, others = settled.payoffs - settled.disagreement, race.payoffs(
        profiles(race, settled.safety)
    )
    assert np.array_equal(settled.disagreement, race.payoffs(race.nash()))
    assert np.array_equal(settled.payoffs, race.payoffs(settled.safety))
    gained = others - settled.disagreement
    if not gains.any():
        assert better_for_all(race) is None
        assert np.array_equal(settled.safety, race.nash())
        assert gained.min(axis=1).max() <= 1e-9
        return
    assert gains.min() > 0.0
    assert (others - settled.payoffs).min(axis=1).max() <= FLAWLESS
    better = gained[(gained > 0.0).all(axis=1)]
    assert len(better) > 0
    assert np.log(better).sum(axis=1).max() <= np.log(gains).sum() + FLAWLESS


@pytest.mark.parametrize("seed", range(60))
def test_nothing_beats_the_sum(seed):
    race = random_race(seed)
    settled = agreement(race, payments=True)
    sums = race.payoffs(profiles(race, settled.safety)).sum(axis=1)
    assert sums.max() <= settled.payoffs.sum() + 1e-9 * (1.0 + np.abs(settled.payoffs).sum())
    assert settled.payments.sum() == pytest.approx(0.0, abs=1e-13)
    assert settled.payoffs == pytest.approx(
        race.payoffs(settled.safety) + settled.payments, abs=1e-13
    )
    gains = settled.payoffs - settled.disagreement
    assert gains == pytest.approx(np.full(race.n, gains.mean()), abs=1e-13)
    assert gains.min() >= 0.0


@pytest.mark.parametrize("payments", [False, True])
@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_order_does_not_matter(seed, payments):
    race = random_race(seed)
    order = np.random.default_rng(seed).permutation(race.n)
    power = np.arange(1.0, race.n + 1)
    one = agreement(race, payments, power)
    other = agreement(reordered(race, order), payments, power[order])
    assert other.payoffs == pytest.approx(one.payoffs[order], abs=1e-8)
    assert other.disagreement == pytest.approx(one.disagreement[order], abs=1e-10)


@pytest.mark.parametrize("power", [None, [3.0, 1.0], [0.0, 2.0]])
@pytest.mark.parametrize("milestones", [1, 3])
def test_two_labs_against_a_grid(milestones, power):
    race = Race([1.0, 3.0], risk=0.6, enmity=0.9, harm=[0.2, 1.0], milestones=milestones)
    settled = agreement(race, power=power)
    level = np.linspace(0.0, 1.0, 201)
    grid = np.stack(np.meshgrid(level, level, indexing="ij"), axis=-1).reshape(-1, 2)
    gained = race.payoffs(grid) - settled.disagreement
    gained = gained[(gained > 0.0).all(axis=1)]
    shares = np.array([0.5, 0.5]) if power is None else np.array(power) / sum(power)
    found = np.maximum(settled.payoffs - settled.disagreement, 1e-12)
    best = np.log(gained) @ shares
    assert best.max() <= np.log(found) @ shares + FLAWLESS
    # the grid's best is at most half a step from the true one
    assert best.max() == pytest.approx(np.log(found) @ shares, abs=0.02)


def test_slopes_vanish_by_the_closed_form():
    """Two labs inside the range: the product's slope from the model's own formula is 0."""
    race = Race([1.0, 1.5], safety_tax=0.9, risk=0.3, discount=0.5)
    settled = agreement(race)
    assert settled.safety.max() < 1.0
    rates, safety = race.rates(settled.safety), settled.safety
    total, won = rates.sum() + 0.5, rates * (1.0 - 0.3 * (1.0 - safety))
    by_rate = np.diag(1.0 - 0.3 * (1.0 - safety) - 0.3 * rates / (0.9 * race.speed)) / total
    by_rate = by_rate - won[:, None] / total**2
    gains = settled.payoffs - settled.disagreement
    assert (1.0 / gains) @ by_rate == pytest.approx([0.0, 0.0], abs=1e-8)


def test_power_moves_the_bargain():
    race = Race([1.0, 5.0, 2.0])
    even, strong = agreement(race), agreement(race, power=[4, 1, 1])
    assert strong.payoffs[0] > even.payoffs[0] + 1e-3
    assert np.allclose(agreement(race, power=[7, 7, 7]).payoffs, even.payoffs, atol=1e-10)
    alone = agreement(race, power=[1, 0, 0])
    gains = alone.payoffs - alone.disagreement
    # it takes what the others can be brought to give, and one of them is left with nothing
    assert gains[0] > strong.payoffs[0] - even.disagreement[0]
    assert gains[1:].min() == pytest.approx(0.0, abs=1e-9)
    nearly = agreement(race, power=[1, 1e-7, 1e-7])
    assert nearly.payoffs == pytest.approx(alone.payoffs, abs=1e-6)


def test_shares_of_the_surplus():
    settled = agreement(Race([1.0, 5.0, 2.0]), payments=True, power=[1, 2, 5])
    gains = settled.payoffs - settled.disagreement
    assert gains / gains.sum() == pytest.approx([0.125, 0.25, 0.625])


# --- the ends of the range ---


@pytest.mark.parametrize("payments", [False, True])
def test_one_lab_is_its_own_planner(payments):
    race = Race([2.0], harm=0.3)
    settled = agreement(race, payments)
    assert settled.safety == pytest.approx(race.planner(), abs=1e-12)
    assert settled.payments == pytest.approx([0.0], abs=0.0)
    assert better_for_all(race) is None


def test_nothing_to_gain():
    """Labs without enmity already do what is best for all."""
    race = Race([1.0, 2.0, 4.0], enmity=0.0)
    for payments in (False, True):
        settled = agreement(race, payments)
        assert np.array_equal(settled.safety, race.nash())
        assert np.array_equal(settled.payoffs, settled.disagreement)
        assert not settled.payments.any()


def test_better_for_all_wherever_every_lab_can_give():
    """No lab at an end of its range in Nash, and racing adds danger: there is always a profile."""
    found = 0
    for seed in range(200):
        race = random_race(seed)
        nash = race.nash()
        added = race.disaster_probability(nash) - race.disaster_probability(race.planner())
        # Nash is known to 1e-12: a lab at an end may seem to be just inside
        if added > 1e-6 and nash.min() > 1e-9 and nash.max() < 1.0 - 1e-9:
            found += 1
            safety = better_for_all(race)
            assert (race.payoffs(safety) > race.payoffs(nash)).all(), seed
    assert found > 20


def test_a_careful_rival_has_nothing_to_give():
    """Racing adds danger, but the lab that could give something back is careful already."""
    race = Race([0.6, 1.6], safety_tax=0.64, risk=0.3, enmity=0.57, harm=0.53, discount=0.001)
    nash = race.nash()
    assert nash[0] < 1.0 == nash[1]
    assert race.disaster_probability(nash) > 0.01 > race.disaster_probability(race.planner())
    assert better_for_all(race) is None
    paid = agreement(race, payments=True)
    assert (paid.payoffs > paid.disagreement + 1e-3).all()
    assert paid.payments[0] > 0.0


@pytest.mark.parametrize("speed", [np.geomspace(1e-3, 1e3, 5), np.linspace(0.1, 3.0, 20)])
def test_unequal_and_many(speed):
    race = Race(speed)
    settled = agreement(race)
    gains = settled.payoffs / settled.disagreement - 1.0
    assert gains.min() > 1e-3
    gained = race.payoffs(profiles(race, settled.safety)) / settled.disagreement - 1.0
    better = gained[(gained > 0.0).all(axis=1)]
    assert np.log(better).sum(axis=1).max() <= np.log(gains).sum() + FLAWLESS


def test_the_sum_is_the_owners_when_it_should_be():
    race = Race([1.0, 2.0], enmity=0.4, discount=0.5)
    assert agreement(race, payments=True).safety == pytest.approx(race.planner(), abs=1e-8)
    harmed = race.replace(harm=0.5)
    assert abs(agreement(harmed, payments=True).safety - harmed.planner()).max() > 1e-3


def test_simulation_agrees():
    race = Race([1.0, 2.0, 0.5], enmity=0.8, harm=0.4, discount=0.2)
    settled = agreement(race)
    found = simulate(race, settled.safety, runs=200_000, seed=5).summary().set_index("quantity")
    for name, payoff in zip(race.names, settled.payoffs, strict=True):
        mean, error = found.loc[f"{name} payoff", ["mean", "standard error"]]
        assert abs(mean - payoff) < 4.5 * error


# --- sharing the prize ---


@pytest.mark.parametrize("keeps", [1 / 3, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("enmity", [1.0, 0.6, "ring"])
def test_shared_prize_counts_what_each_gets(keeps, enmity):
    """From who wins and who holds which piece, one lab and one winner at a time."""
    if enmity == "ring":  # each lab dislikes the next most: rows of one sum
        enmity = np.array([[0.0, 0.9, 0.3], [0.3, 0.0, 0.9], [0.9, 0.3, 0.0]])
    race = Race([1.0, 2.0, 0.5], enmity=enmity, harm=[0.0, 0.5, 2.0])
    safety = np.array([0.2, 0.7, 0.4])
    disliked = race.enmity_matrix()
    rates, danger = race.rates(safety), 0.4 * (1.0 - safety)
    prizes = np.zeros(3)
    for lab in range(3):
        for winner in range(3):
            pieces = np.full(3, (1.0 - keeps) / 2.0)
            pieces[winner] = keeps
            safe = sum(pieces[k] * (1.0 - disliked[lab, k]) for k in range(3))
            worth = (1.0 - danger[winner]) * safe - danger[winner] * race.harms()[lab]
            prizes[lab] += rates[winner] / (rates.sum() + 0.05) * worth
    unit = keeps + (1.0 - keeps) * (1.0 - disliked.sum(axis=1)[0] / 2.0)
    assert shared_prize(race, keeps).payoffs(safety) * unit == pytest.approx(prizes, abs=1e-14)


def test_shared_prize_ends():
    race = Race([1.0, 2.0], enmity=0.7, harm=0.2)
    assert shared_prize(race, 1.0) == race
    assert shared_prize(Race.equal(1), 1) == Race.equal(1)
    equal = shared_prize(race, 0.5)
    assert equal.enmity == 0.0
    assert equal.harm == pytest.approx(0.2 / (0.5 + 0.5 * 0.3))
    assert shared_prize(race.replace(enmity=0.0), 0.6) == race.replace(enmity=0.0)


# --- hostile calls ---


HOSTILE = [
    (lambda: agreement(3), TypeError, "race must be a Race, got 3"),
    (lambda: better_for_all("x"), TypeError, "race must be a Race"),
    (lambda: shared_prize(None, 0.9), TypeError, "race must be a Race"),
    (lambda: agreement(Race.equal(2), 1), TypeError, "payments must be True or False, got 1"),
    (lambda: agreement(Race.equal(2), power=2.0), ValueError, "power must have shape"),
    (lambda: agreement(Race.equal(2), power=[1, 2, 3]), ValueError, "power must have shape"),
    (lambda: agreement(Race.equal(2), power=[1, -1]), ValueError, r"power\[1\] must lie in \[0"),
    (lambda: agreement(Race.equal(2), power=[1, np.nan]), ValueError, r"power\[1\] must lie in"),
    (lambda: agreement(Race.equal(2), power=[0, 0]), ValueError, "power must not be 0 for all"),
    (lambda: agreement(Race.equal(2), power=[True, False]), TypeError, "power must hold numbers"),
    (
        lambda: agreement(Race.equal(2, safety_tax=1.0, discount=0.0)), ValueError,
        "race must have discount > 0 or safety_tax < 1",
    ),
    (
        lambda: better_for_all(Race.equal(2, safety_tax=1.0, discount=0.0)), ValueError,
        "race must have discount > 0 or safety_tax < 1",
    ),
    (lambda: shared_prize(Race.equal(4), 0.2), ValueError, r"keeps must lie in \[0.25, 1\]"),
    (lambda: shared_prize(Race.equal(4), 1.1), ValueError, r"keeps must lie in \[0.25, 1\]"),
    (lambda: shared_prize(Race.equal(4), True), TypeError, "keeps must be a number"),
    (
        lambda: shared_prize(Race.equal(2, enmity=[[0, 0.5], [0.9, 0]]), 0.8), ValueError,
        "race must give each lab's enmity the same sum",
    ),
    (lambda: shared_prize(Race.equal(2, harm=9e5), 0.6), ValueError, "harm must lie in"),
]


@pytest.mark.parametrize(("call", "error", "said"), HOSTILE)
def test_hostile_calls(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_agreement_is_frozen():
    settled = agreement(Race.equal(2))
    with pytest.raises(FrozenInstanceError):
        settled.safety = settled.payoffs
    with pytest.raises(ValueError, match="read-only"):
        settled.safety[0] = 0.0
