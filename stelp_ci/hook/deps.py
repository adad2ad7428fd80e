"""`stelp-deps`: dependencies that are added or changed, and imports that nothing brings; offline."""

from stelp_ci.hook.ground import open_ground
from stelp_ci.hook.notice import Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.scanning import scan_with
from stelp_ci.scan import imports
from stelp_ci.scan.analyser import Analyser
from stelp_ci.scan.dependencies import Dependencies


def look(request: Request) -> Told:
    """What the change asks of the package index, and what it imports."""
    staged = request.staged()
    if not staged.files:
        return Told()
    with open_ground(staged) as ground:
        own = Analyser(imports.NAME, imports.look, ground.sources)
        return scan_with([own, Dependencies(ground.sources)], ground)
