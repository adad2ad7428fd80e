"""Any text is a patch or an error; what is a patch for both us and unidiff says the same in both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unidiff.patch import PatchSet

from stelp_ci.change.patch import MAX_DIFF, read_patch
from stelp_ci.change.reader import open_change
from stelp_ci.errors import ChangeError
from stelp_ci.model.report import InputKind, Invocation

LINES = st.sampled_from(
    [
        "diff --git a/a.py b/a.py",
        "diff --git a/a.py b/b.py",
        'diff --git "a/\\303\\251.py" "b/\\303\\251.py"',
        "diff --git a/.git/x b/.git/x",
        "--- a/a.py",
        "--- /dev/null",
        "+++ b/a.py",
        "+++ b/../a.py",
        "+++ /dev/null",
        "@@ -0,0 +1 @@",
        "@@ -1 +1 @@",
        "@@ -1,2 +1,2 @@ def f",
        "@@ -1,0 +2 @@",
        "@@@ -1 -1 +1 @@@",
        "new file mode 100644",
        "new file mode 120000",
        "new file mode 160000",
        "deleted file mode 100644",
        "old mode 100644",
        "new mode 100755",
        "rename from a.py",
        "rename to b.py",
        "copy from a.py",
        "copy to c.py",
        "index 1111111..2222222 100644",
        "Binary files a/a.py and b/a.py differ",
        "+x = 1",
        "-x = 1",
        " x = 1",
        "+Subproject commit " + "1" * 40,
        "\\ No newline at end of file",
        "",
        "-- ",
        "+\x0c\x85\u2028",
    ]
)
TEXTS = st.lists(LINES, max_size=14).map("\n".join) | st.binary(max_size=300).map(
    lambda data: data.decode("utf-8", "surrogateescape")
)


@given(TEXTS)
def test_any_text_is_a_patch_or_an_error(text):
    try:
        read_patch(text)
    except ChangeError:
        return


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    return str(tmp_path_factory.mktemp("plain"))


@given(
    TEXTS.map(
        lambda text: (
            "diff --git a/a.py b/a.py\nnew file mode 100644\n--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+x\n" + text
        )
    )
)
def test_any_text_behind_a_patch_is_a_change_or_an_error(plain, text):
    try:
        with open_change(Invocation(input=InputKind.DIFF, repo=plain, diff=text)) as reader:
            assert reader.change.files
    except ChangeError:
        return


@given(st.text(max_size=50))
def test_any_characters_are_a_patch_or_an_error(text):
    try:
        read_patch(text)
    except ChangeError:
        return


def test_unidiff_reads_the_same_lines():
    text = (
        "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,4 @@\n a\n-b\n+B\n+C\n c\n"
        "@@ -10,2 +11,1 @@ def f\n-x\n y\n"
        "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+z\n"
    )
    ours = [[(list(hunk.base), list(hunk.head)) for hunk in file.hunks] for file in read_patch(text)]
    theirs = [
        [([line[1:].encode() for line in hunk.source], [line[1:].encode() for line in hunk.target]) for hunk in file]
        for file in PatchSet(text)
    ]
    assert ours == theirs


def test_a_diff_that_is_too_long_is_refused():
    with pytest.raises(ChangeError, match="MiB"):
        read_patch("x" * (MAX_DIFF + 1))


def test_characters_that_no_file_holds_are_refused():
    with pytest.raises(ChangeError, match="no file can hold"):
        read_patch("+++ \ud800")
