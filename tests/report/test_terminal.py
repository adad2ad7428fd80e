import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.registry import Format, render

SGR = re.compile(r"\x1b\[[0-9;]*m")


def shown(report, *, colour=False, width=100):
    return render(report, Format.TERMINAL, colour=colour, width=width)


def verdict_part(text, word):
    return text[text.rindex(f" {word} ") :]


def test_the_verdict_and_what_to_do_stand_at_the_bottom(samples):
    bottom = verdict_part(shown(samples.failing()), "FAIL").splitlines()
    assert "do not merge" in bottom[0]
    assert "tests/test_money.py:17" in bottom[1]
    assert "-> Correct clamp" in bottom[2]
    assert f"run one again: stelp-ci replay {samples.CLAMP_TOP.id} --report stelp-report.json" in bottom[-1]


def test_the_worst_reason_comes_first(samples):
    bottom = verdict_part(shown(samples.failing(), width=300), "FAIL")
    assert bottom.index("test_clamp_top") < bottom.index("wall-time") < bottom.index("a shell runs")


def test_a_change_with_nothing_to_judge_takes_three_lines(samples):
    lines = [line for line in shown(samples.nothing_to_judge()).splitlines() if line]
    assert len(lines) == 2
    assert "nothing to judge" in lines[1]


@pytest.mark.parametrize(
    "expected",
    [
        "12 passed, 2 failed, 1 skipped, 1 not-run",
        "counts only with its controls",
        "assert 9 == 10",
        "limit wall",
        "export: NO: 4 tests ran and none failed",
        "clamp: yes, by tests/test_money.py::test_clamp_middle",
        "processes (subprocess.run, line 41)",
        "the module psycopg is missing in the sandbox; the same on the base",
        "runsc release-20221107.0, platform ptrace",
        "1 promised, never collected",
        "exporting 3",
        "not charged: the project's own",
        "CWE-78",
        "written by Copilot (certain)",
        "1 finding outside the change",
    ],
)
def test_the_evidence_is_all_there(samples, expected):
    assert expected in shown(samples.failing(), width=300)


def test_what_could_not_run_is_shown_with_the_command_that_mends_it(samples):
    text = shown(samples.inconclusive())
    assert "runsc  runsc is not on PATH, so nothing was executed -> sudo apt-get install runsc" in text
    assert "semgrep ended with exit code 2: out of memory" in text


def test_a_refused_file_is_shown_with_its_repair(samples):
    assert "bidi-control" in shown(samples.needs_human())
    assert "Remove the character" in shown(samples.needs_human())


def test_without_colour_there_is_no_escape_sequence_and_with_it_only_colours(samples, sample):
    report = samples.SAMPLES[sample]()
    assert "\x1b" not in shown(report)
    coloured = shown(report, colour=True)
    assert SGR.search(coloured)
    assert SGR.sub("", coloured) == shown(report)


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "NO_COLOR", "COLUMNS", "TERM", "TTY_COMPATIBLE"])
def test_the_environment_decides_nothing(samples, monkeypatch, variable):
    before = shown(samples.failing(), colour=True), shown(samples.failing())
    monkeypatch.setenv(variable, "1")
    assert (shown(samples.failing(), colour=True), shown(samples.failing())) == before


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(samples, sample, width):
    assert max(cell_len(line) for line in shown(samples.SAMPLES[sample](), width=width).splitlines()) <= width + 1


def test_a_long_report_is_cut_and_says_where_the_rest_is(samples):
    reasons = [Reason(decision=Decision.FAIL, gate="tests", message=f"reason {number}") for number in range(200)]
    tests = [samples.a_test(f"t.py::t{number}", samples.TestOutcome.FAILED, message="no") for number in range(300)]
    findings = [samples.finding("a.py", number, "r", f"m{number}") for number in range(1, 400)]
    report = samples.report(
        Decision.FAIL, *reasons, evidence=(samples.run_of(*tests),), scans=samples.scanned(*findings)
    )
    text = shown(report)
    assert len(text.splitlines()) < 110
    for rest in ("185 more reasons", "292 more failing tests", "384 more findings"):
        assert f"{rest} in stelp-report.json" in text


def test_markup_of_the_change_is_text(samples):
    text = shown(
        samples.poisoned(samples.failing(), lambda _: "[bold red]x[/] :boom: [link=https://evil.example]y[/link]")
    )
    assert "[bold red]x[/] :boom:" in text


@pytest.mark.parametrize(
    "attack", ["\x1b[2J\x1b[H", "\x1b]8;;https://evil.example\x07x", "a\rPASS", "\x9b31m", "a\u202eb", "\x08\x08"]
)
@pytest.mark.parametrize("colour", [True, False])
def test_no_text_of_the_change_acts_on_the_terminal(samples, attack, colour):
    text = SGR.sub("", shown(samples.poisoned(samples.failing(), lambda _: attack, keep=frozenset()), colour=colour))
    assert all(character.isprintable() or character == "\n" for character in text)


@settings(max_examples=25)
@given(st.text(st.characters(), max_size=30) | st.text(st.sampled_from("::error #[]\n\r\x1b\x85\u2028"), max_size=30))
def test_no_text_becomes_a_workflow_command_in_a_log(samples, text):
    report = samples.poisoned(
        samples.failing(), lambda _: "x " * 25 + text + "::add-mask::x ##[error]y", keep=frozenset()
    )
    for line in shown(report, colour=True, width=60).splitlines():
        assert not re.match(r"\s*::", SGR.sub("", line))
        assert "##[" not in line
