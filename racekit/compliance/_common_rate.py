"""Equal labs that all move at one rate under a fine: where nobody wants to change it."""

import math
from dataclasses import dataclass

from racekit._equal_labs import common_wish
from racekit.compliance._replies import checked_standard
from racekit.race import Race, checked


@dataclass(frozen=True, slots=True)
class Rule:
    """Equal labs under fines, in rates; every coefficient is times kappa, against overflow."""

    race: Race
    standard: float

    @property
    def speed(self):
        return float(self.race.speed[0])

    @property
    def target(self):
        """Rate at the standard."""
        return float(self.race.races.rates(self.standard)[0])

    def safety(self, rate):
        if rate == self.target:
            return self.standard
        return float(self.race.races.safety_at(rate)[0])

    def wish(self):
        """c, b, q: at a common rate l each lab would go faster iff ``c + b l - q l**2`` > 0."""
        return common_wish(self.race.races)

    def free(self):
        """Common rate without a rule."""
        slowest = float(self.race.races.rates(1.0)[0])
        return max(slowest, min(max(_roots(*self.wish())), self.speed))

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


def equilibria_at(rule, fine):
    """Equilibria as (rate, stable), the slowest first."""
    if rule.target >= rule.free():
        return [(rule.free(), True)]
    least, (most, slowest) = rule.fine_at(rule.target), rule.fold()
    found = [(rate, rate >= slowest and fine < most) for rate in rule.cheating(fine)]
    if fine >= least:
        found.insert(0, (rule.target, fine > least or most == least))
    return found


def next_equilibrium(rule, rate, fine):
    """Equilibrium that labs at a common rate move to."""
    rates = [found for found, _ in equilibria_at(rule, fine)]
    if rate > rule.target and rule.fine_at(rate) > fine:
        return min((found for found in rates if found >= rate), default=rates[-1])
    if rate == rule.target and rule.fine_at(rate) > fine:
        return min((found for found in rates if found > rate), default=rates[-1])
    return max((found for found in rates if found <= rate), default=rates[0])


def rule_of(race, standard):
    """A `Rule`, or an error that says what a closed form needs."""
    checked(race, equal=True, straight=True)
    return Rule(race, checked_standard(standard))
