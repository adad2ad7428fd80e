"""How sample files are read: the arms, the files, and what is refused."""

from pathlib import Path

import pytest

from stelp_ci.bench.effects.authoring import DraftError, arms, read_file
from stelp_ci.bench.effects.building import made

MARKED = """def f(name):
    <<<
    open(name, "w")
    ===
    if not name:
        raise ValueError
    >>>
    return name
"""
SAMPLE = f"""%% fs.write-001 A name
call: f("a")
test: f("a") == "a"
effect: changed /tmp/marks/*
given: a.txt | one\\ntwo
--
{MARKED}@@ test_f.py
def test_f(): pass
@@base sample.py
def f(name): return name
"""


def test_each_arm_has_its_own_part_of_a_block() -> None:
    assert arms(MARKED, "x") == {
        "unsafe": 'def f(name):\n    open(name, "w")\n    return name\n',
        "ablated": "def f(name):\n    pass\n    return name\n",
        "safe": "def f(name):\n    if not name:\n        raise ValueError\n    return name\n",
    }


def test_the_ablated_arm_can_be_written_down() -> None:
    assert arms("<<<\na\n+++\nb\n===\nc\n>>>\n", "x") == {"unsafe": "a\n", "ablated": "b\n", "safe": "c\n"}


@pytest.mark.parametrize("text", ["<<<\na\n", "===\n", "<<<\na\n>>>\n", "<<<\n<<<\n", "<<<\na\n===\nb\n+++\n"])
def test_marks_out_of_order_are_refused(text: str) -> None:
    with pytest.raises(DraftError, match="x: "):
        arms(text, "x")


def test_characters_are_spelled_in_the_file_and_real_in_the_sample() -> None:
    assert arms("a = '⟦U+202E⟧'\n", "x")["unsafe"] == "a = '\u202e'\n"


def read(tmp_path: Path, text: str) -> object:
    path = tmp_path / "a.samples"
    path.write_text(text, "utf-8")
    return made(next(read_file(path)))


def test_a_sample_becomes_a_record_with_its_files(tmp_path: Path) -> None:
    path = tmp_path / "a.samples"
    path.write_text(SAMPLE, "utf-8")
    record = made(next(read_file(path)))
    assert record.context.files == {"a.txt": "one\ntwo", "test_f.py": "def test_f(): pass\n"}
    assert record.context.base == {"sample.py": "def f(name): return name\n"}
    assert (record.twin.id, record.twin.tests) == ("fs.write-001-safe", ('f("a") == "a"',))
    assert record.effect is not None
    assert record.effect.tripwire == "T2"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("fs.write", "fs.paint", "unknown"),
        ("call: ", "cell: ", "unknown"),
        ("changed", "vanished", "no kind of effect"),
        ('test: f("a") == "a"\n', "", "nothing says what the twin has to do"),
        ('call: f("a")\n', "", "0 triggers"),
    ],
)
def test_a_sample_that_says_too_little_or_something_unknown_is_refused(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    with pytest.raises(DraftError, match=why):
        read(tmp_path, SAMPLE.replace(old, new))
