"""Whatever a report file holds, it ends in renderings or in an error; its values may be anybody's."""

import json

from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.errors import ReportError
from stelp_ci.report.evidence_file import load
from stelp_ci.report.registry import Format, render
from tests.fuzz.mutations import fuzz, leaves, mutated

WORDS = [
    word.encode()
    for word in [
        "{}",
        "[]",
        '""',
        '"\\ud800"',
        '"\\u0000"',
        "true",
        "-1",
        "1e400",
        '"fail"',
        '"schema_version":2,',
        ",",
    ]
]
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["\x1b[31m", "::error::x", "<script>", "a\nb", "\u202e", "`", "|", "-->", "../..", "fail", "pass"]
    )
    | st.sampled_from([[], {}, [[]], [None]])
)


def _renders_or_is_refused(data: bytes) -> None:
    try:
        report = load(data)
    except ReportError as error:
        assert str(error)
        return
    for format in Format:
        assert isinstance(render(report, format), str)


@fuzz()
@given(data=st.data())
def test_a_report_with_bytes_changed_is_shown_or_refused(reports: list[bytes], data: st.DataObject) -> None:
    _renders_or_is_refused(data.draw(mutated(reports, WORDS, edits=3)))


@fuzz()
@given(data=st.data())
def test_a_report_with_values_changed_is_shown_or_refused(reports: list[bytes], data: st.DataObject) -> None:
    document = json.loads(data.draw(st.sampled_from(reports)))
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(leaves(document))
        holder, key = data.draw(st.sampled_from(places))
        holder[key] = data.draw(VALUES)
    _renders_or_is_refused(json.dumps(document).encode())
