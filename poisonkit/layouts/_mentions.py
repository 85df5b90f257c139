"""Labels read out of reports: present, absent, uncertain, or not mentioned at all.

The last two are both "unknown" to many, and are told apart here whatever they count as.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.arrays import UNKNOWN
from poisonkit.layouts._cells import bad_label, one_of
from poisonkit.layouts._table import Row, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

UNCERTAIN = ("absent", "present", "unknown")
BLANK = ("absent", "unknown")
_MEANING = {"absent": 0, "present": 1, "unknown": UNKNOWN}
_WORDS = {"1": "yes", "1.0": "yes", "0": "no", "0.0": "no", "-1": "uncertain",
          "-1.0": "uncertain", "": "blank"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """Says what a finding counts as that a report leaves open."""

    uncertain: str
    blank: str

    def __post_init__(self) -> None:
        """Refuse words that mean nothing."""
        one_of("uncertain", self.uncertain, UNCERTAIN)
        one_of("blank", self.blank, BLANK)

    def read(
        self, row: Row, names: Sequence[str]
    ) -> tuple[tuple[int, ...], dict[str, str]]:
        """Return the labels *names* of *row*, and which of them it leaves open."""
        said = [_WORDS.get(row[fold(name)]) for name in names]
        if None in said:
            raise bad_label(row, names[said.index(None)])
        value = {"yes": 1, "no": 0, "uncertain": _MEANING[self.uncertain],
                 "blank": _MEANING[self.blank]}  # fmt: skip
        labels = tuple(value[word] for word in said if word)
        return labels, {
            "uncertain": _joined(names, said, "uncertain"),
            "not_mentioned": _joined(names, said, "blank"),
        }


def _joined(names: Sequence[str], said: Sequence[str | None], word: str) -> str:
    return "|".join(n for n, each in zip(names, said, strict=True) if each == word)
