"""The table of dotted names."""

import pytest

from stelp_ci.model import program
from stelp_ci.transpile.capabilities import canonical, reach
from stelp_ci.transpile.capability import Capability
from stelp_ci.transpile.dotted import ALIASES, DOTTED, INSTANCES, REACHABLE


def test_the_capabilities_are_those_of_the_model() -> None:
    assert [(item.name, item.value) for item in Capability] == [(item.name, item.value) for item in program.Capability]


def test_no_name_is_listed_twice() -> None:
    names = [line.split()[0] for line in DOTTED.splitlines() if line]
    assert len(names) == len(set(names))


def test_every_line_names_capabilities_that_exist() -> None:
    words = {word for line in DOTTED.splitlines() for word in line.split()[1:]}
    assert words - {"-"} <= {capability.value for capability in Capability}


def test_every_reachable_module_has_entries() -> None:
    assert all(f"\n{module}." in DOTTED for module in REACHABLE - {"builtins"})


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("os.system", "os.system"),
        ("posix.system", "os.system"),
        ("random._os.system", "os.system"),
        ("subprocess.os.sys.exit", "sys.exit"),
        ("six.moves.builtins.open", "builtins.open"),
        ("posixpath.exists", "os.path.exists"),
        ("socket.socket", "socket.socket"),
        ("scipy.signal.butter", "scipy.signal.butter"),
        ("thirdparty.os.system", "os.system"),
        ("pathlib.Path.parent.parent.open", "pathlib.Path.open"),
        ("pathlib.Path.parents", "pathlib.Path.parents"),
    ],
)
def test_a_name_is_known_under_one_name(written: str, known: str) -> None:
    assert canonical(written) == known


@pytest.mark.parametrize("known", sorted({*INSTANCES.values(), *ALIASES.values()}))
def test_canonical_names_stay_what_they_are(known: str) -> None:
    assert canonical(known) == known


def reported(dotted: str) -> tuple[str, list[str]] | None:
    found = reach(dotted)
    return None if found is None else (found.what, [capability.value for capability in found.capabilities])


def test_a_whole_module_is_reported_with_one_name_more() -> None:
    assert reported("subprocess.run.__name__") == ("subprocess.run", ["processes"])
    assert reported("subprocess") == ("subprocess", ["processes"])


def test_a_listed_name_is_reported_as_listed() -> None:
    assert reported("os.environ.get") == ("os.environ", ["environment"])
    assert reported("os.execv") == ("os.execv", ["processes", "exit"])


def test_the_longest_entry_wins() -> None:
    assert reported("shutil.which") == ("shutil.which", ["environment"])
    assert reported("glob.escape") is None
    assert reported("multiprocessing.connection.Client") == (
        "multiprocessing.connection.Client",
        ["network", "processes"],
    )


def test_a_name_that_only_begins_alike_is_not_in_the_table() -> None:
    assert reported("subprocessor.run") is None
    assert reported("os.systematic") is None
    assert reported("os") is None
