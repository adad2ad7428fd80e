"""One escaper per sink: every text of a report may have been written by whoever wrote the change under judgement.

Workflow commands: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
Markdown: https://github.github.com/gfm/ (and GitHub's filters behind it: mentions, issue references, bare addresses)
"""

import re
import unicodedata

HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that a reader cannot see, or that reorder what the reader sees."""

HIDDEN_LETTERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that are drawn as nothing: fillers and variation selectors, which can carry hidden text."""

ZERO_WIDTH_SPACE = "&#8203;"
"""What keeps GitHub from seeing a mention, a reference or an address: a backslash or an entity does not."""


def visible(text: str, *, keep: str = "") -> str:
    """`text` with control, bidirectional and invisible characters as `\\xNN` or `\\uNNNN`, except those in `keep`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character, keep) for character in text)


def _shown(character: str, keep: str) -> str:
    if character in keep:
        return character
    hidden = unicodedata.category(character) in HIDDEN_CATEGORIES or HIDDEN_LETTERS.match(character)
    return _numbered(character) if hidden else character


def _numbered(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(text: str) -> str:
    """`text` on one line: white space of any kind becomes one space, the rest as in `visible`."""
    return visible(" ".join(text.split()))


def clip(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, with a note of how many were left out. Clip first, then escape."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]} ... ({len(text) - limit} more characters)"


def command_data(text: str) -> str:
    """The message of a workflow command. Line breaks survive; nothing can begin a second command."""
    shown = visible(text, keep="\n\r\t").replace("##[", "## [")
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """A property (`file`, `title`) of a workflow command."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def terminal_text(text: str, *, keep: str = "") -> str:
    """Text for a terminal, and for the log of a workflow, where `##[` begins a command anywhere in a line."""
    return visible(text, keep=keep).replace("##[", "## [")


def guard_log(rendered: str) -> str:
    """A rendering, line by line, that the runner will not read as workflow commands when it is written to a log."""
    return "".join(_guarded(line) for line in rendered.replace("##[", "## [").splitlines(keepends=True))


def _guarded(line: str) -> str:
    return re.sub(r"^((?:\s|\x1b\[[0-9;]*m)*):(?=:)", r"\1: ", line)


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_BACKSLASHED = {character: "\\" + character for character in "`*[]{}~!^#"}
_MARKDOWN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "\\": "&#92;", "$": "&#36;", **_BACKSLASHED}


def html_text(text: str) -> str:
    """Text between HTML tags or in a quoted attribute."""
    return visible(text, keep="\n\t").translate(str.maketrans(_ENTITIES))


def markdown_text(text: str) -> str:
    """Prose inside a Markdown paragraph, list item or table cell: shown as written, on one line, with no effect."""
    escaped = one_line(text).translate(str.maketrans(_MARKDOWN))
    escaped = re.sub(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\_", escaped)
    escaped = re.sub(r"^([-+=])|^(\d+)([.)])(?=\s|$)", _leading, escaped)
    return _unlinked(escaped)


def _leading(found: "re.Match[str]") -> str:
    return "\\" + found[1] if found[1] else f"{found[2]}\\{found[3]}"


def _unlinked(escaped: str) -> str:
    """Break mentions, `#1`, `GH-1` and bare addresses, which GitHub links (and notifies) after Markdown is rendered."""
    escaped = escaped.replace("@", "@" + ZERO_WIDTH_SPACE).replace("://", ":" + ZERO_WIDTH_SPACE + "//")
    escaped = re.sub(
        r"(?<=\\)#(?=\d)|(?i:\bgh-)(?=\d)|(?i:\bwww)(?=\.)", lambda found: found[0] + ZERO_WIDTH_SPACE, escaped
    )
    return re.sub(r"(?i:\b(?:mailto|xmpp|javascript|data|vbscript))(?=:)", lambda f: f[0] + ZERO_WIDTH_SPACE, escaped)


def markdown_code(text: str) -> str:
    """A name, path or identifier as inline code, in a paragraph, a heading or a table cell."""
    shown = one_line(text)
    if shown and not re.search(r"[`|\\]", shown):
        return f"`{shown}`"
    return "<code>" + re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"&#{ord(found[0])};", shown) + "</code>"


def markdown_block(text: str) -> str:
    """Output, as a fenced block that its content cannot close. It needs a blank line on both sides."""
    shown = visible(text.replace("\r\n", "\n"), keep="\n\t")
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}"


def sarif_text(text: str) -> str:
    """Plain text of a SARIF message, in which no `[text](target)` can be read as a link (section 3.11.6)."""
    return visible(text, keep="\n\t").replace("](", "] (")


def uri_path(path: str) -> str:
    """`path` as a relative URI reference: percent-encoded, never absolute, never with a host."""
    from urllib.parse import quote

    encoded = quote(path, safe="/", errors="backslashreplace")
    slashes = len(encoded) - len(encoded.lstrip("/"))
    return "%2F" * slashes + encoded[slashes:]


def json_text(document: str) -> str:
    """A JSON document with hidden characters, and `##[`, as `\\uNNNN`: the same values, safe to print in a log."""
    shown = document if document.isascii() and document.replace("\n", "").isprintable() else _json_shown(document)
    return shown.replace("##[", "#\\u0023[")


def _json_shown(document: str) -> str:
    return "".join(_json_unit(character) for character in document)


def _json_unit(character: str) -> str:
    shown = _shown(character, "\n")
    if shown == character:
        return character
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + (code - 0x10000 >> 10):04x}\\u{0xDC00 + (code - 0x10000 & 0x3FF):04x}"
