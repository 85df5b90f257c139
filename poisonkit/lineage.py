"""Where a file comes from: the block that every output carries.

It holds no path, no time and no machine, so the same inputs and the same seed give the
same bytes wherever they are processed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

from poisonkit import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """The stage that wrote a file, its parameters, and the digests it started from."""

    stage: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The digest of each input, by the part it plays: data, model, manifest."""

    seed: int | None = None
    version: str = __version__

    def text(self) -> str:
        """Return the block as JSON on one line."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `text` wrote."""
        return cls(**json.loads(text))


def digest_array(values: NDArray[np.generic]) -> str:
    """Return the sha256 of the bytes of *values*."""
    return hashlib.sha256(values.tobytes()).hexdigest()


def digest_text(parts: Iterable[str]) -> str:
    """Return the sha256 of *parts*; where one ends and the next begins counts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{len(part)}:{part}".encode())
    return whole.hexdigest()


def digest_file(path: Path) -> str:
    """Return the sha256 of a file, read in blocks."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()
