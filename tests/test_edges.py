"""Right numbers at the ends of every range: corners met exactly, limits from both sides."""

import numpy as np
import pytest

from racekit import Race, _kernels, nash_grid

LEAST = 1e-6  # of a safety tax and of a risk
FREE = {"safety_tax": 1.0, "discount": 0.0}  # full safety stops a lab, and nobody is in a hurry


@pytest.mark.parametrize("tax", [LEAST, 1e-5, 1e-4, 1e-3])
@pytest.mark.parametrize("n", [1, 2, 5, 20])
def test_nearly_free_safety_is_done_in_full(tax, n):
    """Below a tax of a thousandth a lab of the course loses nothing by it."""
    race = Race.equal(n, safety_tax=tax)
    assert race.nash().tolist() == race.planner().tolist() == [1.0] * n
    assert race.disaster_probability(race.nash()) == 0.0
    assert race.price_of_racing() == pytest.approx(0.0, abs=1e-15)


def test_a_tax_too_small_to_tell_from_none_is_refused():
    for name in ("safety_tax", "risk"):
        for value in (0.0, 5e-324, 1e-17, 9.99e-7):
            with pytest.raises(ValueError, match=rf"^{name} must lie in \[1e-06, 1\]"):
                Race.equal(2, **{name: value})


def test_an_alarmed_lab_alone_does_all_of_the_work():
    race = Race([18.8], safety_tax=1e-6, risk=0.116, harm=1e6, discount=3.46)
    assert race.nash().tolist() == [1.0]
    assert race.best_response(0, [0.0]) == 1.0


@pytest.mark.parametrize("floor", [0.1, 0.3, 0.7, 1 / 3])
def test_floors_and_standards_are_met_to_the_last_bit(floor):
    race = Race.equal(6)  # labs that do nothing of their own
    assert race.nash(floor=floor).tolist() == [floor] * 6
    committed = race.nash(committed={"lab 2": floor})
    assert committed[1] == floor
    anxious = Race.equal(2, harm=50.0).races
    assert anxious.replies(*anxious.outside(np.zeros(2)), high=floor).tolist() == [floor] * 2


@pytest.mark.parametrize(
    ("race", "price"),
    [
        (Race.equal(2, enmity=0.0, risk=0.1, **FREE), 0.0),
        (Race.equal(2, enmity=0.0, risk=0.5, **FREE), 0.0),
        (Race.equal(3, enmity=0.0, risk=0.1, **FREE), 0.0),
        (Race.equal(1, **FREE), 0.0),
    ],
)
def test_racing_costs_nothing_where_nobody_races(race, price):
    assert race.price_of_racing() == pytest.approx(price, abs=1e-15)


def test_price_of_racing_has_one_limit():
    """From impatience that vanishes, and at none."""
    for enmity in (0.0, 0.3, 1.0):
        at = Race.equal(2, enmity=enmity, safety_tax=1.0, discount=0.0).price_of_racing()
        near = Race.equal(2, enmity=enmity, safety_tax=1.0, discount=1e-12).price_of_racing()
        assert at == pytest.approx(near, abs=2e-6)


@pytest.mark.parametrize(
    ("labs", "milestones", "settings"),
    [
        (3, 100, {"discount": 1e-6, "harm": 1e4}),
        (2, 60, {"discount": 0.0, "harm": 1e3}),
        (2, 30, {"discount": 0.0, "harm": 1e3}),
    ],
)
def test_narrow_peaks_are_found(labs, milestones, settings):
    """With many milestones and much at stake a lab's payoff is a needle near full safety."""
    race = Race.equal(labs, safety_tax=1.0, milestones=milestones, **settings)
    nash = race.nash()
    trials = np.tile(nash, (1500, 1))
    trials[:, 0] = 1.0 - np.geomspace(1e-9, 1.0, len(trials))
    assert race.payoffs(trials)[:, 0].max() <= race.payoffs(nash)[0] + 1e-9


def test_easy_races_settle():
    """Nobody minds who wins, and hardly anything can go wrong."""
    rng = np.random.default_rng(4)
    for _ in range(60):
        n = int(rng.integers(2, 8))
        race = Race(
            rng.uniform(0.2, 3.0, n) if rng.random() < 0.5 else np.ones(n),
            safety_tax=rng.choice([1.0, 0.9999, 0.999]), risk=10 ** rng.uniform(-6, -4),
            discount=10 ** rng.uniform(-6, 0), enmity=0.0,
        )  # fmt: skip
        nash = race.nash()
        replies = [race.best_response(lab, nash) for lab in range(n)]
        assert np.abs(replies - nash).max() <= 1e-9


def test_a_grid_keeps_its_other_points(monkeypatch):
    from racekit.races import Races

    real = Races.settled

    def settled(self, *bounds, **rule):
        safety, sweeps = real(self, *bounds, **rule)
        sweeps[1] = -1
        return safety, sweeps

    monkeypatch.setattr(Races, "settled", settled)
    with pytest.warns(RuntimeWarning, match=r"1 of 3 points, the first \{'risk': 0\.4\}: NaN"):
        table = nash_grid(Race.equal(2), risk=[0.3, 0.4, 0.5])
    assert table.isna().all(axis=1).tolist() == [False, True, False]


def test_a_failure_names_the_race(monkeypatch):
    from racekit.races import Races

    monkeypatch.setattr(Races, "settled", lambda self, *a, **k: (np.ones(2), np.int64(-1)))
    with pytest.raises(RuntimeError, match=r"did not settle in .*speed=array\(\[1\., 2\.\]\)"):
        Race([1.0, 2.0]).nash()


def regret(race, profile):
    """Most that a lab gains [prizes] by leaving a profile for its best reply."""
    gains = []
    for lab in range(race.n):
        moved = profile.copy()
        moved[lab] = race.best_response(lab, profile)
        gains.append(race.payoffs(moved)[lab] - race.payoffs(profile)[lab])
    return max(gains)


def test_order_of_labs_and_unit_of_time_change_nothing():
    """Where safety itself is ill-conditioned, nobody is better off for the difference."""
    rng = np.random.default_rng(8)
    for _ in range(100):
        n = int(rng.integers(2, 7))
        speed, harm = 10.0 ** rng.uniform(-4, 4, n), 10.0 ** rng.uniform(-3, 3, n)
        enmity, order = rng.random((n, n)), rng.permutation(n)
        np.fill_diagonal(enmity, 0.0)
        discount = 10.0 ** rng.uniform(-6, 2)
        fields = {"safety_tax": 10.0 ** rng.uniform(-6, 0), "risk": 10.0 ** rng.uniform(-6, 0),
                  "curve": rng.choice([0.3, 1.0, 2.5]), "residual": rng.choice([0.0, 0.4]),
                  }  # fmt: skip
        race = Race(speed, enmity=enmity, harm=harm, discount=discount, **fields)
        among = enmity[np.ix_(order, order)]
        mixed = Race(speed[order], enmity=among, harm=harm[order], discount=discount, **fields)
        faster = Race(8 * speed, enmity=enmity, harm=harm, discount=8 * discount, **fields)
        for profile in (mixed.nash()[np.argsort(order)], faster.nash()):
            assert regret(race, profile) <= 1e-11 * max(1.0, harm.max()), race


def test_best_replies_on_curves_below_one_against_a_fine_grid():
    """There the payoff may have two peaks, one of them at full safety."""
    rng, shares = np.random.default_rng(6), np.r_[0.0, np.geomspace(1e-12, 1.0, 4000)]
    inside = 0
    for _ in range(3000):
        slow, gain, stake, rate = 10.0 ** rng.uniform([-3, -2, -2, -3], [1, 1, 2, 1])
        curve, level = rng.uniform(0.1, 0.99), 10.0 ** rng.uniform(-4, 2)
        best = _kernels.best_skipped(slow, gain, stake, curve, level, rate, 0.0, 1.0)

        def short(x, slow=slow, gain=gain, stake=stake, curve=curve, level=level, rate=rate):
            own = slow + gain * x
            return (level + own * stake * x**curve) / (rate + own)

        assert short(best) <= short(shares).min() * (1 + 1e-9)
        inside += 0.0 < best < 1.0
    assert inside > 300
