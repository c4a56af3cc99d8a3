"""Every compiled loop of racekit: plain arrays in, filled arrays out.

All of them sit in one file because numba's cache does not notice an edit in another one.
No checks here: callers validate. Importing this module loads numba, where there is one, so callers
import it late.

Randomness is a counter (SplitMix64): draw number d of a seed is ``mix(key + d * GAMMA)``, and run r
owns the draws from ``r * most draws of a run`` on. A run's numbers therefore depend on the seed and
its index alone, never on threads, blocks or order, and no two runs share a draw.
"""

import math
from typing import NamedTuple

import numpy as np

from racekit._jit import inlined, jit

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
def power(skipped, curve):
    """``skipped**curve``, quick on the straight line."""
    return skipped if curve == 1.0 else skipped**curve


@jit
def _last_peak(level, first, second, third, curve, low, high):
    """Largest x in [low, high] up to which ``level`` exceeds G, or ``low`` if it never does.

    G is ``x**(curve - 1) (first + second x + third x x)``: it falls to one bottom, which is 0 for
    a curve of 1 or more, and rises ever after.
    """
    bottom = 0.0
    if curve < 1.0:
        down, turn, up = first * (1.0 - curve), second * curve, third * (1.0 + curve)
        bottom = 2.0 * down / (turn + math.sqrt(turn * turn + 4.0 * up * down))
    left, right = max(low, bottom), high
    if left >= right:
        least = right ** (curve - 1.0) * (first + right * (second + right * third))
        return high if least < level else low
    x = right
    for step in range(200):
        power_less = x ** (curve - 1.0)
        over = power_less * (first + x * (second + x * third)) - level
        if step == 0 and over <= 0.0:
            return right
        if over > 0.0:
            right = x
        else:
            left = x
        slope = first * (curve - 1.0) + x * (second * curve + x * third * (1.0 + curve))
        new = x - over * x / (power_less * slope) if slope > 0.0 and x > 0.0 else left
        if not left < new < right:
            new = 0.5 * (left + right)
        if abs(new - x) <= 1e-16 + 1e-15 * x or right - left <= 1e-16 + 1e-15 * right:
            return low if new <= max(low, bottom) * (1.0 + 1e-15) else new
        x = new
    return x


@jit
def _short(slow, gain, stake, curve, level, rate, skipped):
    """How far ``(A + l v)/(B + l)`` falls short of the prize at a share skipped."""
    own = slow + gain * skipped
    ends = rate + own
    return (level + own * stake * power(skipped, curve)) / ends if ends > 0.0 else 0.0


@jit
def _straight(unit, gain, slow, level, rate, low, high):
    """`best_skipped` where danger falls in a straight line; ``unit`` is gain / stake.

    The ends are tested before the root is taken, so that a tiny stake or gain cannot overflow.
    """
    here = rate + slow
    square = unit * level - slow * here
    if square >= gain * high * (2.0 * here + gain * high):
        return high
    if square <= gain * low * (2.0 * here + gain * low):
        return low
    return square / (here + math.sqrt(here * here + square)) / gain


@jit
def best_skipped(slow, gain, stake, curve, level, rate, low, high):
    """Share x of the safety work to skip, in [low, high], that maximises (A + l v)/(B + l).

    l is ``slow + gain x``, v is ``prize - stake x**curve``, A and B the payoff and the rate from
    outside; ``level`` is ``B prize - A``, which callers sum up without cancellation. The one best
    reply of any lab, nation, coalition or owner.
    """
    if curve == 1.0:
        return _straight(gain / stake, gain, slow, level, rate, low, high)
    first = stake * curve * slow * (rate + slow) / gain
    second = stake * (rate + curve * (rate + 2.0 * slow))
    best = _last_peak(level, first, second, stake * curve * gain, curve, low, high)
    if curve < 1.0 and best > low:  # full care may be a peak of its own
        terms = slow, gain, stake, curve, level, rate
        if _short(*terms, low) <= _short(*terms, best):
            return low
    return best


@jit
def best_fined(slow, gain, stake, curve, level, rate, low, high, allowed, fine_rate):
    """The same for a lab that pays ``fine_rate`` a year for each unit skipped beyond ``allowed``.

    Such a fine is a constant, and a payoff from outside: ``f (x - t) = f/gain (l + B) - relief``.
    """
    if fine_rate == 0.0 or allowed >= high:
        return best_skipped(slow, gain, stake, curve, level, rate, low, high)
    relief = fine_rate / gain * (rate + slow + gain * allowed)
    least = max(low, allowed)
    above = best_skipped(slow, gain, stake, curve, level - relief, rate, least, high)
    if allowed <= low or (above > allowed and curve >= 1.0):
        return above
    below = best_skipped(slow, gain, stake, curve, level, rate, low, allowed)
    if above <= allowed:
        return below
    fined = level + fine_rate * (above - allowed)
    short = _short(slow, gain, stake, curve, fined, rate, above)
    return above if short < _short(slow, gain, stake, curve, level, rate, below) else below


@jit
def _within(skipped, low, high):
    """Safety of a lab that skips this share, with ends that are met exactly."""
    if skipped >= 1.0 - low:
        return low
    return high if skipped <= 1.0 - high else 1.0 - skipped


@jit
def best_replies(first, last, rows, payoff, rate, low, high, safety):
    """Fill ``safety[races, labs]``, in [low, high], that pays each lab best against outside terms.

    Parameters
    ----------
    rows : Rows
    payoff, rate, low, high : float64[races, labs]
    """
    for m in range(first, last):
        for i in range(safety.shape[1]):
            skipped = best_skipped(
                rows.slow[m, i], rows.gain[m, i], rows.stake[m, i, i], rows.curve[m],
                rate[m, i] * rows.prize[m, i] - payoff[m, i], rate[m, i],
                1.0 - high[m, i], 1.0 - low[m, i],
            )  # fmt: skip
            safety[m, i] = _within(skipped, low[m, i], high[m, i])


@jit
def best_cheats(first, last, rows, safety, comply, standard, gain, best):
    """Fill the largest gain from cheating unseen, and the safety it is had at.

    The gain is ``l (v - R)`` less what it is at ``safety``; R is ``comply``. On the straight line
    the difference is written out, so that nothing is lost where it is small.

    Parameters
    ----------
    rows : Rows
    safety, comply, standard : float64[races, labs]
    gain, best : float64[races, labs]   output
    """
    for m in range(first, last):
        curve = rows.curve[m]
        for i in range(safety.shape[1]):
            slow, speed = rows.slow[m, i], rows.gain[m, i]
            stake, prize = rows.stake[m, i, i], rows.prize[m, i] - comply[m, i]
            low, kept = 1.0 - standard[m, i], 1.0 - safety[m, i]
            if curve == 1.0:
                slope = speed * prize - stake * slow
                skipped = low
                if slope >= 2.0 * stake * speed:
                    skipped = 1.0
                elif slope > 2.0 * stake * speed * low:
                    skipped = 0.5 * slope / (stake * speed)
                gain[m, i] = (skipped - kept) * (slope - stake * speed * (skipped + kept))
            else:
                first_term, second = stake * curve * slow, stake * (1.0 + curve) * speed
                skipped = _last_peak(speed * prize, first_term, second, 0.0, curve, low, 1.0)
                at_low = (slow + speed * low) * (prize - stake * low**curve)
                most = (slow + speed * skipped) * (prize - stake * skipped**curve)
                if at_low > most:
                    skipped, most = low, at_low
                gain[m, i] = most - (slow + speed * kept) * (prize - stake * kept**curve)
            best[m, i] = 1.0 - skipped if skipped > low else standard[m, i]


@inlined
def _reply(rows, rule, m, i, unit, rate, lost):
    """Share that lab i of race m skips in reply to the others' rates, and rates times danger."""
    low, high = 1.0 - rule.ceiling[m, i], 1.0 - rule.floor[m, i]
    others = rows.discount[m]
    level = rows.discount[m] * rows.prize[m, i]
    for j in range(i):  # not all less the own: a fast lab would drown a slow one
        level += rows.edge[m, i, j] * rate[j] + rows.stake[m, i, j] * lost[j]
        others += rate[j]
    for j in range(i + 1, rate.size):
        level += rows.edge[m, i, j] * rate[j] + rows.stake[m, i, j] * lost[j]
        others += rate[j]
    slow, gain = rows.slow[m, i], rows.gain[m, i]
    if rows.curve[m] == 1.0 and rule.fine_rate[m, i] == 0.0:
        return _straight(unit[i], gain, slow, level, others, low, high)
    return best_fined(
        slow, gain, rows.stake[m, i, i], rows.curve[m], level, others, low, high,
        1.0 - rule.standard[m, i], rule.fine_rate[m, i],
    )  # fmt: skip


@inlined
def _set_rates(rows, m, unit, skipped, rate, lost):
    """Fill each lab's rate and its rate times the danger that is left, at what it skips."""
    for i in range(rate.size):
        unit[i] = rows.gain[m, i] / rows.stake[m, i, i]
        rate[i] = rows.slow[m, i] + rows.gain[m, i] * skipped[i]
        lost[i] = rate[i] * power(skipped[i], rows.curve[m])


@jit
def nash_safety(first, last, rows, rule, safety, sweeps):
    """Fill ``safety`` with the Nash equilibria of races first..last-1, by replies in turn.

    Parameters
    ----------
    rows, rule : Rows, Rule
    safety : float64[races, labs]        in: where to start; out: the equilibrium
    sweeps : int64[races]                out: rounds of replies used, -1 if not settled
    """
    n = safety.shape[1]
    skipped, rate, lost, unit = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for m in range(first, last):
        for i in range(n):
            skipped[i] = 1.0 - safety[m, i]
        _set_rates(rows, m, unit, skipped, rate, lost)
        sweeps[m] = -1
        for sweep in range(20_000):
            still = True
            for i in range(n):
                if rule.floor[m, i] == rule.ceiling[m, i]:
                    continue
                slow, gain = rows.slow[m, i], rows.gain[m, i]
                new = _reply(rows, rule, m, i, unit, rate, lost)
                moved = abs(new - skipped[i]) * gain
                still &= moved <= 1e-14 * gain + 1e-15 * (slow + gain)
                skipped[i] = new
                rate[i] = slow + gain * new
                lost[i] = rate[i] * power(new, rows.curve[m])
            if still:
                sweeps[m] = sweep + 1
                break
        for i in range(n):
            floor, ceiling, standard = rule.floor[m, i], rule.ceiling[m, i], rule.standard[m, i]
            kept = floor <= standard <= ceiling and skipped[i] == 1.0 - standard
            safety[m, i] = standard if kept else _within(skipped[i], floor, ceiling)


@jit
def replies_at(rows, rule, safety, reply):
    """Fill ``reply[races, labs]``, what pays each lab best while the others stay at ``safety``."""
    n = safety.shape[1]
    skipped, rate, lost, unit = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for m in range(len(safety)):
        for i in range(n):
            skipped[i] = 1.0 - safety[m, i]
        _set_rates(rows, m, unit, skipped, rate, lost)
        for i in range(n):
            reply[m, i] = safety[m, i]
            if rule.floor[m, i] < rule.ceiling[m, i]:
                share = _reply(rows, rule, m, i, unit, rate, lost)
                reply[m, i] = _within(share, rule.floor[m, i], rule.ceiling[m, i])


@jit
def memoryless_races(first, last, key, mean_years, shares, splits, winner, years, disaster):
    """Fill one-milestone races first..last-1: the first of n clocks needs two draws, not n.

    Parameters
    ----------
    key : uint64                 from the seed
    mean_years : float64         expected time of the first finish [yr]
    shares : float64[labs]       running sum of the labs' win probabilities
    splits : float64[labs]       a draw below it, won by that lab, is a disaster
    winner, years, disaster : int16, float64, bool [runs]   output
    """
    n = shares.size
    for start in range(first, last, 512):  # short enough for the first cache
        end = min(start + 512, last)
        for run in range(start, end):  # apart, because this loop vectorises
            years[run] = waiting_time(key + np.uint64(2 * run) * GAMMA) * mean_years
        for run in range(start, end):
            pick = unit(key + np.uint64(2 * run + 1) * GAMMA)
            lab = 0
            for j in range(n - 1):
                lab += pick >= shares[j]
            winner[run] = lab
            disaster[run] = pick < splits[lab]


@jit
def _danger(course, safety):
    """Probability that a win after so much safety work is a disaster."""
    return course.base + course.steep * power(1.0 - safety, course.curve)


@jit
def _rate(course, lab, safety):
    """Rate at which a lab reaches its next milestone."""
    return course.milestones * course.speed[lab] * (1.0 - course.tax * safety)


@jit
def trace_race(key, course, who, when, winner, years, disaster):
    """Follow one race from its first draw, event by event; as `event_races` without a treaty.

    Parameters
    ----------
    key : uint64                where its draws begin
    course : Course
    who, when : int64, float64[labs * (milestones - 1) + 1]   output: lab and year of each milestone
    winner, years, disaster : int16, float64, bool [1]   output; -1, inf, False if nobody can win
    """
    safety, milestones, catch_up = course.safety, course.milestones, course.catch_up
    n, state = safety.size, key
    done, care, shares = np.zeros(n, np.int64), np.zeros(n), np.empty(n)
    leader, events, now = 0, 0, 0.0
    while leader < milestones:
        total = 0.0
        for i in range(n):
            s = safety[i] * max(0.0, 1.0 - catch_up * (leader - done[i]))
            total += _rate(course, i, s)
            shares[i] = total
        if total <= 0.0:
            winner[0], years[0], disaster[0] = -1, math.inf, False
            return
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
    before = shares[lab - 1] if lab > 0 else 0.0
    danger = _danger(course, care[lab] / milestones)
    # where in the winner's share the last pick fell is a fresh uniform number
    winner[0], years[0], disaster[0] = lab, now, pick < before + danger * (shares[lab] - before)


_LANES = 64  # races that advance together, one event each


class Lanes(NamedTuple):
    """Where each race stands; arrays of shape [lanes] or [labs, lanes]."""

    leader: np.ndarray  # milestones of the lab in front
    done: np.ndarray  # [labs, lanes], milestones of each
    worked: np.ndarray  # [labs, lanes], safety summed over them
    base: np.ndarray  # [labs, lanes], safety a lab means to do
    least: np.ndarray  # [labs, lanes], safety it does even when behind
    cheats: np.ndarray  # bool[labs, lanes]
    cheaters: np.ndarray  # how many
    unseen: np.ndarray  # members not yet caught
    hunted: np.ndarray  # rate at which cheaters are caught [1/yr]
    alarmed: np.ndarray  # rate of false alarms [1/yr]
    state: np.ndarray  # uint64, where the lane's draws are
    now: np.ndarray  # the year


class Events(NamedTuple):
    """What happens next in each lane; arrays of shape [lanes] or [labs, lanes]."""

    care: np.ndarray  # [labs, lanes], safety in force
    shares: np.ndarray  # [labs, lanes], running sum of the labs' rates
    waits: np.ndarray  # work space
    total: np.ndarray  # rate of all events
    pick: np.ndarray  # a uniform number below it
    who: np.ndarray  # int64, the lab whose share the pick falls into, if any


@jit
def _next_events(course, race, event):
    """Draw the next event of every lane, in short loops, because these vectorise.

    Parameters
    ----------
    course : Course
    race, event : Lanes, Events   where each race stands; what happens next, output
    """
    leader, done, base, least = race.leader, race.done, race.base, race.least
    hunted, alarmed, state, now = race.hunted, race.alarmed, race.state, race.now
    care, shares, waits = event.care, event.shares, event.waits
    total, pick, who = event.total, event.pick, event.who
    n, lanes = care.shape
    for lane in range(lanes):
        waits[lane] = waiting_time(state[lane])
        pick[lane] = unit(state[lane] + GAMMA)
        state[lane] = state[lane] + GAMMA + GAMMA
    for lane in range(lanes):
        total[lane] = 0.0
        who[lane] = 0
    for i in range(n):
        for lane in range(lanes):
            kept = max(0.0, 1.0 - course.catch_up * (leader[lane] - done[i, lane]))
            care[i, lane] = max(least[i, lane], base[i, lane] * kept)
            total[lane] += _rate(course, i, care[i, lane])
            shares[i, lane] = total[lane]
    for lane in range(lanes):
        total[lane] += hunted[lane] + alarmed[lane]
        pick[lane] *= total[lane]
        now[lane] += waits[lane] * (1.0 / max(total[lane], 1e-300))
    for i in range(n - 1):
        for lane in range(lanes):
            who[lane] += pick[lane] >= shares[i, lane]


@jit
def _hunt(watch, cheaters, unseen):
    """Rate at which any of the cheaters is caught, with ``unseen`` members not yet caught."""
    return cheaters * (watch.detection / max(unseen, 1.0) if watch.shared else watch.detection)


@jit
def _set_out(lane, race, course, watch):
    """Let a lane take up a race: nobody has moved, and who is below the standard cheats."""
    race.leader[lane], race.now[lane] = 0.0, 0.0
    race.cheaters[lane], race.unseen[lane] = 0.0, 0.0
    for i in range(course.safety.size):
        cheats = watch.signed[i] & (course.safety[i] < watch.standard)
        race.done[i, lane], race.worked[i, lane] = 0.0, 0.0
        race.base[i, lane], race.cheats[i, lane] = course.safety[i], cheats
        race.least[i, lane] = watch.standard if watch.signed[i] and not cheats else 0.0
        race.cheaters[lane] += cheats
        race.unseen[lane] += watch.signed[i]
    race.hunted[lane] = _hunt(watch, race.cheaters[lane], race.unseen[lane])
    race.alarmed[lane] = watch.alarms


@jit
def _catch(lane, race, watch, place):
    """Force back the cheater at this place, from 0 to 1, among all cheaters; returns the lab."""
    skip = min(int(place * race.cheaters[lane]), race.cheaters[lane] - 1)
    lab = 0
    while skip > 0 or not race.cheats[lab, lane]:
        skip -= race.cheats[lab, lane]
        lab += 1
    race.cheats[lab, lane] = False
    race.base[lab, lane], race.least[lab, lane] = watch.standard, watch.standard
    race.cheaters[lane] -= 1.0
    race.unseen[lane] -= 1.0
    race.hunted[lane] = _hunt(watch, race.cheaters[lane], race.unseen[lane])
    return lab


@jit
def event_races(
    first, last, key, draws, course, watch, winner, years, disaster, caught_years, collapsed
):
    """Fill races first..last-1, under a treaty or not, event by event, many abreast.

    A lab does ``base`` safety, less what it drops when behind, but no less than ``least``. Being
    caught sets both to the standard; a collapse sets them to Nash safety and 0. ``worked`` sums
    the safety in force when a lab reached its milestones: its mean decides the risk.

    Parameters
    ----------
    draws : int64                how many a race may use
    course, watch : Course, Watch
    winner, years, disaster : int16, float64, bool [runs]   output; -1, inf, False if nobody can win
    caught_years : float64[runs, labs]   output; inf for a lab that was never caught
    collapsed : bool[runs]               output; both without entries where nobody is watched
    """
    n = course.safety.size
    run = np.full(_LANES, -1)
    # each an array of its own: loops over rows of one array do not vectorise
    race = Lanes(
        np.zeros(_LANES), np.zeros((n, _LANES)), np.zeros((n, _LANES)), np.zeros((n, _LANES)),
        np.zeros((n, _LANES)), np.zeros((n, _LANES), np.bool_), np.zeros(_LANES),
        np.zeros(_LANES), np.zeros(_LANES), np.zeros(_LANES), np.zeros(_LANES, np.uint64),
        np.zeros(_LANES),
    )  # fmt: skip
    event = Events(
        np.zeros((n, _LANES)), np.zeros((n, _LANES)), np.zeros(_LANES), np.zeros(_LANES),
        np.zeros(_LANES), np.zeros(_LANES, np.int64),
    )  # fmt: skip
    coming, racing = first, 0
    while coming < last or racing > 0:
        for lane in range(_LANES):  # lanes that are free take up the next races
            if run[lane] < 0 and coming < last:
                run[lane] = coming
                race.state[lane] = key + np.uint64(draws * coming) * GAMMA
                _set_out(lane, race, course, watch)
                if collapsed.size > 0:
                    collapsed[coming] = False
                    caught_years[coming, :] = math.inf
                coming += 1
                racing += 1
        _next_events(course, race, event)
        for lane in range(_LANES):
            r, lab = run[lane], event.who[lane]
            if r < 0:
                continue
            seen = event.pick[lane] - event.shares[n - 1, lane]
            if event.total[lane] <= 0.0:  # nobody will ever move
                winner[r], years[r], disaster[r] = -1, math.inf, False
                run[lane] = -1
                racing -= 1
            elif seen < 0.0:  # a milestone
                race.worked[lab, lane] += event.care[lab, lane]
                race.done[lab, lane] += 1.0
                race.leader[lane] = max(race.leader[lane], race.done[lab, lane])
                if race.done[lab, lane] >= course.milestones:
                    # where in the winner's share the last pick fell is a fresh uniform number
                    before = event.shares[lab - 1, lane] if lab > 0 else 0.0
                    danger = _danger(course, race.worked[lab, lane] / course.milestones)
                    winner[r], years[r] = lab, race.now[lane]
                    part = danger * (event.shares[lab, lane] - before)
                    disaster[r] = event.pick[lane] < before + part
                    run[lane] = -1
                    racing -= 1
            else:
                if seen < race.hunted[lane] or race.alarmed[lane] == 0.0:  # a cheater is caught
                    lab = _catch(lane, race, watch, seen / race.hunted[lane])
                    caught_years[r, lab] = race.now[lane]
                if watch.collapses:
                    collapsed[r] = True
                    race.hunted[lane], race.alarmed[lane] = 0.0, 0.0
                    for i in range(n):
                        race.base[i, lane], race.least[i, lane] = watch.nash[i], 0.0


@jit
def _next_outcome(p, q, noise, chain):
    """Fill ``chain[outcome, next]``; outcomes CC, CD, DC, DD, the row player's move first."""
    for own in range(4):
        other = 2 * (own % 2) + own // 2  # the same outcome as the column player sees it
        x = (1.0 - noise) * p[own] + noise * (1.0 - p[own])
        y = (1.0 - noise) * q[other] + noise * (1.0 - q[other])
        # not 1 - x: a noise of 1e-12 would keep four digits
        x_not = (1.0 - noise) * (1.0 - p[own]) + noise * p[own]
        y_not = (1.0 - noise) * (1.0 - q[other]) + noise * q[other]
        chain[own, 0], chain[own, 1] = x * y, x * y_not
        chain[own, 2], chain[own, 3] = x_not * y, x_not * y_not


@jit
def match_shares(first, last, p, q, noise, rounds, shares):
    """Fill the expected shares of CC, CD, DC, DD over the rounds of matches first..last-1.

    Parameters
    ----------
    p, q : float64[matches, 4]   probabilities to cooperate after own CC, CD, DC, DD
    noise : float64              probability that a move comes out as its opposite
    rounds : int64
    shares : float64[matches, 4]   output
    """
    chain = np.empty((4, 4))
    for m in range(first, last):
        _next_outcome(p[m], q[m], noise, chain)
        cc, cd, dc, dd = chain[0]
        sum_cc, sum_cd, sum_dc, sum_dd = 0.0, 0.0, 0.0, 0.0
        for _ in range(rounds):
            sum_cc, sum_cd, sum_dc, sum_dd = sum_cc + cc, sum_cd + cd, sum_dc + dc, sum_dd + dd
            cc, cd, dc, dd = (
                cc * chain[0, 0] + cd * chain[1, 0] + dc * chain[2, 0] + dd * chain[3, 0],
                cc * chain[0, 1] + cd * chain[1, 1] + dc * chain[2, 1] + dd * chain[3, 1],
                cc * chain[0, 2] + cd * chain[1, 2] + dc * chain[2, 2] + dd * chain[3, 2],
                cc * chain[0, 3] + cd * chain[1, 3] + dc * chain[2, 3] + dd * chain[3, 3],
            )
        shares[m, 0], shares[m, 1] = sum_cc / rounds, sum_cd / rounds
        shares[m, 2], shares[m, 3] = sum_dc / rounds, sum_dd / rounds


@jit
def long_run_shares(first, last, p, q, noise, shares):
    """Fill the same for matches that never end, as a limit from CC; also where the chain splits.

    A chain that stays put half the time has the same long-run shares and no cycles, so its
    powers settle; each squaring doubles the time. The entry of a rare event doubles with it,
    so the loop cannot stop before the event, however rare, has had its effect.
    """
    chain, square = np.empty((4, 4)), np.empty((4, 4))
    for m in range(first, last):
        _next_outcome(p[m], q[m], noise, chain)
        for i in range(4):
            for j in range(4):
                chain[i, j] = 0.5 * (chain[i, j] + (i == j))
        for _ in range(2200):  # enough for the smallest float squared
            moving = False
            for i in range(4):
                total = 0.0
                for j in range(4):
                    square[i, j] = (
                        chain[i, 0] * chain[0, j] + chain[i, 1] * chain[1, j]
                        + chain[i, 2] * chain[2, j] + chain[i, 3] * chain[3, j]
                    )  # fmt: skip
                    total += square[i, j]
                for j in range(4):
                    square[i, j] /= total
                    moving |= abs(square[i, j] - chain[i, j]) > 1e-14 * chain[i, j]
            chain, square = square, chain
            if not moving:
                break
        for j in range(4):  # by hand: numba compiles a row assignment for seconds
            shares[m, j] = chain[0, j]


_ABREAST = 512  # runs that advance together; their state fits the first cache


@jit
def play_match(first, last, key, p, q, rounds, tally):
    """Fill runs first..last-1 of one match, many runs abreast so that the loop vectorises.

    Parameters
    ----------
    key : uint64             from the seed; run r owns the draws from 2 * rounds * r on
    p, q : float64[4]        probabilities to cooperate after own CC, CD, DC, DD, noise included
    rounds : int64
    tally : int64[runs, 4]   rounds that ended in CC, CD, DC, DD; output
    """
    own, other = np.empty(_ABREAST, np.bool_), np.empty(_ABREAST, np.bool_)
    own_sum, other_sum = np.empty(_ABREAST, np.int64), np.empty(_ABREAST, np.int64)
    both_sum, state = np.empty(_ABREAST, np.int64), np.empty(_ABREAST, np.uint64)
    p_cc, p_cd, p_dc, p_dd = p[0], p[1], p[2], p[3]
    q_cc, q_cd, q_dc, q_dd = q[0], q[1], q[2], q[3]
    for start in range(first, last, _ABREAST):
        runs = min(_ABREAST, last - start)
        own[:], other[:] = True, True
        own_sum[:], other_sum[:], both_sum[:] = 0, 0, 0
        for i in range(runs):
            state[i] = key + np.uint64(2 * rounds * (start + i)) * GAMMA
        for _ in range(rounds):
            for i in range(runs):
                x, y = own[i], other[i]
                own_chance = (p_cc if y else p_cd) if x else (p_dc if y else p_dd)
                other_chance = (q_cc if x else q_cd) if y else (q_dc if x else q_dd)
                x = unit(state[i]) < own_chance
                y = unit(state[i] + GAMMA) < other_chance
                state[i] = state[i] + GAMMA + GAMMA
                own[i], other[i] = x, y
                own_sum[i] += x
                other_sum[i] += y
                both_sum[i] += x & y
        for i in range(runs):
            both = both_sum[i]
            tally[start + i, 0] = both
            tally[start + i, 1] = own_sum[i] - both
            tally[start + i, 2] = other_sum[i] - both
            tally[start + i, 3] = rounds - own_sum[i] - other_sum[i] + both


@jit
def imitation_chance(gain):
    """Fermi function 1/(1 + exp(-gain)), for any gain."""
    odds = math.exp(-abs(gain))
    return (1.0 if gain >= 0.0 else odds) / (1.0 + odds)


@jit
def log_sum(a, b):
    """Logarithm of exp(a) + exp(b)."""
    gap = abs(a - b)
    return max(a, b) + (math.log1p(math.exp(-gap)) if gap < 40.0 else 0.0)


@jit
def log_fixation(payoffs, i, j, size, selection):
    """Log fixation probabilities of one i among j and of one j among i.

    With m players of i, their lead in payoff is linear in m, so term m = 0..size - 1 of the sum
    1 + exp(-lead(1)) + exp(-lead(1) - lead(2)) + ... has the exponent x m + y m (m + 1)/2. The
    largest is factored out, so nothing overflows; the sum serves both probabilities.
    """
    scale = selection / (size - 1.0)
    against_i, against_j = payoffs[i, i] - payoffs[j, i], payoffs[i, j] - payoffs[j, j]
    x = scale * (against_i - size * against_j - (payoffs[j, j] - payoffs[j, i]))
    y = scale * (against_j - against_i)
    final = (size - 1.0) * (x + 0.5 * y * size)
    bend = min(max(-x / y - 0.5, 0.0), size - 1.0) if y != 0.0 else 0.0
    bend = math.floor(bend + 0.5)
    middle = bend * (x + 0.5 * y * (bend + 1.0))
    top, bottom = max(0.0, final, middle), min(0.0, final, middle)
    total = 0.0
    if top - bottom < 300.0 and abs(y) < 300.0:
        growth = math.exp(y)
        for start in range(0, size, 128):  # afresh now and then, so that rounding does not pile up
            term = math.exp(start * (x + 0.5 * y * (start + 1.0)) - top)
            ratio = math.exp(x + y * (start + 1.0))
            for _ in range(start, min(start + 128, size)):
                total += term
                term *= ratio
                ratio *= growth
    else:
        for m in range(size):
            exponent = m * (x + 0.5 * y * (m + 1.0)) - top
            if exponent > -60.0:
                total += math.exp(min(exponent, 0.0))
    total = top + math.log(total)
    return min(-total, 0.0), min(final - total, 0.0)


@jit
def fixations(payoffs, size, selection, chance):
    """Fill ``chance[points]``: one 0 takes over a population of 1s; payoffs[points, 2, 2]."""
    for point in range(chance.size):
        chance[point] = math.exp(log_fixation(payoffs[point], 0, 1, size, selection)[0])


@jit
def _law_from_log_rates(rates, law):
    """Fill ``law`` with the stationary law of a chain given by log rates, which are spent.

    States are taken out from the last to the first, their flow handed to the others, without a
    subtraction (Grassmann, Taksar and Heyman 1985); then the weights follow from the first up.
    """
    k = law.size
    for n in range(k - 1, 0, -1):
        out = rates[n, 0]
        for j in range(1, n):
            out = log_sum(out, rates[n, j])
        for i in range(n):
            rates[i, n] -= out
            for j in range(n):
                if j != i:
                    rates[i, j] = log_sum(rates[i, j], rates[i, n] + rates[n, j])
    law[0] = 0.0
    top = 0.0
    for n in range(1, k):
        law[n] = law[0] + rates[0, n]
        for i in range(1, n):
            law[n] = log_sum(law[n], law[i] + rates[i, n])
        top = max(top, law[n])
    total = 0.0
    for n in range(k):
        law[n] = math.exp(law[n] - top)
        total += law[n]
    for n in range(k):
        law[n] /= total


@jit
def rare_mutation_laws(payoffs, size, selection, law):
    """Fill ``law[points, k]``: share of time at each strategy when mutants are rare.

    Between two mutations the population is of one strategy; the rate from i to j is the fixation
    probability of one j among i (the mutation rate itself cancels). payoffs[points, k, k].
    """
    k = law.shape[1]
    rates = np.empty((k, k))
    for point in range(law.shape[0]):
        for i in range(k):
            for j in range(i):
                rates[j, i], rates[i, j] = log_fixation(payoffs[point], i, j, size, selection)
        _law_from_log_rates(rates, law[point])


@jit
def _move_chances(payoffs, size, selection, mutation, counts, mean, chance):
    """Fill ``chance[k (k - 1)]`` with the chances, in one update, of a player going i -> j.

    Moves are ordered by i, then by j other than i; ``mean`` is work space. Returns their sum.
    """
    k = counts.size
    for i in range(k):
        mean[i] = -payoffs[i, i]  # nobody meets itself
        for j in range(k):
            mean[i] += payoffs[i, j] * counts[j]
        mean[i] *= selection / (size - 1.0)
    move, total = 0, 0.0
    for i in range(k):
        for j in range(k):
            if j != i:
                copied = counts[j] / (size - 1.0) * imitation_chance(mean[j] - mean[i])
                chance[move] = (1.0 - mutation) * copied + mutation / (k - 1.0)
                chance[move] *= counts[i] / size
                total += chance[move]
                move += 1
    return total


@jit
def imitation_chain(payoffs, size, selection, mutation, below, counts, target, chance):
    """Fill the moves between all ways to split ``size`` players among k strategies.

    States are in lexicographic order, from everybody at strategy 0 to everybody at k - 1.

    Parameters
    ----------
    below : int64[k - 1, size + 1]
        below[i, r]: number of states that precede those with r players beyond strategy i,
        among the states that agree up to strategy i - 1.
    counts : int64[states, k]                         output
    target, chance : int64, float64[states, k (k - 1)]   output; a move nobody can make: chance 0
    """
    k = counts.shape[1]
    beyond, mean = np.zeros(k, np.int64), np.empty(k)
    now = np.zeros(k, np.int64)
    now[0] = size
    for state in range(counts.shape[0]):
        for i in range(k):  # by hand: numba compiles a row assignment for seconds
            counts[state, i] = now[i]
        _move_chances(payoffs, size, selection, mutation, now, mean, chance[state])
        for i in range(k - 2, -1, -1):
            beyond[i] = beyond[i + 1] + now[i + 1]
        move = 0
        for i in range(k):
            for j in range(k):
                if j != i:
                    to = 0
                    for part in range(k - 1):
                        shift = (i <= part < j) - (j <= part < i)
                        to += below[part, beyond[part] + shift] if now[i] > 0 else 0
                    target[state, move] = to if now[i] > 0 else state
                    move += 1
        i = k - 2
        while i > 0 and now[i] == 0:  # the next state: one player moves beyond the last that can
            i -= 1
        rest = now[k - 1]
        now[k - 1] = 0
        now[i] -= 1
        now[i + 1] = rest + 1


@jit
def log_law_of_chain(target, chance, width, band, law):
    """Fill ``law`` with the log stationary weights (state 0: 0) of a chain with short moves.

    As in `_law_from_log_rates`, with rates as they are and weights as logarithms.

    Parameters
    ----------
    target, chance : int64, float64[states, moves]   |target - state| <= width, both ways
    band : float64[states, 2 width + 1]   zeros; becomes band[i, j - i + width] for i -> j
    law : float64[states]                 output
    """
    states = law.size
    lowest = np.empty(states, np.int64)
    for n in range(states):
        lowest[n] = n
        for move in range(target.shape[1]):
            band[n, target[n, move] - n + width] += chance[n, move]
            lowest[n] = min(lowest[n], target[n, move])
    for n in range(states - 1, 0, -1):
        low = lowest[n]
        lowest[n - 1] = min(lowest[n - 1], low)
        out = band[n, low - n + width : width]
        total = 0.0
        for j in range(n - low):
            total += out[j]
        for i in range(low, n):
            flow = band[i, n - i + width] / total
            band[i, n - i + width] = flow
            if flow > 0.0:
                row = band[i, low - i + width : n - i + width]
                for j in range(n - low):
                    row[j] += flow * out[j]
    law[0] = 0.0
    for n in range(1, states):
        top = -np.inf
        for i in range(lowest[n], n):
            if band[i, n - i + width] > 0.0:
                top = max(top, law[i])
        total = 0.0
        for i in range(lowest[n], n):
            if band[i, n - i + width] > 0.0:
                total += math.exp(law[i] - top) * band[i, n - i + width]
        law[n] = top + math.log(total)


@jit
def alias_rows(target, chance, stay, threshold, first, second):
    """Turn each state's moves into a table in which one uniform number finds the next state.

    Parameters
    ----------
    target, chance : int64, float64[states, moves]   chance is spent
    stay : float64[states]    output: expected updates until the state changes
    threshold, first, second : float64, int32, int32[states, moves]
        output: with x uniform in [0, moves), column floor(x), go to first if the fraction of x is
        below the threshold, else to second (Walker's alias method)
    """
    states, moves = target.shape
    for state in range(states):
        share = chance[state]
        total = 0.0
        for move in range(moves):
            total += share[move]
        stay[state] = 1.0 / total if total > 0.0 else np.inf
        for move in range(moves):
            share[move] *= stay[state] * moves if total > 0.0 else 0.0
            first[state, move] = target[state, move]
        for _ in range(moves):  # the fullest column fills up the emptiest, which is then done
            small, big = -1, -1
            for move in range(moves):
                if share[move] < np.inf:
                    small = move if small < 0 or share[move] < share[small] else small
                    big = move if big < 0 or share[move] > share[big] else big
            threshold[state, small] = share[small]
            second[state, small] = first[state, big]
            share[big] -= 1.0 - share[small]
            share[small] = np.inf


@jit
def imitation_walk(place, updates, key, stay, threshold, first, second, weight):
    """Add to ``weight[states]`` the updates spent at each state, from state ``place`` on.

    Each stay counts with its expected length: same mean, less noise, and no draw for it.
    Returns the last state and the number of draws.
    """
    moves = first.shape[1]
    left, draw = updates, 0
    while stay[place] < left:
        weight[place] += stay[place]
        left -= stay[place]
        pick = unit(key + np.uint64(draw) * GAMMA) * moves
        draw += 1
        column = int(pick)
        one, other = first[place, column], second[place, column]
        place = one if pick - column < threshold[place, column] else other
    weight[place] += left
    return place, draw


@jit
def imitation_path(payoffs, size, selection, mutation, updates, key, counts, path, occupied):
    """Follow one population from ``counts``, jumping over the updates that change nothing.

    Returns the key of the first draw not used.

    Parameters
    ----------
    counts : int64[k]                  in: the start; out: the end
    path : int64[samples + 1, k]       output: counts at equal distances, 0 to ``updates``
    occupied : float64[k]              output: counts summed over the updates
    """
    mean, chance = np.empty(counts.size), np.empty(counts.size * (counts.size - 1))
    samples = path.shape[0] - 1
    occupied[:] = 0.0
    now, sample = 0.0, 0
    while True:
        total = _move_chances(payoffs, size, selection, mutation, counts, mean, chance)
        jump = np.inf
        if total > 0.0:
            jump = 1.0
            if total < 1.0:
                jump += math.floor(waiting_time(key) / -math.log1p(-total))
        until = min(now + jump, updates)
        for i in range(counts.size):
            occupied[i] += counts[i] * (until - now)
        while sample <= samples and sample * updates < (now + jump) * max(samples, 1):
            for i in range(counts.size):
                path[sample, i] = counts[i]
            sample += 1
        now += jump
        if now >= updates and sample > samples:
            return key + GAMMA
        pick = unit(key + GAMMA) * total
        key = key + GAMMA + GAMMA
        move, passed = 0, chance[0]
        while pick >= passed and move < chance.size - 1:
            move += 1
            passed += chance[move]
        i = move // (counts.size - 1)
        j = move % (counts.size - 1)
        counts[i] -= 1
        counts[j + (j >= i)] += 1
