"""Each file under tests/cases/config is a settings file; what should come of it stands beside it."""

import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.config.load import SIZE_LIMIT, load_settings
from stelp_ci.errors import ConfigError
from stelp_ci.model.settings import Settings

CASES = Path(__file__).parents[1] / "cases" / "config"
REFUSED = sorted(path.name for path in (CASES / "refused").glob("*.yml"))
ACCEPTED = sorted(path.name for path in (CASES / "accepted").glob("*.yml"))


def test_no_file_means_the_defaults() -> None:
    assert load_settings(None) == Settings()


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_file_becomes_its_settings(name: str) -> None:
    wanted = msgspec.json.decode((CASES / "accepted" / f"{name}.json").read_bytes(), type=Settings)
    assert load_settings((CASES / "accepted" / name).read_bytes()) == wanted


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_names_the_place_and_the_repair(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings((CASES / "refused" / name).read_bytes())
    wanted = CASES / "refused" / f"{name}.txt"
    assert "(line " in str(caught.value)
    if wanted.exists():  # the words of the escapes that chr() rejects differ between Pythons
        assert f"{caught.value}\n{caught.value.remedy}".strip() + "\n" == wanted.read_text()


def test_a_variable_name_cannot_smuggle_a_line_feed() -> None:
    with pytest.raises(ConfigError, match="the name of a variable"):
        load_settings(b'execute: {environment: {"A\\n": x}}')


def test_a_file_above_the_size_limit_is_refused_unread() -> None:
    with pytest.raises(ConfigError, match=f"{SIZE_LIMIT} is the limit"):
        load_settings(b"#" * (SIZE_LIMIT + 1))


@pytest.mark.parametrize("unit", [b"[", b"{", b"- ", b"? ", b"a: ", b"&a ", b"- - a\n", b"'", b'"', b"|\n ", b"\t"])
def test_a_full_page_of_one_token_is_answered_quickly(unit: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(ConfigError):
        load_settings((unit * SIZE_LIMIT)[:SIZE_LIMIT])
    assert time.monotonic() - began < 20


def test_too_many_entries_are_refused() -> None:
    page = "scan: {disable: [" + ",".join(["a"] * 201) + "]}"
    with pytest.raises(ConfigError, match="201 entries, and 200 is the limit"):
        load_settings(page.encode())


_WORDS = st.sampled_from(
    [*"[]{},'\"|>%\\#?\n\x00\ud800é~1", ": ", "  ", "- ", "&a", "*a", "!!x", "<<", "---", "...", "-1", "1e99", "true"]
)
_KEYS = st.sampled_from(["all", "mode", "scan", "execute", "limits", "wall_s"])


@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(_WORDS | _KEYS, max_size=40).map(lambda words: "".join(words).encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_become_settings_or_a_settings_error(text: bytes) -> None:
    try:
        settings = load_settings(text)
    except ConfigError as error:
        assert str(error)
    else:
        assert msgspec.json.decode(msgspec.json.encode(settings), type=Settings) == settings
