"""The HTML report in a real browser: filters, deep links, keys, both schemes, narrow windows, size, hostile text."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from stelp_ci.report.html.page import render_html
from tests.browser.chromium import Page

SAMPLES = Path(__file__).parents[1] / "report" / "samples.py"
MANY = 10_000
PROMISED_S = 2.0
"""Seconds in which the page with `MANY` findings has to be ready, and to have filtered them."""


@pytest.fixture(scope="module")
def samples() -> ModuleType:
    specification = importlib.util.spec_from_file_location("report_samples_of_browser", SAMPLES)
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(samples: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "stelp report #1.html"
    file.write_text(render_html(samples.failing()), encoding="utf-8")
    return file


def visible(browser: Page, selector: str = ".item") -> int:
    return browser.js("return document.querySelectorAll(arguments[0] + ':not([hidden])').length", selector)


def choose(browser: Page, name: str, value: str) -> None:
    browser.js(
        "const e = document.querySelector('.filters').elements[arguments[0]]; e.value = arguments[1];"
        "e.dispatchEvent(new Event('input', {bubbles: true}))",
        name,
        value,
    )


def test_the_page_opens_without_a_complaint_and_the_filters_appear(browser: Page, written: Path) -> None:
    browser.open(written)
    assert browser.log() == []
    assert browser.js("return document.querySelector('.filters').hidden") is False
    assert "Fail" in browser.js("return document.querySelector('h1').innerText")


def test_filters_show_what_fits_and_count_it(browser: Page, written: Path) -> None:
    browser.open(written)
    whole = visible(browser)
    choose(browser, "text", "shell name")
    assert 0 < visible(browser) < whole
    assert f"of {whole} items" in browser.js("return document.querySelector('output').innerText")
    choose(browser, "text", "no such words")
    assert visible(browser) == 0
    choose(browser, "text", "")
    choose(browser, "what", "weight")
    weights = browser.js("return [...document.querySelectorAll('.item:not([hidden])')].map(i => i.dataset.w)")
    assert weights and set(weights) <= {"fail", "needs-human", "inconclusive"}
    choose(browser, "what", "")
    choose(browser, "file", "shop/export.py")
    assert visible(browser, "details.file") == 1 and visible(browser, "#findings .item") == 2
    browser.js("document.querySelector('.filters button[type=reset]').click()")
    browser.driver.implicitly_wait(0)
    assert browser.js("return new Promise(r => setTimeout(() => r(true), 20))")
    browser.js("document.querySelector('[name=severity][value=high]').click()")
    shown = browser.js("return [...document.querySelectorAll('#findings .item:not([hidden])')].map(i => i.dataset.s)")
    assert "high" not in shown and "low" in shown


def test_a_deep_link_opens_what_is_folded_and_shows_it(browser: Page, samples: ModuleType, written: Path) -> None:
    old = next(one for one in samples.facts_of(samples.failing()) if one.location.path == "shop/old.py")
    for anchor, selector in ((old.id, ".item.current"), (samples.SHELL.id, ".item.current")):
        browser.open(written, anchor=f"#{anchor}")
        assert browser.js("return document.querySelector(arguments[0]).id", selector) == anchor
        assert in_view(browser, anchor)
    browser.open(written, anchor="#shop/export.py:41")
    assert in_view(browser, "shop/export.py:41")
    browser.open(written, anchor="#F-unknown%ff")
    assert browser.log() == []


def in_view(browser: Page, id: str) -> bool:
    return browser.js(
        "const r = document.getElementById(arguments[0]).getBoundingClientRect();"
        "return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight",
        id,
    )


def test_a_deep_link_to_a_filtered_item_takes_the_filter_away(
    browser: Page, samples: ModuleType, written: Path
) -> None:
    browser.open(written)
    choose(browser, "text", "no such words")
    browser.js("location.hash = arguments[0]", samples.SHELL.id)
    assert browser.js("return new Promise(r => setTimeout(() => r(true), 50))")
    assert in_view(browser, samples.SHELL.id)


def test_keys_walk_over_items_and_files_and_into_the_diff(browser: Page, samples: ModuleType, written: Path) -> None:
    browser.open(written)
    first, second = (browser.js("return document.querySelectorAll('.item')[arguments[0]].id", at) for at in (0, 1))
    browser.press("j")
    assert browser.js("return document.activeElement.id") == first
    browser.press("j", "k", "j")
    assert browser.js("return document.activeElement.id") == second
    browser.press("n", "n")
    assert "shop/export.py" in browser.js("return document.activeElement.innerText")
    browser.press("/")
    assert browser.js("return document.activeElement.name") == "text"
    browser.press("jk?", "\ue00c")
    focus = "return [document.activeElement.tagName, document.querySelector('dialog').open]"
    assert browser.js(focus) == [
        "BODY",
        False,
    ]
    browser.js("document.querySelector('.filters').reset()")
    browser.open(written, anchor=f"#{samples.SHELL.id}")
    browser.press("\ue007")
    assert browser.js("return decodeURIComponent(location.hash)") == "#shop/export.py:41"
    browser.press("w")
    assert browser.js("return document.querySelector('.filters').elements.what.value") == "weight"
    browser.press("?")
    assert browser.js("return document.querySelector('dialog').open") is True
    browser.press("\ue00c")
    assert browser.js("return document.querySelector('dialog').open") is False


CONTRAST = """
const lum = (rgb) => { const [r, g, b] = rgb.map((v) => {
  v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
  return .2126 * r + .7152 * g + .0722 * b };
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
  if (c.length < 4 || c[3] > .5) return c.slice(0, 3) } return [255, 255, 255] };
const found = [];
const said = (e) => e.offsetParent && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
for (const e of [...document.querySelectorAll("body *")].filter(said)) {
  const style = getComputedStyle(e), a = lum(parse(style.color).slice(0, 3)), b = lum(ground(e));
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < 4.5) found.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.innerText.slice(0, 30)}`);
}
return [found, document.querySelectorAll("p").length];
"""


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_can_be_read_in_both_schemes(browser: Page, written: Path, dark: bool) -> None:  # noqa: FBT001 - a parameter
    browser.open(written, dark=dark)
    ground = browser.js("return getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in ground[4:-1].split(",")) < 200) is dark
    faint, count = browser.js(CONTRAST)
    assert faint == [] and count > 20
    browser.press("t")
    other = browser.js("return getComputedStyle(document.body).backgroundColor")
    assert other != ground


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_runs_out_of_a_narrow_window(browser: Page, samples: ModuleType, written: Path, width: int) -> None:
    for name in ("failing", "hostile"):
        file = written.with_name(f"{name}.html")
        file.write_text(render_html(getattr(samples, name)()), encoding="utf-8")
        browser.open(file, width=width)
        assert browser.js("return document.documentElement.scrollWidth") <= width


def test_no_text_of_a_report_runs_or_loads_anything(browser: Page, samples: ModuleType, tmp_path: Path) -> None:
    attacks = (
        samples.ATTACK,
        "</script><script>document.title='owned'</script>",
        '"><img src=x onerror="document.title=\'owned\'">',
        "</style><style>body{display:none}</style>",
        "javascript:document.title='owned'",
        "' autofocus onfocus='document.title=\"owned\"",
        "--><svg onload=document.title='owned'>{{ 7*7 }}${7*7}",
    )
    for number, attack in enumerate(attacks):
        file = tmp_path / f"{number}.html"
        hostile = samples.poisoned(samples.failing(), lambda _, attack=attack: attack, keep=frozenset())
        file.write_text(render_html(hostile), encoding="utf-8")
        browser.open(file)
        browser.js("for (const a of document.querySelectorAll('a[href^=\"#\"]')) a.click()")
        assert (
            "stelp-ci" in browser.js("return document.title") and "owned" not in browser.js("return document.title")[:5]
        )
        assert browser.js("return document.title.startsWith('Fail')")
        assert browser.js("return performance.getEntriesByType('resource').length") == 0
        assert browser.js("return document.querySelectorAll('script, style, img, iframe').length") == 2
        assert browser.js("return getComputedStyle(document.body).display") == "grid"
        assert browser.log() == []


def test_the_page_reads_without_javascript(browser: Page, written: Path) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(written)
        shown = browser.driver.execute_cdp_cmd("DOMSnapshot.captureSnapshot", {"computedStyles": ["display"]})
        texts = " ".join(shown["strings"])
        assert "A shell runs text" in texts and "A shell" in texts
        bounds = browser.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        assert bounds["height"] > 2000
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.proof
@pytest.mark.parametrize("own", [True, False])
def test_ten_thousand_findings_are_there_and_filtered_within_two_seconds(
    browser: Page,
    samples: ModuleType,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    own: bool,  # noqa: FBT001 - a parameter
) -> None:
    file = tmp_path / "many.html"
    file.write_text(render_html(many(samples, own=own)), encoding="utf-8")
    browser.open(file)
    ready = browser.js("return Number(document.documentElement.dataset.ready)") / 1000
    spent = browser.js(
        "const begun = performance.now(); const f = document.querySelector('.filters').elements.text;"
        "f.value = 'number 77.'; f.dispatchEvent(new Event('input', {bubbles: true}));"
        "document.body.offsetHeight; return performance.now() - begun"
    )
    whole = browser.js("return document.querySelectorAll('#findings .item').length")
    assert (visible(browser, "#findings .item"), whole) == (MANY // 100, MANY)
    opened = browser.js(
        "const begun = performance.now(); const f = document.querySelector('.filters').elements.text;"
        "f.value = ''; f.dispatchEvent(new Event('input', {bubbles: true}));"
        "for (const one of document.querySelectorAll('#findings details')) one.open = true;"
        "document.body.offsetHeight; return performance.now() - begun"
    )
    record_property("seconds", (ready, spent / 1000, opened / 1000))
    told = f"ready {ready:.2f} s, filtered {spent / 1000:.2f} s, unfolded {opened / 1000:.2f} s"
    sys.stdout.write(f"{MANY} findings, {'own' if own else 'others'}: {told}\n")
    assert ready < PROMISED_S and spent / 1000 < PROMISED_S and opened / 1000 < PROMISED_S


def many(samples: ModuleType, *, own: bool = True):
    """A report with `MANY` findings: all carry weight, or none is the change's."""
    more = {} if own else {"in_change": False, "new": False}
    found = [
        samples.finding("shop/export.py", 41, "rule", f"Finding number {number}.", **more) for number in range(MANY)
    ]
    reasons = [
        samples.Reason(decision=samples.Decision.NEEDS_HUMAN, gate="findings", message=one.message, refs=(one.id,))
        for one in (found if own else found[:1])
    ]
    whole = samples.report(samples.Decision.NEEDS_HUMAN, *reasons, scans=samples.scanned(*found))
    return msgspec.structs.replace(whole, change=samples.failing().change)
