"""Races that are run again and again: how much patience care needs, and who wins a tournament.

Payoffs of the game that repeats are one tuple (T, R, P, S) everywhere: temptation, reward,
punishment, sucker's payoff. Cooperation C is care, defection D is recklessness.
A memory-one strategy is four probabilities to cooperate, after own CC, CD, DC, DD (own move
first); before the first round both players are taken to have cooperated. With ``noise`` each
move comes out as its opposite, and what players remember is the moves that came out.
"""

from racekit.repeated._alarms import (
    Alarms,
    alarm_threshold,
    alarm_value,
    best_value,
    highest_false_alarm_chance,
    many_monitors,
    shortest_punishment,
)
from racekit.repeated._generations import generation_payoffs, generation_threshold
from racekit.repeated._payoffs import (
    CLASSIC,
    Payoffs,
    from_game,
    generosity,
    grim_threshold,
    tft_threshold,
)
from racekit.repeated._strategies import STRATEGIES, Match, long_run, play, shares
from racekit.repeated._tournament import Tournament, tournament

__all__ = [
    "CLASSIC",
    "STRATEGIES",
    "Alarms",
    "Match",
    "Payoffs",
    "Tournament",
    "alarm_threshold",
    "alarm_value",
    "best_value",
    "from_game",
    "generation_payoffs",
    "generation_threshold",
    "generosity",
    "grim_threshold",
    "highest_false_alarm_chance",
    "long_run",
    "many_monitors",
    "play",
    "shares",
    "shortest_punishment",
    "tft_threshold",
    "tournament",
]
