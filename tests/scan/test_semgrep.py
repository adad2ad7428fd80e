"""semgrep for real, with our rules: few runs, because each costs half a second."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Confidence, Finding, Scanned, Severity
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.process import Finished
from stelp_ci.scan.rules import rules_directory
from stelp_ci.scan.semgrep import Semgrep, decode, options
from stelp_ci.scan.sources import Sources
from stelp_ci.scan.tools import module_command

MakeJob = Callable[..., ScanJob]

EVAL = "def f(text):\n    return eval(text)\n"


def findings(job: ScanJob) -> tuple[Finding, ...]:
    (scanned,) = Semgrep(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned)
    return scanned.findings


def test_both_sides_are_scanned_in_one_run_and_nothing_of_the_head_is_obeyed(make_job: MakeJob) -> None:
    hostile = ["-e.py", "--config=auto.py", "a b.py", "new\nline.py", "\\xff.py", "tests/vendor/x.min.py"]
    head = dict.fromkeys(hostile, EVAL) | {
        ".semgrepignore": "*\n",
        ".gitignore": "*\n",
        ".semgrep.yml": "rules: []\n",
        "semgrep.py": "raise SystemExit(0)\n",
        "silenced.py": "eval(open('x').read())  # nosemgrep\n",
        "cookie.py": "# coding: latin-1\neval(open('x').read())\n",
        "known.py": f"x = 1\n\n\n{EVAL}",
        "empty.py": "",
        "typed.pyi": EVAL,
        "broken.py": "def f(:\n    eval(x)\n",
    }
    job = make_job({"known.py": EVAL}, head, links={"link.py": "silenced.py", "out.py": "/etc/passwd"})
    found = {finding.location.path: finding for finding in findings(job) if finding.rule == "dynamic-code"}
    assert set(found) == {*hostile, "silenced.py", "cookie.py", "known.py", "typed.pyi", "link.py"}
    assert {path for path, finding in found.items() if not finding.new} == {"known.py"}
    one = found["a b.py"]
    assert (one.location.line, one.location.column, one.symbol) == (2, 12, "f")
    assert (one.severity, one.confidence, one.cwe) == (Severity.HIGH, Confidence.MEDIUM, (95,))
    assert "ast.literal_eval" in one.remedy and one.url.startswith("https://docs.python.org/")


def test_a_finding_that_the_change_causes_on_another_line_is_in_the_change(make_job: MakeJob) -> None:
    query = "def rows(cursor, name):\n    query = {}\n    # the next line stays as it is\n    cursor.execute(query)\n"
    guard = "import os\ndef send(request):\n    name = request.args['n']\n{}    return open(name)\n"
    job = make_job(
        {"sql.py": query.format("'SELECT 1'"), "path.py": guard.format("    name = os.path.basename(name)\n")},
        {"sql.py": query.format("f'SELECT {name}'"), "path.py": guard.format("")},
    )
    caused = {(finding.rule, finding.location.line, finding.new, finding.in_change) for finding in findings(job)}
    assert caused == {("sql-injection", 4, True, True), ("path-traversal", 4, True, True)}


def test_the_fast_front_end_says_the_same_as_the_default_one(tmp_path: Path) -> None:
    """On all cases of the rules, on a file that is half Python, and on a rule that is broken."""
    rules = tmp_path / "rules"
    rules.mkdir()
    for name in ("archive-extraction.yaml", "debug-server.yaml", "dynamic-code.yaml"):
        (rules / name).write_bytes((rules_directory() / name).read_bytes())
    broken = {
        "half.py": "import os\neval(x)\nfoo bar (( }} def\n",
        "match.py": "match x:\n    case [1, *_]:\n        eval(x)\n",
    }
    cases = {path.name: path.read_text() for path in rules_directory().glob("*.py")} | broken
    for name, text in cases.items():
        (tmp_path / name).write_text(text)
    outputs = [_run(tmp_path, rules, sorted(cases), experimental=experimental) for experimental in (True, False)]
    assert set(outputs[0].results) == set(outputs[1].results) and outputs[0].results
    assert outputs[0].errors and [(e.path, e.level) for e in outputs[0].errors] == [
        (e.path, e.level) for e in outputs[1].errors
    ]
    assert sorted(outputs[0].paths.scanned) == sorted(outputs[1].paths.scanned) == sorted(cases)


def _run(directory: Path, rules: Path, names: list[str], *, experimental: bool):
    command = module_command("semgrep", "semgrep.console_scripts.entrypoint")
    argv = [*command, "scan", *options(rules, experimental=experimental), *names]
    environment = {"PATH": os.defpath, "HOME": str(directory), "SEMGREP_SEND_METRICS": "off"}
    run = subprocess.run(argv, cwd=directory, env=environment, capture_output=True, check=False)
    return decode(Finished(run.returncode, run.stdout, run.stderr))


def test_a_broken_rule_stops_the_scan(make_job: MakeJob, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(
        "rules: [{id: broken, languages: [python], severity: ERROR, message: m, pattern: 'foo((('}]\n"
    )
    job = make_job({}, {"a.py": EVAL})
    with pytest.raises(ScanError, match="Invalid pattern"):
        Semgrep(Sources(job.trees), rules=lambda: tmp_path).scan(job)


def script(text: str) -> Callable[[], tuple[str, ...]]:
    return lambda: (sys.executable, "-I", "-c", text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("raise SystemExit(2)", "semgrep ended with 2"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGABRT)", "semgrep ended with -6"),
        ("print('{\"results\": 1}')", "Expected `array`"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "semgrep ended with 0"),
        ("import time; time.sleep(60)", "did not end within 1 s"),
    ],
)
def test_a_tool_that_breaks_is_an_error(make_job: MakeJob, text: str, reason: str) -> None:
    job = make_job({}, {"a.py": "x = 1\n"}, timeout_s=1)
    with pytest.raises(ScanError, match=reason):
        Semgrep(Sources(job.trees), command=script(text)).scan(job)


def test_files_that_it_skipped_or_read_in_part_are_failures_beside_the_findings(make_job: MakeJob) -> None:
    said = """{"results": [], "errors": [{"level": "warn", "path": "head/0001.py", "message": "Syntax error at line 3"},
    {"level": "warn", "path": "base/0001.py", "message": "Timeout"}],
    "paths": {"scanned": ["head/0001.py", "head/0002.py"],
    "skipped": [{"path": "head/0002.py", "reason": "too_big"}]}}"""
    job = make_job({"a.py": ""}, {"a.py": "x = 1\n", "b.py": "y = 1\n", "c.py": "z = 1\n"})
    scanned, *failures = Semgrep(Sources(job.trees), command=script(f"print('''{said}''')")).scan(job)
    assert isinstance(scanned, Scanned)
    assert [failure.reason for failure in failures if isinstance(failure, Failed)] == [
        "a.py: Syntax error at line 3",
        "b.py: too_big",
        "c.py: was not scanned",
    ]
