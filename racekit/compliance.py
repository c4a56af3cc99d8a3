"""Domestic rules: fines that labs may find cheaper than safety, and rules on some labs only."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from racekit import _equilibrium, _validate
from racekit._compiled import kernels
from racekit.race import Race


def equilibria(race, standard, fine_rate):
    """Every equilibrium in which all labs do alike under a standard enforced by fines.

    While it races, a lab with safety s below the standard pays ``fine_rate * (standard - s)``
    a year.

    Parameters
    ----------
    race : Race
        One milestone, equal speeds, enmity and harm one number each.
    standard : float
        s_T, safety the rule asks for [-], in [0, 1].
    fine_rate : float
        f, inspections a year times the fine each costs per unit of shortfall [prizes/yr], in
        [0, 1e6].

    Returns
    -------
    DataFrame
        One row an equilibrium, the safest first: ``safety`` [-], ``complies``, ``stable`` (a
        small shift by all labs dies out), ``disaster_probability`` [-], ``years`` [yr],
        ``payoff`` net of fines and ``fines`` [prizes].

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    Below the standard a fine lowers alpha of MODEL.md section 2 by ``f / (kappa a)`` and raises A
    by that much times the rate at the standard; the payoff stays quasi-concave, so that the first-
    order condition, a quadratic in the common rate, decides. Equilibria in which equal labs do
    not do alike are not looked for; `settle` also finds those.

    With discount 0 and safety_tax 1 a race at full safety takes forever; its payoff is then the
    limit of ever slower races.

    Examples
    --------
    >>> race = Race.equal(2, safety_tax=1.0, risk=1.0, discount=0.0)
    >>> equilibria(race, standard=0.95, fine_rate=0.44)[["safety", "complies", "stable"]]
         safety  complies  stable
    0  0.950000      True    True
    1  0.943785     False   False
    2  0.869548     False    True
    """
    rule = _rule(race, standard)
    return _described(rule, _fine(fine_rate))


def critical_fine_rate(race, standard):
    """Least fine at which all labs comply in equilibrium [prizes/yr], >= 0.

    Parameters
    ----------
    race, standard
        As in `equilibria`.

    Examples
    --------
    >>> race = Race.equal(2, safety_tax=1.0, risk=1.0, discount=0.0)
    >>> round(critical_fine_rate(race, standard=0.95), 6)
    0.425
    """
    rule = _rule(race, standard)
    return max(0.0, rule.fine_at(rule.target))


@dataclass(frozen=True, slots=True)
class Band:
    """Fines between which complying and cheating are both stable.

    Attributes
    ----------
    low, high : float
        `critical_fine_rate`, and the fine rate that ends cheating among labs that all cheat
        [prizes/yr]; equal where one does both.
    """

    low: float
    high: float


def band(race, standard):
    """Fine rates between which complying and cheating are both stable.

    Parameters
    ----------
    race, standard
        As in `equilibria`.

    Returns
    -------
    Band

    Examples
    --------
    >>> race = Race.equal(2, safety_tax=1.0, risk=1.0, discount=0.0)
    >>> both = band(race, standard=0.95)
    >>> round(both.low, 6), round(both.high, 6)
    (0.425, 0.469338)
    """
    rule = _rule(race, standard)
    return Band(*(max(0.0, fine) for fine in (rule.fine_at(rule.target), rule.fold()[0])))


def hysteresis(race, standard, fine_rates):
    """Safety as the fine rises slowly from the first value to the last, and falls back.

    Parameters
    ----------
    race, standard
        As in `equilibria`.
    fine_rates : array_like, float64[points]
        Rising [prizes/yr], each in [0, 1e6].

    Returns
    -------
    DataFrame
        Index ``fine_rate``; columns ``rising`` and ``falling``, safety of every lab [-]. The labs
        start without safety and always move to the equilibrium next in the direction in which
        they want to go.

    Examples
    --------
    >>> race = Race.equal(2, safety_tax=1.0, risk=1.0, discount=0.0)
    >>> hysteresis(race, standard=0.95, fine_rates=[0.42, 0.44, 0.48]).round(3)
               rising  falling
    fine_rate
    0.42        0.855    0.855
    0.44        0.870    0.950
    0.48        0.950    0.950
    """
    rule = _rule(race, standard)
    rates = _validate.array("fine_rates", fine_rates, 0.0, 1e6, "prizes/yr")
    if rates.ndim != 1 or (np.diff(rates) <= 0.0).any():
        raise ValueError(f"fine_rates must be a rising list of prizes/yr, got {rates}")
    path, pace = [], rule.speed
    for rate in [*rates, *rates[::-1]]:
        pace = _next(rule, pace, rate)
        path.append(rule.safety(pace))
    rising, falling = path[: rates.size], path[rates.size :][::-1]
    index = pd.Index(rates, name="fine_rate")
    return pd.DataFrame({"rising": rising, "falling": falling}, index=index)


def best_response(race, lab, safety, standard, fine_rate):
    """Safety that pays one lab best under fines while the others hold theirs.

    Parameters
    ----------
    race : Race
        One milestone; labs may differ.
    lab : int or str
        Index or name of the lab.
    safety : array_like, float64[labs]
        What the others do [-]; the lab's own entry is not read.
    standard, fine_rate
        As in `equilibria`.

    Returns
    -------
    float

    Examples
    --------
    >>> round(best_response(Race.equal(2), 0, [0.0, 0.5], standard=0.9, fine_rate=0.2), 6)
    0.590098
    """
    _one_milestone(race)
    lab = race._lab("lab", lab)
    safety = _validate.shaped("safety", safety, (race.n,), 0.0, 1.0)
    return _fined_reply(race, lab, safety, _standard(standard), _fine(fine_rate))


def settle(race, standard, fine_rate, start=0.0):
    """Let the labs, equal or not, reply in turn under fines until nobody moves.

    Parameters
    ----------
    race, standard
        As in `best_response`.
    fine_rate : float or array_like, float64[labs]
        f, as in `equilibria` [prizes/yr]; one entry a lab where the rule does not reach all: a
        lab with rate 0 does as it likes.
    start : float or array_like, float64[labs]
        Safety to start from [-], in [0, 1]; where there are several equilibria it decides.

    Returns
    -------
    float64[labs]
        Safety in equilibrium [-].

    Raises
    ------
    RuntimeError
        If the replies do not settle within 20,000 rounds: seen within a millionth of a fine that
        ends an equilibrium. `equilibria` answers there too.

    Examples
    --------
    >>> race = Race.equal(2, safety_tax=1.0, risk=1.0, discount=0.0)
    >>> [settle(race, 0.95, 0.44, start).round(3) for start in (0.0, 0.95)]
    [array([0.87, 0.87]), array([0.95, 0.95])]
    >>> settle(Race.equal(4), 0.5, [0.3, 0.3, 0.0, 0.0]).round(3)
    array([0.5  , 0.5  , 0.114, 0.114])
    """
    _one_milestone(race)
    standard = _standard(standard)
    fines = _each("fine_rate", fine_rate, race.n, 1e6, "prizes/yr")
    safety = _each("start", start, race.n, 1.0)
    for _ in range(20_000):
        before = safety.copy()
        for lab in range(race.n):
            safety[lab] = _fined_reply(race, lab, safety, standard, float(fines[lab]))
        if np.abs(safety - before).max() <= 1e-14 + 1e-15 / race.safety_tax:
            return safety
    raise RuntimeError(
        "the labs' replies did not settle: no equilibrium found (close to a fine at which one ends "
        "they take ever longer)"
    )


def one_sided(race, labs, floors):
    """What a safety floor on some labs does, the others free.

    Parameters
    ----------
    race : Race
        One milestone; labs may differ.
    labs : sequence of int or str
        Labs that the floor binds.
    floors : array_like, float64[points]
        Least safety of these labs [-], each in [0, 1].

    Returns
    -------
    DataFrame
        Index ``floor``; ``disaster_probability`` [-], ``years`` [yr], and ``bound`` and ``free``,
        mean safety of the labs under the floor and of the others [-].

    Examples
    --------
    >>> one_sided(Race.equal(4), [0, 1], [0.0, 0.5, 1.0]).round(3)
           disaster_probability  years  bound   free
    floor
    0.0                   0.373  0.264  0.069  0.069
    0.5                   0.293  0.331  0.500  0.114
    1.0                   0.254  0.485  1.000  0.212
    """
    bound = _bound(race, labs)
    floors = _validate.array("floors", floors, 0.0, 1.0)
    if floors.ndim != 1:
        raise ValueError(f"floors must be a list of values, got shape {floors.shape}")
    safety = _held(race, bound, floors)
    columns = {
        "disaster_probability": race.disaster_probability(safety),
        "years": race.expected_years(safety),
        "bound": safety[:, bound].mean(axis=1),
        "free": safety[:, ~bound].mean(axis=1),
    }
    return pd.DataFrame(columns, index=pd.Index(floors, name="floor"))


@dataclass(frozen=True, slots=True)
class OneSided:
    """The floor on some labs that makes disaster least likely.

    Attributes
    ----------
    floor : float
        Least safety of these labs [-].
    disaster_probability : float
        P(D) with it [-].
    without, full : float
        P(D) without a floor, and with one at full safety [-].
    """

    floor: float
    disaster_probability: float
    without: float
    full: float


def best_one_sided(race, labs):
    """Find the floor on some labs that makes disaster least likely, the others free.

    Parameters
    ----------
    race, labs
        As in `one_sided`.

    Returns
    -------
    OneSided

    Notes
    -----
    A grid of 201 floors, then three finer ones around its best: to 1e-6 in the floor, and to
    rounding in P(D). Of floors that do equally well, the lowest.

    Examples
    --------
    >>> rule = best_one_sided(Race.equal(4, safety_tax=1.0, risk=1.0), [0, 1])
    >>> round(rule.floor, 4), round(rule.disaster_probability, 5)
    (0.8929, 0.32505)
    """
    bound = _bound(race, labs)
    low, high, ends = 0.0, 1.0, None
    for points in (201, 41, 41, 41):
        floors = np.linspace(low, high, points)
        risks = race.disaster_probability(_held(race, bound, floors))
        ends = risks[[0, -1]] if ends is None else ends
        best = int(np.argmin(risks))
        low, high = floors[max(best - 1, 0)], floors[min(best + 1, points - 1)]
    return OneSided(float(floors[best]), float(risks[best]), *map(float, ends))


@dataclass(frozen=True, slots=True)
class _Rule:
    """Equal labs under fines, in rates; every coefficient is times kappa, against overflow."""

    race: Race
    standard: float

    @property
    def speed(self):
        return float(self.race.speed[0])

    @property
    def target(self):
        """Rate at the standard."""
        return self.speed * (1.0 - self.race.safety_tax * self.standard)

    def safety(self, rate):
        if rate == self.target:
            return self.standard
        return min(max((1.0 - rate / self.speed) / self.race.safety_tax, 0.0), 1.0)

    def wish(self):
        """c, b, q: at a common rate l each lab would go faster iff ``c + b l - q l**2`` > 0."""
        race, rivals = self.race, self.race.n - 1
        kappa, r, e, rho = race.safety_tax, race.risk, race.enmity, race.discount
        beta, beta_of_rival = ((w + race.harm) * r / self.speed for w in (1.0, 1.0 - e))
        alpha = kappa + (1.0 + race.harm) * r * (1.0 - kappa)
        gap = e * (kappa + r * (1.0 - kappa))
        curve = (2 * race.n - 1) * beta - rivals * beta_of_rival
        return alpha * rho, rivals * gap - 2.0 * rho * beta, curve

    def free(self):
        """Common rate without a rule."""
        return max(
            self.speed * (1.0 - self.race.safety_tax), min(max(_roots(*self.wish())), self.speed)
        )

    def cost(self):
        """c, b: how a fine of one speed counts against it, ``c + b l``."""
        return self.race.discount + self.target, self.race.n - 1

    def fine_at(self, rate):
        """Fine under which nobody who races at this common rate wants to change it."""
        (c, b, q), (c_cost, b_cost) = self.wish(), self.cost()
        cost = c_cost + b_cost * rate
        if cost == 0.0:  # patient labs that all slow down together: the limit
            return self.speed * b / (b_cost + 1)
        return self.speed * (c + b * rate - q * rate**2) / cost

    def fold(self):
        """Highest fine under which labs that all cheat go on, and their common rate."""
        (c, b, q), (c_cost, b_cost) = self.wish(), self.cost()
        if b_cost == 0:
            return self.fine_at(self.target), self.target
        if c_cost == 0.0:  # a standard at which the clock stops, and patient labs
            return self.speed * b / b_cost, self.target
        start = c_cost / b_cost
        gain, rate = (b * start - c) / q, self.target
        if gain > rate * (rate + 2.0 * start):
            rate = min(gain / (start + math.sqrt(start**2 + gain)), self.speed)
        return self.fine_at(rate), rate

    def cheating(self, fine):
        """Common rates above the target that are equilibria, slowest first."""
        (c, b, q), (c_cost, b_cost) = self.wish(), self.cost()
        roots = _roots(c - fine / self.speed * c_cost, b - fine / self.speed * b_cost, q)
        rates = [rate for rate in roots if self.target < rate < self.speed]
        if self.target < self.speed and fine <= self.fine_at(self.speed):
            rates.append(self.speed)
        return sorted(rates)


def _roots(c, b, q):
    """Roots of ``c + b x - q x**2`` for q > 0, without loss of digits."""
    square = b * b + 4.0 * q * c
    if square < 0.0:
        return []
    larger = abs(b) + math.sqrt(square)
    if larger == 0.0:
        return [0.0]
    far, near = math.copysign(larger / (2.0 * q), b), -2.0 * c / math.copysign(larger, b)
    return [far] if far == near else [far, near]


def _common(rule, fine):
    """Equilibria as (rate, stable), the slowest first."""
    if rule.target >= rule.free():
        return [(rule.free(), True)]
    least, (most, slowest) = rule.fine_at(rule.target), rule.fold()
    found = [(rate, rate >= slowest and fine < most) for rate in rule.cheating(fine)]
    if fine >= least:
        found.insert(0, (rule.target, fine > least or most == least))
    return found


def _next(rule, rate, fine):
    """Equilibrium that labs at a common rate move to."""
    rates = [found for found, _ in _common(rule, fine)]
    if rate > rule.target and rule.fine_at(rate) > fine:
        return min((found for found in rates if found >= rate), default=rates[-1])
    if rate == rule.target and rule.fine_at(rate) > fine:
        return min((found for found in rates if found > rate), default=rates[-1])
    return max((found for found in rates if found <= rate), default=rates[0])


def _described(rule, fine):
    race, rows = rule.race, []
    for rate, stable in _common(rule, fine):
        safety = rule.safety(rate)
        everyone = np.full(race.n, safety)
        years = float(race.expected_years(everyone))
        fines = fine * max(0.0, rule.standard - safety)
        fines = fines / (race.n * rate + race.discount) if fines else 0.0
        limit = 1.0 - race.enmity * (race.n - 1) / race.n
        payoff = limit if math.isinf(years) else float(race.payoffs(everyone)[0]) - fines
        risk = float(race.disaster_probability(everyone))
        rows.append((safety, safety >= rule.standard, stable, risk, years, payoff, fines))
    columns = "safety complies stable disaster_probability years payoff fines"
    return pd.DataFrame(rows, columns=columns.split())


def _fined_reply(race, lab, safety, standard, fine):
    """Best reply under fines, arguments already checked.

    A fine ``f (l - l_T)`` on the rate is ``f (l + B) - f (l_T + B)``: a constant, and something
    the lab gets from outside.
    """
    speed, tax, harm = float(race.speed[lab]), race.safety_tax, float(race.harms()[lab])
    rates, danger = race.speed * (1.0 - tax * safety), race.risk * (1.0 - safety)
    worth, others = 1.0 - race.enmity_matrix()[lab], np.arange(race.n) != lab
    values = worth * (1.0 - danger) - harm * danger
    outside_payoff = float(rates[others] @ values[others])
    outside_rate = float(rates[others].sum()) + race.discount
    target = speed * (1.0 - tax * standard)
    relief = fine / (speed * tax) * (target + outside_rate)
    given = speed, harm, race.risk, tax, 1.0
    rate = kernels().best_rate(*given, outside_payoff + relief, outside_rate, target, speed)
    if rate == target:
        low = speed * (1.0 - tax)
        rate = kernels().best_rate(*given, outside_payoff, outside_rate, low, target)
    if rate == target:
        return standard
    return min(max((1.0 - rate / speed) / tax, 0.0), 1.0)


def _held(race, bound, floors):
    """Nash safety under each floor, float64[floors, labs]."""
    low = floors[:, None] * bound
    discount = np.full(floors.size, race.discount)
    return _equilibrium.nash_safety(race, low, np.ones(race.n), low, discount=discount)


def _bound(race, labs):
    """Which labs the floor binds, bool[labs]."""
    _one_milestone(race)
    if isinstance(labs, str) or not np.iterable(labs):
        raise TypeError(f"labs must be a sequence of labs, got {labs!r}")
    named = {race._lab("labs", lab) for lab in labs}
    if not 0 < len(named) < race.n:
        raise ValueError(f"labs must name some but not all of the {race.n} labs, got {labs!r}")
    return np.isin(np.arange(race.n), list(named))


def _rule(race, standard):
    _one_milestone(race)
    if np.ptp(race.speed) > 0.0 or np.ndim(race.enmity) or np.ndim(race.harm):
        raise ValueError(
            "race must have equal labs (equal speeds, enmity and harm one number each), "
            f"got speed {race.speed}, enmity {race.enmity} and harm {race.harm}"
        )
    return _Rule(race, _standard(standard))


def _one_milestone(race):
    if not isinstance(race, Race):
        raise TypeError(f"race must be a Race, got {race!r}")
    if race.milestones != 1:
        raise ValueError(f"race must have milestones 1, got {race.milestones}")


def _standard(standard):
    return _validate.number("standard", standard, 0.0, 1.0)


def _each(name, value, labs, high, unit=""):
    """One value for all labs, or one for each; a fresh float64[labs]."""
    if np.ndim(_validate.rectangular(name, value)) == 0:
        value = np.full(labs, _validate.number(name, value, 0.0, high, unit))
    return _validate.shaped(name, value, (labs,), 0.0, high, unit)


def _fine(fine_rate):
    return _validate.number("fine_rate", fine_rate, 0.0, 1e6, "prizes/yr")
