"""Fetches history that a shallow clone lacks: in steps, bounded in tries and time, running nothing it configures."""

import time
from collections.abc import Sequence

from stelp_ci.change.git import GitResult
from stelp_ci.change.repository import Repository
from stelp_ci.errors import ChangeError

STEPS = (50, 500, 5000)
"""Commits fetched behind each boundary, in one try after the other."""

NETWORK_S = 180.0
"""Seconds for all fetching of one run."""

REMEDY = "fetch the history first: `fetch-depth: 0` for actions/checkout, or: git fetch --unshallow"

_FETCH = (
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-recurse-submodules",
    "--no-write-fetch-head",
    "--no-auto-maintenance",
    "--upload-pack=git-upload-pack",
)
_REMOTE = "origin"


class Deepening:
    """The tries that are left for one repository."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._steps = list(STEPS) if repository.is_shallow else []
        self._deadline = time.monotonic() + NETWORK_S
        self.problem = ""

    def deepen(self, *commits: str) -> bool:
        """Fetch more history behind `commits`; False if there is none to fetch, no try left, or fetching failed."""
        if not self._steps or not self._repository.is_shallow:
            return False
        return self._fetch([f"--deepen={self._steps.pop(0)}"], commits)

    def tip(self, ref: str) -> str | None:
        """Fetch the commit that the remote calls `ref` (or that has this full id), None if it cannot be had."""
        if not self._steps:
            return None
        commit = ref if _is_full_id(ref) else self._advertised(ref)
        if commit is None or not self._fetch(["--depth=1"], [commit]):
            return None
        return commit

    def _fetch(self, options: Sequence[str], commits: Sequence[str]) -> bool:
        result = self._run(*_FETCH, *options, _REMOTE, *dict.fromkeys(commits))
        if result.status != 0:
            self.problem = result.stderr
            self._steps = []
        return result.status == 0

    def _advertised(self, ref: str) -> str | None:
        name = ref.removeprefix(f"{_REMOTE}/").removeprefix("refs/heads/")
        wanted = "HEAD" if name == "HEAD" else f"refs/heads/{name}"
        result = self._run("ls-remote", "--upload-pack=git-upload-pack", _REMOTE, wanted)
        listed = result.stdout.decode("ascii", "replace").split("\t", 1)[0]
        self.problem = result.stderr
        return listed if _is_full_id(listed) else None

    def _run(self, *arguments: str) -> GitResult:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ChangeError(f"fetching history took longer than {NETWORK_S:g} s", remedy=REMEDY)
        return self._repository.git.run(*arguments, timeout_s=left)


def _is_full_id(text: str) -> bool:
    return len(text) == 40 and all(character in "0123456789abcdef" for character in text)
