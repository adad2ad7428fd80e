"""Dependencies that a change brings, in every manifest that states some."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Finding, Scanned, Severity
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.dependencies import Dependencies
from stelp_ci.scan.manifest import read_manifest, reader_for
from stelp_ci.scan.requirement import MAX_ENTRIES
from stelp_ci.scan.sources import Sources

MakeJob = Callable[..., ScanJob]

PROJECT = """\
[build-system]
requires = ["hatchling"]
[project]
name = "demo"
dependencies = [
    "requests>=2",
    "rich",
]
[project.optional-dependencies]
test = ["pytest>=8"]
"""


def findings(job: ScanJob) -> list[Finding]:
    (scanned,) = Dependencies(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned)
    return list(scanned.findings)


def seen(job: ScanJob) -> list[tuple[str, int, str]]:
    return [(found.rule, found.location.line, found.message) for found in findings(job)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"rich",',
            '"rich",\n    "reqeusts",',
            (
                "dependency-unknown",
                8,
                "`reqeusts` is added to dependencies, and the index has no such package; `requests` was perhaps meant",
            ),
        ),
        ('"rich",', '"rich>=13",', ("dependency-changed", 7, "`rich` becomes `rich>=13` in dependencies")),
        ('"rich",', '"rich[all]",', ("dependency-changed", 7, "`rich` becomes `rich[all]` in dependencies")),
        ('"pytest>=8"', '"pytest>=8", "Rich"', ("dependency-changed", 10, "`Rich` is now also in extra test")),
        (
            '"rich",',
            '"rich @ https://host/rich.whl",',
            (
                "dependency-unpinned-index",
                7,
                "`rich @ https://host/rich.whl` is taken from an address of its own, not from the index",
            ),
        ),
        (
            '"hatchling"',
            '"hatchling", "evil-hook"',
            (
                "dependency-unknown",
                2,
                "`evil-hook` is added to build-system.requires, and the index has no such package",
            ),
        ),
        (
            "[build",
            '[[tool.uv.index]]\nurl = "https://host/simple"\n[build',
            ("dependency-unpinned-index", 2, "packages can now come from `https://host/simple`"),
        ),
        (
            "[build",
            '[tool.poetry.group.dev.dependencies]\nleft-pad = "^1"\n[build',
            ("dependency-added", 2, "`left-pad ^1` is added to poetry group dev"),
        ),
        (
            "[build",
            '[dependency-groups]\ndev = [{include-group = "x"}, "left-pad"]\n[build',
            ("dependency-added", 2, "`left-pad` is added to group dev, whatever its version"),
        ),
        (
            '"rich",',
            '"rich", "not a requirement!",',
            ("dependency-added", 7, "`not a requirement!` in dependencies is no requirement that can be read"),
        ),
    ],
)
def test_pyproject(make_job: MakeJob, old: str, new: str, expected: tuple[str, int, str]) -> None:
    job = make_job({"pyproject.toml": PROJECT}, {"pyproject.toml": PROJECT.replace(old, new, 1)})
    assert seen(job) == [expected]


@pytest.mark.parametrize(
    ("path", "base", "head", "expected"),
    [
        (
            "requirements.txt",
            "a==1\n",
            "# all\na==1  # one\n\nb==2 \\\n  --hash=sha256:00\n",
            [("dependency-added", 4)],
        ),
        (
            "requirements/dev.txt",
            "",
            "-r base.txt\n-c limits.txt\nb; python_version<'3.12'\n",
            [("dependency-added", 3)],
        ),
        ("requirements.txt", "a==1 --hash=sha256:00\n", "a==1 \\\n  --hash=sha256:00 --hash=sha256:11\n", []),
        ("requirements-dev.in", "a==1\n", "A == 1\n", []),
        ("requirements.txt", "a\n", "--extra-index-url https://host/simple\na\n", [("dependency-unpinned-index", 1)]),
        ("requirements.txt", "a\n", "a\n-e git+https://host/b#egg=b\n", [("dependency-unpinned-index", 2)]),
        ("requirements.txt", "a\n", "a\n./wheels/b.whl\n", [("dependency-unpinned-index", 2)]),
        ("constraints.txt", "a==1\n", "a==2\n", [("dependency-changed", 1)]),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n  a\n",
            "[options]\ninstall_requires =\n  a\n  b>1\n",
            [("dependency-added", 4)],
        ),
        ("setup.cfg", "", "[options.extras_require]\ntest =\n  pytest\n", [("dependency-added", 3)]),
        ("pip.conf", "", "[global]\nindex-url = https://host/simple\n", [("dependency-unpinned-index", 2)]),
        ("uv.toml", "", '[[index]]\nurl = "https://host/simple"\n', [("dependency-unpinned-index", 2)]),
        ("notes.txt", "", "left-pad\n", []),
    ],
)
def test_other_manifests(make_job: MakeJob, path: str, base: str, head: str, expected: list[tuple[str, int]]) -> None:
    assert [one[:2] for one in seen(make_job({path: base}, {path: head}))] == expected


def test_weights_and_marks(make_job: MakeJob) -> None:
    job = make_job({"requirements.txt": "a==1\n"}, {"requirements.txt": "a==2\nb\nc @ https://host/c.whl\n"})
    found = {one.rule: one for one in findings(job)}
    assert {rule: one.severity for rule, one in found.items()} == {
        "dependency-changed": Severity.LOW,
        "dependency-added": Severity.MEDIUM,
        "dependency-unpinned-index": Severity.HIGH,
    }
    assert all(one.new and one.in_change and one.cwe and one.remedy for one in found.values())


def test_a_removed_dependency_and_a_removed_manifest_are_no_findings(make_job: MakeJob) -> None:
    assert seen(make_job({"requirements.txt": "a\nb\n", "setup.cfg": "[options]\n"}, {"requirements.txt": "b\n"})) == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("pyproject.toml", "[project\n"),
        ("pyproject.toml", b"\xff\xfe"),
        ("pyproject.toml", "x = " + "[" * 5000),
        ("setup.cfg", "no section\n"),
        ("requirements.txt", b"\xff"),
        ("requirements.txt", "\n".join(f"a{n}" for n in range(MAX_ENTRIES + 1))),
    ],
)
def test_a_manifest_that_cannot_be_read_is_a_failure(make_job: MakeJob, path: str, content: str | bytes) -> None:
    job = make_job({path: ""}, {path: content, "requirements-ok.txt": "left-pad\n"})
    scanned, failed = Dependencies(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned) and len(scanned.findings) == 1
    assert isinstance(failed, Failed) and path in failed.reason and failed.remedy


def test_a_broken_base_makes_everything_new(make_job: MakeJob) -> None:
    job = make_job({"pyproject.toml": "[broken"}, {"pyproject.toml": PROJECT})
    assert len(seen(job)) == 4


@pytest.mark.parametrize(
    "document",
    [
        "project = 1",
        "[project]\ndependencies = 'rich'",
        "[project]\ndependencies = [1, {a = 2}]",
        "dependency-groups = []",
        "[tool]\nuv = 'https://host'",
        "[tool.poetry]\ndependencies = ['a']\ngroup = {a = 1}",
        "[tool.poetry.dependencies]\npython = '3'\na = [1]\nb = {git = 3}",
    ],
)
def test_tables_of_the_wrong_shape_are_no_traceback(document: str) -> None:
    read_manifest("pyproject.toml", document.encode())


ENTRY = st.text(alphabet="abc[]()@;=<>'\"# \t\n\\-,.:/0", max_size=60)


@given(ENTRY, st.sampled_from(["requirements.txt", "pyproject.toml", "setup.cfg", "pip.conf", "uv.toml"]))
def test_any_text_is_a_manifest_or_a_reason(text: str, path: str) -> None:
    assert reader_for(path)
    try:
        read_manifest(path, text.encode())
    except ScanError as error:
        assert error.remedy
