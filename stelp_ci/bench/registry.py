"""The benchmarks by name: a new one is a module with `measure` and a line here."""

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a benchmark lives, and what it measures in one line.

    `shards` tells whether it can be cut into parts that are merged, `cluster` whether other machines can run it: not
    where tripwires on this one are watched.
    """

    module: str
    summary: str
    shards: bool = False
    cluster: bool = False


BENCHMARKS = {
    "check": Entry("stelp_ci.bench.check", "a whole run on a change of 5 functions and 40 tests, as a ratio"),
    "hooks": Entry("stelp_ci.bench.hooks", "the hooks on five staged files, beside bandit, ruff and semgrep"),
    "evidence": Entry(
        "stelp_ci.bench.evidence.measure", "dishonest changes beside honest ones, of our own and of releases"
    ),
    "forgeries": Entry(
        "stelp_ci.bench.forgeries.measure", "changes that forge their tests' results, beside plain runners"
    ),
    "sandbox": Entry("stelp_ci.bench.sandbox", "starts, forks and many tests in gVisor, beside runc and the bare host"),
    "guarded": Entry("stelp_ci.bench.guarded", "whole test suites with and without the guarded profile"),
    "syscall-log": Entry(
        "stelp_ci.bench.syscall_log", "whole test suites with and without gVisor's log of system calls"
    ),
    "injected-human-eval": Entry(
        "stelp_ci.bench.injected.measure", "470 unsafe programs: what strict lets through", shards=True, cluster=True
    ),
    "redcode": Entry(
        "stelp_ci.bench.redcode.measure",
        "270 risky programs with decoys in place: attempted, contained, judged",
        shards=True,
    ),
    "differential": Entry(
        "stelp_ci.bench.differential.measure", "43 small functions with one fault each: which are exposed"
    ),
    "mutants": Entry(
        "stelp_ci.bench.mutants.measure", "small faults a second under gVisor, and their verdicts on disk"
    ),
    "human-eval": Entry(
        "stelp_ci.bench.human_eval",
        "164 safe programs, and equality with CPython on further inputs",
        shards=True,
        cluster=True,
    ),
    "mbpp": Entry("stelp_ci.bench.mbpp", "427 safe programs with their asserts", shards=True, cluster=True),
    "transpiler": Entry("stelp_ci.bench.transpiler", "what strict costs in run time and latency, beside peers"),
    "containment": Entry(
        "stelp_ci.bench.containment.measure", "100 hostile programs in runsc and in Docker, among canaries"
    ),
    "effects": Entry(
        "stelp_ci.bench.effects.measure", "the effect-verified set: contained, judged right, twins allowed", shards=True
    ),
    "static": Entry(
        "stelp_ci.bench.static.measure", "weaknesses named and false alarms of the static lane, beside bandit"
    ),
    "noise": Entry("stelp_ci.bench.noise.measure", "findings of our rules per 1,000 lines of code that many have read"),
}
