"""Our rules as people read them: what each says about itself, and the case that stands beside it."""

import re
from pathlib import Path

import msgspec

from stelp_ci.errors import ScanError
from stelp_ci.scan.semgrep import Metadata


class Catalogued(msgspec.Struct, frozen=True):
    """One rule file. `severity` is semgrep's word in capitals; `path` is where the file is."""

    id: str
    severity: str
    message: str
    metadata: Metadata
    path: Path

    @property
    def cwe(self) -> int:
        """The number of the weakness; 0 where the rule names none."""
        found = re.match(r"CWE-(\d+)", self.metadata.cwe)
        return int(found[1]) if found else 0

    @property
    def case(self) -> Path:
        """The annotated case that belongs beside the rule."""
        return self.path.with_suffix(".py")


class _Rule(msgspec.Struct, frozen=True):
    id: str
    severity: str
    message: str
    metadata: Metadata


class _File(msgspec.Struct, frozen=True):
    rules: tuple[_Rule, ...]


def read_catalogue(directory: Path) -> tuple[Catalogued, ...]:
    """Every `<id>.yaml` of `directory`, by id. Raises `ScanError` for none, and for one that is not as ours are."""
    paths = sorted(directory.glob("*.yaml"))
    if not paths:
        raise ScanError(f"{directory} holds no rules", remedy="Name a directory with <id>.yaml files.")
    return tuple(read_rule(path) for path in paths)


def read_rule(path: Path) -> Catalogued:
    """The rule in one file. Raises `ScanError` if it cannot be read, or holds anything else than the rule it names."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C, ten times as fast, where it was built
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders
        rules = msgspec.convert(content, _File).rules
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise ScanError(f"{path.name} cannot be read: {error}", remedy=_REMEDY) from error
    if [rule.id for rule in rules] != [path.stem]:
        raise ScanError(f"{path.name} holds other rules than {path.stem}", remedy=_REMEDY)
    (rule,) = rules
    return Catalogued(rule.id, rule.severity, " ".join(rule.message.split()), rule.metadata, path)


_REMEDY = "One rule a file, called as its id, with the metadata that docs/rules.md lists."
