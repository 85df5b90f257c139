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
        normal, mean, variance = _Normalised.apply(given, self.eps)
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        assert self.momentum is not None
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance, self.momentum)
        self.num_batches_tracked.add_(1)
        weight, bias = self.weight[:, None, None], self.bias[:, None, None]
        return torch.addcmul(bias, normal, weight).to(maps.dtype)


class _Normalised(torch.autograd.Function):
    """(x - mean) / sqrt(variance + eps), both of all processes' films.

    Gradients: (dy - mean(dy) - y mean(dy y)) / sqrt(variance + eps), the means again of
    all.  Sums are taken in double precision, so that how films are shared out does not
    show.
    """

    @staticmethod
    def forward(ctx: Any, maps: Tensor, eps: float) -> tuple[Tensor, Tensor, Tensor]:
        """Return normalised maps, and mean and unbiased variance ``(c,)``."""
        size = ranks.total(torch.tensor(float(maps.numel() // maps.shape[1])))
        mean = (_sum(maps) / size).to(maps)
        apart = maps - mean[:, None, None]
        variance = _sum(apart.square()) / size
        scale = torch.rsqrt(variance + eps).to(maps)
        normal = apart * scale[:, None, None]
        ctx.save_for_backward(normal, scale, size)
        unbiased = (variance * size / (size - 1)).to(maps)
        ctx.mark_non_differentiable(mean, unbiased)
        return normal, mean, unbiased

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        """Return the gradient of the maps."""
        (normal, scale, size), pull = ctx.saved_tensors, gradients[0]
        level = (_sum(pull) / size).to(pull)[:, None, None]
        slope = (_sum(pull * normal) / size).to(pull)[:, None, None]
        return (pull - level - normal * slope) * scale[:, None, None], None


def _sum(maps: Tensor) -> Tensor:
    """Return the sums over films and places of all processes, ``(c,)``."""
    return ranks.total(maps.sum((0, 2, 3), dtype=torch.float64))
