"""Pictures do not depend on the reader's settings, and text in them is only text.

Explorers free what they hold, and leave a picture behind that needs no kernel.
"""

import base64
import json
from html import escape
from io import BytesIO

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from jupyter_client.manager import start_new_kernel
from matplotlib.style import library
from matplotlib.text import Text
from PIL import Image
from test_plots import FIGURES

from racekit import claims, explore, plots, report
from racekit.design import Design, stress_test
from racekit.race import Race
from racekit.worlds import world

FIGURES = FIGURES | {
    "claim_ledger": lambda: plots.claim_ledger(claims.ledger(draws=2**8)),
    "claim_region": lambda: plots.claim_region(claims.region("C7", points=5)),
    "mark": lambda: plots.mark(plots.curves(pd.Series([0.1, 0.4, 0.2]), "x", "y"), 1, 0.4, "top"),
    "label_lines": lambda: named(pd.DataFrame({"rising": [0.1, 0.4], "falling": [0.5, 0.2]})),
}
# all at once: a setting that gets through shows, or stops the drawing for want of LaTeX
HOSTILE = library["dark_background"] | {
    "savefig.transparent": True, "savefig.bbox": "tight", "savefig.dpi": 300,
    "savefig.facecolor": "black", "figure.edgecolor": "red", "figure.dpi": 72,
    "figure.autolayout": True, "figure.constrained_layout.use": True,
    "font.family": "serif", "font.size": 20, "text.usetex": True, "path.sketch": (1, 100, 2),
    "axes.formatter.use_locale": True, "axes.formatter.use_mathtext": True,
    "axes.unicode_minus": False, "axes.grid": True, "hatch.color": "red", "lines.markersize": 20,
}  # fmt: skip
RUDE = ("$5bn, then $6bn", r"$\nosuch$", "_under", "$x$")


def named(table):
    ax = plots.curves(table, "x", "y")
    plots.label_lines(ax)
    return ax


def pixels(file):
    return np.asarray(Image.open(BytesIO(file)))


def saved(make):
    file = BytesIO()
    make().figure.savefig(file)
    return pixels(file.getvalue())


def drawn(make):
    explorer = make()
    picture = pixels(explorer.stage.png())
    explorer.close()
    return picture


def open_widgets():
    return set(widgets.Widget.get_manager_state()["state"])


def test_every_kind_of_figure_is_compared():
    assert set(plots.__all__) - set(FIGURES) == {"from_to", "html_image", "show"}


@pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES)
def test_figures_look_the_same_whatever_the_reader_has_set(make):
    plain = saved(make)
    with mpl.rc_context(HOSTILE):
        np.testing.assert_array_equal(saved(make), plain)


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize("name", explore.__all__)
def test_explorers_look_the_same_and_close_to_the_last_widget(name):
    before = open_widgets()
    make = getattr(explore, name)
    plain = drawn(make)
    with mpl.rc_context(HOSTILE):
        np.testing.assert_array_equal(drawn(make), plain)
    assert open_widgets() == before


def test_settings_of_the_moment_of_drawing_do_not_matter():
    ax = FIGURES["curves"]()
    plain = saved(lambda: ax)
    with mpl.rc_context(HOSTILE):
        np.testing.assert_array_equal(saved(lambda: ax), plain)


def test_shown_figures_are_never_see_through():
    with mpl.rc_context(HOSTILE):
        html = plots.html_image(mpl.figure.Figure(figsize=(1, 1), facecolor="white"), "nothing")
    file = base64.b64decode(html.partition("base64,")[2].partition('"')[0])
    assert (pixels(file)[5:-5, 5:-5] == 255).all()


def test_a_dark_readers_axes_become_white():
    with mpl.rc_context(HOSTILE):
        ax = FIGURES["curves"](ax=mpl.figure.Figure().add_subplot())
    assert mpl.colors.to_hex(ax.figure.get_facecolor()) == "#ffffff"
    texts = [text for text in ax.findobj(Text) if text.get_text()]
    assert {mpl.colors.to_hex(text.get_color()) for text in texts} == {"#000000"}


def rude_figures():
    table = pd.DataFrame(np.eye(4), index=RUDE, columns=RUDE)
    stress = pd.DataFrame(
        dict.fromkeys(("holds", "void", "cheat", "leave", "without", "disaster", "planner"), 0.25),
        index=RUDE,
    )
    names = Race([1.0, 2.0], names=RUDE[1:3])
    yield plots.curves(table, *RUDE[:2])
    yield plots.risk_ladder(dict.fromkeys(RUDE, 0.5))
    yield plots.endings(stress)
    yield plots.remaining_risk(stress)
    yield plots.best_replies(names)


def test_text_is_never_markup():
    for ax in rude_figures():
        ax.figure.draw_without_rendering()
        said = [text for text in ax.figure.findobj(Text) if "$" in text.get_text()
                and text.get_visible()]  # fmt: skip
        assert said
        assert not any(text.get_parse_math() or text.get_usetex() for text in said)


def test_names_with_an_underscore_are_in_the_legend():
    table = pd.DataFrame(np.eye(4), columns=RUDE)
    legend = plots.curves(table, "x (-)", "y (-)").get_legend()
    assert [text.get_text() for text in legend.get_texts()] == list(RUDE)
    legend = plots.best_replies(Race([1.0, 2.0], names=("_a", "b"))).get_legend()
    assert "_a's best reply" in [text.get_text() for text in legend.get_texts()]


def test_a_second_call_keeps_the_lines_of_the_first_in_the_legend():
    table = pd.DataFrame(np.eye(2), columns=["a", "b"])
    ax = plots.curves(table, "x (-)", "y (-)")
    plots.curves(table.rename(columns={"a": "c", "b": "d"}), "x (-)", "y (-)", ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "c", "d"]


def test_powers_on_a_logarithmic_axis_stay_powers():
    ax = FIGURES["curves"]()
    ax.set_yscale("log")
    ax.figure.draw_without_rendering()
    powers = [label for label in ax.get_yticklabels() if "^" in label.get_text()]
    assert powers
    assert all(label.get_parse_math() for label in powers)


def test_reports_are_ours_and_their_titles_only_text(tmp_path):
    result = stress_test(Design(), world("calm"), draws=60, progress=False)
    title = " ".join(RUDE)
    files = [report.save(result, tmp_path / "plain.png", title=title)]
    page = report.page(result, title)
    with mpl.rc_context(HOSTILE):
        files.append(report.save(result, tmp_path / "hostile.png", title=title))
        assert report.page(result, title) == page
    np.testing.assert_array_equal(*(pixels(file.read_bytes()) for file in files))
    assert f"<h1>{title}</h1>" in page
    for word in RUDE:
        sheet = report._sheet(result, word)
        [text] = [text for text in sheet.findobj(Text) if text.get_text() == word]
        assert not text.get_parse_math()


def test_a_saved_notebook_shows_picture_and_sentence_without_a_kernel():
    explorer = explore.two_labs()
    bundle = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"].startswith("Prisoner's dilemma: the only equilibrium")
    np.testing.assert_array_equal(pixels(base64.b64decode(bundle["image/png"])),
                                  pixels(explorer.stage.png()))  # fmt: skip
    assert bundle["text/html"] == f"<p>{escape(bundle['text/plain'])}</p>{explorer.picture.value}"
    explorer.controls["risk"].value = 90
    assert explorer._repr_mimebundle_()["text/plain"] != bundle["text/plain"]
    explorer.close()


def test_close_can_be_repeated_and_leaves_nothing_to_draw():
    explorer = explore.race_track()
    [slider, *_] = explorer.controls.values()
    explorer.close()
    explorer.close()
    slider.value = slider.max
    assert explorer.picture.value == ""
    assert explorer.stage.figure is None


CELL = "explorer = explore.race_track(); explorer"
COUNT = """import gc, json
from ipywidgets import Widget
gc.collect()
size = 4096 * int(open("/proc/self/statm").read().split()[1]) if sys.platform == "linux" else 0
print(json.dumps([len(Widget.get_manager_state()["state"]), size]))"""


class Notebook:
    """A kernel that runs cells under their names, as JupyterLab does."""

    def __enter__(self):
        self.manager, self.client = start_new_kernel()
        self.run("setup", "import sys; from racekit import explore")
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, cell, code):
        """Text that the cell prints."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False,
                   "user_expressions": {}, "stop_on_error": True}  # fmt: skip
        session = self.client.session
        asked = session.msg("execute_request", content, metadata={"cellId": cell})
        self.client.shell_channel.send(asked)
        printed = ""
        while True:
            reply = self.client.get_iopub_msg(timeout=60)
            if reply["parent_header"].get("msg_id") != asked["header"]["msg_id"]:
                continue
            assert reply["msg_type"] != "error", reply["content"]
            if reply["msg_type"] == "stream":
                printed += reply["content"]["text"]
            if reply["content"].get("execution_state") == "idle":
                return printed


def test_a_cell_that_runs_again_frees_what_it_made_before():
    with Notebook() as notebook:
        notebook.run("other", "kept = explore.race_track(), explore.race_track()")
        for _ in range(2):
            notebook.run("mine", CELL)
        widgets_before, size_before = json.loads(notebook.run("count", COUNT))
        for _ in range(50):
            notebook.run("mine", CELL)
        widgets_after, size_after = json.loads(notebook.run("count", COUNT))
        assert widgets_after == widgets_before
        assert size_after - size_before < 20e6
        notebook.run("other", "assert kept[0].comm and kept[1].comm and explorer.comm")
