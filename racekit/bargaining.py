"""What labs would choose together: profiles better for all, bargains, and sharing the prize."""

from dataclasses import dataclass

import numpy as np

from racekit import _bargain, _validate
from racekit.race import checked


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """What labs agree on when each can fall back on the race.

    Attributes
    ----------
    safety : float64[labs]
        s, what each lab does [-].
    payoffs : float64[labs]
        What each lab gets, payments included [prizes].
    payments : float64[labs]
        What each lab receives from the others [prizes]; negative where it pays. Sum to 0.
    disagreement : float64[labs]
        V, what each lab gets in Nash [prizes].
    """

    safety: np.ndarray
    payoffs: np.ndarray
    payments: np.ndarray
    disagreement: np.ndarray

    def __post_init__(self):
        for name in self.__slots__:
            object.__setattr__(self, name, _validate.frozen(getattr(self, name)))


def better_for_all(race):
    """Safety at which every lab gets more than in Nash, or None if there is none.

    Of all such profiles it is the one that `agreement` settles on without payments.

    Parameters
    ----------
    race : Race
        Not with discount 0 and safety_tax 1 at once (see `agreement`).

    Returns
    -------
    float64[labs] or None

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    With one milestone and danger linear in safety the answer is exact, but for gains under 1e-10
    of a lab's payoffs, which count as none. In the coordinates ``rate/(Lambda + rho)`` and
    ``1/(Lambda + rho)`` payoffs are then concave, so if any profile is better for all, so is a
    small step from Nash towards it: a linear programme over the slopes at Nash finds the step or
    shows that there is none. The search also tries the ways to the planner's and to full safety,
    which is all it has to go by where payoffs are not concave.

    Racing may add danger, by the planner's measure, and yet nothing be better for all: a lab that
    does all the safety work in Nash has nothing to give in return for the others' care, unless
    there are payments. In random races in which racing adds danger a better profile existed
    in all where every lab was inside its range, in nearly all where some did no safety work, and
    in about three of five where some did all of it.

    Examples
    --------
    >>> better_for_all(Race([1.0, 5.0])).round(6)
    array([0.788989, 1.      ])
    >>> better_for_all(Race.equal(2, enmity=0.0)) is None
    True
    """
    settled = agreement(race)
    gains = settled.payoffs > settled.disagreement
    return settled.safety if gains.all() else None


def agreement(race, payments=False, power=None):
    """Nash bargaining solution of a race, from its Nash payoffs.

    Parameters
    ----------
    race : Race
        Not with discount 0 and safety_tax 1 at once: ever slower races would then pay ever
        more, and nothing would be best.
    payments : bool
        Whether labs can pay each other. Without, they choose safety alone, and maximise the
        product of their gains over Nash. With, they maximise the sum of the labs' payoffs and
        share what it exceeds the sum of the Nash payoffs by.
    power : array_like, float64[labs], optional
        Bargaining power [-], in [0, 1e6], not all 0; only its shares count. The exponent of each
        gain in the product, or each lab's share of the surplus. Equal if left out. In the product
        a share under 1e-10 counts as 1e-10: without power a lab gets as good as Nash, not less.

    Returns
    -------
    Agreement
        Nash itself, with payments 0, where there is nothing to gain: without payments, where no
        profile is better for all; with, where none has a greater sum.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    The sum of the labs' payoffs is what `Race.planner` maximises if enmity is 0 and harm equal,
    or if harm is 0 and every two labs' enmity is the same. Otherwise the two differ: the owner of
    all labs minds no rival's win, and counts the mean harm once where n labs suffer it.

    With one milestone and danger linear in safety every local maximum is the global one (see
    `better_for_all`). Otherwise the best of the climbs from several starts is returned.
    Payoffs are accurate to 1e-8 of the largest that a lab has, of either sign, in Nash, at the
    planner's and at the least and the full safety; for harm up to 1 that is about 1e-8 prizes.

    Nash, J. F. (1950), "The bargaining problem", Econometrica 18(2).

    Examples
    --------
    >>> nations = Race([1.0, 5.0])
    >>> agreement(nations).payoffs.round(6)
    array([0.238002, 0.704816])
    >>> settled = agreement(nations, payments=True)
    >>> settled.safety, settled.payoffs.round(6), settled.payments.round(6)
    (array([1., 1.]), array([0.260654, 0.699346]), array([ 0.100654, -0.100654]))
    """
    race, payments = _checked(race), _validate.flag("payments", payments)
    shares = _shares(power, race.n)
    nash = race.nash()
    table = _bargain.Table(race, nash, None if payments else shares)
    safety = table.settle()
    if safety is None:
        return Agreement(nash, table.disagreement, np.zeros(race.n), table.disagreement)
    earned = net = _bargain.payoffs(race, safety)
    if payments:
        net = table.disagreement + shares * (earned - table.disagreement).sum()
    return Agreement(safety, net, net - earned, table.disagreement)


def shared_prize(race, keeps):
    """Return the race in which the winner shares the prize (a windfall clause).

    The winner keeps a share x, the other labs divide the rest equally.

    Parameters
    ----------
    race : Race
        Every lab's enmity must have the same sum over its rivals, or the labs' payoffs would come
        out in different units.
    keeps : float
        x, share of the prize that the winner keeps [-], in [1/labs, 1].

    Returns
    -------
    Race
        With other enmity and harm. Its payoffs are in units of what an own safe win is now worth,
        ``X = x + (1 - x)(1 - e)`` old prizes with e the mean enmity; times X they are old prizes.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, its range with unit, and the value given.

    Notes
    -----
    A lab values a piece of the prize at its size in its own hands, and at ``1 - e_ij`` times that
    in j's. With ``y = (1 - x)/(n - 1)`` for each loser, an own win is worth
    ``X = x + y sum_k (1 - e_ik)``, and j's win ``X - (x - y) e_ij``. In units of X enmity is
    ``e' = (x - y) e / X`` and harm, which is not shared, ``h' = h/X``. From e = 1 this is
    ``e' = 1 - (1 - x)/((n - 1) x)`` and ``h' = h/x``; with e = 0 nothing changes.

    Ask the old race for `Race.planner` and `Race.price_of_racing`: an owner of all labs keeps
    the whole prize, however it is shared, so that with harm > 0 the new race's are not the same.

    Examples
    --------
    >>> shared = shared_prize(Race.equal(2), keeps=0.75)
    >>> shared.nash().round(6), float(shared.disaster_probability(shared.nash()).round(6))
    (array([0.520966, 0.520966]), 0.191614)
    """
    race = checked(race, milestones=True)
    # 1/labs may be rounded either way
    keeps = _validate.number("keeps", keeps, (1.0 - 1e-12) / race.n, 1.0)
    if race.n == 1 or keeps == 1.0:
        return race
    enmity = race.enmity_matrix()
    others, sums = race.n - 1, enmity.sum(axis=1)
    if np.ptp(sums) > 1e-12 * others:
        raise ValueError(
            f"race must give each lab's enmity the same sum over its rivals (one unit of payoff "
            f"for all), got sums in [{sums.min():g}, {sums.max():g}]"
        )
    loser = (1.0 - keeps) / others
    own_win = keeps + loser * (others - sums[0])
    factor = max(0.0, keeps - loser) / own_win
    one_number = np.ndim(race.enmity) == 0
    return race.replace(
        enmity=factor * (race.enmity if one_number else enmity), harm=race.harm / own_win
    )


def _checked(race):
    checked(race, milestones=True)
    if race.discount == 0.0 and race.safety_tax == 1.0:
        raise ValueError(
            "race must have discount > 0 or safety_tax < 1 (ever slower races pay ever more), "
            "got discount 0 with safety_tax 1"
        )
    return race


def _shares(power, n):
    if power is None:
        return np.full(n, 1.0 / n)
    power = _validate.shaped("power", power, (n,), 0.0, 1e6)
    if not power.sum() > 0.0:
        raise ValueError(f"power must not be 0 for all labs, got {power}")
    return power / power.sum()
