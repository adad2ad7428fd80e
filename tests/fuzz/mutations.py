"""Malformed inputs made from valid ones: cut, spliced, repeated and salted with what parsers trip over."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

CASES = Path(__file__).parents[1] / "cases"
_ASKED = os.environ.get("STELP_FUZZ_EXAMPLES", "")

SALT = (
    b"\0",
    b"\r",
    b"\n",
    b"\t",
    b"\x0c",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\xe2\x80\x8b",
    b"\xf0\x9f\x98\x80",
    b"'",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"(",
    b":",
    b"-",
    b"-1",
    b"0",
    b"9" * 30,
    b"1e999",
    b"null",
)


def fuzz(*, share: float = 1.0, least: int = 5) -> "Callable[[Callable[..., Any]], Callable[..., Any]]":
    """150 examples from a fixed seed; STELP_FUZZ_EXAMPLES asks for another number, anew each time.

    `share` is the part of the number that a slow entry point gets, but never fewer than `least`.
    """
    return settings(
        max_examples=max(least, int(int(_ASKED or 150) * share)),
        derandomize=not _ASKED,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def samples_of(folder: Path, pattern: str) -> list[bytes]:
    """The contents of case files, in the order of their names; there must be some."""
    found = [path.read_bytes() for path in sorted(folder.glob(pattern))]
    assert found, f"no {pattern} in {folder}"
    return found


@st.composite
def mutated(draw: st.DrawFn, samples: Sequence[bytes], words: Sequence[bytes] = (), *, edits: int = 6) -> bytes:
    """One of `samples` after up to `edits` edits; `words` are put in beside the usual salt."""
    data = draw(st.sampled_from(samples))
    pieces = st.sampled_from([*SALT, *words]) | st.binary(max_size=6)
    for _ in range(draw(st.integers(0, edits))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        data = data[:start] + draw(_replacement(data[start:end], pieces, samples)) + data[end:]
    return data


def _replacement(cut: bytes, pieces: st.SearchStrategy[bytes], samples: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """What takes the place of `cut`: salt, itself with salt or again, its bytes shifted, another sample, nothing."""
    return st.one_of(
        pieces,
        pieces.map(lambda piece: cut + piece),
        pieces.map(lambda piece: piece + cut[1:]),
        st.tuples(pieces, st.integers(2, 40)).map(lambda pair: cut + pair[0] * pair[1]),
        st.integers(1, 3).map(lambda times: (cut[:400] + b"\n") * times),
        st.integers(1, 255).map(lambda step: bytes((byte + step) % 256 for byte in cut[:8]) + cut[8:]),
        st.sampled_from(samples).map(lambda other: cut[: len(cut) // 2] + other[len(other) // 2 :][:2000]),
        st.just(b""),
    )


def leaves(value: object) -> "Iterator[tuple[Any, Any]]":
    """Every place in a JSON document as (container, key), the deepest last."""
    pending: list[object] = [value]
    while pending:
        holder = pending.pop()
        items: list[tuple[Any, Any]] = []
        if isinstance(holder, dict):
            items = list(holder.items())
        elif isinstance(holder, list):
            items = list(enumerate(holder))
        for key, item in items:
            yield holder, key
            pending.append(item)
