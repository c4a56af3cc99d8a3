"""The desk of an explorer: controls with names and units, buttons, and the sentence."""

import re
from dataclasses import dataclass
from pathlib import Path

import anywidget
import traitlets

from racekit import _validate

_MOST_SPOKEN = 30  # words that a screen reader is given at a change
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Menu:
    """A choice among words, which count as consecutive whole numbers from ``first``."""

    label: str
    default: int
    words: tuple
    first: int = 1

    def __iter__(self):
        """As a table's row of numbers: label, default, low, high, step, scale."""
        return iter((self.label, self.default, self.first, self.first + len(self.words) - 1, 1, 1))


class Check(Menu):
    """A check box: 0 no, 1 yes."""

    def __init__(self, label, default):
        super().__init__(label, default, ("no", "yes"), 0)


class Control:
    """One number that the reader sets, in the units of its label.

    Attributes
    ----------
    value : int or float
        Set it to move the control by program; beyond an end it stays at that end.
    min, max, step : int or float
    label : str
        What it is called, with its unit in brackets.
    options : dict of {int: str}
        Words of a menu; empty if it is none.
    """

    def __init__(self, name, row, value):
        self.name, self.desk = name, None
        self.label, _, self.min, self.max, self.step, scale = row
        self.options, self._kind = {}, "number"
        if isinstance(row, Menu):
            self.options = dict(enumerate(row.words, row.first))
            self._kind = "check" if isinstance(row, Check) else "menu"
        self.start = self.kept(value * scale)

    @property
    def value(self):
        return self.desk.values[self.name]

    @value.setter
    def value(self, value):
        self.desk.values = {**self.desk.values, self.name: value}

    def kept(self, value):
        """A number within the ends, and whole if the control counts in whole steps."""
        value = min(max(value, self.min), self.max)
        return round(value) if isinstance(self.step, int) else float(round(value, 6))

    def spec(self):
        """What the page needs to know."""
        unit = re.search(r"\(([^()]*)\)$", self.label)
        return {
            "name": self.name, "kind": self._kind, "label": self.label,
            "unit": unit[1] if unit else "", "min": self.min, "max": self.max,
            "step": self.step, "options": list(self.options.items()),
        }  # fmt: skip


class Button:
    """A named button; ``click()`` presses it by program."""

    def __init__(self, label, act):
        self.label, self.click = label, act


class Desk(anywidget.AnyWidget):
    """What the reader moves and reads, in one widget of plain HTML elements (desk.js).

    ``values`` holds the number of every control, ``words`` what is spoken at a change and what
    is only to be read after it, ``narrow`` whether the page has no room for two panels.
    """

    _esm = _HERE / "desk.js"
    _css = _HERE / "desk.css"
    table = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    play = traitlets.Dict().tag(sync=True)
    words = traitlets.List(["", ""]).tag(sync=True)
    narrow = traitlets.Bool(False).tag(sync=True)

    def __init__(self, controls, buttons, rewind, play):
        """``rewind``: {name: other}: when the one moves, the other goes back to its least.

        ``play``: {"name", "interval"}, the control that play and pause move, every so many ms.
        """
        self.controls, self.buttons, self.rewind = controls, buttons, rewind
        start = {name: control.start for name, control in controls.items()}
        labels = {name: button.label for name, button in buttons.items()}
        table = [control.spec() for control in controls.values()]
        super().__init__(table=table, values=start, labels=labels, play=play)
        for control in controls.values():
            control.desk = self
        self.on_msg(self._press)

    @property
    def value(self):
        """The whole sentence."""
        return "".join(self.words)

    @value.setter
    def value(self, said):
        self.words = spoken(said)

    @traitlets.validate("values")
    def _keep(self, proposal):
        kept = {name: control.kept(proposal["value"].get(name, control.start))
                for name, control in self.controls.items()}  # fmt: skip
        before = self.values
        for name, later in self.rewind.items():
            if before and kept[name] != before[name] and kept[later] == before[later]:
                kept[later] = self.controls[later].min
        return kept

    def _press(self, _widget, content, _buffers):
        if content.get("click") in self.buttons:
            self.buttons[content["click"]].click()


def spoken(said):
    """A sentence in two parts: at most 30 words to speak at a change, and the rest."""
    whole = len(said)
    if len(said.split()) > _MOST_SPOKEN:
        most = re.match(rf"\s*(?:\S+\s+){{{_MOST_SPOKEN}}}", said).end()
        ends = [[mark.end() for mark in re.finditer(marks, said[:most])]
                for marks in (r"[.!?]\s+", r"[:;]\s+", r",\s+", r"\s+")]  # fmt: skip
        whole = next(found for found in ends if found)[-1]
    return [said[:whole], said[whole:]]


def controls(table, start):
    """The controls of ``table``: name -> (label, default, low, high, step, scale), or a `Menu`.

    ``start`` replaces defaults; it is in the units of `Race`, low and high in those shown.
    """
    unknown = set(start) - set(table)
    if unknown:
        raise TypeError(
            f"the controls are {', '.join(table)}; there is no {', '.join(sorted(unknown))}"
        )
    made = {}
    for name, row in table.items():
        _, default, low, high, step, scale = row
        value = start.get(name, default)
        if isinstance(step, int) and scale == 1:
            _validate.integer(name, value, low, high)
        else:
            _validate.number(name, value, low / scale, high / scale)
        made[name] = Control(name, row, value)
    return made
