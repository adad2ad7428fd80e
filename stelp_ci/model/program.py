"""What the transpiler made of the changed units and their tests."""

from enum import StrEnum, unique

from stelp_ci.model.value import Value


@unique
class Capability(StrEnum):
    """What a piece of code may reach for. The last five decide whether its test results can be believed."""

    FILES = "files"
    NETWORK = "network"
    PROCESSES = "processes"
    ENVIRONMENT = "environment"
    REFLECTION = "reflection"
    NATIVE = "native"
    DYNAMIC_CODE = "dynamic-code"
    FRAMES = "frames"
    TEST_FRAMEWORK = "test-framework"
    EXIT = "exit"
    EQUALITY = "equality"
    PATCHING = "patching"


FORGERY = frozenset(
    {Capability.FRAMES, Capability.TEST_FRAMEWORK, Capability.EXIT, Capability.EQUALITY, Capability.PATCHING}
)
"""Capabilities by which code can forge the result of a test in its own process (see docs/verdicts.md)."""


class CapabilityUse(Value, frozen=True, kw_only=True):
    """One use, as written: `what` is the dotted name seen, `line` and `column` are counted from 1."""

    capability: Capability
    what: str
    line: int
    column: int


class Program(Value, frozen=True, kw_only=True, tag="program"):
    """A unit that was accepted, with its capability manifest on head and base (empty where it is new).

    `gained` are the uses on head whose (capability, what) the base version did not have.
    """

    path: str
    unit: str
    is_test: bool
    head: tuple[CapabilityUse, ...] = ()
    base: tuple[CapabilityUse, ...] = ()
    gained: tuple[CapabilityUse, ...] = ()


class Refused(Value, frozen=True, kw_only=True, tag="refused"):
    """A file that the transpiler will not let run, with the stable code of the reason and a concrete repair.

    `on_base` is true when the base's version is refused for the same code: the change did not bring it.
    """

    path: str
    code: str
    message: str
    line: int
    column: int
    repair: str
    on_base: bool = False


ProgramResult = Program | Refused
