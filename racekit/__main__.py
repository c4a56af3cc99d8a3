"""``python -m racekit doctor | warm | exercises [--check]``."""

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


def main(argv=None):
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m racekit")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("doctor", help="say whether this computer is ready for the course")
    commands.add_parser("warm", help="compile all kernels now and keep them")
    writer = commands.add_parser("exercises", help="write exercises/ from solutions/")
    writer.add_argument("--check", action="store_true", help="compare only; 1 if they differ")
    choice = parser.parse_args(argv)
    if choice.command == "exercises":
        return exercises(choice.check)
    return {"doctor": doctor, "warm": warm}[choice.command]()


if __name__ == "__main__":
    # no sys.exit on success: `%run -m racekit doctor` in a notebook must go on
    exit_code = main()
    if exit_code:
        sys.exit(exit_code)
