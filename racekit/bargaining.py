"""What labs would choose together: profiles better for all, bargains, and sharing the prize."""

from dataclasses import dataclass

import numpy as np

from racekit import _validate
from racekit.race import Race

# scipy is imported where it is used, as in _milestones

_NOTHING = 1e-10  # share of a lab's scale of payoffs below which a gain is rounding
_FLOORS = (1e-2, 1e-4, 1e-6, 1e-8, 1e-10)  # of the labs' shares of power, one after the other
_STEP = 1e-3
_STEEPEST = 1.0 - 1e-9  # safety tax above which the coordinate would reach infinity


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
    With one milestone and danger that falls no slower than in proportion to the rate, the answer
    is exact but for gains under 1e-10 of a lab's payoffs, which count as none. In the coordinates
    ``rate/(Lambda + rho)`` and ``1/(Lambda + rho)`` payoffs are concave, so if any profile is
    better for all then so is a small step from Nash towards it: a linear programme over the
    slopes at Nash finds the step or shows that there is none. With more milestones the search
    also tries the way to the planner's safety and to full safety.

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

    With one milestone every local maximum is the global one (see `better_for_all`), accurate to
    1e-8 prizes. With more, the best of the climbs from several starts is returned.

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
    table = _Table(race, nash, None if payments else shares)
    safety = table.settle()
    if safety is None:
        return Agreement(nash, table.disagreement, np.zeros(race.n), table.disagreement)
    earned = net = _payoffs(race, safety)
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
    race = _a_race(race)
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


def _payoffs(race, safety):
    """What labs reckon with when they bargain; the one place to say whose reckoning it is."""
    return race.payoffs(safety)


class _Table:
    """One bargain: what is maximised, over one coordinate v in [0, 1] a lab.

    v is the logarithm of the lab's rate, 0 at no and 1 at full safety: payoffs depend on ratios of
    rates, so that equal steps of v count alike however slow a lab goes.
    """

    def __init__(self, race, nash, shares):
        self.race = race
        self.shares = shares  # None: the sum of the payoffs is maximised
        self.bend = np.log1p(-min(race.safety_tax, _STEEPEST))
        self.nash, self.planner = self.place(nash), self.place(race.planner())
        self.disagreement = _payoffs(race, nash)
        profiles = np.stack([self.nash, self.planner, np.zeros(race.n), np.ones(race.n)])
        self.scale = np.abs(_payoffs(race, self.safety(profiles))).max(axis=0)
        self.scale[self.scale == 0.0] = 1.0

    def place(self, safety):
        return np.clip(np.log1p(safety * np.expm1(self.bend)) / self.bend, 0.0, 1.0)

    def safety(self, place):
        return np.minimum(np.expm1(place * self.bend) / np.expm1(self.bend), 1.0)

    def gains(self, place):
        """Gain of each lab over Nash, as a share of the scale of its payoffs."""
        return (_payoffs(self.race, self.safety(place)) - self.disagreement) / self.scale

    def value(self, gains):
        """What is maximised, float64[...]; -inf where some lab does not gain."""
        if self.shares is None:
            return gains @ self.scale / self.scale.sum()
        gaining = gains > 0.0
        logs = np.log(np.where(gaining, gains, 1.0)) @ self.shares
        return np.where(gaining.all(axis=-1), logs, -np.inf)

    def weights(self, gains):
        """Slope of the value in each lab's gain."""
        if self.shares is None:
            return self.scale / self.scale.sum()
        return self.shares / gains

    def slopes(self, place):
        """Slopes of each lab's gain in each lab's place, float64[..., gaining, moving].

        By differences of fourth order, inside [0, 1]: only the public answer is asked, so that
        every assumption of `Race` counts.
        """
        step = _STEP / max(1.0, -self.bend)
        room = np.minimum(place, 1.0 - place)
        central = room > 0.01 * step
        step = np.where(central, np.minimum(step, room / 4.0), np.where(place < 0.5, step, -step))
        nodes = np.where(central[..., None], [-2.0, -1.0, 0.0, 1.0, 2.0], np.arange(5.0))
        rule = np.where(
            central[..., None], [1.0, -8.0, 0.0, 8.0, -1.0], [-25.0, 48.0, -36.0, 16.0, -3.0]
        )
        moves = np.eye(self.race.n)[:, None, :] * (nodes * step[..., None])[..., None]
        gains = self.gains(np.clip(place[..., None, None, :] + moves, 0.0, 1.0))
        return np.einsum("...jki,...jk->...ij", gains, rule / (12.0 * step[..., None]))

    def settle(self):
        """Safety that maximises the value, or None if nothing is better than Nash."""
        asked = self.shares
        self.floor(asked, _FLOORS[0])
        starts = self.starts()
        if not starts:
            return None
        ends = [self.polished(self.climbed(start)) for start in starts]
        place = max([*starts, *ends], key=lambda place: float(self.value(self.gains(place))))
        if asked is not None and asked.min() < _FLOORS[0]:
            # step by step, since a lab with little power ends close to where it gains nothing
            for floor in _FLOORS[1:]:
                self.floor(asked, floor)
                place = self.polished(place)
        return self.safety(place)

    def floor(self, shares, least):
        if shares is not None:
            self.shares = np.maximum(shares, least)
            self.shares /= self.shares.sum()

    def worthwhile(self, gains):
        if self.shares is None:
            return self.value(gains) > _NOTHING
        return (gains > _NOTHING).all(axis=-1)

    def starts(self):
        """The best place on each of some ways out of Nash, where one is better than Nash."""
        ways = [self.planner - self.nash, 1.0 - self.nash, self.ascent()]
        lengths = np.concatenate([np.linspace(1.0, 1.0 / 16, 16), 0.5 ** np.arange(5, 34)])
        starts = []
        for way in ways:
            places = np.clip(self.nash + lengths[:, None] * way, 0.0, 1.0)
            gains = self.gains(places)
            values = np.where(self.worthwhile(gains), self.value(gains), -np.inf)
            if values.max() > -np.inf:
                starts.append(places[values.argmax()])
        return starts

    def ascent(self):
        """A way out of Nash on which the value rises, to first order, if there is one.

        For the sum it is the steepest; for the product the one on which the lab that gains least
        gains most.
        """
        from scipy.optimize import linprog

        # lengths are of the room that each lab has, so that the step is never out of range
        room = np.where(self.nash < 0.5, 1.0 - self.nash, self.nash)
        n, slopes = self.nash.size, self.slopes(self.nash) * room
        if self.shares is None:
            steepest = self.weights(np.zeros(n)) @ slopes
            return steepest * room / max(np.abs(steepest).max(), 1e-300)
        largest = np.abs(slopes).max(axis=1, keepdims=True)
        rows = np.divide(slopes, largest, out=np.zeros_like(slopes), where=largest > 0.0)
        bounds = np.c_[-self.nash / room, (1.0 - self.nash) / room]
        found = linprog(
            np.r_[np.zeros(n), -1.0],
            A_ub=np.c_[-rows, np.ones(n)],
            b_ub=np.zeros(n),
            bounds=[*bounds, (0.0, 1.0)],
        )
        return found.x[:n] * room

    def climbed(self, start):
        from scipy.optimize import minimize

        def down(place):
            gains = self.gains(place)
            value = self.value(gains)
            if value == -np.inf:
                return 1e3, np.zeros_like(place)
            return -float(value), -self.weights(gains) @ self.slopes(place)

        found = minimize(
            down, start, jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * start.size,
            options={"ftol": 1e-10, "maxiter": 100},
        )
        return np.clip(found.x, 0.0, 1.0)

    def polished(self, place):
        """``place`` after Newton's steps, each cut to the range and halved until it climbs."""
        for _ in range(50):
            step = self.newton_step(place)
            value = self.value(self.gains(place))
            lengths = 0.5 ** np.arange(30)
            places = np.clip(place + lengths[:, None] * step, 0.0, 1.0)
            values = self.value(self.gains(places))
            climbs = np.flatnonzero(values >= value - 1e-14 * (1.0 + abs(value)))
            if climbs.size == 0:
                break
            before, place = place, places[climbs[0]]
            if np.abs(place - before).max() < 1e-10:
                break
        return place

    def newton_step(self, place):
        """Newton's step for the labs that are not held at an end of their range."""
        gains, slopes = self.gains(place), self.slopes(place)
        weights = self.weights(gains)
        slope, size = weights @ slopes, np.abs(weights[:, None] * slopes).sum(axis=0)
        held = ((place <= 1e-9) & (slope < 0.0)) | ((place >= 1.0 - 1e-9) & (slope > 0.0))
        # a lab as good as stopped has no slope but rounding
        free = np.flatnonzero(~held & (size > 1e-10 * size.max()))
        step = np.where(held, place.round() - place, 0.0)
        if free.size:
            nudges = np.diag(np.where(place < 0.5, 1e-5, -1e-5))[free]
            bends = (self.slopes(place + nudges) - slopes) / nudges.sum(axis=1)[:, None, None]
            curve = np.einsum("i,jik->jk", weights, bends[:, :, free])
            if self.shares is not None:
                curve -= (slopes[:, free].T * (weights / gains)) @ slopes[:, free]
            step[free] = _uphill(slope[free], (curve + curve.T) / 2.0)
        return step


def _uphill(slope, curve):
    """Newton's step to where the slope is 0; where the curve bends up, up all the same."""
    # in units in which each coordinate bends alike
    unit = 1.0 / np.sqrt(np.maximum(np.abs(np.diag(curve)), 1e-300))
    bend, turn = np.linalg.eigh(curve * np.outer(unit, unit))
    return unit * (turn @ ((turn.T @ (unit * slope)) / np.maximum(np.abs(bend), 1e-9)))


def _a_race(race):
    if not isinstance(race, Race):
        raise TypeError(f"race must be a Race, got {race!r}")
    return race


def _checked(race):
    _a_race(race)
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
