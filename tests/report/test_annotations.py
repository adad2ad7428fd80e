import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.annotations import MAX_PER_LEVEL, render_annotations

COMMAND = re.compile(r"::(error|warning|notice)( (file=[^,:]+,line=\d+,endLine=\d+,(col=\d+,)?)?title=[^,:]*)?::.*")


def commands(report):
    return render_annotations(report).splitlines()


def reasons(decision, number):
    return [Reason(decision=decision, gate="tests", message=f"reason {index}") for index in range(number)]


def test_reasons_become_annotations_at_their_place_worst_first(samples):
    lines = commands(samples.failing())
    assert [line.split()[0] for line in lines] == ["::error", "::error", "::warning", "::notice"]
    assert lines[0].startswith("::error file=tests/test_money.py,line=17,endLine=17,title=stelp-ci tests%3A fail")
    assert "file=shop/export.py,line=41,endLine=41,col=5," in lines[2]


def test_an_inconclusive_reason_is_an_error(samples):
    assert all(line.startswith("::error ") for line in commands(samples.inconclusive()))


def test_a_pass_without_reasons_annotates_nothing(samples):
    assert render_annotations(samples.honest_pass()) == ""


@pytest.mark.parametrize("level", ["error", "warning", "notice"])
def test_no_level_exceeds_what_github_shows_and_the_rest_is_counted(samples, level):
    many = [*reasons(Decision.FAIL, 14), *reasons(Decision.NEEDS_HUMAN, 13), *reasons(Decision.PASS, 12)]
    lines = commands(samples.report(Decision.FAIL, *many))
    assert sum(line.startswith(f"::{level}") for line in lines) <= MAX_PER_LEVEL
    left_out = 14 + 13 + 12 - (len(lines) - 1)
    assert f"{left_out} more of them in stelp-report.json" in lines[-1]


def test_ten_of_a_level_need_no_count(samples):
    lines = commands(samples.report(Decision.FAIL, *reasons(Decision.FAIL, MAX_PER_LEVEL)))
    assert len(lines) == MAX_PER_LEVEL
    assert "more of them" not in lines[-1]


@pytest.mark.parametrize(
    "attack",
    [
        "x\n::set-output name=verdict::pass",
        "x\n::stop-commands::token",
        "x\r\n::add-mask::pass",
        "%0A::error::no",
        "a,line=1,title=x::y",
        "##[set-output name=verdict]pass",
        "\u2028::error::x",
    ],
)
def test_no_text_of_the_change_emits_a_command(samples, attack):
    assert_only_own_commands(render_annotations(samples.poisoned(samples.failing(), lambda _: attack)), 4)
    assert_only_own_commands(
        render_annotations(samples.poisoned(samples.failing(), lambda _: attack, keep=frozenset()))
    )


@settings(max_examples=40)
@given(st.text(st.characters(), max_size=40) | st.text(st.sampled_from("\n\r:%,0AD#[]=\u2028\x85\x0b "), max_size=40))
def test_no_text_at_all_emits_a_command(samples, text):
    page = render_annotations(samples.poisoned(samples.failing(), lambda _: text, keep=frozenset()))
    assert_only_own_commands(page)


def assert_only_own_commands(text, number=None):
    lines = text.splitlines()
    assert number is None or len(lines) == number
    assert "##[" not in text
    for line in lines:
        assert COMMAND.fullmatch(line), line
