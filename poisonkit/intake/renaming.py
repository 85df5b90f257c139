"""Label names as the user wants them: renamed, and merged where two become one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import UNKNOWN
from poisonkit.errors import BadParameterError, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poisonkit.layouts.base import Table


NAMING = ("uncertain", "not_mentioned", "votes")
"""Columns beside the labels that name some of them, with ``|`` between two."""


def parse_map(wishes: Sequence[str]) -> dict[str, str]:
    """Return ``{"old": "new"}`` for wishes of the form ``old=new``."""
    pairs: dict[str, str] = {}
    for wish in wishes:
        old, sign, new = wish.rpartition("=")
        if not sign or not old.strip() or not new.strip():
            raise BadParameterError(f"a map is written OLD=NEW, not {wish!r}")
        if old.strip() in pairs:
            raise BadParameterError(f"the label {old.strip()!r} is mapped twice")
        pairs[old.strip()] = new.strip()
    return pairs


def renamed(table: Table, pairs: Mapping[str, str]) -> Table:
    """Return *table* with its labels called as *pairs* say.

    Where several become one it is present if any of them is, absent if all are, and
    otherwise unknown.  It stands where the first of them stood.
    """
    for old in pairs:
        if old not in table.label_names:
            raise unknown("label", old, table.label_names)
    if not pairs:
        return table
    names = [pairs.get(name, name) for name in table.label_names]
    kept = list(dict.fromkeys(names))
    columns = [[k for k, name in enumerate(names) if name == new] for new in kept]
    seen: dict[tuple[int, ...], tuple[int, ...]] = {}

    def merged(labels: tuple[int, ...]) -> tuple[int, ...]:
        if labels not in seen:
            row = np.array(labels)
            seen[labels] = tuple(_merged(row[some].tolist()) for some in columns)
        return seen[labels]

    entries = tuple(
        replace(
            entry,
            labels=merged(entry.labels),
            boxes=tuple(
                replace(b, label=pairs.get(b.label, b.label)) for b in entry.boxes
            ),
            meta=_meta(entry.meta, pairs),
        )
        for entry in table.entries
    )
    return replace(table, label_names=tuple(kept), entries=entries)


def _meta(meta: Mapping[str, str], pairs: Mapping[str, str]) -> Mapping[str, str]:
    """Return *meta* with the labels that it names called as *pairs* say."""
    if not any(column in meta for column in NAMING):
        return meta
    renamed = dict(meta)
    for column in NAMING:
        words = [word for word in meta.get(column, "").split("|") if word]
        if words:
            renamed[column] = "|".join(_name(word, pairs) for word in words)
    return renamed


def _name(word: str, pairs: Mapping[str, str]) -> str:
    """Return ``new 2/3`` for ``old 2/3``, and ``new`` for ``old``."""
    name, _, votes = word.rpartition(" ")
    if name in pairs and "/" in votes:
        return f"{pairs[name]} {votes}"
    return pairs.get(word, word)


def _merged(values: Sequence[int]) -> int:
    if 1 in values:
        return 1
    return UNKNOWN if UNKNOWN in values else 0
