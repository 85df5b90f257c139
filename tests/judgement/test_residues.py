"""Groups of a synthetic set, from activations to the verdict of each detector."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.detectors import DETECTORS
from poisonkit.evidence import Need
from poisonkit.evidencefile import EvidenceFile, Why
from poisonkit.finding import Group
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.chances import with_chances
from poisonkit.judgement.measuring import measure
from poisonkit.judgement.residues import FREED
from poisonkit.lineage import Lineage
from poisonkit.looking import choose_pairs
from poisonkit.measures import auroc
from poisonkit.progress import silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Rows, Suspicion

NAMES = ("Mass", "Nodule", "Effusion", "Edema", "Hernia", "Fibrosis")
DETECTING = (
    "activation_clustering", "agpd", "beatrix", "common_direction", "scan",
    "spectral_signature", "spectre",
)  # fmt: skip
LEAST = dict.fromkeys(DETECTING, 0.9) | {"beatrix": 0.6}
"""AUROC that must be reached; Beatrix sums over all pairs of units, noise and all."""

TARGET = Group("Effusion", present=True)
WIDTH, POISONED = 48, 30


@dataclass(frozen=True)
class Scene:
    """A set on the bench, and which films of it are poisoned."""

    bench: Bench
    bad: Rows


@cache
def scene(seed: int, count: int = 1600, strength: float = 5.0) -> Scene:
    """Return films whose labels and view move activations, and a few poisoned.

    Poison moves one unit, by less than findings and views move theirs.
    """
    rng = np.random.default_rng(seed)
    labels = (rng.random((count, len(NAMES))) < 0.15).astype(np.int8)
    view = rng.integers(0, 2, count)
    effects = np.zeros((len(NAMES), WIDTH))
    for row in effects:
        row[rng.choice(WIDTH - 1, 8, replace=False)] = rng.uniform(2, 4, 8)
    moved = labels @ effects + np.outer(view, rng.normal(size=WIDTH))
    activations = np.maximum(moved + rng.normal(3, 1, (count, WIDTH)), 0)
    bad = rng.choice(np.flatnonzero(labels[:, 2] == 0), POISONED, replace=False)
    if strength:
        activations[bad, -1] += strength
        labels[bad, 2] = 1
    head = effects / 8 + rng.normal(0, 0.05, effects.shape)
    head[2, -1] = 1.0
    data = dataset(labels, view)
    return Scene(Bench(data=data, file=shown(data, activations, head, bad, rng)), bad)


def dataset(labels: Labels, view: NDArray[np.int64]) -> CxrDataset:
    """Return a set of films that nobody looks at, one of each patient."""
    count = len(labels)
    texts = tuple(str(number) for number in range(count))
    return CxrDataset(
        path=Path("nowhere"),
        images=np.zeros((count, 2, 2), np.uint8),
        label_names=NAMES[: labels.shape[1]],
        labels=labels,
        ids=texts,
        patients=texts,
        split=np.zeros(count, np.uint8),
        digests=texts,
        preprocessing={},
        lineage=Lineage(stage="test"),
        meta={"view": tuple("PA" if v else "AP" for v in view)},
    )


def shown(
    data: CxrDataset,
    activations: NDArray[np.float64],
    head: NDArray[np.float64],
    bad: Rows,
    rng: np.random.Generator,
) -> EvidenceFile:
    """Return what a model showed; gradients of poisoned positives point elsewhere."""
    logits = (activations @ head.T - 3).astype(np.float32)
    pairs = choose_pairs(logits, data.labels, seed=0)
    gradients = rng.normal(size=(len(pairs), 20)) + 3 * np.eye(6, 20)[pairs.labels]
    gradients[:, 8:14] += (
        4 * np.eye(6)[pairs.labels] * (pairs.why == Why.PRESENT)[:, None]
    )
    target = data.label_names.index(TARGET.label)
    planted = data.labels[bad, target].any()
    struck = np.isin(pairs.rows, bad) & (pairs.labels == target)
    gradients[struck, -1] += 8 * planted
    gradients /= np.linalg.norm(gradients, axis=1, keepdims=True)
    return EvidenceFile(
        data_digest="",
        model_digest="",
        logits=logits,
        activations=activations.astype(np.float16),
        head=head.astype(np.float32),
        pairs=pairs,
        maps=np.zeros((len(pairs), 2, 2), np.float16),
        gradients=gradients.astype(np.float16),
    )


def apart(suspicion: Suspicion, bad: NDArray[np.bool_], *, either: bool) -> float:
    """Return the AUROC of *suspicion*, of either end where the audit may turn it."""
    found = auroc(suspicion[bad], suspicion[~bad])
    assert found is not None
    return max(found, 1 - found) if either else found


@pytest.mark.parametrize("name", DETECTING)
def test_the_planted_are_ranked_first(name: str) -> None:
    """A trigger weaker than findings is ranked above them, without being told of it."""
    for seed in range(2):
        at = scene(seed)
        detector = DETECTORS.create(name)
        evidence = at.bench.evidence(detector.needs, TARGET)
        scores = detector.score(evidence)
        suspicion = scores.suspicion
        bad = np.isin(evidence.rows, at.bad)

        assert apart(suspicion, bad, either=scores.reversible) > LEAST[name]


def test_plain_activations_do_not_show_them() -> None:
    """The published form fails in this scene: else the above would prove nothing."""
    at = scene(0)
    detector = DETECTORS.create("spectral_signature")
    evidence = at.bench.evidence(frozenset({Need.ACTIVATIONS}), TARGET)
    plain = replace(evidence, given={Need.RESIDUALS: evidence.activations})
    suspicion = detector.score(plain).suspicion
    bad = np.isin(plain.rows, at.bad)

    assert 0.2 < (auroc(suspicion[bad], suspicion[~bad]) or 0) < 0.8


def test_the_poisoned_group_is_accused() -> None:
    """The right label stands out for most detectors, and for none another label."""
    chosen = {name: DETECTORS.create(name) for name in DETECTING}
    with silent("", 0) as advance:
        measured, skips = measure(scene(0).bench, chosen, 0, advance)
    accused = [m for m in with_chances(measured) if m.q_value <= 0.05]

    assert not skips
    assert {str(TARGET)} == {str(m.evidence.group) for m in accused}
    assert len(accused) >= 3


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_accused_without_poison(seed: int) -> None:
    """Innocent groups, in which findings abound, are no surprise."""
    chosen = {name: DETECTORS.create(name) for name in DETECTING}
    bench = scene(seed, strength=0.0).bench
    with silent("", 0) as advance:
        measured, _ = measure(bench, chosen, 0, advance)

    known = with_chances(measured)

    assert [] == [str(m.evidence.group) for m in known if m.q_value <= 0.05]


@pytest.mark.parametrize("need", sorted(FREED))
@pytest.mark.parametrize("count", [120, 700, 1600])
@pytest.mark.parametrize("present", [True, False])
def test_what_is_compared_with_is_not_learned_from(
    need: Need, count: int, *, present: bool
) -> None:
    """In-sample innocents would vary less than any group, and each be accused."""
    bench, group = scene(0, count).bench, Group("Mass", present)
    learned = bench.residues._lessons(need, group)  # noqa: SLF001 - what is tested
    innocent = bench.innocent(frozenset({need}), group).rows
    suspects = bench.evidence(frozenset({need}), group).rows

    assert len(innocent) >= 32
    assert len(learned) >= 32
    assert set() == set(innocent.tolist()) & set(learned.tolist())
    if present:
        assert set() == set(suspects.tolist()) & set(learned.tolist())


def test_gradients_are_of_the_pairs_asked_for() -> None:
    """A film explained for several labels and reasons gives the right label's."""
    file = scene(0).bench.file
    assert file is not None
    for label in (0, 2):
        rows = file.rows_of(label, Why.NULL)[[5, 17, 3]]
        found = file.gradients_of(label, rows)
        for row, vector in zip(rows, found, strict=True):
            place = np.flatnonzero(
                (file.pairs.rows == row) & (file.pairs.labels == label)
            )[0]
            np.testing.assert_allclose(file.gradients[place], vector)


def test_a_set_of_one_label_is_measured() -> None:
    """Without other labels there is less to take out, and all the same a result."""
    whole = scene(0).bench
    assert whole.file is not None
    labels, rng = whole.data.labels[:, 2:3], np.random.default_rng(0)
    data = replace(whole.data, labels=labels, label_names=("Effusion",), meta={})
    activations = whole.file.activations.astype(np.float64)
    head = whole.file.head[2:3].astype(np.float64)
    file = shown(data, activations, head, scene(0).bad, rng)
    for name in DETECTING:
        detector = DETECTORS.create(name)
        evidence = Bench(data=data, file=file).evidence(detector.needs, TARGET)
        scores = detector.score(evidence)
        bad = np.isin(evidence.rows, scene(0).bad)

        assert apart(scores.suspicion, bad, either=scores.reversible) > LEAST[name]
