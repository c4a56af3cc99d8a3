"""Checks that judge a design by what it does: good ones pass, and each fault is named.

Such checks are no data, so that ``test_exercises_as_data.py`` cannot make their wrong answers.
"""

import numpy as np
import pytest

import racekit as rk
from racekit import check
from racekit.check.enforcement import article, best_cheat, breakout_risk
from racekit.check.verification import best_standard, fall, needs
from racekit.stability import examine


@pytest.fixture
def verdict(monkeypatch, capsys):
    """What a learner reads."""
    monkeypatch.delenv("RACEKIT_STRICT", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)

    def read(exercise, answer):
        assert exercise(answer) is None  # nbgrader would take a number as a mark
        out, err = capsys.readouterr()
        assert err == ""
        return out.strip()

    return read


# --- a regime under a budget -------------------------------------------------------------------


def regime(race, fine, budget, spent=np.sum, rates=lambda need: need):
    best = np.zeros(1 + race.n)
    for standard in np.linspace(0, 1, 301):
        need = rk.Treaty(standard, fine=fine).critical_detection(race)
        if spent(need) <= budget:
            best = np.r_[standard, rates(need)]
    return best


def even(race, fine, budget):
    """The same rate for every lab."""
    return regime(race, fine, budget, lambda need: race.n * need.max(),
                  rates=lambda need: np.full(race.n, budget / race.n))  # fmt: skip


def leftovers(race, fine, budget):
    """What is left over goes to the first lab."""
    plan = regime(race, fine, budget)
    plan[1] += budget - plan[1:].sum()
    return plan


def changed(change):
    """A regime that is good but for one thing."""

    def answer(*case):
        plan = regime(*case)
        return change(plan)

    return answer


BAD_REGIMES = [
    (lambda race, fine, budget: regime(race, fine, 2 * budget), "more than the office can pay"),
    (changed(lambda plan: plan * np.r_[1, np.full(plan.size - 1, 0.9)]), "cheats: you watch it at"),
    (changed(lambda plan: np.r_[plan[1:] + 1.5, plan[0]]), "The standard comes first"),
    (changed(lambda plan: plan - np.r_[np.zeros(plan.size - 1), 1]), "less than never"),
    (changed(np.zeros_like), "buys nothing"),
    (changed(lambda plan: plan[1:]), "shape (3,)"),
    (even, "You visit all labs equally often"),
    (lambda race, fine, budget: regime(race, fine, 0.15 * budget), "of the safety that this"),
    (lambda race, fine, budget: None, "is a `return` missing"),
]


@pytest.mark.parametrize("name", ["design_a_regime", "leave_nothing_on_the_table"])
def test_regimes(name, verdict):
    exercise = getattr(check.verification, name)
    for answer in (regime, leftovers):
        assert verdict(exercise, answer).endswith(": correct.")
    for answer, said in BAD_REGIMES:
        text = verdict(exercise, answer)
        assert "not yet" in text
        assert said in text


def test_a_coarse_regime_passes_the_first_check_only(verdict):
    def coarse(race, fine, budget):
        return regime(race, fine, 0.85 * budget)

    assert verdict(check.verification.design_a_regime, coarse).endswith(": correct.")
    said = verdict(check.verification.leave_nothing_on_the_table, coarse)
    assert "the task asks for 99%" in said


@pytest.mark.parametrize("budget", [0.1, 0.6, 1.2])
def test_best_regime_against_a_scan(budget):
    """Halving finds the highest standard that can be paid, and higher is safer."""
    race = rk.Race([1.0, 2.0, 0.5])
    levels = np.linspace(0, 1, 401)
    paid = [s for s in levels if needs(race, 0.3, s).sum() <= budget]
    assert abs(best_standard(race, 0.3, budget) - max(paid)) < 1 / 400
    assert (np.diff([fall(race, s) for s in levels[::20]]) >= -1e-9).all()


# --- a draft of the article --------------------------------------------------------------------


def draft(race, detection, alarms, most, clauses=(0, 1), share=1.0):
    best, lowest = np.zeros(3), 1.0
    for ends in clauses:
        for standard in np.linspace(0, 1, 41):
            treaty = article(standard, share * most, ends, detection, alarms)
            risk = examine(race, treaty).risk_kept if treaty.deters(race) else 1.0
            if risk < lowest:
                lowest, best = risk, np.r_[standard, share * most, ends]
    return best


def moved(by, at=0):
    """A draft with one number changed."""

    def answer(*case):
        plan = draft(*case)
        plan[at] += by
        return plan

    return answer


BAD_DRAFTS = [
    (moved(0.2), "somebody cheats: that takes a detection of"),
    (moved(5.0), "The standard comes first"),
    (moved(0.4, at=1), "Nobody would pay"),
    (moved(-2.0, at=1), "A fine is not negative"),
    (moved(0.5, at=2), "The third number"),
    (moved(-0.2), "of the safety that can be had"),
    (lambda *case: np.zeros(3), "changes nothing"),
    (lambda *case: [0.7, 0.0, 0], "being caught costs nothing"),
    (lambda *case: draft(*case, clauses=(0,)), "where a catch ends the treaty"),
    (lambda *case: draft(*case, clauses=(1,)), "where no catch ends the treaty"),
    (lambda *case: draft(*case)[:2], "shape (2,)"),
]


def test_drafts(verdict):
    exercise = check.enforcement.draft_the_article
    for answer in (draft, lambda *case: draft(*case).astype(np.float32)):
        assert verdict(exercise, answer).endswith(": correct.")
    for answer, said in BAD_DRAFTS:
        text = verdict(exercise, answer)
        assert "not yet" in text
        assert said in text


# --- closed forms against the simulator --------------------------------------------------------


@pytest.mark.parametrize("given", [(4, 1, 0.6, 0.1, 1.0), (3, 2, 1.0, 0.3, 0.5)])
def test_share_caught(given):
    cheaters, honest, fast, slow, budget = given
    race = rk.Race.hardest(cheaters + honest)
    treaty = rk.Treaty(1 - slow, members=list(range(cheaters)))
    sim = rk.simulate(race, [1 - fast] * cheaters + [1 - slow] * honest, runs=50_000, seed=12,
                      treaty=treaty, inspections=budget)  # fmt: skip
    share = sim.caught[:, :cheaters].mean(axis=1)
    error = share.std() / np.sqrt(share.size)
    assert abs(share.mean() - check.enforcement.busy_day.right(*given)) < 4 * error


@pytest.mark.parametrize("after", ["return", "collapse"])
def test_risk_with_a_cheater_about(after):
    race = rk.Race.hardest(5)
    treaty = rk.Treaty(0.9, detection=0.5, fine=0.1, after=after)
    safety = np.r_[best_cheat(race, treaty), [0.9] * 4]
    sim = rk.simulate(race, safety, runs=200_000, seed=12, treaty=treaty)
    error = sim.disaster.std() / np.sqrt(sim.runs)
    assert abs(sim.disaster.mean() - breakout_risk(race, treaty)) < 4 * error
    levels = np.linspace(0, 0.9, 901)
    best = max(levels, key=lambda s: treaty.cheating_payoff(race, safety=s)[0])
    assert abs(best - safety[0]) < 0.002
