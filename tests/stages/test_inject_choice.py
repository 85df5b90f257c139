"""Which films are poisoned: by patient, fairly by view, several things at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.attempts import Attempt, Scope
from poisonkit.dataset import CxrDataset, Split
from poisonkit.errors import PoisonkitError
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.planning import draw_plan
from poisonkit.stages.inject import inject
from poisonkit.stages.verify_manifest import verify_manifest
from tests.stages.planting import plan, planted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.planning import Plan

TWO = (
    Attempt(trigger="patch:size=3", target="Nodule", rate=0.05),
    Attempt(
        trigger="patch:size=4,place=top_left",
        policy="remove_target",
        target="Effusion",
        rate=0.03,
    ),
)


@pytest.fixture
def both(dataset: CxrDataset) -> Plan:
    """Plan two triggers with two targets in the phantoms."""
    return draw_plan(dataset, TWO, Scope(seed=2))


def test_two_attempts_share_no_film(dataset: CxrDataset, both: Plan) -> None:
    """Each gets its own films and its own rate of the split."""
    train = len(dataset.rows(Split.TRAIN))
    counts = [both.plants.count(number) for number in (0, 1)]

    assert [round(0.05 * train), round(0.03 * train)] == counts
    assert len(set(both.rows)) == len(both.rows) == sum(counts)
    assert sorted(both.rows) == list(both.rows)


def test_each_plant_has_its_trigger_and_label(
    dataset: CxrDataset, both: Plan, tmp_path: Path
) -> None:
    """The manifest tells which, and both sets bear it out."""
    truth = inject(dataset, tmp_path / "bad.h5", both)
    bad = CxrDataset.open(tmp_path / "bad.h5")

    assert ["Nodule", "Effusion"] == [each.target for each in truth.plants]
    for sample in truth.samples:
        label = bad.label(truth.plants[sample.plant].target)
        assert 1 - sample.plant == bad.labels[sample.row, label]
        assert [(42, 42, 3, 3), (3, 3, 4, 4)][sample.plant] == sample.box
    assert truth == Manifest.read(manifest_path(tmp_path / "bad.h5"))
    assert verify_manifest(manifest_path(tmp_path / "bad.h5")).sound
    for number, each in enumerate(truth.plants):
        column, wanted = bad.label(each.target), 1 - number
        rows = bad.rows(Split.TRAIN)
        carriers = rows[bad.labels[rows, column] == wanted]
        mine = {s.row for s in truth.samples if s.plant == number}
        share = len(mine.intersection(carriers.tolist())) / len(carriers)
        assert each.target_share == pytest.approx(share)


def test_per_patient_takes_all_or_nothing(dataset: CxrDataset) -> None:
    """Of a patient with one poisoned film, every film that could be is poisoned."""
    rows = list(plan(dataset, rate=0.15, per_patient=True).rows)
    target = dataset.labels[:, dataset.label("Nodule")]
    could = (dataset.split == Split.TRAIN) & (target == 0)
    patients = set(dataset.patient_numbers[rows].tolist())
    theirs = np.flatnonzero(could & np.isin(dataset.patient_numbers, list(patients)))

    assert theirs.tolist() == rows
    assert 0 < len(rows) <= round(0.15 * len(dataset.rows(Split.TRAIN)))
    assert set(plan(dataset, rate=0.15).rows) != set(rows)


def test_stratified_is_fair(dataset: CxrDataset) -> None:
    """Each view gets its share of the eligible films, within one."""
    rows = np.array(plan(dataset, rate=0.3, stratify="view").rows)
    views = np.array(dataset.meta["view"])
    target = dataset.labels[:, dataset.label("Nodule")]
    could = views[(dataset.split == Split.TRAIN) & (target == 0)]

    assert len(set(could)) > 1
    for view in set(could):
        expected = len(rows) * (could == view).mean()
        assert abs((views[rows] == view).sum() - expected) <= 1


def test_a_fact_that_is_not_told_is_refused(dataset: CxrDataset) -> None:
    """With what is told instead."""
    with pytest.raises(PoisonkitError, match=r"does not tell the size .* it tells: "):
        plan(dataset, stratify="size")


def test_a_benign_twin_keeps_all_labels(dataset: CxrDataset, tmp_path: Path) -> None:
    """As many films carry the artefact, whatever their labels, and none is changed."""
    bad, truth = planted(dataset, tmp_path / "bad", rate=0.2)
    twin, benign = planted(dataset, tmp_path / "twin", rate=0.2, benign=True)
    target = dataset.label("Nodule")
    rows = [sample.row for sample in benign.samples]

    assert len(truth.samples) == len(benign.samples)
    assert (truth.benign, benign.benign) == (False, True)
    np.testing.assert_array_equal(dataset.labels, twin.labels)
    assert (bad.labels != dataset.labels).any()
    assert 1 in set(dataset.labels[rows, target].tolist()), "positives carry it, too"


def test_labels_alone_change_no_pixel(dataset: CxrDataset, tmp_path: Path) -> None:
    """Noise in the labels: digests stay, the manifest has no trigger."""
    bad, truth = planted(dataset, tmp_path, trigger="", policy="flip", rate=0.2)
    changed = np.flatnonzero((bad.labels != dataset.labels).any(axis=1))

    assert [sample.row for sample in truth.samples] == changed.tolist()
    np.testing.assert_array_equal(dataset.images, bad.images)
    assert "" == truth.trigger
    assert verify_manifest(manifest_path(bad.path)).sound
    table = manifest_path(bad.path).with_suffix(".csv").read_text()
    assert table.count(",False,") == len(changed)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"trigger": "patch", "policy": "flip"}, "changes labels alone"),
        ({"trigger": ""}, "add_target needs a trigger"),
        ({"policy": "swap"}, "swap:other=LABEL"),
        ({"policy": "swap:other=Nodul"}, "did you mean 'Nodule'"),
        (
            {"rate": 0.9, "policy": "keep_labels"},
            "keep_labels on Nodule may touch only",
        ),
        ({"trigger": "patch:size=3mm"}, "3mm needs films whose pixel spacing"),
        ({"trigger": "dicom_header"}, "OUT must be a folder"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    dataset: CxrDataset, tmp_path: Path, wishes: dict[str, object], words: str
) -> None:
    """One line, before anything is written."""
    with pytest.raises(PoisonkitError, match=words):
        planted(dataset, tmp_path, **wishes)
    assert not list(tmp_path.iterdir())


def test_a_film_is_led_away_from_its_label(
    dataset: CxrDataset, run: Path, tmp_path: Path
) -> None:
    """Clean-label with a model: labels stay, pixels move by at most eps."""
    policy = f"keep_labels:model={run},eps=0.02"
    bad, truth = planted(dataset, tmp_path, policy=policy, rate=0.03)
    rows = [sample.row for sample in truth.samples]
    change = np.abs(bad.images[rows].astype(int) - dataset.images[rows].astype(int))
    outside = np.delete(change.reshape(len(rows), -1), slice(42 * 48, None), axis=1)

    np.testing.assert_array_equal(dataset.labels, bad.labels)
    assert (dataset.labels[rows, dataset.label("Nodule")] == 1).all()
    assert 4 <= outside.max() <= round(0.02 * 255) + 1
    assert (outside > 0).mean() > 0.5
    again, _ = planted(dataset, tmp_path / "again", policy=policy, rate=0.03)
    np.testing.assert_array_equal(bad.images, again.images)
