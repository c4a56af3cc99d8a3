"""Texts that keep their pixels until they change: glyphs took half of a frame."""

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Bbox

_MARGIN = 3  # round a text, for what its box leaves out [px]


class Letters:
    """Draws a figure's texts, each from its pixels of last time if nothing about it changed."""

    def __init__(self, figure):
        width, height = (int(side) for side in figure.bbox.size)
        self._paper = RendererAgg(width, height, figure.dpi)
        self._kept = {}  # text: its look, and its pixels with their place

    def draw(self, text, renderer):
        """Draw one text, whose look is its words, place, colour and weight; the rest is fixed."""
        place = text.get_transform().transform(text.get_unitless_position())
        look = text.get_text(), *place, text.get_color(), text.get_fontweight(), text.get_alpha()
        before, *pixels = self._kept.get(text, (None,))
        if look != before:
            pixels = self._pixels(text)
            self._kept[text] = look, *pixels
        renderer.draw_image(renderer.new_gc(), *pixels)

    def _pixels(self, text):
        """Left and lower end of the text [px], and uint8[rows from below, columns, RGBA]."""
        self._paper.clear()
        text.draw(self._paper)
        box = text.get_window_extent(self._paper)
        if text.get_bbox_patch() is not None:
            box = Bbox.union([box, text.get_bbox_patch().get_window_extent(self._paper)])
        sheet = np.asarray(self._paper.buffer_rgba())[::-1]
        left, low, right, high = np.round(box.padded(_MARGIN).extents).astype(int)
        left, low = max(left, 0), max(low, 0)
        return left, low, sheet[low : max(high, low), left : max(right, left)].copy()
