"""The stable codes of refusals: what each one means, and what to do about it."""

from typing import NamedTuple

from .result import Refusal


class Code(NamedTuple):
    """One code. `explanation` is a paragraph for people, `repair` a sentence for whoever mends the source.

    `is_bound` marks codes that say nothing bad about the source but that it is larger than we look at.
    """

    code: str
    title: str
    explanation: str
    repair: str
    is_bound: bool = False

    def at(self, line: int, column: int, detail: str = "") -> Refusal:
        """The refusal under this code at one place, with what was seen there."""
        message = f"{self.title}: {detail}" if detail else self.title
        return Refusal(code=self.code, message=message, line=line, column=column, repair=self.repair)


NOT_UTF8 = Code(
    "STELP-P001",
    "not valid UTF-8",
    "Python source is read as UTF-8, once. Bytes that are not UTF-8 are read in different ways by editors, "
    "reviewers and interpreters, so that the code that runs need not be the code that was reviewed.",
    "Save the file as UTF-8.",
)
CODING_COOKIE = Code(
    "STELP-P002",
    "coding cookie",
    "A PEP 263 cookie in the first two lines makes Python decode the file with another codec. Some codecs (UTF-7, "
    "raw_unicode_escape) turn what a reviewer sees as a comment into code. UTF-8 and its aliases are accepted; "
    "ASCII and Latin-1 are accepted in a file that holds nothing but ASCII, where all of them mean the same.",
    "Remove the coding cookie and save the file as UTF-8.",
)
BYTE_ORDER_MARK = Code(
    "STELP-P003",
    "byte order mark",
    "The file begins with the UTF-8 byte order mark, as some editors on Windows write it. Every Python skips it, "
    "so the guarded profile only notes it; the strict profile does not let it through.",
    "Save the file as UTF-8 without a byte order mark.",
)
NUL = Code(
    "STELP-P004",
    "NUL byte",
    "A NUL byte ends the text for some readers and not for others: git treats the file as binary and shows no "
    "diff, older Pythons stopped reading there.",
    "Remove the byte, or write it as \\0 inside a literal.",
)
BARE_CR = Code(
    "STELP-P005",
    "carriage return without line feed",
    "Python ends a line at a bare carriage return; diff viewers do not. What they show as the rest of a comment "
    "is then a line of code of its own.",
    "End lines with LF or CRLF, or write the character as \\r inside a literal.",
)
FORM_FEED = Code(
    "STELP-P006",
    "form feed",
    "Python resets the indentation it has counted at a form feed, while a viewer shows nothing or a page break. "
    "Old files use it to part sections, so the guarded profile only notes it; the strict profile does not let it "
    "through.",
    "Remove the character, or write it as \\f inside a literal.",
)
BIDI = Code(
    "STELP-P007",
    "hidden bidirectional control character",
    "Characters such as U+202E change the order in which text is shown, in comments and string literals too: code "
    "can be displayed as if it were part of a literal, and the reverse (CVE-2021-42574, 'Trojan Source').",
    "Remove the character, or write it as an escape such as \\u202e inside a literal.",
)
INVISIBLE = Code(
    "STELP-P008",
    "invisible character outside a string literal",
    "Zero-width characters, fillers and control characters cannot be seen in code or comments and make two names "
    "or two lines look alike, or hide instructions to a reader that is a program. Inside string literals they are "
    "data and are accepted. Joiners are accepted in comments between two characters beyond ASCII, as scripts and "
    "emoji need them.",
    "Remove the character.",
)
TOO_LARGE = Code(
    "STELP-P009",
    "source too large",
    "The file is larger than the transpiler looks at, in bytes, tokens or syntax nodes. Its content is not judged.",
    "Split the file, or move its data out of the source.",
    is_bound=True,
)
TOO_DEEP = Code(
    "STELP-P010",
    "nested too deeply",
    "Brackets, indentation or a chain of operators, attributes, calls or elif branches is deeper than the parser "
    "can safely take. No program written by hand comes near the bound.",
    "Split the expression or the statement into several.",
)
SYNTAX = Code(
    "STELP-P011",
    "does not parse",
    "Python's own parser refuses the source. The message names the version that read it: syntax that is newer "
    "than that version is refused as well.",
    "Mend the syntax error at the place named.",
)
PARSER_GAVE_UP = Code(
    "STELP-P012",
    "the parser gave up",
    "The parser ran out of stack or memory, or met a number it will not convert. The source may be valid, but "
    "nothing can be said about it.",
    "Make the expression at the place named smaller.",
)
TOO_MANY_USES = Code(
    "STELP-P013",
    "too many uses of capabilities",
    "The file uses files, network, processes and the like at more places than a manifest may hold. Its "
    "capabilities are not judged.",
    "Split the file.",
    is_bound=True,
)

CODES = {
    code.code: code
    for code in (
        NOT_UTF8,
        CODING_COOKIE,
        BYTE_ORDER_MARK,
        NUL,
        BARE_CR,
        FORM_FEED,
        BIDI,
        INVISIBLE,
        TOO_LARGE,
        TOO_DEEP,
        SYNTAX,
        PARSER_GAVE_UP,
        TOO_MANY_USES,
    )
}
"""Every code by its name."""
