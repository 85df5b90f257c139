"""A guard and incoming films in; what is unusual about each out."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.files import write_json, writing_folder
from poisonkit.finding import Severity
from poisonkit.lineage import Lineage
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.screening.artist import Artist
from poisonkit.screening.drift import drift_of
from poisonkit.screening.inspecting import Inspector
from poisonkit.screening.records import (
    SCORES,
    SCREENING,
    SUSPECT,
    UNREAD,
    ScoreTable,
    Screening,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.screening.arrivals import Arrived
    from poisonkit.screening.guard import Guard
    from poisonkit.screening.guardcard import GuardCard
    from poisonkit.screening.records import FilmRecord


@dataclass
class _Tally:
    """What has been found so far."""

    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    severities: set[str] = field(default_factory=set)
    scores: list[NDArray[np.float64]] = field(default_factory=list)

    def count(self, film: FilmRecord) -> None:
        self.verdicts[film.verdict] += 1
        if film.verdict == UNREAD:
            self.reasons[film.reason.partition(":")[0]] += 1
        if film.severity:
            self.severities.add(film.severity)

    @property
    def worst(self) -> str:
        found = [each for each in Severity if each in self.severities]
        return found[-1] if found else ""


def screen(  # noqa: PLR0913 - who, what, where, how strictly, and who listens
    guard: Guard,
    card: GuardCard,
    arriving: Iterable[list[Arrived]],
    out: Path,
    *,
    alpha: float = 0.01,
    told: Callable[[FilmRecord], None],
    force: bool = False,
) -> Screening:
    """Look at films block by block as they arrive; each is *told* at once.

    A share of *alpha* of clean films becomes suspect.
    """
    watch, tally = Stopwatch(), _Tally()
    with writing_folder(out, force=force) as folder:
        artist = Artist(
            witness=guard.witness, label_names=card.label_names, folder=folder
        )
        inspector = Inspector(guard=guard, card=card, alpha=alpha, artist=artist)
        table = ScoreTable(folder / SCORES, card.screeners)
        try:
            for block in arriving:
                films, scores = inspector.inspect(block)
                for film in films:
                    table.add(film)
                    tally.count(film)
                    told(film)
                tally.scores.append(scores)
        finally:
            table.close()
        watch.lap("screen")
        screening = _concluded(guard, card, tally, alpha)
        write_json(folder / SCREENING, asdict(screening))
        write_run_record(folder, "screen", watch, model=card.model_digest)
    return screening


def _concluded(guard: Guard, card: GuardCard, tally: _Tally, alpha: float) -> Screening:
    scores = np.concatenate([np.empty((0, len(card.screeners))), *tally.scores])
    suspicion = guard.judge(scores).suspicion if len(scores) else np.empty(0)
    inputs = card.lineage["inputs"]
    lineage = Lineage(stage="screen", parameters={"alpha": alpha}, inputs=inputs)
    return Screening(
        films=sum(tally.verdicts.values()),
        suspects=tally.verdicts[SUSPECT],
        unread=tally.verdicts[UNREAD],
        alpha=alpha,
        passes=guard.passes,
        drift=drift_of(guard.tails, scores, suspicion),
        model_digest=card.model_digest,
        reference_digest=inputs["reference"],
        lineage=asdict(lineage),
        worst=tally.worst,
        reasons=dict(sorted(tally.reasons.items())),
    )
