"""Exercises on the race between nations: three rungs, home rules, and flags at the finish."""

import numpy as np

from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import in_words, listed
from racekit.race import Race
from racekit.simulation import simulate

PROBABILITIES = (0, 1, "Probabilities lie from 0 to 1")


def same_flag(flags):
    return np.equal.outer(flags, flags)


def table(flags, within, between, diagonal=0.0):
    """Enmity between every two labs."""
    enmity = np.where(same_flag(flags), within, between).astype(float)
    np.fill_diagonal(enmity, diagonal)
    return enmity


def world(flags, within, between, speed=None, **settings):
    """A race in which labs with the same flag mind each other by another number."""
    speed = np.ones(len(flags)) if speed is None else speed
    return Race(speed, enmity=table(flags, within, between), **settings)


def blocs(flags):
    """Positions of each nation's labs."""
    return [np.flatnonzero(np.equal(flags, nation)) for nation in range(max(flags) + 1)]


def danger(race):
    """Probability of disaster in equilibrium."""
    return race.disaster_probability(race.nash())


def rungs(race, flags):
    """Probability of disaster on each of the three rungs."""
    planned = race.disaster_probability(race.planner())
    return np.array([danger(race), danger(race.united(blocs(flags))), planned])


def rung_off(value, right, *case):
    rung = int(np.abs(value - right).argmax())
    much = "low" if value[rung] < right[rung] else "high"
    name = ("labs", "nations", "one world")[rung]
    return f"Your rung of the {name} is {value[rung]:.4f}, which is too {much}"


def world_in_words(race, flags, *rest):
    """With the enmities that occur instead of the whole table."""
    text = in_words(race.replace(enmity=1.0))
    if np.ndim(race.enmity):
        text += f", enmities {listed(np.unique(race.enmity[~np.eye(race.n, dtype=bool)]))}"
    return f"{text}; flags {flags}"


def count(labs):
    return "one lab" if labs == 1 else f"{labs} labs"


# --- three rungs by hand -----------------------------------------------------------------------


def summed_enmity(labs, nations, within, between, oneself=0):
    """To all others on each rung; ``oneself`` is 1 for who is a rival of its own."""
    at_home, abroad = within * (labs - 1 + oneself), between * labs * (nations - 1)
    return np.array([at_home + abroad, between * (nations - 1 + oneself), 0.0])


def players(labs, nations, *enmities):
    return np.array([labs * nations, nations, 2.0])  # two, as nobody is left without others


def mean_enmity(*case, **slip):
    return summed_enmity(*case, **slip) / players(*case)


def led_to(mean):
    return mean / (1 + mean)


def by_hand(labs, nations, within, between):
    return led_to(mean_enmity(labs, nations, within, between))


three_rungs_by_hand = Exercise(
    title="Three rungs by hand",
    cases=((3, 2, 0.8, 0.3), (2, 3, 0.4, 0.9), (1, 4, 0.5, 0.7), (5, 2, 1.0, 0.0),
           (2, 4, 0.62, 0.18), (4, 3, 0.35, 0.85), (3, 3, 0.95, 0.55)),
    right=by_hand,
    shape=(3,),
    words=lambda labs, nations, within, between: (
        f"{nations} nations of {count(labs)}, enmity {within:g} within and {between:g} between"),
    inside=PROBABILITIES,
    otherwise=rung_off,
    slips=(
        ("Your rungs stand in the wrong order: labs first, the world last.",
         lambda *case: by_hand(*case)[::-1]),
        ("That is safety; return the probability of disaster.", lambda *case: 1 - by_hand(*case)),
        ("That is the mean enmity; which danger does it lead to?", mean_enmity),
        ("Your players are rivals of themselves; an own win is no loss.",
         lambda *case: led_to(mean_enmity(*case, oneself=1))),
        ("You average over the others only; a player may win itself, and minds that not at all.",
         lambda *case: led_to(summed_enmity(*case) / (players(*case) - 1))),
        ("You add the enmities up; average them over all who may win.",
         lambda *case: led_to(summed_enmity(*case))),
        ("Enmity within and between have changed places.",
         lambda labs, nations, within, between: by_hand(labs, nations, between, within)),
        ("Your answer does not move with the enmity within.",
         lambda labs, nations, within, between: by_hand(labs, nations, between, between)),
        ("Your nations still mind a win at home; a nation counts it as an own one.",
         lambda *case: by_hand(*case)[0] * np.array([1, 1, 0])),
        ("Those are per cent; probabilities lie from 0 to 1.", lambda *case: 100 * by_hand(*case)),
    ),
)  # fmt: skip


# --- from flags to a table ---------------------------------------------------------------------


def entry_off(value, right, flags, *enmities):
    i, j = np.unravel_index(np.abs(value - right).argmax(), right.shape)
    where = "at home" if flags[i] == flags[j] else "abroad"
    where = "on the diagonal" if i == j else where
    return f"Your table says that lab {i} loses {value[i, j]:.3g} if lab {j} wins, which is {where}"


from_flags_to_enmity = Exercise(
    title="From flags to enmity",
    cases=(([0, 1, 0, 1, 1], 0.3, 0.8), ([2, 0, 1, 0], 1.0, 0.25), ([0, 0, 0], 0.6, 0.1),
           ([0, 1], 0.9, 0.4)),
    right=lambda flags, within, between: table(flags, within, between),
    shape=lambda flags, *enmities: (len(flags), len(flags)),
    words="flags {}, within {:g}, between {:g}".format,
    otherwise=entry_off,
    slips=(
        ("A lab is no rival of its own: put 0 on the diagonal.",
         lambda flags, within, between: table(flags, within, between, diagonal=within)),
        ("Within and between have changed places.",
         lambda flags, within, between: table(flags, between, within)),
        ("Your nations are the first half of the list and the second; read the flags.",
         lambda flags, *enmities: table(np.arange(len(flags)) * 2 // len(flags), *enmities)),
        ("That is what another lab's win is worth; return what is lost by it.",
         lambda flags, within, between: table(flags, 1 - within, 1 - between)),
        ("Half of your table is empty, below the diagonal: enmity goes both ways.",
         lambda *case: np.triu(table(*case))),
        ("Half of your table is empty, above the diagonal: enmity goes both ways.",
         lambda *case: np.tril(table(*case))),
        ("Labs of the same nation do mind each other here.",
         lambda flags, within, between: table(flags, 0.0, between)),
    ),
)  # fmt: skip


# --- the ladder of any world -------------------------------------------------------------------


def but(rung, rule):
    """The ladder with another rung: ``rule(race, nations, flags)``."""

    def ladder(race, flags):
        risks = rungs(race, flags)
        risks[rung] = rule(race, race.united(blocs(flags)), flags)
        return risks

    return ladder


def as_safety(race, flags):
    return np.array([race.nash()[0], race.united(blocs(flags)).nash()[0], race.planner()[0]])


ladder_of_any_world = Exercise(
    title="The ladder of any world",
    cases=((world([0, 1, 0, 1], 0.9, 0.5, risk=0.7, discount=0.6), [0, 1, 0, 1]),
           (world([0, 0, 1, 1, 1], 0.6, 0.9, [1.0, 2.0, 0.5, 1.0, 0.7]), [0, 0, 1, 1, 1]),
           (world([0, 1, 2, 1], 1.0, 0.3, harm=0.5, risk=0.9), [0, 1, 2, 1]),
           (Race.equal(3), [0, 1, 2]), (Race.equal(4), [0, 0, 0, 0])),  # one nation: the world
    right=rungs,
    shape=(3,),
    words=world_in_words,
    inside=PROBABILITIES,
    otherwise=rung_off,
    slips=(
        ("Your rungs stand in the wrong order: labs first, the world last.",
         lambda *case: rungs(*case)[::-1]),
        ("Your nations have the mean speed of their labs; they have all of it.",
         but(1, lambda race, nations, flags: (
             danger(nations.replace(speed=nations.speed / np.bincount(flags)))))),
        ("One rule for the world is not always full safety: its owner may be impatient.",
         but(2, lambda race, *rest: race.disaster_probability(np.ones(race.n)))),
        ("Your nations do what their labs did; let them reply as nations.",
         but(1, lambda race, nations, flags: danger(race))),
        ("That is safety; return the probability of disaster.", as_safety),
    ),
)  # fmt: skip


# --- a minister's account book -----------------------------------------------------------------


def with_rule(race, flags, others_too=False):
    """Payoff of nation 0's government with a home rule."""
    home, *abroad = blocs(flags)
    others = abroad if others_too else [[lab] for bloc in abroad for lab in bloc]
    ruled = race.united([home, *others])
    return ruled.payoffs(ruled.nash())[0]


def without_rule(race, flags):
    """Its payoff where its labs are free: to it a win of any of them is worth 1."""
    eyes = race.replace(enmity=np.where(same_flag(flags), 0.0, race.enmity_matrix()))
    return eyes.payoffs(race.nash())[flags.index(0)]


def of_its_labs(race, flags):
    return race.payoffs(race.nash())[np.equal(flags, 0)]


def gain(race, flags):
    return with_rule(race, flags) - without_rule(race, flags)


ministers_account_book = Exercise(
    title="A minister's account book",
    cases=((world([0, 1, 0, 1], 0.7, 0.6), [0, 1, 0, 1]),
           (world([1, 0, 2, 0, 1, 0], 0.9, 0.8, risk=0.8), [1, 0, 2, 0, 1, 0]),
           (world([0, 0, 1, 1], 0.4, 1.0, safety_tax=1.0, risk=1.0), [0, 0, 1, 1]),
           (world([0, 1, 1], 0.8, 0.7), [0, 1, 1])),  # one lab: nothing to rule
    right=gain,
    words=world_in_words,
    inside=(-2, 2, "Two payoffs of at most one prize do not differ by so much"),
    slips=(
        ("Your sign is turned: a government that is better off with its rule gains.",
         lambda *case: -gain(*case)),
        ("You add up what the labs get; for its government a win next door is worth 1, not one "
         "minus the enmity within.", lambda *case: with_rule(*case) - of_its_labs(*case).sum()),
        ("That compares a government with one of its labs.",
         lambda *case: with_rule(*case) - of_its_labs(*case)[0]),
        ("In your case all governments make a rule; here the others make none.",
         lambda *case: with_rule(*case, others_too=True) - without_rule(*case)),
        ("That is the payoff with the rule; how much more is it than without?", with_rule),
        ("That is a share of what it had; the task asks for prizes.",
         lambda *case: gain(*case) / without_rule(*case)),
    ),
)  # fmt: skip


# --- flags at the finish -----------------------------------------------------------------------


def finish(share):
    """The rule with this share of each nation: ``share(winner, race, flags)``; any error."""

    def shares(race, flags, safety, runs, seed):
        winner = simulate(race, safety, runs=runs, seed=seed).winner
        found = np.asarray(share(winner, race, np.array(flags)), float)
        return np.array([found, np.full(found.size, np.nan)])

    return shares


def share_of(winner, race, flags):
    return np.bincount(flags[winner], minlength=flags.max() + 1) / winner.size


def measured_wins(race, flags, safety, runs, seed):
    winner = simulate(race, safety, runs=runs, seed=seed).winner
    share = share_of(winner, race, np.array(flags))
    return np.array([share, np.sqrt(share * (1 - share) / runs)])


flags_at_the_finish = Measured(
    title="Count the flags at the finish",
    cases=((Race([1.0, 2.0, 0.5, 1.0], risk=0.8), [1, 0, 1, 0], np.array([0.9, 0.1, 0.3, 0.6]),
            4000, 5),
           (Race.equal(6), [0, 2, 1, 2, 1, 0], np.array([0.0, 0.8, 0.2, 0.5, 1.0, 0.4]), 3000, 6),
           (Race.equal(2), [0, 1], np.array([0.5, 0.0]), 1000, 7)),
    right=measured_wins,
    exact=lambda race, flags, safety, *dice: np.bincount(flags, race.win_probability(safety)),
    shape=lambda race, flags, *rest: (2, max(flags) + 1),
    words=lambda race, flags, safety, runs, seed: (
        f"{in_words(race)}; flags {flags}, safety {safety.tolist()}, {runs} runs"),
    forbids=("Race.win_probability",),
    slips=(
        ("Those are counts; return shares.",
         finish(lambda winner, race, flags: winner.size * share_of(winner, race, flags))),
        ("You average over a nation's labs; its wins add up.",
         finish(lambda winner, race, flags: share_of(winner, race, flags) / np.bincount(flags))),
        ("You cut the list of labs into pieces in order; read the flags.",
         finish(lambda winner, race, flags: share_of(winner, race, np.sort(flags)))),
        ("Those are shares of speed; safety work slows a lab.",
         finish(lambda winner, race, flags: np.bincount(flags, race.speed) / race.speed.sum())),
        ("Your nations all win equally often.",
         finish(lambda winner, race, flags: np.full(flags.max() + 1, 1 / (flags.max() + 1)))),
    ),
)  # fmt: skip


# --- where both steps are equal ----------------------------------------------------------------


def difference(labs, within, between, **settings):
    """First step of the ladder minus the second, two nations of equal labs."""
    flags = [0] * labs + [1] * labs
    return np.diff(rungs(world(flags, within, between, **settings), flags), 2)[0]


def even(labs, within, **settings):
    """Enmity between at which both steps are equal; NaN where a search finds none."""
    low, high = 0.0, 1.0
    while high - low > 1e-6:
        between = (low + high) / 2
        first = difference(labs, within, between, **settings) > 0
        low, high = (between, high) if first else (low, between)
    return between if 0.001 < between < 0.999 else np.nan


def step_off(value, right, labs, within):
    first = "home" if difference(labs, within, value) > 0 else "world"
    return f"At your {value:.4f} the step to the {first} rule is the higher one"


steps_that_do_the_same_work = Exercise(
    title="Where both steps do the same work",
    cases=((3, 0.9), (2, 0.6), (6, 0.5)),
    right=lambda labs, within: even(labs, within),
    words=lambda labs, within: f"two nations of {count(labs)}, enmity within {within:g}",
    tolerance=1e-4,
    inside=(0, 1, "Enmity lies from 0 to 1"),
    near=(0.01, "Close, but the task asks for 0.0001; halve the interval on"),
    otherwise=step_off,
    slips=(
        ("Your answer does not move with the number of labs.", lambda labs, e: even(2, e)),
        ("Your answer does not move with the enmity within.", lambda labs, within: even(labs, 1.0)),
        ("That is the point at a safety tax and risk of 1; the task keeps the defaults.",
         lambda *case: even(*case, safety_tax=1.0, risk=1.0)),
        ("Your players have all the time in the world; the task keeps the default discount.",
         lambda *case: even(*case, discount=0.0)),
        ("You return the enmity within; the one between is asked for.",
         lambda labs, within: within),
        ("That is what a win abroad is worth; return the enmity.", lambda *case: 1 - even(*case)),
        ("That is in per cent; enmity lies from 0 to 1.", lambda *case: 100 * even(*case)),
    ),
)  # fmt: skip
