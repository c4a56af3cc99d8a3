"""Incentives and commitments in the race with safety norms (DSAIR); see `racekit._dsair`."""

import numpy as np

from racekit._dsair import checked, matrix, one_round, race_averages


@np.errstate(under="ignore")
def peer_punishment(
    price=0.3, effect=1.0, speed=1.5, risk=0.75, rounds=100, benefit=4, cost=1, prize=1e4
):  # fmt: skip
    """Race-average payoffs of AS, AU and safe developers who slow down unsafe rivals (PS).

    Parameters
    ----------
    price : array_like, float
        s_alpha, speed that a punisher gives up [-], in [0, 1].
    effect : array_like, float
        s_beta, speed that its unsafe rival loses [-], in [0, 100]; from s on the rival stands
        still.
    speed, risk, rounds, benefit, cost, prize
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
    price, effect, s, p_r, W, b, c, B = checked(
        price=price, effect=effect, speed=speed, risk=risk, rounds=rounds, benefit=benefit,
        cost=cost, prize=prize,
    )  # fmt: skip
    keep = 1.0 - p_r
    safe, behind, ahead, unsafe = race_averages(s, W, b, c, B)
    punisher, punished = _punished_race(price, effect, s, keep, W, b, c, B)
    rows = [
        [safe, behind, safe],
        [keep * ahead, keep * unsafe, punished],
        [safe, punisher, safe],
    ]
    return matrix(rows)


@np.errstate(under="ignore")
def peer_reward(
    price=0.1, effect=0.5, speed=1.5, risk=0.75, rounds=100, benefit=4, cost=1, prize=1e4
):  # fmt: skip
    """Race-average payoffs of AS, AU and safe developers who speed up safe rivals (RS).

    Parameters
    ----------
    price : array_like, float
        s_alpha, speed that a rewarder gives up [-], in [0, 1].
    effect : array_like, float
        s_beta, speed that its safe rival gains [-], in [0, 100].
    speed, risk, rounds, benefit, cost, prize
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
    price, effect, s, p_r, W, b, c, B = checked(
        price=price, effect=effect, speed=speed, risk=risk, rounds=rounds, benefit=benefit,
        cost=cost, prize=prize,
    )  # fmt: skip
    keep = 1.0 - p_r
    safe, behind, ahead, unsafe = race_averages(s, W, b, c, B)
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
    return matrix(rows)


@np.errstate(under="ignore")
def voluntary(
    arrangement_cost=0.5, price=0.3, effect=1.5, speed=1.5, risk=0.75, rounds=100, benefit=4,
    cost=1, prize=1e4,
):  # fmt: skip
    """Race-average payoffs when developers may pledge to be safe, and pledges are enforced.

    Strategies: AS-out and AU-out stay out; AS-in, AU-in and PS-in pledge, and then keep the
    pledge, break it, or keep it and punish who breaks it. Two who pledge share an agreement;
    facing an outsider there is none, and everybody inside works unsafely.

    Parameters
    ----------
    arrangement_cost : array_like, float
        eps, what an agreement costs each side [value a round], in [0, 1e6].
    price, effect, speed, risk, rounds, benefit, cost, prize
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
    eps, price, effect, s, p_r, W, b, c, B = checked(
        arrangement_cost=arrangement_cost, price=price, effect=effect,
        speed=speed, risk=risk, rounds=rounds, benefit=benefit, cost=cost, prize=prize,
    )  # fmt: skip
    keep = 1.0 - p_r
    safe, behind, ahead, unsafe = race_averages(s, W, b, c, B)
    ahead, unsafe = keep * ahead, keep * unsafe
    punisher, punished = _punished_race(price, effect, s, keep, W, b, c, B)
    rows = [
        [safe, behind, behind, behind, behind],
        [ahead, unsafe, unsafe, unsafe, unsafe],
        [ahead, unsafe, safe - eps, behind - eps, safe - eps],
        [ahead, unsafe, ahead - eps, unsafe - eps, punished - eps],
        [ahead, unsafe, safe - eps, punisher - eps, safe - eps],
    ]
    return matrix(rows)


@np.errstate(under="ignore")
def _punished_race(price, effect, s, keep, W, b, c, B):
    """Punisher against unsafe and unsafe against punisher over the whole race, with risk."""
    _, behind, ahead, _ = one_round(s, b, c)
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
