"""The policy file is read strictly; its commands are tools."""

import sys
from pathlib import Path

import pytest

from stelp_ci.errors import ConfigError, StelpError, UsageError
from stelp_ci.exec.policy_file import Given, read_policy, read_policy_file
from stelp_ci.exec.setup import RunProfile, Setup
from stelp_ci.model.program import Capability
from stelp_ci.transpile.strict.policy import STRICT

TOOL = "tools:\n  - name: double\n    parameters: {type: object, properties: {n: {type: integer}}}\n    command: [%s]\n"
DOUBLE = "import json, sys; print(json.dumps(2 * json.load(sys.stdin)['n']))"


def test_grammar_and_tools_are_read() -> None:
    command = f"'{sys.executable}', -c, \"{DOUBLE}\""
    given = read_policy(("grammar:\n  fuel: 1000\n  denied: [While]\n" + TOOL % command).encode())
    assert (given.policy.name, given.policy.fuel, given.policy.denied) == ("custom", 1000, ("While",))
    assert given.toolbox.names == ("double",)
    assert given.toolbox.tools[0].function(n=21) == 42


def test_json_is_yaml_and_nothing_is_the_default() -> None:
    assert read_policy(b'{"grammar": {"recursion": 50}}').policy.recursion == 50
    assert read_policy(b"") == Given(policy=STRICT)


def test_a_settings_file_is_a_policy() -> None:
    text = b"mode: observe\ngrammar:\n  profile: guarded\n  rules:\n"
    text += b"    - {paths: ['src/*'], capabilities: [environment], action: deny}\n"
    text += b"    - {paths: ['*.py'], capabilities: [files, native], action: deny}\n"
    text += b"    - {paths: ['*'], capabilities: [network, native], action: allow}\n"
    given = read_policy(text)
    assert given.profile is RunProfile.GUARDED
    assert set(given.denied) == {Capability.FILES, Capability.NATIVE, Capability.PROCESSES}
    assert Setup(given.profile, denied=given.denied).loosened == ("allowed: network",)


def test_what_a_policy_loosens_is_named() -> None:
    given = read_policy(
        b"grammar: {modules: [glob], callables: [os.path.join], denied: [re], fuel: 60000000, items: 5}"
    )
    assert Setup(policy=given.policy).loosened == (
        "modules: glob",
        "callables: os.path.join",
        "fuel: 60000000 instead of 50000000",
    )


@pytest.mark.parametrize(
    "text",
    [
        b"grammer: {}",
        b"grammar: {fuels: 1}",
        b"grammar: {fuel: 0}",
        b"grammar: {fuel: '1'}",
        b"grammar: {tools: [f]}",
        b"grammar: []",
        b"tools: {}",
        b"tools: [{name: f}]",
        b"tools: [{name: f, parameters: {type: object}, command: []}]",
        b"- 1",
        b"\xff",
    ],
)
def test_what_is_unknown_or_does_not_fit_is_an_error(text: bytes) -> None:
    with pytest.raises(ConfigError) as caught:
        read_policy(text)
    assert caught.value.remedy or "(line 1)" in str(caught.value)


def test_a_tool_that_cannot_be_offered_is_an_error_of_usage() -> None:
    with pytest.raises(UsageError):
        read_policy(b"tools: [{name: class, parameters: {type: object}, command: [x]}]")


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "print('{')", "print('\"' + 'x' * 100000 + '\"')"])
def test_a_command_that_does_not_do_its_work_raises(code: str) -> None:
    command = f"'{sys.executable}', -c, \"{code}\"".replace("\"' + ", "\"' + ")
    text = (TOOL % command).replace("'\"'", "chr(34)")
    with pytest.raises(StelpError):
        read_policy(text.encode()).toolbox.tools[0].function(n=1)


def test_a_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_policy_file(tmp_path / "none.yml")
