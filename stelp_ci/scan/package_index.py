"""What the package index says of a project: when it began, how many releases it has, who keeps it.

Asked only where the base's settings allow it (`scan.ask_index`), and at most for a few names of a change.
https://packaging.python.org/en/latest/specifications/simple-repository-api/ (JSON form, with upload times)
"""

import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from stelp_ci.errors import ScanError
from stelp_ci.scan.names.known import normalised

JSON = "application/vnd.pypi.simple.v1+json"
LARGEST = 16 << 20
"""Bytes of an answer: projects with thousands of files have some megabytes."""

TIMEOUT_S = 15.0


class Standing(NamedTuple):
    """One project: the day of its first file (None where the index does not tell), its releases, who keeps it."""

    first: date | None
    releases: int
    keepers: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, rename="kebab"):
    upload_time: datetime | None = None


class _Project(msgspec.Struct, frozen=True):
    files: tuple[_File, ...] = ()
    versions: tuple[str, ...] = ()


class _Role(msgspec.Struct, frozen=True):
    user: str = ""


class _Ownership(msgspec.Struct, frozen=True):
    roles: tuple[_Role, ...] = ()


class _Details(msgspec.Struct, frozen=True):
    ownership: _Ownership | None = None


class Answer(NamedTuple):
    """What an address gave: its content, its type, and where it came from in the end."""

    content: bytes
    kind: str
    url: str


def standing_of(name: str, index: str) -> Standing | None:
    """What `index` (its simple address) says of the project; None where it has no such one. Raises `ScanError`."""
    root = index.rstrip("/")
    try:
        answer = fetch(f"{root}/{quote(normalised(name), safe='')}/", accept=JSON)
        project = msgspec.json.decode(answer.content, type=_Project)
    except LookupError:
        return None
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise ScanError(f"the package index cannot be asked: {error}", remedy="take scan.ask_index out") from error
    days = [file.upload_time.date() for file in project.files if file.upload_time is not None]
    return Standing(min(days, default=None), len(project.versions), _keepers(name, root))


def _keepers(name: str, root: str) -> tuple[str, ...]:
    """The accounts that may publish, where the index has the second, older answer that tells them."""
    try:
        answer = fetch(urljoin(root, f"/pypi/{quote(normalised(name), safe='')}/json"), accept="application/json")
        details = msgspec.json.decode(answer.content, type=_Details)
    except (LookupError, OSError, ValueError, msgspec.DecodeError):
        return ()
    return tuple(sorted({role.user for role in details.ownership.roles if role.user})) if details.ownership else ()


def index_url() -> str:
    """pip's index: its environment, its configuration, or the default that it carries in its own code."""
    if configured := os.environ.get("PIP_INDEX_URL"):
        return configured
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    if told := subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip():
        return told
    from pip._internal.models.index import PyPI  # NOTE: private, and the only place that knows the default

    return PyPI.simple_url


def fetch(url: str, *, accept: str, largest: int = LARGEST, timeout_s: float = TIMEOUT_S) -> Answer:
    """What stands at `url`. The certificates are those of the user's pip, where it names some.

    Raises `LookupError` where there is nothing, `ConnectionError` where nobody answers, `ValueError` for no web
    address and for more than `largest` bytes.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"{url} is not on the web")
    certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    context = ssl.create_default_context(cafile=certificates)
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310 - the scheme is checked above
    try:
        with urllib.request.urlopen(request, timeout=timeout_s, context=context) as answer:  # noqa: S310
            content = answer.read(largest + 1)
            found = Answer(content, answer.headers.get_content_type(), answer.geturl())
    except urllib.error.HTTPError as error:
        if error.code == 404:
            raise LookupError(f"{urlsplit(url).path} is not on the index") from error
        raise ConnectionError(f"{urlsplit(url).path} cannot be had from the index: {error}") from error
    except OSError as error:
        raise ConnectionError(f"{urlsplit(url).path} cannot be had from the index: {error}") from error
    if len(content) > largest:
        raise ValueError(f"{url} is larger than {largest} bytes")
    return found
