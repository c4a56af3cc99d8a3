"""What every explorer is built on: controls, a picture that follows them, a sentence in words."""

import gc
import struct
import zlib
from base64 import b64encode
from html import escape

import ipywidgets as widgets
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from racekit import _validate
from racekit.explore._letters import Letters
from racekit.explore._life import close_all, enter
from racekit.plots.style import Picture, html_image, ours

_DPI = 100
WIDTH = 840  # of a picture [px]: what JupyterLab's output has on a screen 1280 px wide
# two controls side by side fit that width
_NAME_WIDTH, _FIELD_WIDTH, _SLIDER_WIDTH = "178px", "250px", "150px"


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

    def png(self):
        """Return the present picture as a PNG file."""
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
        return png_file(np.asarray(self.canvas.buffer_rgba())[..., :3])

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
    """Controls above a picture and the sentence that says what it shows.

    Attributes
    ----------
    controls : dict of {str: IntSlider or FloatSlider}
        Set ``controls[name].value`` to move one by program.
    picture, sentence : HTML
    """

    def __init__(self, rows, stage, update, topic):
        """``rows``: dict of name -> `row`; ``update(**values)`` moves the artists.

        ``update`` returns the sentence; ``topic`` opens the picture's text alternative.
        """
        self.controls = {name: row.slider for name, row in rows.items()}
        self.stage, self._update, self._topic = stage, update, topic
        self.picture, self.sentence = widgets.HTML(), widgets.HTML()
        self._png, self._said = b"", ""
        for slider in self.controls.values():
            slider.observe(self._redraw, names="value")
        self._redraw()
        grid = widgets.Box(list(rows.values()), layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([grid, self.picture, self.sentence])
        enter(self)

    def close(self):
        """Free the widgets and the figure; they vanish from the page."""
        if self.comm is not None:
            close_all(self)
            super().close()
            self.stage.close()
            # a notebook's history of outputs may hold the explorer itself for long
            self.controls, self.children, self._update, self._png = {}, (), None, b""
            self.picture.value = ""
            gc.collect()  # a figure's parts hold each other, and would wait for long

    def __del__(self):
        """Nothing: Jupyter keeps an open explorer to the end, when all goes by itself."""

    def _repr_mimebundle_(self, **kwargs):
        """Beside the widget what can be shown without a kernel: the picture and the sentence."""
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = self._said
        bundle["text/html"] = self.picture.value + self.sentence.value
        if self._png:
            bundle["image/png"] = b64encode(self._png).decode("ascii")
        return bundle

    def _redraw(self, _change=None):
        try:
            with ours(markup=True):
                said = self._update(**{name: s.value for name, s in self.controls.items()})
            png = self.stage.png()
            picture = html_image(png, f"{self._topic} {said}")
        except Exception as error:  # a reader must never see a traceback in place of a picture
            said = f"This setting could not be drawn ({type(error).__name__}: {error})."
            if self._png:
                said += " The picture is the last one that could."
        else:
            self.picture.value, self._png = picture, png
        self._said = said
        # a live region: screen readers speak it whenever it changes
        self.sentence.value = (
            f'<p role="status" aria-live="polite" style="line-height:1.4;max-width:{WIDTH}px">'
            f"{escape(said)}</p>"
        )


def row(label, value, low, high, step, *, scale):
    """A slider and a number field with a name, moving together.

    ``value`` is in the units of `Race`; the control shows ``scale`` times as much (100: percent).
    """
    whole = isinstance(step, int)
    shown = round(value * scale) if whole else round(value * scale, 6)
    bounds = {"value": shown, "min": low, "max": high, "step": step}
    slider_type, field_type = (
        (widgets.IntSlider, widgets.BoundedIntText)
        if whole
        else (widgets.FloatSlider, widgets.BoundedFloatText)
    )
    slider = slider_type(**bounds, readout=False, layout=widgets.Layout(width=_SLIDER_WIDTH))
    field = field_type(
        **bounds,
        description=label,
        style={"description_width": _NAME_WIDTH},
        layout=widgets.Layout(width=_FIELD_WIDTH),
    )
    # linked in the browser: both stay together even while the kernel is busy
    slider.links = [widgets.jslink((slider, "value"), (field, "value"))]
    box = widgets.HBox([field, slider])
    box.slider = slider
    return box


def rows(table, start):
    """The controls of ``table``: name -> (label, default, low, high, step, scale).

    ``start`` replaces defaults; it is in the units of `Race`, low and high in those shown.
    """
    unknown = set(start) - set(table)
    if unknown:
        raise TypeError(
            f"the controls are {', '.join(table)}; there is no {', '.join(sorted(unknown))}"
        )
    made = {}
    for name, (label, default, low, high, step, scale) in table.items():
        value = start.get(name, default)
        if isinstance(step, int) and scale == 1:
            _validate.integer(name, value, low, high)
        else:
            _validate.number(name, value, low / scale, high / scale)
        made[name] = row(label, value, low, high, step, scale=scale)
    return made


# Label, default, lowest, highest, step, and how many of the shown units make one of Race's.
# A slider starts at 0 or counts in whole steps: on any other grid the browser, on first sight,
# sends a value back that differs in its last digit and undoes what a cell has set since.
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
