"""The change of a hook as the whole pipeline takes it."""

from stelp_ci.hook.request import Request
from stelp_ci.hook.staged import NO_COMMIT
from stelp_ci.model.report import InputKind, Invocation


def invocation_of(request: Request) -> Invocation:
    """What is staged, or the commits that were named; a push to a new branch is judged against the default one."""
    if request.base and request.head:
        base = None if request.base == NO_COMMIT else request.base
        return Invocation(input=InputKind.COMMITS, repo=request.repository.top, base=base, head=request.head)
    return Invocation(input=InputKind.STAGED, repo=request.repository.top)
