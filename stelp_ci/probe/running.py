"""One pytest run of one side of the change, as the settings want it: every probe that runs tests runs them so."""

from msgspec import structs

from stelp_ci.model.execution import Outcome, PytestTask, SandboxJob, Stub
from stelp_ci.model.source import Runnable
from stelp_ci.probe.job import ProbeJob

_OPTIONS_FOR_PLUGIN = {"pytest_cov": "--no-cov", "pytest_cov.plugin": "--no-cov", "xdist": "-n0", "xdist.plugin": "-n0"}
"""Plugins that would write into the read-only source or start workers of their own, and what keeps them quiet."""


def run_pytest(
    job: ProbeJob,
    side: Runnable,
    targets: tuple[str, ...],
    stubs: tuple[Stub, ...] = (),
    *,
    wall_s: float | None = None,
) -> Outcome:
    """Run `targets` (files or node ids) on `side`, with `stubs`, for at most `wall_s` seconds where that is less.

    Raises `SandboxError` if the sandbox itself fails.
    """
    task = PytestTask(
        targets=targets,
        import_paths=side.import_paths,
        deselect_marks=job.settings.skip_marks,
        ignore=job.settings.skip_paths,
        stubs=stubs,
        plugins=(*side.plugins, *job.settings.plugins),
        trace=True,
        deny=job.deny,
        options=tuple(option for name, option in _OPTIONS_FOR_PLUGIN.items() if name in side.plugins),
    )
    environment = tuple(sorted(job.settings.environment.items()))
    limits = job.settings.limits
    if wall_s is not None and wall_s < limits.wall_s:
        limits = structs.replace(limits, wall_s=wall_s)
    return job.sandbox.run(SandboxJob(side.source, task, limits, side.layers, environment))
