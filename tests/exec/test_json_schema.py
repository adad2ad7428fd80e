"""Schemas are honoured in full or refused when a tool is offered."""

from typing import Any

import pytest

from stelp_ci.exec.json_schema import SchemaError, check_schema, problem_with

PERSON: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 5},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "maxItems": 2},
    },
    "required": ["name"],
}


@pytest.mark.parametrize(
    "value", [{"name": "x"}, {"name": "x", "age": 3, "tags": ["a", "b"]}, {"name": "x", "tags": ()}]
)
def test_what_fits_has_no_problem(value: object) -> None:
    check_schema(PERSON)
    assert problem_with(value, PERSON) == ""


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({}, "name is missing"),
        ({"name": ""}, "arguments.name: its length"),
        ({"name": "x" * 6}, "arguments.name: its length"),
        ({"name": 1}, "arguments.name: string is needed"),
        ({"name": "x", "age": True}, "arguments.age: integer is needed"),
        ({"name": "x", "age": 3.0}, "arguments.age: integer is needed"),
        ({"name": "x", "age": -1}, "arguments.age: out of bounds"),
        ({"name": "x", "more": 1}, "'more' is not known"),
        ({"name": "x", "tags": ["c"]}, "arguments.tags[0]: not one of"),
        ({"name": "x", "tags": ["a"] * 3}, "arguments.tags: its length"),
        ([], "arguments: object is needed"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(value: object, problem: str) -> None:
    assert problem in problem_with(value, PERSON)


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "anything"},
        {"type": "string", "pattern": ".*"},
        {"type": "object", "additionalProperties": True},
        {"type": "object", "properties": {"x": {"anyOf": []}}},
        {"type": "array", "items": {"$ref": "#"}},
        {"type": "integer", "minimum": "0"},
        "string",
    ],
    ids=repr,
)
def test_a_schema_that_would_not_be_honoured_is_refused(schema: object) -> None:
    with pytest.raises(SchemaError):
        check_schema(schema)
