from stelp_ci.report.paint import Line, Span, paint


def test_a_body_is_wrapped_beside_its_lead():
    text = paint([Line((Span("lead  "),), (Span("word " * 9),))], colour=False, width=40)
    assert text.splitlines() == ["lead  word word word word word word word", "      word word"]


def test_a_lead_that_leaves_no_room_flows_into_the_body():
    text = paint([Line((Span("p" * 60),), (Span(" said"),))], colour=False, width=50)
    assert text.splitlines() == ["p" * 50, "p" * 10 + " said"]


def test_an_empty_line_is_an_empty_line():
    assert paint([Line(), Line(body=(Span("x"),))], colour=False, width=50) == "\nx\n"


def test_a_style_becomes_a_colour_only_when_asked_for():
    lines = [Line(body=(Span("x", "red"),))]
    assert paint(lines, colour=True, width=50) == "\x1b[31mx\x1b[0m\n"
    assert paint(lines, colour=False, width=50) == "x\n"
