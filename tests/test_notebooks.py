"""House style of the notebooks: each rule is a function from a notebook to complaints.

Run as a script, ``python tests/test_notebooks.py FILE...`` strips notebooks for a commit, and
folds the code of lessons.
"""

import ast
import copy
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("lessons", "exercises", "solutions")

# what `jupyter nbconvert --to script` goes by; no version, which differs between computers
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python",
            "nbconvert_exporter": "python", "pygments_lexer": "ipython3"}
KEEP, CHECKED = "keep_output", "# NBVAL_CHECK_OUTPUT"
OPEN = "open"  # the tag of code that is there to be read, changed or started
MOST_OPEN = 25  # lines of such code in a lesson
DOCTOR = "%run -m racekit doctor"
BOX = ("What the essay says", "What the model says", "What would change our mind")
TAGS = {"details", "summary", "div", "table", "thead", "tbody", "tr", "th", "td", "br"}
NAMES = {"Nash", "Pareto", "Python", "Monte", "Carlo", "Montreal"}
# a full stop after these ends no sentence
SHORT = re.compile(r"(?:\b(?:e\.g|i\.e|et al|cf|vs|approx|ca|No|Nos|Fig|Eq|Sec|ch|pp?|Art|Dr|St)"
                   r"|\b[A-Z])\.$")


# --- reading a notebook -------------------------------------------------------------------

def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def text_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def keeps(cell):
    return KEEP in cell.metadata.get("tags", [])


def is_open(cell):
    return OPEN in cell.metadata.get("tags", [])


def nodes(cell, kind):
    """Parts of a code cell of one kind of syntax; none in a cell with a magic."""
    tree = [] if cell.source.lstrip().startswith("%") else ast.walk(ast.parse(cell.source))
    return [node for node in tree if isinstance(node, kind)]


def plain(source):
    """Markdown without code, formulas and addresses, line by line as it was."""
    source = re.sub(r"^```.*?^```", lambda m: "\n" * m[0].count("\n"), source, flags=re.M | re.S)
    source = re.sub(r"\$\$.*?\$\$", lambda m: "\n" * m[0].count("\n"), source, flags=re.S)
    source = re.sub(r"`[^`]*`|\$[^$\n]+\$", "x", source)
    return re.sub(r"\]\([^)]*\)", "]", source)


def headings(notebook):
    """Texts of all headings."""
    return [match[1] for cell in text_cells(notebook)
            for match in re.finditer(r"^#+ +(.+?) *$", plain(cell.source), flags=re.M)]


def words(notebook):
    """Number of words in the prose."""
    prose = "\n".join(re.sub(r"<[^>]*>", " ", plain(cell.source)) for cell in text_cells(notebook))
    return len(re.findall(r"[^\W_][\w'’-]*", prose))


def calls(notebook, pattern):
    return sum(len(re.findall(pattern, cell.source)) for cell in code_cells(notebook))


def is_start(notebook):
    """The first lesson explains the course; some counts do not fit it."""
    return "start" in headings(notebook)[0].lower() if headings(notebook) else False


def strip(notebook):
    """Take out, in place, what must not be committed."""
    for cell in code_cells(notebook):
        cell.metadata.pop("execution", None)
        if not keeps(cell):
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = nbformat.from_dict({
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": LANGUAGE,
    })


def fold(notebook):
    """Fold, in place, the code that nobody need read; one click opens it."""
    for cell in code_cells(notebook):
        cell.metadata.pop("jupyter", None)
        if not is_open(cell):
            cell.metadata["jupyter"] = {"source_hidden": True}


# --- rules for every notebook ---------------------------------------------------------------

def rule_clean(notebook):
    """No outputs and no counts, but for the cells whose output nbval compares."""
    faults = []
    for cell in code_cells(notebook):
        if "execution" in cell.metadata:
            faults.append(f"{cell.id}: holds run times")
        if not keeps(cell):
            if cell.outputs or cell.execution_count is not None:
                faults.append(f"{cell.id}: holds an output or a count; strip it")
            continue
        if not cell.outputs or cell.execution_count is None:
            faults.append(f"{cell.id}: is tagged {KEEP} but lacks its output or its count")
        if CHECKED not in cell.source:
            faults.append(f"{cell.id}: is tagged {KEEP} but lacks {CHECKED}")
        kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
        if kinds - {"text/plain"} or any(o.output_type == "error" for o in cell.outputs):
            faults.append(f"{cell.id}: a kept output must be plain text")
    return faults


def rule_metadata(notebook):
    """Kernel and language, nothing else: no widget state, no versions."""
    faults = []
    extra = set(notebook.metadata) - {"kernelspec", "language_info"}
    if extra:
        faults.append(f"notebook metadata holds {sorted(extra)}")
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        faults.append("kernelspec name must be python3")
    if notebook.metadata.get("language_info") != LANGUAGE:
        faults.append(f"language_info must be {LANGUAGE}")
    return faults


def rule_ids(notebook):
    """Ids are names: they make diffs and merges readable and never change."""
    ids = [cell.get("id", "") for cell in notebook.cells]
    faults = [f"id {name!r} occurs twice" for name in sorted({n for n in ids if ids.count(n) > 1})]
    for name in ids:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or not re.search("[a-z]", name):
            faults.append(f"id {name!r} must be words in small letters, joined by hyphens")
        elif re.fullmatch("[0-9a-f]{8}", name):
            faults.append(f"id {name!r} is a random one; say what the cell holds")
    return faults


def rule_code(notebook):
    """Code that runs anywhere, and fits on a screen."""
    faults = []
    for cell in code_cells(notebook):
        lines = cell.source.split("\n")
        if len(lines) > 25:
            faults.append(f"{cell.id}: {len(lines)} lines, more than 25")
        if "sys.path" in cell.source:
            faults.append(f"{cell.id}: sys.path; racekit is installed")
        if any(re.match(r"\s*[%!]", line) and line.strip() != DOCTOR for line in lines):
            faults.append(f"{cell.id}: a magic or a shell command")
        if re.search(r"https?://|\b(?:urllib|urlopen|requests|socket|httpx)\b", cell.source):
            faults.append(f"{cell.id}: reaches for the network")
    return faults


def rule_paths(notebook):
    """No path of one machine."""
    machine = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|usr|mnt|opt|var|work|Users)/|\b[A-Z]:\\")
    return [f"{cell.id}: an absolute path" for cell in notebook.cells
            if machine.search(cell.source)]


def rule_sentences(notebook):
    """One sentence a line: changes stay small, and translation is easy."""
    faults = []
    for cell in text_cells(notebook):
        if cell.id == "sources":  # references are full of stops
            continue
        for line in plain(cell.source).split("\n"):
            # list marks, and a run-in heading in bold
            line = re.sub(r"^[\s>]*(?:[-*+] |\d+\. )?(?:\*\*[^*]+\*\*)?", "", line)
            if line.startswith(("|", "#", "<")):
                continue
            for end in re.finditer(r"[.!?][\"')*_\]]*(?=\s+[\"'(*_\[]*[A-Z])", line):
                if not SHORT.search(line[: end.start() + 1]):
                    faults.append(f"{cell.id}: two sentences in one line: {line.strip()[:60]}...")
                    break
    return faults


def rule_plain_markdown(notebook):
    """Only what JupyterLab and the code host both draw."""
    faults = []
    for cell in text_cells(notebook):
        if re.search(r"^(?:```|~~~)\{|^:::|\{[a-z:]+\}`", cell.source, flags=re.M):
            faults.append(f"{cell.id}: a MyST directive or role")
        text = plain(cell.source)
        for tag, rest in re.findall(r"</?([A-Za-z][A-Za-z0-9]*)(?=[\s/>])([^>]*)>", text):
            if tag not in TAGS:
                faults.append(f"{cell.id}: <{tag}> is not one of the allowed tags")
            if re.search(r"\b(?:id|name|style)=", rest):
                faults.append(f"{cell.id}: <{tag}{rest}>: JupyterLab strips such attributes")
        for attributes in re.findall(r"<div([^>]*)>", text):
            if not re.fullmatch(r' class="alert alert-(?:info|success|warning)"', attributes):
                faults.append(f"{cell.id}: <div{attributes}> is not an alert box")
    return faults


def rule_headings(notebook):
    """Headings in sentence case."""
    faults = []
    for heading in headings(notebook):
        later = re.findall(r"(?<![:.?!] )(?<!^)\b[A-Za-z][a-z]{3,}\b", heading)
        later = [word for word in later if word not in NAMES]
        if sum(word[0].isupper() for word in later) > len(later) / 2:
            faults.append(f"heading {heading!r} must be in sentence case")
    return faults


def rule_links(notebook, folder=ROOT / "lessons"):
    """Links to other files lead somewhere (the three folders are neighbours)."""
    faults = []
    for cell in text_cells(notebook):
        for target in re.findall(r"\]\(([^)\s]+)[^)]*\)", cell.source):
            path = target.split("#")[0]
            if not path or re.match(r"[a-z]+:", path):
                continue
            withheld = path.startswith("../solutions/") and not (folder / "../solutions").is_dir()
            if not withheld and not (folder / path).exists():
                faults.append(f"{cell.id}: link to {target}, which does not exist")
    return faults


# --- rules for lessons -----------------------------------------------------------------------

def rule_length(notebook):
    """Half an hour to fifty minutes; the first lesson may be shorter."""
    fewest, least = (12, 500) if is_start(notebook) else (25, 900)
    faults = []
    cells = sum(cell.id != "explorer-plain" for cell in notebook.cells)
    if not fewest <= cells <= 40:
        faults.append(f"{cells} cells, not {fewest} to 40, the explorer's plain twin not counted")
    if not least <= words(notebook) <= 2200:
        faults.append(f"{words(notebook)} words, not {least} to 2200")
    return faults


def rule_activity(notebook):
    """At most four figures; in all but the first lesson one explorer and three predictions."""
    faults = []
    figures = calls(notebook, r"\bplots\.show\(")
    if figures > 4:
        faults.append(f"{figures} figures, more than 4")
    if not is_start(notebook):
        explorers = calls(notebook, r"\bexplore\.\w+\(")
        predictions = sum("predict" in heading.lower() for heading in headings(notebook))
        if explorers != 1:
            faults.append(f"{explorers} explorers, not 1")
        if predictions != 3:
            faults.append(f"{predictions} headings with 'Predict', not 3")
    return faults


def rule_opening(notebook):
    """The first cell says how long it takes and what for."""
    first = notebook.cells[0].source.lower()
    faults = []
    if not re.search(r"\d", first) or "minutes" not in first:
        faults.append("the first cell does not say the minutes")
    if "you will be able to" not in first:
        faults.append("the first cell does not say 'You will be able to'")
    return faults


def rule_closing(notebook):
    """Assumptions, sources, what comes next, and the essay's claim weighed."""
    ids = {cell.id for cell in text_cells(notebook)}
    faults = [f"no text cell with the id {name}" for name in ("assumptions", "sources", "next")
              if name not in ids]
    if not any(all(part.lower() in cell.source.lower() for part in BOX)
               for cell in text_cells(notebook)):
        faults.append(f"no box with {', '.join(BOX)}")
    return faults


def rule_kept_output(notebook):
    """At least one number that nbval compares."""
    if any(keeps(cell) and CHECKED in cell.source for cell in code_cells(notebook)):
        return []
    return [f"no cell tagged {KEEP} with {CHECKED}"]


def rule_folded(notebook):
    """Code is folded, but for the few lines that are there to be read, changed or started."""
    faults, lines = [], 0
    for cell in code_cells(notebook):
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        if hidden == is_open(cell):
            faults.append(f"{cell.id}: must be folded, or tagged {OPEN} and not folded")
        lines += is_open(cell) * (1 + cell.source.count("\n"))
    if lines > MOST_OPEN:
        faults.append(f"{lines} lines of code are open, more than {MOST_OPEN}")
    return faults


def rule_explorer(notebook):
    """Text above says Ctrl + Enter, which keeps the explorer in sight; text below, what to move."""
    faults = []
    cells = notebook.cells
    for before, cell, after in zip(cells[:-2], cells[1:-1], cells[2:], strict=True):
        if cell.cell_type != "code" or not re.search(r"\bexplore\.\w+\(", cell.source):
            continue
        if before.cell_type != "markdown" or "**Ctrl + Enter**" not in before.source:
            faults.append(f"{cell.id}: the text above must say **Ctrl + Enter**")
        if after.cell_type != "markdown":
            faults.append(f"{cell.id}: a text must follow: what to move, what to look for")
        if not is_open(cell):
            faults.append(f"{cell.id}: must be tagged {OPEN}, so that there is a line to start")
    return faults


def rule_assert(notebook):
    """Agreement is said in words, by agrees(...) or rk.same(...), which stop a cell as well."""
    return [f"{cell.id}: an assert" for cell in code_cells(notebook) if nodes(cell, ast.Assert)]


def rule_finding(notebook):
    """The finding of a figure is one line: what is longer, the library can say."""
    faults = []
    for cell in code_cells(notebook):
        values = {target.id: node.value for node in nodes(cell, ast.Assign)
                  for target in node.targets if isinstance(target, ast.Name)}
        for call in nodes(cell, ast.Call):
            if ast.unparse(call.func) != "plots.show":
                continue
            finding = call.args[1]
            finding = values.get(getattr(finding, "id", None), finding)
            if finding.lineno != finding.end_lineno:
                faults.append(f"{cell.id}: the finding takes more than one line")
    return faults


# --- rules for appendices ------------------------------------------------------------------------

def rule_by_name(notebook):
    """An appendix calls lessons by their names: their numbers change."""
    return [f"{cell.id}: calls a lesson by its number: {match[0]}" for cell in text_cells(notebook)
            if (match := re.search(r"\blessons? \d+", plain(cell.source), flags=re.I))]


# --- rules for exercises and solutions ---------------------------------------------------------

def rule_graded_cells(notebook):
    """What nbgrader needs: answers and checks, and no other kind of graded cell.

    A deleted cell behind a read-only or task cell stops nbgrader's autograder when its
    option OverwriteCells.add_missing_cells is on (0.9.6), and the submission is lost.
    """
    faults = []
    graded = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    for cell in graded:
        data = cell.metadata.nbgrader
        if data.get("grade_id") != cell.id:
            faults.append(f"{cell.id}: grade_id must equal the cell's id")
        if data.get("task") or not (data.get("grade") or data.get("solution")):
            faults.append(f"{cell.id}: only answers and checks carry nbgrader metadata")
        if data.get("grade") and not data.get("points", 0) > 0:
            faults.append(f"{cell.id}: no points")
        is_check = cell.cell_type == "code" and data.get("grade")
        if is_check and not (data.get("locked") and re.fullmatch(r"check\..+\)", cell.source)):
            faults.append(f"{cell.id}: a check is locked and one line, check.…(…)")
    if not any(cell.cell_type == "markdown" for cell in graded):
        faults.append("no free-text question")
    return faults


EVERYWHERE = (rule_clean, rule_metadata, rule_ids, rule_code, rule_paths, rule_sentences,
              rule_plain_markdown, rule_headings, rule_links)
IN_LESSONS = (rule_length, rule_activity, rule_opening, rule_closing, rule_kept_output,
              rule_folded, rule_explorer, rule_assert, rule_finding)
IN_APPENDICES = (rule_by_name, rule_kept_output)
IN_EXERCISES = (rule_graded_cells,)


def rules_of(path):
    """What a notebook must keep; an appendix is a page of lessons/ with a capital for a number."""
    if path.parent.name != "lessons":
        return EVERYWHERE + IN_EXERCISES
    return EVERYWHERE + (IN_APPENDICES if re.match("[A-Z]_", path.name) else IN_LESSONS)


CASES = [pytest.param(path, rule, id=f"{folder}/{path.stem}-{rule.__name__}")
         for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.ipynb"))
         for rule in rules_of(path)]


@pytest.mark.parametrize(("path", "rule"), CASES)
def test_notebook_keeps(path, rule):
    assert rule(nbformat.read(path, as_version=4)) == []


# --- the rules themselves: a good notebook passes all, and each fault is found by its rule --------

def good_lesson():
    """The smallest lesson that keeps every rule."""
    sentence = "We look at two labs and at `x. Y` once more, e.g. Alpha, and write it down.\n"
    cells = [
        new_markdown_cell("# Compare two labs\n\n| minutes | 40 |\n| --- | --- |\n"
                          "| You will be able to | compare, predict, explain |", id="title"),
        new_code_cell("from racekit import explore, plots", id="setup"),
        new_code_cell(f"{CHECKED}\nprint(1)", id="number", metadata={"tags": [KEEP]},
                      execution_count=2, outputs=[new_output("stream", name="stdout", text="1\n")]),
        new_markdown_cell("**Ctrl + Enter** starts the explorer.", id="explorer-intro"),
        new_code_cell("explore.two_labs()", id="explorer", metadata={"tags": [OPEN]}),
        new_markdown_cell("Move the risk, and see which game it is.", id="explorer-look"),
        new_code_cell("plots.show(None, 'nothing')", id="figure"),
        *(new_markdown_cell(f"## Predict: which way, {i}?\n\n1. One way.\n2. Another.",
                            id=f"predict-{i}") for i in (1, 2, 3)),
        *(new_markdown_cell(sentence * 5, id=f"story-{i}") for i in range(11)),
        new_markdown_cell('<div class="alert alert-info">\n\n' + "\n".join(
            f"**{part}.** This and that." for part in BOX) + "\n\n</div>", id="box"),
        new_markdown_cell("## Assumptions\n\n- Labs know $s < 1$.", id="assumptions"),
        new_markdown_cell("## Sources\n\nHan, T. A. (2020). A title. A journal.", id="sources"),
        new_markdown_cell("Next: [the course](00_start_here.ipynb), [web](https://example.org).",
                          id="next"),
    ]
    notebook = new_notebook(cells=cells)
    strip(notebook)
    fold(notebook)
    return notebook


def good_exercise():
    """Answer, check and free text, as nbgrader wants them."""
    def mark(name, **more):
        return {"nbgrader": {"grade": False, "solution": False, "locked": False, "task": False,
                             "grade_id": name, "schema_version": 3, **more}}

    notebook = good_lesson()
    notebook.cells += [
        new_code_cell("x = 1", id="work", metadata=mark("work", solution=True)),
        new_code_cell("check.two_labs.x(x)", id="check",
                      metadata=mark("check", grade=True, locked=True, points=1)),
        new_markdown_cell("An answer.", id="why",
                          metadata=mark("why", grade=True, solution=True, points=1)),
    ]
    return notebook


@pytest.fixture
def neighbours(tmp_path):
    """A lessons folder with the one file that the good lesson links to."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "00_start_here.ipynb").write_text("{}")
    return tmp_path / "lessons"


def complain(rule, notebook, folder):
    return rule(notebook, folder) if rule is rule_links else rule(notebook)


def test_a_good_notebook_passes(neighbours):
    for rule in EVERYWHERE + IN_LESSONS + IN_APPENDICES:
        assert complain(rule, good_lesson(), neighbours) == [], rule.__name__
    assert rule_graded_cells(good_exercise()) == []


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def put(name, text):
    """A change that adds text to a cell."""
    def change(notebook):
        cell_of(notebook, name).source += text
    return change


def put_in(name, **values):
    """A change that sets fields of a cell."""
    def change(notebook):
        cell_of(notebook, name).update(values)
    return change


def drop(name):
    """A change that removes a cell."""
    def change(notebook):
        notebook.cells.remove(cell_of(notebook, name))
    return change


def meta(**values):
    """A change of the notebook's own metadata."""
    return lambda notebook: notebook.metadata.update(values)


def grade(name, **values):
    """A change of a cell's nbgrader metadata."""
    return lambda notebook: cell_of(notebook, name).metadata.nbgrader.update(values)


def repeat(name, times):
    """A change that adds copies of a cell under new ids."""
    def change(notebook):
        for i in range(times):
            notebook.cells.append(copy.deepcopy(cell_of(notebook, name)))
            notebook.cells[-1].id = f"{name}-copy-{i}"
    return change


PICTURE = new_output("display_data", data={"image/png": "aGk="})

BAD = [
    (rule_clean, put_in("setup", execution_count=1)),
    (rule_clean, put_in("setup", outputs=[PICTURE])),
    (rule_clean, put_in("number", outputs=[PICTURE])),
    (rule_clean, put_in("number", execution_count=None)),
    (rule_clean, put_in("number", source="print(1)")),
    (rule_clean, lambda notebook: cell_of(notebook, "setup").metadata.update(execution={})),
    (rule_metadata, meta(widgets={})),
    (rule_metadata, meta(kernelspec={"name": "my-env"})),
    (rule_metadata, meta(language_info={**LANGUAGE, "version": "3.11"})),
    (rule_metadata, meta(language_info={"name": "python"})),
    (rule_ids, put_in("setup", id="title")),
    (rule_ids, put_in("setup", id="a1b2c3d4")),
    (rule_ids, put_in("setup", id="Set_up")),
    (rule_ids, put_in("setup", id="12")),
    (rule_code, put("setup", "\nx = 1" * 25)),
    (rule_code, put("setup", "\nsys.path.append('..')")),
    (rule_code, put("setup", "\n%matplotlib inline")),
    (rule_code, put("setup", "\n!ls")),
    (rule_code, put("setup", "\nopen_page('https://example.org')")),
    (rule_paths, put("setup", "\nopen('/" + "home/me/x')")),
    (rule_paths, put("assumptions", "\nSee C:" + "\\Users.")),
    (rule_sentences, put("story-0", "It rains. We stay.")),
    (rule_sentences, put("story-0", "- Does it rain? We stay.")),
    (rule_sentences, put("story-0", "1. **Note.** It rains (often). *We* stay.")),
    (rule_plain_markdown, put("story-0", "\n```{note}\nHello\n```")),
    (rule_plain_markdown, put("story-0", "\n:::{note}\n:::")),
    (rule_plain_markdown, put("story-0", "\nSee {ref}`here`.")),
    (rule_plain_markdown, put("story-0", "\n<font color='red'>red</font>")),
    (rule_plain_markdown, put("story-0", "\n<div>plain</div>")),
    (rule_plain_markdown, put("story-0", "\n<details id='x'></details>")),
    (rule_headings, put("story-0", "\n## The Price of Racing")),
    (rule_headings, put("story-0", "\n### Predict Again")),
    (rule_links, put("next", " [gone](99_gone.ipynb)")),
    (rule_links, put("next", " [gone](../exercises/99_gone.ipynb#part)")),
    (rule_length, repeat("setup", 20)),
    (rule_length, drop("setup")),
    (rule_length, put("story-0", "word " * 2000)),
    (rule_length, lambda notebook: [put_in(f"story-{i}", source="")(notebook) for i in range(9)]),
    (rule_activity, repeat("figure", 4)),
    (rule_activity, drop("explorer")),
    (rule_activity, repeat("explorer", 1)),
    (rule_activity, put_in("predict-3", source="## Another")),
    (rule_opening, put_in("title", source="# Compare\n\nYou will be able to compare.")),
    (rule_opening, put_in("title", source="# Compare\n\n40 minutes")),
    (rule_closing, drop("assumptions")),
    (rule_closing, drop("sources")),
    (rule_closing, drop("next")),
    (rule_closing, put_in("box", source="What the essay says and what the model says")),
    (rule_kept_output, drop("number")),
    (rule_folded, lambda notebook: cell_of(notebook, "setup").metadata.pop("jupyter")),
    (rule_folded, lambda notebook: cell_of(notebook, "setup").metadata.update(tags=[OPEN])),
    (rule_folded, put("explorer", "\nx = 1" * MOST_OPEN)),
    (rule_explorer, put_in("explorer-intro", source="Press Shift + Enter.")),
    (rule_explorer, drop("explorer-look")),
    (rule_explorer, lambda notebook: cell_of(notebook, "explorer").metadata.clear()),
    (rule_assert, put("setup", "\nfor x in (1, 2):\n    assert x")),
    (rule_finding, put("figure", "\nplots.show(ax, 'one'\n    'two')")),
    (rule_finding, put("figure", "\nsaid = ('one'\n    'two')\nplots.show(ax, said)")),
    (rule_by_name, put("story-0", "\nAs in [lesson 03](00_start_here.ipynb).")),
    (rule_graded_cells, grade("work", grade_id="other")),
    (rule_graded_cells, grade("work", solution=False, locked=True)),
    (rule_graded_cells, grade("why", task=True)),
    (rule_graded_cells, grade("check", points=0)),
    (rule_graded_cells, grade("check", locked=False)),
    (rule_graded_cells, put("check", "\nassert x == 1")),
    (rule_graded_cells, drop("why")),
]


@pytest.mark.parametrize(
    ("rule", "change"), BAD, ids=[f"{rule.__name__}-{i}" for i, (rule, _) in enumerate(BAD)]
)
def test_rule_finds_the_fault(rule, change, neighbours):
    notebook = good_exercise() if rule is rule_graded_cells else good_lesson()
    change(notebook)
    assert complain(rule, notebook, neighbours), "the rule sees nothing"


def test_every_rule_is_tried():
    assert {rule for rule, _ in BAD} == {
        *EVERYWHERE, *IN_LESSONS, *IN_APPENDICES, *IN_EXERCISES
    }


def test_appendices_are_told_from_lessons():
    assert rule_activity in rules_of(ROOT / "lessons" / "00_start_here.ipynb")
    assert rule_activity not in rules_of(ROOT / "lessons" / "A_the_model.ipynb")
    assert rule_by_name in rules_of(ROOT / "lessons" / "A_the_model.ipynb")


def test_start_lesson_may_be_short():
    notebook = good_lesson()
    notebook.cells = [cell for cell in notebook.cells if "story-1" not in cell.id]
    drop("explorer")(notebook)
    assert rule_length(notebook)
    cell_of(notebook, "title").source = "# Start here"
    assert rule_length(notebook) == []
    assert rule_activity(notebook) == []


def test_the_twin_is_not_counted():
    notebook = good_lesson()
    repeat("story-0", 40 - len(notebook.cells))(notebook)
    notebook.cells.append(new_code_cell("1", id="explorer-plain"))
    assert not any("cells" in fault for fault in rule_length(notebook))
    notebook.cells.append(new_code_cell("1", id="another"))
    assert any("41 cells" in fault for fault in rule_length(notebook))


def test_fold():
    notebook = good_lesson()
    cell_of(notebook, "setup").metadata.pop("jupyter")
    cell_of(notebook, "explorer").metadata["jupyter"] = {"source_hidden": True}
    fold(notebook)
    assert notebook == good_lesson()


def test_strip():
    notebook = good_lesson()
    put_in("setup", outputs=[PICTURE], execution_count=1)(notebook)
    cell_of(notebook, "setup").metadata["execution"] = {"iopub.execute_input": "now"}
    meta(widgets={}, language_info={**LANGUAGE, "version": "3.11"})(notebook)
    assert rule_clean(notebook)
    assert rule_metadata(notebook)
    strip(notebook)
    assert notebook == good_lesson()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        page = nbformat.read(name, as_version=4)
        strip(page)
        if rule_folded in rules_of(Path(name).resolve()):
            fold(page)
        nbformat.write(page, name)
