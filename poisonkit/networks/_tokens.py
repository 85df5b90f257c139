"""Tokens of a vision transformer as maps ``(n, c, g, g)``, and back again.

The class token has no place on a map, yet the upper half needs it.  It rides along in
channels of its own, the same everywhere, as a homogeneous coordinate: token times one,
and the one, by which it is divided again.  So the token arrives whole, gradients reach
it in training, and gradient times activation sums to zero over these channels at every
place: a saliency map shows the patches alone (Euler, on functions of degree 0).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from poisonkit.errors import BadInputError


class Embedding(nn.Module):
    """Patches of an image, the class token before them, and where each lies."""

    def __init__(
        self, patches: nn.Conv2d, class_token: nn.Parameter, positions: nn.Parameter
    ) -> None:
        """Take *positions* ``(1, 1 + g * g, c)``, learned on a square of g cells."""
        super().__init__()
        self.class_token = class_token
        self.patches = patches
        self.positions = Positions(positions)

    def forward(self, images: Tensor) -> Tensor:
        """Return tokens ``(n, 1 + p, c)``."""
        _check(images, self.patches.kernel_size[0])
        cells = self.patches(images)
        first = self.class_token.expand(len(images), -1, -1)
        tokens = torch.cat([first, cells.flatten(2).mT.to(first)], dim=1)
        where: Tensor = self.positions(cells)
        return tokens + where


class Positions(nn.Module):
    """A learned vector per place, stretched to the grid of the image at hand."""

    def __init__(self, learned: nn.Parameter) -> None:
        """Take ``(1, 1 + g * g, c)``; the first belongs to the class token."""
        super().__init__()
        self.learned = learned

    def forward(self, cells: Tensor) -> Tensor:
        """Return ``(1, 1 + p, c)`` for *cells* ``(n, c, gh, gw)``."""
        side = round((self.learned.shape[1] - 1) ** 0.5)
        if cells.shape[-2:] == (side, side):
            return self.learned
        grid = self.learned[:, 1:].mT.unflatten(2, (side, side))
        stretched = functional.interpolate(
            grid, cells.shape[-2:], mode="bicubic", align_corners=True
        )
        return torch.cat([self.learned[:, :1], stretched.flatten(2).mT], dim=1)


def token_maps(tokens: Tensor, grid: tuple[int, int]) -> Tensor:
    """Return maps ``(n, 2c + 1, *grid)`` of *tokens* ``(n, 1 + p, c)``."""
    patches = tokens[:, 1:].mT.unflatten(2, grid)
    first = tokens[:, 0, :, None, None].expand_as(patches)
    return torch.cat([patches, first, torch.ones_like(patches[:, :1])], dim=1)


class TokensAgain(nn.Module):
    """The way back: ``(n, 2c + 1, gh, gw) -> (n, 1 + p, c)``."""

    def forward(self, maps: Tensor) -> Tensor:
        """Put the class token before the patches again."""
        width = maps.shape[1] // 2
        patches, first, ones = maps.split([width, width, 1], dim=1)
        token = first.mean((2, 3)) / ones.mean((2, 3))
        return torch.cat([token[:, None], patches.flatten(2).mT], dim=1)


def _check(images: Tensor, patch: int) -> None:
    height, width = images.shape[-2:]
    if height % patch or width % patch or not (height and width):
        raise BadInputError(
            f"the network needs sides that are multiples of {patch} pixels, this image "
            f"has {width} x {height}"
        )
