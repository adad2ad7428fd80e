import pytest

from parcel.pricing import is_free, parse_weight, shipping_cost


def test_weights_are_read_in_both_units():
    assert parse_weight("1.5 kg") == 1500
    assert parse_weight("300 g") == 300


def test_a_weight_may_have_a_decimal_comma():
    assert parse_weight("1,5 kg") == 1500


def test_a_weight_is_rounded_not_cut():
    assert parse_weight("2.01 kg") == 2010


@pytest.mark.parametrize(("grams", "cents"), [(1, 390), (500, 390), (501, 590), (2000, 590), (10000, 990)])
def test_a_parcel_costs_what_its_tier_costs(grams, cents):
    assert shipping_cost(grams) == cents


def test_a_parcel_above_the_last_tier_is_refused():
    with pytest.raises(ValueError, match="too heavy"):
        shipping_cost(10001)


def test_a_large_order_is_sent_for_free():
    assert is_free(7500)


def test_a_small_order_is_not_sent_for_free():
    assert not is_free(4999)


def test_free_sending_begins_at_fifty():
    assert is_free(5000)
