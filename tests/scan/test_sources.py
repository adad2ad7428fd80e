"""Files found by the model's names, never outside their tree."""

from collections.abc import Callable
from pathlib import Path

from stelp_ci.model.change import Unreadable
from stelp_ci.model.ports import ScanJob
from stelp_ci.model.syntax import MAX_BYTES
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import Side, Sources, changed_sources

MakeJob = Callable[..., ScanJob]


def test_names_that_are_not_utf8_and_names_that_look_like_it_are_both_found(make_job: MakeJob) -> None:
    job = make_job({}, {"\\xff\\xe9.py": "a = 1", "x.py": "b = 1"})
    (job.trees.head.root / "lit\\xff.py").write_text("c = 1")
    sources = Sources(job.trees)
    assert sources.content(Side.HEAD, "\\xff\\xe9.py") == b"a = 1"
    assert sources.content(Side.HEAD, "lit\\xff.py") == b"c = 1"
    assert sources.content(Side.BASE, "x.py") is None


def test_nothing_outside_the_tree_is_read(make_job: MakeJob, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("a = 1")
    links = {"out.py": "../secret.py", "absolute.py": "/etc/passwd", "loop.py": "loop.py", "dir.py": "."}
    job = make_job({}, {"a.py": "x = 1"}, links=links)
    sources = Sources(job.trees)
    outside = [*links, "../secret.py", "/etc/passwd", "\\x2e\\x2e/secret.py", "\\xff" * 255, "a\\x00.py", ""]
    assert [sources.content(Side.HEAD, path) for path in outside] == [None] * len(outside)


def test_a_link_inside_the_tree_is_the_code_it_leads_to(make_job: MakeJob) -> None:
    job = make_job({}, {"data.txt": "eval(x)\n"}, links={"code.py": "data.txt"})
    (source,) = changed_sources(job.change, Sources(job.trees), Side.HEAD)
    assert (source.path, source.text) == ("code.py", "eval(x)\n")


def test_a_file_is_read_up_to_a_bound(make_job: MakeJob) -> None:
    job = make_job({}, {"big.py": b"#" * (MAX_BYTES + 10)})
    sources = Sources(job.trees)
    assert len(sources.content(Side.HEAD, "big.py") or b"") == MAX_BYTES + 1
    assert isinstance(sources.python(Side.HEAD, "big.py"), Unreadable)


def test_a_file_is_read_once(make_job: MakeJob) -> None:
    sources = Sources(make_job({}, {"a.py": "x = 1"}).trees)
    first = sources.python(Side.HEAD, "a.py")
    assert isinstance(first, Source) and sources.python(Side.HEAD, "a.py") is first
