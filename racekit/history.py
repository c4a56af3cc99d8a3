"""Real data behind the lessons: each table with units, source and licence attached.

The files lie in ``racekit/data``, and nothing is fetched. ``frame.attrs`` holds "source",
"address", "date", "licence", "note", the limits to say whenever a number is quoted, and "units".
Every row carries ``source_id``, or ``source_ids`` joined by ";"; `sources` says what they are.
"""

from importlib import resources

import pandas as pd

from racekit._about_data import ABOUT

# the treaties that the essay appeals to, as the tables name them
SIX = ("SALT I Interim Agreement", "SALT II", "New START", "CWC", "BWC", "Montreal Protocol")


def warheads():
    """Nuclear warheads of the United States and of the USSR, later Russia.

    Returns
    -------
    DataFrame
        year : int64;
        country : str, "United States" or "Russia/USSR";
        measure : str, "stockpile" (all that are not retired, 1945-2023), "deliverable_strategic"
        (those of long range that could be delivered, to 2010), "stockpile_official_US"
        (declassified) or "older_estimate_nrdc2006";
        warheads : int64, [count];
        source_id, note : str.

    Notes
    -----
    Sources: Federation of American Scientists, K. Suh (both CC BY 4.0) and others; see ``attrs``.

    Examples
    --------
    >>> table = warheads().query("measure == 'deliverable_strategic' and year == 1972")
    >>> dict(zip(table.country, table.warheads))
    {'United States': 7574, 'Russia/USSR': 2813}
    """
    return _table("nuclear_warheads.csv")


def ods():
    """How much of the substances that destroy ozone the world consumes.

    Returns
    -------
    DataFrame
        year : int64;
        entity : str;
        measure : str, "ods_consumption_index" (all substances, 1986-2018) or "cfc_consumption"
        (five points);
        value : float64, [see the column unit];
        unit : str;
        parties_reporting : float64, how many the sum is made of [count]; missing for the index;
        source_id, note : str.

    Notes
    -----
    Sources: EEA, UNEP; see ``attrs``, also for what a low value of 1990 means.

    Examples
    --------
    >>> cfc = ods().query("measure == 'cfc_consumption'").set_index("year")["value"]
    >>> round(100 * (1 - cfc[1999] / cfc[1986]))
    86
    """
    return _table("ods_consumption.csv")


def ozone():
    """The Antarctic ozone hole, and how fast CFC-11 leaves the air.

    Returns
    -------
    DataFrame
        year : int64;
        series : str, "ozone_hole_mean_area" or "cfc11_rate_of_change";
        region : str;
        value : float64, [see the column unit];
        unit : str, "million km2" or "percent per year";
        kind : str, "observed" or "projection WMO 2014";
        source_id, note : str.

    Notes
    -----
    Sources: NASA (CC BY), Montzka et al. 2018; see ``attrs``.

    Examples
    --------
    >>> hole = ozone().query("series == 'ozone_hole_mean_area'")
    >>> int(hole.set_index("year")["value"].idxmax())
    2006
    """
    return _table("ozone_layer.csv")


def treaties():
    """Eleven treaties on arms and on the ozone layer: dates, verification, enforcement, exits.

    Returns
    -------
    DataFrame
        treaty, full_name, type, subject : str;
        signed_or_opened, in_force, ended : str, dates as precise as the source; in_force may be
        "never", ended may be missing; see `decimal_years`;
        how_ended : str;
        parties_latest : int64, [count]; parties_asof : str or missing, when;
        verification, enforcement : str;
        aad_code, aad_information : str, Vaynman's independent coding of how much a party learns;
        withdrawals : str or missing;
        source_ids : str.

    Examples
    --------
    >>> treaties().set_index("treaty").loc["BWC", "aad_information"]
    'low: reporting'
    """
    return _table("treaties.csv")


def limits():
    """The numbers in the treaties, and what was found when they were due.

    Returns
    -------
    DataFrame
        treaty, party, quantity : str;
        limited : str, "no" for a quantity that the treaty left out;
        limit, observed : float64 or missing, [see the column unit];
        unit : str;
        observed_words : str or missing, where the source gives no plain number;
        applies_from, observed_on : str, dates;
        met : str or missing;
        source_ids, note : str.

    Examples
    --------
    >>> table = limits().query("treaty == 'New START' and unit == 'warheads'")
    >>> table[["party", "limit", "observed"]].values.tolist()
    [['United States', 1550.0, 1350.0], ['Russia', 1550.0, 1444.0]]
    """
    return _table("treaty_limits.csv")


def violations():
    """Thirteen cases in which a treaty was broken, or was said to be.

    Returns
    -------
    DataFrame
        treaty, actor : str;
        start, end, found : str or missing, dates as precise as the source; see `decimal_years`;
        found_by : str, "treaty body", "scientists", "other states" or "in the open";
        what, detected_by, finding, consequence : str;
        status : str, "admitted", "found by treaty body", "found by scientists", "documented",
        "alleged by a party" or "disputed";
        source_ids, note : str.

    Notes
    -----
    The columns found and found_by are our reading of the others; see ``attrs``. A list of known
    violations says nothing about unknown ones.

    Examples
    --------
    >>> violations()["found_by"].value_counts().to_dict()
    {'treaty body': 5, 'other states': 4, 'in the open': 3, 'scientists': 1}
    """
    return _table("treaty_violations.csv")


def parties():
    """How many parties a treaty had, and when.

    Returns
    -------
    DataFrame
        treaty : str, "CWC", "Montreal Protocol", "NPT" or "BWC";
        date : datetime64;
        parties : int64, [count];
        count_basis : str, what was counted;
        source_id, note : str.

    Examples
    --------
    >>> parties().groupby("treaty")["parties"].max().to_dict()
    {'BWC': 188, 'CWC': 193, 'Montreal Protocol': 197, 'NPT': 190}
    """
    return _table("treaty_parties.csv", "date")


def cwc():
    """How much of the declared chemical weapons had been destroyed.

    Returns
    -------
    DataFrame
        date : datetime64;
        destroyed_tonnes, declared_tonnes : float64 or missing, [t];
        percent : float64, destroyed [% of the total named in basis];
        exact : int64, 0 where the source says "more than";
        basis : str, which total;
        source_id, note : str.

    Examples
    --------
    >>> table = cwc()
    >>> len(table), float(table["destroyed_tonnes"].max())
    (17, 72304.34)
    """
    return _table("cwc_destruction.csv", "date")


def new_start():
    """What the two parties to New START declared to each other.

    Returns
    -------
    DataFrame
        date : datetime64, 12 dates from 2011 to 2023;
        party : str, "United States" or "Russia";
        deployed_warheads, deployed_vehicles, total_launchers : float64 or missing, [count, by the
        treaty's rules];
        source_id, note : str.

    Examples
    --------
    >>> new_start().set_index(["date", "party"]).loc["2023-03-01", "deployed_warheads"].to_dict()
    {'United States': 1419.0, 'Russia': nan}
    """
    return _table("new_start_exchange.csv", "date")


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
    return _table("frontier_commitments.csv")


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
    return _table("ai_agreements.csv", "date")


def sources():
    """Title, address, date and licence of every source_id in the other tables.

    Returns
    -------
    DataFrame
        Index source_id; title, address, date, licence : str.

    Examples
    --------
    >>> sources().loc["FAS2023", "licence"]
    'CC BY 4.0 (OWID ETL metadata for this FAS series)'
    """
    return _read("sources.csv").set_index("source_id")


def decimal_years(dates):
    """Dates as numbers that can be subtracted and plotted.

    Parameters
    ----------
    dates : Series
        Texts that begin with a year, a month or a day ("1972", "1972-10", "1972-05-26", "1990s"),
        or datetimes; a date known to the year counts from its first day.

    Returns
    -------
    Series of float64
        [yr]; NaN where there is no year.

    Examples
    --------
    >>> decimal_years(pd.Series(["1972-05-26", "1990s", "never"])).round(2).tolist()
    [1972.4, 1990.0, nan]
    """
    parts = dates.astype("string").str.extract(r"^(\d{4})(?:-(\d\d))?(?:-(\d\d))?").astype(float)
    year, month, day = (parts[i] for i in range(3))
    return year + (month.fillna(1) - 1) / 12 + (day.fillna(1) - 1) / 365.25


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
    return _table("ai_compute_owners.csv", "quarter_end")


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
    return _table("ai_training_compute.csv", "date")


def _read(name, date=None):
    """A shipped file as it is; ``date`` is a column of full dates."""
    with resources.files("racekit").joinpath("data", name).open(encoding="utf-8") as file:
        return pd.read_csv(file, parse_dates=[date] if date else False)


def _table(name, date=None):
    """A shipped table with what is to be said about it."""
    frame = _read(name, date)
    frame.attrs.update({**ABOUT[name], "units": dict(ABOUT[name]["units"])})
    return frame
