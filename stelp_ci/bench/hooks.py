"""`stelp-ci bench hooks`: what the hooks cost on five staged files, beside an empty Python hook and other tools."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.clock import Contestant, Measured, race
from stelp_ci.bench.machine import describe_machine
from stelp_ci.errors import StelpError
from stelp_ci.model.ports import Progress
from stelp_ci.scan.rules import rules_directory

FILES = 5
MOST_OF_BANDIT = 0.75
"""What stelp-scan may take, in times of the bandit CLI on the same files."""

OVER_EMPTY_S = 0.060
"""Seconds that the two lightest hooks may take over an empty Python hook."""

LIGHT_TOTAL_S = 1.2
"""Seconds that all light hooks together may take."""

_EMPTY = "empty hook"
_LIGHT = ("unicode", "tests", "deps", "policy", "commit-msg", "scan")
_LIGHTEST = ("unicode", "tests")

_FUNCTION = '''

def totals_{n}(rows, *, key="amount", least=0):
    """The sum of the key by customer, for rows of at least that amount."""
    found: dict[str, int] = {{}}
    for row in rows:
        amount = int(row.get(key, 0))
        if amount {operator} least:
            name = str(row["customer"]).strip().lower()
            found[name] = found.get(name, 0) + amount
    return dict(sorted(found.items()))
'''
_TEST = """

def test_totals_{n}():
    rows = [{{"customer": "A ", "amount": {n}}}, {{"customer": "a", "amount": 2}}]
    assert totals_{n}(rows) == {{"a": {n} + 2}}
"""


class HookCost(NamedTuple):
    """Medians of wall seconds by the name of the command."""

    measured: tuple[Measured, ...]

    def median(self, name: str) -> float:
        """The median of one command."""
        return next(item.median for item in self.measured if item.name == name)

    @property
    def ratios(self) -> dict[str, float]:
        """Ours over theirs, on the same files."""
        pairs = [
            ("stelp-scan", "bandit"),
            ("stelp-scan", "ruff"),
            ("stelp-scan", "semgrep"),
            ("stelp-bandit", "bandit"),
        ]
        pairs.append(("stelp-semgrep", "semgrep"))
        return {f"{ours}/{theirs}": self.median(ours) / self.median(theirs) for ours, theirs in pairs}

    @property
    def over_empty(self) -> dict[str, float]:
        """Seconds of the lightest hooks over an empty Python hook."""
        return {f"stelp-{name}": self.median(f"stelp-{name}") - self.median(_EMPTY) for name in _LIGHTEST}

    @property
    def light_total(self) -> float:
        """Seconds of all light hooks, one after the other."""
        return sum(self.median(f"stelp-{name}") for name in _LIGHT)

    @property
    def met(self) -> bool:
        """Whether every target is met."""
        fast = all(seconds <= OVER_EMPTY_S for seconds in self.over_empty.values())
        return fast and self.ratios["stelp-scan/bandit"] <= MOST_OF_BANDIT and self.light_total <= LIGHT_TOTAL_S


def measure(options: Options, progress: Progress) -> Result:
    """Hooks and tools in turn."""
    progress.begin("bench", "hooks and tools in turn")
    cost = measure_hooks(runs=options.runs)
    progress.end("bench")
    return Result(as_document(cost), as_table(cost), met=cost.met)


def measure_hooks(*, runs: int) -> HookCost:
    """Run everything on one generated repository with five staged files, one of them a test."""
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        repository = Path(folder, "sample")
        repository.mkdir()
        staged = write_staged(repository)
        return HookCost(tuple(race(_contestants(repository, staged), runs=runs)))


def write_staged(repository: Path) -> list[str]:
    """Four modules of ten functions and their tests are committed, and an edit of each is staged; their names."""
    names = [f"sample_{number}.py" for number in range(FILES - 1)]
    for operator in (">", ">="):
        for name in names:
            text = '"""Totals of rows."""\n' + "".join(_FUNCTION.format(n=n, operator=operator) for n in range(10))
            (repository / name).write_text(text, encoding="utf-8")
        tests = "".join(_TEST.format(n=n) for n in range(10 if operator == ">" else 12))
        imported = ", ".join(f"totals_{n}" for n in range(10))
        (repository / "test_sample.py").write_text(f"from sample_0 import {imported}\n{tests}", encoding="utf-8")
        if operator == ">":
            (repository / "message").write_text("Count rows of exactly the least amount\n", encoding="utf-8")
            _git(repository, "init", "--quiet", "--initial-branch=main")
            _git(repository, "add", "--all")
            _git(repository, "commit", "--quiet", "--message", "first")
        else:
            _git(repository, "add", "--all")
    return [*names, "test_sample.py"]


def _contestants(repository: Path, staged: list[str]) -> list[Contestant]:
    found = frozenset({0, 1})
    own = _program("stelp-ci")
    rules = str(rules_directory())
    options = ("scan", "--experimental", "--config", rules, "--metrics=off", "--disable-version-check", "--json", "-q")
    hooks = [
        Contestant(f"stelp-{name}", (own, "hook", name, *(("message",) if name == "commit-msg" else ())), repository)
        for name in (*_LIGHT, "bandit", "semgrep")
    ]
    return [
        Contestant(_EMPTY, (sys.executable, "-c", "pass"), repository),
        *hooks,
        Contestant("bandit", (_program("bandit"), "--quiet", *staged), repository, found),
        Contestant("ruff", (_program("ruff"), "check", "--no-cache", "--select", "S", *staged), repository, found),
        Contestant("semgrep", (_program("semgrep"), *options, *staged), repository, found),
    ]


def _program(name: str) -> str:
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if found is None:
        raise StelpError(f"{name} is not installed", remedy="make setup")
    return found


def _git(repository: Path, *arguments: str) -> None:
    identity = {f"GIT_{who}_{what}": "bench" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(repository), *arguments], check=True, env=environment)  # noqa: S607


def as_document(cost: HookCost) -> dict[str, object]:
    """The JSON form: seconds of wall time by the name of the command, `ratios` of ours to theirs."""
    return {
        "benchmark": "hooks",
        "machine": describe_machine(),
        "seconds": {item.name: item.seconds for item in cost.measured},
        "median": {item.name: item.median for item in cost.measured},
        "ratios": cost.ratios,
        "over_empty": cost.over_empty,
        "light_total": cost.light_total,
        "targets": {
            "stelp-scan/bandit": MOST_OF_BANDIT,
            "over_empty": OVER_EMPTY_S,
            "light_total": LIGHT_TOTAL_S,
        },
    }


def as_table(cost: HookCost) -> str:
    """Each command with its median and spread, then the figures that have a target."""
    runs = len(cost.measured[0].seconds)
    rows = [
        f"{item.name:<16} {item.median * 1000:6.0f}  ({min(item.seconds) * 1000:.0f} to {max(item.seconds) * 1000:.0f})"
        for item in cost.measured
    ]
    over = ", ".join(f"{name} {seconds * 1000:.0f}" for name, seconds in cost.over_empty.items())
    ratios = ", ".join(f"{name} {ratio:.2f}" for name, ratio in cost.ratios.items())
    return "\n".join(
        [
            describe_machine(),
            f"wall milliseconds on {FILES} staged files: median (min to max) of {runs} interleaved runs",
            "",
            *rows,
            "",
            f"over an empty hook (at most {OVER_EMPTY_S * 1000:.0f} ms): {over}",
            f"all light hooks (at most {LIGHT_TOTAL_S:.1f} s): {cost.light_total:.2f}",
            f"ratios (stelp-scan/bandit at most {MOST_OF_BANDIT}): {ratios}",
            "",
        ]
    )
