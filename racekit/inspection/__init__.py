"""Inspection games: how few inspections deter, and what announcing them is worth."""

from racekit.inspection._dresher import PeriodStrategy, dresher, dresher_strategy, dresher_table
from racekit.inspection._game import Frequencies, InspectionGame, Sides, leadership
from racekit.inspection._sites import catch_probability, inspections_needed

__all__ = [
    "Frequencies",
    "InspectionGame",
    "PeriodStrategy",
    "Sides",
    "catch_probability",
    "dresher",
    "dresher_strategy",
    "dresher_table",
    "inspections_needed",
    "leadership",
]
