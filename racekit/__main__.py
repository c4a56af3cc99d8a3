"""``python -m racekit doctor | warm | exercises | lessons | student-copy | audit``."""

import argparse
import sys
from time import perf_counter


def doctor():
    """Print the report; 0 when all is well, 1 when something needs mending."""
    from racekit import _doctor

    return _doctor.doctor()


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
