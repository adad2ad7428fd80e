"""What the kernel saw beside what Python's audit events told: agreement is silence, the rest is new or on the base."""

from pathlib import Path

import pytest
from msgspec import structs

from stelp_ci.model.evidence import Evidence, KernelSeen, NotAssessed
from stelp_ci.model.execution import Outcome, PytestResult, TestOutcome, TestRecord
from stelp_ci.model.kernel import KernelEffect, KernelLog, Reported
from stelp_ci.model.program import Capability
from stelp_ci.probe import kernel, tests
from tests.probe.scripted import FILES, ScriptedSandbox, change_of, finished, job_of, runnable

PASSED = TestRecord(nodeid="tests/test_mod.py::test_double", outcome=TestOutcome.PASSED)
FILE, NETWORK, PROCESS = Capability.FILES, Capability.NETWORK, Capability.PROCESSES


def seen(capability: Capability, call: str, *targets: str, by_program: bool = False) -> KernelEffect:
    return KernelEffect(capability=capability, call=call, targets=targets, test=PASSED.nodeid, by_program=by_program)


CONNECT = seen(NETWORK, "connect", "10.1.2.3:80")


def ran(log: KernelLog | None, *told: Reported) -> Outcome:
    return structs.replace(finished(PytestResult(tests=(PASSED,), reported=told, completed=True)), kernel=log)


def logged(*effects: KernelEffect) -> KernelLog:
    return KernelLog(effects=effects, began=True)


def assessed(tmp_path: Path, *outcomes: Outcome, asked: bool = True) -> tuple[tuple[Evidence, ...], int]:
    """The evidence of the probe, and how many runs it took with that of the tests."""
    sandbox = ScriptedSandbox(outcomes)
    head, base = runnable(tmp_path / "head", FILES), runnable(tmp_path / "base", FILES)
    job = job_of(change_of("double"), base, head, sandbox)
    job = job._replace(settings=structs.replace(job.settings, syscall_log=asked))
    return kernel.assess(job, tests.assess(job, ())), len(sandbox.jobs)


@pytest.mark.parametrize(
    ("effect", "what", "targets"),
    [
        (seen(FILE, "openat", "for writing", "/etc/x"), "open", ("/etc/x",)),
        (seen(FILE, "rename", "/etc/a", "/etc/b"), "os.rename", ("/etc/a", "/etc/b")),
        (CONNECT, "socket.connect", ("10.1.2.3:80",)),
        (CONNECT, "socket.connect", ("example.org:80",)),
        (seen(NETWORK, "connect", "10.0.0.1:53"), "socket.getaddrinfo", ()),
        (seen(PROCESS, "execve", "/bin/sh"), "os.system", ("sh",)),
        (seen(PROCESS, "kill", "SIGTERM to 7"), "os.kill", ("7",)),
    ],
)
def test_what_an_audit_event_tells_is_no_disagreement(
    tmp_path: Path, effect: KernelEffect, what: str, targets: tuple[str, ...]
) -> None:
    told = Reported(capability=effect.capability, what=what, targets=targets)
    there = structs.replace(effect, result="no such file or directory")
    assert assessed(tmp_path, ran(logged(there), told)) == ((), 1)


@pytest.mark.parametrize("on_base", [False, True])
def test_a_file_outside_of_the_project_counts_where_it_is_there_and_the_base_leaves_it_alone(
    tmp_path: Path, *, on_base: bool
) -> None:
    effect = seen(FILE, "openat", "for reading", "/etc/passwd")
    told = Reported(capability=FILE, what="open", targets=("/etc/passwd",))
    found, _ = assessed(tmp_path, ran(logged(effect), told), ran(logged(*[effect] * on_base), *[told] * on_base))
    assert [(item.reported, item.effects) for item in found if isinstance(item, KernelSeen)] == [(True, (effect,))] * (
        not on_base
    )


def test_what_the_sandbox_hides_counts_although_it_is_not_there(tmp_path: Path) -> None:
    effect = structs.replace(seen(FILE, "openat", "for reading", "/proc/devices"), result="no such file or directory")
    told = Reported(capability=FILE, what="open", targets=("/proc/devices",))
    (item,), _ = assessed(tmp_path, ran(logged(effect), told), ran(logged()))
    assert isinstance(item, KernelSeen)


def test_what_libc_reads_by_itself_is_no_disagreement(tmp_path: Path) -> None:
    effect = structs.replace(seen(FILE, "openat", "for reading", "/etc/passwd"), by_library=True)
    assert assessed(tmp_path, ran(logged(effect))) == ((), 1)


@pytest.mark.parametrize(
    ("effect", "what", "targets"),
    [
        (seen(FILE, "openat", "for writing", "/etc/x"), "open", ("/etc/y",)),
        (seen(FILE, "unlink", "/etc/x"), "socket.connect", ("10.1.2.3:80",)),
        (CONNECT, "socket.connect", ("10.1.2.4:80",)),
        (CONNECT, "socket.connect", ("example.org:443",)),
        (CONNECT, "socket.getaddrinfo", ()),
        (seen(PROCESS, "execve", "/bin/cat"), "os.system", ("sh",)),
        (seen(PROCESS, "execve", "/bin/sh"), "os.fork", ()),
        (seen(PROCESS, "ptrace", "PTRACE_ATTACH"), "os.kill", ("7",)),
        (seen(Capability.NATIVE, "mount", "none"), "os.system", ("sh",)),
        (seen(FILE, "openat", "for writing", "/etc/x", by_program=True), "open", ("/etc/x",)),
    ],
)
def test_what_no_audit_event_tells_and_the_base_does_not_do_is_evidence(
    tmp_path: Path, effect: KernelEffect, what: str, targets: tuple[str, ...]
) -> None:
    told = Reported(capability=effect.capability, what=what, targets=targets)
    (item,), runs = assessed(tmp_path, ran(logged(effect), told), ran(logged()))
    assert isinstance(item, KernelSeen)
    assert (item.test, item.effects, runs) == (PASSED.nodeid, (effect,), 2)
    assert effect.call in item.said


def test_what_the_base_does_unreported_too_is_nobodys_fault(tmp_path: Path) -> None:
    ports = (seen(NETWORK, "connect", f"127.0.0.1:{port}") for port in (40123, 51234))
    assert assessed(tmp_path, *(ran(logged(effect)) for effect in ports)) == ((), 2)


def test_a_log_that_is_not_whole_is_said_and_needs_a_look(tmp_path: Path) -> None:
    broken = (KernelLog(began=True, complete=False), KernelLog(began=True, unread=3), KernelLog())
    for number, log in enumerate(broken):
        (item,), _ = assessed(tmp_path / str(number), ran(log))
        assert isinstance(item, NotAssessed)
        assert not item.also_on_base


def test_a_log_that_nobody_asked_for_is_not_missed(tmp_path: Path) -> None:
    assert assessed(tmp_path, ran(None), asked=False) == ((), 1)


def test_without_a_log_it_is_said_and_weighs_nothing(tmp_path: Path) -> None:
    (item,), _ = assessed(tmp_path, ran(None))
    assert isinstance(item, NotAssessed)
    assert item.also_on_base


def test_a_process_that_imitates_the_log_is_evidence_by_itself(tmp_path: Path) -> None:
    (item,), _ = assessed(tmp_path, ran(KernelLog(began=True, imitations=2)))
    assert isinstance(item, KernelSeen)
    assert "imitates" in item.said
