"""The runsc that is really there: its version, digest and flags, read from the binary and never assumed."""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import SandboxError

ASK_S = 20
CHOICE = "STELP_RUNSC"
"""The variable that names another binary than the one on PATH."""

REMEDY = "install gVisor's runsc (`make setup` does) and see `stelp-ci doctor`"
PLATFORMS = ("systrap", "ptrace")
"""In order of preference. Never kvm: it hangs in virtual machines without nested virtualisation."""
LOGGING = frozenset({"debug-log", "debug-log-format", "strace", "strace-syscalls", "strace-log-size"})
NEEDED = frozenset({"root", "platform", "network", "ignore-cgroups"})
WANTED = (
    ("network", "none"),
    ("overlay2", "none"),
    ("file-access", "exclusive"),
    ("file-access-mounts", "exclusive"),
    ("host-uds", "none"),
    ("host-fifo", "none"),
)
"""Flags given where the binary knows them: no network, no host sockets, and no copy of trees that nobody changes."""


class Runtime(NamedTuple):
    """A runsc on the host."""

    path: Path
    version: str
    sha256: str
    platform: str
    flags: tuple[str, ...]
    rootless: bool
    logs_calls: bool = False
    """Whether it can log system calls as we read them."""


def locate_runsc(environment: Mapping[str, str] = os.environ) -> Path:
    """Where runsc lies: the binary that STELP_RUNSC names, else the one on PATH.

    Raises `SandboxError` when there is none.
    """
    named = environment.get(CHOICE)
    found = shutil.which(named or "runsc", path=environment.get("PATH"))
    if found is None and named:
        raise SandboxError(f"{CHOICE} names {named}, which is no program", remedy=f"correct or unset {CHOICE}")
    if found is None:
        raise SandboxError("runsc is not on PATH: without gVisor nothing is executed", remedy=REMEDY)
    return Path(found).resolve()


def find_runtime(path: Path, cache: Path) -> Runtime:
    """What the runsc at `path` is. Raises `SandboxError` when it cannot run."""
    digest = digest_of(path)
    text = _flags_text(path, digest, cache)
    rootless = os.geteuid() != 0
    platform = choose_platform(text)
    return Runtime(
        path=path,
        version=version_of(path),
        sha256=digest,
        platform=platform,
        flags=choose_flags(text, platform, rootless=rootless),
        rootless=rootless,
        logs_calls=known_flags(text) >= LOGGING,
    )


def platform_by_default(path: Path) -> str:
    """What the binary at `path` runs on where nobody names a platform. Raises `SandboxError`."""
    match = re.search(r"^\s+--?platform\b(?!_).*\n.*\(default \"?([a-z]+)", _ask(path, "flags"), re.MULTILINE)
    return match[1] if match else "not told"


def version_of(path: Path) -> str:
    """What the binary says of itself. Raises `SandboxError`."""
    return read_version(_ask(path, "--version"))


def read_version(text: str) -> str:
    """The version in what `runsc --version` prints. Raises `SandboxError`: another program may bear the name."""
    match = re.match(r"runsc version (\S+)", text)
    if match is None:
        raise SandboxError("the runsc on PATH does not say its version: it is not gVisor's", remedy=REMEDY)
    return match[1]


def known_flags(text: str) -> frozenset[str]:
    """The names of the flags in what `runsc flags` prints."""
    return frozenset(re.findall(r"^\s+--?([A-Za-z0-9_-]+)", text, re.MULTILINE))


def choose_platform(text: str) -> str:
    """The best platform that the flags name. Raises `SandboxError`."""
    match = re.search(r"^\s+--?platform\b(?!_).*\n(.*)$", text, re.MULTILINE)
    named = frozenset(re.findall(r"[a-z]+", match[0] if match else ""))
    for platform in PLATFORMS:
        if platform in named:
            return platform
    raise SandboxError("this runsc offers neither systrap nor ptrace", remedy=REMEDY)


def choose_flags(text: str, platform: str, *, rootless: bool) -> tuple[str, ...]:
    """The flags of every start. Cgroups are ours: we make them, put runsc into them, and remove them.

    Raises `SandboxError` when the network cannot be turned off.
    """
    known = known_flags(text)
    if not known >= NEEDED:
        raise SandboxError("this runsc cannot turn the network off or leave cgroups to us", remedy=REMEDY)
    wanted = [f"--{name}={value}" for name, value in WANTED if name in known]
    return (f"--platform={platform}", "--ignore-cgroups", *wanted, *(["--rootless"] if rootless else []))


def _flags_text(path: Path, digest: str, cache: Path) -> str:
    """What `runsc flags` prints, asked once per binary. A cache that cannot be read or written is done without."""
    kept = cache / "runsc-flags" / digest
    with contextlib.suppress(OSError, UnicodeDecodeError):
        text = kept.read_text(encoding="utf-8")
        if known_flags(text) >= NEEDED:
            return text
    text = _ask(path, "flags")
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        aside = kept.with_name(f"{digest}.{os.getpid()}")
        aside.write_text(text, encoding="utf-8")
        aside.replace(kept)
    return text


def _ask(path: Path, question: str) -> str:
    try:
        done = subprocess.run([path, question], capture_output=True, timeout=ASK_S, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxError(f"{path} cannot be run: {error}", remedy=REMEDY) from error
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def digest_of(path: Path) -> str:
    """SHA-256 of the binary. Raises `SandboxError`."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SandboxError(f"{path} cannot be read: {error}", remedy=REMEDY) from error
