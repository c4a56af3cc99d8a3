"""Figures of the course. Each function returns its Axes; `show` puts one into a notebook.

Figures are made without pyplot: nothing is drawn twice, no global setting changes, and
nothing appears until it is shown with its finding, which is caption and text alternative. They
look the same whatever the reader's Matplotlib settings are, and their words are only words: a
dollar is a dollar.
"""

from racekit.plots._curves import against_theory, curves, from_to, risk_ladder
from racekit.plots._stress import endings, remaining_risk
from racekit.plots.breaches import violations
from racekit.plots.claims import claim_ledger, claim_region
from racekit.plots.games import best_replies, dilemma_map, payoff_table
from racekit.plots.history import chemical_weapons, ozone, parties, warheads
from racekit.plots.notes import label_lines, mark, show
from racekit.plots.style import html_image

__all__ = [
    "against_theory",
    "best_replies",
    "chemical_weapons",
    "claim_ledger",
    "claim_region",
    "curves",
    "dilemma_map",
    "endings",
    "from_to",
    "html_image",
    "label_lines",
    "mark",
    "ozone",
    "parties",
    "payoff_table",
    "remaining_risk",
    "risk_ladder",
    "show",
    "violations",
    "warheads",
]
