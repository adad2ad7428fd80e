"""The transpiler's plain tuples into Programs: the transpiler stands alone, so the pipeline speaks for it."""

from stelp_ci.model.change import Change, FileChange
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.program import Capability, CapabilityUse, Program, ProgramResult, Refused
from stelp_ci.model.source import SourceTree, Trees
from stelp_ci.transpile.compare import gained
from stelp_ci.transpile.guarded import inspect
from stelp_ci.transpile.result import Manifest, Refusal, Use

_NOTHING = Manifest((), ())


def read_programs(change: Change, trees: Trees) -> tuple[ProgramResult, ...]:
    """One Program for each changed unit of the head, one Refused for each file that is not let through."""
    files = [file for file in change.files if file.is_python and file.head_path and not file.unreadable]
    return tuple(program for file in files for program in _programs(file, trees))


def _programs(file: FileChange, trees: Trees) -> list[ProgramResult]:
    head, base = _inspected(trees.head, file.head_path), _inspected(trees.base, file.base_path)
    match head:
        case Refusal():
            known = isinstance(base, Refusal) and base.code == head.code
            return [Refused(path=file.path, on_base=known, **head._asdict())]
        case Manifest():
            return _units(file, head, base if isinstance(base, Manifest) else _NOTHING)
        case None:
            return []


def _inspected(tree: SourceTree, path: str | None) -> Manifest | Refusal | None:
    """What the transpiler says of one side; None where that side has no such file."""
    file = tree.root / path if path else None
    return inspect(file.read_bytes()) if file and file.is_file() and not file.is_symlink() else None


def _units(file: FileChange, head: Manifest, base: Manifest) -> list[ProgramResult]:
    """The changed units; the module level is always among them, because a change between units belongs to it."""
    changed = {unit.head.qualname: unit.base.qualname if unit.base else "" for unit in file.units if unit.head}
    before = _renamed(base, {old: new for new, old in changed.items() if old})
    new_uses = gained(head, before)
    return [
        Program(
            path=file.path,
            unit=name,
            is_test=file.role in (FileRole.TEST, FileRole.TEST_SUPPORT),
            head=_uses(head.of(name)),
            base=_uses(before.of(name)),
            gained=_uses(tuple(use for use in new_uses if use.unit == name)),
        )
        for name in dict.fromkeys(["<module>", *changed])
    ]


def _renamed(base: Manifest, names: dict[str, str]) -> Manifest:
    """The base's manifest under the head's names, so that a renamed unit gains nothing by its new name."""
    return base._replace(uses=tuple(use._replace(unit=names.get(use.unit, use.unit)) for use in base.uses))


def _uses(uses: tuple[Use, ...]) -> tuple[CapabilityUse, ...]:
    return tuple(
        CapabilityUse(capability=Capability(use.capability.value), what=use.what, line=use.line, column=use.column)
        for use in uses
    )
