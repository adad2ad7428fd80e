"""Tables of names as one string."""


def words(text: str) -> "frozenset[str]":
    """The names in a text, parted by white space."""
    return frozenset(text.split())
