"""Two ways to one number: what agrees, what does not, what cannot be compared."""

import numpy as np
import pytest

import racekit as rk


def test_agreement_is_said_in_words():
    assert rk.same([1.0, 2.0], [1.0, 2.0 + 5e-10]) == "Both ways agree to within 1e-09."
    assert rk.same([[1, 2], [1, 2]], [1, 2.1], within=0.2) == "Both ways agree to within 0.2."
    assert rk.same([True, False], [1, 0])
    assert rk.same(np.inf, np.inf)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (1.0, 1.1, "differ by 0.1, 1e-09 is allowed"),
        ([1.0, 2.0], [1.0, 2.5], "differ by 0.5"),
        (np.inf, -np.inf, "differ by inf"),
        (np.nan, np.nan, "differ by nan"),
        ([1.0, np.nan], [1.0, 1.0], "differ by nan"),
    ],
)
def test_disagreement_raises(first, second, words):
    with pytest.raises(AssertionError, match=words):
        rk.same(first, second)


def test_what_cannot_be_compared_is_named():
    with pytest.raises(ValueError, match="within"):
        rk.same(1, 1, within=-1)
    with pytest.raises(ValueError, match="within"):
        rk.same(1, 1, within=np.nan)
    with pytest.raises(ValueError, match="at least one"):
        rk.same([], [])
    with pytest.raises(ValueError, match="shape"):
        rk.same([1, 2], [1, 2, 3])
