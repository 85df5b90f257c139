"""Batch normalisation over the films of all processes, not of each one alone.

PyTorch's own `SyncBatchNorm` does this on accelerators and refuses processors; there,
the same is done here.  With it, a batch that is shared among processes is normalised as
one process would have done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from poisonkit import ranks

if TYPE_CHECKING:
    from torch import Tensor


def share_statistics(model: nn.Module, device: str) -> None:
    """Let the normalisations of *model* see all processes' films."""
    if ranks.count() == 1:
        return
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.BatchNorm2d):
                setattr(parent, name, _shared(child, device))


def _shared(own: nn.BatchNorm2d, device: str) -> nn.Module:
    if device != "cpu":
        synced: nn.Module = nn.SyncBatchNorm.convert_sync_batchnorm(own)
        return synced
    shared = _SharedBatchNorm(own.num_features, own.eps, own.momentum)
    shared.to(own.weight)
    shared.load_state_dict(own.state_dict())
    return shared


class _SharedBatchNorm(nn.BatchNorm2d):
    """Means and variances over the whole batch, wherever its films are."""

    def forward(self, maps: Tensor) -> Tensor:
        """Return normalised maps ``(n, c, h, w)``."""
        if not self.training or ranks.count() == 1:
            return super().forward(maps)
        given = maps if maps.dtype == torch.float64 else maps.float()
        found: tuple[Tensor, Tensor, Tensor] = _Normalised.apply(
            given, self.weight, self.bias, self.eps
        )
        normal, mean, variance = found
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        assert self.momentum is not None
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance, self.momentum)
        self.num_batches_tracked.add_(1)
        return normal.to(maps.dtype)


class _Normalised(torch.autograd.Function):
    """weight (x - mean) / sqrt(variance + eps) + bias, over all processes' films.

    Passes over the maps are PyTorch's own kernels; what they find about this process's
    films is added up over all in double precision.
    """

    @staticmethod
    def forward(
        ctx: Any, maps: Tensor, weight: Tensor, bias: Tensor, eps: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return normalised maps, and mean and unbiased variance ``(c,)``."""
        own, spread = torch.batch_norm_update_stats(maps, None, None, 0.0)
        size, mean, variance = _of_all(maps.numel() // maps.shape[1], own, spread)
        normal, _, _ = torch.native_batch_norm(
            maps, weight, bias, mean, variance, training=False, momentum=0.0, eps=eps
        )
        ctx.save_for_backward(maps, weight, mean, torch.rsqrt(variance + eps))
        ctx.size = size
        unbiased = variance * size / (size - 1)
        ctx.mark_non_differentiable(mean, unbiased)
        return normal, mean, unbiased

    @staticmethod
    def backward(ctx: Any, *pulls: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradients of maps, weight and bias.

        For the maps: weight (dy - mean(dy) - y mean(dy y)) / sqrt(variance + eps), y
        normalised and the means over all; written as a dy + b x + c.
        """
        (maps, weight, mean, scale), pull = ctx.saved_tensors, pulls[0]
        _, slope, level = torch.ops.aten.native_batch_norm_backward(
            pull, maps, weight, None, None, mean, scale,
            train=True, eps=0.0, output_mask=[False, True, True],
        )  # fmt: skip
        all_slope, all_level = ranks.total(torch.stack([slope, level])) / ctx.size
        by_pull = weight * scale
        by_maps = -by_pull * scale * all_slope
        rest = -by_pull * all_level - by_maps * mean
        found = torch.addcmul(_wide(rest), maps, _wide(by_maps))
        return found.addcmul_(pull, _wide(by_pull)), slope, level, None


def _of_all(size: int, mean: Tensor, variance: Tensor) -> tuple[float, Tensor, Tensor]:
    """Return the count, mean and variance of all processes' values, channel by channel.

    Sums of squares are about zero, taken in double precision.
    """
    mean, spread = mean.double(), variance.double()
    sums = torch.stack([torch.ones_like(mean), mean, spread + mean.square()]) * size
    count, first, second = ranks.total(sums)
    middle = first / count
    whole = (second / count - middle.square()).clamp(min=0)
    return float(count[0]), middle.to(variance), whole.to(variance)


def _wide(values: Tensor) -> Tensor:
    """Return one value a channel as it goes with maps."""
    return values[:, None, None]
