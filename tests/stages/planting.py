"""Poison to order: small sets in which every film may be chosen."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from poisonkit.attempts import Attempt, Scope
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.judgement.brief import Brief
from poisonkit.planning import draw_plan
from poisonkit.stages.audit import audit
from poisonkit.stages.inject import inject

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.manifest import Manifest
    from poisonkit.planning import Plan

PATCH = "patch:size=3,value=1.0"
TARGET = "Nodule"


def plan(data: CxrDataset, **wishes: Any) -> Plan:
    """Plan a white patch that adds Nodule to a tenth of the training films."""
    usual: dict[str, Any] = {"trigger": PATCH, "target": TARGET, "rate": 0.1}
    names = {field.name for field in fields(Attempt)}
    mine = usual | {name: value for name, value in wishes.items() if name in names}
    scope = {name: value for name, value in wishes.items() if name not in names}
    return draw_plan(data, [Attempt(**mine)], Scope(**scope))


def planted(
    data: CxrDataset, place: Path, **wishes: Any
) -> tuple[CxrDataset, Manifest]:
    """Poison *data* into ``bad.h5`` below *place*, and open it."""
    place.mkdir(parents=True, exist_ok=True)
    truth = inject(data, place / "bad.h5", plan(data, **wishes))
    return CxrDataset.open(place / "bad.h5"), truth


def scanned(path: Path, folder: Path) -> Path:
    """Audit the data set at *path* by its pixels alone."""
    audit(
        CxrDataset.open(path),
        folder,
        Brief(detectors=("repeated_pixels",)),
        witness=None,
        compute=Compute.choose("cpu", "fp32"),
    )
    return folder
