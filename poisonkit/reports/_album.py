"""The pictures that go into a page: the gravest findings' first, as many as fit."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poisonkit.pictures import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord

_BUDGET = 6_000_000
"""Bytes of pictures in a page, so that it opens at once however much was found."""

_KINDS = {".png": "image/png", ".webp": "image/webp"}
_NAME = re.compile(r"(F[0-9]+)-([a-z]+(?:-[0-9]+)?)\.(?:png|webp)")


@dataclass(frozen=True)
class Album:
    """Pictures as data addresses, by finding and by what they show."""

    shown: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    """Findings that have pictures, but beyond what a page should weigh."""

    missing: frozenset[str] = frozenset()
    """Findings whose pictures are not where the audit put them."""


def album_of(record: AuditRecord, folder: Path) -> Album:
    """Return the pictures of *record* that lie below *folder*."""
    there = _files(folder / FOLDER)
    shown: dict[str, dict[str, str]] = {}
    left_out, missing, spent = set(), set(), 0
    for finding in record.findings:
        files = there.get(finding.id, {})
        if any(name not in files for name in _expected(finding)):
            missing.add(finding.id)
        weight = sum(path.stat().st_size for path in files.values())
        if spent + weight > _BUDGET:
            left_out.add(finding.id)
            continue
        spent += weight
        shown[finding.id] = {name: embedded(path) for name, path in files.items()}
    return Album(shown, frozenset(left_out), frozenset(missing))


def figure(folder: Path, name: str) -> str:
    """Return one of the audit's figures as a data address; empty if it is missing."""
    path = folder / FOLDER / f"{name}.png"
    return embedded(path) if path.is_file() else ""


def embedded(path: Path) -> str:
    """Return the picture at *path* as an address that holds all of it."""
    coded = base64.b64encode(path.read_bytes()).decode()
    return f"data:{_KINDS[path.suffix]};base64,{coded}"


def _files(place: Path) -> dict[str, dict[str, Path]]:
    """Return the pictures in *place* by finding and by what they show."""
    there: dict[str, dict[str, Path]] = {}
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if (named := _NAME.fullmatch(path.name)) and path.is_file():
            there.setdefault(named[1], {})[named[2]] = path
    return there


def _expected(finding: FindingRecord) -> list[str]:
    """Return pictures without which a finding cannot be judged by eye."""
    films = ["film-1"] if finding.samples else []
    return films + (["trigger"] if finding.where else [])
