"""The sandbox as an unprivileged user: the same runs, the same limits, and the report says so."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from stelp_ci.bench.containment.canaries import Canaries, canaries
from stelp_ci.bench.containment.hostile_programs import Hostile, is_complete_pass, read_programs, sample
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.rootfs import sandbox_root
from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.model.execution import Limit, Limits, Outcome, PytestResult, PytestTask, SandboxJob, TestOutcome
from tests.execute.test_hostile import CASES, differences
from tests.execute.test_runsc import CONTAINED

pytestmark = [pytest.mark.gvisor, pytest.mark.skipif(os.geteuid() != 0, reason="everything else runs rootless then")]
FEATURES = CASES / "pytest" / "features"
AS_NOBODY = """
import os, sys
from pathlib import Path
import msgspec
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.execute.runtime import find_runtime, locate_runsc
from stelp_ci.model.execution import Limits, PytestTask, SandboxJob
place = Path(sys.argv[1])


def targets(source):
    return tuple(path.name for path in sorted(source.glob("test_*.py")))


interpreter = inspect_interpreter(Path(sys.executable))
os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
sandbox = RunscSandbox(find_runtime(locate_runsc(), place / "cache"), interpreter, place / "tree")
jobs = msgspec.json.decode((place / "jobs.json").read_bytes(), type=list[tuple[str, Limits]])
sources = [(place / "sources" / name, limits) for name, limits in jobs]
outcomes = [sandbox.run(SandboxJob(source, PytestTask(targets=targets(source)), limits)) for source, limits in sources]
sys.stdout.buffer.write(msgspec.json.encode(outcomes))
"""
BOMB = "import os, time\n\n\ndef test_it():\n    while True:\n        os.fork() or time.sleep(60)\n"


FINE = "def test_it(tmp_path):\n    assert True\n"
LIMITS = Limits(wall_s=60, memory_mib=1536, processes=24)
PROGRAMS = sample(
    (case for case in read_programs(CASES) if case.expected.get("limit") != "wall" and case.name != "sweep_of_calls"),
    12,
)
Outcomes = dict[str, Outcome]


def write_own(sources: Path) -> dict[str, Limits]:
    """The sources of our own, below `sources`, with the limits of each."""
    texts = {"fine": FINE, "bomb": BOMB, "contained": CONTAINED.read_text(encoding="utf-8")}
    for name, text in texts.items():
        (sources / name).mkdir()
        (sources / name / "test_it.py").write_text(text, encoding="utf-8")
    (sources / "contained" / "canary-path.txt").write_text(str(sources), encoding="utf-8")
    shutil.copytree(FEATURES, sources / "features")
    return dict.fromkeys([*texts, "features"], LIMITS)


@pytest.fixture(scope="module")
def laid() -> Iterator[Canaries]:
    """What none of the programs may disturb."""
    with canaries() as around:
        yield around


@pytest.fixture(scope="module")
def place(sandbox_cache: Path, harness: Path, laid: Canaries) -> Iterator[Path]:
    """A directory that everybody may enter, with the root and the sources in it."""
    directory = Path(tempfile.mkdtemp(prefix="stelp-rootless-"))
    directory.chmod(0o755)
    root = sandbox_root(inspect_interpreter(Path(sys.executable)), harness, sandbox_cache)
    shutil.copytree(root, directory / "tree", copy_function=os.link)
    (directory / "sources").mkdir()
    jobs = write_own(directory / "sources")
    jobs |= {case.name: case.job(directory / "sources", laid.document).limits for case in PROGRAMS}
    (directory / "jobs.json").write_bytes(msgspec.json.encode(list(jobs.items())))
    (directory / "cache").mkdir(mode=0o777)
    (directory / "cache").chmod(0o777)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def outcomes(place: Path) -> Outcomes:
    kept = {name: os.environ[name] for name in ("PATH", "STELP_RUNSC") if name in os.environ}
    environment = {**kept, "TMPDIR": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", AS_NOBODY, str(place)]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=Path.cwd(), check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    names = [name for name, _ in msgspec.json.decode((place / "jobs.json").read_bytes(), type=list[tuple[str, Limits]])]
    return dict(zip(names, msgspec.json.decode(done.stdout, type=list[Outcome]), strict=True))


def test_an_unprivileged_user_runs_tests_in_gvisor(outcomes: Outcomes) -> None:
    fine = outcomes["fine"]
    assert fine.runtime.rootless
    assert fine.result is not None
    assert fine.result.completed, fine.output
    assert [test.outcome for test in fine.result.tests] == [TestOutcome.PASSED]


def test_limits_hold_for_an_unprivileged_user(outcomes: Outcomes) -> None:
    bomb = outcomes["bomb"]
    assert bomb.limit is Limit.PROCESSES
    assert bomb.signal == "SIGKILL"


def test_what_must_not_work_inside_does_not_for_an_unprivileged_user(outcomes: Outcomes) -> None:
    result = outcomes["contained"].result
    assert result is not None
    bad = [(test.nodeid, test.message) for test in result.tests if test.outcome is not TestOutcome.PASSED]
    # Two tests ask for what the job of the other module brings along: a variable and a layer.
    assert [nodeid.partition("::")[2] for nodeid, _ in bad] in ([], ["test_environment_is_the_allowlist"]), bad
    assert len(result.tests) > 25


def test_pytest_tells_the_same_to_an_unprivileged_user(outcomes: Outcomes, sandbox: RunscSandbox, place: Path) -> None:
    source = place / "sources" / "features"
    targets = tuple(path.name for path in sorted(source.glob("test_*.py")))
    rooted = sandbox.run(SandboxJob(source, PytestTask(targets=targets), LIMITS)).result
    rootless = outcomes["features"].result
    assert rooted is not None
    assert rootless is not None
    assert rootless.completed == rooted.completed
    assert told(rootless) == told(rooted)
    assert len(rootless.tests) > 5


def told(result: PytestResult) -> list[tuple[str, TestOutcome, str]]:
    return [(test.nodeid, test.outcome, test.exception) for test in result.tests]


@pytest.mark.parametrize("case", PROGRAMS, ids=lambda case: case.name)
def test_a_hostile_program_is_held_for_an_unprivileged_user(case: Hostile, outcomes: Outcomes) -> None:
    outcome = outcomes[case.name]
    assert outcome.started
    assert not is_complete_pass(outcome), repr(outcome)[-2000:]
    assert not differences(case.expected, outcome), repr(outcome)[-2000:]


def test_no_program_had_an_effect_outside(outcomes: Outcomes, laid: Canaries) -> None:
    assert laid.disturbed(repr(outcomes)) == ()
