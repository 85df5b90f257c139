"""The evidence of each group, and of innocent samples to compare it with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.evidence import FROM_A_MODEL, Evidence, Need
from poisonkit.evidencefile import Why
from poisonkit.filmindex import FilmIndex
from poisonkit.films import Films
from poisonkit.finding import EVERYTHING, Group
from poisonkit.judgement.lacking import lacking_in
from poisonkit.judgement.residues import FREED, Residues
from poisonkit.speaking import speaking_for

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.dataset import CxrDataset
    from poisonkit.evidencefile import EvidenceFile
    from poisonkit.judgement.hosts import Asked
    from poisonkit.reference import Reference


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One data set on the auditor's bench, with what a model showed of it."""

    data: CxrDataset
    file: EvidenceFile | None = None
    """None: no model was asked, and what needs one is skipped."""

    asked: Asked | None = None
    reference: Reference | None = None

    def joined_by(self, file: EvidenceFile, asked: Asked | None) -> Bench:
        """Return it with what a model showed; what films share is not searched anew."""
        bench = replace(self, file=file, asked=asked)
        vars(bench)["index"] = self.index
        return bench

    @cached_property
    def films(self) -> Films:
        """The films of the whole set."""
        return Films(self.data.images, self.data.patient_numbers)

    @cached_property
    def index(self) -> FilmIndex:
        """What the films share, the same for every detector."""
        return FilmIndex(self.films)

    @cached_property
    def residues(self) -> Residues:
        """What the model shows beyond what is known of the films."""
        assert self.file is not None
        return Residues(data=self.data, file=self.file)

    def groups(self) -> list[Group]:
        """Return both sides of every label."""
        names, sides = self.data.label_names, (True, False)
        return [Group(name, present) for name in names for present in sides]

    def lacks(self, needs: frozenset[Need]) -> str | None:
        """Return why *needs* cannot be met, or None if they can."""
        if self.file is None and needs & FROM_A_MODEL:
            return "no model was asked"
        if self.file and (lacking := lacking_in(self.file, needs)):
            return lacking
        if Need.METADATA in needs and not self.data.meta:
            return "the data have no columns beside their labels"
        if Need.CLASSIFIER in needs and self.asked is None:
            return "only what a model showed was given, not the model"
        return "this audit has no reference" if Need.REFERENCE in needs else None

    def evidence(self, needs: frozenset[Need], group: Group) -> Evidence:
        """Return what is known of *group*.

        Where a model was asked, the absent side is represented by the films that it
        denies the label most: a trigger that erases a finding makes it sure.
        """
        column = self.data.labels[:, self.data.label(group.label)]
        same, other = int(group.present), 1 - int(group.present)
        others = np.flatnonzero(column == other)
        if not needs & FROM_A_MODEL:
            rows = np.flatnonzero(column == same)
            return self._given(needs, group, rows, others, None)
        why = Why.PRESENT if group.present else Why.DENIED
        return self._given(needs, group, self._looked_at(group, why), others, why)

    def everything(self, needs: frozenset[Need]) -> Evidence:
        """Return what is known of all samples, for a detector of whole sets."""
        rows = np.arange(len(self.data))
        return self._given(needs, EVERYTHING, rows, rows[:0], None)

    def innocent(self, needs: frozenset[Need], group: Group) -> Evidence:
        """Return films without the label, drawn by chance: the null of *group*."""
        rows = self._looked_at(group, Why.NULL)
        for need in needs & FREED:
            rows = np.intersect1d(rows, self.residues.unseen(need, group))
        return self._given(needs, group, rows, rows[:0], Why.NULL)

    def _looked_at(self, group: Group, why: Why) -> Rows:
        assert self.file is not None
        return self.file.rows_of(self.data.label(group.label), why)

    def _given(
        self,
        needs: frozenset[Need],
        group: Group,
        rows: Rows,
        others: Rows,
        why: Why | None,
    ) -> Evidence:
        if Need.LOSSES in needs:
            rows = rows[np.isfinite(self._losses(group, rows)).all(axis=1)]
        given = {need: self._one(need, group, rows, why) for need in needs}
        return Evidence(group, rows, others, given)

    def _one(self, need: Need, group: Group, rows: Rows, why: Why | None) -> Any:
        if need is Need.IMAGES:
            return self.index
        if need in {Need.LABELS, Need.METADATA}:
            whole = self.data.table if need is Need.LABELS else self.data.metadata
            return whole[rows]
        if need in FREED:
            return self.residues.of(need, group, rows)
        return self._shown(need, group, rows, why)

    def _shown(self, need: Need, group: Group, rows: Rows, why: Why | None) -> Any:
        """Return what a model showed, or the model."""
        assert self.file is not None, "asked only where there is a model"
        if need is Need.CLASSIFIER:
            assert self.asked is not None, "checked by `lacks`"
            return self.asked.of(group)
        if need is Need.ACTIVATIONS:
            return self.file.activations[rows].astype(np.float32)
        if need is Need.LOGITS:
            return self.file.logits[rows, self.data.label(group.label)]
        if need is Need.LOSSES:
            return self._losses(group, rows)
        assert why is not None, "saliency is of pairs that were looked at"
        found, maps = self.file.maps_of(self.data.label(group.label), why)
        return speaking_for(maps[np.searchsorted(found, rows)], present=group.present)

    def _losses(self, group: Group, rows: Rows) -> Any:
        assert self.file is not None
        return self.file.losses_of(self.data.label(group.label), rows)
