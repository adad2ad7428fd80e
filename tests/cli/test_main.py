"""The front door: quick, quiet, and never a traceback."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stelp_ci.cli.main import COMMANDS, Entry, main

HEAVY = {
    "rich",
    "docker",
    "git",
    "gitdb",
    "github",
    "semgrep",
    "bandit",
    "pyright",
    "yaml",
    "msgspec",
    "unidiff",
    "pytest",
}
HEAVY |= {
    "coverage",
    "jinja2",
    "packaging",
    "subprocess",
    "tempfile",
    "logging",
    "asyncio",
    "urllib.request",
    "pathlib",
}
OURS = {
    "stelp_ci.pipeline",
    "stelp_ci.model",
    "stelp_ci.config",
    "stelp_ci.execute",
    "stelp_ci.scan",
    "stelp_ci.change",
}

STELP = Path(sys.executable).with_name("stelp-ci")


def _loaded(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after `code`, beyond those it starts with."""
    show = (
        "import atexit, sys; before = set(sys.modules)\n"
        "atexit.register(lambda: print('\\n' + ' '.join(set(sys.modules) - before)))\n"
    )
    run = subprocess.run([sys.executable, "-c", show + code], capture_output=True, text=True, check=False)
    return set(run.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["nonsense"], *([name, "--help"] for name in COMMANDS)], ids=" ".join
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    loaded = _loaded(f"from stelp_ci.cli.main import main; main({arguments!r})")
    allowed = {"pathlib"} if arguments[0] in COMMANDS else set[str]()
    assert "stelp_ci.cli.main" in loaded
    assert (HEAVY | OURS) & loaded <= allowed


def test_importing_the_package_loads_nothing_else() -> None:
    assert {name for name in _loaded("import stelp_ci") if not name.startswith("_")} == {"stelp_ci"}


def test_only_the_chosen_command_is_imported() -> None:
    others = {entry.module for name, entry in COMMANDS.items() if name != "report"}
    loaded = _loaded("from stelp_ci.cli.main import main; main(['report', '--help'])")
    assert "stelp_ci.cli.report" in loaded
    assert not others & loaded


def test_help_returns_within_60_ms_of_an_empty_python() -> None:
    def took(command: list[str]) -> tuple[float, float]:
        """Milliseconds by the clock, and of processor time."""
        clock, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        clock, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
        return clock * 1000, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

    # The best of interleaved runs, and on a machine that is busy with something else the processor time: both programs
    # do nothing but compute, so that the two agree where nobody else does.
    empty, helped = zip(
        *((took([sys.executable, "-c", "pass"]), took([str(STELP), "--help"])) for _ in range(15)), strict=True
    )
    by_clock, by_processor = (min(run[n] for run in helped) - min(run[n] for run in empty) for n in (0, 1))
    assert min(by_clock, by_processor) <= 60


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_teaches(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"stelp-ci {name}" in shown.partition("examples:")[2]
    assert "4  inconclusive" in shown
    assert "(default: " in shown


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["check", "--nonsense"], ["check", "--sandbox", "none"], ["replay"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: stelp-ci" in capsys.readouterr().err


def _command(monkeypatch: pytest.MonkeyPatch, folder: Path, body: str) -> None:
    """Put a command into the table whose `run` is `body`."""
    name = f"stelp_test_command_{abs(hash(body))}"
    lines = ["EXAMPLES = ''", "def add_arguments(parser): pass", "def run(arguments):", f"    {body}"]
    (folder / f"{name}.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setitem(COMMANDS, "broken", Entry(name, "a command for this test"))


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (
            "from stelp_ci.errors import UsageError; raise UsageError('no', remedy='do this')",
            2,
            "usage: no\n  do this\n",
        ),
        (
            "from stelp_ci.errors import ConfigError; raise ConfigError('no', remedy='do this')",
            2,
            "config: no\n  do this\n",
        ),
        ("from stelp_ci.errors import ScanError; raise ScanError('no')", 4, "inconclusive: scan: no\n"),
        ("from stelp_ci.errors import StelpError; raise StelpError('no')", 4, "inconclusive: stelp-ci: no\n"),
        ("raise KeyboardInterrupt", 130, "interrupted\n"),
        ("{}['key']", 4, "inconclusive: unexpected KeyError at "),
        ("run(arguments)", 4, "inconclusive: unexpected RecursionError at "),
        ("raise MemoryError", 4, "inconclusive: unexpected MemoryError at "),
        ("return 3", 3, ""),
    ],
)
def test_every_end_has_its_code_and_its_words(
    body: str,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _command(monkeypatch, tmp_path, body)
    assert main(["broken"]) == code
    shown = capsys.readouterr()
    assert shown.err.startswith(f"stelp-ci: {words}") if words else shown.err == ""
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_the_traceback_is_shown_on_request(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _command(monkeypatch, tmp_path, "{}['key']")
    monkeypatch.setenv("STELP_DEBUG", "1")
    assert main(["broken"]) == 4
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_hostile_message_has_no_effect_on_the_terminal_or_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = r"from stelp_ci.errors import ScanError; raise ScanError('\x1b[2J\r\u202e\n::error::owned\n##[error]x')"
    _command(monkeypatch, tmp_path, hostile)
    assert main(["broken"]) == 4
    shown = capsys.readouterr().err
    assert not {"\x1b", "\r", "\u202e"} & set(shown)
    assert "\n::error" not in shown
    assert "##[" not in shown


def _piped(command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{STELP.parent}:{os.environ['PATH']}"}
    return subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, check=False, env=environment)


def test_a_reader_that_goes_away_is_met_in_silence() -> None:
    run = _piped("stelp-ci --help | exec true; echo ${PIPESTATUS[0]}")
    assert run.stderr == ""


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-", ">/dev/full"])
def test_a_closed_or_full_stream_ends_without_a_traceback(closed: str) -> None:
    run = _piped(f"stelp-ci check --repo /nonexistent {closed}; echo code $?")
    assert run.stdout.endswith("code 2\n")
    assert "Traceback" not in run.stderr


def test_a_terminated_run_unwinds_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(
        "import tempfile, time\nEXAMPLES = ''\ndef add_arguments(parser): pass\ndef run(arguments):\n"
        "    with tempfile.TemporaryDirectory(dir='.') as folder:\n"
        "        print(folder, flush=True)\n        time.sleep(60)\n"
    )
    code = (
        "import sys; sys.path.insert(0, '.')\nfrom stelp_ci.cli.main import *\n"
        "COMMANDS['x'] = Entry('sleeper', 'x')\nsys.exit(main(['x']))"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        folder = tmp_path / process.stdout.readline().strip()
        assert folder.is_dir()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 143
    assert not folder.exists()
