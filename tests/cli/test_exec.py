"""What `stelp-ci exec` refuses before anything runs, and how its results look to people."""

import json
from pathlib import Path

import pytest

from stelp_ci.cli.exec_one import exit_code
from stelp_ci.cli.main import main
from stelp_ci.exec.rendering import as_agent, as_text
from stelp_ci.model.program_run import ProgramRun, RunException, RunLimit, RunStage, RunStatus, RunViolation, ToolCall


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["PROGRAM", "--batch", "x.jsonl"],
        ["--batch", "x.jsonl", "--entry", "f"],
        ["--batch", "x.jsonl", "--format", "json"],
        ["--batch", "missing.jsonl"],
        ["PROGRAM", "--args", "[1]"],
        ["PROGRAM", "--entry", "f", "--args", "{"],
        ["PROGRAM", "--entry", "f", "--args", "5"],
        ["PROGRAM", "--entry", "f", "--args", '[{"$evil": 1}]'],
        ["PROGRAM", "--jobs", "0"],
        ["PROGRAM", "--cluster", "tcp://127.0.0.1:1"],
        ["PROGRAM", "--resume", "kept"],
        ["--batch", "program.py", "--resume", "program.py"],
        ["--batch", "program.py", "--cluster", "nowhere"],
        ["PROGRAM", "--max-attempts", "0"],
        ["PROGRAM", "--memory-mib", "1"],
        ["PROGRAM", "--wall-s", "0"],
        ["PROGRAM", "--policy", "missing.yml"],
        ["missing.py"],
    ],
    ids=" ".join,
)
def test_a_command_line_that_cannot_be_is_exit_code_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("program.py").write_text("x = 1\n", encoding="utf-8")
    assert main(["exec", *("program.py" if word == "PROGRAM" else word for word in arguments)]) == 2
    assert capsys.readouterr().err.startswith("stelp-ci: ")


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ([], 0),
        ([RunStatus.COMPLETED], 0),
        ([RunStatus.COMPLETED, RunStatus.BLOCKED], 1),
        ([RunStatus.LIMITED], 1),
        ([RunStatus.ERROR], 1),
        ([RunStatus.ERROR, RunStatus.INCONCLUSIVE, RunStatus.COMPLETED], 4),
    ],
)
def test_the_exit_code_is_that_of_the_worst(statuses: list[RunStatus], code: int) -> None:
    assert exit_code(statuses) == code


@pytest.mark.gvisor
def test_a_batch_that_was_stopped_runs_only_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"id": n, "code": f"def f():\n    return {n}\n", "entry": "f"}) + "\n" for n in range(5)]
    Path("some.jsonl").write_text("".join(lines[:3]), encoding="utf-8")
    Path("all.jsonl").write_text("".join(lines), encoding="utf-8")
    assert main(["exec", "--batch", "some.jsonl", "--resume", "kept"]) == 0
    before = capfdbinary.readouterr().out
    assert main(["exec", "--batch", "all.jsonl", "--resume", "kept"]) == 0
    after = capfdbinary.readouterr().out
    assert after.startswith(before), "results that were kept are the same to the byte, their times included"
    assert [json.loads(line)["value"] for line in after.splitlines()] == list(range(5))
    assert len(Path("kept/programs.jsonl").read_bytes().splitlines()) == 5


HOSTILE = "\x1b[2J::error::x\n##[group]\u202e"


def test_nothing_that_a_program_says_acts_on_the_terminal() -> None:
    run = ProgramRun(
        id="x",
        status=RunStatus.ERROR,
        stage=RunStage.RUNTIME,
        violations=(RunViolation(code="C", message=HOSTILE, line=1, column=2, seen=HOSTILE, repair=HOSTILE),),
        stdout=HOSTILE,
        exception=RunException(type=HOSTILE, message=HOSTILE, line=3),
        calls=(ToolCall(tool=HOSTILE, arguments={}, outcome="refused", detail=HOSTILE),),
    )
    for text in (as_text(run), as_agent(HOSTILE.encode(), run)):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "##[" not in text
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_people_read_what_happened_and_what_to_do() -> None:
    limited = ProgramRun(id=None, status=RunStatus.LIMITED, stage=RunStage.RUNTIME, limit=RunLimit.MEMORY, run_ms=3.0)
    assert as_text(limited).splitlines()[0] == "limited by the memory limit at the stage runtime"
    assert "Hold less at a time" in as_text(limited)
    done = ProgramRun(id=None, status=RunStatus.COMPLETED, value=(1, 2))
    assert 'value, as the program\'s process told it: {"$tuple": [1, 2]}' in as_text(done)


def test_feedback_has_what_a_writer_needs() -> None:
    violation = RunViolation(
        code="STELP-S007", message="no open", line=2, column=3, seen="open", repair="pass the text"
    )
    run = ProgramRun(id="x", status=RunStatus.BLOCKED, stage=RunStage.POLICY, violations=(violation,))
    feedback = json.loads(as_agent(b"source", run, attempt=2))
    assert feedback["repairs"] == ["Line 2: pass the text"]
    assert feedback["violations"][0]["seen"] == "open"
    assert (feedback["attempt"], feedback["source"], feedback["status"]) == (2, "source", "blocked")


def test_the_api_is_importable_from_the_package_and_loads_nothing_before() -> None:
    import subprocess
    import sys

    text = (
        "import sys, stelp_ci; early = [n for n in sys.modules if n.startswith('stelp_ci.')]\n"
        "from stelp_ci import Policy, ProgramRunner, Tool, run_program, transpile_source\n"
        "assert early == [], early\n"
        "assert callable(run_program) and callable(transpile_source)\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_name_that_the_package_has_not_is_an_attribute_error() -> None:
    import stelp_ci

    with pytest.raises(AttributeError):
        stelp_ci.nothing  # type: ignore[attr-defined]  # noqa: B018
