"""Files that instruct or equip coding agents, and text anywhere that speaks to an agent behind people's backs."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import cast

from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.changed_text import Text, changed_texts
from stelp_ci.scan.hit import Hit, Place, Rule
from stelp_ci.scan.sources import Side

NAME = "agent-files"

_ORDERS = re.compile(
    r"(?i)\b(ignore|disregard|forget|override)\b.{0,20}\b(all|any|the|your|previous|prior|earlier|above)\b.{0,30}"
    r"\b(instructions?|prompts?|rules|guidelines|directions)\b"
    r"|\b(do not|don't|never)\b.{0,20}\b(tell|mention|reveal|inform|show|report)\b.{0,40}"
    r"\b(users?|humans?|reviewers?|developers?|anyone)\b"
    r"|\b(without|before) (asking|telling|informing) (the )?(users?|humans?|reviewers?|developers?)\b"
    r"|\b(you are now|from now on you are|new system prompt|system prompt:)"
    r"|<\s*/?\s*(system|assistant|important|instructions)\s*>"
)
_SHELL = (
    r"(?i)\b(curl|wget)\b[^|\n]{0,200}\|\s*(sudo\s+)?(ba|z|da)?sh\b"
    r"|\bbase64\s+(-d|--decode)\b[^|\n]{0,100}\|\s*(ba|z)?sh\b"
    r"|\b(printenv|env|cat)\b[^\n]{0,80}(\.ssh|\.aws|\.env|id_rsa|credentials|\.netrc)[^\n]{0,80}\|"
)
_UNGUARDED = (
    r"(?i)--?(dangerously-skip-permissions|yolo|full-auto|trust-all-tools|auto-approve|no-verify|allow-all-tools)\b"
    r"|\"?(autoApprove|alwaysAllow|autoAccept|enableAllProjectMcpServers|bypassPermissions|trustAllTools|yolo)\"?\s*[:=]"
    r"|\"defaultMode\"\s*:\s*\"(bypassPermissions|acceptEdits)\""
    r"|\"Bash\(\*\)\"|\"Bash\(:\*\)\"|sandbox_mode\s*=\s*\"danger-full-access\"|approval_policy\s*=\s*\"never\""
)
_COMMENT = r"(?s)<!--(.*?)-->"
_VERBS = r"(?i)\b(always|never|must|you should|you are|run|execute|install|fetch|send|commit|push|add|approve)\b"
_PROSE = frozenset(
    {".md", ".mdc", ".txt", ".rst", ".py", ".pyi", ".yml", ".yaml", ".toml", ".json", ".cfg", ".html", ""}
)
_SERVERS = ("mcpServers", "servers", "mcp_servers", "context_servers")


def look(view: View) -> Iterator[Hit]:
    """What one side tells agents, and what it gives them to run."""
    for text in changed_texts(view):
        about_agents = text.file.role is FileRole.AGENT_INSTRUCTIONS or _is_mcp(text.path)
        if about_agents:
            yield from _instructions(view, text)
        if about_agents or PurePosixPath(text.path).suffix.lower() in _PROSE:
            yield from _orders(text)


def _is_mcp(path: str) -> bool:
    name = PurePosixPath(path).name.lower()
    return name in {"mcp.json", ".mcp.json", "mcp_config.json", "mcp-config.json"}


def _instructions(view: View, text: Text) -> Iterator[Hit]:
    agent = view.job.change.author.agent
    if view.side is Side.HEAD:
        by = f" by {agent}, which it instructs" if agent else ""
        severity = Severity.HIGH if agent else Severity.MEDIUM
        line = min(text.file.added_lines, default=1)
        yield _hit(text, line, "agent-file-changed", f"instructions for agents are {text.file.kind}{by}", severity)
    for number, line in text.numbered:
        if re.search(_SHELL, line):
            yield _hit(
                text, number, "agent-command", "an agent is told to run what comes from the network", Severity.HIGH
            )
        if re.search(_UNGUARDED, line):
            yield _hit(text, number, "agent-unguarded", "the agent no longer asks before it acts", Severity.HIGH)
    yield from _comments(text)
    yield from _equipment(text)


def _comments(text: Text) -> Iterator[Hit]:
    """HTML comments: a person who reads the rendered page does not see them, and an agent does."""
    if PurePosixPath(text.path).suffix.lower() not in {".md", ".mdc", ""}:
        return
    for found in re.finditer(_COMMENT, text.whole):
        if re.search(_VERBS, found[1]):
            line = text.whole.count("\n", 0, found.start()) + 1
            yield _hit(
                text,
                line,
                "hidden-instructions",
                "instructions stand in a comment that readers do not see",
                Severity.HIGH,
            )


def _equipment(text: Text) -> Iterator[Hit]:
    """Commands and servers in the JSON of an agent's settings."""
    if not text.path.endswith((".json", ".jsonc")):
        return
    import json

    try:
        document: object = json.loads(text.whole)
    except (ValueError, RecursionError):
        message = "the agent's settings are no JSON that can be read"
        yield _hit(text, 1, "agent-settings-unreadable", message, Severity.MEDIUM)
        return
    table = cast(dict[str, object], document) if isinstance(document, dict) else {}
    for key in _SERVERS:
        servers = table.get(key)
        for name in cast(dict[str, object], servers) if isinstance(servers, dict) else {}:
            message = f"the agent is given the server `{name}`, whose tools and texts it will trust"
            yield _hit(text, _line(text, f'"{name}"'), "agent-server", message, Severity.MEDIUM, name)
    if table.get("hooks"):
        line = _line(text, '"hooks"')
        message = "commands run by themselves when the agent works"
        yield _hit(text, line, "agent-hook", message, Severity.HIGH, json.dumps(table["hooks"], sort_keys=True))


def _orders(text: Text) -> Iterator[Hit]:
    for number, line in text.numbered:
        if _ORDERS.search(line):
            message = "the text gives orders to whoever reads it with a model"
            yield _hit(text, number, "instructions-to-agents", message, Severity.HIGH)


def _line(text: Text, needle: str) -> int:
    return next((number for number, line in text.numbered if needle in line), 1)


def _hit(text: Text, line: int, code: str, message: str, severity: Severity, key: str = "") -> Hit:  # noqa: PLR0913 - one line of a table
    rule = Rule(
        name=code,
        severity=severity,
        confidence=Confidence.MEDIUM,
        message=message,
        cwe=(1427,),
        remedy="let a person decide what agents are told and given, in a change of its own",
        url="https://cwe.mitre.org/data/definitions/1427.html",
    )
    written = key or (text.lines[line - 1] if line <= len(text.lines) else "")
    return Hit(rule, Place(text.path, line, line, 0, code, written))
