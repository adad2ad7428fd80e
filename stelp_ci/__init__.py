"""stelp-ci turns a pull request into evidence, and evidence into a verdict.

Nothing heavy is imported here: a hook must start in tens of milliseconds. What programs that embed stelp-ci use is
loaded when it is asked for: `from stelp_ci import transpile_source, run_program, Policy, Tool`.
"""

TYPE_CHECKING = False  # what type checkers take for true; `typing` itself takes milliseconds to load
if TYPE_CHECKING:
    from stelp_ci.exec.api import ProgramRunner, run_program
    from stelp_ci.exec.tools import Tool
    from stelp_ci.transpile.strict.policy import Policy
    from stelp_ci.transpile.strict.transpile import transpile_source

__version__ = "0.1.0"
__all__ = ["Policy", "ProgramRunner", "Tool", "__version__", "run_program", "transpile_source"]

_PLACES = {
    "Policy": "stelp_ci.transpile.strict.policy",
    "ProgramRunner": "stelp_ci.exec.api",
    "Tool": "stelp_ci.exec.tools",
    "run_program": "stelp_ci.exec.api",
    "transpile_source": "stelp_ci.transpile.strict.transpile",
}


def __getattr__(name: str) -> object:
    """The parts of the API, imported on first use."""
    from importlib import import_module

    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
