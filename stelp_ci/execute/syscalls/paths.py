"""The paths in the arguments of a call, as the log shows them: a pointer, then the text that it points to. Pure.

`AT_FDCWD /src, 0x7f00 data.txt, O_RDONLY, 0o0`: the directory of a relative path stands before it where the call has
one; for the others the working directory of the process counts.
"""

import posixpath
import re
from typing import NamedTuple

SCRATCH = ("/tmp", "/dev/shm")  # noqa: S108 - the private work space inside
_START = re.compile(r"(?:^|(?<=, ))(?:AT_FDCWD|0x[0-9a-f]+) ")


class Form(NamedTuple):
    """How a call names files: for each path whether its directory stands before it; how many arguments follow."""

    paths: tuple[bool, ...]
    trailing: int = 0


class Named(NamedTuple):
    """Absolute paths, and what follows; `unclear` where the text can be read in two ways: it stands as it is, then."""

    paths: tuple[str, ...]
    trailing: tuple[str, ...] = ()
    unclear: bool = False


def named(arguments: str, form: Form, directory: str) -> Named:
    """The paths in `arguments` of a process that works in `directory`."""
    head, *trailing = arguments.rsplit(", ", form.trailing) if form.trailing else [arguments]
    starts = list(_START.finditer(head))
    if len(trailing) != form.trailing or len(starts) != len(form.paths) + sum(form.paths):
        return Named((arguments,), unclear=True)
    ends = [match.start() - 2 for match in starts[1:]] + [len(head)]
    texts = iter([head[match.end() : end] for match, end in zip(starts, ends, strict=True)])
    paths = (posixpath.join("/", next(texts) if behind else directory, next(texts)) for behind in form.paths)
    return Named(tuple(posixpath.normpath(path) for path in paths), tuple(trailing))


def is_scratch(path: str) -> bool:
    """Whether it lies in the work space that each sandbox has for itself."""
    return any(path == place or path.startswith(f"{place}/") for place in SCRATCH)
