"""Coalitions: published numbers, equilibria by brute force, who stays and who joins."""

import brute
import numpy as np
import pytest
from test_bad_input import NAMES, fault

import racekit as rk
from racekit import coalition
from racekit.race import Race

NOBODY = np.nan


def speed_race(n, **settings):
    return Race.hardest(n, **settings)


def random_cases(seed, cases):
    """Races of equal labs over all parameters, with a number of members."""
    random = np.random.default_rng(seed)
    for _ in range(cases):
        n = int(random.integers(2, 9))
        race = Race(
            np.full(n, random.choice([0.2, 1.0, 3.0])),
            safety_tax=random.choice([random.uniform(0.05, 1.0), 1.0]),
            risk=random.choice([random.uniform(0.02, 1.0), 1.0]),
            enmity=random.choice([random.random(), 0.0, 1.0]),
            harm=random.choice([random.uniform(0.0, 4.0), 0.0]),
            discount=random.choice([random.uniform(0.0, 0.5), 0.0]),
        )
        yield race, int(random.integers(0, n + 1))


def profile_of(race, found):
    """Safety of every lab, the members first."""
    signed = np.arange(race.n) < found.members
    return np.where(signed, found.safety_inside, found.safety_outside)


def test_baseline():
    table = coalition.profile(Race.equal(5))
    risk = [0.389575, 0.389575, 0.364339, 0.313315, 0.220310, 0.0]
    inside = [NOBODY, 0.120851, 0.122939, 0.129337, 0.143775, 0.190476]
    outside = [0.120851, 0.120851, 0.127662, 0.145145, 0.191840, NOBODY]
    assert table["disaster_probability"].to_numpy() == pytest.approx(risk, abs=6e-7)
    assert table["payoff_inside"].to_numpy() == pytest.approx(inside, abs=6e-7, nan_ok=True)
    assert table["payoff_outside"].to_numpy() == pytest.approx(outside, abs=6e-7, nan_ok=True)
    assert table.index.tolist() == list(range(6))


def test_ten_labs_where_speed_is_risk():
    table = coalition.profile(speed_race(10))
    risk = [
        0.47397, 0.46872, 0.45866, 0.44378, 0.42363, 0.39713, 0.36209, 0.31380, 0.23954, 0.06589,
    ]  # fmt: skip
    inside = [
        0.05205, 0.05222, 0.05271, 0.05356, 0.05483, 0.05666, 0.05929, 0.06323, 0.06987, 0.08682,
    ]  # fmt: skip
    outside = [0.05205, 0.05265, 0.05391, 0.05596, 0.05908, 0.06380, 0.07126, 0.08436, 0.11406]
    assert table["disaster_probability"].to_numpy()[1:] == pytest.approx(risk, abs=6e-6)
    assert table["payoff_inside"].to_numpy()[1:] == pytest.approx(inside, abs=6e-6)
    assert table["payoff_outside"].to_numpy()[1:-1] == pytest.approx(outside, abs=6e-6)


@pytest.mark.parametrize(
    ("race", "sizes"),
    [
        *[(Race.equal(n), [3]) for n in (3, 5, 8, 10)],
        *[(Race.equal(n, harm=1.0), [4]) for n in (5, 8)],
        *[(speed_race(n), [3]) for n in range(5, 13)],
        (speed_race(8, harm=5.0, discount=0.0), [8]),
        (speed_race(10, harm=5.0, discount=0.0), [6, 10]),
        (speed_race(5, discount=0.0), [3, 5]),
        (Race.equal(1), [1]),
        (Race.equal(2), [2]),
    ],
)
def test_stable_sizes(race, sizes):
    assert coalition.stable_sizes(race) == sizes
    table = coalition.profile(race)
    assert table.index[table["stable"]].tolist() == sizes


@pytest.mark.parametrize(
    ("n", "harm", "sanction", "gain"),
    [(5, 0.0, 0.001155, 0.055391), (10, 0.0, 0.003027, 0.034769), (10, 1.0, 0.004218, 0.298933)],
)
def test_sanction_that_keeps_all_in(n, harm, sanction, gain):
    race = speed_race(n, harm=harm)
    least = coalition.critical_sanction(race)
    assert least == pytest.approx(sanction, abs=6e-7)
    assert n in coalition.stable_sizes(race, sanction=least * 1.0001)
    assert n not in coalition.stable_sizes(race, sanction=least * 0.9999)
    table = coalition.profile(race)
    assert table["payoff_inside"][n] - table["payoff_inside"][1] == pytest.approx(gain, abs=6e-7)


@pytest.mark.parametrize("race", [Race.equal(1), Race.equal(2), Race.equal(3), Race.equal(4)])
def test_no_sanction_needed_among_few(race):
    assert coalition.critical_sanction(race) == 0.0


def test_minimum_participation():
    """A clause holds at exactly its size, or at the size that is stable anyway."""
    race, table = speed_race(10), coalition.profile(speed_race(10))
    for minimum in range(1, 11):
        assert coalition.stable_sizes(race, minimum=minimum) == [max(3, minimum)]
    gains = table["payoff_inside"] - table["payoff_inside"][1]
    for members, gain in ((2, 0.00017), (5, 0.00278), (9, 0.01782), (10, 0.03477)):
        assert gains[members] == pytest.approx(gain, abs=6e-6)
    assert coalition.stable_sizes(Race.equal(5), minimum=5) == [5]


def test_sanction_and_minimum_together():
    race = Race.equal(5)
    assert coalition.stable_sizes(race, sanction=0.0004) == [3, 5]
    assert coalition.stable_sizes(race, sanction=0.0004, minimum=4) == [5]
    assert coalition.stable_sizes(race, sanction=1.0) == [5]


def stable_by_hand(race, sanction):
    """d'Aspremont's two conditions, lab by lab."""
    found = [coalition.outcome(race, m) for m in range(race.n + 1)]

    def fined(m):
        return found[m].payoff_outside - (sanction * m if m >= 2 else 0.0)

    stays = [m == 1 or found[m].payoff_inside >= fined(m - 1) for m in range(1, race.n + 1)]
    joins = [found[m + 1].payoff_inside >= fined(m) for m in range(1, race.n)] + [False]
    return [m for m in range(1, race.n + 1) if stays[m - 1] and not joins[m - 1]]


@pytest.mark.parametrize("sanction", [0.0, 0.0004, 0.002, 0.01])
def test_stability_by_hand(sanction):
    for n in (4, 6, 9):
        for race in (speed_race(n), speed_race(n, enmity=0.4), Race.equal(n, harm=1.3)):
            assert coalition.stable_sizes(race, sanction=sanction) == stable_by_hand(race, sanction)


def test_outsiders_and_members_reply_best():
    """By search: no outsider gains alone, the members do not gain together."""
    for race, members in random_cases(1, 60):
        found = coalition.outcome(race, members)
        safety = profile_of(race, found)
        if found.years > 1e6:
            continue  # nobody minds who wins, or when
        if members < race.n:
            _, value = brute.best_reply(race, race.n - 1, safety)
            at = brute.payoff(race, race.n - 1, safety, found.safety_outside)
            assert float(at) >= value - 1e-9 * (1 + abs(value))
            assert found.payoff_outside == pytest.approx(float(at), abs=1e-12, rel=1e-10)
        if members == 0:
            continue

        def together(own, race=race, members=members, outside=safety[members:]):
            """Payoff of one member when all do ``own``, from the primitives."""
            rates = race.speed[0] * (1 - race.safety_tax * own)
            total, value, danger = members * rates + race.discount, 0.0, race.risk * (1 - own)
            rival = 1 - race.enmity
            value = rates * (1 - danger - danger * race.harm)
            value += (members - 1) * rates * (rival - danger * (rival + race.harm))
            for s in outside:
                rate, danger = race.speed[0] * (1 - race.safety_tax * s), race.risk * (1 - s)
                value = value + rate * (rival - danger * (rival + race.harm))
                total = total + rate
            return np.divide(value, total, out=np.zeros_like(value), where=total > 0)

        _, value = brute.best_on_grid(together)
        at = float(together(np.array([found.safety_inside]))[0])
        assert at >= value - 1e-9 * (1 + abs(value))
        assert found.payoff_inside == pytest.approx(at, abs=1e-12, rel=1e-10)


def test_members_share_the_work_equally():
    """No unequal split of safety among the members beats the common one."""
    random = np.random.default_rng(3)
    for race, members in random_cases(2, 60):
        found = coalition.outcome(race, members)
        if members < 2 or np.isinf(found.years):
            continue
        safety = np.tile(profile_of(race, found), (400, 1))
        scale = random.choice([1e-3, 0.1, 1.0], (400, 1))
        safety[:, :members] += scale * random.uniform(-1, 1, (400, members))
        joint = race.payoffs(np.clip(safety, 0, 1))[:, :members].sum(axis=1)
        assert joint.max() <= members * found.payoff_inside + 1e-12 * (1 + race.harm)


def test_fixed_point_to_twelve_digits():
    """At an interior best reply the payoff is alpha - 2 beta lambda, an identity in the rate."""
    interior = 0
    for race, members in random_cases(4, 400):
        found = coalition.outcome(race, members)
        tax, risk, speed = race.safety_tax, race.risk, race.speed[0]
        if members and 1e-6 < found.safety_inside < 1 - 1e-6:
            weight = 1 - race.enmity * (members - 1) / members
            alpha = weight + (weight + race.harm) * risk * (1 - tax) / tax
            beta = (weight + race.harm) * risk / (tax * members * speed)
            rate = members * speed * (1 - tax * found.safety_inside)
            assert found.payoff_inside == pytest.approx(
                alpha - 2 * beta * rate, abs=1e-11 * (1 + alpha)
            )
            interior += 1
        if members < race.n and 1e-6 < found.safety_outside < 1 - 1e-6:
            reply = race.best_response(race.n - 1, profile_of(race, found))
            assert reply == pytest.approx(found.safety_outside, abs=1e-12 / tax)
            interior += 1
    assert interior > 200


def test_speed_race_formula():
    """The special case in its own words: speeds u inside, v outside."""
    for n, e, h, x in ((10, 1.0, 0.0, 0.05), (6, 0.5, 1.0, 0.1), (5, 0.8, 0.3, 0.0)):
        race = speed_race(n, enmity=e, harm=h, discount=x)
        for m in range(1, n):
            found = coalition.outcome(race, m)
            u, v, free = 1 - found.safety_inside, 1 - found.safety_outside, n - m
            s, g = x + free * v, free * v * ((1 - e) - (1 - e + h) * v)
            mu, big_m = 1 + (1 - e) * (m - 1), 1 + h + (m - 1) * (1 - e + h)
            reply = -s / m + np.sqrt(s**2 / m**2 + (mu * s - m * g) / (m * big_m))
            assert u == pytest.approx(reply, abs=1e-12)


@pytest.mark.parametrize("members", [0, 1])
def test_one_signing_alone_changes_nothing(members):
    for race, _ in random_cases(5, 40):
        nash, found = race.nash(), coalition.outcome(race, members)
        assert profile_of(race, found) == pytest.approx(nash, abs=1e-10)
        assert np.isnan(found.safety_inside) == (members == 0)
        assert np.isnan(found.payoff_outside) == (members == race.n)


def test_without_enmity_all_together_are_the_planner():
    for discount in (0.0, 0.05, 0.4):
        race = Race.equal(4, enmity=0.0, harm=0.5, discount=discount)
        assert coalition.outcome(race, 4).safety_inside == pytest.approx(race.planner()[0])


def test_patient_union_takes_forever():
    """The limit of ever smaller discounts."""
    for n, enmity in ((2, 1.0), (5, 0.6)):
        race = speed_race(n, enmity=enmity, harm=0.7, discount=0.0)
        found = coalition.outcome(race, n)
        assert (found.years, found.disaster_probability) == (np.inf, 0.0)
        assert found.safety_inside == 1.0
        near = coalition.outcome(race.replace(discount=1e-10), n)
        assert found.payoff_inside == pytest.approx(1 - enmity * (n - 1) / n)
        assert found.payoff_inside == pytest.approx(near.payoff_inside, abs=1e-4)


def test_the_faster_the_sooner():
    """Twice the speed and twice the impatience: the same race in half the time."""
    race = Race.equal(4, discount=0.1)
    slow, fast = (coalition.profile(r) for r in (race, race.replace(speed=[2.0] * 4, discount=0.2)))
    assert fast["years"].to_numpy() == pytest.approx(slow["years"].to_numpy() / 2)
    same = ["safety_inside", "payoff_inside", "disaster_probability"]
    assert fast[same].to_numpy() == pytest.approx(slow[same].to_numpy(), nan_ok=True)


def test_simulated_race_agrees():
    race = Race.equal(5)
    found = coalition.outcome(race, 3)
    runs = 200_000
    play = rk.simulate(race, profile_of(race, found), runs=runs, seed=1)
    error = np.sqrt(found.disaster_probability * (1 - found.disaster_probability) / runs)
    assert abs(play.disaster.mean() - found.disaster_probability) < 4 * error
    assert abs(play.years.mean() - found.years) < 4 * found.years / np.sqrt(runs)


def test_extreme_races_settle():
    for n in (2, 7, 20):
        for tax, risk, enmity, harm, discount in (
            (1e-6, 1.0, 1.0, 0.0, 0.05), (1.0, 1e-6, 1.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0, 0.0),
            (1.0, 1.0, 1e-9, 0.0, 0.0), (1.0, 1.0, 1.0, 1e6, 0.0), (0.5, 0.5, 1.0, 1e6, 1e6),
            (1e-6, 1e-6, 1.0, 0.0, 0.0),
        ):  # fmt: skip
            race = Race.equal(
                n, safety_tax=tax, risk=risk, enmity=enmity, harm=harm, discount=discount
            )
            table = coalition.profile(race)
            assert table["disaster_probability"].between(0, risk * (1 + 1e-12)).all()
            assert table["safety_inside"][1:].between(0, 1).all()
            assert table["safety_outside"][:-1].between(0, 1).all()
            assert table["payoff_inside"][1:].between(-harm, 1).all()
            assert coalition.stable_sizes(race)


def test_scalars_given_as_numpy():
    race = Race.equal(np.int64(4), enmity=np.float64(0.5), harm=np.float32(1.0))
    assert coalition.outcome(race, np.int64(2)).members == 2


V, T = ValueError, TypeError


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        pytest.param(call, kind, words, id=call)
        for call, kind, *words in [
            ("outcome([1, 1], 1)", T, "race", "Race", "[1, 1]"),
            ("outcome(None)", T, "race", "None"),
            ("outcome(two)", V, "members", "0..2 labs", "got 3"),
            ("outcome(three, -1)", V, "members", "0..3 labs", "got -1"),
            ("outcome(three, 2.0)", T, "members", "integer", "2.0"),
            ("outcome(three, True)", T, "members", "integer", "True"),
            ("outcome(three, nan)", T, "members", "integer", "nan"),
            ("outcome(three, [1, 2])", T, "members", "integer", "[1, 2]"),
            ("outcome(slow, 1)", V, "milestones", "1", "got 2"),
            ("outcome(Race([1, 2]), 1)", V, "equal labs", "[1. 2.]"),
            ("outcome(Race([1, 1], harm=[0, 1]), 1)", V, "harm", "one number", "[0. 1.]"),
            ("profile(Race([1, 1], enmity=[[0, 1], [0.5, 0]]))", V, "enmity", "one number"),
            ("profile('race')", T, "race", "'race'"),
            ("profile(three, sanction=-1)", V, "sanction", "[0, 1e+06]", "got -1"),
            ("profile(slow)", V, "milestones", "got 2"),
            ("stable_sizes(three, sanction=nan)", V, "sanction", "got nan"),
            ("stable_sizes(three, sanction='high')", T, "sanction", "number", "'high'"),
            ("stable_sizes(three, sanction=inf)", V, "sanction", "got inf"),
            ("stable_sizes(three, minimum=0)", V, "minimum", "1..3", "got 0"),
            ("stable_sizes(three, minimum=4)", V, "minimum", "1..3", "got 4"),
            ("stable_sizes(three, minimum=2.5)", T, "minimum", "integer", "2.5"),
            ("stable_sizes(Race.equal(1), minimum=2)", V, "minimum", "1..1", "got 2"),
            ("stable_sizes(Race.equal(1), sanction=-2)", V, "sanction", "got -2"),
            ("critical_sanction(Race([1, 2, 3]))", V, "equal labs"),
            ("critical_sanction(3)", T, "race", "3"),
        ]
    ],
)
def test_hostile(call, kind, words, monkeypatch):
    for name in ("outcome", "profile", "stable_sizes", "critical_sanction"):
        monkeypatch.setitem(NAMES, name, getattr(coalition, name))
    said = fault(call, kind, words)
    assert not said, said


def test_ladder_of_unequal_labs():
    """Nations that lie across the labs' order, each lab doing what its nation chose."""
    race = Race([1.0, 2.0, 0.5], names=["a", "b", "c"], harm=[0.0, 2.0, 1.0], discount=0.2)
    table = coalition.ladder(race, [["a", "c"], ["b"]])
    pair = race.united([[0, 2], [1]])
    first, second = pair.nash()
    safety = table[["a safety", "b safety", "c safety"]].to_numpy()
    np.testing.assert_array_equal(safety, [race.nash(), [first, second, first], race.planner()])
    assert table.loc["nations", "disaster_probability"] == pytest.approx(
        float(pair.disaster_probability([first, second])), abs=1e-12)  # fmt: skip
    assert table.loc["nations", "years"] == pytest.approx(
        float(pair.expected_years([first, second])), abs=1e-12)  # fmt: skip
    assert list(table.index) == ["labs", "nations", "world"]


@pytest.mark.parametrize(
    ("race", "blocs", "kind", "said"),
    [
        ("race", [[0, 1]], TypeError, "race must be a Race"),
        (Race.equal(2, milestones=2), [[0, 1]], ValueError, "race must have milestones 1"),
        (Race.equal(3), [[0, 1]], ValueError, "blocs must hold each of the 3 labs exactly once"),
        (Race.equal(2), "ab", TypeError, "blocs must be a sequence of sequences"),
    ],
)
def test_ladder_refuses(race, blocs, kind, said):
    with pytest.raises(kind, match=said):
        coalition.ladder(race, blocs)
