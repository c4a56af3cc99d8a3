"""Designs, stress tests and scorecards; and every trick we could think of to pass by."""

import dataclasses
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from racekit.design import Design, _stress, compare, scorecard, stress_test
from racekit.stability import examine
from racekit.worlds import DIFFICULTIES, world

GOOD = {
    "calm": Design(standard=0.85, visits=2.0, fine=0.2, sanction=0.05),
    "tense": Design(standard=0.86, visits=2.1, fine=0.4, sanction=0.095),
    "hard": Design(standard=0.84, visits=2.95, fine=0.27, sanction=0.1),
}
each_difficulty = pytest.mark.parametrize("difficulty", DIFFICULTIES)


def tried(design, place=None, draws=60, **options):
    place = world("calm") if place is None else place
    return stress_test(design, place, draws, progress=False, **options)


def score(design, place=None, draws=60):
    return scorecard(tried(design, place, draws))


# --- what passes, what fails, and why ---------------------------------------------------------


@each_difficulty
@pytest.mark.parametrize("seed", [0, 1, 7])
def test_every_world_has_a_good_design_and_a_naive_one_fails(difficulty, seed):
    place = world(difficulty, seed)
    good, naive = score(GOOD[difficulty], place, 120), score(Design(), place, 60)
    assert good.passed
    assert good.sentence.startswith("Passes; the least room is in")
    assert not naive.passed
    assert naive.weakness == "deterrence"
    assert "Somebody gains by cheating in 100.0 % of the futures" in naive.sentence


@each_difficulty
def test_no_design_fits_all_worlds(difficulty):
    others = [world(name) for name in DIFFICULTIES if name != difficulty]
    assert not all(score(GOOD[difficulty], place, 120).passed for place in others)


@pytest.mark.parametrize(
    ("change", "weakness", "said"),
    [
        ({"visits": 0.0}, "deterrence", "gains by cheating"),
        ({"fine": 0.0}, "deterrence", "gains by cheating"),
        ({"sanction": 0.0}, "stability", "gains by leaving"),
        ({"sanction": 0.1}, "stability", "most often when a nation holds out"),
        ({"minimum": 3}, "stability", "for want of 3 signatures"),
        ({"standard": 0.6}, "risk", "of the avoidable risk remains"),
        ({"visits": 4.0}, "cost", "The inspectors make 16 trips/yr, and their budget is 12"),
    ],
)
def test_binding_weakness_has_a_name_and_a_reason(change, weakness, said):
    card = score(GOOD["calm"].replace(**change), draws=120)
    assert not card.passed
    assert card.weakness == weakness
    assert f"binding weakness: {weakness}" in card.sentence
    assert said in card.sentence
    assert str(card).endswith(card.sentence)


# --- tricks ----------------------------------------------------------------------------------

HUGE = st.sampled_from([0.0, 1e-12, 0.1, 1.0, 50.0, 1e6])


@settings(deadline=None, max_examples=60)
@given(
    standard=st.sampled_from([0.0, 1e-9, 0.2, 0.5, 0.7, 1.0]),
    visits=st.sampled_from([0.0, 1e-9, 0.3, 3.1, 50.0, 1000.0]),
    fine=HUGE, sanction=HUGE, after=st.sampled_from(["return", "collapse"]),
    minimum=st.integers(2, 12),
    members=st.sampled_from([None, ("Coast", "Delta"), ("Island", "Coast"), ("Delta", "Coast",
                                                                            "Island")]),
)  # fmt: skip
def test_no_trick_passes(standard, visits, fine, sanction, after, minimum, members):
    """Extremes are refused, or fail: none of these is a sensible treaty."""
    try:
        design = Design(standard=standard, visits=visits, fine=fine, after=after, minimum=minimum,
                        members=members, sanction=sanction)  # fmt: skip
        result = tried(design)
    except ValueError:  # in words, as the tests below show
        return
    card = scorecard(result)
    assert not card.passed
    numbers = card.table[["value", "goal", "room"]].to_numpy()
    assert np.isfinite(numbers).all()
    shares = card.table["value"][["deterrence", "stability"]]
    assert ((shares >= 0) & (shares <= 1)).all()
    assert "nan" not in card.sentence


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fine": np.inf}, "fine must lie in [0, 1e+06] prizes, got inf"),
        ({"fine": np.nan}, "fine must lie in [0, 1e+06] prizes, got nan"),
        ({"fine": -0.1}, "got -0.1"),
        ({"standard": np.nan}, "standard must lie in [0, 1], got nan"),
        ({"standard": 1.01}, "standard must lie in [0, 1], got 1.01"),
        ({"visits": 1e6}, "visits must lie in [0, 1000] 1/yr, got 1e+06"),
        ({"visits": -1.0}, "visits must lie in [0, 1000] 1/yr, got -1"),
        ({"sanction": -1.0}, "sanction must lie in [0, 1e+06] prizes, got -1"),
        ({"members": ()}, "members must name at least 2 nations"),
        ({"members": ("Coast",)}, "members must name at least 2 nations"),
        ({"members": ("Coast", "Coast")}, "each once"),
        ({"members": ("Coast", "Delta"), "minimum": 3}, "minimum must lie in 2..2 nations, got 3"),
        ({"minimum": 0}, "minimum must lie in 2..12 nations, got 0"),
        ({"after": "forgive"}, "after must be 'return' or 'collapse', got 'forgive'"),
    ],
)
def test_impossible_texts_are_refused(changes, said):
    with pytest.raises(ValueError) as error:
        Design(**changes)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "changes",
    [{"fine": "all"}, {"fine": True}, {"visits": None}, {"members": "Coast"}, {"minimum": 2.0},
     {"members": {"Coast", "Delta"}}, {"standard": 1j}],
)  # fmt: skip
def test_wrong_kinds_are_refused(changes):
    with pytest.raises(TypeError, match=f"{next(iter(changes))} must be"):
        Design(**changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fine": 1.001}, "fine must lie in [0, 1] prizes in the calm world 0, where nobody can"),
        ({"sanction": 0.2}, "sanction must lie in [0, 0.1] prizes in the calm world 0"),
        ({"minimum": 4}, "minimum must lie in 2..3 nations, got 4"),
        ({"members": ("Coast", "Utopia")}, "members must be among Coast, Delta, Island, got Utop"),
    ],
)
def test_what_the_world_cannot_do_is_refused(changes, said):
    with pytest.raises(ValueError) as error:
        tried(GOOD["calm"].replace(**changes))
    assert said in str(error.value)


def test_unknown_fields_and_other_things_are_refused():
    with pytest.raises(TypeError, match="a Design has no field bribe"):
        Design().replace(bribe=1.0)
    with pytest.raises(TypeError, match="design must be a Design"):
        tried({"standard": 1.0})
    with pytest.raises(TypeError, match="world must be a World"):
        stress_test(Design(), "calm")
    with pytest.raises(TypeError, match="progress must be True or False"):
        stress_test(Design(), world("calm"), progress=1)
    with pytest.raises(TypeError, match="result must be a StressTest"):
        scorecard(pd.DataFrame())
    for nothing in ({}, [tried(Design(), draws=1)]):
        with pytest.raises(TypeError, match="results must be a dict"):
            compare(nothing)


def test_too_few_futures_are_no_verdict():
    few, enough = (score(GOOD["calm"], draws=draws) for draws in (59, 60))
    assert few.table["passed"].all()
    assert not few.passed
    assert few.sentence.startswith("No verdict: 59 of 59 futures are done, and it takes 60")
    assert enough.passed


def test_a_treaty_void_everywhere_deters_nobody():
    place = world("calm")
    place.ranges["entrant"] = (0.1, 0.1)
    result = tried(GOOD["calm"].replace(minimum=3), place)
    void = result.table[result.table["end"] == "void"].reset_index(drop=True)
    only = dataclasses.replace(result, table=pd.concat([void] * 6, ignore_index=True))
    card = scorecard(only)
    assert card.table.loc["deterrence", "value"] == 0.0
    assert card.table.loc["stability", "value"] == 0.0
    assert card.table.loc["risk", "value"] == pytest.approx(1.0)
    assert "The treaty never comes into force" in card.sentence


def test_where_no_risk_can_be_avoided_no_treaty_passes():
    """Nations that do not mind who wins do all the safety work anyway."""
    friends = dataclasses.replace(
        world("calm"), ranges=world("calm").ranges | {"enmity": (0.0, 0.0), "discount": (0.0, 0.0)}
    )
    card = score(Design(visits=1.0, fine=0.1), friends)
    assert card.table.loc["risk", "value"] == 1.0
    assert not card.passed


# --- what a row says -------------------------------------------------------------------------


@each_difficulty
def test_rows_agree_with_the_examination(difficulty):
    place, design = world(difficulty), GOOD[difficulty].replace(after="collapse", minimum=3)
    table = tried(design, place, 24).table
    for draw, (_, row) in zip(place.draw(24), table.iterrows(), strict=True):
        race, treaty = draw.race, design.treaty(draw, place)
        nash = race.disaster_probability(race.nash())
        assert row["without"] == pytest.approx(nash)
        assert row["planner"] == pytest.approx(race.disaster_probability(race.planner()))
        if treaty is None:
            assert row["end"] == "void"
            assert row["disaster"] == pytest.approx(nash)
            continue
        found = examine(race, treaty, draw.leak, design.sanction, design.minimum)
        outside = (~found.signed).sum()
        stay = found.comply - place.premium * design.fine
        stay -= place.sanction_cost * design.sanction * outside
        room = (stay - found.leave)[found.signed].min()
        assert row["leave_room"] == pytest.approx(room)
        assert row["cheat_room"] == pytest.approx((found.comply - found.cheat)[found.signed].min())
        assert bool(row["leaver"]) == (room < 0)
        assert bool(row["cheater"]) == found.cheaters.any()
        holds = row["end"] == "holds"
        assert holds == (room >= 0 and not found.cheaters.any())
        assert row["disaster"] == pytest.approx(found.risk_kept if holds else nash)
        assert row["kept"] == found.risk_kept
        assert treaty.detection == pytest.approx(draw.find * design.visits)
        assert treaty.false_alarms == pytest.approx(draw.wrong * design.visits)


def test_scenarios_add_up():
    table = tried(GOOD["hard"], world("hard"), 90).by_scenario()
    assert table[["holds", "void", "cheat", "leave"]].sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert (table["planner"] <= table["disaster"]).all()
    assert (table["disaster"] <= table["without"] + 1e-9).all()


def test_trips_count_the_labs_of_those_asked():
    place = world("calm")
    assert Design(visits=2.0).trips(place) == 2 * place.labs()
    assert Design(visits=2.0, members=("Coast", "Island")).trips(place) == 6.0


def test_designs_side_by_side():
    shown = compare({"pledge": tried(Design()), "good": tried(GOOD["calm"])})
    assert list(shown.columns) == ["pledge", "good"]
    assert shown.loc["verdict"].tolist() == ["fails", "passes"]
    assert shown.loc["weakest", "pledge"] == "deterrence"
    assert shown.loc["visits", "good"] == "2 a year"


# --- seeds, executors, interruption ----------------------------------------------------------


def test_same_seed_same_numbers_and_fewer_are_the_first_of_more():
    first, again, fewer = tried(GOOD["calm"]), tried(GOOD["calm"]), tried(GOOD["calm"], draws=24)
    pd.testing.assert_frame_equal(first.table, again.table)
    pd.testing.assert_frame_equal(first.table.head(24), fewer.table)
    assert not first.table.equals(tried(GOOD["calm"], seed=1).table)


def test_any_executor_gives_the_same_numbers():
    expected = tried(GOOD["tense"], world("tense")).table
    with ThreadPoolExecutor(3) as pool:
        threads = tried(GOOD["tense"], world("tense"), executor=pool).table
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        processes = tried(GOOD["tense"], world("tense"), executor=pool).table
    pd.testing.assert_frame_equal(threads, expected)
    pd.testing.assert_frame_equal(processes, expected)


def interrupting(after):
    """`outcomes` for a reader who loses patience after some blocks of futures."""
    left, real = [after], _stress.outcomes

    def outcomes(which, design, world, seed):
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(which, design, world, seed)

    return outcomes


@pytest.mark.parametrize("done", [0, 30, 60, 90])
def test_an_interruption_keeps_what_is_done(done, monkeypatch):
    whole = tried(GOOD["calm"], draws=120).table
    monkeypatch.setattr(_stress, "_BLOCK", 30)
    monkeypatch.setattr(_stress, "outcomes", interrupting(done // 30))
    result = tried(GOOD["calm"], draws=120)
    assert (len(result.table), result.asked) == (done, 120)
    pd.testing.assert_frame_equal(result.table, whole.head(done), check_dtype=done > 0)
    card = scorecard(result)
    assert card.passed == (done >= 60)
    said = f"(Interrupted after {done} of 120 futures.)" if done >= 60 else f"{done} of 120"
    assert said in card.sentence
    assert np.isfinite(card.table[["value", "goal", "room"]].to_numpy()).all()


def test_an_interruption_while_futures_are_drawn_keeps_the_rest(monkeypatch):
    from racekit.worlds import World

    real = World.futures
    monkeypatch.setattr(_stress, "_BLOCK", 30)

    def futures(self, which, seed=0):
        if which[0] >= 60:
            raise KeyboardInterrupt
        return real(self, which, seed)

    monkeypatch.setattr(World, "futures", futures)
    assert len(tried(GOOD["calm"], draws=120).table) == 60


def test_progress_is_shown(capsys):
    stress_test(GOOD["calm"], world("calm"), draws=12)
    assert "0%|" in capsys.readouterr().err
    tried(GOOD["calm"], draws=12)
    assert capsys.readouterr().err == ""


def test_more_than_one_trouble_at_a_time_is_not_invented():
    table = tried(GOOD["calm"], draws=36).table
    assert (table.loc[table["scenario"] != "holdout", "holdout"] == "").all()
    assert (table.loc[table["scenario"] != "leakage", "leak"] == 0).all()
