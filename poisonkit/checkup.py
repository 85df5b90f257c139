"""What this machine can do: versions, decoders, devices, and what could be added."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Self

import torch

from poisonkit import __version__
from poisonkit.codecs import codecs
from poisonkit.compute import Compute

if TYPE_CHECKING:
    from poisonkit.codecs import Codec

_LIBRARIES = (
    "torch", "torchvision", "numpy", "scipy", "scikit-learn", "captum", "h5py",
    "pydicom", "imagecodecs", "pillow", "safetensors", "pydantic", "click",
)  # fmt: skip
_EXTRAS = {
    "fast-png": ("kornia-rs", "decodes PNG about twice as fast"),
    "distributed": ("distributed", "ingests on a dask cluster (--cluster)"),
}


@dataclass(frozen=True, kw_only=True)
class Extra:
    """An optional part of poisonkit."""

    name: str
    does: str
    installed: str | None
    """The version of what it brings, if that is here."""


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """One look at the machine."""

    poisonkit: str
    python: str
    system: str
    processors: int
    libraries: dict[str, str | None]
    devices: tuple[str, ...]
    """With the one that is used by default first, and its precision."""

    codecs: tuple[Codec, ...]
    extras: tuple[Extra, ...]

    @classmethod
    def now(cls) -> Self:
        """Look at the machine."""
        return cls(
            poisonkit=__version__,
            python=platform.python_version(),
            system=f"{platform.system()} {platform.machine()}",
            processors=os.cpu_count() or 1,
            libraries={name: _version(name) for name in _LIBRARIES},
            devices=_devices(),
            codecs=codecs(),
            extras=tuple(
                Extra(name=name, does=does, installed=_version(package))
                for name, (package, does) in _EXTRAS.items()
            ),
        )

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return what kinds of films cannot be read here."""
        return tuple(codec.name for codec in self.codecs if not codec.uses)


def _devices() -> tuple[str, ...]:
    cards = [
        f"cuda:{number}, {torch.cuda.get_device_name(number)}"
        for number in range(torch.cuda.device_count())
    ]
    return (str(Compute.choose()), *cards)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
