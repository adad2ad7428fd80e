"""Changes that forge the results of their own tests, as small repositories: what `check` and plain runners say of them.

Each is laid over a project whose tests are written for pytest, and over one whose tests are written for unittest.
"""

import py_compile
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from stelp_ci.bench.evidence.run import judge_change, write_commit
from stelp_ci.errors import UsageError
from stelp_ci.execute.plain import PlainGround, run_plain
from stelp_ci.model.execution import Limits
from stelp_ci.model.report import Report
from stelp_ci.model.value import Value
from stelp_ci.model.verdict import Decision

CASES = Path(__file__).parents[3] / "tests" / "cases" / "execute" / "forgeries"
PROJECTS = "projects"
Style = Literal["pytest", "unittest"]
STYLES: tuple[Style, ...] = ("pytest", "unittest")
PLAIN_LIMITS = Limits(wall_s=20, cpu_s=20, memory_mib=512, tmpfs_mib=32)
_BEGIN = "import os, runpy, sys; os.chdir('/src'); sys.path[:0] = ['/src', '/stelp/site']; "
PLAIN: dict[Style, str] = {
    "pytest": _BEGIN
    + "sys.argv[1:] = ['-q', '-p', 'no:cacheprovider', 'tests']; runpy.run_module('pytest', run_name='__main__')",
    "unittest": _BEGIN + "sys.argv[1:] = ['tests.test_bill']; runpy.run_module('unittest', run_name='__main__')",
}
"""What a harness would start, in the same sandbox."""


class _Document(Value, frozen=True, kw_only=True):
    """`case.toml`. `compile` are a source and where its byte code goes, both in the head; the source goes."""

    says: str
    origin: Literal["reference", "ours"]
    control: bool = False
    styles: tuple[Style, ...] = STYLES
    compile: tuple[str, str] | None = None


class Forgery(NamedTuple):
    """One change. `control` marks an honest one."""

    name: str
    says: str
    origin: str
    control: bool
    styles: tuple[Style, ...]
    folder: Path
    byte_code: tuple[str, str] | None


class Told(NamedTuple):
    """What was said of one forgery over one project: our verdict with its first reason, and a plain run's status."""

    style: Style
    verdict: Decision
    reason: str
    plain: int | None

    @property
    def plain_passes(self) -> bool:
        """Whether a harness that believes the exit status takes it for a pass."""
        return self.plain == 0


class Judged(NamedTuple):
    """One case over all of its projects."""

    case: Forgery
    told: tuple[Told, ...]

    @property
    def passes(self) -> bool:
        """Whether `check` let it pass over any project."""
        return any(one.verdict is Decision.PASS for one in self.told)

    @property
    def holds(self) -> bool:
        """A forgery passes nowhere, an honest change everywhere."""
        return all((one.verdict is Decision.PASS) == self.case.control for one in self.told)


def read_forgeries(folder: Path = CASES) -> tuple[Forgery, ...]:
    """Every case, the reference's first. Raises `UsageError` outside of a checkout, which alone has them."""
    found = [_read(path) for path in sorted(folder.glob("*/case.toml"))]
    if not found:
        raise UsageError(f"{folder} holds no cases", remedy="Run this benchmark in a checkout of stelp-ci.")
    return tuple(sorted(found, key=lambda case: (case.control, case.origin != "reference")))


def _read(path: Path) -> Forgery:
    document = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _Document)
    return Forgery(
        path.parent.name,
        document.says,
        document.origin,
        document.control,
        document.styles,
        path.parent,
        document.compile,
    )


def judge_forgery(case: Forgery, folder: Path, cache: Path, ground: PlainGround | None) -> Judged:
    """Judge it over each project, below the new directory `folder`; with `ground`, beside plain runs of the head."""
    return Judged(case, tuple(_told(case, style, folder / style, cache, ground) for style in case.styles))


def _told(case: Forgery, style: Style, folder: Path, cache: Path, ground: PlainGround | None) -> Told:
    repository = folder / "repository"
    write_forgery(case, style, repository)
    report = judge_change(repository, cache)
    plain = run_plain(ground, PLAIN[style], repository, PLAIN_LIMITS).status if ground else None
    return Told(style, report.verdict.decision, _first_reason(report), plain)


def write_forgery(case: Forgery, style: Style, repository: Path) -> None:
    """The repository: `main` is the project, `change` the forgery on top, which is what stands in the work tree."""
    shutil.copytree(CASES / PROJECTS / style, repository)
    _lay(case.folder / "base", repository)
    write_commit(repository, "main", "Base")
    _lay(case.folder / "head", repository)
    if case.byte_code is not None:
        _compile(repository, *case.byte_code)
    write_commit(repository, "change", "Change")


def _lay(files: Path, repository: Path) -> None:
    if files.is_dir():
        shutil.copytree(files, repository, dirs_exist_ok=True)


def _compile(repository: Path, source: str, target: str) -> None:
    """Put byte code that nobody checks against a source at `target`. Compiling executes nothing."""
    made = repository / target.replace("TAG", sys.implementation.cache_tag or "")
    made.parent.mkdir(exist_ok=True)
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(repository / source), str(made), invalidation_mode=unchecked, doraise=True)
    shutil.rmtree((repository / source).parent)


def _first_reason(report: Report) -> str:
    reason = report.verdict.reasons[0] if report.verdict.reasons else None
    return f"{reason.gate}: {reason.message}" if reason else ""
