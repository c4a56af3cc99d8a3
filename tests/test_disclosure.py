"""Disclosure: published numbers, the fixed point, best replies and play."""

import numpy as np
import pytest
from scipy.optimize import brentq

from racekit.disclosure import hidden_share, silence_quality, silence_threshold, simulate

RUNS = 200_000


@pytest.mark.parametrize(
    ("informed", "expected"),
    [
        (0, 0.5), (0.25, 0.464102), (0.5, 0.414214), (0.75, 1 / 3), (0.9, 0.240253),
        (0.99, 0.090909), (1, 0),
    ],
)  # fmt: skip
def test_silence(informed, expected):
    threshold = silence_threshold(informed)
    assert threshold == pytest.approx(expected, abs=6e-7)
    root = np.sqrt(1 - informed)
    assert threshold == pytest.approx(root / (1 + root), abs=1e-15)
    assert silence_quality(informed) == pytest.approx(threshold, abs=1e-15)
    assert hidden_share(informed) == threshold


@pytest.mark.parametrize(
    ("exposure", "penalty", "expected"),
    [
        (0, 0, 0.240253), (0.2, 0, 0.258828), (0.5, 0, 0.298935), (0.2, 0.2, 0.211959),
        (0.2, 0.5, 0.153009), (0.5, 0.2, 0.135994), (0.5, 0.5, 0),
    ],
)  # fmt: skip
def test_exposure(exposure, penalty, expected):
    assert silence_threshold(0.9, exposure, penalty) == pytest.approx(expected, abs=6e-7)


def test_exposure_makes_silence_look_better_and_penalty_unravels():
    exposures = np.linspace(0, 1, 21)
    alone = [silence_threshold(0.9, w) for w in exposures]
    assert (np.diff(alone) > 0).all()
    assert (np.diff([hidden_share(0.9, w) for w in exposures]) < 0).all()
    fined = [silence_threshold(0.9, 0.5, penalty) for penalty in np.linspace(0, 0.5, 21)]
    assert (np.diff(fined) < 0).all()


@pytest.mark.parametrize("cost", [0.0, 0.1, 0.3, 0.5, 0.8])
def test_cost_when_everyone_is_informed(cost):
    assert silence_threshold(1, cost=cost) == pytest.approx(min(1, 2 * cost))
    assert silence_quality(1, cost=cost) == pytest.approx(min(1, 2 * cost) / 2)


def gain_from_speaking(q, informed, exposure, penalty, cost, threshold):
    """What speaking gains a lab of quality q if all others use the threshold."""
    unseen = informed * (1 - exposure)
    silent = 1 - informed + unseen * threshold
    mean = ((1 - informed) * 0.5 + unseen * threshold * threshold / 2) / silent if silent else 0
    return q - cost - exposure * (q - penalty) - (1 - exposure) * mean


def test_threshold_is_the_fixed_point_everywhere():
    random = np.random.default_rng(2)
    for informed, exposure, penalty, cost in random.random((3000, 4)) * [1, 1, 0.6, 0.4]:
        setting = (informed, exposure, penalty, cost)

        def gain(t, setting=setting):
            return gain_from_speaking(t, *setting, t)

        threshold = silence_threshold(*setting)
        if gain(0) >= 0:
            assert threshold == 0
        elif gain(1) <= 0:
            assert threshold == 1
        else:
            assert threshold == pytest.approx(brentq(gain, 0, 1, xtol=1e-14), abs=1e-12)
        # best replies: nobody above would rather be silent, nobody below speak
        for q in random.random(5):
            gained = gain_from_speaking(q, *setting, threshold)
            assert gained >= -1e-9 if q >= threshold else gained <= 1e-9


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ((0, 0.5, 0, 0), 0.5),
        ((0, 0.5, 0.1, 0), 0.4),
        ((1, 0.5, 0, 0), 0),
        ((1, 1, 0, 0), 0),
        ((0.5, 1, 0, 0), 0.5),  # indifferent: the limit
        ((0.5, 0.999999, 0, 0), 0.5),
        ((0.5, 1, 1e-6, 0), 0),  # any penalty decides
        ((0.5, 1, 0.1, 0.2), 1),
        ((0.5, 1, 0.2, 0.2), 0.7),
        ((1, 1, 0.2, 0.2), 0.4),
        ((0.9, 0.01, 1e6, 0), 0),
        ((0.9, 0, 1e6, 0), 0.240253),  # a penalty that nobody ever pays
        ((0.9, 0, 0, 1e6), 1),
        ((1 - 1e-16, 0, 0, 0), 1.053671e-8),
        ((5e-324, 1, 1e6, 1e6), 1),
    ],
)
def test_corners(setting, expected):
    assert silence_threshold(*setting) == pytest.approx(expected, abs=6e-7)
    assert 0 <= silence_quality(*setting) <= 0.5


@pytest.mark.parametrize("penalty", [0.4999, 0.5, 0.6, 100.0])
def test_silence_ends_once_the_penalty_is_high_enough(penalty):
    assert (silence_threshold(0.3, 0.5, penalty) == 0) == (penalty >= 0.5)


@pytest.mark.parametrize(
    "setting",
    [
        (0.9, 0, 0, 0), (0.5, 0, 0, 0), (0.9, 0.2, 0, 0), (0.9, 0.5, 0.2, 0), (0.9, 0.5, 0.5, 0),
        (1, 0, 0, 0.2), (0.7, 0.3, 0.1, 0.1), (0, 0.5, 0.1, 0),
    ],
)  # fmt: skip
def test_play_agrees(setting):
    labs = simulate(*setting, runs=RUNS, seed=11)
    informed, exposure, *_ = setting
    threshold = silence_threshold(*setting)
    assert labs.belief == silence_quality(*setting)
    known = labs.informed
    assert (labs.disclosed[known] == (labs.quality[known] >= threshold)).all()
    assert not (labs.disclosed | labs.exposed)[~known].any()
    silent = labs.quality[labs.silent]
    assert abs(silent.mean() - labs.belief) <= 4.5 * silent.std() / np.sqrt(silent.size)
    share = informed * hidden_share(*setting)
    hidden = (known & labs.silent).mean()
    assert abs(hidden - share) <= 4.5 * np.sqrt(share * (1 - share) / RUNS) + 1e-12
    kept = known & ~labs.disclosed
    if kept.any():
        error = np.sqrt(exposure * (1 - exposure) / kept.sum())
        assert abs(labs.exposed[kept].mean() - exposure) <= 4.5 * error + 1e-12


def test_everyone_speaks_if_everyone_knows():
    labs = simulate(1.0, runs=1000)
    assert labs.disclosed.all()
    assert not labs.silent.any()
    assert labs.belief == 0


def test_beliefs_that_learn_reach_the_threshold():
    belief = 0.9
    for step in range(25):
        labs = simulate(0.9, runs=RUNS, seed=step, belief=belief)
        belief = labs.quality[labs.silent].mean()
    assert belief == pytest.approx(silence_threshold(0.9), abs=0.01)
    # away from equilibrium the public is surprised
    labs = simulate(0.9, runs=RUNS, seed=1, belief=0.5)
    assert labs.quality[labs.silent].mean() < 0.4


def test_same_seed_same_bits():
    first, again, other = (
        simulate(0.8, 0.3, 0.1, 0.05, runs=5000, seed=seed) for seed in (7, 7, 8)
    )
    for name in ("quality", "informed", "disclosed", "exposed", "silent"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
    assert not np.array_equal(first.quality, other.quality)


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"informed": -0.1}, ValueError, "informed must lie in [0, 1], got -0.1"),
        ({"informed": 1.1}, ValueError, "informed must lie in [0, 1], got 1.1"),
        ({"informed": float("nan")}, ValueError, "informed must lie in [0, 1], got nan"),
        ({"informed": "all"}, TypeError, "informed must be a number, got 'all'"),
        ({"informed": None}, TypeError, "informed must be a number, got None"),
        ({"informed": [0.5]}, TypeError, "informed must be a number, got [0.5]"),
        ({"informed": True}, TypeError, "informed must be a number, got True"),
        ({"exposure": -1}, ValueError, "exposure must lie in [0, 1], got -1"),
        ({"exposure": 1.0001}, ValueError, "exposure must lie in [0, 1], got 1.0001"),
        ({"exposure": 1j}, TypeError, "exposure must be a number, got 1j"),
        ({"penalty": -0.5}, ValueError, "penalty must lie in [0, 1e+06] quality units, got -0.5"),
        ({"penalty": float("inf")}, ValueError, "penalty must lie in [0, 1e+06] quality units"),
        ({"penalty": 10**400}, ValueError, "penalty must lie in [0, 1e+06] quality units, got inf"),
        ({"cost": -1e-9}, ValueError, "cost must lie in [0, 1e+06] quality units, got -1e-09"),
        ({"cost": 2e6}, ValueError, "cost must lie in [0, 1e+06] quality units, got 2e+06"),
        ({"cost": "k"}, TypeError, "cost must be a number, got 'k'"),
    ],
)
def test_hostile_input(changes, kind, said):
    given = {"informed": 0.9} | changes
    for function in (silence_threshold, silence_quality, hidden_share, simulate):
        with pytest.raises(kind) as caught:
            function(**given)
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"runs": 0}, ValueError, "runs must lie in 1..100000000, got 0"),
        ({"runs": "many"}, TypeError, "runs must be an integer, got 'many'"),
        ({"seed": 2**64}, ValueError, "seed must lie in 0..18446744073709551615, got 1844674"),
        ({"belief": 1.5}, ValueError, "belief must lie in [0, 1] quality units, got 1.5"),
        ({"belief": "bad"}, TypeError, "belief must be a number, got 'bad'"),
    ],
)
def test_hostile_simulation(changes, kind, said):
    with pytest.raises(kind) as caught:
        simulate(0.5, **changes)
    assert said in str(caught.value)
