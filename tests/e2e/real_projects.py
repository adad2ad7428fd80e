"""Two neighbouring releases of real projects as base and head of a repository, judged, and counted by plain pytest.

`python -m tests.e2e.real_projects docs/real-runs.md` judges them all and writes the page.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.sdists import Sdist, unpack_sdist
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.layer import LayerJob, dependency_layer
from stelp_ci.execute.project import prepare_project
from stelp_ci.execute.python_choice import choose_python
from stelp_ci.model.evidence import TestsRun
from stelp_ci.model.report import Report
from stelp_ci.model.settings import DependencySettings
from stelp_ci.model.source import SourceTree
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.evidence_file import load

SETTINGS = "execute:\n  limits: {wall_s: 900, cpu_s: 900}\n"
COUNTED = re.compile(r"(?<![\w.])(\d+) (passed|failed|skipped|xfailed|xpassed|errors?)\b")
PLAIN_ENVIRONMENT = ("PYTHONDONTWRITEBYTECODE=1", "HOME=/tmp", "TZ=UTC", "LC_ALL=C.UTF-8")
PLAIN_OPTIONS = ("-q", "-p", "no:cacheprovider", "--color=no")
CHECK_TIMEOUT_S = 3000
PLAIN_TIMEOUT_S = 1200


class Pair(NamedTuple):
    """Two releases. `added` are files that the repository has and its source archives lack."""

    style: str
    base: Sdist
    head: Sdist
    added: tuple[tuple[str, str], ...] = ()


class Plain(NamedTuple):
    """Outcomes by their names in pytest's summary, and what it printed."""

    counts: Counter[str]
    output: str


class Judged(NamedTuple):
    """What `stelp-ci check` said, and the counts of plain pytest in gVisor on the same test files."""

    report: Report
    run: TestsRun
    plain: "Plain"
    seconds: float

    @property
    def counts(self) -> Counter[str]:
        """The outcomes in the report."""
        return Counter(str(test.record.outcome) for test in self.run.tests)


PAIRS = {
    "humanize": Pair(
        "hatchling, version from git by hatch-vcs, `src/`",
        Sdist("humanize", "4.11.0", "e66f36020a2d5a974c504bd2555cf770621dbdbb6d82f94a6857c0b1ea2608be"),
        Sdist("humanize", "4.12.0", "87ff7b43591370b12a1d103c9405849d911d4b039ed22d80b718b62c76eec8a3"),
    ),
    "boltons": Pair(
        "setuptools, `setup.py`, test requirements by tox",
        Sdist("boltons", "24.0.0", "7153feccaea1ff2e1472f68d4b57fadb796a2ee49d29f638f1c9cd8fb5ebd916"),
        Sdist("boltons", "24.1.0", "4a49b7d57ee055b83a458c8682a2a6f199d263a8aa517098bda9bab813554b87"),
        # tox.ini names this file, the archive lacks it, and a hook in conftest.py needs a pytest before 9
        (("requirements-test.txt", "pytest<9\n"),),
    ),
    "more-itertools": Pair(
        "flit, flat layout, unittest classes",
        Sdist("more-itertools", "10.6.0", "2cd7fad1009c31cc9fb6a035108509e6547547a7a738374f10bd49a09eb3ee3b"),
        Sdist("more-itertools", "10.7.0", "9fddd5403be01a94b204faadcff459ec3568cf110265d3c54323e1e866ad29d3"),
    ),
}


class Silent:
    """Progress that nobody watches."""

    def begin(self, stage: str, detail: str = "") -> None: ...

    def end(self, stage: str) -> None: ...


def judge_pair(pair: Pair, folder: Path, cache: Path) -> Judged:
    """Check the pair in the new directory `folder`, and run plain pytest on the tests that were selected."""
    trees = _write_pair(pair, folder)
    began = time.monotonic()
    report = _check(folder / "repository", folder / "stelp-report.json", cache)
    seconds = time.monotonic() - began
    (run,) = (item for item in report.evidence if isinstance(item, TestsRun))
    plain = run_plain(trees[1], run.selection.targets, folder / "plain", cache)
    return Judged(report, run, plain, seconds)


def run_plain(tree: SourceTree, targets: tuple[str, ...], folder: Path, cache: Path) -> Plain:
    """What pytest alone counts, as a user would run it: in gVisor, and without a line of our runner.

    `runsc do` shows it the host's files, read-only; it finds the same layers by PYTHONPATH.
    """
    folder.mkdir()
    interpreter = inspect_interpreter(choose_python(explicit=None, repo=None, environment={}))
    layer = dependency_layer(LayerJob(tree, DependencySettings(), "auto", interpreter, cache), Silent())
    project = prepare_project(tree, folder)
    own = [project.metadata_layer] if project.metadata_layer else []
    with _plainly_named(project.source) as source:
        parts = [source / path for path in project.import_paths]
        path = os.pathsep.join(
            str(part) for part in (*parts, *own, *layer.paths, harness_layer(cache, interpreter).site)
        )
        done = subprocess.run(
            [*_runsc_do(source), "/usr/bin/env", "-i", f"PYTHONPATH={path}", *PLAIN_ENVIRONMENT,
             str(interpreter.executable), "-s", "-m", "pytest", *PLAIN_OPTIONS, *targets],
            capture_output=True, text=True, timeout=PLAIN_TIMEOUT_S, check=False,
        )  # fmt: skip
    last = done.stdout.rstrip().rpartition("\n")[2]
    found = Counter({word.removesuffix("s"): int(number) for number, word in COUNTED.findall(last)})
    if not found:
        raise RuntimeError(f"plain pytest did not count: {(done.stdout + done.stderr)[-2000:]}")
    return Plain(found, done.stdout)


@contextmanager
def _plainly_named(source: Path) -> Generator[Path]:
    """A copy whose path, as in the sandbox, is nothing but `src` and digits below the temporary directory.

    NOTE: boltons strips the characters of that path from file names; `f` and `i` in it make one of its tests fail.
    """
    place = Path(tempfile.gettempdir(), str(os.getpid()))
    place.mkdir(mode=0o755)
    try:
        yield shutil.copytree(source, place / "src", symlinks=True)
    finally:
        shutil.rmtree(place)


def _runsc_do(source: Path) -> list[str]:
    rootless = [] if os.geteuid() == 0 else ["--rootless"]
    runsc = shutil.which("runsc") or "runsc"
    return [runsc, *rootless, "--network=none", "--ignore-cgroups", "do", "-cwd", str(source), "--"]


def _write_pair(pair: Pair, folder: Path) -> tuple[SourceTree, SourceTree]:
    repository = folder / "repository"
    repository.mkdir(parents=True)
    _git(repository, "init", "--quiet", "--initial-branch", "main")
    trees: list[SourceTree] = []
    for sdist, branch in ((pair.base, "main"), (pair.head, "change")):
        tree = folder / f"{sdist.project}-{sdist.version}"
        unpack_sdist(sdist, tree)
        for path, text in (*pair.added, (".stelp.yml", SETTINGS)):
            (tree / path).write_text(text, encoding="utf-8")
        _git(repository, *(() if branch == "main" else ("switch", "--quiet", "--create", branch)), optional=True)
        _commit(repository, tree, f"{sdist.project} {sdist.version}")
        trees.append(SourceTree(tree, sdist.sha256))
    return trees[0], trees[1]


def _commit(repository: Path, tree: Path, message: str) -> None:
    """Make the work tree what `tree` is, and commit it."""
    for path in repository.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(tree, repository, dirs_exist_ok=True, symlinks=True)
    _git(repository, "add", "--all", "--force")
    _git(repository, "commit", "--quiet", "--message", message)


def _git(folder: Path, *arguments: str, optional: bool = False) -> None:
    if optional and not arguments:
        return
    identity = {f"GIT_{who}_{what}": "tests" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=environment)  # noqa: S607


def _check(repository: Path, report: Path, cache: Path) -> Report:
    command = [
        sys.executable,
        "-m",
        "stelp_ci",
        "check",
        "--repo",
        str(repository),
        "--base",
        "main",
        "--head",
        "change",
    ]
    done = subprocess.run(
        [*command, "--format", f"json={report}"], capture_output=True, text=True, timeout=CHECK_TIMEOUT_S, check=False,
        env={**os.environ, "STELP_CACHE_DIR": str(cache)},
    )  # fmt: skip
    if not report.is_file() or "Traceback" in done.stdout + done.stderr:
        raise RuntimeError(f"stelp-ci check gave no report: {done.stdout}{done.stderr}")
    return load(report.read_bytes())


HEAD = """\
# Real runs

Two neighbouring releases of three projects, committed as base and head of a temporary repository and judged by
`stelp-ci check` with all scanners and with execution. The source archives come from the index that pip is configured
for, and must have the SHA-256 that stands in `tests/e2e/real_projects.py`; nothing in them is run outside of gVisor.
Beside each count stands what plain pytest counts on the same test files (in gVisor, without our runner).

`make real-runs` does all of this again and writes this page; `tests/e2e/test_real_projects.py` holds the counts equal.
The settings of all three: `execute.limits` of 900 s wall and CPU time.
"""


def section(pair: Pair, judged: Judged) -> str:
    """The part of the page about one project."""
    report, run = judged.report, judged.run
    runtime = report.runtime
    timings = ", ".join(f"{timing.stage} {timing.seconds:.0f} s" for timing in report.timings)
    lines = [
        f"\n## {pair.head.project} {pair.base.version} to {pair.head.version}: {report.verdict.decision}\n",
        f"- Build: {pair.style}.",
        f"- Change: {len(report.change.files)} files, {sum(len(file.units) for file in report.change.files)} units.",
        f"- Tests: {_words(judged.counts)}; plain pytest: {_words(judged.plain.counts)}. "
        f"{len(run.selection.targets)} files, {run.selection.reason}; {run.selection.promised} functions promised by "
        f"their syntax trees, {len(run.unaccounted)} of them not collected.",
        f"- Sandbox: {runtime.name} {runtime.version}, {runtime.platform}, Python {runtime.python}." if runtime else "",
        f"- Time: {judged.seconds:.0f} s ({timings}).",
        "- Reasons:",
        *_reasons(report.verdict.reasons),
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _reasons(reasons: tuple[Reason, ...]) -> list[str]:
    """Those with weight, equal ones once, and how many notices there are beside them."""
    weighty = Counter((one.decision, one.gate, one.message) for one in reasons if one.decision is not Decision.PASS)
    notices = Counter(one.gate for one in reasons if one.decision is Decision.PASS)
    lines = [
        f"  - {decision}, {gate}: {_escaped(message)}" + (f" ({times} times)" if times > 1 else "")
        for (decision, gate, message), times in weighty.items()
    ]
    return [*lines, f"- Notices, without weight: {_words(notices)}."]


def _words(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*<>\[\]|]|(?<!\w)_|_(?!\w))", r"\\\1", " ".join(text.split()))


def main(page: Path) -> None:
    """Judge every pair and write the page."""
    sections: list[str] = []
    for name, pair in PAIRS.items():
        sys.stderr.write(f"==> {name}\n")
        with tempfile.TemporaryDirectory(prefix="stelp-real-") as folder:
            cache = Path(folder, "cache")
            cache.mkdir(mode=0o700)
            sections.append(section(pair, judge_pair(pair, Path(folder, "run"), cache)))
    page.write_text(HEAD + "".join(sections), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
