"""What all figures share: colours, type, and the way into a page."""

from base64 import b64encode
from html import escape
from io import BytesIO

from matplotlib.figure import Figure

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
    >>> from matplotlib.figure import Figure
    >>> html_image(Figure(figsize=(1, 1)), "nothing yet")[:39]
    '<img alt="nothing yet" decoding="sync" '
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must say what the picture shows, got {alt!r}")
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
