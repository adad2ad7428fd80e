"""The Action itself: the act runner runs `examples/workflows/` on an honest and on a dishonest pull request."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.github.fake.repository import GIT, Repository
from tests.github.fake.server import FakeGitHub, serve
from tests.github.fake.state import Account, Pull, State, Token

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PLACEHOLDER = "OWNER/stelp-ci@0000000000000000000000000000000000000000"
PARTS = ("action.yml", "action", "stelp_ci", "rules", "sandbox", "requirements")
SCANNERS = "semgrep, zizmor, pyright, suppressions, dependencies, secrets, imports"
SETTINGS = f"version: 1\nscan:\n  disable: [{SCANNERS}]\n"
"""Only bandit and the tests: the wiring is what is tried here."""

BASE = {
    ".stelp.yml": SETTINGS,
    "pyproject.toml": '[project]\nname = "parcel"\nversion = "1"\n',
    "parcel.py": "def price(grams):\n    return 390 if grams <= 500 else 590\n",
    "test_parcel.py": "from parcel import price\n\n\ndef test_price():\n    assert price(400) == 390\n",
}
HONEST = {
    "parcel.py": "def price(grams):\n    return 390 if grams < 501 else 590\n",
    "test_parcel.py": BASE["test_parcel.py"] + "    assert price(501) == 590\n",
}
DISHONEST = {
    "parcel.py": "import subprocess\n\n\ndef price(grams):\n"
    "    subprocess.run(f'log {grams}', shell=True)\n    return 391\n",
}
STAND_INS = {
    "checkout": (
        "{ref: {default: ''}, fetch-depth: {default: ''}, persist-credentials: {default: ''}}",
        'git init -q . && git fetch -q "$ORIGIN" "+refs/heads/*:refs/remotes/origin/*" && git checkout -q -f "$REF"',
    ),
    "upload-artifact": (
        "{name: {default: ''}, path: {default: ''}, retention-days: {default: ''}}",
        'mkdir -p "$ARTIFACTS" && while read -r one; do [ -z "$one" ] || cp "$one" "$ARTIFACTS/"; done <<< "$FILE"',
    ),
    "download-artifact": (
        "{name: {default: ''}, path: {default: ''}}",
        'mkdir -p "$FILE" && cp "$ARTIFACTS"/* "$FILE/"',
    ),
}
"""What stands in for GitHub's own actions, which are not to be had here: their inputs and what they do."""


class Runner:
    """act, in its self-hosted mode, with the Action from this checkout."""

    def __init__(self, folder: Path, github: FakeGitHub, cache: Path) -> None:
        self.folder, self.github, self.cache = folder, github, cache
        self.action = folder / "action"
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, self.action / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                self.action.mkdir(exist_ok=True)
                shutil.copy(source, self.action / part)

    def run(self, pull: Pull, workflow: str) -> subprocess.CompletedProcess[str]:
        """Let `workflow` run on a pull request; what it printed, and its exit code."""
        work = self.folder / f"work-{pull.number}"
        target = work / ".github" / "workflows" / "stelp-ci.yml"
        target.parent.mkdir(parents=True)
        text = (ROOT / "examples" / "workflows" / workflow).read_text(encoding="utf-8")
        target.write_text(text, encoding="utf-8")
        subprocess.run([GIT, "init", "-q", "."], cwd=work, check=True)
        event = work / "event.json"
        event.write_text(json.dumps(self.event(pull)), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("act")), "pull_request", "-e", str(event)]
        command += ["-P", "ubuntu-latest=-self-hosted", "-s", "GITHUB_TOKEN=the-job-token"]
        for name, value in self.variables(pull).items():
            command += ["--env", f"{name}={value}"]
        for used, folder in self.local(text).items():
            command += ["--local-repository", f"{used}={folder}"]
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "act-cache")}
        return subprocess.run(
            command, cwd=work, env=environment, capture_output=True, text=True, check=False, timeout=900
        )

    def event(self, pull: Pull) -> dict[str, object]:
        """What GitHub would say of the pull request."""
        state = self.github.state
        repository = {"full_name": state.name, "name": "parcel", "owner": {"login": "acme"}}
        user = {"id": pull.author.id, "login": pull.author.login, "type": pull.author.type}
        head = {"sha": state.head(pull), "ref": pull.head_ref, "repo": {"full_name": state.name}}
        base = {"sha": state.repository.tip("main"), "ref": "main", "repo": repository}
        shown = {"number": pull.number, "title": "A change", "body": "", "user": user, "head": head, "base": base}
        return {"action": "opened", "number": pull.number, "pull_request": shown, "repository": repository}

    def variables(self, pull: Pull) -> dict[str, str]:
        """The environment of the jobs."""
        return {
            "GITHUB_API_URL": self.github.url,
            "GITHUB_REPOSITORY": self.github.state.name,
            "ORIGIN": str(self.github.state.repository.folder),
            "ARTIFACTS": str(self.folder / f"artifacts-{pull.number}"),
            "STELP_ENVIRONMENT": sys.prefix,
            "STELP_CACHE_DIR": str(self.cache),
        }

    def local(self, workflow: str) -> dict[str, Path]:
        """Every action that the workflow uses, with the folder that stands in for it."""
        found = {PLACEHOLDER: self.action}
        for name, (inputs, script) in STAND_INS.items():
            folder = self.folder / name
            folder.mkdir(exist_ok=True)
            variables = '{REF: "${{ inputs.ref }}", FILE: "${{ inputs.path }}"}'
            step = f"    - shell: bash\n      env: {variables}\n      run: {json.dumps(script)}\n"
            text = f"name: {name}\ninputs: {inputs}\nruns:\n  using: composite\n  steps:\n{step}"
            (folder / "action.yml").write_text(text, encoding="utf-8")
            used = next(line.split()[-3] for line in workflow.splitlines() if f"actions/{name}@" in line)
            found[used] = folder
        return found


@pytest.fixture
def runner(tmp_path: Path, shared_cache: Path) -> Generator[Runner]:
    """The fake with two pull requests, and act in front of it."""
    with _running(tmp_path, shared_cache, BASE, HONEST, DISHONEST) as runner:
        yield runner


@pytest.fixture
def demo(tmp_path: Path, shared_cache: Path) -> Generator[Runner]:
    """The same over the repository of the demo, with the two pull requests of the gallery, and every scanner."""
    base, honest, dishonest = (_files(EXAMPLES / name) for name in ("demo/base", "gallery/honest", "gallery/dishonest"))
    with _running(tmp_path, shared_cache, base, honest, dishonest) as runner:
        yield runner


@contextmanager
def _running(
    folder: Path, cache: Path, base: dict[str, str], honest: dict[str, str], dishonest: dict[str, str]
) -> Generator[Runner]:
    repository = Repository(folder / "origin.git")
    first = repository.commit("main", dict(base))
    with serve(State(repository)) as github:
        github.tokens["the-job-token"] = Token()
        agent = Account("devin-ai-integration[bot]", 158243242, "Bot")
        for number, branch, files in ((1, "honest", honest), (2, "dishonest", dishonest)):
            repository.commit(branch, dict(files), parents=(first,))
            author = agent if branch == "dishonest" else Account("ada", 501)
            github.state.pulls[number] = Pull(number, "main", branch, author, github.state.name, github.state.id)
        yield Runner(folder, github, cache)
        assert github.violations == []


def _files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


@pytest.mark.gvisor
def test_a_dishonest_pull_request_fails_the_job_and_an_honest_one_passes(runner: Runner) -> None:
    state = runner.github.state
    refused = runner.run(state.pulls[2], "stelp-ci.yml")
    assert refused.returncode != 0 and "Job failed" in refused.stdout
    for output in ("verdict=fail", "findings=", "ai-author=Devin", "report=/", "sarif=/", "summary=/", "html=/"):
        assert f"::set-output:: {output}" in refused.stdout
    assert "::error file=parcel.py,line=" in refused.stdout or "::error file=test_parcel.py,line=" in refused.stdout
    assert (runner.folder / "artifacts-2" / "stelp-report.html").read_text("utf-8").startswith("<!doctype html>")
    assert "Summary - " in refused.stdout and "stelp-ci: fail" in refused.stdout
    said = [item for item in state.comments.values() if item.pull == 2]
    assert len(said) == 1 and "stelp-ci: fail" in said[0].body
    assert [review.state for review in state.reviews.values()] == ["COMMENTED"]
    assert {item.path for item in state.line_comments.values()} == {"parcel.py"}

    passed = runner.run(state.pulls[1], "stelp-ci.yml")
    assert passed.returncode == 0, passed.stdout[-3000:]
    assert "::set-output:: verdict=pass" in passed.stdout
    assert ["stelp-ci: pass" in item.body for item in state.comments.values() if item.pull == 1] == [True]
    assert "the-job-token" not in refused.stdout + passed.stdout


@pytest.mark.gvisor
def test_the_demo_s_repository_is_judged_by_the_workflow_as_by_the_command(demo: Runner) -> None:
    """What `docs/gallery.md` shows of `stelp-ci check`, as a job on GitHub says it."""
    state = demo.github.state
    refused, passed = demo.run(state.pulls[2], "stelp-ci.yml"), demo.run(state.pulls[1], "stelp-ci.yml")
    assert refused.returncode != 0 and "Job failed" in refused.stdout
    assert passed.returncode == 0 and "Job succeeded" in passed.stdout, passed.stdout[-3000:]
    summaries = {item.pull: item.body for item in state.comments.values()}
    assert len(summaries) == len(state.comments) == 2
    assert "stelp-ci: fail" in summaries[2] and "hides what broke: the test was removed" in summaries[2]
    assert "stelp-ci: pass" in summaries[1] and "intended?" in summaries[1]
    assert {item.pull for item in state.line_comments.values()} == {2}
    assert re.search(r"::error file=(parcel|tests)/\w+\.py,line=\d", refused.stdout)
    assert "::error" not in passed.stdout
    for done, verdict in ((refused, "fail"), (passed, "pass")):
        assert "Summary - " in done.stdout and f"stelp-ci: {verdict}" in done.stdout
        for output in (f"verdict={verdict}", "findings=", "ai-author=", "report=/", "sarif=/", "summary=/", "html=/"):
            assert f"::set-output:: {output}" in done.stdout, output
