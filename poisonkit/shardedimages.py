"""Pixels that lie in several files, read as if they were one array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels


class ShardedImages:
    """Mapped arrays ``(m, h, w)`` of one type, one after the other, read only.

    It takes the indexes that a mapped array takes; what comes back is an array.
    """

    ndim = 3

    def __init__(self, parts: Sequence[Pixels]) -> None:
        """Join *parts*, of which there is at least one."""
        self.parts = tuple(parts)
        self.starts = np.cumsum([0, *map(len, parts)])
        self.dtype = parts[0].dtype
        self.shape = (int(self.starts[-1]), *parts[0].shape[1:])
        self.size = int(np.prod(self.shape))

    def __len__(self) -> int:
        return int(self.starts[-1])

    def __iter__(self) -> Iterator[Pixels]:
        for part in self.parts:
            yield from part

    def __array__(self, dtype: Any = None, copy: Any = None) -> NDArray[Any]:
        del copy  # always
        return np.concatenate(self.parts).astype(dtype or self.dtype, copy=False)

    def __getitem__(self, key: Any) -> Any:
        first, *rest = key if isinstance(key, tuple) else (key,)
        if first is Ellipsis or first is None:
            raise IndexError("shards are indexed by their rows first")
        if isinstance(first, int | np.integer):
            part, row = self._place(range(len(self))[int(first)])
            return self.parts[part][(row, *rest)]
        if isinstance(first, slice):
            return self._run(range(len(self))[first], tuple(rest))
        if any(not isinstance(each, slice | int) for each in rest):
            raise IndexError("shards take one array of indexes, for their rows")
        return self._some(np.arange(len(self))[first], tuple(rest))

    def _place(self, row: int) -> tuple[int, int]:
        part = int(np.searchsorted(self.starts, row, "right")) - 1
        return part, row - int(self.starts[part])

    def _run(self, rows: range, rest: tuple[Any, ...]) -> NDArray[Any]:
        if rows.step != 1:
            return self._some(np.array(rows, np.int64), rest)
        pieces = [
            part[(slice(max(0, rows.start - start), max(0, rows.stop - start)), *rest)]
            for part, start in zip(self.parts, self.starts.tolist(), strict=False)
        ]
        whole = [piece for piece in pieces if len(piece)]
        return whole[0] if len(whole) == 1 else np.concatenate(pieces)

    def _some(self, rows: NDArray[np.integer], rest: tuple[Any, ...]) -> NDArray[Any]:
        parts = np.searchsorted(self.starts, rows, "right") - 1
        sample = self.parts[0][(slice(0, 0), *rest)]
        found = np.empty((len(rows), *sample.shape[1:]), self.dtype)
        for number in np.unique(parts):
            mine = parts == number
            chosen = self.parts[number][rows[mine] - self.starts[number]]
            found[mine] = chosen[(slice(None), *rest)]
        return found
