"""What must hold of every legal race, however odd: over the whole of each field's range."""

from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from racekit import Race

FIELDS = Race.__dataclass_fields__
BELIEVED = {"believed": True} if "beliefs" in FIELDS else {}
searched = partial(
    settings, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def spread(low, high):
    """Numbers whose size matters more than their digits, ends included."""
    exponent = st.floats(np.log10(low), np.log10(high))
    return st.sampled_from([low, high]) | exponent.map(lambda x: float(np.clip(10.0**x, low, high)))


def share(low=0.0):
    """Numbers in [low, 1], with small ones and both ends."""
    smallest = max(low, 1e-9)
    return st.sampled_from([low, 0.5, 1.0]) | st.floats(low, 1.0) | spread(smallest, 1.0)


@st.composite
def races(draw, most=5, **fixed):
    """Any legal race of one milestone."""
    n = draw(st.integers(1, most))
    harm = st.just(0.0) | spread(1e-3, 1e6)
    drawn = {
        "speed": st.lists(spread(1e-3, 1e3) | spread(0.1, 10.0), min_size=n, max_size=n),
        "safety_tax": share(1e-6),
        "risk": share(1e-6),
        "enmity": share()
        | st.lists(st.lists(share(), min_size=n, max_size=n), min_size=n, max_size=n),
        "harm": harm | st.lists(harm, min_size=n, max_size=n),
        "discount": st.just(0.0) | spread(1e-6, 1e6),
        "residual": st.just(0.0) | st.floats(0.0, 0.99),
        "curve": st.just(1.0) | spread(0.1, 10.0),
        "beliefs": st.none() | st.lists(share(1e-6), min_size=n, max_size=n),
    }
    given_fields = {f: draw(s) for f, s in drawn.items() if f in FIELDS and f not in fixed}
    return Race(**given_fields, **fixed)


def safeties(race):
    return st.lists(share(), min_size=race.n, max_size=race.n).map(np.array)


def settled(race):
    """Nash safety; None where the race says that it found no equilibrium."""
    try:
        return race.nash()
    except RuntimeError:
        return None


def alike(race, lab, safety, one, two):
    """Two choices of a lab are one, or so flat is the top that rounding decides between them."""
    tried = np.tile(safety, (2, 1))
    tried[:, lab] = one, two
    payoffs = race.payoffs(tried, **BELIEVED)[:, lab]
    return abs(one - two) <= 1e-9 or abs(payoffs[0] - payoffs[1]) <= 1e-15 * scale(race)


def scale(race):
    """Size of the payoffs that occur: a prize, or what disaster costs."""
    return 1.0 + race.harms().max()


@searched(max_examples=300)
@given(st.data())
def test_outcomes_are_probabilities_and_finite(data):
    race = data.draw(races())
    safety = data.draw(safeties(race))
    wins, disaster = race.win_probability(safety), race.disaster_probability(safety)
    moves = race.rates(safety).sum() > 0
    assert wins.sum() == pytest.approx(1.0 if moves else 0.0, abs=1e-12)
    assert (wins >= 0.0).all()
    assert 0.0 <= disaster <= race.risk * (1.0 + 1e-12)
    assert race.expected_years(safety) > 0.0
    payoffs = race.payoffs(safety)
    assert np.isfinite(payoffs).all()
    assert (payoffs <= 1.0 + 1e-12).all()
    assert (payoffs >= -race.harms() - 1e-12 * scale(race)).all()


@searched(max_examples=200)
@given(races())
def test_choices_are_safety_and_finite(race):
    for safety in (settled(race), race.planner()):
        assert safety is None or ((safety >= 0.0) & (safety <= 1.0)).all()


@searched(max_examples=200)
@given(races())
def test_nobody_gains_by_leaving_nash(race):
    """No lab does better at any of 200 other levels, as it reckons."""
    nash = settled(race)
    if nash is None or race.rates(nash).sum() < 1e-9 * race.speed.sum():
        return  # where ever slower races pay ever more there is no best, only a limit
    here = race.payoffs(nash, **BELIEVED)
    levels = np.unique([*np.linspace(0.0, 1.0, 150), *1.0 - np.logspace(-9, -2, 50)])
    for lab in range(race.n):
        tried = np.tile(nash, (levels.size, 1))
        tried[:, lab] = levels
        most = race.payoffs(tried, **BELIEVED)[:, lab].max()
        assert here[lab] >= most - 1e-11 * scale(race)


@searched(max_examples=200)
@given(races())
def test_planner_is_at_least_nash(race):
    """One owner of all labs does at least as well as labs that race."""
    owner = race.replace(enmity=0.0, harm=float(np.mean(race.harm)))
    nash = settled(race)
    if nash is None:
        return
    best, raced = owner.payoffs(race.planner())[0], owner.payoffs(nash)[0]
    waits = race.discount == 0.0 and np.isinf(race.expected_years(race.planner()))
    assert waits or best >= raced - 1e-12 * scale(race)
    assert race.price_of_racing() >= 0.0


@searched(max_examples=200)
@given(st.data())
def test_the_order_of_labs_does_not_matter(data):
    race = data.draw(races())
    order = data.draw(st.permutations(range(race.n)))
    shuffled = {"speed": race.speed[order], "enmity": race.enmity_matrix()[np.ix_(order, order)],
                "harm": race.harms()[order]}  # fmt: skip
    if getattr(race, "beliefs", None) is not None:
        shuffled["beliefs"] = race.beliefs[order]
    other, safety = race.replace(**shuffled), data.draw(safeties(race))
    assert other.payoffs(safety[order]) == pytest.approx(
        race.payoffs(safety)[order], abs=1e-12 * scale(race)
    )
    assert other.disaster_probability(safety[order]) == pytest.approx(
        race.disaster_probability(safety), abs=1e-12
    )
    assert other.planner() == pytest.approx(race.planner()[order], abs=1e-9)
    for lab in range(race.n):
        reply, other_reply = (
            race.best_response(order[lab], safety),
            other.best_response(lab, safety[order]),
        )
        assert alike(race, order[lab], safety, reply, other_reply)
    nash, other_nash = settled(race), settled(other)
    if nash is not None and other_nash is not None:
        worth = race.payoffs(nash)[order]
        assert other_nash == pytest.approx(nash[order], abs=1e-7) or other.payoffs(
            other_nash
        ) == pytest.approx(worth, abs=1e-9 * scale(race))


@searched(max_examples=200)
@given(st.data())
def test_the_unit_of_time_does_not_matter(data):
    """Years or days: speeds and discount times c, years over c, all else as it was."""
    race = data.draw(races())
    c = 2.0 ** data.draw(st.integers(-6, 6))
    inside = race.speed * c
    if inside.min() < 1e-6 or inside.max() > 1e6 or race.discount * c > 1e6:
        return
    other = race.replace(speed=inside, discount=race.discount * c)
    safety = data.draw(safeties(race))
    assert other.payoffs(safety) == pytest.approx(race.payoffs(safety), abs=1e-12 * scale(race))
    assert other.win_probability(safety) == pytest.approx(race.win_probability(safety), abs=1e-12)
    assert other.expected_years(safety) * c == pytest.approx(race.expected_years(safety), rel=1e-12)
    assert other.planner() == pytest.approx(race.planner(), abs=1e-9)
    for lab in range(race.n):
        assert alike(
            race, lab, safety, race.best_response(lab, safety), other.best_response(lab, safety)
        )
    nash, other_nash = settled(race), settled(other)
    assert (nash is None) == (other_nash is None)
    assert nash is None or other_nash == pytest.approx(nash, abs=1e-9)


@searched(max_examples=200)
@given(st.data())
def test_more_safety_is_slower_and_its_own_win_less_dangerous(data):
    race = data.draw(races())
    safety = data.draw(safeties(race))
    lab = data.draw(st.integers(0, race.n - 1))
    safer = safety.copy()
    safer[lab] = data.draw(st.floats(float(safety[lab]), 1.0))
    assert race.expected_years(safer) >= race.expected_years(safety) * (1.0 - 1e-12)
    assert race.win_probability(safer)[lab] <= race.win_probability(safety)[lab] + 1e-12
    alone = race.disaster_probability(np.where(np.arange(race.n) == lab, safer, 1.0))
    before = race.disaster_probability(np.where(np.arange(race.n) == lab, safety, 1.0))
    still = race.rates(np.where(np.arange(race.n) == lab, safety, 1.0)).sum() == 0.0
    assert still or alone <= before + 1e-12


@searched(max_examples=150)
@given(st.data())
def test_milestones_keep_the_laws_of_chance(data):
    milestones = data.draw(st.sampled_from([2, 3, 10, 200, 1000]))
    race = data.draw(races(most=4, milestones=milestones))
    safety = data.draw(safeties(race))
    wins, disaster = race.win_probability(safety), race.disaster_probability(safety)
    moves = race.rates(safety).sum() > 0
    assert wins.sum() == pytest.approx(1.0 if moves else 0.0, abs=1e-9)
    assert (wins >= -1e-12).all()
    assert -1e-12 <= disaster <= race.risk * (1.0 + 1e-9)
    assert race.expected_years(safety) > 0.0
    assert (np.abs(race.payoffs(safety)) <= scale(race) * (1.0 + 1e-9)).all()


@searched(max_examples=200)
@given(races())
def test_a_race_of_one_has_nobody_to_fear(race):
    """Alone, a lab is its own planner, whatever enmity says."""
    lone = race.replace(speed=race.speed[:1], enmity=0.3, harm=float(race.harms()[0]), names=None,
                        **({"beliefs": None} if "beliefs" in FIELDS else {}))  # fmt: skip
    if lone.discount > 0.0:
        assert lone.nash() == pytest.approx(lone.planner(), abs=1e-9)
        assert lone.price_of_racing() == pytest.approx(0.0, abs=1e-12 * scale(lone))
