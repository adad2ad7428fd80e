"""What code may reach for."""

from enum import Enum, unique


@unique
class Capability(str, Enum):  # noqa: UP042 - StrEnum came with Python 3.11, and targets start at 3.10
    """What a piece of code may reach for; the values are those of `stelp_ci.model.program.Capability`."""

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
