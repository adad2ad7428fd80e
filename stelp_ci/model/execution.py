"""What is run in a sandbox, under which limits, and what came of it."""

from collections.abc import Callable
from enum import StrEnum, unique
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from stelp_ci.model.kernel import KernelLog, Reported
from stelp_ci.model.program import Capability
from stelp_ci.model.value import Value


class Limits(Value, frozen=True, kw_only=True):
    """Bounds on one sandbox, enforced inside by rlimits or the runner, and from the host where it can."""

    wall_s: Annotated[float, Meta(description="Seconds by the clock.", ge=1, le=3600)] = 60.0
    cpu_s: Annotated[int, Meta(description="Seconds of processor time.", ge=1, le=3600)] = 60
    memory_mib: Annotated[int, Meta(description="MiB of memory.", ge=64, le=65536)] = 1024
    processes: Annotated[int, Meta(description="Processes and threads.", ge=8, le=4096)] = 64
    file_mib: Annotated[int, Meta(description="MiB of the largest file that may be written.", ge=1, le=8192)] = 64
    tmpfs_mib: Annotated[int, Meta(description="MiB of work space, held in memory.", ge=1, le=8192)] = 256
    output_kib: Annotated[int, Meta(description="KiB of standard output and error together.", ge=1, le=65536)] = 1024


@unique
class Limit(StrEnum):
    """The limit that ended a run."""

    WALL = "wall"
    CPU = "cpu"
    MEMORY = "memory"
    PROCESSES = "processes"
    FILE_SIZE = "file-size"
    OUTPUT = "output"


class RuntimeIdentity(Value, frozen=True, kw_only=True):
    """The runtime that really ran: read from the binary, not from the request."""

    name: str
    version: str
    platform: str
    sha256: str
    path: str
    rootless: bool
    python: str = ""


class Stub(Value, frozen=True, kw_only=True):
    """A function to replace before the tests run again: does any test notice?

    `module` is importable in the sandbox, `qualname` as in `Unit`; `behaviour` is what the stub does.
    """

    module: str
    qualname: str
    behaviour: "StubBehaviour"


@unique
class StubBehaviour(StrEnum):
    """What a stub does in place of the function."""

    RETURN_NONE = "return-none"
    RETURN_ONE = "return-one"
    IDENTITY = "identity"
    RAISE = "raise"


class DenyRule(Value, frozen=True, kw_only=True):
    """Code at paths below the source that match one of the globs (`*` matches `/`, too) may not use these."""

    paths: tuple[str, ...]
    capabilities: tuple[Capability, ...]


class PytestTask(Value, frozen=True, kw_only=True, tag="pytest"):
    """Run pytest on `targets` (paths below the source root, or node ids) with the sandbox's source tree as rootdir.

    `import_paths` are put in front of sys.path, relative to the source root (`src`, `.`). `deselect_marks` and `ignore`
    come from settings; `plugins` are loaded by name; `options` stand behind all others (`--no-cov`) and win over the
    project's own. For each stub the selected tests are run again, in a fork, until the first failure; all of them if
    `exhaustive`. With `trace` what the code does is told as effects; `deny` also keeps it from happening. The tests are
    run `repeats` times more, the last time in reverse order, if that takes at most `repeat_s` seconds.
    """

    targets: tuple[str, ...]
    import_paths: tuple[str, ...] = (".",)
    deselect_marks: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    stubs: tuple[Stub, ...] = ()
    plugins: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    trace: bool = False
    deny: tuple[DenyRule, ...] = ()
    exhaustive: bool = False
    repeats: int = 0
    repeat_s: float = 0.0


@unique
class TestOutcome(StrEnum):
    """How a test ended; NOT_RUN means it was collected, and the process ended before it did."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASSED = "xpassed"
    NOT_RUN = "not-run"


class TestRecord(Value, frozen=True, kw_only=True):
    """One collected test as the runner reports it. `path` and `line` say where it failed (else where it is defined).

    `exception` is the class name, `message` at most 4 KiB of its text, `missing` the module that could not be imported.
    """

    __test__ = False

    nodeid: str
    outcome: TestOutcome
    duration_s: float = 0.0
    path: str = ""
    line: int = 0
    exception: str = ""
    message: str = ""
    missing: str = ""

    @property
    def function(self) -> str:
        """The node id without its parameter set; the path may contain brackets, the function's name may not."""
        path, separator, name = self.nodeid.partition("::")
        return path + separator + name.partition("[")[0]


class CollectError(Value, frozen=True, kw_only=True):
    """A file that pytest could not collect; `missing` is the module whose absence was the cause, if that was it."""

    path: str
    exception: str
    message: str
    line: int = 0
    missing: str = ""


class StubRecord(Value, frozen=True, kw_only=True):
    """What happened when one function was replaced: the first test that noticed, or none of the `ran` tests.

    `noticed` are all of them, where all were run. `unlocated` is the reason why the function could not be replaced
    (then `killed_by` is empty and `ran` is 0).
    """

    module: str
    qualname: str
    behaviour: StubBehaviour
    ran: int = 0
    killed_by: str = ""
    unlocated: str = ""
    noticed: tuple[str, ...] = ()


class Repeat(Value, frozen=True, kw_only=True):
    """One more run of the same tests: how many of them `ran`, and which were `unsuccessful`, by node id.

    `complete` is false where the run broke off, or took much longer than the first one.
    """

    backwards: bool
    ran: int
    unsuccessful: tuple[str, ...]
    complete: bool


class EffectRecord(Value, frozen=True, kw_only=True):
    """What the code was seen doing at one of its lines, first while `test` ran (empty: outside of any test).

    `what` is the audit event of Python, or what stands for it; `denied` says that a rule kept it from happening.
    """

    capability: Capability
    what: str
    path: str
    unit: str
    line: int
    test: str = ""
    denied: bool = False


class PytestResult(Value, frozen=True, kw_only=True, tag="pytest"):
    """What the trusted runner reports of one pytest task.

    `skipped_files` skipped themselves as a whole (`importorskip`); `running` is the test that had begun and not ended.
    """

    tests: tuple[TestRecord, ...] = ()
    collect_errors: tuple[CollectError, ...] = ()
    stubs: tuple[StubRecord, ...] = ()
    skipped_files: tuple[CollectError, ...] = ()
    effects: tuple[EffectRecord, ...] = ()
    reported: tuple[Reported, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    completed: bool = False
    running: str = ""
    usage_error: str = ""


class Mount(NamedTuple):
    """A host directory seen read-only at `target` inside."""

    source: Path
    target: str


class SandboxJob(NamedTuple):
    """One run of the trusted runner: `source` is the tree under judgement, `layers` are put on sys.path behind it."""

    source: Path
    task: PytestTask
    limits: Limits
    layers: tuple[Path, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()


class ScriptJob(NamedTuple):
    """One run of a trusted script that lies in the sandbox (`sandbox/NAME_script.py`), in the process under judgement.

    `document` is the JSON that the script is given. With a `source`, its `import_paths` stand first on sys.path.
    """

    script: str
    document: bytes
    limits: Limits
    source: Path | None = None
    import_paths: tuple[str, ...] = (".",)
    layers: tuple[Path, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()


class Program(Value, frozen=True, kw_only=True):
    """One program: its source, the function to call (or nothing), and plain data to call it with, as JSON."""

    source: bytes
    entry: str = ""
    arguments: msgspec.Raw = msgspec.Raw(b"[]")
    keywords: msgspec.Raw = msgspec.Raw(b"{}")


class ProgramsJob(NamedTuple):
    """Programs to run one after the other in one fresh sandbox, each in a forked process and user of its own.

    `limits` hold for each program. `policy` is JSON that the profile reads inside. With `tools`, `answer(number, call)`
    is asked for the answer to each call of the program with that number: bytes in, bytes out; it must not raise.
    `source` and `layers` are for the profile `foreign`, under which another tool's interpreter runs the programs.
    """

    programs: tuple[Program, ...]
    profile: str
    policy: bytes
    limits: Limits
    tools: tuple[str, ...] = ()
    answer: Callable[[int, bytes], bytes] | None = None
    source: Path | None = None
    layers: tuple[Path, ...] = ()


class Outcome(Value, frozen=True, kw_only=True):
    """What came of one sandboxed run; every cause has its own field, none is inferred from another.

    `started` is true once code under judgement may have run. `result` is present only if exactly one authentic frame
    arrived. `violation` names a broken protocol (forged, trailing, missing or undecodable frame; a survivor).
    `exit_code` and `signal` are those of the process under judgement, `output` the tail of its stdout and stderr.
    `kernel` is what gVisor logged, where it was asked to.
    """

    started: bool
    runtime: RuntimeIdentity
    result: PytestResult | None = None
    exit_code: int | None = None
    signal: str = ""
    limit: Limit | None = None
    violation: str = ""
    output: str = ""
    output_truncated: bool = False
    peak_memory_mib: float | None = None
    cpu_s: float | None = None
    wall_s: float = 0.0
    kernel: KernelLog | None = None


class ScriptOutcome(NamedTuple):
    """What came of one script: the JSON objects it reported, in order, each still to be decoded strictly.

    `completed` is true only if the script came to its end and nothing disturbed it; `outcome.result` is None.
    """

    records: tuple[bytes, ...]
    completed: bool
    outcome: Outcome
