"""The functions that the host offers to programs: named, with a schema for their arguments and bounds on their use."""

import keyword
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from stelp_ci.errors import UsageError
from stelp_ci.exec.json_schema import SchemaError, check_schema

LONGEST_S = 600.0
LARGEST_RESULT = 512 << 10


class Tool(NamedTuple):
    """A function of the host that programs call by `name`, with keyword arguments of plain data.

    `parameters` is the JSON Schema of the arguments as one object (the subset of `json_schema.KEYWORDS`). An attempt
    takes at most `timeout_s`; one that raises is repeated up to `retries` times. One program makes at most `calls`
    calls, `rate` of them a second (0: no bound). What it returns has at most `result_bytes` as JSON.
    """

    name: str
    parameters: Mapping[str, Any]
    function: Callable[..., object]
    timeout_s: float = 10.0
    retries: int = 0
    rate: float = 0.0
    calls: int = 100
    result_bytes: int = 64 << 10


class Toolbox(NamedTuple):
    """The tools of a run. Use `toolbox` to make one: it checks them."""

    tools: tuple[Tool, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(tool.name for tool in self.tools)


def toolbox(tools: tuple[Tool, ...]) -> Toolbox:
    """The tools as one. Raises `UsageError` for one that cannot be offered."""
    seen: set[str] = set()
    for tool in tools:
        problem = _problem(tool) or ("it is there twice" if tool.name in seen else "")
        if problem:
            raise UsageError(f"tool {tool.name!r}: {problem}", remedy="See docs/exec.md, Tools.")
        seen.add(tool.name)
    return Toolbox(tools)


def _problem(tool: Tool) -> str:
    if not tool.name.isascii() or not tool.name.isidentifier() or keyword.iskeyword(tool.name) or tool.name[0] == "_":
        return "the name has to be a public identifier in ASCII"
    if not 0 < tool.timeout_s <= LONGEST_S or not 0 <= tool.retries <= 10:
        return f"timeout_s lies between 0 and {LONGEST_S:.0f}, retries between 0 and 10"
    if tool.rate < 0 or not 1 <= tool.calls <= 1000 or not 1 <= tool.result_bytes <= LARGEST_RESULT:
        return f"rate is not negative, calls lie between 1 and 1000, result_bytes between 1 and {LARGEST_RESULT}"
    try:
        check_schema(tool.parameters)
    except SchemaError as error:
        return f"parameters: {error}"
    return "" if tool.parameters.get("type") == "object" else "parameters have to be of type object"
