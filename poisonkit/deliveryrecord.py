"""What ``findings.json`` says of the films that an earlier audit had not seen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DeliveryRecord:
    """What is new since an earlier audit; findings speak of these films alone."""

    audit: str
    """The digest of the earlier audit's findings."""

    images: tuple[str, ...]
    patients: int
    """Of the new films."""

    earlier_findings: int
    """Findings of earlier films alone, which are left out."""
