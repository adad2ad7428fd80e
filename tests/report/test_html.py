"""The page as text: nothing of a report becomes markup, and everything that has an id can be reached."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stelp_ci.model.evidence import KernelSeen
from stelp_ci.model.isolated import Isolated
from stelp_ci.report.escape import visible
from stelp_ci.report.html.environment import flowing, written
from stelp_ci.report.html.page import render_html
from stelp_ci.report.select import items


class Reader(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.open = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open = tag

    def handle_data(self, data):
        if self.open not in {"style", "script"}:
            self.text.append(data)

    def ids(self):
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]


def shape(page):
    """What a page is made of: its tags with the names of their attributes."""
    return [(tag, tuple(sorted(attributes))) for tag, attributes in Reader(page).tags if tag not in {"wbr", "code"}]


@example('"><img src=x onerror=alert(1)>')
@settings(max_examples=10)
@given(st.text(st.characters(), max_size=30) | st.text(st.sampled_from("<>\"'&/=`!-x onerror:script"), max_size=30))
def test_no_text_changes_what_the_page_is_built_of(samples, text):
    page = render_html(samples.poisoned(samples.failing(), lambda _: f"x{text}", keep=frozenset()))
    harmless = "xw" if visible(text, keep="\t") == text else "x\u202ew"  # a repair that hides something is left out
    assert shape(page) == shape(render_html(samples.poisoned(samples.failing(), lambda _: harmless, keep=frozenset())))


def test_hostile_text_is_shown_as_it_was_written(samples):
    page = Reader(render_html(samples.hostile()))
    assert "<img src=x onerror=alert(1)>" in "".join(page.text)
    assert not [tag for tag, _ in page.tags if tag in {"img", "iframe", "object", "link", "base"}]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]


def test_a_rule_s_page_is_linked_only_where_its_site_is_known(samples):
    for url, linked in (
        ("javascript:alert(1)", False),
        ("https://evil.example/x", False),
        ("https://cwe.mitre.org/data/definitions/78.html", True),
    ):
        found = samples.finding("shop/money.py", 12, "rule", "text", url=url)
        page = Reader(render_html(samples.report(samples.Decision.PASS, scans=samples.scanned(found))))
        assert (url in [attributes.get("href") for _, attributes in page.tags]) is linked


def test_every_item_of_a_report_has_a_place_on_the_page(samples, sample):
    report = samples.SAMPLES[sample]()
    ids = Reader(render_html(report)).ids()
    assert set(items(report)) <= set(ids)
    if sample != "hostile":  # there every path is the same text
        assert len(ids) == len(set(ids))


def test_what_ran_apart_and_what_the_kernel_saw_have_a_place_too(samples):
    apart = Isolated(id="E-1111111111", units=("clamp",), answers=3, passed=("t.py::a",))
    kernel = KernelSeen(id="E-2222222222", test="t.py::a")
    page = Reader(render_html(samples.report(samples.Decision.PASS, evidence=(apart, kernel))))
    assert {apart.id, kernel.id} <= set(page.ids())


def test_every_link_within_the_page_leads_somewhere(samples):
    from urllib.parse import unquote

    page = Reader(render_html(samples.failing()))
    targets = [attributes["href"][1:] for tag, attributes in page.tags if tag == "a" and attributes["href"][0] == "#"]
    assert targets and {unquote(target) for target in targets} <= set(page.ids())


def test_a_finding_stands_beside_its_line_of_the_diff(samples):
    page = render_html(samples.failing())
    line = page.index('id="shop/export.py:41"')
    following = page[line : page.index("</tr>", page.index('class="notes"', line))]
    assert samples.SHELL.id in following and "A shell runs text" in following


def test_the_policy_allows_our_own_style_and_script_and_nothing_else(samples):
    page = render_html(samples.failing())
    policy = next(a["content"] for tag, a in Reader(page).tags if tag == "meta" and "http-equiv" in a)
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+'; base-uri 'none'; form-action 'none'",
        policy,
    )
    assert "://" not in re.sub(r'(?s)<script>.*?</script>|href="https://cwe[^"]*"', "", page)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`a` and `b<`", "<code>a</code> and <code>b&lt;</code>"),
        ("one ` alone", "one ` alone"),
        ("test_one::two", "test_<wbr>one::<wbr>two"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_prose_has_code_and_places_to_break_and_no_markup(text, shown):
    assert str(flowing(text)) == shown


def test_a_value_that_is_no_markup_is_escaped():
    assert str(written('"<\u202e')) == "&quot;&lt;\\u202e"
