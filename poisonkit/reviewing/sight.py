"""What the audited model looks at on a film, when somebody asks."""

from __future__ import annotations

from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.checkpoint import Run
    from poisonkit.dataset import CxrDataset
    from poisonkit.networks.base import Classifier
    from poisonkit.seer import Seer

_REMEMBERED = 4096
"""Maps kept in memory; each is a few hundred bytes."""

_FIRST = "hires_cam"
"""The method that is shown unless another is asked for, as in `explain`."""


class Sight:
    """Asks the model of an audit; torch is loaded with the first question."""

    def __init__(self, data: CxrDataset, probe: Run | None) -> None:
        """Take the films and the *probe*, or whom the audit asked; maybe nobody."""
        self._data = data
        self._probe = probe
        self._lock = Lock()
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._look)
        self._seers: dict[str, Seer] = {}

    @property
    def can(self) -> bool:
        """Whether there is a probe to ask."""
        return self._probe is not None

    def methods(self) -> tuple[str, ...]:
        """Return the saliency methods there are; none without a probe."""
        if self._probe is None:
            return ()
        from poisonkit.saliency import SALIENCY  # noqa: PLC0415 - torch waits

        return tuple(
            sorted(SALIENCY.modules(), key=lambda name: (name != _FIRST, name))
        )

    def warm(self) -> None:
        """Load torch and the probe now, so that the first map comes soon."""
        if self._probe is not None:
            with self._lock:
                self._model  # noqa: B018 - it is made and kept

    def map(self, row: int, label: int, method: int) -> tuple[int, bytes]:
        """Return cells a side and what speaks for a label, row by row, of one byte."""
        methods = self.methods()
        if not (label < len(self._data.label_names) and method < len(methods)):
            raise BadInputError("there is no such label or method")
        with self._lock:
            return self._remembered(row, label, methods[method])

    def _look(self, row: int, label: int, method: str) -> tuple[int, bytes]:
        film = np.asarray(self._data.images[row])
        ((_, _, heat),) = self._seer(method).looks(
            film, (self._data.label_names[label],)
        )
        strongest = max(float(heat.max()), 1e-9)
        levels = np.rint(heat / strongest * 255).astype(np.uint8)
        return len(levels), levels.tobytes()

    def _seer(self, method: str) -> Seer:
        from poisonkit.compute import Compute  # noqa: PLC0415 - as above
        from poisonkit.saliency import SALIENCY  # noqa: PLC0415 - as above
        from poisonkit.seer import Seer  # noqa: PLC0415 - as above

        if method not in self._seers:
            names, model = self._model
            self._seers[method] = Seer(
                names=names,
                model=model,
                member=SALIENCY.create(method),
                compute=Compute(),
            )
        return self._seers[method]

    @cached_property
    def _model(self) -> tuple[tuple[str, ...], Classifier]:
        from poisonkit.checkpoint import Checkpoint  # noqa: PLC0415 - as above
        from poisonkit.compute import Compute  # noqa: PLC0415 - as above

        assert self._probe is not None
        card = Checkpoint.read(self._probe)
        card.check(self._data)
        model = card.load(self._probe)
        Compute().place(model)
        return card.label_names, model


def asked_by(record: AuditRecord, probe: Path, model: Run | None) -> Run | None:
    """Return the model that an audit asked: its *probe*, if there, or *model*.

    Raises BadInputError for a model that it did not ask.
    """
    if model is None:
        return probe if probe.is_dir() else None
    from poisonkit.checkpoint import model_digest  # noqa: PLC0415 - torch waits

    if model_digest(model) != record.model_digest:
        raise BadInputError("the model is not the one that this audit asked")
    return model
