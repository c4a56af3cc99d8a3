"""The floors, doors and sizes of racekit: who imports what, and how long a module may be."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "racekit"

FLOORS = (
    {"_jit", "_validate"},  # the cellar: floors are counted from the one above it
    {"_about_data", "_blocs", "_equal_labs", "_kernels", "_newton", "_rows", "_same",
     "_samples", "_whole"},
    {"_compiled", "_dsair", "_milestones", "_race_fields", "_race_outcomes", "_totals", "draws",
     "games"},
    {"history", "_bargain", "_collective_risk", "_incentives", "_parallel", "races",
     "_race_choices"},
    {"race", "pacts", "evolution", "precipice", "disclosure", "safety_performance",
     "inspection", "agreements"},
    {"treaty", "bargaining", "coalition", "compliance", "repeated", "worlds"},
    {"simulation", "stability", "sweeps"},
    {"claims", "design", "plots", "_exercises", "_lessons", "_students",
     "_submissions", "_tampering", "_warm"},
    {"explore", "check", "report", "_doctor"},
    {"_audit"},
    {"__main__"},
)
FLOOR_OF = {module: floor for floor, modules in enumerate(FLOORS, -1) for module in modules}

LONGEST_MODULE = 250  # lines of code
LONGEST_FILE = 350  # lines in all
LONGEST_DATA = 350  # lines of code where a lesson's exercises are data, and stay in one file
LONGEST_FUNCTION = 30
PYTHONS_OWN = {"_asdict", "_fields", "_getframe", "_make", "_replace"}  # and public


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
            if parts[0] == "numba" and name != "_jit":
                faults.append(f"{here} imports numba; only _jit may")
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


def door_complaints(package):
    """Every name with an underscore that is used outside the module that has it.

    A module with an underscore is the package's own, so every other module may use it.
    """
    files = (path.relative_to(package).with_suffix("") for path in package.rglob("*.py"))
    modules = {part for file in files for part in file.parts}
    faults = []
    for _, path, tree in sources(package):
        here, own = path.relative_to(package).as_posix(), own_names(tree) | PYTHONS_OWN
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                faults += [f"{here} imports {alias.name}" for alias in node.names
                           if is_private(alias.name) and alias.name not in modules]
            elif isinstance(node, ast.Attribute) and is_private(node.attr):
                at_home = node.attr in own | modules or ast.unparse(node.value) == "self"
                faults += [] if at_home else [f"{here} uses {ast.unparse(node)}"]
    return faults


def is_private(name):
    return name.startswith("_") and not name.startswith("__")


def own_names(tree):
    """What a module itself defines: functions, classes, variables, and attributes of self."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
            names.add(node.attr)
    return names


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
        lines = len(lines_of(path))
        if lines > LONGEST_FILE and name != "_kernels":
            faults.append(f"{here} has {lines} lines, more than {LONGEST_FILE}")
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


def test_private_names_stay_at_home():
    assert door_complaints(PACKAGE) == []


def test_modules_and_functions_are_short():
    assert size_complaints(PACKAGE) == []


def test_no_exception_is_made_in_vain():
    data, kernels = 0, 0
    for name, path, tree in sources(PACKAGE):
        if name == "check":
            data = max(data, module_lines(path, tree))
        elif name == "_kernels":
            kernels = module_lines(path, tree)
    assert data > LONGEST_MODULE
    assert kernels > LONGEST_MODULE


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
        ({"games": "from racekit import plots"}, "games.py (floor 1) imports racekit.plots"),
        ({"games": "from racekit.plots import show"}, "imports racekit.plots.show (floor 6)"),
        ({"games": "def f():\n    import racekit.race"}, "imports racekit.race (floor 3)"),
        ({"race": "from . import evolution"}, "imports racekit.evolution (floor 3)"),
        ({"race": "from .treaty import Treaty"}, "imports racekit.treaty.Treaty (floor 4)"),
        ({"check__in__one": "from ..explore import one"}, "imports racekit.explore.one (floor 7)"),
        ({"race": "import racekit as rk"}, "no module of the table"),
        ({"plots": "from racekit import Race"}, "no module of the table"),
        ({"games": "from numba import njit"}, "only _jit may"),
        ({"helpers": ""}, "helpers.py has no floor"),
    ],
)
def test_checker_finds(tree, files, said):
    [fault] = floor_complaints(tree(**files))
    assert said in fault


def test_checker_allows(tree):
    package = tree(
        _jit="from numba import njit",
        race="from racekit import _kernels, games\nfrom racekit._validate import number",
        explore__in__one="from .two import three\nfrom racekit.plots import show",
        explore__in__two="from racekit.explore import _parts\nfrom . import three",
    )
    assert floor_complaints(package) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from racekit.games import _secret", "race.py imports _secret"),
        ("from .games import _secret", "race.py imports _secret"),
        ("from racekit import games\ngames._secret(1)", "race.py uses games._secret"),
        ("def f(treaty):\n    return treaty._terms(1)", "race.py uses treaty._terms"),
        ("def f(pair):\n    pair._x = 1", "race.py uses pair._x"),
    ],
)
def test_door_checker_finds(tree, text, said):
    assert door_complaints(tree(games="_secret = print", race=text)) == [said]


def test_door_checker_allows(tree):
    package = tree(
        _kernels="",
        race="from racekit import _kernels\nfrom racekit._kernels import fast as _fast",
        games="class A:\n    def _x(self):\n        return self._y\n\ndef f(a):\n    return a._x()",
        treaty="def f(pair):\n    return pair._fields, pair.__class__, racekit._kernels",
    )
    assert door_complaints(package) == []


def test_size_checker_finds(tree):
    long_function = "def f():\n" + '    """Words."""\n' + "    x = 1\n" * LONGEST_FUNCTION
    [module, function, file] = size_complaints(tree(
        games="x = 1\n" * (LONGEST_MODULE + 1), precipice=long_function,
        treaty='"""Words\n' + "more\n" * LONGEST_FILE + '"""', _kernels="x = 1\n" * 400,
    ))  # fmt: skip
    assert "games.py has 251 lines of code" in module
    assert "precipice.py: f has 31 lines" in function
    assert "treaty.py has 352 lines, more than 350" in file
