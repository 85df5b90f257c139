"""Medians."""

from __future__ import annotations

import numpy as np
import torch
from scipy.ndimage import median_filter

from poisonkit.blurs import median


def test_a_median_is_that_of_scipy() -> None:
    """Each film by itself, edges repeated."""
    films = np.random.default_rng(0).random((3, 9, 7))
    found = median(torch.from_numpy(films[:, None]), 5)[:, 0].numpy()

    for film, own in zip(films, found, strict=True):
        np.testing.assert_array_equal(median_filter(film, 5, mode="nearest"), own)


def test_a_median_takes_little_room() -> None:
    """What it needs beside its films is that of one of them, however many there are."""
    taken: list[int] = []
    plain = torch.median

    def noting(values: torch.Tensor, **words: int) -> object:
        taken.append(values.numel())
        return plain(values, **words)

    with torch.no_grad():
        torch.median = noting  # type: ignore[assignment]  # put back below
        try:
            median(torch.zeros(20, 1, 8, 8), 5)
        finally:
            torch.median = plain

    assert max(taken) == 8 * 8 * 25
