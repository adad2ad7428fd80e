"""What is written without `json` is what `json` writes, and what is read is what it reads."""

import json
from typing import Any

import pytest

from sandbox.plain_json import dumps, loads

VALUES: "list[Any]" = [
    *(None, True, False, 0, -5, 10**30, 1.5, -0.0, 1e300, float("inf"), float("-inf")),
    *("", "plain", 'quoted " and \\', "\x00\n\r\t\f\b\x1f\x7f", "é \u2028 \U0001f600 \ud800", "x" * 500 + "é"),
    *([], {}, [1, [2, (3, None)]], {"k": {"l": ["m"]}}, {1: 2, None: 3}, list(range(500))),
    {str(number): number for number in range(500)},
    {"event": "record", "body": {"step": "ended", "effects": [], "ms": 0.25, "kind": "completed", "value": None}},
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
def test_the_same_document_is_written_and_read(value: Any) -> None:
    text = json.dumps(value)
    assert dumps(value) == text
    assert repr(loads(text.encode())) == repr(json.loads(text))


def test_a_string_of_another_class_is_written_as_its_text() -> None:
    class Name(str):
        __slots__ = ()

    assert dumps([Name("a\n")]) == '["a\\n"]'


@pytest.mark.parametrize("document", [b"", b"[1,]", b"{", b"nul", b"1 2", b'"\xff"'])
def test_what_is_no_document_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError):
        loads(document)
