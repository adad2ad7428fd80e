"""Pictures of the dishonest pull request: the HTML report, the summary and a comment at a line, in a browser."""

import html
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.model.report import Report
from stelp_ci.report.comment import render_comment
from stelp_ci.report.html.page import render_html
from stelp_ci.report.remarks import remarks
from tests.browser.chromium import Page, open_browser

if TYPE_CHECKING:
    from tests.e2e.gallery.page import Seen

STYLE = """
body { margin: 0; padding: 24px; font: 14px/1.5 "Liberation Sans", sans-serif; color: #1f2328; background: #fff; }
.box { border: 1px solid #d1d9e0; border-radius: 6px; max-width: 900px; }
.who { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; }
.who b { color: #1f2328; } .body { padding: 4px 16px 12px; }
h2 { border-bottom: 1px solid #d1d9e0; padding-bottom: 6px; } h3 { margin: 20px 0 8px; }
summary { cursor: pointer; margin: 6px 0; }
table { border-collapse: collapse; } td, th { border: 1px solid #d1d9e0; padding: 5px 12px; text-align: left; }
code, pre, .line { font: 12px "DejaVu Sans Mono", monospace; }
code { background: #eff1f3; padding: 2px 5px; border-radius: 5px; }
pre { background: #f6f8fa; padding: 12px; overflow: hidden; }
pre code { background: none; padding: 0; } sub { color: #59636e; }
.line { padding: 3px 12px; white-space: pre; } .add { background: #dafbe1; }
.diff { border: 1px solid #d1d9e0; max-width: 900px; }
.diff .box { margin: 10px 14px; }
"""


def pictures(seen: "Seen") -> str:
    """The report in both schemes and in a narrow window, the summary, and the comment at a line."""
    report = seen.dishonest.report
    page = seen.dishonest.folder / "stelp-report.html"
    page.write_text(render_html(report), encoding="utf-8")
    with open_browser() as browser:
        for name, width, dark in (
            ("report-light", 1160, False),
            ("report-dark", 1160, True),
            ("report-narrow", 360, False),
        ):
            browser.open(page, width=width, dark=dark)
            browser.picture(seen.pictures / f"{name}.png", most=1500)
        browser.open(page, anchor="#files", width=1160)
        browser.picture(seen.pictures / "report-diff.png", selector="#files", most=1100)
        browser.open(page, width=1160)
        browser.picture(seen.pictures / "report-functions.png", selector="#functions", most=800)
        _comment(browser, seen.dishonest.folder / "comment.html", render_comment(report), seen.pictures / "summary.png")
        _remark(browser, seen.dishonest.folder / "remark.html", report, seen.pictures / "comment.png")
    return _text(seen.pictures.name)


def _text(folder: str) -> str:
    return f"""## As pictures

The dishonest change, in the HTML report (`--format html`), light and dark:

![The verdict, its reasons and the filters]({folder}/report-light.png)

![The same in the dark scheme]({folder}/report-dark.png)

What was measured of each changed function, and the diff with all of it at its lines:

![One card for a changed function: coverage, another answer, faults]({folder}/report-functions.png)

![The diff with notes at its lines]({folder}/report-diff.png)

In a window of 360 pixels:

![The same page, narrow]({folder}/report-narrow.png)

The summary and a comment at a line, as a pull request shows them (our Markdown, in a page of ours):

![The summary comment]({folder}/summary.png)

![A comment below its line]({folder}/comment.png)
"""


def _markdown(text: str) -> str:
    from markdown_it import MarkdownIt

    drawn = text.replace("\N{CROSS MARK}", "\N{HEAVY MULTIPLICATION X}")  # not every machine has a font with emoji
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(drawn)


def _box(text: str) -> str:
    who = '<div class="who"><b>github-actions</b> bot commented</div>'
    return f'<div class="box">{who}<div class="body">{_markdown(text)}</div></div>'


def _comment(browser: Page, file: Path, text: str, picture: Path) -> None:
    _show(browser, file, _box(text))
    browser.picture(picture, most=1200)


def _remark(browser: Page, file: Path, report: Report, picture: Path) -> None:
    """The first remark whose line the diff shows, below that line."""
    shown = {one.path: one for one in report.diff}
    for remark in remarks(report):
        for hunk in shown[remark.path].hunks if remark.path in shown else ():
            lines = [line for line in hunk.lines if not line.startswith("-")]
            at = remark.start - hunk.head_start
            if 0 <= at < len(lines):
                above = "".join(_line(line) for line in lines[max(0, at - 3) : at + 1])
                _show(browser, file, f'<div class="diff">{above}{_box(remark.body)}</div>')
                browser.picture(picture, most=700)
                return


def _line(line: str) -> str:
    return f'<div class="line{" add" if line.startswith("+") else ""}">{html.escape(line)}</div>'


def _show(browser: Page, file: Path, body: str) -> None:
    file.write_text(f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{body}", encoding="utf-8")
    browser.open(file, width=960)
