import pytest

from stelp_ci.change.names import check_name, shown
from stelp_ci.errors import ChangeError

REFUSED = [
    b"",
    b"/etc/passwd",
    b"..",
    b"../x",
    b"a/../../x",
    b"a/..",
    b"./a",
    b"a//b",
    b"a/",
    b".git",
    b".git/config",
    b"a/.GIT/hooks",
    b".Git ",
    b".git.",
    b".git. .",
    b".git::$INDEX_ALLOCATION/x",
    b"git~1",
    b"GIT~1/x",
    ".g\u200cit/x".encode(),
    ".gi\ufefft".encode(),
    b"a\\..\\b",
    b"a\\.git\\b",
    b"a\0b",
]


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_escapes_is_refused(name):
    with pytest.raises(ChangeError):
        check_name(name)


@pytest.mark.parametrize(
    "name",
    [b"a", b"a/b.py", b".gitignore", b".github/x", b"...", b"a..b", b"git", b"xgit~1", b"a\\b", b"\xff.py", b"a b "],
)
def test_an_ordinary_name_is_not_refused(name):
    check_name(name)


def test_a_name_is_shown_with_each_undecodable_byte_escaped():
    assert shown("grüße".encode() + b"\xff\xfe") == "grüße\\xff\\xfe"
