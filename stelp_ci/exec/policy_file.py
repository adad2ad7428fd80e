"""The file of `--policy`: settings such as `.stelp.yml`, of which `grammar` and `tools` hold for programs."""

from pathlib import Path
from typing import NamedTuple

from stelp_ci.config.load import SIZE_LIMIT, load_settings
from stelp_ci.errors import ConfigError
from stelp_ci.exec.command_tool import command_tool
from stelp_ci.exec.setup import DENIED, RunProfile
from stelp_ci.exec.tools import Tool, Toolbox, toolbox
from stelp_ci.model.grammar import CapabilityAction, GrammarSettings, ToolSettings
from stelp_ci.model.program import Capability
from stelp_ci.transpile.strict.policy import STRICT, Policy

PROGRAM = "program.py"
"""The path of every program, for the rules over capabilities."""


class Given(NamedTuple):
    """What a policy file says."""

    profile: RunProfile = RunProfile.STRICT
    policy: Policy = STRICT
    denied: tuple[Capability, ...] = DENIED
    toolbox: Toolbox = Toolbox(())


def read_policy_file(path: Path) -> Given:
    """Read `path`, YAML or JSON. Raises `ConfigError` for what is unknown, `UsageError` for an impossible tool."""
    try:
        with path.open("rb") as stream:
            text = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}", remedy="Name a settings file; see docs/settings.md."
        ) from error
    return read_policy(text)


def read_policy(text: bytes) -> Given:
    """The profile, the policy and the tools in a document. Raises like `read_policy_file`."""
    settings = load_settings(text)
    grammar = settings.grammar
    tools = toolbox(tuple(map(_tool, settings.tools)))
    return Given(RunProfile(grammar.profile), _policy(grammar), _denied(grammar), tools)


def _policy(grammar: GrammarSettings) -> Policy:
    policy = Policy(
        modules=grammar.modules,
        callables=grammar.callables,
        denied=grammar.denied,
        fuel=grammar.fuel,
        recursion=grammar.recursion,
        bits=grammar.bits,
        items=grammar.items,
    )
    return policy if policy == STRICT else policy._replace(name="custom")


def _denied(grammar: GrammarSettings) -> tuple[Capability, ...]:
    """What is denied by default and not allowed, and what a rule denies."""
    said = {capability: grammar.action_on(PROGRAM, capability) for capability in Capability}
    return tuple(
        capability
        for capability, action in said.items()
        if action is CapabilityAction.DENY or (action is None and capability in DENIED)
    )


def _tool(said: ToolSettings) -> Tool:
    if not said.command:
        raise ConfigError(f"the tool {said.name}: its command is empty", remedy="Name a program. See docs/exec.md.")
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
