import pytest

from stats.core import clamp, mean, median, variance


def test_mean():
    assert mean([1, 2, 6]) == 3
    assert mean([4]) == 4


def test_mean_of_nothing():
    with pytest.raises(ValueError):
        mean([])


class TestMedian:
    def test_odd(self):
        assert median([5, 1, 3]) == 3

    def test_even(self):
        assert median([4, 1, 3, 2]) == 2.5


def test_variance():
    assert variance([1.0, 2.0, 3.0]) == pytest.approx(0.666666, abs=1e-5)


@pytest.mark.parametrize("value, expected", [(5, 5), (-5, 0), (50, 10)])
def test_clamp(value, expected):
    assert clamp(value, 0, 10) == expected
