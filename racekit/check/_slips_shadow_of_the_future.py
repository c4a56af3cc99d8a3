"""The usual slips on the way to the exercises on shadow of the future.

Each function returns pairs: what the slip would answer in this case, and the sentence for it.
"""

import math

import numpy as np

from racekit import repeated


def handshake(race):
    """one lab for both, or a payoff read in the wrong place."""
    game = race.dilemma()
    one, two = repeated.from_game(game), repeated.from_game(game, "column")
    astray = repeated.Payoffs(game.column[1, 0], two.R, two.P, two.S)
    least = [(p.T - p.R) / (p.T - p.P) for p in (one, two, astray)]
    T, R, P, _ = np.mean([one, two], axis=0)

    def worse(formula):
        return max(formula(*one), formula(*two))

    return [
        (min(least[:2]), "You hold only one of the two labs; an agreement needs both."),
        (max(least[0], least[2]),
         "You read lab 2's temptation where lab 1 is reckless; in `game.column` lab 2's own "
         "action is the second index."),
        (np.mean(least[:2]), "You average the two labs' patience; the less willing one decides."),
        ((T - R) / (T - P), "You average the payoffs of two unequal labs; each decides alone."),
        (worse(lambda T, R, P, S: (T - R) / (R - P)),
         "You divide the gain by one race's loss; the losses go on for ever, discounted."),
        (worse(lambda T, R, P, S: (R - P) / (T - P)),
         "Gain and loss have changed places: yours falls when the temptation grows."),
        (worse(lambda T, R, P, S: (T - R) / (T - S)),
         "After a breach both are reckless; nobody goes on being the sucker."),
        (100 * max(least[:2]), "That is in per cent; patience lies from 0 to 1."),
    ]  # fmt: skip


def shortest(T, R, P, patience, gain=None, loss=None, first=1, strict=False):
    """fewest races whose losses reach the gain; 0 if 1000 are too few."""
    gain, loss = (T - R if gain is None else gain), (R - P if loss is None else loss)
    margin = 1e-12 if strict else -1e-12
    paid = 0.0
    for length in range(1, 1001):
        paid += patience ** (length + first - 1) * loss
        if paid >= gain + margin:
            return length
    return 0


def grudge(T, R, P, patience):
    """no discount, one race too many or few, the wrong difference."""
    case = T, R, P, patience
    right = shortest(*case)
    pairs = [
        (shortest(*case, first=0),
         "The first race of punishment is the next one, so it counts the patience, not 1."),
        (shortest(T, R, P, 1.0), "Later races count less; where is the patience?"),
        (shortest(*case, gain=T - P), "A breach gains the temptation instead of the reward."),
        (shortest(*case, loss=T - P), "A race of punishment costs the reward, less what is left."),
        (shortest(*case, loss=R), "A race of punishment still pays the punishment payoff."),
        (shortest(*case, strict=True),
         "A grudge whose loss just equals the gain deters: the breach does not pay."),
    ]  # fmt: skip
    if right:
        pairs.append((right + 1, f"{right} races already deter; is your count one too far?"))
    return pairs


def lives(R, P, patience, alpha, length, runs, seed, deaf=True, at_once=False, flat=False):
    """worth of each of many simulated lives, with slips to switch on."""
    rng = np.random.default_rng(seed)
    worth, left = np.zeros(runs), np.zeros(runs)
    for t in range(200):
        careful = left == 0
        alarm = rng.random(runs) < alpha
        if deaf:  # nobody listens while the punishment lasts
            alarm &= careful
        paid = np.where(careful & ~(alarm & at_once), R, P)
        worth += paid / 200 if flat else (1 - patience) * patience**t * paid
        left = np.where(alarm, length, np.maximum(left - 1, 0))
    return worth


def worth(R, P, patience, alpha, length, runs, seed):
    """means of another treaty, or of another sum."""
    T = R + 1.0  # no part of the worth

    def formula(races):
        return R if races < 1 else repeated.alarm_value(T, R, P, patience, alpha, races)

    def mean(**slip):
        return lives(R, P, patience, alpha, length, runs, seed, **slip).mean()

    right = formula(length)
    pairs = [
        (right / (1 - patience), "That is the sum over all races; the worth of a race is "
                                 "that times 1 less the patience."),
        (patience * right, "Your first race counts the patience already; it counts 1."),
        (formula(math.inf), "You punish for ever, whatever the length."),
        (formula(length + 1), "Your punishment lasts one race longer than it should."),
        (R, "In your treaty no alarm has any consequence."),
        (mean(at_once=True), "The race with the alarm itself is careful; punishment begins "
                             "with the next one."),
        (mean(deaf=False), "Nobody listens for alarms while the punishment lasts; yours starts "
                           "again."),
        (mean(flat=True), "All your races count the same; where is the patience?"),
        (patience * right + (1 - patience) * P, "Your lives begin with a race of punishment."),
    ]  # fmt: skip
    if length < math.inf:
        pairs.append((formula(length - 1), "Your punishment lasts one race less than it should."))
    return pairs


def error(spread, runs):
    """what is not a standard error."""
    return [
        (spread, "That is the spread of single lives; a mean of many is far steadier."),
        (spread / runs, "Your error shrinks too fast: ten times surer takes a hundred "
                        "times the runs."),
        (spread**2 / runs, "That is a variance; the error has the unit of the mean."),
    ]  # fmt: skip


def most(payoffs, patience, alpha, q, alarms=repeated.many_monitors):
    """most members, 1 to 100, that grim punishment holds; 0 if not one."""
    held = [patience >= repeated.alarm_threshold(*payoffs, *alarms(n, alpha, q))
            for n in range(1, 101)]  # fmt: skip
    return max((n for n, holds in enumerate(held, 1) if holds), default=0)


def treaty(payoffs, patience, alpha, q):
    """other monitors, other players."""

    def undiluted(n, alpha, q):
        return repeated.many_monitors(n, alpha, q)[0], q

    def all_cheat(n, alpha, q):
        return repeated.many_monitors(n, alpha, q)[0], 1 - (1 - q) ** n

    def added(n, alpha, q):
        return min(1.0, n * alpha), min(1.0, n * alpha + q)

    right = most(payoffs, patience, alpha, q)
    T, R, P = payoffs
    return [
        (right + 1, f"With {right + 1} members somebody cheats; is your count one too far?"),
        (right - 1, f"One more than your {right - 1} still holds; return the largest number."),
        (most(payoffs, patience, alpha, q, lambda n, alpha, q: (alpha, q)),
         "You ask one monitor whatever the number of members; each brings its own."),
        (most(payoffs, patience, alpha, q, undiluted),
         "Your false alarms grow with the members and your detection does not; an innocent "
         "member's monitor may ring in a race with a cheat, too."),
        (most(payoffs, patience, alpha, q, all_cheat),
         "You let all members cheat at once; each asks what happens if it alone does."),
        (most(payoffs, patience, alpha, q, added),
         "You add chances up; two monitors may ring in the same race."),
        (most(payoffs, patience, 0.0, q), "Your monitors never err; where are the false alarms?"),
        (100 if patience >= (T - R) / (T - P) else 0,
         "You use the threshold without alarms; here nobody sees who cheats."),
    ]  # fmt: skip


def chain(p, q, noise, mirror=True, noisy=True):
    """long-run shares of CC, CD, DC, DD."""
    p, q = np.asarray(p, float), np.asarray(q, float)
    q = q[[0, 2, 1, 3]] if mirror else q
    if noisy:
        p, q = (x + noise * (1 - 2 * x) for x in (p, q))
    step = np.column_stack([p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)])
    for _ in range(60):
        step = step @ step
        step /= step.sum(axis=1, keepdims=True)
    return step[0]


def echo(p, q, noise):
    """the other player, another memory, too short a run."""
    right = repeated.shares(p, q, noise)
    astray = chain(p, q, noise, mirror=False)
    slip = np.asarray(p, float)
    pairs = [
        (right[0] + right[2], "That is the other player's care; asked is that of strategy p."),
        (right[0], "That is how often both are careful; p may be careful alone."),
        (right[2] + right[3], "That is how often p is reckless."),
        (right[1] + right[3], "That is how often the other player is reckless."),
        (astray[0] + astray[1],
         "Your second player reads the outcomes with your eyes; its own move comes first."),
        (chain(p, q, noise, noisy=False)[:2].sum(), "Nothing slips in your chain; where is the "
                                                    "noise?"),
        (slip.mean(), "You average the four chances; not every outcome is equally frequent."),
    ]  # fmt: skip
    for rounds in (1, 10, 50, 100, 200, 500, 1000):
        early = repeated.shares(p, q, noise, rounds)
        pairs.append((early[0] + early[1], f"That is the average of the first {rounds} races; "
                                           "the long run is longer."))  # fmt: skip
    return pairs


def tuned(T, R, P, patience, g, alpha):
    """worth of the treaty at each setting, P where nothing deters; float64[settings]."""
    alpha = np.asarray(alpha, float)
    told = (alpha**g - alpha) * (R - P) - alpha * (T - R)
    needed = np.where(told > 0, (1 - patience) * (T - R) / np.where(told > 0, told, 1), np.inf)
    room = np.maximum(1 - needed / patience, 0.0)  # how low patience**L must fall
    length = np.where(room > 0, np.log(np.where(room > 0, room, 1)) / np.log(patience), np.inf)
    length = np.maximum(np.ceil(length - 1e-12), 1)
    lost = 1 - patience * (1 - alpha) - alpha * patience * patience**length
    return np.where(needed <= patience, P + (1 - patience) * (R - P) / lost, P)


def setting(T, R, P, patience, g, settings, worth):
    """another goal, another quantity."""
    grim = repeated.alarm_threshold(T, R, P, settings, settings**g)
    best = settings[worth.argmax()]
    return [
        (best**g, "That is the chance to detect; return the chance of a false alarm."),
        (worth.max(), "You return the worth; return the setting that earns it."),
        (settings[(settings**g - settings).argmax()],
         "You look for the alarm that tells most about a breach; it also rings most falsely. "
         "What is the treaty worth with it?"),
        (settings[grim.argmin()],
         "At that setting the least patience is needed; these players have more than that."),
    ]  # fmt: skip
