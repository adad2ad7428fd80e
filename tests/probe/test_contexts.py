"""What tests enter: learned in gVisor from a whole suite, and what of it selects tests."""

from pathlib import Path

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.model.change import Change
from stelp_ci.model.contexts import FORMAT, Contexts
from stelp_ci.model.evidence import SelectionReason
from stelp_ci.model.ports import Sandbox
from stelp_ci.probe.contexts.learn import learn, read_contexts
from stelp_ci.probe.contexts.places import Places
from stelp_ci.probe.contexts.store import MOST_KEPT, contexts_file, write_contexts
from stelp_ci.probe.contexts.store import read_contexts as kept_contexts
from stelp_ci.probe.selection import select
from tests.probe.measured import changed
from tests.probe.scripted import FILES, change_of, runnable

SUITE = {
    **FILES,
    "pkg/wide.py": "from pkg import mod\n\n\ndef by_name(name, x):\n    return getattr(mod, 'dou' + name)(x)\n",
    "tests/test_wide.py": "from pkg.wide import by_name\n\n\ndef test_by_name():\n    assert by_name('ble', 2) == 4\n",
    "tests/test_mod.py": "import pkg.mod\n\n\ndef test_double():\n    assert pkg.mod.double(2) == 4\n",
    "tests/test_names.py": "import pkg.mod\n\n\ndef test_names():\n    assert pkg.mod.note.__name__ == 'note'\n",
}


def contexts(entered: dict[str, tuple[str, ...]], shared: tuple[str, ...] = ()) -> Contexts:
    return Contexts(format=FORMAT, entered=entered, shared=shared)


SEEN = contexts(
    {
        "tests/test_mod.py": ("pkg/mod.py::double",),
        "tests/test_wide.py": ("pkg/mod.py::double", "pkg/wide.py::by_name"),
        "tests/test_names.py": (),
        "tests/test_other.py": (),
    }
)


def selected(tmp_path: Path, change: Change, known: Contexts | None) -> tuple[SelectionReason, tuple[str, ...]]:
    found = select(change, runnable(tmp_path, SUITE), (), known)
    assert found is not None
    return found.selection.reason, found.selection.targets


def test_who_was_seen_entering_the_function_is_run_though_nothing_names_it(tmp_path: Path) -> None:
    reason, targets = selected(tmp_path, change_of("double"), SEEN)
    assert reason is SelectionReason.ENTERED
    assert targets == ("tests/test_mod.py", "tests/test_names.py", "tests/test_wide.py")


def test_a_test_file_that_was_never_seen_to_its_end_is_run(tmp_path: Path) -> None:
    known = contexts({name: seen for name, seen in SEEN.entered.items() if name != "tests/test_other.py"})
    assert "tests/test_other.py" in selected(tmp_path, change_of("double"), known)[1]


@pytest.mark.parametrize(
    "known", [None, contexts({}), contexts(dict(SEEN.entered), ("pkg/mod.py::double",)), contexts({"tests/a.py": ()})]
)
def test_where_contexts_do_not_tell_names_do(tmp_path: Path, known: Contexts | None) -> None:
    assert selected(tmp_path, change_of("double"), known)[0] is not SelectionReason.ENTERED


def test_what_is_no_function_is_not_looked_up(tmp_path: Path) -> None:
    text = (
        "class A:\n    def f(self):\n        def inner():\n            pass\n        return inner\n\n\nx = lambda: 0\n"
    )
    (tmp_path / "a.py").write_text(text)
    (tmp_path.parent / "outside.py").write_text("def f():\n    pass\n")
    places = Places(tmp_path)
    assert list(places.functions([("a.py", 3), ("a.py", 1), ("a.py", 8)])) == ["a.py::A.f"]
    assert list(places.functions([("../outside.py", 1), ("/etc/passwd", 1), ("no.py", 1), ("a\0.py", 1)])) == []


@pytest.mark.parametrize("record", [b"{}", b'{"kind": "entered"}', b'{"kind": "unusable", "reason": "no"}', b"["])
def test_a_report_that_is_not_what_was_asked_for_teaches_nothing(tmp_path: Path, record: bytes) -> None:
    with pytest.raises(SandboxError):
        read_contexts((record,), Places(tmp_path))


def test_what_is_kept_is_found_again_and_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    file = contexts_file(tmp_path, ("tree", "locks"))
    assert kept_contexts(file) is None
    write_contexts(file, SEEN)
    assert kept_contexts(file) == SEEN
    assert kept_contexts(contexts_file(tmp_path, ("tree", "other locks"))) is None
    file.write_bytes(file.read_bytes()[:-5])
    assert kept_contexts(file) is None
    for number in range(MOST_KEPT + 5):
        write_contexts(contexts_file(tmp_path, (str(number),)), SEEN)
    assert len(list(file.parent.iterdir())) == MOST_KEPT


SHARING = {
    "tests/conftest.py": """\
import pytest

from pkg.mod import note


@pytest.fixture(scope="session", autouse=True)
def noted():
    note("once")
""",
    "tests/test_taken.py": "import sys\n\n\ndef test_taken():\n    sys.settrace(None)\n",
}


@pytest.mark.gvisor
def test_a_whole_suite_teaches_what_each_file_enters(tmp_path: Path, sandbox: Sandbox) -> None:
    base = {**SUITE, **SHARING}
    with changed(tmp_path, base, {**base, "pkg/mod.py": base["pkg/mod.py"] + "\n"}, sandbox) as job:
        found = learn(job)
    own = {file: [name for name in names if name.startswith("pkg/")] for file, names in found.entered.items()}
    assert own == {
        "tests/test_mod.py": ["pkg/mod.py::double"],
        "tests/test_names.py": [],
        "tests/test_other.py": [],
        "tests/test_wide.py": ["pkg/mod.py::double", "pkg/wide.py::by_name"],
    }
    assert "pkg/mod.py::note" in found.shared
