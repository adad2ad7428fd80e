"""What was measured of each changed function: its coverage, how its two versions differ, and the faults nobody notices.

All of it is told by the process that ran the code: as strong as shared evidence, never stronger.
"""

from stelp_ci.model.value import Value


class Coverage(Value, frozen=True, kw_only=True, tag="coverage"):
    """The changed statements of one function, as the selected tests on the head pass them.

    `statements` and `branches` are changed ones that have code; none of both is neutral. `missed` are the first lines
    of the statements that no test passes. `tests` are the first of the `reached_by` tests that enter the function.
    `equal_to_all` is the type of a value that the function gave and that equals whatever it is compared with.
    """

    id: str
    path: str
    unit: str
    line: int
    statements: int = 0
    covered: int = 0
    branches: int = 0
    taken: int = 0
    missed: tuple[int, ...] = ()
    tests: tuple[str, ...] = ()
    reached_by: int = 0
    equal_to_all: str = ""
    not_assessed: str = ""


RAISES = "raises "
LEAVES = " and leaves "
"""How an answer begins that is an exception, and how it goes on where arguments are left altered."""


def _verb(answer: str) -> str:
    return answer if answer.startswith(RAISES) else f"gives {answer}"


class Difference(Value, frozen=True, kw_only=True):
    """One call that the two versions answer differently, as text: the call, and what base and head gave.

    An answer is a value, `raises NAME(...)`, or that there was none; ` and leaves ...` tells of the arguments.
    """

    call: str
    base: str
    head: str

    @property
    def sentence(self) -> str:
        """The difference in words: `f(0) raises KeyError(0) on the base, and gives 3 now`."""
        plain = not any(text.startswith(RAISES) or LEAVES in text for text in (self.base, self.head))
        head = self.head if plain else _verb(self.head)
        return f"{self.call} {_verb(self.base)} on the base, and {head} now"


class Differential(Value, frozen=True, kw_only=True, tag="differential"):
    """Base and head version of one function, each called with the same inputs in a sandbox of its own.

    Of `tried` inputs, `recorded` of them from the tests, `compared` had an answer on both sides that is the same each
    time. `first_at` is the number of the first input, from 1, with different answers (0: there is none).
    """

    id: str
    path: str
    unit: str
    line: int
    tried: int = 0
    recorded: int = 0
    compared: int = 0
    first_at: int = 0
    difference: Difference | None = None
    not_assessed: str = ""


class Survivor(Value, frozen=True, kw_only=True):
    """A fault that no test notices: in this line, `before` became `after`."""

    line: int
    before: str
    after: str


class Mutants(Value, frozen=True, kw_only=True, tag="mutants"):
    """Small faults in the changed lines of one function, one a line, each tried with the tests that pass the line.

    `tried` = `noticed` + survivors. `uncovered` faults lie in lines that no test passes, `left` were not tried.
    """

    id: str
    path: str
    unit: str
    line: int
    tried: int = 0
    noticed: int = 0
    uncovered: int = 0
    left: int = 0
    survivors: tuple[Survivor, ...] = ()
    not_assessed: str = ""


Measured = Coverage | Differential | Mutants
