"""What attacking a film takes of memory, and what there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch

from poisonkit.errors import BadInputError, BadParameterError

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import Model

_BACKWARD = 2
"""What a forward and backward pass takes, over what it keeps in between."""

_SHARE = 0.5
"""Of the free memory; the rest is for whoever else is there."""

_ANY = 1 << 30
"""Films, where nothing is known of them or of the memory."""

_MEMINFO, _GROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup")


def fitting(cost: int, free: int | None) -> int:
    """Return how many films of *cost* bytes each fit into *free* bytes."""
    if free is None or not cost:
        return _ANY
    room = int(free * _SHARE) // (cost * _BACKWARD)
    if not room:
        raise BadInputError(
            f"not even one film fits into memory: it takes about "
            f"{cost * _BACKWARD / 2**20:,.0f} MiB, and half of "
            f"{free / 2**20:,.0f} MiB may be used; use smaller films or a smaller model"
        )
    return room


def smaller(size: int) -> int:
    """Return half of *size*, which did not fit."""
    if size == 1:
        raise BadInputError(
            "not even one film fits into the memory of this device; use smaller films "
            "or a smaller model"
        )
    return size // 2


def too_many(size: int, room: int) -> BadParameterError:
    """Return the error for *size* films, of which only *room* fit."""
    return BadParameterError(
        f"{size} films at a time do not fit into memory, {room} do: --batch-size {room}"
    )


def cost_of(model: Model, images: Tensor) -> int:
    """Return the bytes that a forward pass keeps for its backward pass, per film."""
    one, two = (_kept(model, images.expand(count, -1, -1, -1)) for count in (1, 2))
    return max(two - one, 0)


def _kept(model: Model, images: Tensor) -> int:
    """Return the bytes kept for the backward pass, each storage counted once."""
    storages: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        storages[storage.data_ptr()] = storage.nbytes()
        return tensor

    hooks = torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor)
    with torch.enable_grad(), hooks:
        kept = model(images.clone().requires_grad_())
    del kept
    return sum(storages.values())


def free_memory() -> int | None:
    """Return the bytes that are free for this process; None where nobody knows."""
    try:
        lines = _MEMINFO.read_text(encoding="ascii").splitlines()
        told = dict(line.split(":", 1) for line in lines)
        free = int(told["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
    try:
        limit, used = (
            int((_GROUP / name).read_text(encoding="ascii"))
            for name in ("memory.max", "memory.current")
        )
    except (OSError, ValueError):  # no such group, or no limit: "max"
        return free
    return min(free, limit - used)
