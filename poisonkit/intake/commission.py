"""What exactly is to be done with a source, once its table is read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from poisonkit import __version__
from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError, OutputError
from poisonkit.intake.filming import Filming, facts
from poisonkit.intake.sizing import first_size
from poisonkit.intake.taking import unfinished
from poisonkit.patients import Disguise, patient_key
from poisonkit.preparation import Preparation
from poisonkit.readers.base import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.intake.sources import Order, Work
    from poisonkit.layouts.base import Entry
    from poisonkit.listing import Listing


@dataclass(frozen=True, kw_only=True)
class Commission:
    """The work, and what will be said of it in the data set."""

    filming: Filming
    preprocessing: dict[str, Any]
    parameters: dict[str, Any]
    plan: str
    """The keyed digest of all that decides what comes out, but the files' content."""

    finished: bool
    """Whether it has been done already, and is only to be looked through."""

    @classmethod
    def of(
        cls,
        listing: Listing,
        entries: Sequence[Entry],
        order: Order,
        destination: Path,
    ) -> Self:
        """Settle what *order* leaves open, and check what is to be taken over."""
        preparation, reading = _settled(listing.folder, entries, order)
        disguise = Disguise(key=patient_key(order.key), seed=order.seed)
        preprocessing, parameters = _described(preparation, disguise, order)
        films = (part for entry in entries for part in facts(entry))
        whole = json.dumps([__version__, preprocessing, parameters, order.seed])
        plan = disguise.fingerprint(whole, *films)
        finished = _finished(order.work, destination, plan)
        since = destination if finished else order.work.since
        if since:
            made = preprocessing | parameters | {"seed": order.seed}
            _check(CxrDataset.open(since), since, made)
        return cls(
            filming=Filming(
                folder=listing.folder.absolute(),
                preparation=preparation,
                disguise=disguise,
                reading=reading,
                since=since.absolute() if since else None,
            ),
            preprocessing=preprocessing,
            parameters=parameters | {"plan": plan},
            plan=plan,
            finished=finished,
        )


def _described(
    preparation: Preparation, disguise: Disguise, order: Order
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the data set will say of its preprocessing and its making."""
    preprocessing = asdict(preparation) | {
        "decode": "reduced" if order.fast_decode else "full",
    }
    parameters = {
        "layout": order.layout,
        "map": list(order.map),
        "any_modality": order.any_modality,
        "key": key_mark(disguise),
    }
    return preprocessing, parameters


def key_mark(disguise: Disguise) -> str:
    """Return eight digits by which a key is known again, and nothing of it."""
    return disguise.fingerprint("the key itself")[:8]


def _settled(
    folder: Path, entries: Sequence[Entry], order: Order
) -> tuple[Preparation, Reading]:
    """Return how films are prepared and read, once the size is known."""
    reading = Reading(any_modality=order.any_modality)
    limit = order.work.limit
    size = order.size or first_size(folder, entries, reading, limit)
    if order.fast_decode:
        reading = replace(reading, reduced_to=size)
    preparation = Preparation(
        size=size, bits=order.bits, crop=order.crop, resize=order.resize
    )
    return preparation, reading


def _finished(work: Work, destination: Path, plan: str) -> bool:
    """Return whether to resume means to look through a result that is whole."""
    if not (work.resume and destination.is_file()):
        return False
    if unfinished(destination).exists():
        return False
    if CxrDataset.open(destination).lineage.parameters.get("plan") != plan:
        raise OutputError(
            f"{destination} exists already, and is of other films or options; "
            f"replace it with --force"
        )
    return True


def _check(old: CxrDataset, path: Path, made: dict[str, Any]) -> None:
    """Refuse an *old* data set whose rows would not be what they are *made* now."""
    then = {**old.lineage.parameters, **old.preprocessing, "seed": old.lineage.seed}
    # Layout and map make labels, which are taken from the table anyway.
    free = {"layout", "map"}
    then["version"], made["version"] = old.lineage.version, __version__
    differ = sorted(n for n in made if n not in free and made[n] != then.get(n))
    if differ or not old.fingerprints:
        what = ", ".join(differ) or "fingerprints"
        raise BadInputError(
            f"{path} cannot be built upon: it was made with another {what}; "
            f"ingest into a new file instead"
        )
