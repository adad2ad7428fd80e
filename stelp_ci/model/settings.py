"""What a project may decide in `.stelp.yml`. Every default is the strict one; settings raise severity or add work.

The docstrings and descriptions here are the documentation of the settings: the loader's bounds, the JSON Schema and
docs/settings.md are all derived from these types.
"""

from enum import StrEnum, unique
from typing import Annotated

import msgspec
from msgspec import Meta

from stelp_ci.model.execution import Limits
from stelp_ci.model.finding import Severity
from stelp_ci.model.grammar import GrammarSettings, ToolSettings
from stelp_ci.model.program import Capability
from stelp_ci.model.value import Value
from stelp_ci.model.verdict import Decision

_LIST_LIMIT = 200
_Name = Annotated[
    str, Meta(description="a name", pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$", max_length=128)
]
_Identifier = Annotated[
    str, Meta(description="the name of a mark", pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$", max_length=128)
]
_Module = Annotated[
    str,
    Meta(
        description="the dotted name of a module",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,16}$",
        max_length=200,
    ),
]
_RelativePath = Annotated[
    str,
    Meta(
        description="a path below the repository's root, with / between its parts and without ..",
        pattern=r"^(?![/~-])(?!(.*/)?\.\.(/|$))[^\\\n\t]+$",
        max_length=1024,
    ),
]
_Variable = Annotated[
    str,
    Meta(
        description="the name of a variable that the sandbox does not set itself "
        "(not PATH, HOME, TMPDIR, LD_*, PYTHON*, STELP_*)",
        pattern=r"^(?!(PATH|HOME|TMPDIR|LD_.*|PYTHON.*|STELP_.*)$)[A-Za-z_][A-Za-z0-9_]{0,127}$",
        max_length=128,
    ),
]
_Words = Annotated[str, Meta(description="text of 3 to 200 characters", min_length=3, max_length=200)]
_VariableText = Annotated[str, Meta(description="text of at most 4096 characters", max_length=4096)]


@unique
class Mode(StrEnum):
    """Which changes are judged, and whether the verdict counts."""

    ALL = "all"
    AI_ONLY = "ai-only"
    OBSERVE = "observe"


class ScanSettings(Value, frozen=True, kw_only=True):
    """The static lane."""

    disable: Annotated[
        tuple[_Name, ...],
        Meta(description="Scanners that are left out; the report says so.", max_length=_LIST_LIMIT),
    ] = ()
    timeout_s: Annotated[
        float, Meta(description="Seconds that one scanner may take before it counts as failed.", gt=0, le=3600)
    ] = 300.0
    ask_index: Annotated[
        bool,
        Meta(
            description="Ask pip's package index about the dependencies that a change adds: since when they exist, how "
            "many releases they have, who publishes them. Their names leave the machine."
        ),
    ] = False


@unique
class HeadDependencies(StrEnum):
    """What happens with a dependency that the head adds or changes: it is reported in both cases."""

    INSTALL = "install"
    REPORT = "report"


class DependencySettings(Value, frozen=True, kw_only=True):
    """The dependency layer: what the tests can import beside the project itself."""

    head: Annotated[
        HeadDependencies,
        Meta(
            description="A dependency that the head adds is always reported. `install`: its wheel also goes into the "
            "sandbox's layer. `report`: it does not, and tests that need it are not assessed."
        ),
    ] = HeadDependencies.INSTALL
    extras: Annotated[
        tuple[_Name, ...],
        Meta(description="Extras that the tests need; empty means the usual names for tests.", max_length=_LIST_LIMIT),
    ] = ()
    groups: Annotated[
        tuple[_Name, ...],
        Meta(
            description="Dependency groups that the tests need; empty means the usual names for tests.",
            max_length=_LIST_LIMIT,
        ),
    ] = ()
    requirements: Annotated[
        tuple[_RelativePath, ...],
        Meta(
            description="Requirements files to install from, relative to the repository's root; empty means those "
            "found by their usual names.",
            max_length=_LIST_LIMIT,
        ),
    ] = ()


class ExecuteSettings(Value, frozen=True, kw_only=True):
    """Running tests in the sandbox."""

    limits: Annotated[Limits, Meta(description="Bounds on each sandbox.")] = Limits()
    skip_marks: Annotated[
        tuple[_Identifier, ...],
        Meta(
            description="pytest marks of tests that need a service or a database: not run, and reported as not "
            "assessed.",
            max_length=_LIST_LIMIT,
        ),
    ] = ()
    skip_paths: Annotated[
        tuple[_RelativePath, ...],
        Meta(
            description="Files or folders of tests that are left out for the same reason, relative to the "
            "repository's root.",
            max_length=_LIST_LIMIT,
        ),
    ] = ()
    plugins: Annotated[
        tuple[_Module, ...],
        Meta(
            description="pytest plugins that the tests need, by module name; others are not loaded.",
            max_length=_LIST_LIMIT,
        ),
    ] = ()
    environment: Annotated[
        dict[_Variable, _VariableText],
        Meta(
            description="Variables that the tests see beside the few that the sandbox sets itself. Not a place for "
            "secrets: the code under judgement reads them.",
            max_length=_LIST_LIMIT,
        ),
    ] = msgspec.field(default_factory=dict[str, str])
    syscall_log: Annotated[
        bool,
        Meta(
            description="Whether gVisor logs the system calls of the tests, which are then compared with what Python's "
            "own trace reported. Left off, the report says that they were not assessed."
        ),
    ] = False


class GateSettings(Value, frozen=True, kw_only=True):
    """When a gate speaks."""

    finding_severity: Annotated[
        Severity, Meta(description="New findings in the change of at least this severity need a human.")
    ] = Severity.MEDIUM
    untested: Annotated[
        Decision,
        Meta(
            description="The decision for changed functions that no test executes, when no agent wrote them; `pass` "
            "makes it a notice."
        ),
    ] = Decision.PASS
    capabilities: Annotated[
        tuple[Capability, ...],
        Meta(
            description="Capabilities whose gain needs a human; any other gain is a notice.", max_length=len(Capability)
        ),
    ] = (
        Capability.NETWORK,
        Capability.PROCESSES,
        Capability.NATIVE,
        Capability.DYNAMIC_CODE,
    )


class OwnAgent(Value, frozen=True, kw_only=True):
    """An agent of this project or company, and the marks it leaves. It adds strictness, as the known ones do."""

    name: Annotated[str, Meta(description="What reports call it.", min_length=1, max_length=60)]
    user_ids: Annotated[
        tuple[Annotated[int, Meta(description="a number", ge=1)], ...],
        Meta(description="Numbers of its GitHub accounts (the `id` of the API).", max_length=_LIST_LIMIT),
    ] = ()
    emails: Annotated[
        tuple[_Words, ...],
        Meta(description="Addresses that its commits are written under.", max_length=_LIST_LIMIT),
    ] = ()
    branches: Annotated[
        tuple[_Words, ...], Meta(description="Beginnings of its branches' names.", max_length=_LIST_LIMIT)
    ] = ()
    texts: Annotated[
        tuple[_Words, ...],
        Meta(description="Words that stand in its pull requests or commit messages.", max_length=_LIST_LIMIT),
    ] = ()


class AuthorSettings(Value, frozen=True, kw_only=True):
    """Who wrote the change."""

    agents: Annotated[
        tuple[OwnAgent, ...],
        Meta(description="Agents that stelp-ci does not know by itself.", max_length=_LIST_LIMIT),
    ] = ()


class Settings(Value, frozen=True, kw_only=True):
    """`.stelp.yml`."""

    version: Annotated[int, Meta(description="The version of this format.", ge=1, le=1)] = 1
    mode: Annotated[
        Mode,
        Meta(
            description="`all`: every change is judged. `ai-only`: changes whose own marks say that an agent wrote "
            "them. `observe`: everything is computed and reported, and the exit code is 0."
        ),
    ] = Mode.ALL
    author: Annotated[AuthorSettings, Meta(description="Who wrote the change.")] = AuthorSettings()
    scan: Annotated[ScanSettings, Meta(description="The static lane.")] = ScanSettings()
    deps: Annotated[DependencySettings, Meta(description="The dependency layer.")] = DependencySettings()
    execute: Annotated[ExecuteSettings, Meta(description="Running tests.")] = ExecuteSettings()
    grammar: Annotated[GrammarSettings, Meta(description="What code may do when it runs.")] = GrammarSettings()
    tools: Annotated[
        tuple[ToolSettings, ...],
        Meta(
            description="Functions of the host that programs of `stelp-ci exec --policy` may call; `check` runs none.",
            max_length=_LIST_LIMIT,
        ),
    ] = ()
    gates: Annotated[GateSettings, Meta(description="When a gate speaks.")] = GateSettings()
