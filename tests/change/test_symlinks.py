import pytest

from stelp_ci.change.symlinks import stays_inside


@pytest.mark.parametrize("target", [b"b", b"./b", b"sub/b", b"dangling/x", b"sub/../b", b"."])
def test_a_link_below_the_root_stays_inside(target):
    assert stays_inside(b"a", {b"a": target})


@pytest.mark.parametrize("target", [b"/etc", b"..", b"../b", b"sub/../../b", b"/", b"b/../.."])
def test_a_link_above_the_root_leaves_it(target):
    assert not stays_inside(b"a", {b"a": target})


def test_dots_are_counted_from_the_directory_of_the_link():
    assert stays_inside(b"x/y/a", {b"x/y/a": b"../../b"})
    assert not stays_inside(b"x/y/a", {b"x/y/a": b"../../../b"})


def test_dots_behind_another_link_are_counted_from_where_that_link_leads():
    links = {b"deep": b"x/y/z", b"shallow/here": b"../x", b"a": b"deep/../../../..", b"b": b"deep/../.."}
    assert not stays_inside(b"a", links)
    assert stays_inside(b"b", links)
    assert not stays_inside(b"c", {b"c": b"up/../x", b"up": b"."})


def test_a_link_to_a_link_that_leaves_leaves_too():
    assert not stays_inside(b"a", {b"a": b"b/c", b"b": b"/etc"})


def test_links_in_a_circle_lead_nowhere():
    assert not stays_inside(b"a", {b"a": b"b", b"b": b"a"})
    assert not stays_inside(b"a", {b"a": b"a"})
