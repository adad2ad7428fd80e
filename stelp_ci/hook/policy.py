"""`stelp-policy`: what staged code reaches for that it did not before, against the base's policy."""

from stelp_ci.config.load import load_settings
from stelp_ci.gate.capabilities import judge
from stelp_ci.hook.ground import SETTINGS_FILE, HookGround, open_ground
from stelp_ci.hook.notice import Notice, Told
from stelp_ci.hook.request import Request
from stelp_ci.model.case import Case
from stelp_ci.model.program import Refused
from stelp_ci.model.verdict import Decision
from stelp_ci.probe.capability import read_capabilities
from stelp_ci.programs import read_programs
from stelp_ci.scan.sources import Side


def look(request: Request) -> Told:
    """Gains of capabilities that need a person, and sources that the transpiler refuses."""
    staged = request.staged()
    if not any(file.path.endswith((".py", ".pyw")) for file in staged.files):
        return Told()
    with open_ground(staged, units=True) as ground:
        return Told(_notices(ground))


def _notices(ground: HookGround) -> list[Notice]:
    programs = read_programs(ground.change, ground.trees)
    refused = [
        Notice(one.path, one.line, f"policy/{one.code}", one.message, one.repair)
        for one in programs
        if isinstance(one, Refused) and not one.on_base
    ]
    evidence = read_capabilities(programs)
    settings = load_settings(ground.sources.content(Side.BASE, SETTINGS_FILE))
    reasons = judge(Case(ground.change, (), programs, evidence, (), settings.gates, settings.grammar))
    gained = [
        Notice(reason.location.path, reason.location.line, "policy/capability", reason.message, reason.remedy)
        for reason in reasons
        if reason.decision is not Decision.PASS and reason.location is not None
    ]
    return [*refused, *gained]
