"""Binder's pinned versions lie inside the ranges of pyproject.toml, and leave nothing open."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
BINDER = ROOT / ".binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = [
    Requirement(text) for text in sum(EXTRAS.values(), start=[*PROJECT["dependencies"]])
]
PYTHON = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
WORKFLOWS = {path.stem: path.read_text(encoding="utf-8")
             for path in (ROOT / ".github" / "workflows").glob("*.yml")}  # fmt: skip


def pins(text):
    """{name: version} of a file in which every line is one pin, or a remark."""
    found = {}
    for line in filter(None, (line.split("#")[0].strip() for line in text.splitlines())):
        name, version = re.fullmatch(r"([\w.-]+)==([\w.+]+)", line).groups()
        assert canonicalize_name(name) not in found, line
        found[canonicalize_name(name)] = Version(version)
    return found


PINS = pins((BINDER / "constraints.txt").read_text(encoding="utf-8"))


def faults(needs, pinned):
    """What is not pinned, or pinned outside its range."""
    for need in needs:
        name = canonicalize_name(need.name)
        if name not in pinned:
            yield f"{name} is not pinned"
        elif not need.specifier.contains(pinned[name], prereleases=True):
            yield f"{name} {pinned[name]} is not {need.specifier}"


def test_every_dependency_is_pinned_inside_its_range():
    assert list(faults(map(Requirement, PROJECT["dependencies"]), PINS)) == []


def test_open_and_impossible_pins_are_found():
    needs = [Requirement("numpy>=2"), Requirement("scipy<2"), Requirement("IPython>=8")]
    pinned = pins("numpy==1.26.4\nscipy==1.13.0  # a remark\n# another one\n")
    assert list(faults(needs, pinned)) == ["numpy 1.26.4 is not >=2", "ipython is not pinned"]


@pytest.mark.parametrize("line", ["numpy", "numpy>=2", "numpy==2.*", "-e .", "numpy==2 ; x"])
def test_what_is_no_pin_is_refused(line):
    with pytest.raises(AttributeError):
        pins(line)


def test_what_dependencies_need_is_pinned_too():
    """As far as they are installed here: each one's own needs, in Binder's Python on Linux."""
    there = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.0", "extra": "",
             "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64",
             "os_name": "posix", "implementation_name": "cpython",
             "platform_python_implementation": "CPython"}  # fmt: skip
    asked = 0
    for name, version in PINS.items():
        try:
            here = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if Version(here.version) != version:
            continue  # another version may have other needs
        needs = [need for need in map(Requirement, here.requires or ())
                 if need.marker is None or need.marker.evaluate(there)]  # fmt: skip
        assert list(faults(needs, PINS)) == [], name
        asked += 1
    if not asked:
        pytest.skip("none of the pinned versions is installed here")


def test_binder_uses_the_pins():
    lines = (BINDER / "requirements.txt").read_text(encoding="utf-8").split("\n")
    assert "-c constraints.txt" in lines
    assert "-e ." in lines
    assert Version(PYTHON) in Requirement(f"python{PROJECT['requires-python']}").specifier


@pytest.mark.parametrize("need", DECLARED, ids=str)
def test_every_dependency_has_a_floor(need):
    """Whoever has an older version is told by pip, not by a traceback."""
    assert any(each.operator in (">=", "==", "~=") for each in need.specifier)


def test_pins_floors_and_newest_are_tried():
    """Three sets of versions: what Binder has, the lowest allowed, and every week the newest."""
    assert "-r .binder/requirements.txt" in WORKFLOWS["versions"]
    assert f'python-version: "{PYTHON}"' in WORKFLOWS["versions"]
    assert "--resolution lowest-direct" in WORKFLOWS["versions"]
    lowest = PROJECT["requires-python"].removeprefix(">=")
    assert f'python-version: "{lowest}"' in WORKFLOWS["versions"]
    assert "uv pip compile" in WORKFLOWS["versions"]
    for workflow in WORKFLOWS.values():
        assert re.search(r"^  schedule:\n +- cron: .* 1\"", workflow, re.M)  # every Monday
