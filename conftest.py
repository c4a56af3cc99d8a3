"""What every example in a docstring may speak of without importing it."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def races_in_examples(doctest_namespace):
    """Many modules take races, and have no other use for the name."""
    from racekit import Race

    doctest_namespace["Race"] = Race
