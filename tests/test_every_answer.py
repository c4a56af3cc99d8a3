"""Every public answer about a race moves with every field of `Race`, or refuses it by name.

What rightly does not move is listed by hand, with the reason, in STILL. A new field of `Race`
needs an entry in CHANGES, and a new public function that takes a race a row in ROWS.
"""

import dataclasses
import inspect
import math
import re
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import racekit
from racekit import Race, Treaty, claims, coalition, compliance, plots, repeated, stability
from racekit.simulation import simulate, trace
from racekit.sweeps import nash_grid

BASE = Race.equal(4, safety_tax=0.7, risk=0.6, enmity=0.8, harm=0.4, discount=0.1)
PAIR = Race.equal(2, safety_tax=0.7, risk=0.6, enmity=0.8, harm=0.4, discount=0.1)
HASTY = Race.equal(4, safety_tax=0.8, risk=0.3, enmity=0.8, harm=0.2, discount=1.0)
SAFETY = [0.8, 0.5, 0.2, 0.3]
BOUND = Treaty(0.8, detection=0.4, false_alarms=0.1, members=[0, 1, 2], after="collapse")
FOUR = [[0], [1], [2, 3]]  # blocs


def one_changed(values, place, value):
    """A copy of an array with one entry changed."""
    values = np.array(values, dtype=float)
    values[place] = value
    return values


# What each field is changed to: all labs alike, and where labs may differ one of them (the first
# towards the second). A field that the race does not have yet waits here.
CHANGES = {
    "speed": [lambda r: r.speed * 1.5, lambda r: one_changed(r.speed, 0, 1.3)],
    "safety_tax": [lambda r: r.safety_tax + 0.1],
    "risk": [lambda r: 0.7],
    "enmity": [lambda r: 0.6, lambda r: one_changed(r.enmity_matrix(), (0, 1), 0.3)],
    "harm": [lambda r: 0.9, lambda r: one_changed(r.harms(), 0, 0.9)],
    "discount": [lambda r: 0.3],
    "milestones": [lambda r: 3],
    "residual": [lambda r: 0.2],
    "curve": [lambda r: 2.0, lambda r: 0.6],
    "beliefs": [lambda r: np.full(r.n, 0.5), lambda r: np.linspace(0.4, 0.8, r.n)],
}


def drawn(ax):
    """All that a figure shows, as numbers and words."""
    shown = [line.get_xydata() for line in ax.lines]
    shown += [patch.get_path().vertices for patch in ax.patches]
    shown += [points.get_offsets() for points in ax.collections]
    shown += [text.get_text() for text in ax.texts] + [ax.get_xlim(), ax.get_ylim()]
    plt.close(ax.figure)
    return shown


def on_grid(function, low, high):
    """A coarse answer (yes or no, a count) at many values, so that a small change shows."""
    return [function(value) for value in np.linspace(low, high, 301)]


def outcome_of(sim):
    return sim.winner, sim.years, sim.disaster, sim.caught_years, sim.collapsed


# Public name, or two answers of one by a word behind it: the question, and the race asked about.
ROWS = {
    "race.Race.rates": lambda r: r.rates(SAFETY),
    "race.Race.win_probability": lambda r: r.win_probability(SAFETY),
    "race.Race.disaster_probability": lambda r: r.disaster_probability(SAFETY),
    "race.Race.expected_years": lambda r: r.expected_years(SAFETY),
    "race.Race.payoffs": lambda r: r.payoffs(SAFETY),
    "race.Race.payoffs believed": lambda r: r.payoffs(SAFETY, believed=True),
    "race.Race.best_response": lambda r: [r.best_response(lab, SAFETY) for lab in range(r.n)],
    "race.Race.nash": lambda r: r.nash(),
    "race.Race.nash held": lambda r: r.nash(floor=0.1, committed={1: 0.9}),
    "race.Race.planner": (lambda r: r.planner(), HASTY),
    "race.Race.price_of_racing": lambda r: r.price_of_racing(),
    "race.Race.dilemma": (lambda r: r.dilemma(careful=0.8, reckless=0.3), PAIR),
    "race.Race.united": lambda r: r.united(FOUR),
    "race.Race.leak": lambda r: r.leak(0, 0.2),
    "race.Race.replace": lambda r: r.replace(names=["a", "b", "c", "d"]),
    "race.Race.enmity_matrix": lambda r: r.enmity_matrix(),
    "race.Race.harms": lambda r: r.harms(),
    "treaty.Treaty.signed": BOUND.signed,
    "treaty.Treaty.safety": BOUND.safety,
    "treaty.Treaty.compliance_payoff": BOUND.compliance_payoff,
    "treaty.Treaty.cheating_payoff": BOUND.cheating_payoff,
    "treaty.Treaty.cheating_payoff given": lambda r: BOUND.cheating_payoff(r, 0.4),
    "treaty.Treaty.temptation": BOUND.temptation,
    "treaty.Treaty.temptation return": BOUND.replace(after="return").temptation,
    "treaty.Treaty.critical_detection": BOUND.critical_detection,
    "treaty.Treaty.breakout_safety": Treaty(0.9, members=[0, 1]).breakout_safety,
    "treaty.Treaty.terms": BOUND.terms,
    "treaty.Treaty.pact": lambda r: BOUND.pact(r).terms(r.races).comply,
    "treaty.Treaty.deters": (
        lambda r: on_grid(lambda nu: Treaty(0.9, detection=nu, members=[0]).deters(r), 0.0, 2.0),
        HASTY,
    ),
    "treaty.Treaty.all_cheat": lambda r: BOUND.all_cheat(r),
    "coalition.outcome": lambda r: coalition.outcome(r, 3),
    "coalition.profile": coalition.profile,
    "coalition.ladder": lambda r: coalition.ladder(r, [[0, 1], [2, 3]]),
    "coalition.stable_sizes": lambda r: on_grid(
        lambda tau: coalition.stable_sizes(r, tau), 0.0, 0.01
    ),
    "coalition.critical_sanction": coalition.critical_sanction,
    "compliance.equilibria": lambda r: compliance.equilibria(r, 0.9, 0.3),
    "compliance.critical_fine_rate": lambda r: compliance.critical_fine_rate(r, 0.9),
    "compliance.band": lambda r: compliance.band(r, 0.9),
    "compliance.hysteresis": lambda r: compliance.hysteresis(r, 0.9, [0.01, 0.02, 0.03]),
    "compliance.best_response": lambda r: [
        compliance.best_response(r, lab, SAFETY, 0.9, 0.2) for lab in range(r.n)
    ],
    "compliance.settle": lambda r: compliance.settle(r, 0.9, 0.03),
    "compliance.one_sided": lambda r: compliance.one_sided(r, [2, 3], [0.9]),
    "compliance.best_one_sided": lambda r: compliance.best_one_sided(r, [2, 3]),
    "repeated.generation_payoffs": lambda r: repeated.generation_payoffs(r, 0.9),
    "repeated.generation_threshold": lambda r: repeated.generation_threshold(r, 0.9),
    "simulation.simulate": lambda r: outcome_of(simulate(r, SAFETY, runs=2000, threads=1)),
    "simulation.simulate treaty": lambda r: outcome_of(
        simulate(r, SAFETY, runs=2000, treaty=BOUND, threads=1)
    ),
    "simulation.simulate inspections": lambda r: outcome_of(
        simulate(r, SAFETY, runs=2000, treaty=BOUND, inspections=1.0, threads=1)
    ),
    "simulation.simulate catch_up": lambda r: outcome_of(
        simulate(r, SAFETY, runs=2000, catch_up=0.5, threads=1)
    ),
    "simulation.Simulation.payoffs": lambda r: simulate(r, SAFETY, 2000, threads=1).payoffs(),
    "simulation.Simulation.summary": lambda r: simulate(r, SAFETY, 2000, threads=1).summary(),
    "simulation.trace": lambda r: [trace(r, SAFETY, seed=seed) for seed in range(60)],
    "stability.examined": lambda r: np.stack(list(map(
        stability.examined(r.races, BOUND.pact(r), 0.1, 0.01, 2).get, ("cheat", "leave")
    ))),
    "stability.examine": lambda r: stability.examine(r, BOUND, leak=0.1, sanction=0.01),
    "sweeps.nash_grid risk": lambda r: nash_grid(r, risk=[0.5]),
    "sweeps.nash_grid": lambda r: nash_grid(r, discount=[0.2]),
    "claims.at": claims.at,
    "claims.ledger": lambda r: claims.ledger(r, draws=16, threads=1)[["here", "margin"]],
    "plots.best_replies": (lambda r: drawn(plots.best_replies(r)), PAIR),
    "plots.dilemma_map": (lambda r: drawn(plots.dilemma_map(r)), PAIR),
    "bargaining.better_for_all": (lambda r: racekit.bargaining.better_for_all(r), HASTY),
    "bargaining.agreement": lambda r: racekit.bargaining.agreement(r),
    "bargaining.agreement payments": lambda r: racekit.bargaining.agreement(r, payments=True),
    "bargaining.shared_prize": lambda r: racekit.bargaining.shared_prize(r, 0.9),
}
# Rows that wait for their function, or its argument.
PLANNED = {
    "race.Race.payoffs believed", "treaty.Treaty.all_cheat",
    "bargaining.better_for_all", "bargaining.agreement", "bargaining.agreement payments",
    "bargaining.shared_prize",
}  # fmt: skip
# Public names with an argument `race` that are no questions about it.
RECORDS = {
    "simulation.Simulation": "a record of what was simulated; its questions have rows",
    "stability.Examination": "a record of what was found; see stability.examine",
    "worlds.Draw": "a record of one future",
}
NO_QUESTIONS = {
    "race.Race.equal", "race.Race.hardest",  # they make races
    "race.Race.checked_safety", "race.Race.lab", "race.checked",  # they check arguments
}  # fmt: skip

TASTES = dict.fromkeys(["enmity", "harm", "discount"], "what labs want, not what they do")
DANGER = dict.fromkeys(["risk", "residual", "curve"], "who wins and when, not what follows")
TRUTH = {"beliefs": "what happens at given safety, whatever labs believe"}
PACE = {"speed all": "all labs faster by the same factor: nobody's chance moves"}
OWNER = {"enmity": "one owner of all labs has no rival", "beliefs": "the owner knows the true risk"}
OTHERS = dict.fromkeys(CHANGES, "another field is asked for")
# answer: {field, or "field all" or "field one" for one of its two changes: reason}
STILL = {
    "race.Race.rates": TASTES | DANGER | TRUTH | {"milestones": "rates are in whole races a year"},
    "race.Race.win_probability": TASTES | DANGER | TRUTH | PACE,
    "race.Race.disaster_probability": TASTES | TRUTH | PACE,
    "race.Race.expected_years": TASTES | DANGER | TRUTH,
    "race.Race.payoffs": TRUTH,
    "race.Race.planner": OWNER,
    "race.Race.enmity_matrix": {f: why for f, why in OTHERS.items() if f != "enmity"},
    "race.Race.harms": {f: why for f, why in OTHERS.items() if f != "harm"},
    "treaty.Treaty.signed": dict.fromkeys(CHANGES, "labs sign by name"),
    "plots.dilemma_map": {"curve": "between all the work and none, every curve is the same"},
    "simulation.simulate": TASTES | TRUTH,
    "simulation.simulate catch_up": TASTES | TRUTH,
    "simulation.Simulation.payoffs": TRUTH,
    "simulation.Simulation.summary": TRUTH,
    "simulation.trace": TASTES | TRUTH,
    "sweeps.nash_grid risk": {"risk": "the axis gives it"},
    "sweeps.nash_grid": {"discount": "the axis gives it"},
}


def existing(rows):
    """The rows whose public name exists by now."""
    return {name: row for name, row in rows.items() if is_there(name)}


def is_there(name):
    place, _, word = name.partition(" ")
    if word == "believed":
        return "believed" in inspect.signature(Race.payoffs).parameters
    found = racekit
    for part in place.split("."):
        found = getattr(found, part, None)
    return found is not None


def flat(answer):
    """Numbers and words of an answer, in order."""
    if isinstance(answer, (str, bool, np.bool_, type(None))):
        yield str(answer)
    elif isinstance(answer, (int, float, np.number)):
        yield float(answer)
    elif isinstance(answer, (pd.DataFrame, pd.Series)):
        yield from flat(answer.to_numpy())
        yield from flat(answer.attrs)
    elif isinstance(answer, dict):
        for key, value in answer.items():
            yield from (*flat(key), *flat(value))
    elif dataclasses.is_dataclass(answer):
        # what was asked about is not part of what was answered
        for field in dataclasses.fields(answer):
            value = getattr(answer, field.name)
            if isinstance(answer, Race) or not isinstance(value, (Race, Treaty)):
                yield from flat(value)
    elif isinstance(answer, np.ndarray) and answer.dtype.kind in "iufb":
        yield from answer.astype(float).ravel().tolist()
    elif np.iterable(answer):
        for each in answer:
            yield from flat(each)
    else:
        raise TypeError(f"no rule for {type(answer)}")


def moved(before, after):
    """Whether two answers differ by more than rounding."""
    if len(before) != len(after):
        return True
    return any(not same(x, y) for x, y in zip(before, after, strict=True))


def same(x, y):
    if isinstance(x, float) and isinstance(y, float) and x != y:
        both_nan = math.isnan(x) and math.isnan(y)
        return both_nan or math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-13)
    return x == y


def fields_of(race):
    return [field.name for field in dataclasses.fields(race) if field.name != "names"]


def reaction(question, race, field, change):
    """ "moves", "still" or "refuses" when one field changes; otherwise the odd refusal itself."""
    before = list(flat(question(race)))
    changed = dataclasses.replace(race, **{field: change(race)})
    if np.array_equal(getattr(changed, field), getattr(race, field)):
        return "was asked about without a change"
    try:
        after = list(flat(question(changed)))
    except ValueError as error:
        named = re.search(rf"\b{field}\b", str(error))
        return "refuses" if named else f"refuses without naming it: {error}"
    return "moves" if moved(before, after) else "still"


def complaints(name, row, still, changes=CHANGES):
    """What is wrong with one answer: fields that it ignores, or that are listed in vain."""
    question, race = row if isinstance(row, tuple) else (row, BASE)
    for field in fields_of(race):
        if field not in changes:
            yield f"{field} is a field of Race without a change to try"
            continue
        for kind, change in zip(("all", "one"), changes[field], strict=False):
            found = reaction(question, race, field, change)
            excused = not {field, f"{field} {kind}"}.isdisjoint(still)
            if found == "moves" and excused:
                yield f"{name} moves with {field} ({kind}), which STILL denies"
            elif found == "still" and not excused:
                yield f"{name} ignores {field} ({kind})"
            elif found not in ("moves", "still", "refuses"):
                yield f"{name} and {field} ({kind}): {found}"


def takes_a_race(function):
    try:
        return not {"race", "races"}.isdisjoint(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return False


def public_questions(modules):
    """Public names, "module.function" or "module.Class.method", that take a race, or are Race's."""
    for home, module in modules.items():
        listed = getattr(module, "__all__", None) or [n for n in vars(module) if n[0] != "_"]
        for name in listed:
            thing = getattr(module, name)
            inside = getattr(thing, "__module__", None) or ""
            if not callable(thing) or not f"{inside}.".startswith(f"{module.__name__}."):
                continue
            if takes_a_race(thing):
                yield f"{home}.{name}"
            for part, method in inspect.getmembers(thing) if inspect.isclass(thing) else ():
                method = getattr(method, "__func__", method)
                asks = takes_a_race(method) or (thing is Race and inspect.isfunction(method))
                if part[0] != "_" and asks:
                    yield f"{home}.{name}.{part}"


MODULES = {name: getattr(racekit, name) for name in racekit._MODULES}


# --- the walk ---


@pytest.mark.parametrize("name", existing(ROWS))
def test_answer(name):
    found = list(complaints(name, ROWS[name], STILL.get(name, {})))
    assert not found, "\n".join(found)


def test_every_field_has_a_change():
    assert set(fields_of(BASE)) <= set(CHANGES)


def test_every_question_has_a_row():
    rows = {name.partition(" ")[0] for name in ROWS}
    asked = set(public_questions(MODULES)) - NO_QUESTIONS
    assert asked - rows - set(RECORDS) == set()
    assert {name for name in ROWS if not is_there(name)} <= PLANNED
    assert set(RECORDS) <= asked


def test_nothing_is_excused_in_vain():
    assert set(STILL) <= set(ROWS)
    for name, excuses in STILL.items():
        assert {excuse.partition(" ")[0] for excuse in excuses} <= set(CHANGES), name


# --- the walker notices ---


@dataclasses.dataclass(frozen=True, eq=False)
class LongerRace(Race):
    """A race with a field that nobody asks about."""

    weather: float = dataclasses.field(default=0.0, kw_only=True)


def longer(row):
    question, race = row if isinstance(row, tuple) else (row, BASE)
    return question, LongerRace(**{f.name: getattr(race, f.name) for f in dataclasses.fields(race)})


@pytest.mark.parametrize("name", ["race.Race.nash", "treaty.Treaty.temptation", "claims.at"])
def test_a_new_field_that_is_ignored_is_found(name):
    row, still = longer(ROWS[name]), STILL.get(name, {})
    assert list(complaints(name, row, still)) == [
        "weather is a field of Race without a change to try"
    ]
    changes = CHANGES | {"weather": [lambda r: 1.0]}
    assert list(complaints(name, row, still, changes)) == [f"{name} ignores weather (all)"]


def test_an_answer_that_forgets_a_field_is_found():
    def forgetful(race):
        return dataclasses.replace(race, harm=0.4).nash()

    assert list(complaints("forgetful", forgetful, {})) == [
        "forgetful ignores harm (all)", "forgetful ignores harm (one)",
    ]  # fmt: skip


def test_a_silent_refusal_and_a_needless_excuse_are_found():
    def curt(race):
        if race.milestones != 1:
            raise ValueError("cannot")
        return race.nash()

    assert list(complaints("curt", curt, {"risk": "?"})) == [
        "curt moves with risk (all), which STILL denies",
        "curt and milestones (all): refuses without naming it: cannot",
    ]


def test_a_forgotten_function_is_found():
    def verdict(race):
        return race.n

    def _private(race):
        return race.n

    verdict.__module__ = _private.__module__ = "racekit.novelty"
    module = SimpleNamespace(verdict=verdict, _private=_private, __name__="racekit.novelty")
    assert list(public_questions({"novelty": module})) == ["novelty.verdict"]


def test_rounding_is_no_movement():
    assert not moved([1.0, math.nan, "a"], [1.0 + 1e-12, math.nan, "a"])
    assert moved([1.0], [1.0 + 1e-6])
    assert moved([1.0], ["a"])
    assert moved([1.0], [1.0, 2.0])
    assert moved([1.0], [math.nan])
