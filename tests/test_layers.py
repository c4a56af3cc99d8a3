"""The floors of racekit: a module imports only from floors below its own."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "racekit"

FLOORS = (
    {"_about_data", "_kernels", "_validate"},
    {"_compiled", "_milestones"},
    {"games", "history", "_dsair", "_equilibrium", "_parallel"},
    {"race", "repeated", "evolution", "precipice", "disclosure", "safety_performance",
     "inspection", "agreements"},
    {"treaty", "coalition", "compliance", "worlds"},
    {"simulation", "stability", "sweeps"},
    {"claims", "design", "plots", "_exercises", "_warm"},
    {"explore", "check", "report", "__main__"},
)
FLOOR_OF = {module: floor for floor, modules in enumerate(FLOORS) for module in modules}

LONGEST_MODULE = 250
LONGEST_DATA = 350  # a lesson's exercises are data, and stay in one file
LONGEST_FUNCTION = 40


def sources(package):
    """(name on the table, path, tree) of each file but the package's own __init__.

    The files of a subpackage all carry its name: inside it they may import each other.
    """
    for path in sorted(package.rglob("*.py")):
        inner = path.relative_to(package)
        if inner.parts != ("__init__.py",):
            name = inner.parts[0].removesuffix(".py")
            yield name, path, ast.parse(path.read_text(encoding="utf-8"))


def imported(path, tree, package):
    """Dotted names that a file imports, at any depth, with relative ones spelled out."""
    home = [package.name, *path.relative_to(package).parent.parts]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = home[: len(home) - node.level + 1] if node.level else []
            base = [*base, *([node.module] if node.module else [])]
            yield from (".".join([*base, alias.name]) for alias in node.names)


def floor_complaints(package):
    """Every import that does not point to a lower floor, and every module without a floor."""
    faults = []
    for name, path, tree in sources(package):
        here = path.relative_to(package).as_posix()
        if name not in FLOOR_OF:
            faults.append(f"{here} has no floor in the table")
            continue
        for target in imported(path, tree, package):
            parts = target.split(".")
            if parts[0] == "numba" and name != "_kernels":
                faults.append(f"{here} imports numba; only _kernels may")
            if parts[0] != package.name:
                continue
            other = parts[1] if len(parts) > 1 else ""
            if other not in FLOOR_OF:
                # `from racekit import Race` would hide which module is meant
                faults.append(f"{here} imports {target}, which is no module of the table")
            elif other != name and FLOOR_OF[other] >= FLOOR_OF[name]:
                faults.append(f"{here} (floor {FLOOR_OF[name]}) imports {target} "
                              f"(floor {FLOOR_OF[other]})")
    return faults


def size_complaints(package):
    """Modules and functions that have grown too long to be read at one go."""
    faults = []
    for name, path, tree in sources(package):
        here = path.relative_to(package).as_posix()
        lines = module_lines(path, tree)
        # the kernels must share one file: numba's cache does not notice edits in another
        is_data = path.parent.name == "check" and not path.stem.startswith("_")
        longest = LONGEST_DATA if is_data else LONGEST_MODULE
        if lines > longest and name != "_kernels":
            faults.append(f"{here} has {lines} lines of code, more than {longest}")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and name != "_kernels":
                length = code_lines(node)
                if length > LONGEST_FUNCTION:
                    faults.append(f"{here}: {node.name} has {length} lines, "
                                  f"more than {LONGEST_FUNCTION}")
    return faults


def module_lines(path, tree):
    """Lines of a file without blank lines and docstrings, which a reader skips or wants."""
    words = sum(
        node.body[0].end_lineno - node.body[0].lineno + 1 - node_blank(path, node.body[0])
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node)
    )
    return sum(bool(line.strip()) for line in lines_of(path)) - words


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def node_blank(path, node):
    """Blank lines inside a docstring, which are not counted anyway."""
    return sum(not line.strip() for line in lines_of(path)[node.lineno - 1 : node.end_lineno])


def code_lines(function):
    """Lines of a function without its docstring."""
    first = function.body[0]
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def test_imports_point_down():
    assert floor_complaints(PACKAGE) == []


def test_modules_and_functions_are_short():
    assert size_complaints(PACKAGE) == []


@pytest.fixture
def tree(tmp_path):
    """A function that writes a small package and returns its folder."""

    def write(**files):
        package = tmp_path / "racekit"
        for name, text in {"__init__": "", **files}.items():
            path = package / f"{name.replace('__in__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return package

    return write


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"games": "from racekit import plots"}, "games.py (floor 2) imports racekit.plots"),
        ({"games": "from racekit.plots import show"}, "imports racekit.plots.show (floor 6)"),
        ({"games": "def f():\n    import racekit.race"}, "imports racekit.race (floor 3)"),
        ({"race": "from . import evolution"}, "imports racekit.evolution (floor 3)"),
        ({"race": "from .treaty import Treaty"}, "imports racekit.treaty.Treaty (floor 4)"),
        ({"check__in__one": "from ..explore import one"}, "imports racekit.explore.one (floor 7)"),
        ({"race": "import racekit as rk"}, "no module of the table"),
        ({"plots": "from racekit import Race"}, "no module of the table"),
        ({"games": "from numba import njit"}, "only _kernels may"),
        ({"helpers": ""}, "helpers.py has no floor"),
    ],
)
def test_checker_finds(tree, files, said):
    [fault] = floor_complaints(tree(**files))
    assert said in fault


def test_checker_allows(tree):
    package = tree(
        _kernels="from numba import njit",
        race="from racekit import _kernels, games\nfrom racekit._validate import number",
        explore__in__one="from .two import three\nfrom racekit.plots import show",
        explore__in__two="from racekit.explore import _parts\nfrom . import three",
    )
    assert floor_complaints(package) == []


def test_size_checker_finds(tree):
    long_function = "def f():\n" + '    """Words."""\n' + "    x = 1\n" * LONGEST_FUNCTION
    [module, function] = size_complaints(tree(
        games="x = 1\n" * (LONGEST_MODULE + 1), race=long_function, _kernels="x = 1\n" * 400,
    ))
    assert "games.py has 251 lines of code" in module
    assert "race.py: f has 41 lines" in function
