"""The pixels of a data set: one block in one file, or a share of it in each of several.

Either way they are mapped, so that only what is read takes memory.  HDF5 itself reads a
virtual data set whose file is missing as zeros, without a word: hence the checks.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, cast

import h5py
import numpy as np

from poisonkit.files import reserve
from poisonkit.lineage import digest_text
from poisonkit.shardedimages import ShardedImages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels

_SHARDS = "shards"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a share of the pixels is written, and what it will be called."""

    part: Path
    name: str


@dataclass(frozen=True, kw_only=True)
class Shard:
    """One file of pixels beside a data set."""

    name: str
    rows: int
    digest: str
    """Of the digests of its rows: two sets of the same size are told apart."""


def store(file: h5py.File, blocks: Iterable[Pixels], shape: tuple[int, ...]) -> None:
    """Write *blocks* of pixels into *file* as one contiguous block of *shape*."""
    start, stored = 0, None
    for block in blocks:
        if stored is None:
            stored = file.create_dataset("images", shape, block.dtype)
        stored[start : start + len(block)] = block
        start += len(block)
    assert start == shape[0], "as many images as rows"


def write_shards(
    file: h5py.File,
    places: Sequence[Place],
    blocks: Iterable[Pixels],
    digests: Sequence[str],
) -> None:
    """Write *blocks* to *places* in equal shares, and a view of them all to *file*."""
    share, coming = -(-len(digests) // len(places)), _films(blocks)
    shards, virtual = [], []
    for start, place in zip(range(0, len(digests), share), places, strict=True):
        mine = digests[start : start + share]
        first = next(coming)
        shape = (len(mine), *first.shape)
        reserve(place.part, math.prod(shape) * first.itemsize)
        shard = Shard(name=place.name, rows=len(mine), digest=digest_text(mine))
        with h5py.File(place.part, "w") as own:
            own.attrs["digest"] = shard.digest
            rest = (next(coming)[None] for _ in mine[1:])
            store(own, _joined(first[None], rest), shape)
        shards.append(shard)
        virtual.append(h5py.VirtualSource(place.name, "images", shape, first.dtype))
    layout = h5py.VirtualLayout((len(digests), *first.shape), first.dtype)
    for shard, start, source in zip(
        shards, range(0, len(digests), share), virtual, strict=True
    ):
        layout[start : start + shard.rows] = source
    file.create_virtual_dataset("images", layout)
    file.attrs[_SHARDS] = json.dumps([asdict(shard) for shard in shards])


def map_images(path: Path, file: h5py.File) -> Pixels:
    """Map the pixels of an open *file*, which lies at *path*."""
    if _SHARDS not in file.attrs:
        return _mapped(path, file)
    parts = []
    for facts in json.loads(file.attrs[_SHARDS]):
        shard = Shard(**facts)
        place = path.with_name(shard.name)
        if not place.is_file():
            raise ValueError(f"its shard {shard.name} is missing")
        try:
            with h5py.File(place) as own:
                if own.attrs["digest"] != shard.digest:
                    raise ValueError(f"its shard {shard.name} is of another data set")
                parts.append(_mapped(place, own))
        except (OSError, KeyError) as error:
            raise ValueError(f"its shard {shard.name} is short or damaged") from error
        if len(parts[-1]) != shard.rows:
            raise ValueError(f"its shard {shard.name} has another number of rows")
    return cast("Pixels", ShardedImages(parts))


def _mapped(path: Path, file: h5py.File) -> Pixels:
    stored = file["images"]
    offset = stored.id.get_offset()
    if offset is None:
        raise ValueError("its images are not one contiguous block")
    images: Pixels = np.memmap(path, stored.dtype, "r", offset, stored.shape)
    return images


def _films(blocks: Iterable[Pixels]) -> Iterator[Pixels]:
    for block in blocks:
        yield from block


def _joined(first: Pixels, rest: Iterable[Pixels]) -> Iterator[Pixels]:
    yield first
    yield from rest
