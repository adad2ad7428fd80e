"""The published schema and the loader are two readings of the same types: they must agree on every case."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from stelp_ci.config.schema import schema_text, settings_schema

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "config"
# What a JSON Schema cannot see, because YAML itself was refused or had already been read.
_ONLY_THE_LOADER = {
    "key-given-twice.yml",
    "merge-key.yml",
    "sexagesimal-number.yml",
    "escaped-nul.yml",
    "lone-surrogate.yml",
}


def _valid(name: Path) -> bool | None:
    try:
        document: Any = yaml.safe_load(name.read_bytes())
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return None
    return Draft202012Validator(settings_schema()).is_valid({} if document is None else document)


def test_the_published_schema_is_the_one_of_the_types() -> None:
    published = (ROOT / "docs" / "schema" / "stelp-settings.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "run `make schema`"


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize("case", sorted((CASES / "accepted").glob("*.yml")), ids=lambda path: path.name)
def test_an_accepted_file_satisfies_the_schema(case: Path) -> None:
    assert _valid(case) is True


@pytest.mark.parametrize("case", sorted((CASES / "refused").glob("*.yml")), ids=lambda path: path.name)
def test_a_refused_file_does_not_satisfy_the_schema(case: Path) -> None:
    if case.name not in _ONLY_THE_LOADER:
        assert not _valid(case)
