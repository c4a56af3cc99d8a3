"""Explorers without a browser: what each one says, and what it does with what it is given."""

import base64
import pkgutil
import re
from html import unescape
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from explorers import assert_sound, at_start, each_explorer, words
from PIL import Image

from racekit import explore
from racekit.explore import _stage


def pixels(explorer):
    data = re.search('base64,([^"]*)', explorer.picture.value)[1]
    return np.asarray(Image.open(BytesIO(base64.b64decode(data))))


def test_every_module_is_registered():
    """``_name.py`` holds ``explore.name``; four modules stand beneath them all."""
    modules = {found.name.removeprefix("_") for found in pkgutil.iter_modules(explore.__path__)}
    assert modules - {"desk", "letters", "life", "stage"} == set(explore.__all__)


def test_every_explorer_is_asked_about_its_model():
    """Beyond the tests that all share, one that knows what this explorer must say."""
    tests = Path(__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r"\bexplore\.(\w+)\(", tests))
    assert set(explore.__all__) - asked == set()


@each_explorer
def test_repainting_equals_painting_afresh(make):
    """Nothing of an earlier picture may shine through."""
    first, second = make(), at_start(make)
    for name, slider in first.controls.items():
        slider.value = slider.max
        slider.value = slider.min
        slider.value = second.controls[name].value
    assert first.picture.value == second.picture.value


@each_explorer
def test_error_keeps_the_picture(make, monkeypatch):
    explorer = make()
    before = explorer.picture.value
    slider = next(iter(explorer.controls.values()))
    with monkeypatch.context() as broken:
        broken.setattr(explorer.stage, "png", lambda narrow: 1 / 0)
        slider.value = slider.min
        assert "could not be drawn (ZeroDivisionError" in words(explorer)
        assert explorer.picture.value == before
    slider.value = slider.max
    assert_sound(explorer)


@each_explorer
def test_sliders_start_on_a_grid_the_browser_keeps(make):
    """A FloatSlider that does not start at 0 comes back from the browser off by a digit."""
    for slider in at_start(make).controls.values():
        assert isinstance(slider.value, int) or slider.min == 0


@each_explorer
def test_start_values_are_checked(make):
    name = next(iter(at_start(make).controls))
    with pytest.raises(ValueError, match=f"{name} must lie in"):
        make(**{name: 10**6})
    with pytest.raises(TypeError, match=f"{name} must be"):
        make(**{name: "many"})
    with pytest.raises(TypeError, match="there is no turbo"):
        make(turbo=1)


@each_explorer
def test_the_page_is_told_names_units_and_words(make):
    explorer = at_start(make)
    assert [spec["name"] for spec in explorer.sentence.table] == list(explorer.controls)
    for spec in explorer.sentence.table:
        assert spec["label"]
        assert ("(" in spec["label"]) == bool(spec["unit"])
        # a number is no code for something else
        assert not re.search(r"\d+ (or|to|no|yes)|=", spec["label"])
        if spec["kind"] != "number":
            numbers = [number for number, _ in spec["options"]]
            assert numbers == list(range(spec["min"], spec["max"] + 1))


@each_explorer
def test_reset_brings_back_the_first_picture(make):
    explorer = make()
    before, start = explorer.picture.value, dict(explorer.sentence.values)
    for control in explorer.controls.values():
        control.value = control.max
    explorer.buttons["reset"].click()
    assert explorer.sentence.values == start
    assert explorer.picture.value == before


@each_explorer
def test_little_is_spoken_at_a_time(make):
    explorer = at_start(make)
    first, rest = explorer.sentence.words
    assert 0 < len(first.split()) <= 30
    assert (first + rest) in unescape(explorer.picture.value)


def test_narrow_pages_get_one_panel_above_the_other():
    explorer = explore.many_labs()
    wide = pixels(explorer)
    explorer.sentence.narrow = True
    narrow = pixels(explorer)
    height, width = wide.shape[:2]
    assert narrow.shape[0] == 2 * height
    assert width / 2 <= narrow.shape[1] < 0.6 * width
    ink = (wide < 255).sum()
    assert (narrow < 255).sum() == ink
    explorer.sentence.narrow = False
    assert np.array_equal(pixels(explorer), wide)


def test_a_control_stays_within_its_ends():
    explorer = explore.two_labs()
    explorer.controls["risk"].value = 1000
    assert explorer.controls["risk"].value == 100
    explorer.controls["harm"].value = 2
    assert isinstance(explorer.controls["harm"].value, float)


def test_buttons_of_the_page_are_pressed_by_name():
    explorer = explore.race_track(seed=3)
    explorer.sentence._handle_custom_msg({"click": "next"}, [])
    assert explorer.controls["seed"].value == 4
    explorer.sentence._handle_custom_msg({"click": "turbo"}, [])


def test_another_race_waits_at_its_start():
    explorer = explore.race_track(moment=1.0)
    ended = words(explorer)
    explorer.buttons["next"].click()
    assert words(explorer).startswith("Year 0.00; milestones reached: lab 1 0")
    explorer.controls["moment"].value = 100
    assert " wins and " in words(explorer)
    explorer.buttons["reset"].click()
    assert words(explorer) == ended
    explorer.controls["seed"].value = 999
    explorer.buttons["next"].click()
    assert explorer.controls["seed"].value == 0


def test_a_race_speaks_at_milestones_only():
    explorer, said = explore.race_track(), []
    for moment in range(101):
        explorer.controls["moment"].value = moment
        said.append(words(explorer))
    assert 2 < len(set(said)) <= 1 + 3 * 5


def test_png_file_is_lossless():
    given = np.random.default_rng(1).integers(0, 256, (7, 5, 3)).astype(np.uint8)
    read = np.asarray(Image.open(BytesIO(_stage.png_file(given))))
    assert np.array_equal(read, given)


def test_two_labs_names_the_game():
    explorer = explore.two_labs()
    assert words(explorer).startswith("Prisoner's dilemma: the only equilibrium is both reckless.")
    explorer.controls["risk"].value = 50
    assert words(explorer).startswith("Stag hunt: 2 equilibria, both careful and both reckless.")
    explorer.controls["risk"].value = 75
    assert words(explorer).startswith("Harmony: the only equilibrium is both careful.")
    explorer.controls["risk"].value = 5
    assert words(explorer).startswith("Racing suits both: the only equilibrium is both reckless.")


def test_many_labs_agrees_with_the_model():
    explorer = explore.many_labs(n=2)
    assert "disaster with probability 27.4 %" in words(explorer)
    assert "2 labs race for 0.67 years" in words(explorer)
    assert "Racing costs 0.19 prizes" in words(explorer)
    explorer.controls["n"].value = 1
    assert words(explorer).startswith("One lab with nobody to race")


def test_many_labs_tells_a_trap():
    said = words(explore.many_labs(n=5, harm=3.0))
    assert "better off had there been no race, yet none can leave" in said


def test_luck_and_speed_agrees_with_the_model():
    explorer = explore.luck_and_speed(n=2, speed_1=0.5, speed_2=0.3, safety_1=0, safety_2=0)
    assert "lab 1 62.5 %, lab 2 37.5 %" in words(explorer)
    assert "as reckless as the average lab" in words(explorer)
    explorer.controls["milestones"].value = 10
    assert "lab 1 86.9 %, lab 2 13.1 %" in words(explorer)


def test_luck_and_speed_tells_a_safer_winner():
    said = words(explore.luck_and_speed(speed_1=5.0))
    assert "less reckless than the average lab" in said


def test_one_careful_lab_agrees_with_the_model():
    explorer = explore.one_careful_lab()
    said = words(explorer)
    assert "Before, every lab does 14.4 % of the safety work: disaster 34.2 %, 0.38 years" in said
    assert "If its rivals hold still: disaster 30.6 %, 0.42 years, A wins 25.3 %" in said
    assert "If its rivals reply, with 17.9 %: disaster 29.5 %, 0.43 years" in said
    explorer.controls["leak"].value = 30
    assert "30.0 % of A's speed leaks" in words(explorer)
    assert "hold still: disaster 31.8 %" in words(explorer)
    assert "with 21.9 %: disaster 29.2 %" in words(explorer)


def test_better_safety_technology_agrees_with_the_model():
    explorer = explore.better_safety_technology()
    assert "3 labs do 64.4 % of the safety work" in words(explorer)
    assert "same safety it would be 14.2 %" in words(explorer)
    assert "more than before, for 141 % of the promised gain is given back" in words(explorer)
    hardest = {"safety_tax": 1.0, "discount": 0.0}
    assert ": 100 % of the" in words(explore.better_safety_technology(**hardest))
    assert ": 0 % of the" in words(explore.better_safety_technology(risk=0.2))
    assert "nothing to gain" in words(explore.better_safety_technology(enmity=0.0, discount=0.0))
    assert "changes nothing" in words(explore.better_safety_technology(remains=1.0))


def test_shadow_of_the_future_agrees_with_the_model():
    explorer = explore.shadow_of_the_future(members=10)
    assert "needs a patience of 0.77 and has 0.90" in words(explorer)
    explorer.controls["length"].value = 1
    assert "Punishing for 1 race would not deter: it takes 5." in words(explorer)
    explorer.controls["members"].value = 24
    assert "No patience is enough" in words(explorer)
    explorer = explore.shadow_of_the_future(
        game=3, false_alarm_chance=0.0, detection_chance=1.0, length=2
    )
    assert "needs a patience of 0.57 and has 0.90: it keeps 100.0 %" in words(explorer)


def test_what_labs_know_agrees_with_the_model():
    explorer = explore.what_labs_know()
    assert "0.0 % if nobody knows any capability, 55.6 % if each knows" in words(explorer)
    assert "41.7 % if all is public (equilibria reach from 41.7 % to 66.7 %)" in words(explorer)
    assert "lowers the danger here" in words(explorer)
    explorer.controls["caution"].value = 0
    assert "66.7 % if all is public" in words(explorer)
    assert "adds to the danger here" in words(explorer)


def test_participation_agrees_with_the_model():
    explorer = explore.participation(n=5)
    assert "Of 5 labs 3 sign and stay: disaster 31.3 %, against 39.0 %" in words(explorer)
    assert "From a union of all, one would leave and gain 0.0014." in words(explorer)
    explorer.controls["sanction"].value = 0.4
    assert "3 or 5 sign and stay" in words(explorer)
    assert "depends on where one starts" in words(explorer)
    explorer.controls["sanction"].value = 0.0
    explorer.controls["minimum"].value = 10
    assert "Of 5 labs 5 sign and stay: disaster 0.0 %" in words(explorer)


def test_race_between_nations_agrees_with_the_model():
    explorer = explore.race_between_nations()
    said = words(explorer)
    assert "4 labs in 2 nations race to a probability of disaster of 37.3 % in 0.26 years" in said
    assert "in each nation it is 27.1 % in 0.34 years" in said
    assert "for the world 0.0 % in 1.25 years" in said
    assert "The step to a world rule does most of the work: 73 % of the descent." in said
    explorer.controls["between"].value = 30
    assert "The step to home rules does most of the work: 69 % of the descent." in words(explorer)
    explorer.controls["labs_each"].value = 1
    assert "a home rule changes nothing" in words(explorer)
    hardest = {"safety_tax": 1.0, "risk": 1.0}
    said = words(explore.race_between_nations(within=0.9, between=0.5, **hardest))
    assert "33.1 %" in said
    assert "22.5 %" in said
    assert "10.0 %" in said


def test_race_between_nations_tells_the_leader_from_the_laggard():
    said = words(explore.race_between_nations(labs_each=1, lead=5.0))
    assert "Under home rules nation A does 63.9 % of the safety work, nation B 9.1 %" in said
    nothing = words(explore.race_between_nations(within=0.0, between=0.0))
    assert "all three rungs carry the same risk" in nothing


def test_race_track_steps_from_milestone_to_milestone():
    explorer = explore.race_track()
    moment, buttons = explorer.controls["moment"], explorer.buttons
    stops = [0]
    while moment.value < 100:
        buttons["forward"].click()
        assert moment.value > stops[-1]
        stops.append(moment.value)
    assert " wins and " in words(explorer)
    buttons["forward"].click()
    assert moment.value == 100
    for stop in stops[-2::-1]:
        buttons["back"].click()
        assert moment.value == stop
    moment.value = 40
    buttons["restart"].click()
    assert moment.value == 0
    assert words(explorer).startswith("Year 0.00; milestones reached: lab 1 0")


def test_race_track_tells_what_happened():
    from racekit.race import Race
    from racekit.simulation import trace

    for seed in range(6):
        story = trace(Race.equal(3, milestones=5), [0.8, 0.2, 0.2], seed=seed)
        said = words(explore.race_track(seed=seed, moment=1.0))
        assert f"Lab {story.attrs['winner'] + 1} wins" in said
        assert ("disaster strikes" in said) == story.attrs["disaster"]
        assert f"Year {story.attrs['years']:.2f}" in said


def test_norms_and_promises_names_the_region():
    explorer = explore.norms_and_promises()
    assert "region of dilemma" in words(explorer)
    assert "AU takes over AS 24 times as easily" in words(explorer)
    assert "AS 5.3 %, AU 89.0 %, CS 5.7 %" in words(explorer)
    late = words(explore.norms_and_promises(log_rounds=6, log_selection=-1, risk=0.4))
    assert "region of innovation" in late
    assert "CS 73.1 %" in late
    seen = {"risk": 0.2, "detection_chance": 0.5}
    watched = words(explore.norms_and_promises(log_rounds=6, log_selection=-1, **seen))
    assert "region of overcautious" in watched


def test_pictures_have_one_size():
    assert pixels(explore.two_labs()).shape[1] == _stage.WIDTH


def test_verification_agrees_with_the_model():
    explorer = explore.verification()
    said = words(explorer)
    assert "takes a detection rate of 0.264 per year, one catch in 3.79 years" in said
    assert "this treaty has 0.20: cheating pays" in said
    assert "would still do 43.1 % of the work; here it gains 0.023 prizes" in said
    explorer.controls["detection"].value = 0.27
    assert "this treaty has 0.27: cheating is deterred" in words(explorer)
    assert "no inspector is needed" in words(explore.verification(standard=0.3))


def test_precedents_agrees_with_the_tables():
    explorer = explore.precedents()
    said = words(explorer)
    assert said.startswith("SALT I at the end of 1979, over: expired (5 years)")
    assert "United States 10,618 (1979), USSR, then Russia 6,909 (1979)" in said
    assert "nothing on our list by then" in said
    explorer.controls["year"].value = 1974
    assert "SALT I at the end of 1974, in force, with 2 parties" in words(explorer)
    explorer.controls["treaty"].value = 5
    assert "in force" not in words(explorer).split(".")[0].replace("not yet in force", "")
    explorer.controls["year"].value = 1980
    assert "hidden so far and found by other states in 1992" in words(explorer)
    explorer.controls["year"].value = 2025
    assert "(found by other states, 1992; trilateral statement" in words(explorer)
    said = words(explore.precedents(treaty=4, year=2008))
    assert "missed the 2007 and extended 2012 destruction deadlines (openly, 2007" in said
    assert "Destroyed (%): of all 33 (2008)" in said
    assert "with 185 parties (count of 2008)" in said
    assert "found by scientists in 2018" in words(explore.precedents(treaty=6, year=2016))
    never = words(explore.precedents(treaty=2, year=1985))
    assert "signed and not in force, nor ever to be, with no parties" in never


def test_treaty_room_agrees_with_the_examination():
    explorer = explore.treaty_room()
    said = words(explorer)
    assert "It does not hold: B and C would cheat; A, B, C and D would leave" in said
    assert "a disaster in 16.4 % of races instead of 36.7 %, after 0.35 years instead of" in said
    assert "What decides is B, which gains 0.0446 prizes by leaving" in said
    assert "14.9 thousandths of a prize by each of the 3 others would" in said
    explorer.controls["sanction"].value = 15.0
    assert "What decides is B, which gains 0.0037 prizes by cheating" in words(explorer)
    assert "detection of 1.13 a year, not 1, would end that" in words(explorer)
    explorer.controls["detection"].value = 1.13
    assert "It holds." in words(explorer)
    nobody = words(explore.treaty_room(members=1, standard=0.9))
    assert "no fine reaches it, and nobody is there to punish it; ask for less." in nobody
    leaky = words(explore.treaty_room(members=2, standard=0.0, leak=0.3))
    assert "nobody is there to punish it; stop the leak." in leaky
    idle = words(explore.treaty_room(standard=0.0))
    assert "It asks for no more than its members would do anyway." in idle


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("detection", {"sanction": 0.05}),
        ("sanction", {"fine": 1.0}),
        ("fine", {"standard": 1.0, "members": 3, "fine": 0.0, "lead": 0.0, "sanction": 0.05}),
    ],
)
def test_treaty_room_mends_what_it_says_it_mends(name, start):
    """The suggestion, set as it is written, holds the treaty; a step less does not."""
    explorer = explore.treaty_room(**start)
    assert "It does not hold" in words(explorer)
    slider = explorer.controls[name]
    enough = float(re.search(rf"{name} of ([\d.]+) ", words(explorer).split("What decides")[1])[1])
    slider.value = enough
    assert "It holds" in words(explorer)
    slider.value = enough - slider.step
    assert "It does not hold" in words(explorer)


def test_domestic_rules_agrees_with_the_model():
    from racekit.compliance import settle
    from racekit.race import Race

    race = Race.equal(4)
    settled = settle(race, 0.6, [0.3, 0.3, 0.0, 0.0])
    explorer = explore.domestic_rules()
    assert f"they do {100 * settled[0]:.1f} %, for paying is cheaper" in words(explorer)
    assert f"2 labs abroad do {100 * settled[2]:.1f} %" in words(explorer)
    assert "without a rule 37.3 %, if everybody obeys 27.9 %" in words(explorer)
    explorer.controls["fine_rate"].value = 0.5
    assert "they keep the rule" in words(explorer)
    trap = {"abroad": 0, "safety_tax": 1.0, "discount": 0.0, "floor": 0.95, "fine_rate": 0.55}
    cheats = settle(Race.equal(2, safety_tax=1.0, discount=0.0), 0.95, 0.55)[0]
    said = words(explore.domestic_rules(**trap))
    assert "they keep the rule" in said
    assert f"cheated so far go on, with {100 * cheats:.1f} %" in said
    leaky = {"home": 5, "abroad": 5, "harm": 5.0, "floor": 0.7, "fine_rate": 2.0, "leak": 0.1}
    assert "The rule has made the world more dangerous" in words(explore.domestic_rules(**leaky))
    idle = leaky | {"floor": 0.0}
    assert "The leak has made the world more dangerous" in words(explore.domestic_rules(**idle))
    careful = words(explore.domestic_rules(safety_tax=0.01, leak=0.9))
    assert "World risk 0.0 %" in careful


def test_the_argument_on_trial_agrees_with_the_claims():
    from racekit import claims

    explorer = explore.the_argument_on_trial()
    assert "9 hold (C1, C2, C3, C5, C6, C10, C11, C12, C14), 4 fail (C7, C8, C9" in words(explorer)
    assert "1 does not arise (C4)" in words(explorer)
    assert "The nearest to turn is C8: with risk 28.8 % it holds." in words(explorer)
    explorer.controls["risk"].value = 28
    assert claims.at(risk=0.28).loc["C8", "verdict"] == "holds"
    assert "C8" in words(explorer).split("fail")[0]
    explorer.controls["leak"].value = 40
    explorer.controls["harm"].value = 5.0
    assert claims.at(risk=0.28, leak=0.4, harm=5.0).loc["C7", "verdict"] == "holds"
    assert "C7" in words(explorer).split("fail")[0]
    nothing = words(explore.the_argument_on_trial(enmity_within=0.0, enmity_between=0.0))
    assert "1 holds (C1), 1 fails (C2), 12 do not arise" in nothing
    # what turns each claim stands right of the bars, also when it has not changed since
    explorer = explore.the_argument_on_trial()
    first = pixels(explorer)[50:410, 560:]
    assert (first.min(axis=(1, 2)) < 128).sum() > 80  # rows with ink
    for value in (1, 0):
        explorer.controls["leak"].value = value
    assert np.array_equal(pixels(explorer)[50:410, 560:], first)


def test_design_a_treaty_agrees_with_the_model():
    from racekit.design import Design, scorecard, stress_test
    from racekit.worlds import world

    design = Design(standard=0.85, visits=2.0, fine=0.2, sanction=0.05)
    explorer = explore.design_a_treaty(standard=0.85, visits=2.0, fine=0.2, sanction=0.05)
    result = stress_test(design, world("calm"), draws=12, progress=False)
    holds = (result.table["end"] == "holds").sum()
    said = words(explorer)
    assert f"The treaty holds in {holds} of 12 futures: in 1 leaving tempts." in said
    left = scorecard(result).table.loc["risk", "value"]
    assert f"{100 * left:.1f} % of the avoidable risk remains" in said
    assert "It meets every goal here; the least room is in stability" in said
    explorer.controls["minimum"].value = 3
    assert "in 2 it is void" in words(explorer)
    explorer.controls["visits"].value = 0.0
    assert "in 10 cheating tempts" in words(explorer)
