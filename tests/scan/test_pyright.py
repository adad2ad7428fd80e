"""pyright for real on whole trees: what the change broke anywhere, under the base's settings alone."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Finding, Scanned, Severity
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.pyright import Pyright
from stelp_ci.scan.pyright_run import pyright_command
from stelp_ci.scan.sources import Sources

MakeJob = Callable[..., ScanJob]


def findings(job: ScanJob) -> list[Finding]:
    (scanned,) = Pyright(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned)
    return list(scanned.findings)


def script(text: str) -> Callable[[], tuple[str, ...]]:
    return lambda: (sys.executable, "-I", "-c", text)


def test_what_an_edit_breaks_elsewhere_is_found_and_old_errors_are_not(make_job: MakeJob, tmp_path: Path) -> None:
    layer = tmp_path / "layer"
    (layer / "known").mkdir(parents=True)
    (layer / "known/__init__.py").write_text("def helper(a: int) -> int: ...\n")
    (layer / "known/py.typed").touch()
    base = {
        "src/pkg/__init__.py": "def greet(name: str) -> str:\n    return name\n\n\nold: int = 'old error'\n",
        "src/pkg/user.py": "from pkg import greet\n\n\ndef caller():\n    return greet('x')\n\n\nolder: int = ''\n",
        "tests/test_a.py": "import known, missing\nfrom pkg import greet\n",
        "moved.py": "def f() -> int:\n    return 'moved'\n",
    }
    head = base | {
        "src/pkg/__init__.py": "X = 1\n\n\n"
        + base["src/pkg/__init__.py"].replace("name: str)", "name: str, age: int)"),
        "src/pkg/new.py": "import imagined\nimport msgspec\nfrom known import helper\n\nhelper('x')\nundefined()\n",
        "elsewhere.py": base["moved.py"],
        "moved.py": "",
    }
    job = make_job(base, head, layers=(layer,))
    found = {(one.location.path, one.location.line, one.rule, one.severity) for one in findings(job)}
    assert found == {
        ("src/pkg/user.py", 5, "reportCallIssue", Severity.MEDIUM),
        ("src/pkg/new.py", 1, "reportMissingImports", Severity.MEDIUM),
        ("src/pkg/new.py", 2, "reportMissingImports", Severity.MEDIUM),
        ("src/pkg/new.py", 5, "reportArgumentType", Severity.LOW),
        ("src/pkg/new.py", 6, "reportUndefinedVariable", Severity.MEDIUM),
    }
    (broken,) = [one for one in findings(job) if one.location.path == "src/pkg/user.py"]
    assert (broken.new, broken.in_change, broken.symbol) == (True, True, "caller")
    assert "age" in broken.message and broken.url.endswith("reportCallIssue")


def test_nothing_that_the_head_brings_switches_it_off(make_job: MakeJob, tmp_path: Path) -> None:
    wrong = "def f(a: int) -> int:\n    return undefined_name\n"
    base = {"pkg/used.py": "def g() -> int:\n    return 1\n", "pkg/user.py": "from pkg.used import g\n\ng()\n"}
    head = base | {
        "pkg/used.py": "def g(a: int) -> int:\n    return a\n",
        "pyrightconfig.json": json.dumps({"ignore": ["**"], "exclude": ["**"], "reportUndefinedVariable": False}),
        "pyproject.toml": "[tool.pyright]\ntypeCheckingMode = 'off'\nignore = ['**']\n",
        "pkg/pyvenv.cfg": "home = /usr/bin\n",
        "env/pyvenv.cfg": "home = /usr/bin\n",
        "env/a.py": wrong,
        ".hidden/a.py": wrong,
        "node_modules/a.py": wrong,
        "-p.py": wrong,
        "a b\nc.py": wrong,
        "br[a]c{k}*.py": wrong,
        "sitecustomize.py": f"open({str(tmp_path / 'ran')!r}, 'w')\n",
        "json.py": f"open({str(tmp_path / 'ran')!r}, 'w')\n",
    }
    job = make_job(base, head, links={"link.py": "-p.py", "loop": ".", "out.py": "/etc/passwd"})
    found = {one.location.path for one in findings(job) if one.rule in {"reportUndefinedVariable", "reportCallIssue"}}
    assert found == {"pkg/user.py", "env/a.py", ".hidden/a.py", "node_modules/a.py", "-p.py", "a b\nc.py"} | {
        "br[a]c{k}*.py",
        "link.py",
    }
    assert not (tmp_path / "ran").exists()


def test_the_settings_of_the_base_count_on_both_sides(make_job: MakeJob) -> None:
    settings = """{
        // comments and trailing commas are pyright's own dialect
        "reportUndefinedVariable": "none", "reportMissingParameterType": "error",
        "exclude": ["legacy", "/etc", "../.."], "extends": "../outside.json", "venvPath": "/etc",
    }"""
    base = {"pyrightconfig.json": settings, "legacy/a.py": "", "a.py": ""}
    head = {
        "pyrightconfig.json": "{}",
        "legacy/a.py": "x: int = ''\n",
        "a.py": "def f(a):\n    return undefined_name\n",
    }
    (found,) = findings(make_job(base, head))
    assert (found.rule, found.severity, found.location.path) == ("reportMissingParameterType", Severity.MEDIUM, "a.py")


def test_base_settings_that_cannot_be_read_stop_it(make_job: MakeJob) -> None:
    job = make_job({"pyrightconfig.json": "{oops"}, {"a.py": "x = 1\n"})
    with pytest.raises(ScanError, match=r"the base's pyrightconfig\.json cannot be read"):
        Pyright(Sources(job.trees)).scan(job)


def counting(counter: Path, diagnostics: str = "[]") -> Callable[[], tuple[str, ...]]:
    said = f'{{"version": "1", "generalDiagnostics": {diagnostics}}}'
    return script(f"open({str(counter)!r}, 'a').write('x'); print({said!r})")


def test_the_base_is_checked_once_and_a_corrupt_cache_is_made_again(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job({"a.py": "x = 1\n"}, {"a.py": "x = 2\n"})
    counter = tmp_path / "runs"
    scanner = Pyright(Sources(job.trees), command=counting(counter))
    runs: list[int] = []
    for content in (None, None, b"", b"0" * 64 + b"\n[]"):
        for entry in (job.cache / "pyright").glob("*"):
            entry.write_bytes(entry.read_bytes() if content is None else content)
        counter.write_text("")
        scanner.scan(job)
        runs.append(len(counter.read_text()))
    assert runs == [2, 1, 2, 2]


def test_what_the_base_result_depends_on_is_in_its_key(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job({"a.py": "x = 1\n", "pyrightconfig.json": "{}"}, {"a.py": "x = 2\n"})
    layer = tmp_path / "layer"
    layer.mkdir()
    counter = tmp_path / "runs"

    def runs(varied: ScanJob) -> int:
        counter.write_text("")
        Pyright(Sources(varied.trees), command=counting(counter)).scan(varied)
        return len(counter.read_text())

    layered = job._replace(layers=(layer,))
    other = job._replace(trees=job.trees._replace(base=job.trees.base._replace(tree="other")))
    assert [runs(varied) for varied in (job, layered, other)] == [2, 2, 2]
    assert [runs(varied) for varied in (job, layered, other)] == [1, 1, 1]
    (layer / "dep-1.0.dist-info").mkdir()
    assert [runs(varied) for varied in (job, layered, other)] == [1, 2, 1]
    (job.trees.base.root / "pyrightconfig.json").write_text('{"pythonVersion": "3.12"}')
    assert [runs(varied) for varied in (job, layered, other)] == [2, 2, 2]


def test_a_cache_that_cannot_be_written_costs_only_time(make_job: MakeJob, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    job = make_job({"a.py": "x = 1\n"}, {"a.py": "x = 2\n"})._replace(cache=tmp_path / "file")
    (scanned,) = Pyright(Sources(job.trees), command=counting(tmp_path / "runs")).scan(job)
    assert isinstance(scanned, Scanned)


CRASH = '[{"severity": "error", "message": "An internal error occurred while type checking file \\\\"a.py\\\\""}]'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("raise SystemExit(2)", "pyright ended with 2"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGABRT)", "pyright ended with -6"),
        ("print('No configuration file found.')", "output cannot be read"),
        ("import time; time.sleep(60)", "did not end within 1 s"),
        (f'print(\'{{"version": "1", "generalDiagnostics": {CRASH}}}\')', "pyright crashed on a file"),
    ],
)
def test_a_tool_that_breaks_is_an_error(make_job: MakeJob, text: str, reason: str) -> None:
    job = make_job({}, {"a.py": "x = 1\n"}, timeout_s=1)
    with pytest.raises(ScanError, match=reason):
        Pyright(Sources(job.trees), command=script(text)).scan(job)


def test_a_name_that_node_cannot_open_is_a_failure(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job({}, {"caf\\xe9.py": "x = 1\n"})
    _, failed = Pyright(Sources(job.trees), command=counting(tmp_path / "runs")).scan(job)
    assert isinstance(failed, Failed) and "caf\\xe9.py" in failed.reason


def test_node_is_started_directly_on_the_bundled_script() -> None:
    node, path = pyright_command()
    assert Path(node).name == "node" and Path(path).is_file()
