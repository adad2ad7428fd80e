"""What came of one program that was checked, rewritten and run in the sandbox: the lines of `stelp-ci exec`."""

from enum import StrEnum, unique
from typing import Annotated, Any

from msgspec import Meta

from stelp_ci.model.value import Value


@unique
class RunStatus(StrEnum):
    """How it ended. INCONCLUSIVE: the tool or its surroundings failed, and nothing is known about the program."""

    COMPLETED = "completed"
    BLOCKED = "blocked"
    LIMITED = "limited"
    ERROR = "error"
    INCONCLUSIVE = "inconclusive"


@unique
class RunStage(StrEnum):
    """Where it ended, unless it completed."""

    PARSE = "parse"
    POLICY = "policy"
    RUNTIME = "runtime"
    SANDBOX = "sandbox"


@unique
class RunLimit(StrEnum):
    """The bound that was reached."""

    WALL = "wall"
    CPU = "cpu"
    FUEL = "fuel"
    MEMORY = "memory"
    RECURSION = "recursion"
    PROCESSES = "processes"
    OUTPUT = "output"


class RunViolation(Value, frozen=True, kw_only=True):
    """Something that the policy does not let through. Lines and columns count from 1; 0 where nobody knows.

    `seen` is what stood there, `repair` what to write instead.
    """

    code: str
    message: str
    line: Annotated[int, Meta(ge=0)] = 0
    column: Annotated[int, Meta(ge=0)] = 0
    end_line: Annotated[int, Meta(ge=0)] = 0
    end_column: Annotated[int, Meta(ge=0)] = 0
    seen: str = ""
    repair: str = ""


class RunException(Value, frozen=True, kw_only=True):
    """The exception, signal or early end that stopped a program. `line` is the program's, 0 where none is known."""

    type: str
    message: str
    line: Annotated[int, Meta(ge=0)] = 0


class ToolCall(Value, frozen=True, kw_only=True):
    """One call of a tool of the host: what was asked, how often it was tried, and how it was answered.

    `outcome` is `answered`, `refused` (never reached the tool) or `failed`; `detail` says why.
    """

    tool: str
    arguments: Any
    outcome: str
    detail: str = ""
    attempts: int = 0
    ms: float = 0.0


class ProgramRun(Value, frozen=True, kw_only=True):
    """One program. `value` is plain data rebuilt from exact builtin types; what was none is an `Opaque`.

    `value`, `exception` and `run_ms` are told by the process that ran the program. That it came undisturbed to its end,
    and which limit it reached, is what its parent saw. `stdout` holds the tail where `stdout_cut`. `effects` are what
    a traced program was seen doing beyond computing. `loosened` says what the policy lets through beyond the profile
    as it comes.
    """

    id: str | int | None
    status: RunStatus
    stage: RunStage | None = None
    violations: tuple[RunViolation, ...] = ()
    limit: RunLimit | None = None
    value: Any = None
    stdout: str = ""
    stdout_cut: bool = False
    exception: RunException | None = None
    transpile_ms: float = 0.0
    run_ms: float = 0.0
    calls: tuple[ToolCall, ...] = ()
    effects: tuple[str, ...] = ()
    loosened: tuple[str, ...] = ()
