"""What a project may decide in `.stelp.yml`. Every default is the strict one; settings raise severity or add work.

Field docstrings are the documentation of the settings: the JSON Schema and docs/settings.md are generated from them.
"""

from enum import StrEnum, unique

import msgspec

from stelp_ci.model.execution import Limits
from stelp_ci.model.finding import Severity
from stelp_ci.model.value import Value
from stelp_ci.model.verdict import Decision


@unique
class Mode(StrEnum):
    """Which changes are judged, and whether the verdict counts."""

    ALL = "all"
    AI_ONLY = "ai-only"
    OBSERVE = "observe"


class ScanSettings(Value, frozen=True, kw_only=True):
    """The static lane. `disable` names scanners that are left out, and the report says so."""

    disable: tuple[str, ...] = ()
    timeout_s: float = 300.0


@unique
class HeadDependencies(StrEnum):
    """What happens with a dependency that the head adds or changes: it is reported in both cases."""

    INSTALL = "install"
    REPORT = "report"


class DependencySettings(Value, frozen=True, kw_only=True):
    """The dependency layer. `extras` and `groups` are those of the tests; empty means the usual names for tests."""

    head: HeadDependencies = HeadDependencies.INSTALL
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


class ExecuteSettings(Value, frozen=True, kw_only=True):
    """Running tests: `skip_marks` and `skip_paths` leave out those that need a service.

    `environment` holds the variables that tests see, beside the few that the sandbox sets itself.
    """

    limits: Limits = Limits()
    skip_marks: tuple[str, ...] = ()
    skip_paths: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    environment: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class GateSettings(Value, frozen=True, kw_only=True):
    """When a gate speaks. Findings in the change of at least `finding_severity` need a human.

    `untested` is the decision for changed code that no test executes, when no agent wrote it; `pass` makes it a notice.
    """

    finding_severity: Severity = Severity.MEDIUM
    untested: Decision = Decision.PASS


class Settings(Value, frozen=True, kw_only=True):
    """`.stelp.yml`."""

    version: int = 1
    mode: Mode = Mode.ALL
    scan: ScanSettings = ScanSettings()
    deps: DependencySettings = DependencySettings()
    execute: ExecuteSettings = ExecuteSettings()
    gates: GateSettings = GateSettings()
