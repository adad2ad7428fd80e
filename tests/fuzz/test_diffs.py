"""Whatever a diff holds, it ends in a change or in an error that says why it does not apply."""

from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.change.reader import open_change
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Change
from stelp_ci.model.report import InputKind, Invocation
from tests.fuzz.mutations import CASES, fuzz, mutated, samples_of

SAMPLES = [sample for sample in samples_of(CASES / "change", "*.diff") if len(sample) < 20_000]
WORDS = [
    *(
        word.encode()
        for word in [
            "@@",
            "@@@",
            "+++",
            "---",
            "diff",
            "--git",
            "a/",
            "b/",
            "/dev/null",
            "old",
            "mode",
            "100644",
            "120000",
            "160000",
            "040000",
        ]
    ),
    b"\n@@ -1 +1 @@\n",
    b"\n@@ -0,0 +1,2 @@\n+",
    b"\n@@ -1,99999999999 +1 @@\n",
    b"\nrename from x\nrename to y\n",
    b"\nGIT binary patch\nliteral 3\n",
    b"\n\\ No newline at end of file\n",
    b'"\\303\\251"',
    b"../",
    b".git/",
    b"\n+",
    b"\n-",
    b"\n ",
]


@fuzz()
@given(diff=mutated(SAMPLES, WORDS) | st.lists(st.sampled_from(WORDS), max_size=30).map(b"".join))
def test_any_diff_ends_in_a_change_or_an_error(repository: Path, diff: bytes) -> None:
    text = diff.decode("utf-8", "surrogateescape")
    try:
        with open_change(Invocation(input=InputKind.DIFF, repo=str(repository), diff=text)) as reader:
            change = reader.change
            for file in change.files:
                reader.read_base(file.path)
                reader.read_head(file.path)
    except ChangeError as error:
        assert str(error)
    else:
        assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change
