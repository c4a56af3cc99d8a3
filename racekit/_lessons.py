"""Put the lessons in order: numbers stand in the names of notebooks alone, and are set here.

A lesson is ``lessons/NN_name.ipynb``, its exercises and solutions carry the same name; a new one
may come as ``name.ipynb``. Appendices (``A_name.ipynb``) have no number and are never renamed.
"""

import re
from pathlib import Path

from racekit import _whole

FOLDERS = ("lessons", "exercises", "solutions")
TEXTS = ("README.md", "pyproject.toml", ".github", ".binder", ".ci", "racekit", "tests", *FOLDERS)
SUFFIXES = {"", ".md", ".py", ".ipynb", ".toml", ".yml"}

NOTEBOOK = re.compile(r"(\d\d_)?([a-z]\w*)\.ipynb")
MENTION = re.compile(rf"(?<!\w){NOTEBOOK.pattern}")
LINK = re.compile(r"\]\(([^)\s:#]+\.ipynb)")
# README's table of lessons (head, rows), and in it: number | [words](lessons/NN_name.ipynb) | ...
TABLE = re.compile(r"^(\| n \| lesson \|.*\n\|[-| \r]*\n)((?:\|.*\n)+)", re.M)
ROW = re.compile(r"^\|[ \d]*(\| \[[^]]*\]\(lessons/(\d\d)_)")


def plain(name):
    """The name of a lesson without folder, number and suffix: ``two_labs``."""
    return re.sub(r"^\d\d_|\.ipynb$", "", Path(name).name).replace(" ", "_")


def notebooks(folder):
    """{name: path} of the notebooks of a folder, by number, new ones last; no appendices."""
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        if match := NOTEBOOK.fullmatch(path.name):
            twin = found.setdefault(match[2], path)
            if twin != path:
                raise ValueError(f"{folder.name}/ holds both {twin.name} and {path.name}")
    return found


def ordered(lessons, put=None, after=None):
    """Names of the lessons in their order, with ``put`` moved behind ``after``.

    Parameters
    ----------
    lessons : dict of {str: pathlib.Path}
        from `notebooks`
    put, after : str, optional
        names of two lessons

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        naming a lesson that does not exist, has no number, or shares it with another
    """
    for name in (put, after):
        if name is not None and name not in lessons:
            raise ValueError(f"there is no lesson {name!r}; lessons: {', '.join(lessons)}")
    if put is not None and put == after:
        raise ValueError(f"{put!r} cannot come after itself")
    order = [name for name in lessons if name != put]
    seen = {}
    for name in order:
        number = NOTEBOOK.fullmatch(lessons[name].name)[1]
        if number is None or number in seen:
            why = f"has the number of {seen[number]}" if number else "has no number"
            raise ValueError(f"{lessons[name].name} {why}: say where it belongs, "
                             f"`--put {name} --after LESSON`")  # fmt: skip
        seen[number] = lessons[name].name
    if put is not None:
        order.insert(order.index(after) + 1, put)
    return order


def texts(root):
    """(path, text) of each file that may name a notebook."""
    for part in TEXTS:
        start = root / part
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            hidden = any(p.startswith((".", "__")) for p in path.relative_to(start).parts[:-1])
            if path.is_file() and path.suffix in SUFFIXES and not hidden:
                yield path, path.read_bytes().decode("utf-8")  # line ends stay as they are


def sorted_rows(text):
    """README with the rows of its table of lessons numbered and sorted as their links are."""
    def rewrite(table):
        rows = table[2].splitlines(keepends=True)
        return table[1] + "".join(sorted(ROW.sub(r"| \2 \1", row) for row in rows))

    return TABLE.sub(rewrite, text)


def plan(root, put=None, after=None):
    """What has to change for contiguous numbers.

    Parameters
    ----------
    root : pathlib.Path
        the course folder
    put, after : str, optional
        as in `ordered`

    Returns
    -------
    (dict of {pathlib.Path: str}, dict of {pathlib.Path: pathlib.Path})
        new texts of files, and new paths of notebooks; both empty when all is in order

    Raises
    ------
    ValueError
        as in `ordered`; or naming exercises without a lesson
    """
    folders = {name: notebooks(root / name) for name in FOLDERS}
    order = ordered(folders["lessons"], put, after)
    names = {name: f"{number:02d}_{name}.ipynb" for number, name in enumerate(order)}
    moves = {}
    for found in folders.values():
        for name, path in found.items():
            if name not in names:
                raise ValueError(f"{path.relative_to(root).as_posix()} has no lesson")
            if path.name != names[name]:
                moves[path] = path.with_name(names[name])
    changed = {}
    for path, text in texts(root):
        new = MENTION.sub(lambda mention: names.get(mention[2], mention[0]), text)
        if path.name == "README.md":
            new = sorted_rows(new)
        if new != text:
            changed[path] = new
    return changed, moves


def dead_links(root):
    """"FILE: link to TARGET, which does not exist" for each such link to a notebook."""
    return [
        f"{path.relative_to(root).as_posix()}: link to {target}, which does not exist"
        for path, text in texts(root) if path.suffix in {".md", ".ipynb"}
        for target in LINK.findall(text)
        # solutions may be withheld
        if (path.parent / target).parent.is_dir() and not (path.parent / target).exists()
    ]  # fmt: skip


def run(root, check=False, put=None, after=None):
    """Number the lessons, or with ``check`` only say what is wrong; returns an exit code."""
    root = Path(root)
    changed, moves = plan(root, put and plain(put), after and plain(after))
    for old, new in moves.items():
        print(f"{old.relative_to(root).as_posix()} -> {new.name}")
    if check:
        for path in changed:
            print(f"{path.relative_to(root).as_posix()}: links or rows of the table change")
    else:
        for path, text in changed.items():
            _whole.write(path, text.encode("utf-8"))
        for old, new in moves.items():
            old.rename(new)
        if changed:
            print(f"links mended in {len(changed)} files")
    dead = dead_links(root)
    print(*dead, sep="\n", end="\n" if dead else "")
    return 1 if dead or (check and (changed or moves)) else 0
