"""What a task wants done by hand is refused while the learner's function runs, and only then."""

import contextlib
import functools
import importlib
import inspect
import sys

LIBRARY = "racekit"
ENGINE = f"{LIBRARY}.check._verdict"  # calls the learner's function, and so is no library caller


class Refused(Exception):
    """The learner's function called what its task forbids."""


class Without(contextlib.AbstractContextManager):
    """A context in which some names of the library raise `Refused` for the learner.

    The library itself may go on using them: a call is refused unless the nearest frame of
    racekit above it belongs to the library and no frame of the learner's lies between.

    Parameters
    ----------
    names : sequence of str
        Dotted names as seen from ``racekit``: a method ("Race.nash"), a function
        ("coalition.critical_sanction"), a class ("NormalForm": nobody can make one) or a module
        ("precipice": all that it defines).
    function : callable
        The learner's; handing over a forbidden function itself is a use of it.

    Attributes
    ----------
    targets : list of (owner, attribute, str)
        What is guarded, and what to call it.
    used : list of str
        What was called, as the learner would write it; it stays, even if the exception is caught.
    """

    def __init__(self, names, function):
        self.used = []
        self._scope = getattr(function, "__globals__", None)
        self._active = False
        self._stack = contextlib.ExitStack()
        self.targets = [target for name in names for target in _targets(name)]
        bare = getattr(function, "__func__", function)
        for owner, attribute, said in self.targets:
            if bare is inspect.getattr_static(owner, attribute):
                self.used.append(said)

    def __enter__(self):
        self._active = True
        for owner, attribute, said in self.targets:
            self._guard(owner, attribute, said)
        return self

    def __exit__(self, *error):
        self._active = False  # a module that is first imported meanwhile keeps the guard
        self._stack.close()

    def _guard(self, owner, attribute, said):
        plain = inspect.getattr_static(owner, attribute)
        guarded = self._guarded(plain, said)
        for place in self._places(owner, plain):
            for name in [name for name, value in vars(place).items() if value is plain]:
                self._put(place, name, plain, guarded)
        scope = self._scope or {}
        for name in [name for name, value in scope.items() if value is plain]:
            scope[name] = guarded
            self._stack.callback(scope.__setitem__, name, plain)

    def _put(self, place, name, plain, guarded):
        setattr(place, name, guarded)
        self._stack.callback(setattr, place, name, plain)

    @staticmethod
    def _places(owner, plain):
        """The class, or every module of the library that knows the function."""
        if inspect.isclass(owner):
            return [owner]
        return [
            module
            for name, module in list(sys.modules.items())
            if module is not None and name.split(".")[0] == LIBRARY
        ]

    def _guarded(self, plain, said):
        if isinstance(plain, property):
            return property(self._guarded(plain.fget, said))
        if isinstance(plain, (classmethod, staticmethod)):
            return type(plain)(self._guarded(plain.__func__, said))

        @functools.wraps(plain)
        def guarded(*arguments, **keywords):
            if self._active and self._by_learner(sys._getframe(1)):
                self.used.append(said)
                raise Refused(said)
            return plain(*arguments, **keywords)

        return guarded

    def _by_learner(self, frame):
        while frame is not None:
            module = frame.f_globals.get("__name__", "")
            if module == ENGINE:
                return True
            if module.split(".")[0] == LIBRARY:
                return False
            if frame.f_globals is self._scope:
                return True
            frame = frame.f_back
        return True


def _targets(name):
    """(owner, attribute, what to call it) for each thing that a dotted name stands for."""
    thing, owner = importlib.import_module(LIBRARY), None
    for part in name.split("."):
        owner, thing = thing, getattr(thing, part)
    if inspect.ismodule(thing):
        public = [(n, f) for n, f in vars(thing).items() if not n.startswith("_")]
        return [(thing, n, f"{name}.{n}") for n, f in public
                if inspect.isfunction(f) and f.__module__.startswith(thing.__name__)]
    if inspect.isclass(thing):
        ways = [n for n, f in vars(thing).items() if isinstance(f, classmethod)]
        return [(thing, n, name) for n in ("__init__", *ways)]
    *_, parent, attribute = name.split(".") if "." in name else ("", LIBRARY, name)
    if inspect.isclass(owner):  # a method may be inherited
        owner = next(base for base in owner.__mro__ if attribute in vars(base))
    else:
        owner = sys.modules[thing.__module__]
        attribute = thing.__name__
    said = f"{parent.lower()}.{attribute}" if parent != LIBRARY else attribute
    return [(owner, attribute, said)]
