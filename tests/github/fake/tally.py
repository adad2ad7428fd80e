"""How many requests the whole session sent to the fake, and how many of them GitHub's description does not know.

Workers of pytest-xdist hand their numbers to the session that started them, which prints the sum, and fails for one
request that was not valid.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.github.fake.server import FakeGitHub

KEY = "requests_to_github"
_COUNTED: Counter[str] = Counter()
_INVALID: list[str] = []


def count(github: "FakeGitHub") -> None:
    """Add what one fake has seen in its life. GraphQL is no part of the description, and is counted apart."""
    graphql = sum(one.path == "/graphql" for one in github.requests)
    _COUNTED.update(rest=len(github.requests) - graphql, graphql=graphql, writes=len(github.writes))
    _INVALID.extend(github.violations)


def told() -> str:
    """The sum in one sentence; empty where nothing was sent."""
    if not _COUNTED["rest"]:
        return ""
    valid = _COUNTED["rest"] - len(_INVALID)
    share = f"{valid} of {_COUNTED['rest']} requests are valid against GitHub's OpenAPI description"
    return f"{share} ({_COUNTED['writes']} of them write; {_COUNTED['graphql']} more to GraphQL)"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands its numbers over; the session itself fails for a request that was not valid."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[KEY] = [dict(_COUNTED), _INVALID]
    elif _INVALID:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker counted."""
    counted, invalid = getattr(node, "workeroutput", {}).get(KEY, ({}, []))
    _COUNTED.update(counted)
    _INVALID.extend(invalid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The sum at the end of the run, with the first requests that were not valid."""
    if sentence := told():
        terminalreporter.write_line(f"fake GitHub: {sentence}")
    for one in _INVALID[:10]:
        terminalreporter.write_line(f"fake GitHub: not valid: {one}", red=True)
