"""A Python prompt inside the sandbox, for people: the user, the limits and the view that code under judgement has."""

import code
import json
import os
import sys

from . import guard
from .task import Limits

BANNER = """Python {version} in the sandbox, as user {uid}. Nothing leaves it but what you read here; end with Ctrl-D.
The source is in /src, read-only; /tmp is yours. ls(PATH) and cat(PATH) look around."""


def ls(path: str = ".") -> None:
    """Print the names in a directory."""
    sys.stdout.write("".join(f"{name}\n" for name in sorted(os.listdir(path))))  # noqa: PTH208 - a plain string


def cat(path: str) -> None:
    """Print a file."""
    with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123
        sys.stdout.write(file.read())


def main(limits_as_json: str) -> None:
    """Give up every right, then read and run lines until there are no more."""
    limits: Limits = json.loads(limits_as_json)
    guard.set_limits(limits)
    guard.drop_privileges(guard.CHILD_UID)
    os.makedirs(os.environ["HOME"], exist_ok=True)  # noqa: PTH103
    os.chdir("/src")
    sys.path.insert(0, "/src")
    banner = BANNER.format(version=sys.version.split()[0], uid=os.getuid())
    code.interact(banner=banner, local={"ls": ls, "cat": cat, "os": os, "sys": sys}, exitmsg="")
