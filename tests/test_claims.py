"""The claims: margins against plain loops, verdicts by hand, and the ledger's arithmetic."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

import racekit as rk
from racekit import claims, disclosure
from racekit.claims import _bench, _predicates, _search, _sobol, _space
from racekit.claims._docket import CLAIMS

HARDEST = {"safety_tax": 1.0, "risk": 1.0}


# --- the same margins, written race by race with the public methods -----------------------------

def race_at(point):
    """The `Race` at a point, built from the words of `space`."""
    n = int(point["n"])
    speed = np.array([point["speed"], *[1.0] * (n - 1)])
    nation = np.arange(n) % 2
    enmity = np.where(nation[:, None] == nation, point["enmity_within"], point["enmity_between"])
    scalars = {name: float(point[name]) for name in ("safety_tax", "risk", "discount")}
    harm = [point["harm"], *[point["others_harm"]] * (n - 1)]
    return rk.Race(speed / speed.mean(), enmity=enmity, harm=harm, **scalars)


def own_standard(race, lab):
    """Safety that a lab would have all labs do, by search."""
    def loss(level):
        return -race.payoffs(np.full(race.n, level))[lab]
    inside = minimize_scalar(loss, bounds=(0, 1), method="bounded", options={"xatol": 1e-10}).x
    return min((0.0, 1.0, inside), key=loss)


def homes(race):
    return [list(range(0, race.n, 2)), list(range(1, race.n, 2))]


def dangers(race):
    """Risk when labs race, when nations race, under the planner."""
    nations = race.united(homes(race))
    return tuple(float(r.disaster_probability(s)) for r, s in (
        (race, race.nash()), (nations, nations.nash()), (race, race.planner())))


def without_fastest(race):
    floor = race.planner()
    floor[race.speed.argmax()] = 0.0
    return float(race.disaster_probability(race.nash(floor=floor)))


def plain_c1(race, p):
    return disclosure.hidden_share(p["informed"], p["exposure"], p["penalty"])


def plain_c2(race, p):
    return min(own_standard(race, lab) - race.nash()[lab] for lab in range(race.n))


def plain_c3(race, p):
    nash, falls = race.nash(), []
    for lab in range(race.n):
        step = min(0.1, 1 - nash[lab])
        if step > 1e-6:
            after = race.nash(committed={lab: nash[lab] + step})
            falls.append(race.win_probability(nash)[lab] - race.win_probability(after)[lab])
    return min(falls, default=np.nan)


def plain_c4(race, p):
    nash = race.nash()
    wins, least = race.win_probability(nash), nash <= nash.min() + 1e-6
    return np.nan if least.all() else wins[least].max() - wins[~least].max()


def plain_c5(race, p):
    labs, _, world = dangers(race)
    if labs <= world + 1e-9:
        return np.nan
    own, nash = own_standard(race, 0), race.nash()
    cut = race.payoffs(nash)[0]
    loss = race.payoffs(np.full(race.n, own))[0] - cut
    if own <= nash[0] + 1e-9 or loss <= 1e-9:
        return -1.0
    pays = [race.payoffs(race.nash(committed={0: nash[0] + k / 8 * (own - nash[0])}))[0]
            for k in range(1, 9)]
    return max(-1.0, min(0.5 - (max(*pays, cut) - cut) / loss, (cut - pays[-1]) / loss))


def plain_c6(race, p):
    labs, _, world = dangers(race)
    gain = race.payoffs(race.planner()) - race.payoffs(race.nash())
    return gain.min() if labs > world + 1e-9 else np.nan


def plain_c7(race, p):
    nash = race.nash()
    step = min(0.1, 1 - nash[0])
    if step <= 1e-6:
        return np.nan
    left = race.leak(0, p["leak"])
    after = left.nash(committed={0: nash[0] + step})
    return left.rates(after).sum() / race.rates(nash).sum() - 1


def plain_c8(race, p):
    labs = dangers(race)[0]
    whole = labs - race.disaster_probability(race.nash(floor=race.planner()))
    return 0.5 - (labs - without_fastest(race)) / whole if whole > 1e-9 else np.nan


def plain_c9(race, p):
    home, abroad = homes(race)
    floor = np.where(np.isin(range(race.n), home), race.planner(), 0.0)
    if race.n < 3 or not (floor > race.nash() + 1e-9).any():
        return np.nan
    treaty = rk.Treaty(floor[0], detection=p["detection"], fine=p["fine"], members=home)
    kept, best = treaty.safety(race), treaty.breakout_safety(race)
    cheats = treaty.critical_detection(race) > treaty.detection
    worst = max(np.log((1 - race.safety_tax * (best if cheats[j] else kept)[j])
                       / (1 - race.safety_tax * kept[i])) for i in home for j in home)
    if worst >= 0.05:
        return 0.05 - worst
    return min(np.log((1 - race.safety_tax * kept[j]) / (1 - race.safety_tax * kept[i]))
               for i in home for j in abroad)


def plain_c10(race, p):
    labs, nations, world = dangers(race)
    arises = race.n > 2 and labs > world + 1e-9
    return (nations - world) / (labs - world) - 0.5 if arises else np.nan


def plain_c11(race, p):
    labs, nations, world = dangers(race)
    if race.n == 2 or labs <= world + 1e-9:
        return np.nan
    return (1 - world / nations if nations > 1e-9 else 0.0) - 0.5


def plain_c12(race, p):
    nations, standard = race.united(homes(race)), race.planner()[0]
    _, two, world = dangers(race)
    if two <= world + 1e-9:
        return np.nan
    both = np.full(2, standard)
    needed = []
    for nation in (0, 1):
        cheat = both.copy()
        cheat[nation] = min(standard, nations.best_response(nation, both))
        t, r, q = (nations.payoffs(s)[nation] for s in (cheat, both, nations.nash()))
        enough = min(2.0, (t - r) / (t - q)) if t - q > 1e-9 else 2.0
        needed.append(enough if t - r > 1e-9 else 0.0)
    return max(needed) - p["patience"]


def plain_c14(race, p):
    labs, _, world = dangers(race)
    leads = race.speed[0] >= race.speed.max() and race.harms()[0] >= race.harms().max()
    if not leads or labs <= world + 1e-9:
        return np.nan
    alone = rk.Race(race.speed[:1], harm=race.harms()[0], safety_tax=race.safety_tax,
                    risk=race.risk, discount=race.discount)
    raced = 1 - race.nash()[0]
    return (1 - (1 - alone.nash()[0]) / raced if raced > 1e-9 else 0.0) - 0.5


def plain_c15(race, p):
    labs, _, world = dangers(race)
    if labs <= world + 1e-9:
        return np.nan
    treaty = rk.Treaty(race.planner()[0], detection=p["detection"], fine=p["fine"])
    gain = treaty.critical_detection(race).max() / treaty.detection
    kept = float(race.disaster_probability(treaty.safety(race)))
    return min(1 - gain, gain, 1 - 2 * kept / labs, 2 * without_fastest(race) / labs - 1)


PLAIN = {f"C{i}": globals()[f"plain_c{i}"] for i in (*range(1, 13), 14, 15)}


@pytest.fixture(scope="module")
def drawn():
    """Points of the space, their races, and their margins as the library has them."""
    where = _space.places(2, 5)[:60]
    table = _space.points(where)
    points = [{name: float(values[i]) for name, values in table.items()} for i in range(60)]
    return points, [race_at(point) for point in points], _bench.margins(table)


@pytest.mark.parametrize("claim", CLAIMS)
def test_margins_agree_with_plain_loops(claim, drawn):
    points, races, margins = drawn
    plain = [PLAIN[claim](race, point) for race, point in zip(races, points, strict=True)]
    # the search for a lab's own standard is good to about 1e-7
    np.testing.assert_allclose(margins[:, list(CLAIMS).index(claim)], plain, atol=2e-6)
    assert np.isfinite(plain).any()


# --- one point where each holds and one where it fails, derived by hand or brute force ------------

def verdict(claim, race=None, **point):
    return claims.at(race, **point).loc[claim, "verdict"]


def margin(claim, race=None, **point):
    return float(claims.at(race, **point).loc[claim, "margin"])


def test_c1_silence_needs_an_alibi():
    # nobody exposed: t = sqrt(1 - p)/(1 + sqrt(1 - p)); everybody informed: the news unravels
    root = np.sqrt(0.5)
    assert margin("C1", informed=0.5, exposure=0.0) == pytest.approx(root / (1 + root))
    assert verdict("C1", informed=1.0) == "fails"
    # silence ends where w F/(1 - w) reaches 1/2: at w = 1/2 with F = 1/2
    assert verdict("C1", exposure=0.5, penalty=0.49) == "holds"
    assert verdict("C1", exposure=0.5, penalty=0.5) == "fails"
    assert verdict("C1", exposure=1.0) == "fails"


def test_c2_holds_in_a_rivalry_and_not_among_friends():
    # rho = h = 0, kappa = r = 1, n = 2: Nash is 2/(2 + e), and all would have everyone do 1
    race = rk.Race.hardest(2, discount=0.0)
    assert margin("C2", race) == pytest.approx(1 / 3)
    assert margin("C2", race.replace(enmity=0.5)) == pytest.approx(1 / 5)
    assert verdict("C2", race.replace(enmity=0.0)) == "fails"


def test_c3_holds_unless_care_calms_a_frightened_rival():
    race = rk.Race.equal(2)
    s = race.nash()
    after = race.win_probability(race.nash(committed={0: s[0] + 0.1}))[0]
    assert margin("C3", race) == pytest.approx(0.5 - after)
    # A minds disaster fifty prizes' worth, B not at all: when B slows, A need not hurry either
    odd = rk.Race([1.0, 1.0], harm=[50.0, 0.0], safety_tax=1.0, discount=1.0)
    s = odd.nash()
    t = odd.nash(committed={1: s[1] + 0.1})
    assert odd.win_probability(t)[1] > odd.win_probability(s)[1]
    assert verdict("C3", odd) == "fails"
    assert verdict("C3", rk.Race.equal(2, enmity=0.0, discount=0.0)) == "does not arise"


def test_c4_holds_among_equally_able_labs_only():
    scruples = rk.Race([1.0, 1.0], harm=[0.0, 5.0], **HARDEST)
    s = scruples.nash()
    assert s[0] < s[1]
    wins = scruples.win_probability(s)
    assert margin("C4", scruples) == pytest.approx(wins[0] - wins[1])
    # lessons/A_the_model.ipynb: speeds (1, 2) do (.204, .451); 2 (1 - .8 .451) = 1.278 beats .837
    gap = (0.836572 - 1.27836) / 2.114932
    assert margin("C4", rk.Race([1.0, 2.0])) == pytest.approx(gap, abs=1e-6)
    assert verdict("C4", rk.Race.equal(3)) == "does not arise"


def test_c5_holds_in_a_dilemma_and_not_where_keeping_pays():
    assert plain_c5(rk.Race.equal(2), {}) > 0
    assert verdict("C5", rk.Race.equal(2)) == "holds"
    # two labs that mind disaster three prizes' worth: the rival follows, so that keeping the
    # standard in public pays A more than cutting it
    race = rk.Race.equal(2, harm=3.0, risk=0.2)
    own, s = own_standard(race, 0), race.nash()
    keeps = race.nash(committed={0: own})
    assert own > s[0]
    assert race.payoffs(keeps)[0] > race.payoffs(s)[0]
    assert verdict("C5", race) == "fails"


def test_c6_holds_for_equals_and_not_for_a_laggard():
    # Nash pays .351043, the planner's .986438 pays more; many labs: (1, 5) pays the
    # slow lab .172 racing and .160 planned
    race = rk.Race.equal(2)
    assert margin("C6", race) == pytest.approx(race.payoffs(race.planner())[0] - 0.351043, abs=1e-6)
    assert margin("C6", rk.Race([1.0, 5.0])) == pytest.approx(0.160 - 0.172, abs=1e-3)


def test_c7_needs_leakage_to_faster_hands():
    # one careful lab: it gains, among five, the pace back at a leakage of 22 %
    five = rk.Race.equal(5, harm=[5.0, 0.0, 0.0, 0.0, 0.0])
    assert verdict("C7", five, leak=0.21) == "fails"
    assert verdict("C7", five, leak=0.23) == "holds"
    # among equals whose rivals hold still it takes all of A's speed
    assert verdict("C7", rk.Race.equal(5), leak=0.5) == "fails"


def test_c8_fails_for_two_labs_and_holds_for_many_small_risks():
    # the other of two does .58422 when one does the planner's .986438
    race = rk.Race.equal(2)
    level = race.planner()[0]
    reply = race.best_response(1, [level, 0.0])
    out = float(race.disaster_probability([level, reply]))
    whole = 0.274478 - 0.4 * (1 - level)
    assert margin("C8", race) == pytest.approx(0.5 - (0.274478 - out) / whole, abs=1e-5)
    assert verdict("C8", race) == "fails"
    # nobody does anything, and the free lab still does not: at full safety three labs of four
    # keep .2 of their speed each, so that the fourth wins 1/1.6 = .625 of the races
    free = rk.Race.equal(4, risk=0.2, discount=0.0)
    assert free.nash().max() == 0
    assert free.planner().min() == 1
    assert margin("C8", free) == pytest.approx(0.625 - 0.5)


def test_c9_holds_while_the_rule_is_enforced():
    race = rk.Race.equal(4)
    treaty = rk.Treaty(race.planner()[0], members=[0, 2], fine=0.3)
    needed = treaty.critical_detection(race)[0]
    kept = treaty.safety(race)
    care = np.log((1 - 0.8 * kept[1]) / (1 - 0.8 * kept[0]))
    assert margin("C9", race, fine=0.3, detection=needed * 1.01) == pytest.approx(care)
    cheat = np.log((1 - 0.8 * treaty.breakout_safety(race)[0]) / (1 - 0.8 * kept[0]))
    assert margin("C9", race, fine=0.3, detection=needed * 0.99) == pytest.approx(0.05 - cheat)
    assert verdict("C9", rk.Race.equal(2)) == "does not arise"


def test_c10_turns_on_whom_they_hate():
    # race between nations: four labs in two, 73 % of the way is left at 1 and 1, 31 % at 1 and .3
    assert margin("C10") == pytest.approx(0.270697 / 0.372598 - 0.5, abs=1e-5)
    assert margin("C10", enmity_between=0.3) == pytest.approx(0.068160 / 0.220671 - 0.5, abs=1e-5)


def test_c11_fails_where_nations_hardly_race():
    # race between nations: .341098 under home rules, .1 under one rule, in the hardest case
    hard = {"safety_tax": 1.0, "risk": 1.0}
    assert margin("C11", **hard) == pytest.approx(1 - 0.1 / 0.341098 - 0.5, abs=1e-5)
    # .171920 against .1: more than half of the disasters are the planner's own
    mild = margin("C11", enmity_between=0.3, **hard)
    assert mild == pytest.approx(0.5 - 0.1 / 0.171920, abs=1e-5)


def test_c12_fails_with_patience():
    # race between nations: two nations need a patience of .508
    assert margin("C12") == pytest.approx(0.508265, abs=1e-6)
    assert verdict("C12", patience=0.50) == "holds"
    assert verdict("C12", patience=0.51) == "fails"
    # the slower of two would rather race than keep: no patience is enough
    duel = rk.Race([5.0, 1.0])
    assert duel.payoffs(duel.nash())[0] < duel.payoffs(duel.planner())[0]
    assert duel.payoffs(duel.nash())[1] > duel.payoffs(duel.planner())[1]
    assert verdict("C12", duel, patience=1.0) == "holds"
    assert verdict("C12", n=2, speed=5.0, patience=1.0) == "holds"


def test_c14_fails_for_the_impatient():
    # one careful lab: five times as fast and careful, A runs .131 in the race and .032 alone
    leader = rk.Race([5.0, 1.0], harm=[5.0, 0.0], **HARDEST)
    assert margin("C14", leader) == pytest.approx(1 - 0.0321 / 0.1309 - 0.5, abs=2e-3)
    hasty = rk.Race([5.0, 1.0], harm=[5.0, 5.0], discount=5.0, **HARDEST)
    alone = rk.Race([5.0], harm=5.0, discount=5.0, **HARDEST)
    share = (1 - alone.nash()[0]) / (1 - hasty.nash()[0])
    assert share > 0.5
    assert margin("C14", hasty) == pytest.approx(0.5 - share)
    assert verdict("C14", rk.Race([1.0, 5.0], harm=[5.0, 0.0])) == "does not arise"


def test_c15_needs_all_three():
    # as in C8, the free fourth lab keeps 62.5 % of the risk: more than half
    race = rk.Race.equal(4, risk=0.2, discount=0.0)
    needed = rk.Treaty(1.0, fine=0.3).critical_detection(race)[0]
    assert verdict("C15", race, fine=0.3, detection=2 * needed) == "holds"
    assert margin("C15", race, fine=0.3, detection=2 * needed) == pytest.approx(0.25)
    assert verdict("C15", race, fine=0.3, detection=0.99 * needed) == "fails"
    # two labs: one alone already halves the risk, so that "all" is more than it takes
    pair = rk.Race.equal(2)
    assert without_fastest(pair) < 0.5 * pair.disaster_probability(pair.nash())
    assert verdict("C15", pair, fine=3.0, detection=5.0) == "fails"


# --- the space and the ledger -------------------------------------------------------------------

@pytest.fixture(scope="module")
def trial():
    return claims.ledger(draws=2**12, seed=3)


def test_places_cover_every_axis_evenly():
    where = _space.places(6, 1)
    assert where.shape == (16 * 64, 16)
    shifts = where.reshape(16, 64, 16)
    # each shift has one point in each of 64 strips of every axis
    assert (np.sort((shifts * 64).astype(int), axis=1) == np.arange(64)[:, None]).all()
    table = _space.points(where)
    for name, axis in _space.SPACE.items():
        assert table[name].min() >= axis.low
        assert table[name].max() <= axis.high
        np.testing.assert_allclose(axis.value(axis.place(table[name])), table[name])
    assert set(np.unique(table["n"])) == {2, 3, 4, 5, 6}


def test_shares_agree_with_ordinary_draws(trial):
    random = np.random.default_rng(8).random((4000, len(_space.SPACE)))
    verdicts = _bench.verdict(_bench.margins(_space.points(random)))
    for claim, column in zip(CLAIMS, verdicts.T, strict=True):
        arises = ~np.isnan(column)
        share, error = trial.loc[claim, ["share", "error"]]
        plain = column[arises].mean()
        spread = np.sqrt(plain * (1 - plain) / arises.sum() + error**2)
        assert abs(plain - share) <= 4 * spread, claim
        assert abs(arises.mean() - trial.loc[claim, "arises"]) < 4 * 0.5 / np.sqrt(4000)


def test_errors_say_how_far_seeds_lie_apart():
    shares = np.array([claims.ledger(draws=2**9, seed=seed)["share"].astype(float)
                       for seed in range(8)])
    errors = claims.ledger(draws=2**9, seed=8)["error"].astype(float).to_numpy()
    told = errors > 0
    ratio = shares.std(axis=0, ddof=1)[told] / errors[told]
    assert 0.6 < np.median(ratio) < 1.6


def test_same_bits_on_any_number_of_threads():
    sample = [_bench._sample.__wrapped__(5, 7, ()).margins(threads) for threads in (1, 3)]
    assert np.array_equal(*sample, equal_nan=True)
    other = _bench._sample(5, 8, ()).margins()
    assert not np.array_equal(sample[0], other, equal_nan=True)


def test_the_deciding_parameter_is_found():
    where = _space.places(8, 2)
    axes = list(_space.SPACE)
    held = (where[:, axes.index("risk")] > 0.5).astype(float)
    name, explained = _bench.Sample(where).decides(held[:, None])[0]
    assert name == "risk"
    assert explained == pytest.approx(1.0)
    assert _bench.Sample(where).decides(np.ones((len(where), 1)))[0][0] is None


def test_counterexamples_fail_and_strong_cases_hold(trial):
    for claim, row in trial.drop("C13").iterrows():
        if row["counterexample"] is not None:
            assert verdict(claim, **row["counterexample"]) == "fails"
        assert verdict(claim, **row["strongest"]) == "holds"
        assert margin(claim, **row["strongest"]) == pytest.approx(row["best_margin"])
    assert trial.loc["C3", "counterexample"] is None
    assert trial.loc["C7", "counterexample"] == {}
    assert list(trial.loc["C2", "counterexample"]) == ["safety_tax"]


def test_counterexample_in_several_parameters():
    """A failing draw, brought as near as it goes: nothing more can be put back."""
    origin = _space.checked({"n": 2, "others_harm": 0.0})
    draw = _space.places(9, 1)
    fails = np.flatnonzero(_bench.margins(_space.points(draw), ("C6",))[:, 0] < 0)
    change = _search._drawn_home("C6", draw[fails[0]], origin)
    assert verdict("C6", **_exact(change)) == "fails"
    moved = [name for name in change if change[name] != origin[name]]
    assert 0 < len(moved) < 8
    for name in moved:
        assert verdict("C6", **_exact(change | {name: origin[name]})) != "fails"


def _exact(point):
    return point | {"n": int(point["n"])}


def test_flips_are_the_nearest_on_their_axis():
    table = claims.flips(steps=50)
    here = claims.at()["verdict"]
    for claim, row in table.iterrows():
        assert row["verdict"] != here[claim]
        assert verdict(claim, **{row["parameter"]: row["value"]}) == row["verdict"]
        axis = _space.SPACE[row["parameter"]]
        start = axis.place(axis.baseline)
        end = axis.place(row["value"])
        for share in np.linspace(0, 1, 9)[:-2]:
            value = float(axis.value(start + share * (end - start)))
            assert verdict(claim, **{row["parameter"]: value}) == here[claim]


def test_at_a_race_and_at_its_point_agree():
    point = {"n": 5, "speed": 2.0, "harm": 1.0, "risk": 0.6}
    one = claims.at(**point)
    other = claims.at(race_at(_space.BASELINE | point))
    np.testing.assert_allclose(one["margin"], other["margin"], atol=1e-12)


def test_ledger_at_a_race_of_one_s_own():
    table = claims.ledger(rk.Race([1.0, 5.0]), draws=64, leak=0.3)
    assert table.loc["C6", "here"] == "fails"
    assert table.loc["C10", "here"] == "does not arise"
    # changes are counted from the baseline, with this leakage
    assert claims.at(leak=0.3, **table.loc["C2", "counterexample"]).loc["C2", "verdict"] == "fails"


def test_region_is_the_margin_at_each_point():
    table = claims.region("C10", {"risk": [0.2, 0.9], "enmity_between": [0.1, 0.5, 1]}, n=6)
    assert table.shape == (3, 2)
    for (between, risk), value in table.stack().items():
        expected = margin("C10", n=6, risk=risk, enmity_between=between)
        assert value == pytest.approx(expected, nan_ok=True)
    assert claims.region("C8", points=9).columns.tolist() == [2, 3, 4, 5, 6]
    shuffled = claims.region("C10", {"risk": [0.9, 0.2], "enmity_between": [1, 0.1, 0.5]}, n=6)
    assert shuffled.equals(table)


def test_bars_held_parameters_and_links(trial):
    own = claims.bars("C8", [0.5], draws=2**12, seed=3)
    assert own["share"].iloc[0] == trial.loc["C8", "share"]
    assert claims.bars("C7", 0.0, draws=2**10, held={"leak": 0.0})["share"].iloc[0] == 0.0
    equal = claims.ledger(draws=2**10, held={"speed": 1.0})
    assert equal.loc["C4", "share"] == 1.0
    links = claims.links(draws=2**12, seed=3)["share"]
    assert links["all four"] == trial.loc["C15", "share"]
    assert links["it works"] <= min(links["nobody cheats"], links["risk halved"])


def test_ledger_knows_its_draws(trial):
    assert trial.attrs["draws"] == 2**12
    sample = _bench.sample(2**12, 3)
    assert trial.attrs["most_at_once"] == (sample.margins() > 1e-9).sum(axis=1).max()
    assert claims.ledger(draws=100).attrs["draws"] == 128


def test_verdicts_are_sentences(trial):
    for claim, text in trial["verdict"].items():
        assert text.endswith(".")
        assert "nan" not in text
        assert text.startswith(trial.loc[claim, "here"].capitalize()) or claim == "C13"
    assert "holds in all of it" in trial.loc["C3", "verdict"]
    assert "no single parameter decides" in trial.loc["C15", "verdict"]
    assert "Of 6 treaties 5 came into force" in trial.loc["C13", "verdict"]
    assert list(trial.index) == [f"C{i}" for i in range(1, 16)]


def test_evidence_counts_the_files():
    table = claims.evidence()
    cases = rk.history.violations()
    weapons = cases[cases["treaty"] == "CWC"]["status"]
    assert table.loc["CWC", "violations"] + table.loc["CWC", "alleged"] == len(weapons)
    assert table.loc["CWC", "alleged"] == (weapons == "alleged by a party").sum()
    assert not table.loc["SALT II", "in_force"]


@pytest.mark.parametrize(("call", "error", "said"), [
    (lambda: claims.at(risk=0.0), ValueError, r"risk must lie in \[0.05, 1\], got 0"),
    (lambda: claims.at(n=7), ValueError, "n must lie in 2..6 labs, got 7"),
    (lambda: claims.at(n=2.5), TypeError, "n must be an integer"),
    (lambda: claims.at(speed=float("nan")), ValueError, "speed must lie in"),
    (lambda: claims.at(turbo=1), TypeError, "there is no turbo"),
    (lambda: claims.at(3), TypeError, "race must be a Race, got 3"),
    (lambda: claims.at(rk.Race.equal(1)), ValueError, "race must have 2..20 labs"),
    (lambda: claims.at(rk.Race.equal(2, milestones=2)), ValueError, "race must have milestones 1"),
    (lambda: claims.at(rk.Race.equal(2), risk=0.4), TypeError, "with a race the parameters are"),
    (lambda: claims.ledger(draws=3), ValueError, "draws must lie in 16..4194304, got 3"),
    (lambda: claims.ledger(draws=64, seed=-1), ValueError, "seed must lie in"),
    (lambda: claims.ledger(draws=64, threads=0), ValueError, "threads must lie in"),
    (lambda: claims.ledger(draws=64, held={"turbo": 1}), TypeError, "there is no turbo"),
    (lambda: claims.ledger(draws=64, held=["risk"]), TypeError, "held must be a dict"),
    (lambda: claims.region("C13"), ValueError, "claim must be one of"),
    (lambda: claims.region(["C7"]), ValueError, "claim must be one of"),
    (lambda: claims.region("C7", axes=[["leak"], ["harm"]]), ValueError, "axes must name two"),
    (lambda: claims.region("C7", axes=("leak",)), ValueError, "axes must name two parameters"),
    (lambda: claims.region("C7", axes=("leak", "turbo")), ValueError, "axes must be among"),
    (lambda: claims.region("C7", axes={"leak": [0.9], "harm": [1.0]}), ValueError,
     r"leak\[0\] must lie in \[0, 0.5\], got 0.9"),
    (lambda: claims.region("C8", axes={"n": [2.5], "harm": [1.0]}), ValueError, "whole"),
    (lambda: claims.bars("C8", [2.0]), ValueError, r"levels\[0\] must lie in \[-1, 1\]"),
    (lambda: claims.flips(steps=1), ValueError, "steps must lie in 4..1000"),
])
def test_bad_input_is_refused(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_simulation_confirms_two_verdicts():
    # C7 at a leakage of 30 %: the field is done sooner; C8: all but one leave most of the risk
    five = rk.Race.equal(5, harm=[5.0, 0.0, 0.0, 0.0, 0.0])
    nash, left = five.nash(), five.leak(0, 0.3)
    after = left.nash(committed={0: nash[0] + 0.1})
    runs = [rk.simulate(five, nash, seed=1, runs=400_000).years,
            rk.simulate(left, after, seed=2, runs=400_000).years]
    ratio = runs[0].mean() / runs[1].mean()
    assert ratio - 1 == pytest.approx(margin("C7", five, leak=0.3), abs=4 * np.sqrt(2 / 400_000))
    free = rk.Race.equal(4, risk=0.2, discount=0.0)
    all_in = rk.simulate(free, np.zeros(4), seed=3, runs=200_000).disaster.mean()
    one_out = rk.simulate(free, [0, 1, 1, 1], seed=4, runs=200_000).disaster.mean()
    spread = np.sqrt(0.2 * 0.8 / 200_000 + 0.125 * 0.875 / 200_000) / 0.2
    assert one_out / all_in - 0.5 == pytest.approx(margin("C8", free), abs=5 * spread)


def test_case_remembers_what_it_worked_out():
    case = _bench.case_of(_bench.rows([_space.BASELINE]))
    assert case.nash is case.nash
    assert _predicates.no_villains(case, 0.0).shape == (1,)


def test_pictures_say_what_they_need(trial):
    with pytest.raises(ValueError, match="ledger must have the columns share"):
        rk.plots.claim_ledger(trial.drop(columns="share"))
    with pytest.raises(ValueError, match="at least 2 x 2 values"):
        rk.plots.claim_region(claims.region("C7", {"leak": [0.1], "harm": [0.0, 1.0]}))
    labels = [text.get_text() for text in rk.plots.claim_ledger(trial).texts]
    assert "judged by evidence" in labels
    ax = rk.plots.claim_region(claims.region("C4", points=9, harm=1.0), here=(1.0, 1.0))
    assert ax.get_xscale() == "log"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["C4 holds", "fails"]
    # a claim that never arises leaves an empty map
    nowhere = claims.region("C8", ("harm", "leak"), 3, enmity_within=0.0, enmity_between=0.0)
    assert rk.plots.claim_region(nowhere).get_legend() is not None


@pytest.mark.parametrize("power", [0, 1, 5, 12])
def test_draws_are_the_sequence_of_sobol(power):
    from scipy.stats import qmc

    ours = _sobol.sobol(power, 30)
    theirs = qmc.Sobol(_sobol.DIMENSIONS, scramble=False, bits=30).random_base2(power)
    assert len(_space.SPACE) == _sobol.DIMENSIONS
    assert np.array_equal(ours * 2.0**-30, theirs)
