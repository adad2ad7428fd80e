"""Secrets in the lines that a change adds, found by detect-secrets as a library; never shown, and no allow-list counts.

https://github.com/Yelp/detect-secrets
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from stelp_ci.errors import ScanError
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.changed_text import Text, changed_texts
from stelp_ci.scan.hit import Hit, Place, Rule
from stelp_ci.scan.sources import Side

NAME = "secrets"

MAX_LINE = 20_000
"""Characters of a line that are looked at: minified files have no secrets that a person put there."""

_PLUGINS = (
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "CloudantDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "IbmCloudIamDetector",
    "IbmCosHmacDetector",
    "JwtTokenDetector",
    "KeywordDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SoftlayerDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
_ENTROPY = ({"name": "Base64HighEntropyString", "limit": 4.5},)
"""Hexadecimal strings are left out: digests and commits are everywhere, and a keyword beside one is told anyway."""

_FILTERS = (
    "heuristic.is_lock_file",
    "heuristic.is_not_alphanumeric_string",
    "heuristic.is_sequential_string",
    "heuristic.is_potential_uuid",
    "heuristic.is_swagger_file",
    "heuristic.is_prefixed_with_dollar_sign",
    "heuristic.is_templated_secret",
    "heuristic.is_indirect_reference",
    "heuristic.is_likely_id_string",
)
_SWITCHED_OFF = (
    "detect_secrets.filters.common.is_invalid_file",
    "detect_secrets.filters.allowlist.is_line_allowlisted",
)
"""The lines come from git, not from a file on disk; and the change does not excuse itself."""

_WEAK = frozenset({"Secret Keyword", "Base64 High Entropy String"})

_CANDIDATE = re.compile(
    r"(?i:(api|auth|service|account|db|database|priv|private|client)_?key|pass|pwd|secret|contrase|cloudant|softlayer"
    r"|ibm|BEGIN [A-Z ]*PRIVATE|://[^/\s:@]+:[^@\s]+@)"
    r"|(?=[A-Za-z0-9+/=_.:\-]*[0-9])(?=[A-Za-z0-9+/=_.:\-]*[A-Z])[A-Za-z0-9+/=_.:\-]{18,}"
    r"|[0-9a-z]{32}-us[0-9]|[0-9]{8,10}:[0-9A-Za-z_\-]{35}|sk_|rk_|xox|AKC|AP[0-9A-Fa-f]"
)
"""What every detector needs at least; lines without it are not worth loading the library for."""

_DUMMY = re.compile(
    r"(?i)(example|changeme|change[_-]?me|your[_-]|dummy|fake|placeholder|redacted|xxxx|\*\*\*\*|<[^>]+>|test[_-]?(password|key|token|secret))"
)


class Secret(NamedTuple):
    """A line that holds one, and what kind it is of."""

    line: int
    kind: str


def look(view: View) -> Iterator[Hit]:
    """Secrets in the head's added lines. Raises `ScanError` where detect-secrets is needed and not installed."""
    if view.side is Side.BASE:
        return
    for text in changed_texts(view):
        added = text.file.added_lines
        for secret in secrets_in(text.path, [one for one in text.numbered if one[0] in added]):
            yield _hit(text, secret)


def secrets_in(path: str, lines: Iterable[tuple[int, str]]) -> Iterator[Secret]:
    """What the numbered lines of one file give away. Raises `ScanError` like `look`."""
    candidates = [(number, line) for number, line in lines if _CANDIDATE.search(line[:MAX_LINE])]
    if not candidates:
        return
    seen: set[int] = set()
    for number, kind in _detected(path, candidates):
        line = candidates[number - 1][1]
        if not (kind in _WEAK and _DUMMY.search(line)) and number not in seen:
            seen.add(number)
            yield Secret(candidates[number - 1][0], kind)


def _detected(path: str, lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The place in `lines`, counted from 1, and the kind of each secret."""
    try:
        from detect_secrets.core.scan import scan_diff
        from detect_secrets.settings import (
            get_filters,  # pyright: ignore[reportUnknownVariableType]
            get_settings,
            transient_settings,
        )
    except ImportError as error:
        from stelp_ci.scan.tools import INSTALL

        raise ScanError("detect-secrets is not installed", remedy=INSTALL) from error
    settings = {
        "plugins_used": [*({"name": name} for name in _PLUGINS), *_ENTROPY],
        "filters_used": [{"path": f"detect_secrets.filters.{name}"} for name in _FILTERS],
    }
    with transient_settings(settings):
        get_settings().disable_filters(*_SWITCHED_OFF)
        get_filters.cache_clear()
        found = {(one.line_number, one.type) for one in scan_diff(_as_diff(path, [line for _, line in lines]))}
    return sorted(found, key=lambda one: (one[0], one[1] in _WEAK, one[1]))


def _as_diff(path: str, lines: list[str]) -> str:
    """A diff that adds the lines to a file with the name's end, which tells detectors the language."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", PurePosixPath(path).name)[-80:]
    plain = ("".join(one if one.isprintable() else " " for one in line[:MAX_LINE]) for line in lines)
    body = "".join(f"+{line}\n" for line in plain)
    return f"--- /dev/null\n+++ b/{name}\n@@ -0,0 +1,{len(lines)} @@\n{body}"


def _hit(text: Text, secret: Secret) -> Hit:
    in_tests = text.file.role in (FileRole.TEST, FileRole.TEST_SUPPORT)
    weak = secret.kind in _WEAK
    rule = Rule(
        name="-".join(secret.kind.lower().split()),
        severity=Severity.LOW if weak and in_tests else Severity.MEDIUM if weak else Severity.HIGH,
        confidence=Confidence.MEDIUM if weak else Confidence.HIGH,
        message=f"the line looks like it holds a secret ({secret.kind}); whoever can read the repository has it",
        cwe=(798,),
        remedy="take it out before it is pushed, read it from the environment, and replace it where it was pushed",
        url="https://cwe.mitre.org/data/definitions/798.html",
    )
    written = text.lines[secret.line - 1]
    return Hit(rule, Place(text.path, secret.line, secret.line, 0, "<module>", written))
