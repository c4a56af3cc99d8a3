"""What honest answers have no need of: a look at students' text, which is never run here."""

import ast
import re

from IPython.core.inputtransformer2 import TransformerManager


def _words(text):
    return frozenset(text.split())


# What setups of the exercises bind; whoever binds or patches it anew changes the judge.
PROTECTED = _words("check rk racekit np pd repeated compliance coalition history report examine")
ORDINARY = _words("""
    __future__ abc bisect cmath collections contextlib copy dataclasses datetime decimal enum
    fractions functools heapq itertools logging math matplotlib networkx numba numbers numpy
    operator pandas pprint racekit random scipy seaborn statistics string sympy sys textwrap time
    timeit tqdm typing warnings
""")
REACHING = _words("""
    __builtins__ __import__ compile delattr eval exec exit get_ipython getattr globals input
    locals open quit setattr vars MagicMock HTML IFrame Javascript
""")
HARMLESS = _words("__doc__ __init__ __len__ __name__ __post_init__ _asdict _replace")
MAGICS = _words("matplotlib pinfo precision pylab time timeit")
FRAMES = re.compile(
    r"_getframe|_current_frames|f_(back|globals|locals|builtins)|(tb|gi)_frame|modules|"
    r"environb?|putenv|_exit|exit|fork|kill|system|popen|set(trace|profile)|set_custom_exc|"
    r"input_transformers?_\w+|inspect|HTML|IFrame|Javascript|"
    r"open|read_[a-z]+|load|loadtxt|genfromtxt|fromfile|memmap|tofile|DataSource|"
    r"save|savez\w*|savetxt|to_(csv|json|pickle|sql|excel|parquet|hdf|feather|stata|html)"
)
RUNS = re.compile(r"<\s*(script|iframe|object|embed|form|style|link|meta|base)\b|"
                  r"<[^>]*[\s/\"']on\w+\s*=|javascript:", re.I)  # fmt: skip


def suspicions(code):
    """What in a code cell an honest answer has no need of.

    Parameters
    ----------
    code : str
        source of a cell, magics included

    Returns
    -------
    list of str
        sorted, each once; empty for a cell that cannot be parsed, because it cannot run either

    Examples
    --------
    >>> suspicions("import os; os.environ.pop('NBGRADER_EXECUTION')")
    ['.environ', 'imports os']
    >>> suspicions("def share(speeds):\\n    return speeds / speeds.sum()")
    []
    """
    look = _Look()
    try:
        look.visit(ast.parse(TransformerManager().transform_cell(code)))
    except (SyntaxError, ValueError):
        return []
    except (RecursionError, MemoryError):
        return ["nested too deeply to be read"]
    return sorted(look.found)


def running_markup(text):
    """The first piece of a text cell that could run in the browser of who reads it, or None."""
    match = RUNS.search(text)
    return match and match[0]


def library_call(code, known):
    """The library call that is the whole answer, or None.

    Parameters
    ----------
    code : str
        source of a work cell
    known : container of str
        names that stand for the library in this notebook, and public names of `racekit.race.Race`

    Examples
    --------
    >>> library_call("def f(race):\\n    return race.nash()[0]", {"nash"})
    'race.nash()[0]'
    """
    for function in functions(code):
        body = [line for line in function.body if not _is_words(line)]
        value = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
        if value is not None and _is_call_of(value, known):
            return ast.unparse(value)
    return None


def used_names(code, forbidden):
    """Those of the forbidden names that the functions in a cell speak of."""
    words = {
        getattr(node, "attr", getattr(node, "id", None))
        for function in functions(code) for line in function.body for node in ast.walk(line)
        if isinstance(node, (ast.Attribute, ast.Name))
    }  # fmt: skip
    return [name for name in forbidden if name.split(".")[-1] in words]


def functions(code):
    """The functions that a cell defines; none if it cannot be parsed."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def _is_words(line):
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def _is_call_of(value, known):
    """Whether an expression is one call of a known function, picked from or converted at most."""
    while isinstance(value, (ast.Subscript, ast.Attribute)):
        value = value.value
    if not isinstance(value, ast.Call):
        return False
    name = _last(value.func)
    if name in ("float", "int", "bool", "str", "list", "tuple", "array", "asarray"):
        return len(value.args) == 1 and _is_call_of(value.args[0], known)
    if name[:1].isupper():  # it makes an object, which is what the task asks for
        return False
    if isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Call):
        return name in known or _is_call_of(value.func.value, known)
    return name in known or _root(value.func) in known


def _last(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _root(node):
    """The name that a chain of attributes and items starts from."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


class _Look(ast.NodeVisitor):
    """Collects in ``found`` what deserves a look."""

    def __init__(self):
        self.found = set()
        self.own = [set()]  # names that belong to the function being read

    def visit_Name(self, node):
        if node.id in self.own[-1]:
            return
        if node.id in REACHING:
            self.found.add(node.id)
        elif node.id in PROTECTED and not isinstance(node.ctx, ast.Load):
            self.found.add(f"rebinds {node.id}")
        elif node.id == "check":
            self.found.add("uses check other than for a verdict")

    def visit_Attribute(self, node):
        outside = node.attr.startswith("_") and _root(node) != "self"
        if node.attr not in HARMLESS and (FRAMES.fullmatch(node.attr) or outside):
            self.found.add(f".{node.attr}")
        if node.attr == "check" and _root(node) in PROTECTED:
            self.found.add("uses check other than for a verdict")
        if not isinstance(node.ctx, ast.Load) and _root(node) in PROTECTED - self.own[-1]:
            self.found.add(f"patches {ast.unparse(node)}")
        self.generic_visit(node)

    def visit_Import(self, node):
        for alias in node.names:
            self._module(alias.name)
            self._bound(alias, {"np": "numpy", "rk": "racekit", "pd": "pandas"})

    def visit_ImportFrom(self, node):
        for alias in node.names:
            self._module(f"{node.module or '.'}.{alias.name}")
            self._bound(alias, {alias.name: alias.name})

    def visit_Call(self, node):
        magic = _magic(node)
        if magic is not None:
            self._magic(*magic)
        elif _is_verdict(node.func) or _last(node.func) == "help":
            for part in node.args if _is_verdict(node.func) else ():
                self.visit(part)
        else:
            self.generic_visit(node)

    def visit_FunctionDef(self, node):
        self._named(node)
        bound = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
        shared = set()
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                bound.add(inner.id)
            elif isinstance(inner, (ast.Global, ast.Nonlocal)):
                shared |= set(inner.names)
        self.own.append((self.own[-1] | bound) - shared)
        self.generic_visit(node)
        self.own.pop()

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        self._named(node)
        self.generic_visit(node)

    def _named(self, node):
        if node.name in PROTECTED - self.own[-1]:
            self.found.add(f"rebinds {node.name}")
        if node.name.startswith("_repr_"):
            self.found.add(f"defines {node.name}")

    def _module(self, name):
        words = name.split(".")
        judge = words[:2] == ["racekit", "check"] and name != "racekit.check"
        hidden = any(word.startswith("_") for word in words[1:])
        reaches = any(word in REACHING or FRAMES.fullmatch(word) for word in words[1:])
        if words[0] not in ORDINARY or judge or hidden or reaches:
            self.found.add(f"imports {name}")

    def _bound(self, alias, usual):
        name = alias.asname or alias.name
        if alias.asname in PROTECTED and usual.get(name) != alias.name:
            self.found.add(f"rebinds {name}")

    def _magic(self, name, text):
        if name not in MAGICS:
            self.found.add(f"runs {name}")
        self.found.update(suspicions(text))


def _is_verdict(node):
    """``check.LESSON.TASK``, which a learner calls."""
    parts = ast.unparse(node).removeprefix("rk.").split(".")
    return len(parts) == 3 and parts[0] == "check" and not any(p.startswith("_") for p in parts)


def _magic(node):
    """Name and text of what IPython makes of ``%name text`` or ``!text``, or None."""
    if _root_call(node) != "get_ipython" or not isinstance(node.func, ast.Attribute):
        return None
    words = [word.value for word in node.args if isinstance(word, ast.Constant)]
    if node.func.attr == "run_line_magic" and len(words) == 2:
        return words[0], words[1] if words[0] in ("time", "timeit") else ""
    if node.func.attr == "run_cell_magic" and len(words) == 3:
        return words[0], words[2]
    return f"{node.func.attr}", ""


def _root_call(node):
    """``f`` in ``f().attribute(...)``."""
    inner = getattr(node.func, "value", None)
    return _root(inner.func) if isinstance(inner, ast.Call) else ""
