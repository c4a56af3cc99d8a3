"""The inspection game: how often to inspect, and what announcing it is worth."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from racekit import _validate

_AMOUNTS = {"gain": True, "fine": False, "cost": True, "loss": True}  # name: is 0 refused


def leadership(gain, fine, detection_chance=1.0):
    """Announced probability of inspection that just deters.

    Parameters
    ----------
    gain : float
        g, what cheating brings if it is not caught [prizes], in (0, 1e6].
    fine : float
        f, what it costs if it is caught [prizes], in [0, 1e6].
    detection_chance : float
        d, probability that an inspection catches a cheater [-], in (0, 1].

    Returns
    -------
    float
        ``g / (d (g + f))``; inf where no inspection, however sure, would deter.

    Notes
    -----
    The inspector moves first and is believed; anything above deters. M. Maschler (1966), as told
    by R. Avenhaus, M. Canty and B. von Stengel.

    Examples
    --------
    >>> leadership(gain=1, fine=4, detection_chance=0.8)
    0.25
    """
    return _deterring(
        _validate.number("gain", gain, 0.0, 1e6, "prizes", low_open=True),
        _validate.number("fine", fine, 0.0, 1e6, "prizes"),
        _validate.number("detection_chance", detection_chance, 0.0, 1.0, low_open=True),
    )


class Frequencies(NamedTuple):
    """Probability of inspecting and of cheating [-], for instance as arguments of ``values``."""

    inspect: float
    cheat: float


class Sides(NamedTuple):
    """What the inspector and the lab get [prizes]."""

    inspector: float
    lab: float


@dataclass(frozen=True, slots=True)
class InspectionGame:
    """An inspector who would rather stay at home, a lab that would rather cheat unseen.

    Parameters
    ----------
    gain, fine, detection_chance
        As in `leadership`.
    cost : float
        k, what an inspection costs the inspector [prizes], in (0, 1e6].
    loss : float
        L, what undetected cheating costs the inspector [prizes], in (0, 1e6].

    Examples
    --------
    >>> game = InspectionGame(gain=1, fine=4, cost=0.2, loss=2)
    >>> game.equilibrium()
    Frequencies(inspect=0.2, cheat=0.1)
    >>> [round(game.values(0.2, cheat).inspector, 6) for cheat in (0.1, 0.0)]  # played, announced
    [-0.2, -0.04]
    """

    gain: float = 1.0
    fine: float = 4.0
    cost: float = 0.2
    loss: float = 2.0
    detection_chance: float = 1.0

    def __post_init__(self):
        for name, low_open in _AMOUNTS.items():
            value = getattr(self, name)
            value = _validate.number(name, value, 0.0, 1e6, "prizes", low_open=low_open)
            object.__setattr__(self, name, value)
        sure = _validate.number("detection_chance", self.detection_chance, 0.0, 1.0, low_open=True)
        object.__setattr__(self, "detection_chance", sure)

    def payoffs(self):
        """Payoffs of both [prizes], each float64[inspect or not, comply or cheat].

        Examples
        --------
        >>> InspectionGame().payoffs().lab
        array([[ 0., -4.],
               [ 0.,  1.]])
        """
        seen, missed = self.detection_chance, 1.0 - self.detection_chance
        inspector = [[-self.cost, -self.cost - missed * self.loss], [0.0, -self.loss]]
        caught = missed * self.gain - seen * self.fine
        return Sides(np.array(inspector), np.array([[0.0, caught], [0.0, self.gain]]))

    def equilibrium(self):
        """Probabilities of inspecting and of cheating in Nash equilibrium, `Frequencies`.

        Mixed, ``g / (d (g + f))`` and ``k / (d L)``, so that a heavier fine lowers inspections,
        not cheating. Pure (0, 1) where an inspection costs more than it saves, else (1, 1) where
        none can deter; on either border the one that inspects less.

        Examples
        --------
        >>> InspectionGame(fine=9).equilibrium()
        Frequencies(inspect=0.1, cheat=0.1)
        """
        cheat = self.cost / (self.detection_chance * self.loss)
        inspect = _deterring(self.gain, self.fine, self.detection_chance)
        if cheat >= 1.0:
            return Frequencies(0.0, 1.0)
        return Frequencies(1.0, 1.0) if math.isinf(inspect) else Frequencies(inspect, cheat)

    @np.errstate(under="ignore")
    def values(self, inspect, cheat):
        """Expected payoffs of inspector and lab when they inspect and cheat this often [prizes].

        Examples
        --------
        >>> InspectionGame().values(inspect=0.0, cheat=1.0)
        Sides(inspector=-2.0, lab=1.0)
        """
        inspect = _validate.number("inspect", inspect, 0.0, 1.0)
        cheat = _validate.number("cheat", cheat, 0.0, 1.0)
        rows, columns = np.array([inspect, 1.0 - inspect]), np.array([1.0 - cheat, cheat])
        return Sides(*(float(rows @ payoffs @ columns) for payoffs in self.payoffs()))


def _deterring(gain, fine, detection_chance):
    probability = gain / (detection_chance * (gain + fine))
    return probability if probability <= 1.0 else math.inf
