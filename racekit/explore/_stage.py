"""What every explorer is built on: controls, a picture that follows them, a sentence in words."""

import gc
import math
import struct
import zlib
from base64 import b64encode
from html import escape

import ipywidgets as widgets
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from racekit.explore._desk import Button, Desk
from racekit.explore._letters import Letters
from racekit.explore._life import close_all, enter
from racekit.plots.style import TEXT, Picture, html_image, ours

_DPI = 100
WIDTH = 840  # of a picture [px]: what JupyterLab's output has on a screen 1280 px wide
_SMALLEST = 11.2  # type on a page too small for the picture [px]
_GAP = 8  # between two panels, wider than between two words [px]
_ROW, _ABOVE = 29, 260  # height of two controls; of JupyterLab's bars and the sentence [px]


class Stage:
    """A figure that is drawn once; afterwards only its moving parts are drawn again."""

    def __init__(self, height):
        size = WIDTH / _DPI, height / _DPI
        self.figure = Picture(size, dpi=_DPI)
        self.canvas = FigureCanvasAgg(self.figure)
        self._moving, self._background = [], None
        self._letters = Letters(self.figure)

    def moving(self, artists):
        """Say which artists, back to front, change from one picture to the next."""
        for artist in artists:
            artist.set_animated(True)
        self._moving.extend(artists)

    def png(self, narrow=False):
        """Return the present picture as a PNG file; ``narrow``: two panels above one another."""
        with ours(markup=True):
            if self._background is None:
                self.canvas.draw()
                self._background = self.canvas.copy_from_bbox(self.figure.bbox)
            self.canvas.restore_region(self._background)
            for artist in self._moving:
                if not isinstance(artist, Text):
                    artist.axes.draw_artist(artist)
                elif artist.get_visible() and artist.get_text():
                    self._letters.draw(artist, self.canvas.renderer)
        pixels = np.asarray(self.canvas.buffer_rgba())[..., :3]
        return png_file(self._stacked(pixels) if narrow else pixels)

    def _stacked(self, pixels):
        """The right panel put below the left one; the same pixels if nothing white parts them."""
        first, *others = sorted(self.figure.axes, key=lambda ax: ax.get_position().x0)
        if not others:
            return pixels
        left = round(first.get_position().x1 * WIDTH)
        right = int(min(ax.get_tightbbox(self.canvas.renderer).x0 for ax in others))
        white = (pixels[:, left : max(left, right)] == 255).all(axis=(0, 2))
        stripes = np.flatnonzero(np.diff(np.r_[False, white, False])).reshape(-1, 2)
        stripes = stripes[np.diff(stripes, axis=1)[:, 0] >= _GAP]
        if not stripes.size:
            return pixels
        cut = left + int(stripes[-1].mean())  # nearest to the right panel and its labels
        parts = pixels[:, :cut], pixels[:, cut:]
        across = max(cut, WIDTH - cut)
        return np.vstack([np.pad(part, ((0, 0), (0, across - part.shape[1]), (0, 0)),
                                 constant_values=255) for part in parts])  # fmt: skip

    def close(self):
        """Free the pixels and the artists; nothing can be drawn afterwards."""
        self.figure.clear()
        self._moving, self._background, self._letters = [], None, None
        self.figure.set_canvas(None)
        self.figure = self.canvas = None


def png_file(pixels):
    """Return uint8[height, width, 3] as a PNG file.

    Without the row filters that a general encoder tries: half its time on flat colours.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row opens with its filter: 0, none
    colours = rows[:, 1:].reshape(height, width, 3)
    for channel in range(3):  # half the time of one assignment, which copies twice
        colours[..., channel] = pixels[..., channel]
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)  # 8 bits a channel, 2: RGB
    file = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")):
        check = zlib.crc32(kind + data)
        file += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
    return file


class Explorer(widgets.VBox):
    """Controls, the sentence that says what the picture shows, and the picture.

    Attributes
    ----------
    controls : dict of {str: Control}
        Set ``controls[name].value`` to move one by program.
    buttons : dict of {str: Button}
        ``buttons[name].click()`` presses one; each explorer has "reset".
    sentence : Desk
        Its ``value`` is the sentence.
    picture : HTML
    """

    def __init__(self, table, stage, update, topic, *, buttons=None, rewind=None, play=None):
        """``table``: the `controls`; ``update(**values)`` moves the artists.

        ``update`` returns the sentence; ``topic`` opens the picture's text alternative.
        ``buttons``, ``rewind`` and ``play`` are further ones of the `Desk`.
        """
        self.controls, self.stage, self._update, self._topic = table, stage, update, topic
        self.buttons = {**(buttons or {}), "reset": Button("reset the controls", self._reset)}
        self.sentence = Desk(table, self.buttons, rewind or {}, play or {})
        self.picture, self._png = widgets.HTML(), b""
        self.sentence.observe(self._redraw, names=["values", "narrow"])
        self._redraw()
        super().__init__([self.sentence, self.picture])
        enter(self)

    def close(self):
        """Free the widgets and the figure; they vanish from the page."""
        if self.comm is not None:
            close_all(self)
            super().close()
            self.stage.close()
            # a notebook's history of outputs may hold the explorer itself for long
            self.controls, self.buttons, self.children, self._update = {}, {}, (), None
            self.picture.value, self._png = "", b""
            self.sentence.buttons.clear()
            gc.collect()  # a figure's parts hold each other, and would wait for long

    def __del__(self):
        """Nothing: Jupyter keeps an open explorer to the end, when all goes by itself."""

    def _repr_mimebundle_(self, **kwargs):
        """Beside the widget what can be shown without a kernel: the sentence and the picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = self.sentence.value
        bundle["text/html"] = f"<p>{escape(self.sentence.value)}</p>{self.picture.value}"
        if self._png:
            bundle["image/png"] = b64encode(self._png).decode("ascii")
        return bundle

    def _reset(self):
        start = {name: control.start for name, control in self.controls.items()}
        self.sentence.values = start
        self.sentence.values = start  # also what the first has wound back

    def _redraw(self, _change=None):
        try:
            with ours(markup=True):
                said = self._update(**self.sentence.values)
            png = self.stage.png(self.sentence.narrow)
            picture = html_image(png, f"{self._topic} {said}")
        except Exception as error:  # a reader must never see a traceback in place of a picture
            said = f"This setting could not be drawn ({type(error).__name__}: {error})."
            if self._png:
                said += " The picture is the last one that could."
        else:
            self.picture.value, self._png = self._legible(picture, png), png
        self.sentence.value = said

    def _legible(self, image, png):
        """An image that fits the page, but never shrinks until its type is below 11 px."""
        width, height = struct.unpack(">2I", png[16:24])  # where a PNG file keeps its size
        most, least = "100%", math.ceil(width * _SMALLEST / (TEXT * _DPI / 72))
        if not self.sentence.narrow:
            above = _ABOVE + _ROW * math.ceil((len(self.controls) + 1) / 2)
            most = f"min(100%,calc({width / height:.3f}*(100vh - {above}px)))"
        return image.replace("max-width:100%", f"max-width:{most};min-width:{least}px")


# Label, default, lowest, highest, step, and how many of the shown units make one of Race's.
# A slider starts at 0 or counts in whole steps: on any other grid the browser's values would
# differ from those shown in their last digit.
RACE_CONTROLS = {
    "safety_tax": ("safety tax κ (%)", 0.8, 1, 100, 1, 100),
    "risk": ("risk r (%)", 0.4, 1, 100, 1, 100),
    "enmity": ("enmity e (%)", 1.0, 0, 100, 1, 100),
    "harm": ("harm h (prizes)", 0.0, 0.0, 5.0, 0.1, 1),
    "discount": ("discount ρ (1/yr)", 0.05, 0.0, 1.0, 0.01, 1),
}


def race_fields(values):
    """Fields of a `Race` from the values that its controls show."""
    return {
        name: round(values[name] / scale, 10)
        for name, (*_, scale) in RACE_CONTROLS.items()
        if name in values
    }


def years(time):
    """A time in words; a race that nobody can finish has none."""
    return f"{time:.2f} years" if np.isfinite(time) else "infinitely many years"


def percent(share):
    """A probability in words, never rounded to a false 0."""
    return f"{100 * share:.1f} %" if share >= 0.0005 or share == 0 else "less than 0.1 %"


def signed(payoff):
    """A payoff with a proper minus sign."""
    return f"{payoff + 0.0:.2f}".replace("-", "−")
