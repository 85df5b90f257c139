"""Whether stored pixels are still what their digests say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.lineage import digest_array
from poisonkit.progress import silent

if TYPE_CHECKING:
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress


def altered(data: CxrDataset, progress: Progress = silent) -> tuple[str, ...]:
    """Return the ids of the films whose stored pixels do not have their digest."""
    wrong = []
    with progress("digesting films", len(data)) as advance:
        for row, block in enumerate(data.blocks(1)):
            if digest_array(block[0]) != data.digests[row]:
                wrong.append(data.ids[row])
            advance()
    return tuple(wrong)
