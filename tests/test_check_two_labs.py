"""Checks of the exercises on two labs: each slip gets its own sentence."""

import inspect

import numpy as np
import pytest

import racekit as rk
from racekit import check
from racekit.check import two_labs

# --- right answers ---------------------------------------------------------------------------


def temptation(risk, safety_tax, enmity, harm, discount):
    own, rival = 1.0, 1.0 - safety_tax
    win = 1 - (1 + harm) * risk
    return (own * win + rival * (1 - enmity)) / (own + rival + discount)


def best_reply(row, rival):
    j = 0 if rival == "careful" else 1
    return "careful" if row[0, j] >= row[1, j] else "reckless"


def equilibria(row, column):
    return (row == row.max(axis=0)) & (column == column.max(axis=1)[:, None])


def critical_risk(safety_tax, enmity, harm, discount):
    low, high = 1e-6, 1.0
    settings = {"safety_tax": safety_tax, "enmity": enmity, "harm": harm, "discount": discount}
    for _ in range(20):
        risk = (low + high) / 2
        row = rk.Race.equal(2, risk=risk, **settings).dilemma().row
        low, high = (risk, high) if row[1, 0] > row[0, 0] else (low, risk)
    return risk


def measured_gain(race, runs, seed):
    racing = rk.simulate(race, [0, 1], runs, seed).payoffs()[:, 0].mean()
    return racing - rk.simulate(race, [1, 1], runs, seed).payoffs()[:, 0].mean()


def belief_needed(row):
    racing, caring = row[0, 0] - row[1, 0], row[1, 1] - row[0, 1]
    return 0.0 if caring <= 0 else caring / (racing + caring)


RIGHT = {
    "temptation": temptation,
    "best_reply": best_reply,
    "all_equilibria": equilibria,
    "border_of_temptation": critical_risk,
    "measure_the_temptation": measured_gain,
    "belief_in_a_promise": belief_needed,
}

# --- wrong answers, as learners write them ---------------------------------------------------


def of(race, safety, lab=0):
    """Simulated mean payoff."""
    return lambda runs, seed: rk.simulate(race, safety, runs, seed).payoffs()[:, lab].mean()


def change(to, start, lab=0):
    return lambda race, n, seed: of(race, to, lab)(n, seed) - of(race, start, lab)(n, seed)


def undiscounted(race, runs, seed):
    return change([0, 1], [1, 1])(race.replace(discount=0.0), runs, seed)


def wins(race, runs, seed):
    racing, careful = (rk.simulate(race, [a, 1], runs, seed).winner == 0 for a in (0, 1))
    return racing.mean() - careful.mean()


def no_seed(race, runs, seed):
    return change([0, 1], [1, 1])(race, runs, 1)


def no_runs(race, runs, seed):
    return change([0, 1], [1, 1])(race, 4000, seed)


def few_runs(race, runs, seed):
    return change([0, 1], [1, 1])(race, 3, seed)


RESTLESS = np.random.default_rng(0)


def unrepeatable(race, runs, seed):
    return change([0, 1], [1, 1])(race, runs, int(RESTLESS.integers(10**6)))


def patient_threshold(k, e, h, d):
    return k * e / (2 * (1 + h))


def grid_search(*case):
    return round(critical_risk(*case), 2) + 0.004


WRONG = {
    "temptation": [
        lambda r, k, e, h, d: temptation(r, k, e, h, 0),
        lambda r, k, e, h, d: temptation(r, k, e, h, 0) / (1 + d),
        lambda r, k, e, h, d: temptation(r, k, e, 0, d),
        lambda r, k, e, h, d: temptation(0, k, e, h, d),
        lambda r, k, e, h, d: (1 - r - h + (1 - k) * (1 - e)) / (2 - k + d),
        lambda r, k, e, h, d: temptation(r, k, 1 - e, h, d),
        lambda r, k, e, h, d: (1 - (1 + h) * r) / (2 - k + d),
        lambda r, k, e, h, d: (2 - e - (1 + h) * r) / (2 + d),
        lambda r, k, e, h, d: ((1 - k) + (1 - e) - (1 - e + h) * r) / (2 - k + d),
        lambda r, k, e, h, d: (1 - k) * (2 - e) / (2 * (1 - k) + d),
        lambda r, k, e, h, d: (2 - e - r * (2 + 2 * h - e)) / (2 + d),
        lambda r, k, e, h, d: 0.48,
    ],
    "best_reply": [
        lambda row, rival: best_reply(row.T, rival),
        lambda row, rival: best_reply(-row, rival),
        lambda row, rival: rival,
        lambda row, rival: "reckless",
        lambda row, rival: "careful",
        lambda row, rival: "careful" if row[0].sum() >= row[1].sum() else "reckless",
        lambda row, rival: "careful" if row[0].min() >= row[1].min() else "reckless",
        lambda row, rival: "reckless" if best_reply(-row, rival) == "careful" else "careful",
        lambda row, rival: row[:, int(rival == "reckless")].max(),
        lambda row, rival: best_reply(np.abs(row), rival),
        lambda row, rival: "race",
    ],
    "all_equilibria": [
        lambda row, column: row == row.max(axis=0),
        lambda row, column: column == column.max(axis=1)[:, None],
        lambda row, column: equilibria(row.T, column.T).T,
        lambda row, column: (row == row.max(axis=0)) & (column == column.max(axis=0)),
        lambda row, column: equilibria(row, row.T),
        lambda row, column: (row > row[::-1]) & (column > column[:, ::-1]),
        lambda row, column: row + column == (row + column).max(),
        lambda row, column: np.arange(4).reshape(2, 2) == equilibria(row, column).argmax()
        if equilibria(row, column).any() else np.zeros((2, 2)),
        lambda row, column: np.zeros((2, 2), bool),
        lambda row, column: row,
    ],
    "border_of_temptation": [
        patient_threshold,
        lambda k, e, h, d: critical_risk(k, e, 0, d),
        lambda k, e, h, d: critical_risk(k, 1, h, d),
        lambda k, e, h, d: k * e / (1 + h),
        lambda k, e, h, d: min(1, two_labs.crossing((0, 0), (1, 0), k, e, h, d)),
        lambda k, e, h, d: two_labs.crossing((0, 0), (1, 1), k, e, h, d),
        lambda k, e, h, d: two_labs.crossing((0, 1), (1, 0), k, e, h, d),
        lambda k, e, h, d: critical_risk(k, e, 0, d) / (h or 1),
        grid_search,
        lambda k, e, h, d: 0.4444,
    ],
    "measure_the_temptation": [
        change([1, 1], [0, 1]),
        change([0, 1], [1, 1], lab=1),
        change([1, 0], [1, 1]),
        change([0, 0], [1, 0]),
        change([0, 0], [1, 1]),
        lambda race, runs, seed: of(race, [0, 1])(runs, seed),
        wins,
        undiscounted,
        no_seed,
        no_runs,
        few_runs,
        unrepeatable,
    ],
    "belief_in_a_promise": [
        lambda row: 1 - belief_needed(row),
        lambda row: belief_needed(row.T),
        lambda row: (row[1, 1] - row[0, 1]) / (row[0, 0] - row[1, 0] + row[1, 1] - row[0, 1]),
        lambda row: min(1, max(0, (row[1, 1] - row[0, 1])
                               / (row[0, 0] - row[1, 0] + row[1, 1] - row[0, 1]))),
        lambda row: max(0, (row[1, 1] - row[0, 1]) / (row[0, 0] - row[0, 1])),
        lambda row: row[1, 1] / row[0, 0],
        lambda row: 0.5,
        lambda row: max(0, (row[1, 1] - row[0, 1]) / (row[0, 0] - row[1, 0])),
        lambda row: 0,
    ],
}  # fmt: skip


@pytest.fixture
def verdict(capsys, monkeypatch):
    """What a learner reads; the checks are friendly here."""
    monkeypatch.delenv("RACEKIT_STRICT", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)

    def read(label, answer):
        assert getattr(check.two_labs, label)(answer) is None
        out, err = capsys.readouterr()
        assert err == ""
        return out.strip()

    return read


def naming(function, answer):
    """``answer`` under the parameter names of the right function."""
    namespace = {"answer": answer}
    names = ", ".join(inspect.signature(function).parameters)
    exec(f"def wrapped({names}):\n    return answer", namespace)
    return namespace["wrapped"]


@pytest.mark.parametrize("label", RIGHT)
def test_right_answer_passes(label, verdict):
    assert verdict(label, RIGHT[label]).endswith(": correct.")


@pytest.mark.parametrize("label", RIGHT)
def test_each_wrong_answer_has_its_own_sentence(label, verdict):
    said = [verdict(label, wrong) for wrong in WRONG[label]]
    for sentence in said:
        assert ": not yet. " in sentence, sentence
        assert sentence[-1] in ".?"
    assert len(set(said)) == len(said), said


@pytest.mark.parametrize("label", RIGHT)
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (np.full((3, 3), 0.5), "shape"),
        ("a string", "eturn"),
        (float("nan"), "eturn"),
        ({}, "eturn"),
        ([1, 2, 3], "eturn"),
        (object(), "eturn"),
    ],
)
def test_nonsense_is_refused(label, answer, words, verdict):
    if label == "best_reply":
        words = "eturn"
    sentence = verdict(label, naming(RIGHT[label], answer))
    assert ": not yet. " in sentence
    assert words in sentence


@pytest.mark.parametrize("label", RIGHT)
def test_what_is_not_attempted_is_no_mistake(label, verdict):
    def stub(*arguments):
        raise NotImplementedError

    for answer in (stub, None, ...):
        assert verdict(label, answer).endswith("not attempted yet.")


@pytest.mark.parametrize("label", RIGHT)
def test_a_bug_ends_in_a_sentence(label, verdict):
    def broken(*arguments):
        return 1 / 0

    assert "ZeroDivisionError" in verdict(label, broken)
    assert "TypeError" in verdict(label, lambda: 1)
    assert "brackets" in verdict(label, 0.48)


@pytest.mark.parametrize("label", RIGHT)
@pytest.mark.parametrize("variable", ["RACEKIT_STRICT", "NBGRADER_EXECUTION"])
def test_strict_mode_raises(label, variable, monkeypatch, capsys):
    monkeypatch.setenv(variable, "1")
    judge = getattr(check.two_labs, label)
    judge(RIGHT[label])
    for wrong in (WRONG[label][0], None):
        with pytest.raises(AssertionError, match="not"):
            judge(wrong)


@pytest.mark.parametrize("label", RIGHT)
def test_an_interrupt_passes_through(label):
    def endless(*arguments):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        getattr(check.two_labs, label)(endless)


@pytest.mark.parametrize("label", ["border_of_temptation", "measure_the_temptation"])
def test_a_right_answer_by_another_way_passes(label, verdict):
    def exact(safety_tax, enmity, harm, discount):
        k, e, d = safety_tax, enmity, discount
        careful = (1 - k) * (2 - e) / (2 * (1 - k) + d) if d or k < 1 else 1 - e / 2
        return (1 + (1 - k) * (1 - e) - (2 - k + d) * careful) / (1 + harm)

    def two_seeds(race, runs, seed):
        return of(race, [0, 1])(runs, 2 * seed) - of(race, [1, 1])(runs, 2 * seed + 1)

    answer = {"border_of_temptation": exact, "measure_the_temptation": two_seeds}[label]
    assert verdict(label, answer).endswith("correct.")


@pytest.mark.parametrize("reply", [np.str_("careful"), "careful"])
def test_any_kind_of_string_names_an_action(reply, verdict):
    def answer(row, rival):
        return reply if best_reply(row, rival) == "careful" else "reckless"

    assert verdict("best_reply", answer).endswith("correct.")
