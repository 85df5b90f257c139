"""`poisonkit audit --evidence`: a model that stays where it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.evidencefile import EvidenceFile
from tests.commands.running import done, refused

ASKING = tuple(
    word
    for name in ("spectral_signature", "saliency_clustering", "agpd", "label_vectors",
                 "loss_trace")
    for word in ("--detector", name)
)  # fmt: skip


@pytest.fixture(scope="module")
def told(
    dataset_path: Path, run_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, EvidenceFile]:
    """Return the audit of a run, and what the run showed."""
    place = tmp_path_factory.mktemp("own") / "audit"
    words = ("--model", run_path, *ASKING, "--precision", "fp32")
    done("audit", dataset_path, "--out", place, *words)
    return place, EvidenceFile.open(place / "evidence.h5")


def arrays(data: Path, file: EvidenceFile) -> dict[str, Any]:
    """Return what a team would hand out of its model, in an order of its own."""
    order = np.random.default_rng(0).permutation(len(file.logits))
    ids = np.array(CxrDataset.open(data).ids)
    return {
        "ids": ids[order],
        "logits": file.logits[order],
        "activations": file.activations[order],
    }


def record(place: str | Path) -> dict[str, Any]:
    """Return what an audit found."""
    said: dict[str, Any] = json.loads(Path(place, "findings.json").read_bytes())
    return said


def skipped(said: dict[str, Any]) -> dict[str, str]:
    """Return why each detector could not look at anything."""
    return {s["detector"]: s["reason"] for s in said["skips"] if s["group"] == "all"}


def test_the_same_evidence_gives_the_same_tests(
    dataset_path: Path, told: tuple[Path, EvidenceFile]
) -> None:
    """Rows are matched by name, and what can be measured comes to what a run shows."""
    np.savez("mine.npz", **arrays(dataset_path, told[1]), head=told[1].head)
    done("audit", dataset_path, "--out", "out", "--evidence", "mine.npz", *ASKING)
    own, borrowed = record(told[0]), record("out")

    np.testing.assert_array_equal(
        told[1].logits, EvidenceFile.open(Path("out/evidence.h5")).logits
    )
    mine, theirs = (
        {(t["detector"], t["label"], t["direction"]): t["separation"]
         for t in said["checked"] if t["detector"] == "spectral_signature"}
        for said in (own, borrowed)
    )  # fmt: skip
    assert mine.keys() == theirs.keys()
    np.testing.assert_allclose(
        [mine[key] for key in mine], [theirs[key] for key in mine], rtol=0.05
    )


def test_nobody_is_asked_anew(
    dataset_path: Path, told: tuple[Path, EvidenceFile]
) -> None:
    """With --deep, detectors that need the model itself are skipped and say why."""
    np.savez("mine.npz", **arrays(dataset_path, told[1]))
    words = ("--evidence", "mine.npz", "--detector", "spectral_signature", "--deep")
    result = done("audit", dataset_path, "--out", "out", *words)
    why = "only what a model showed was given, not the model"

    deep = {n for n, reason in skipped(record("out")).items() if reason == why}
    assert {
        "cognitive_distillation", "confusion", "saliency_transfer", "strip",
        "trigger_inversion",
    } == deep  # fmt: skip
    assert "1. evidence: 1 detector, about" in result.stderr
    assert "deep:" not in result.stderr


def test_the_last_layer_is_fitted(
    dataset_path: Path, told: tuple[Path, EvidenceFile]
) -> None:
    """Without its weights they are those that turn the activations into logits."""
    np.savez("mine.npz", **arrays(dataset_path, told[1]))
    done("audit", dataset_path, "--out", "out", "--evidence", "mine.npz", *ASKING)
    file = EvidenceFile.open(Path("out/evidence.h5"))
    apart = file.logits - file.activations.astype(np.float32) @ file.head.T

    assert "spectral_signature" not in skipped(record("out"))
    assert (apart.std(axis=0) < 0.05 * file.logits.std(axis=0)).all()


def test_what_cannot_be_measured_is_told(
    dataset_path: Path, told: tuple[Path, EvidenceFile]
) -> None:
    """Each detector that lacks something is a skip with its reason, in the report."""
    given = arrays(dataset_path, told[1])
    del given["activations"]
    np.savez("mine.npz", **given)
    done("audit", dataset_path, "--out", "out", "--evidence", "mine.npz", *ASKING)

    page = Path("out/report.html").read_text(encoding="utf-8")
    assert "audit SRC --out DIR --evidence FILE --detector" in page
    assert {
        "spectral_signature": "the evidence that was given holds no residuals",
        "saliency_clustering": "the evidence that was given holds no saliency",
        "agpd": "the evidence that was given holds no gradients",
        "loss_trace": "the model came without loss traces of this data",
    } == skipped(record("out"))
    assert "holds no saliency" in Path("out/report.html").read_text(encoding="utf-8")


def test_activations_of_another_layer_are_told(
    dataset_path: Path, told: tuple[Path, EvidenceFile]
) -> None:
    """What does not turn into the logits linearly says nothing of one label."""
    given = arrays(dataset_path, told[1])
    noise = np.random.default_rng(1).normal(size=(len(given["ids"]), 8))
    np.savez("mine.npz", **{**given, "activations": noise})
    done("audit", dataset_path, "--out", "out", "--evidence", "mine.npz", *ASKING)

    assert "not those of the last layer" in skipped(record("out"))["spectral_signature"]


def test_predictions_and_maps_will_do(
    dataset_path: Path, told: tuple[Path, EvidenceFile]
) -> None:
    """Probabilities become logits, labels are matched by name, maps are shrunk."""
    given = arrays(dataset_path, told[1])
    names = np.array(CxrDataset.open(dataset_path).label_names)
    maps = np.random.default_rng(2).random((len(given["ids"]), len(names), 24, 24))
    np.savez(
        "mine.npz",
        ids=given["ids"],
        predictions=1 / (1 + np.exp(-given["logits"][:, ::-1].astype(np.float64))),
        label_names=names[::-1],
        saliency=maps,
    )
    done("audit", dataset_path, "--out", "out", "--evidence", "mine.npz", *ASKING)
    file = EvidenceFile.open(Path("out/evidence.h5"))

    np.testing.assert_allclose(told[1].logits, file.logits, rtol=1e-3, atol=1e-3)
    assert (16, 16) == file.maps.shape[1:]
    assert "saliency_clustering" not in skipped(record("out"))


CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "no ids": ({"ids": None}, "needs ids, and either logits or predictions"),
    "a film too few": ({"ids": np.arange(160)}, "160 films are not in it, such as"),
    "twice": ({"ids": np.zeros(160)}, "an id is there twice"),
    "short": ({"logits": np.zeros((9, 8))}, "logits is of another length than ids"),
    "labels": ({"logits": np.zeros((160, 3))}, "logits is not of 8 labels"),
    "names": ({"label_names": np.array(list("abcdefgh"))}, "there is no label"),
    "nan": ({"logits": np.full((160, 8), np.nan)}, "logits holds what is no number"),
    "axes": ({"logits": np.zeros(160)}, "logits has not 2 axes"),
    "both": ({"predictions": np.zeros((160, 8))}, "either logits or predictions"),
    "more": ({"logit": np.zeros(1)}, "did you mean 'logits'?"),
    "large": ({"activations": np.full((160, 2), 1e6)}, "exceeds 65504; scale it down"),
    "head": ({"head": np.zeros((8, 3))}, "head is not of as many columns"),
    "share": ({"logits": None, "predictions": np.full((160, 8), 2)}, "lie in [0, 1]"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_does_not_fit_is_refused(
    dataset_path: Path, told: tuple[Path, EvidenceFile], case: str
) -> None:
    """One line names the file and what is wrong; nothing is left."""
    change, why = CHANGES[case]
    given = arrays(dataset_path, told[1]) | change
    np.savez("mine.npz", **{k: v for k, v in given.items() if v is not None})
    words = ("--out", "out", "--evidence", "mine.npz", *ASKING)

    assert why in refused("audit", dataset_path, *words)
    assert not Path("out").exists()


def test_what_is_no_archive_is_refused(dataset_path: Path, run_path: Path) -> None:
    """A table, an array alone, pickled objects, nothing, or a model beside it."""
    Path("text.npz").write_text("ids,logits", encoding="utf-8")
    np.save("alone.npy", np.zeros(3))
    np.savez("pickled.npz", ids=np.array([{}], object))
    for name in ("text.npz", "alone.npy", "pickled.npz"):
        words = ("--out", "out", "--evidence", name, *ASKING)
        said = refused("audit", dataset_path, *words)
        assert f"{name} is no archive of NumPy arrays" in said
    words = ("--out", "out", *ASKING, "--evidence")
    assert "no.npz does not exist" in refused("audit", dataset_path, *words, "no.npz")
    both = (*words, "text.npz", "--model", run_path)
    assert "not both" in refused("audit", dataset_path, *both)
