"""Compile and cache every kernel, by the calls the library itself makes."""

import gc

from racekit import evolution, repeated
from racekit.race import Race
from racekit.simulation import simulate
from racekit.treaty import Treaty


def warm():
    """Call everything that has a kernel, on the smallest inputs."""
    collecting = gc.isenabled()
    gc.disable()  # a compiler leaves a million objects; to look through them takes a tenth
    try:
        _call_all()
    finally:
        if collecting:
            gc.enable()


def _call_all():
    race = Race.equal(2)
    race.nash()
    for milestones in (1, 2):
        simulate(race.replace(milestones=milestones), [0.5, 0.5], runs=2)
    simulate(race, [0.5, 0.5], runs=2, treaty=Treaty())
    Treaty().temptation(race)
    repeated.long_run("TFT", "TFT")
    repeated.tournament(["TFT"], runs=2)
    payoffs = evolution.dsair()
    for run in (evolution.stationary, evolution.exact, evolution.simulate, evolution.trajectory):
        run(payoffs, 2)
    evolution.fixation_probability(payoffs, 0, 1)
