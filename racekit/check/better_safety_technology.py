"""Checks of the exercises on better safety technology.

As in lesson 02, each check looks for the property first, and for the usual slips only where it
is missing.
"""

import numpy as np

from racekit.check import _slips_better_safety_technology as slips
from racekit.check._verdict import Wrong, close, exercise, explain, heeds_seed, in_words, require
from racekit.race import Race
from racekit.safety_performance import SafetyPerformance


@exercise("The worst technology, by hand")
def worst_technology_by_hand(attempt):
    """Check a function (n, tax, enmity, harm) -> smallest r at which disaster is likeliest."""
    cases = [(4, 0.7, 0.6, 1.3), (2, 0.8, 1.0, 0.0), (3, 1.0, 0.9, 0.0), (10, 0.3, 1.0, 2.0)]
    rng = np.random.default_rng(51)
    cases += [(int(rng.integers(2, 20)), *rng.uniform(0.1, 0.95, 3)) for _ in range(4)]
    for n, tax, enmity, harm in cases:
        case = f"{n} labs, tax {tax:.2g}, enmity {enmity:.2g}, harm {harm:.2g}"
        value = attempt.number(case, n, tax, enmity, harm)
        right, pairs = slips.worst(n, tax, enmity, harm)
        if close(value, right):
            continue
        explain(value, pairs, case)
        require(0 < value <= 1, f"A risk lies from 0 to 1; yours is {value:.3g} ({case}).")
        race = Race.equal(n, safety_tax=tax, enmity=enmity, harm=harm, discount=0)
        yours, best = (
            float(here.disaster_probability(here.nash()))
            for here in (race.replace(risk=value), race.replace(risk=right))
        )
        if yours > best - 1e-9:
            raise Wrong(f"Disaster is as likely at a smaller r, too; find the smallest ({case}).")
        raise Wrong(
            f"At your r = {value:.4f} disaster has probability {yours:.4f}, and it gets likelier "
            f"{'below' if value > right else 'above'} that r ({case})."
        )


@exercise("The share given back")
def share_given_back(attempt):
    """Check a function (race, remains) -> share of the promised gain that labs give back."""
    cases = [
        (Race.equal(3, risk=0.8), 0.5),  # more than all of it
        (Race.equal(4, risk=0.9, safety_tax=1.0, discount=2.0, harm=0.4), 0.6),
        (Race.equal(2, risk=0.7, enmity=0.8, safety_tax=0.9), 0.3),
        (Race([1.0, 2.0, 0.5], risk=0.9, safety_tax=0.9), 0.5),
        (Race.equal(5, risk=0.2), 0.5),  # nothing to give back
    ]
    for race, remains in cases:
        case = f"{in_words(race)}; the tool leaves {remains:g} of the risk"
        value = attempt.number(case, race, remains)
        new = race.replace(risk=race.risk * remains)
        was, promised, brings = (
            float(here.disaster_probability(safety))
            for here, safety in ((race, race.nash()), (new, race.nash()), (new, new.nash()))
        )
        right = (brings - promised) / (was - promised)
        if close(value, right):
            continue
        explain(value, slips.given_back(race, new, was, promised, brings), case)
        raise Wrong(
            f"Disaster was to fall from {was:.4f} to {promised:.4f} and ends at {brings:.4f}; "
            f"{value:.4f} is not the share of that gain which went back ({case})."
        )


@exercise("Cheap enough")
def cheap_enough(attempt):
    """Check a function race -> largest safety tax at which all labs do all the safety work."""
    cases = [
        Race.equal(3, enmity=0.8, harm=0.7, discount=0.6),
        Race.equal(3),
        Race([1.0, 2.0], risk=0.6),
        Race.equal(6, risk=0.1, discount=0.2),
        Race.equal(2, harm=3.0, enmity=0.5),
    ]
    for race in cases:
        case = in_words(race)
        value = attempt.number(case, race)
        right = slips.first_tax(race, lambda here: here.nash())
        if abs(value - right) <= 0.00105:
            continue
        explain(value, slips.cheap(race), case, 0.0011)
        require(0 < value <= 1, f"A safety tax lies from 0 to 1; yours is {value:.3g} ({case}).")
        least = float(race.replace(safety_tax=value).nash().min())
        if abs(value - right) < 0.02:
            raise Wrong(f"Close, but search in finer steps ({case}).")
        if value > right:
            raise Wrong(f"At your {value:.3f} a lab does only {least:.3f} of the work ({case}).")
        raise Wrong(f"They do all of it at your {value:.3f}, but at a larger tax as well ({case}).")


@exercise("Measure a tool")
def measure_a_tool(attempt):
    """Check a function (old, new, runs, seed) -> (change of P(disaster), standard error)."""
    risky = Race.equal(3, risk=0.8)
    cases = [
        (risky, risky.replace(risk=0.2), 16_000, 3),
        (risky, risky.replace(risk=0.4), 12_000, 4),
        (Race([1.0, 2.0]), Race([1.0, 2.0], harm=1.0), 8_000, 5),
        (Race.equal(6), Race.equal(6, risk=0.05), 4_000, 6),
    ]
    for old, new, runs, seed in cases:
        case = f"{in_words(old)}, then {in_words(new)}; {runs} runs"
        change, error = attempt.array(case, (2,), old, new, runs, seed)
        was, brings = (float(race.disaster_probability(race.nash())) for race in (old, new))
        fair = np.hypot(*(np.sqrt(p * (1 - p) / runs) for p in (was, brings)))
        if abs(change - (brings - was)) > 4.5 * fair:
            if abs(error - (brings - was)) < 4.5 * fair:
                raise Wrong(f"The change first, its standard error second ({case}).")
            explain(change, slips.change(old, new), case, 4.5 * fair)
            for scale, sentence in slips.change_units(was):
                explain(change / scale, [(brings - was, sentence)], case, 4.5 * fair)
            apart = abs(change - (brings - was)) / fair
            raise Wrong(
                f"Your change is {apart:.0f} standard errors from the closed form; that is not "
                f"luck ({case})."
            )
        if abs(error / fair - 1) > 0.04:
            for slip, sentence in slips.change_error(was, brings, runs):
                explain(error / slip, [(1.0, sentence)], case, 0.02)
            size = "small" if error < fair else "large"
            raise Wrong(f"Your standard error is too {size} by {error / fair:.2g} times ({case}).")
    heeds_seed(attempt, (2,), *cases[1][:2], 300)


@exercise("Dearer inputs")
def dearer_inputs(attempt):
    """Check a function model -> what dearer inputs do to the probability of disaster."""
    models = [
        SafetyPerformance(erosion=0.25),
        SafetyPerformance(erosion=2.0),
        SafetyPerformance(erosion=1.0),  # neutral
        SafetyPerformance(erosion=0.8, safety_returns=0.6, performance_returns=0.4),
        SafetyPerformance(erosion=0.8, safety_returns=0.3, performance_returns=0.6),
        SafetyPerformance(n=3, erosion=1.5, safety_returns=0.6, performance_returns=0.4),
        SafetyPerformance(erosion=0.8, safety_returns=0.5, performance_returns=0.7, price=0.02),
    ]
    words = slips.SAFER, slips.WORSE, slips.NO_CHANGE
    cases = [
        f"{m.n} labs, erosion {m.erosion:g}, safety returns {m.safety_returns:g}, "
        f"performance returns {m.performance_returns:g}"
        for m in models
    ]
    answers = [attempt.choice(c, words, m) for c, m in zip(cases, models, strict=True)]
    right = [_if_dearer(model) for model in models]
    if answers == right:
        return
    wrong = next(i for i, (one, two) in enumerate(zip(answers, right, strict=True)) if one != two)
    for rule, sentence in slips.DEARER:
        if answers == [rule(model) for model in models]:
            raise Wrong(f"{sentence} Look at this case: {cases[wrong]}.")
    if right[wrong] == slips.NO_CHANGE:
        raise Wrong(
            f"Here the probability does not move, but for rounding in the last digits; "
            f"call a difference below 1e-9 none ({cases[wrong]})."
        )
    raise Wrong(f"You answer {answers[wrong]!r}; double the price and compare ({cases[wrong]}).")


def _if_dearer(model):
    """Double the price and look."""
    cheap, dear = (
        SafetyPerformance(
            n=model.n, erosion=model.erosion, safety_returns=model.safety_returns,
            performance_returns=model.performance_returns, price=factor * model.price,
        )
        for factor in (1, 2)
    )  # fmt: skip
    was, brings = (m.disaster_probability(*m.equilibrium(verify=False)) for m in (cheap, dear))
    if abs(brings - was) < 1e-9:
        return slips.NO_CHANGE
    return slips.SAFER if brings < was else slips.WORSE


@exercise("Dangerous losers, in a hurry")
def dangerous_losers(attempt):
    """Check a function (race, impact) -> equilibrium safety with dangerous losers, to 0.002."""
    cases = [
        (Race.equal(4, risk=0.9, enmity=0.7, harm=0.5, discount=0.4), 0.4),
        (Race.equal(3, risk=0.8), 0.3),
        (Race.equal(2, risk=0.9, enmity=0.5), 0.0),  # the library's own race
        (Race.equal(3, risk=0.9, safety_tax=0.9, enmity=0.6), 0.8),  # replies overshoot
        (Race.equal(3, risk=0.3), 0.6),  # nobody does any
        (Race.equal(2, harm=8.0), 0.2),  # everybody does all
    ]
    for race, impact in cases:
        case = f"{in_words(race)}; impact {impact:g}"
        value = attempt.number(case, race, impact)
        right = slips.settled(race, impact)
        if abs(value - right) <= 0.0021:
            continue
        explain(value, slips.losers(race, impact, right), case, 0.0021)
        require(0 <= value <= 1, f"Safety is a share, from 0 to 1; yours is {value:.3g} ({case}).")
        answer = slips.reply(race, impact, value)
        if abs(value - right) < 0.03:
            raise Wrong(f"Close; search in finer steps, or let the labs settle longer ({case}).")
        if slips.jumps(race, impact, value):
            raise Wrong(
                f"Your labs jump to and fro, from {value:.3f} to {answer:.3f} and back some "
                f"rounds later; let them go half of the way at a time ({case})."
            )
        move = "more" if answer > value else "less"
        raise Wrong(f"If all do your {value:.3f}, one of them gains by doing {move} ({case}).")
