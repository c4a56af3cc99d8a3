"""What all figures share: colours, type, and the way into a page."""

from base64 import b64encode
from contextlib import contextmanager, nullcontext
from html import escape
from io import BytesIO

from matplotlib import rc_context, rcParams, rcParamsDefault
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter, LogitFormatter, ScalarFormatter

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
ABOVE = {  # a legend above its axes, where no curve can pass under it
    "fontsize": TEXT, "frameon": False, "loc": "lower center", "bbox_to_anchor": (0.45, 1.0),
    "handletextpad": 0.4, "columnspacing": 1.0,
}  # fmt: skip

_PNG = b"\x89PNG\r\n\x1a\n"  # how each such file begins
_SCREEN = 96  # pixels an inch that a browser shows
_SHARP = 2  # pixels drawn for each of them, for fine screens


# Settings of the session rather than of a picture: these stay the reader's.
_SESSION = ("backend", "date.epoch", "interactive", "keymap.", "savefig.directory", "tk.",
            "toolbar", "webagg.")  # fmt: skip
_SETTINGS = {
    name: value for name, value in rcParamsDefault.items() if not name.startswith(_SESSION)
}


@contextmanager
def ours(markup=False):
    """Matplotlib's defaults in place of the reader's settings, to make or to draw a picture.

    With ``markup`` a text between dollars is mathematics; without, it is what it says.
    """
    wanted = _SETTINGS | {"text.parse_math": markup}
    others = {name: value for name, value in wanted.items() if rcParams[name] != value}
    with rc_context(others) if others else nullcontext():
        yield


class Picture(Figure):
    """A figure that looks the same whatever the reader's settings are when it is drawn."""

    def __init__(self, figsize, **kwargs):
        with ours():
            super().__init__(figsize, facecolor="white", **kwargs)

    def draw(self, renderer):
        """Draw, with mathematics only in the ticks that a formatter writes."""
        with ours(markup=True):
            for ax in self.axes:
                for axis in (ax.xaxis, ax.yaxis):
                    _mark_up(axis)
            super().draw(renderer)

    def savefig(self, *args, **kwargs):
        """Save, as `matplotlib.figure.Figure.savefig` does."""
        with ours(markup=True):
            super().savefig(*args, **kwargs)


def _mark_up(axis):
    writes_markup = isinstance(
        axis.get_major_formatter(), (LogFormatter, LogitFormatter, ScalarFormatter)
    )
    for label in axis.get_ticklabels(which="both"):
        label.set_parse_math(writes_markup)


def styled(ax, xlabel, ylabel, size=(7.0, 4.0)):
    """Return ``ax``, or the axes of a new figure, with labels and type of the course.

    The figure of given axes becomes white, and their frame and ticks black, as all that will be
    drawn on them supposes.
    """
    if ax is None:
        ax = Picture(size, layout="constrained").add_subplot()
    elif not isinstance(ax.figure.canvas.figure, Picture):
        _dress(ax)
    ax.set_xlabel(xlabel, fontsize=LABEL)
    ax.set_ylabel(ylabel, fontsize=LABEL)
    ax.tick_params(labelsize=TEXT)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _dress(ax):
    """Take the reader's own colours and type off axes that were made elsewhere."""
    ax.figure.canvas.figure.set_facecolor("white")
    ax.set_facecolor("white")
    ax.spines[:].set(color=BLACK, linewidth=rcParams["axes.linewidth"])
    ax.tick_params(color=BLACK, labelcolor=BLACK, labelfontfamily="sans-serif")
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set(color=BLACK, fontfamily="sans-serif", usetex=False, parse_math=False)


def legend(ax, names, **look):
    """Give ``ax`` a legend of {artist: words}, whatever character the words begin with."""
    # Matplotlib leaves out what begins with an underscore
    made = ax.legend(list(names), ["."] * len(names), fontsize=TEXT, frameon=False, **look)
    for text, words in zip(made.get_texts(), names.values(), strict=True):
        text.set_text(words)


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
    >>> from matplotlib.figure import Figure
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
        # the face that the figure has, and no other that the reader saves figures with
        picture.savefig(file, format="png", dpi=_SCREEN * _SHARP, facecolor="auto",
                        edgecolor="auto", transparent=False)  # fmt: skip
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
