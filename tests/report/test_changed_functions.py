"""What was measured of the changed functions, in words."""

import pytest

from stelp_ci.model.measured import Coverage, Difference, Differential, Measured, Mutants, Survivor
from stelp_ci.model.verdict import Decision
from stelp_ci.report.changed_functions import changed_functions, measured_sentence
from stelp_ci.report.markdown import render_markdown
from stelp_ci.report.terminal import render_terminal
from tests.report import samples

WHERE = {"id": "E-0123456789", "path": "a.py", "unit": "f", "line": 3}
DIFFERS = Differential(**WHERE, compared=9, difference=Difference(call="f(`0`)", base="<b>", head="|"))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        (Coverage, {}, "f: no changed statement can be covered"),
        (
            Coverage,
            {"statements": 3, "covered": 1, "missed": (4, 6), "reached_by": 1, "branches": 2, "taken": 1},
            "f: 1 test executes 1 of 3 changed statements and 1 of 2 branches; not executed: lines 4, 6",
        ),
        (
            Differential,
            {"compared": 9, "recorded": 2},
            "f: base and head give the same (9 inputs compared, 2 of them started from the tests' own calls)",
        ),
        (Mutants, {"uncovered": 2}, "f: no fault was tried; 2 more in lines that no test executes"),
        (
            Mutants,
            {"tried": 4, "noticed": 3, "survivors": (Survivor(line=5, before="<", after="<="),)},
            "f: the tests notice 3 of 4 small faults: no test fails if `<` becomes `<=` in line 5",
        ),
        (Mutants, {"not_assessed": "no test was run"}, "f: small faults not assessed: no test was run"),
    ],
)
def test_each_is_one_sentence(kind: type[Measured], fields: dict[str, object], said: str) -> None:
    assert measured_sentence(kind(**WHERE, **fields)) == said  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        ("1", "2", "f(0) gives 1 on the base, and 2 now"),
        ("raises KeyError(0)", "3", "f(0) raises KeyError(0) on the base, and gives 3 now"),
        ("3", "raises KeyError(0)", "f(0) gives 3 on the base, and raises KeyError(0) now"),
        ("raises A", "raises B", "f(0) raises A on the base, and raises B now"),
        ("no answer within 1 s", "3", "f(0) gives no answer within 1 s on the base, and 3 now"),
        (
            "None and leaves [1]",
            "None and leaves [2]",
            "f(0) gives None and leaves [1] on the base, and gives None and leaves [2] now",
        ),
    ],
)
def test_a_difference_is_one_sentence(base: str, head: str, said: str) -> None:
    found = Difference(call="f(0)", base=base, head=head)
    assert measured_sentence(Differential(**WHERE, difference=found)) == f"{said}: intended?"  # pyright: ignore[reportArgumentType]


def test_what_is_to_be_looked_at_stands_first_and_escaped() -> None:
    same = Differential(**WHERE, compared=9)  # pyright: ignore[reportArgumentType]
    report = samples.report(Decision.PASS, evidence=(same, DIFFERS))
    assert [row.loud for row in changed_functions(report)] == [True, False]
    text = render_markdown(report)
    assert "What was measured of the changed functions: 1 to look at" in text
    assert "<b>" not in text
    assert "f(`0`) gives <b> on the base, and | now: intended?" in render_terminal(report, colour=False, width=200)
