"""Pixels and images, findings and lineage: values that say what they are."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit import __version__
from poisonkit.arrays import as_image, as_pixels, eight_bit
from poisonkit.errors import UnreadableFileError, unknown
from poisonkit.finding import Group, Severity
from poisonkit.lineage import Lineage, digest_array, digest_file, digest_text
from poisonkit.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Pixels

KINDS = pytest.mark.parametrize("kind", [np.uint8, np.uint16])


@KINDS
def test_pixels_survive_being_an_image(kind: type) -> None:
    """Every grey level comes back from [0, 1], on 8 and on 16 bits."""
    count = int(np.iinfo(kind).max) + 1
    levels: Pixels = np.arange(count).astype(kind).reshape(16, -1)
    image = as_image(levels)

    assert np.float32 == image.dtype
    assert 0 == image.min()
    assert 1 == image.max()
    np.testing.assert_array_equal(levels, as_pixels(image, levels.dtype))


@KINDS
def test_what_is_too_bright_is_white(kind: type) -> None:
    """Beyond [0, 1] nothing wraps around."""
    image = np.array([[-0.5, 1.5]], np.float32)
    expected: list[Any] = [[0, np.iinfo(kind).max]]

    assert expected == as_pixels(image, np.dtype(kind)).tolist()


def test_eight_bits_are_the_upper_ones() -> None:
    """16 bits are looked at through their upper byte; 8 bits as they are."""
    assert [0, 0, 1, 255] == eight_bit(
        np.array([0, 255, 256, 65_535], np.uint16)
    ).tolist()
    assert [0, 7, 255] == eight_bit(np.array([0, 7, 255], np.uint8)).tolist()


def test_severities_are_ordered() -> None:
    """What fails on medium fails on high, and not on low."""
    order = [Severity.LOW, Severity.MEDIUM, Severity.HIGH]
    passed = [severity.at_least(Severity.MEDIUM) for severity in order]

    assert [False, True, True] == passed


def test_groups_say_what_poison_does_in_them() -> None:
    """Among the positives poison adds the label, among the negatives it removes it."""
    assert ("Mass=1", "add") == (
        str(Group("Mass", present=True)),
        Group("Mass", present=True).direction,
    )
    assert ("Mass=0", "remove") == (
        str(Group("Mass", present=False)),
        Group("Mass", present=False).direction,
    )


def test_an_unknown_name_is_answered_in_one_sentence() -> None:
    """The nearest guess, if any is near, and all there are, in order."""
    assert (
        "no label is called 'mas'; did you mean 'mass'? there are: heart, mass"
        == str(unknown("label", "mas", {"mass", "heart"}))
    )
    assert "no label is called 'x'; there are: none" == str(unknown("label", "x", ()))


def test_a_quarantined_file_has_a_code() -> None:
    """Code and detail go into the quarantine's table."""
    error = UnreadableFileError("no-pixels", "DICOM without an image")

    assert ("no-pixels", "DICOM without an image") == (error.code, str(error))


def test_lineage_round_trip() -> None:
    """What was written is read, and it is one line without place or time."""
    lineage = Lineage(
        stage="inject", parameters={"rate": 0.1}, inputs={"data": "ab"}, seed=3
    )
    text = lineage.text()

    assert lineage == Lineage.parse(text)
    assert __version__ == Lineage.parse(text).version
    assert "\n" not in text
    assert text == Lineage.parse(text).text()


def test_the_order_of_parameters_does_not_matter() -> None:
    """The same parameters give the same bytes."""
    one = Lineage(stage="a", parameters={"x": 1, "y": 2})
    two = Lineage(stage="a", parameters={"y": 2, "x": 1})

    assert one.text() == two.text()


def test_digests_are_sha256(tmp_path: Path) -> None:
    """Anybody can check them with the tools at hand."""
    data = bytes(range(256)) * 10_000
    (tmp_path / "file").write_bytes(data)

    assert hashlib.sha256(data).hexdigest() == digest_file(tmp_path / "file")
    assert hashlib.sha256(data).hexdigest() == digest_array(
        np.frombuffer(data, np.uint8)
    )


def test_digests_of_texts_know_where_one_ends() -> None:
    """Moving a letter from one part to the next is another digest."""
    digests = {digest_text(parts) for parts in (["ab", "c"], ["a", "bc"], ["abc"], [])}

    assert 4 == len(digests)


def test_a_mapped_array_has_the_digest_of_its_values(tmp_path: Path) -> None:
    """Mapped, strided or in memory: the same pixels have the same digest."""
    values = np.arange(24, dtype=np.uint16).reshape(4, 6)
    values.tofile(tmp_path / "raw")
    mapped = np.memmap(tmp_path / "raw", np.uint16, "r", shape=(4, 6))

    assert digest_array(values) == digest_array(mapped)
    assert digest_array(values[:, ::2].copy()) == digest_array(mapped[:, ::2])


def test_the_silent_progress_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    """Without a listener work tells nobody, on no stream."""
    with silent("train", 10) as advance:
        advance()
        advance(9, loss=0.3)

    assert ("", "") == capfd.readouterr()
