"""The sections `grammar` and `tools` of `.stelp.yml`: what code may do when it runs, and what it may call."""

from enum import StrEnum, unique
from fnmatch import fnmatchcase
from typing import Annotated, Any

from msgspec import Meta

from stelp_ci.model.program import Capability
from stelp_ci.model.value import Value

_LIST_LIMIT = 200
_Glob = Annotated[str, Meta(description="a glob of at most 200 characters", min_length=1, max_length=200)]
_Dotted = Annotated[
    str,
    Meta(
        description="a dotted name",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,16}$",
        max_length=200,
    ),
]
_Word = Annotated[str, Meta(description="a word of the command", min_length=1, max_length=4096)]


@unique
class GrammarProfile(StrEnum):
    """How much of Python a program may be."""

    STRICT = "strict"
    GUARDED = "guarded"


@unique
class CapabilityAction(StrEnum):
    """What the policy says of a capability. What no rule names is recorded, and its gain is judged by the gates."""

    ALLOW = "allow"
    DENY = "deny"


class CapabilityRule(Value, frozen=True, kw_only=True):
    """What code at some paths may do, or may not."""

    paths: Annotated[
        tuple[_Glob, ...],
        Meta(description="Globs over paths below the repository's root; `*` matches `/`, too.", max_length=_LIST_LIMIT),
    ]
    capabilities: Annotated[
        tuple[Capability, ...], Meta(description="The capabilities that are meant.", max_length=len(Capability))
    ]
    action: Annotated[
        CapabilityAction,
        Meta(
            description="`deny`: the attempt raises `CapabilityDenied`, and the change fails. `allow`: a gain is a "
            "notice and no more; every report says so."
        ),
    ]


class GrammarSettings(Value, frozen=True, kw_only=True):
    """What code may do when it runs. `rules` hold for all of Python, the names and bounds for the strict language."""

    rules: Annotated[
        tuple[CapabilityRule, ...],
        Meta(
            description="Rules over capabilities; a denial wins over an allowance. `exec` holds a program to those "
            "that match `program.py`.",
            max_length=_LIST_LIMIT,
        ),
    ] = ()
    profile: Annotated[
        GrammarProfile,
        Meta(description="What `exec --policy` runs programs under, where `--profile` does not say otherwise."),
    ] = GrammarProfile.STRICT
    modules: Annotated[
        tuple[_Dotted, ...],
        Meta(description="Strict: further modules that may be imported, whole.", max_length=_LIST_LIMIT),
    ] = ()
    callables: Annotated[
        tuple[_Dotted, ...],
        Meta(description="Strict: further callables, such as `os.path.join`.", max_length=_LIST_LIMIT),
    ] = ()
    denied: Annotated[
        tuple[_Dotted, ...],
        Meta(
            description="Strict: what is taken away: syntax nodes (`While`), builtins (`print`), modules (`re`), or "
            "names of modules (`math.factorial`).",
            max_length=_LIST_LIMIT,
        ),
    ] = ()
    fuel: Annotated[int, Meta(description="Strict: iterations of all loops together.", ge=1, le=10**12)] = 50_000_000
    recursion: Annotated[int, Meta(description="Strict: frames of a recursion.", ge=1, le=100_000)] = 1_000
    bits: Annotated[int, Meta(description="Strict: bits of one integer.", ge=1, le=10**12)] = 8_000_000
    items: Annotated[int, Meta(description="Strict: items of one sequence made by repetition.", ge=1, le=10**12)] = (
        20_000_000
    )

    def action_on(self, path: str, capability: Capability) -> CapabilityAction | None:
        """What the rules say of a capability at a path; None where none speaks of it."""
        matching = {
            rule.action
            for rule in self.rules
            if capability in rule.capabilities and any(fnmatchcase(path, glob) for glob in rule.paths)
        }
        if CapabilityAction.DENY in matching:
            return CapabilityAction.DENY
        return CapabilityAction.ALLOW if matching else None


class ToolSettings(Value, frozen=True, kw_only=True):
    """A function of the host. Its arguments go to `command` as JSON on stdin, its result comes back on stdout."""

    name: Annotated[_Dotted, Meta(description="The name by which programs call it.")]
    parameters: Annotated[
        dict[str, Any], Meta(description="The JSON Schema of its arguments, as one object; see docs/exec.md.")
    ]
    command: Annotated[
        tuple[_Word, ...], Meta(description="The command and its arguments; no shell runs it.", max_length=_LIST_LIMIT)
    ]
    timeout_s: Annotated[float, Meta(description="Seconds for one attempt.", gt=0, le=600)] = 10.0
    retries: Annotated[int, Meta(description="Further attempts where one fails.", ge=0, le=10)] = 0
    rate: Annotated[float, Meta(description="Calls a second by one program; 0 is no bound.", ge=0, le=1000)] = 0.0
    calls: Annotated[int, Meta(description="Calls by one program in all.", ge=1, le=1000)] = 100
    result_bytes: Annotated[int, Meta(description="Bytes of a result as JSON.", ge=1, le=512 << 10)] = 64 << 10
