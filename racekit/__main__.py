"""``python -m racekit doctor | warm | exercises | lessons | student-copy | audit``."""

import argparse
import platform
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from time import perf_counter

MEND_INSTALL = "run `pip install -e .` in the course folder, with the Python that runs JupyterLab"
LAB_WIDGETS = Path("labextensions", "@jupyter-widgets", "jupyterlab-manager", "package.json")


def dependency_lines():
    """One (name, finding, remedy) for each run-time dependency; no remedy means all is well."""
    from packaging.requirements import Requirement

    try:
        declared = metadata.requires("racekit") or []
    except metadata.PackageNotFoundError:
        return [("racekit", "not installed", MEND_INSTALL)]
    lines = []
    for need in map(Requirement, declared):
        if need.marker and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(need.name)
        except metadata.PackageNotFoundError:
            lines.append((need.name, f"missing, needs {need.specifier}", MEND_INSTALL))
            continue
        fits = need.specifier.contains(version, prereleases=True)
        finding = version if fits else f"{version}, needs {need.specifier}"
        lines.append((need.name, finding, None if fits else MEND_INSTALL))
    return lines


def lab_lines():
    """Whether JupyterLab can draw sliders: the widgets' front end must be among its extensions."""
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:
        return [("sliders in JupyterLab", "JupyterLab is missing", MEND_INSTALL)]
    # jupyter_path() are the data folders that JupyterLab itself searches
    if any((Path(folder) / LAB_WIDGETS).is_file() for folder in jupyter_path()):
        return [("sliders in JupyterLab", "yes", None)]
    mend = "run `pip install --force-reinstall jupyterlab_widgets`, then reload the page"
    return [("sliders in JupyterLab", "front end missing", mend)]


def cache_folder():
    """Where numba keeps compiled kernels, or None when nothing is compiled."""
    from racekit import _kernels

    for kernel in vars(_kernels).values():
        stats = getattr(kernel, "stats", None)
        if stats is not None and getattr(stats, "cache_path", None):
            return Path(stats.cache_path)
    return None


def kernel_lines():
    """Cache folder, and seconds until the first simulation is there."""
    start = perf_counter()
    try:
        folder = cache_folder()
        from racekit.race import Race
        from racekit.simulation import simulate

        simulate(Race.equal(2), [0.5, 0.5], runs=100, seed=0)
    except Exception as error:  # whatever it is, a report is worth more than a traceback
        reason = f"{type(error).__name__}: {error}"
        mend = "if it speaks of a cache, set NUMBA_CACHE_DIR to a folder of yours"
        return [("first simulation", reason, mend)]
    seconds = perf_counter() - start
    return [cache_line(folder), ("first simulation", f"{seconds:.2f} s", None)]


def cache_line(folder):
    """Whether compiled kernels can be kept in ``folder``."""
    if folder is None:
        return ("kernel cache", "off, kernels run as plain Python", "unset NUMBA_DISABLE_JIT")
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ("kernel cache", "writable", None)
    except OSError:
        # read-only is fine once the kernels are in it, as in an image that somebody warmed
        if any(folder.glob("*.nbc")):
            return ("kernel cache", "read-only, filled", None)
        return ("kernel cache", "not writable", "set NUMBA_CACHE_DIR to a folder of yours")


def doctor():
    """Print the report; 0 when all is well, 1 when something needs mending."""
    from racekit import _kernels

    lines = [
        ("Python", platform.python_version(), None),
        ("system", f"{platform.system()} {platform.machine()}", None),
        ("threads", str(_kernels.THREADS), None),
        *dependency_lines(),
        *lab_lines(),
        *kernel_lines(),
    ]
    width = max(len(name) for name, _, _ in lines)
    for name, finding, mend in lines:
        print(f"{name:<{width}}  {finding}" + ("  <--" if mend else ""))
    faults = [(name, mend) for name, _, mend in lines if mend]
    for name, mend in faults:
        print(f"To mend {name}: {mend}.")
    if not faults:
        print("Ready.")
    return 1 if faults else 0


def warm():
    """Compile every kernel and keep it in numba's cache."""
    from racekit import _warm

    start = perf_counter()
    _warm.warm()
    print(f"Kernels ready after {perf_counter() - start:.1f} s.")
    return 0


def exercises(check=False):
    """Write exercises/ from solutions/, or only compare."""
    from racekit import _exercises

    try:
        return _exercises.run(check=check)
    except ModuleNotFoundError as error:
        print(f"{error.name} is missing: run `pip install -e \".[test]\"`.", file=sys.stderr)
    except ValueError as error:
        print(error, file=sys.stderr)
    return 1


def lessons(check=False, put=None, after=None):
    """Number the lessons without gaps, one of them put behind another, or only check."""
    from racekit import _exercises, _lessons

    try:
        if (put is None) != (after is None):
            raise ValueError("--put and --after belong together: which lesson goes behind which?")
        return _lessons.run(_exercises.root_folder(), check, put, after)
    except ValueError as error:
        print(error, file=sys.stderr)
    return 1


def student_copy(folder):
    """Copy the course without what gives answers away."""
    from racekit import _exercises, _students

    return in_words(_students.run, _exercises.root_folder(), folder)


def audit(folder):
    """Mend submissions and name what is odd in them."""
    from racekit import _audit

    return in_words(_audit.run, folder)


def in_words(run, *arguments):
    """``run(*arguments)``; a fault is a sentence, and exit code 1."""
    try:
        return run(*arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
    return 1


def main(argv=None):
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m racekit")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("doctor", help="say whether this computer is ready for the course")
    commands.add_parser("warm", help="compile all kernels now and keep them")
    writer = commands.add_parser("exercises", help="write exercises/ from solutions/")
    writer.add_argument("--check", action="store_true", help="compare only; 1 if they differ")
    mover = commands.add_parser("lessons", help="number lessons/ and rewrite all links to them")
    mover.add_argument("--check", action="store_true", help="say what is wrong; 1 if anything is")
    mover.add_argument("--put", metavar="LESSON", help="the lesson to move, or a new name.ipynb")
    mover.add_argument("--after", metavar="LESSON", help="the lesson it is to follow")
    copier = commands.add_parser("student-copy", help="copy the course without its solutions")
    copier.add_argument("folder", help="a new folder beside this one")
    auditor = commands.add_parser("audit", help="mend submissions before grading, name odd ones")
    auditor.add_argument("folder", nargs="?", default=".", help="holds submitted/ and release/")
    choice = parser.parse_args(argv)
    if choice.command == "exercises":
        return exercises(choice.check)
    if choice.command == "lessons":
        return lessons(choice.check, choice.put, choice.after)
    if choice.command in ("student-copy", "audit"):
        return {"student-copy": student_copy, "audit": audit}[choice.command](choice.folder)
    return {"doctor": doctor, "warm": warm}[choice.command]()


if __name__ == "__main__":
    # no sys.exit on success: `%run -m racekit doctor` in a notebook must go on
    exit_code = main()
    if exit_code:
        sys.exit(exit_code)
