"""One root error, one subclass per stage; each carries what to do next.

Stages raise these `from` their cause. `pipeline.py` turns them into `Failed`, `cli/` into an exit code.
"""


class StelpError(Exception):
    """A stage could not do its work.

    Attributes:
        stage: the stage that gave up, as the report names it.
        remedy: one sentence saying what mends it, shown under the message; empty where nobody knows.
    """

    stage = "stelp-ci"

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class UsageError(StelpError):
    """The command line asks for something that cannot be (exit code 2)."""

    stage = "usage"


class ConfigError(StelpError):
    """`.stelp.yml` cannot be read or says something unknown (exit code 2)."""

    stage = "config"


class ChangeError(StelpError):
    """The change cannot be read: no such base, broken repository, diff that does not apply."""

    stage = "change"


class ScanError(StelpError):
    """A scanner is missing, crashed, timed out, or could not read a file."""

    stage = "scan"


class TranspileError(StelpError):
    """The transpiler itself gave up; refusing a program is a result, not an error."""

    stage = "transpile"


class SandboxError(StelpError):
    """The sandbox is missing, would not start, or broke for a reason outside the code under judgement."""

    stage = "sandbox"


class LayerError(StelpError):
    """The dependency layer could not be resolved, downloaded or unpacked."""

    stage = "dependencies"


class WorkspaceError(StelpError):
    """There is no space for temporary files."""

    stage = "surroundings"


class ReportError(StelpError):
    """A report cannot be written or read back."""

    stage = "report"


class GitHubError(StelpError):
    """GitHub refused, could not be reached, or answered something else than it documents."""

    stage = "github"


class HostileError(GitHubError):
    """An artifact or event that contradicts what GitHub says: nothing of it is posted."""
