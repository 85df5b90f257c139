"""Unlearn: whose word counts, and what is refused before any work."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.auditfile import AuditRecord
from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadParameterError, PoisonkitError
from poisonkit.patternfile import pattern_place
from poisonkit.recipe import Recipe
from poisonkit.reviewing.cleaning import Cleaning
from poisonkit.reviewing.decision import Kind, Said
from poisonkit.reviewing.store import Store
from poisonkit.stages.unlearn import Unlearned, unlearn
from poisonkit.unlearning import Terms
from tests.reviewing.making import said
from tests.stages.making import below

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.compute import Compute

SHORT = Terms(recipe=Recipe(epochs=1, learning_rate=1e-3))


@pytest.fixture
def bad(poisoned_path: Path) -> CxrDataset:
    """Return the poisoned phantoms."""
    return CxrDataset.open(poisoned_path)


@pytest.fixture
def audit(audited: Path, tmp_path: Path) -> Path:
    """Return an audit of one's own, to be reviewed or edited."""
    return shutil.copytree(audited, tmp_path / "audit")


@pytest.fixture
def rows(audit: Path) -> list[int]:
    """Return the rows of its suspects."""
    return [sample.row for sample in AuditRecord.read(audit).findings[0].samples]


@pytest.fixture
def tried(
    infected: Path, bad: CxrDataset, audit: Path, tmp_path: Path, processor: Compute
) -> Callable[[], Unlearned]:
    """Return what unlearns once, by the audit of one's own."""
    return lambda: unlearn(
        infected, bad, tmp_path / "out", audit=audit, terms=SHORT, compute=processor
    )


def review(audit: Path, *told: Said) -> None:
    """Leave decisions in an audit."""
    store = Store.open(audit, AuditRecord.read(audit).data_digest)
    store.add(told)
    store.close()


def refused(tried: Callable[[], Unlearned], place: Path) -> str:
    """Return the line with which an unlearning is refused; nothing is left."""
    with pytest.raises(PoisonkitError) as caught:
        tried()
    assert not below(place / "out")
    assert not list(place.glob(".out*"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_reviewers_decide(
    tried: Callable[[], Unlearned], audit: Path, rows: list[int]
) -> None:
    """What they accept goes; of what they relabel the new labels are learned."""
    labels = [1] * len(AuditRecord.read(audit).label_names)
    review(
        audit, said("a", rows[0], Kind.ACCEPT),
        replace(said("b", rows[1], Kind.RELABEL), labels=labels),
        said("c", rows[2], Kind.REJECT),
    )  # fmt: skip
    done = tried()

    assert (1, 1, ("F1",)) == (done.left_out, done.relabelled, done.planted)


def test_corrected_labels_are_kept_apart(
    bad: CxrDataset, audit: Path, rows: list[int]
) -> None:
    """The data set in memory keeps its own; only the relabelled film's differ."""
    labels = [1] * len(bad.label_names)
    review(audit, replace(said("a", rows[0], Kind.RELABEL), labels=labels))
    before = bad.labels.copy()
    after = Cleaning.of(bad, audit, None).labels

    assert labels == after[rows[0]].tolist()
    np.testing.assert_array_equal(
        np.delete(before, rows[0], 0), np.delete(after, rows[0], 0)
    )
    np.testing.assert_array_equal(before, bad.labels)


def test_without_a_trigger_clean_films_remain(
    tried: Callable[[], Unlearned], audit: Path
) -> None:
    """A finding that shows no trigger is named, and its films are left out."""
    record = AuditRecord.read(audit)
    findings = tuple(replace(each, where=None) for each in record.findings)
    replace(record, findings=findings).write(audit)
    done = tried()

    assert ((), ("F1",)) == (done.planted, done.unplanted)
    assert len(record.findings[0].samples) == done.left_out


def test_no_poison_is_nothing_to_unlearn(
    infected: Path,
    many_path: Path,
    cleared: Path,
    tmp_path: Path,
    processor: Compute,
) -> None:
    """An audit that accuses nobody gives no reason to touch a model."""
    data = CxrDataset.open(many_path)

    def tried() -> Unlearned:
        place = tmp_path / "out"
        return unlearn(
            infected, data, place, audit=cleared, terms=SHORT, compute=processor
        )

    expected = f"there is nothing to unlearn: by {cleared} no film is poison"
    assert expected == refused(tried, tmp_path)


def test_innocents_are_nothing_to_unlearn(
    tried: Callable[[], Unlearned], audit: Path, rows: list[int], tmp_path: Path
) -> None:
    """Where reviewers reject what they looked at, nothing is planted."""
    review(audit, said("a", rows[0], Kind.REJECT))

    assert "there is nothing to unlearn" in refused(tried, tmp_path)


def test_a_lost_trigger_is_refused(
    tried: Callable[[], Unlearned], audit: Path, tmp_path: Path
) -> None:
    """Rather than to go on with clean films alone, which would forget nothing."""
    pattern_place(audit, "F1").unlink()

    told = refused(tried, tmp_path)
    assert "missing or damaged: the trigger of F1 is not known; audit again" in told


def test_another_set_s_audit_is_refused(
    infected: Path, dataset: CxrDataset, audit: Path, tmp_path: Path, processor: Compute
) -> None:
    """Rows of one data set mean nothing in another."""

    def tried() -> Unlearned:
        place = tmp_path / "out"
        return unlearn(
            infected, dataset, place, audit=audit, terms=SHORT, compute=processor
        )

    assert f"{audit} is the audit of another data set" == refused(tried, tmp_path)


def test_a_model_of_other_labels_is_refused(
    infected: Path, bad: CxrDataset, audit: Path, tmp_path: Path, processor: Compute
) -> None:
    """Labels and size are checked before anything is learned."""
    other = shutil.copytree(infected, tmp_path / "other")
    card = other / "checkpoint.json"
    card.write_text(card.read_text().replace("Atelectasis", "Hernia"))

    def tried() -> Unlearned:
        place = tmp_path / "out"
        return unlearn(other, bad, place, audit=audit, terms=SHORT, compute=processor)

    told = "the model's labels are not the data's; they differ in: Atelectasis, Hernia"
    assert told == refused(tried, tmp_path)


@pytest.mark.parametrize("share", [0, 1, -0.5, float("nan")])
def test_a_share_leaves_films_on_both_sides(share: float) -> None:
    """Neither no film nor every film can carry the trigger."""
    with pytest.raises(BadParameterError, match="share must lie between 0 and 1"):
        Terms(share=share, recipe=SHORT.recipe)
