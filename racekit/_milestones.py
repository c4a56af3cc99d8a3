"""Races with several milestones: who finishes first, by quadrature over the time of the win.

Lab i finishes after ``Gamma(k)/(k rate_i)`` years. Everything a payoff needs is an integral of
one finishing density times the other labs' survival functions.
"""

from functools import lru_cache

import numpy as np

# scipy is imported where it is used: most races have one milestone and need none of it

_NODES = 320
_ROWS = 256  # rows of rates treated at once: bounds the memory of a long sweep
_CANDIDATES = 48
_FEW = 30


def win_weights(rates, milestones, discount):
    """Discounted win probabilities E[exp(-discount T); i wins], shape as ``rates``.

    ``rates`` has shape (..., labs); labs at rate 0 never win.
    """
    if milestones == 1:
        total = rates.sum(axis=-1, keepdims=True) + np.asarray(discount)[..., None]
        return np.divide(rates, total, out=np.zeros_like(rates), where=total > 0)
    return _in_blocks(lambda block: _weights(block, milestones, discount)[0], rates)


def expected_years(rates, milestones):
    """Expected time of the first finish [yr], shape (...); inf if no lab moves."""
    total = rates.sum(axis=-1)
    if milestones == 1:
        return np.divide(1.0, total, out=np.full_like(total, np.inf), where=total > 0)
    years = _in_blocks(lambda block: _weights(block, milestones, 0.0)[1][:, None], rates)[..., 0]
    return np.where(total > 0, years, np.inf)


def best_reply(races, lab, safety, low, high):
    """Safety in [low, high] that pays one lab of a single race best, the others still."""
    prize, stake = (terms[lab] for terms in races.believed_terms)
    values = prize - stake * races.left(safety)
    slow, gain = races.rates(1.0)[lab], races.burden[lab]

    def own(rate):
        """Worth of an own win, and its slope in the rate."""
        skipped = np.clip((rate - slow) / gain, 0.0, 1.0)
        with np.errstate(divide="ignore"):  # a curve below 1 is upright at full safety
            slope = -stake[lab] * races.curve * skipped ** (races.curve - 1.0) / gain
        return prize[lab] - stake[lab] * skipped**races.curve, slope

    ends = slow + gain * (1.0 - high), slow + gain * (1.0 - low)
    rate = best_rate(
        lab, races.rates(safety), races.milestones, races.discount, own, values, *ends
    )
    if rate in ends:  # a curve below 1 makes much of the last digit
        return float(high if rate == ends[0] else low)
    return float(np.clip(1.0 - (rate - slow) / gain, low, high))


def settled(races, low, high, safety):
    """Let the labs of a single race reply in turn until nobody moves; the safety, and the rounds.

    -1 rounds if they did not settle.
    """
    for sweep in range(500):
        before = safety.copy()
        for lab in np.flatnonzero(high > low):
            safety[lab] = best_reply(races, lab, safety, low[lab], high[lab])
        if np.abs(safety - before).max() <= 1e-13:
            return safety, np.int64(sweep + 1)
    return safety, np.int64(-1)


@np.errstate(under="ignore")
def best_rate(lab, rates, milestones, discount, own_value, rival_values, low, high):
    """Rate in [low, high] that maximises one lab's payoff against rivals that hold still.

    Parameters
    ----------
    rates : float64[labs]            the rivals' rates; the lab's own entry is not read
    own_value : callable             rate -> worth of an own win [prizes], and its slope
    rival_values : float64[labs]     worth of each rival's win [prizes]
    """
    rivals, rival_values = np.delete(rates, lab), np.delete(rival_values, lab)

    def payoff_and_slope(rate):
        # a time grid must fit the fastest lab, which may be this one; a factor of 2 shares one
        octave = np.floor(np.log2(np.fmax(rate, rivals.max(initial=0.0))))
        octaves, place = np.unique(octave, return_inverse=True)
        time, weight = _time_grid(2.0 ** (octaves + 1), milestones, discount, slack=2.0)
        density, survival = _clock(rivals[:, None, None], time, milestones)
        fade = weight * np.exp(-discount * time)
        nobody = (survival.prod(axis=0) * fade)[place]
        lost = (np.tensordot(rival_values, density * _others(survival), 1) * fade)[place]
        time = time[place]
        own, own_survival = _clock(rate[:, None], time, milestones)
        win = (own * nobody).sum(axis=1)
        win_slope = milestones * (win / rate - (own * time * nobody).sum(axis=1))
        worth, slope = own_value(rate)
        payoff = worth * win + (own_survival * lost).sum(axis=1)
        loss_slope = (own * time * lost).sum(axis=1) / rate
        return payoff, slope * win + worth * win_slope - loss_slope

    return _maximum(payoff_and_slope, max(low, 1e-9 * high), low, high)


def _maximum(function, start, low, high):
    """Place of the largest value of a smooth function on [low, high]; returns low near start.

    Looks at slopes first: where the value is flat to rounding they still say which way is up.
    """
    from scipy.optimize import brentq

    # evenly, and in equal ratios: with many milestones a peak is narrow, wherever it is
    grid = np.union1d(
        np.linspace(start, high, _CANDIDATES), np.geomspace(start, high, _CANDIDATES // 2)
    )
    rising = function(grid)[1] > 0
    places = [] if rising[0] else [start]
    for i in np.flatnonzero(rising[:-1] & ~rising[1:]):
        a, b = grid[i], grid[i + 1]
        slope = lambda x: function(np.array([x]))[1][0]  # noqa: E731
        places.append(brentq(slope, a, b, xtol=1e-15 * high, rtol=1e-14))
    if rising[-1]:
        places.append(high)
    best = places[int(function(np.array(places))[0].argmax())]
    return low if best == start else best


def _in_blocks(function, rates):
    flat = rates.reshape(-1, rates.shape[-1])
    parts = [function(flat[i : i + _ROWS]) for i in range(0, len(flat), _ROWS)]
    return np.concatenate(parts).reshape(*rates.shape[:-1], -1)


@np.errstate(under="ignore")
def _weights(rates, milestones, discount):
    """(win weights, expected years) for rates of shape (rows, labs)."""
    moving = rates.max(axis=1) > 0
    fastest = np.where(moving, rates.max(axis=1), 1.0)
    time, weight = _time_grid(fastest, milestones, discount)
    density, survival = _clock(rates[..., None], time[:, None, :], milestones)
    first = density * np.moveaxis(_others(np.moveaxis(survival, 1, 0)), 0, 1)
    won = np.einsum("rlt,rt->rl", first, weight * np.exp(-discount * time))
    return won, np.einsum("rlt,rt->r", first, weight * time)


def _clock(rate, time, milestones):
    """Density and survival function of a lab's finishing time."""
    x = milestones * rate * time
    if milestones > _FEW:
        from scipy.special import gammaincc, gammaln, xlogy

        log_density = xlogy(milestones - 1, x) - x - gammaln(milestones)
        return milestones * rate * np.exp(log_density), gammaincc(milestones, x)
    # survival is the chance of fewer than k events: a short sum, ten times as quick
    chance = np.exp(-x)
    survival = chance.copy()
    for event in range(1, milestones):
        chance = chance * x / event
        survival += chance
    return milestones * rate * chance, survival


def _others(survival):
    """Product of all the other labs' survival, along axis 0, without dividing by a zero."""
    one = np.ones_like(survival[:1])
    before = np.concatenate([one, survival[:-1]]).cumprod(axis=0)
    after = np.concatenate([survival[1:], one])[::-1].cumprod(axis=0)[::-1]
    return before * after


def _time_grid(fastest, milestones, discount, slack=1.0):
    """Gauss-Legendre times and weights where somebody may finish, shape (rows, nodes).

    ``fastest`` is the highest rate of each row, or up to ``slack`` times as high. Discounting makes
    early finishes count for more.
    Squaring the nodes crowds them at the early end, where the first of many labs finishes.
    """
    low, high, node, weight = _unit_grid(milestones)
    clock = milestones * fastest[:, None]
    start = low / (clock + discount)
    span = high / np.maximum(clock / slack, discount) - start
    return start + span * node**2, span * 2.0 * node * weight


@lru_cache(maxsize=64)
def _unit_grid(milestones):
    from scipy.special import gammainccinv, gammaincinv, roots_legendre

    node, weight = roots_legendre(_NODES)
    ends = gammaincinv(milestones, 1e-20), gammainccinv(milestones, 1e-20)
    return *ends, (node + 1.0) / 2.0, weight / 2.0
