"""Exercises on one careful lab: what its care, its exit or its leak does to the world."""

import numpy as np
from scipy.optimize import brentq

from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import in_words
from racekit.race import Race
from racekit.simulation import simulate

LEVELS = np.linspace(0, 1, 1001)
STEP = 1e-3  # of a share that leaks
UNEVEN = Race([1.0, 2.0, 0.5], risk=0.7)


def safest(speed, pace, danger):
    """Rate that makes ``world_risk`` smallest."""
    return np.sqrt(pace**2 + speed * pace * danger) - pace


def world_risk(rate, speed, pace, danger):
    return (pace * danger + rate**2 / speed) / (pace + rate)


def off_the_minimum(value, right, speed, pace, danger):
    if not 0 <= value <= speed:
        return f"A rate lies from 0 to the lab's speed; yours is {value:.4g}"
    risk, move = world_risk(value, speed, pace, danger), "faster" if value < right else "slower"
    return f"At your rate of {value:.4g} the world risk is {risk:.4f}; a little {move} it falls"


safest_rate_by_hand = Exercise(
    title="The safest rate, by hand",
    cases=((2.0, 0.6, 0.7), (1.0, 1.0, 0.5), (0.5, 4.0, 0.2), (3.0, 0.1, 0.9), (2.7, 3.1, 0.35),
           (0.4, 0.5, 1.0), (1.6, 2.2, 0.15), (0.9, 0.3, 0.8)),
    right=safest,
    words="speed {:g}, rivals' pace {:g}, their danger {:g}".format,
    otherwise=off_the_minimum,
    slips=(
        ("A lab that stands still leaves the world to its rivals; can it do better?",
         lambda *case: 0.0),
        ("You halve the rivals' danger; the half rule halves the world's, this lab included.",
         lambda a, pace, q: a * q / 2),
        ("You halve the rivals' danger and leave out the speed; the half rule halves the world's.",
         lambda a, pace, q: q / 2),
        ("That is the lab's danger, or its share of full speed; return the rate, per year.",
         lambda a, pace, q: safest(a, pace, q) / a),
        ("That is the lab's safety; return its rate, per year.",
         lambda a, pace, q: 1 - safest(a, pace, q) / a),
        ("Your answer does not move with the lab's speed.",
         lambda a, pace, q: safest(1.0, pace, q)),
        ("Your answer does not move with the rivals' pace.", lambda a, pace, q: safest(a, 1.0, q)),
        ("The quadratic has two roots; a rate is not negative.",
         lambda a, pace, q: -2 * pace - safest(a, pace, q)),
        ("That is the world risk at its smallest; return the rate that gives it.",
         lambda *case: world_risk(safest(*case), *case)),
        ("That is relative to the rivals' pace; return the rate itself, per year.",
         lambda a, pace, q: safest(a, pace, q) / pace),
    ),
)  # fmt: skip


def trials(lab, safety):
    """The lab at every level, the others still."""
    found = np.tile(safety, (LEVELS.size, 1))
    found[:, lab] = LEVELS
    return found


def risks(race, lab, safety):
    return race.disaster_probability(trials(lab, safety))


def turn(race, lab, safety):
    return LEVELS[risks(race, lab, safety).argmin()]


def halved(race, lab, safety, world):
    """First level at which the lab's own danger is no more than half of ``world``."""
    fine = race.races.danger(trials(lab, safety))[:, lab] <= world / 2
    return LEVELS[fine.argmax()] if fine.any() else np.nan


def with_replies(race, lab, _):
    """The turn where the others reply: in steps of 0.01, and around the best of them of 0.001."""
    best = 0.5
    for width, points in ((0.5, 101), (0.01, 21)):
        levels = np.clip(np.linspace(best - width, best + width, points), 0, 1)
        outcomes = [race.nash(committed={lab: level}) for level in levels]
        best = levels[race.disaster_probability(outcomes).argmin()]
    return best


turning_point = Exercise(
    title="The turning point",
    cases=tuple((race, lab, np.array(safety)) for race, lab, safety in (
        (UNEVEN, 0, [0.9, 0.3, 0.1]),
        (UNEVEN.replace(harm=3.0), 2, [0.2, 0.6, 0.1]),
        (Race.equal(3), 1, [0.15, 0.15, 0.15]),
        (Race.equal(4, safety_tax=0.45), 3, [0.1, 0.1, 0.1, 0.1]),  # never too careful
        (Race.hardest(2, enmity=0.5, discount=3.0), 0, [0.8, 0.6]),
    )),
    right=turn,
    words=lambda race, lab, safety: f"{in_words(race)}; lab {lab}, safety {safety.tolist()}",
    tolerance=1e-3,
    inside=(0, 1, "Return a level of safety, from 0 to 1; is it a position in your list of levels"),
    near=(0.06, "Close, but a finer list of levels comes closer to the turn"),
    otherwise=lambda value, right, *case: (
        f"Here the world risk falls all the way to full safety; past your {value:.3f} it is lower "
        "still" if right == 1 else
        f"From your {value:.3f} a little {'more' if value < right else 'less'} care lowers the "
        "risk"),
    slips=(
        ("In your race the others reply; here they hold the safety they are given.", with_replies),
        ("That level pays the lab most; which one is best for the world?", lambda race, lab, s:
         LEVELS[race.payoffs(trials(lab, s))[:, lab].argmax()]),
        ("You halve the world risk and stop; with a safety tax below 1 the rule has another term.",
         lambda race, lab, s: halved(race, lab, s, risks(race, lab, s))),
        *(("You put the world risk of the start into the half rule; it moves with the lab.",
           lambda race, lab, s, off=off: halved(
               race, lab, s, race.disaster_probability(s) - off(race)))
          for off in (lambda race: race.risk * (1 / race.safety_tax - 1), lambda race: 0.0)),
        ("That is the smallest risk; return the safety at which it is reached.",
         lambda *case: risks(*case).min()),
        ("That is where the world is most in danger, not least.",
         lambda *case: LEVELS[risks(*case).argmax()]),
        ("You return the level that the lab already has.", lambda race, lab, s: s[lab]),
        ("You move lab 0 whichever lab is asked for.", lambda race, lab, s: turn(race, 0, s)),
    ),
)  # fmt: skip


def rest(race, lab, harm=None):
    """The race of those who remain."""
    harm = np.delete(race.harms(), lab) if harm is None else harm
    return race.replace(speed=np.delete(race.speed, lab), harm=harm, names=None)


def before(race):
    return race.disaster_probability(race.nash())


def exit_change(race, lab, harm=None):
    return before(rest(race, lab, harm)) - before(race)


def stays_careful(race, lab, safety):
    safety[lab] = 1.0
    return race.disaster_probability(safety) - before(race)


def worse(change):
    return "more dangerous" if change > 0 else "safer"


what_an_exit_does = Exercise(
    title="What an exit does",
    cases=(
        (Race([1.0, 2.0, 0.5], harm=[2.0, 0.0, 1.0], safety_tax=0.9, risk=0.8), 0),
        (Race([1.0, 2.0, 0.5], harm=[5.0, 0.0, 1.0], safety_tax=1.0, risk=1.0), 1),
        (Race([1.0, 0.7, 0.4, 2.0], harm=[0.0, 1.0, 0.5, 2.0], enmity=0.6), 2),
        (Race.equal(2), 0), (Race.equal(3, harm=1.0), 2),
        (Race.hardest(2, harm=[3.0, 0.0], discount=1.0), 0),
    ),
    right=lambda race, lab: exit_change(race, lab),
    words=lambda race, lab: f"{in_words(race)}; lab {lab} leaves",
    tolerance=1e-5,
    inside=(-1, 1, "Two probabilities do not differ by more than 1"),
    otherwise=lambda value, right, race, lab: (
        f"You say that the exit makes the world {worse(value)}; it makes it {worse(right)}"
        if value * right < 0 else
        f"Your change of {value:+.4f} is too {'large' if abs(value) > abs(right) else 'small'}"),
    slips=(
        ("Your sign is turned: the change is after minus before.",
         lambda *case: -exit_change(*case)),
        ("That is the world risk after the exit; by how much has it changed?",
         lambda race, lab: before(rest(race, lab))),
        ("That is a share of the old risk; return the difference.",
         lambda race, lab: exit_change(race, lab) / before(race)),
        ("Your lab does all its safety work and races on; it should close.",
         lambda race, lab: stays_careful(race, lab, race.nash(committed={lab: 1.0}))),
        ("Your lab does all its safety work and the others stay put; it should close.",
         lambda race, lab: stays_careful(race, lab, race.nash())),
        ("Those who remain do what they did before; let them settle anew.", lambda race, lab:
         rest(race, lab).disaster_probability(np.delete(race.nash(), lab)) - before(race)),
        *(("The speed of the right lab is gone, but the harm of another one.",
           lambda race, lab, kept=kept: exit_change(race, lab, race.harms()[kept]))
          for kept in (slice(None, -1), slice(1, None))),
        ("Those who remain have lost their harm.", lambda race, lab: exit_change(race, lab, 0.0)),
        *(("That is what happens when another lab leaves.",
           lambda race, lab, step=step: exit_change(race, (lab + step) % race.n))
          for step in (1, -1)),
    ),
)  # fmt: skip


def estimate(mean=lambda old, new: np.mean(new - old), error=lambda *_: np.nan):
    """A learner's estimator; left out, the error says nothing."""

    def answer(race, old, new, runs, seed):
        lost = [simulate(race, safety, runs=runs, seed=seed).disaster.astype(float)
                for safety in (old, new)]  # fmt: skip
        return mean(*lost), error(*lost)

    return answer


measure_a_difference = Measured(
    title="Measure a difference",
    cases=tuple((race, np.array(old), np.array(new), runs, seed) for race, old, new, runs, seed in (
        (UNEVEN, [0.2, 0.3, 0.1], [0.2, 0.6, 0.1], 4000, 5),
        (Race.equal(3), [0.1, 0.1, 0.1], [0.9, 0.1, 0.1], 3000, 6),
        (Race.equal(2, risk=1.0), [0.8, 0.8], [0.8, 0.0], 2000, 7),
    )),
    right=lambda race, before, after, runs, seed: (
        estimate(error=lambda old, new: np.std(new - old) / old.size**0.5)(
            race, before, after, runs, seed)),
    exact=lambda race, old, new, *_: np.diff(race.disaster_probability([old, new]))[0],
    words=lambda race, old, new, runs, seed: (
        f"{in_words(race)}; from {old.tolist()} to {new.tolist()}, {runs} runs"),
    forbids=("Race.disaster_probability",),
    slips=(
        ("Your sign is turned: the change is after minus before.",
         estimate(lambda old, new: np.mean(old - new))),
        ("That is the risk after; subtract the risk before.", estimate(lambda _, new: new.mean())),
        ("That is the risk before; how much does it change?", estimate(lambda old, _: old.mean())),
        ("You count every changed race as one more disaster; some were saved.",
         estimate(lambda old, new: np.abs(new - old).mean())),
        ("That is a sum over the races; divide it by their number.",
         estimate(lambda old, new: np.sum(new - old))),
        ("That is a share of the old risk; return the difference.",
         estimate(lambda old, new: np.mean(new - old) / old.mean())),
        ("That is the error of two separate samples; yours are paired, so take the spread of the "
         "changes.", estimate(error=lambda old, new: ((old.var() + new.var()) / old.size) ** 0.5)),
        ("You add the errors of two samples; yours are paired, so take the spread of the changes.",
         estimate(error=lambda old, new: (old.std() + new.std()) / old.size**0.5)),
    ),
)  # fmt: skip


def undoing(race, lab, level, look=Race.disaster_probability, replies=False):
    """Smallest share, in steps, whose leak brings back what is looked at; 1 if none does."""
    held, old = race.nash(), look(race, race.nash())
    held[lab] = level

    def gap(share):
        field = race.leak(lab, share)
        return look(field, field.nash(committed={lab: level}) if replies else held) - old

    if gap(0.0) >= 0:
        return 0.0
    if gap(1 - STEP) < 0:
        return 1.0
    return np.ceil(brentq(gap, 0.0, 1 - STEP) / STEP) * STEP


def between(value):
    """The value where it says more than never or always."""
    return value if 0 < value < 1 else np.nan


def not_at_the_old_level(value, right, race, lab, level):
    then = "the task says what to return then" + (", and it is not 0" if value <= 0 else "")
    if right == 0:
        return f"Here the risk is above its old level without any leak; {then}"
    if right == 1:
        return f"Here no leak brings the risk back; {then}"
    side = "below" if value < right else "above"
    return f"At your leak of {value:.4f} the risk is still {side} its old level"


leak_that_undoes_it = Exercise(
    title="The leak that undoes it",
    cases=(
        (Race([2.0, 1.0, 1.0, 1.0], harm=[1.0, 0.0, 0.2, 0.0]), 0, 0.6),
        (Race([1.5, 1.0, 1.0], harm=[0.0, 1.0, 1.0], risk=0.6), 1, 0.8),
        (Race.equal(5, harm=[5.0, 0.0, 0.0, 0.0, 0.0]), 0, 0.67),
        (Race([2.5, 1.0, 1.5], harm=[0.5, 0.0, 0.0], risk=0.5), 0, 0.6),
        (Race.hardest(2, harm=[5.0, 0.0]), 0, 0.95),  # backfires
        (Race.equal(3), 2, 0.6),  # equal labs: never
    ),
    right=lambda race, lab, level: undoing(race, lab, level),
    words=lambda race, lab, level: f"{in_words(race)}; lab {lab} goes to {level:g}",
    tolerance=lambda *case: 1e-3 if undoing(*case) < 1 else 1e-9,  # 0.999 is not "none"
    inside=(0, 1, "A share lies from 0 to 1"),
    otherwise=not_at_the_old_level,
    slips=(
        ("That leak brings the pace back; the task asks for the risk.", lambda *case:
         between(undoing(*case, look=lambda field, s: field.rates(s).sum()))),
        ("In your race the rivals reply; here they hold still.",
         lambda *case: between(undoing(*case, replies=True))),
        ("You compare with the risk after the restraint; compare with the risk before it.",
         lambda *case: STEP),
        ("That is the share that stays; which share leaves?", lambda *case: 1 - undoing(*case)),
        ("That is in per cent; a share lies from 0 to 1.", lambda *case: 100 * undoing(*case)),
        ("Your labs do not mind disaster; theirs do.", lambda race, lab, level:
         between(undoing(race.replace(harm=0.0), lab, level))),
        ("That is the risk; return the share that leaks.", lambda race, lab, level:
         before(race) if 0 < undoing(race, lab, level) < 1 else np.nan),
    ),
)  # fmt: skip


def entry(speed, harm, discount, own=0.0, **world):
    """World risk with A minus world risk with B alone, whose harm is ``own``."""
    alone = Race.hardest(1, harm=own, discount=discount, **world)
    both = alone.replace(speed=[speed, 1.0], harm=[harm, own], names=None)
    return before(both) - before(alone)


def b_stays(speed, harm, discount):
    alone = Race.hardest(1, discount=discount)
    both = alone.replace(speed=[speed, 1.0], harm=[harm, 0.0], names=None)
    stays = alone.nash()[0]
    pair = [both.best_response(0, [0.0, stays]), stays]
    return both.disaster_probability(pair) - before(alone)


def border(speed, harm, change=entry, **world):
    """Impatience at which the change is zero; NaN if there is none that a learner would meet."""
    ends = [change(speed, harm, discount, **world) for discount in (0.001, 10.0)]
    if not ends[0] > 0 > ends[1]:
        return np.nan
    return brentq(lambda rho: change(speed, harm, rho, **world), 0.001, 10.0, xtol=1e-9)


border_of_c14 = Exercise(
    title="The border of C14",
    cases=((5.0, 2.0), (1.0, 5.0), (2.0, 3.0), (0.5, 10.0), (3.0, 1.0)),
    right=lambda speed, harm: border(speed, harm),
    words="A has speed {:g} and harm {:g}".format,
    tolerance=1e-4,
    inside=(0, 1e6, "Impatience is a rate, 0 or more"),
    near=(0.02, "Close, but the signs still differ; halve the interval on"),
    otherwise=lambda value, right, *case: (
        f"At your impatience of {value:.4f} A's entry makes the world "
        f"{worse(entry(*case, value))}"),
    slips=(
        ("Your speed and harm have changed places.", lambda speed, harm: border(harm, speed)),
        ("Your answer does not move with A's speed.", lambda speed, harm: border(1.0, harm)),
        ("Your answer does not move with A's harm.", lambda speed, harm: border(speed, 0.0)),
        ("That is the border at the default safety tax and risk; the task sets both to 1.",
         lambda *case: border(*case, safety_tax=0.8, risk=0.4)),
        ("Both of your labs mind disaster; B has no harm.",
         lambda speed, harm: border(speed, harm, own=harm)),
        ("Your B carries on as if alone; it replies, and hurries.",
         lambda *case: border(*case, change=b_stays)),
        ("That is in years; impatience is per year.", lambda *case: 1 / border(*case)),
    ),
)  # fmt: skip
