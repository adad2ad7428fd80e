"""What is new, what moved, and what the change caused elsewhere."""

from collections.abc import Callable

from stelp_ci.model.finding import Confidence, Finding, Severity
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.cause import always, around
from stelp_ci.scan.hit import MAX_MESSAGE, Hit, Rule, place_in
from stelp_ci.scan.novelty import judge
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import Side, Sources, changed_sources

MakeJob = Callable[..., ScanJob]

RULE = Rule("bad", Severity.HIGH, Confidence.HIGH, "bad() is bad")


def hits(source: Source) -> list[Hit]:
    """The tool: it reports every line that calls bad()."""
    lines = enumerate(source.lines, start=1)
    return [Hit(RULE, place_in(source, number)) for number, line in lines if "bad()" in line]


def judged(job: ScanJob) -> list[Finding]:
    sources = Sources(job.trees)
    head, base = (
        [hit for source in changed_sources(job.change, sources, side) for hit in hits(source)]
        for side in (Side.HEAD, Side.BASE)
    )
    return list(judge("tool", head, base, job.change, around(job.change, sources)))


def marks(job: ScanJob) -> list[tuple[str, int, bool, bool]]:
    return [(one.location.path, one.location.line, one.new, one.in_change) for one in judged(job)]


def test_an_added_hit_is_new_and_one_that_was_there_is_not(make_job: MakeJob) -> None:
    job = make_job({"a.py": "def f():\n    bad()\n"}, {"a.py": "def f():\n    bad()\ndef g():\n    bad()\n"})
    assert marks(job) == [("a.py", 2, False, False), ("a.py", 4, True, True)]


def test_a_line_that_only_shifted_or_was_indented_is_not_new(make_job: MakeJob) -> None:
    job = make_job({"a.py": "def f():\n    bad()\n"}, {"a.py": "x = 1\n\ndef f():\n    if x:\n        bad()\n"})
    assert marks(job) == [("a.py", 5, False, True)]


def test_code_that_moved_to_another_file_is_not_new(make_job: MakeJob) -> None:
    old, new = "def f():\n    bad()\n", "y = 1\ndef f():\n    bad()\n"
    job = make_job({"a.py": old, "b.py": "y = 1\n"}, {"a.py": "", "b.py": new})
    assert marks(job) == [("b.py", 3, False, True)]


def test_a_copy_is_new_and_the_original_is_not(make_job: MakeJob) -> None:
    text = "def f():\n    bad()\n"
    job = make_job({"b.py": text}, {"a.py": text, "b.py": f"{text}x = 1\n"})
    assert marks(job) == [("a.py", 1 + 1, True, True), ("b.py", 2, False, False)]


def test_of_two_equal_lines_the_written_one_is_the_new_one(make_job: MakeJob) -> None:
    job = make_job({"a.py": "x = 1\nbad()\n"}, {"a.py": "bad()\nx = 1\nbad()\n"})
    assert marks(job) == [("a.py", 1, True, True), ("a.py", 3, False, False)]


def test_a_deleted_file_explains_a_hit_elsewhere(make_job: MakeJob) -> None:
    job = make_job({"old.py": "bad()\n"}, {"new.py": "bad()\n"})
    assert marks(job) == [("new.py", 1, False, True)]


def test_a_renamed_file_brings_nothing_new(make_job: MakeJob) -> None:
    job = make_job({"old.py": "bad()\n"}, {"new.py": "bad()\n"}, renamed={"new.py": "old.py"})
    assert marks(job) == [("new.py", 1, False, False)]


def test_new_means_that_the_base_has_no_such_fingerprint(make_job: MakeJob) -> None:
    text = "def f():\n    bad()\n    bad()\n"
    job = make_job({"a.py": text}, {"a.py": f"{text}    bad()\n", "b.py": text})
    sources = Sources(job.trees)
    base = hits(changed_sources(job.change, sources, Side.BASE)[0])
    known = {one.fingerprint for one in judge("tool", base, base, job.change, always)}
    found = judged(job)
    assert [one.new for one in found] == [one.fingerprint not in known for one in found]
    assert len({one.id for one in found}) == len(found) == 5


def test_a_further_file_does_not_rename_the_findings_of_another(make_job: MakeJob) -> None:
    alone = make_job({}, {"b.py": "bad()\n"})
    (before,) = judged(alone)
    (alone.trees.head.root / "a.py").write_text("bad()\n")
    sources = Sources(alone.trees)
    both = [sources.python(Side.HEAD, name) for name in ("a.py", "b.py")]
    found = judge(
        "tool", [hit for one in both if isinstance(one, Source) for hit in hits(one)], [], alone.change, always
    )
    assert before.id in {one.id for one in found}


def test_a_line_under_a_renamed_class_is_no_cause_and_one_in_a_written_function_is(make_job: MakeJob) -> None:
    text = "class {}:\n    def f(self):\n        x = {}\n        bad()\n"
    renamed = make_job({"a.py": text.format("Old", 1)}, {"a.py": text.format("New", 1)})
    assert marks(renamed) == [("a.py", 4, True, False)]


def test_a_new_hit_in_a_function_that_the_change_wrote_in_is_its_own(make_job: MakeJob) -> None:
    job = make_job({"a.py": "def old():\n    x = 1\n    call(x)\n"}, {"a.py": "def f():\n    x = 2\n    call(x)\n"})
    sources = Sources(job.trees)
    source = sources.python(Side.HEAD, "a.py")
    assert isinstance(source, Source)
    (found,) = judge("tool", [Hit(RULE, place_in(source, 3))], [], job.change, around(job.change, sources))
    assert (found.new, found.in_change) == (True, True)


def test_messages_are_bounded_and_places_stay_in_the_file(make_job: MakeJob) -> None:
    job = make_job({}, {"a.py": "bad()"})
    source = Sources(job.trees).python(Side.HEAD, "a.py")
    assert isinstance(source, Source)
    loud = Hit(RULE._replace(message="x" * 5000), place_in(source, 99, end_line=3))
    (found,) = judge("tool", [loud, loud], [], job.change, always)
    assert (len(found.message), found.location.line, found.location.end_line) == (MAX_MESSAGE, 1, 1)
