"""`poisonkit explain`: pictures of what a model looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from poisonkit.phantoms.folder import write_folder
from poisonkit.saliency import SALIENCY
from tests.commands.running import done, everything

if TYPE_CHECKING:
    from numpy.typing import NDArray


def explained() -> list[dict[str, object]]:
    """Return what stands beside the pictures."""
    told: list[dict[str, object]] = json.loads(
        Path("out/explanations.json").read_bytes()
    )
    return told


def test_the_surest_three_are_drawn(places: dict[str, Path]) -> None:
    """Without --label there are three pictures, the surest label first."""
    said = done("explain", places["run"], places["film"], "--out", "out").stdout
    told = explained()
    sure = [one["probability"] for one in told]

    assert 3 == len(told) == len(said.splitlines())
    assert sorted(sure, key=str, reverse=True) == sure
    for one, line in zip(told, said.splitlines(), strict=True):
        assert f"{places['film']}: {one['label']} " in line
        assert line.endswith(f"out/{one['picture']}")


def test_pictures_show_the_film_twice(places: dict[str, Path]) -> None:
    """Film and overlay side by side, at a size that a person can see."""
    done("explain", places["run"], places["film"], "--out", "out")
    pictures = [pixels(path) for path in sorted(Path("out").glob("*.png"))]

    assert 3 == len(pictures)
    for picture in pictures:
        height, width = picture.shape[:2]
        assert 0 == height % 48
        assert 2 * height <= width <= 2.2 * height
        film, overlay = picture[:, :height], picture[:, -height:]
        assert (film.min(2) == film.max(2)).all(), "a film is grey"
        assert (overlay.min(2) != overlay.max(2)).any(), "heat is not"


def pixels(path: Path) -> NDArray[np.uint8]:
    """Return a picture's pixels, (h, w, 3)."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def test_labels_are_chosen(places: dict[str, Path]) -> None:
    """--label, several times, draws these and no others, for every film."""
    films = sorted(places["film"].parent.iterdir())[:2]
    words = ("--out", "out", "--label", "Mass", "--label", "Nodule")
    done("explain", places["run"], *films, *words)
    told = [(one["image"], one["label"]) for one in explained()]
    pictures = {str(one["picture"]) for one in explained()}

    assert [(str(f), label) for f in films for label in ("Mass", "Nodule")] == told
    assert 4 == len(pictures)
    assert pictures <= {path.name for path in Path("out").iterdir()}


@pytest.mark.parametrize("method", SALIENCY.modules())
def test_every_method_draws(places: dict[str, Path], method: str) -> None:
    """Whatever `list saliency` names can be asked for; the peak lies on the film."""
    words = ("--out", "out", "--label", "Mass", "--method", method)
    done("explain", places["run"], places["film"], *words)
    (one,) = explained()

    peak = one["peak"]
    assert isinstance(peak, list)
    assert all(0 <= place < 48 for place in peak)
    assert (Path("out") / str(one["picture"])).is_file()


def test_dicom_is_explained(places: dict[str, Path]) -> None:
    """A film as the machine wrote it, of another size than the model's."""
    source = write_folder(Path("dicom"), 1, seed=1, size=64, form="dicom", bits=12)
    (film,) = (source / "images").iterdir()
    done("explain", places["run"], film, "--out", "out", "--label", "Mass")

    assert "out/001-Mass.png" in everything(Path())
