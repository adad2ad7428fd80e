"""What gVisor's own log of system calls says of a run, beside what Python's trace in the process reported."""

from stelp_ci.model.program import Capability
from stelp_ci.model.value import Value


class KernelEffect(Value, frozen=True, kw_only=True):
    """A system call that reached beyond computing: `call` is its name, `targets` are what it was made on.

    `result` is empty where it succeeded at least once of its `times`, else the error of the last attempt. `test` is the
    test that ran in that process (empty: none). `by_program` says that a program which the process had started made it,
    `by_library` that libc reads this file by itself. `unclear` says that the arguments can be read in more than one
    way: the text of the log as it stands is the target.
    """

    capability: Capability
    call: str
    targets: tuple[str, ...]
    result: str = ""
    test: str = ""
    times: int = 1
    by_program: bool = False
    unclear: bool = False
    by_library: bool = False

    @property
    def shown(self) -> str:
        """The call in words: its name, on what, and how it ended."""
        result = f" ({self.result})" if self.result else ""
        by = " by a program that was started" if self.by_program else ""
        return f"{self.call} {' '.join(self.targets)}{result}{by}"


class KernelLog(Value, frozen=True, kw_only=True):
    """The effects of the process under judgement and of all that it started, from its first mark on.

    `complete` is false where more came than is kept, `began` where no mark was seen: then nothing was looked at.
    `unread` counts lines that could not be read, `imitations` those of processes whose own name reads like a line of
    the log.
    """

    effects: tuple[KernelEffect, ...] = ()
    complete: bool = True
    began: bool = False
    unread: int = 0
    imitations: int = 0


class Reported(Value, frozen=True, kw_only=True):
    """What Python's audit events told of the same run, whoever's line caused it: to be compared with the kernel's."""

    capability: Capability
    what: str
    targets: tuple[str, ...]
