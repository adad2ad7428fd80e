"""The table of hooks: adding one is a module with `look(request) -> Told` and a line here."""

from typing import NamedTuple

from stelp_ci.hook.questions import CHANGE, CONTENTS, GROUND


class Entry(NamedTuple):
    """Where a hook lives, what it does in one line, and what it will ask of git about what is staged."""

    module: str
    summary: str
    ahead: tuple[tuple[str, ...], ...] = ()


HOOKS = {
    "scan": Entry("stelp_ci.hook.scan", "our own analysers", GROUND),
    "unicode": Entry("stelp_ci.hook.unicode", "invisible, reordering and look-alike characters", CHANGE),
    "tests": Entry("stelp_ci.hook.tests", "tests that say less than they did", CONTENTS),
    "deps": Entry("stelp_ci.hook.deps", "new dependencies, and imports that nothing brings", GROUND),
    "policy": Entry("stelp_ci.hook.policy", "what code newly reaches for, against the policy", GROUND),
    "commit-msg": Entry("stelp_ci.hook.commit_msg", "the message's claims against the diff", GROUND),
    "bandit": Entry("stelp_ci.hook.bandit", "bandit, only what the change brought", GROUND),
    "semgrep": Entry("stelp_ci.hook.semgrep", "our semgrep rules, only what the change brought", GROUND),
    "types": Entry("stelp_ci.hook.types", "pyright, only what the change brought"),
    "exec": Entry("stelp_ci.hook.exec", "the tests of the change in gVisor"),
}
