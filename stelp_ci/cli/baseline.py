"""`stelp-ci baseline`: write down what the project lives with, so that it is not asked about again."""

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.cli import exit_codes
from stelp_ci.errors import UsageError

if TYPE_CHECKING:
    from stelp_ci.model.baseline import Baseline
    from stelp_ci.model.finding import Finding

DEFAULT_DAYS = 180

EXAMPLES = """\
  stelp-ci baseline --reason "from before stelp-ci"     everything that HEAD has, for 180 days
  stelp-ci baseline --reason "vendored" --days 365 --path vendored/
  stelp-ci baseline --check                             what of it has ended, or ends within 30 days
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `baseline`."""
    parser.add_argument("--repo", metavar="DIR", default=".", help="the repository (default: the current directory)")
    parser.add_argument("--reason", metavar="TEXT", help="why the project lives with it; it stands in every report")
    parser.add_argument(
        "--days",
        type=int,
        default=DEFAULT_DAYS,
        metavar="N",
        help=f"days until it counts again (default: {DEFAULT_DAYS})",
    )
    parser.add_argument("--path", action="append", default=[], metavar="PREFIX", help="only what is below this path")
    parser.add_argument("--check", action="store_true", help="write nothing; say what has ended or soon will")


def run(arguments: Namespace) -> int:
    """Scan HEAD and write the file, or look at the one that is there."""
    return _check(Path(arguments.repo)) if arguments.check else _write(arguments)


def _write(arguments: Namespace) -> int:
    from stelp_ci.cli.output import write_file, write_stdout
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.hook.existing import existing_findings
    from stelp_ci.hook.git import find_repository
    from stelp_ci.model.baseline import BASELINE_FILE

    reason = " ".join((arguments.reason or "").split())
    if not 3 <= len(reason) <= 500:
        raise UsageError("a baseline needs a reason", remedy='Say why: --reason "from before stelp-ci".')
    if not 1 <= arguments.days <= 3650:
        raise UsageError("--days must be between 1 and 3650", remedy="Give the days until it counts again.")
    repository = find_repository(arguments.repo)
    with open_progress() as progress:
        findings = existing_findings(repository, "HEAD", progress)
    kept = [one for one in findings if not arguments.path or one.location.path.startswith(tuple(arguments.path))]
    file = Path(repository.top, BASELINE_FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    baseline = _with(_read(file), kept, reason, arguments.days)
    write_file(file, as_json(baseline))
    write_stdout(f"{len(kept)} findings are accepted in {BASELINE_FILE}. Commit it: the base's version counts.\n")
    return exit_codes.PASS


def _with(old: "Baseline", findings: "list[Finding]", reason: str, days: int) -> "Baseline":
    """What was accepted before stays as it is; what is gone from the commit goes."""
    from datetime import date, timedelta

    from stelp_ci.model.baseline import Accepted, Baseline

    expires = (date.today() + timedelta(days=days)).isoformat()
    known = {one.fingerprint: one for one in old.accepted}
    accepted = {
        one.fingerprint: known.get(one.fingerprint)
        or Accepted(
            fingerprint=one.fingerprint,
            rule=f"{one.tool}/{one.rule}",
            path=one.location.path,
            reason=reason,
            expires=expires,
        )
        for one in findings
    }
    return Baseline(accepted=tuple(accepted.values()))


def as_json(baseline: "Baseline") -> str:
    """The file's text: one entry a line, so that a diff of it can be read."""
    import msgspec

    entries = (msgspec.json.encode(one).decode() for one in baseline.accepted)
    body = re.sub(r"^", "    ", ",\n".join(entries), flags=re.MULTILINE) if baseline.accepted else ""
    return f'{{\n  "version": {baseline.version},\n  "accepted": [\n{body}\n  ]\n}}\n'


def _read(file: Path) -> "Baseline":
    from stelp_ci.scan.waivers import read_baseline

    return read_baseline(file.read_bytes() if file.is_file() else None)


def _check(repo: Path) -> int:
    from datetime import date, timedelta

    from stelp_ci.cli.output import write_stdout
    from stelp_ci.hook.git import find_repository
    from stelp_ci.model.baseline import BASELINE_FILE

    soon = (date.today() + timedelta(days=30)).isoformat()
    baseline = _read(Path(find_repository(str(repo)).top, BASELINE_FILE))
    ending = sorted((one for one in baseline.accepted if one.expires <= soon), key=lambda one: one.expires)
    lines = [f"{one.expires}  {one.rule}  {one.path}: {one.reason}\n" for one in ending]
    write_stdout("".join(lines) + f"{len(baseline.accepted)} accepted, {len(ending)} end before {soon}\n")
    return exit_codes.PASS
