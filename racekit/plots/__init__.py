"""Figures of the course. Each function returns its Axes; `show` puts one into a notebook.

Figures are made without pyplot: nothing is drawn twice, no global setting changes, and
nothing appears until it is shown with a text alternative.
"""

from racekit.plots._curves import against_theory, curves, risk_ladder
from racekit.plots._games import best_replies, dilemma_map, payoff_table
from racekit.plots._style import html_image, show

__all__ = [
    "against_theory",
    "best_replies",
    "curves",
    "dilemma_map",
    "html_image",
    "payoff_table",
    "risk_ladder",
    "show",
]
