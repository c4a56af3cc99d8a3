"""Racing to the precipice: published tables, best replies by brute force, and play."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from racekit.precipice import INFORMATION, SELECTIONS, safety, simulate
from racekit.precipice import disaster_probability as risk

MUS = (0.5, 1.0, 2.0, 4.0)
TABLE = {  # (teams, enmity): none, private, public (safest) at each mu
    (2, 0.5): (
        (0.5, 0.777778, 0.666667), (0, 0.555556, 0.416667),
        (0, 0.1875, 0.229167), (0, 0.046875, 0.119792),
    ),
    (2, 1.0): (
        (0.75, 0.833333, 0.833333), (0.5, 0.666667, 0.666667),
        (0, 0.333333, 0.416667), (0, 0.083333, 0.229167),
    ),
    (3, 0.5): (
        (0.666667, 0.8125, 0.75), (0.333333, 0.625, 0.531250),
        (0, 0.25, 0.316406), (0, 0.031250, 0.172363),
    ),
    (3, 1.0): (
        (0.833333, 0.875, 0.875), (0.666667, 0.75, 0.75),
        (0.333333, 0.5, 0.531250), (0, 0.105469, 0.316406),
    ),
    (5, 0.5): (
        (0.8, 0.861111, 0.833333), (0.6, 0.722222, 0.671875),
        (0.2, 0.444444, 0.451986), (0, 0.039551, 0.265060),
    ),
    (5, 1.0): (
        (0.9, 0.916667, 0.916667), (0.8, 0.833333, 0.833333),
        (0.6, 0.666667, 0.671875), (0.2, 0.333333, 0.451986),
    ),
}  # fmt: skip
CASES = [(n, mu, enmity) for n, enmity in TABLE for mu in MUS]


@pytest.mark.parametrize(("n", "mu", "enmity"), CASES)
def test_table(n, mu, enmity):
    expected = TABLE[n, enmity][MUS.index(mu)]
    assert [risk(n, mu, enmity, known) for known in INFORMATION] == pytest.approx(
        expected, abs=6e-7
    )


@pytest.mark.parametrize(
    ("n", "enmity", "crossing"),
    [
        (2, 0.25, 2.1667), (2, 0.5, 1.6667), (2, 0.75, 1.5715), (2, 0.9, 1.4394),
        (5, 0.25, 1.6577), (5, 0.5, 1.9368), (5, 0.75, 2.0268), (5, 0.9, 1.908),
    ],
)  # fmt: skip
def test_public_is_riskier_than_private_above_a_crossing_only(n, enmity, crossing):
    def excess(mu):
        return risk(n, mu, enmity, "public") - risk(n, mu, enmity, "private")

    assert brentq(excess, 0.5, 10.0) == pytest.approx(crossing, abs=6e-5)
    assert excess(0.99 * crossing) < 0 < excess(1.01 * crossing)
    assert excess(0.1) < 0 < excess(50.0)


@pytest.mark.parametrize("n", [2, 3, 5, 20])
def test_no_information_is_safest_and_the_least_safe_end_never_safer_than_private(n):
    for enmity in (0.05, 0.3, 0.7, 1.0):
        for mu in np.geomspace(0.05, 50, 40):
            none, private, public = (risk(n, mu, enmity, known) for known in INFORMATION)
            assert none <= min(private, public)
            assert mu >= 1 + (n - 1) * enmity or none < private
            assert risk(n, mu, enmity, "public", selection="least safe") >= private - 1e-12


@pytest.mark.parametrize(("more", "limit"), [(3, 1 / 7), (5, 1 / 11)])
def test_more_teams_can_help_if_enmity_is_low(more, limit):
    for mu in (0.2, 1.0):
        for enmity, helps in ((0.99 * limit, True), (1.01 * limit, False), (0.8, False)):
            change = risk(more, mu, enmity, "private") - risk(2, mu, enmity, "private")
            assert (change < 0) == helps
    assert risk(5, 4.0, 0.5, "private") < risk(2, 4.0, 0.5, "private")


def test_enmity_zero():
    for known in INFORMATION:
        assert risk(3, 0.5, 0.0, known) == 0.0
    assert safety(3, 0.5, 0.0, "none") == 1.0
    assert safety(3, 0.5, 0.0, "private", 0.2) == 1.0
    assert safety(3, 0.5, 0.0, "public", [0.0, 0.5]).tolist() == [[1, 1], [1, 0.5]]
    # only private information jumps
    assert safety(3, 0.5, 1e-12, "private", 0.2) == pytest.approx(0.2)
    assert risk(2, 0.5, 1e-12, "private") == pytest.approx(2 / 3)
    assert risk(2, 0.5, 1e-12, "public") == pytest.approx(0, abs=1e-11)
    assert risk(2, 0.5, 1e-12, "none") == 0.0
    least = [risk(3, 0.5, enmity, "public", selection="least safe") for enmity in (0.0, 0.4, 1.0)]
    assert least == [risk(3, 0.5, 1.0, "public")] * 3


def test_no_digits_lost_at_the_ends():
    assert risk(2, 1e6, 1e-6, "public") == pytest.approx(1e-12, abs=1e-15)
    assert risk(2, 1e6, 5e-324, "public") == 0.0
    for known in INFORMATION:
        for selection in SELECTIONS:
            for mu in (5e-324, 1e-9, 1.0, 1e6):
                for enmity in (0.0, 5e-324, 1e-9, 1.0):
                    assert 0 <= risk(20, mu, enmity, known, selection=selection) <= 1


@pytest.mark.parametrize(("n", "mu", "enmity"), [(2, 2.0, 1.0), (3, 4.0, 0.5), (5, 1.0, 0.3)])
def test_private_safety_is_the_general_quadrature(n, mu, enmity):
    for c in np.linspace(0.05, 1.0, 7) * min(mu, 1 + (n - 1) * enmity):
        area, _ = quad(lambda t, c=c: (t / c) ** (enmity * (n - 1)), 0, c)
        assert safety(n, mu, enmity, "private", c) == pytest.approx(area, abs=1e-9)


@pytest.mark.parametrize("information", INFORMATION)
@pytest.mark.parametrize(("n", "mu", "enmity"), [*CASES[1::3], (20, 8.0, 0.7), (3, 1.0, 0.0)])
def test_play_agrees(n, mu, enmity, information):
    races = simulate(n, mu, enmity, information, runs=100_000, seed=5)
    exact = risk(n, mu, enmity, information)
    error = np.sqrt(exact * (1 - exact) / 100_000)
    assert abs(races.disaster.mean() - exact) <= 4.5 * error + 1e-12
    error = races.safety.std() / np.sqrt(100_000)
    assert abs(races.safety.mean() - (1 - exact)) <= 4.5 * error + 1e-12
    assert races.safest.all()
    assert (races.others_safety <= races.safety + 1e-12).all()
    # the most capable of n wins, whoever that is
    assert abs(races.capability.mean() - mu * n / (n + 1)) <= 4.5 * mu / np.sqrt(100_000)
    wins = np.bincount(races.winner, minlength=n) / 100_000
    assert np.abs(wins - 1 / n).max() <= 4.5 * np.sqrt((n - 1) / n**2 / 100_000)


def test_play_at_the_least_safe_end():
    races = simulate(3, 2.0, 0.3, "public", runs=100_000, seed=8, selection="least safe")
    exact = risk(3, 2.0, 0.3, "public", selection="least safe")
    assert exact > risk(3, 2.0, 0.3, "public")
    assert abs(races.disaster.mean() - exact) <= 4.5 * np.sqrt(exact * (1 - exact) / 100_000)


def test_same_seed_same_bits_and_runs_do_not_depend_on_their_number():
    long, again = (simulate(3, 2.0, 0.5, "public", runs=70_000, seed=3) for _ in range(2))
    short = simulate(3, 2.0, 0.5, "public", runs=100, seed=3)
    other = simulate(3, 2.0, 0.5, "public", runs=100, seed=4)
    for name in ("winner", "capability", "safety", "others_safety", "safest", "disaster"):
        assert np.array_equal(getattr(long, name), getattr(again, name))
        assert np.array_equal(getattr(long, name)[:100], getattr(short, name))
    assert not np.array_equal(other.safety, short.safety)


def reply_gain(n, mu, enmity, chosen, own=None):
    """Most that one team gains over ``chosen`` if the others keep to it, by numeric integration.

    ``chosen(capability)`` is everybody's safety; the score must not fall with capability.
    Gains are averaged over the team's own capability unless ``own`` gives it.
    """
    c = np.linspace(0, mu, 20_001)
    best_rival = (c / mu) ** (n - 1)  # distribution of the strongest rival's capability
    lost = np.diff(best_rival) * (chosen(c)[1:] + chosen(c)[:-1]) / 2
    lost = np.concatenate([[0], np.cumsum(lost)])  # mean safety of the rivals up to each c
    score = c - chosen(c)
    step = 1e-9 * np.arange(c.size)  # np.interp wants an increasing score

    def payoff(own, s):
        win = np.interp(own - s, score + step, best_rival, left=0, right=1)
        worse = np.interp(own - s, score + step, lost, left=0, right=lost[-1])
        return win * s + (1 - enmity) * (lost[-1] - worse)

    levels = np.linspace(0, 1, 201)
    owns = np.linspace(0, mu, 2001) if own is None else np.array([own])
    now = payoff(owns, chosen(owns)).mean()
    return max(payoff(owns, level).mean() for level in levels) - now


@pytest.mark.parametrize(("n", "mu", "enmity"), [(2, 1.0, 1.0), (3, 0.8, 0.5), (5, 3.0, 0.5)])
def test_no_information_nobody_gains_by_leaving(n, mu, enmity):
    level = safety(n, mu, enmity, "none")
    assert reply_gain(n, mu, enmity, lambda c: np.full_like(c, level)) < 1e-4
    for wrong in (0.7 * level, min(1.0, 1.3 * level)):
        if wrong != level:
            assert reply_gain(n, mu, enmity, lambda c, s=wrong: np.full_like(c, s)) > 1e-3


@pytest.mark.parametrize(("n", "mu", "enmity"), [(2, 1.0, 1.0), (3, 4.0, 0.5), (5, 2.0, 0.3)])
def test_private_information_nobody_gains_by_leaving(n, mu, enmity):
    def chosen(c):
        return safety(n, mu, enmity, "private", c)

    gains = [reply_gain(n, mu, enmity, chosen, own) for own in np.linspace(0, mu, 11)]
    assert max(gains) < 1e-4
    for factor in (0.8, 1.2):
        wrong = [
            reply_gain(n, mu, enmity, lambda c, f=factor: np.minimum(1, f * chosen(c)), own)
            for own in np.linspace(0.1, 1, 5) * mu
        ]
        assert max(wrong) > 1e-3


def public_gains(capability, enmity, levels):
    """Most that each team gains by another safety, capabilities known, ties to the abler."""

    def payoffs(levels):
        score = np.round(np.array(capability) - levels, 9)
        tied = np.where(score == score.max(), capability, -1)
        worth = np.full(len(capability), 1 - enmity)
        worth[tied.argmax()] = 1
        return worth * levels[tied.argmax()]

    gains = []
    for team in range(len(capability)):
        tries = []
        for other in np.append(np.linspace(0, 1, 401), np.clip(levels - 1e-6, 0, 1)):
            moved = np.array(levels, dtype=float)
            moved[team] = other
            tries.append(payoffs(moved)[team])
        gains.append(max(tries) - payoffs(np.array(levels))[team])
    return gains


@pytest.mark.parametrize("enmity", [0.0, 0.3, 0.6, 1.0])
@pytest.mark.parametrize("lead", [0.0, 0.1, 0.45, 1.3])
def test_public_information_both_ends_are_equilibria_and_nothing_beyond(lead, enmity):
    capability = [1.5 + lead, 1.5, 1.2]
    ends = [safety(3, 4.0, enmity, "public", lead, selection=name)[0] for name in SELECTIONS]
    assert ends == [min(1, lead / enmity) if enmity else 1, min(1, lead)]
    for leader in (*ends, sum(ends) / 2):
        levels = np.maximum(0, leader - np.array([0, lead, lead + 0.3]))
        assert max(public_gains(capability, enmity, levels)) < 1e-5
    if ends[0] < 0.97:
        levels = ends[0] + 0.03 - np.array([0, lead, lead - 0.1])
        assert public_gains(capability, enmity, np.clip(levels, 0, 1))[1] > 1e-3
    if ends[1] > 0.03:
        assert public_gains(capability, enmity, np.array([ends[1] - 0.02, 0, 0]))[0] > 1e-2


def test_public_information_has_no_other_equilibria_between_two_teams():
    lead, enmity, levels = 0.2, 0.5, np.linspace(0, 1, 41)
    leader, runner_up = np.meshgrid(levels, levels, indexing="ij")
    leads = np.round(lead - leader, 9) >= np.round(-runner_up, 9)
    first = np.where(leads, leader, (1 - enmity) * runner_up)
    second = np.where(leads, (1 - enmity) * leader, runner_up)
    nash = (first == first.max(axis=0)) & (second == second.max(axis=1, keepdims=True))
    assert leads[nash].all()
    step = levels[1]
    ends = lead - 1e-9, lead / enmity + step / enmity + 1e-9  # overtaking costs a whole step
    assert ends[0] <= leader[nash].min()
    assert leader[nash].max() <= ends[1]
    assert {round(float(x), 9) for x in leader[nash]} >= {0.2, 0.3, 0.4}


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"n": 1}, ValueError, "n must lie in 2..20 teams, got 1"),
        ({"n": 21}, ValueError, "n must lie in 2..20 teams, got 21"),
        ({"n": 2.0}, TypeError, "n must be an integer, got 2.0"),
        ({"n": True}, TypeError, "n must be an integer, got True"),
        ({"top_capability": 0.0}, ValueError, "top_capability must lie in (0, 1e+06], got 0"),
        ({"top_capability": -1}, ValueError, "top_capability must lie in (0, 1e+06], got -1"),
        ({"top_capability": float("nan")}, ValueError, "capability must lie in (0, 1e+06], got"),
        ({"top_capability": float("inf")}, ValueError, "capability must lie in (0, 1e+06], got"),
        ({"top_capability": "big"}, TypeError, "top_capability must be a number, got 'big'"),
        ({"top_capability": [1.0, 2.0]}, TypeError, "capability must be a number, got [1.0, 2.0]"),
        ({"enmity": -0.1}, ValueError, "enmity must lie in [0, 1], got -0.1"),
        ({"enmity": 1.5}, ValueError, "enmity must lie in [0, 1], got 1.5"),
        ({"enmity": None}, TypeError, "enmity must be a number, got None"),
        ({"information": "secret"}, ValueError, "information must be one of 'none', 'private', "),
        ({"information": None}, TypeError, "'private', 'public', got None"),
        ({"selection": "best"}, ValueError, "selection must be 'safest' or 'least safe'"),
        ({"selection": 1}, TypeError, "selection must be 'safest' or 'least safe', got 1"),
    ],
)
def test_hostile_input(changes, kind, said):
    given = {"n": 3, "top_capability": 1.0, "enmity": 0.5, "information": "public"}
    given |= {"selection": "safest"} | changes
    for function, more in ((risk, {}), (safety, {"known": 0.5}), (simulate, {"runs": 10})):
        with pytest.raises(kind) as caught:
            function(**given, **more)
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("information", "known", "kind", "said"),
    [
        ("none", 0.5, ValueError, 'known must be left out with information "none", got 0.5'),
        ("private", None, ValueError, "known must lie in [0, top_capability = 2], got None"),
        ("public", 2.5, ValueError, "known must lie in [0, 2], got 2.5"),
        ("private", [0.5, -1], ValueError, "known[1] must lie in [0, 2], got -1"),
        ("private", [], ValueError, "known must not be empty"),
        ("public", ["a"], TypeError, "known must hold numbers only"),
    ],
)
def test_hostile_known(information, known, kind, said):
    with pytest.raises(kind) as caught:
        safety(3, 2.0, 0.5, information, known)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"runs": 0}, ValueError, "runs must lie in 1..100000000, got 0"),
        ({"runs": 1e3}, TypeError, "runs must be an integer, got 1000.0"),
        ({"seed": -1}, ValueError, "seed must lie in 0..18446744073709551615, got -1"),
        ({"seed": None}, TypeError, "seed must be an integer, got None"),
    ],
)
def test_hostile_simulation(changes, kind, said):
    with pytest.raises(kind) as caught:
        simulate(3, 2.0, 0.5, "none", **changes)
    assert said in str(caught.value)


def test_shapes():
    assert safety(2, 2.0, 0.5, "private", np.ones((3, 4))).shape == (3, 4)
    assert safety(2, 2.0, 0.5, "public", np.ones((3, 4))).shape == (3, 4, 2)
