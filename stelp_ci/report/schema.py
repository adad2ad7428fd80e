"""The JSON Schemas of `stelp-report.json` and of the agent rendering, generated from the types.

Regenerate with `python -m stelp_ci.report.schema docs/schema`.
"""

import sys
from pathlib import Path

import msgspec

from stelp_ci.model.report import SCHEMA_VERSION, Report
from stelp_ci.report.agent import AGENT_SCHEMA_VERSION, AgentReport

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def report_schema() -> str:
    """The schema of the evidence file."""
    return _schema(Report, id=f"urn:stelp-ci:schema:report:{SCHEMA_VERSION}", title="stelp-report.json")


def agent_schema() -> str:
    """The schema of the agent rendering."""
    return _schema(AgentReport, id=f"urn:stelp-ci:schema:agent:{AGENT_SCHEMA_VERSION}", title="stelp-ci agent report")


def _schema(type: type[Report] | type[AgentReport], *, id: str, title: str) -> str:
    head = {"$schema": DIALECT, "$id": id, "title": title}
    encoded = msgspec.json.encode(head | msgspec.json.schema(type))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def write_schemas(directory: Path) -> None:
    """Write both schemas below `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "stelp-report.schema.json").write_text(report_schema())
    (directory / "stelp-agent.schema.json").write_text(agent_schema())


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
