"""Payoffs of the race with safety norms (DSAIR), and its thresholds.

Every round two developers choose to work safely (speed 1, cost c) or unsafely (speed s); a round
is worth b, shared in proportion to speed; whoever first completes W units of work wins B, halved
if both arrive together; an unsafe winner loses everything with probability p_r. Payoffs are
averages per round of the race, to the row player.
"""

from dataclasses import dataclass

import numpy as np

from racekit import _validate

_RANGES = {
    "speed": (1.0, 10.0),
    "risk": (0.0, 1.0),
    "rounds": (10.0, 1e9, "rounds"),
    "benefit": (0.0, 1e6, "value a round"),
    "cost": (0.0, 1e6, "value a round"),
    "prize": (0.0, 1e12, "value"),
    "detection_chance": (0.0, 1.0),
    "price": (0.0, 1.0),
    "effect": (0.0, 100.0),
    "arrangement_cost": (0.0, 1e6, "value a round"),
}


def dsair(speed=1.5, risk=0.75, rounds=100, benefit=4, cost=1, prize=1e4, detection_chance=0):
    """Race-average payoffs of always safe, always unsafe and conditionally safe (AS, AU, CS).

    CS works safely in the first round and then does what its rival did the round before.

    Parameters
    ----------
    speed : array_like, float
        s, speed of unsafe work, safe work having speed 1 [-], in [1, 10].
    risk : array_like, float
        p_r, probability that an unsafe winner loses everything [-], in [0, 1].
    rounds : array_like, float
        W, rounds of safe work that the race takes [rounds], in [10, 1e9]; about 100 for an early
        race, 1e6 for a late one.
    benefit, cost : array_like, float
        b and c, worth of leading one round; cost of a round's safety [value a round], in [0, 1e6].
    prize : array_like, float
        B, prize of the race [value], in [0, 1e12].
    detection_chance : array_like, float
        p_fo, probability that unsafe work is found out in a round, which then earns nothing of b
        [-], in [0, 1].

    Returns
    -------
    float64[..., 3, 3]
        ``[own strategy, rival's]`` [value a round]; the parameters broadcast to the leading axes.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range, and the value given.

    Notes
    -----
    Han, Pereira, Santos and Lenaerts (2020), arXiv:1907.12393, "recognition" included as
    ``detection_chance``.
    The AS and AU entries follow a public implementation of the paper. The two entries of CS
    against AU are derived here from the rounds: one round safe against unsafe, then both unsafe
    until AU, one step ahead, wins after W/s rounds.

    Examples
    --------
    >>> dsair().round(4)
    array([[51.    ,  0.6   , 51.    ],
           [38.1   , 19.25  , 38.0015],
           [51.    ,  1.979 , 51.    ]])
    """
    s, p_r, W, b, c, B, p_fo = checked(
        speed=speed, risk=risk, rounds=rounds, benefit=benefit, cost=cost, prize=prize,
        detection_chance=detection_chance,
    )  # fmt: skip
    keep = 1.0 - p_r
    safe, behind, ahead, unsafe = race_averages(s, W, b, c, B, p_fo)
    copying, copied = _copied_race(s, W, b, c, B, p_fo)
    rows = [
        [safe, behind, safe],
        [keep * ahead, keep * unsafe, keep * copied],
        [safe, copying, safe],
    ]
    return matrix(rows)


@dataclass(frozen=True, slots=True, eq=False)
class Thresholds:
    """Values of p_r [-] that part the regimes of the race; one number or an array each.

    A threshold below 0 or above 1 is never crossed.

    Attributes
    ----------
    social : float
        Above it two safe developers fare better than two unsafe ones; 1 - 1/s when B/W >> b.
    risk_dominance : float
        Above it AS risk-dominates AU (does better against an even mix of both);
        1 - 1/(3 s) when B/W >> b.
    conditional : float
        Above it CS risk-dominates AU.
    equal_fixation : float
        Above it one AS among AU is likelier to take over than one AU among AS.
    """

    social: float
    risk_dominance: float
    conditional: float
    equal_fixation: float


@np.errstate(under="ignore")
def thresholds(speed=1.5, rounds=100, benefit=4, cost=1, prize=1e4, detection_chance=0, size=100):
    """Thresholds in p_r of the race of `dsair`.

    Parameters
    ----------
    speed, rounds, benefit, cost, prize, detection_chance : array_like, float
        As in `dsair`; benefit and prize not both 0.
    size : int
        Z, players in the population, for ``equal_fixation``, in 2..1e6.

    Returns
    -------
    Thresholds

    Notes
    -----
    Han et al. (2020), arXiv:1907.12393, for ``social`` and ``risk_dominance``. The equality of
    the fixation probabilities, (Z - 2) AS,AS + Z AS,AU = (Z - 2) AU,AU + Z AU,AS, holds for every
    intensity of selection and tends to risk dominance in a large population.

    Examples
    --------
    >>> t = thresholds(speed=1.5)
    >>> round(t.social, 6), round(t.risk_dominance, 6), round(t.equal_fixation, 6)
    (0.337662, 0.775065, 0.778022)
    """
    s, W, b, c, B, p_fo = checked(
        speed=speed, rounds=rounds, benefit=benefit, cost=cost, prize=prize,
        detection_chance=detection_chance,
    )  # fmt: skip
    size = _validate.integer("size", size, 2, 10**6)
    safe, behind, ahead, unsafe = race_averages(s, W, b, c, B, p_fo)
    copying, copied = _copied_race(s, W, b, c, B, p_fo)
    if not np.all(unsafe > 0.0):
        raise ValueError(
            f"prize must lie above 0 where benefit (1 - detection_chance^2) is 0, got {B.min():g}"
        )
    lines = (
        1.0 - safe / unsafe,
        1.0 - (safe + behind) / (ahead + unsafe),
        1.0 - (safe + copying) / (copied + unsafe),
        1.0 - ((size - 2) * safe + size * behind) / ((size - 2) * unsafe + size * ahead),
    )
    return Thresholds(*(line if np.ndim(line) else float(line) for line in lines))


def region(risk, speed=1.5, rounds=100, benefit=4, cost=1, prize=1e4, detection_chance=0):
    """Name what AS and AU make of a race: is safety wanted, and does it win?

    Parameters
    ----------
    risk, speed, rounds, benefit, cost, prize, detection_chance : array_like, float
        As in `dsair`.

    Returns
    -------
    str or array of str
        "innovation": unsafe work is better for both, and wins; "dilemma": safety is better, yet
        unsafe work wins; "safety": safety is better and wins by itself; "overcautious": safety
        wins though unsafe work is better.

    Examples
    --------
    >>> region([0.2, 0.5, 0.9]).tolist()
    ['innovation', 'dilemma', 'safety']
    """
    p_r, *_ = checked(risk=risk, speed=speed, rounds=rounds, benefit=benefit, cost=cost,
                      prize=prize, detection_chance=detection_chance)  # fmt: skip
    line = thresholds(speed, rounds, benefit, cost, prize, detection_chance)
    wanted, wins = p_r > line.social, p_r > line.risk_dominance
    names = np.where(wanted, "dilemma", "innovation")
    names = np.where(wins, np.where(wanted, "safety", "overcautious"), names)
    return str(names) if names.ndim == 0 else names


def checked(**given):
    """The parameters as arrays of one shape, each inside its range."""
    values = [_validate.array(name, value, *_RANGES[name]) for name, value in given.items()]
    try:
        return np.broadcast_arrays(*values)
    except ValueError:
        shapes = ", ".join(f"{n} {v.shape}" for n, v in zip(given, values, strict=True))
        raise ValueError(f"shapes must broadcast together, got {shapes}") from None


@np.errstate(under="ignore")
def one_round(s, b, c, p_fo=0.0):
    """One round's payoffs: safe both, safe against unsafe, unsafe against safe, unsafe both."""
    found = 1.0 - p_fo
    return (
        b / 2.0 - c,
        found * b / (s + 1.0) + p_fo * b - c,
        found * s * b / (s + 1.0),
        (1.0 - p_fo**2) * b / 2.0,
    )


@np.errstate(under="ignore")
def race_averages(s, W, b, c, B, p_fo=0.0):
    """The same over the whole race, prize included, before risk."""
    safe, behind, ahead, unsafe = one_round(s, b, c, p_fo)
    return safe + B / (2.0 * W), behind, ahead + s * B / W, unsafe + s * B / (2.0 * W)


@np.errstate(under="ignore")
def _copied_race(s, W, b, c, B, p_fo):
    """CS against AU and AU against CS over the whole race, before risk."""
    _, behind, ahead, unsafe = one_round(s, b, c, p_fo)
    first = s / W  # the first round's part of the race
    return (
        first * behind + (1.0 - first) * unsafe,
        first * ahead + (1.0 - first) * unsafe + s * B / W,
    )


def matrix(rows):
    """The rows as one array; the axes of the parameters lead."""
    return np.ascontiguousarray(np.moveaxis(np.array(rows), (0, 1), (-2, -1)))
