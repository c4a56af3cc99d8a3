"""What happened when limits were agreed: arms, chemical weapons, the ozone layer."""

from racekit.history._files import table

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
    return table("nuclear_warheads.csv")


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
    return table("ods_consumption.csv")


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
    return table("ozone_layer.csv")


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
    return table("treaties.csv")


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
    return table("treaty_limits.csv")


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
    return table("treaty_violations.csv")


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
    return table("treaty_parties.csv", "date")


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
    return table("cwc_destruction.csv", "date")


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
    return table("new_start_exchange.csv", "date")
