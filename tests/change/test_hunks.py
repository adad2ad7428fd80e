import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.change.hunks import read_sections
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Hunk

HEADER = b"diff --git a/x b/x\n--- a/x\n+++ b/x\n"


def _sections(patch: bytes):
    return list(read_sections(io.BytesIO(patch)))


def test_lines_are_numbered_on_their_own_side():
    patch = HEADER + b"@@ -3,4 +3,5 @@ def f\n a\n-b\n+B\n+C\n c\n d\n"
    expected = Hunk(base_start=3, base_length=4, head_start=3, head_length=5, added=(4, 5), removed=(4,))
    assert _sections(patch)[0].hunks == (expected,)


def test_a_length_that_is_left_out_is_one():
    assert _sections(HEADER + b"@@ -1 +1 @@\n-a\n+b\n")[0].hunks[0].head_length == 1


def test_content_that_looks_like_a_header_is_content():
    patch = HEADER + b"@@ -1,2 +1,2 @@\n--- a/x\n-@@ -1 +1 @@\n+++ b/y\n+diff --git a/y b/y\n"
    assert [len(section.hunks) for section in _sections(patch)] == [1]


@pytest.mark.parametrize("character", [b"\r", b"\x0b", b"\x0c", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8"])
def test_only_a_line_feed_ends_a_line(character):
    hunk = _sections(HEADER + b"@@ -1 +1,2 @@\n a\n+b" + character + b"c\n")[0].hunks[0]
    assert hunk.added == (2,)


def test_a_patch_that_breaks_off_is_an_error():
    with pytest.raises(ChangeError):
        _sections(HEADER + b"@@ -1,3 +1,3 @@\n a\n")


def test_a_file_without_hunks_is_a_section_too():
    patch = b"diff --git a/x b/y\nrename from x\nrename to y\ndiff --git a/p b/p\nBinary files a/p and b/p differ\n"
    assert [section.is_binary for section in _sections(patch)] == [False, True]


@given(st.binary(max_size=300).map(lambda tail: HEADER + b"@@ -1,2 +1,2 @@\n a\n" + tail))
def test_any_bytes_are_sections_or_an_error(patch):
    try:
        _sections(patch)
    except ChangeError:
        return
