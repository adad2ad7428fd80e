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

_CLAMP = """\
    kept = []
    for value in values:
        if value < low:
            kept.append(round(low, 2))
        else:
            kept.append(value * 3)
    return sorted(kept)
"""
SPELLED |= {
    "DIGEST": "ab" * 32,
    "CLAMP": _CLAMP,
    "CLAMPED": _CLAMP.replace("kept", "result")
    .replace("values", "items")
    .replace("value", "item")
    .replace("low", "least"),
    "CLAMPLAID": _CLAMP.replace("kept.append(value * 3)", "kept.append((value\n            * 3))"),
    "CLAMPOVER": _CLAMP.replace("value < low", "value > low"),
    "CLAMPSWAPPED": _CLAMP.replace("value < low", "low < value"),
    "CLAMPOTHER": _CLAMP.replace("sorted", "reversed"),
    "CLAMPFIVE": _CLAMP.replace("* 3", "* 5"),
}

_LETTERS = "q7Kd0ZrXw3Ny8TbLf5Vh2MjPcG6sAeRu9xD4"
"""Random letters: none of the secrets made of them was ever valid."""

SPELLED |= {
    "AWS": "AK" + "IA" + "QX7KD2ZRWN8TBLF5",
    "GITHUB": "gh" + "p_" + _LETTERS,
    "GITLAB": "gl" + "pat-" + _LETTERS[:20],
    "PEM": "-----BEGIN " + "RSA PRIVATE " + "KEY-----",
    "PASSWORD": "w3Ny" + "8TbLf5Vh",
    "SLACK": "xo" + "xb-" + "1234567890-1234567890-" + _LETTERS[:24],
    "STRIPE": "sk" + "_live_" + _LETTERS[:24],
    "JWT": "ey" + "JhbGciOiJIUzI1NiJ9." + "ey" + "JzdWIiOiJhIn0." + _LETTERS,
    "RANDOM": _LETTERS + "+/" + _LETTERS[::-1][:10],
    "INDEX": "py" + "pi-" + "AgEIcHlwaS5vcmc" + _LETTERS * 3,
    "SENDGRID": "S" + "G." + _LETTERS[:22] + "." + (_LETTERS + _LETTERS)[:43],
}
