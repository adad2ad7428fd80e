"""Released projects whose whole test suites are run where `--data` names no others."""

from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.sdists import Sdist, unpack_sdist
from stelp_ci.errors import StelpError


class Project(NamedTuple):
    """A source archive, and the files that the repository has and the archive lacks."""

    sdist: Sdist
    added: tuple[tuple[str, str], ...] = ()


PROJECTS = (
    Project(
        Sdist("boltons", "24.1.0", "4a49b7d57ee055b83a458c8682a2a6f199d263a8aa517098bda9bab813554b87"),
        (("requirements-test.txt", "pytest<9\n"),),  # a hook in its conftest.py needs a pytest before 9
    ),
    Project(Sdist("humanize", "4.12.0", "87ff7b43591370b12a1d103c9405849d911d4b039ed22d80b718b62c76eec8a3")),
    Project(Sdist("more-itertools", "10.7.0", "9fddd5403be01a94b204faadcff459ec3568cf110265d3c54323e1e866ad29d3")),
)


def released_projects(folder: Path) -> list[Path]:
    """Their source trees below `folder`, fetched where they are missing, checked by digest. Raises `StelpError`."""
    return [_tree(project, folder) for project in PROJECTS]


def _tree(project: Project, folder: Path) -> Path:
    sdist = project.sdist
    tree = folder / f"{sdist.project}-{sdist.version}"
    if tree.is_dir():
        return tree
    folder.mkdir(parents=True, exist_ok=True)
    try:
        unpack_sdist(sdist, tree)
    except (OSError, LookupError, ValueError) as error:
        raise StelpError(
            f"{sdist.project} {sdist.version}: {error}", remedy="Give source trees with --data."
        ) from error
    for name, text in project.added:
        (tree / name).write_text(text, encoding="utf-8")
    return tree
