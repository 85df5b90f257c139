"""What evidence from elsewhere does not hold: detectors that need it are skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.evidence import Need

if TYPE_CHECKING:
    from poisonkit.evidencefile import EvidenceFile


def lacking_in(file: EvidenceFile, needs: frozenset[Need]) -> str | None:
    """Return why *needs* are not met by *file*, or None if they are."""
    if Need.LOSSES in needs and file.losses is None:
        return "the model came without loss traces of this data"
    for need, array in (
        (Need.SALIENCY, file.maps),
        (Need.GRADIENTS, file.gradients),
        (Need.ACTIVATIONS, file.activations),
        (Need.RESIDUALS, file.activations),
    ):
        if need in needs and not array.shape[-1]:
            return f"the evidence that was given holds no {need}"
    if Need.RESIDUALS in needs and not file.head.shape[-1]:
        return "the activations that were given are not those of the last layer"
    return None
