"""What the tables of cases do not spell out: long blobs, and secrets, which are put together when the tests run."""

import base64
import hashlib

_BYTES = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(30))

SPELLED = {
    "BASE64": base64.b64encode(_BYTES).decode(),
    "HEX": _BYTES.hex(),
    "NUMBERS": ", ".join(str(byte) for byte in _BYTES[:150]),
    "SORTED": ", ".join(str(number) for number in range(150)),
    "PROSE": "every good change says what it is for, " * 30,
}
