"""Reads blobs in one `git cat-file --batch`."""

import re
from collections.abc import Iterable

from stelp_ci.errors import ChangeError
from stelp_ci.hook.git import Repository
from stelp_ci.hook.questions import BLOBS

_ANSWER = re.compile(rb"([0-9a-f]{40,64}) blob (\d{1,12})\n")


def read_blobs(repository: Repository, oids: Iterable[str]) -> dict[str, bytes]:
    """The content of each blob by its id. Raises `ChangeError` if one is missing or is no blob."""
    asked = list(dict.fromkeys(oid for oid in oids if oid.strip("0")))
    if not asked:
        return {}
    answers = repository.run(*BLOBS, stdin="".join(f"{oid}\n" for oid in asked).encode())
    found: dict[str, bytes] = {}
    at = 0
    for oid in asked:
        header = _ANSWER.match(answers, at)
        if header is None:
            raise ChangeError(f"object {oid} is not in the repository", remedy="git fsck")
        begin = header.end()
        at = begin + int(header[2]) + 1
        found[oid] = answers[begin : at - 1]
    return found
