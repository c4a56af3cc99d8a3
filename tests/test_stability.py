"""Who would cheat, who would leave, and what the world gets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from racekit.race import Race
from racekit.simulation import simulate
from racekit.stability import examine
from racekit.treaty import Treaty

UNEVEN = Race([1.0, 1.5, 0.7, 2.0], enmity=0.9, harm=[0.0, 1.0, 0.5, 0.0])


@st.composite
def cases(draw):
    n = draw(st.integers(1, 5))
    share = st.floats(0.05, 1.0)
    race = Race(
        [draw(st.floats(0.2, 3.0)) for _ in range(n)],
        safety_tax=draw(share), risk=draw(share), enmity=draw(st.floats(0.0, 1.0)),
        harm=draw(st.floats(0.0, 3.0)), discount=draw(st.sampled_from([0.0, 0.05, 0.5])),
    )  # fmt: skip
    treaty = Treaty(
        draw(st.floats(0.0, 1.0)), detection=draw(st.floats(0.0, 5.0)),
        fine=draw(st.floats(0.0, 2.0)), false_alarms=draw(st.sampled_from([0.0, 0.1])),
        members=range(draw(st.integers(1, n))), after=draw(st.sampled_from(["return", "collapse"])),
    )  # fmt: skip
    return race, treaty, draw(st.sampled_from([0.0, 0.1, 0.4]))


@settings(deadline=None, max_examples=60)
@given(cases())
def test_verdicts_follow_from_payoffs(case):
    race, treaty, leak = case
    found = examine(race, treaty, leak)
    assert np.isfinite([found.comply, found.cheat, found.leave]).all()
    gain = found.cheat - found.comply
    scale = 1e-9 * (1.0 + np.abs(found.comply))
    assert not (found.cheaters & (gain < -scale)).any()
    # cheating by nothing is watched all the same, so the best cheat just below a border may tie
    assert not (~found.cheaters & (gain > scale)).any()
    outside = ~found.signed
    assert (found.cheat[outside] == found.comply[outside]).all()
    assert (found.leave[outside] == found.comply[outside]).all()
    assert found.holds == (not found.cheaters.any() and not found.leavers.any())
    kind, _, margin = found.binding
    assert not found.holds or kind == "risk" or margin >= -1e-9
    assert found.holds or margin < 0.0
    assert 0.0 <= found.risk_kept <= race.risk + 1e-12


def test_leaving_by_hand():
    """The leaver faces the rest of the treaty, with part of the others' speed and a sanction."""
    treaty = Treaty(0.8, detection=2.0, members=[0, 1, 3])
    found = examine(UNEVEN, treaty, leak=0.2, sanction=0.01)
    moved = UNEVEN.leak([0, 3], 0.2)
    replies = moved.nash(committed={0: 0.8, 3: 0.8})
    assert found.leave[1] == pytest.approx(moved.payoffs(replies)[1] - 2 * 0.01, abs=1e-9)
    here = UNEVEN.leak([0, 1, 3], 0.2)
    assert found.race == here
    kept = here.nash(floor=[0.8, 0.8, 0.0, 0.8])
    assert found.comply == pytest.approx(here.payoffs(kept) - [0, 0, 3 * 0.01, 0], abs=1e-9)
    assert found.risk_kept == pytest.approx(here.disaster_probability(kept))
    assert found.years_kept == pytest.approx(here.expected_years(kept))
    assert found.risk_without == UNEVEN.disaster_probability(UNEVEN.nash())


def test_minimum_makes_leaving_end_the_treaty():
    race = Race.equal(5)
    nash = race.payoffs(race.nash())
    everyone = Treaty(detection=5.0)
    assert examine(race, everyone).leavers.all()  # 4 of 5 are a fine thing to stay out of
    found = examine(race, everyone, minimum=5)
    assert found.leave == pytest.approx(nash)
    assert found.holds
    assert found.binding.kind in ("cheat", "leave")


def test_one_member_leaves_into_nash():
    found = examine(Race.equal(3), Treaty(0.5, members=[1], detection=5.0), sanction=3.0)
    assert found.leave[1] == pytest.approx(Race.equal(3).payoffs(Race.equal(3).nash())[1])
    assert found.comply[0] > found.leave[1]  # nobody punishes alone


def test_leak_moves_nothing_when_all_sign():
    race = Race.equal(3)
    assert examine(race, Treaty(), leak=0.5).race is race


@pytest.mark.parametrize("after", ["return", "collapse"])
def test_kept_risk_and_years_against_simulation(after):
    treaty = Treaty(0.9, false_alarms=0.3, members=[0, 1, 2], after=after)
    found = examine(UNEVEN, treaty)
    sim = simulate(UNEVEN, treaty.safety(UNEVEN), runs=200_000, seed=3, treaty=treaty)
    for sample, exact in ((sim.disaster, found.risk_kept), (sim.years, found.years_kept)):
        assert abs(sample.mean() - exact) < 4 * sample.std() / np.sqrt(sim.runs)
    assert np.abs(sim.payoffs().mean(axis=0) - found.comply).max() < 0.01


def test_a_treaty_that_stops_the_clock():
    race = Race.hardest(2)
    found = examine(race, Treaty(1.0, detection=5.0))
    assert (found.risk_kept, found.years_kept) == (0.0, np.inf)


def test_binding_names_the_tightest():
    race = Race.equal(2)
    assert examine(race, Treaty(detection=0.1)).binding[:2] == ("cheat", 0)
    assert examine(race, Treaty(detection=0.4)).holds
    four_of_five = examine(Race.equal(5), Treaty(members=range(4), detection=5.0))
    assert four_of_five.binding[:2] == ("leave", 0)
    little_to_win = Race.equal(3, risk=0.05, harm=5.0)
    found = examine(little_to_win, Treaty(detection=50.0, fine=1.0), minimum=3)
    assert found.binding == ("risk", None, pytest.approx(0.05))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"race": 3}, "race must be a Race"),
        ({"treaty": 3}, "treaty must be a Treaty"),
        ({"leak": 1.0}, r"leak must lie in \[0, 1\), got 1"),
        ({"leak": float("nan")}, "leak must lie in"),
        ({"sanction": -1.0}, r"sanction must lie in \[0, 1e\+06\] prizes, got -1"),
        ({"minimum": 4}, r"minimum must lie in 1\.\.3 members, got 4"),
        ({"minimum": 2.0}, "minimum must be an integer"),
        ({"race": Race.equal(3, milestones=2)}, "milestones 1"),
    ],
)
def test_hostile_calls(change, said):
    arguments = {"race": Race.equal(3), "treaty": Treaty()} | change
    with pytest.raises((ValueError, TypeError), match=said):
        examine(**arguments)
