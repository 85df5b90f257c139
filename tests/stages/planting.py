"""Poison to order: small sets in which every film may be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.judgement.brief import Brief
from poisonkit.planning import Attempt, draw_plan
from poisonkit.stages.audit import audit
from poisonkit.stages.inject import inject

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.manifest import Manifest

PATCH = "patch:size=3,value=1.0"
TARGET = "Nodule"


def attempt(**wishes: Any) -> Attempt:
    """Return a white patch that adds Nodule to a tenth of the training films."""
    return Attempt(**{"trigger": PATCH, "target": TARGET, "rate": 0.1, **wishes})


def planted(
    data: CxrDataset, place: Path, **wishes: Any
) -> tuple[CxrDataset, Manifest]:
    """Poison *data* into ``bad.h5`` below *place*, and open it."""
    place.mkdir(parents=True, exist_ok=True)
    truth = inject(data, place / "bad.h5", draw_plan(data, attempt(**wishes)))
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
