"""Fines and one-sided floors: published numbers, equilibria by search, paths by play."""

import brute
import numpy as np
import pytest
from test_bad_input import NAMES, fault

from racekit import compliance
from racekit.compliance import (
    band,
    best_one_sided,
    best_response,
    critical_fine_rate,
    equilibria,
    hysteresis,
    one_sided,
    settle,
)
from racekit.compliance._common_rate import rule_of
from racekit.race import Race


def speed_race(n, **settings):
    return Race.hardest(n, **settings)


PATIENT = speed_race(2, discount=0.0)


def fined_payoff(race, lab, safety, own, standard, fine):
    """Payoff of a lab from the primitives, net of fines charged while the race lasts."""
    own = np.asarray(own, dtype=float)
    rates = race.speed * (1 - race.safety_tax * np.asarray(safety))
    others = rates.sum() - rates[lab]
    total = others + race.speed[lab] * (1 - race.safety_tax * own) + race.discount
    short = np.maximum(standard - own, 0)
    return brute.payoff(race, lab, safety, own) - fine * short / total


def random_rules(seed, cases, equal=True):
    """Races with a standard and a fine around the one that counts; the clock never stops."""
    random = np.random.default_rng(seed)
    for _ in range(cases):
        n = int(random.integers(1, 7))
        speed = np.full(n, random.choice([0.3, 1.0, 2.5])) if equal else random.uniform(0.3, 2, n)
        race = Race(
            speed,
            safety_tax=random.choice([random.uniform(0.1, 0.98), 0.98]),
            risk=random.choice([random.uniform(0.05, 1.0), 1.0]),
            enmity=random.choice([random.random(), 0.0, 1.0]),
            harm=random.choice([random.uniform(0.0, 3.0), 0.0]),
            discount=random.choice([random.uniform(0.0, 0.3), 0.0]),
        )
        yield race, random.uniform(0.0, 1.0), random.choice([0.0, random.uniform(0.0, 2.0)])


def ends(race, standard):
    """Both ends of the band."""
    found = band(race, standard)
    return found.low, found.high


def test_published_fine():
    assert critical_fine_rate(PATIENT, standard=0.95) == pytest.approx(0.425, abs=1e-15)
    found = equilibria(PATIENT, standard=0.95, fine_rate=0.44)
    assert 1 - found["safety"].to_numpy() == pytest.approx([0.05, 0.056215, 0.130452], abs=6e-7)
    assert found["complies"].tolist() == [True, False, False]
    assert found["stable"].tolist() == [True, False, True]


def test_speed_race_formulas():
    """The special case in its own words: speeds, x = rho / a, f per unit of speed / a."""
    for n, e, h, x, limit in (
        (2, 1.0, 0.0, 0.0, 0.05), (5, 0.7, 0.4, 0.05, 0.1), (3, 1.0, 0.0, 0.1, 0.02),
    ):  # fmt: skip
        total, stake = e * (n - 1), 1 + h
        race = speed_race(n, enmity=e, harm=h, discount=x)
        least = x + total * limit - 2 * stake * x * limit - (n * stake + total) * limit**2
        least /= x + n * limit
        assert critical_fine_rate(race, 1 - limit) == pytest.approx(least)
        for f in np.linspace(0, 1.31 * least, 14):
            u = np.roots([
                n * stake + total,
                2 * stake * x - total + f * (n - 1),
                -x * (1 - f) + f * limit,
            ])  # fmt: skip
            cheats = sorted(u[(np.abs(u.imag) < 1e-12) & (u.real > limit)].real)
            expected = [limit] * int(f >= least) + cheats
            speeds = 1 - equilibria(race, 1 - limit, f)["safety"].to_numpy()
            assert speeds == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("n", [2, 3, 5, 10])
def test_strict_limits_have_a_band(n):
    """Patient labs where speed is risk: two equilibria iff the limit is below u_N / (n + 1)."""
    race = speed_race(n, discount=0.0)
    edge = (1 - race.nash()[0]) / (n + 1)
    for share, wide in ((0.2, True), (0.99, True), (1.01, False), (2.0, False)):
        low, high = ends(race, 1 - share * edge)
        assert (high > low) == wide
        assert low == critical_fine_rate(race, 1 - share * edge)


def test_band_where_safety_costs_less_than_all_speed():
    """Two equilibria at safety_tax and risk below 1 too: the ends by search."""
    race = Race.equal(2, risk=0.2)
    low, high = ends(race, 1.0)
    assert (low, high) == pytest.approx((0.4044, 0.4263), abs=6e-5)
    for fine, count in ((low - 1e-6, 1), (low + 1e-6, 3), (high - 1e-6, 3), (high + 1e-6, 1)):
        assert len(equilibria(race, 1.0, fine)) == count
    assert ends(Race.equal(2), 1.0) == pytest.approx((0.364444, 0.364444), abs=6e-7)


def common_wish(race, standard, fine, levels):
    """Where all equal labs do ``levels``: 1 if one alone would go faster, -1 slower."""
    rivals, speed, tax = race.n - 1, race.speed[0], race.safety_tax

    def alone(own):
        rate, other = speed * (1 - tax * own), speed * (1 - tax * levels)
        danger, worth = race.risk * (1 - own), 1 - race.enmity
        value = rate * (1 - danger - race.harm * danger)
        danger = race.risk * (1 - levels)
        value = value + rivals * other * (worth * (1 - danger) - race.harm * danger)
        value = value - fine * np.maximum(standard - own, 0)
        return value / (rate + rivals * other + race.discount)

    levels = np.asarray(levels)
    return np.sign(alone(levels - 1e-6) - alone(levels + 1e-6))


def test_no_lab_gains_alone():
    for race, standard, fine in random_rules(1, 120):
        found = equilibria(race, standard, fine)
        assert len(found) >= 1
        for safety, payoff in found[["safety", "payoff"]].to_numpy():
            everyone = np.full(race.n, safety)
            _, best = brute.best_on_grid(
                lambda own, race=race, everyone=everyone, rule=(standard, fine): fined_payoff(
                    race, 0, everyone, own, *rule
                )
            )
            at = float(fined_payoff(race, 0, everyone, safety, standard, fine))
            assert payoff == pytest.approx(at, abs=1e-12, rel=1e-10)
            assert at >= best - 1e-9 * (1 + abs(best))


def test_none_is_missed():
    """Walking along the common safety, wishes change sign at equilibria and nowhere else."""
    levels, several = np.linspace(2e-6, 1 - 2e-6, 2001), 0
    for race, standard, _ in random_rules(2, 400):
        race, standard = race.replace(risk=race.risk * standard), max(standard, 1 - standard)
        low, high = ends(race, standard)
        for fine in (0.7 * low, 0.5 * (low + high), 1.1 * high + 0.01):
            found = equilibria(race, standard, fine)["safety"].to_numpy()
            several += len(found) == 3
            wishes = common_wish(race, standard, fine, levels)
            for turn in np.flatnonzero(wishes[:-1] * wishes[1:] < 0):
                left, right = levels[turn] - 1e-5, levels[turn + 1] + 1e-5
                assert ((found >= left) & (found <= right)).any()
            near = found[(found > 1e-3) & (found < 1 - 1e-3)]
            if near.size and np.ptp(found) != 0 and np.diff(-found).min() > 1e-3:
                around = (common_wish(race, standard, fine, near + step) for step in (-1e-4, 1e-4))
                assert np.prod(list(around), axis=0) == pytest.approx(-1)
    assert several > 20


def test_critical_fine_by_search():
    """A lab alone among those who comply: just enough deters, a little less does not."""
    for race, standard, _ in random_rules(3, 60):
        least = critical_fine_rate(race, standard)
        if least < 1e-3:
            continue
        everyone = np.full(race.n, standard)
        for share, complies in ((1.001, True), (0.98, False)):
            own, _ = brute.best_on_grid(
                lambda own, race=race, everyone=everyone, rule=(standard, share * least): (
                    fined_payoff(race, 0, everyone, own, *rule)
                ),
                points=2001,
            )
            assert (own >= standard - 1e-7) == complies
            found = equilibria(race, standard, share * least)
            assert found["complies"].any() == complies


def test_best_response_by_search():
    for race, standard, fine in random_rules(4, 120, equal=False):
        safety = np.random.default_rng(race.n).random(race.n)
        own = best_response(race, race.n - 1, safety, standard, fine)

        def value(own, race=race, safety=safety, rule=(standard, fine)):
            return fined_payoff(race, race.n - 1, safety, own, *rule)

        best, most = brute.best_on_grid(value, points=1001)
        assert float(value(own)) >= most - 1e-10 * (1 + abs(most))
        if own < 1.0 or race.n > 1:
            assert own == pytest.approx(best, abs=2e-4) or float(value(best)) == pytest.approx(
                float(value(own)), abs=1e-9
            )


def test_without_a_fine_nothing_changes():
    for race, standard, _ in random_rules(5, 40, equal=False):
        safety = np.random.default_rng(0).random(race.n)
        free = race.best_response(0, safety)
        assert best_response(race, 0, safety, standard, 0.0) == pytest.approx(free, abs=1e-12)
        assert settle(race, standard, 0.0) == pytest.approx(race.nash(), abs=1e-9)


def test_a_standard_nobody_minds():
    race = Race.equal(3, risk=0.7)
    nash = race.nash()[0]
    found = equilibria(race, standard=nash / 2, fine_rate=0.3)
    assert found["safety"].to_numpy() == pytest.approx([nash])
    assert found["complies"].all()
    assert critical_fine_rate(race, nash / 2) == 0.0
    assert ends(race, nash / 2) == (0.0, 0.0)


def test_settle_finds_the_stable_equilibria():
    for race, standard in ((PATIENT, 0.95), (Race.equal(3, risk=0.2, discount=0.01), 0.98)):
        low, high = ends(race, standard)
        assert high > low
        found = equilibria(race, standard, (low + high) / 2)
        comply, middle, cheat = found["safety"]
        fine = (low + high) / 2
        assert settle(race, standard, fine, start=standard) == pytest.approx(comply)
        assert settle(race, standard, fine) == pytest.approx(cheat, abs=1e-9)
        assert settle(race, standard, fine, start=middle - 1e-4) == pytest.approx(cheat, abs=1e-9)
        assert settle(race, standard, fine, start=middle + 1e-4) == pytest.approx(comply)


def test_at_the_fine_that_ends_cheating():
    """Replies in turn crawl there and say so; the quadratic still answers."""
    _, high = ends(PATIENT, 0.95)
    with pytest.raises(RuntimeError, match="ever longer"):
        settle(PATIENT, 0.95, high)
    assert settle(PATIENT, 0.95, high * (1 + 1e-5)) == pytest.approx(0.95)
    for fine, count in ((high * (1 - 1e-9), 3), (high * (1 + 1e-9), 1)):
        assert len(equilibria(PATIENT, 0.95, fine)) == count


def test_settled_unequal_labs_reply_best():
    for race, standard, fine in random_rules(6, 40, equal=False):
        safety = settle(race, standard, fine)
        for lab in range(race.n):
            _, most = brute.best_on_grid(
                lambda own, race=race, lab=lab, safety=safety, rule=(standard, fine): fined_payoff(
                    race, lab, safety, own, *rule
                )
            )
            at = fined_payoff(race, lab, safety, safety[lab], standard, fine)
            assert float(at) >= most - 1e-9 * (1 + abs(most))


def test_a_fine_that_reaches_some_labs_only():
    for race, standard, fine in random_rules(12, 40, equal=False):
        fines = np.zeros(race.n)
        fines[: race.n // 2] = fine
        start = np.full(race.n, standard)
        found = settle(race, standard, fines, start)
        assert np.array_equal(settle(race, standard, fine), settle(race, standard, [fine] * race.n))
        for lab in range(race.n):
            own = np.append(np.linspace(0, 1, 401), standard)
            tried = fined_payoff(race, lab, found, own, standard, fines[lab]).max()
            kept = fined_payoff(race, lab, found, found[lab], standard, fines[lab])
            assert kept >= tried - 1e-9


def test_simulated_inspections():
    """Inspectors come at random, each fining the shortfall it sees, until the race ends."""
    race, standard, visits, each, runs = Race.equal(3), 0.9, 0.8, 0.25, 100_000
    row = equilibria(race, standard, visits * each).iloc[0]
    random = np.random.default_rng(9)
    rate = race.n * (1 - race.safety_tax * row["safety"])
    years = random.exponential(1 / rate, runs)
    fined = random.poisson(visits * years)
    when = random.random(fined.sum()) * np.repeat(years, fined)
    paid = np.exp(-race.discount * when) * each * (standard - row["safety"])
    run = np.repeat(np.arange(runs), fined)
    fines = np.bincount(run, paid, minlength=runs)
    assert row["fines"] == pytest.approx(fines.mean(), abs=4 * fines.std() / np.sqrt(runs))
    danger = race.risk * (1 - row["safety"])
    prize = np.exp(-race.discount * years) * (random.random(runs) >= danger)
    net = prize * (random.integers(0, race.n, runs) == 0) - fines
    assert row["payoff"] == pytest.approx(net.mean(), abs=4 * net.std() / np.sqrt(runs))


def test_hysteresis():
    fines = np.linspace(0.3, 0.6, 61)
    low, high = ends(PATIENT, 0.95)
    path = hysteresis(PATIENT, 0.95, fines)
    inside = (fines > low) & (fines < high)
    assert inside.sum() > 5
    assert (path["falling"][inside] == 0.95).all()
    assert (path["rising"][inside] < 0.95).all()
    assert (path["rising"][~inside] == path["falling"][~inside]).all()
    assert path["rising"].is_monotonic_increasing
    assert path["falling"].is_monotonic_increasing


def test_hysteresis_is_what_labs_do():
    """The same path by labs that reply in turn from where the last fine left them."""
    race, standard = Race.equal(3, risk=0.2, discount=0.01), 0.98
    low, high = ends(race, standard)
    fines = np.linspace(low - 0.01, high + 0.01, 12)
    path, safety = hysteresis(race, standard, fines), np.zeros(3)
    for fine in fines:
        safety = settle(race, standard, fine, safety)
        assert safety == pytest.approx(path["rising"][fine], abs=1e-8)
    for fine in fines[::-1]:
        safety = settle(race, standard, fine, safety)
        assert safety == pytest.approx(path["falling"][fine], abs=1e-8)


@pytest.mark.parametrize(
    ("n", "limited", "enmity", "without", "limit", "best", "ban"),
    [
        (4, 2, 1.0, 0.43086, 0.1071, 0.32505, 0.34791),
        (4, 2, 0.5, 0.28630, 0.0841, 0.20884, 0.24248),
        (5, 1, 1.0, 0.44580, 0.1748, 0.41385, 0.43086),
        (5, 4, 1.0, 0.44580, 0.0, 0.17913, 0.17913),
        (10, 5, 1.0, 0.47397, 0.1745, 0.38278, 0.44579),
    ],
)
def test_one_sided_table(n, limited, enmity, without, limit, best, ban):
    race = speed_race(n, enmity=enmity)
    found = best_one_sided(race, range(limited))
    assert found.without == pytest.approx(without, abs=6e-6)
    assert 1 - found.floor == pytest.approx(limit, abs=6e-5)
    assert found.disaster_probability == pytest.approx(best, abs=6e-6)
    assert found.full == pytest.approx(ban, abs=6e-6)
    grid = one_sided(race, range(limited), np.linspace(0, 1, 501))
    assert grid["disaster_probability"].min() >= found.disaster_probability


def test_free_labs_formula():
    """The free labs' speed v as the root of a quadratic, the limit binding."""
    for n_a, n_b, e, h, x in ((2, 2, 1.0, 0.0, 0.05), (1, 4, 0.6, 0.5, 0.0), (3, 1, 0.9, 1.0, 0.2)):
        race, stake = speed_race(n_a + n_b, enmity=e, harm=h, discount=x), 1 + h
        bound = range(n_a)
        for limit in (0.01, 0.05, 0.1):
            c2 = 2 * n_b - 1 - (n_b - 1) * (1 - e + h) / stake
            c1 = 2 * (x + n_a * limit) - (n_b - 1) * e / stake
            c0 = -(x + n_a * limit * (e + (1 - e + h) * limit)) / stake
            v = (-c1 + np.sqrt(c1**2 - 4 * c2 * c0)) / (2 * c2)
            row = one_sided(race, bound, [1 - limit]).iloc[0]
            assert 1 - row["bound"] == pytest.approx(limit)
            assert 1 - row["free"] == pytest.approx(v, abs=1e-11)
            risk = (n_a * limit**2 + n_b * v**2) / (n_a * limit + n_b * v)
            assert row["disaster_probability"] == pytest.approx(risk, abs=1e-11)


def test_one_sided_is_nash_under_a_floor():
    race = Race([0.7, 1.0, 1.6], enmity=0.8, harm=[0.0, 0.5, 1.0], names=["a", "b", "c"])
    floors = np.linspace(0, 1, 9)
    table = one_sided(race, ["a", 2], floors)
    for floor in floors:
        safety = race.nash(floor=[floor, 0.0, floor])
        risk = race.disaster_probability(safety)
        assert table["disaster_probability"][floor] == pytest.approx(risk, abs=1e-12)
        assert table["free"][floor] == pytest.approx(safety[1], abs=1e-12)
        assert table["years"][floor] == pytest.approx(race.expected_years(safety))


def test_best_one_sided_by_a_fine_grid():
    random = np.random.default_rng(8)
    for _ in range(25):
        n = int(random.integers(2, 7))
        race = Race(
            random.uniform(0.3, 2, n),
            risk=random.uniform(0.1, 1),
            safety_tax=random.uniform(0.2, 1),
        )
        bound = range(int(random.integers(1, n)))
        found = best_one_sided(race, bound)
        table = one_sided(race, bound, np.linspace(0, 1, 2001))
        assert found.disaster_probability <= table["disaster_probability"].min() + 1e-12
        again = one_sided(race, bound, [found.floor])["disaster_probability"].iloc[0]
        assert again == pytest.approx(found.disaster_probability, abs=1e-13)


def test_never_ending_race():
    """Full safety that stops the clock: the limits of a standard just below it."""
    race = speed_race(3, discount=0.0, enmity=0.6)
    near, at = ends(race, 1 - 1e-9), ends(race, 1.0)
    assert at == pytest.approx(near, abs=1e-3)
    assert at == pytest.approx((0.6 * 2 / 3, 0.6))
    row = equilibria(race, 1.0, at[0] + 0.1).iloc[0]
    assert (row["safety"], row["years"], row["disaster_probability"]) == (1.0, np.inf, 0.0)
    close = equilibria(race, 1 - 1e-9, at[0] + 0.1)["payoff"].iloc[0]
    assert row["payoff"] == pytest.approx(close, abs=1e-6)


def test_extreme_rules():
    for tax, risk, enmity, harm, discount in (
        (1e-6, 1.0, 1.0, 0.0, 0.05), (1.0, 1e-6, 1.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0, 0.0),
        (1e-6, 1e-6, 1.0, 0.0, 0.0), (0.5, 0.5, 1.0, 1e6, 1e6), (1.0, 1.0, 1.0, 1e6, 0.0),
    ):  # fmt: skip
        for n in (1, 2, 20):
            race = Race.equal(
                n, safety_tax=tax, risk=risk, enmity=enmity, harm=harm, discount=discount
            )
            for standard in (0.0, 1e-9, 0.5, 1.0):
                low, high = ends(race, standard)
                assert 0.0 <= low <= high
                for fine in (0.0, 1e-12, low, high, 1e6):
                    found = equilibria(race, standard, fine)
                    assert len(found) >= 1
                    assert found["safety"].between(0, 1).all()
                    assert found["disaster_probability"].between(0, 1).all()
                    assert not found.isna().any().any()
                path = hysteresis(race, standard, [0.0, low + 1e-9, high + 1.0])
                assert path.to_numpy().min() >= 0.0
                assert path.to_numpy().max() <= 1.0


V, T = ValueError, TypeError


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        pytest.param(call, kind, words, id=call)
        for call, kind, *words in [
            ("equilibria(None, 0.5, 0.1)", T, "race", "None"),
            ("equilibria(slow, 0.5, 0.1)", V, "milestones", "got 2"),
            ("equilibria(Race([1, 2]), 0.5, 0.1)", V, "equal labs", "[1. 2.]"),
            ("equilibria(Race([1, 1], harm=[1, 2]), 0.5, 0.1)", V, "equal labs", "harm"),
            ("equilibria(two, 1.5, 0.1)", V, "standard", "[0, 1]", "got 1.5"),
            ("equilibria(two, nan, 0.1)", V, "standard", "got nan"),
            ("equilibria(two, 0.5, -1)", V, "fine_rate", "[0, 1e+06] prizes/yr", "got -1"),
            ("equilibria(two, 0.5, inf)", V, "fine_rate", "got inf"),
            ("equilibria(two, '0.5', 1)", T, "standard", "number", "'0.5'"),
            ("critical_fine_rate(two, -0.1)", V, "standard", "got -0.1"),
            ("critical_fine_rate(two, True)", T, "standard", "number", "True"),
            ("band(two, [0.5])", T, "standard", "number", "[0.5]"),
            ("band([1, 1], 0.5)", T, "race", "[1, 1]"),
            ("hysteresis(two, 0.5, [])", V, "fine_rates", "empty"),
            ("hysteresis(two, 0.5, 0.1)", V, "fine_rates", "rising"),
            ("hysteresis(two, 0.5, [0.2, 0.1])", V, "fine_rates", "rising"),
            ("hysteresis(two, 0.5, [0.1, 0.1])", V, "fine_rates", "rising"),
            ("hysteresis(two, 0.5, [0.1, nan])", V, "fine_rates[1]", "got nan"),
            ("best_response(two, 2, [0, 0], 0.5, 0.1)", V, "lab", "2"),
            ("best_response(two, 'x', [0, 0], 0.5, 0.1)", V, "lab", "'x'"),
            ("best_response(two, 0, [0, 0, 0], 0.5, 0.1)", V, "safety", "(2,)", "(3,)"),
            ("best_response(two, 0, [0, 2], 0.5, 0.1)", V, "safety[1]", "got 2"),
            ("best_response(slow, 0, [0, 0], 0.5, 0.1)", V, "milestones"),
            ("settle(two, 0.5, None)", T, "fine_rate", "number", "None"),
            ("settle(two, 0.5, [0.1, -1])", V, "fine_rate[1]", "[0, 1e+06] prizes/yr", "got -1"),
            ("settle(two, 0.5, [0.1])", V, "fine_rate", "(2,)", "(1,)"),
            ("settle(two, 0.5, 0.1, start=2)", V, "start", "[0, 1]", "got 2"),
            ("settle(two, 0.5, 0.1, start=[0, 0, 0])", V, "start", "(2,)", "(3,)"),
            ("settle(two, 0.5, 0.1, start='low')", T, "start", "number", "'low'"),
            ("one_sided(two, 0, [0.5])", T, "labs", "sequence", "0"),
            ("one_sided(two, 'lab 1', [0.5])", T, "labs", "sequence", "'lab 1'"),
            ("one_sided(two, [], [0.5])", V, "labs", "some but not all", "[]"),
            ("one_sided(two, [0, 1], [0.5])", V, "labs", "some but not all"),
            ("one_sided(two, [2], [0.5])", V, "labs", "2"),
            ("one_sided(two, [0], 0.5)", V, "floors", "list", "()"),
            ("one_sided(two, [0], [1.1])", V, "floors[0]", "[0, 1]", "got 1.1"),
            ("best_one_sided(slow, [0])", V, "milestones", "got 2"),
            ("best_one_sided('race', [0])", T, "race", "'race'"),
        ]
    ],
)
def test_hostile(call, kind, words, monkeypatch):
    for name in (
        "equilibria", "critical_fine_rate", "band", "hysteresis", "best_response", "settle",
        "one_sided", "best_one_sided",
    ):  # fmt: skip
        monkeypatch.setitem(NAMES, name, getattr(compliance, name))
    said = fault(call, kind, words)
    assert not said, said


def test_stability_at_exactly_the_critical_fine():
    """With a band the complying labs hold by a hair and go at the first push; without one, not."""
    low, high = ends(PATIENT, 0.95)
    assert low < high
    table = compliance.equilibria(PATIENT, 0.95, low)
    assert table["complies"].tolist()[0]
    assert not table["stable"].tolist()[0]
    just_above = compliance.equilibria(PATIENT, 0.95, low * (1 + 1e-9))
    assert just_above["stable"].tolist()[0]
    alone = Race.equal(1)
    least, most = ends(alone, 0.95)
    assert least == most
    assert compliance.equilibria(alone, 0.95, least)["stable"].tolist()[0]


def test_full_speed_stays_an_equilibrium_at_exactly_the_fine_that_ends_it():
    race = Race.equal(10)
    rule = rule_of(race, 0.9)
    fine_rate = rule.fine_at(rule.speed)
    assert fine_rate > 0.0
    assert 0.0 in compliance.equilibria(race, 0.9, fine_rate)["safety"].tolist()
    assert 0.0 not in compliance.equilibria(race, 0.9, fine_rate * (1 + 1e-9))["safety"].tolist()
