"""The marks that agents are known to leave, by agent: accounts, addresses, signatures and branches.

Numbers are GitHub's user ids; all of them were read off public commits and events. Words and addresses can be typed by
anybody: they add strictness, never trust.
"""

import re

ACCOUNT_IDS = {
    198982749: "Copilot",
    158243242: "Devin",
    209825114: "Claude Code",
    161369871: "Jules",
    199175422: "Codex",
    206951365: "Cursor",
    208079219: "Amazon Q",
    176961590: "Gemini",
}

BOT_LOGINS = {
    "copilot-swe-agent[bot]": "Copilot",
    "devin-ai-integration[bot]": "Devin",
    "claude[bot]": "Claude Code",
    "google-labs-jules[bot]": "Jules",
    "chatgpt-codex-connector[bot]": "Codex",
    "cursor[bot]": "Cursor",
    "amazon-q-developer[bot]": "Amazon Q",
    "gemini-code-assist[bot]": "Gemini",
    "gemini-cli[bot]": "Gemini",
    "openhands-ai[bot]": "OpenHands",
}
"""Logins of apps: a person cannot have one with `[bot]`, but whoever gives one up leaves it to others."""

_USERS = r"@users\.noreply\.github\.com"
ADDRESSES = (
    ("Copilot", re.compile(rf"(198982749\+)?copilot(-swe-agent\[bot\])?{_USERS}")),
    ("Devin", re.compile(rf"(158243242\+)?devin-ai-integration\[bot\]{_USERS}")),
    ("Claude Code", re.compile(rf"no-?reply@anthropic\.com|(209825114\+)?claude\[bot\]{_USERS}")),
    ("Cursor", re.compile(rf"cursoragent@cursor\.com|(206951365\+)?cursor\[bot\]{_USERS}")),
    ("Jules", re.compile(rf"(161369871\+)?google-labs-jules\[bot\]{_USERS}")),
    ("OpenHands", re.compile(r"openhands@all-hands\.dev")),
    ("Codex", re.compile(rf"(\d+\+)?(chatgpt-)?codex(-connector)?\[bot\]{_USERS}|codex@openai\.com")),
    ("Amazon Q", re.compile(rf"(\d+\+)?amazon-q-developer\[bot\]{_USERS}")),
    ("Gemini", re.compile(rf"(\d+\+)?gemini-(code-assist|cli)\[bot\]{_USERS}")),
    ("Aider", re.compile(r"aider@aider\.chat|noreply@aider\.chat")),
)
"""Addresses of the agents' own accounts, in lower case; the number before `+` is GitHub's user id."""

ASSISTANT = re.compile(rf"copilot@github\.com|175728472\+copilot{_USERS}")
"""Added by an editor after one accepted completion: no proof that an agent wrote the change."""

SIGNATURES = (
    ("Claude Code", re.compile(r"generated with \[?claude code", re.IGNORECASE)),
    ("Devin", re.compile(r"https://app\.devin\.ai/", re.IGNORECASE)),
    ("Codex", re.compile(r"https://chatgpt\.com/codex/", re.IGNORECASE)),
    ("Cursor", re.compile(r"https://cursor\.com/(agents|background-agent)", re.IGNORECASE)),
    ("Jules", re.compile(r"https://jules\.google(\.com)?/", re.IGNORECASE)),
    ("Amazon Q", re.compile(r"generated with \[?amazon q", re.IGNORECASE)),
    ("Gemini", re.compile(r"generated with \[?gemini", re.IGNORECASE)),
    ("OpenHands", re.compile(r"https://(app|docs)\.all-hands\.dev/|automatic fix by openhands", re.IGNORECASE)),
)
"""What agents write under messages and pull requests; anybody can paste it."""

BRANCHES = {
    "amazon-q": "Amazon Q",
    "claude": "Claude Code",
    "codex": "Codex",
    "copilot": "Copilot",
    "cursor": "Cursor",
    "devin": "Devin",
    "gemini": "Gemini",
    "jules": "Jules",
    "openhands": "OpenHands",
}
"""The first part of a branch's name, before its first slash."""
