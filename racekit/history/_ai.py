"""What AI developers and governments have agreed on, and who computes how much."""

from racekit.history._files import table


def commitments():
    """Which AI companies promised what, and which of them published a policy.

    Returns
    -------
    DataFrame
        company : str; country : str or missing;
        seoul_2024 : str, "original", "later" or "no";
        white_house_2023 : str or missing, month of signing;
        published_frontier_safety_policy_2025_12 : float64, 1 or 0, or missing;
        first_policy_date : str or missing;
        eu_gpai_code_2025 : str or missing;
        source_ids, note : str.

    Examples
    --------
    >>> table = commitments().query("seoul_2024 != 'no'")
    >>> len(table), int(table["published_frontier_safety_policy_2025_12"].sum())
    (20, 12)
    """
    return table("frontier_commitments.csv")


def agreements():
    """Seven agreements on AI: who signed, and what is verified or enforced.

    Returns
    -------
    DataFrame
        instrument : str;
        date : datetime64;
        kind : str, "companies" or "governments";
        signatories : int64, [count];
        us, china, uk : str or missing;
        binding, verification, enforcement : str;
        source_ids, note : str.

    Examples
    --------
    >>> int(agreements()["verification"].str.startswith("none").sum())
    6
    """
    return table("ai_agreements.csv", "date")


def chips():
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
    >>> owned = chips()
    >>> owned.attrs["licence"]
    'MIT'
    >>> row = owned[(owned.owner == "China") & (owned.quarter_end == "2023-12-31")]
    >>> int(row.cumulative_h100e_median.iloc[0])
    177662
    """
    return table("ai_compute_owners.csv", "quarter_end")


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
    return table("ai_training_compute.csv", "date")
