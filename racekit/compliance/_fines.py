"""Equal labs under a standard enforced by fines: all equilibria, and the way between them."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from racekit import _validate
from racekit.compliance._common_rate import equilibria_at, next_equilibrium, rule_of
from racekit.compliance._replies import checked_fine_rate


@np.errstate(under="ignore")
def equilibria(race, standard, fine_rate):
    """Every equilibrium in which all labs do alike under a standard enforced by fines.

    While it races, a lab with safety s below the standard pays ``fine_rate * (standard - s)``
    a year.

    Parameters
    ----------
    race : Race
        One milestone, equal labs (speeds, beliefs; enmity and harm one number each), curve 1.
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
    Below the standard a fine lowers alpha of the best reply by ``f / (kappa a)`` and raises A by
    that much times the rate at the standard; the payoff stays quasi-concave, so that the first-
    order condition, a quadratic in the common rate, decides. Equilibria in which equal labs do
    not do alike are not looked for; `settle` also finds those. The derivation is in
    lessons/A_the_model.ipynb, "Fines on equal labs".

    With discount 0 and safety_tax 1 a race at full safety takes forever; its payoff is then the
    limit of ever slower races.

    Examples
    --------
    >>> from racekit.race import Race
    >>> race = Race.hardest(2, discount=0.0)
    >>> equilibria(race, standard=0.95, fine_rate=0.44)[["safety", "complies", "stable"]]
         safety  complies  stable
    0  0.950000      True    True
    1  0.943785     False   False
    2  0.869548     False    True
    """
    rule = rule_of(race, standard)
    return _described(rule, checked_fine_rate(fine_rate))


@np.errstate(under="ignore")
def critical_fine_rate(race, standard):
    """Least fine at which all labs comply in equilibrium [prizes/yr], >= 0.

    Parameters
    ----------
    race, standard
        As in `equilibria`.

    Examples
    --------
    >>> from racekit.race import Race
    >>> race = Race.hardest(2, discount=0.0)
    >>> round(critical_fine_rate(race, standard=0.95), 6)
    0.425
    """
    rule = rule_of(race, standard)
    return max(0.0, float(rule.fine_at(rule.target)))


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


@np.errstate(under="ignore")
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
    >>> from racekit.race import Race
    >>> race = Race.hardest(2, discount=0.0)
    >>> both = band(race, standard=0.95)
    >>> round(both.low, 6), round(both.high, 6)
    (0.425, 0.469338)
    """
    rule = rule_of(race, standard)
    return Band(*(max(0.0, float(fine)) for fine in (rule.fine_at(rule.target), rule.fold()[0])))


@np.errstate(under="ignore")
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
    >>> from racekit.race import Race
    >>> race = Race.hardest(2, discount=0.0)
    >>> hysteresis(race, standard=0.95, fine_rates=[0.42, 0.44, 0.48]).round(3)
               rising  falling
    fine_rate
    0.42        0.855    0.855
    0.44        0.870    0.950
    0.48        0.950    0.950
    """
    rule = rule_of(race, standard)
    rates = _validate.array("fine_rates", fine_rates, 0.0, 1e6, "prizes/yr")
    if rates.ndim != 1 or (np.diff(rates) <= 0.0).any():
        raise ValueError(f"fine_rates must be a rising list of prizes/yr, got {rates}")
    path, pace = [], rule.speed
    for rate in [*rates, *rates[::-1]]:
        pace = next_equilibrium(rule, pace, rate)
        path.append(rule.safety(pace))
    rising, falling = path[: rates.size], path[rates.size :][::-1]
    index = pd.Index(rates, name="fine_rate")
    return pd.DataFrame({"rising": rising, "falling": falling}, index=index)


def _described(rule, fine):
    race, rows = rule.race, []
    for rate, stable in equilibria_at(rule, fine):
        safety = rule.safety(rate)
        everyone = np.full(race.n, safety)
        years = float(race.expected_years(everyone))
        fines = fine * max(0.0, rule.standard - safety)
        fines = fines / (race.n * rate + race.discount) if fines else 0.0
        endless = math.isinf(years)
        believed = race.payoffs(everyone, believed=True)
        payoff = race.races.unhurried() if endless else believed
        payoff = float(payoff[0]) - (0.0 if endless else fines)
        risk = float(race.disaster_probability(everyone))
        rows.append((safety, safety >= rule.standard, stable, risk, years, payoff, fines))
    columns = "safety complies stable disaster_probability years payoff fines"
    return pd.DataFrame(rows, columns=columns.split())


