"""What the tests of explorers share."""

import re
from functools import cache
from html import unescape

import pytest

from racekit import explore

EXPLORERS = {name: getattr(explore, name) for name in explore.__all__}
each_explorer = pytest.mark.parametrize("make", EXPLORERS.values(), ids=EXPLORERS)


def words(explorer):
    """The sentence as a reader sees it."""
    return explorer.sentence.value


def assert_sound(explorer):
    said = words(explorer)
    assert said
    assert "could not" not in said
    assert not re.search(r"\bnan\b", said)  # "financial" may stand there
    assert said in unescape(re.search('alt="([^"]*)"', explorer.picture.value)[1])


@cache
def at_start(make):
    """An explorer to look at; whoever moves its sliders needs one of their own."""
    return make()
