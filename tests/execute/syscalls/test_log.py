"""gVisor's own log for real: what the tests did is in it, under their names, and nothing of it is left on the host."""

import sys
from pathlib import Path

import pytest

from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox, open_sandbox
from stelp_ci.execute.syscalls import log as module
from stelp_ci.model.execution import Limits, Outcome, PytestResult, PytestTask, SandboxJob
from stelp_ci.model.kernel import KernelLog
from stelp_ci.probe.kernel import unreported

pytestmark = pytest.mark.gvisor
PROJECT = Path(__file__).parents[2] / "cases" / "execute" / "syscalls"
NATIVE = {
    "test_native": {"unlink", "mount", "ptrace", "kill"},
    "test_thread": {"rmdir"},
    "test_fork": {"rename"},
    "test_name": {"unlink"},
    "test_programs": {"openat"},
}


@pytest.fixture(scope="module")
def logging(sandbox_cache: Path, harness: Path) -> RunscSandbox:
    python = inspect_interpreter(Path(sys.executable))
    return open_sandbox(interpreter=python, harness=harness, cache=sandbox_cache, log_calls=True)


def seen(outcome: Outcome) -> tuple[PytestResult, KernelLog]:
    assert outcome.result is not None, outcome
    assert outcome.kernel is not None
    assert outcome.result.completed, outcome.output
    return outcome.result, outcome.kernel


@pytest.fixture(scope="module")
def ran(logging: RunscSandbox) -> tuple[PytestResult, KernelLog]:
    return seen(logging.run(SandboxJob(PROJECT, PytestTask(targets=("test_reaching.py",), trace=True), Limits())))


def test_the_log_is_whole(ran: tuple[PytestResult, KernelLog]) -> None:
    _, log = ran
    assert (log.began, log.complete, log.unread) == (True, True, 0)


def test_what_python_reports_and_what_the_kernel_saw_agree_but_for_native_code(
    ran: tuple[PytestResult, KernelLog],
) -> None:
    result, log = ran
    silent: dict[str, set[str]] = {}
    for effect in unreported(log, result):
        silent.setdefault(effect.test.partition("::")[2], set()).add(effect.call)
    assert silent == NATIVE


def test_honest_effects_are_in_the_log_too(ran: tuple[PytestResult, KernelLog]) -> None:
    result, log = ran
    honest = {(effect.call, effect.targets[-1], effect.result != "") for effect in log.effects} - {
        (effect.call, effect.targets[-1], effect.result != "") for effect in unreported(log, result)
    }
    assert {("openat", "/etc/x", True), ("rename", "/etc/ghosts", True), ("connect", "10.1.2.3:80", True)} <= honest


def test_a_process_that_takes_the_name_of_a_line_is_found_out(ran: tuple[PytestResult, KernelLog]) -> None:
    assert ran[1].imitations > 0


def test_past_its_bound_the_log_says_that_it_is_cut_and_the_tests_go_on(
    logging: RunscSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 5_000)
    task = PytestTask(targets=("test_reaching.py::test_honest",), trace=True)
    _, log = seen(logging.run(SandboxJob(PROJECT, task, Limits())))
    assert not log.complete


def test_a_sandbox_that_was_not_asked_logs_nothing(sandbox: RunscSandbox) -> None:
    task = PytestTask(targets=("test_reaching.py::test_honest",), trace=True)
    assert sandbox.run(SandboxJob(PROJECT, task, Limits())).kernel is None
