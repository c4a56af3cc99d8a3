"""Checks of the exercises: ``check.exercise_1_1(your_function)`` prints a verdict."""
