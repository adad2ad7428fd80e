"""The JSON Schema of `.stelp.yml`, generated from the types: `python -m stelp_ci.config.schema > FILE`."""

import json
import sys
from typing import Any

import msgspec

from stelp_ci.model.settings import Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def settings_schema() -> dict[str, Any]:
    """The schema that editors and `check-jsonschema` can hold a settings file against."""
    return {"$schema": DIALECT, "title": "Settings of stelp-ci (.stelp.yml)", **msgspec.json.schema(Settings)}


def schema_text() -> str:
    """The schema as the file docs/schema/stelp-settings.schema.json holds it."""
    return json.dumps(settings_schema(), indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
