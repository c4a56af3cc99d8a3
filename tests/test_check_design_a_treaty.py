"""Checks of the exercises on design a treaty: each slip gets its own sentence."""

import pytest
from verdicts import Verdicts

from racekit import check
from racekit.check import _slips_design_a_treaty as slips
from racekit.design import Design, scorecard, stress_test

CALM = Design(standard=0.85, visits=1.0, fine=0.3, sanction=0.05)
TENSE = Design(standard=0.86, visits=2.1, fine=0.4, sanction=0.095)
HARD = Design(standard=0.84, visits=2.95, fine=0.27, sanction=0.1)

# --- right answers, with parts that can be replaced by wrong ones -----------------------------


def stick(stay, leave, members, outsiders, cost):
    return max(0, leave - stay) / (members - 1 - cost * outsiders)


def by_halving(stay, leave, members, outsiders, cost):
    low, high = 0.0, 10.0
    for _ in range(60):
        tau = (low + high) / 2
        keeps = stay - cost * outsiders * tau >= leave - (members - 1) * tau
        low, high = (low, tau) if keeps else (tau, high)
    return high


def weakest(table):
    return (table["end"] == "holds").groupby(table["scenario"]).mean().idxmin()


def weakest_by_hand(table):
    held = {}
    for scenario, end in zip(table["scenario"], table["end"], strict=True):
        held.setdefault(scenario, []).append(end == "holds")
    return min(held, key=lambda name: sum(held[name]) / len(held[name]))


def always(design):
    return lambda place: design


def designer(place):
    """The first of three recipes that passes a quick test."""
    for design in (CALM.replace(visits=2.4, fine=0.2), TENSE, HARD):
        if scorecard(stress_test(design, place, draws=60, progress=False)).passed:
            return design
    raise ValueError("no recipe passes")


RIGHT = {
    "shortest_stick": [stick, by_halving],
    "read_a_stress_test": [weakest, weakest_by_hand],
    "calm_world": [always(CALM), always(CALM.replace(after="collapse", fine=0.25))],
    "tense_world": [always(TENSE), lambda place: TENSE.replace(members=tuple(place.nations))],
    "hard_world": [always(HARD), always(HARD.replace(minimum=3))],
    "designer": [designer],
}

# --- wrong answers: what the sentence must say -------------------------------------------------


def share_of(end):
    return lambda table: (table["end"] == end).groupby(table["scenario"]).mean().idxmax()


def designs(good, nations):
    """Wrong designs for one world, and what their binding weakness is called."""
    return [
        (always(Design()), "weakness: deterrence. Somebody gains by cheating in 100.0 %"),
        (always(good.replace(sanction=0.0)), "weakness: stability. Somebody gains by leaving"),
        (always(good.replace(minimum=nations)), f"for want of {nations} signatures"),
        (always(good.replace(standard=0.0)), "weakness: risk. 100.0 % of the avoidable risk"),
        (always(good.replace(standard=0.6)), "weakness: risk."),
        (always(good.replace(visits=365.0)), "weakness: cost."),
        (always(good.replace(fine=1.0, sanction=0.1)), "when a nation holds out"),
        (lambda place: bribed(place, good.replace(standard=0.5)), "at least 90 %"),
    ]


def refusals(good):
    """What the world, the design or the check will not even test."""
    return [
        (always(good.replace(fine=50.0)), "refuses your design: fine must lie in [0, 1] prizes"),
        (always(good.replace(sanction=9.0)), "refuses your design: sanction must lie in [0, 0.1]"),
        (always(good.replace(members=("Coast", "Utopia"))), "members must be among Coast, Delta"),
        (always(good.replace(minimum=12)), "minimum must lie in 2.."),
        (lambda place: good.replace(standard=float("nan")), "raised ValueError: standard must lie"),
        (lambda place: good.replace(members=()), "members must name at least 2 nations"),
        (lambda place: {"standard": 0.8}, "Return a Design; yours is {'standard': 0.8}"),
        (lambda place: Impostor(standard=0.8), "Return a Design; yours is Impostor"),
    ]


class Impostor(Design):
    """A design that is not one."""

    def trips(self, world):
        return 0.0


def bribed(place, design):
    """Write easy goals into the world, then fall short of the real ones."""
    place.goals.update(deterrence=0.0, stability=0.0, risk=1.0)
    return design


WRONG = {
    "shortest_stick": [
        (lambda s, v, m, k, c: (v - s) / (m - 1 - c * k), "where nobody wants to leave"),
        (lambda s, v, m, k, c: (s - v) / (m - 1 - c * k), "Look at the sign"),
        (lambda s, v, m, k, c: (v - s) / (m - c * k), "does not punish itself"),
        (lambda s, v, m, k, c: (v - s) / (m - 1), "that is missing"),
        (lambda s, v, m, k, c: (v - s) / m, "what does staying cost"),
        (lambda s, v, m, k, c: v - s, "are there not more who punish"),
        (lambda s, v, m, k, c: (v - s) / (m - 1 + c * k), "longer, not shorter"),
        (lambda s, v, m, k, c: max(0, v - s) / (m - 1 - c),
         "for each of those outside"),
        (lambda s, v, m, k, c: (v - s) / ((m - 1) * (1 - c)), "nobody pays for a threat"),
        (lambda s, v, m, k, c: v / (m - 1 - c * k), "not all that it brings"),
        (lambda *x: -1.0, "A sanction is not negative"),
        (lambda *x: 0.9 * stick(*x), "it leaves all the same"),
        (lambda *x: 1.1 * stick(*x), "a shorter stick would do"),
    ],
    "read_a_stress_test": [
        (lambda table: (table["end"] == "holds").groupby(table["scenario"]).mean().idxmax(),
         "holds most often"),
        (lambda table: (table["end"] != "holds").groupby(table["scenario"]).sum().idxmax(),
         "compare shares"),
        (lambda table: (table["end"] == "holds").groupby(table["scenario"]).sum().idxmin(),
         "smallest number of futures"),
        (lambda table: table.groupby("scenario")["disaster"].mean().idxmax(),
         "the most dangerous scenario"),
        (share_of("leave"), "There leaving breaks it"),
        (share_of("cheat"), "There cheating breaks it"),
        (share_of("void"), "There it is void most often"),
        (lambda table: "as planned", "No future of the test is of that kind"),
        (lambda table: "the worst", "Return one of"),
    ],
    "calm_world": [
        *designs(CALM, 3),
        *refusals(CALM),
        (always(CALM.replace(visits=2.0)), "their budget is 5"),
    ],
    "tense_world": [*designs(TENSE, 4), (always(CALM), "Fails; binding weakness")],
    "hard_world": [*designs(HARD, 5), (always(TENSE), "weakness: stability")],
    "designer": [
        (always(CALM.replace(visits=2.4, fine=0.2)), "the tense world 12"),
        (always(TENSE), "the calm world 11"),
        *designs(HARD, 3)[3:6],
        (lambda place: CALM.replace(visits=2.4) if "calm" in place.name else TENSE,
         "the hard world 13"),
        (lambda place: Design(standard=0.86, visits=place.budget / place.labs(),
                              fine=place.fine_cap, sanction=place.sanction_cap),
         "when a nation holds out"),
        (lambda place: Design(minimum=place.labs()), "minimum must lie in"),
        (lambda place: {"standard": 0.8}, "Return a Design"),
    ],
}  # fmt: skip


class TestVerdicts(Verdicts):
    right, wrong = RIGHT, WRONG


@pytest.mark.parametrize("seed", [5, 6])
def test_right_designs_have_room(seed):
    """They pass in other futures too, so that no learner fails by bad luck."""
    for place, design in ((slips.calm(), CALM), (slips.tense(), TENSE), (slips.hard(), HARD)):
        assert scorecard(stress_test(design, place, draws=300, seed=seed, progress=False)).passed


def test_a_refusal_says_in_which_world(capsys):
    check.design_a_treaty.tense_world(always(TENSE.replace(fine=2.0)))
    assert "in the tense world 1, where nobody can collect more" in capsys.readouterr().out
