"""Hostile text made fit to stand in a note."""

LONGEST = 200


def printable(text: object) -> str:
    """`text` on one line of printable characters, cut at 200: safe in notes, whatever a file holds."""
    line = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in str(text)[: LONGEST + 1])
    return line if len(line) <= LONGEST else line[:LONGEST] + "..."
