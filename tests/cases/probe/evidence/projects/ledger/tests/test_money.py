from pathlib import Path

import pytest

from ledger.money import label, rate, share, total

LABELS = Path(__file__).parent / "snapshots" / "labels.txt"


def test_total():
    assert total([100, 250]) == 350
    assert total([]) == 0


def test_share():
    assert share(100, 3) == [34, 33, 33]
    assert sum(share(1001, 7)) == 1001


def test_share_with_nobody():
    with pytest.raises(ValueError, match="nobody"):
        share(100, 0)


@pytest.mark.parametrize("cents, text", [(1205, "12.05"), (-5, "-0.05"), (100000, "1000.00")])
def test_label(cents, text):
    assert label(cents) == text


def test_labels_as_before():
    assert "\n".join(label(cents) for cents in (0, 7, 199, -250)) == LABELS.read_text().strip()


def test_rate():
    assert rate(250, 19) == pytest.approx(47.5, rel=1e-9)
