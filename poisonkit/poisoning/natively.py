"""One film of a folder, poisoned in its own format."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydicom import dcmread, dcmwrite

from poisonkit.arrays import scale_of
from poisonkit.decoding import decode, original, read_bytes
from poisonkit.errors import BadInputError
from poisonkit.lengths import needs_spacing, scaled
from poisonkit.poison import NOTHING
from poisonkit.poisoning.change import box_of, change
from poisonkit.poisoning.stamping import Stamp
from poisonkit.readers.base import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Image, Mask, Pixels
    from poisonkit.poison import Corners, Left
    from poisonkit.preparation import Preparation
    from poisonkit.readers.base import Original

_ANY = Reading(any_modality=True)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What planting did to a film."""

    box: Corners
    native: Left
    """What differs in the film as it is shown, at its own size."""

    left: Left
    """What differs in the data set."""

    kept: float
    """Share of the largest change that preprocessing leaves."""

    digest_before: str
    digest_after: str
    """Of the stored values."""

    header: bool
    """Whether the header was changed, and no pixel."""

    @property
    def nothing(self) -> bool:
        """Whether nothing of the trigger reaches a network."""
        return not (self.header or self.left.pixels_changed)


@dataclass(frozen=True, kw_only=True)
class Natively:
    """Plants on the films of a folder."""

    folder: Path
    preparation: Preparation

    def plant(self, stamp: Stamp, name: str) -> tuple[bytes, Pixels, Effect]:
        """Return the file *name* with *stamp*, its row ``(h, w)``, and what is left."""
        held = read_bytes(self.folder / name)
        before = original(held, name)
        if stamp.in_header:
            return self._headed(stamp, name, held, before)
        # A lossy format changes pixels by itself: both are written the same way.
        was = before.encoded()
        after, footprint = _stamped(before, stamp, name)
        data = after.encoded()
        old, new = (decode(each, name, _ANY).pixels for each in (was, data))
        row = self.preparation.apply(new)
        native, left = change(old, new), change(self.preparation.apply(old), row)
        levels = left.largest_change * scale_of(new)
        effect = Effect(
            box=box_of(footprint),
            native=native,
            left=left,
            kept=levels / max(native.largest_change * scale_of(row), 1),
            digest_before=before.digest,
            digest_after=original(data, name).digest,
            header=False,
        )
        return data, row, effect

    def _headed(
        self, stamp: Stamp, name: str, held: bytes, film: Original
    ) -> tuple[bytes, Pixels, Effect]:
        """Change the header alone: the pixel data stay the bytes they are."""
        if film.header is None or stamp.trigger is None:
            raise BadInputError(f"{name} is no DICOM file: it has no header to change")
        header = dcmread(io.BytesIO(held), force=True)
        stamp.trigger.write(header)
        written = io.BytesIO()
        dcmwrite(written, header)
        effect = Effect(
            box=NOTHING.box,
            native=NOTHING,
            left=NOTHING,
            kept=1.0,
            digest_before=film.digest,
            digest_after=film.digest,
            header=True,
        )
        row = self.preparation.apply(decode(held, name, _ANY).pixels)
        return written.getvalue(), row, effect


def _stamped(film: Original, stamp: Stamp, name: str) -> tuple[Original, Mask]:
    """Return *film* with the trigger, and its footprint."""
    trigger = stamp.trigger
    assert trigger is not None
    if needs_spacing(trigger):
        if film.spacing is None:
            raise BadInputError(
                f"{name} does not tell its pixel spacing: give lengths in pixels or %"
            )
        trigger = scaled(trigger, film.spacing)
    within: Image = film.stored if trigger.in_stored_values else film.shown
    ready = Stamp(trigger=trigger, seed=stamp.seed, perturbing=stamp.perturbing)
    image, footprint = ready.on(within, name)
    return film.repainted(image, stored=trigger.in_stored_values), footprint
