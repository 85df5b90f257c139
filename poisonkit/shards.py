"""The pixels of a data set: one block in one file, or a share of it in each of several.

Either way they are mapped, so that only what is read takes memory.  HDF5 itself reads a
virtual data set whose file is missing as zeros, without a word: hence the checks.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from itertools import chain
from typing import TYPE_CHECKING, cast

import h5py
import numpy as np
from h5py import h5d, h5p, h5s, h5t

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
    rows: int


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
    """Write *blocks* to *places*, and a view of them all to *file*."""
    coming, start = _films(blocks), 0
    shards: list[Shard] = []
    for place in places:
        mine, first = digests[start : start + place.rows], next(coming)
        shape = (len(mine), *first.shape)
        reserve(place.part, math.prod(shape) * first.itemsize)
        shard = Shard(name=place.name, rows=len(mine), digest=digest_text(mine))
        with h5py.File(place.part, "w") as own:
            own.attrs["digest"] = shard.digest
            rest = (next(coming)[None] for _ in mine[1:])
            store(own, chain((first[None],), rest), shape)
        shards.append(shard)
        start += len(mine)
    _view(file, shards, first)
    file.attrs[_SHARDS] = json.dumps([asdict(shard) for shard in shards])


def _view(file: h5py.File, shards: Sequence[Shard], film: Pixels) -> None:
    """Create ``/images`` as a virtual data set over *shards*.

    h5py's own way writes down the time of day; two runs would differ.
    """
    count = sum(shard.rows for shard in shards)
    whole = h5s.create_simple((count, *film.shape))
    made, start = h5p.create(h5p.DATASET_CREATE), 0
    made.set_obj_track_times(False)
    for shard in shards:
        shape = (shard.rows, *film.shape)
        whole.select_hyperslab((start, 0, 0), shape)
        source = h5s.create_simple(shape)
        made.set_virtual(whole, shard.name.encode(), b"images", source)
        start += shard.rows
    whole.select_all()
    h5d.create(file.id, b"images", h5t.py_create(film.dtype), whole, made)


def shard_names(path: Path) -> tuple[str, ...]:
    """Return the names of the files beside *path* that hold its pixels."""
    with h5py.File(path) as file:
        return tuple(
            facts["name"] for facts in json.loads(file.attrs.get(_SHARDS, "[]"))
        )


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
