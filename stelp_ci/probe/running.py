"""One run of one side of the change, as the settings want it: every probe that runs something runs it so."""

from typing import NamedTuple

import msgspec
from msgspec import structs

from stelp_ci.model.execution import Limit, Limits, Outcome, PytestTask, SandboxJob, ScriptJob, ScriptOutcome, Stub
from stelp_ci.model.source import Runnable
from stelp_ci.probe.job import BudgetSpentError, ProbeJob

_OPTIONS_FOR_PLUGIN = {"pytest_cov": "--no-cov", "pytest_cov.plugin": "--no-cov", "xdist": "-n0", "xdist.plugin": "-n0"}
"""Plugins that would write into the read-only source or start workers of their own, and what keeps them quiet."""

MOST_REPEATING_S = 20.0
"""Seconds that further runs of the same tests may take together; slower tests run once."""


class Manner(NamedTuple):
    """How a run differs from a plain one. `wall_s` counts where it is less than what the settings allow.

    `exhaustive` tries each stub on every test. All tests run `repeats` times more if the budget allows.
    """

    wall_s: float = float("inf")
    exhaustive: bool = False
    repeats: int = 0


PLAIN = Manner()


def run_pytest(
    job: ProbeJob, side: Runnable, targets: tuple[str, ...], stubs: tuple[Stub, ...] = (), manner: Manner = PLAIN
) -> Outcome:
    """Run `targets` (files or node ids) on `side`, with `stubs`.

    Raises `SandboxError` if the sandbox itself fails, `BudgetSpentError` if the probe's share of the budget ended it.
    """
    task = structs.replace(
        plain_task(job, side, targets),
        stubs=stubs,
        trace=True,
        exhaustive=manner.exhaustive,
        repeats=manner.repeats,
        repeat_s=min(MOST_REPEATING_S, job.left_s / 4),
    )
    allowed = min(job.settings.limits.wall_s, manner.wall_s)
    limits = _limits(job, allowed)
    outcome = job.sandbox.run(SandboxJob(side.source, task, limits, side.layers, _environment(job)))
    return _within_budget(outcome, limits, allowed)


def _limits(job: ProbeJob, allowed_s: float) -> Limits:
    """Those of the settings, for at most `allowed_s` seconds and what the probe's share of the budget has left."""
    return structs.replace(job.settings.limits, wall_s=min(allowed_s, job.share_s))


def _within_budget(outcome: Outcome, limits: Limits, allowed_s: float) -> Outcome:
    """What the budget ended is nobody's fault, and must not be read as code that does not end."""
    if outcome.limit is Limit.WALL and limits.wall_s < allowed_s:
        raise BudgetSpentError
    return outcome


def expected_runs(job: ProbeJob) -> tuple[SandboxJob | ScriptJob, ...]:
    """The runs on the head that most changes lead to, in order, by what they mount: what they do is not known yet."""
    head, limits, environment = job.head, job.settings.limits, _environment(job)
    tests = SandboxJob(head.source, PytestTask(targets=()), limits, head.layers, environment)
    probes = ScriptJob("", b"", limits, head.source, head.import_paths, head.layers, environment)
    return (tests, probes, probes) if job.left_s else (tests,)


def plain_task(job: ProbeJob, side: Runnable, targets: tuple[str, ...]) -> PytestTask:
    """The run of `targets` that settings and policy want, with neither workers nor a coverage of the project's own."""
    return PytestTask(
        targets=targets,
        deny=job.deny,
        import_paths=side.import_paths,
        deselect_marks=job.settings.skip_marks,
        ignore=job.settings.skip_paths,
        plugins=(*side.plugins, *job.settings.plugins),
        options=tuple(option for name, option in _OPTIONS_FOR_PLUGIN.items() if name in side.plugins),
    )


def run_script(job: ProbeJob, side: Runnable, script: str, document: object) -> ScriptOutcome:
    """Run one of our scripts on `side`, as the tests run there. Raises as `run_pytest` does."""
    allowed = job.settings.limits.wall_s
    limits = _limits(job, allowed)
    asked = msgspec.json.encode(document)
    ran = job.sandbox.run_script(
        ScriptJob(script, asked, limits, side.source, side.import_paths, side.layers, _environment(job))
    )
    _within_budget(ran.outcome, limits, allowed)
    return ran


def _environment(job: ProbeJob) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(job.settings.environment.items()))
