"""What stands behind the rules that keep programs away from metaclasses and from choosing the names of fields."""

from collections import namedtuple
from typing import Any

import pytest

from stelp_ci.transpile.runtime.classes import guard_named_tuples, make_abstract_meta
from stelp_ci.transpile.runtime.session import Session
from stelp_ci.transpile.runtime.stop import Denied
from stelp_ci.transpile.strict.policy import STRICT


class Changing(dict[str, Any]):
    """Has no names for whoever asks first, and one for whoever asks next."""

    def __iter__(self) -> Any:
        return iter(())

    def keys(self) -> Any:
        return ["__match_args__"]


@pytest.mark.parametrize(
    ("names", "error"),
    [({"__class__": 1}, Denied), ({"gi_frame": 1}, Denied), (Changing({"__match_args__": ("x",)}), TypeError)],
)
def test_an_abstract_class_is_made_of_names_that_a_class_statement_could_have(
    names: dict[str, Any], error: type[BaseException]
) -> None:
    meta: Any = make_abstract_meta(Session(STRICT))
    with pytest.raises(error):
        meta("X", (), names)
    assert meta("X", (), {"plain": 1}).plain == 1


def test_a_field_that_leads_inside_is_no_field() -> None:
    guard_named_tuples()
    import collections

    with pytest.raises(ValueError, match="gi_frame"):
        collections.namedtuple("T", "gi_frame")
    assert collections.namedtuple("T", "format size").__match_args__ == ()
    assert collections.namedtuple("T", "width size").__match_args__ == namedtuple("T", "width size").__match_args__
