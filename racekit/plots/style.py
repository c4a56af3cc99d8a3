"""What all figures share: colours, type, and the way into a notebook."""

import sys
from base64 import b64encode
from html import escape
from io import BytesIO

from IPython.display import HTML, display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from racekit import _validate

# Okabe and Ito's colours, which colour-blind readers can tell apart.
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, BLACK, GREY = "#E69F00", "#56B4E9", "#000000", "#666666"

# Colour, dash and marker always go together, so that no line is told by colour alone.
LINES = (
    (BLUE, "-", "o"),
    (VERMILLION, "--", "s"),
    (GREEN, "-.", "^"),
    (PURPLE, ":", "D"),
    (ORANGE, (0, (6, 1)), "v"),
    (SKY, (0, (3, 1, 1, 1, 1, 1)), "P"),
    (BLACK, (0, (1, 1)), "X"),
)
LABEL, TEXT = 12, 11  # sizes of type [pt]
HALO = "white"

_PNG = b"\x89PNG\r\n\x1a\n"  # how each such file begins
_SCREEN = 96  # pixels an inch that a browser shows
_SHARP = 2  # pixels drawn for each of them, for fine screens


def styled(ax, xlabel, ylabel, size=(7.0, 4.0)):
    """Return ``ax``, or the axes of a new figure, with labels and type of the course."""
    if ax is None:
        ax = Figure(figsize=size, layout="constrained", facecolor="white").add_subplot()
    ax.set_xlabel(xlabel, fontsize=LABEL)
    ax.set_ylabel(ylabel, fontsize=LABEL)
    ax.tick_params(labelsize=TEXT)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def html_image(picture, alt, width=None, height=None):
    """Return a picture as one HTML image with a text alternative.

    Parameters
    ----------
    picture : bytes or Figure
        A PNG file, or a Matplotlib figure to make one of.
    alt : str
        What the picture shows, for those who cannot see it: a sentence with the finding.
    width, height : int, optional
        Size on the page [px]; the picture's own if left out.

    Returns
    -------
    str

    Examples
    --------
    >>> from matplotlib.axes import Axes
from matplotlib.figure import Figure

from racekit import _validate
    >>> html_image(Figure(figsize=(1, 1)), "nothing yet")[:39]
    '<img alt="nothing yet" decoding="sync" '
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must say what the picture shows, got {_validate.shown(alt)}")
    for name, size in (("width", width), ("height", height)):
        if size is not None:
            _validate.integer(name, size, 1, 100_000, "px")
    if not isinstance(picture, Figure) and (
        not isinstance(picture, bytes) or not picture.startswith(_PNG) or len(picture) < 24
    ):
        given = _validate.shown(picture)
        raise TypeError(f"picture must be a Figure, or the bytes of a PNG file, got {given}")
    if isinstance(picture, Figure):
        width = width or round(picture.get_figwidth() * _SCREEN)
        height = height or round(picture.get_figheight() * _SCREEN)
        file = BytesIO()
        picture.savefig(file, format="png", dpi=_SCREEN * _SHARP)
        picture = file.getvalue()
    width = width or int.from_bytes(picture[16:20], "big")  # where a PNG file keeps its size
    height = height or int.from_bytes(picture[20:24], "big")
    data = b64encode(picture).decode("ascii")
    # decoding="sync": a replaced picture appears at once, without a blank moment
    return (
        f'<img alt="{escape(alt, quote=True)}" decoding="sync" width="{width}" '
        f'height="{height}" style="max-width:100%;height:auto" '
        f'src="data:image/png;base64,{data}">'
    )


def show(ax, alt):
    """Display the figure that holds ``ax``, with ``alt`` for those who cannot see it.

    Parameters
    ----------
    ax : Axes
        What a function of this module returned, or any Matplotlib axes.
    alt : str
        A sentence with the finding.

    Examples
    --------
    >>> from racekit.plots import risk_ladder
    >>> ax = risk_ladder({"two labs": 0.27, "one owner": 0.01})
    >>> show(ax, "Two labs race to a 27 % risk of disaster; one owner runs a risk of 1 %.")
    <IPython.core.display.HTML object>
    """
    _validate.instance("ax", ax, Axes)
    display(HTML(html_image(ax.figure, alt)))
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:  # the axes may be pyplot's, which would show them once more
        pyplot.close(ax.figure)
