"""Which file a section of a diff is about, before and after; git's headers must agree with each other. Pure.

Rules: https://git-scm.com/docs/diff-format#generate_patch_text_with_p
"""

from typing import NamedTuple

from stelp_ci.change.names import shown
from stelp_ci.change.quoting import quoted_pair, unquoted
from stelp_ci.errors import ChangeError

_NULL = b"/dev/null"
_OLD_PREFIXES = (b"a/", b"c/", b"i/", b"o/", b"w/", b"1/")
_NEW_PREFIXES = (b"b/", b"c/", b"i/", b"w/", b"2/")


class PatchNames(NamedTuple):
    """The names on either side, None where the file does not exist there.

    `is_copy`: the base's file stays. `is_plain`: not written by git; differing names (`x.orig`, `x`) mean one file.
    """

    base: bytes | None
    head: bytes | None
    is_copy: bool = False
    is_plain: bool = False

    @property
    def path(self) -> bytes:
        """The name to speak of the file by."""
        return self.head or self.base or b""


def names_of(headers: list[bytes]) -> PatchNames:
    """The names in the header lines of one file. Raises `ChangeError` where they are missing or contradict."""
    lines = _Lines(headers)
    moved = lines.value(b"rename from ", b"copy from "), lines.value(b"rename to ", b"copy to ")
    written = lines.value(b"--- "), lines.value(b"+++ ")
    if headers[0].startswith(b"diff --git "):
        return _git_names(lines, moved, written)
    old, new = _without_prefixes(written[0] or b"", written[1] or b"")
    if old is None and new is None:
        raise _contradiction(headers)
    return PatchNames(old, new, is_plain=True)


class _Lines(NamedTuple):
    headers: list[bytes]

    def value(self, *prefixes: bytes) -> bytes | None:
        found = {
            unquoted(line[len(prefix) :]) for line in self.headers for prefix in prefixes if line.startswith(prefix)
        }
        if len(found) > 1:
            raise _contradiction(self.headers)
        return next(iter(found), None)

    def has(self, prefix: bytes) -> bool:
        return any(line.startswith(prefix) for line in self.headers)


def _git_names(
    lines: _Lines, moved: tuple[bytes | None, bytes | None], written: tuple[bytes | None, bytes | None]
) -> PatchNames:
    if moved != (None, None):
        return _moved_names(lines, moved, written)
    name = _common_name(lines.headers[0].removeprefix(b"diff --git "))
    is_new, is_deleted = lines.has(b"new file mode "), lines.has(b"deleted file mode ")
    if written == (None, None):
        old, new = (None if is_new else name), (None if is_deleted else name)
    else:
        old, new = _without_prefixes(written[0] or b"", written[1] or b"", name=name)
    agrees = (old is None) == is_new and (new is None) == is_deleted and len({old, new} - {None}) == 1
    if not agrees or (name is not None and name not in (old, new)):
        raise _contradiction(lines.headers)
    return PatchNames(old, new)


def _moved_names(
    lines: _Lines, moved: tuple[bytes | None, bytes | None], written: tuple[bytes | None, bytes | None]
) -> PatchNames:
    old, new = moved
    if not old or not new or old == new:
        raise _contradiction(lines.headers)
    for name, line in zip(moved, written, strict=True):
        if name and line is not None and line != name and not line.endswith(b"/" + name):
            raise _contradiction(lines.headers)
    return PatchNames(old, new, is_copy=lines.has(b"copy from "))


def _common_name(rest: bytes) -> bytes | None:
    """The name behind `diff --git ` where both sides have the same; None where they differ."""
    rest = rest.rstrip(b"\r\n")
    pair = quoted_pair(rest)
    if pair is None:
        middle = len(rest) // 2
        pair = (rest[:middle], rest[middle + 1 :]) if rest[middle : middle + 1] == b" " else None
    if pair is None:
        return None
    old, new = pair
    if old.startswith(_OLD_PREFIXES) and new.startswith(_NEW_PREFIXES) and old[:2] != new[:2]:
        old, new = old[2:], new[2:]
    return old if old == new else None


def _without_prefixes(old: bytes, new: bytes, *, name: bytes | None = None) -> tuple[bytes | None, bytes | None]:
    """Names without `a/` and `b/`, unless both begin alike or `name` tells that they are part of the name."""
    strip_old = old.startswith(_OLD_PREFIXES) and old != name
    strip_new = new.startswith(_NEW_PREFIXES) and new != name
    if old != _NULL and new != _NULL and not (strip_old and strip_new and old[:2] != new[:2]):
        strip_old = strip_new = False
    return (
        None if old == _NULL else old[2:] if strip_old else old,
        None if new == _NULL else new[2:] if strip_new else new,
    )


def _contradiction(headers: list[bytes]) -> ChangeError:
    first = shown(headers[0].rstrip(b"\r\n")[:200])
    return ChangeError(
        f"the header of a file in the diff is incomplete or contradicts itself: {first!r}",
        remedy="make the diff with: git diff BASE HEAD",
    )
