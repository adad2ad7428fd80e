"""From needs to a folder of wheels: pip resolves and downloads, and what has no wheel is left out, and said."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, assert_never

from packaging.requirements import Requirement

from stelp_ci.errors import LayerError
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.needs.read import Needs
from stelp_ci.execute.needs.requirement import normalised
from stelp_ci.execute.wheels.diagnosis import Broken, Conflict, Diagnosis, Missing, Unreachable, diagnose
from stelp_ci.execute.wheels.pip import PipRun, run_pip

MOST_ATTEMPTS = 40
TIMEOUT_S = 900.0
REMEDY = "check the network and the index that pip is configured for, or use --deps DIR|none"

Pip = Callable[[list[str], float], PipRun]


class Resolved(NamedTuple):
    """The folder that holds the wheels, and why any requirement is not among them."""

    folder: Path
    notes: tuple[str, ...]


class Resolution:
    """One resolution: attempts share a deadline and a bound, and each has a folder of its own below `folder`."""

    def __init__(self, needs: Needs, folder: Path, pip: Pip) -> None:
        self._folder = folder
        folder.mkdir()
        self._pip = pip
        self._constraints = needs.constraints
        self._deadline = time.monotonic() + TIMEOUT_S
        self._attempts = 0
        self._notes: list[str] = []
        self.roots = needs.roots

    def resolve(self) -> Resolved:
        """Download what can be had. Raises `LayerError` when no index answers, or the attempts are used up."""
        while True:
            folder, diagnosis = self._attempt(self.roots)
            match diagnosis:
                case None:
                    return Resolved(folder, tuple(self._notes))
                case Missing():
                    self._leave_out(diagnosis)
                case Conflict() if self._constraints:
                    self._constraints = ()
                    self._notes.append("the locked versions do not fit together here: other versions were resolved")
                case Conflict():
                    self.roots = self._largest((), self.roots, "does not fit the other requirements")
                case Unreachable(line):
                    raise LayerError(f"a package index did not answer: {line}", remedy=REMEDY)
                case Broken(line):
                    raise LayerError(f"pip could not resolve the dependencies: {line}", remedy=REMEDY)
                case _:
                    assert_never(diagnosis)

    def _attempt(self, roots: tuple[str, ...]) -> tuple[Path, Diagnosis | None]:
        self._attempts += 1
        left = self._deadline - time.monotonic()
        if self._attempts > MOST_ATTEMPTS or left <= 0:
            raise LayerError(
                f"the dependencies did not resolve in {self._attempts - 1} attempts",
                remedy="pin them in a lock file or with deps.requirements in .stelp.yml, or use --deps DIR|none",
            )
        folder = self._folder / f"attempt-{self._attempts}"
        folder.mkdir()
        wheels = folder / "wheels"
        wheels.mkdir()
        if not roots:
            return wheels, None
        run = self._pip(self._arguments(folder, wheels, roots), left)
        return wheels, None if run.exit_code == 0 else diagnose(run.lines)

    def _arguments(self, folder: Path, wheels: Path, roots: tuple[str, ...]) -> list[str]:
        wanted, limits = folder / "requirements.txt", folder / "constraints.txt"
        wanted.write_text("".join(f"{root}\n" for root in roots), encoding="ascii")
        limits.write_text("".join(f"{limit}\n" for limit in self._constraints), encoding="ascii")
        return [
            "download", "--only-binary=:all:", "--no-input", "--progress-bar=off", "--no-color", "--dest", str(wheels),
            "--requirement", str(wanted), "--constraint", str(limits),
        ]  # fmt: skip

    def _leave_out(self, missing: Missing) -> None:
        """Drop the root that has no wheel, or the root that needs what has none."""
        names = (missing.name, *missing.parents)
        culprits = [root for root in self.roots if _name(root) == next((n for n in names if n in self._names()), None)]
        if not culprits:
            self.roots = self._largest((), self.roots, f"needs {missing.name}, of which no wheel fits")
            return
        self.roots = tuple(root for root in self.roots if root not in culprits)
        why = "no wheel of it fits this Python" if missing.listed else "no index has a wheel of it"
        for root in culprits:
            what = f"no wheel for {printable(root)}" if _name(root) == missing.name else (
                f"{printable(root)} is left out, because it needs {missing.name}"
            )  # fmt: skip
            self._notes.append(f"not assessed: {what}: {why}")

    def _names(self) -> set[str]:
        return {_name(root) for root in self.roots}

    def _largest(self, good: tuple[str, ...], candidates: tuple[str, ...], why: str) -> tuple[str, ...]:
        """`good` with those of `candidates` that resolve beside it, by halves; the others are noted with `why`."""
        if len(candidates) > 1:
            half = len(candidates) // 2
            for part in (candidates[:half], candidates[half:]):
                good = (*good, *part) if self._fits((*good, *part)) else self._largest(good, part, why)
            return good
        if self._fits((*good, *candidates)):
            return (*good, *candidates)
        self._notes += [f"not assessed: {printable(root)} {why}" for root in candidates]
        return good

    def _fits(self, roots: tuple[str, ...]) -> bool:
        _, diagnosis = self._attempt(roots)
        if isinstance(diagnosis, Unreachable | Broken):
            raise LayerError(f"pip could not resolve the dependencies: {diagnosis.line}", remedy=REMEDY)
        return diagnosis is None


def resolve(needs: Needs, *, interpreter: Interpreter, folder: Path, on_line: Callable[[str], None]) -> Resolved:
    """Fetch the wheels that `needs` asks for into a folder below the new directory `folder`. Raises `LayerError`."""

    def pip(arguments: list[str], timeout_s: float) -> PipRun:
        return run_pip(arguments, interpreter=interpreter, timeout_s=timeout_s, on_line=on_line)

    return Resolution(needs, folder, pip).resolve()


def _name(root: str) -> str:
    return normalised(Requirement(root).name)
