"""One entry of ``suppressions.toml``: what somebody answers for, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from poisonkit.errors import BadInputError, unknown
from poisonkit.suppressionrecord import SuppressionRecord

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditrecords import FindingRecord

_WHAT, _WHY = ("finding", "samples"), ("reason", "reviewer", "expires")
_FINGERPRINT, _DIGEST = re.compile(r"[0-9a-f]{16}"), re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """One entry."""

    finding: str
    """A fingerprint; empty where films are named."""

    samples: frozenset[str]
    reason: str
    reviewer: str
    expires: date
    """The last day on which it counts."""

    def __str__(self) -> str:
        """Return what it is about, for a message."""
        films = f"{len(self.samples):,} film{'s' * (len(self.samples) != 1)}"
        return f"the suppression of {self.finding or films} ({self.reason})"

    def concerns(self, finding: FindingRecord) -> bool:
        """Return whether it names *finding* or one of its films."""
        films = {sample.digest for sample in finding.samples}
        return finding.fingerprint == self.finding or bool(films & self.samples)

    def record(self) -> SuppressionRecord:
        """Return what is written beside a finding."""
        return SuppressionRecord(
            reason=self.reason, reviewer=self.reviewer, expires=str(self.expires)
        )


def entry_of(table: dict[str, Any], path: Path) -> Suppression:
    """Return one entry, or say in one line what is wrong with it."""
    for key in table:
        if key not in _WHAT + _WHY:
            raise unknown(f"key in {path}", key, _WHAT + _WHY)
    if missing := [key for key in _WHY if not table.get(key)]:
        raise BadInputError(f"{path}: an entry has no {' and no '.join(missing)}")
    if len(set(_WHAT) & set(table)) != 1:
        raise BadInputError(f"{path}: an entry names either a finding or samples")
    finding, samples = table.get("finding", ""), table.get("samples", [])
    if "finding" in table and not _matches(_FINGERPRINT, finding):
        raise BadInputError(f"{path}: {finding!r} is no fingerprint of a finding")
    films = samples if isinstance(samples, list) else [samples]
    strange = [film for film in films if not _matches(_DIGEST, film)]
    if strange or not (finding or films):
        what = repr(strange[0]) if strange else "an empty list"
        raise BadInputError(f"{path}: {what} is no digest of a film's pixels")
    expires = table["expires"]
    if not isinstance(expires, date) or isinstance(expires, datetime):
        raise BadInputError(f"{path}: expires is a day, such as 2026-12-31: {expires}")
    texts = {key: " ".join(str(table[key]).split()) for key in ("reason", "reviewer")}
    return Suppression(
        finding=finding, samples=frozenset(films), expires=expires, **texts
    )


def _matches(form: re.Pattern[str], text: Any) -> bool:
    return isinstance(text, str) and form.fullmatch(text) is not None
