"""Whatever `.stelp.yml` holds, it ends in settings or in an error."""

import msgspec
from hypothesis import given

from stelp_ci.config.load import load_settings
from stelp_ci.errors import ConfigError
from stelp_ci.model.settings import Settings
from tests.fuzz.mutations import CASES, fuzz, mutated, samples_of

SAMPLES = [
    *samples_of(CASES / "config" / "accepted", "*.yml"),
    *(sample for sample in samples_of(CASES / "config" / "refused", "*.yml") if len(sample) < 10_000),
]
WORDS = [
    *(
        word.encode()
        for word in [
            "&a",
            "*a",
            "!!python/object/apply:os.system",
            "!",
            "|",
            ">",
            "?",
            ":",
            "-",
            "[",
            "]",
            "{",
            "}",
            "%",
            "@",
            "`",
            "---",
            "...",
            "<<",
            "~",
        ]
    ),
    *(
        word.encode()
        for word in [
            "mode:",
            "scan:",
            "version:",
            "deps:",
            "execute:",
            "gates:",
            "limits:",
            "yes",
            "off",
            ".inf",
            ".nan",
            "0x10",
            "1_0",
            "12:30",
        ]
    ),
    b"\n  ",
    b"\n- ",
    b": ",
    b"[" * 30,
    b"{a: " * 30,
]


@fuzz()
@given(mutated(SAMPLES, WORDS))
def test_any_settings_end_in_settings_or_an_error(text: bytes) -> None:
    try:
        settings = load_settings(text)
    except ConfigError as error:
        assert str(error)
    else:
        assert msgspec.json.decode(msgspec.json.encode(settings), type=Settings) == settings
