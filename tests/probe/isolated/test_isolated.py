"""Functions in one sandbox, tests in another, for real: honest ones pass there, forgeries never do."""

from pathlib import Path

import pytest

from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.model.evidence import Evidence
from stelp_ci.model.isolated import Isolated
from stelp_ci.probe import tests
from stelp_ci.probe.isolated import probe
from stelp_ci.probe.isolated.eligible import NotIsolated, modules_of
from stelp_ci.probe.survey.functions import changed_functions
from tests.probe.measured import changed

pytestmark = pytest.mark.gvisor
CASES = Path(__file__).parents[2] / "cases" / "probe" / "isolated"
FORGERIES = sorted(path.stem for path in (CASES / "forgeries").glob("*.py"))
TESTS = (CASES / "test_prices.py").read_text(encoding="utf-8")
SAMPLE = ("equal_to_all", "patched_report")
"""For every run; all of them are a proof."""


def text_of(name: str) -> str:
    return (CASES / name).read_text(encoding="utf-8")


def assessed(sandbox: RunscSandbox, folder: Path, head: str, test: str = TESTS, base: str | None = None) -> Isolated:
    before = {"prices.py": text_of("base.py") if base is None else base, "tests/test_prices.py": "def test(): pass\n"}
    with changed(folder, before, {"prices.py": head, "tests/test_prices.py": test}, sandbox) as job:
        found: tuple[Evidence, ...] = probe.assess(job, tests.assess(job, ()))
    return next((item for item in found if isinstance(item, Isolated)), Isolated(id="", not_assessed="no test passed"))


def test_honest_functions_pass_apart_from_their_tests(sandbox: RunscSandbox, tmp_path: Path) -> None:
    item = assessed(sandbox, tmp_path, text_of("honest.py"))
    assert item.not_assessed == ""
    assert [test.partition("::")[2] for test in item.passed] == [
        "test_label[EUR]",
        "test_label[USD]",
        "test_negative",
        "test_total",
    ]
    assert (item.contradicted, item.others, item.units) == ((), (), ("total", "label"))
    assert item.answers == 5


def test_a_new_module_is_taken_apart_too(sandbox: RunscSandbox, tmp_path: Path) -> None:
    test = "from fresh import double\n\n\ndef test_double():\n    assert double(2) == 4\n"
    with changed(
        tmp_path,
        {"prices.py": "", "tests/test_fresh.py": "def test(): pass\n"},
        {"fresh.py": "def double(x):\n    return x * 2\n", "tests/test_fresh.py": test},
        sandbox,
    ) as job:
        (item,) = probe.assess(job, tests.assess(job, ()))
    assert isinstance(item, Isolated)
    assert item.passed == ("tests/test_fresh.py::test_double",)


@pytest.mark.parametrize("name", SAMPLE)
def test_a_forgery_does_not_pass_apart_from_its_tests(sandbox: RunscSandbox, tmp_path: Path, name: str) -> None:
    item = assessed(sandbox, tmp_path, text_of(f"forgeries/{name}.py"))
    assert not {test.partition("::")[2] for test in item.passed} & {"test_total"}, item


@pytest.mark.proof
@pytest.mark.parametrize("name", [name for name in FORGERIES if name not in SAMPLE])
def test_no_forgery_passes_apart_from_its_tests(sandbox: RunscSandbox, tmp_path: Path, name: str) -> None:
    test_a_forgery_does_not_pass_apart_from_its_tests(sandbox, tmp_path, name)


def test_what_passes_beside_the_tests_alone_is_contradicted(sandbox: RunscSandbox, tmp_path: Path) -> None:
    item = assessed(sandbox, tmp_path, text_of("forgeries/looks_for_pytest.py"))
    assert [test.nodeid for test in item.contradicted] == ["tests/test_prices.py::test_total"]
    assert "fail apart" in item.said


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("def total(prices):\n    prices.append(1)\n    return 6\n", "alters its arguments"),
        ("def total(prices):\n    return (p for p in [6])\n", "no plain data"),
        ("def total(prices):\n    open('/tmp/x', 'w').close()\n    return 6\n", "files"),
    ],
)
def test_where_they_cannot_be_taken_apart_the_reason_is_said(
    sandbox: RunscSandbox, tmp_path: Path, head: str, why: str
) -> None:
    test = "from prices import total\n\n\ndef test_total():\n    total([1])\n"
    item = assessed(sandbox, tmp_path, head, test, base="def total(prices):\n    return 0\n")
    assert why in item.not_assessed


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("class Total:\n    pass\n\n\ndef total(prices):\n    return Total()\n", "more than functions"),
        ("RATE = 2\n\n\ndef total(prices):\n    return RATE\n", "more than functions"),
        ("def total(prices):\n    yield 6\n", "generator"),
        ("async def total(prices):\n    return 6\n", "asynchronous"),
        ("def total(*prices):\n    return 6\n", "any number"),
        ("def total(prices, rate=[]):\n    return 6\n", "default"),
        ("def total(prices):\n    global seen\n    seen = prices\n", "state"),
    ],
)
def test_what_the_text_rules_out_is_not_run(sandbox: RunscSandbox, tmp_path: Path, head: str, why: str) -> None:
    base = "def total(prices):\n    return 0\n"
    with (
        changed(tmp_path, {"prices.py": base}, {"prices.py": head}, sandbox) as job,
        pytest.raises(NotIsolated, match=why),
    ):
        modules_of(job.change, changed_functions(job.change, job.head), (job.base(), job.head))
