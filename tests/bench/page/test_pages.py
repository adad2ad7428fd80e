"""Outcomes as pages: every figure is there, and no text of a data set becomes markup."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from stelp_ci.bench.benchmark import Result
from stelp_ci.bench.figures import Bars, Table, histogram
from stelp_ci.bench.page import html, markdown
from stelp_ci.bench.page.cells import shown
from stelp_ci.bench.saved import Saved, as_json, read_saved, save
from stelp_ci.cli.main import main
from stelp_ci.errors import UsageError

TABLE = Table("Counts", ("tool", "stopped", "share"), (("ours", 1234, 0.98765), ("theirs", None, 12.0)), "A note.")
BARS = Bars("Side by side", "per cent", ("one", "two"), (("ours", (50.0, 100.0)), ("theirs", (None, 25.0))))
RESULT = Result({"benchmark": "mbpp", "own": [1]}, "text for people\n", met=True, tables=(TABLE,), charts=(BARS,))
HOSTILE = '</pre><script>alert(1)</script><img src=x onerror=alert(1)> | `a` "quoted" [x](javascript:1)'


def saved(**more: object) -> Saved:
    return msgspec.structs.replace(save("mbpp", "stelp-ci bench mbpp --data DIR", RESULT), **more)


def test_an_outcome_that_was_saved_is_the_one_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "mbpp.json").write_text(as_json(saved(), RESULT))
    assert read_saved(tmp_path / "mbpp.json") == saved()
    assert json.loads((tmp_path / "mbpp.json").read_text())["own"] == [1]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"benchmark": 1}', "\xff", "{" * 10_000])
def test_a_file_that_is_no_outcome_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UsageError, match="no outcome of a benchmark"):
        read_saved(tmp_path / "x.json")


def test_markdown_has_the_command_and_every_figure() -> None:
    page = markdown.render([saved()])
    assert "$ stelp-ci bench mbpp --data DIR" in page
    assert "| ours | 1,234 | 0.988 |" in page
    assert "| theirs | \\- | 12 |" in page
    assert "A note." in page
    assert "text for people" not in page, "the tables say it"


def test_an_outcome_without_tables_shows_its_text() -> None:
    bare = saved(tables=(), charts=())
    assert "text for people" in markdown.render([bare])
    assert "<pre>text for people" in html.render([bare])


def test_a_missed_target_is_said_on_both_pages() -> None:
    missed = saved(met=False)
    assert "NOT all targets met" in markdown.render([missed])
    assert "Not all targets met" in html.render([missed])


def test_html_draws_bars_in_proportion_and_needs_nothing_else() -> None:
    page = html.render([saved()])
    lengths = [float(found) for found in re.findall(r"width: calc\(([\d.]+) ", page)]
    assert len(lengths) == 4
    half, whole, nothing, quarter = lengths
    assert (round(whole / half, 1), round(whole / quarter, 1), nothing) == (2.0, 4.0, 0.0)
    assert not re.search(r"https?://|<script|<link|@import", page)


def test_two_outcomes_of_one_benchmark_are_told_apart() -> None:
    half = saved(command="stelp-ci bench mbpp --data DIR --split dev --limit 3")
    page = html.render([saved(), half, saved()])
    anchors = re.findall(r'<h2 id="([^"]+)"', page)
    assert anchors == ["mbpp-1", "mbpp---split-dev", "mbpp-3"]
    assert [f"#{anchor}" for anchor in anchors] == re.findall(r'<a href="([^"]+)"', page)
    assert "## mbpp --split dev" in markdown.render([half]).replace("\\", "")


def test_no_text_becomes_markup() -> None:
    hostile = saved(
        benchmark=HOSTILE,
        command=HOSTILE,
        machine=HOSTILE,
        text=HOSTILE,
        tables=(Table(HOSTILE, (HOSTILE,), ((HOSTILE,),), HOSTILE),),
        charts=(Bars(HOSTILE, HOSTILE, (HOSTILE, HOSTILE), ((HOSTILE, (1.0, 2.0)),)),),
    )
    page = html.render([hostile, msgspec.structs.replace(hostile, tables=())])
    assert "<script" not in page
    assert "<img" not in page
    assert "onerror=alert(1)>" not in page
    cells = [line for line in markdown.render([hostile]).splitlines() if line.startswith("| ")]
    assert all(line.count("|") == 2 and "<script" not in line for line in cells)


def test_values_fall_between_their_edges() -> None:
    bars = histogram("Latency", [0.0, 0.5, 1.0, 7.0], (0, 1, 5), "ms")
    assert bars.rows == (("0 to 1", (2.0,)), ("1 to 5", (1.0,)), ("5 and more", (1.0,)))


@pytest.mark.parametrize(
    ("cell", "text"), [(None, "-"), (0.0, "0"), (1234.5, "1,234"), (0.123456, "0.123"), ("x", "x")]
)
def test_numbers_have_the_digits_that_they_mean(cell: float | str | None, text: str) -> None:
    assert shown(cell) == text


def test_a_page_of_saved_outcomes_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mbpp.json"
    file.write_text(as_json(saved(), RESULT))
    assert main(["bench", "page", str(file), "--format", "html"]) == 0
    assert '<h2 id="mbpp">' in capsys.readouterr().out
    assert main(["bench", "page", "--format", "html"]) == 2
    assert main(["bench", "page", str(file)]) == 2
    assert main(["bench", "page", str(tmp_path / "missing.json"), "--format", "html"]) == 2
