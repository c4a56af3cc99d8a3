"""axe-core over executed lessons: nothing of ours may shut anybody out of a page."""

import os
from importlib.resources import files

import pytest
from labserver import LESSONS, close_notebook, open_notebook, run_all

NUMBERS = ("00", "01", "05", "11", "15")
IN_WEIGHT = {"serious", "critical"}
# JupyterLab draws what is around these; what is in them is ours.
OURS = [".jp-OutputArea-output", ".jp-RenderedMarkdown"]

pytestmark = pytest.mark.skipif(
    os.environ.get("RACEKIT_BROWSER_ALL") != "1", reason="RACEKIT_BROWSER_ALL=1 runs it"
)

# JupyterLab keeps cells out of the page that are not on the screen, unless it is told not to.
ALL_CELLS = """() => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.notebookConfig = {...notebook.notebookConfig, windowingMode: 'none'};
}"""
FAULTS = """async ours => {
    const found = await axe.run({include: ours}, {resultTypes: ['violations']});
    return found.violations.flatMap(({id, impact, nodes}) =>
        nodes.map(node => ({id, impact, html: node.html.slice(0, 200)})));
}"""
UNNAME = """() => {
    document.querySelector('.racekit-desk input[type="range"]').removeAttribute('aria-label');
}"""


def weighty(page):
    """What axe calls serious or worse within our parts of the page."""
    return [fault for fault in page.evaluate(FAULTS, OURS) if fault["impact"] in IN_WEIGHT]


@pytest.mark.parametrize("number", NUMBERS)
def test_axe_finds_nothing_serious(page, number):
    [lesson] = [path for path in LESSONS if path.name.startswith(number)]
    open_notebook(page, f"lessons/{lesson.name}")
    page.evaluate(ALL_CELLS)
    run_all(page)
    page.wait_for_selector(".racekit-desk")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    assert weighty(page) == []
    page.evaluate(UNNAME)  # what is there to be found is found
    assert {fault["id"] for fault in weighty(page)} == {"label"}
    close_notebook(page)
