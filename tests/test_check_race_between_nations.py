"""Checks of the exercises on race between nations: each slip gets its own sentence."""

import numpy as np
from verdicts import Verdicts

import racekit as rk

# --- right answers, with parts that can be replaced by wrong ones -----------------------------


def three_rungs(labs, nations, within, between, home=1, self_too=0):
    n = labs * nations
    at_home, abroad = within * (labs - home), between * labs * (nations - 1)
    top = at_home + abroad
    middle = between * (nations - 1 + self_too)
    return [top / (n + top), middle / (nations + middle), 0.0]


def rungs_by_solver(labs, nations, within, between):
    flags = np.repeat(np.arange(nations), labs)
    enmity = enmity_table(flags, within, between)
    race = rk.Race.equal(flags.size, enmity=enmity, safety_tax=1, risk=1, discount=0)
    return ladder(race, flags)


def enmity_table(flags, within, between, diagonal=0.0):
    flags = np.array(flags)
    table = np.where(flags[:, None] == flags, within, between).astype(float)
    np.fill_diagonal(table, diagonal)
    return table


def enmity_by_loops(flags, within, between):
    return [
        [0 if i == j else within if a == b else between for j, b in enumerate(flags)]
        for i, a in enumerate(flags)
    ]


def united(race, flags):
    flags = np.array(flags)
    return race.united([np.flatnonzero(flags == nation) for nation in range(flags.max() + 1)])


def danger(race, safety):
    return float(race.disaster_probability(safety))


def ladder(race, flags, top=None, middle=None, bottom=None):
    nations = united(race, flags)
    return [
        danger(race, race.nash()) if top is None else top(race),
        danger(nations, nations.nash()) if middle is None else middle(race, nations, flags),
        danger(race, race.planner()) if bottom is None else bottom(race),
    ]


def ladder_by_one_bloc(race, flags):
    """The last rung as a race of one."""
    world = race.united([range(race.n)])
    return ladder(race, flags, bottom=lambda race: danger(world, world.nash()))


def ladder_of_friends(race, flags):
    """Labs that wish each other well choose what their nation would."""
    same = np.equal.outer(flags, flags)
    friends = race.replace(enmity=np.where(same, 0, race.enmity_matrix()))
    return ladder(race, flags, middle=lambda *x: danger(friends, friends.nash()))


def home_rule_gain(race, flags, others="free", without=None, sign=1):
    flags = np.array(flags)
    home = np.flatnonzero(flags == 0)
    nations = [np.flatnonzero(flags == nation) for nation in range(1, flags.max() + 1)]
    single = [[lab] for nation in nations for lab in nation]
    ruled = race.united([home, *(single if others == "free" else nations)])
    none = as_government(race, home) if without is None else without(race, home)
    return sign * (ruled.payoffs(ruled.nash())[0] - none)


def as_government(race, home):
    enmity = race.enmity_matrix()
    enmity[np.ix_(home, home)] = 0
    return race.replace(enmity=enmity).payoffs(race.nash())[home[0]]


def by_the_account(race, flags):
    """The labs' own payoffs, plus what they leave out: wins next door."""

    def none(race, home):
        s = race.nash()
        safe = race.rates(s) * (1 - race.risk * (1 - s)) / (race.rates(s).sum() + race.discount)
        mean = race.payoffs(s)[home].mean()
        within = race.enmity_matrix()[np.ix_(home, home)].max(initial=0.0)
        return mean + within * safe[home].sum() * (1 - 1 / home.size)

    return home_rule_gain(race, flags, without=none)


def gain_of_friends(race, flags):
    """Labs at home that wish each other well do what a home rule would make them do."""
    home = np.flatnonzero(np.equal(flags, 0))
    enmity = race.enmity_matrix()
    enmity[np.ix_(home, home)] = 0
    friends = race.replace(enmity=enmity)
    return friends.payoffs(friends.nash())[home[0]] - as_government(race, home)


def measured_wins(race, flags, safety, runs, seed, share=None, error=None):
    flags = np.array(flags)
    winner = flags[rk.simulate(race, safety, runs=runs, seed=seed).winner]
    p = np.array([(winner == nation).mean() for nation in range(flags.max() + 1)])
    shown = p if share is None else share(p, runs)
    return np.array([shown, np.sqrt(p * (1 - p) / runs) if error is None else error(p, runs)])


def wins_as_lists(race, flags, safety, runs, seed):
    winners = rk.simulate(race, safety, runs=runs, seed=seed).winner
    hits = [[flags[lab] == nation for lab in winners] for nation in range(max(flags) + 1)]
    return [[np.mean(h) for h in hits], [np.std(h, ddof=1) / runs**0.5 for h in hits]]


def difference(labs, within, between, **settings):
    flags = np.repeat([0, 1], labs)
    race = rk.Race.equal(2 * labs, enmity=enmity_table(flags, within, between), **settings)
    top, middle, bottom = ladder(race, flags)
    return top - 2 * middle + bottom


def even_enmity(labs, within, change=difference, width=1e-6, **settings):
    low, high = 0.0, 1.0
    while high - low > width:
        middle = (low + high) / 2
        low, high = (
            (middle, high) if change(labs, within, middle, **settings) > 0 else (low, middle)
        )
    return (low + high) / 2


RIGHT = {
    "three_rungs_by_hand": [three_rungs, rungs_by_solver],
    "from_flags_to_enmity": [enmity_table, enmity_by_loops],
    "ladder_of_any_world": [ladder, ladder_by_one_bloc, ladder_of_friends],
    "ministers_account_book": [home_rule_gain, by_the_account, gain_of_friends],
    "flags_at_the_finish": [measured_wins, wins_as_lists],
    "steps_that_do_the_same_work": [even_enmity],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def mean_enmity(labs, nations, within, between):
    p = np.array(three_rungs(labs, nations, within, between))
    return p / (1 - p)


def others_only(labs, nations, within, between):
    n = labs * nations
    m = mean_enmity(labs, nations, within, between) * [n / (n - 1), nations / (nations - 1), 1]
    return m / (1 + m)


def added_up(labs, nations, within, between):
    sums = mean_enmity(labs, nations, within, between) * [labs * nations, nations, 1]
    return sums / (1 + sums)


def nations_of_labs(labs, nations, within, between):
    top = three_rungs(labs, nations, within, between)[0]
    return [top, top, 0]


def in_order(race, flags):
    count = max(flags) + 1
    return ladder(race, sorted(flags) if count > 1 else flags)


def mean_speed(race, nations, flags):
    slow = nations.replace(speed=nations.speed / np.bincount(flags))
    return danger(slow, slow.nash())


def lab_payoff(race, home):
    return race.payoffs(race.nash())[home[0]]


def all_labs_payoff(race, home):
    return race.payoffs(race.nash())[home].sum()


def wins_of(choose):
    """Exact shares that come of another way of counting, with fair errors."""

    def answer(race, flags, safety, runs, seed):
        flags = np.array(flags)
        rk.simulate(race, safety, runs=2, seed=seed)
        share = choose(race, flags, safety)
        return [share, np.sqrt(share * (1 - share) / runs)]

    return answer


def summed(weights, flags):
    return np.bincount(flags, weights) / weights.sum()


WRONG = {
    "three_rungs_by_hand": [
        (lambda *x: three_rungs(*x)[::-1], "wrong order"),
        (lambda *x: 1 - np.array(three_rungs(*x)), "That is safety"),
        (mean_enmity, "That is the mean enmity"),
        (lambda *x: three_rungs(*x, home=0, self_too=1), "rivals of themselves"),
        (others_only, "average over the others only"),
        (added_up, "average them over all who may win"),
        (lambda m, c, w, b: three_rungs(m, c, b, w), "have changed places"),
        (lambda m, c, w, b: three_rungs(m, c, b, b), "does not move with the enmity within"),
        (nations_of_labs, "still mind a win at home"),
        (lambda *x: 100 * np.array(three_rungs(*x)), "in per cent"[3:]),
        (lambda *x: [0.4, 0.3, 0.0], "Your rung of the"),
        (lambda *x: [-0.1, 0.3, 0.0], "Probabilities lie"),
    ],
    "from_flags_to_enmity": [
        (lambda f, w, b: enmity_table(f, w, b, w), "no rival of its own"),
        (lambda f, w, b: enmity_table(f, b, w), "have changed places"),
        (lambda f, w, b: enmity_table(np.arange(len(f)) * 2 // len(f), w, b), "first half"),
        (lambda f, w, b: enmity_table(f, 1 - w, 1 - b), "what another lab's win is worth"),
        (lambda *x: np.triu(enmity_table(*x)), "Half of your table"),
        (lambda f, w, b: enmity_table(f, 0.0, b), "do mind each other"),
        (lambda f, w, b: enmity_table(f, w, 1.0), "which is abroad"),
    ],
    "ladder_of_any_world": [
        (lambda *x: ladder(*x)[::-1], "wrong order"),
        (lambda *x: ladder(*x, middle=mean_speed), "mean speed"),
        (lambda *x: ladder(*x, bottom=lambda race: 0.0), "not always full safety"),
        (lambda *x: ladder(*x, middle=lambda r, n, f: danger(r, r.nash())), "what their labs did"),
        (lambda *x: ladder(*x, bottom=lambda race: 0.5), "Your rung of the one world"),
        (
            lambda r, f: [r.nash()[0], united(r, f).nash()[0], r.planner()[0]],
            "That is safety",
        ),
        (lambda *x: np.array(ladder(*x)) * 100, "Probabilities lie"),
    ],
    "ministers_account_book": [
        (lambda *x: home_rule_gain(*x, sign=-1), "Your sign is turned"),
        (lambda *x: home_rule_gain(*x, without=all_labs_payoff), "add up what the labs get"),
        (lambda *x: home_rule_gain(*x, without=lab_payoff), "with one of its labs"),
        (lambda *x: home_rule_gain(*x, others="ruled"), "the others make none"),
        (lambda *x: home_rule_gain(*x, without=lambda *y: 0.0), "That is the payoff with"),
        (lambda *x: 0.05, "too large"),
        (lambda *x: 30.0, "do not differ by"),
    ],
    "flags_at_the_finish": [
        (lambda *x: measured_wins(*x, share=lambda p, runs: p * runs), "Those are counts"),
        (wins_of(lambda r, f, s: summed(r.win_probability(s), f) / np.bincount(f)), "average over"),
        (wins_of(lambda r, f, s: summed(r.win_probability(s), np.sort(f))), "pieces in order"),
        (wins_of(lambda r, f, s: summed(r.speed, f)), "shares of speed"),
        (wins_of(lambda r, f, s: summed(r.rates(0 * s), f)), "Those are shares of speed"),
        (lambda *x: measured_wins(*x)[::-1], "Shares in the first row"),
        (wins_of(lambda r, f, s: np.full(f.max() + 1, 1 / (f.max() + 1))), "equally often"),
        (wins_of(lambda r, f, s: summed(1 / r.rates(s), f)), "that is not luck"),
        (
            lambda *x: measured_wins(*x, error=lambda p, runs: np.sqrt(p * (1 - p))),
            "spread of single races",
        ),
        (
            lambda *x: measured_wins(*x, error=lambda p, runs: np.sqrt(p * (1 - p)) / runs),
            "shrinks too fast",
        ),
        (
            lambda *x: measured_wins(*x, error=lambda p, runs: p * (1 - p) / runs),
            "That is a variance",
        ),
        (lambda *x: measured_wins(*x, error=lambda p, runs: 0.03 + 0 * p), "is too large"),
        (lambda r, f, s, runs, seed: measured_wins(r, f, s, runs, 1), "is your seed in use"),
    ],
    "steps_that_do_the_same_work": [
        (lambda m, w: even_enmity(2, w), "number of labs"),
        (lambda m, w: even_enmity(m, 1.0), "does not move with the enmity within"),
        (lambda m, w: even_enmity(m, w, safety_tax=1.0, risk=1.0), "safety tax and risk of 1"),
        (lambda m, w: even_enmity(m, w, discount=0.0), "all the time in the world"),
        (lambda m, w: w, "You return the enmity within"),
        (lambda m, w: 1 - even_enmity(m, w), "what a win abroad is worth"),
        (lambda m, w: 100 * even_enmity(m, w), "in per cent"),
        (lambda m, w: even_enmity(m, w) + 0.002, "halve the interval on"),
        (lambda m, w: 0.95, "world rule is the higher one"),
        (lambda m, w: 0.2, "home rule is the higher one"),
    ],
}


class TestVerdicts10(Verdicts):
    right, wrong, twins = RIGHT, WRONG, {"flags_at_the_finish": 1}
