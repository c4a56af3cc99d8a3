"""Compile and cache every kernel, by the calls the library itself makes."""

import gc

import numpy as np

from racekit import evolution, repeated
from racekit._compiled import kernels
from racekit._rows import Rule
from racekit.race import Race
from racekit.simulation import simulate, trace
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
    # by hand: a race whose replies only creep, so that these are asked for, is rare
    zeros = np.zeros((len(Rule._fields) + 2, 1, 2))
    kernels().replies_at(race.races.rows((1,)), Rule(*zeros[2:]), *zeros[:2])
    for milestones in (1, 2):
        simulate(race.replace(milestones=milestones), [0.5, 0.5], runs=2)
    simulate(race, [0.5, 0.5], runs=2, treaty=Treaty())
    trace(race, [0.5, 0.5])
    Treaty().temptation(race)
    repeated.long_run("TFT", "TFT")
    repeated.tournament(["TFT"], runs=2)
    payoffs = evolution.dsair()
    for run in (evolution.stationary, evolution.exact, evolution.simulate, evolution.trajectory):
        run(payoffs, 2)
    evolution.fixation_probability(payoffs, 0, 1)
