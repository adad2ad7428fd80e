from stelp_ci.execute.needs.changes import NeedsChange, changed_needs
from stelp_ci.execute.needs.read import Needs


def test_added_and_changed_requirements_are_listed_and_dropped_ones_are_not() -> None:
    base = Needs(roots=("attrs>=22", "idna", "six"))
    head = Needs(roots=("attrs>=23", "idna", "Left.Pad"))
    assert changed_needs(base, head) == (
        NeedsChange("attrs", ("attrs>=22",), ("attrs>=23",)),
        NeedsChange("left-pad", (), ("Left.Pad",)),
    )


def test_the_same_needs_have_no_change() -> None:
    assert changed_needs(Needs(roots=("attrs",)), Needs(roots=("attrs",))) == ()
