"""Shipped data: units, sources and licences in place, files unchanged, values as listed."""

import hashlib
from importlib import resources

import pandas as pd
import pytest

from racekit import history

FILES = {
    "chips": "ai_compute_owners.csv",
    "training_compute": "ai_training_compute.csv",
    "warheads": "nuclear_warheads.csv",
    "ods": "ods_consumption.csv",
    "ozone": "ozone_layer.csv",
    "treaties": "treaties.csv",
    "limits": "treaty_limits.csv",
    "violations": "treaty_violations.csv",
    "parties": "treaty_parties.csv",
    "cwc": "cwc_destruction.csv",
    "new_start": "new_start_exchange.csv",
    "commitments": "frontier_commitments.csv",
    "agreements": "ai_agreements.csv",
}
TABLES = {name: getattr(history, name) for name in FILES}
DATA = resources.files("racekit").joinpath("data")
each_table = pytest.mark.parametrize("name", TABLES)
CODES = {"record_at_release", "exact", "aad_code", "year"}  # flags, codes and the calendar


@each_table
def test_source_and_licence_travel_with_the_table(name):
    attrs = TABLES[name]().attrs
    assert set(attrs) == {"source", "address", "date", "licence", "note", "units"}
    assert all(isinstance(value, str) and value for key, value in attrs.items() if key != "units")
    [row] = [row for row in listing() if row["file"] == FILES[name]]
    for key in ("address", "licence"):
        assert row[key].startswith(attrs[key])
    assert row["title"].startswith(attrs["source"])


@each_table
def test_numbers_carry_their_unit(name):
    frame = TABLES[name]()
    units = frame.attrs["units"]
    numbers = set(frame.select_dtypes("number")) - CODES
    assert numbers <= set(units)
    assert set(units) <= set(frame)
    for column in numbers:
        if units[column] == "see column unit":
            assert frame.loc[frame[column].notna(), "unit"].notna().all()


@each_table
def test_every_row_names_its_sources_and_each_of_them_has_a_licence(name):
    frame, listed = TABLES[name](), history.sources()
    column = "source_id" if "source_id" in frame else "source_ids"
    assert frame[column].notna().all()
    assert set(frame[column].str.split(";").explode()) <= set(listed.index)


def test_sources_are_complete_and_all_of_them_are_used():
    listed = history.sources()
    assert listed.index.is_unique
    assert listed.notna().all(axis=None)
    used = set()
    for table in TABLES.values():
        frame = table()
        column = "source_id" if "source_id" in frame else "source_ids"
        used |= set(frame[column].str.split(";").explode())
    assert used == set(listed.index)


@each_table
def test_each_call_reads_afresh(name):
    frame = TABLES[name]()
    frame.iloc[0, -1] = "scribble"
    frame.attrs["units"].clear()
    frame.attrs.clear()
    again = TABLES[name]()
    assert again.iloc[0, -1] != "scribble"
    assert again.attrs["units"]


def listing():
    """Rows of the table in SOURCES.md."""
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in DATA.joinpath("SOURCES.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def test_every_file_is_listed_and_unchanged():
    listed = {row["file"]: row["sha256"] for row in listing()}
    shipped = {p.name: p.read_bytes() for p in DATA.iterdir() if p.name.endswith(".csv")}
    assert set(listed) == set(shipped)
    for name, content in shipped.items():
        assert hashlib.sha256(content).hexdigest() == listed[name]


@pytest.mark.parametrize(
    ("quarter", "owner", "maker", "low", "median", "high"),
    [
        ("2022-03-31", "Microsoft", "Nvidia", 8717, 14769, 24931),
        ("2023-06-30", "China", "Nvidia", 71698, 89153, 111263),
        ("2026-03-31", "Google", "Google TPU", 3383807, 4173802, 4960594),
        ("2026-03-31", "China", "Nvidia", 324871, 401698, 496849),
    ],
)
def test_chips_spot_checks(quarter, owner, maker, low, median, high):
    chips = history.chips().set_index(["quarter_end", "owner", "chip_maker"])
    row = chips.loc[(pd.Timestamp(quarter), owner, maker)]
    found = row[["h100e_p5", "cumulative_h100e_median", "h100e_p95"]].tolist()
    assert found == [low, median, high]


def test_chips_have_one_row_a_key_and_ordered_percentiles():
    chips = history.chips()
    assert len(chips) == 173
    assert not chips.duplicated(["quarter_end", "owner", "chip_maker"]).any()
    assert (chips["h100e_p5"] <= chips["cumulative_h100e_median"]).all()
    assert (chips["cumulative_h100e_median"] <= chips["h100e_p95"]).all()


def test_last_quarter_lacks_rows_as_the_note_says():
    chips = history.chips()
    makers = chips.groupby("quarter_end")["chip_maker"].unique()
    assert set(makers.iloc[-2]) == {"Nvidia", "Google TPU", "Amazon Trainium", "AMD"}
    assert set(makers.iloc[-1]) == {"Nvidia", "Google TPU"}


@pytest.mark.parametrize(
    ("model", "country", "flop"),
    [
        ("VGG16", "United Kingdom", 1.23e19),
        ("AlphaGo Lee", "United Kingdom", 1.9e21),
        ("Doubao-pro", "China", 2.5e25),
        ("Grok-3", "United States", 4.64e26),
        ("Pangu Ultra", "China", 1.07e25),
    ],
)
def test_training_spot_checks(model, country, flop):
    row = history.training_compute().set_index("model").loc[model]
    assert (row["country"], row["training_flop"]) == (country, flop)


def test_records_are_the_running_maximum():
    models = history.training_compute().sort_values("date")
    record = models["training_flop"] >= models["training_flop"].cummax()
    assert (record == (models["record_at_release"] == 1)).all()
    assert len(models) == 118


def one(frame, **where):
    """The only row with these values."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, where
    return frame.iloc[0]


# What the notes to the compiled tables say in words, checked against the shipped rows.
SPOTS = [
    ("warheads", {"country": "United States", "measure": "deliverable_strategic", "year": 1972},
     "warheads", 7574),
    ("warheads", {"country": "Russia/USSR", "measure": "deliverable_strategic", "year": 1979},
     "warheads", 6909),
    ("warheads", {"country": "United States", "measure": "stockpile_official_US", "year": 1967},
     "warheads", 31255),
    ("warheads", {"country": "Russia/USSR", "measure": "older_estimate_nrdc2006", "year": 1986},
     "warheads", 45000),
    ("warheads", {"country": "Russia/USSR", "measure": "stockpile", "year": 1986},
     "warheads", 40159),
    ("ods", {"measure": "cfc_consumption", "year": 1989}, "value", 1041673.2),
    ("ods", {"measure": "ods_consumption_index", "year": 1989}, "value", 127.65),
    ("limits", {"treaty": "SALT I Interim Agreement", "party": "USSR",
                "quantity": "ICBM silo launchers"}, "limit", 1618),
    ("limits", {"treaty": "SALT I Interim Agreement", "party": "USSR",
                "quantity": "SLBM launch tubes"}, "observed", 740),
    ("new_start", {"source_id": "ACA2014", "party": "Russia"}, "deployed_vehicles", 528),
    ("cwc", {"source_id": "AP2013"}, "percent", 81.1),
    ("cwc", {"source_id": "OPCW2013"}, "percent", 80.69),
    ("cwc", {"source_id": "OPCW2023;XINHUA2023"}, "destroyed_tonnes", 72304.34),
    ("agreements", {"instrument": "Paris AI Action Summit statement"}, "signatories", 61),
]  # fmt: skip


@pytest.mark.parametrize(("name", "where", "column", "value"), SPOTS)
def test_spot_checks(name, where, column, value):
    assert one(TABLES[name](), **where)[column] == value


def test_facts_that_the_tables_support():
    cfc = history.ods().query("measure == 'cfc_consumption'").set_index("year")["value"]
    assert round(100 * (1 - cfc[1999] / cfc[1986])) == 86
    assert round(100 * (1 - cfc[2009] / cfc[1986]), 1) == 99.8
    table = history.commitments()
    seoul = table[table["seoul_2024"] != "no"]
    assert seoul["published_frontier_safety_policy_2025_12"].sum() == 12
    assert seoul["seoul_2024"].value_counts().to_dict() == {"original": 16, "later": 4}
    assert len(history.agreements()) == 7
    assert len(history.violations()) == 13


@pytest.mark.parametrize("source", ["UNEP2018", "MONTZKA2018", "NRDC2006_HC"])
def test_series_without_a_licence_are_a_few_points(source):
    tables = (history.ods(), history.ozone(), history.warheads())
    assert 0 < sum((frame["source_id"] == source).sum() for frame in tables) <= 5


def test_missing_numbers_stay_missing():
    last = history.new_start().set_index(["date", "party"]).loc["2023-03-01"]
    assert pd.isna(last.loc["Russia", "deployed_warheads"])
    hole = history.ozone().query("series == 'ozone_hole_mean_area'")["year"]
    assert not {1995, 2024} & set(hole)
    left_out = history.limits().query("limited == 'no'")
    assert set(left_out["quantity"]) == {"warheads"}
    assert left_out["limit"].isna().all()


def test_violations_are_found_after_they_begin():
    table = history.violations()
    hidden = history.decimal_years(table["found"]) - history.decimal_years(table["start"])
    assert (hidden.dropna() >= 0).all()
    assert hidden.notna().sum() == 7
    assert hidden.max() == pytest.approx(20.7, abs=0.1)  # the BWC's


def test_decimal_years_reads_dates_of_any_precision():
    given = pd.Series(["1972-05-26", "1972-10", "1972", "1990s", "never", None])
    found = history.decimal_years(given)
    assert found[:4].round(3).tolist() == [1972.402, 1972.75, 1972.0, 1990.0]
    assert found[4:].isna().all()
    days = pd.to_datetime(pd.Series(["2023-07-07"]))
    assert history.decimal_years(days)[0] == pytest.approx(2023 + 187 / 365, abs=0.006)
