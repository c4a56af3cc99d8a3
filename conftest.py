"""What every example in a docstring may speak of without importing it, and where none is."""

import pytest

# Files of fixtures share a name, and would collide as modules; the agents need mesa.
collect_ignore_glob = ["*conftest.py", "*benchmarks/agents.py"]


@pytest.fixture(autouse=True, scope="session")
def races_in_examples(doctest_namespace):
    """Many modules take races, and have no other use for the name."""
    from racekit import Race

    doctest_namespace["Race"] = Race
