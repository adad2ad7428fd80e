"""The table of hooks: adding one is a module with `look(request) -> Told` and a line here."""

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a hook lives, and what it does in one line."""

    module: str
    summary: str


HOOKS = {
    "scan": Entry("stelp_ci.hook.scan", "our own analysers"),
    "unicode": Entry("stelp_ci.hook.unicode", "invisible, reordering and look-alike characters"),
    "tests": Entry("stelp_ci.hook.tests", "tests that say less than they did"),
    "deps": Entry("stelp_ci.hook.deps", "new dependencies, and imports that nothing brings"),
    "policy": Entry("stelp_ci.hook.policy", "what code newly reaches for, against the policy"),
    "commit-msg": Entry("stelp_ci.hook.commit_msg", "the message's claims against the diff"),
    "bandit": Entry("stelp_ci.hook.bandit", "bandit, only what the change brought"),
    "semgrep": Entry("stelp_ci.hook.semgrep", "our semgrep rules, only what the change brought"),
    "types": Entry("stelp_ci.hook.types", "pyright, only what the change brought"),
    "exec": Entry("stelp_ci.hook.exec", "the tests of the change in gVisor"),
}
