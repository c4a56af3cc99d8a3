"""Explorers without a browser: every slider, both ends, any combination; never a traceback."""

import random

from explorers import assert_sound, each_explorer

from racekit import explore


@each_explorer
def test_every_slider_moves_the_picture(make):
    # a race shows everything at its end
    explorer = make(**({"moment": 1.0} if make is explore.race_track else {}))
    for name, slider in explorer.controls.items():
        start = slider.value
        seen, values = {explorer.picture.value}, {start}
        for value in (slider.min, slider.max, (slider.min + slider.max) // 2):
            slider.value = value
            if name == "seed":  # another race waits at its start, where all look alike
                explorer.controls["moment"].value = 100
            assert_sound(explorer)
            seen.add(explorer.picture.value)
            values.add(value)
        assert len(seen) >= min(3, len(values)), name
        slider.value = start


@each_explorer
def test_both_ends_of_all_sliders_together(make):
    explorer = make()
    for end in ("min", "max", "min"):
        for slider in explorer.controls.values():
            slider.value = getattr(slider, end)
            assert_sound(explorer)


@each_explorer
def test_any_combination_can_be_drawn(make):
    explorer = make()
    draw = random.Random(3)
    for _ in range(20):
        for slider in draw.sample(list(explorer.controls.values()), 2):
            steps = round((slider.max - slider.min) / slider.step)
            slider.value = slider.min + slider.step * draw.randint(0, steps)
        assert_sound(explorer)
