"""The formats of a report, and the renderer of each."""

from enum import StrEnum, unique
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from stelp_ci.model.report import Report


@unique
class Format(StrEnum):
    """How a report is shown."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    ANNOTATIONS = "annotations"
    AGENT = "agent"
    HTML = "html"


def render(report: "Report", format: Format, *, colour: bool = False, width: int = 100) -> str:
    """The report in one format, ending in a newline (annotations of a report without any: the empty text).

    `colour` and `width` (columns, at least 40) count for the terminal only. Renderers are imported when they are
    needed: a hook that only lists the formats must not pay for them.
    """
    match format:
        case Format.TERMINAL:
            from stelp_ci.report.terminal import render_terminal

            return render_terminal(report, colour=colour, width=width)
        case Format.JSON:
            from stelp_ci.report.evidence_file import render_json

            return render_json(report)
        case Format.MARKDOWN:
            from stelp_ci.report.markdown import render_markdown

            return render_markdown(report)
        case Format.SARIF:
            from stelp_ci.report.sarif import render_sarif

            return render_sarif(report)
        case Format.ANNOTATIONS:
            from stelp_ci.report.annotations import render_annotations

            return render_annotations(report)
        case Format.AGENT:
            from stelp_ci.report.agent import render_agent

            return render_agent(report)
        case Format.HTML:
            from stelp_ci.report.html.page import render_html

            return render_html(report)
        case _:
            assert_never(format)
