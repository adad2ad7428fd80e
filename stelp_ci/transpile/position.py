"""Offsets into lines and columns, both counted from 1, columns in characters."""

import re

_LINE_ENDS = re.compile(r"\r\n|\n|\r")


def position(text: str, offset: int) -> tuple[int, int]:
    """The line and column of `offset`, with lines parted as Python parts them."""
    line, start = 1, 0
    for end in _LINE_ENDS.finditer(text, 0, offset):
        line, start = line + 1, end.end()
    return line, offset - start + 1


def lines_of(text: str) -> list[str]:
    """The lines of a text without their ends, parted as Python parts them (not as `str.splitlines` does)."""
    return _LINE_ENDS.split(text)


def column_of(line: str, byte_offset: int) -> int:
    """The column of a syntax node: Python gives its offset in UTF-8 bytes."""
    if line.isascii():
        return byte_offset + 1
    return len(line.encode("utf-8", "surrogatepass")[:byte_offset].decode("utf-8", "replace")) + 1
