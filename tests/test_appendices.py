"""The appendices: derivations that agree, symbols with one meaning, words in order."""

import ast
import inspect
import re
from pathlib import Path

import nbformat
import pytest

import racekit as rk

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"
MODEL = nbformat.read(LESSONS / "A_the_model.ipynb", as_version=4)
WORDS = nbformat.read(LESSONS / "B_words_and_symbols.ipynb", as_version=4)
NUMBERED = sorted(LESSONS.glob("[0-9]*.ipynb"))

COLUMNS = ("symbol", "word", "library", "unit", "range", "baseline", "meaning", "also")
GREEK = {"phi": "varphi", "eps": "varepsilon"}  # the others are called in TeX as in docstrings
ONE = "[A-Za-z]|alpha|beta|gamma|delta|eps|kappa|lambda|mu|nu|phi|rho|tau|theta"
LETTER = f"(?:{ONE})(?:_(?:{ONE}))?"


def source(notebook, name):
    return next(cell.source for cell in notebook.cells if cell.id == name)


def rows():
    """The table of symbols, one dict a row."""
    lines = [line for line in source(WORDS, "symbols").splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert all(len(row) == len(COLUMNS) for row in cells)
    table = [dict(zip(COLUMNS, row, strict=True)) for row in cells]
    return [row for row in table if not row["symbol"].startswith("**")]


def letters(text):
    """Symbols in a cell, without the index of a lab: $a_i$ is a."""
    found = re.findall(r"\$\\?([^$]+)\$", text)
    found = [one.split(" = ")[0].strip() for one in found]
    return [re.sub(r"_(?:i|\{ij\})$", "", one).replace("_\\", "_") for one in found]


ROWS = rows()


def row_of(letter):
    """The row of a letter as docstrings or lessons write it."""
    letter = "_".join(GREEK.get(part, part) for part in letter.split("_"))
    found = [row for row in ROWS if letter in letters(row["symbol"])]
    assert found, f"{letter} has no row in the table of symbols"
    return found[0]


# --- one symbol, one meaning ---


def test_no_symbol_has_two_rows():
    listed = [letter for row in ROWS for letter in set(letters(row["symbol"]))]
    # risk as lab i reckons it, the belief, has a row of its own
    assert {letter for letter in listed if listed.count(letter) > 1} == {"r"}


def documented(module):
    """Letter, argument and place of every documented argument that has a letter."""
    pattern = rf"^ *(\w+(?:, \w+)*) : .*\n +({LETTER}(?: and {LETTER})?), "
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            for names, given in re.findall(pattern, ast.get_docstring(node) or "", flags=re.M):
                given, names = given.split(" and "), names.split(", ")
                pairs = zip(names, given if len(given) > 1 else given * len(names), strict=True)
                yield from ((letter, name, node.name) for name, letter in pairs)


MODULES = [path for path in sorted((ROOT / "racekit").rglob("*.py")) if "check" not in path.parts]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_letters_of_docstrings_stand_in_the_table(module):
    for letter, name, place in documented(module):
        row = row_of(letter)
        assert f"`{name}`" in row["library"] + row["also"], (
            f"{place}: {letter} is {name}, of which its row in the table says nothing"
        )


def test_documented_letters_are_found():
    found = list(documented(ROOT / "racekit" / "race.py"))
    assert ("kappa", "safety_tax", "Race") in found
    assert ("phi", "share", "leak") in found
    assert len(found) >= 10


@pytest.mark.parametrize("model", [rk.Race, rk.Treaty])
def test_fields_have_unit_and_baseline(model):
    """Every field with a number as its default: unit and baseline as in the library."""
    for name, parameter in inspect.signature(model).parameters.items():
        if name == "speed" or not isinstance(parameter.default, (int, float)):
            continue
        row = next(row for row in ROWS if f"`{name}`" in row["library"])
        unit = re.search(rf"^ *{name} : .*\n(?: {{4,}}.*\n)*? {{4,}}.*?\[([^\]\d]+|1/yr)\]",
                         model.__doc__, flags=re.M)[1]
        assert row["unit"] == unit, name
        assert row["baseline"] == f"{parameter.default:g}", name


def lesson_symbols(path):
    """Words and letters of the tables of symbols of a lesson, row by row."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.id in ("symbols", "box-two") and "| letter |" in cell.source:
            for line in cell.source.splitlines():
                cells = [text.strip() for text in line.strip("|").split("|")]
                if line.startswith("|") and "$" in cells[1]:
                    words, given = cells[0].split(", "), letters(cells[1])
                    each = len(words) == len(given)
                    yield from ((words[i] if each else cells[0], letter)
                                for i, letter in enumerate(given))


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_letters_of_lessons_stand_in_the_table(path):
    """In a lesson a letter means what its row says, or its row names the lesson."""
    for word, letter in lesson_symbols(path):
        row = row_of(letter)
        known = {name.strip() for name in re.split("[,;]", row["word"])}
        assert {word, *word.split(", ")} & known or path.name in row["also"], (
            f"{letter} is called {word} in {path.name}, in the table {row['word']}"
        )


def test_lessons_have_letters():
    assert sum(len(list(lesson_symbols(path))) for path in NUMBERED) > 60


MACROS = set(re.findall(r"\w+", """
    approx bar big Big binom cdot cdots dots frac ge iff in infty le left lfloor ln Longrightarrow
    mathrm max min ne partial prod qquad quad rfloor right sqrt sum text tfrac times to underbrace
"""))
EVENTS = {"D", "I"}  # disaster, as in P(D); the incomplete beta function


def formula_letters(notebook):
    """Every letter in the formulas of a page; words in braces are no letters."""
    for cell in notebook.cells:
        text = re.sub(r"`[^`]*`", "", cell.source) if cell.cell_type == "markdown" else ""
        for shown, inline in re.findall(r"\$\$(.*?)\$\$|\$([^$\n]+)\$", text, flags=re.S):
            formula = re.sub(r"\\(?:text|mathrm) *\{[^}]*\}|\{[a-zA-Z]{2,}\}", " ", shown or inline)
            for macro, plain in re.findall(r"\\([A-Za-z]+)|([A-Za-z]+)", formula):
                yield from ([macro] if macro and macro not in MACROS else plain)


@pytest.mark.parametrize("path", sorted(LESSONS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_letters_of_formulas_stand_in_the_table(path):
    listed = {re.match(r"\w+", letter)[0].split("_")[0] for row in ROWS
              for letter in letters(row["symbol"])}
    used = set(formula_letters(nbformat.read(path, as_version=4)))
    assert used - listed - EVENTS == set()


def test_letters_of_formulas_are_found():
    found = set(formula_letters(MODEL))
    assert {"kappa", "lambda", "Lambda", "varphi", "a", "s", "u", "U"} <= found
    assert not found & {"wins", "frac"}


# --- the rest of the dictionary, and the model ---


def test_words_are_in_order():
    lines = [line for line in source(WORDS, "words").splitlines() if line.startswith("*")]
    words = [re.match(r"\* \*\*(.+?)\*\*: .+\.$", line)[1].lower() for line in lines]
    assert words == sorted(set(words))
    for pair in ("detection", "detection chance"), ("fine", "fine rate"), ("rate", "chance"):
        assert set(pair) <= set(words)


def test_every_formula_agrees():
    """Outputs are kept and compared when the page runs; here, that they say what they should."""
    tables = [cell for cell in MODEL.cells if "compare(" in cell.source and cell.id != "setup"]
    assert len(tables) > 15
    for cell in tables:
        text = "".join(output.text for output in cell.outputs)
        assert "all agree" in text, cell.id
        assert "NOT" not in text, cell.id


def test_references_to_sections_exist():
    heads = [match[1] for cell in MODEL.cells if cell.cell_type == "markdown"
             for match in re.finditer(r"^## (.+)$", cell.source, flags=re.M)]
    pattern = re.compile(r'A_the_model\.ipynb,\s+"([^"]+)"')
    files = [*(ROOT / "racekit").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    named = [name for path in files for name in pattern.findall(path.read_text(encoding="utf-8"))]
    assert len(named) >= 4
    assert set(named) <= set(heads)
