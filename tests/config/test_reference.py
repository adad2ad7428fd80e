"""The page of settings is generated: it must be the one of the types, and its example must load."""

import re
from pathlib import Path

import msgspec

from stelp_ci.config.load import load_settings
from stelp_ci.config.reference import reference_text
from stelp_ci.model.settings import Mode, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_page_is_the_one_of_the_types() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference_text(), "run `make schema`"


def test_the_example_on_the_page_is_read() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    assert load_settings(example[1].encode()).mode is Mode.OBSERVE


def test_every_setting_is_on_the_page_with_its_default() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for group in msgspec.structs.fields(Settings):
        names = (
            [field.name for field in msgspec.structs.fields(group.type)]
            if isinstance(group.default, msgspec.Struct)
            else []
        )
        for name in names:
            assert f"`{group.name}.{name}" in page
