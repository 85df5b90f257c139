"""What of a data set is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.lineage import digest_array
from poisonkit.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress


_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What is not as it should be: ids of films, by what is wrong with them."""

    images: int
    altered: tuple[str, ...] = ()
    """Their stored pixels are not what was stored."""

    changed: tuple[str, ...] = ()
    """Their file, or what its table says of it, is not what was read."""

    relabelled: tuple[str, ...] = ()
    """Their labels, patient or split are not those of the table."""

    gone: tuple[str, ...] = ()
    """They are in the data set but not in its source or manifest."""

    new: tuple[str, ...] = ()
    """They are in the source, but neither in the data set nor in its quarantine."""

    misplaced: tuple[str, ...] = ()
    """Their footprint is not where the trigger puts it."""

    unmarked: tuple[str, ...] = ()
    """Their header does not say that they are a rehearsal under this manifest."""

    @property
    def sound(self) -> bool:
        """Whether all is as it should be."""
        return not any(self._kinds().values())

    def sentence(self) -> str:
        """Return the outcome on one line."""
        if self.sound:
            return f"all {self.images:,} films are as they were stored"
        kinds = self._kinds().items()
        return "; ".join(_told(what, ids) for what, ids in kinds if ids)

    def _kinds(self) -> dict[str, tuple[str, ...]]:
        return {
            "with other pixels than were stored": self.altered,
            "changed since they were read": self.changed,
            "with another label, patient or split": self.relabelled,
            "with the trigger elsewhere": self.misplaced,
            "without this manifest's mark": self.unmarked,
            "not found": self.gone,
            "that are new": self.new,
        }


def altered(data: CxrDataset, progress: Progress = silent) -> tuple[str, ...]:
    """Return the ids of the films whose stored pixels do not have their digest."""
    wrong = []
    with progress("digesting films", len(data)) as advance:
        for row, block in enumerate(data.blocks(1)):
            if digest_array(block[0]) != data.digests[row]:
                wrong.append(data.ids[row])
            advance()
    return tuple(wrong)


def _told(what: str, ids: Iterable[str]) -> str:
    names = list(ids)
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    return f"{len(names):,} films {what}: {shown}"
