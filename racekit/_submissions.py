"""A submission is brought into the shape that nbgrader can grade, and each step is said."""

import copy
import json
import re
from itertools import pairwise

import nbformat


def mark(cell):
    """What nbgrader knows a cell by; {} where there is nothing."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def graded(released):
    """The cells of a released set that nbgrader follows, in order."""
    return [cell for cell in released.cells if mark(cell).get("grade_id")]


def mend(notebook, released):
    """Give each graded cell of a set exactly one place in a submission.

    Of several copies of an answer the last one above its check that was changed is graded; it is
    also the one that counts when the notebook runs from top to bottom. Changed copies stay as
    ordinary cells, untouched ones go. Changed ids, types, points and checks are put right.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        the submission; it is changed in place
    released : nbformat.NotebookNode
        the set as it was handed out

    Returns
    -------
    list of str
        a sentence for each change, beginning with the cell's id; empty when there was none
    """
    said, kept = [], {}
    models = graded(released)
    for model, follower in zip(models, [*models[1:], None], strict=True):
        name = model.metadata.nbgrader.grade_id
        copies = holders(notebook, released, model)
        if copies:
            kept[name] = chosen(notebook, released, copies, model, follower)
            said += drop_stubs(notebook, copies, kept[name], model)
    known = {id(cell) for cell in kept.values()}
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata and id(cell) not in known:
            name = cell.metadata.pop("nbgrader")
            name = name.get("grade_id", "?") if isinstance(name, dict) else "?"
            said.append(f"{name}: an extra cell with this id is no longer graded, only run")
    for position, model in enumerate(models):
        name = model.metadata.nbgrader.grade_id
        if name in kept:
            said += [f"{name}: {words}" for words in restore(kept[name], model)]
        else:
            said += put_back(notebook, kept, models[:position], model)
    return said


def holders(notebook, released, model):
    """The cells that stand for ``model``: those with its id, or else those most like it."""
    name = model.metadata.nbgrader.grade_id
    copies = [cell for cell in notebook.cells if mark(cell).get("grade_id") == name]
    if copies:
        return copies
    known = {mark(other)["grade_id"] for other in graded(released)}
    title = re.search(r"^def \w+\(", model.source, re.M) if model.cell_type == "code" else None
    lead = next((a for a, b in pairwise(released.cells) if b is model), None)
    for alike in (
        lambda cell, _: cell.get("id") == name,
        lambda cell, _: untouched(cell, model),
        lambda cell, _: title and re.search("^" + re.escape(title[0]), cell.source, re.M),
        lambda cell, above: (
            lead and above and untouched(above, lead) and cell.cell_type == model.cell_type),
    ):  # fmt: skip
        found = [cell for above, cell in pairwise([None, *notebook.cells])
                 if mark(cell).get("grade_id") not in known and alike(cell, above)]  # fmt: skip
        if found:
            return found
    return []


def chosen(notebook, released, copies, model, follower):
    """The copy that is graded."""
    changed = [cell for cell in copies if not untouched(cell, model)]
    if model.metadata.nbgrader.locked:
        return ([cell for cell in copies if untouched(cell, model)] or copies)[-1]
    if follower is not None and follower.metadata.nbgrader.locked:
        checks = {id(cell) for cell in holders(notebook, released, follower)}
        ends = [i for i, cell in enumerate(notebook.cells) if id(cell) in checks]
        above = {id(cell) for cell in notebook.cells[: ends[-1] if ends else None]}
        changed = [cell for cell in changed if id(cell) in above] or changed
    return (changed or copies)[-1]


def untouched(cell, model):
    """Whether a cell still reads as it was handed out."""
    return cell.source.strip() == model.source.strip()


def drop_stubs(notebook, copies, kept, model):
    """Remove untouched copies beside the graded one: below it, a stub would undo the answer."""
    idle = {id(cell) for cell in copies if cell is not kept and untouched(cell, model)}
    notebook.cells = [cell for cell in notebook.cells if id(cell) not in idle]
    name = model.metadata.nbgrader.grade_id
    return [f"{name}: {len(idle)} untouched copy removed" for _ in range(bool(idle))]


def restore(cell, model):
    """Put back what a learner has no say in; returns what was different."""
    said = []
    if cell.cell_type != model.cell_type:
        said.append(f"was turned into {cell.cell_type}, is {model.cell_type} again")
        cell.cell_type = model.cell_type
        if model.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            for key in ("outputs", "execution_count"):
                cell.pop(key, None)
    if model.metadata.nbgrader.locked and not untouched(cell, model):
        said.append(f"the check was changed to {cell.source[:60]!r}, and is put back")
        cell.source = model.source
    if cell.metadata.get("nbgrader") != model.metadata.nbgrader:
        said.append("what the grader knows the cell by was changed, and is put back")
        cell.metadata["nbgrader"] = copy.deepcopy(model.metadata.nbgrader)
    return said


def put_back(notebook, kept, before, model):
    """Insert a check or an essay that is gone behind what it followed; a code stub would harm."""
    name = model.metadata.nbgrader.grade_id
    if not model.metadata.nbgrader.grade:
        return [f"{name}: no cell holds this answer"]
    places = [id(kept[other.metadata.nbgrader.grade_id]) for other in before
              if other.metadata.nbgrader.grade_id in kept]  # fmt: skip
    spots = [i for i, cell in enumerate(notebook.cells) if places and id(cell) == places[-1]]
    kept[name] = copy.deepcopy(model)
    notebook.cells.insert(spots[0] + 1 if spots else len(notebook.cells), kept[name])
    return [f"{name}: was deleted, and is put back"]


def answered(notebook, released):
    """Whether anything that is asked for has been changed."""
    asked = {mark(cell)["grade_id"]: cell for cell in graded(released) if mark(cell)["solution"]}
    return any(not untouched(cell, asked[name]) for cell in notebook.cells
               if (name := mark(cell).get("grade_id")) in asked)  # fmt: skip


def read(raw):
    """A notebook from the bytes of a file, and what was odd about them.

    Raises
    ------
    ValueError
        when the bytes are no notebook, whatever is wrong with them
    """
    try:
        code = json.detect_encoding(raw)
        text = raw.decode(code)
        content = json.loads(text)
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            cell.source.strip(), cell.metadata.get("nbgrader")  # what everybody asks for
    except Exception as error:  # a file may be broken in any way
        raise ValueError(f"{type(error).__name__}: {str(error)[:80]}") from None
    said = [] if code == "utf-8" else [f"the file was written as {code}, and is plain UTF-8 now"]
    if content.get("nbformat") != 4:
        said.append(f"the notebook's format was {content.get('nbformat')}, and is 4 now")
    return notebook, said
