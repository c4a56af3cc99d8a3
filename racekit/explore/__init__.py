"""Explorers: one call gives controls, a sentence, and a picture that follows them.

Every explorer works with the keyboard and with screen readers: each control has a name and a
unit, and the sentence is spoken when it changes.
It lives until its ``close()``, or until the cell that made it makes another.
"""

from racekit.explore._better_safety_technology import better_safety_technology
from racekit.explore._design_a_treaty import design_a_treaty
from racekit.explore._domestic_rules import domestic_rules
from racekit.explore._luck_and_speed import luck_and_speed
from racekit.explore._many_labs import many_labs
from racekit.explore._norms_and_promises import norms_and_promises
from racekit.explore._one_careful_lab import one_careful_lab
from racekit.explore._participation import participation
from racekit.explore._precedents import precedents
from racekit.explore._race_between_nations import race_between_nations
from racekit.explore._race_track import race_track
from racekit.explore._shadow_of_the_future import shadow_of_the_future
from racekit.explore._the_argument_on_trial import the_argument_on_trial
from racekit.explore._treaty_room import treaty_room
from racekit.explore._two_labs import two_labs
from racekit.explore._verification import verification
from racekit.explore._what_labs_know import what_labs_know

__all__ = [
    "better_safety_technology",
    "design_a_treaty",
    "domestic_rules",
    "luck_and_speed",
    "many_labs",
    "norms_and_promises",
    "one_careful_lab",
    "participation",
    "precedents",
    "race_between_nations",
    "race_track",
    "shadow_of_the_future",
    "the_argument_on_trial",
    "treaty_room",
    "two_labs",
    "verification",
    "what_labs_know",
]
