"""What a hook is asked to do, read off the command line and the variables that pre-commit sets."""

from typing import NamedTuple, Protocol

from stelp_ci.hook.git import Repository
from stelp_ci.hook.notice import Told
from stelp_ci.hook.staged import Staged, read_range, read_staged


class Request(NamedTuple):
    """One call. `files` are paths relative to the top (none: all); `arguments` are the words as they were given."""

    repository: Repository
    files: frozenset[str] = frozenset()
    arguments: tuple[str, ...] = ()
    base: str | None = None
    head: str | None = None
    fix: bool = False

    def staged(self) -> Staged:
        """The change to look at: a range of commits where one was named, else what is staged. Raises `ChangeError`."""
        if self.base and self.head:
            return read_range(self.repository, self.base, self.head, self.files)
        return read_staged(self.repository, self.files)


class Hook(Protocol):
    """The module of one hook."""

    def look(self, request: Request) -> Told:
        """What there is to say about the change. Raises `StelpError` where nothing can be said."""
        ...
