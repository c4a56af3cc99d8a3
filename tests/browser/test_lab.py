"""A real browser in a real JupyterLab: the lessons run, the explorers follow the keyboard."""

import contextlib
import os
import shutil
import statistics
import time
from importlib.util import find_spec
from urllib.parse import urlsplit

import nbformat
import pytest
from labserver import (
    BROWSERS,
    EXPLORERS,
    LESSONS,
    browser_page,
    close_notebook,
    find_browser,
    lab,
    open_lab,
    open_notebook,
    run_all,
)

PICTURE = ".jp-OutputArea .widget-html-content img"
SENTENCE = '.jp-OutputArea [role="status"]'
HANDLES = ".jp-OutputArea .noUi-handle"
PRESSES = 20

# Press a key on a slider; resolve with the milliseconds until a new picture is in the page.
TIMED_PRESS = """([handle, key]) => new Promise((resolve, reject) => {
    const find = () => document.querySelector('.jp-OutputArea .widget-html-content img');
    const before = find().src, start = performance.now();
    const give_up = setTimeout(() => reject(new Error('no new picture')), 60000);
    const look = () => {
        const image = find();
        if (image && image.src !== before && image.complete) {
            clearTimeout(give_up);
            resolve(performance.now() - start);
        } else { requestAnimationFrame(look); }
    };
    const target = document.querySelectorAll('.jp-OutputArea .noUi-handle')[handle];
    target.focus();
    target.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    requestAnimationFrame(look);
})"""


# Resolve when the kernel is idle and the picture has not changed for 0.3 s.
SETTLED = """() => new Promise(resolve => {
    const session = window.jupyterapp.shell.currentWidget.sessionContext.session;
    let last = null, since = performance.now();
    const look = () => {
        const src = document.querySelector('.jp-OutputArea .widget-html-content img').src;
        const now = performance.now();
        if (src !== last || session.kernel.status !== 'idle') { last = src; since = now; }
        if (now - since > 300) { resolve(); } else { setTimeout(look, 30); }
    };
    look();
})"""


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


def assert_clean(page, cells):
    """Every cell ran, none failed or complained, nothing left this machine."""
    kinds = [output["output_type"] for cell in cells for output in cell["outputs"]]
    streams = [output.get("name") for cell in cells for output in cell["outputs"]]
    assert all(cell["run"] for cell in cells)
    assert "error" not in kinds
    assert "stderr" not in streams
    assert page.faults == []
    away = {urlsplit(u).hostname for u in page.requests if urlsplit(u).scheme.startswith("http")}
    assert away == {"127.0.0.1"}


@contextlib.contextmanager
def opened(page, path):
    """A notebook in the browser, all run; at the end everything must still be clean."""
    page.faults.clear()
    page.requests.clear()
    open_notebook(page, path)
    cells = run_all(page)
    yield page
    assert_clean(page, cells)
    close_notebook(page)


@pytest.fixture(scope="module")
def explorer(page, request):
    """A notebook that shows one explorer."""
    with opened(page, f"{request.param}.ipynb") as page:
        page.wait_for_selector(PICTURE)
        yield page


def wait_for(page, condition, argument=None):
    page.wait_for_function(condition, arg=argument, timeout=60_000)


def sentence(page):
    return page.locator(SENTENCE).inner_text()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lesson_runs(page, lesson):
    with opened(page, f"lessons/{lesson.name}"):
        pass


def movable(page):
    """Place of the first slider that can move both ways, and its lowest value."""
    for i in range(page.locator(HANDLES).count()):
        handle = page.locator(HANDLES).nth(i)
        low, now, high = (handle.get_attribute(f"aria-value{end}") for end in ("min", "now", "max"))
        if float(low) < float(now) < float(high):
            return i, low
    raise AssertionError("no slider can move both ways")


@pytest.mark.parametrize("explorer", EXPLORERS, indirect=True)
def test_picture_has_words(explorer):
    page = explorer
    assert page.locator(PICTURE).count() == 1
    assert sentence(page) in page.locator(PICTURE).get_attribute("alt")
    # every slider has a number field with a name, for those who cannot drag
    fields = page.get_by_role("spinbutton")
    assert fields.count() == page.locator(HANDLES).count()
    for i in range(fields.count()):
        label = fields.nth(i).evaluate("field => field.labels[0]?.innerText")
        assert label


@pytest.mark.parametrize("explorer", EXPLORERS, indirect=True)
def test_key_press_brings_a_new_picture(explorer, request, record_property):
    """How fast is told, not judged: this machine may be busy with something else."""
    page = explorer
    page.evaluate(SETTLED)
    i, _ = movable(page)
    keys = ["ArrowLeft", "ArrowRight"] * (PRESSES // 2)
    for key in keys[:2]:  # the first presses warm up
        page.evaluate(TIMED_PRESS, [i, key])
        page.evaluate(SETTLED)  # a late picture would be taken for the next press's
    times = [page.evaluate(TIMED_PRESS, [i, key]) for key in keys]
    median = statistics.median(times)
    record_property("median_ms", median)
    print(f"\n{request.node.name}: key press to new picture, median {median:.0f} ms")


@pytest.mark.parametrize("explorer", EXPLORERS, indirect=True)
def test_number_field_moves_the_picture(explorer):
    page = explorer
    before = page.locator(PICTURE).get_attribute("src")
    i, low = movable(page)
    field = page.get_by_role("spinbutton").nth(i)
    field.fill(low)
    field.press("Enter")
    wait_for(page, f"before => document.querySelector('{PICTURE}').src !== before", before)


@pytest.mark.parametrize("explorer", EXPLORERS, indirect=True)
def test_sliders_survive_both_ends(explorer):
    page = explorer
    for i in range(page.locator(HANDLES).count()):
        handle = page.locator(HANDLES).nth(i)
        for key in ("Home", "End"):
            handle.press(key)
            bound = handle.get_attribute("aria-valuemin" if key == "Home" else "aria-valuemax")
            assert handle.get_attribute("aria-valuenow") == bound
            page.evaluate(SETTLED)
            assert "could not" not in sentence(page)
    assert page.locator(PICTURE).count() == 1


@pytest.mark.parametrize("explorer", ["race_track"], indirect=True)
def test_race_plays_pauses_and_steps(explorer):
    page = explorer
    play = page.get_by_role("button", name="play")
    play.click()
    wait_for(page, f"""() => !document.querySelector('{SENTENCE}').innerText
                       .startsWith('Year 0.00')""")  # fmt: skip
    play.click()
    time.sleep(0.5)
    paused = sentence(page)
    time.sleep(0.5)
    assert sentence(page) == paused
    assert play.get_attribute("aria-pressed") in (None, "false")
    page.get_by_role("button", name="back to the start").click()
    wait_for(page, f"""() => document.querySelector('{SENTENCE}').innerText
                       .startsWith('Year 0.00')""")  # fmt: skip
    page.get_by_role("button", name="milestone forward").click()
    wait_for(page, f"() => / [1-9]/.test(document.querySelector('{SENTENCE}').innerText)")
