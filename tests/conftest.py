"""What every test run needs, notebooks included."""

import os

import pytest


class StrictSolutions:
    """Let the checks raise in solutions/, and stay friendly everywhere else.

    nbval starts a notebook's kernel while it sets up the first cell, and the kernel
    inherits the environment of that moment.
    """

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        if item.path.parent == item.config.rootpath / "solutions" and item.path.suffix == ".ipynb":
            os.environ["RACEKIT_STRICT"] = "1"
        else:
            os.environ.pop("RACEKIT_STRICT", None)


def pytest_configure(config):
    # A hook written in this file would see tests/ only; notebooks live beside it.
    config.pluginmanager.register(StrictSolutions(), "racekit-strict-solutions")
