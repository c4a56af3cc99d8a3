"""Exercises on many labs: what more rivals do."""

import numpy as np

from racekit.check._exercise import Exercise, Measured
from racekit.check._verdict import in_words, listed
from racekit.race import Race
from racekit.simulation import simulate

UNEVEN = Race([1.0, 2.0, 0.5], risk=0.6, discount=0.1)
LEVELS = np.linspace(0, 1, 1001)


def more(value, target):
    return "more" if target > value else "less"


# --- by hand, kappa = r = 1 and rho = 0 ---------------------------------------------------


def by_hand(n, enmity, harm):
    push = enmity * (n - 1)
    return 1 - push / (n * (1 + harm) + push)


equilibrium_by_hand = Exercise(
    title="Equilibrium by hand",
    cases=((4, 0.7, 1.5), (2, 1.0, 0.0), (1, 1.0, 0.5), (6, 0.0, 0.0), (20, 1.0, 10.0),
           (9, 0.6, 0.4), (15, 0.3, 4.0), (3, 0.85, 2.2)),
    right=by_hand,
    words="{} labs, enmity {:.2g}, harm {:.2g}".format,
    inside=(0, 1, "Safety is a share, from 0 to 1"),
    otherwise=lambda value, right, n, e, h: (
        f"If all labs do {value:.4g}, one of them gains by moving to {more(value, right)} safety"),
    slips=(
        ("That is a speed: what is left of it after the safety work.",
         lambda *case: 1 - by_hand(*case)),
        ("You seem to give each lab one rival too many; is a lab its own rival?",
         lambda n, e, h: 1 - e * n / (n * (1 + h) + e * n)),
        ("Your answer does not move with harm; what does a disaster cost each lab?",
         lambda n, e, h: by_hand(n, e, 0)),
        ("In your answer a disaster costs the harm only; the prize is lost as well.",
         lambda n, e, h: by_hand(n, e, h - 1 + 1e-12)),
        ("Your answer does not move with enmity; what is a rival's safe win worth?",
         lambda n, e, h: by_hand(n, 1, h)),
        ("That is in per cent; safety is a share, from 0 to 1.",
         lambda *case: 100 * by_hand(*case)),
        ("Your answer does not move with the number of labs beyond two.",
         lambda n, e, h: by_hand(2, e, h)),
    ),
)  # fmt: skip


# --- a best reply by search ---------------------------------------------------------------


def best(race, lab, safety, goal, levels=LEVELS):
    """Level of one lab, the others still, at which ``goal(race, trials, lab)`` is largest."""
    trials = np.tile(safety, (levels.size, 1))
    trials[:, lab] = levels
    return levels[goal(race, trials, lab).argmax()]


OTHER_GOALS = {
    "You maximise the payoffs of all labs added up; this lab counts only its own.":
        lambda race, x, lab: race.payoffs(x).sum(axis=1),
    "You look for the least risk; a lab looks for the most payoff.":
        lambda race, x, lab: -race.disaster_probability(x),
    "No safety at all maximises the chance to win; the payoff counts disasters too.":
        lambda race, x, lab: race.win_probability(x)[:, lab],
}  # fmt: skip


def payoff(race, trials, lab):
    return race.payoffs(trials)[:, lab]


best_reply_by_search = Exercise(
    title="Best reply by search",
    cases=tuple((race, lab, np.array(start)) for race, lab, start in (
        (Race([1.0, 2.0, 0.5], enmity=0.8, harm=0.5, risk=0.6, discount=0.1), 1, [0.2, 0.9, 0.6]),
        (Race([1.0, 2.0, 0.5], enmity=0.8, harm=0.5, risk=0.6, discount=0.1), 2, [0.2, 0.9, 0.6]),
        (Race.equal(6), 3, [0.1] * 6),  # no safety at all is best
        (Race.equal(2, harm=9.0), 0, [0.5, 1.0]),  # all of it is best
        (Race.equal(1), 0, [0.3]),
        (Race([3.0, 1.0], enmity=[[0.0, 0.2], [1.0, 0.0]], harm=[2.0, 0.0]), 1, [0.7, 0.3]),
    )),
    right=lambda race, lab, safety: race.best_response(lab, safety),
    words=lambda race, lab, safety: f"{in_words(race)}; lab {lab} replies to {safety.tolist()}",
    tolerance=1e-3,
    inside=(0, 1, "Return a level of safety, from 0 to 1; is it a position in your list"),
    forbids=("Race.best_response", "Race.nash"),
    near=(0.06, "Close, but a finer list of levels finds a better one"),
    otherwise=lambda value, right, race, lab, safety: (
        f"At your {value:.3f} the lab earns {loss(race, lab, safety, value, right):.4f} prizes "
        "less than it can"),
    slips=(
        *((said, lambda race, lab, safety, goal=goal: best(race, lab, safety, goal))
          for said, goal in OTHER_GOALS.items()),
        ("You let all labs move together; the others hold theirs.", lambda race, lab, safety:
         LEVELS[payoff(race, np.repeat(LEVELS[:, None], race.n, axis=1), lab).argmax()]),
        ("You reply for lab 0 whichever lab is asked for.",
         lambda race, lab, safety: race.best_response(0, safety)),
        ("You return the best payoff; return the safety that earns it.",
         lambda race, lab, safety: payoff(race, with_reply(race, lab, safety)[None], lab)[0]),
        ("Your lab stays where it was.", lambda race, lab, safety: safety[lab]),
    ),
)  # fmt: skip


def with_reply(race, lab, safety):
    safety = safety.copy()
    safety[lab] = race.best_response(lab, safety)
    return safety


def loss(race, lab, safety, value, right):
    yours, best_one = np.array([safety, safety])
    yours[lab], best_one[lab] = value, right
    return race.payoffs(best_one)[lab] - race.payoffs(yours)[lab]


# --- an equilibrium by replies ------------------------------------------------------------


def after(race, start, rounds=1, together=False):
    """Safety after so many rounds of replies, all at once or in turn."""
    safety = np.full(race.n, start, float)
    for _ in range(rounds):
        seen = safety.copy() if together else safety
        for lab in range(race.n):
            safety[lab] = race.best_response(lab, seen)
    return safety


reply_until_nobody_moves = Exercise(
    title="Reply until nobody moves",
    cases=tuple((race,) for race in (
        UNEVEN, Race.equal(2), Race.equal(6), Race.equal(1), Race.equal(3, harm=12.0),
        Race.equal(10, risk=1.0, safety_tax=1.0, harm=3.0),  # five rounds are not enough
        Race([1.0, 1.0, 1.0, 3.0], enmity=0.7, harm=[0.0, 1.0, 3.0, 0.0], safety_tax=1.0),
    )),
    right=lambda race: race.nash(),
    words=in_words,
    shape=lambda race: (race.n,),
    tolerance=1e-5,
    inside=(0, 1, "Safety lies from 0 to 1"),
    accept=lambda value, right, race: np.abs(value - after(race, value)).max() <= 1e-5,
    forbids=("Race.nash",),
    near=(0.02, "Nearly settled, but some lab still moves a little; go on"),
    otherwise=lambda value, right, race: (
        "You give unequal labs the same safety; let each reply for itself"
        if race.n > 1 and np.ptp(value) < 1e-6 and np.ptp(right) > 1e-5 else
        f"At your {listed(value)} lab {(i := np.abs(after(race, value) - value).argmax())} earns "
        f"more by doing {more(value[i], after(race, value)[i])} safety"),
    slips=(
        ("That is what one owner of all labs would choose, not rivals.", Race.planner),
        ("Those are rates of progress; return safety.",
         lambda race: np.clip(race.rates(race.nash()), 0, 1)),
        *(("One round of replies is not the end: after it, labs want to move again.",
           lambda race, start=start, together=together: after(race, start, 1, together))
          for start in (0.0, 0.5, 1.0) for together in (True, False)),
        *(("Nobody has replied yet: that is where the labs started.",
           lambda race, start=start: np.full(race.n, start)) for start in (0.0, 0.5, 1.0)),
    ),
)  # fmt: skip


# --- the lab that ends all care -----------------------------------------------------------


def idle(risk, enmity, first=1, none=0, small=1e-9):
    """Smallest number of equal labs that do no safety work, ``none`` if there is none up to 20."""
    for n in range(first, 21):
        if Race.equal(n, risk=risk, enmity=enmity).nash().max() < small:
            return n
    return none


lab_that_ends_all_care = Exercise(
    title="The lab that ends all care",
    cases=((0.38, 0.88), (0.4, 1.0), (0.25, 0.7), (0.1, 1.0), (0.02, 1.0), (0.5, 1.0), (0.3, 0.0),
           (0.42, 0.955)),
    right=lambda risk, enmity: idle(risk, enmity),
    kind=int,
    words="risk {:g}, enmity {:g}".format,
    otherwise=lambda value, right, *case: (
        f"{value:.0f} is not the smallest number of labs that do nothing"),
    slips=(
        ("With that many labs they still do some; return the first number at which they do none.",
         lambda *case: max(idle(*case) - 1, 0)),
        ("At that number nothing is left already; is your count one too far?",
         lambda *case: idle(*case) + 1),
        ("Your answer does not move with enmity.", lambda risk, enmity: idle(risk, 1.0)),
        ("Your answer does not move with risk.", lambda risk, enmity: idle(0.4, enmity)),
        ("A little safety is not none.", lambda *case: idle(*case, small=0.05)),
        ("An impatient lab alone may already do no safety work; count from one.",
         lambda *case: idle(*case, first=2)),
        ("Where even 20 labs do some, the task says what to return.",
         lambda *case: idle(*case, none=20)),
        ("You find no such number up to 20, but there is one.", lambda *case: 0),
    ),
)  # fmt: skip


# --- who gains from a plan ----------------------------------------------------------------


def gain(race):
    return race.payoffs(race.planner()) - race.payoffs(race.nash())


who_gains_from_a_plan = Exercise(
    title="Who gains from a plan?",
    cases=tuple((race,) for race in (
        Race([1.0, 5.0], discount=1.0, enmity=0.9), Race([1.0, 5.0]), Race.equal(5, harm=1.0),
        Race.equal(3, enmity=0.0), Race.equal(1),
        Race([1.0, 2.0, 0.5], harm=[0.0, 1.0, 2.0], enmity=0.6, discount=0.3),
    )),
    right=gain,
    words=in_words,
    shape=lambda race: (race.n,),
    otherwise=lambda value, right, race: (
        f"Your gain of lab {(i := int(np.abs(value - right).argmax()))} is {value[i]:.4f} prizes, "
        f"which is too {'little' if value[i] < right[i] else 'much'}"),
    slips=(
        ("Your signs are turned: a lab that is better off with the plan gains.",
         lambda race: -gain(race)),
        ("That is what each lab gets with the plan; how much more is it than before?",
         lambda race: race.payoffs(race.planner())),
        ("That is a share of what each lab has; the task asks for prizes.",
         lambda race: gain(race) / race.payoffs(race.nash())),
        ("Full safety for all is not always the plan; an impatient owner does less.",
         lambda race: race.payoffs(np.ones(race.n)) - race.payoffs(race.nash())),
        ("That is the loss of one owner of all labs; what does each single lab gain?",
         lambda race: np.full(race.n, race.price_of_racing())),
        ("You share the owner's loss equally; unequal labs gain unequally.",
         lambda race: np.full(race.n, race.price_of_racing() / race.n)),
        ("You average over the labs; return one number a lab.",
         lambda race: np.full(race.n, gain(race).mean())),
    ),
)  # fmt: skip


# --- a payoff measured by simulation ------------------------------------------------------


def paid(race, sim, lab, rival=None, lost=None):
    """What each race pays before the discount."""
    safe = np.where(sim.winner == lab, 1.0, 1.0 - race.enmity if rival is None else rival(race))
    return np.where(sim.disaster, -race.harm if lost is None else lost(race, sim, lab, safe), safe)


def estimate(pay=paid, discount=lambda race, years: np.exp(-race.discount * years),
             error=lambda x: x.std() / x.size**0.5, mean=np.mean):  # fmt: skip
    """A learner's estimator, with one part done otherwise."""

    def answer(race, safety, lab, runs, seed):
        sim = simulate(race, safety, runs=runs, seed=seed)
        sample = pay(race, sim, lab) * discount(race, sim.years)
        return mean(sample), error(sample)

    return answer


def paying(**parts):
    return estimate(lambda race, sim, lab: paid(race, sim, lab, **parts))


measure_a_payoff = Measured(
    title="Measure a payoff",
    cases=(
        (Race([1.0, 2.0, 0.5], enmity=0.4, harm=0.6, discount=1.0), np.array([0.3, 0.1, 0.6]), 0,
         4000, 5),
        (Race([1.0, 2.0, 0.5], enmity=0.4, harm=0.6, discount=1.0), np.array([0.3, 0.1, 0.6]), 1,
         1000, 6),
        (Race.equal(2, harm=0.5), np.array([0.0, 1.0]), 1, 3000, 7),
        (Race.equal(1, discount=2.0), np.array([0.5]), 0, 2000, 8),
    ),
    right=lambda race, safety, lab, runs, seed: estimate()(race, safety, lab, runs, seed),
    forbids=("Race.payoffs", "simulation.Simulation.payoffs", "simulation.Simulation.summary"),
    exact=lambda race, safety, lab, *_: race.payoffs(safety)[lab],
    words=lambda race, safety, lab, runs, seed: (
        f"{in_words(race)}; lab {lab}, safety {safety.tolist()}, {runs} runs"),
    slips=(
        ("A prize in ten years counts like one today; where is the discount?",
         estimate(discount=lambda race, years: 1.0)),
        ("Discount each race by its own years, then average; the mean year will not do.",
         estimate(discount=lambda race, years: np.exp(-race.discount * years.mean()))),
        ("A disaster pays nothing in your account; it costs the harm.",
         paying(lost=lambda *_: 0.0)),
        ("You pay out safe wins after a disaster too.", paying(lost=lambda race, sim, lab, s: s)),
        ("A rival's safe win is worth something unless enmity is 1.",
         paying(rival=lambda race: 0.0)),
        ("A rival's safe win costs nothing; it is worth less than an own one.",
         paying(rival=lambda race: -race.enmity)),
        ("A disaster harms every lab, whoever has won.",
         paying(lost=lambda race, sim, lab, _: np.where(sim.winner == lab, -race.harm, 0.0))),
        ("That is a total over the races; divide by their number.", estimate(mean=np.sum)),
        ("That formula is for shares of yes and no; payoffs take other values too.",
         estimate(error=lambda x: max(abs(x.mean()) * (1 - abs(x.mean())), 0) ** 0.5
                  / x.size**0.5)),
    ),
)  # fmt: skip


# --- a promise that pays ------------------------------------------------------------------


def promise(race, lab, goal=payoff, points=101):
    levels = np.linspace(0, 1, points)
    outcomes = np.array([race.nash(committed={lab: level}) for level in levels])
    return levels[goal(race, outcomes, lab).argmax()]


def reached(race, lab, level):
    return race.payoffs(race.nash(committed={lab: level}))[lab]


promise_that_pays = Exercise(
    title="A promise that pays",
    cases=((Race([1.0, 2.0, 2.0], discount=0.3), 1),
           (Race([1.0, 2.0], harm=[1.0, 0.5], risk=0.5), 1), (Race.equal(3, harm=4.0), 2),
           (Race.equal(2), 0), (Race.equal(6), 4), (Race.equal(2, harm=6.0), 0)),
    right=lambda race, lab: promise(race, lab),
    words=lambda race, lab: f"{in_words(race)}; lab {lab} promises",
    tolerance=0.01,
    accept=lambda value, right, race, lab: (
        reached(race, lab, value) >= reached(race, lab, right) - 2e-5),
    inside=(0, 1, "A promise is a level of safety, from 0 to 1"),
    otherwise=lambda value, right, race, lab: (
        f"After your promise of {value:.3f} the lab gets {reached(race, lab, value):.4f} prizes, "
        f"and {reached(race, lab, right) - reached(race, lab, value):.4f} more is within reach"),
    slips=(
        ("That is what the lab does without a promise; if the others see it move first, can it do "
         "better?", lambda race, lab: race.nash()[lab]),
        ("That promise makes the race safest; which one pays this lab best?",
         lambda race, lab: promise(race, lab, lambda r, x, i: -r.disaster_probability(x))),
        ("That promise is best for all labs added up; this lab counts only its own.",
         lambda race, lab: promise(race, lab, lambda r, x, i: r.payoffs(x).sum(axis=1))),
        ("That promise wins most races; the payoff counts disasters too.",
         lambda race, lab: promise(race, lab, lambda r, x, i: r.win_probability(x)[:, i])),
        ("Your rivals do the planner's safety; they are rivals, and reply for themselves.",
         lambda race, lab: best(race, lab, race.planner(), payoff, np.linspace(0, 1, 101))),
        ("That is what one owner of all labs would choose.", lambda race, lab: race.planner()[lab]),
    ),
)  # fmt: skip
