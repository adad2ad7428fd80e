"""What gVisor's log shows of the head's tests, and Python's trace in the process did not report.

Native code, a tampered trace and programs that were started do things that no audit event tells. The base's tests do
some of it, too, as a rule: only what is new is evidence.
"""

import re
from collections.abc import Iterable
from posixpath import basename

from stelp_ci.model.evidence import Evidence, KernelSeen, NotAssessed, TestsRun, evidence_id
from stelp_ci.model.execution import Outcome, PytestResult
from stelp_ci.model.kernel import KernelEffect, KernelLog, Reported
from stelp_ci.model.program import Capability
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.running import run_pytest

_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
_STARTING = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn")
_SIGNALS = ("os.kill", "os.killpg")
_NOTHING_THERE = "no such file or directory"
_HIDDEN = ("/proc/", "/sys/", "/boot/")
"""Trees of which the sandbox holds less than a machine: that a file is not there says nothing about the intent."""
_NAME_SERVER = ":53"
_OF_THE_MOMENT = re.compile(r"\d+")
_Key = tuple[Capability, str, tuple[str, ...], bool]


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One item for each test. The base is run only where the head did something that was not reported.

    Raises `SandboxError` when the sandbox itself fails.
    """
    run = next((item for item in so_far if isinstance(item, TestsRun)), None)
    outcome = run.outcome if run else None
    if run is None or outcome is None or outcome.result is None:
        return ()
    log = outcome.kernel
    if log is None:
        missing = _not_assessed("this sandbox does not log gVisor's system calls", also_on_base=True)
        return (missing,) if job.settings.syscall_log else ()
    silent = unreported(log, outcome.result)
    told = outside(log, outcome.result)
    gaps = [_not_assessed(gap, also_on_base=False) for gap in _gaps(log)]
    if not silent and not told:
        return (*gaps, *_imitations(log))
    before = _on_base(job, run.selection.targets)
    items = [*_by_test(silent, before, reported=False), *_by_test(told, before, reported=True)]
    return (*gaps, *_imitations(log), *items)


def unreported(log: KernelLog, result: PytestResult) -> tuple[KernelEffect, ...]:
    """The effects that no audit event of the process explains, and that libc does not have by itself."""
    return tuple(
        effect
        for effect in log.effects
        if not effect.by_library and not any(_explains(told, effect) for told in result.reported)
    )


def outside(log: KernelLog, result: PytestResult) -> tuple[KernelEffect, ...]:
    """The effects on files outside of the project that an audit event tells of, and that found something there."""
    return tuple(
        effect
        for effect in log.effects
        if effect.capability is Capability.FILES
        and (effect.result != _NOTHING_THERE or effect.targets[-1].startswith(_HIDDEN))
        and any(_explains(told, effect) for told in result.reported)
    )


def _explains(told: Reported, effect: KernelEffect) -> bool:
    """Whether an audit event tells of this effect. What a started program does is its own: no event speaks of it."""
    if effect.by_program or effect.unclear:
        return False
    match effect.capability:
        case Capability.FILES:
            return told.capability is Capability.FILES and _same_files(told, effect)
        case Capability.NETWORK:
            return told.capability is Capability.NETWORK and _same_peer(told, effect.targets[0])
        case Capability.PROCESSES if effect.call.startswith("execve"):
            return told.what in _STARTING and basename(effect.targets[0]) in told.targets
        case Capability.PROCESSES if "kill" in effect.call:
            return told.what in _SIGNALS
        case _:
            return False


def _same_files(told: Reported, effect: KernelEffect) -> bool:
    """Every path by its letters; the last part of it where the event knows no directory."""
    names = {basename(target) for target in told.targets}
    paths = [target for target in effect.targets if target.startswith("/")]
    relative = effect.call.endswith(("at", "at2")) and effect.call != "openat"
    return all(path in told.targets or (relative and basename(path) in names) for path in paths)


def _same_peer(told: Reported, peer: str) -> bool:
    """The same port at the same host, a host that was named by its name, or the look-up behind a name server."""
    if told.what in _LOOKUPS:
        return peer.endswith(_NAME_SERVER) or "AF_NETLINK" in peer
    if told.what == "socket.__new__":
        return peer.startswith("AF_")
    if told.what == "socket.sendmsg":
        return True
    host, _, port = (told.targets or ("",))[0].rpartition(":")
    named = re.search(r"[g-zG-Z]", host) is not None or host in ("", "0.0.0.0")  # noqa: S104 - compared, not bound
    same = peer.rpartition(":")
    return same[2] == port and (named or same[0] == host)


def _on_base(job: ProbeJob, targets: tuple[str, ...]) -> set[_Key]:
    """What the base does, reported or not, under the same tests: as far as it has them and they run."""
    base = job.base()
    present = tuple(target for target in targets if (base.source / target.partition("::")[0]).is_file())
    outcome: Outcome | None = run_pytest(job, base, present) if present else None
    if outcome is None or outcome.result is None or outcome.kernel is None:
        return set()
    seen = (*unreported(outcome.kernel, outcome.result), *outside(outcome.kernel, outcome.result))
    return {_key(effect) for effect in seen}


def _key(effect: KernelEffect) -> _Key:
    """What is the same in two runs: numbers (ports, process ids, temporary names) are not."""
    targets = tuple(_OF_THE_MOMENT.sub("#", target) for target in effect.targets)
    return effect.capability, effect.call, targets, effect.by_program


def _by_test(effects: Iterable[KernelEffect], before: set[_Key], *, reported: bool) -> tuple[KernelSeen, ...]:
    tests: dict[str, list[KernelEffect]] = {}
    for effect in effects:
        if _key(effect) not in before:
            tests.setdefault(effect.test, []).append(effect)
    kind = "outside" if reported else "unreported"
    return tuple(
        KernelSeen(id=evidence_id(kind, test), test=test, effects=tuple(seen), reported=reported)
        for test, seen in tests.items()
    )


def _imitations(log: KernelLog) -> tuple[KernelSeen, ...]:
    if not log.imitations:
        return ()
    return (KernelSeen(id=evidence_id("unreported", "\0log"), test="", imitations=log.imitations),)


def _gaps(log: KernelLog) -> Iterable[str]:
    if not log.began:
        yield "gVisor's log of system calls does not show that the tests began"
    if log.unread:
        yield f"{log.unread} lines of gVisor's log of system calls cannot be read"
    if not log.complete:
        yield "more system calls were made than are kept of gVisor's log"


def _not_assessed(reason: str, *, also_on_base: bool) -> NotAssessed:
    identity = evidence_id("not-assessed", "kernel", reason)
    subject = "what the kernel saw"
    return NotAssessed(id=identity, probe="kernel", subject=subject, reason=reason, also_on_base=also_on_base)
