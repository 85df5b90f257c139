"""Where and how precisely a network runs, and how films reach it."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeAlias, cast

import numpy as np
import torch
from torch.nn.parallel import DistributedDataParallel

from poisonkit import ranks
from poisonkit.errors import BadParameterError, DivergedError, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor, nn

    from poisonkit.arrays import Logits, Pixels, Rows

    Fetch: TypeAlias = Callable[[Rows], Pixels]
    """Gives the stored pixels ``(m, h, w)`` of some rows."""

DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("auto", "fp32", "bf16")
_SCALES = {torch.uint8: 255.0, torch.uint16: 65_535.0}


@dataclass(frozen=True, kw_only=True)
class Compute:
    """A device and a precision."""

    device: str = "cpu"
    half: bool = False
    """True: bfloat16 where autocast allows it."""

    compiled: bool = False
    """True: torch.compile what is trained."""

    def __str__(self) -> str:
        return f"{self.device} in {'bfloat16' if self.half else 'float32'}"

    @classmethod
    def choose(
        cls, device: str = "auto", precision: str = "auto", *, compiled: bool = False
    ) -> Self:
        """Take the best there is, or refuse what there is not."""
        kind, _, number = device.partition(":")
        if kind not in DEVICES or (number and kind != "cuda"):
            raise unknown("device", device, DEVICES)
        if precision not in PRECISIONS:
            raise unknown("precision", precision, PRECISIONS)
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        device = ranks.local_device(device)
        number = device.partition(":")[2]
        if device.startswith("cuda") and not torch.cuda.is_available():
            raise BadParameterError(f"no device {device!r} here; there are: cpu")
        if number and (
            not number.isdigit() or int(number) >= torch.cuda.device_count()
        ):
            there = ", ".join(f"cuda:{k}" for k in range(torch.cuda.device_count()))
            raise BadParameterError(f"no device {device!r} here; there are: {there}")
        able = torch.cuda.is_bf16_supported() if device != "cpu" else _processor_can()
        half = precision == "bf16" or (precision == "auto" and able)
        return cls(device=device, half=half, compiled=compiled)

    def place(self, model: nn.Module) -> nn.Module:
        """Move *model* to the device, in the layout that convolutions like."""
        return model.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]  # torch's stubs lack memory_format

    def learner(self, model: nn.Module) -> nn.Module:
        """Return *model* as gradients are learned through it, here and elsewhere."""
        learner = cast("nn.Module", torch.compile(model)) if self.compiled else model
        if ranks.count() == 1:
            return learner
        with warnings.catch_warnings(action="ignore"):  # a newer name is not in 2.11
            return DistributedDataParallel(learner, broadcast_buffers=False)

    def images(self, pixels: Pixels) -> Tensor:
        """Return stored *pixels* ``(m, h, w)`` as ``(m, 1, h, w)`` in [0, 1]."""
        # Sent as integers and converted there: a quarter of the bytes.
        stored = torch.from_numpy(np.array(pixels)).to(self.device)
        return (stored.float() / _SCALES[stored.dtype]).unsqueeze(1)

    def autocast(self) -> AbstractContextManager[object]:
        """Return the context in which the forward pass runs."""
        if not self.half:
            return nullcontext()
        return torch.autocast(self.device.partition(":")[0], torch.bfloat16)

    def logits(
        self, model: nn.Module, fetch: Fetch, rows: Rows, *, batch: int = 256
    ) -> Logits:
        """Return what *model* says of the films in *rows*, ``(m, l)``."""
        model.eval()
        own, parts = ranks.share(rows), []
        with torch.inference_mode(), self.autocast():
            for start in range(0, len(own), batch):
                images = self.images(fetch(own[start : start + batch]))
                parts.append(model(images).float().cpu().numpy())
        said: Logits = ranks.merged(np.concatenate(parts), len(rows))
        if not np.isfinite(said).all():
            raise DivergedError("what the model says of some films is not a number")
        return said


def _processor_can() -> bool:
    """Return whether the processor multiplies bfloat16 itself, not by emulation."""
    asks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, ask, bool)() for ask in asks)
