"""The summary comment: what stands above the verdict, the block for bots, and the room that it keeps to."""

import json

import pytest
from msgspec.structs import replace

from stelp_ci.model.change import Change, ChangeKind, FileChange
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.agent import AgentReport
from stelp_ci.report.comment import BLOCK_LIMIT, MARKER_ROOM, render_comment
from stelp_ci.report.markdown import COMMENT_LIMIT
from tests.report import samples


def _block(text: str) -> str:
    return text.rpartition("```json\n")[2].partition("\n```")[0]


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_it_ends_with_what_a_bot_needs(name: str) -> None:
    report = samples.SAMPLES[name]()
    block = json.loads(_block(render_comment(report)))
    assert set(block) == set(AgentReport.__struct_fields__)
    assert block["verdict"] == report.verdict.decision


def test_a_claim_and_our_notes_stand_on_top() -> None:
    top = render_comment(samples.failing(), claimed=True, notes=("grace answers for F-1: <b>",)).partition("## ")[0]
    assert "**Claimed:**" in top and "grace answers for F-1: &lt;b&gt;" in top


def test_files_that_judge_the_change_stand_on_top() -> None:
    files = tuple(
        FileChange(
            kind=ChangeKind.MODIFIED, base_path=f"w{number}.yml", head_path=f"w{number}.yml", role=FileRole.WORKFLOW
        )
        for number in range(30)
    )
    plain = samples.honest_pass()
    text = render_comment(replace(plain, change=Change(base=samples.BASE, head=samples.HEAD, files=files)))
    assert "`w9.yml`" in text.partition("## ")[0] and "and 20 more" in text.partition("## ")[0]


def test_however_much_there_is_to_say_it_fits_with_its_marker() -> None:
    reasons = [
        Reason(decision=Decision.FAIL, gate="tests", message=f"test {number} fails " + "x" * 300, remedy="y" * 300)
        for number in range(3000)
    ]
    text = render_comment(samples.report(Decision.FAIL, *reasons), claimed=True, link="https://github.com/x/y")
    assert len(text) <= COMMENT_LIMIT - MARKER_ROOM
    assert "more reasons in stelp-report.json" in text
    block = _block(text)
    assert len(block) <= BLOCK_LIMIT
    assert json.loads(block)["left_out"]["change"] + len(json.loads(block)["change"]) == 3000


def test_the_block_cannot_be_closed_from_inside() -> None:
    text = render_comment(samples.hostile())
    block = _block(text)
    assert "<" not in block and "`" not in block
    assert text.endswith("\n```\n</details>\n")
