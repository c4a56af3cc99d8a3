"""Compiled kernels in files: found wherever they are, mended when broken, never in the way.

numba's own cache keeps to the first folder that it can write to: it raises where there is none,
recompiles beside a filled folder that is read-only, and stops at a file that was cut short.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from numba import config
from numba.core.caching import CompileResultCacheImpl, FunctionCache, NullCache
from numba.misc.appdirs import AppDirs

from racekit._jit._notice import say


def writable(folder):
    """Whether a file can be made there."""
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@cache
def folders(file):
    """Where compiled code of this file may lie, best first; also those that are not there."""
    home = Path(file).parent
    name = f"{home.name}_{hashlib.sha256(bytes(home)).hexdigest()[:16]}"
    places = [home / "__pycache__"]
    own = Path(AppDirs(appname="numba", appauthor=False).user_cache_dir, name)
    if own.is_absolute():  # without a home it would be named ~, wherever Python was started
        places.append(own)
    if not config.CACHE_DIR:
        return places
    named = Path(config.CACHE_DIR, name)
    return [named] if writable(named) else [named, *places]


@cache
def fingerprint(file):
    """The content, not the time: an image's build may round the times of its files."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


class Place:
    """One folder for one kernel, in the words that numba uses for a locator."""

    def __init__(self, folder, file, line):
        self.folder, self.file, self.line = folder, file, line

    def get_cache_path(self):
        return str(self.folder)

    def get_source_stamp(self):
        return fingerprint(self.file)

    def get_disambiguator(self):
        return str(self.line)

    def ensure_cache_path(self):
        os.makedirs(self.folder, exist_ok=True)

    def from_function(self, function, file):
        """Numba asks each class of locators for one; here it stands ready."""
        return self


def cache_in(folder, function):
    """numba's cache of one kernel, in this folder and no other."""
    code = function.__code__
    place = Place(folder, code.co_filename, code.co_firstlineno)
    content = type("Content", (CompileResultCacheImpl,), {"_locator_classes": [place]})
    return type("InFolder", (FunctionCache,), {"_impl_class": content})(function)


class KernelCache(NullCache):
    """What numba asks before it compiles a kernel, and tells afterwards."""

    lost = None  # why a kernel could not be kept anywhere; of the class, so said once

    def __init__(self, function):
        self.caches = [cache_in(it, function) for it in folders(function.__code__.co_filename)]

    @property
    def cache_path(self):
        return self.caches[0].cache_path

    def load_overload(self, sig, target_context):
        """Return the compiled kernel from the first folder that has it, or None."""
        for kept in self.caches:
            try:
                found = kept.load_overload(sig, target_context)
            except Exception:  # cut short, emptied, not ours to read: start it afresh
                with suppress(Exception):
                    kept.flush()
            else:
                if found is not None:
                    return found
        return None

    def save_overload(self, sig, data):
        """Keep the compiled kernel in the first folder that takes it."""
        faults = []
        for kept in self.caches:
            try:
                return kept.save_overload(sig, data)
            except Exception as error:  # read-only, full: try the next
                faults.append(str(error))
        if KernelCache.lost is None:
            KernelCache.lost = faults[0]
            say(f"compiled kernels cannot be kept ({faults[0]}), so each start is some seconds "
                "slower. To mend it, set NUMBA_CACHE_DIR to a folder of yours.")
        return None
