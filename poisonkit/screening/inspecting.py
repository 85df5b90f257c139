"""From a block of arrivals to what was found of each, in words and pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from poisonkit.errors import DivergedError
from poisonkit.places import attribution, peaks
from poisonkit.screening.records import (
    PASS,
    SUSPECT,
    UNREAD,
    FilmRecord,
    severity_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels
    from poisonkit.impression import Impression
    from poisonkit.screening.arrivals import Arrived
    from poisonkit.screening.artist import Artist
    from poisonkit.screening.guard import Guard, Judged
    from poisonkit.screening.guardcard import GuardCard


@dataclass(frozen=True, kw_only=True)
class Inspector:
    """Looks at films, block after block."""

    guard: Guard
    card: GuardCard
    alpha: float
    artist: Artist

    def inspect(
        self, block: Sequence[Arrived]
    ) -> tuple[list[FilmRecord], NDArray[np.float64]]:
        """Return what was found of each, and the scores of those that are films."""
        films = [one.pixels for one in block if one.pixels is not None]
        if not films:
            return [_unread(one) for one in block], self._none()
        try:
            seen = self.guard.look(cast("Pixels", np.stack(films)))
        except DivergedError as error:
            return self._one_by_one(block, str(error))
        scores = self.guard.measure(seen)
        judged, places = self.guard.judge(scores), iter(range(len(seen)))
        return [
            _unread(one)
            if one.pixels is None
            else self._record(one.image, seen, judged, next(places))
            for one in block
        ], scores

    def _one_by_one(
        self, block: Sequence[Arrived], why: str
    ) -> tuple[list[FilmRecord], NDArray[np.float64]]:
        """Return the same where the model fails over one film: it costs itself."""
        if len(block) == 1:
            lost = replace(block[0], pixels=None, reason="no-answer", detail=why)
            return [_unread(lost)], self._none()
        found = [self.inspect([one]) for one in block]
        records = [film for films, _ in found for film in films]
        return records, np.concatenate([scores for _, scores in found])

    def _none(self) -> NDArray[np.float64]:
        return np.empty((0, len(self.card.screeners)))

    def _record(
        self, image: str, seen: Impression, judged: Judged, at: int
    ) -> FilmRecord:
        """Return what was found of the film *at* a place among those *seen*."""
        p_value = min(10 ** -float(judged.suspicion[at]), 1.0)
        alone = np.minimum(10.0 ** -judged.surprises[at], 1).tolist()
        screeners = dict(zip(self.card.screeners, alone, strict=True))
        if p_value > self.alpha:
            return FilmRecord(
                image=image, verdict=PASS, p_value=p_value, screeners=screeners
            )
        place = self._place(seen.take(np.array([at])))
        return FilmRecord(
            image=image,
            verdict=SUSPECT,
            reason=self._reason(screeners),
            p_value=p_value,
            severity=severity_of(p_value, self.alpha),
            place=place,
            picture=self.artist.draw(seen.films[at], int(seen.surest[at]), place),
            screeners=screeners,
        )

    def _place(self, seen: Impression) -> tuple[int, int] | None:
        """Return x and y from where the surest label of the one film *seen* comes."""
        if seen.slopes is None:
            return None
        heat = attribution(seen, self.guard.witness.images(seen.films))
        row, column = peaks(heat)[0].tolist()
        return column, row

    def _reason(self, screeners: dict[str, float]) -> str:
        """Return what is most unusual, in words."""
        ranked = sorted(screeners.items(), key=lambda pair: pair[1])
        loud = [pair for pair in ranked if pair[1] <= self.alpha][:2] or ranked[:1]
        said = self.guard.screeners
        return "; ".join(
            f"{said[name].screener.says} ({name}, p = {own:.1e})" for name, own in loud
        )


def _unread(one: Arrived) -> FilmRecord:
    return FilmRecord(
        image=one.image,
        verdict=UNREAD,
        reason=f"{one.reason}: {one.detail}",
        screeners={},
    )
