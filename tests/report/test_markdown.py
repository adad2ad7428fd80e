import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report import markdown
from stelp_ci.report.markdown import render_markdown

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OWN_HTML = {"<br>", "<sub>", "</sub>", "<code>", "</code>"}
LIMIT = markdown.COMMENT_LIMIT - markdown.MARGIN


def blocks(text):
    """What the page is built of, without what is written in it."""
    return [token.type for token in MARKDOWN.parse(text) if token.type != "inline"]


def inlines(text):
    return [child for token in MARKDOWN.parse(text) for child in token.children or ()]


def poisoned_page(samples, text):
    return render_markdown(samples.poisoned(samples.failing(), lambda _: text, keep=frozenset()))


@pytest.mark.parametrize("keep", [True, False])
def test_hostile_text_adds_no_block_no_link_no_image_and_no_html(samples, keep):
    text = samples.ATTACK.replace("\n\n", "\n")
    page = render_markdown(samples.hostile()) if keep else poisoned_page(samples, text)
    found = inlines(page)
    assert not {token.type for token in found} & {"link_open", "image", "em_open", "s_open"}
    assert {token.content for token in found if token.type == "html_inline"} <= OWN_HTML
    html = [token.content.strip() for token in MARKDOWN.parse(page) if token.type == "html_block"]
    assert all(re.fullmatch(r"<details><summary>[^<>@]*</summary>|</details>", block) for block in html)


@settings(max_examples=40)
@given(st.text(st.characters(), max_size=30) | st.text(st.sampled_from("`*_~|\\[]()<>!#&@$:/\n\r 1a-=+."), max_size=30))
def test_no_text_changes_what_the_page_is_built_of(samples, text):
    said = f"x{text}x"
    assert blocks(poisoned_page(samples, said)) == blocks(poisoned_page(samples, "word"))


def test_hostile_text_mentions_nobody(samples):
    page = MARKDOWN.render(poisoned_page(samples, "@maintainer and #12 and https://evil.example"))
    prose = re.sub(r"(?s)<(code|pre)[^>]*>.*?</\1>|<[^>]*>", "", page)
    assert re.search(r"@\w|#\d|://", prose) is None
    assert "maintainer" in prose


def test_the_first_lines_say_the_verdict_and_why(samples):
    lines = render_markdown(samples.failing()).splitlines()
    assert lines[0].endswith("stelp-ci: fail")
    assert "test\\_clamp" not in lines[2]
    assert "test_clamp_top fails; it passed on the base" in lines[2]


def test_a_page_with_too_much_to_say_fits_and_counts_what_is_left_out(samples):
    reasons = [
        Reason(decision=Decision.NEEDS_HUMAN, gate="findings", message=f"reason {number} " + "*" * 500)
        for number in range(500)
    ]
    page = render_markdown(samples.report(Decision.NEEDS_HUMAN, *reasons))
    assert LIMIT - 2000 < len(page) <= LIMIT
    shown = len(re.findall(r"^\| needs-human", page, re.M))
    assert f"... {500 - shown} more reasons in stelp-report.json" in page
    assert "reason 0 " in page


@pytest.mark.parametrize("size", [1, 300, 5000])
def test_a_page_never_exceeds_the_limit_whatever_its_texts(samples, size):
    text = "\U000e0041|`@" * size
    tests = [samples.a_test(f"t.py::t{number}{text}", samples.TestOutcome.FAILED, message=text) for number in range(60)]
    report = samples.poisoned(samples.failing(), lambda _: text)
    assert len(render_markdown(report)) <= LIMIT
    many = samples.report(Decision.FAIL, evidence=(samples.run_of(*tests),))
    assert len(render_markdown(many)) <= LIMIT
    assert "more test results in stelp-report.json" in render_markdown(many) or size < 300


def test_a_long_output_shows_its_end_and_says_how_much_is_above(samples):
    test = samples.a_test("t.py::t", samples.TestOutcome.FAILED, message="start" + "." * 3000 + "the end")
    page = render_markdown(samples.report(Decision.FAIL, evidence=(samples.run_of(test),)))
    assert "the end\n" in page
    assert "start" not in page
    assert "(1012 characters above)" in page


def test_strength_gaps_failures_and_the_runtime_are_named(samples):
    page = render_markdown(samples.failing())
    assert "shared evidence" in page
    assert "the module psycopg is missing" in page
    assert samples.RUNTIME.sha256 in page
    assert "sudo apt-get install runsc" in render_markdown(samples.inconclusive())
    assert "isolated evidence" in render_markdown(samples.needs_human())


def test_a_run_without_a_sandbox_says_that_nothing_was_run(samples):
    assert "nothing was run in a sandbox" in render_markdown(samples.inconclusive())
