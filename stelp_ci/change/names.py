"""File names as git stores them (bytes), as reports show them (text), and which of them are refused."""

from stelp_ci.errors import ChangeError

_IGNORED_BY_HFS = dict.fromkeys(
    [*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF],
)


def shown(name: bytes) -> str:
    r"""The name as the model writes it: UTF-8, with `\xNN` for each byte that cannot be decoded."""
    return name.decode("utf-8", "backslashreplace")


def check_name(name: bytes) -> None:
    """Raise `ChangeError` for a name that would leave the tree or reach into a `.git`, on any file system."""
    if not name or name.startswith(b"/") or b"\0" in name:
        raise _refused(name)
    for part in name.split(b"/"):
        if part in (b"", b".", b".."):
            raise _refused(name)
    # NOTE: a backslash is an ordinary character here and a separator on Windows.
    for part in name.replace(b"\\", b"/").split(b"/"):
        if part == b".." or _is_git_directory(part):
            raise _refused(name)


def _is_git_directory(part: bytes) -> bool:
    """Whether some file system takes `part` for `.git`: case, NTFS endings and streams, characters that HFS+ skips."""
    text = part.decode("utf-8", "replace").translate(_IGNORED_BY_HFS)
    text = text.split(":", 1)[0].rstrip(" .").casefold()
    return text in (".git", "git~1")


def _refused(name: bytes) -> ChangeError:
    return ChangeError(
        f"the file name {shown(name)!r} is refused: it leaves the tree or reaches into .git",
        remedy="remove or rename the file",
    )
