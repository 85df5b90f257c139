"""Who said that a finding shall stop nobody, as ``findings.json`` holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SuppressionRecord:
    """Who said, and until when, that a finding shall stop nobody."""

    reason: str
    reviewer: str
    expires: str
    """The last day, as 2026-12-31."""
