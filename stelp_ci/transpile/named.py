"""The table of names that mean the same on whatever object they stand: attributes, methods and strings."""

from .capability import Capability

ATTRIBUTES: dict[str, Capability] = {
    **dict.fromkeys(
        (
            "f_back", "f_globals", "f_locals", "f_builtins", "f_trace", "tb_frame", "gi_frame", "cr_frame", "ag_frame",
            "gi_yieldfrom", "cr_await", "ag_await", "cr_origin",
        ),
        Capability.FRAMES,
    ),
    **dict.fromkeys(
        (
            "__globals__", "__subclasses__", "__code__", "__closure__", "__builtins__", "__bases__", "__base__",
            "__mro__", "__self__", "__reduce__", "__reduce_ex__", "__getattribute__", "__func__", "__wrapped__",
            "__loader__", "__spec__", "mro", "gi_code", "cr_code", "ag_code",
        ),
        Capability.REFLECTION,
    ),
    **dict.fromkeys(
        ("f_code", "co_code", "co_consts", "load_module", "exec_module", "loader_state"),
        Capability.DYNAMIC_CODE,
    ),
}  # fmt: skip
"""Attributes by which one object leads to frames, to code or to the rest of the program."""

METHODS: dict[str, Capability] = dict.fromkeys(
    (
        "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "rglob", "symlink_to", "hardlink_to",
        "unlink", "rmdir", "mkdir",
    ),
    Capability.FILES,
)  # fmt: skip
"""Methods of paths that hardly anything else has. Common words (`open`, `exists`, `rename`) count only where the object
is known to be a path."""

STORED: dict[str, Capability] = dict.fromkeys(
    ("__code__", "__defaults__", "__kwdefaults__", "__class__", "__bases__", "__dict__", "__globals__"),
    Capability.REFLECTION,
)
"""Attributes that change what an object is when they are written."""

COMPARISONS = frozenset(
    ("__eq__", "__ne__", "__hash__", "__lt__", "__le__", "__gt__", "__ge__", "__instancecheck__", "__subclasscheck__")
)
"""Methods by which a value can claim to be what a test expects."""

HOOK = "pytest_"
"""How the names of pytest's hooks begin: a function of such a name is called by pytest where its module is a plugin."""

SET_BY_USERS = frozenset(
    ("sys.stdin", "sys.stdout", "sys.stderr", "sys.argv", "sys.path", "sys.dont_write_bytecode", "sys.tracebacklimit",
     "sys.ps1", "sys.ps2", "sys.last_exc", "logging.raiseExceptions", "logging.lastResort", "os.environ"),
)  # fmt: skip
"""Attributes of library modules that are there to be set."""

SENTINELS = (
    "PYTEST_CURRENT_TEST",
    "PYTEST_ADDOPTS",
    "PYTEST_PLUGINS",
    "PYTEST_DISABLE_PLUGIN",
    "@py_builtins",
    "@pytest_ar",
)
"""Strings that only code which looks for the test framework contains."""

TEST_MODULES = frozenset(("pytest", "_pytest", "pluggy", "unittest", "py.test", "nose", "conftest"))
"""Modules whose presence tells code that it is being tested."""
