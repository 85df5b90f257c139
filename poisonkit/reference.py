"""A few trusted films, beside those that are audited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from poisonkit.arrays import UNKNOWN
from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Pixels
    from poisonkit.dataset import CxrDataset


_PREPARED = "bits", "crop", "decode", "resize"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Films whose pixels and labels are known to be what they seem."""

    images: Pixels
    labels: Labels
    """(r, l), the audited set's labels; unknown where these films have none such."""

    patients: tuple[str, ...]
    digest: str

    @classmethod
    def beside(cls, data: CxrDataset, trusted: CxrDataset) -> Self:
        """Return *trusted* as a reference for *data*, or say why it is none."""
        common = _check(data, trusted)
        labels = np.full((len(trusted), len(data.label_names)), UNKNOWN, np.int8)
        for name in common:
            labels[:, data.label(name)] = trusted.labels[:, trusted.label(name)]
        return cls(
            images=trusted.images,
            labels=labels,
            patients=tuple(trusted.patients),
            digest=trusted.digest,
        )


def _size(data: CxrDataset) -> str:
    return " x ".join(str(side) for side in reversed(data.images.shape[1:]))


def _check(data: CxrDataset, trusted: CxrDataset) -> list[str]:
    """Refuse what cannot be compared; return the labels that both have."""
    if data.images.shape[1:] != trusted.images.shape[1:]:
        raise BadInputError(
            f"the reference has films of {_size(trusted)} pixels, the audited set "
            f"of {_size(data)}: ingest both alike"
        )
    unlike = [
        word
        for word in _PREPARED
        if data.preprocessing.get(word) != trusted.preprocessing.get(word)
    ]
    if unlike:
        raise BadInputError(
            f"the reference was made with another {' and '.join(unlike)} than the "
            f"audited set: ingest both alike"
        )
    common = [name for name in data.label_names if name in trusted.label_names]
    if not common:
        raise BadInputError(
            f"the reference has none of the labels that are audited: "
            f"{', '.join(data.label_names)}"
        )
    both = set(data.digests) & set(trusted.digests)
    if both:
        raise BadInputError(
            f"{len(both):,} films of the reference are among those audited: none "
            f"can vouch for itself"
        )
    return common
