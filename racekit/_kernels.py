"""Every compiled loop of racekit: plain arrays in, filled arrays out.

All of them sit in one file because numba's cache does not notice an edit in another one.
No checks here: callers validate. Importing this module loads numba, so callers import it late.

Randomness is a counter (SplitMix64): draw number d of a seed is ``mix(key + d * GAMMA)``, and run r
owns the draws from ``r * most draws of a run`` on. A run's numbers therefore depend on the seed and
its index alone, never on threads, blocks or order, and no two runs share a draw.
"""

import math

import numpy as np
from numba import config, njit

jit = njit(cache=True, nogil=True, error_model="numpy")

THREADS = config.NUMBA_NUM_THREADS  # cores we may use, or what the environment says

GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S11 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(11)
_S52, _MANTISSA, _ONE = np.uint64(52), np.uint64(2**52 - 1), np.uint64(1023 << 52)
_LOG_2 = math.log(2.0)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53


@jit
def mix(word):
    """Scramble a 64-bit word (the finaliser of SplitMix64)."""
    word = (word ^ (word >> _S30)) * _MIX_1
    word = (word ^ (word >> _S27)) * _MIX_2
    return word ^ (word >> _S31)


@jit
def unit(state):
    """Uniform number in [0, 1) from a stream's state."""
    return float(np.int64(mix(state) >> _S11)) * _TO_UNIT


@jit
def waiting_time(state):
    """Standard exponential waiting time: minus the logarithm of a uniform that is never 0.

    The logarithm is written out (exponent, then the series of atanh, error below 3e-16) because
    the system's differs between platforms in the last bit and cannot be vectorised.
    """
    bits = np.float64(float(np.int64(mix(state) >> _S11)) + 1.0).view(np.uint64)
    exponent = float(np.int64(bits >> _S52)) - (1023.0 + 53.0)
    mantissa = np.uint64((bits & _MANTISSA) | _ONE).view(np.float64)  # in [1, 2)
    upper = mantissa > 1.4142135623730951
    mantissa = 0.5 * mantissa if upper else mantissa
    exponent = exponent + 1.0 if upper else exponent
    z = (mantissa - 1.0) / (mantissa + 1.0)
    q = z * z
    series = 1 / 13 + q * (1 / 15 + q * (1 / 17 + q * (1 / 19)))
    series = 1 / 7 + q * (1 / 9 + q * (1 / 11 + q * series))
    series = 1.0 + q * (1 / 3 + q * (1 / 5 + q * series))
    return -(exponent * _LOG_2 + 2.0 * z * series)


@jit
def best_rate(speed, harm, risk, tax, weight, outside_payoff, outside_rate, low, high):
    """Rate in [low, high] that maximises (A + alpha l - beta l^2)/(B + l), the one best reply.

    alpha and beta are both multiplied by ``tax`` so that a tiny tax cannot overflow, and the
    ends are tested before the root is taken, so that a tiny risk cannot either.
    """
    stake = (weight + harm) * risk
    alpha = weight * tax + stake * (1.0 - tax)
    beta = stake / speed
    gain = alpha * outside_rate - tax * outside_payoff
    if gain >= beta * high * (high + 2.0 * outside_rate):
        return high
    if gain <= beta * low * (low + 2.0 * outside_rate):
        return low
    root = gain / beta
    return root / (outside_rate + math.sqrt(outside_rate * outside_rate + root))


@jit
def nash_safety(
    first, last, speed, tax, risk, amity, harm, discount, floor, ceiling, safety, sweeps
):
    """Fill ``safety`` with the Nash equilibria of races first..last-1, by replies in turn.

    Parameters
    ----------
    speed, harm, floor, ceiling : float64[races, labs]
        floor = ceiling fixes a lab; otherwise ceiling is 1.
    tax, risk, discount : float64[races]
    amity : float64[races, labs, labs]   1 - enmity, 0 on the diagonal
    safety : float64[races, labs]        in: where to start; out: the equilibrium
    sweeps : int64[races]                out: rounds of replies used, -1 if not settled
    """
    n = speed.shape[1]
    low, high, rate, safe_rate = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for m in range(first, last):
        kappa, r = tax[m], risk[m]
        for i in range(n):
            low[i] = speed[m, i] * (1.0 - kappa * ceiling[m, i])
            high[i] = speed[m, i] * (1.0 - kappa * floor[m, i])
            rate[i] = speed[m, i] * (1.0 - kappa * safety[m, i])
            safe_rate[i] = rate[i] * (1.0 - r * (1.0 - safety[m, i]))
        sweeps[m] = -1
        for sweep in range(20_000):
            moved = 0.0
            total, danger = 0.0, 0.0  # summed afresh, so that rounding does not pile up
            for i in range(n):
                total += rate[i]
                danger += rate[i] - safe_rate[i]
            for i in range(n):
                payoff = 0.0
                for j in range(n):
                    payoff += amity[m, i, j] * safe_rate[j]
                others_danger = danger - (rate[i] - safe_rate[i])
                payoff -= harm[m, i] * others_danger
                others = total - rate[i] + discount[m]
                new = best_rate(
                    speed[m, i],
                    harm[m, i],
                    r,
                    kappa,
                    1.0,
                    payoff,
                    max(others, 0.0),
                    low[i],
                    high[i],
                )
                moved = max(moved, abs(new - rate[i]) / speed[m, i])
                total += new - rate[i]
                disaster = r * (1.0 - (1.0 - new / speed[m, i]) / kappa)
                danger = others_danger + new * disaster
                rate[i] = new
                safe_rate[i] = new * (1.0 - disaster)
            if moved <= 1e-15 + 1e-14 * kappa:
                sweeps[m] = sweep + 1
                break
        for i in range(n):
            s = (1.0 - rate[i] / speed[m, i]) / kappa
            safety[m, i] = min(max(s, floor[m, i]), ceiling[m, i])


@jit
def memoryless_races(first, last, key, mean_years, shares, splits, winner, years, disaster):
    """Fill one-milestone races first..last-1: the first of n clocks needs two draws, not n.

    Parameters
    ----------
    key : uint64                 from the seed
    mean_years : float64         expected time of the first finish [yr]
    shares : float64[labs]       running sum of the labs' win probabilities
    splits : float64[labs]       a draw below it, won by that lab, is a disaster
    winner, years, disaster : intp, float64, bool [runs]   output
    """
    n = shares.size
    for run in range(first, last):  # apart, because this loop vectorises
        years[run] = waiting_time(key + np.uint64(2 * run) * GAMMA) * mean_years
    for run in range(first, last):
        pick = unit(key + np.uint64(2 * run + 1) * GAMMA)
        lab = 0
        for j in range(n - 1):
            lab += pick >= shares[j]
        winner[run] = lab
        disaster[run] = pick < splits[lab]


@jit
def _milestone_race(
    state, speed, safety, tax, risk, milestones, catch_up, done, care, shares, who, when
):
    """One race, event by event; returns (winner, disaster, events), winner -1 if nobody can win.

    ``who`` and ``when`` receive the lab and the year of each milestone. ``care`` sums the safety
    that each lab had in force while it worked on its own milestones: its mean decides the risk.
    """
    n = speed.size
    done[:] = 0
    care[:] = 0.0
    leader, events, now = 0, 0, 0.0
    while True:
        total = 0.0
        for i in range(n):
            s = safety[i] * max(0.0, 1.0 - catch_up * (leader - done[i]))
            total += milestones * speed[i] * (1.0 - tax * s)
            shares[i] = total
        if total <= 0.0:
            return -1, False, 0
        now += waiting_time(state) * (1.0 / total)
        pick = unit(state + GAMMA) * total
        state = state + GAMMA + GAMMA
        lab = 0
        for j in range(n - 1):
            lab += pick >= shares[j]
        care[lab] += safety[lab] * max(0.0, 1.0 - catch_up * (leader - done[lab]))
        done[lab] += 1
        who[events], when[events] = lab, now
        events += 1
        leader = max(leader, done[lab])
        if leader == milestones:
            before = shares[lab - 1] if lab > 0 else 0.0
            danger = risk * (1.0 - care[lab] / milestones)
            # where in the winner's share the last pick fell is a fresh uniform number
            return lab, pick < before + danger * (shares[lab] - before), events


@jit
def milestone_races(
    first, last, key, speed, safety, tax, risk, milestones, catch_up,
    who, when, winner, years, disaster,
):  # fmt: skip
    """Fill races first..last-1 of several milestones, with labs that react to the state.

    Parameters
    ----------
    catch_up : float64           share of its safety that a lab drops per milestone it is behind
    who, when : int64, float64[labs * (milestones - 1) + 1]   work space: the last race's events
    winner, years, disaster : intp, float64, bool [runs]   output; -1, inf, False if nobody can win
    """
    n = speed.size
    done, care, shares = np.empty(n, np.int64), np.empty(n), np.empty(n)
    draws = 2 * who.size
    for run in range(first, last):
        state = key + np.uint64(draws * run) * GAMMA
        lab, lost, events = _milestone_race(
            state, speed, safety, tax, risk, milestones, catch_up, done, care, shares, who, when
        )
        winner[run], disaster[run] = lab, lost
        years[run] = when[events - 1] if lab >= 0 else math.inf


def warm():
    """Compile and cache every kernel, by the calls the library makes."""
    from racekit.race import Race  # the one look upwards: the callers know their own arguments
    from racekit.simulation import simulate

    race = Race.equal(2)
    race.nash()
    for milestones in (1, 2):
        simulate(race.replace(milestones=milestones), [0.5, 0.5], runs=2)
