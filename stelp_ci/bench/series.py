"""`make benchmarks`: measures one benchmark after the other, saves what came of each, and writes the page of all.

What is saved of the same code is not measured again, and each benchmark goes on where it was stopped: the series may
be interrupted at any point and started anew.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.page.markdown import sections
from stelp_ci.bench.saved import PRODUCT, Saved, read_saved
from stelp_ci.errors import UsageError
from stelp_ci.kept import judging_version

MEASURED = (0, 1)
"""Exit codes of a benchmark that came to its end; 1 says that a target was missed, and is an outcome like another."""
BEGIN = "<!-- figures -->"
"""Everything below it on the page is written anew."""


class Measurement(NamedTuple):
    """One benchmark as it is run for the page. `data` tells whether it reads the public sets."""

    stem: str
    name: str
    options: tuple[str, ...] = ()
    data: bool = True


SERIES = (
    Measurement("injected-human-eval", "injected-human-eval", ("--peers", "--runs", "3")),
    Measurement("human-eval", "human-eval"),
    Measurement("mbpp", "mbpp"),
    Measurement("effects-test", "effects", ("--split", "test"), data=False),
    Measurement("effects-dev", "effects", ("--split", "dev"), data=False),
    Measurement("redcode", "redcode"),
    Measurement("static", "static"),
    Measurement("evidence", "evidence", data=False),
    Measurement("differential", "differential", ("--peers",), data=False),
    Measurement("mutants", "mutants", ("--peers",), data=False),
)


def main() -> int:
    """Measure what is missing, then write the page; the exit code of the benchmark that could not be measured."""
    arguments = _parsed()
    arguments.saved.mkdir(parents=True, exist_ok=True)
    version = judging_version(PRODUCT)
    for one in _chosen(arguments.only):
        target = arguments.saved / f"{one.stem}.json"
        if is_current(target, version):
            continue
        sys.stderr.write(f"==> {one.stem}\n")
        code = _measure(one, arguments, target)
        if code not in MEASURED:
            return code
    write_page(arguments.page, [arguments.saved / f"{one.stem}.json" for one in SERIES])
    return 0


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the public data (`bench fetch`)")
    parser.add_argument("--saved", type=Path, required=True, metavar="DIR", help="where outcomes are saved")
    parser.add_argument("--keep", type=Path, required=True, metavar="DIR", help="where an interrupted run goes on from")
    parser.add_argument("--page", type=Path, required=True, metavar="FILE", help="the page to write")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="sandboxes at a time (default: 2)")
    parser.add_argument("--only", default="", metavar="NAMES", help="some of them, with commas; none: the page alone")
    return parser.parse_args()


def _chosen(only: str) -> tuple[Measurement, ...]:
    """Raises `UsageError` for a name that is none."""
    names = {name for name in only.split(",") if name}
    unknown = names - {one.stem for one in SERIES} - {"none"}
    if unknown:
        known = ", ".join(one.stem for one in SERIES)
        raise UsageError(f"no such benchmark: {', '.join(sorted(unknown))}", remedy=f"There are {known}.")
    return tuple(one for one in SERIES if not names or one.stem in names)


def is_current(saved: Path, version: str) -> bool:
    """Whether it is an outcome of this code."""
    return saved.is_file() and read_saved(saved).code == version


def _measure(one: Measurement, arguments: argparse.Namespace, target: Path) -> int:
    """Its exit code; the outcome is there only when it came to its end."""
    words = [sys.executable, "-m", "stelp_ci", "bench", one.name, *one.options, "--jobs", str(arguments.jobs)]
    words += ["--data", str(arguments.data)] if one.data else []
    words += ["--resume", str(arguments.keep / one.stem), "--format", "json"]
    aside = target.with_suffix(".new")
    with aside.open("wb") as stream:
        code = subprocess.run(words, stdout=stream, check=False).returncode
    if code in MEASURED:
        aside.replace(target)
    else:
        aside.unlink()
    return code


def write_page(page: Path, files: Sequence[Path]) -> None:
    """Put the sections of what is saved below the mark. Raises `UsageError` where the page has none."""
    page.write_text(with_figures(page.read_text("utf-8"), [read_saved(file) for file in files if file.is_file()]))


def with_figures(text: str, outcomes: Sequence[Saved]) -> str:
    """The text of the page with these outcomes. Raises `UsageError`."""
    head, mark, _ = text.partition(BEGIN)
    if not mark:
        raise UsageError(f"the page has no line {BEGIN}", remedy="Put it where the figures are to begin.")
    return f"{head}{mark}\n\n{sections(outcomes)}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UsageError as error:
        sys.exit(f"benchmarks: {error}. {error.remedy}")
    except KeyboardInterrupt:
        sys.exit(130)
