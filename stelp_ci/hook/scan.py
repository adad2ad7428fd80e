"""`stelp-scan`: all analysers of our own that need no more than the changed files."""

from stelp_ci.hook.ground import HookGround, open_ground
from stelp_ci.hook.notice import Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.scanning import scan_with, unreadable
from stelp_ci.model.ports import Scanner
from stelp_ci.scan import agent_files, imports, packaging, secrets, stubs
from stelp_ci.scan.analyser import Analyser
from stelp_ci.scan.obfuscation import scanner as obfuscation
from stelp_ci.scan.suppressions import Suppressions
from stelp_ci.scan.unicode import scanner as unicode
from stelp_ci.scan.workflow import scanner as workflow

_OWN = (unicode, obfuscation, secrets, workflow, agent_files, packaging, stubs, imports)

_MANIFESTS = (".toml", ".cfg", ".txt", ".in", ".conf")


def look(request: Request) -> Told:
    """What our own analysers find in the change; a file that does not parse stops the commit."""
    staged = request.staged()
    if not staged.files:
        return Told()
    with open_ground(staged) as ground:
        told = scan_with(_scanners(ground), ground)
        return told._replace(notices=[*unreadable(ground), *told.notices])


def _scanners(ground: HookGround) -> list[Scanner]:
    own: list[Scanner] = [Analyser(one.NAME, one.look, ground.sources) for one in _OWN]
    return [*own, Suppressions(ground.sources), *_dependencies(ground)]


def _dependencies(ground: HookGround) -> list[Scanner]:
    """The analyser of manifests, where there may be one: what it reads them with is slow to load."""
    if not any(file.path.lower().endswith(_MANIFESTS) for file in ground.change.files):
        return []
    from stelp_ci.scan.dependencies import Dependencies

    return [Dependencies(ground.sources)]
