"""The shipped files, read with what is to be said about them."""

from importlib import resources

import pandas as pd

from racekit import _validate
from racekit._about_data import ABOUT


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
    return read("sources.csv").set_index("source_id")


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
    _validate.instance("dates", dates, pd.Series)
    try:
        words = dates.astype("string")
        if dates.dtype.kind in "bfcm":
            raise TypeError
    except Exception:
        given = _validate.shown(dates.iloc[:1].tolist())
        raise TypeError(f"dates must hold texts or datetimes, got {given}") from None
    parts = words.str.extract(r"^(\d{4})(?:-(\d\d))?(?:-(\d\d))?").astype(float)
    year, month, day = (parts[i] for i in range(3))
    return year + (month.fillna(1) - 1) / 12 + (day.fillna(1) - 1) / 365.25


def read(name, date=None):
    """A shipped file as it is; ``date`` is a column of full dates."""
    with resources.files("racekit").joinpath("data", name).open(encoding="utf-8") as file:
        return pd.read_csv(file, parse_dates=[date] if date else False)


def table(name, date=None):
    """A shipped table with what is to be said about it."""
    frame = read(name, date)
    frame.attrs.update({**ABOUT[name], "units": dict(ABOUT[name]["units"])})
    return frame
