"""Shipped data: units, sources and licences in place, files unchanged, values as listed."""

import hashlib
import re
from importlib import resources

import pandas as pd
import pytest

from racekit import history

TABLES = {"compute": history.compute, "training_compute": history.training_compute}
FILES = {"compute": "ai_compute_owners.csv", "training_compute": "ai_training_compute.csv"}
DATA = resources.files("racekit").joinpath("data")
each_table = pytest.mark.parametrize("name", TABLES)


@each_table
def test_source_and_licence_travel_with_the_table(name):
    attrs = TABLES[name]().attrs
    assert set(attrs) == {"source", "address", "date", "licence", "note"}
    assert all(isinstance(value, str) and value for value in attrs.values())
    [row] = [row for row in listing() if row["file"] == FILES[name]]
    for key in ("address", "licence"):
        assert row[key].startswith(attrs[key])
    assert row["title"].startswith(attrs["source"])


@each_table
def test_numbers_carry_their_unit_in_the_name(name):
    frame = TABLES[name]()
    numbers = set(frame.select_dtypes("number")) - {"record_at_release"}  # a flag
    assert numbers
    assert all(re.search("h100e|flop", column) for column in numbers)
    assert (frame[list(numbers)] > 0).all(axis=None)
    assert frame["source_id"].notna().all()


@each_table
def test_each_call_reads_afresh(name):
    frame = TABLES[name]()
    frame.iloc[0, 0] = pd.Timestamp("1900-01-01")
    frame.attrs.clear()
    again = TABLES[name]()
    assert again.iloc[0, 0].year > 1900
    assert again.attrs


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
    chips = history.compute().set_index(["quarter_end", "owner", "chip_maker"])
    row = chips.loc[(pd.Timestamp(quarter), owner, maker)]
    found = row[["h100e_p5", "cumulative_h100e_median", "h100e_p95"]].tolist()
    assert found == [low, median, high]


def test_chips_have_one_row_a_key_and_ordered_percentiles():
    chips = history.compute()
    assert len(chips) == 173
    assert not chips.duplicated(["quarter_end", "owner", "chip_maker"]).any()
    assert (chips["h100e_p5"] <= chips["cumulative_h100e_median"]).all()
    assert (chips["cumulative_h100e_median"] <= chips["h100e_p95"]).all()


def test_last_quarter_lacks_rows_as_the_note_says():
    chips = history.compute()
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
