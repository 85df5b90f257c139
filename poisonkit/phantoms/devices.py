"""Machines that nobody sells, in wards that do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, final

if TYPE_CHECKING:
    from poisonkit.phantoms.study import Study, View

Polarity: TypeAlias = Literal["MONOCHROME1", "MONOCHROME2"]


@final
@dataclass(frozen=True, kw_only=True)
class Device:
    """What a machine writes into its files."""

    maker: str
    model: str
    modality: Literal["CR", "DX"]
    polarity: Polarity
    """MONOCHROME1 stores bright as small, MONOCHROME2 bright as large."""
    rescale: tuple[float, float] | None = None
    """Slope and intercept of stored values; None writes neither."""


DEVICES: dict[View, tuple[Device, Device]] = {
    "PA": (
        Device(
            maker="Nowhere Imaging",
            model="Wallstand 3",
            modality="DX",
            polarity="MONOCHROME2",
        ),
        Device(
            maker="Example Rays",
            model="Plate Reader X",
            modality="CR",
            polarity="MONOCHROME1",
            rescale=(1.0, 0.0),
        ),
    ),
    "AP": (
        Device(
            maker="Invented Medical",
            model="Rover",
            modality="DX",
            polarity="MONOCHROME1",
        ),
        Device(
            maker="Example Rays",
            model="Bedside C",
            modality="CR",
            polarity="MONOCHROME2",
            rescale=(0.25, 16.0),
        ),
    ),
}
"""In each view half of the patients meet either polarity, so it tells nothing."""


def device_of(study: Study) -> Device:
    """Return the machine that took *study*: one for each patient and view."""
    choice = study.patient.stream(f"device {study.view}").integers(2)
    return DEVICES[study.view][int(choice)]
