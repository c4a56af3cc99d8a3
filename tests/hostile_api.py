"""Every public call of the library with arguments that work, for `test_hostile` to spoil."""

import inspect
import tempfile
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import racekit as rk
from racekit.design import Design, scorecard, stress_test
from racekit.repeated import play, tournament
from racekit.worlds import world

# Checks take any answer (`test_exercise`), explorers start from sliders (`test_explore`).
ELSEWHERE = {"check", "explore"}
RACE = rk.Race.equal(2)
FOLDER = tempfile.mkdtemp()


def _table(**columns):
    return pd.DataFrame(columns, index=pd.Index(["as planned", "holdout"], name="scenario"))


def results():
    """One of each thing that calls take and that takes long to make."""
    calm = world("calm")
    sim = rk.simulate(RACE, [0.3, 0.4], runs=50)
    tested = stress_test(Design(), calm, draws=60, progress=False)
    ends = {"holds": [0.7, 0.5], "void": [0.0, 0.2], "cheat": [0.1, 0.1], "leave": [0.2, 0.2]}
    risks = {"without": [0.3, 0.2], "disaster": [0.1, 0.1], "planner": [0.0, 0.1]}
    return {
        "calm": calm, "sim": sim, "tested": tested, "shares": _table(**ends),
        "risks": _table(**risks), "ledger": rk.claims.ledger(draws=64),
        "region": rk.claims.region("C7", points=3), "draw": calm.draw(1)[0],
        "match": play("TFT", "ALLD", runs=4, rounds=5),
        "tournament": tournament(("TFT", "ALLD"), rounds=5),
    }  # fmt: skip


def usual(made):
    """Arguments that work, by name; what a call has of its own is in `own`."""
    return {
        "race": RACE, "n": 3, "safety": [0.3, 0.4], "lab": 0, "labs": [0], "floors": [0.1, 0.5],
        "standard": 0.9, "fine_rate": 0.3, "fine_rates": [0.1, 0.3], "blocs": [[0], [1]],
        "runs": 20, "seed": 1, "draws": 64, "threads": 1, "rounds": 5, "progress": False,
        "claim": "C7", "levels": [0.1], "held": {"patience": 0.0}, "steps": 4, "points": 3,
        "members": 2, "design": Design(), "world": made["calm"], "result": made["tested"],
        "results": {"pledge": made["tested"]}, "informed": 0.9, "runs_": 10, "size": 10,
        "payoffs": [[3, 0], [5, 1]], "mutant": 0, "resident": 1, "updates": 50, "burn_in": 5,
        "samples": 5, "risk": [0.3], "inside": [np.nan, 1.0, 2.0], "outside": [0.0, 1.0, np.nan],
        "share": 0.2, "from_labs": 0, "floor": 0.1, "committed": {0: 0.5}, "keeps": 0.5,
        "sites": 10, "cheating": 2, "inspected": 3, "target": 0.5, "gain": 1.0, "fine": 4.0,
        "periods": 3, "inspections": 1, "T": 5.0, "R": 3.0, "P": 1.0, "S": 0.0, "patience": 0.8,
        "false_alarm_chance": 0.1, "detection_chance": 0.6, "p": "TFT", "q": "ALLD",
        "strategies": ("TFT", "ALLD"), "game": RACE.dilemma(), "top_capability": 2.0,
        "enmity": 0.5, "information": "private", "known": [0.5, 1.0, 1.5], "treaty": rk.Treaty(),
        "function": _double, "table": pd.DataFrame({"a": [1.0, 2.0]}, index=[1, 2]),
        "xlabel": "x", "ylabel": "y", "alt": "a picture", "speed": 1.5, "draw": made["draw"],
        "dates": pd.Series(["1972"]), "power": [0.5, 0.5], "title": "A", "notes": "b",
        "safety_input": [1.0, 1.0], "performance_input": [1.0, 1.0], "rungs": {"a": 0.2},
    }  # fmt: skip


def _double(n):
    return 2 * n


def own(made):
    """Arguments of one call, where the usual ones do not fit or keywords are free."""
    report = Path(FOLDER) / "report.html"
    figure = Figure(figsize=(1, 1))
    here = {"speed": 1.0, "risk": 0.4, "leak": 0.1}
    return {
        "racekit.Race": {"speed": [1.0, 1.0], "risk": 0.4, "enmity": 1.0},
        "Race.equal": {"n": 2, "risk": 0.4, "harm": 0.1},
        "Race.hardest": {"n": 2, "discount": 0.1},
        "Race.replace": {"risk": 0.3, "names": ["a", "b"], "beliefs": [0.4, 0.4]},
        "Race.lab": {"name": "lab", "lab": 0},
        "Treaty": {"members": [0, 1]},
        "Treaty.replace": {"fine": 0.3, "members": [0]},
        "Treaty.cheating_payoff": {"race": RACE, "safety": 0.2},
        "Design": {"members": ["Coast", "Delta"]},
        "Design.replace": {"fine": 0.3, "members": ["Coast", "Delta"]},
        "World.labs": {"members": ["Coast"]},
        "World": {name: getattr(made["calm"], name) for name in
                  ("name", "nations", "ranges", "budget", "fine_cap", "sanction_cap", "premium",
                   "sanction_cost", "goals")},
        "Draws": {"pips": [1.0, 2.0], "hits": np.array([True, False])},
        "Draws.errors_off": {"pips": 3.5}, "Draws.agrees": {"pips": 1.5},
        "Simulation.errors_off": {"disaster": 0.3, "wins": [0.5, 0.5]},
        "Simulation.agrees": {"disaster": 0.3},
        "claims.at": {"race": None, **here}, "claims.flips": {"steps": 4, **here},
        "claims.ledger": {"race": None, "draws": 64, "seed": 0, "threads": 1, **here},
        "claims.region": {"claim": "C7", "axes": ("harm", "leak"), "points": 3, "risk": 0.4},
        "sweeps.nash_grid": {"race": RACE, "risk": [0.3, 0.4], "harm": [0.1]},
        "sweeps.sweep": {"function": _double, "n": [1, 2], "executor": None, "progress": False},
        "sweeps.each": {"function": _double, "points": [{"n": 1}], "executor": None,
                        "progress": False},
        "design.stress_test": {"design": Design(), "world": made["calm"], "draws": 6, "seed": 0,
                               "executor": None, "progress": False},
        "report.save": {"result": made["tested"], "path": report, "title": "A", "notes": "b"},
        "plots.against_theory": {"summary": made["sim"].summary(), "expected": {"disaster": 0.3}},
        "plots.claim_ledger": {"ledger": made["ledger"]},
        "plots.claim_region": {"table": made["region"], "here": (1.0, 0.1)},
        "plots.endings": {"table": made["shares"]},
        "plots.remaining_risk": {"table": made["risks"]},
        "plots.html_image": {"picture": figure, "alt": "a picture", "width": 10, "height": 10},
        "plots.show": {"ax": Figure(figsize=(1, 1)).add_subplot(), "finding": "a picture"},
        "plots.label_lines": {"ax": figure.add_subplot()},
        "plots.mark": {"ax": figure.add_subplot(), "x": 1.0, "y": 2.0, "text": "peak"},
        "plots.from_to": {"table": made["shares"], "digits": 2},
        "NormalForm": {"row": [[3, 0], [5, 1]], "column": [[3, 5], [0, 1]],
                       "actions": ("careful", "reckless")},
        "evolution.region": {"risk": [0.3, 0.6]},
        "precipice.safety": {"n": 3, "top_capability": 2.0, "enmity": 0.5,
                             "information": "private", "known": [0.5, 1.0, 1.5]},
        "worlds.world": {"difficulty": "calm", "seed": 0},
        "World.futures": {"which": [0, 2], "seed": 0},
        "World.draw": {"draws": 6, "seed": 0},
        "CollectiveRisk.gain": {"share": [0.2, 0.5]},
        "SafetyPerformance.win_probability": {"performance_input": [1.0, 1.0]},
        "InspectionGame.values": {"inspect": 0.4, "cheat": 0.2},
        "agreements.self_enforcing_sizes": {"inside": [np.nan, 1.0, 2.0],
                                            "outside": [0.0, 1.0, np.nan]},
        "coalition.outcome": {"race": RACE, "members": 1},
    }  # fmt: skip


def instances(made):
    """An object of each class whose methods are called."""
    return {
        "Race": RACE, "Treaty": rk.Treaty(), "Design": Design(), "World": made["calm"],
        "Draws": rk.Draws(pips=[1.0, 2.0]), "Simulation": made["sim"],
        "NormalForm": RACE.dilemma(), "StressTest": made["tested"],
        "Scorecard": scorecard(made["tested"]), "Match": made["match"],
        "Tournament": made["tournament"], "Examination": rk.stability.examine(RACE, rk.Treaty()),
        "CollectiveRisk": rk.agreements.CollectiveRisk(),
        "InspectionGame": rk.inspection.InspectionGame(),
        "SafetyPerformance": rk.safety_performance.SafetyPerformance(),
        "PrecipiceSample": rk.precipice.simulate(3, 2.0, 0.5, "private", runs=20),
        "DisclosureSample": rk.disclosure.simulate(0.9, runs=20),
    }  # fmt: skip


# Whose defaults would take long.
SMALLER = {"runs", "draws", "threads", "updates", "size", "burn_in"}
# What users build; the other classes are results.
BUILT = {"Race", "Treaty", "Design", "World", "Draws", "NormalForm", "CollectiveRisk",
         "InspectionGame", "SafetyPerformance"}  # fmt: skip
# Made by the library and read by users, or shared between its modules: nobody's input.
INNER = {"stability.examined", "Treaty.pact", "Treaty.terms", "race.checked",
         "treaty.checked_treaty", "Race.checked_safety"}  # fmt: skip


def _public(module):
    found = import_module(f"racekit.{module}")
    names = getattr(found, "__all__", None)
    if names is None:
        shown = (n for n in vars(found) if not n.startswith("_"))
        names = [n for n in shown if getattr(vars(found)[n], "__module__", "") == found.__name__]
    return [(name, getattr(found, name)) for name in names if callable(getattr(found, name))]


def calls():
    """(name, function, arguments that work) of everything public."""
    made = results()
    arguments, special, objects = usual(made), own(made), instances(made)
    found, seen = [], set()
    for module in rk._MODULES:
        for name, thing in _public(module) if module not in ELSEWHERE else ():
            if inspect.isclass(thing):
                if name in BUILT:
                    found.append((name if name != "Race" else "racekit.Race", thing))
                if name in objects and name not in seen:
                    seen.add(name)
                    found += [(f"{name}.{method}", getattr(objects[name], method))
                              for method in dir(thing)
                              if not method.startswith("_")
                              and callable(getattr(thing, method))
                              and (method not in ("agrees", "errors_off")
                                   or f"{name}.{method}" in special)]  # fmt: skip
            else:
                found.append((f"{module}.{name}", thing))
    return [(name, call, _working(call, arguments, special.get(name)))
            for name, call in found if name not in INNER]  # fmt: skip


def _working(call, arguments, given):
    if given is not None:
        parameters = inspect.signature(call).parameters.values()
        rest = {p.name: p.default for p in parameters
                if p.default is not p.empty and p.name not in given}  # fmt: skip
        return {**given, **rest}
    found = {}
    for p in inspect.signature(call).parameters.values():
        if p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL):
            continue
        if p.default is p.empty or p.name in SMALLER:
            found[p.name] = arguments[p.name]
        else:
            found[p.name] = p.default
    return found
