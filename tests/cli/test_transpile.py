"""`stelp-ci transpile`: the rewritten source, everything that is known, or what to mend."""

import ast
import io
import json
import sys
from pathlib import Path

import pytest

from stelp_ci.cli import exit_codes
from stelp_ci.cli.main import main
from stelp_ci.transpile.strict.result import Transpiled
from stelp_ci.transpile.strict.transpile import transpile_source

GOOD = "import math\n\n\ndef f(n):\n    while n > 1:\n        n = math.sqrt(n)\n    return n\n"
BAD = "import os\nprint(os.getcwd())\n"


def test_the_source_shown_is_what_is_compiled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "program.py"
    path.write_text(GOOD)
    assert main(["transpile", str(path)]) == exit_codes.PASS
    result = transpile_source(GOOD)
    assert isinstance(result, Transpiled)
    assert ast.dump(ast.parse(capsys.readouterr().out)) == ast.dump(result.tree)


def test_a_refused_program_is_told_by_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "program.py"
    path.write_text(BAD)
    assert main(["transpile", str(path)]) == exit_codes.FAIL
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{path}:1:8: STELP-S009 module that is not offered: os" in err


def test_json_and_agent_carry_every_violation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("json", "agent"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
        assert main(["transpile", "-", "--format", form]) == exit_codes.FAIL
        told = json.loads(capsys.readouterr().out)
        assert [one["code"] for one in told["violations"]] == ["STELP-S009"]
        assert told["version"] == 1
    assert told["status"] == "blocked" and told["source"] == BAD
    assert told["repairs"] and told["repairs"][0].startswith("Line 1: ")


def test_a_policy_file_and_the_guarded_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, program = tmp_path / "policy.yml", tmp_path / "program.py"
    policy.write_text("grammar:\n  denied: [While]\n")
    program.write_text(GOOD)
    assert main(["transpile", str(program), "--policy", str(policy), "--format", "json"]) == exit_codes.FAIL
    assert json.loads(capsys.readouterr().out)["violations"][0]["code"] == "STELP-S019"
    program.write_text(BAD)
    assert main(["transpile", str(program), "--profile", "guarded", "--format", "json"]) == exit_codes.PASS
    assert json.loads(capsys.readouterr().out)["units"] == ["<module>"]


def test_hostile_source_costs_only_the_child(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "program.py"
    path.write_bytes(b"x = \xff" + b"(" * 100_000)
    assert main(["transpile", str(path), "--format", "json"]) == exit_codes.FAIL
    assert json.loads(capsys.readouterr().out)["violations"][0]["code"] == "STELP-P001"


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    assert main(["transpile", str(tmp_path / "nothing.py")]) == exit_codes.USAGE
