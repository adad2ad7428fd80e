"""The file of `--policy`: the grammar that programs are held to, and the tools that they may call."""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from stelp_ci.config.document import Mapping, Node, Scalar, Sequence, read_document
from stelp_ci.errors import ConfigError
from stelp_ci.exec.command_tool import command_tool
from stelp_ci.exec.tools import Tool, Toolbox, toolbox
from stelp_ci.model.value import Value
from stelp_ci.transpile.strict.policy import STRICT, Policy, PolicyError, policy_from_json

LARGEST = 1 << 20
REMEDY = "See docs/exec.md, The policy file."


class CommandTool(Value, frozen=True, kw_only=True):
    """A tool as the file names it: `command` reads its arguments as JSON on stdin and writes its result to stdout."""

    name: str
    parameters: dict[str, Any]
    command: tuple[str, ...]
    timeout_s: float = 10.0
    retries: int = 0
    rate: float = 0.0
    calls: int = 100
    result_bytes: int = 64 << 10


class _File(Value, frozen=True, kw_only=True):
    grammar: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies it
    tools: tuple[CommandTool, ...] = ()


class Given(NamedTuple):
    """What a policy file says."""

    policy: Policy = STRICT
    toolbox: Toolbox = Toolbox(())


def read_policy_file(path: Path) -> Given:
    """Read `path`, YAML or JSON. Raises `ConfigError` for what is unknown, `UsageError` for an impossible tool."""
    try:
        with path.open("rb") as stream:
            text = stream.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", remedy=REMEDY) from error
    if len(text) > LARGEST:
        raise ConfigError(f"{path} has more than {LARGEST} bytes", remedy=REMEDY)
    return read_policy(text)


def read_policy(text: bytes) -> Given:
    """The policy and the tools in a document. Raises like `read_policy_file`."""
    try:
        node = read_document(text.decode("utf-8"))
        said = msgspec.convert({} if node is None else _plain(node), _File)
        policy = policy_from_json({"name": "custom" if said.grammar else STRICT.name, **said.grammar})
    except (UnicodeDecodeError, msgspec.ValidationError, PolicyError) as error:
        raise ConfigError(f"the policy file: {error}", remedy=REMEDY) from error
    if policy.tools:
        raise ConfigError("the policy file: tools are named in the section tools", remedy=REMEDY)
    return Given(policy, toolbox(tuple(_tool(tool) for tool in said.tools)))


def _tool(said: CommandTool) -> Tool:
    if not said.command:
        raise ConfigError(f"the tool {said.name}: its command is empty", remedy=REMEDY)
    return Tool(
        name=said.name,
        parameters=said.parameters,
        function=command_tool(said.command, said.timeout_s, said.result_bytes),
        timeout_s=said.timeout_s,
        retries=said.retries,
        rate=said.rate,
        calls=said.calls,
        result_bytes=said.result_bytes,
    )


def _plain(node: Node) -> Any:
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [_plain(item) for item in node.items]
        case Mapping():
            return {key: _plain(value) for key, (_, value) in node.entries.items()}
