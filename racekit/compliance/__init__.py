"""Domestic rules: fines that labs may find cheaper than safety, and rules on some labs only."""

from racekit.compliance._fines import Band, band, critical_fine_rate, equilibria, hysteresis
from racekit.compliance._one_sided import OneSided, best_one_sided, one_sided
from racekit.compliance._replies import best_response, settle

__all__ = [
    "Band",
    "OneSided",
    "band",
    "best_one_sided",
    "best_response",
    "critical_fine_rate",
    "equilibria",
    "hysteresis",
    "one_sided",
    "settle",
]
