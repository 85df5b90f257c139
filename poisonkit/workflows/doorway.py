"""The last act of the demo: films arrive, and some of them were tampered with."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from poisonkit.dataset import Split
from poisonkit.poisoning.planters import OnDataset
from poisonkit.preparation import Preparation
from poisonkit.screening.arrivals import Receiving, in_blocks, named_in, received
from poisonkit.screening.guardfile import save_guard
from poisonkit.screening.records import SUSPECT
from poisonkit.screening.rehearsal import LEVEL, Rehearsal
from poisonkit.stages.fit_screen import fit_screen
from poisonkit.stages.screen import screen
from poisonkit.workflows.demonstration import Stopped

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Pixels, Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.manifest import Manifest
    from poisonkit.screening.guard import Guard
    from poisonkit.screening.records import FilmRecord
    from poisonkit.workflows.demonstration import Stage

CLEAN, ATTACKED, TRIGGERED = "clean", "attacked", "triggered"
COUNTS = {CLEAN: 16, ATTACKED: 12, TRIGGERED: 12}
EPS = 2
"""Grey levels of 255 that the attack changes at most."""

ALPHA, _LIMIT = 0.01, 60.0


@dataclass(frozen=True, kw_only=True)
class Doorway:
    """A model at work, clean films, and what is done to some that arrive."""

    folder: Path
    run: Path
    clean: CxrDataset
    truth: Manifest
    seed: int
    compute: Compute
    stage: Stage

    def screened(self) -> dict[str, Stopped]:
        """Learn, let films arrive, screen them, and count by what was done to them."""
        rows = self._arriving()
        self.stage.say("screen: learn what clean films look like to the model")
        guard, card = fit_screen(
            self.run,
            self.clean,
            without=np.concatenate(list(rows.values())),
            seed=self.seed,
            compute=self.compute,
            progress=self.stage.progress,
        )
        save_guard(self.folder / "screen.pk", guard, card, force=False)
        kinds = self._write(guard, rows)
        self.stage.say(f"screen: {len(kinds)} films arrive")
        named, _ = named_in([self.folder / "incoming"])
        receiving = Receiving(preparation=Preparation(**card.preparation))
        found: list[FilmRecord] = []
        screen(
            guard,
            card,
            received(in_blocks(named), receiving, workers=1, limit=_LIMIT),
            self.folder / "screened",
            alpha=ALPHA,
            told=found.append,
        )
        return {kind: _stopped(found, kinds, kind) for kind in COUNTS}

    def _arriving(self) -> dict[str, Rows]:
        """Return the rows of test films by what will be done to them."""
        column = self.clean.labels[:, self.clean.label(self.truth.target)]
        order = np.random.default_rng(self.seed).permutation(
            self.clean.rows(Split.TEST)
        )
        absent = order[column[order] == 0]
        triggered = absent[: COUNTS[TRIGGERED]]
        others = np.setdiff1d(order, triggered, assume_unique=True)
        count = COUNTS[CLEAN]
        return {
            CLEAN: np.sort(others[:count]),
            ATTACKED: np.sort(others[count : count + COUNTS[ATTACKED]]),
            TRIGGERED: np.sort(triggered),
        }

    def _write(
        self,
        guard: Guard,
        rows: dict[str, Rows],
    ) -> dict[str, str]:
        """Write the films as they arrive; return what was done to each, by its name."""
        rehearsal = Rehearsal(witness=guard.witness, seed=self.seed)
        plant = OnDataset(data=self.clean, seed=self.seed)
        films: dict[str, Pixels] = {
            CLEAN: self.clean.images[rows[CLEAN]],
            ATTACKED: rehearsal.attacked(
                f"pgd:eps={EPS * LEVEL}", self.clean.images[rows[ATTACKED]]
            ),
            TRIGGERED: plant(self.truth.plants[0], rows[TRIGGERED]),
        }
        place = self.folder / "incoming"
        place.mkdir()
        pairs = [(kind, film) for kind, some in films.items() for film in some]
        order = np.random.default_rng(self.seed).permutation(len(pairs))
        kinds: dict[str, str] = {}
        for number, at in enumerate(order.tolist(), start=1):
            kind, film = pairs[at]
            name = f"film-{number:02d}.png"
            Image.fromarray(film).save(place / name)
            kinds[name] = kind
        with (self.folder / "incoming.truth.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("image", "kind"), *kinds.items()])
        return kinds


def _stopped(found: list[FilmRecord], kinds: dict[str, str], kind: str) -> Stopped:
    own = [film for film in found if kinds[film.image] == kind]
    return Stopped(
        films=len(own), suspects=sum(film.verdict == SUSPECT for film in own)
    )
