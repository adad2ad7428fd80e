"""Whole runs of `stelp-ci check`: what could not be judged, and what misbehaves under judgement."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.repository import BASE, QUIET, bare_environment, check, reasons, write_repository

BROKEN_TOTAL = "def total(prices):\n    return sum(prices) - 1\n"
SHORT = QUIET + "execute:\n  limits: {wall_s: 15, cpu_s: 10, memory_mib: 800, processes: 16, output_kib: 64}\n"


def body(*lines: str) -> dict[str, str]:
    """A head whose `total` runs `lines` before it answers rightly."""
    inside = "".join(f"    {line}\n" for line in lines)
    return {"shelf/books.py": f"import os, signal, sys, time\n\n\ndef total(prices):\n{inside}    return sum(prices)\n"}


@pytest.mark.gvisor
def test_an_honest_change_passes(tmp_path: Path) -> None:
    head = {"shelf/books.py": "def total(prices):\n    return sum(prices, start=0)\n"}
    ran = check(write_repository(tmp_path / "r", base=BASE, head=head))
    assert ran.code == 0, reasons(ran)
    assert ran.report is not None
    assert ran.report.runtime is not None
    assert ran.report.runtime.name == "runsc"


@pytest.mark.gvisor
def test_a_change_that_breaks_a_test_of_the_base_fails(tmp_path: Path) -> None:
    ran = check(write_repository(tmp_path / "r", base=BASE, head={"shelf/books.py": BROKEN_TOTAL}))
    assert ran.code == 1
    assert "test_total passed on the base and fails" in reasons(ran)


@pytest.mark.gvisor
def test_a_failure_that_the_base_has_too_is_not_charged(tmp_path: Path) -> None:
    base = {**BASE, "shelf/books.py": BROKEN_TOTAL}
    head = {"shelf/books.py": BROKEN_TOTAL.replace("- 1", "-1")}
    ran = check(write_repository(tmp_path / "r", base=base, head=head))
    assert ran.code == 0, reasons(ran)
    assert "fails on the base too" in reasons(ran)


@pytest.mark.gvisor
def test_tests_that_notice_nothing_need_a_human(tmp_path: Path) -> None:
    tests = BASE["tests/test_books.py"] + "\n\ndef test_mean():\n    mean([1, 2])\n"
    code = BASE["shelf/books.py"] + "\n\ndef mean(prices):\n    return total(prices) / 3\n"
    head = {"shelf/books.py": code, "tests/test_books.py": tests.replace("import total", "import mean, total")}
    ran = check(write_repository(tmp_path / "r", base=BASE, head=head))
    assert ran.code == 3, reasons(ran)
    assert "still pass when it returns None" in reasons(ran)


@pytest.mark.gvisor
def test_a_test_that_was_weakened_to_hide_what_broke_fails(tmp_path: Path) -> None:
    tests = "from shelf.books import total\n\n\ndef test_total():\n    total([1, 2])\n"
    head = {"shelf/books.py": BROKEN_TOTAL, "tests/test_books.py": tests}
    ran = check(write_repository(tmp_path / "r", base=BASE, head=head))
    assert ran.code == 1, reasons(ran)
    assert "tests/test_books.py::test_total" in reasons(ran)


MISBEHAVIOUR = {
    "kills its interpreter": (body("os.kill(os.getpid(), signal.SIGKILL)"), "SIGKILL"),
    "leaves with success": (body("os._exit(0)"), "exit code 0"),
    "hangs": (body("time.sleep(600)"), "wall"),
    "burns the processor": (body("while True:", "    pass"), "limit"),
    "allocates without end": (body("block = []", "while True:", "    block.append(bytearray(1 << 20))"), "memory"),
    "forks without end": (body("while True:", "    os.fork()"), "processes"),
    "floods stdout": (body("while True:", "    os.write(1, b'x' * 65536)"), "output"),
}


@pytest.mark.gvisor
@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_what_misbehaves_fails_and_the_limit_or_signal_is_named(tmp_path: Path, name: str) -> None:
    head, word = MISBEHAVIOUR[name]
    ran = check(write_repository(tmp_path / "r", base={**BASE, ".stelp.yml": SHORT}, head=head))
    assert ran.code == 1, reasons(ran)
    assert word in reasons(ran).lower() or word in reasons(ran)


@pytest.mark.gvisor
def test_a_changed_file_that_does_not_parse_fails(tmp_path: Path) -> None:
    ran = check(write_repository(tmp_path / "r", base=BASE, head={"shelf/books.py": "def total(:\n"}))
    assert ran.code == 1
    assert "does not parse" in reasons(ran)


def test_a_missing_runsc_is_inconclusive_with_the_command_that_mends_it(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=BASE, head={"shelf/books.py": BROKEN_TOTAL})
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("git", "ldd", "sh"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    nowhere = {"PATH": str(tools), "DOCKER_HOST": f"unix://{tmp_path}/nobody.sock"}
    ran = check(repository, environment=nowhere)
    assert ran.code == 4, reasons(ran)
    assert "runsc" in reasons(ran)
    assert "install" in reasons(ran)


def test_a_base_that_does_not_exist_is_inconclusive(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=BASE, head={})
    ran = check(repository, "--base", "no-such-branch")
    assert ran.code == 4
    assert "no-such-branch" in reasons(ran)


BANDIT_ONLY = {**BASE, ".stelp.yml": "scan:\n  disable: [semgrep, pyright]\n"}
HARMLESS = {"shelf/books.py": "def total(prices):\n    return sum(prices, start=0)\n"}


def test_a_scanner_that_is_missing_is_inconclusive_with_the_command_that_installs_it(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=BANDIT_ONLY, head=HARMLESS)
    ran = check(repository, "--no-exec", python=bare_environment(tmp_path / "venv"))
    assert ran.code == 4, reasons(ran)
    assert "bandit is not installed" in reasons(ran)
    assert "pip install" in reasons(ran)


def test_a_scanner_that_crashes_is_inconclusive(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=BANDIT_ONLY, head=HARMLESS)
    python = bare_environment(tmp_path / "venv")
    (site,) = (tmp_path / "venv").glob("lib/python3*/site-packages")
    (site / "bandit").mkdir()
    (site / "bandit" / "__init__.py").touch()
    (site / "bandit" / "__main__.py").write_text("raise SystemExit(7)\n")
    (site / "bandit-1.0.dist-info").mkdir()
    (site / "bandit-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: bandit\nVersion: 1.0\n")
    ran = check(repository, "--no-exec", python=python)
    assert ran.code == 4, reasons(ran)
    assert "bandit" in reasons(ran)


def test_a_scanner_that_takes_too_long_is_inconclusive(tmp_path: Path) -> None:
    settings = "scan:\n  disable: [semgrep, pyright]\n  timeout_s: 0.01\n"
    repository = write_repository(tmp_path / "r", base={**BASE, ".stelp.yml": settings}, head=HARMLESS)
    ran = check(repository, "--no-exec")
    assert ran.code == 4, reasons(ran)
    assert "bandit" in reasons(ran)


def test_documentation_alone_passes_and_says_so(tmp_path: Path) -> None:
    ran = check(write_repository(tmp_path / "r", base=BASE, head={"README.md": "Hello\n"}))
    assert ran.code == 0, reasons(ran)
    assert "nothing to run" in reasons(ran)


def test_no_exec_is_not_a_pass(tmp_path: Path) -> None:
    ran = check(write_repository(tmp_path / "r", base=BASE, head={"shelf/books.py": BROKEN_TOTAL}), "--no-exec")
    assert ran.code == 3
    assert "--no-exec" in reasons(ran)


def test_settings_of_the_head_do_not_judge_it(tmp_path: Path) -> None:
    head = {".stelp.yml": "mode: observe\n", "shelf/books.py": BROKEN_TOTAL}
    ran = check(write_repository(tmp_path / "r", base=BASE, head=head), "--no-exec")
    assert ran.code == 3
    assert ".stelp.yml decides how changes are judged" in reasons(ran)


def test_wrong_settings_are_a_usage_error_that_names_the_key(tmp_path: Path) -> None:
    base = {**BASE, ".stelp.yml": "excute:\n  limits: {}\n"}
    ran = check(write_repository(tmp_path / "r", base=base, head={"a.py": "x = 1\n"}))
    assert ran.code == 2
    assert "execute" in ran.err


@pytest.mark.gvisor
def test_one_item_can_be_run_again(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=BASE, head={"shelf/books.py": BROKEN_TOTAL})
    ran = check(repository)
    assert ran.report is not None
    item = ran.report.verdict.reasons[0].refs[0]
    command = [sys.executable, "-m", "stelp_ci", "replay", item, "--report", str(tmp_path / "stelp-report.json")]
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 1, again.stderr
    assert "test_total" in again.stdout
