"""GitHub's own OpenAPI description as a judge of every request and response."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DESCRIPTION = Path(__file__).parents[3] / "../shared/data/github-openapi/reviews-and-checks.json"
SUPPLEMENT = Path(__file__).with_name("supplement.json")
"""The few paths that the pruned description lacks, written from GitHub's documentation."""

_URI = "urn:github"


class Operation(NamedTuple):
    """One method of one path, with the values that its path holds."""

    method: str
    template: str
    described: dict[str, Any]
    values: dict[str, str]


@cache
def description() -> dict[str, Any]:
    """The description, with OpenAPI 3.0's `nullable` in the words of JSON Schema."""
    document = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    document["paths"] |= json.loads(SUPPLEMENT.read_text(encoding="utf-8"))["paths"]
    return _translated(document)


def example(name: str) -> Any:
    """GitHub's own example of one object: the first one where it is a list."""
    value = json.loads(json.dumps(description()["components"]["examples"][name]["value"]))
    return value[0] if isinstance(value, list) else value


def operation(method: str, path: str) -> Operation | None:
    """What the description says about one request; None for an unknown path."""
    for template, methods in description()["paths"].items():
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
        found = re.fullmatch(pattern, path)
        if found and method.lower() in methods:
            return Operation(method, template, methods[method.lower()], found.groupdict())
    return None


def request_faults(asked: Operation, query: dict[str, str], body: Any) -> list[str]:
    """What is wrong with a request: an unknown parameter, a value of the wrong type, a body against its schema."""
    known = {parameter["name"]: parameter for parameter in map(_resolved, asked.described.get("parameters", []))}
    faults = [f"unknown parameter {name}" for name in query if name not in known]
    for name, text in query.items():
        if name in known:
            schema = known[name]["schema"]
            value = int(text) if schema.get("type") == "integer" and text.isdigit() else text
            faults += [f"{name}: {fault}" for fault in _against(schema, value)]
    content = asked.described.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return faults + (["a body, where none is taken"] if body is not None else [])
    return faults + _against(content["schema"], {} if body is None else body)


def response_faults(asked: Operation, status: int, body: Any) -> list[str]:
    """What is wrong with our own answer. A status that the description does not name has to be an error's."""
    answer = asked.described["responses"].get(str(status))
    if answer is None:
        return [f"status {status} is not described"] if status < 400 else _against(_ERROR, body)
    content = _resolved(answer).get("content", {}).get("application/json")
    return _against(content["schema"], _described(body)) if content and body is not None else []


def _described(body: Any) -> Any:
    """NOTE: GitHub answers `line` and `position` as null for an outdated comment, which its description denies."""
    if isinstance(body, list):
        return [_described(item) for item in body]
    if isinstance(body, dict):
        return {key: value for key, value in body.items() if value is not None or key not in ("line", "position")}
    return body


_ERROR: dict[str, Any] = {"$ref": "#/components/schemas/basic-error"}
_VALIDATORS: dict[int, Draft202012Validator] = {}
"""By the identity of a schema: all of them belong to the one description, which stays."""


def _against(schema: dict[str, Any], value: Any) -> list[str]:
    if id(schema) not in _VALIDATORS:
        absolute = _absolute(schema)
        _VALIDATORS[id(schema)] = Draft202012Validator(absolute, registry=_registry(), format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message[:200]}" for error in _VALIDATORS[id(schema)].iter_errors(value)]


@cache
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(description(), default_specification=DRAFT202012)
    return Registry[Any]().with_resource(_URI, resource)


def _absolute(schema: Any) -> Any:
    match schema:
        case {"$ref": str(reference), **rest} if reference.startswith("#"):
            return {**rest, "$ref": _URI + reference}
        case dict():
            return {key: _absolute(value) for key, value in schema.items()}
        case list():
            return [_absolute(value) for value in schema]
        case _:
            return schema


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = description()
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def _translated(node: Any) -> Any:
    match node:
        case {"nullable": True, **rest}:
            return {"anyOf": [{"type": "null"}, _translated(rest)]}
        case dict():
            return {key: _translated(value) for key, value in node.items()}
        case list():
            return [_translated(value) for value in node]
        case _:
            return node
