"""The one summary comment on a pull request: what stands above the verdict, the verdict, and a block for bots."""

import msgspec

from stelp_ci.model.file_role import FileRole
from stelp_ci.model.report import Report
from stelp_ci.report import wording
from stelp_ci.report.agent import AgentReport, LeftOut, agent_report
from stelp_ci.report.escape import json_text, markdown_code, markdown_text
from stelp_ci.report.markdown import COMMENT_LIMIT, render_markdown

MARKER_ROOM = 6_000
"""Characters kept free for the hidden marker in front, and for the lines above the verdict."""

BLOCK_LIMIT = 12_000
"""Characters of the block for bots."""

MAX_NAMES = 10

_GUARDED = {
    FileRole.SETTINGS: "settings",
    FileRole.WORKFLOW: "workflow or code owners",
    FileRole.AGENT_INSTRUCTIONS: "agent instructions",
}


def render_comment(report: Report, *, claimed: bool = False, link: str = "", notes: tuple[str, ...] = ()) -> str:
    """Markdown of at most `COMMENT_LIMIT` characters together with a marker.

    `claimed`: the report comes from a run that the change could have altered. `link` leads to the run
    whose artifact is the whole report.
    `notes` are sentences of ours about this run, unescaped.
    """
    above = [*_claim(claimed=claimed), *_guarded(report), *(markdown_text(note) for note in notes)]
    head = "".join(f"> {line}\n\n" for line in above)
    block = _block(report)
    where = "as a page (stelp-report.html) and as JSON, is an artifact of this run"
    foot = f"\n<sub>The whole report, {where}: {link}#artifacts</sub>\n" if link else ""
    room = COMMENT_LIMIT - MARKER_ROOM - len(head) - len(block) - len(foot)
    return head + render_markdown(report, limit=room) + foot + block


def _claim(*, claimed: bool) -> list[str]:
    return ["**Claimed:** the change could have altered the run that says this."] if claimed else []


def _guarded(report: Report) -> list[str]:
    """The base judges the head: what would decide how changes are judged is named first of all."""
    files = [file for file in report.change.files if file.role in _GUARDED]
    if not files:
        return []
    named = ", ".join(f"{markdown_code(file.path)} ({_GUARDED[file.role]})" for file in files[:MAX_NAMES])
    rest = f" and {len(files) - MAX_NAMES} more" if len(files) > MAX_NAMES else ""
    return [f"**This change edits what judges it:** {named}{rest}. The base's versions were used."]


def _block(report: Report) -> str:
    """The agent rendering, folded: fewer entries of each list until it fits."""
    whole = agent_report(report)
    texts = (_json(_shortened(whole, number)) for number in (50, 20, 10, 5, 2, 1, 0))
    text = next((text for text in texts if len(text) <= BLOCK_LIMIT), "")
    if not text:
        return ""
    title = f"For bots: {wording.REPORT_FILE} in short"
    return f"\n<details><summary>{title}</summary>\n\n```json\n{text}\n```\n</details>\n"


def _json(agent: AgentReport) -> str:
    return json_text(msgspec.json.encode(agent).decode()).replace("<", "\\u003c").replace("`", "\\u0060")


def _shortened(agent: AgentReport, number: int) -> AgentReport:
    left = agent.left_out
    return msgspec.structs.replace(
        agent,
        change=agent.change[:number],
        notices=agent.notices[:number],
        tool_failures=agent.tool_failures[:number],
        not_assessed=agent.not_assessed[:number],
        left_out=LeftOut(
            change=left.change + max(0, len(agent.change) - number),
            notices=left.notices + max(0, len(agent.notices) - number),
            tool_failures=left.tool_failures + max(0, len(agent.tool_failures) - number),
            not_assessed=left.not_assessed + max(0, len(agent.not_assessed) - number),
        ),
    )
