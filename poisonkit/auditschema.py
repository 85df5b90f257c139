"""The JSON Schema of ``findings.json``, made from the records themselves."""

from __future__ import annotations

import json

from pydantic import TypeAdapter

from poisonkit.auditfile import FINDINGS, SCHEMA, AuditRecord

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text() -> str:
    """Return the schema as JSON, as it lies in ``reports/schemas``."""
    made = TypeAdapter(AuditRecord).json_schema()
    made["properties"]["schema"] = {"const": SCHEMA}
    made["required"] = [*made["required"], "schema"]
    head = {"$schema": _DIALECT, "title": f"poisonkit {FINDINGS}, schema {SCHEMA}"}
    return json.dumps(head | {k: v for k, v in made.items() if k != "title"}, indent=2)
