"""Checks of the exercises on what labs know.

As in lesson 02, each check looks for the property first, and for the usual slips only where it
is missing.
"""

import numpy as np

from racekit.check import _slips_what_labs_know as slips
from racekit.check._verdict import Wrong, close, exercise, explain, heeds_seed, require
from racekit.disclosure import silence_threshold
from racekit.precipice import disaster_probability as risk


@exercise("The guilty among the silent")
def guilty_among_the_silent(attempt):
    """Check a function silent share -> (informed share, share of the silent who hide)."""
    rng = np.random.default_rng(61)
    for silent in (0.3, 0.9, 1.0, *rng.uniform(0.05, 0.95, 4)):
        case = f"a share {silent:.3g} of the boxes is empty"
        informed, hiding = attempt.array(case, (2,), float(silent))
        if not close(informed, 1 - silent**2):
            explain(informed, slips.informed(silent), case)
            _shares(informed, hiding, case)
            empty = np.sqrt(max(0.0, 1 - informed))
            raise Wrong(
                f"If a share {informed:.4g} of the labs knew, a share {empty:.4g} of the boxes "
                f"would be empty ({case})."
            )
        if not close(hiding, 1 - silent):
            explain(hiding, slips.hiding(silent), case)
            _shares(informed, hiding, case)
            raise Wrong(
                f"A share {1 - informed:.4g} of all labs knows nothing, and all of these are "
                f"silent; that does not leave {hiding:.4g} of the silent to hide ({case})."
            )


def _shares(informed, hiding, case):
    for share in (informed, hiding):
        require(0 <= share <= 1, f"A share lies from 0 to 1; yours is {share:.4g} ({case}).")


@exercise("Any labs, not just evenly spread")
def any_labs(attempt):
    """Check a function (quality, informed) -> mark of an empty box, to 1e-4."""
    for name, quality, informed in slips.populations():
        case = f"{name}, informed {informed:g}"
        given = quality.copy()
        value = attempt.number(case, given, informed)
        if not np.array_equal(given, quality):
            raise Wrong(f"Your function changed the array it was given; work on a copy ({case}).")
        right = slips.settled(quality, informed)
        if abs(value - right) <= 2e-4:
            continue
        explain(value, slips.marks(quality, informed, right), case, 2e-4)
        require(0 <= value <= 1, f"A mark lies from 0 to 1; yours is {value:.4g} ({case}).")
        found = slips.mark(quality, informed, value)
        raise Wrong(
            f"If the clerk marks silence {value:.4f}, the silent labs average {found:.4f}, "
            f"so she moves on ({case})."
        )


@exercise("The least fine that makes all speak")
def least_fine(attempt):
    """Check a function (exposure, cost) -> least penalty with which every informed lab speaks."""
    cases = [(0.4, 0.12), (0.5, 0.0), (0.1, 0.3), (0.9, 0.05), (1.0, 0.2), (0.25, 0.6)]
    for exposure, cost in cases:
        case = f"exposure {exposure:g}, cost {cost:g}"
        value = attempt.number(case, exposure, cost)
        right = ((1 - exposure) / 2 + cost) / exposure
        if close(value, right, 1e-4):
            continue
        explain(value, slips.penalties(exposure, cost, right), case, 1e-5)
        require(value >= 0, f"A penalty is not negative; yours is {value:.4g} ({case}).")
        silent = silence_threshold(0.9, exposure, value, cost)
        if silent > 0:
            raise Wrong(
                f"With your penalty of {value:.4g} labs below {silent:.4g} still keep silent "
                f"if 90 % are informed ({case})."
            )
        raise Wrong(f"With {value:.4g} all speak, but a smaller penalty would do ({case}).")


@exercise("Read out all envelopes")
def read_out_all_envelopes(attempt):
    """Check a function (n, mu, enmity, runs, seed) -> (share of disasters, standard error)."""
    cases = [(3, 1.5, 0.6, 20_000, 5), (2, 0.4, 0.5, 8000, 6), (6, 4.0, 1.0, 20_000, 7)]
    for n, mu, enmity, runs, seed in cases:
        case = f"{n} teams, mu {mu:g}, enmity {enmity:g}, {runs} runs"
        mean, error = attempt.array(case, (2,), n, mu, enmity, runs, seed)
        expected = risk(n, mu, enmity, "public")
        fair = np.sqrt(expected * (1 - expected) / runs)
        if abs(mean - expected) > 4.5 * fair:
            explain(mean, slips.dangers(n, mu, enmity, expected, error), case, 4.5 * fair)
            require(
                0 <= mean <= 1,
                f"A share lies from 0 to 1, not in per cent; yours is {mean:.4g} ({case}).",
            )
            raise Wrong(
                f"Your share is {abs(mean - expected) / fair:.0f} standard errors from the "
                f"closed form; that is not luck ({case})."
            )
        if abs(error / fair - 1) > 0.1:
            explain(error, slips.errors(n, mu, enmity, expected, runs), case, 0.1 * error)
            size = "small" if error < fair else "large"
            raise Wrong(f"Your standard error is too {size} by {error / fair:.2g} times ({case}).")
    heeds_seed(attempt, (2,), 3, 1.5, 0.6, 500)


@exercise("Where publishing turns harmful")
def where_publishing_turns_harmful(attempt):
    """Check a function (n, enmity) -> mu above which public is riskier than private, to 1e-3."""
    for n, enmity in ((3, 0.6), (2, 0.5), (5, 0.25), (10, 0.9), (2, 0.1), (20, 0.5)):
        case = f"{n} teams, enmity {enmity:g}"
        value = attempt.number(case, n, enmity)
        right = slips.crossing(n, enmity)
        if abs(value - right) <= 1e-3:
            continue
        explain(value, slips.crossings(n, enmity, right), case, 1e-3)
        require(value > 0, f"mu is above 0; yours is {value:.4g} ({case}).")
        if abs(value - right) < 0.06:
            raise Wrong(f"Close, but a finer search finds a better mu ({case}).")
        own, public = (risk(n, min(value, 1e6), enmity, k) for k in ("private", "public"))
        raise Wrong(
            f"At your mu of {value:.4g} disaster has probability {public:.4f} if all is public "
            f"and {own:.4f} if each team knows its own capability ({case})."
        )


@exercise("What a spy is worth")
def what_a_spy_is_worth(attempt):
    """Check a function (mu, enmity) -> what a spy gains between two teams, to 0.002 prizes."""
    for mu, enmity in ((1.5, 0.6), (2.0, 1.0), (4.0, 0.7), (0.5, 0.3)):
        case = f"mu {mu:g}, enmity {enmity:g}"
        value = attempt.number(case, mu, enmity)
        right = slips.spy(mu, enmity)
        if abs(value - right) <= 2e-3:
            continue
        explain(value, slips.spies(mu, enmity, right), case, 2e-3)
        require(
            value >= 0,
            f"Knowing more in secret never costs anything; your gain is {value:.4g} ({case}).",
        )
        much = "little" if value < right else "much"
        raise Wrong(f"A gain of {value:.4f} prizes is too {much} ({case}).")
