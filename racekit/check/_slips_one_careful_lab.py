"""Right answers to the exercises on one careful lab, and the usual slips on the way to them.

A function with a plural or a lab's move for a name returns pairs: what the slip would answer in
this case, and the sentence for it.
"""

import numpy as np

from racekit.race import Race

_HARDEST = {"safety_tax": 1.0, "risk": 1.0}


# --- the safest rate -------------------------------------------------------------------


def safest(speed, pace, danger):
    """Rate that makes ``world_risk`` smallest."""
    return np.sqrt(pace**2 + speed * pace * danger) - pace


def world_risk(rate, speed, pace, danger):
    """World risk with one lab at ``rate`` and rivals at ``pace``, where kappa = r = 1."""
    return (pace * danger + rate**2 / speed) / (pace + rate)


def by_hand(speed, pace, danger, rate):
    return [
        (0.0, "A lab that stands still leaves the world to its rivals; can it do better?"),
        (speed * danger / 2,
         "You halve the rivals' danger; the half rule halves the world's, this lab included."),
        (danger / 2, "You halve the rivals' danger; the half rule halves the world's."),
        (rate / speed, "That is the lab's danger, or its share of full speed; "
                       "return the rate, per year."),
        (1 - rate / speed, "That is the lab's safety; return its rate, per year."),
        (safest(1.0, pace, danger), "Your answer does not move with the lab's speed."),
        (safest(speed, 1.0, danger), "Your answer does not move with the rivals' pace."),
        (-pace - np.sqrt(pace**2 + speed * pace * danger),
         "The quadratic has two roots; a rate is not negative."),
        (world_risk(rate, speed, pace, danger),
         "That is the world risk at its smallest; return the rate that gives it."),
        (rate / pace, "That is relative to the rivals' pace; return the rate itself, per year."),
    ]  # fmt: skip


# --- the turning point -------------------------------------------------------------------


def risk_over_levels(race, lab, start):
    """Levels of one lab's safety, and the world risk at each while the others hold still."""
    levels = np.linspace(0, 1, 1001)
    trials = np.tile(np.array(start, dtype=float), (levels.size, 1))
    trials[:, lab] = levels
    return levels, race.disaster_probability(trials)


def turn(race, lab, start):
    levels, risks = risk_over_levels(race, lab, start)
    trials = np.tile(np.array(start, dtype=float), (levels.size, 1))
    trials[:, lab] = levels
    coarse = np.linspace(0, 1, 101)
    replies = np.array([race.nash(committed={lab: level}) for level in coarse])
    slack = race.risk * (1 / race.safety_tax - 1)
    now = race.disaster_probability(start)
    return [
        (coarse[race.disaster_probability(replies).argmin()],
         "In your race the others reply; here they hold the safety they are given."),
        (levels[race.payoffs(trials)[:, lab].argmax()],
         "That level pays the lab most; which one is best for the world?"),
        (levels[np.abs(race.risk * (1 - levels) - risks / 2).argmin()],
         "You halve the world risk and stop; with a safety tax below 1 the rule has "
         "another term."),
        (1 - (now - slack) / 2 / race.risk,
         "You put the world risk of the start into the half rule; it moves with the lab."),
        (1 - now / 2 / race.risk,
         "You put the world risk of the start into the half rule; it moves with the lab."),
        (risks.min(), "That is the smallest risk; return the safety at which it is reached."),
        (levels[risks.argmax()], "That is where the world is most in danger, not least."),
        (start[lab], "You return the level that the lab already has."),
        (risk_over_levels(race, 0, start)[1].argmin() / 1000,
         "You move lab 0 whichever lab is asked for."),
    ]  # fmt: skip


# --- exits -------------------------------------------------------------------------------


def _rest(race, lab, harm=None):
    harm = np.delete(race.harms(), lab) if harm is None else harm
    return race.replace(speed=np.delete(race.speed, lab), harm=harm, names=None)


def exit_change(race, lab):
    """World risk without the lab minus world risk with it, both in equilibrium."""
    rest = _rest(race, lab)
    after = rest.disaster_probability(rest.nash())
    return float(after - race.disaster_probability(race.nash()))


def leaving(race, lab, right):
    now = race.nash()
    before = float(race.disaster_probability(now))
    stayed = race.nash(committed={lab: 1.0})
    still = np.array(now)
    still[lab] = 1.0
    others = [(exit_change(race, other), "That is what happens when another lab leaves.")
              for other in range(race.n) if other != lab]  # fmt: skip
    return [
        (-right, "Your sign is turned: the change is after minus before."),
        (right + before, "That is the world risk after the exit; by how much has it changed?"),
        (right / before, "That is a share of the old risk; return the difference."),
        (float(race.disaster_probability(stayed)) - before,
         "Your lab does all its safety work and races on; it should close."),
        (float(race.disaster_probability(still)) - before,
         "Your lab does all its safety work and the others stay put; it should close."),
        (float(_rest(race, lab).disaster_probability(np.delete(now, lab))) - before,
         "Those who remain do what they did before; let them settle anew."),
        (_kept_harms(race, lab, race.harms()[:-1]) - before,
         "The speed of the right lab is gone, but the harm of another one."),
        (_kept_harms(race, lab, race.harms()[1:]) - before,
         "The speed of the right lab is gone, but the harm of another one."),
        (_kept_harms(race, lab, 0.0) - before, "Those who remain have lost their harm."),
        *others,
    ]  # fmt: skip


def _kept_harms(race, lab, harm):
    rest = _rest(race, lab, harm)
    return float(rest.disaster_probability(rest.nash()))


# --- a measured difference -----------------------------------------------------------------


def means(change, lost, error, expected, fair):
    """``lost``: disasters before and after; ``change``: their difference, race by race."""
    pairs = [
        (-change.mean(), "Your sign is turned: the change is after minus before."),
        (lost[1].mean(), "That is the risk after; subtract the risk before."),
        (lost[0].mean(), "That is the risk before; how much does it change?"),
        (np.abs(change).mean(), "You count every changed race as one more disaster; "
                                "some were saved."),
        (change.sum(), "That is a sum over the races; divide it by their number."),
        (change.mean() / lost[0].mean(), "That is a share of the old risk; "
                                         "return the difference."),
    ]  # fmt: skip
    if abs(error - expected) <= 4.5 * fair:
        pairs.append((fair, "Mean first, standard error second."))
    return pairs


def errors(change, lost):
    runs = change.size
    each = sum(x.var() for x in lost)
    return [
        (np.sqrt(each / runs), "That is the error of two separate samples; yours are paired, "
                               "so take the spread of the changes."),
        (sum(x.std() for x in lost) / np.sqrt(runs),
         "You add the errors of two samples; yours are paired, so take the spread of the "
         "changes."),
        (change.std(), "That is the spread of single races; a mean of many is far steadier."),
        (change.std() / runs, "Your error shrinks too fast: ten times surer takes a hundred "
                              "times the runs."),
        (change.var() / runs, "That is a variance; take its square root."),
    ]  # fmt: skip


# --- leaks -----------------------------------------------------------------------------


_SHARES = np.linspace(0, 0.999, 1000)


def _moved(race, lab, level):
    safety = np.array(race.nash())
    safety[lab] = level
    return safety


def _first(shares, back):
    return float(shares[back.argmax()]) if back.any() else 1.0


def _weighted(race, lab, level):
    """World risk and pace at each share that leaks, rivals still."""
    safety = _moved(race, lab, level)
    rates, danger = race.rates(safety), race.risk * (1 - safety)
    grown = 1 + _SHARES * race.speed[lab] / np.delete(race.speed, lab).sum()
    own, others = (1 - _SHARES) * rates[lab], grown * np.delete(rates, lab).sum()
    bad = own * danger[lab] + grown * (np.delete(rates, lab) @ np.delete(danger, lab))
    return bad / (own + others), own + others


def leak_back(race, lab, level):
    """Smallest share at which the world risk is back; 1.0 if there is none."""
    before = race.disaster_probability(race.nash())
    # a billionth: equal labs come back at a share of 1 only
    return _first(_SHARES, _weighted(race, lab, level)[0] >= before - 1e-12)


def leaks(race, lab, level, right):
    now = race.nash()
    before = race.disaster_probability(now)
    risk, pace = _weighted(race, lab, level)
    lazy = race.replace(harm=0.0)
    few = np.linspace(0, 0.99, 100)
    replied = np.array([
        (field := race.leak(lab, share)).disaster_probability(field.nash(committed={lab: level}))
        for share in few
    ])  # fmt: skip
    pairs = [
        (
            _first(_SHARES, pace >= race.rates(now).sum()),
            "That leak brings the pace back; the task asks for the risk.",
        ),
        (_first(few, replied >= before), "In your race the rivals reply; here they hold still."),
        (
            _first(_SHARES, risk > risk[0]),
            "You compare with the risk after the restraint; compare with the risk before it.",
        ),
        (1 - right, "That is the share that stays; which share leaves?"),
        (100 * right, "That is in per cent; a share lies from 0 to 1."),
        (leak_back(lazy, lab, level), "Your labs do not mind disaster; theirs do."),
        (float(np.interp(right, _SHARES, risk)), "That is the risk; return the share that leaks."),
    ]
    return [(value, words) for value, words in pairs if value not in (0.0, 1.0)]  # which say little


# --- the border ------------------------------------------------------------------------


def entry_change(speed, harm, discount, world=None):
    """World risk with A minus world risk with B alone."""
    world = {**(_HARDEST if world is None else world), "discount": discount}
    alone, both = Race([1.0], **world), Race([speed, 1.0], harm=[harm, 0.0], **world)
    after = both.disaster_probability(both.nash())
    return float(after - alone.disaster_probability(alone.nash()))


def border(speed, harm, change=entry_change, low=1e-3, high=10.0):
    """Impatience at which ``change`` is zero, by halving."""
    while high - low > 1e-6:
        middle = (low + high) / 2
        if change(speed, harm, middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def borders(speed, harm, right):
    pairs = [
        (border(harm, speed), "Your speed and harm have changed places."),
        (border(1.0, harm), "Your answer does not move with A's speed."),
        (border(speed, 0.0), "Your answer does not move with A's harm."),
        (border(speed, harm, _defaults),
         "That is the border at the default safety tax and risk; the task sets both to 1."),
        (border(speed, harm, _both_mind), "Both of your labs mind disaster; B has no harm."),
        (border(speed, harm, _b_stays),
         "Your B carries on as if alone; it replies, and hurries."),
        (1 / right, "That is in years; impatience is per year."),
    ]  # fmt: skip
    # a search that ran to its end has found no border, and says nothing
    return [(value, words) for value, words in pairs if 0.002 < value < 9.9]


def _defaults(speed, harm, discount):
    return entry_change(speed, harm, discount, {})


def _both_mind(speed, harm, discount):
    alone = Race([1.0], harm=harm, discount=discount, **_HARDEST)
    both = Race([speed, 1.0], harm=harm, discount=discount, **_HARDEST)
    after = both.disaster_probability(both.nash())
    return after - alone.disaster_probability(alone.nash())


def _b_stays(speed, harm, discount):
    alone = Race([1.0], discount=discount, **_HARDEST)
    both = Race([speed, 1.0], harm=[harm, 0.0], discount=discount, **_HARDEST)
    stays = alone.nash()
    own = both.best_response(0, [0.0, stays[0]])
    after = both.disaster_probability([own, stays[0]])
    return after - alone.disaster_probability(stays)
