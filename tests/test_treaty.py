"""A treaty's payoffs and thresholds, against published numbers and against brute force."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import brute
import numpy as np
import pytest

from racekit.race import Race
from racekit.treaty import Treaty

PURE = {"safety_tax": 1.0, "risk": 1.0}  # the speed race: speed u = 1 - safety


def nash_payoffs(race):
    return race.payoffs(race.nash())


# --- check values ---


@pytest.mark.parametrize(("n", "critical"), [(2, 0.345885), (3, 0.584714)])
def test_baseline(n, critical):
    """Standard 1, fine 0.3, forced back."""
    found = Treaty(standard=1.0, fine=0.3).critical_detection(Race.equal(n))
    assert found == pytest.approx([critical] * n, abs=5e-7)


def test_baseline_by_hand():
    """Three labs: rates 0.2 a lab, alpha 1.1, beta 0.5."""
    payoff = 0.2 / 0.65
    breakout = (1.1 - payoff) / (2 * 0.5)
    treaty, race = Treaty(), Race.equal(3)
    assert treaty.compliance_payoff(race) == pytest.approx([payoff] * 3, abs=1e-14)
    assert treaty.breakout_safety(race) == pytest.approx([(1 - breakout) / 0.8] * 3, abs=1e-14)
    critical = 0.5 * (breakout - 0.2) ** 2 / 0.3
    assert treaty.critical_detection(race) == pytest.approx([critical] * 3, abs=1e-14)


TABLE = [  # n, enmity, harm, discount, speed limit, fine; nu*, years, breakout speed, R, P
    (2, 1, 0, 0, 0, 0, 0.375, 2.667, 0.25, 0.5, 0.33333),
    (2, 1, 0, 0, 0.1, 0, 0.2625, 3.810, 0.275, 0.45, 0.33333),
    (2, 1, 0, 0, 0.1, 1, 0.027425, 36.46, 0.275, 0.45, 0.33333),
    (5, 1, 0, 0, 0.1, 0, 1.395, 0.7168, 0.41, 0.18, 0.11111),
    (5, 1, 0, 0.05, 0.1, 0, 1.833146, 0.5455, 0.41818, 0.16364, 0.10841),
    (5, 1, 0, 0.05, 0.1, 0.5, 0.182339, 5.484, 0.41818, 0.16364, 0.10841),
    (5, 0.5, 1, 0.05, 0.05, 0, 0.130130, 7.685, 0.14167, 0.43333, 0.30419),
]


@pytest.mark.parametrize("row", TABLE)
def test_published_table(row):
    n, enmity, harm, discount, limit, fine, critical, years, breakout, kept, nash = row
    race = Race.hardest(n, enmity=enmity, harm=harm, discount=discount)
    # with no impatience a full ban is worth 0, not the limit 1/n of ever stricter ones
    limit = limit or 1e-9
    treaty = Treaty(1 - limit, fine=fine, after="collapse")
    found = treaty.critical_detection(race)
    assert found == pytest.approx([critical] * n, abs=6e-7)
    assert 1 / found[0] == pytest.approx(years, rel=2e-4)
    assert 1 - treaty.breakout_safety(race) == pytest.approx([breakout] * n, abs=6e-6)
    assert treaty.compliance_payoff(race) == pytest.approx([kept] * n, abs=6e-6)
    assert nash_payoffs(race) == pytest.approx([nash] * n, abs=6e-6)


@pytest.mark.parametrize(
    ("false_alarms", "kept", "critical"),
    [(0, 0.360000, 0.087080), (0.02, 0.352302, 0.091420), (0.1, 0.335195, 0.101714),
     (0.3, 0.320604, 0.111258)],
)  # fmt: skip
def test_published_false_alarms(false_alarms, kept, critical):
    race = Race.hardest(2)
    treaty = Treaty(0.9, false_alarms=false_alarms, fine=0.5, after="collapse")
    assert treaty.compliance_payoff(race) == pytest.approx([kept] * 2, abs=6e-7)
    assert treaty.critical_detection(race) == pytest.approx([critical] * 2, abs=6e-7)


@pytest.mark.parametrize(("n", "enmity", "harm"), [(2, 1, 0), (4, 0.6, 0.5), (9, 0.3, 2)])
def test_closed_form_without_impatience(n, enmity, harm):
    """No fine, reversion to Nash: nu* = a (nH + E)^2 (u_N - u) / (4 n H (nH - E))."""
    race = Race(np.full(n, 3.0), **PURE, enmity=enmity, harm=harm, discount=0)
    stake, envy = 1 + harm, enmity * (n - 1)
    nash = envy / (n * stake + envy)
    treaty = Treaty(1 - 0.3 * nash, fine=0, after="collapse")
    exact = 3 * (n * stake + envy) ** 2 * 0.7 * nash / (4 * n * stake * (n * stake - envy))
    assert treaty.critical_detection(race) == pytest.approx([exact] * n, rel=1e-9)


def test_published_cheat():
    treaty = Treaty(0.9, detection=0.3, fine=0, after="collapse")
    found = treaty.cheating_payoff(Race.hardest(2), safety=0.65)
    assert found == pytest.approx([0.398446] * 2, abs=6e-7)


def test_needed_detection_grows_with_speed():
    """Faster technology needs proportionally faster verification."""
    slow = Treaty(0.9).critical_detection(Race.equal(3, discount=0.1))
    fast = Treaty(0.9).critical_detection(Race([7.0, 7.0, 7.0], discount=0.7))
    assert fast == pytest.approx(7 * slow, rel=1e-12)


# --- any race, by brute force ---


def drawn(seed):
    """A random race and treaty: unequal labs, a matrix of enmity, harm, some labs outside."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 7))
    race = Race(
        rng.uniform(0.2, 3, n), safety_tax=rng.uniform(0.3, 1), risk=rng.uniform(0.05, 0.7),
        enmity=rng.uniform(rng.choice([0, 0.7]), 1, (n, n)), harm=rng.choice([0, 0, 0.5], n),
        discount=rng.choice([0, 0.05, 1]),
    )  # fmt: skip
    treaty = Treaty(
        rng.choice([rng.uniform(0, 1), rng.uniform(0.9, 1), 1.0]),
        detection=rng.choice([0, rng.exponential()]), false_alarms=rng.choice([0, 0.2]),
        fine=rng.choice([0, 0.3]), after=str(rng.choice(["return", "collapse"])),
        members=tuple(rng.permutation(n)[: rng.integers(1, n + 1)]),
    )  # fmt: skip
    return race, treaty


def ways(race, lab, safety, own):
    """Sum over ways the race can end of rate times worth to ``lab``, and of the rates.

    ``lab`` does ``own`` (an array).
    """
    safe, lost = brute.worths(race, lab)
    payoff, total = 0.0 * own, 0.0 * own
    for j in range(race.n):
        level = own if j == lab else safety[j]
        rate, danger = race.speed[j] * (1 - race.safety_tax * level), race.risk * (1 - level)
        payoff = payoff + rate * ((1 - danger) * safe[j] + danger * lost)
        total = total + rate
    return payoff, total


def slow_answers(race, treaty, lab):
    """R, U_post, and the payoff of cheating as a function of own safety and detection rate."""
    safety = treaty.safety(race)
    alarms, nash = 0.0, 0.0
    if treaty.after == "collapse":
        alarms = treaty.false_alarms * len(treaty.members)
        nash = float(brute.outcomes(race, race.nash())[3][lab])

    def payoff(own, detection, post):
        own = np.asarray(own, dtype=float)
        value, total = ways(race, lab, safety, own)
        value = value + alarms * nash + detection * (post - treaty.fine)
        return value / (total + race.discount + alarms + detection)

    kept = float(payoff(safety[lab], 0.0, 0.0))
    post = nash if treaty.after == "collapse" else kept
    return kept, post, lambda own, detection: payoff(own, detection, post)


@pytest.mark.parametrize("seed", range(40))
def test_against_search(seed):
    race, treaty = drawn(seed)
    found = {
        "kept": treaty.compliance_payoff(race), "cheat": treaty.cheating_payoff(race),
        "gain": treaty.temptation(race), "critical": treaty.critical_detection(race),
        "breakout": treaty.breakout_safety(race), "safety": treaty.safety(race),
    }  # fmt: skip
    deterred = []
    for lab in range(race.n):
        if lab not in treaty.members:
            assert found["gain"][lab] == found["critical"][lab] == 0
            assert found["breakout"][lab] == found["safety"][lab]
            continue
        assert found["safety"][lab] >= treaty.standard
        kept, post, cheat = slow_answers(race, treaty, lab)
        assert found["kept"][lab] == pytest.approx(kept, abs=1e-12)
        best = brute.best_on_grid(lambda s: cheat(s, treaty.detection), 0, treaty.standard)[1]  # noqa: B023
        assert found["cheat"][lab] == pytest.approx(best, abs=1e-9)
        assert found["gain"][lab] == pytest.approx(best - kept, abs=1e-9)
        given = treaty.standard / 3
        paid = treaty.cheating_payoff(race, safety=given)[lab]
        assert paid == pytest.approx(float(cheat(given, treaty.detection)), abs=1e-12)
        deterred.append(best <= kept + 1e-11)
        check_threshold(found, lab, cheat, kept, treaty.fine + kept - post, treaty.standard)
    assert treaty.deters(race) == all(deterred)


def check_threshold(found, lab, cheat, kept, loss, standard):
    """Just below the critical rate cheating pays, just above it does not."""
    critical = found["critical"][lab]

    def gain(detection):
        return brute.best_on_grid(lambda s: cheat(s, detection), 0, standard)[1] - kept

    if critical == 0:
        assert gain(0.0) < 1e-10
    elif np.isinf(critical):
        assert loss <= 0
        assert min(gain(0.0), gain(1.0), gain(1e3)) > 0
    else:
        assert gain(0.99 * critical) > 0 > gain(1.01 * critical) - 1e-12
        assert abs(gain(critical)) < 1e-10
        where = brute.best_on_grid(lambda s: cheat(s, critical), 0, standard)[0]
        assert found["breakout"][lab] == pytest.approx(where, abs=2e-5)


def test_the_draws_cover_every_case():
    critical = np.concatenate([
        treaty.critical_detection(race)[list(treaty.members)]
        for race, treaty in map(drawn, range(40))
    ])  # fmt: skip
    assert (critical == 0).sum() > 5
    assert np.isinf(critical).sum() > 2
    assert ((critical > 0) & np.isfinite(critical)).sum() > 20


# --- what the numbers mean ---


def test_everybody_at_the_standard():
    race = Race.equal(3)
    assert Treaty(0.9).safety(race) == pytest.approx([0.9] * 3)
    assert Treaty(0.9).compliance_payoff(race) == pytest.approx(race.payoffs([0.9] * 3))


def test_a_standard_below_nash_binds_nobody():
    race = Race([1.0, 2.0])
    treaty = Treaty(0.1, detection=0.0, fine=0.0)
    assert treaty.safety(race) == pytest.approx(race.nash())
    assert (treaty.critical_detection(race) == 0).all()
    assert (treaty.temptation(race) < 0).all()
    assert treaty.deters(race)
    assert (treaty.breakout_safety(race) == 0.1).all()


def test_outsiders_reply():
    race = Race.equal(4)
    treaty = Treaty(1.0, members=("lab 2", 3))
    safety = treaty.safety(race)
    assert safety == pytest.approx(race.nash(committed={1: 1.0, 3: 1.0}))
    assert (treaty.compliance_payoff(race) == pytest.approx(race.payoffs(safety)))
    assert list(treaty.signed(race)) == [False, True, False, True]
    assert treaty.temptation(race)[0] == 0 < treaty.replace(detection=0).temptation(race)[1]


def test_caught_for_sure():
    """With very many inspections a cheater pays the fine and falls to U_post."""
    race = Race.equal(2)
    forced = Treaty(0.9, detection=1e6)
    assert forced.temptation(race) == pytest.approx([-0.3] * 2, abs=1e-5)
    ended = Treaty(0.9, detection=1e6, after="collapse")
    assert ended.cheating_payoff(race) == pytest.approx(nash_payoffs(race) - 0.3, abs=1e-5)


def test_false_alarms_pull_towards_nash():
    race = Race.equal(2)
    rates = [0, 0.1, 1, 10, 1e6]
    kept = [Treaty(0.9, false_alarms=f, after="collapse").compliance_payoff(race)[0] for f in rates]
    assert (np.diff(kept) < 0).all()
    assert kept[-1] == pytest.approx(nash_payoffs(race)[0], abs=1e-5)
    cleared = Treaty(0.9, false_alarms=10)
    assert cleared.compliance_payoff(race) == pytest.approx(race.payoffs([0.9, 0.9]))
    assert (cleared.critical_detection(race) == Treaty(0.9).critical_detection(race)).all()


def test_no_fine_and_no_way_back_down():
    """Being caught that costs nothing deters nobody."""
    treaty = Treaty(0.9, fine=0.0, detection=1e6)
    assert (treaty.critical_detection(Race.equal(2)) == np.inf).all()
    assert not treaty.deters(Race.equal(2))


def test_a_lab_that_wants_the_treaty_to_fall():
    """A slow lab that only waits for the others' safe win is better off under Nash."""
    race = Race([0.05, 3.0], enmity=[[0, 0], [1, 0]], risk=0.05, discount=2.0)
    treaty = Treaty(0.95, detection=0.5, fine=0.0, after="collapse")
    assert nash_payoffs(race)[0] > treaty.compliance_payoff(race)[0]
    assert treaty.critical_detection(race)[0] == np.inf
    assert treaty.temptation(race)[0] > 0
    assert not treaty.deters(race)


def test_a_lab_that_cheats_only_to_be_caught():
    """More careful than the standard asks, and yet better off once the treaty has fallen."""
    race = Race([3, 0.5, 1], enmity=[[0, 1, 1], [0, 0, 0], [0, 1, 0]], risk=0.3, discount=0.5,
                harm=[5, 0, 0])  # fmt: skip
    treaty = Treaty(0.6, detection=0.5, fine=0.0, after="collapse")
    assert treaty.safety(race)[1] > 0.6
    assert treaty.critical_detection(race)[1] == 0, "unseen it would gain nothing"
    assert treaty.temptation(race)[1] > 1e-5
    assert not treaty.deters(race)


def test_exactly_enough_is_enough():
    for n in (2, 3, 5):
        race = Race.equal(n)
        critical = float(Treaty().critical_detection(race)[0])
        assert Treaty(detection=critical).deters(race)
        assert not Treaty(detection=np.nextafter(critical, 0)).deters(race)


def test_a_race_nobody_can_finish():
    race = Race.equal(2, safety_tax=1.0, discount=0.0)
    treaty = Treaty(1.0, detection=0.0)
    assert (treaty.compliance_payoff(race) == 0).all()
    assert (treaty.cheating_payoff(race) == 1).all(), "the only lab that moves is sure to win"
    assert (treaty.cheating_payoff(race, safety=1.0) == 1).all()
    assert (treaty.replace(detection=1.0).cheating_payoff(race) < 1).all()
    alarmed = treaty.replace(false_alarms=0.1, after="collapse")
    assert alarmed.compliance_payoff(race) == pytest.approx(nash_payoffs(race))


@pytest.mark.parametrize("field", ["safety_tax", "risk"])
@pytest.mark.parametrize("after", ["return", "collapse"])
@pytest.mark.parametrize("value", [1e-6, 1e-5])
def test_tiny_numbers(field, value, after):
    race = Race([1e-3, 1.0, 1e3], **{field: value})
    treaty = Treaty(after=after)
    answers = (treaty.compliance_payoff(race), treaty.cheating_payoff(race),
               treaty.temptation(race), treaty.breakout_safety(race))  # fmt: skip
    assert all(np.isfinite(answer).all() for answer in answers)
    assert not np.isnan(treaty.critical_detection(race)).any()


# --- the record ---


def test_record():
    one = Treaty(0.9, fine=1, members=[1, "lab 1"], after="collapse")
    again = Treaty(standard=0.9, fine=1.0, members=(1, "lab 1"), after="collapse")
    assert one == again
    assert hash(one) == hash(again)
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))
    assert one.replace(fine=2) != one
    assert Treaty(members=np.array([0, 1])).members == (0, 1)
    with pytest.raises(FrozenInstanceError):
        one.fine = 3


NAMES = {
    "Treaty": Treaty, "t": Treaty(), "two": Race.equal(2), "np": np, "nan": np.nan, "inf": np.inf,
    "slow": Race.equal(2, milestones=3),
}  # fmt: skip
V, T = ValueError, TypeError
CALLS = [
    ("Treaty(1.2)", V, "standard", "[0, 1]", "got 1.2"),
    ("Treaty(-0.1)", V, "standard", "[0, 1]", "got -0.1"),
    ("Treaty(nan)", V, "standard", "[0, 1]", "got nan"),
    ("Treaty('high')", T, "standard", "number", "'high'"),
    ("Treaty(None)", T, "standard", "number", "None"),
    ("Treaty([0.9, 0.8])", T, "standard", "number", "[0.9, 0.8]"),
    ("Treaty(True)", T, "standard", "number", "True"),
    ("Treaty(0.9, 0.5)", T, "positional"),
    ("Treaty(detection=-1)", V, "detection", "[0, 1e+06] 1/yr", "got -1"),
    ("Treaty(detection=inf)", V, "detection", "[0, 1e+06] 1/yr", "got inf"),
    ("Treaty(detection=1e7)", V, "detection", "[0, 1e+06] 1/yr", "got 1e+07"),
    ("Treaty(detection='often')", T, "detection", "number", "'often'"),
    ("Treaty(false_alarms=-0.1)", V, "false_alarms", "[0, 1e+06] 1/yr", "got -0.1"),
    ("Treaty(false_alarms=nan)", V, "false_alarms", "[0, 1e+06] 1/yr", "got nan"),
    ("Treaty(fine=-1)", V, "fine", "[0, 1e+06] prizes", "got -1"),
    ("Treaty(fine=1j)", T, "fine", "number", "1j"),
    ("Treaty(members=[])", V, "members", "at least one", "[]"),
    ("Treaty(members=[0, 0])", V, "members", "once", "[0, 0]"),
    ("Treaty(members=[-1])", V, "members", "0..19", "got -1"),
    ("Treaty(members=[20])", V, "members", "0..19", "got 20"),
    ("Treaty(members=[0.5])", T, "members", "integer", "0.5"),
    ("Treaty(members=[True])", T, "members", "integer", "True"),
    ("Treaty(members='lab 1')", T, "members", "sequence", "'lab 1'"),
    ("Treaty(members=1)", T, "members", "sequence", "1"),
    ("Treaty(members={0, 1})", T, "members", "sequence", "{0, 1}"),
    ("Treaty(members=[None])", T, "members", "integer", "None"),
    ("Treaty(after='war')", V, "after", "'return' or 'collapse'", "'war'"),
    ("Treaty(after=None)", T, "after", "'return' or 'collapse'", "None"),
    ("Treaty(after=['return'])", T, "after", "'return' or 'collapse'", "['return']"),
    ("Treaty(penalty=3)", T, "penalty"),
    ("t.replace(penalty=3)", T, "no field penalty"),
    ("t.replace(fine=-3)", V, "fine", "got -3"),
    ("t.signed([1, 1])", T, "race", "Race", "[1, 1]"),
    ("t.safety(None)", T, "race", "Race", "None"),
    ("t.deters('two')", T, "race", "Race", "'two'"),
    ("Treaty(members=[2]).signed(two)", V, "members", "0..1", "got 2"),
    ("Treaty(members=['lab 3']).deters(two)", V, "members", "lab 1, lab 2", "'lab 3'"),
    ("Treaty(members=[0, 'lab 1']).safety(two)", V, "members", "once", "(0, 'lab 1')"),
    ("t.compliance_payoff(slow)", V, "milestones 1", "got 3"),
    ("t.cheating_payoff(slow)", V, "milestones 1", "got 3"),
    ("t.temptation(slow)", V, "milestones 1", "got 3"),
    ("t.critical_detection(slow)", V, "milestones 1", "got 3"),
    ("t.breakout_safety(slow)", V, "milestones 1", "got 3"),
    ("t.deters(slow)", V, "milestones 1", "got 3"),
    ("t.cheating_payoff(two, safety=1.5)", V, "safety", "[0, 1]", "got 1.5"),
    ("Treaty(0.8).cheating_payoff(two, safety=0.9)", V, "safety", "[0, 0.8]", "got 0.9"),
    ("t.cheating_payoff(two, safety=[0.1, 0.2])", T, "safety", "number", "[0.1, 0.2]"),
]


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [pytest.param(call, kind, words, id=call) for call, kind, *words in CALLS],
)
def test_hostile_call(call, kind, words):
    with pytest.raises(kind) as caught:
        eval(call, dict(NAMES))
    assert type(caught.value) is kind
    assert [word for word in words if word not in str(caught.value)] == []
