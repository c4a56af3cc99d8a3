"""Checks that judge a design by what it does: good ones pass, and each fault is named.

Such checks are no data, so that ``test_exercises_as_data.py`` cannot make their wrong answers.
At the end, right answers in closed form are held against chance.
"""

import inspect
from dataclasses import replace

import numpy as np
import pytest

import racekit as rk
from racekit import check
from racekit.check.enforcement import article, best_cheat, breakout_risk
from racekit.check.precedents import found_share, likeliest, lucky, mean_found
from racekit.check.verification import best_standard, fall, needs
from racekit.design import Design, scorecard, stress_test
from racekit.stability import examine
from racekit.worlds import world


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


# --- treaties for three worlds -----------------------------------------------------------------

CALM = Design(standard=0.85, visits=1.0, fine=0.3, sanction=0.05)
TENSE = Design(standard=0.86, visits=2.1, fine=0.4, sanction=0.095)
HARD = Design(standard=0.84, visits=2.95, fine=0.27, sanction=0.1)
RICH = CALM.replace(visits=2.4, fine=0.2)  # passes in a calm world with its whole budget


class Impostor(Design):
    """A design that is not one."""

    def trips(self, world):
        return 0.0


def bribed(place, design):
    """Write easy goals into the world, then fall short of the real ones."""
    place.goals.update(deterrence=0.0, stability=0.0, risk=1.0)
    return design


def weaknesses(good, nations):
    """Wrong designs for one world, and what their binding weakness is called."""
    return [
        (Design(), "weakness: deterrence. Somebody gains by cheating in 100.0 %"),
        (good.replace(sanction=0.0), "weakness: stability. Somebody gains by leaving"),
        (good.replace(minimum=nations), f"for want of {nations} signatures"),
        (good.replace(standard=0.0), "weakness: risk. 100.0 % of the avoidable risk"),
        (good.replace(standard=0.6), "weakness: risk."),
        (good.replace(visits=365.0), "weakness: cost."),
        (good.replace(fine=1.0, sanction=0.1), "when a nation holds out"),
        (lambda place: bribed(place, good.replace(standard=0.5)), "at least 90 %"),
    ]


BAD_TREATIES = {
    "calm_world": [
        *weaknesses(CALM, 3),
        (CALM.replace(visits=2.0), "their budget is 5"),
        (CALM.replace(fine=50.0), "refuses your design: fine must lie in [0, 1] prizes"),
        (CALM.replace(sanction=9.0), "refuses your design: sanction must lie in [0, 0.1]"),
        (CALM.replace(members=("Coast", "Utopia")), "members must be among Coast, Delta"),
        (CALM.replace(minimum=12), "minimum must lie in 2.."),
        (lambda place: CALM.replace(standard=np.nan), "raised ValueError: standard must lie"),
        (lambda place: CALM.replace(members=()), "members must name at least 2 nations"),
        ({"standard": 0.8}, "Return a Design; yours is {'standard': 0.8}"),
        (Impostor(standard=0.8), "Return a Design; yours is Impostor"),
    ],
    "tense_world": [
        *weaknesses(TENSE, 4),
        (CALM, "Fails; binding weakness"),
        (TENSE.replace(fine=2.0), "in the tense world 1, where nobody can collect more"),
    ],
    "hard_world": [*weaknesses(HARD, 5), (TENSE, "weakness: stability")],
    "designer": [
        (RICH, "the tense world 12"),
        (TENSE, "the calm world 11"),
        (HARD.replace(standard=0.0), "weakness: risk. 100.0 % of the avoidable risk"),
        (lambda place: RICH if "calm" in place.name else TENSE, "the hard world 13"),
        (lambda place: Design(standard=0.86, visits=place.budget / place.labs(),
                              fine=place.fine_cap, sanction=place.sanction_cap),
         "when a nation holds out"),
        (lambda place: Design(minimum=place.labs()), "minimum must lie in"),
        ({"standard": 0.8}, "Return a Design"),
    ],
}  # fmt: skip

GOOD_TREATIES = {
    "calm_world": [CALM, CALM.replace(after="collapse", fine=0.25)],
    "tense_world": [TENSE, lambda place: TENSE.replace(members=tuple(place.nations))],
    "hard_world": [HARD, HARD.replace(minimum=3)],
    "designer": [lambda place: first_that_passes(place)],
}


def first_that_passes(place):
    for design in (RICH, TENSE, HARD):
        if scorecard(stress_test(design, place, draws=60, progress=False)).passed:
            return design
    raise ValueError("no recipe passes")


def always(design):
    return design if inspect.isfunction(design) else lambda place: design


@pytest.mark.parametrize("name", GOOD_TREATIES)
def test_good_treaties(name, verdict):
    for design in GOOD_TREATIES[name]:
        assert verdict(getattr(check.design_a_treaty, name), always(design)).endswith("correct.")


@pytest.mark.parametrize("name", BAD_TREATIES)
def test_bad_treaties(name, verdict):
    for design, said in BAD_TREATIES[name]:
        text = verdict(getattr(check.design_a_treaty, name), always(design))
        assert "not yet" in text
        assert said in text


@pytest.mark.parametrize("seed", [5, 6])
@pytest.mark.parametrize(
    ("difficulty", "design"), [("calm", CALM), ("tense", TENSE), ("hard", HARD)]
)
def test_right_designs_have_room(difficulty, design, seed):
    """They pass in other futures too, so that no learner fails by bad luck."""
    place = world(difficulty, seed=1)
    place = replace(place, budget=5.0) if difficulty == "calm" else place
    assert scorecard(stress_test(design, place, draws=300, seed=seed, progress=False)).passed


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


# --- closed forms against dice -----------------------------------------------------------------


@pytest.mark.parametrize(("rate", "window"), [(0.1, 25.0), (1.0, 8.0)])
def test_mean_of_the_found(rate, window):
    rng = np.random.default_rng(14)
    hidden, room = rng.exponential(1 / rate, 200_000), rng.uniform(0, window, 200_000)
    found, share = hidden < room, found_share(rate, window)
    assert abs(found.mean() - share) < 4 * np.sqrt(share * (1 - share) / found.size)
    error = hidden[found].std() / np.sqrt(found.sum())
    assert abs(hidden[found].mean() - mean_found(rate, window)) < 4 * error


def test_correction_finds_the_rate_that_made_the_list():
    """The list of a world whose rate is known gives that rate back, and the naive mean does not."""
    rng = np.random.default_rng(14)
    hidden, room = rng.exponential(1 / 0.1, 40_000), rng.uniform(0, 25, 40_000)
    listed, windows = hidden[hidden < room], room[hidden < room]
    assert likeliest(listed, windows) == pytest.approx(0.1, rel=0.05)
    assert 1 / listed.mean() > 0.15


def test_luck_against_all_shuffles():
    held = np.array([True, False] * 3)
    assert lucky(held, held) == pytest.approx(1 / 20)
