"""The treaty race of R2 as agents of mesa, one step an event; only where mesa is installed."""

import contenders
import mesa
import numpy as np

RACE, TREATY = contenders.LONG_RACE, contenders.TREATY


class Lab(mesa.Agent):
    """A lab: what it promised, what it would do without a treaty, and how far it has come."""

    def __init__(self, model, place):
        super().__init__(model)
        self.place, self.speed = place, RACE.speed[place]
        self.promised, self.free = contenders.PROMISED[place], model.nash[place]
        self.signed = bool(TREATY.signed(RACE)[place])
        self.cheats = self.signed and self.promised < TREATY.standard
        self.done, self.care, self.caught = 0, 0.0, np.inf

    def safety(self):
        """Safety it does now: less when behind, unless held to the standard."""
        base = self.free if self.model.collapsed else self.promised
        held = self.signed and not self.cheats and not self.model.collapsed
        behind = self.model.leader - self.done
        return max(base * max(0.0, 1.0 - contenders.CATCH_UP * behind),
                   TREATY.standard if held else 0.0)  # fmt: skip

    def rate(self):
        """Rate of its next milestone [1/yr]."""
        return RACE.milestones * self.speed * (1.0 - RACE.safety_tax * self.safety())


class TreatyRace(mesa.Model):
    """One race; a step is the next event."""

    def __init__(self, nash, seed):
        super().__init__(seed=seed)
        self.nash, self.now, self.leader, self.collapsed, self.winner = nash, 0.0, 0, False, None
        self.disaster = False
        for place in range(RACE.n):
            Lab(self, place)

    def step(self):
        """A lab moves, or the treaty ends: by a cheat that is caught, or by a false alarm."""
        labs = list(self.agents)
        watching = not self.collapsed
        clocks = [lab.rate() for lab in labs]
        clocks += [TREATY.detection * watching * lab.cheats for lab in labs]
        clocks.append(TREATY.false_alarms * watching * sum(lab.signed for lab in labs))
        self.now += self.random.expovariate(sum(clocks))
        event = self.random.choices(range(len(clocks)), clocks)[0]
        if event >= len(labs):
            self.collapsed = True
            if event < 2 * len(labs):
                labs[event - len(labs)].caught = self.now
            return
        lab = labs[event]
        lab.care += lab.safety()
        lab.done += 1
        self.leader = max(self.leader, lab.done)
        if lab.done == RACE.milestones:
            self.winner, self.running = lab.place, False
            danger = RACE.risk * (1.0 - lab.care / RACE.milestones)
            self.disaster = self.random.random() < danger


def mesa_treaties(runs, seed=0):
    """(winner, years, disaster, caught_years, collapsed), as the other contenders."""
    nash, ends = RACE.nash(), []
    for run in range(runs):
        model = TreatyRace(nash, seed * 10**6 + run)
        while model.running:
            model.step()
        caught = [lab.caught for lab in model.agents]
        ends.append((model.winner, model.now, model.disaster, caught, model.collapsed))
    return tuple(map(np.array, zip(*ends, strict=True)))
