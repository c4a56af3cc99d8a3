"""Real data behind the lessons: each table with units, source and licence attached.

The files lie in ``racekit/data``, unchanged, and nothing is fetched. ``frame.attrs`` holds
"source", "address", "date", "licence" and "note", the limits to say whenever a number is quoted.
"""

from importlib import resources

import pandas as pd

_CHIPS = {
    "source": "Epoch AI, AI chip counts and ownership model outputs",
    "address": "https://github.com/epoch-research/ai-chip-counts",
    "date": "2026-04-22",
    "licence": "MIT",
    "note": (
        "Model estimates, not counts. China: Nvidia and AMD chips only, no domestic ones. "
        "In the last quarter rows are missing: no AMD and no Amazon Trainium. Google TPU from "
        "2023, the others from 2024 on. Owners of chips are not their users."
    ),
}
_MODELS = {
    "source": "Epoch AI, Notable AI models",
    "address": "https://epoch.ai/data/notable-ai-models",
    "date": "2025-03 and 2025-05",
    "licence": "CC BY 4.0",
    "note": (
        "Published models only, up to April 2025: from 1e23 FLOP since 2017, and those that held "
        "the record since 2013. Many values are estimates; see the column confidence."
    ),
}


def compute():
    """Who owns AI chips: estimates by quarter, owner and maker of the chips.

    Returns
    -------
    DataFrame
        quarter_end : datetime64, last day of the quarter, 2022-03-31 to 2026-03-31;
        owner : str, five US companies, "China", "Other" and "Other (rest of world)";
        chip_maker : str;
        cumulative_h100e_median : int64, all chips delivered so far, median of the estimate [as
        many Nvidia H100 as would compute as much];
        h100e_p5, h100e_p95 : int64, its 5th and 95th percentile, same unit;
        source_id : str.

    Notes
    -----
    Source: Epoch AI (MIT licence); see ``attrs``. A sum of medians is not the median of the
    sum, and percentiles must not be added at all.

    Examples
    --------
    >>> chips = compute()
    >>> chips.attrs["licence"]
    'MIT'
    >>> row = chips[(chips.owner == "China") & (chips.quarter_end == "2023-12-31")]
    >>> int(row.cumulative_h100e_median.iloc[0])
    177662
    """
    return _table("ai_compute_owners.csv", "quarter_end", _CHIPS)


def training_compute():
    """How much computing went into the training of notable models.

    Returns
    -------
    DataFrame
        date : datetime64, day of publication;
        model, organization : str;
        country : str, of the organizations, several joined by ";";
        training_flop : float64, computing spent on the final training run [FLOP];
        confidence : str or missing, "Confident", "Likely", "Speculative" or "Unknown";
        record_at_release : int64, 1 if no earlier model in the table had more;
        source_id : str.

    Notes
    -----
    Source: Epoch AI (CC BY 4.0); see ``attrs``.

    Examples
    --------
    >>> models = training_compute()
    >>> models.loc[models.training_flop.idxmax(), "model"]
    'Grok-3'
    """
    return _table("ai_training_compute.csv", "date", _MODELS)


def _table(name, date, about):
    """Read a shipped file; ``date`` is its column of dates."""
    with resources.files("racekit").joinpath("data", name).open(encoding="utf-8") as file:
        frame = pd.read_csv(file, parse_dates=[date])
    frame.attrs.update(about)
    return frame
