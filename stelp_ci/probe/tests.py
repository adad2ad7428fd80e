"""The changed units' tests on the head, and on the base what did not pass there: whose failure is it?"""

from stelp_ci.model.evidence import Evidence, NotAssessed, evidence_id
from stelp_ci.model.execution import Limit, Outcome
from stelp_ci.probe.confirming import THRICE, passing_again
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.reading import Sides, is_clean, read_tests, unclean_files
from stelp_ci.probe.running import PLAIN, run_pytest
from stelp_ci.probe.selection import Selected, select
from stelp_ci.probe.stability import flaky_tests, unconfirmed
from stelp_ci.probe.stubs import plan_stubs, read_stubs

_TOO_SLOW = frozenset({Limit.WALL, Limit.CPU})


def assess(job: ProbeJob, _: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Evidence from the selected tests and from the stub control; it builds on no other probe.

    Raises `SandboxError` when the sandbox itself fails; what the code does to it is evidence.
    """
    selected = select(job.change, job.head, job.settings.skip_paths, job.contexts)
    if selected is None:
        reason = "the project has no test files"
        return (NotAssessed(id=evidence_id("tests"), probe="tests", subject="tests", reason=reason),)
    targets = (job.only,) if job.only else selected.selection.targets
    planned = [] if job.only else plan_stubs(job.change, job.head)
    stubs = tuple(stub for item in planned for stub in item.stubs)
    head = run_pytest(job, job.head, targets, stubs, THRICE)
    too_much: tuple[Evidence, ...] = ()
    if selected.narrower is not None and not job.only and head.limit in _TOO_SLOW:
        too_much = (_too_much(selected),)
        selected = selected.narrower
        targets = selected.selection.targets
        head = run_pytest(job, job.head, targets, stubs, THRICE)
    base = None if is_clean(head) else _run_on_base(job, unclean_files(head, targets), flaky=bool(flaky_tests(head)))
    accountable = not job.settings.skip_marks and not job.only
    sides = Sides(head, base, passing_again(job, job.head, unconfirmed(head, base)))
    evidence = read_tests(selected, sides, job.head.source, accountable=accountable)
    otherwise = (
        "not all of its tests ran to their end" if base or not head.result else "the run ended before it was tried"
    )
    return (*evidence, *too_much, *read_stubs(planned, head.result.stubs if head.result else (), otherwise))


def _too_much(selected: Selected) -> NotAssessed:
    """Said of tests that were run on suspicion: a slow suite is no fault of the change."""
    reason = "they did not end within the limits; the tests that name what changed ran without them"
    subject = f"{len(selected.selection.targets)} test files ({selected.selection.reason.value})"
    return NotAssessed(id=evidence_id("not-assessed", "tests", "wide"), probe="tests", subject=subject, reason=reason)


def _run_on_base(job: ProbeJob, targets: tuple[str, ...], *, flaky: bool) -> Outcome | None:
    """The files that did not pass on the head, as far as the base has them; None if it has none of them.

    As often as on the head where some test is flaky there.
    """
    base = job.base()
    present = tuple(target for target in targets if (base.source / target.partition("::")[0]).is_file())
    return run_pytest(job, base, present, manner=THRICE if flaky else PLAIN) if present else None
