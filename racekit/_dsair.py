"""Payoffs of the race with safety norms (DSAIR), its thresholds, incentives and commitments.

Every round two developers choose to work safely (speed 1, cost c) or unsafely (speed s); a round
is worth b, shared in proportion to speed; whoever first completes W units of work wins B, halved
if both arrive together; an unsafe winner loses everything with probability p_r. Payoffs are
averages per round of the race, to the row player.
"""

from dataclasses import dataclass

import numpy as np

from racekit import _validate

_RANGES = {
    "s": (1.0, 10.0),
    "p_r": (0.0, 1.0),
    "W": (10.0, 1e9, "rounds"),
    "b": (0.0, 1e6, "value a round"),
    "c": (0.0, 1e6, "value a round"),
    "B": (0.0, 1e12, "value"),
    "p_fo": (0.0, 1.0),
    "price": (0.0, 1.0),
    "effect": (0.0, 100.0),
    "arrangement_cost": (0.0, 1e6, "value a round"),
}


def dsair(s=1.5, p_r=0.75, W=100, b=4, c=1, B=1e4, p_fo=0):
    """Race-average payoffs of always safe, always unsafe and conditionally safe (AS, AU, CS).

    CS works safely in the first round and then does what its rival did the round before.

    Parameters
    ----------
    s : array_like, float
        Speed of unsafe work, safe work having speed 1 [-], in [1, 10].
    p_r : array_like, float
        Probability that an unsafe winner loses everything [-], in [0, 1].
    W : array_like, float
        Rounds of safe work that the race takes [rounds], in [10, 1e9]; about 100 for an early
        race, 1e6 for a late one.
    b, c : array_like, float
        Worth of leading one round; cost of a round's safety [value a round], in [0, 1e6].
    B : array_like, float
        Prize of the race [value], in [0, 1e12].
    p_fo : array_like, float
        Probability that unsafe work is found out in a round, which then earns nothing of b [-],
        in [0, 1].

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
    Han, Pereira, Santos and Lenaerts (2020), arXiv:1907.12393, "recognition" included as p_fo.
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
    s, p_r, W, b, c, B, p_fo = _checked(s=s, p_r=p_r, W=W, b=b, c=c, B=B, p_fo=p_fo)
    keep = 1.0 - p_r
    safe, behind, ahead, unsafe = _race_averages(s, W, b, c, B, p_fo)
    copying, copied = _copied_race(s, W, b, c, B, p_fo)
    rows = [
        [safe, behind, safe],
        [keep * ahead, keep * unsafe, keep * copied],
        [safe, copying, safe],
    ]
    return _matrix(rows)


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


def thresholds(s=1.5, W=100, b=4, c=1, B=1e4, p_fo=0, size=100):
    """Thresholds in p_r of the race of `dsair`.

    Parameters
    ----------
    s, W, b, c, B, p_fo : array_like, float
        As in `dsair`; b and B not both 0.
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
    >>> t = thresholds(s=1.5)
    >>> round(t.social, 6), round(t.risk_dominance, 6), round(t.equal_fixation, 6)
    (0.337662, 0.775065, 0.778022)
    """
    s, W, b, c, B, p_fo = _checked(s=s, W=W, b=b, c=c, B=B, p_fo=p_fo)
    size = _validate.integer("size", size, 2, 10**6)
    safe, behind, ahead, unsafe = _race_averages(s, W, b, c, B, p_fo)
    copying, copied = _copied_race(s, W, b, c, B, p_fo)
    if not np.all(unsafe > 0.0):
        raise ValueError(f"B must lie above 0 where b (1 - p_fo^2) is 0, got {B.min():g}")
    lines = (
        1.0 - safe / unsafe,
        1.0 - (safe + behind) / (ahead + unsafe),
        1.0 - (safe + copying) / (copied + unsafe),
        1.0 - ((size - 2) * safe + size * behind) / ((size - 2) * unsafe + size * ahead),
    )
    return Thresholds(*(line if np.ndim(line) else float(line) for line in lines))


def region(p_r, s=1.5, W=100, b=4, c=1, B=1e4, p_fo=0):
    """Name what AS and AU make of a race: is safety wanted, and does it win?

    Parameters
    ----------
    p_r, s, W, b, c, B, p_fo : array_like, float
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
    (p_r,) = _checked(p_r=p_r)
    line = thresholds(s, W, b, c, B, p_fo)
    wanted, wins = p_r > line.social, p_r > line.risk_dominance
    names = np.where(wanted, "dilemma", "innovation")
    names = np.where(wins, np.where(wanted, "safety", "overcautious"), names)
    return str(names) if names.ndim == 0 else names


def peer_punishment(price=0.3, effect=1.0, s=1.5, p_r=0.75, W=100, b=4, c=1, B=1e4):
    """Race-average payoffs of AS, AU and safe developers who slow down unsafe rivals (PS).

    Parameters
    ----------
    price : array_like, float
        s_alpha, speed that a punisher gives up [-], in [0, 1].
    effect : array_like, float
        s_beta, speed that its unsafe rival loses [-], in [0, 100]; from s on the rival stands
        still.
    s, p_r, W, b, c, B
        As in `dsair`.

    Returns
    -------
    float64[..., 3, 3]
        ``[own strategy, rival's]`` [value a round].

    Notes
    -----
    Han, Pereira, Lenaerts and Santos (2021), PLOS ONE 16(1) e0244592; the payoffs follow a public
    implementation. The first round is played at full speed, the rest at the cut speeds; the race
    lasts R = 1 + min((W - s)/(s - s_beta), (W - 1)/(1 - s_alpha)) rounds, and risk strikes only
    an unsafe winner. Derived here: if both arrive together they halve B; if both stand still the
    averages are those of the standstill. For large B, PS risk-dominates AU where
    p_r > 1 - 1/(s + 2 W/R), and p_r > 1 - (3 - 2 s_alpha)/s where s_beta >= s.

    Examples
    --------
    >>> peer_punishment(price=0.3, effect=1.5).round(1)
    array([[51. ,  0.6, 51. ],
           [38.1, 19.2,  0. ],
           [51. , 73.2, 51. ]])
    """
    price, effect, s, p_r, W, b, c, B = _checked(
        price=price, effect=effect, s=s, p_r=p_r, W=W, b=b, c=c, B=B
    )
    keep = 1.0 - p_r
    safe, behind, ahead, unsafe = _race_averages(s, W, b, c, B)
    punisher, punished = _punished_race(price, effect, s, keep, W, b, c, B)
    rows = [
        [safe, behind, safe],
        [keep * ahead, keep * unsafe, punished],
        [safe, punisher, safe],
    ]
    return _matrix(rows)


def peer_reward(price=0.1, effect=0.5, s=1.5, p_r=0.75, W=100, b=4, c=1, B=1e4):
    """Race-average payoffs of AS, AU and safe developers who speed up safe rivals (RS).

    Parameters
    ----------
    price : array_like, float
        s_alpha, speed that a rewarder gives up [-], in [0, 1].
    effect : array_like, float
        s_beta, speed that its safe rival gains [-], in [0, 100].
    s, p_r, W, b, c, B
        As in `dsair`.

    Returns
    -------
    float64[..., 3, 3]
        ``[own strategy, rival's]`` [value a round].

    Notes
    -----
    As `peer_punishment`. As in the public implementation the change of speed acts on the prize
    (two rewarders move at 1 + s_beta - s_alpha; a rewarded AS wins alone at 1 + s_beta) and not
    on the share of b, nor does it leave the first round out. That implementation pays AS against
    AU what an unsafe developer earns, a slip against the rounds of the race: put right here.
    If price and effect are both 0 a rewarder is an AS, and the two arrive together (derived).

    Examples
    --------
    >>> peer_reward().round(2)
    array([[ 51.  ,   0.6 , 151.  ],
           [ 38.1 ,  19.25,  38.1 ],
           [  1.  ,   0.6 ,  71.  ]])
    """
    price, effect, s, p_r, W, b, c, B = _checked(
        price=price, effect=effect, s=s, p_r=p_r, W=W, b=b, c=c, B=B
    )
    keep = 1.0 - p_r
    safe, behind, ahead, unsafe = _race_averages(s, W, b, c, B)
    alone = np.where(price + effect > 0.0, 1.0, 0.5)  # the rewarded developer's part of B
    stage = safe - B / (2.0 * W)
    rewarded = stage + alone * B * (1.0 + effect) / W
    rewarder = stage + (1.0 - alone) * B / W
    both = stage + B * (1.0 + effect - price) / (2.0 * W)
    rows = [
        [safe, behind, rewarded],
        [keep * ahead, keep * unsafe, keep * ahead],
        [rewarder, behind, both],
    ]
    return _matrix(rows)


def voluntary(arrangement_cost=0.5, price=0.3, effect=1.5, s=1.5, p_r=0.75, W=100, b=4, c=1, B=1e4):
    """Race-average payoffs when developers may pledge to be safe, and pledges are enforced.

    Strategies: AS-out and AU-out stay out; AS-in, AU-in and PS-in pledge, and then keep the
    pledge, break it, or keep it and punish who breaks it. Two who pledge share an agreement;
    facing an outsider there is none, and everybody inside works unsafely.

    Parameters
    ----------
    arrangement_cost : array_like, float
        eps, what an agreement costs each side [value a round], in [0, 1e6].
    price, effect, s, p_r, W, b, c, B
        As in `peer_punishment`.

    Returns
    -------
    float64[..., 5, 5]
        ``[own strategy, rival's]`` [value a round], in the order above.

    Notes
    -----
    Han, Lenaerts, Santos and Pereira (2022), arXiv:2104.03741; the payoffs follow a public
    implementation. That one charges eps to PS-in against AS-out as well, where there is no
    agreement and where AS-in pays nothing; here nobody pays there (derived from the rule above).

    Examples
    --------
    >>> voluntary().round(2)
    array([[51.  ,  0.6 ,  0.6 ,  0.6 ,  0.6 ],
           [38.1 , 19.25, 19.25, 19.25, 19.25],
           [38.1 , 19.25, 50.5 ,  0.1 , 50.5 ],
           [38.1 , 19.25, 37.6 , 18.75, -0.48],
           [38.1 , 19.25, 50.5 , 72.69, 50.5 ]])
    """
    cost, price, effect, s, p_r, W, b, c, B = _checked(
        arrangement_cost=arrangement_cost, price=price, effect=effect,
        s=s, p_r=p_r, W=W, b=b, c=c, B=B,
    )  # fmt: skip
    keep = 1.0 - p_r
    safe, behind, ahead, unsafe = _race_averages(s, W, b, c, B)
    ahead, unsafe = keep * ahead, keep * unsafe
    punisher, punished = _punished_race(price, effect, s, keep, W, b, c, B)
    rows = [
        [safe, behind, behind, behind, behind],
        [ahead, unsafe, unsafe, unsafe, unsafe],
        [ahead, unsafe, safe - cost, behind - cost, safe - cost],
        [ahead, unsafe, ahead - cost, unsafe - cost, punished - cost],
        [ahead, unsafe, safe - cost, punisher - cost, safe - cost],
    ]
    return _matrix(rows)


def _checked(**given):
    """The parameters as arrays of one shape, each inside its range."""
    values = [_validate.array(name, value, *_RANGES[name]) for name, value in given.items()]
    try:
        return np.broadcast_arrays(*values)
    except ValueError:
        shapes = ", ".join(f"{n} {v.shape}" for n, v in zip(given, values, strict=True))
        raise ValueError(f"shapes must broadcast together, got {shapes}") from None


def _rounds(s, b, c, p_fo=0.0):
    """One round's payoffs: safe both, safe against unsafe, unsafe against safe, unsafe both."""
    found = 1.0 - p_fo
    return (
        b / 2.0 - c,
        found * b / (s + 1.0) + p_fo * b - c,
        found * s * b / (s + 1.0),
        (1.0 - p_fo**2) * b / 2.0,
    )


def _race_averages(s, W, b, c, B, p_fo=0.0):
    """The same over the whole race, prize included, before risk."""
    safe, behind, ahead, unsafe = _rounds(s, b, c, p_fo)
    return safe + B / (2.0 * W), behind, ahead + s * B / W, unsafe + s * B / (2.0 * W)


def _copied_race(s, W, b, c, B, p_fo):
    """CS against AU and AU against CS over the whole race, before risk."""
    _, behind, ahead, unsafe = _rounds(s, b, c, p_fo)
    first = s / W  # the first round's part of the race
    return (
        first * behind + (1.0 - first) * unsafe,
        first * ahead + (1.0 - first) * unsafe + s * B / W,
    )


def _punished_race(price, effect, s, keep, W, b, c, B):
    """Punisher against unsafe and unsafe against punisher over the whole race, with risk."""
    _, behind, ahead, _ = _rounds(s, b, c)
    own, cut = 1.0 - price, np.maximum(s - effect, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        own_time, cut_time = (W - 1.0) / own, np.where(cut > 0.0, (W - s) / cut, np.inf)
        share = np.where(own + cut > 0.0, own / (own + cut), 0.0)
    first = 1.0 / (1.0 + np.minimum(own_time, cut_time))  # 0 if both stand still
    won = np.where(cut_time < own_time, 0.0, np.where(cut_time == own_time, 0.5, 1.0))
    keep = np.where(cut_time <= own_time, keep, 1.0)
    cut_share = np.where(cut > 0.0, 1.0 - share, 0.0)
    punisher = first * (behind + won * B) + (1.0 - first) * (share * b - c)
    punished = first * (ahead + (1.0 - won) * B) + (1.0 - first) * cut_share * b
    return punisher, keep * punished


def _matrix(rows):
    """The rows as one array; the axes of the parameters lead."""
    return np.ascontiguousarray(np.moveaxis(np.array(rows), (0, 1), (-2, -1)))
