"""bandit for real: what the head brings cannot switch it off, and what it could not read is said."""

import sys
from collections.abc import Callable

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Finding, Scanned, Severity
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.bandit import Bandit
from stelp_ci.scan.sources import Sources

MakeJob = Callable[..., ScanJob]

SHELL = "import subprocess\n\n\ndef run(name):\n    return subprocess.call(f'ls {name}', shell=True)"


def findings(job: ScanJob) -> tuple[Finding, ...]:
    (scanned,) = Bandit(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned)
    return scanned.findings


def test_a_new_shell_call_is_a_finding_with_its_weakness_and_place(make_job: MakeJob) -> None:
    job = make_job({"a.py": "x = 1\n"}, {"a.py": f"x = 1\n{SHELL}\n"})
    (found,) = [finding for finding in findings(job) if finding.rule == "B602"]
    assert (found.location.path, found.location.line, found.symbol) == ("a.py", 6, "run")
    assert (found.severity, found.cwe, found.new, found.in_change) == (Severity.HIGH, (78,), True, True)
    assert found.url.startswith("https://bandit.readthedocs.io/")


def test_a_call_that_was_there_is_not_new_wherever_it_moves(make_job: MakeJob) -> None:
    job = make_job({"a.py": f"{SHELL}\n", "b.py": "y = 1\n"}, {"a.py": "x = 1\n", "b.py": f"y = 2\n\n\n{SHELL}\n"})
    assert {(finding.rule, finding.new) for finding in findings(job)} == {("B602", False), ("B404", False)}


def test_a_copy_of_a_known_call_is_new(make_job: MakeJob) -> None:
    job = make_job({"a.py": f"{SHELL}\n"}, {"a.py": f"{SHELL}\nx = 1\n", "b.py": f"{SHELL}\n"})
    marked = {(finding.location.path, finding.new) for finding in findings(job) if finding.rule == "B602"}
    assert marked == {("a.py", False), ("b.py", True)}


@pytest.mark.parametrize(
    "brought",
    [
        {".bandit": "[bandit]\nskips = B602\nexclude = a.py\ntargets = nothing\n"},
        {"pyproject.toml": "[tool.bandit]\nskips = ['B602']\nexclude_dirs = ['.']\n"},
        {"setup.cfg": "[bandit]\nskips = B602\n"},
        {"bandit.py": "raise SystemExit(0)\n", "sitecustomize.py": "raise SystemExit(0)\n"},
    ],
)
def test_nothing_that_the_head_brings_switches_it_off(make_job: MakeJob, brought: dict[str, str]) -> None:
    job = make_job({}, {"a.py": SHELL.replace("True)", "True)  # nosec") + "\n"} | brought)
    assert "B602" in {finding.rule for finding in findings(job)}


@pytest.mark.parametrize(
    "settings", [{".bandit": "[bandit]\nskips: B602\n"}, {"pyproject.toml": "[tool.bandit]\nskips = ['B602']\n"}]
)
def test_the_choice_of_the_base_counts(make_job: MakeJob, settings: dict[str, str]) -> None:
    job = make_job(settings, settings | {"a.py": f"{SHELL}\n"})
    assert {finding.rule for finding in findings(job)} == {"B404"}


def test_settings_of_the_base_that_cannot_be_read_stop_it(make_job: MakeJob) -> None:
    job = make_job({"pyproject.toml": "[tool.bandit\n"}, {"a.py": f"{SHELL}\n"})
    with pytest.raises(ScanError, match=r"the base's pyproject\.toml cannot be read"):
        Bandit(Sources(job.trees)).scan(job)


def test_asserts_are_no_finding_in_a_test_and_one_elsewhere(make_job: MakeJob) -> None:
    job = make_job({}, {"tests/test_a.py": "def test_a():\n    assert True\n", "a.py": "assert True\n"})
    assert {finding.location.path for finding in findings(job)} == {"a.py"}


def test_hostile_names_never_reach_the_command_line(make_job: MakeJob) -> None:
    names = ["-f.py", "--help.py", "a b.py", "new\nline.py", "\\xff.py", "*.py", "tests/.git/CVS.py"]
    job = make_job({}, dict.fromkeys(names, f"{SHELL}\n"))
    assert {finding.location.path for finding in findings(job) if finding.rule == "B602"} == set(names)


def test_a_cookie_does_not_hide_code(make_job: MakeJob) -> None:
    job = make_job({}, {"b.py": b"# -*- coding: latin-1 -*-\nx = '\xe9'\neval(x)\n"})
    assert {finding.location.path for finding in findings(job) if finding.rule == "B307"} == {"b.py"}


def test_a_change_without_python_needs_no_run(make_job: MakeJob) -> None:
    job = make_job({}, {"README.md": "# nothing\n"})
    (scanned,) = Bandit(Sources(job.trees), command=lambda: ("/nonexistent/bandit",)).scan(job)
    assert isinstance(scanned, Scanned) and scanned.findings == ()


def script(text: str) -> Callable[[], tuple[str, ...]]:
    return lambda: (sys.executable, "-I", "-c", text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("raise SystemExit(3)", "bandit ended with 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "bandit ended with -11"),
        ("print('not json')", "output cannot be read"),
        ("print('{}')", "output cannot be read"),
        ("import sys; sys.stderr.write('Bandit internal error running: x'); print('{}')", "internal error"),
        ("import time; time.sleep(60)", "did not end within 1 s"),
    ],
)
def test_a_tool_that_breaks_is_an_error(make_job: MakeJob, text: str, reason: str) -> None:
    job = make_job({}, {"a.py": "x = 1\n"}, timeout_s=1)
    with pytest.raises(ScanError, match=reason):
        Bandit(Sources(job.trees), command=script(text)).scan(job)


def test_a_file_that_it_gave_up_or_left_out_is_a_failure_beside_the_findings(make_job: MakeJob) -> None:
    gave_up = '{"filename": "head/0001.py", "reason": "exception while scanning file"}'
    said = f'{{"errors": [{gave_up}], "results": [], "metrics": {{}}}}'
    job = make_job({"a.py": "x = 0\n"}, {"a.py": "x = 1\n", "b.py": "y = 1\n"})
    scanned, *failures = Bandit(Sources(job.trees), command=script(f"print({said!r})")).scan(job)
    assert isinstance(scanned, Scanned)
    assert [failure.reason for failure in failures if isinstance(failure, Failed)] == [
        "a.py: exception while scanning file",
        "b.py: was not scanned",
    ]
