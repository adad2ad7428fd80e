"""Real programs in real gVisor: how each ends, and that none can alter what becomes of another."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from stelp_ci.cli.main import main
from stelp_ci.exec.api import ProgramRunner, make_program
from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.load import Given
from stelp_ci.exec.opening import open_program_sandbox
from stelp_ci.exec.policy_file import read_policy
from stelp_ci.exec.running import run_all
from stelp_ci.exec.setup import Isolation, RunProfile, Setup
from stelp_ci.exec.tools import Tool
from stelp_ci.model.ports import AnySandbox
from stelp_ci.model.program_run import ProgramRun
from stelp_ci.transpile.plain_data import Opaque
from stelp_ci.transpile.strict.policy import STRICT

pytestmark = pytest.mark.gvisor
CASES = Path(__file__).parent.parent / "cases" / "exec"
SHORT = msgspec.structs.replace(PROGRAM_LIMITS, wall_s=5, cpu_s=3, memory_mib=256, output_kib=64)
WITNESS = "print('witness')\ndef answer():\n    return 42\n"


@pytest.fixture(scope="module")
def sandbox(shared_cache: Path) -> AnySandbox:
    return open_program_sandbox(shared_cache)


def runner(sandbox: AnySandbox, profile: RunProfile, **more: Any) -> ProgramRunner:
    return ProgramRunner(profile=profile, limits=SHORT, sandbox=sandbox, **more)


class Case(NamedTuple):
    """A program of tests/cases/exec/NAME.py, and what its first lines expect: `# status stage limit`."""

    name: str
    text: str

    @property
    def expected(self) -> tuple[str, ...]:
        return tuple(self.text.partition("\n")[0].removeprefix("# ").split())


def cases(folder: str) -> list[Case]:
    return [Case(path.stem, path.read_text("utf-8")) for path in sorted((CASES / folder).glob("*.py"))]


def ended(run: ProgramRun) -> tuple[str, ...]:
    return tuple(str(part) for part in (run.status, run.stage, run.limit) if part)


def with_witnesses(programs: list[Case]) -> Iterator[Given]:
    """Each program between two that must not notice it."""
    for program in programs:
        yield Given("witness", make_program(WITNESS, entry="answer"))
        yield Given(program.name, make_program(program.text))
    yield Given("witness", make_program(WITNESS, entry="answer"))


def check(runs: list[ProgramRun], programs: list[Case]) -> None:
    """Every witness completed as ever, and every program ended as its first line says."""
    witnesses = [run for run in runs if run.id == "witness"]
    assert [(run.status, run.value, run.stdout) for run in witnesses] == [("completed", 42, "witness\n")] * len(
        witnesses
    )
    found = {str(run.id): ended(run) for run in runs if run.id != "witness"}
    assert found == {case.name: case.expected for case in programs}


def test_hostile_programs_of_plain_python_disturb_no_other(sandbox: AnySandbox) -> None:
    programs = cases("plain")
    assert len(programs) >= 16
    check(list(runner(sandbox, RunProfile.PLAIN).run_all(with_witnesses(programs))), programs)


def test_memory_that_small_things_fill_to_the_last_byte_is_told_as_a_limit(sandbox: AnySandbox) -> None:
    """Telling it takes memory, too, and the program still holds all that there is."""
    limits = msgspec.structs.replace(SHORT, cpu_s=30, wall_s=60, memory_mib=128)
    text = "held = []\nfor number in range(10**8):\n    held.append({'number': number})\n"
    run = ProgramRunner(profile=RunProfile.PLAIN, limits=limits, sandbox=sandbox).run(text)
    assert (str(run.status), str(run.limit)) == ("limited", "memory")


def test_strict_programs_end_as_they_should(sandbox: AnySandbox) -> None:
    programs = cases("strict")
    assert len(programs) >= 8
    strict = runner(sandbox, RunProfile.STRICT, policy=STRICT._replace(fuel=100_000))
    check(list(strict.run_all(with_witnesses(programs))), programs)


def test_guarded_programs_are_judged_by_what_they_reach_for(sandbox: AnySandbox) -> None:
    programs = cases("guarded")
    assert len(programs) >= 5
    check(list(runner(sandbox, RunProfile.GUARDED).run_all(with_witnesses(programs))), programs)


def test_rules_of_the_policy_deny_and_allow_under_guarded(sandbox: AnySandbox) -> None:
    said = read_policy(
        b"grammar: {profile: guarded, rules: [{paths: ['*'], capabilities: [processes], action: allow},"
        b" {paths: [program.py], capabilities: [environment], action: deny}]}"
    )
    setup = Setup(said.profile, said.policy, denied=said.denied)
    texts = (
        "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', ''], env={}).returncode)\n",
        "import os\nos.environ['A']\n",
        "import os\nprint(1)\ngetattr(os, 'envi' + chr(114) + 'on')['PATH']\n",
    )
    allowed, seen, met = run_all([Given(None, make_program(text)) for text in texts], setup, sandbox)
    assert (allowed.status, allowed.stdout, allowed.loosened) == ("completed", "0\n", ("allowed: processes",))
    for run, line in ((seen, 2), (met, 3)):
        assert (run.status, [(one.code, one.line) for one in run.violations]) == ("blocked", [("STELP-G001", line)])
        assert run.violations[0].repair


def test_a_sandbox_for_each_program_gives_the_same(sandbox: AnySandbox) -> None:
    alone = runner(sandbox, RunProfile.STRICT, isolation=Isolation.SANDBOX, jobs=2)
    runs = list(alone.run_all([Given(n, make_program(WITNESS, entry="answer")) for n in range(2)]))
    assert [(run.status, run.value) for run in runs] == [("completed", 42)] * 2


def test_values_are_rebuilt_and_what_is_no_plain_data_is_marked(sandbox: AnySandbox) -> None:
    strict = runner(sandbox, RunProfile.STRICT)
    text = "class Odd(int):\n    pass\n\ndef echo(*values, **named):\n    return values, named, Odd(3)\n"
    run = strict.run(text, entry="echo", args=[1, 2.5, (True, None), {3}], kwargs={"a": b"x"})
    assert run.status == "completed"
    values, named, odd = run.value
    assert (values, named) == ((1, 2.5, (True, None), {3}), {"a": b"x"})
    assert type(values[1]) is float
    assert isinstance(odd, Opaque)
    assert odd.type == "Odd"


def test_a_missing_entry_is_an_error(sandbox: AnySandbox) -> None:
    run = runner(sandbox, RunProfile.STRICT).run("x = 1\n", entry="nothing")
    assert (run.status, run.exception and run.exception.type) == ("error", "LookupError")


TOOL = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
CALLS_FD = 4
FLOODS = {
    "bytes": f"import os\nos.write({CALLS_FD}, b'\\xff' * 100)\n",
    "large": f"import os, time\nos.write({CALLS_FD}, (1 << 30).to_bytes(4, 'big') + b'x' * 1000)\ntime.sleep(60)\n",
    "many": f"import os\nfor _ in range(5000): os.write({CALLS_FD}, (2).to_bytes(4, 'big') + b'{{}}')\n",
    "torn": f"import os\nos.write({CALLS_FD}, (10).to_bytes(4, 'big') + b'x')\n",
    "closed": f"import os\nos.close({CALLS_FD})\nos.close(5)\n",
    "unread": f"import os\nos.write({CALLS_FD}, (2).to_bytes(4, 'big') + b'{{}}')\n",
}


def test_tools_are_called_and_no_flood_of_calls_disturbs_another(sandbox: AnySandbox) -> None:
    tool = Tool("double", TOOL, lambda n: 2 * n, calls=3)
    plain = runner(sandbox, RunProfile.PLAIN, tools=[tool])
    caller = "print([double(n=n) for n in range(3)])\ntry:\n    double(n='x')\nexcept Exception as e:\n    print(e)\n"
    programs = [text for flood in FLOODS.values() for text in (flood, caller)]
    runs = list(plain.run_all(Given(number, make_program(text)) for number, text in enumerate(programs)))
    for run in runs[1::2]:
        assert (run.status, run.stdout) == ("completed", "[0, 2, 4]\ndouble: arguments.n: integer is needed\n")
        assert [call.outcome for call in run.calls] == ["answered"] * 3 + ["refused"]
    floods = dict(zip(FLOODS, runs[::2], strict=True))
    assert {name: ended(floods[name])[-1] for name in ("bytes", "large", "many")} == dict.fromkeys(
        ("bytes", "large", "many"), "output"
    )
    assert all(call.outcome == "refused" for run in floods.values() for call in run.calls)


def test_a_strict_program_calls_the_tools_of_its_policy(sandbox: AnySandbox) -> None:
    strict = runner(sandbox, RunProfile.STRICT, tools=[Tool("double", TOOL, lambda n: {"twice": 2 * n})])
    run = strict.run("def go(n):\n    return double(n=n)['twice']\n", entry="go", args=[21])
    assert (run.status, run.value) == ("completed", 42)
    assert [call.tool for call in run.calls] == ["double"]


MENDER = """
import json, sys
feedback = json.load(sys.stdin)
lines = feedback["source"].splitlines()
for violation in feedback["violations"]:
    at = violation["line"] - 1
    for bad, good in (("import os", ""), ("eval(text)", "int(text)"), ("while True:", "for _ in range(9):")):
        lines[at] = lines[at].replace(bad, good)
print("\\n".join(lines))
"""
REFUSED = {
    "import os\ndef go(text):\n    return 7\n": 7,
    "def go(text):\n    return eval(text)\n": 5,
    "def go(text):\n    total = 0\n    while True:\n        total += 1\n    return total\n": 9,
}


def test_a_scripted_repairer_turns_three_refused_programs_into_accepted_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mender = tmp_path / "mend.py"
    mender.write_text(MENDER, encoding="utf-8")
    repair = f"{sys.executable} {mender}"
    for text, value in REFUSED.items():
        program = tmp_path / "program.py"
        program.write_text(text, encoding="utf-8")
        command = ["exec", str(program), "--entry", "go", "--args", '["5"]', "--format", "agent"]
        assert main([*command, "--repair-command", repair, "--max-attempts", "3"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert (document["attempt"], document["status"], document["value"]) == (2, "completed", value)


def test_without_a_repairer_a_refused_program_stays_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "program.py"
    program.write_text("import os\n", encoding="utf-8")
    assert main(["exec", str(program), "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["status"], document["evidence"]) == ("blocked", "self-reported")
    assert document["violations"][0]["repair"]
    assert document["runtime"]["name"] == "runsc"


DATA = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not beside the checkout")
@pytest.mark.parametrize("name", ["injected-human-eval", "human-eval", "mbpp"])
def test_the_benchmarks_run_on_the_first_programs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", name, "--data", str(DATA), "--limit", "2", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["benchmark"] == name
    completed = document["human_eval"] if name == "injected-human-eval" else document
    assert completed["completed"] == 2


def test_a_batch_is_lines_in_lines_out(tmp_path: Path) -> None:
    batch, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"id": "good", "code": "def f(x):\n    return x + 1\n", "entry": "f", "args": [1]},
        {"id": "refused", "code": "import os\n"},
        {"id": "raises", "code": "1 / 0\n"},
    ]
    batch.write_text("not json\n" + "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    command = [sys.executable, "-m", "stelp_ci", "exec", "--batch", "-", "--output", str(output)]
    with batch.open("rb") as stdin:
        done = subprocess.run(command, stdin=stdin, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    results = [json.loads(line) for line in output.read_text("ascii").splitlines()]
    assert [(one["id"], one["status"], one["stage"]) for one in results] == [
        (None, "error", "parse"),
        ("good", "completed", None),
        ("refused", "blocked", "policy"),
        ("raises", "error", "runtime"),
    ]
    assert results[1]["value"] == 2
    assert results[2]["violations"][0]["line"] == 1
    assert results[3]["exception"]["type"] == "ZeroDivisionError"
