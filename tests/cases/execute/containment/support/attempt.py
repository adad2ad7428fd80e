"""What each program of this folder knows of the host (`canary.json`), and how it says that nothing got through.

It stands beside the program.
"""

import json

with open("canary.json", encoding="utf-8") as file:
    CANARY = json.load(file)


def tried(*attempts):
    """Make all of them. The test passes if one got what it wanted, and fails, with what was refused, if none did."""
    got = []
    for attempt in attempts:
        try:
            got.append(attempt())
            print("got", repr(got[-1])[:80])
        except BaseException as error:
            print(type(error).__name__, str(error)[:200])
    assert any(got), "nothing got through"
