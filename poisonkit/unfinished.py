"""A training between two epochs, on disk: what is left when a process is killed.

``NAME.unfinished/`` beside the run holds ``state.pt``, the losses of every epoch, and a
checkpoint that can be used as it is.  ``state.pt`` is written last and read without
running anything that is in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from poisonkit import ranks
from poisonkit.checkpoint import CARD, WEIGHTS
from poisonkit.errors import BadInputError, OutputError
from poisonkit.files import refusal, writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.arrays import Losses

STATE = "state.pt"
_OURS = (STATE, "losses-*.npy", WEIGHTS, CARD)


def beside(run: Path) -> Path:
    """Return where an unfinished training of *run* is kept."""
    return run.absolute().with_name(f"{run.name}.unfinished")


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """Where a training is kept, and what it is a training of."""

    place: Path
    terms: dict[str, Any]
    """All that must be the same for it to go on."""

    def keep(
        self, state: dict[str, Any], traces: Losses, checkpoint: Callable[[Path], None]
    ) -> None:
        """Keep what there is after an epoch; *checkpoint* writes the model."""
        if ranks.number():
            return
        try:
            self.place.mkdir(parents=True, exist_ok=True)
            np.save(self._trace(state["epoch"]), traces.astype(np.float16))
            checkpoint(self.place)
        except OSError as error:
            raise refusal(self.place, self.place, error) from error
        with writing(self.place / STATE, force=True) as part:
            torch.save({"terms": json.dumps(self.terms), **state}, part)

    def read(self) -> dict[str, Any]:
        """Return what was kept last, or say why there is nothing to go on from."""
        path = self.place / STATE
        if not path.exists():
            raise BadInputError(
                f"nothing to resume: there is no {path}; start without --resume"
            )
        try:
            state: dict[str, Any] = torch.load(
                path, map_location="cpu", weights_only=True
            )
            terms = json.loads(state["terms"])
        except Exception as error:
            raise BadInputError(f"{path} is damaged; start without --resume") from error
        wanted = json.loads(json.dumps(self.terms))  # tuples become lists
        other = [key for key in wanted if terms.get(key) != wanted[key]]
        if other:
            raise BadInputError(
                f"{self.place} is of another training: it differs in "
                f"{', '.join(other)}; give the same, or start without --resume"
            )
        found: dict[str, Any] = state
        return found

    def check_free(self) -> None:
        """Refuse to start anew over what is kept."""
        if (self.place / STATE).exists():
            raise OutputError(
                f"{self.place} holds an unfinished training; go on with --resume, or "
                f"discard it with --force"
            )

    def traces(self, epoch: int) -> Losses:
        """Return the losses of *epoch*, as they were kept."""
        try:
            kept = np.load(self._trace(epoch), allow_pickle=False)
        except (OSError, ValueError) as error:
            raise BadInputError(
                f"{self._trace(epoch)} is missing or damaged; start without --resume"
            ) from error
        found: Losses = kept.astype(np.float32)
        return found

    def remove(self) -> None:
        """Forget everything that was kept, and nothing else that lies there."""
        if ranks.number() or not self.place.is_dir():
            return
        for pattern in _OURS:
            for file in self.place.glob(pattern):
                file.unlink()
        if not any(self.place.iterdir()):
            self.place.rmdir()

    def _trace(self, epoch: int) -> Path:
        return self.place / f"losses-{epoch:04d}.npy"
