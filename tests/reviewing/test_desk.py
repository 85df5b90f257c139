"""What is put on the desk: suspects, their films and neighbours; what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from poisonkit.checkpoint import model_digest
from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError
from poisonkit.evidencefile import EvidenceFile, Pairs
from poisonkit.reviewing.decision import Kind
from poisonkit.reviewing.desk import Desk
from poisonkit.reviewing.neighbours import Neighbours
from poisonkit.reviewing.picture import native_picture, stored_picture
from poisonkit.reviewing.sight import Sight
from poisonkit.reviewing.summary import summary
from tests.reviewing.making import ACCUSED, FAINT, FILMS, SIDE, Audited, audited, said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray


def test_every_accused_film_is_there_once(desk: Desk) -> None:
    """The gravest finding's first, each with where it bears the pattern."""
    assert [*ACCUSED, FAINT] == [one.row for one in desk.suspects]
    assert {(26, 26, 3, 3), None} == {one.box for one in desk.suspects}
    assert desk.suspects[-1].box is None


def test_a_pattern_that_moves_is_framed_where_it_is_known(audit: Audited) -> None:
    """The record says where the first suspect bears it, and of no other."""
    path = audit.folder / "findings.json"
    record = json.loads(path.read_text())
    record["findings"][0]["where"]["moves"] = True
    path.write_text(json.dumps(record))
    with Desk.open(audit.folder, data=audit.data) as desk:
        assert [ACCUSED[0]] == [one.row for one in desk.suspects if one.box]


def test_pixels_arrive_unchanged(desk: Desk) -> None:
    """What the page gets are the stored grey levels, each of them."""
    picture = stored_picture(desk.data, 5)
    levels = np.frombuffer(picture.levels, np.uint8).reshape(SIDE, SIDE)

    np.testing.assert_array_equal(desk.data.images[5], levels)
    assert (SIDE, SIDE, 8) == (picture.width, picture.height, picture.bits)


def test_native_pixels_are_the_file_s(desk: Desk, tmp_path: Path) -> None:
    """All of them, with the square that became the stored film."""
    (tmp_path / "images").mkdir()
    film = np.arange(90 * 60, dtype=np.uint16).reshape(90, 60) * 7
    Image.fromarray(film).save(tmp_path / "images" / "05.png")
    picture = native_picture(desk.data, tmp_path, 5)
    levels = np.frombuffer(picture.levels, "<u2").reshape(90, 60)

    np.testing.assert_array_equal(film, levels)
    assert (0, -15, 90, 90) == picture.square
    assert not picture.audited


def test_the_source_of_an_audited_film_is_recognised(
    desk: Desk, tmp_path: Path
) -> None:
    """A file that still gives the stored film is told from one that was changed."""
    (tmp_path / "images").mkdir()
    film = np.array(desk.data.images[5])
    Image.fromarray(film).save(tmp_path / "images" / "05.png")
    assert native_picture(desk.data, tmp_path, 5).audited
    film[0, 0] ^= 1
    Image.fromarray(film).save(tmp_path / "images" / "05.png")

    assert not native_picture(desk.data, tmp_path, 5).audited


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "images", "gone.png"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """Ids come from a file that somebody may have edited."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    names = [f"{row}.png" for row in range(FILMS)]
    names[0] = name
    data = CxrDataset.open(audited(tmp_path, names=names).data)
    films = tmp_path / "films"
    (films / "images").mkdir(parents=True)
    with pytest.raises(BadInputError, match="does not lie in the folder of films"):
        native_picture(data, films, 0)


def brute(desk: Desk, seen: NDArray[Any], row: int, *, side: bool) -> int:
    """Return the innocent film nearest to *row*, found the slow way."""
    mass = desk.data.labels[:, 0]
    rows = [
        other
        for other in range(FILMS)
        if other not in {*ACCUSED, FAINT} and (not side or mass[other] == mass[row])
    ]
    return min(rows, key=lambda other: float(np.square(seen[other] - seen[row]).sum()))


def test_the_nearest_innocent_film_is_found(desk: Desk) -> None:
    """Of the same side of the label, by means over two by two pixels."""
    cells = desk.data.images.astype(float).reshape(FILMS, 16, 2, 16, 2).mean((2, 4))
    for row in ACCUSED:
        found = desk.neighbours.nearest(row, "Mass")
        assert found is not None
        assert (True, "thumbnails") == (found.same_label, found.by)
        assert brute(desk, cells, row, side=True) == found.row
        other = desk.neighbours.nearest(row, "")
        assert other is not None
        assert brute(desk, cells, row, side=False) == other.row


def test_activations_go_before_looks(desk: Desk) -> None:
    """Where a model was asked, what it made of the films decides what is near."""
    seen = np.random.default_rng(1).normal(size=(FILMS, 3)).astype(np.float16)
    none = np.zeros(0, np.int64)
    evidence = EvidenceFile(
        data_digest="", model_digest="", logits=np.zeros((FILMS, 2), np.float32),
        activations=seen, head=np.zeros((2, 3), np.float32),
        pairs=Pairs(rows=none, labels=none, why=none.astype(np.uint8)),
        maps=np.zeros((0, 2, 2), np.float16), gradients=np.zeros((0, 2), np.float16),
    )  # fmt: skip
    near = Neighbours(desk.data, [*ACCUSED, FAINT], evidence)
    for row in ACCUSED:
        found = near.nearest(row, "Mass")
        assert found is not None
        expected = brute(desk, seen.astype(np.float32), row, side=True)
        assert (expected, "activations") == (found.row, found.by)


def test_where_all_are_accused_nobody_is_near(desk: Desk) -> None:
    """There is no film to compare with, and that is an answer."""
    assert Neighbours(desk.data, range(FILMS), None).nearest(2, "Mass") is None


def test_maps_are_those_of_explain(tmp_path: Path) -> None:
    """What the probe looks at, scaled to a byte; the second time from memory."""
    made = audited(tmp_path, probe=True)
    with Desk.open(made.folder, data=made.data) as desk:
        desk.sight.warm()
        for method in range(len(desk.sight.methods())):
            cells, levels = desk.sight.map(5, 1, method)
            assert cells**2 == len(levels)
            assert desk.sight.map(5, 1, method) == (cells, levels)
        seer = desk.sight._seer("hires_cam")  # noqa: SLF001 - to compare with
        ((_, _, heat),) = seer.looks(np.asarray(desk.data.images[5]), ("Nodule",))

        assert "hires_cam" == desk.sight.methods()[0]
        cells, levels = desk.sight.map(5, 1, 0)
        found = np.frombuffer(levels, np.uint8).reshape(cells, cells)
        np.testing.assert_allclose(heat / max(heat.max(), 1e-9) * 255, found, atol=0.6)


def test_the_audited_model_is_asked_and_no_other(tmp_path: Path) -> None:
    """An audit by a user's model keeps none; that one is taken, another refused."""
    made = audited(tmp_path, probe=True)
    model = (made.folder / "probe").rename(tmp_path / "model")
    with pytest.raises(BadInputError, match="not the one that this audit asked"):
        Desk.open(made.folder, data=made.data, model=model)
    path = made.folder / "findings.json"
    record = json.loads(path.read_text()) | {"model_digest": model_digest(model)}
    path.write_text(json.dumps(record))
    with Desk.open(made.folder, data=made.data, model=model) as desk:
        assert desk.sight.can
        assert max(desk.sight.map(5, 1, 0)[1]) == 255
    with Desk.open(made.folder, data=made.data) as desk:
        assert not desk.sight.can


def test_without_a_probe_there_are_no_maps(desk: Desk) -> None:
    """An audit that asked no model offers none."""
    assert not desk.sight.can
    assert () == Sight(desk.data, None).methods()
    with pytest.raises(BadInputError, match="no such label or method"):
        desk.sight.map(5, 0, 0)


def test_the_summary_counts_what_holds(desk: Desk) -> None:
    """Per reviewer, what is disputed, and what is left."""
    desk.say([said("a", 2, Kind.ACCEPT), said("b", 3, Kind.ACCEPT)])
    desk.say([said("c", 3, Kind.REJECT, "Bo"), said("d", 5, Kind.UNSURE, "Bo")])
    told = summary(desk)

    assert {"Ada": {"accept": 2}, "Bo": {"reject": 1, "unsure": 1}} == told.reviewers
    assert (7, 4, 1) == (told.suspects, told.undecided, told.disputed)


def edited(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Return what *change* does to the text of a record."""

    def edit(path: Path) -> None:
        record = json.loads(path.read_text(encoding="utf-8"))
        change(record)
        path.write_text(json.dumps(record), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda path: path.unlink(), "is no audit: findings.json is missing"),
        (lambda path: path.write_text("{"), "is no audit"),
        (lambda path: path.write_text(path.read_text()[:-99]), "is no audit"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "is no audit"),
        (edited(lambda r: r.update(schema=2)), "schema 2, 1 understood"),
        (edited(lambda r: r.pop("findings")), "is no audit"),
        (edited(lambda r: r["findings"][0].pop("samples")), "is no audit"),
        (edited(lambda r: r.update(data_digest="x")), "the audit of another data set"),
        (edited(lambda r: r.update(label_names=["x"])), "no audit of these labels"),
        (edited(lambda r: r["findings"][0].update(label="x")), "which is no label"),
        (
            edited(lambda r: r["findings"][0]["samples"][0].update(row=99)),
            "names the row 99",
        ),
        (
            edited(lambda r: r["findings"][0]["samples"][0].update(row=-1)),
            "names the row -1",
        ),
        (
            edited(lambda r: r["findings"][0]["samples"][0].update(image="y.png")),
            "which is not the film that it says",
        ),
    ],
)
def test_an_edited_audit_is_refused(
    audit: Audited, edit: Callable[[Path], None], why: str
) -> None:
    """Of another version, incomplete, or about films that are not there."""
    edit(audit.folder / "findings.json")
    with pytest.raises(BadInputError, match=why):
        Desk.open(audit.folder, data=audit.data)


def test_the_data_set_must_be_named(audit: Audited) -> None:
    """An audit of a file keeps no copy of it; a folder is no data set."""
    with pytest.raises(BadInputError, match="name that file with --data"):
        Desk.open(audit.folder)
    with pytest.raises(BadInputError, match="is a folder; give the data set"):
        Desk.open(audit.folder, data=audit.folder)
    with pytest.raises(BadInputError, match="is no folder of films"):
        Desk.open(audit.folder, data=audit.data, films=audit.data)


def test_a_copy_in_the_audit_s_folder_is_found(audit: Audited) -> None:
    """An audit of a folder keeps the data set it made."""
    audit.data.rename(audit.folder / "data.h5")
    with Desk.open(audit.folder) as desk:
        assert FILMS == len(desk.data)


def test_nothing_is_said_of_others(desk: Desk) -> None:
    """A film that no finding names cannot be decided on."""
    with pytest.raises(BadInputError, match="its row is not valid"):
        desk.say([replace(said("a", 0, Kind.ACCEPT))])
