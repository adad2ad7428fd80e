"""Whatever bytes a Python file has, they end in a manifest or a refusal with a place; and in units or a reason."""

from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.change.units import parse_units
from stelp_ci.model.change import Unreadable
from stelp_ci.transpile.codes import CODES
from stelp_ci.transpile.compare import gained
from stelp_ci.transpile.guarded import inspect
from stelp_ci.transpile.result import Manifest, Refusal
from tests.fuzz.mutations import CASES, fuzz, mutated, samples_of

SAMPLES = [
    *samples_of(CASES / "transpile" / "manifest", "*.py*"),
    b"async def f(a, /, b: int = 1, *c, d, **e) -> None:\n    async with a as b, c: yield await d\n",
    b"match x:\n    case {'a': [1, *_], **rest} if (y := 1): pass\n    case A(b=C.d) | None as e: pass\n",
    b"try:\n    pass\nexcept* (A, B) as e:\n    raise X from e\nelse: pass\nfinally: del a[1:2, ...], b.c\n",
    b"@a.b(c)\nclass D(E, metaclass=F):\n    x: int = lambda *a, b=1: (yield)\n    global y; y = f'{x!r:>{y}}{{'\n",
    b"print(*[i for i in j if k for l in m], **{**n}, sep='' 'a' rb'\\x')\n",
]
WORDS = [
    *(
        word.encode()
        for word in [
            "def",
            "class",
            "if",
            "elif",
            "else:",
            "for",
            "in",
            "lambda",
            "match",
            "case",
            "import",
            "from",
            "as",
            "with",
            "try",
            "except",
        ]
    ),
    *(
        word.encode()
        for word in [
            "global",
            "nonlocal",
            "yield",
            "await",
            "async",
            "not",
            "is",
            ":=",
            "**",
            "//",
            "->",
            "...",
            "f'{",
            "}'",
            "'''",
            '"""',
            "#",
            "\\",
        ]
    ),
    *(
        word.encode()
        for word in [
            "os.system",
            "getattr(",
            "__import__('os')",
            "open",
            "sys.modules[",
            "globals()[",
            "type",
            "Path(",
            "__eq__",
        ]
    ),
    b"# coding: utf-7\n",
    b"    ",
    b"\n    def f(self):\n        ",
    b"(" * 30,
    b"a." * 30,
    b"-" * 50,
    b"1_0j",
    b"0x" + b"f" * 40,
]
TOKENS = st.lists(st.sampled_from(WORDS) | st.sampled_from([b" ", b"\n", b"x", b"("]), max_size=60).map(b"".join)
SOURCES = mutated(SAMPLES, WORDS, edits=4) | TOKENS | st.binary(max_size=300)


@fuzz()
@given(SOURCES)
def test_any_source_ends_in_a_manifest_or_a_refusal(source: bytes) -> None:
    result = inspect(source)
    if isinstance(result, Refusal):
        assert result.code in CODES
        assert result.repair
        _assert_place(source, result.line, result.column)
    else:
        _assert_sound(source, result)
    assert inspect(source) == result


def _assert_place(source: bytes, line: int, column: int) -> None:
    lines = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1


def _assert_sound(source: bytes, manifest: Manifest) -> None:
    assert manifest.units[0] == "<module>"
    for use in manifest.uses:
        assert use.unit in manifest.units
        assert use.what
        _assert_place(source, use.line, use.column)
    assert gained(manifest, manifest) == ()
    assert gained(manifest, None) == manifest.uses


@fuzz()
@given(SOURCES)
def test_any_source_ends_in_units_or_a_reason(source: bytes) -> None:
    result = parse_units("a.py", source)
    if isinstance(result, Unreadable):
        assert result.reason
        assert result.line >= 1
    else:
        assert result[0].qualname == "<module>"
        assert all(1 <= unit.span.start <= unit.span.end for unit in result)


@fuzz()
@given(SOURCES)
def test_what_the_transpiler_takes_apart_has_the_units_that_the_change_has(source: bytes) -> None:
    manifest, units = inspect(source), parse_units("a.py", source)
    if isinstance(manifest, Manifest) and not isinstance(units, Unreadable):
        assert set(manifest.units) == {unit.qualname for unit in units}
