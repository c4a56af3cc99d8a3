"""The claims as functions of many races at once: a margin for each, above 0 where it holds.

A margin is NaN where a claim does not arise: nobody can add safety, no leader is careful, or
racing adds nothing to the danger. Lab A is the first lab; labs belong to the two nations in turn.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from racekit._blocs import united
from racekit.races import Races

STEP = 0.1  # of the safety work: what one lab adds in C3 and C7
LEVEL = 0.05  # odds at home that differ by less than this share count as level, C9
WAY = np.arange(1, 9) / 8  # from what lab A does to its own standard: its promises in C5
TINY = 1e-9  # differences below it are rounding


@dataclass(frozen=True, eq=False)
class Case:
    """Races with the institutions around them; what several claims ask is worked out once.

    Attributes
    ----------
    field : Races
        One a row.
    home : bool[labs]
        Labs of the first lab's nation; the others form the second.
    leak, detection, fine, patience, informed, exposure, penalty : float64[races]
    """

    field: Races
    home: np.ndarray
    leak: np.ndarray
    detection: np.ndarray
    fine: np.ndarray
    patience: np.ndarray
    informed: np.ndarray
    exposure: np.ndarray
    penalty: np.ndarray

    @cached_property
    def nash(self):
        """Safety of each lab when all race."""
        return self.field.nash()

    @cached_property
    def payoffs(self):
        """Payoff of each lab when all race."""
        return self.field.payoffs(self.nash, believed=True)

    @cached_property
    def danger(self):
        """Probability of disaster when all race."""
        return self.field.disaster(self.nash)

    @cached_property
    def standard(self):
        """The planner's standard, one safety for all labs of a race."""
        return self.field.planner()

    @cached_property
    def least_danger(self):
        """Probability of disaster under the planner's standard."""
        return self.field.danger(self.standard[:, None])[:, 0]

    @cached_property
    def races(self):
        """Whether racing adds to the danger at all: if not, there is nothing to be tried."""
        return self.danger > self.least_danger + TINY

    @cached_property
    def advised(self):
        """Safety that each lab would have all labs do."""
        return self.field.advised()

    @cached_property
    def kept(self):
        """Safety if all are held to the planner's standard, and may do more."""
        return self.field.nash(low=self.standard)

    @cached_property
    def all_but_fastest(self):
        """Safety if all but the fastest lab are held to the planner's standard."""
        fastest = self.field.speed.argmax(axis=1)[:, None] == np.arange(self.field.n)
        return self.field.nash(low=np.where(fastest, 0.0, self.standard[:, None]))

    @cached_property
    def nations(self):
        """The same races with each nation as one lab."""
        return united(self.field, [self.home, ~self.home])

    @cached_property
    def danger_of_nations(self):
        """Probability of disaster when nations race."""
        return self.nations.disaster(self.nations.nash())

    @property
    def homes(self):
        """Whether racing adds danger and some nation has more than one lab to rule."""
        return self.races & (self.field.n > 2)

    def step(self):
        """What each lab can add to its Nash safety: a tenth of the work, or all that is left."""
        return np.minimum(STEP, 1.0 - self.nash)

    def cheat(self, safety):
        """Gain of each lab from its best cheating unseen [prizes/yr], and the safety it does."""
        comply = self.field.payoffs(safety, believed=True)
        return self.field.cheats(safety, comply, self.standard)


def committed(field, lab, safety, nash):
    """Nash when one lab, by number, keeps a safety, float64[..., races]; others reply.

    The search starts from ``nash``, which is near.
    """
    held, level = np.arange(field.n) == lab, safety[..., None]
    low, high, start = (np.where(held, level, free) for free in (0.0, 1.0, nash))
    return field.nash(low, high, start)


def some(field, which):
    """Some of the races."""
    names = ("speed", "worth", "harm", "safety_tax", "risk", "discount")
    return replace(field, **{name: getattr(field, name)[which] for name in names})


def _where(arises, margin):
    return np.where(arises, margin, np.nan)


def _ratio(part, whole):
    """``part / whole`` where the whole is more than rounding, else 0."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > TINY)


def know_more(case, bar):
    """C1: more than ``bar`` of what labs know stays hidden, in the model of `racekit.disclosure`.

    The threshold of `racekit.disclosure.silence_threshold` without cost, written for arrays.
    """
    hide = 1.0 - case.exposure
    lead = np.minimum(_ratio(case.exposure * case.penalty, hide), 0.5)
    lead = np.where((hide <= TINY) & (case.penalty > 0.0), 0.5, lead)  # 1/2: all speak
    ignorant, hiding = 1.0 - case.informed, case.informed * hide
    middle, end = ignorant + hiding * lead, ignorant * (1.0 - 2.0 * lead)
    threshold = _ratio(end, middle + np.sqrt(middle**2 + hiding * end))
    return hide * np.minimum(threshold, 1.0) - bar


def no_villains(case, bar):
    """C2: every lab does less safety in Nash than it would have all labs do, itself included."""
    return (case.advised - case.nash).min(axis=1) - bar


def slow_fall_behind(case, bar):
    """C3: whichever lab adds a tenth of the work wins less often, though its rivals reply.

    Does not arise where every lab already does all of the work.
    """
    field, nash, step = case.field, case.nash, case.step()
    more = nash + step
    after = [  # one lab at a time: the arrays of all at once would leave the cache
        field.wins(committed(field, lab, more[:, lab], nash))[:, lab] for lab in range(field.n)
    ]
    fall = field.wins(nash) - np.stack(after, axis=1)
    least = np.where(step > 1e-6, fall, np.inf).min(axis=1)
    return _where(np.isfinite(least), least - bar)


def reckless_win(case, bar):
    """C4: a lab that does least safety is the likeliest winner.

    Does not arise where all do the same.
    """
    least = case.nash <= case.nash.min(axis=1, keepdims=True) + 1e-6
    wins = case.field.wins(case.nash)
    margin = np.where(least, wins, 0.0).max(axis=1) - np.where(least, 0.0, wins).max(axis=1)
    return _where(~least.all(axis=1), margin - bar)


def two_bad_options(case, bar):
    """C5: keeping its own standard alone pays lab A less than cutting it to Nash, and no public
    promise on the way recovers ``bar`` of what A loses because the others do not keep it, too.

    A's own standard is what it would have all labs do. Does not arise where racing adds no
    danger; fails with -1 where A loses nothing, or does as much as its own standard anyway.
    """
    field, own, nash = case.field, case.advised[:, 0], case.nash[:, 0]
    cut = case.payoffs[:, 0]
    loss = field.payoffs(*field.levels(own), believed=True)[:, 0] - cut
    margin = _where(case.races, np.full(cut.size, -1.0))
    torn = case.races & (own > nash + TINY) & (loss > TINY)
    if torn.any():
        field = some(field, torn)
        own, nash, cut, loss = own[torn], nash[torn], cut[torn], loss[torn]
        promises = nash + WAY[:, None] * (own - nash)
        kept = committed(field, 0, promises, case.nash[torn])
        promised = field.payoffs(kept, believed=True)[..., 0]
        alone, best = promised[-1], np.maximum(promised.max(axis=0), cut)
        found = np.minimum(bar - _ratio(best - cut, loss), _ratio(cut - alone, loss))
        margin[torn] = np.maximum(found, -1.0)
    return margin


def worse_for_all(case, bar):
    """C6: every lab gets less in Nash than if all kept the planner's standard.

    Does not arise where racing adds no danger.
    """
    planned = case.field.payoffs(*case.field.levels(case.standard), believed=True)
    return _where(case.races, (planned - case.payoffs).min(axis=1) - bar)


def field_not_slowed(case, bar):
    """C7: lab A adds a tenth of the work, a share of its speed leaks to the others, all reply;
    the pace of the field does not fall.

    Does not arise where lab A already does all of the work.
    """
    field, step = case.field, case.step()[:, 0]
    before = field.rates(case.nash).sum(axis=1)
    left = field.leak(np.arange(field.n) == 0, case.leak)
    after = left.rates(committed(left, 0, case.nash[:, 0] + step, case.nash)).sum(axis=1)
    change = np.divide(after - before, before, out=np.zeros_like(before), where=before > 0.0)
    return _where(step > 1e-6, change - bar)


def only_all_at_once(case, bar):
    """C8: if all but the fastest lab keep the planner's standard, they get less than ``bar`` of
    the fall in risk that all would get.

    Does not arise where all together would gain nothing.
    """
    whole = case.danger - case.field.disaster(case.kept)
    part = case.danger - case.field.disaster(case.all_but_fastest)
    return _where(whole > TINY, bar - _ratio(part, whole))


def level_at_home_only(case, bar):
    """C9: the home nation holds its labs to the planner's standard. Care then costs no odds at
    home (to 5 %, and no lab gains by breaking the rule) and more than ``bar`` of them abroad.

    The odds that care costs one lab against another are the logarithm of the other's share of
    its full speed over its own share. Does not arise where no nation has two labs, or the rule
    asks no home lab for more than it did.
    """
    field, home = case.field, case.home
    floor = case.standard[:, None] * home
    safety = field.nash(low=floor)
    gain, breakout_safety = case.cheat(safety)
    cheats = home & (gain > (case.detection * case.fine)[:, None] + 1e-12)

    def slowness(level):
        # a lab that stands still: odds of e**-28
        return -np.log(np.maximum(field.rates(level) / field.speed, 1e-12))

    kept, done = slowness(safety), slowness(np.where(cheats, breakout_safety, safety))
    at_home = kept[:, home].max(axis=1) - done[:, home].min(axis=1)
    abroad = kept[:, home].min(axis=1) - kept[:, ~home].max(axis=1)
    binds = (floor > case.nash + TINY).any(axis=1) & (field.n > 2)
    return _where(binds, np.where(at_home < LEVEL, abroad - bar, LEVEL - at_home))


def nations_harder(case, bar):
    """C10: of the fall in risk from racing labs to one world rule, more than ``bar`` is left
    once each nation acts as one.

    Does not arise where racing adds no danger, or each nation has one lab.
    """
    whole, left = case.danger - case.least_danger, case.danger_of_nations - case.least_danger
    return _where(case.homes, _ratio(left, whole) - bar)


def home_rules_not_enough(case, bar):
    """C11: more than ``bar`` of the disasters under the rules that both nations would choose
    for themselves would not happen under one world rule.

    Does not arise where racing adds no danger, or each nation has one lab.
    """
    left = case.danger_of_nations
    return _where(case.homes, _ratio(left - case.least_danger, left) - bar)


def limits_need_enforcement(case, bar):
    """C12: with nobody to punish, a nation gains by cheating on the planner's standard, though
    the other would race for ever after: it would take more patience than there is.

    Patience is the weight of the next race against this one. A nation keeps its word if it is
    at least (T - R)/(T - P), with T, R, P its payoffs from cheating, keeping and racing: above 1,
    more than there can be, where it would rather race. Cut at 2. Does not arise where the race
    between nations adds no danger: such limits ask nothing of them.
    """
    nations, needed = case.nations, []
    (standard,) = nations.levels(case.standard)
    keep = nations.payoffs(standard, believed=True)
    race = nations.payoffs(nations.nash(), believed=True)
    for nation in (0, 1):
        low = np.where(np.arange(2) == nation, 0.0, standard)
        cheat = nations.payoffs(nations.nash(low, standard), believed=True)[:, nation]
        gain, lost = cheat - keep[:, nation], cheat - race[:, nation]
        patience = np.where(lost > TINY, np.minimum(_ratio(gain, lost), 2.0), 2.0)
        needed.append(np.where(gain > TINY, patience, 0.0))
    arises = case.danger_of_nations > case.least_danger + TINY
    return _where(arises, np.max(needed, axis=0) - case.patience - bar)


def leader_under_pressure(case, bar):
    """C14: lab A, as fast as any and minding disaster as much, runs a danger of which more than
    ``bar`` comes from the race: alone it would not run it.

    Does not arise where racing adds no danger, another lab is faster, or minds disaster more.
    """
    field = case.field
    fastest = field.speed[:, 0] >= field.speed.max(axis=1)
    minds_most = field.harm[:, 0] >= field.harm.max(axis=1)
    in_race = 1.0 - case.nash[:, 0]
    alone = 1.0 - field.alone(field.speed[:, :1], field.harm[:, :1])[:, 0]
    margin = _ratio(in_race - alone, in_race) - bar
    return _where(case.races & fastest & minds_most, margin)


def package(case, bar):
    """The four links of C15, float64[races, 4], each as a share of what it is measured by.

    With a limit on all labs, detection and a fine: nobody gains by cheating; somebody would,
    without detection or without the fine; the risk is cut to ``bar`` of what it was; and it is
    not cut that far while the fastest lab stays out. NaN where racing adds no danger.
    """
    gain = case.cheat(case.kept)[0].max(axis=1) / (case.detection * case.fine)
    aim = bar * case.danger
    with_all = _ratio(case.field.disaster(case.kept), aim)
    without = _ratio(case.field.disaster(case.all_but_fastest), aim)
    links = np.stack([1.0 - gain, gain, 1.0 - with_all, without - 1.0], axis=1)
    return _where(case.races[:, None], links)


def all_three_work(case, bar):
    """C15: all four links of `package` hold; the margin is the weakest."""
    return package(case, bar).min(axis=1)
