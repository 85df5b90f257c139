"""What the demo computed, and where it is watched from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poisonkit.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.grading import Grade
    from poisonkit.manifest import Manifest
    from poisonkit.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Audited:
    """One audit, and how right it was."""

    record: AuditRecord
    grade: Grade
    report: Path


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """How many films of a kind arrived, and how many became suspects."""

    films: int
    suspects: int


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """Everything the demo computed."""

    manifest: Manifest
    measures: dict[str, dict[str, Any]]
    """Of the models ``backdoored``, ``twin`` and ``cleaned``."""

    poisoned: Audited
    control: Audited
    removed: int
    arrived: Mapping[str, Stopped]
    """Of the films that arrive at the backdoored model, by what was done to them."""


def _unheard(text: str) -> None:
    del text


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where the demo is watched from."""

    progress: Progress = silent
    say: Callable[[str], None] = _unheard
    """Hears what comes next."""
