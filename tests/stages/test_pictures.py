"""Pictures and figures of an audit: small, drawn once, the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from poisonkit.auditfile import AuditRecord
from poisonkit.dataset import CxrDataset
from poisonkit.evidencefile import EvidenceFile
from poisonkit.finding import Finding, Group, Kind, Severity
from poisonkit.finding import Testimony as Said
from poisonkit.judgement.bench import Bench
from poisonkit.pictures import draw_finding
from poisonkit.spacechart import draw_spaces
from poisonkit.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

GROUP = Group("Mass", present=True)


@pytest.fixture
def bench(dataset_path: Path, evidence_path: Path) -> Bench:
    """Return the phantoms with what a model showed of them."""
    file = EvidenceFile.open(evidence_path)
    return Bench(data=CxrDataset.open(dataset_path), file=file)


def verdict(bench: Bench, severity: Severity) -> Verdict:
    """Suspect a few films with a label."""
    rows = np.flatnonzero(bench.data.labels[:, bench.data.label("Mass")] == 1)[:5]
    said = Said(
        detector="spectre", code="PK104", group=GROUP, separation=1.0, p_value=0.1,
        q_value=0.2,
    )  # fmt: skip
    finding = Finding(
        id="F1", code="PK104", kind=Kind.TRIGGER, severity=severity, group=GROUP,
        rows=rows, suspicion=np.ones(len(rows)), testimonies=(said,),
    )  # fmt: skip
    nothing = np.zeros(len(bench.data))
    return Verdict(findings=(finding,), skips=(), suspicion=nothing, checked=(said,))


def test_twelve_suspects_are_drawn(audited: Path) -> None:
    """Each as it is stored, without a frame: the page lays that over it."""
    record = AuditRecord.read(audited)
    films = sorted((audited / "pictures").glob("F1-film-*.webp"))

    assert 12 == len(films)
    with Image.open(films[0]) as picture:
        assert record.image_size == (picture.height, picture.width)
    assert max(path.stat().st_size for path in films) < 20_000


def test_the_place_is_shown_with_and_without(audited: Path) -> None:
    """The trigger's surroundings, and the same on a film that is not suspected."""
    sizes = []
    for name in ("place", "without"):
        with Image.open(audited / "pictures" / f"F1-{name}.png") as picture:
            sizes.append(picture.size)

    assert sizes[0] == sizes[1]


def test_what_speaks_for_a_label_can_be_laid_over_a_film(
    bench: Bench, tmp_path: Path
) -> None:
    """A cell of the map is a pixel, clear where nothing speaks."""
    (finding,) = verdict(bench, Severity.HIGH).findings
    draw_finding(tmp_path, bench, finding)
    assert bench.file is not None

    with Image.open(tmp_path / "pictures" / "F1-saliency-1.png") as picture:
        assert "RGBA" == picture.mode
        assert bench.file.maps.shape[1:] == picture.size
        low, high = picture.getchannel("A").getextrema()
    assert (0, 191) == (low, high)


@pytest.mark.parametrize(
    ("severity", "name"), [(Severity.HIGH, "F1-spaces"), (Severity.LOW, "spaces")]
)
def test_spaces_are_drawn(
    bench: Bench, severity: Severity, name: str, tmp_path: Path
) -> None:
    """Of a grave finding; where there is none, of the group that came closest.

    As PNG and SVG, and twice the same bytes.
    """
    drawn = []
    for turn in ("one", "two"):
        (tmp_path / turn / "pictures").mkdir(parents=True)
        draw_spaces(tmp_path / turn, bench, verdict(bench, severity))
        files = sorted((tmp_path / turn / "pictures").iterdir())
        drawn.append([(file.name, file.read_bytes()) for file in files])

    assert [f"{name}.png", f"{name}.svg"] == [file for file, _ in drawn[0]]
    assert drawn[0] == drawn[1]


def test_without_a_model_there_are_no_spaces(bench: Bench, tmp_path: Path) -> None:
    """Nothing is drawn of what was never asked."""
    draw_spaces(tmp_path, Bench(data=bench.data), verdict(bench, Severity.HIGH))

    assert [] == list(tmp_path.iterdir())
