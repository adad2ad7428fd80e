"""`stelp-semgrep`: semgrep with our own rules on the staged files, and only what the change brought."""

from stelp_ci.hook.ground import open_ground
from stelp_ci.hook.notice import Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.scanning import scan_with
from stelp_ci.scan.semgrep import Semgrep


def look(request: Request) -> Told:
    """What semgrep finds in the change and does not find in the base."""
    staged = request.staged()
    if not staged.files:
        return Told()
    with open_ground(staged) as ground:
        return scan_with([Semgrep(ground.sources)], ground)
