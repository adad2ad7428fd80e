from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.report.budget import Section, fit

SECTIONS = st.lists(
    st.builds(
        Section,
        opening=st.text("o", max_size=5),
        rows=st.lists(st.text("r", min_size=1, max_size=30), max_size=8).map(tuple),
        noun=st.just("rows"),
        closing=st.text("c", max_size=5),
    ),
    max_size=6,
)


def test_everything_is_written_where_there_is_room():
    assert fit([Section("a\n", ("1\n", "2\n"), "rows", "z\n"), Section("b\n", (), "rows")], 1000) == "a\n1\n2\nz\nb\n"


def test_the_first_rows_stay_and_the_rest_is_counted():
    section = Section("a\n", ("1" * 50 + "\n", "2" * 50 + "\n", "3" * 50 + "\n"), "rows", "z\n")
    text = fit([section], 130)
    assert "1111" in text
    assert "3333" not in text
    assert "more rows in stelp-report.json" in text
    assert text.endswith("z\n")


def test_an_earlier_section_is_served_before_a_later_one():
    text = fit([Section("", ("a" * 60,), "rows"), Section("", ("b" * 60,), "others")], 170)
    assert "aaaa" in text
    assert "1 more others" in text


@given(SECTIONS, st.integers(300, 600))
def test_the_limit_holds_and_no_row_is_lost_in_silence(sections, limit):
    text = fit(sections, limit)
    assert len(text) <= limit
    written = sum(len(row) for section in sections for row in section.rows)
    assert text.count("r") >= written or "more rows in" in text
