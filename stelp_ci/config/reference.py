"""docs/settings.md, generated from the types: `python -m stelp_ci.config.reference > docs/settings.md`."""

import sys
from collections.abc import Iterator

import msgspec
from msgspec import inspect as shape

from stelp_ci.config.load import SIZE_LIMIT
from stelp_ci.config.typed import bare, expected
from stelp_ci.model.settings import Settings

_INTRODUCTION = f"""\
# Settings

A project's decisions stand in `.stelp.yml` at the root of its repository. Without the file, every default below holds.
The defaults are the strict ones.

* **The base judges the head.** The file is read from the base commit. A change that edits it is judged by the settings
  it found, and the edit needs a human.
* **Nothing is skipped in silence.** An unknown key, a wrong type, a number out of bounds, a key given twice: each is an
  error with its path and line, and the exit code is 2.
* **Plain YAML only**: UTF-8, one document, at most {SIZE_LIMIT // 1024} KiB; no aliases, anchors, merge keys or tags.

`stelp-ci check --config FILE` judges by FILE instead; that is for trying settings out, and the report says so.
[schema/stelp-settings.schema.json](schema/stelp-settings.schema.json) is the JSON Schema of the file.

```yaml
version: 1
mode: observe          # compute and report everything, exit 0
execute:
  limits:
    wall_s: 120
  skip_marks: [database]
  environment:
    TZ: UTC
gates:
  untested: needs-human
```

This page is generated from the types in `stelp_ci/model/settings.py` by `make schema`.
"""


def reference_text() -> str:
    """The page as Markdown: an introduction, then one section per group of settings."""
    wanted = shape.type_info(Settings)
    assert isinstance(wanted, shape.StructType)  # noqa: S101 - narrows the type; Settings is a Struct
    return "\n".join([_INTRODUCTION, *_section(wanted, "", "")])


def _section(wanted: shape.StructType, path: str, purpose: str) -> Iterator[str]:
    yield f"## `{path}`" if path else "## Top level"
    yield ""
    if purpose:
        yield purpose + "\n"
    yield "| setting | value | default | meaning |\n|---|---|---|---|"
    groups: list[tuple[shape.StructType, str, str]] = []
    for field in wanted.fields:
        name = f"{path}.{field.name}" if path else field.name
        inner = bare(field.type)
        if isinstance(inner, shape.StructType):
            groups.append((inner, name, _meaning(field)))
        else:
            yield f"| `{name}` | {_value(inner)} | {_default(field)} | {_meaning(field)} |"
            entry = bare(inner.item_type) if isinstance(inner, shape.VarTupleType) else inner
            if isinstance(entry, shape.StructType):
                groups.append((entry, f"{name}[]", f"One entry of `{name}`."))
    yield ""
    for group in groups:
        yield from _section(*group)


def _meaning(field: shape.Field) -> str:
    match field.type:
        case shape.Metadata(extra_json_schema={"description": str() as meaning}):
            return meaning
        case _:
            raise AssertionError(f"{field.name} has no description in stelp_ci/model/settings.py")


def _value(wanted: shape.Type) -> str:
    match wanted:
        case shape.EnumType():
            return "one of " + ", ".join(f"`{member.value}`" for member in wanted.cls)
        case shape.VarTupleType():
            return f"a list; each entry is {expected(wanted.item_type)}"
        case shape.DictType():
            return (
                f"keys and values; each key is {expected(wanted.key_type)}; each value is {expected(wanted.value_type)}"
            )
        case _:
            return expected(wanted)


def _default(field: shape.Field) -> str:
    if field.required:
        return "has to be given"
    default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return f"`{msgspec.json.encode(default).decode()}`"


if __name__ == "__main__":
    sys.stdout.write(reference_text())
