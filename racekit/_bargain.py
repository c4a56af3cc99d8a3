"""The search behind `bargaining`: the safety at which a product of gains, or a sum, is largest."""

import numpy as np

# scipy is imported where it is used, as in _milestones

_NOTHING = 1e-10  # share of a lab's scale of payoffs below which a gain is rounding
_FLOORS = (1e-2, 1e-4, 1e-6, 1e-8, 1e-10)  # of the labs' shares of power, one after the other
_STEP = 1e-3
_STEEPEST = 1.0 - 1e-9  # safety tax above which the coordinate would reach infinity


def payoffs(race, safety):
    """What labs reckon with when they bargain; the one place to say whose reckoning it is."""
    return race.payoffs(safety, believed=True)


class Table:
    """One bargain: what is maximised, over one coordinate v in [0, 1] a lab.

    v is the logarithm of the lab's rate, 0 at no and 1 at full safety: payoffs depend on ratios of
    rates, so that equal steps of v count alike however slow a lab goes.
    """

    def __init__(self, race, nash, shares):
        self.race = race
        self.shares = shares  # None: the sum of the payoffs is maximised
        self.bend = np.log1p(-min(race.safety_tax, _STEEPEST))
        self.nash, self.planner = self.place(nash), self.place(race.planner())
        self.disagreement = payoffs(race, nash)
        profiles = np.stack([self.nash, self.planner, np.zeros(race.n), np.ones(race.n)])
        self.scale = np.abs(payoffs(race, self.safety(profiles))).max(axis=0)
        self.scale[self.scale == 0.0] = 1.0

    def place(self, safety):
        return np.clip(np.log1p(safety * np.expm1(self.bend)) / self.bend, 0.0, 1.0)

    def safety(self, place):
        return np.minimum(np.expm1(place * self.bend) / np.expm1(self.bend), 1.0)

    def gains(self, place):
        """Gain of each lab over Nash, as a share of the scale of its payoffs."""
        return (payoffs(self.race, self.safety(place)) - self.disagreement) / self.scale

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
