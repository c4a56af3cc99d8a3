"""The copy of the course that students get: without solutions, tests and history."""

import shutil
from pathlib import Path

# what is not named here stays behind, whatever a teacher has put into the folder
HANDED_OUT = (
    ".binder", ".gitattributes", ".github", ".gitignore", "LICENSE", "README.md", "conftest.py",
    "exercises", "lessons", "pyproject.toml", "racekit",
)  # fmt: skip
WITHHELD = ("solutions", "tests", ".git", ".ci")
LITTER = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.py[cod]", "*.nb[ci]")


def copy_for_students(root, target):
    """Copy the course folder without what gives answers away.

    Parameters
    ----------
    root : str or pathlib.Path
        the course folder
    target : str or pathlib.Path
        the new folder; it must not exist yet, or hold nothing

    Returns
    -------
    list of str
        what was copied, from `HANDED_OUT`

    Raises
    ------
    ValueError
        when ``target`` lies inside the course folder, or holds anything
    """
    root, target = Path(root).resolve(), Path(target).resolve()
    if target.is_relative_to(root):
        raise ValueError(f"{target} lies inside the course; name a folder beside it")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ValueError(f"{target} is there already; name a new folder")
    target.mkdir(parents=True, exist_ok=True)
    copied = [name for name in HANDED_OUT if (root / name).exists()]
    for name in copied:
        if (root / name).is_dir():
            shutil.copytree(root / name, target / name, ignore=LITTER)
        else:
            shutil.copy(root / name, target / name)
    return copied


def run(root, target):
    """Make the copy and say what is in it and what is not; returns an exit code."""
    copied = copy_for_students(root, target)
    print(f"{Path(target).resolve()} holds {', '.join(copied)}.")
    print(f"Left behind: {', '.join(WITHHELD)}, and whatever else is in the course folder.")
    print("racekit/check/ is in the copy, and with it the right answers, for whoever looks there.")
    return 0
