"""The repository that every diff is applied to, and the reports that are spoiled."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stelp_ci.report.evidence_file import render_json
from tests.fuzz.mutations import CASES

SETTINGS = "scan:\n  disable: [bandit, pyright, semgrep, suppressions, dependencies]\n"
"""No scanner: the command line is driven many times, and scanners have fuzzing of their own."""


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `base.patch` makes, committed, with settings that switch the scanners off."""
    root = tmp_path_factory.mktemp("repository")
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{role}_{part}": "dev@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")},
    }
    git = shutil.which("git") or "git"
    for arguments in (["init", "-q"], ["apply", "--index", str(CASES / "change" / "base.patch")]):
        subprocess.run([git, *arguments], cwd=root, env=environment, check=True)
    (root / ".stelp.yml").write_text(SETTINGS)
    for arguments in (["add", "-A"], ["commit", "-q", "-m", "base"]):
        subprocess.run([git, *arguments], cwd=root, env=environment, check=True)
    return root


@pytest.fixture(scope="session")
def reports() -> list[bytes]:
    """The sample reports of the renderers' tests, as files."""
    path = Path(__file__).parents[1] / "report" / "samples.py"
    spec = importlib.util.spec_from_file_location("fuzz_report_samples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return [render_json(make()).encode() for make in module.SAMPLES.values()]
