"""`.stelp.yml` -> Settings: bounded, strict, and every complaint names the path and the line."""

from stelp_ci.config.document import Mapping, Scalar, read_document
from stelp_ci.config.typed import convert
from stelp_ci.errors import ConfigError
from stelp_ci.model.settings import Settings

SIZE_LIMIT = 64 * 1024
"""Bytes. A settings file is a page; anything longer is an attack or a mistake."""


SETTINGS_FILE = ".stelp.yml"
"""At the root of a repository; that of the base commit counts."""


def load_settings(text: bytes | None) -> Settings:
    """The settings in `text`, the defaults where there is no file (None) or an empty one.

    Raises `ConfigError` for anything that is not exactly understood: an unknown key is never skipped.
    """
    if text is None:
        return Settings()
    match read_document(_decoded(text)):
        case None | Scalar(value=None):
            return Settings()
        case Mapping() as document:
            return convert(document, Settings)
        case other:
            raise ConfigError(
                f"expected keys and values, such as `mode: observe` (line {other.line})",
                remedy="docs/settings.md describes the file.",
            )


def _decoded(text: bytes) -> str:
    if len(text) > SIZE_LIMIT:
        raise ConfigError(
            f"the settings have {len(text)} bytes, and {SIZE_LIMIT} is the limit",
            remedy="Settings hold decisions, not data: shorten the file.",
        )
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"not UTF-8 (line {line})", remedy="Save the file as UTF-8.") from error
