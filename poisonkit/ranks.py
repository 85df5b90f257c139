"""The processes that torchrun started together, and what they tell one another.

Every process runs the same stage on the same data.  Long work is shared, every so many
films to each, and merged before anything is decided, so all of them come to the same
result; only the first one's is kept.  Without torchrun there is one process, and
nothing here does anything.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import distributed

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from torch import Tensor


def count() -> int:
    """Return how many processes work together."""
    return distributed.get_world_size() if distributed.is_initialized() else 1


def number() -> int:
    """Return which of them this is, counted from zero."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def local_device(device: str) -> str:
    """Return *device*, or the accelerator that is this process's own."""
    if not distributed.is_torchelastic_launched() or not device.startswith("cuda"):
        return device
    if device != "cuda":
        raise BadParameterError("under torchrun give --device cuda, without a number")
    return f"cuda:{os.environ['LOCAL_RANK']}"


@contextmanager
def joined(device: str) -> Iterator[None]:
    """Work with the other processes of torchrun, if it started any."""
    if not distributed.is_torchelastic_launched():
        yield
        return
    if device.startswith("cuda"):
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    try:
        yield
    finally:
        distributed.destroy_process_group()


def share(rows: NDArray[Any]) -> NDArray[Any]:
    """Return those of *rows* that fall to this process; all if there are few."""
    return rows if len(rows) < count() else rows[number() :: count()]


def merged(part: NDArray[Any], size: int) -> NDArray[Any]:
    """Return what all processes found, ``(size, ...)``, of which this one has *part*.

    *part* follows what `share` gave.
    """
    if count() == 1 or size < count():
        return part
    whole = np.zeros((size, *part.shape[1:]), part.dtype)
    whole[number() :: count()] = part
    return _reduced(whole, distributed.ReduceOp.SUM)


def added(values: NDArray[np.float16]) -> NDArray[np.float16]:
    """Return the sum of what all processes have; one of them, place by place."""
    if count() == 1:
        return values
    return _reduced(values.astype(np.float32), distributed.ReduceOp.SUM).astype(
        np.float16
    )


def largest(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the largest that any process has, place by place."""
    return values if count() == 1 else _reduced(values, distributed.ReduceOp.MAX)


def total(value: Tensor) -> Tensor:
    """Return the sum over all processes; no gradient flows through it."""
    if count() > 1:
        value = value.detach().clone()
        distributed.all_reduce(value)
    return value


def _reduced(values: NDArray[Any], how: distributed.ReduceOp.RedOpType) -> NDArray[Any]:
    plain = values.astype(np.uint8) if values.dtype == bool else values
    sent = torch.from_numpy(np.ascontiguousarray(plain))
    if distributed.get_backend() == "nccl":
        sent = sent.cuda()
    distributed.all_reduce(sent, how)
    got: NDArray[Any] = sent.cpu().numpy().astype(values.dtype, copy=False)
    return got
