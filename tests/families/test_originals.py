"""PNG and JPEG of which pixels are changed: nothing else is, and the format stays."""

from __future__ import annotations

import io
from typing import Any

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from poisonkit.arrays import as_image
from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from tests.families.files import picture, ramp
from tests.families.originals import SQUARE, outside, painted

PNG, JPEG = READERS.create("png"), READERS.create("jpeg")
SMOOTH = np.add.outer(3 * np.arange(48), np.arange(64)).astype(np.uint8)
DRAW = np.random.default_rng(5)
TAG = 0x0112


def colours(channels: int, kind: type = np.uint8) -> np.ndarray[Any, Any]:
    top = int(np.iinfo(kind).max)
    return DRAW.integers(0, top + 1, (48, 64, channels)).astype(kind)


def saved(samples: np.ndarray[Any, Any], kind: str, **how: Any) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(samples).save(buffer, kind, **how)
    return buffer.getvalue()


PICTURES: dict[str, bytes] = {
    "grey 8": picture(SMOOTH, "PNG"),
    "grey 16": picture(ramp(16)[:48], "PNG"),
    "grey 1": picture(SMOOTH, "PNG", "1"),
    "grey and alpha": saved(colours(2), "PNG"),
    "colour": saved(colours(3), "PNG"),
    "colour and alpha": saved(colours(4), "PNG"),
    "deep grey and alpha": bytes(imagecodecs.png_encode(colours(2, np.uint16))),
    "deep colour": bytes(imagecodecs.png_encode(colours(3, np.uint16))),
    "deep colour and alpha": bytes(imagecodecs.png_encode(colours(4, np.uint16))),
}


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("grey", [0.0, 0.5, 1.0])
def test_png_outside_the_square_is_untouched(name: str, grey: float) -> None:
    """What is shown is what is read; what is painted is read; no other bit changes."""
    data = PICTURES[name]
    film, whole = PNG.original(data), PNG.read(data).pixels
    np.testing.assert_array_equal(as_image(whole), film.shown)
    np.testing.assert_array_equal(as_image(whole), film.stored)
    again = PNG.original(film.encoded())
    assert film.digest == again.digest

    changed = painted(film, grey)
    back = PNG.read(changed.encoded()).pixels
    assert whole.dtype == back.dtype
    assert film.digest != changed.digest == PNG.original(changed.encoded()).digest
    np.testing.assert_array_equal(outside(whole), outside(back))
    if "grey" in name:
        np.testing.assert_array_equal(
            np.rint(grey * np.iinfo(whole.dtype).max), back[SQUARE]
        )
    else:
        nearer = np.abs(as_image(back)[SQUARE] - grey) - np.abs(
            film.shown[SQUARE] - grey
        )
        assert nearer.max() < 0.005
        assert nearer.mean() < -0.1


def test_png_keeps_alpha_and_words_and_its_bytes_are_the_same() -> None:
    """Transparency, texts and resolution survive a square, and there is no clock."""
    image, buffer = Image.fromarray(colours(4)), io.BytesIO()
    image.save(buffer, "PNG", dpi=(144, 144), icc_profile=b"a profile")
    changed = painted(PNG.original(buffer.getvalue()), 1)
    with Image.open(io.BytesIO(changed.encoded())) as back:
        assert b"a profile" == back.info["icc_profile"]
        assert 144 == round(back.info["dpi"][0])
        assert "RGBA" == back.mode
        np.testing.assert_array_equal(
            np.asarray(image)[..., 3], np.asarray(back)[..., 3]
        )

    assert changed.encoded() == painted(PNG.original(buffer.getvalue()), 1).encoded()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("value", range(1, 9))
def test_a_turned_picture_is_written_upright(kind: str, value: int) -> None:
    """The square is where a viewer shows it, and the tag does not turn it again."""
    exif = Image.Exif()
    exif[TAG] = value
    exif[0x010E] = "a film"
    film = READERS.create(kind.lower()).original(saved(SMOOTH, kind, exif=exif))
    changed = painted(film, 1)
    back = READERS.create(kind.lower()).read(changed.encoded())

    assert film.shown.shape == back.pixels.shape
    assert () == back.notes
    assert back.pixels[12:20, 20:36].min() > 240
    assert np.abs(outside(as_image(back.pixels) - film.shown)).mean() < 0.02


@pytest.mark.parametrize("how", [
    {"quality": 35}, {"quality": 90, "progressive": True},
    {"quality": 60, "subsampling": 0}, {"quality": 95, "subsampling": 2},
], ids=str)  # fmt: skip
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpeg_is_written_as_it_was(how: dict[str, Any], mode: str) -> None:
    """Tables, sampling and progression stay; far from the square nothing moves."""
    source = np.asarray(Image.fromarray(SMOOTH).convert(mode))
    data = saved(source, "JPEG", **how)
    changed = painted(JPEG.original(data), 1)
    written = changed.encoded()
    with Image.open(io.BytesIO(data)) as one, Image.open(io.BytesIO(written)) as two:
        assert one.mode == two.mode == mode
        assert one.quantization == two.quantization  # type: ignore[attr-defined]
        assert one.layer == two.layer  # type: ignore[attr-defined]
        assert one.info.get("progressive") == two.info.get("progressive")
    before, after = (JPEG.read(d).pixels.astype(int) for d in (data, written))

    assert np.abs(before - after)[32:].max() <= 3
    assert after[12:20, 20:36].mean() > 245
    assert written == changed.encoded()


PALETTE = picture(SMOOTH, "PNG", "P")
REFUSED = {
    "palette": ("png", PALETTE),
    "one clear colour": ("png", saved(SMOOTH, "PNG", transparency=7)),
    "colours": ("jpeg", picture(SMOOTH, "JPEG", "CMYK")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_written_back_says_so(name: str) -> None:
    """It can be read, and the reason is one line."""
    kind, data = REFUSED[name]
    READERS.create(kind).read(data)
    with pytest.raises(UnreadableFileError, match=name) as caught:
        READERS.create(kind).original(data)

    assert "cannot-write" == caught.value.code
