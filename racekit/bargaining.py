"""What labs would choose together: profiles better for all, bargains, and sharing the prize."""

from dataclasses import dataclass

import numpy as np

from racekit import _validate
from racekit.race import Race

# scipy is imported where it is used, as in _milestones

_NOTHING = 1e-10  # share of a lab's scale of payoffs below which a gain is rounding
_NO_POWER = 1e-9
_STEP = 1e-3
_STEEPEST = 1.0 - 1e-13  # safety tax above which the coordinate would reach infinity


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
        gain in the product, or each lab's share of the surplus. Equal if left out. A lab with a
        share under 1e-9 has none: it gets no less than in Nash, and no say.

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

    O'Keefe, C. et al. (2020), "The Windfall Clause", arXiv:1912.11595, has the institution.

    Examples
    --------
    >>> shared = shared_prize(Race.equal(2), keeps=0.75)
    >>> shared.nash().round(6), float(shared.disaster_probability(shared.nash()).round(6))
    (array([0.520966, 0.520966]), 0.191614)
    """
    race = _a_race(race)
    keeps = _validate.number("keeps", keeps, 0.0, 1.0)
    if keeps * race.n < 1.0 - 1e-12:
        raise ValueError(f"keeps must lie in [1/{race.n}, 1], got {keeps:g}")
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
        self.voiceless = np.zeros(race.n, bool) if shares is None else shares == 0.0

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
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(self.voiceless, 0.0, np.log(gains)) @ self.shares
        # a lab without a say may end where it began
        lost = np.where(self.voiceless, gains < -1e-3 * _NOTHING, gains <= 0.0).any(axis=-1)
        return np.where(lost, -np.inf, logs)

    def weights(self, gains):
        """Slope of the value in each lab's gain."""
        if self.shares is None:
            return self.scale / self.scale.sum()
        return np.divide(self.shares, gains, out=np.zeros_like(gains), where=~self.voiceless)

    def slopes(self, place):
        """Slopes of each lab's gain in each lab's place, float64[labs, labs].

        By differences of fourth order, inside [0, 1]: the payoffs have closed forms today, but
        what is asked here is only the public answer.
        """
        step = _STEP / max(1.0, -self.bend)
        room = np.minimum(place, 1.0 - place)
        central = room > 0.01 * step
        step = np.where(central, np.minimum(step, room / 4.0), step)
        inward = np.where(place < 0.5, 1.0, -1.0) * step
        offsets = np.where(central, step, inward)[:, None] * np.where(
            central[:, None], [-2.0, -1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 2.0, 3.0, 4.0]
        )
        rule = np.where(
            central[:, None], [1.0, -8.0, 0.0, 8.0, -1.0], [-25.0, 48.0, -36.0, 16.0, -3.0]
        ) / (12.0 * np.where(central, step, inward)[:, None])
        labs = np.arange(place.size)
        points = np.tile(place, (place.size, 5, 1))
        points[labs, :, labs] += offsets
        return np.einsum("jki,jk->ij", self.gains(np.clip(points, 0.0, 1.0)), rule)

    def settle(self):
        """Safety that maximises the value, or None if nothing is better than Nash."""
        starts = self.starts()
        if not starts:
            return None
        ends = [self.polished(self.climbed(start)) for start in starts]
        place = max([*starts, *ends], key=lambda place: float(self.value(self.gains(place))))
        return self.safety(place) if self.worthwhile(self.gains(place)) else None

    def worthwhile(self, gains):
        if self.shares is None:
            return self.value(gains) > _NOTHING
        return (gains > np.where(self.voiceless, -_NOTHING, _NOTHING)).all(axis=-1)

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
        """The way out of Nash on which the lab that gains least gains most, to first order."""
        from scipy.optimize import linprog

        n, slopes = self.nash.size, self.slopes(self.nash)
        largest = np.abs(slopes).max(axis=1, keepdims=True)
        rows = np.divide(slopes, largest, out=np.zeros_like(slopes), where=largest > 0.0)
        bounds = [(-float(v > 0.0), float(v < 1.0)) for v in self.nash]
        found = linprog(
            np.r_[np.zeros(n), -1.0],
            A_ub=np.c_[-rows, np.ones(n)],
            b_ub=np.zeros(n),
            bounds=[*bounds, (0.0, 1.0)],
        )
        return found.x[:n]

    def climbed(self, start):
        from scipy.optimize import minimize

        def down(place):
            gains = self.gains(place)
            value = self.value(gains)
            if value == -np.inf:
                return 1e3, np.zeros_like(place)
            return -float(value), -self.weights(gains) @ self.slopes(place)

        silent = self.voiceless
        limits = {
            "type": "ineq",
            "fun": lambda place: self.gains(place)[silent],
            "jac": lambda place: self.slopes(place)[silent],
        }
        found = minimize(
            down, start, jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * start.size,
            constraints=[limits] if silent.any() else [],
            options={"ftol": 1e-13, "maxiter": 300},
        )
        return np.clip(found.x, 0.0, 1.0)

    def polished(self, place):
        """Newton's method on the slopes of the labs that are not at an end of their range."""
        best = place
        for _ in range(20):
            gains, slopes = self.gains(place), self.slopes(place)
            slope = self.weights(gains) @ slopes
            held = ((place <= 1e-9) & (slope < 0.0)) | ((place >= 1.0 - 1e-9) & (slope > 0.0))
            place = np.where(held, place.round(), place)
            moved = self.newton_step(place, np.flatnonzero(~held))
            if moved is None:
                break
            step, place = np.abs(moved - place).max(), moved
            if self.value(self.gains(place)) == -np.inf:
                break
            best = place
            if step < 1e-13:
                break
        return best

    def newton_step(self, place, free):
        """``place`` after one step, or None where no step can be made."""
        tight = np.flatnonzero(self.voiceless & (self.gains(place) < 1e-7))
        slopes = self.slopes(place)
        weights = self.weights(self.gains(place))
        size = np.abs(weights[:, None] * slopes).sum(axis=0)[free]
        if free.size == 0 or (size == 0.0).any():
            return None
        extra = np.linalg.lstsq(slopes[np.ix_(tight, free)].T, -(weights @ slopes)[free])[0]

        def residual(point):
            now = place.copy()
            now[free] = point[: free.size]
            gains, slopes = self.gains(now), self.slopes(now)
            weights = self.weights(gains)
            weights[tight] += point[free.size :]
            return np.r_[(weights @ slopes)[free] / size, gains[tight]]

        point = np.r_[place[free], extra]
        here = residual(point)
        nudges = np.where(point < 0.5, 1e-6, -1e-6)
        columns = [(residual(point + nudge) - here) / nudge.sum() for nudge in np.diag(nudges)]
        try:
            step = np.linalg.solve(np.array(columns).T, here)
        except np.linalg.LinAlgError:
            return None
        moved = place.copy()
        moved[free] = np.clip((point - step)[: free.size], 0.0, 1.0)
        return moved


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
    shares = power / power.sum()
    shares[shares < _NO_POWER] = 0.0
    return shares / shares.sum()
