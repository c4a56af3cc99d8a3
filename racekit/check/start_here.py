"""The check that the first lesson shows off."""

from racekit.check._verdict import close, exercise, require


@exercise("Chance of lab 1")
def chance_of_lab_1(attempt):
    """Chance that the first of two labs wins, from their speeds [1/yr]."""
    for first, second in ((2.0, 1.0), (1.0, 1.0), (1.0, 3.0), (0.2, 0.6)):
        case = f"speeds {first:g} and {second:g}"
        chance = attempt.number(case, first, second)
        require(0 <= chance <= 1, f"With {case} you say {chance:.3g}: no chance is above 1.")
        swapped = attempt.number(f"speeds {second:g} and {first:g}", second, first)
        require(
            close(chance + swapped, 1.0),
            f"With {case}, your two labs win with chances {chance:.3g} and {swapped:.3g}: "
            "one of them must win, so these should add up to 1.",
        )
        require(
            close(chance, first / (first + second)),
            f"With {case} you say {chance:.3g}. Add the speeds: which share of the sum is lab 1's?",
        )
