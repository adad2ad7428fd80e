"""The public sets of programs are read whole, and the glued rows are repaired by one line break."""

import ast
from pathlib import Path

import pytest

from stelp_ci.bench.program_data import read_human_eval, read_injected, read_mbpp, read_plus_mini
from stelp_ci.errors import StelpError

DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not beside the checkout")


@needs_data
def test_the_sets_have_the_sizes_that_the_targets_speak_of() -> None:
    assert (len(read_injected(DATA)), len(read_human_eval(DATA)), len(read_mbpp(DATA))) == (470, 164, 427)
    assert len(read_plus_mini(DATA)) == 164
    assert len({program.id for program in read_injected(DATA)}) == 470


@needs_data
def test_forty_rows_are_glued_and_repairing_defines_their_check() -> None:
    glued = [program for program in read_injected(DATA) if program.glued]
    assert len(glued) == 40
    for program in glued:
        assert not any(_defines_check(program.source))
        assert any(_defines_check(program.repaired))


@needs_data
def test_other_rows_are_left_as_they_are() -> None:
    assert all(program.repaired == program.source for program in read_injected(DATA) if not program.glued)


def _defines_check(source: str) -> list[bool]:
    """Read, never run."""
    return [isinstance(node, ast.FunctionDef) and node.name == "check" for node in ast.parse(source).body]


def test_a_folder_without_the_data_is_said(tmp_path: Path) -> None:
    for read in (read_injected, read_human_eval, read_mbpp, read_plus_mini):
        with pytest.raises(StelpError) as caught:
            read(tmp_path)
        assert caught.value.remedy
