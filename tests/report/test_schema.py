import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from stelp_ci.report import schema
from stelp_ci.report.registry import Format, render

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"
GENERATED = {"stelp-report.schema.json": schema.report_schema, "stelp-agent.schema.json": schema.agent_schema}


@pytest.mark.parametrize("name", GENERATED)
def test_the_schema_in_the_documentation_is_the_one_of_the_types(name):
    hint = "run `python -m stelp_ci.report.schema docs/schema`"
    assert (SCHEMAS / name).read_text() == GENERATED[name](), hint


def test_the_command_writes_both_schemas(tmp_path):
    subprocess.run([sys.executable, "-m", "stelp_ci.report.schema", str(tmp_path)], check=True)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        name: make() for name, make in GENERATED.items()
    }


@pytest.mark.parametrize("make", GENERATED.values())
def test_a_schema_is_a_schema_with_a_versioned_name(make):
    document = json.loads(make())
    jsonschema.Draft202012Validator.check_schema(document)
    assert document["$id"].startswith("urn:stelp-ci:schema:")
    assert document["$id"].endswith(":1")


@pytest.mark.parametrize(("format", "make"), [(Format.JSON, schema.report_schema), (Format.AGENT, schema.agent_schema)])
def test_every_sample_is_valid(samples, sample, format, make):
    document = json.loads(render(samples.SAMPLES[sample](), format))
    jsonschema.validate(document, json.loads(make()), cls=jsonschema.Draft202012Validator)


def test_a_report_with_an_unknown_field_or_verdict_is_invalid(samples):
    validator = jsonschema.Draft202012Validator(json.loads(schema.report_schema()))
    document = json.loads(render(samples.honest_pass(), Format.JSON))
    assert validator.is_valid(document)
    assert not validator.is_valid(document | {"approved": True})
    assert not validator.is_valid(document | {"verdict": document["verdict"] | {"decision": "approved"}})
