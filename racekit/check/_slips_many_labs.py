"""The usual slips on the way to the exercises on many labs.

Each function returns pairs: what the slip would answer in this case, and the sentence for it.
"""

import numpy as np

from racekit.race import Race


def by_hand(n, enmity, harm, right):
    """speeds that come of reading one quantity wrongly."""
    load = enmity * (n - 1)
    return [
        (1 - right, "That is a speed: what is left of it after the safety work."),
        (1 - enmity * n / (n * (1 + harm) + enmity * n),
         "You seem to give each lab one rival too many; is a lab its own rival?"),
        (1 - load / (n + load),
         "Your answer does not move with harm; what does a disaster cost each lab?"),
        (1 - load / max(n * harm + load, 1e-9),
         "In your answer a disaster costs the harm only; the prize is lost as well."),
        (1 - (n - 1) / (n * (1 + harm) + n - 1),
         "Your answer does not move with enmity; what is a rival's safe win worth?"),
        (100 * right, "That is in per cent; safety is a share, from 0 to 1."),
        (1 - 0.5 * enmity / (1 + harm + 0.5 * enmity),
         "Your answer does not move with the number of labs beyond two."),
    ]  # fmt: skip


def reply(race, lab, start):
    """other goals, and other labs."""
    levels = np.linspace(0, 1, 1001)
    alone = np.tile(np.array(start), (1001, 1))
    alone[:, lab] = levels
    together = np.repeat(levels[:, None], race.n, axis=1)
    payoffs = race.payoffs(alone)
    return [
        (levels[payoffs.sum(axis=1).argmax()],
         "You maximise the payoffs of all labs added up; this lab counts only its own."),
        (levels[race.payoffs(together)[:, lab].argmax()],
         "You let all labs move together; the others hold theirs."),
        (levels[race.disaster_probability(alone).argmin()],
         "You look for the least risk; a lab looks for the most payoff."),
        (levels[race.win_probability(alone)[:, lab].argmax()],
         "You maximise the chance to win; the payoff counts disasters too."),
        (race.best_response(0, start), "You reply for lab 0 whichever lab is asked for."),
        (payoffs[:, lab].max(), "You return the best payoff; return the safety that earns it."),
        (start[lab], "Your lab stays where it was."),
    ]  # fmt: skip


def equilibrium(race):
    """the planner, the rates, and replies broken off."""
    pairs = [
        (race.planner(), "That is what one owner of all labs would choose, not rivals."),
        (np.clip(race.rates(race.nash()), 0, 1), "Those are rates of progress; return safety."),
    ]
    for start in (0.0, 0.5, 1.0):
        pairs += _unfinished(race, np.full(race.n, start))
    return pairs


def _unfinished(race, start):
    """What one round of replies leaves, all at once and in turn."""
    in_turn = start.copy()
    for lab in range(race.n):
        in_turn[lab] = race.best_response(lab, in_turn)
    replies = np.array([race.best_response(lab, start) for lab in range(race.n)])
    sentence = "One round of replies is not the end: after it, labs want to move again."
    return [
        (replies, sentence),
        (in_turn, sentence),
        (start, "Nobody has replied yet: that is where the labs started."),
    ]


def first_idle(risk, enmity):
    """smallest number of equal labs that do no safety work, 0 if there is none up to 20."""
    for n in range(1, 21):
        if Race.equal(n, risk=risk, enmity=enmity).nash().max() < 1e-9:
            return n
    return 0


def idle(risk, enmity, right):
    """counting one off, or reading one argument only."""
    return [
        (right - 1, f"With {right - 1} labs they still do some; "
                    "return the first number at which they do none."),
        (right + 1, f"With {right} labs there is nothing left already; "
                    "is your count one too far?"),
        (first_idle(risk, 1.0), "Your answer does not move with enmity."),
        (first_idle(0.4, enmity), "Your answer does not move with risk."),
    ]  # fmt: skip


def plan(race, planned, rivals):
    """the wrong difference, or the wrong eyes."""
    right = planned - rivals
    return [
        (-right, "Your signs are turned: a lab that is better off with the plan gains."),
        (planned, "That is what each lab gets with the plan; how much more is it than before?"),
        (right / rivals, "That is a share of what each lab has; the task asks for prizes."),
        (race.payoffs(np.ones(race.n)) - rivals,
         "Full safety for all is not always the plan; an impatient owner does less."),
        (np.full(race.n, race.price_of_racing()),
         "That is the loss of one owner of all labs; what does each single lab gain?"),
        (np.full(race.n, race.price_of_racing() / race.n),
         "You share the owner's loss equally; unequal labs gain unequally."),
        (np.full(race.n, right.mean()), "You average over the labs; return one number a lab."),
    ]  # fmt: skip


def measured(sim, lab, expected, error, fair):
    """means that come of paying out one kind of race wrongly."""
    race, won, lost = sim.race, sim.winner == lab, sim.disaster
    factor, enmity, harm = np.exp(-race.discount * sim.years), race.enmity, race.harm
    paid = np.where(lost, -harm, np.where(won, 1.0, 1 - enmity))
    safe = np.where(won, 1.0, 1 - enmity)
    return [
        (paid.mean(), "A prize in ten years counts like one today; where is the discount?"),
        (paid.mean() * np.exp(-race.discount * sim.years.mean()),
         "Discount each race by its own years, then average; the mean year will not do."),
        ((np.where(lost, 0.0, safe) * factor).mean(),
         "A disaster pays nothing in your account; it costs the harm."),
        ((safe * factor).mean(), "You pay out safe wins after a disaster too."),
        ((np.where(lost, -harm, won * 1.0) * factor).mean(),
         "A rival's safe win is worth something unless enmity is 1."),
        ((np.where(lost, -harm, np.where(won, 1.0, -enmity)) * factor).mean(),
         "A rival's safe win costs nothing; it is worth less than an own one."),
        ((np.where(lost & won, -harm, np.where(lost, 0.0, safe)) * factor).mean(),
         "A disaster harms every lab, whoever has won."),
        (race.payoffs(np.full(race.n, 0.0))[lab], "Your labs do no safety work."),
        (paid.sum(), "That is a sum over the races; divide it by their number."),
        ((paid * factor).sum(), "That is a total over the races; divide by their number."),
    ] + (
        [(fair, "Mean first, standard error second.")]
        if abs(error - expected) <= 4.5 * fair
        else []
    )  # fmt: skip


def error(mean, spread, runs):
    """what is not a standard error."""
    return [
        (spread, "That is the spread of single races; a mean of many is far steadier."),
        (spread / runs, "Your error shrinks too fast: ten times surer takes a hundred "
                        "times the runs."),
        (spread**2 / runs, "That is a variance; the error is in prizes, like the mean."),
        (np.sqrt(max(abs(mean) * (1 - abs(mean)), 0) / runs),
         "That formula is for shares of yes and no; payoffs take other values too."),
    ]  # fmt: skip


def promise(race, lab, levels, answers):
    """other goals, and rivals who do not reply."""
    payoffs = race.payoffs(answers)
    return [
        (race.nash()[lab], "That is what the lab does without a promise; "
                            "if the others see it move first, can it do better?"),
        (levels[race.disaster_probability(answers).argmin()],
         "That promise makes the race safest; which one pays this lab best?"),
        (levels[payoffs.sum(axis=1).argmax()],
         "That promise is best for all labs added up; this lab counts only its own."),
        (levels[race.win_probability(answers)[:, lab].argmax()],
         "That promise wins most races; the payoff counts disasters too."),
        (_best_if_rivals_planned(race, lab, levels),
         "Your rivals do the planner's safety; they are rivals, and reply for themselves."),
        (race.planner()[lab], "That is what one owner of all labs would choose."),
        (payoffs[:, lab].max(), "You return the payoff; return the promise that earns it."),
    ]  # fmt: skip


def _best_if_rivals_planned(race, lab, levels):
    safety = np.tile(race.planner(), (levels.size, 1))
    safety[:, lab] = levels
    return levels[race.payoffs(safety)[:, lab].argmax()]
