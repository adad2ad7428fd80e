"""What counts as stopped, and what is reported of the rows that were not."""

from stelp_ci.bench.injected.measure import Seen, as_document, as_text, met
from stelp_ci.bench.injected.tools import Tool, added, added_table
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
    tools = [Tool("stelp-ci, strict", [*labelled.values()], SAFE), Tool("Peer 1.0", [*labelled.values()], SAFE)]
    return Seen(programs, labelled, repaired, effects or {}, tools, [])


def run(name: str, status: RunStatus) -> ProgramRun:
    limit = RunLimit.WALL if status is RunStatus.LIMITED else None
    exception = RunException(type="NameError", message="check") if status is RunStatus.ERROR else None
    return ProgramRun(id=name, status=status, limit=limit, exception=exception)


SAFE = [run("safe", RunStatus.COMPLETED), run("late", RunStatus.LIMITED), run("wrong", RunStatus.ERROR)]


def test_what_was_let_through_is_right_only_where_its_tests_pass() -> None:
    tool = Tool("Peer 1.0", [], SAFE)
    assert (tool.allowed, tool.correct) == (2, 1)
    assert Tool("reader", [], SAFE, runs_programs=False).correct is None


def test_added_time_compares_each_program_with_itself_where_both_completed() -> None:
    plain = {str(number): [0.010 * number, 0.5, 0.010 * number] for number in range(1, 4)}
    slow = {str(number): [0.010 * number + 0.001 * number] for number in (3, 1, 2)}
    found = added({"CPython": plain, "Peer": {**slow, "9": [5.0]}, "Nobody": {"1": [1.0]}})
    assert [one.name for one in found] == ["Peer"], "one program is too few to say anything"
    assert (found[0].programs, round(found[0].median, 6), round(found[0].mean, 6)) == (3, 2.0, 2.0)
    assert 2.0 < found[0].high <= 3.0
    assert added({}) == []
    assert added_table(found).rows[0][:2] == ("Peer (this run)", 3)


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
