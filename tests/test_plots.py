"""Every figure has labels and words; the borders on the map are the ones of the games."""

import re
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from racekit import history, plots
from racekit.games import NormalForm
from racekit.plots import breaches, notes, regions
from racekit.race import Race
from racekit.simulation import simulate

TABLE = pd.DataFrame({"race": [0.1, 0.2, 0.3], "owner": [0.0, 0.0, 0.1]}, index=[1, 2, 3])

STRESS = pd.DataFrame(
    {"holds": [1.0, 0.2], "void": [0.0, 0.3], "cheat": [0.0, 0.1], "leave": [0.0, 0.4],
     "without": [0.3, 0.4], "disaster": [0.1, 0.3], "planner": [0.0, 0.0]},
    index=["as planned", "holdout"],
)  # fmt: skip


def theory(ax=None):
    race = Race.equal(2)
    summary = simulate(race, [0.3, 0.3], runs=500).summary()
    return plots.against_theory(summary, {"lab 1 wins": 0.5, "lab 2 wins": 0.5}, ax=ax)


FIGURES = {
    "risk_ladder": lambda **ax: plots.risk_ladder({"five labs": 0.39, "one world": 0.0}, **ax),
    "dilemma_map": lambda **ax: plots.dilemma_map(Race.equal(2), **ax),
    "payoff_table": lambda **ax: plots.payoff_table(Race.equal(2).dilemma(), **ax),
    "best_replies": lambda **ax: plots.best_replies(Race([1.0, 2.0], milestones=2), **ax),
    "curves": lambda **ax: plots.curves(TABLE, "number of labs", "risk (-)", **ax),
    "against_theory": lambda **ax: theory(**ax),
    "endings": lambda **ax: plots.endings(STRESS, **ax),
    "remaining_risk": lambda **ax: plots.remaining_risk(STRESS, **ax),
    "warheads": plots.warheads,
    "chemical_weapons": plots.chemical_weapons,
    "ozone": plots.ozone,
    "parties": plots.parties,
    "violations": plots.violations,
}
OF_HISTORY = ("warheads", "chemical_weapons", "ozone", "parties", "violations")


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_figure_is_labelled_and_legible(draw):
    before = dict(mpl.rcParams)
    ax = draw()
    assert isinstance(ax, Axes)
    assert ax.get_xlabel()
    assert ax.get_ylabel()
    assert not ax.get_title()
    assert not ax.figure.get_suptitle()
    ax.figure.draw_without_rendering()
    texts = [t for t in ax.figure.findobj(mpl.text.Text) if t.get_visible() and t.get_text()]
    assert min(text.get_fontsize() for text in texts) >= 11
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_figure_draws_on_given_axes(draw):
    ax = Figure().add_subplot()
    assert draw(ax=ax) is ax


def test_pyplot_stays_unloaded():
    code = (
        "import sys; from racekit import plots; plots.risk_ladder({'a': 0.5}); "
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_alternative_text_is_escaped():
    html = plots.html_image(Figure(figsize=(2, 1)), 'risk <b>"falls"</b> & more')
    assert 'alt="risk &lt;b&gt;&quot;falls&quot;&lt;/b&gt; &amp; more"' in html
    assert 'width="192" height="96"' in html
    assert 'decoding="sync"' in html
    assert "max-width:100%" in html


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_alternative_text_is_asked_for(alt):
    with pytest.raises(ValueError, match="alt must say"):
        plots.html_image(Figure(), alt)


def test_show_prints_the_finding_under_the_picture_and_closes_pyplot(monkeypatch):
    from matplotlib import pyplot

    shown = []
    monkeypatch.setattr(notes, "display", shown.append)
    _, ax = pyplot.subplots(figsize=(1, 1))
    plots.show(ax, 'a < b, "half"')
    [figure] = shown
    html = figure._repr_html_()
    assert 'alt="a &lt; b, &quot;half&quot;"' in html
    assert html.endswith('><figcaption>a &lt; b, "half"</figcaption></figure>')
    assert repr(figure) == 'a < b, "half"'  # where there is no HTML
    assert pyplot.get_fignums() == []


def named(table, change=lambda ax: None):
    """Axes of a table after a change, and whether the lines took their names."""
    ax = plots.curves(table, "x (-)", "y (-)")
    change(ax)
    return ax, plots.label_lines(ax)


def test_names_stand_at_the_ends_of_their_lines():
    ax, done = named(TABLE)
    assert done
    assert ax.get_legend() is None
    assert {text.get_text(): text.xy for text in ax.texts} == {"race": (3, 0.3), "owner": (3, 0.1)}
    assert not plots.label_lines(ax)  # once is enough
    assert len(ax.texts) == 2


def test_names_are_moved_apart_a_little_and_keep_their_order():
    near = pd.DataFrame({"low": [0.0, 0.50], "high": [0.0, 0.54], "far": [0.0, 1.0]})
    ax, done = named(near)
    assert done
    ax.figure.draw_without_rendering()
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert boxes["low"].y1 < boxes["high"].y1
    assert boxes["high"].y0 - boxes["low"].y0 > 11 * ax.figure.dpi / 72


def test_names_see_the_last_number_before_a_gap():
    _, done = named(pd.DataFrame({"a": [0.0, 1.0, np.nan], "b": [1.0, 2.0, 3.0]}))
    assert not done  # the lines end at different places


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (pd.DataFrame({"a": [0.0, 1.0], "b": [0.5, 1.0]}), lambda ax: None),  # one end for two
        (pd.DataFrame({"a": [0.0, 1.0], "b": [0.5, 2.0]}), lambda ax: ax.set_ylim(0, 1.5)),
        (pd.DataFrame({"a" * 30: [0.0, 1.0], "b": [0.5, 2.0]}), lambda ax: None),
        (pd.DataFrame(np.eye(5), columns=list("abcde")), lambda ax: None),
        (pd.DataFrame({"a": [0.0, 1.0], "b": [np.nan, np.nan]}), lambda ax: None),
        (pd.DataFrame({"a": [0.0, 1.0]}), lambda ax: None),
    ],
    ids=["same end", "out of sight", "long name", "many", "no numbers", "no legend"],
)
def test_legend_stays_where_names_would_not_tell_the_lines(table, change):
    ax, done = named(table, change)
    assert not done
    assert (ax.get_legend() is None) == (table.shape[1] == 1)


def test_a_mark_is_no_line_of_the_figure():
    ax = plots.curves(TABLE, "x (-)", "y (-)")
    plots.mark(ax, 2, 0.2, "half way", at=(-5, -9))
    assert plots.label_lines(ax)
    words = {text.get_text(): text for text in ax.texts}
    assert set(words) == {"half way", "race", "owner"}
    assert words["half way"].get_ha() == "right"
    assert words["half way"].get_va() == "top"
    assert ax.lines[-1].get_xydata().tolist() == [[2, 0.2]]


def test_from_to_passes_over_gaps():
    table = pd.DataFrame({"a": [np.nan, 1.0, 2.0], "b": [3.0, 4.0, np.nan]})
    assert plots.from_to(table, 1) == "a from 1.0 to 2.0; b from 3.0 to 4.0"


@pytest.mark.parametrize("discount", [0.0, 0.05, 1.0])
@pytest.mark.parametrize("harm", [0.0, 1.0])
@pytest.mark.parametrize("tax", [0.3, 0.8, 1.0])
@pytest.mark.parametrize("milestones", [1, 3])
def test_regions_hold_the_games_they_name(discount, harm, tax, milestones):
    race = Race.equal(2, safety_tax=tax, harm=harm, discount=discount, milestones=milestones)
    areas = regions.regions(race)
    enmities = np.linspace(0, 1, 101)
    checked = 0
    for i in range(0, 101, 10):
        for risk in np.linspace(0.013, 0.997, 23):
            near = [abs(risk - edge[i]) < 1e-6 for area in areas.values() for edge in area]
            game = race.replace(enmity=enmities[i], risk=risk).dilemma()
            if any(near) or np.ptp(game.row, axis=0).min() < 1e-12:
                continue
            [named] = [name for name, (low, high) in areas.items() if low[i] < risk < high[i]]
            assert named == regions.kind_of(game), (enmities[i], risk)
            checked += 1
    assert checked > 200


def test_borders_have_their_closed_form():
    areas = regions.regions(Race.equal(2, discount=0.0, harm=0.5, safety_tax=0.6))
    half = 0.6 * np.linspace(0, 1, 101) / 2
    np.testing.assert_allclose(areas["prisoner's dilemma"][1], half / 1.5, atol=1e-12)
    np.testing.assert_allclose(areas["harmony"][0], half / (1.5 * 0.4 + half), atol=1e-12)


def test_map_places_dot_and_names():
    ax = plots.dilemma_map(Race.equal(2, safety_tax=0.8, enmity=0.5, risk=0.3))
    dot = [line for line in ax.lines if line.get_marker() == "o"]
    assert dot[0].get_xydata().tolist() == [[0.4, 0.3]]
    seen = {text.get_text() for text in ax.texts if text.get_visible()}
    assert {"prisoner's dilemma", "stag hunt", "harmony", "racing suits both"} <= seen


@pytest.mark.parametrize(
    "race",
    [Race.equal(3), Race([1.0, 2.0]), Race.equal(2, enmity=[[0, 1], [0.5, 0]]),
     Race.equal(2, harm=[0, 1])],
)  # fmt: skip
def test_map_refuses_what_it_cannot_show(race):
    with pytest.raises(ValueError, match="must"):
        plots.dilemma_map(race)


def test_table_marks_replies_and_equilibria():
    ax = plots.payoff_table(NormalForm([[3, 0], [5, 1]]))
    frames = [patch for patch in ax.patches if patch.get_visible()]
    bold = sorted(text.get_text() for text in ax.texts if text.get_fontweight() == "bold")
    assert [frame.get_xy() for frame in frames] == [(1.03, 1.03)]
    assert bold == ["1.00", "1.00", "5.00", "5.00"]


def test_bad_input_is_named():
    with pytest.raises(TypeError, match="rungs"):
        plots.risk_ladder([0.1])
    with pytest.raises(ValueError, match=r"rungs\['a'\]"):
        plots.risk_ladder({"a": 1.2})
    with pytest.raises(ValueError, match="table"):
        plots.curves(TABLE.iloc[:0], "x", "y")
    with pytest.raises(ValueError, match="best_replies"):
        plots.best_replies(Race.equal(3))


def test_lines_are_told_by_more_than_colour():
    ax = plots.curves(pd.DataFrame(np.eye(7)), "x (-)", "y (-)")
    looks = {(str(line._dash_pattern), line.get_marker()) for line in ax.lines}
    assert len(looks) == 7
    assert len({line.get_marker() for line in ax.lines}) == 7


@pytest.mark.parametrize("name", OF_HISTORY)
def test_each_plotted_series_has_source_unit_and_licence(name):
    listed = history.sources()
    for ax in FIGURES[name]().figure.axes:
        drawn = [line for line in ax.lines if len(line.get_xdata())]
        assert drawn
        for line in drawn:
            ids = line.get_gid().split(";")
            assert listed.loc[ids, ["title", "date", "licence"]].notna().all(axis=None)
        # the unit stands in brackets; the picture of violations has treaties, not numbers
        assert name == "violations" or re.search(r"\(.+\)", ax.get_ylabel())


@pytest.mark.parametrize("name", OF_HISTORY)
def test_plotted_values_are_the_shipped_ones(name):
    """Marks that stand for numbers: as many as there are rows, and no more."""
    counts = {
        "warheads": 2 * 51 + history.new_start()["deployed_warheads"].notna().sum() + 2 * 2,
        "chemical_weapons": 17 + 5,
        "ozone": 31 + 5 + 45,
        "parties": len(history.parties()),
        "violations": 13,
    }
    values = [np.asarray(line.get_ydata(), dtype=float)
              for ax in FIGURES[name]().figure.axes for line in ax.lines]  # fmt: skip
    assert sum(np.isfinite(each).sum() for each in values) == counts[name]


def test_gaps_are_gaps():
    upper, lower = plots.ozone().figure.axes
    years, values = upper.lines[0].get_data()
    assert np.isnan(values[np.isin(years, [1987, 1988])]).all()
    years, values = lower.lines[0].get_data()
    assert set(years[np.isnan(values)]) == {1995, 2024}


def test_treaties_are_sorted_as_the_independent_coding_has_them():
    """Montreal is no arms agreement; that its parties only report is our own reading."""
    learns = history.treaties().set_index("treaty")["aad_information"].to_dict()
    codes = {"reports only": {"low: reporting", "not an arms agreement"},
             "from afar": {"high: observation"}, "on site": {"high: verification"}}  # fmt: skip
    for group, names in breaches.WATCHED.items():
        assert {learns[name] for name in names} <= codes[group]
