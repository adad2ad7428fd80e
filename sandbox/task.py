"""What the host asks for, as it arrives inside (the host's half is `stelp_ci/execute/wire.py`)."""

from typing import Any, Optional, TypedDict


class Limits(TypedDict):
    """Bounds on one run; see `stelp_ci.model.execution.Limits`."""

    wall_s: float
    cpu_s: int
    memory_mib: int
    processes: int
    file_mib: int
    tmpfs_mib: int
    output_kib: int


class Stub(TypedDict):
    """A function to replace in a run of its own."""

    module: str
    qualname: str
    behaviour: str


class DenyRule(TypedDict):
    """What code at these paths (globs below the source) may not do."""

    paths: list[str]
    capabilities: list[str]


class PytestTask(TypedDict):
    """See `stelp_ci.model.execution.PytestTask`."""

    targets: list[str]
    import_paths: list[str]
    deselect_marks: list[str]
    ignore: list[str]
    stubs: list[Stub]
    plugins: list[str]
    options: list[str]
    trace: bool
    deny: list[DenyRule]
    exhaustive: bool
    repeats: int
    repeat_s: float


class Script(TypedDict):
    """A trusted script, by the name of its module without `_script`, and what it is given."""

    name: str
    document: Any
    import_paths: list[str]


class Program(TypedDict):
    """One program: base64 of its source, the function to call (or nothing), and plain data to call it with."""

    source: str
    entry: str
    arguments: list[Any]
    keywords: dict[str, Any]


class Programs(TypedDict):
    """Programs that run one after the other, each in a child of its own; `tools` are names that the host answers to."""

    profile: str
    policy: dict[str, Any]
    tools: list[str]
    programs: list[Program]


class Task(TypedDict):
    """One run, of pytest, of a script, or of programs. `limits` hold for each program.

    `token` marks each event line, so that bytes written blindly to every fd are seen as what they are. Where gVisor
    logs system calls, they are `logged`.
    """

    token: str
    limits: Limits
    layers: list[str]
    logged: bool
    pytest: Optional[PytestTask]  # noqa: UP045 - evaluated by Python 3.10, too
    script: Optional[Script]  # noqa: UP045
    programs: Optional[Programs]  # noqa: UP045
