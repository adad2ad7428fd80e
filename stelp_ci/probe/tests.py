"""The changed units' tests on the head, and on the base what did not pass there: whose failure is it?"""

from collections.abc import Callable
from typing import NamedTuple

from stelp_ci.model.change import Change
from stelp_ci.model.evidence import Evidence, NotAssessed, evidence_id
from stelp_ci.model.execution import Outcome, PytestTask, SandboxJob, Stub
from stelp_ci.model.ports import Sandbox
from stelp_ci.model.settings import ExecuteSettings
from stelp_ci.model.source import Runnable
from stelp_ci.probe.reading import Sides, is_clean, read_tests, unclean_files
from stelp_ci.probe.selection import select
from stelp_ci.probe.stubs import plan_stubs, read_stubs

_OPTIONS_FOR_PLUGIN = {"pytest_cov": "--no-cov", "pytest_cov.plugin": "--no-cov", "xdist": "-n0", "xdist.plugin": "-n0"}
"""Plugins that would write into the read-only source or start workers of their own, and what keeps them quiet."""


class TestJob(NamedTuple):
    """What the probe is given: `base` makes the base runnable, for tests that fail on `head`; `only` is one test."""

    __test__ = False

    change: Change
    base: Callable[[], Runnable]
    head: Runnable
    sandbox: Sandbox
    settings: ExecuteSettings
    only: str | None = None


def run_tests(job: TestJob) -> tuple[Evidence, ...]:
    """Evidence from the selected tests and from the stub control.

    Raises `SandboxError` when the sandbox itself fails; what the code does to it is evidence.
    """
    selected = select(job.change, job.head, job.settings.skip_paths)
    if selected is None:
        reason = "the project has no test files"
        return (NotAssessed(id=evidence_id("tests"), probe="tests", subject="tests", reason=reason),)
    targets = (job.only,) if job.only else selected.selection.targets
    planned = [] if job.only else plan_stubs(job.change, job.head)
    stubs = tuple(stub for item in planned for stub in item.stubs)
    head = _run(job, job.head, targets, stubs)
    base = None if is_clean(head) else _run_on_base(job, unclean_files(head, targets))
    accountable = not job.settings.skip_marks and not job.only
    evidence = read_tests(selected, Sides(head, base), job.head.source, accountable=accountable)
    otherwise = (
        "not all of its tests ran to their end" if base or not head.result else "the run ended before it was tried"
    )
    return (*evidence, *read_stubs(planned, head.result.stubs if head.result else (), otherwise))


def _run_on_base(job: TestJob, targets: tuple[str, ...]) -> Outcome | None:
    """The files that did not pass on the head, as far as the base has them; None if it has none of them."""
    base = job.base()
    present = tuple(target for target in targets if (base.source / target.partition("::")[0]).is_file())
    return _run(job, base, present, ()) if present else None


def _run(job: TestJob, side: Runnable, targets: tuple[str, ...], stubs: tuple[Stub, ...]) -> Outcome:
    task = PytestTask(
        targets=targets,
        import_paths=side.import_paths,
        deselect_marks=job.settings.skip_marks,
        ignore=job.settings.skip_paths,
        stubs=stubs,
        plugins=(*side.plugins, *job.settings.plugins),
        options=tuple(option for name, option in _OPTIONS_FOR_PLUGIN.items() if name in side.plugins),
    )
    environment = tuple(sorted(job.settings.environment.items()))
    return job.sandbox.run(SandboxJob(side.source, task, job.settings.limits, side.layers, environment))
