"""Worlds and their futures: seeds, ranges, scenarios."""

import dataclasses
import pickle

import numpy as np
import pytest

from racekit.worlds import DIFFICULTIES, NEWCOMER, SCENARIOS, world

each_difficulty = pytest.mark.parametrize("difficulty", DIFFICULTIES)


def same(one, other):
    return all(getattr(one, name) == getattr(other, name) for name in one._fields)


@each_difficulty
def test_same_seed_same_world_and_futures(difficulty):
    first, again, other = world(difficulty, 3), world(difficulty, 3), world(difficulty, 4)
    assert dataclasses.asdict(first) == dataclasses.asdict(again) != dataclasses.asdict(other)
    futures = first.draw(60, seed=7)
    assert all(map(same, futures, again.draw(60, seed=7)))
    assert not any(map(same, futures, first.draw(60, seed=8)))
    assert all(map(same, futures[:13], first.draw(13, seed=7)))  # fewer are the first of more


@each_difficulty
def test_all_seeds_are_as_fast(difficulty):
    for seed in range(20):
        place = world(difficulty, seed)
        assert place.race.speed.sum() == pytest.approx(len(place.nations), abs=0.05)
        assert place.labs() == sum(len(labs) for labs in place.nations.values())
        assert place.labs(["Coast"]) == len(place.nations["Coast"])


@each_difficulty
def test_futures_stay_within_the_ranges_and_fill_them(difficulty):
    place = world(difficulty)
    futures = place.draw(600)
    names = ("safety_tax", "risk", "enmity", "harm", "discount")
    columns = {name: np.array([getattr(f.race, name) for f in futures]) for name in names}
    columns |= {"find": np.array([future.find for future in futures])}
    for name, values in columns.items():
        low, high = place.ranges[name]
        assert low <= values.min() < values.max() <= high
        # evener than chance, whose mean would be off by ten times as much
        assert values.mean() == pytest.approx((low + high) / 2, abs=0.005 * (high - low))


@each_difficulty
def test_each_scenario_has_its_trouble_and_no_other(difficulty):
    place = world(difficulty)
    total, wrong = place.race.speed.sum(), place.ranges["wrong"]
    for i, future in enumerate(place.draw(60)):
        assert future.scenario == SCENARIOS[i % 6]
        pace = future.race.speed[: len(place.nations)].sum() / total
        assert (future.holdout in place.nations) == (future.scenario == "holdout")
        assert (future.leak > 0) == (future.scenario == "leakage")
        assert (pace > 1.01) == (future.scenario == "faster technology")
        assert (NEWCOMER in future.race.names) == (future.scenario == "new entrant")
        if future.scenario != "false alarms":
            assert wrong[0] <= future.wrong <= wrong[1]


def test_every_nation_holds_out_as_often():
    place = world("tense")
    who = [future.holdout for future in place.draw(1200) if future.holdout]
    counts = [who.count(nation) for nation in place.nations]
    assert min(counts) > 0.9 * 50
    assert max(counts) < 1.1 * 50


def test_worlds_do_not_share_what_can_be_written_into():
    place = world("calm")
    place.goals["risk"] = 1.0
    place.ranges["pace"] = (1.0, 1.0)
    assert world("calm").goals["risk"] == 0.4
    assert world("calm").ranges["pace"] != (1.0, 1.0)


def test_worlds_and_futures_can_be_sent_to_other_processes():
    place = pickle.loads(pickle.dumps(world("hard", 2)))
    assert all(map(same, place.draw(6), world("hard", 2).draw(6)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nations": {"Coast": (1.0,)}}, "nations must be a dict of 2..12 nations"),
        ({"nations": {"Coast": (1.0,), "Delta": ()}}, "nations['Delta'] must not be empty"),
        ({"nations": {"Coast": (1.0,), "Delta": (np.nan,)}}, "nations['Delta'][0] must lie in"),
        ({"ranges": {}}, "ranges must hold safety_tax"),
        ({"budget": -1.0}, "budget must lie in [0, 1e+06], got -1"),
        ({"budget": np.nan}, "budget must lie in [0, 1e+06], got nan"),
        ({"fine_cap": np.inf}, "fine_cap must lie in [0, 1e+06], got inf"),
        ({"goals": {"deterrence": 2.0, "stability": 0.9, "risk": 0.4}}, "goals['deterrence']"),
    ],
)
def test_bad_worlds_are_refused(change, said):
    with pytest.raises(ValueError) as error:
        dataclasses.replace(world("calm"), **change)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "change", [{"pace": (2.0, 1.0)}, {"leak": (0.0, 1.5)}, {"find": (0.5, np.nan)}, {"risk": 0.4}]
)
def test_bad_ranges_are_refused(change):
    place = world("calm")
    with pytest.raises(ValueError, match=f"ranges\\['{next(iter(change))}'\\]"):
        dataclasses.replace(place, ranges=place.ranges | change)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match=r"difficulty must be one of .*hard.*, got .easy"):
        world("easy")
    with pytest.raises(ValueError, match="seed must lie in"):
        world("calm", -1)
    with pytest.raises(ValueError, match=r"draws must lie in 1..1000000, got 0"):
        world("calm").draw(0)
    with pytest.raises(TypeError, match="draws must be an integer"):
        world("calm").draw(2.5)
