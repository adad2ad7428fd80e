"""Source archives of released projects, from the index that the user's pip is configured for; nothing in them is run.

https://packaging.python.org/en/latest/specifications/simple-repository-api/
"""

import hashlib
import io
import json
import os
import ssl
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from packaging.utils import InvalidSdistFilename, canonicalize_name, parse_sdist_filename
from packaging.version import Version

JSON = "application/vnd.pypi.simple.v1+json"
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


def index_url() -> str:
    """pip's index: its environment, its configuration, or the default that it carries in its own code."""
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    if configured := os.environ.get("PIP_INDEX_URL") or told:
        return configured
    from pip._internal.models.index import PyPI  # NOTE: private, and the only place that knows the default

    return PyPI.simple_url


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


def _get(url: str) -> tuple[bytes, str, str]:
    """Content, content type and final address. The certificates are those of the user's pip, where it names some."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"{url} is not on the web")
    certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    context = ssl.create_default_context(cafile=certificates)
    request = urllib.request.Request(url, headers={"Accept": ACCEPT})  # noqa: S310 - the scheme is checked above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S, context=context) as answer:  # noqa: S310
            content = answer.read(LARGEST + 1)
            kind, page = answer.headers.get_content_type(), answer.geturl()
    except urllib.error.URLError as error:
        raise ConnectionError(f"{urlsplit(url).path} cannot be had from the index: {error}") from error
    if len(content) > LARGEST:
        raise ValueError(f"{url} is larger than {LARGEST} bytes")
    return content, kind, page
