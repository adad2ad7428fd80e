"""`stelp-bandit`: bandit on the staged files, with nobody's exclusions and only what the change brought."""

from stelp_ci.hook.ground import open_ground
from stelp_ci.hook.notice import Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.scanning import scan_with
from stelp_ci.scan.bandit import Bandit


def look(request: Request) -> Told:
    """What bandit finds in the change and does not find in the base."""
    staged = request.staged()
    if not staged.files:
        return Told()
    with open_ground(staged) as ground:
        return scan_with([Bandit(ground.sources)], ground)
