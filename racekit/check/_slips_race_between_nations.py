"""The usual slips on the way to the exercises on race between nations.

Each function returns pairs: what the slip would answer in this case, and the sentence for it.
"""

import numpy as np

from racekit.race import Race


def blocs_of(flags):
    """Positions of each nation's labs."""
    flags = np.array(flags)
    return [np.flatnonzero(flags == nation) for nation in range(flags.max() + 1)]


# --- by hand ----------------------------------------------------------------------------


def mean_enmities(labs, nations, within, between):
    abroad = between * (nations - 1) / nations
    return np.array([within * (labs - 1) / (labs * nations) + abroad, abroad, 0.0])


def by_hand(labs, nations, within, between):
    n = labs * nations
    mean = mean_enmities(labs, nations, within, between)
    right = mean / (1 + mean)
    own = mean + np.array([within / n, between / nations, 0])
    others = mean * np.array([n / (n - 1), nations / (nations - 1), 0])
    sums = mean * np.array([n, nations, 0])
    swapped = mean_enmities(labs, nations, between, within)
    one = mean_enmities(labs, nations, between, between)
    unmoved = mean.copy()
    unmoved[1] = (nations - 1) * labs * between / n + (labs - 1) * within / n
    return [
        (right[::-1], "Your rungs stand in the wrong order: labs first, the world last."),
        (1 - right, "That is safety; return the probability of disaster."),
        (mean, "That is the mean enmity; which danger does it lead to?"),
        (own / (1 + own), "Your players are rivals of themselves; an own win is no loss."),
        (
            others / (1 + others),
            "You average over the others only; a player may win itself, and minds that not at all.",
        ),
        (sums / (1 + sums), "You add the enmities up; average them over all who may win."),
        (swapped / (1 + swapped), "Enmity within and between have changed places."),
        (one / (1 + one), "Your answer does not move with the enmity within."),
        (
            unmoved / (1 + unmoved),
            "Your nations still mind a win at home; a nation counts it as an own one.",
        ),
        (100 * right, "Those are per cent; probabilities lie from 0 to 1."),
    ]


# --- the table --------------------------------------------------------------------------


def tables(flags, within, between):
    flags = np.array(flags)
    home = flags[:, None] == flags
    right = np.where(home, within, between) * (1 - np.eye(flags.size))
    halves = (
        np.arange(flags.size) * 2 // flags.size
    )  # as if the labs stood in order, in two nations
    blocks = halves[:, None] == halves
    return [
        (np.where(home, within, between), "A lab is no rival of its own: put 0 on the diagonal."),
        (
            np.where(home, between, within) * (1 - np.eye(flags.size)),
            "Within and between have changed places.",
        ),
        (
            np.where(blocks, within, between) * (1 - np.eye(flags.size)),
            "Your nations are the first half of the list and the second; read the flags.",
        ),
        (
            (1 - np.where(home, within, between)) * (1 - np.eye(flags.size)),
            "That is what another lab's win is worth; return what is lost by it.",
        ),
        (np.triu(right), "Half of your table is empty: enmity goes both ways."),
        (np.tril(right), "Half of your table is empty: enmity goes both ways."),
        (np.where(home, 0.0, between), "Labs of the same nation do mind each other here."),
    ]


# --- the ladder -------------------------------------------------------------------------


def rungs(race, flags):
    """Probability of disaster on each of the three rungs."""
    nations = race.united(blocs_of(flags))
    return np.array([
        race.disaster_probability(race.nash()),
        nations.disaster_probability(nations.nash()),
        race.disaster_probability(race.planner()),
    ])  # fmt: skip


def climbs(race, flags, right):
    blocs, count = blocs_of(flags), max(flags) + 1
    order = [block.tolist() for block in np.array_split(np.arange(race.n), count)]
    united = race.united(blocs)
    slow = united.replace(speed=[race.speed[bloc].mean() for bloc in blocs])
    pairs = [
        (right[::-1], "Your rungs stand in the wrong order: labs first, the world last."),
        (
            [right[0], slow.disaster_probability(slow.nash()), right[2]],
            "Your nations have the mean speed of their labs; they have all of it.",
        ),
        (
            [right[0], right[1], race.disaster_probability(np.ones(race.n))],
            "One rule for the world is not always full safety: its owner may be impatient.",
        ),
        (
            [right[0], right[0], right[2]],
            "Your nations do what their labs did; let them reply as nations.",
        ),
        (
            [race.nash()[0], united.nash()[0], race.planner()[0]],
            "That is safety; return the probability of disaster.",
        ),
    ]
    try:
        shuffled = race.united(order)
    except ValueError:  # enmity between such blocs is not one number
        return pairs
    wrong = [right[0], shuffled.disaster_probability(shuffled.nash()), right[2]]
    return [*pairs, (wrong, "You cut the list into pieces in order; read the flags.")]


# --- the account book -------------------------------------------------------------------


def accounts(race, flags):
    """Payoffs of nation 0's government with its rule, and without, and of its labs as they see it.

    The last entry is what all governments' rules together would bring.
    """
    home, *abroad = blocs_of(flags)
    single = [[lab] for bloc in abroad for lab in bloc]
    enmity = race.enmity_matrix()
    enmity[np.ix_(home, home)] = 0
    ruled, everyone = race.united([home, *single]), race.united([home, *abroad])
    free = race.nash()
    return {
        "rule": float(ruled.payoffs(ruled.nash())[0]),
        "no rule": float(race.replace(enmity=enmity).payoffs(free)[home[0]]),
        "added up": float(race.payoffs(free)[home].sum()),
        "one lab": float(race.payoffs(free)[home[0]]),
        "all rule": float(everyone.payoffs(everyone.nash())[0]),
    }


def gains(race, flags):
    book = accounts(race, flags)
    rule, none = book["rule"], book["no rule"]
    return [
        (none - rule, "Your sign is turned: a government that is better off with its rule gains."),
        (
            rule - book["added up"],
            "You add up what the labs get; for its government a win next door is worth 1, "
            "not one minus the enmity within.",
        ),
        (rule - book["one lab"], "That compares a government with one of its labs."),
        (
            book["all rule"] - none,
            "In your case all governments make a rule; here the others make none.",
        ),
        (rule, "That is the payoff with the rule; how much more is it than without?"),
        (rule / none - 1, "That is a share of what it had; the task asks for prizes."),
    ]


# --- flags at the finish ----------------------------------------------------------------


def shares(race, flags, safety, seen, runs):
    """Rows of shares that come of counting something else."""
    flags, count = np.array(flags), max(flags) + 1
    wins = race.win_probability(safety)
    still = race.win_probability(np.zeros(race.n))
    speed = np.array([race.speed[flags == nation].sum() for nation in range(count)])
    exact = np.array([wins[flags == nation].sum() for nation in range(count)])
    order = np.array([piece.sum() for piece in np.array_split(wins, count)])
    each = exact / np.bincount(flags)
    reckless = np.array([still[flags == nation].sum() for nation in range(count)])
    return [
        (seen * runs, "Those are counts; return shares.", 0.5),
        (each, "You average over a nation's labs; its wins add up.", None),
        (order, "You cut the list of labs into pieces in order; read the flags.", None),
        (speed / speed.sum(), "Those are shares of speed; safety work slows a lab.", None),
        (np.full(count, 1 / count), "Your nations all win equally often.", None),
        (reckless, "Your labs do no safety work.", None),
    ]


def share_errors(exact, runs):
    spread = np.sqrt(exact * (1 - exact))
    return [
        (spread, "That is the spread of single races; a share of many is far steadier."),
        (spread / runs, "Your error shrinks too fast: ten times surer takes a hundred times "
                        "the runs."),
        (spread**2 / runs, "That is a variance; take its square root."),
    ]  # fmt: skip


# --- both steps equal -------------------------------------------------------------------


def difference(labs, within, between, **settings):
    """First step of the ladder minus the second, two nations of equal labs."""
    flags = np.repeat([0, 1], labs)
    enmity = np.where(flags[:, None] == flags, within, between)
    top, middle, bottom = rungs(Race.equal(2 * labs, enmity=enmity, **settings), flags)
    return top - 2 * middle + bottom


def halved(change):
    low, high = 0.0, 1.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if change(middle) > 0 else (low, middle)
    return (low + high) / 2


def even(labs, within, right):
    pairs = [
        (
            halved(lambda e: difference(2, within, e)),
            "Your answer does not move with the number of labs.",
        ),
        (
            halved(lambda e: difference(labs, 1.0, e)),
            "Your answer does not move with the enmity within.",
        ),
        (
            halved(lambda e: difference(labs, within, e, safety_tax=1.0, risk=1.0)),
            "That is the point at a safety tax and risk of 1; the task keeps the defaults.",
        ),
        (
            halved(lambda e: difference(labs, within, e, discount=0.0)),
            "Your players have all the time in the world; the task keeps the default discount.",
        ),
        (within, "You return the enmity within; the one between is asked for."),
        (1 - right, "That is what a win abroad is worth; return the enmity."),
        (100 * right, "That is in per cent; enmity lies from 0 to 1."),
    ]
    # a search that ran to its end has found no point, and says nothing
    return [(value, words) for value, words in pairs if 0.001 < value < 0.999 or value > 1]
