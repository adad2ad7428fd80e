"""All scanners together, and whatever they could not do said out loud."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import ScanError
from stelp_ci.model.change import Change
from stelp_ci.model.finding import Scanned, ScanResult
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.model.settings import ScanSettings
from stelp_ci.scan.lane import run_scanners
from stelp_ci.scan.registry import SCANNERS
from stelp_ci.scan.sources import Sources

MakeJob = Callable[..., ScanJob]


class Heard:
    """A Progress that remembers."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def begin(self, stage: str, detail: str = "") -> None:
        self.said.append((stage, detail))

    def end(self, stage: str) -> None:
        self.said.append((stage, "end"))


class Playing(NamedTuple):
    """A scanner that does as it is told."""

    name: str
    act: Callable[[], tuple[ScanResult, ...]]

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        assert job.timeout_s
        return self.act()


def table(**acts: Callable[[], tuple[ScanResult, ...]]) -> dict[str, Callable[[Sources], Playing]]:
    return {name: lambda _, name=name, act=act: Playing(name, act) for name, act in acts.items()}


def good() -> tuple[ScanResult, ...]:
    return (Scanned(scanner="good", version="1", seconds=0.0),)


def test_the_real_lane_finds_what_each_scanner_is_for(make_job: MakeJob) -> None:
    head = {
        "a.py": "import os\n\n\ndef f(x):\n    os.system(f'ls {x}')  # nosec\n    return undefined_name\n",
        "requirements.txt": "left-pad\n",
    }
    progress = Heard()
    results = run_scanners(make_job({}, head), ScanSettings(), progress)
    assert [result.scanner for result in results if isinstance(result, Scanned)] == list(SCANNERS)
    rules = {(one.tool, one.rule) for result in results if isinstance(result, Scanned) for one in result.findings}
    assert rules >= {
        ("semgrep", "shell-injection"),
        ("bandit", "B605"),
        ("pyright", "reportUndefinedVariable"),
        ("suppressions", "added-nosec"),
        ("dependencies", "dependency-added"),
    }
    assert progress.said[0] == ("scan", ", ".join(SCANNERS))
    assert progress.said[-1] == ("scan", "end")


def test_a_scanner_that_fails_leaves_the_others_alone(make_job: MakeJob) -> None:
    def missing() -> tuple[ScanResult, ...]:
        raise ScanError("tool is not installed", remedy="install it")

    def full() -> tuple[ScanResult, ...]:
        raise OSError(28, "No space left on device")

    results = run_scanners(
        make_job({}, {}), ScanSettings(), Heard(), scanners=table(missing=missing, good=good, full=full)
    )
    assert results == (
        Failed(stage="scan", what="missing", reason="tool is not installed", remedy="install it"),
        *good(),
        Failed(
            stage="scan",
            what="full",
            reason="the machine failed it: [Errno 28] No space left on device",
            remedy="run `stelp-ci doctor`",
        ),
    )


def test_scanners_run_at_the_same_time(make_job: MakeJob) -> None:
    meeting = threading.Barrier(2, timeout=20)

    def meet() -> tuple[ScanResult, ...]:
        meeting.wait()
        return good()

    assert len(run_scanners(make_job({}, {}), ScanSettings(), Heard(), scanners=table(one=meet, two=meet))) == 2


def test_a_disabled_scanner_does_not_run_and_an_unknown_name_is_a_failure(make_job: MakeJob) -> None:
    settings = ScanSettings(disable=("good", "bandti"))
    job = make_job({}, {})
    (failed,) = run_scanners(job, settings, Heard(), scanners=table(good=good))
    assert isinstance(failed, Failed) and "'bandti'" in failed.reason
    (failed,) = run_scanners(job, ScanSettings(disable=(*SCANNERS, "bandti")), Heard())
    assert isinstance(failed, Failed) and failed.remedy == "write bandit in .stelp.yml"


def test_python_that_no_scanner_was_given_is_a_failure(make_job: MakeJob) -> None:
    """Unless the change stage has said so already, or there is nothing behind the name."""
    broken = "def f(:\n"
    job = make_job(
        {}, {"known.py": broken, "gone.py": "x = 1\n"}, links={"link.py": "bad.txt", "dangling.py": "nowhere"}
    )
    (job.trees.head.root / "gone.py").unlink()
    (job.trees.head.root / "bad.txt").write_text(broken)
    results = run_scanners(job, ScanSettings(), Heard(), scanners={})
    gone, link = sorted(result.reason for result in results if isinstance(result, Failed))
    assert gone == "gone.py was not scanned: it is not in the tree"
    assert link.startswith("link.py was not scanned: line 1: invalid syntax")
    unsaid = tuple(file for file in job.change.files if file.head_path == "known.py")
    silent = Change(base=job.change.base, head=job.change.head, files=tuple(_without_reason(unsaid)))
    (failed,) = run_scanners(job._replace(change=silent), ScanSettings(), Heard(), scanners={})
    assert isinstance(failed, Failed) and failed.what == "known.py"


def _without_reason(files: tuple) -> list:
    import msgspec

    return [msgspec.structs.replace(file, unreadable=None) for file in files]


def test_missing_tools_end_as_failures_with_the_command_that_installs_them(make_job: MakeJob, tmp_path: Path) -> None:
    def absent() -> tuple[str, ...]:
        raise ScanError("semgrep is not installed", remedy="pip install 'stelp-ci[scan]'")

    from stelp_ci.scan.semgrep import Semgrep

    job = make_job({}, {"a.py": "x = 1\n"})
    scanners = {"semgrep": lambda sources: Semgrep(sources, command=absent)}
    (failed,) = run_scanners(job, ScanSettings(), Heard(), scanners=scanners)
    assert isinstance(failed, Failed) and (failed.what, failed.remedy) == ("semgrep", "pip install 'stelp-ci[scan]'")
    assert not list(tmp_path.glob("cache/*"))
