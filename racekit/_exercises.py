"""Write exercises/ from solutions/, as ``nbgrader generate_assignment`` would.

The steps are nbgrader's own preprocessors in nbgrader's own order, without its
course database, so that the files are valid nbgrader assignments byte for byte.
nbgrader belongs to the ``test`` extra and is imported only when it is used.
"""

import re
from pathlib import Path

import nbformat

from racekit import _whole

# nbgrader looks for these words anywhere in a line, and so do we
BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"


def root_folder():
    """The folder that holds solutions/ and exercises/ in a checkout."""
    return Path(__file__).resolve().parent.parent


def complaints(notebook):
    """Faults of a solution notebook that nbgrader would pass over in silence.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        a notebook from solutions/

    Returns
    -------
    list of str
        one sentence for each fault; empty when there is none
    """
    faults = []
    for cell in notebook.cells:
        lines = cell.source.split("\n")
        marks = [word for line in lines for word in (BEGIN, END) if word in line]
        graded = cell.metadata.get("nbgrader", {})
        where = f"cell {cell.id}"
        if marks != [BEGIN, END] * (len(marks) // 2):
            faults.append(f"{where}: each {BEGIN} needs one {END} after it, found {marks}")
        if cell.cell_type != "code" or not graded.get("solution"):
            if marks and not graded.get("solution"):
                faults.append(f"{where}: solution marks, but no nbgrader solution metadata")
            continue
        # The stub raises: outside a function it would stop the untouched notebook.
        if not marks:
            faults.append(f"{where}: no solution marks, so the stub would replace the whole cell")
        if any(BEGIN in line and not re.match(r"\s", line) for line in lines):
            faults.append(f"{where}: {BEGIN} must be indented, inside a function")
    return faults


def student_version(notebook):
    """The text of the exercise file that belongs to a solution notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        a notebook from solutions/; it is changed in place

    Returns
    -------
    str
        the file, with the same cell ids, ending with a line break

    Raises
    ------
    ValueError
        when ``complaints`` finds a fault
    """
    from nbconvert.exporters.exporter import ResourcesDict
    from nbgrader import preprocessors as steps

    faults = complaints(notebook)
    if faults:
        raise ValueError("; ".join(faults))
    resources = ResourcesDict()
    for step in (
        steps.LockCells,
        steps.ClearSolutions,
        steps.ClearOutput,
        steps.CheckCellMetadata,
        steps.ComputeChecksums,
        steps.ClearHiddenTests,
        steps.ClearMarkScheme,
        # again, because the two steps before it change what the sums are made of
        steps.ComputeChecksums,
        steps.CheckCellMetadata,
    ):
        worker = step()
        worker.enabled = True
        notebook, resources = worker(notebook, resources)
    return nbformat.writes(notebook, version=4) + "\n"


def expected_files(solutions):
    """Name and text of every exercise that ``solutions`` asks for."""
    texts = {}
    for path in sorted(Path(solutions).glob("*.ipynb")):
        try:
            texts[path.name] = student_version(nbformat.read(path, as_version=4))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from None
    return texts


def drift(solutions, exercises):
    """What would change if the exercises were written now.

    Parameters
    ----------
    solutions, exercises : str or pathlib.Path
        the two folders

    Returns
    -------
    list of str
        "missing NAME", "drifted NAME" or "stray NAME", sorted by kind and name
    """
    expected = expected_files(solutions)
    found = {path.name: path for path in sorted(Path(exercises).glob("*.ipynb"))}
    missing = [f"missing {name}" for name in expected if name not in found]
    drifted = [
        f"drifted {name}"
        for name, text in expected.items()
        if name in found and found[name].read_text(encoding="utf-8") != text
    ]
    stray = [f"stray {name}" for name in found if name not in expected]
    return missing + drifted + stray


def write(solutions, exercises):
    """Bring the exercises up to date; returns what ``drift`` had found.

    A file that is already right is left untouched, and a stray one is removed.
    """
    changes = drift(solutions, exercises)
    expected = expected_files(solutions)
    Path(exercises).mkdir(parents=True, exist_ok=True)
    for change in changes:
        kind, name = change.split(" ", 1)
        path = Path(exercises) / name
        if kind == "stray":
            path.unlink()
        else:
            _whole.write(path, expected[name].encode("utf-8"))
    return changes


def run(check=False, root=None):
    """Write the exercises, or with ``check`` only compare; returns an exit code."""
    root = Path(root) if root else root_folder()
    solutions, exercises = root / "solutions", root / "exercises"
    if not solutions.is_dir():
        print("No solutions/ folder here (withheld by the teacher?): nothing to do.")
        return 0
    if not check:
        for change in write(solutions, exercises):
            kind, name = change.split(" ", 1)
            print("removed" if kind == "stray" else "wrote", name)
        return 0
    changes = drift(solutions, exercises)
    for change in changes:
        print(change)
    if changes:
        print("Run `python -m racekit exercises` and commit what it writes.")
    return 1 if changes else 0
