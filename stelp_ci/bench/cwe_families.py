"""Which weaknesses count as the same one when a finding is compared with a label: families of CWE numbers.

A tool that calls a shell injection CWE-77 has found what a data set calls CWE-78. A number stands in one family at
most; one that stands in none is a family by itself. Numbers: https://cwe.mitre.org/data/
"""

FAMILIES: dict[str, frozenset[int]] = {
    "access": frozenset({284, 285, 306, 862, 863}),
    "command": frozenset({74, 77, 78, 88}),
    "code": frozenset({94, 95, 96, 470, 1336}),
    "cleartext": frozenset({319, 523, 614}),
    "cookie": frozenset({1004, 1275}),
    "credentials": frozenset({258, 259, 321, 522, 798, 1188}),
    "cross-origin": frozenset({346, 942}),
    "cryptography": frozenset({326, 327, 328, 329, 1204, 1240}),
    "debug": frozenset({215, 489}),
    "denial-of-service": frozenset({400, 730, 770, 1333}),
    "deserialization": frozenset({502}),
    "encoding-order": frozenset({176, 179, 180}),
    "error-handling": frozenset({252, 390, 391, 476, 754, 755}),
    "header": frozenset({93, 113, 644}),
    "html": frozenset({79, 80, 83, 116}),
    "information": frozenset({200, 201, 209, 497, 532}),
    "input": frozenset({20, 185, 625, 777}),
    "password-hash": frozenset({759, 760, 916}),
    "path": frozenset({22, 23, 36, 73, 99}),
    "permissions": frozenset({276, 732}),
    "privileges": frozenset({250, 269}),
    "query": frozenset({89, 90, 564, 643, 652, 943}),
    "randomness": frozenset({330, 331, 335, 338, 340}),
    "request": frozenset({441, 918}),
    "signature": frozenset({345, 347}),
    "temporary-file": frozenset({377, 378, 379}),
    "timing": frozenset({203, 208}),
    "tls": frozenset({295, 297, 322}),
    "xml-entities": frozenset({611, 776, 827}),
    "xml-injection": frozenset({91}),
}


def family(number: int) -> str:
    """The family that `number` stands in; `CWE-<number>` where it stands in none."""
    found = (name for name, numbers in FAMILIES.items() if number in numbers)
    return next(found, f"CWE-{number}")
