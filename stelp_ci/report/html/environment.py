"""The templates of the page: whatever a template writes goes through the one escaper of HTML.

https://jinja.palletsprojects.com/en/stable/api/#jinja2.Environment (`finalize`)
"""

import re
from typing import TYPE_CHECKING

from stelp_ci.report.escape import html_text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PACKAGE = "stelp_ci.report.html"
FOLDER = "templates"

_BREAKS = re.compile(r"(?<=\w[_/])(?=\w)|(?<=::)(?=\w)")
"""Where a long name may go on in the next line."""


def open_environment() -> "Environment":
    """An environment in which no text of a report can become markup, and an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(PACKAGE, FOLDER),
        autoescape=True,
        finalize=written,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def written(value: object) -> "Markup":
    """What stands in the page for a value: markup of a template's macro as it is, everything else escaped."""
    from markupsafe import Markup

    if isinstance(value, Markup):
        return value
    return Markup(html_text(str(value)))  # noqa: S704 - this is the escaper


def flowing(text: str) -> "Markup":
    """Prose with its names: what stands in backticks as code, and long names may break behind `_`, `/` and `::`."""
    from markupsafe import Markup

    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backtick without its other half is only a character
        parts = [text]
    shown = (f"<code>{html_text(part)}</code>" if at % 2 else _breakable(part) for at, part in enumerate(parts))
    return Markup("".join(shown))  # noqa: S704 - every part went through the escaper


def _breakable(text: str) -> str:
    return "<wbr>".join(html_text(piece) for piece in _BREAKS.split(text))


def source_of(environment: "Environment", name: str) -> str:
    """The text of a file beside the templates that is written as it is: our own style and script."""
    from jinja2 import PackageLoader

    loader = environment.loader
    if not isinstance(loader, PackageLoader):
        raise TypeError("the environment is one of open_environment")
    return loader.get_source(environment, name)[0]
