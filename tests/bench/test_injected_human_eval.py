"""What counts as stopped, and what is reported of the rows that were not."""

from stelp_ci.bench.injected_human_eval import Seen, as_document, as_text, met
from stelp_ci.bench.peer_runs import Measured
from stelp_ci.bench.program_data import InjectedProgram
from stelp_ci.model.program_run import ProgramRun, RunException, RunLimit, RunStatus

GLUED = "x = 1  # why not def check(f):\n    pass\n"


def seen(statuses: dict[str, RunStatus], effects: dict[str, str] | None = None) -> Seen:
    """A set of rows that ended so; the row called `glued` completes once it is repaired."""
    programs = [
        InjectedProgram(
            name, "835" if name < "m" else "94", "Risk", GLUED if name == "glued" else "x = 1", name == "glued"
        )
        for name in statuses
    ]
    labelled = {name: run(name, status) for name, status in statuses.items()}
    repaired = {"glued": run("glued", RunStatus.COMPLETED)} if "glued" in statuses else {}
    peers = [Measured("Peer 1.0", 1, 2, 3, 4, 5)]
    return Seen(programs, labelled, repaired, effects or {}, [run("safe", RunStatus.COMPLETED)], peers)


def run(name: str, status: RunStatus) -> ProgramRun:
    limit = RunLimit.WALL if status is RunStatus.LIMITED else None
    exception = RunException(type="NameError", message="check") if status is RunStatus.ERROR else None
    return ProgramRun(id=name, status=status, limit=limit, exception=exception)


def test_refused_and_limited_rows_are_stopped_and_no_others() -> None:
    statuses = {"a": RunStatus.BLOCKED, "b": RunStatus.LIMITED, "c": RunStatus.ERROR, "z": RunStatus.COMPLETED}
    document = as_document(seen(statuses, {"b": "wall", "z": "command"}))
    views = document["views"]
    assert isinstance(views, dict)
    expected = {"rows": 4, "completed": 1, "blocked": 1, "limited": 1, "error": 1, "inconclusive": 0}
    assert views["as labelled"]["all"] == expected
    assert views["as labelled"]["CWE-94"]["completed"] == 1
    assert views["effect confirmed"]["all"]["rows"] == 2
    assert document["not_stopped"] == {
        "c": {"risk": "CWE-835 Risk", "did": "error: NameError: check", "effect": "none seen"},
        "z": {"risk": "CWE-94 Risk", "did": "completed", "effect": "command"},
    }


def test_a_glued_row_is_reported_both_ways() -> None:
    document = as_document(seen({"glued": RunStatus.ERROR}))
    views = document["views"]
    assert isinstance(views, dict)
    assert views["as labelled"]["all"]["error"] == 1
    assert views["glued rows repaired"]["all"]["completed"] == 1


def test_the_target_fails_for_one_row_too_many() -> None:
    good = {f"a{number}": RunStatus.BLOCKED for number in range(460)}
    allowed = {f"b{number}": RunStatus.ERROR for number in range(7)} | {f"c{n}": RunStatus.COMPLETED for n in range(3)}
    assert met(seen(good | allowed))
    assert not met(seen(good | allowed | {"a0": RunStatus.ERROR}))
    assert not met(seen(good | allowed | {"b0": RunStatus.COMPLETED}))


def test_the_table_names_the_peers_and_the_paper() -> None:
    text = as_text(seen({"a": RunStatus.BLOCKED}))
    assert "Peer 1.0" in text
    assert "0.981" in text
