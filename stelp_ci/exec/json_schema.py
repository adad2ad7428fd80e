"""The part of JSON Schema (https://json-schema.org/draft/2020-12) in which arguments of tools are described.

A keyword that is not in `KEYWORDS` is refused when the tool is offered: a rule that nobody checks would be a promise.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

KEYWORDS = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum", "minimum", "maximum"}
    | {"minLength", "maxLength", "minItems", "maxItems", "title", "description", "default"}
)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "null": (type(None),),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "array": (list, tuple),
    "object": (dict,),
}
_DEPTH = 20


class SchemaError(ValueError):
    """The schema uses what is not supported here."""


def check_schema(schema: object, depth: int = 0) -> None:
    """Refuse a schema that `problem_with` would not honour in full. Raises `SchemaError`."""
    if not isinstance(schema, Mapping) or depth > _DEPTH:
        raise SchemaError("a schema is an object, nested at most 20 deep")
    given = cast("Mapping[str, Any]", schema)
    unknown = sorted(set(given) - KEYWORDS)
    if unknown:
        raise SchemaError(f"the keyword {unknown[0]} is not supported")
    if given.get("type") not in _TYPES:
        raise SchemaError(f"type has to be one of {', '.join(_TYPES)}")
    if given.get("additionalProperties", False) is not False:
        raise SchemaError("additionalProperties can only be false, which it is anyway")
    _check_bounds(given)
    for nested in (*cast("Mapping[str, Any]", given.get("properties", {})).values(), *_items(given)):
        check_schema(nested, depth + 1)


def _check_bounds(schema: Mapping[str, Any]) -> None:
    for name in ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"):
        if name in schema and type(schema[name]) not in (int, float):
            raise SchemaError(f"{name} has to be a number")
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if not isinstance(properties, Mapping) or not isinstance(required, list | tuple):
        raise SchemaError("properties are an object, required is a list")
    if not isinstance(schema.get("enum", []), list | tuple):
        raise SchemaError("enum is a list")


def _items(schema: Mapping[str, Any]) -> list[Any]:
    return [schema["items"]] if "items" in schema else []


def problem_with(value: Any, schema: Mapping[str, Any], place: str = "arguments") -> str:
    """What is wrong with `value`, a plain value, or nothing. Objects may hold what `properties` names, and no more."""
    kind = schema["type"]
    if type(value) not in _TYPES[kind]:
        return f"{place}: {kind} is needed"
    if "enum" in schema and not any(type(value) is type(one) and value == one for one in schema["enum"]):
        return f"{place}: not one of the values allowed"
    return _JUDGES[kind](value, schema, place)


def _judge_number(value: Any, schema: Mapping[str, Any], place: str) -> str:
    if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"{place}: out of bounds"
    return ""


def _judge_text(value: Any, schema: Mapping[str, Any], place: str) -> str:
    fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
    return "" if fits else f"{place}: its length is out of bounds"


def _judge_array(value: Any, schema: Mapping[str, Any], place: str) -> str:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return f"{place}: its length is out of bounds"
    if "items" not in schema:
        return ""
    problems = (problem_with(item, schema["items"], f"{place}[{index}]") for index, item in enumerate(value))
    return next((problem for problem in problems if problem), "")


def _judge_object(value: Any, schema: Mapping[str, Any], place: str) -> str:
    properties = schema.get("properties", {})
    missing = sorted(set(schema.get("required", ())) - set(value))
    unknown = [name for name in value if type(name) is not str or name not in properties]
    if missing or unknown:
        return f"{place}: {missing[0]} is missing" if missing else f"{place}: {unknown[0]!r} is not known"
    problems = (problem_with(item, properties[name], f"{place}.{name}") for name, item in value.items())
    return next((problem for problem in problems if problem), "")


def _nothing(value: Any, schema: Mapping[str, Any], place: str) -> str:
    del value, schema, place
    return ""


_JUDGES: Mapping[str, Callable[[Any, Mapping[str, Any], str], str]] = {
    "null": _nothing,
    "boolean": _nothing,
    "integer": _judge_number,
    "number": _judge_number,
    "string": _judge_text,
    "array": _judge_array,
    "object": _judge_object,
}
