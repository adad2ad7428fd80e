"""The environment of every git process of ours: nothing that the caller or the repository sets can redirect it.

Stands alone, because hooks start git before anything heavier is imported.
"""

import os
from collections.abc import Mapping

_KEPT = frozenset(
    {
        "GIT_CEILING_DIRECTORIES",
        "GIT_CONFIG_GLOBAL",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        "GIT_SSL_CAINFO",
        "GIT_TEST_ASSUME_DIFFERENT_OWNER",
    }
)
"""What may stay of the caller's `GIT_*`: hooks run with GIT_DIR and others set, which would redirect every command.

The user's own configuration (`--global`) stays readable, because `safe.directory` counts only there.
"""

_FIXED = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_ALLOW_PROTOCOL": "file:https:http:ssh",
    "GIT_ASKPASS": "",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    "GIT_TERMINAL_PROMPT": "0",
}

_OVERRIDES = (
    ("core.alternateRefsCommand", ":"),
    ("core.attributesFile", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.hooksPath", os.devnull),
    ("credential.helper", ""),
    ("diff.suppressBlankEmpty", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("gc.auto", "0"),
    ("log.showSignature", "false"),
    ("maintenance.auto", "false"),
    ("submodule.recurse", "false"),
)
"""Settings that win over the repository's; an empty `credential.helper` forgets every helper named before."""


def fixed_environment() -> dict[str, str]:
    """The variables that every git process of ours gets, whatever the caller's environment says."""
    fixed = dict(_FIXED, GIT_CONFIG_COUNT=str(len(_OVERRIDES)))
    for index, (key, value) in enumerate(_OVERRIDES):
        fixed[f"GIT_CONFIG_KEY_{index}"] = key
        fixed[f"GIT_CONFIG_VALUE_{index}"] = value
    return fixed


def environment_of(extra: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without what would redirect git, with the fixed variables and `extra` on top."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT}
    return {**inherited, **fixed_environment(), **extra}
