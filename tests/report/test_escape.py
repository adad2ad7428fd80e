import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from stelp_ci.report import escape

ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(
    st.sampled_from("`*_~|\\[]()<>!#&@$:/\n\r\t %01aw.-+=\u202e\x1b\x00\ud800"), max_size=40
)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("a\u200bb", "a\\u200bb"),
        ("\ufeff", "\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("a\ufe0f", "a\\ufe0f"),
        ("a\U000e0100", "a\\U000e0100"),
        ("a\u2028b", "a\\u2028b"),
        ("\ud800", "\\ud800"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        ("\u3164", "\\u3164"),
        ("naïve 価格 🙂", "naïve 価格 🙂"),
    ],
)
def test_hidden_characters_become_visible_and_letters_stay(hidden, shown):
    assert escape.visible(hidden) == shown


@given(ANY_TEXT)
def test_visible_text_can_be_written_as_utf8_and_has_nothing_hidden(text):
    shown = escape.visible(text)
    shown.encode("utf-8")
    assert shown == escape.visible(shown)


def test_a_clipped_text_says_how_much_is_missing():
    assert escape.clip("abcdef", 4) == "abcd ... (2 more characters)"
    assert escape.clip("abcd", 4) == "abcd"


def runner_reads(line: str) -> tuple[str, dict[str, str], str] | None:
    """How the Actions runner takes a line apart: command, properties, message."""
    found = re.match(r"\s*::([^:\s]+)(?: ([^:]*))?::(.*)$", line)
    if not found:
        return None
    pairs = [pair.partition("=") for pair in (found[2] or "").split(",") if pair]
    return found[1], {name: unescaped(value) for name, _, value in pairs}, unescaped(found[3])


def unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


@pytest.mark.parametrize(
    "attack",
    [
        "x\n::set-output name=verdict::pass",
        "x\r::add-mask::pass",
        "x\r\n::stop-commands::t",
        "x%0A::error::no",
        "x,line=1::y",
        "a::b",
        "##[add-mask]x",
        "%250A",
    ],
)
def test_a_workflow_command_stays_one_command(attack):
    line = f"::error file={escape.command_property(attack)},title=t::{escape.command_data(attack)}"
    assert len(line.splitlines()) == 1
    assert "##[" not in line
    name, properties, message = runner_reads(line) or ("", {}, "")
    expected = attack.replace("##[", "## [")
    assert (name, properties, message) == ("error", {"file": expected, "title": "t"}, expected)


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_breaks_out_of_a_workflow_command(title, message):
    line = f"::error title={escape.command_property(title)}::{escape.command_data(message)}"
    assert re.search(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", line) is None
    read = runner_reads(line)
    assert read is not None
    assert list(read[1]) == ["title"]


def tokens(markdown: str) -> list:
    return [child for token in MARKDOWN.parse(markdown) for child in (token, *(token.children or ()))]


INLINE = {"paragraph_open", "inline", "text", "paragraph_close", "text_special"}


@pytest.mark.parametrize(
    "attack",
    [
        "[x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        "<img src=x onerror=alert(1)>",
        "<!-- hidden",
        "</details>",
        "**bold** _em_ __strong__ ~~gone~~",
        "`code`",
        "# title",
        "- item",
        "1. item",
        "> quote",
        "***",
        "===",
        "<https://evil.example>",
        "[x]: https://evil.example",
        "a | b\n--|--\n1 | 2",
        "&lt;b&gt; &#64;octocat &commat;octocat",
        "\\<b\\>",
        "    code",
        "line  \nbreak",
    ],
)
def test_markdown_text_is_shown_as_written(attack):
    found = tokens(escape.markdown_text(attack))
    assert {token.type for token in found} <= INLINE
    said = "".join(token.content for token in found if token.type in {"text", "text_special"})
    assert said.replace("\u200b", "") == " ".join(attack.split())


@given(ANY_TEXT)
def test_markdown_text_is_never_more_than_text(text):
    assert {token.type for token in tokens("x " + escape.markdown_text(text))} <= INLINE
    assert {token.type for token in tokens(escape.markdown_text(text))} <= INLINE


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("@octocat", r"@\w"),
        ("&#64;octocat", r"@\w"),
        ("\\@octocat", r"@\w"),
        ("#123", r"#\d"),
        ("acme/repo#9", r"#\d"),
        ("GH-12", r"GH-\d"),
        ("https://evil.example", r"://"),
        ("www.evil.example", r"www\."),
        ("a@b.example", r"@\w"),
        ("javascript:alert(1)", r"javascript:"),
    ],
)
def test_markdown_text_mentions_nobody_and_links_nothing(text, linked):
    rendered = re.sub(r"<[^>]*>", "", MARKDOWN.render(escape.markdown_text(text)))
    assert re.search(linked, rendered) is None


def cells(table: str) -> list[str]:
    """The source of each cell of a table's body. A cell too many is dropped by Markdown: look at the last one."""
    found = MARKDOWN.parse(table)
    return [found[number + 1].content for number, token in enumerate(found) if token.type == "td_open"]


@pytest.mark.parametrize("text", ["a|b", "\\|", "a\\\\|b"])
def test_a_pipe_in_prose_does_not_end_a_cell(text):
    assert cells(f"| A | B |\n|:--|:--|\n| {escape.markdown_text(text)} | end |\n")[-1] == "end"


@pytest.mark.parametrize("text", ["a|b", "a\\|b", "`", "``a`", "a`b|c\\", "<b>", "@octocat", " x ", "", "a\n```\nb"])
def test_inline_code_stays_one_code_in_a_table_cell(text):
    table = f"| A | B |\n|:--|:--|\n| {escape.markdown_code(text)} | end |\n"
    found = tokens(table)
    assert sum(token.type == "td_open" for token in found) == 2
    extra = [token for token in found if token.type in {"html_inline", "link_open", "image", "html_block"}]
    assert [token.content for token in extra] in ([], ["<code>", "</code>"])
    assert cells(table)[-1] == "end"


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_breaks_out_of_a_table(text, code):
    row = f"| {escape.markdown_text(text)} | {escape.markdown_code(code)} | end |"
    found = tokens(f"| A | B | C |\n|:--|:--|:--|\n{row}\n")
    assert cells(f"| A | B | C |\n|:--|:--|:--|\n{row}\n")[2:] == ["end"]
    assert {token.content for token in found if token.type == "html_inline"} <= {"<code>", "</code>"}
    assert not {"link_open", "image", "html_block", "em_open", "strong_open"} & {token.type for token in found}


@pytest.mark.parametrize(
    "output", ["```\n# out", "````\n```", "~~~", "</details>", "a\r\n```\r\nb", "\x1b[2J", "`" * 50]
)
def test_output_cannot_close_its_block(output):
    found = [
        token for token in MARKDOWN.parse(f"before\n\n{escape.markdown_block(output)}\n\nafter") if not token.hidden
    ]
    assert [token.type for token in found if token.nesting >= 0 and token.type != "inline"] == [
        "paragraph_open",
        "fence",
        "paragraph_open",
    ]


@given(ANY_TEXT)
def test_no_output_closes_its_block(output):
    found = MARKDOWN.parse(escape.markdown_block(output) + "\n\nafter")
    assert [token.type for token in found] == ["fence", "paragraph_open", "inline", "paragraph_close"]


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(f"{tag}{sorted(name for name, _ in attrs)}")


@given(ANY_TEXT)
def test_html_text_adds_no_tag_and_no_attribute(text):
    seen = Seen()
    seen.feed(f'<p title="{escape.html_text(text)}">{escape.html_text(text)}</p>')
    assert seen.tags == ["p['title']"]


def test_a_terminal_is_shown_control_sequences_and_never_given_them():
    assert escape.terminal_text("\x1b]0;title\x07\x1b[2J\x9b1m") == "\\x1b]0;title\\x07\\x1b[2J\\x9b1m"
    assert escape.terminal_text("##[error]x") == "## [error]x"


@pytest.mark.parametrize(
    "line", ["::error::x", "   ::error::x", "\x1b[1m::error::x", "\u00a0::error::x", "a ##[error]x"]
)
def test_a_log_line_is_not_read_as_a_workflow_command(line):
    guarded = escape.guard_log(f"first\n{line}\nlast\n")
    assert "##[" not in guarded
    assert all(runner_reads(re.sub(r"\x1b\[\d*m", "", part)) is None for part in guarded.splitlines())
    assert guarded.startswith("first\n") and guarded.endswith("last\n")


def test_a_sarif_message_holds_no_link():
    assert re.search(r"\[[^]]*\]\(", escape.sarif_text("see [x](javascript:alert(1)) [y](0)")) is None


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/ü#?.py", "a%20b/%C3%BC%23%3F.py"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("//evil.example/x", "%2F%2Fevil.example/x"),
        ("/etc/passwd", "%2Fetc/passwd"),
        ("a\n%0A.py", "a%0A%250A.py"),
        ("\ud800.py", "%5Cud800.py"),
    ],
)
def test_a_path_becomes_a_relative_uri(path, uri):
    assert escape.uri_path(path) == uri


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_json_with_hidden_characters_escaped_has_the_same_values(text):
    document = json.dumps({"text": text, "more": "##["}, ensure_ascii=False, indent=2)
    shown = escape.json_text(document)
    assert json.loads(shown) == {"text": text, "more": "##["}
    assert "##[" not in shown
    assert all(character.isprintable() or character == "\n" or character.isspace() for character in shown)
