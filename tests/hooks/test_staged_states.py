"""What a hook sees of every state that a repository can be in: one table, through the command itself."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from stelp_ci.cli.main import main
from stelp_ci.report.escape import one_line

TABLE = Path(__file__).parents[1] / "cases" / "hooks" / "staged-states.yml"
STATES = cast(list[dict[str, Any]], yaml.safe_load(TABLE.read_text(encoding="utf-8")))
PLACE = re.compile(r"^(\S.*:\d+): unicode/")


def test_there_are_enough_states() -> None:
    assert len(STATES) >= 30
    assert all(set(state) <= {"name", "script", "told", "error", "files", "cwd", "env", "range"} for state in STATES)


@pytest.mark.parametrize("state", STATES, ids=[state["name"] for state in STATES])
def test_the_hook_tells_what_is_staged_and_nothing_else(
    state: dict[str, Any],
    repository: Path,
    run_script: Callable[[str, Path], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_script(state["script"], repository)
    monkeypatch.chdir(repository / state.get("cwd", "."))
    for name, value in state.get("env", {}).items():
        monkeypatch.setenv(name, value)
    for name, ref in zip(("PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"), state.get("range", ()), strict=False):
        monkeypatch.setenv(name, ref)
    code = main(["hook", "unicode", *state.get("files", ())])
    out, err = capsys.readouterr()
    if "error" in state:
        assert code == 4 and state["error"] in err
    else:
        told = [found[1] for line in out.splitlines() if (found := PLACE.match(line))]
        assert (code, told, err) == (0, [one_line(place) for place in state["told"]], "")
    assert not (repository.parent / "ran").exists()
