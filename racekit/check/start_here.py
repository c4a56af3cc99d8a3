"""The check that the first lesson shows off."""

from racekit.check._exercise import CHANCE, Exercise

chance_of_lab_1 = Exercise(
    title="Chance of lab 1",
    cases=((2.0, 1.0), (1.0, 1.0), (1.0, 3.0), (0.2, 0.6)),
    right=lambda speed_1, speed_2: speed_1 / (speed_1 + speed_2),
    words="speeds {:g} and {:g}".format,
    inside=CHANCE,
    otherwise=lambda value, *case: (
        f"You say {value:.3g}; add the speeds, and look for lab 1's share of the sum"),
    slips=(
        ("You divide one speed by the other, which can exceed 1, and no chance does.",
         lambda first, second: first / second),
        ("That is lab 2's chance; one of them must win, so the two add up to 1.",
         lambda first, second: second / (first + second)),
        ("The faster lab does not always win.", lambda first, second: float(first >= second)),
        ("Your answer does not move with the speeds.", lambda first, second: 0.5),
    ),
)  # fmt: skip
