"""What the tests in a browser share: a JupyterLab, and a page of a browser in it."""

import os
import shutil
from importlib.util import find_spec

import nbformat
import pytest
from labserver import BROWSERS, EXPLORERS, LESSONS, browser_page, find_browser, lab, open_lab


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Address and token of a JupyterLab that serves copies: nothing runs in the checkout."""
    missing = None
    if find_browser() is None:
        missing = f"no browser: none of {', '.join(BROWSERS)} is on the path"
    elif find_spec("playwright") is None:
        missing = "no playwright: install racekit[test]"
    if missing:
        (pytest.fail if os.environ.get("RACEKIT_REQUIRE_BROWSER") else pytest.skip)(missing)
    root = tmp_path_factory.mktemp("served")
    (root / "lessons").mkdir()
    for lesson in LESSONS:
        shutil.copy(lesson, root / "lessons")
    for name in EXPLORERS:
        source = f"from racekit import explore\nexplore.{name}()"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, root / f"{name}.ipynb")
    with lab(root, tmp_path_factory.mktemp("home")) as address_and_token:
        yield address_and_token


@pytest.fixture(scope="session")
def page(served):
    """A browser page with JupyterLab loaded."""
    with browser_page() as page:
        open_lab(page, served)
        yield page
