"""Right answers to the exercises on enforcement, and the usual slips on the way to them.

A function with a plural for a name returns pairs: what the slip would answer in this case, and
the sentence for it.
"""

import numpy as np

from racekit.stability import examine
from racekit.treaty import Treaty


def _apart(pairs, right, tolerance):
    """Leave out slips that in this case hit the right answer."""
    return [(value, said) for value, said in pairs if abs(value - right) > tolerance]


# --- what the collapse costs ------------------------------------------------------------


def collapse_cost(first_fine, first_years, second_fine, second_years):
    """L, from two points of the line years = (F + L)/G."""
    rate = (second_years - first_years) / (second_fine - first_fine)  # years a prize
    return first_years / rate - first_fine


def collapse_costs(first_fine, first_years, second_fine, second_years):
    rate = (second_years - first_years) / (second_fine - first_fine)
    cost = collapse_cost(first_fine, first_years, second_fine, second_years)
    less, more = 1 / first_years, 1 / second_years
    pairs = [
        (rate, "That is what one prize buys, in years; at which fine would the line reach 0?"),
        (1 / rate, "That is the temptation G, in prizes a year; the task asks for L."),
        (cost * rate, "Those are the years allowed without a fine; how many prizes buy them?"),
        (-cost, "That is the fine at which the line reaches 0; what does its sign say of L?"),
        (cost + first_fine, "That is fine and collapse together; take the fine off."),
        (cost + second_fine, "That is fine and collapse together; take the fine off."),
        (less * (second_fine - first_fine) / (less - more) - first_fine,
         "You draw the line through the rates; it is the times that lie on a straight line."),
        (second_years / first_years, "That is how many times longer the office may take."),
        (first_years - first_fine * second_years / second_fine,
         "Your line passes through the origin; without a fine a collapse still deters."),
    ]  # fmt: skip
    return _apart(pairs, cost, 1e-6)


# --- the future as a fine ---------------------------------------------------------------


def _parts(race, standard):
    """Temptation a year, and what the end of the treaty costs in one race, one each lab."""
    probe = Treaty(standard, fine=1.0, after="collapse")
    lost = probe.compliance_payoff(race) - race.payoffs(race.nash())
    return probe.critical_detection(race) * (1.0 + lost), lost


def with_future(race, standard, fine, patience):
    """Detection that deters every lab when the treaty ends for good."""
    tempted, lost = _parts(race, standard)
    return float((tempted / (fine + lost / (1.0 - patience))).max())


def futures(race, standard, fine, patience):
    tempted, lost = _parts(race, standard)
    each, later = tempted / (fine + lost / (1 - patience)), patience / (1 - patience)
    right = float(each.max())
    pairs = [
        (each.min(), "That deters the least tempted lab only."),
        (each.mean(), "A mean over the labs; the most tempted one decides."),
        (each[0], "That is for the first lab; are there others?"),
        ((tempted / (fine + lost)).max(), "Later races are not in it; they are lost as well."),
        ((tempted * (1 - patience) / lost).max(), "The fine is not in it."),
        (((1 - patience) * tempted / (fine + lost)).max(),
         "The fine is paid once; only what is lost in every race is worth more to the patient."),
        ((tempted / (fine + later * lost)).max(),
         "The rest of this race is lost as well, not only the races after it."),
        ((tempted / (fine + lost + lost / (1 - patience))).max(),
         "1/(1 - patience) counts this race already; you count it twice."),
        ((tempted / (fine + (1 + patience) * lost)).max(),
         "There are races after the next one."),
        ((tempted / (fine + patience * lost)).max(), "Add up all the races: 1, patience, and on."),
        ((tempted / fine).max(), "The cheater is not sent back here; the treaty ends."),
        (1 / right, "That is the time to a catch; a detection rate is its inverse."),
    ]  # fmt: skip
    return _apart(pairs, right, 1e-6 * right)


# --- how many are caught ----------------------------------------------------------------


def caught_share(cheaters, honest, fast, slow, budget, *, per_gate=None, after=None):
    """Expected share of the cheaters that are caught before somebody wins."""
    after, alive, caught = slow if after is None else after, 1.0, 0.0
    for left in range(cheaters, 0, -1):
        visits = budget if per_gate is None else budget * per_gate(left)
        pace = left * fast + (cheaters - left) * after + honest * slow
        alive *= visits / (visits + pace)
        caught += alive
    return caught / cheaters


def caught_shares(k, honest, fast, slow, budget):
    right = caught_share(k, honest, fast, slow, budget)
    pace = k * fast + honest * slow
    everybody = np.prod([budget / (budget + j * fast + (k - j + honest) * slow)
                         for j in range(1, k + 1)])  # fmt: skip
    pairs = [
        (k * right, "That is how many are caught; the task asks for the share."),
        (budget / (budget + pace), "That is the chance that anybody is caught at all."),
        (everybody, "That is the chance that all of them are caught."),
        (1 - right, "That is the share that gets away."),
        (budget / k / (budget / k + pace),
         "After each catch the visits are shared by fewer, and the race gets slower."),
        (caught_share(k, honest, fast, slow, budget, after=fast),
         "Whoever is caught goes on at the slow rate."),
        (caught_share(k, honest, fast, slow, budget, after=0.0),
         "Whoever is caught stays in the race, at the slow rate."),
        (caught_share(k, honest, fast, slow, budget, per_gate=lambda left: left),
         "The budget is for all cheaters together, not for each."),
        (caught_share(k, honest, fast, slow, budget, per_gate=lambda left: left / (k + honest)),
         "No visit goes to an honest lab, or to one that was caught before."),
        (caught_share(k, 0, fast, slow, budget), "Honest labs may win too, and end the race."),
    ]  # fmt: skip
    return _apart(pairs, right, 0.02)


# --- world risk with a cheater about ----------------------------------------------------


def best_cheater(race, treaty, detection=None):
    """Safety of the first lab's best cheating."""
    if detection is not None:
        treaty = treaty.replace(detection=detection)
    value, stake = treaty.cheating_payoff(race)[0], race.risk * (1.0 + race.harms()[0])
    tax, speed = race.safety_tax, race.speed[0]
    rate = speed * (tax * (1.0 - value) / stake + 1.0 - tax) / 2.0  # value = alpha - 2 beta rate
    return float(np.clip((1.0 - rate / speed) / tax, 0.0, treaty.standard))


def risk_with(race, treaty, own, *, watch=None, caught=None):
    """P(D) while the first lab does ``own`` and the others keep the treaty."""
    safety = treaty.safety(race)
    if caught is None:
        then = safety if treaty.after == "return" else race.nash()
        caught = float(race.disaster_probability(then))
    safety[0] = own
    watch = treaty.detection if watch is None else watch
    rates = race.rates(safety)
    bad = float(rates @ (race.risk * (1.0 - safety)))
    return (bad + watch * caught) / (rates.sum() + watch)


def world_risk(race, treaty):
    """P(D) with one best cheater where cheating pays, and with none where it does not."""
    if treaty.deters(race):
        return float(race.disaster_probability(treaty.safety(race)))
    return risk_with(race, treaty, best_cheater(race, treaty))


def world_risks(race, treaty):
    own, right = best_cheater(race, treaty), world_risk(race, treaty)
    nash = float(race.disaster_probability(race.nash()))
    other = float(race.disaster_probability(treaty.safety(race)))
    wrong = other if treaty.after == "collapse" else nash
    pairs = [
        (other, "That is the risk while everybody complies; here cheating pays."),
        (risk_with(race, treaty, own), "Here cheating does not pay, so nobody does it."),
        (nash, "That is the risk without a treaty; all but one keep this one."),
        (risk_with(race, treaty, own, watch=0.0),
         "The inspectors may come before anybody has won."),
        (risk_with(race, treaty, own, caught=0.0),
         "A catch does not end the race; what risk is left after it?"),
        (risk_with(race, treaty, own, caught=wrong),
         "Look at what follows a catch in this treaty: return, or collapse?"),
        (risk_with(race, treaty, best_cheater(race, treaty, 0.0)),
         "Your cheater does not know that it is watched; one that does is in a greater hurry."),
        (risk_with(race, treaty, float(treaty.breakout_safety(race)[0])),
         "That cheater is the best one at the critical detection; here the rate is another."),
        (risk_with(race, treaty, 0.0), "The best cheater is no maniac; it still does some work."),
    ]  # fmt: skip
    return _apart(pairs, right, 1e-3)


# --- a draft of Article 9 ---------------------------------------------------------------


def article(standard, fine, ends, detection, false_alarms):
    """The treaty that a draft amounts to."""
    after = "collapse" if ends else "return"
    return Treaty(standard, fine=fine, after=after, detection=detection, false_alarms=false_alarms)


def kept_risk(race, treaty):
    """P(D) while all keep a treaty that false alarms may end; equal labs."""
    safety = treaty.safety(race)
    risk, pace = float(race.disaster_probability(safety)), float(race.rates(safety).sum())
    alarms = race.n * treaty.false_alarms if treaty.after == "collapse" else 0.0
    nash = float(race.disaster_probability(race.nash()))
    return (pace * risk + alarms * nash) / (pace + alarms)


def best_draft(race, detection, false_alarms, most, ends):
    """Lowest risk of the standards that hold with this clause and the largest fine."""
    drafts = [article(s, most, ends, detection, false_alarms) for s in np.linspace(0, 1, 101)]
    return min(kept_risk(race, draft) for draft in drafts if draft.deters(race))


# --- the highest standard that holds ----------------------------------------------------


def highest(race, treaty, sanction, fails=lambda found: not found.holds):
    """Highest standard at which nobody would cheat or leave, by halving."""

    def broken(standard):
        return fails(examine(race, treaty.replace(standard=standard), sanction=sanction))

    if not broken(1.0):
        return 1.0
    low, high = 0.0, 1.0
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (low, middle) if broken(middle) else (middle, high)
    return low


def highests(race, treaty, sanction):
    right = highest(race, treaty, sanction)
    pairs = [
        (highest(race, treaty, sanction, lambda found: found.cheaters.any()),
         "There nobody would cheat; would everybody stay?"),
        (highest(race, treaty, sanction, lambda found: found.leavers.any()),
         "There everybody would stay; would nobody cheat?"),
        (highest(race, treaty, 0.0), "You leave out the sanction, which keeps members in."),
        (highest(race, treaty, sanction,
                 lambda found: found.cheaters[0] | found.leavers[0]),
         "There the first lab keeps the treaty; do the others?"),
        (highest(race, treaty, sanction,
                 lambda found: (found.cheaters | found.leavers)[found.signed].all()),
         "There at least one member keeps the treaty; all must."),
        (treaty.standard, "That is the standard it has now; how high may it be?"),
        (float(race.nash().min()), "So much is done without a treaty."),
        (float(race.nash().max()), "So much is done without a treaty."),
    ]  # fmt: skip
    return _apart(pairs, right, 0.011)
