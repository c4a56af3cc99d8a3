"""How long an explorer lives: until it is closed, or until its cell runs again."""

from weakref import WeakSet

import ipywidgets as widgets
from IPython import get_ipython

_made = {}  # cell: its latest run, and the explorers that it made


def close_all(widget):
    """Close all parts of a widget, but not the widget itself.

    Jupyter keeps every widget that is open; closing a box leaves all that is in it.
    """
    for part in _family(widget)[1:]:
        part.unobserve_all()
        part.close()


def _family(widget):
    """A widget, all that is in it, their layouts and styles, and what is in their ``links``."""
    found = [widget]
    for member in found:
        held = [getattr(member, name) for name in member.keys]
        held.append(getattr(member, "links", ()))
        for value in held:
            parts = value if isinstance(value, (list, tuple)) else [value]
            found += [part for part in parts
                      if isinstance(part, widgets.Widget) and part not in found]  # fmt: skip
    return found


def enter(explorer):
    """Close what an earlier run of the present cell made, and note the new explorer."""
    cell, run = _present()
    if cell is None:
        return
    latest, made = _made.get(cell, (None, ()))
    if latest != run:
        for old in list(made):
            old.close()
        made = WeakSet()
    made.add(explorer)
    _made[cell] = run, made


def _present():
    """Names of the cell that runs and of this run of it; two None outside a notebook."""
    parent = getattr(get_ipython(), "get_parent", dict)()
    cell = parent.get("metadata", {}).get("cellId")
    return (cell, parent["header"]["msg_id"]) if cell else (None, None)
