"""A design on one page: an HTML file that needs nothing else, or a picture to print."""

import os
from html import escape
from io import BytesIO
from pathlib import Path
from textwrap import fill

from racekit import _validate, _whole
from racekit.design import StressTest, scorecard
from racekit.plots import endings, html_image, remaining_risk
from racekit.plots.style import Picture, ours
from racekit.worlds import SCENARIOS

_A4 = (8.27, 11.69)  # [in]
_STYLE = (
    "body{font:15px/1.4 sans-serif;max-width:50em;margin:1.5em auto;padding:0 1em;color:#000}"
    "table{border-collapse:collapse;margin:.3em 2em 1em 0;display:inline-table;vertical-align:top}"
    "caption{font-weight:bold;text-align:left}td,th{text-align:left;padding:.1em .8em .1em 0;"
    "font-weight:normal}tr{border-bottom:1px solid #ccc}"
)


def save(result, path, title="A treaty", notes=""):
    """Write a one-page report of a stress test.

    Parameters
    ----------
    result : StressTest
    path : str or Path
        Where to; the ending decides: ``.html`` is one file that any browser opens without a
        server, ``.png`` a picture of an A4 page.
    title : str
        Heading.
    notes : str
        The designer's own words; in the HTML report only.

    Returns
    -------
    Path

    Raises
    ------
    ValueError, TypeError
        If the ending is another one, or there is nothing to report.

    Examples
    --------
    >>> import tempfile
    >>> from racekit.design import Design, stress_test
    >>> from racekit.worlds import world
    >>> pledge = stress_test(Design(), world("calm"), draws=60, progress=False)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(pledge, f"{folder}/pledge.html").name
    'pledge.html'
    """
    _checked(result, title, notes)
    given, path = path, _path(path)
    if path.suffix == ".html":
        # nations may be called what no file can hold
        data = page(result, title, notes).encode("utf-8", "replace")
    elif path.suffix == ".png":
        file = BytesIO()
        _sheet(result, title).savefig(file, format="png", dpi=150)
        data = file.getvalue()
    else:
        raise ValueError(f"path must end in .html or .png, got {_validate.shown(given)}")
    _whole.write(path, data)
    return path


def _path(path):
    """A path that the file system can be asked about."""
    try:
        path = Path(path)
        os.fsencode(path)
        if "\0" in str(path):
            raise ValueError
    except TypeError:
        raise TypeError(f"path must be a str or a Path, got {_validate.shown(path)}") from None
    except ValueError:
        raise ValueError(f"path must be the name of a file, got {_validate.shown(path)}") from None
    return path


def _checked(result, title, notes):
    """Refuse what cannot be reported on, or be written."""
    _validate.instance("result", result, StressTest)
    if result.table.empty:
        raise ValueError("result must hold at least one future, got 0")
    for name, text in (("title", title), ("notes", notes)):
        _validate.text(name, text)


def page(result, title="A treaty", notes=""):
    """The report as one HTML page, a str; the picture is inside."""
    _checked(result, title, notes)
    card = scorecard(result)
    picture = html_image(_charts(Picture((8.2, 6.4)), result), _alternative(result))
    notes = "".join(f"<p>{escape(part)}</p>" for part in notes.split("\n") if part.strip())
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(_setting(result))}</p>\n"
        f"<p><strong>{escape(card.sentence)}</strong></p>\n"
        f"{_html_table('The design', result.design.articles(result.world).items())}"
        f"{_html_table('The scorecard', card.rows())}\n{picture}\n"
        f"{'<h2>In the words of its designer</h2>' + notes if notes else ''}\n"
        "<p>A model shows what follows from its assumptions; it does not measure the world.</p>\n"
        "</body></html>\n"
    )


@ours()
def _sheet(result, title):
    """The report as a figure the size of a page."""
    card, figure = scorecard(result), Picture(_A4)
    top, charts = figure.subfigures(2, 1, height_ratios=(1.0, 1.6))
    top.text(0.07, 0.9, fill(title, 45), fontsize=20, weight="bold", va="center",
             parse_math=False)  # fmt: skip
    top.text(0.07, 0.82, fill(_setting(result), 100), fontsize=10, va="top", parse_math=False)
    articles = result.design.articles(result.world).items()
    _columns(top, "The design", articles, (0.07, 0.22))
    _columns(top, "The scorecard", card.rows(), (0.42, 0.54, 0.69, 0.89))
    top.text(0.07, 0.17, fill(card.sentence, 78), fontsize=11, weight="bold", va="top",
             parse_math=False)  # fmt: skip
    _charts(charts, result)
    return figure


def _columns(figure, caption, rows, places):
    figure.text(places[0], 0.67, caption, fontsize=12, weight="bold")
    for i, row in enumerate(rows):
        for x, text in zip(places, row, strict=True):
            figure.text(x, 0.61 - 0.06 * i, fill(text, 26), fontsize=10, va="top",
                        parse_math=False)  # fmt: skip


@ours()
def _charts(figure, result):
    """How it ends in each scenario, and the risk that remains, one above the other."""
    table = result.by_scenario()
    upper, lower = figure.subplots(2, 1)
    figure.subplots_adjust(left=0.27, right=0.95, top=0.92, bottom=0.1, hspace=0.6)
    endings(table, upper)
    remaining_risk(table, lower)
    return figure


def _setting(result):
    world, done = result.world, len(result.table)
    nations = ", ".join(f"{name} ({len(labs)})" for name, labs in world.nations.items())
    return (
        f"{world.name[0].upper()}{world.name[1:]}: {nations}, with the number of their labs in "
        f"brackets. {done} futures of {len(SCENARIOS)} kinds, seed {result.seed}."
    )


def _html_table(caption, rows):
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        f"{''.join(f'<td>{escape(text)}</td>' for text in rest)}</tr>"
        for first, *rest in rows
    )
    return f"<table><caption>{caption}</caption>{body}</table>"


def _alternative(result):
    """What the picture shows, for those who cannot see it."""
    parts = [
        f"{name}: holds in {100 * row['holds']:.1f} %, risk of disaster "
        f"{100 * row['disaster']:.1f} % instead of {100 * row['without']:.1f} %"
        for name, row in result.by_scenario().iterrows()
    ]
    return f"How the treaty ends, and the risk it leaves, by scenario. {'; '.join(parts)}."
