"""requirements.txt files: lines, includes, constraints and hashes. https://pip.pypa.io/en/stable/reference/requirements-file-format/

No option of such a file is obeyed: an index that the repository names is reported, and the user's own is used.
"""

import posixpath
import re
import shlex

from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.needs.gathering import Gathering
from stelp_ci.execute.needs.requirement import Need, read_requirement

MOST_FILES = 64
OWN_PATH = re.compile(r"\.(?:\[(?P<extras>[\w.,\s-]*)\])?")


class RequirementFiles:
    """Reads requirement files into a gathering; each file once, however the includes run in circles."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._seen: set[tuple[str, bool]] = set()

    def add(self, path: str, *, constraint: bool = False) -> None:
        """Read the file at `path`, and what it includes. A path that leaves the tree is noted, not read."""
        path = posixpath.normpath(path)
        if (path, constraint) in self._seen:
            return
        self._seen.add((path, constraint))
        if len(self._seen) > MOST_FILES:
            self._note(f"more than {MOST_FILES} requirement files include each other; the rest was not read")
            return
        text = self._gathering.files.text(path)
        if text is None:
            self._note(f"not assessed: requirement file {printable(path)} is not a readable file of the tree")
            return
        for line in _logical_lines(text):
            self._line(line, path, constraint=constraint)

    def _line(self, line: str, path: str, *, constraint: bool) -> None:
        if line.startswith("-"):
            self._option(line, path)
            return
        requirement, *hashes = re.split(r"\s--hash[=\s]", line)
        requirement = re.split(r"\s--", requirement)[0].strip()
        if own := OWN_PATH.fullmatch(requirement):
            self._own(own)
        elif constraint:
            self._gathering.constrain(requirement, path)
        else:
            self._gathering.add(requirement, path)
        match read_requirement(requirement):
            case Need(_, name, _):
                for digest in hashes:
                    self._gathering.allow_hash(name, digest.strip())
            case _:
                pass  # noted by add or constrain above

    def _own(self, own: "re.Match[str]") -> None:
        extras = own["extras"] or ""
        self._gathering.extras |= {
            extra.strip().lower().replace("_", "-") for extra in extras.split(",") if extra.strip()
        }

    def _option(self, line: str, path: str) -> None:
        option, value = _option_parts(line)
        match option:
            case "-r" | "--requirement":
                self.add(posixpath.join(posixpath.dirname(path), value))
            case "-c" | "--constraint":
                self.add(posixpath.join(posixpath.dirname(path), value), constraint=True)
            case "-e" | "--editable" if own := OWN_PATH.fullmatch(value):
                self._own(own)
            case "-e" | "--editable":
                self._note(f"not assessed: {printable(line)} ({printable(path)}) is not taken from an index")
            case _:
                self._note(f"option {printable(option)} in {printable(path)} is not obeyed: the repository under "
                           "judgement does not choose indexes or how packages are fetched")  # fmt: skip

    def _note(self, text: str) -> None:
        self._gathering.files.note(text)


def _logical_lines(text: str) -> list[str]:
    joined = re.sub(r"\\\r?\n", " ", text)
    lines = (re.sub(r"(^|\s)#.*$", "", line).strip() for line in joined.splitlines())
    return [line for line in lines if line]


def _option_parts(line: str) -> tuple[str, str]:
    """`-rfile`, `-r file`, `--requirement=file` and `--requirement "file"` as (option, value)."""
    if not line.startswith("--") and len(line) > 2 and not line[2].isspace():
        line = f"{line[:2]} {line[2:].lstrip('=')}"
    option, _, value = re.sub(r"^(--[\w-]+)=", r"\1 ", line).partition(" ")
    try:
        words = shlex.split(value)
    except ValueError:
        words = []
    return option, words[0] if len(words) == 1 else value.strip()
