import json
import re
import subprocess
import sys

import pytest

from stelp_ci.model.settings import Mode
from stelp_ci.report.registry import Format, render


def without_assets(page):
    """A page without its style, its script and their hashes, which say nothing about the report."""
    return re.sub(r"(?s)(<style>).*?(?=</style>)|(<script>).*?(?=</script>)|'sha256-[^']*'", r"\1\2", page)


@pytest.mark.parametrize("format", Format)
def test_every_sample_is_rendered_as_its_golden_file(samples, golden, sample, format):
    text = render(samples.SAMPLES[sample](), format)
    golden(f"{sample}.{format.value}", without_assets(text) if format is Format.HTML else text)


@pytest.mark.parametrize("format", Format)
def test_the_same_report_is_rendered_to_the_same_text_twice(samples, sample, format):
    assert render(samples.SAMPLES[sample](), format) == render(samples.SAMPLES[sample](), format)


@pytest.mark.parametrize("format", Format)
def test_no_rendering_holds_a_character_that_a_reader_cannot_see(samples, format):
    text = render(samples.hostile(), format)
    hidden = [character for character in text if not character.isprintable() and character != "\n"]
    assert hidden == []


def test_listing_the_formats_loads_neither_rich_nor_msgspec():
    code = (
        "import sys; import stelp_ci.report.registry;"
        " sys.exit(', '.join(sorted({'rich', 'msgspec', 'git', 'yaml'} & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_only_the_terminal_loads_rich():
    code = (
        "import sys; from stelp_ci.report import agent, annotations, evidence_file, markdown, sarif, select, terminal;"
        " sys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("format", [Format.TERMINAL, Format.MARKDOWN])
def test_a_verdict_that_was_only_observed_says_so(samples, format):
    report = samples.failing()
    observed = samples.msgspec.structs.replace(report, mode=Mode.OBSERVE)
    assert "stops nothing" in render(observed, format)
    assert "stops nothing" not in render(report, format)


def test_an_observed_verdict_ends_with_exit_code_0_for_a_bot_too(samples):
    observed = samples.msgspec.structs.replace(samples.failing(), mode=Mode.OBSERVE)
    document = json.loads(render(observed, Format.AGENT))
    assert (document["verdict"], document["exit_code"]) == ("fail", 0)
