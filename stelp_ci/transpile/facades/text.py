"""Text: string, re, textwrap, unicodedata, difflib, pprint, io."""

from .listing import listing

TEXT = {
    # Without Formatter, which reads attributes by name.
    "string": listing(
        calls="capwords",
        classes="Template",
        constants="ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits printable punctuation "
        "whitespace",
    ),
    # Every function that takes a pattern checks its size and its shape first.
    "re": listing(
        calls="escape purge",
        classes="Match Pattern PatternError RegexFlag error",
        constants="A ASCII DOTALL I IGNORECASE L LOCALE M MULTILINE NOFLAG S U UNICODE VERBOSE X",
        wrapped="compile findall finditer fullmatch match search split sub subn",
    ),
    "textwrap": listing(calls="dedent fill indent shorten wrap", classes="TextWrapper"),
    "unicodedata": listing(
        calls="bidirectional category combining decimal decomposition digit east_asian_width is_normalized lookup "
        "mirrored name normalize numeric",
        constants="unidata_version",
    ),
    "difflib": listing(
        calls="context_diff get_close_matches ndiff restore unified_diff IS_CHARACTER_JUNK IS_LINE_JUNK",
        classes="Differ SequenceMatcher",
    ),
    # The real `pp` and `pprint` write to the process's own output.
    "pprint": listing(calls="isreadable isrecursive pformat saferepr", wrapped="pp pprint"),
    "io": listing(classes="BytesIO StringIO", constants="SEEK_CUR SEEK_END SEEK_SET"),
}
