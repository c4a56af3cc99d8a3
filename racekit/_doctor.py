"""Whether this computer is ready for the course; every line is found even where others fail."""

import io
import os
import platform
from importlib import metadata
from pathlib import Path
from time import perf_counter

MEND_INSTALL = "run `pip install -e .` in the course folder, with the Python that runs JupyterLab"
MEND_CACHE = "set NUMBA_CACHE_DIR to a folder of yours"
LAB_WIDGETS = Path("labextensions", "@jupyter-widgets", "jupyterlab-manager", "package.json")


def doctor():
    """Print the report; 0 when all is well, 1 when something needs mending."""
    lines = [("Python", platform.python_version(), None),
             ("system", f"{platform.system()} {platform.machine()}", None)]  # fmt: skip
    for name, look in PARTS.items():
        try:
            lines += look()
        except Exception as error:  # whatever it is, a report is worth more than a traceback
            lines.append((name, words(error), MEND_INSTALL))
    width = max(len(name) for name, _, _ in lines)
    for name, finding, mend in lines:
        print(f"{name:<{width}}  {finding}" + ("  <--" if mend else ""))
    faults = [(name, mend) for name, _, mend in lines if mend]
    for name, mend in faults:
        print(f"To mend {name}: {mend}.")
    if not faults:
        print("Ready.")
    return 1 if faults else 0


def words(error):
    """An error in one line of the report."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= 160 else text[:157] + "..."


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


def kernel_lines():
    """The compiler, its threads and cache, and seconds until the first simulation is there."""
    start = perf_counter()
    from racekit import _jit
    from racekit.race import Race
    from racekit.simulation import simulate

    simulate(Race.equal(2), [0.5, 0.5], runs=100, seed=0)
    seconds = perf_counter() - start
    if _jit.FAULT is None:
        found = [("threads", str(_jit.THREADS), None), cache_line()]
    else:
        found = [("compiler", f"off, {words(_jit.FAULT)}", _jit.cure(_jit.FAULT))]
    return [*found, ("first simulation", f"{seconds:.2f} s", None)]


def cache_line():
    """Whether compiled kernels are kept, once some have been compiled or found."""
    from racekit import _kernels
    from racekit._jit import _cache

    if not hasattr(_kernels.mix, "py_func"):
        return ("kernel cache", "off, kernels run as plain Python", "unset NUMBA_DISABLE_JIT")
    if _cache.KernelCache.lost is not None:
        return ("kernel cache", f"not writable, {_cache.KernelCache.lost}", MEND_CACHE)
    if any(map(_cache.writable, _cache.folders(_kernels.__file__))):
        return ("kernel cache", "writable", None)
    # read-only is fine with the kernels in it, as in an image that somebody warmed
    return ("kernel cache", "read-only, filled", None)


def picture_lines():
    """Whether Matplotlib can draw: settings of one's own may stop it before the first figure."""
    try:
        from racekit import plots
        from racekit.games import NormalForm

        plots.payoff_table(NormalForm([[3, 0], [5, 1]])).figure.savefig(io.BytesIO())
    except Exception as error:
        return [("first picture", words(error), picture_cure(error))]
    return [("first picture", "drawn", None)]


def picture_cure(error):
    """What to do about a Matplotlib that raised this."""
    backend = os.environ.get("MPLBACKEND")
    if backend and backend in str(error):
        return "unset MPLBACKEND"
    if os.environ.get("MATPLOTLIBRC"):
        return "unset MATPLOTLIBRC, which names a file with settings of your own"
    folders = (Path(), Path.home() / ".config" / "matplotlib", Path.home() / ".matplotlib")
    for file in (folder.absolute() / "matplotlibrc" for folder in folders):
        if file.is_file():
            return f"rename {file}, which holds settings of your own"
    return MEND_INSTALL


PARTS = {
    "dependencies": dependency_lines,
    "sliders in JupyterLab": lab_lines,
    "first simulation": kernel_lines,
    "first picture": picture_lines,
}
