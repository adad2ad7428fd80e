"""What the base's policy says of a capability at a path."""

from fnmatch import fnmatchcase

from stelp_ci.model.case import Case
from stelp_ci.model.program import Capability
from stelp_ci.model.settings import CapabilityAction


def policy_on(case: Case, path: str, capability: Capability) -> CapabilityAction | None:
    """The action of the rules that match, a denial before an allowance; None where no rule speaks."""
    matching = [
        rule.action
        for rule in case.grammar.rules
        if capability in rule.capabilities and any(fnmatchcase(path, glob) for glob in rule.paths)
    ]
    if CapabilityAction.DENY in matching:
        return CapabilityAction.DENY
    return CapabilityAction.ALLOW if matching else None
