"""A pass over what students handed in, before nbgrader grades it; in nbgrader's layout.

``submitted/STUDENT/SET/`` is compared with ``release/SET/``. What would stop the grader is mended,
what an honest answer has no need of is named, and students' code is never run.
"""

import re
import shutil
import warnings
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import nbformat

from racekit import _submissions as submissions
from racekit import _tampering as tampering
from racekit import check
from racekit.race import Race

RECEIVED = "received"  # beside submitted/: the files as they came, where they were mended
VERDICT = re.compile(r"check\.(\w+)\.(\w+)\(")
METHODS = frozenset(name for name in dir(Race) if not name.startswith("_"))
FROM_LIBRARY = re.compile(r"^(?:from racekit(?:\.\w+)? import (.+)|import racekit as (\w+))$", re.M)


@dataclass
class Report:
    """What there is to say about one submission."""

    name: str
    mended: list = field(default_factory=list)
    look: list = field(default_factory=list)
    stuck: list = field(default_factory=list)

    def lines(self):
        """The report, a line for each finding."""
        return [f"  {kind:<7} {text}" for kind, found in (
            ("mended", self.mended), ("look", self.look), ("stuck", self.stuck)) for text in found]


def audit(folder, release, keep):
    """Mend and read one submission.

    Parameters
    ----------
    folder : pathlib.Path
        ``submitted/STUDENT/SET``
    release : pathlib.Path
        ``release/SET``, with the notebooks as they were handed out
    keep : pathlib.Path
        where the files go as they came, if they are changed

    Returns
    -------
    Report
    """
    report = Report(f"{folder.parent.name}, {folder.name}")
    models = sorted(release.glob("*.ipynb"))
    names = {model.name for model in models}
    if not models:
        report.stuck.append(f"there is no {release.parent.name}/{release.name}/ to compare with")
    for model in models:
        path = candidate(folder, model.name, names, report)
        if path is not None:
            released = nbformat.read(model, as_version=4)
            notebook = mended(path, model.name, released, report, keep)
            if notebook is not None:
                look_over(notebook, released, report)
    return report


def candidate(folder, name, names, report):
    """The file that is meant to be graded, whatever it is called; None if that is unclear."""
    others = sorted(
        path for path in folder.glob("*.ipynb") if path.is_file() and path.name not in names
    )
    if (folder / name).is_file():
        report.look += [f"{path.name} is there, too, and is not graded" for path in others]
        return folder / name
    if len(others) == len(names) == 1:
        return others[0]
    said = "; rename the one of these that is to be graded: " if others else ""
    report.stuck.append(f"no {name}{said}{', '.join(path.name for path in others)}")
    return None


def mended(path, name, released, report, keep):
    """The notebook as the grader will get it; files are written only if something changed."""
    try:
        with warnings.catch_warnings(action="ignore"):
            notebook, said = submissions.read(path.read_bytes())
    except ValueError as error:
        report.stuck.append(f"{path.name} cannot be read, ask for it again ({error})")
        return None
    said += [] if path.name == name else [f"{path.name} is called {name} again"]
    said += submissions.mend(notebook, released)
    if said:
        keep.mkdir(parents=True, exist_ok=True)
        shutil.move(path, keep / path.name)
        text = nbformat.writes(notebook, version=4) + "\n"
        path.with_name(name).write_text(text, encoding="utf-8", newline="\n")
    report.mended += said
    return notebook


def look_over(notebook, released, report):
    """Name what an honest answer has no need of, and what is empty."""
    if not submissions.answered(notebook, released):
        report.look.append("nothing was answered")
    ours = {cell.source for cell in released.cells}
    known = METHODS | library_names(released)
    task = tasks(released)
    for number, cell in enumerate(notebook.cells, 1):
        name = submissions.mark(cell).get("grade_id")
        found = [] if cell.source in ours else oddities(cell, task.get(name), known)
        report.look += [f"{name or f'cell {number}'}: {what}" for what in found]


def oddities(cell, forbidden, known):
    """What there is to say about one cell; ``forbidden`` is None where no answer is checked."""
    if cell.cell_type != "code":
        markup = tampering.running_markup(cell.source)
        return [f"{markup!r} would run in your browser"] if markup else []
    found = tampering.suspicions(cell.source)
    return found if forbidden is None else found + short_cuts(cell, forbidden, known)


def short_cuts(cell, forbidden, known):
    """Ways to let the library do what the task asks for."""
    said = [f"speaks of {name}, which the task does without"
            for name in tampering.used_names(cell.source, forbidden)]  # fmt: skip
    call = tampering.library_call(cell.source, known)
    return said + ([f"the whole answer is {call}"] if call else [])


def tasks(released):
    """{id of a work cell: names that its task forbids}."""
    cells = submissions.graded(released)
    found = {}
    for work, judge in pairwise(cells):
        if match := VERDICT.match(judge.source if judge.cell_type == "code" else ""):
            exercise = getattr(getattr(check, match[1], None), match[2], None)
            found[work.metadata.nbgrader.grade_id] = getattr(exercise, "forbids", ())
    return found


def library_names(released):
    """Names that stand for the library in a set, by its own imports."""
    found = set()
    for cell in released.cells:
        if cell.cell_type == "code":
            for names, short in FROM_LIBRARY.findall(cell.source):
                found |= {short} if short else set(re.split(r",\s*", names))
    return found - {"check"}


def run(root):
    """Audit every submission below a grader's folder and print what was found.

    Parameters
    ----------
    root : str or pathlib.Path
        the folder with ``submitted/`` and ``release/``

    Returns
    -------
    int
        1 if a submission wants a look or cannot be graded as it is

    Raises
    ------
    ValueError
        when there is no ``submitted/`` in ``root``
    """
    root = Path(root)
    if not (root / "submitted").is_dir():
        raise ValueError(f"there is no submitted/ in {root.resolve()}")
    reports = []
    for path in sorted([*root.glob("submitted/*.ipynb"), *root.glob("submitted/*/*")]):
        if path.is_dir() and path.suffix != ".ipynb":
            reports.append(one(root, *path.parts[-2:]))
        elif path.suffix == ".ipynb":
            where = path.relative_to(root).as_posix()
            reports.append(Report(where, stuck=["lies outside submitted/STUDENT/SET/"]))
    for report in reports:
        lines = report.lines()
        print(report.name + ("" if lines else ": nothing to say"), *lines, sep="\n")
    return summary(reports)


def one(root, student, name):
    """The report on ``submitted/STUDENT/SET``; after grading also whether there is a result."""
    place = Path(student, name)
    report = audit(root / "submitted" / place, root / "release" / name, root / RECEIVED / place)
    if (root / "autograded").is_dir() and not_graded(root, student, name):
        report.stuck.append("not graded: its 0 in grades.csv is no mark")
    return report


def not_graded(root, student, name):
    """Whether nbgrader has no result for what the release asks for."""
    wanted = (root / "release" / name).glob("*.ipynb")
    return any(not (root / "autograded" / student / name / path.name).is_file() for path in wanted)


def summary(reports):
    """Say how many submissions there were of each kind; returns an exit code."""
    kinds = ("mended", "look", "stuck")
    mended, look, stuck = (sum(bool(getattr(each, kind)) for each in reports) for kind in kinds)
    kept = f" (as they came: {RECEIVED}/)" if mended else ""
    print(f"{len(reports)} submissions: {mended} mended{kept}, {look} to look at, {stuck} stuck.")
    return 1 if look or stuck else 0
