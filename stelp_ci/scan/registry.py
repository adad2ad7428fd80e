"""The table of scanners: adding one is a file and a line here."""

from collections.abc import Callable

from stelp_ci.model.ports import Scanner
from stelp_ci.scan import agent_files, duplication, imports, packaging, secrets, stubs
from stelp_ci.scan.analyser import analyser
from stelp_ci.scan.bandit import Bandit
from stelp_ci.scan.dependencies import Dependencies
from stelp_ci.scan.obfuscation import scanner as obfuscation
from stelp_ci.scan.pyright import Pyright
from stelp_ci.scan.semgrep import Semgrep
from stelp_ci.scan.sources import Sources
from stelp_ci.scan.suppressions import Suppressions
from stelp_ci.scan.unicode import scanner as unicode
from stelp_ci.scan.workflow import scanner as workflow
from stelp_ci.scan.zizmor import Zizmor

SCANNERS: dict[str, Callable[[Sources], Scanner]] = {
    "semgrep": Semgrep,
    "bandit": Bandit,
    "zizmor": Zizmor,
    "pyright": Pyright,
    "suppressions": Suppressions,
    "dependencies": Dependencies,
    agent_files.NAME: analyser(agent_files.NAME, agent_files.look),
    packaging.NAME: analyser(packaging.NAME, packaging.look),
    stubs.NAME: analyser(stubs.NAME, stubs.look),
    duplication.NAME: analyser(duplication.NAME, duplication.look),
    workflow.NAME: analyser(workflow.NAME, workflow.look),
    secrets.NAME: analyser(secrets.NAME, secrets.look),
    imports.NAME: analyser(imports.NAME, imports.look),
    obfuscation.NAME: analyser(obfuscation.NAME, obfuscation.look),
    unicode.NAME: analyser(unicode.NAME, unicode.look),
}
"""By the name in settings and reports; the slowest ones first, so that they start first."""
