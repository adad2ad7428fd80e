"""Source archives of released projects, from the index that the user's pip is configured for; nothing in them is run.

https://packaging.python.org/en/latest/specifications/simple-repository-api/
"""

import hashlib
import io
import json
import tarfile
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from packaging.utils import InvalidSdistFilename, canonicalize_name, parse_sdist_filename
from packaging.version import Version

from stelp_ci.scan.package_index import JSON, Answer, fetch, index_url

ACCEPT = f"{JSON}, application/vnd.pypi.simple.v1+html;q=0.5, text/html;q=0.1"
LARGEST = 50 << 20
TIMEOUT_S = 60


class Sdist(NamedTuple):
    """One released source archive and the SHA-256 that it must have."""

    project: str
    version: str
    sha256: str


def unpack_sdist(sdist: Sdist, target: Path) -> None:
    """Put the archive's tree, without its top directory, into the new directory `target`. Raises on any doubt."""
    content = fetch_sdist(sdist)
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        archive.extractall(target.with_name(f"{target.name}.unpacked"), filter="data")
    (top,) = target.with_name(f"{target.name}.unpacked").iterdir()
    top.rename(target)
    target.with_name(f"{target.name}.unpacked").rmdir()


def fetch_sdist(sdist: Sdist) -> bytes:
    """The archive, checked against the SHA-256 that stands in our own files."""
    found = dict(_files(sdist.project))
    wanted = [url for name, url in found.items() if _is(name, sdist)]
    if len(wanted) != 1:
        raise LookupError(f"the index lists {len(wanted)} source archives of {sdist.project} {sdist.version}")
    content, _, _ = _get(wanted[0])
    digest = hashlib.sha256(content).hexdigest()
    if digest != sdist.sha256:
        raise ValueError(f"{sdist.project} {sdist.version} has the SHA-256 {digest}, not {sdist.sha256}")
    return content


def _is(name: str, sdist: Sdist) -> bool:
    if not name.endswith(".tar.gz"):
        return False
    try:
        project, version = parse_sdist_filename(name)
    except InvalidSdistFilename:  # an old release whose version no tool of today reads
        return False
    return project == canonicalize_name(sdist.project) and version == Version(sdist.version)


def _files(project: str) -> list[tuple[str, str]]:
    """Pairs of file name and address."""
    content, kind, page = _get(f"{index_url().rstrip('/')}/{canonicalize_name(project)}/")
    if kind.startswith(JSON):
        return [(file["filename"], urljoin(page, file["url"])) for file in json.loads(content)["files"]]
    links = _Links()
    links.feed(content.decode())
    addresses = [urldefrag(urljoin(page, link)).url for link in links.found]
    return [(urlsplit(address).path.rpartition("/")[2], address) for address in addresses]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _get(url: str) -> Answer:
    return fetch(url, accept=ACCEPT, largest=LARGEST, timeout_s=TIMEOUT_S)
