"""HMAC-SHA256 (https://www.rfc-editor.org/rfc/rfc2104) without hashlib, whose OpenSSL costs tens of ms to load."""

import sys
from importlib import import_module
from typing import Any

BLOCK = 64


def sha256(start: bytes) -> Any:
    """The interpreter's own SHA-256, begun with `start`."""
    return import_module("_sha2" if sys.version_info >= (3, 12) else "_sha256").sha256(start)


def sign(key: bytes, *parts: bytes) -> bytes:
    """The 32-byte MAC under `key` (at most 64 bytes) over `parts`, each preceded by its length in 8 bytes."""
    key = key.ljust(BLOCK, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in key))
    for part in parts:
        inner.update(len(part).to_bytes(8, "big"))
        inner.update(part)
    return sha256(bytes(byte ^ 0x5C for byte in key) + inner.digest()).digest()
