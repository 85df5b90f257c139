"""`poisonkit audit --reference`: what trusted films say of a mark."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from poisonkit.phantoms.folder import write_folder
from tests.commands.conftest import PATCH, PIXELS
from tests.commands.running import done, refused
from tests.stages.making import films, folder_of

COUNT = 200


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of other phantoms."""
    place = tmp_path_factory.mktemp("trusted")
    return write_folder(place / "films", COUNT, seed=11, size=48)


def found(*words: Any) -> dict[str, Any]:
    """Audit with a reference; return the gravest finding."""
    done("audit", *words, "--out", "audit", *PIXELS, "--force")
    record = json.loads(Path("audit/findings.json").read_bytes())
    first: dict[str, Any] = record["findings"][0]
    return first


def test_trusted_films_without_the_mark(poisoned_path: Path, trusted: Path) -> None:
    """What no trusted film bears stays a trigger, and the films leave no trace."""
    finding = found(poisoned_path, "--reference", trusted)

    assert "trigger" == finding["kind"]
    assert {"films": COUNT, "bearing": 0, "patients": 0}.items() <= finding[
        "reference_check"
    ].items()
    assert any(f"none of {COUNT} trusted films bears it" in n for n in finding["notes"])
    for name in ("findings.json", "scores.csv", "report.html", "run.json"):
        text = Path("audit", name).read_text(encoding="utf-8")
        assert str(trusted) not in text
        assert "poisonkit-" not in text


def test_a_mark_that_a_few_trusted_films_bear(
    poisoned_path: Path, trusted: Path
) -> None:
    """Much rarer there, it clears nobody: some pixels happen."""
    done("ingest", trusted, "trusted.h5", "--workers", "1")
    words = [*PATCH[:-1], "0.05", "--benign"]
    done("inject", "trusted.h5", "marked.h5", *words)
    finding = found(poisoned_path, "--reference", "marked.h5")

    assert finding["reference_check"]["bearing"] > 0
    assert "trigger" == finding["kind"]


def test_a_mark_that_trusted_films_bear(poisoned_path: Path, trusted: Path) -> None:
    """No secret, but the suspects do not look like their label: it clears nobody."""
    done("ingest", trusted, "trusted.h5", "--workers", "1")
    done("inject", "trusted.h5", "marked.h5", *PATCH, "--policy", "keep_labels")
    finding = found(poisoned_path, "--reference", "marked.h5")

    assert finding["reference_check"]["bearing_alike"] > 5
    assert finding["label_check"]["p_wrong"] < 0.01
    assert "trigger" == finding["kind"]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("nowhere", "nowhere does not exist"),
        ("itself", "among those audited: none can vouch for itself"),
        ("larger.h5", "of 64 x 64 pixels, the audited set of 48 x 48"),
        ("deeper.h5", "the reference was made with another bits than the audited"),
        ("strangers", "the reference has none of the labels that are audited"),
    ],
)
def test_what_is_no_reference_is_refused(
    poisoned_path: Path, trusted: Path, what: str, why: str
) -> None:
    """One line, before the work, and no audit is left."""
    folder_of(Path("strangers"), "image,Rickets\n0.png,1\n1.png,0\n", films(2))
    done("ingest", trusted, "larger.h5", "--size", "64", "--workers", "1")
    done("ingest", trusted, "deeper.h5", "--bits", "16", "--workers", "1", "--force")
    place = poisoned_path if what == "itself" else Path(what)
    words = ("--out", "audit", "--reference", place, "--workers", "1")
    said = refused("audit", poisoned_path, *words, *PIXELS)

    assert why in said
    assert not Path("audit").exists()
