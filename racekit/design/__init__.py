"""Design a treaty for a world, stress-test it over thousands of futures, and score it."""

from racekit.design._design import Design
from racekit.design._score import Scorecard, compare, scorecard
from racekit.design._stress import StressTest, stress_test

__all__ = ["Design", "Scorecard", "StressTest", "compare", "scorecard", "stress_test"]
