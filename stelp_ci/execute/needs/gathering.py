"""The needs as they are gathered from a project's files, before they are sorted into `Needs`."""

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.needs.requirement import Need, NotTaken, normalised, read_requirement


class Gathering:
    """Roots, constraints and hashes found so far.

    Attributes:
        files: the project's files, which also hold the notes.
        own: normalised names that are the project's own (itself and workspace members): never looked up in an index.
        local: normalised names that the project takes from elsewhere than an index: not looked up either, but noted.
        extras: normalised extras of the project itself that some file asks for.
    """

    def __init__(self, files: ProjectFiles) -> None:
        self.files = files
        self.own: set[str] = set()
        self.local: set[str] = set()
        self.extras: set[str] = set()
        self.roots: dict[str, Need] = {}
        self.constraints: dict[str, str] = {}
        self.hashes: dict[str, set[str]] = {}

    def add(self, text: str, source: str) -> None:
        """Take `text` as a root; what cannot be taken is noted with its `source`."""
        match read_requirement(text):
            case Need() as need if need.name in self.own:
                self.extras |= need.extras
            case Need() as need if need.name in self.local:
                self._leave_out(text, source, "is taken from an address and not from an index")
            case Need() as need:
                self.roots[need.text] = need
            case NotTaken(_, name) if name in self.own:
                pass  # the project itself, or a part of it: importable as it lies in the tree
            case NotTaken(why, _):
                self._leave_out(text, source, why)

    def _leave_out(self, text: str, source: str, why: str) -> None:
        self.files.note(f"not assessed: {printable(text)} ({printable(source)}) {why}")

    def constrain(self, text: str, source: str) -> None:
        """Take `text` as a constraint on the version of whatever else needs the package."""
        match read_requirement(text):
            case Need(canonical, name, extras) if not extras:
                self.constraints[canonical] = name
            case Need():
                self.files.note(f"constraint {printable(text)} ({printable(source)}) names extras and was not used")
            case NotTaken(why, _):
                self.files.note(f"constraint {printable(text)} ({printable(source)}) {why}")

    def allow_hash(self, name: str, digest: str) -> None:
        """Record a `sha256:<hex>` that the file of `name` may have; other algorithms are not recorded."""
        algorithm, _, value = digest.partition(":")
        if algorithm == "sha256" and len(value) == 64 and set(value) <= set("0123456789abcdef"):
            self.hashes.setdefault(normalised(name), set()).add(value)
