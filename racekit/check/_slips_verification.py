"""Right answers to the exercises on verification, and the usual slips on the way to them.

A function with a plural for a name returns pairs: what the slip would answer in this case, and
the sentence for it.
"""

from racekit.inspection import dresher
from racekit.treaty import Treaty

# --- critical detection by hand ---------------------------------------------------------


def critical(speed, limit, comply, after, fine):
    """nu* where kappa = r = 1 and nobody minds disaster."""
    return speed * ((1 - comply) / 2 - limit) ** 2 / (fine + comply - after)


def by_hand(speed, limit, comply, after, fine):
    gap, loss = (1 - comply) / 2 - limit, fine + comply - after
    return [
        (1 / critical(speed, limit, comply, after, fine),
         "That is a time, in years; a detection rate is its inverse."),
        (gap**2 / loss, "Your answer does not move with the speed of the technology."),
        (speed * gap / loss, "The top of a parabola lies above its root by a square."),
        (speed * ((1 - comply) / 2) ** 2 / loss,
         "A cheater gains only what it runs beyond the limit."),
        (speed * (1 - comply - limit) ** 2 / loss,
         "The top of alpha u - beta u^2 lies at alpha / (2 beta); where is the 2?"),
        (speed * gap**2 / fine, "A catch costs more than the fine: R becomes U."),
        (speed * gap**2 / (fine + comply), "After the catch the cheater still gets U."),
        (speed * gap**2 / (fine + after - comply), "Which of R and U does the cheater lose?"),
        (speed * gap**2, "That is the temptation; divide it by what a catch costs."),
    ]  # fmt: skip


# --- the least fine ---------------------------------------------------------------------


def _parts(race, treaty):
    """Temptation per year, and what a catch costs without the fine, one each lab."""
    probe = treaty.replace(fine=1.0)
    comply = treaty.compliance_payoff(race)
    lost = comply - race.payoffs(race.nash()) if treaty.after == "collapse" else 0.0 * comply
    return probe.critical_detection(race) * (1.0 + lost), lost


def least_fine(race, treaty):
    """Smallest fine at which the treaty's own detection deters every lab."""
    tempted, lost = _parts(race, treaty)
    return max(0.0, float((tempted / treaty.detection - lost).max()))


def fines(race, treaty):
    tempted, lost = _parts(race, treaty)
    each = tempted / treaty.detection - lost
    other = "return" if treaty.after == "collapse" else "collapse"
    pairs = [
        (each.min(), "That deters the least tempted lab only."),
        (each.mean(), "A mean over the labs; the most tempted one decides."),
        (each[0], "That is the fine for the first lab; are there others?"),
        (treaty.fine, "That is the fine it has now; how large must it be?"),
        (least_fine(race, treaty.replace(false_alarms=0.0)),
         "You leave out the false alarms, which wear the treaty out."),
        (least_fine(race, treaty.replace(standard=1.0)),
         "That fine is for a standard of 1; this treaty asks for less."),
        (least_fine(race, treaty.replace(after=other)),
         "Look at what follows a catch in this treaty: return, or collapse?"),
        (treaty.critical_detection(race).max(),
         "That is the detection its present fine needs; the question is the other way round."),
        ((treaty.fine * treaty.critical_detection(race) / treaty.detection).max(),
         "Detection times fine is one number only if nothing but the fine is lost by a catch."),
        (tempted.max(), "That is the temptation per year; how often is a cheater caught?"),
        (treaty.temptation(race).max(),
         "What cheating gains is not what must be charged: not every cheater is caught."),
    ]  # fmt: skip
    right = least_fine(race, treaty)
    return [(value, said) for value, said in pairs if abs(value - right) > 1e-3]


# --- a sealed list ----------------------------------------------------------------------


def sealed(periods, inspections):
    """Value to the office of months drawn by lot in advance, against a lab that watches."""
    return min(0.0, inspections / periods - 1.0)


def seals(n, m):
    pairs = [
        (1 - m / n, "The office cannot gain from a lab that cheats only when it suits it; "
                    "look at the sign."),
        (dresher(n, m), "That is Dresher's value, whose inspector adapts; a sealed list cannot."),
        (2 * m / n - 1, "That is for a lab that cheats in the first month; it can wait and watch, "
                        "or not cheat at all."),
        (min(0.0, 2 * m / n - 1), "That lab decides in January; a watching one can do better."),
        (m / n, "That is the chance that a given month is visited, not the score."),
        (-1.0, "Even a sealed list is worth something: late in the year it may leave the lab no "
               "empty month."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if abs(value - sealed(n, m)) > 1e-9]


# --- a regime under a budget --------------------------------------------------------


def needs(race, fine, standard):
    """Detection that just deters each lab at this standard."""
    return Treaty(standard, fine=fine).critical_detection(race)


def danger(race, fine, standard):
    """World risk when all labs keep this standard."""
    return float(race.disaster_probability(Treaty(standard, fine=fine).safety(race)))


def best_standard(race, fine, budget, spent=None):
    """Highest standard that the budget can defend, by halving; ``spent`` adds the visits up."""
    spent = spent or (lambda rates: rates.sum())
    if spent(needs(race, fine, 1.0)) <= budget:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(22):
        middle = (low + high) / 2
        low, high = (middle, high) if spent(needs(race, fine, middle)) <= budget else (low, middle)
    return low


def share_of_best(race, fine, budget, standard):
    """How much of the fall in world risk that the budget can buy a standard brings."""
    start = float(race.disaster_probability(race.nash()))
    best = danger(race, fine, best_standard(race, fine, budget))
    return (start - danger(race, fine, standard)) / (start - best)


# --- the best intensity -------------------------------------------------------------------


def office(visits, fine, wrong):
    return Treaty(fine=fine, detection=visits, false_alarms=wrong * visits, after="collapse")


def best_intensity(race, fine, wrong):
    """Fewest visits that deter, when a share of them ends in a false alarm."""

    def lacking(visits):
        return (office(visits, fine, wrong).critical_detection(race) - visits).max()

    low, high = 0.0, 1.0
    while lacking(high) > 0:
        low, high = high, 2 * high
    while high - low > 1e-5:
        middle = (low + high) / 2
        low, high = (middle, high) if lacking(middle) > 0 else (low, middle)
    return high


def intensities(race, fine, wrong):
    right = best_intensity(race, fine, wrong)
    once = Treaty(fine=fine, after="collapse").critical_detection(race).max()
    alarmed = Treaty(fine=fine, after="collapse", false_alarms=wrong)
    pairs = [
        (once, "No visit rings falsely in your world; here a share of them does."),
        (alarmed.critical_detection(race).max(),
         "You take the share of unfounded alarms for their rate; the rate grows with the visits."),
        (office(once, fine, wrong).critical_detection(race).max(),
         "One round of correction is not enough: more visits bring more alarms, which call for "
         "more visits."),
        (Treaty(fine=fine).critical_detection(race).max(),
         "Here a catch ends the treaty; it does not send the cheater back."),
        (right * wrong, "That is the rate of false alarms; return the visits."),
        (1 / right, "That is the time between two visits, in years."),
        (right * race.n, "That is the visits to all labs together; return those to each."),
        (office(right, fine, wrong).compliance_payoff(race)[0],
         "That is what the treaty is worth at its best; return the visits."),
    ]  # fmt: skip
    return [(value, said) for value, said in pairs if abs(value - right) > 0.005]
