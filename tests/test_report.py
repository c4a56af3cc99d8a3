"""The one-page report stands alone, in a browser and on paper."""

import base64
import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image

from racekit import report
from racekit.design import Design, scorecard, stress_test
from racekit.worlds import world

MARKS = '<script>alert("hi")</script> & "quotes"'


@pytest.fixture(scope="module")
def result():
    design = Design(standard=0.85, visits=2.0, fine=0.2, sanction=0.05, minimum=3)
    return stress_test(design, world("calm"), draws=60, progress=False)


class Loads(HTMLParser):
    """Collects what a page would fetch, its tags, and the text alternatives."""

    def __init__(self):
        super().__init__()
        self.fetched, self.tags, self.alternatives, self.open = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag not in ("meta", "img"):
            self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "srcset", "data", "action", "poster"):
                self.fetched.append(value)
            if name == "alt":
                self.alternatives.append(value)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(page):
    parser = Loads()
    parser.feed(page)
    assert parser.open == []
    return parser


def test_html_needs_nothing_else(result, tmp_path):
    path = report.save(result, tmp_path / "treaty.html", "The night treaty", "It must hold.")
    page = path.read_text(encoding="utf-8")
    loads = read(page)
    [picture] = loads.fetched
    assert picture.startswith("data:image/png;base64,")
    assert "url(" not in page
    assert "http" not in page
    assert not {"script", "link", "iframe", "object"} & set(loads.tags)
    Image.open(BytesIO(base64.b64decode(picture.split(",")[1]))).verify()
    assert len(page) < 1_000_000


def test_html_says_it_all_in_words(result):
    page, card = report.page(result, "The night treaty", "It must hold."), scorecard(result)
    assert card.sentence in page
    for row in card.rows():
        for words in row:
            assert words in page
    for article, says in result.design.articles(result.world).items():
        assert article in page
        assert says in page
    [alternative] = read(page).alternatives
    assert "holdout: holds in 0.0 %" in alternative
    assert "It must hold." in page
    assert "60 futures of 6 kinds, seed 0" in page


def test_words_of_the_student_stay_words(result):
    page = report.page(result, MARKS, MARKS)
    assert "script" not in read(page).tags
    assert page.count("&lt;script&gt;") == 3  # head, heading and notes


def test_png_is_a_page(result, tmp_path):
    long = "A treaty between three nations that would rather not have to sign any treaty at all"
    for title in ("Short", long):
        path = report.save(result, str(tmp_path / "treaty.png"), title)
        with Image.open(path) as sheet:
            width, height = sheet.size
        assert height / width == pytest.approx(2**0.5, rel=0.01)
        assert width > 1000


def test_interrupted_tests_can_be_reported(tmp_path):
    few = stress_test(Design(), world("hard"), draws=4, progress=False)
    page = report.save(few, tmp_path / "few.html").read_text(encoding="utf-8")
    assert "No verdict: 4 of 4 futures are done" in page
    assert not re.search(r"\bnan\b", page)


def test_what_cannot_be_written_is_refused(result, tmp_path):
    with pytest.raises(ValueError, match=r"path must end in .html or .png, got .*treaty.pdf"):
        report.save(result, tmp_path / "treaty.pdf")
    with pytest.raises(TypeError, match="result must be a StressTest"):
        report.save("treaty", tmp_path / "treaty.html")
    with pytest.raises(TypeError, match="title must be a string, got 3"):
        report.save(result, tmp_path / "treaty.html", 3)
    with pytest.raises(TypeError, match="notes must be a string"):
        report.save(result, tmp_path / "treaty.html", notes=None)
    assert not list(tmp_path.iterdir())
