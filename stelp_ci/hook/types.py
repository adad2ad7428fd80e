"""`stelp-types`: what pyright says of the staged tree and does not say of the base."""

from pathlib import Path
from tempfile import TemporaryDirectory

from stelp_ci.change.reader import open_change
from stelp_ci.hook.ground import SETTINGS_FILE, HookGround, settings_of
from stelp_ci.hook.invocation import invocation_of
from stelp_ci.hook.notice import Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.scanning import scan_with
from stelp_ci.scan.pyright import Pyright
from stelp_ci.scan.sources import Sources, is_python


def look(request: Request) -> Told:
    """Types of the whole staged tree against those of the base; nothing where no Python is staged."""
    with open_change(invocation_of(request)) as reader, TemporaryDirectory(prefix="stelp-hook-") as name:
        if not any(is_python(file) for file in reader.change.files):
            return Told()
        trees = reader.materialise(Path(name))
        settings = settings_of(reader.read_base(SETTINGS_FILE))
        sources = Sources(trees)
        ground = HookGround(reader.change, trees, sources, settings, Path(name))
        return scan_with([Pyright(sources)], ground)
