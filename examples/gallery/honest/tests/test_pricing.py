import pytest

from parcel.pricing import is_free, parse_weight, shipping_cost


def test_weights_are_read_in_both_units():
    assert parse_weight("1.5 kg") == 1500
    assert parse_weight("300 g") == 300


def test_a_weight_is_rounded_not_cut():
    assert parse_weight("2.01 kg") == 2010


@pytest.mark.parametrize(("grams", "cents"), [(1, 390), (500, 390), (501, 590), (2000, 590), (10000, 990)])
def test_a_parcel_costs_what_its_tier_costs(grams, cents):
    assert shipping_cost(grams) == cents


def test_a_parcel_above_the_last_tier_is_refused():
    with pytest.raises(ValueError, match="too heavy"):
        shipping_cost(10001)


@pytest.mark.parametrize(("order", "free"), [(4999, False), (5000, True), (7500, True)])
def test_sending_is_free_from_fifty_on(order, free):
    assert is_free(order) is free
