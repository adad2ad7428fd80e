"""docs/cli.md is generated from the parsers."""

import subprocess
import sys
from pathlib import Path

from stelp_ci.cli.main import COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_page_is_the_one_of_the_parsers() -> None:
    command = [sys.executable, "-m", "stelp_ci.cli.reference"]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert PAGE.read_text(encoding="utf-8") == made, "run `make schema`"


def test_every_command_has_its_section() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n## `stelp-ci {name}`\n" in page
