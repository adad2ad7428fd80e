import pytest

from parcel.pricing import parse_weight, shipping_cost


def test_weights_are_read_in_both_units():
    assert parse_weight("1.5 kg") == 1500
    assert parse_weight("300 g") == 300


@pytest.mark.parametrize(("grams", "cents"), [(1, 390), (501, 590), (2001, 990)])
def test_a_parcel_costs_what_its_tier_costs(grams, cents):
    assert shipping_cost(grams) == cents
