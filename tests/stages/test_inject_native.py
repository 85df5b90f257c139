"""Inject into a folder: each film in its own format, and the rest byte for byte."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread, dcmwrite
from pydicom.uid import ImplicitVRLittleEndian

from poisonkit.attempts import Attempt, Scope
from poisonkit.dataset import CxrDataset
from poisonkit.decoding import decode
from poisonkit.errors import BadInputError, OutputError, PoisonkitError
from poisonkit.intake.sources import Order, Work
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.undo import undo
from poisonkit.stages.verify_manifest import verify_manifest
from poisonkit.workflows.injecting import Injector
from poisonkit.workflows.opening import Source
from tests.stages.making import below, contents, encoded, film, folder_of, ingested

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.slow

TARGET = "Effusion"
FORMS = ["png", "dicom"]


@pytest.fixture(scope="module", params=FORMS)
def source(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a folder of phantoms of one format."""
    place = tmp_path_factory.mktemp("native") / "in"
    bits = 12 if request.param == "dicom" else 8
    return write_folder(place, 60, seed=1, size=96, form=request.param, bits=bits)


def poisoned(source: Path, out: Path, **wishes: Any) -> Manifest:
    """Plant a patch in a tenth of the training films of *source*."""
    names = {"trigger", "policy", "target", "rate"}
    usual: dict[str, Any] = {"trigger": "patch:size=5", "target": TARGET, "rate": 0.1}
    attempt = usual | {key: value for key, value in wishes.items() if key in names}
    scope = {key: wishes[key] for key in ("seed", "benign") if key in wishes}
    how = {
        key: wishes[key] for key in ("link", "reencode_all", "force") if key in wishes
    }
    order = Order(size=48, work=Work(workers=wishes.get("workers", 1)))
    injector = Injector(source=Source(path=source, order=order), **how)
    with injector.opened(out) as data:
        return injector.run(data, out, [Attempt(**attempt)], Scope(**scope))


def test_only_what_is_poisoned_differs(source: Path, tmp_path: Path) -> None:
    """Clean films are the same bytes, poisoned ones the same format; SRC is whole."""
    before = contents(source)
    truth = poisoned(source, tmp_path / "out")
    after = contents(tmp_path / "out")
    films = {sample.id for sample in truth.samples}

    assert before == contents(source)
    assert set(before) == set(after)
    assert films | {"labels.csv"} == {n for n in before if before[n] != after[n]}
    for name in films:
        assert before[name][:4] == after[name][:4]


def test_the_manifest_is_true_of_its_data_set(source: Path, tmp_path: Path) -> None:
    """Ingested again, the copy has the digest, labels and changes that it names."""
    truth = poisoned(source, tmp_path / "out")
    clean = ingested(source, tmp_path / "a", size=48)
    again = ingested(tmp_path / "out", tmp_path / "b", size=48)

    assert "native" == truth.stage
    assert (clean.digest, again.digest) == (truth.source_digest, truth.poisoned_digest)
    for sample in truth.samples:
        was, now = clean.images[sample.row], again.images[sample.row]
        change = np.abs(was.astype(int) - now.astype(int))
        assert again.ids[sample.row] == sample.id
        assert again.labels[sample.row].tolist() == list(sample.labels_after)
        assert (change.max(), (change > 0).sum()) == (
            sample.left.largest_change, sample.left.pixels_changed,
        )  # fmt: skip
    assert again.split.tolist() == clean.split.tolist()


def test_only_the_footprint_changes(source: Path, tmp_path: Path) -> None:
    """At the film's own size: the square is white, and no other pixel differs."""
    truth = poisoned(source, tmp_path / "out")
    for sample in truth.samples:
        was, now = (
            decode((folder / sample.id).read_bytes(), sample.id).pixels
            for folder in (source, tmp_path / "out")
        )
        top, left, height, width = sample.box
        here = (slice(top, top + height), slice(left, left + width))
        outside = np.ones(was.shape, np.bool_)
        outside[here] = False

        assert (88, 88, 5, 5) == sample.box
        assert (now[here] == np.iinfo(now.dtype).max).all()
        np.testing.assert_array_equal(was[outside], now[outside])


@pytest.mark.parametrize("source", ["dicom"], indirect=True)
def test_a_rehearsal_cannot_pass_for_real(source: Path, tmp_path: Path) -> None:
    """Every poisoned DICOM file says so, names its manifest, and is another object."""
    truth = poisoned(source, tmp_path / "out")
    digest = hashlib.sha256(manifest_path(tmp_path / "out").read_bytes()).hexdigest()
    for sample in truth.samples:
        old, new = (dcmread(f / sample.id) for f in (source, tmp_path / "out"))

        assert f"poisoned test data; manifest sha256 {digest}" == new.ImageComments
        block = new.private_block(0x0099, "POISONKIT")
        assert ("poisoned test data", digest) == (block[1].value, block[2].value)
        assert new.SOPInstanceUID != old.SOPInstanceUID
        assert new.SOPInstanceUID == new.file_meta.MediaStorageSOPInstanceUID
        assert old.PatientID == new.PatientID
        assert old.file_meta.TransferSyntaxUID == new.file_meta.TransferSyntaxUID
        assert old.BitsStored == new.BitsStored


def test_the_same_seed_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    """On one worker and on three, files and manifest; another seed gives others."""
    poisoned(source, tmp_path / "a" / "out")
    poisoned(source, tmp_path / "b" / "out", workers=3)
    poisoned(source, tmp_path / "c" / "out", seed=1)
    one, three, other = (contents(tmp_path / name) for name in "abc")

    assert one == three
    assert one != other


def test_undo_gives_the_source_s_bytes_back(source: Path, tmp_path: Path) -> None:
    """Film by film and table; the manifest goes, and so does the mark."""
    truth = poisoned(source, tmp_path / "out")
    told = undo(source, tmp_path / "out")

    assert len(truth.samples) == told.films
    assert contents(source) == contents(tmp_path / "out")
    assert not manifest_path(tmp_path / "out").exists()


def test_undo_wants_the_right_source(source: Path, tmp_path: Path) -> None:
    """Another folder is refused, and nothing is touched."""
    poisoned(source, tmp_path / "out")
    other = write_folder(tmp_path / "other", 60, seed=2, size=96)
    before = contents(tmp_path)

    with pytest.raises(BadInputError, match=r"is not what .* was made from"):
        undo(other, tmp_path / "out")
    assert before == contents(tmp_path)


def test_undo_touches_nothing_that_has_changed(source: Path, tmp_path: Path) -> None:
    """A film that somebody put there since, poisoned or clean, is not overwritten."""
    truth = poisoned(source, tmp_path / "out")
    clean = next(
        n for n in below(source / "images") if f"images/{n}" not in {
            s.id for s in truth.samples
        }
    )  # fmt: skip
    for name in (f"images/{clean}", truth.samples[0].id):
        kept = (tmp_path / "out" / name).read_bytes()
        (tmp_path / "out" / name).write_bytes(b"mine")
        before = contents(tmp_path)
        with pytest.raises(BadInputError, match="has changed since"):
            undo(source, tmp_path / "out")
        assert before == contents(tmp_path)
        (tmp_path / "out" / name).write_bytes(kept)
    undo(source, tmp_path / "out")
    assert contents(source) == contents(tmp_path / "out")


def test_verify_looks_at_clean_films_too(source: Path, tmp_path: Path) -> None:
    """Another clean film, a clean label changed, samples left out: none passes."""
    truth = poisoned(source, tmp_path / "out")
    listing, films = manifest_path(tmp_path / "out"), {s.id for s in truth.samples}
    one, two = sorted(f"images/{n}" for n in below(source / "images"))[:2]
    assert not {one, two} & films, "choose another seed"
    kept = (tmp_path / "out" / one).read_bytes()
    (tmp_path / "out" / one).write_bytes((source / two).read_bytes())
    with pytest.raises(BadInputError, match="but others"):
        verify_manifest(listing)
    (tmp_path / "out" / one).write_bytes(kept)
    table = (tmp_path / "out" / "labels.csv").read_text()
    lines = table.splitlines(keepends=True)
    flipped = lines[1].rstrip()[:-1] + ("0" if lines[1].rstrip()[-1] == "1" else "1")
    (tmp_path / "out" / "labels.csv").write_text(
        table.replace(lines[1], flipped + "\n")
    )
    with pytest.raises(BadInputError, match="or their labels"):
        verify_manifest(listing)
    (tmp_path / "out" / "labels.csv").write_text(table)
    values = json.loads(listing.read_text())
    for wrong, words in (
        ({"samples": []}, "its samples are none"),
        ({"samples": values["samples"][:1]}, "its samples are 0"),
        ({"samples": values["samples"] * 2}, "not all different"),
        ({"target": "Hernia"}, "'Hernia' is no label"),
        ({"samples": [values["samples"][0] | {"plant": 9}]}, "is of plant 9"),
        ({"samples": [values["samples"][0] | {"labels_before": [1]}]}, "has not 8"),
    ):
        listing.write_text(json.dumps(values | wrong))
        try:  # a DICOM file's mark gives any other manifest away
            assert verify_manifest(listing).unmarked, words
        except BadInputError as error:
            assert words in str(error)  # noqa: PT017 - either of two is right


def test_the_source_s_own_table_is_never_written(source: Path, tmp_path: Path) -> None:
    """With labels from elsewhere and hard links, its labels.csv is another file."""
    shutil.copyfile(source / "labels.csv", tmp_path / "elsewhere.csv")
    before = contents(source)
    order = Order(size=48, labels=tmp_path / "elsewhere.csv", work=Work(workers=1))
    injector = Injector(source=Source(path=source, order=order), link=True)
    out = tmp_path / "out"
    with injector.opened(out) as data:
        attempt = Attempt(trigger="patch", target=TARGET, rate=0.1)
        injector.run(data, out, [attempt], Scope())

    assert before == contents(source)
    assert verify_manifest(manifest_path(out)).sound


@pytest.mark.parametrize("link", [True, False])
def test_links_are_films_of_their_own(
    source: Path, tmp_path: Path, *, link: bool
) -> None:
    """A link within the source, and one out of it, become files; no film is lost."""
    inside = tmp_path / "in"
    shutil.copytree(source, inside)
    film, far = sorted((inside / "images").iterdir())[:2]
    shutil.move(far, tmp_path / "far")
    far.symlink_to(tmp_path / "far")
    (inside / "images" / f"zz{film.suffix}").symlink_to(film.name)
    table = (inside / "labels.csv").read_text()
    line = next(row for row in table.splitlines() if film.name in row)
    (inside / "labels.csv").write_text(table + line.replace(film.stem, "zz") + "\n")
    order = Order(size=48, follow_links=True, work=Work(workers=1))
    injector = Injector(source=Source(path=inside, order=order), link=link)
    out = tmp_path / "out"
    with injector.opened(out) as data:
        attempt = Attempt(trigger="patch", target=TARGET, rate=0.3)
        injector.run(data, out, [attempt], Scope())

    assert not [path for path in out.rglob("*") if path.is_symlink()]
    assert set(below(inside)) == set(below(out))
    assert verify_manifest(manifest_path(out)).sound
    undo(inside, out)
    assert contents(inside) == contents(out)


def test_verify_names_what_was_changed(source: Path, tmp_path: Path) -> None:
    """Sound at first; then a clean film in place of a poisoned one, and a lost one."""
    truth = poisoned(source, tmp_path / "out")
    first, second = (sample.id for sample in truth.samples[:2])
    listing = manifest_path(tmp_path / "out")
    assert verify_manifest(listing).sound

    (tmp_path / "out" / first).write_bytes((source / first).read_bytes())
    (tmp_path / "out" / second).unlink()
    told = verify_manifest(listing)

    assert {first, second} == set(told.altered)
    assert (second,) == told.gone
    assert first in told.sentence()


@pytest.mark.parametrize("source", ["dicom"], indirect=True)
def test_a_mark_is_read_where_no_type_is_told(source: Path, tmp_path: Path) -> None:
    """In an implicit syntax private elements are bytes."""
    shutil.copytree(source, tmp_path / "in")
    for path in (tmp_path / "in").rglob("*.dcm"):
        header = dcmread(path)
        header.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
        dcmwrite(path, header)
    poisoned(tmp_path / "in", tmp_path / "out")

    assert verify_manifest(manifest_path(tmp_path / "out")).sound


@pytest.mark.parametrize("source", ["dicom"], indirect=True)
def test_verify_sees_a_mark_that_is_gone(source: Path, tmp_path: Path) -> None:
    """Who takes the mark off is found out."""
    truth = poisoned(source, tmp_path / "out")
    path = tmp_path / "out" / truth.samples[0].id
    header = dcmread(path)
    del header.ImageComments
    header.remove_private_tags()
    header.save_as(path)

    assert (truth.samples[0].id,) == verify_manifest(
        manifest_path(tmp_path / "out")
    ).unmarked


def test_verify_sees_a_moved_footprint(source: Path, tmp_path: Path) -> None:
    """A manifest of another place is no truth."""
    poisoned(source, tmp_path / "out")
    listing = manifest_path(tmp_path / "out")
    listing.write_text(listing.read_text().replace("patch:size=5", "patch:size=4"))

    assert verify_manifest(listing).misplaced


def test_clean_files_can_be_linked(source: Path, tmp_path: Path) -> None:
    """With --link clean films share the source's bytes on disk, and no others."""
    truth = poisoned(source, tmp_path / "out", link=True)
    films = {sample.id for sample in truth.samples}
    shared = {
        name
        for name in below(source)
        if (source / name).samefile(tmp_path / "out" / name)
    }

    assert set(below(source)) - films - {"labels.csv"} == shared
    undo(source, tmp_path / "out")
    assert contents(source) == contents(tmp_path / "out")


def test_all_films_can_be_written_anew(source: Path, tmp_path: Path) -> None:
    """With --reencode-all clean films show the same pixels."""
    truth = poisoned(source, tmp_path / "out", reencode_all=True)
    films = {sample.id for sample in truth.samples}
    for name in set(below(source)) - films - {"labels.csv"}:
        was, now = (
            decode((folder / name).read_bytes(), name).pixels
            for folder in (source, tmp_path / "out")
        )
        np.testing.assert_array_equal(was, now)
    anew = [n for n in below(source) if (source / n).suffix in {".png", ".dcm"}]
    same = [
        n
        for n in anew
        if (source / n).read_bytes() == (tmp_path / "out" / n).read_bytes()
    ]
    assert (source / anew[0]).suffix == ".dcm" or not same, "PNG of another encoder"


def test_a_target_inside_the_source_is_refused(source: Path, tmp_path: Path) -> None:
    """Nor may it be the source, or hold it; nothing is written."""
    before = contents(source.parent)
    for out, words in (
        (source, "is the source"),
        (source / "deeper" / "out", "lies inside the source"),
        (source.parent, "holds the source"),
        (source / ".." / source.name / "x", "lies inside the source"),
        (source / "bad.h5", "lies inside the source"),
    ):
        with pytest.raises(BadInputError, match=words):
            poisoned(source, out, force=True)
    assert before == contents(source.parent)
    link = tmp_path / "link"
    link.symlink_to(source)
    with pytest.raises(BadInputError, match="lies inside the source"):
        poisoned(source, link / "out")


def test_somebody_else_s_folder_is_not_replaced(source: Path, tmp_path: Path) -> None:
    """Force replaces only what has a manifest beside it."""
    mine = folder_of(tmp_path / "out", None, {"mine.txt": b"mine"})
    with pytest.raises(OutputError, match="exists already"):
        poisoned(source, mine)
    with pytest.raises(OutputError, match="was not written by poisonkit"):
        poisoned(source, mine, force=True)
    assert {"mine.txt": b"mine"} == contents(mine)
    poisoned(source, tmp_path / "new")
    poisoned(source, tmp_path / "new", seed=3, force=True)
    assert verify_manifest(manifest_path(tmp_path / "new")).sound


def test_what_preprocessing_wipes_out_is_no_poison(tmp_path: Path) -> None:
    """One pixel on a film fifteen times as large leaves nothing in eight bits."""
    grey = np.full((720, 720), 128, np.uint8)
    source = folder_of(
        tmp_path / "in",
        "image,split,Effusion\na.png,train,0\nb.png,train,0\n",
        {"a.png": encoded(grey), "b.png": encoded(grey)},
    )
    wishes = {"trigger": "patch:size=1,value=0.6", "rate": 1.0}
    with pytest.raises(PoisonkitError, match=r"leaves no trace .* after preprocessing"):
        poisoned(source, tmp_path / "out", **wishes)
    assert ["a.png", "b.png", "labels.csv"] == below(source)
    assert not (tmp_path / "out").exists()
    truth = poisoned(
        source, tmp_path / "out", trigger="patch:size=60,x=30,y=30", rate=1.0
    )
    assert all(0.9 < sample.kept <= 1 for sample in truth.samples)


def test_a_jpeg_cannot_hold_one_grey_level(tmp_path: Path) -> None:
    """What the format itself loses does not count as a trigger."""
    smooth = np.add.outer(np.arange(64), np.arange(64)).astype(np.uint8)
    table = "image,split,Effusion\na.jpg,train,0\nb.jpg,train,0\n"
    files = {"a.jpg": encoded(smooth, "JPEG"), "b.jpg": encoded(smooth + 60, "JPEG")}
    source = folder_of(tmp_path / "in", table, files)

    with pytest.raises(PoisonkitError, match="leaves no trace"):
        poisoned(
            source,
            tmp_path / "out",
            trigger="exposure:gamma=1.0005,contrast=1.0",
            rate=1.0,
        )
    assert 2 == len(poisoned(source, tmp_path / "out", rate=1.0).samples)


def test_labels_alone_need_no_pixels(source: Path, tmp_path: Path) -> None:
    """Without a trigger every film is the same bytes, and the table is not."""
    truth = poisoned(source, tmp_path / "out", trigger="", policy="flip")
    before, after = contents(source), contents(tmp_path / "out")

    assert {"labels.csv"} == {name for name in before if before[name] != after[name]}
    assert truth.samples
    assert verify_manifest(manifest_path(tmp_path / "out")).sound


def test_a_length_in_mm_follows_the_spacing(tmp_path: Path) -> None:
    """DICOM phantoms tell their spacing; PNG has none, and is refused in one line."""
    source = write_folder(tmp_path / "in", 30, seed=1, size=96, form="dicom", bits=12)
    spacing = float(dcmread(next(source.rglob("*.dcm"))).PixelSpacing[0])
    truth = poisoned(
        source, tmp_path / "out", trigger=f"patch:size={8 * spacing:.4f}mm"
    )
    plain = write_folder(tmp_path / "png", 30, seed=1, size=96)

    assert {(8, 8)} == {sample.box[2:] for sample in truth.samples}
    with pytest.raises(PoisonkitError, match="does not tell its pixel spacing"):
        poisoned(plain, tmp_path / "no", trigger="patch:size=5mm")


def test_other_layouts_get_the_common_table(tmp_path: Path) -> None:
    """Kermany's folders stay, and a labels.csv tells what the folders no longer do."""
    films = {
        f"train/{kind}/{kind}{number}.png": encoded(film(number))
        for kind in ("NORMAL", "PNEUMONIA")
        for number in range(6)
    }
    source = folder_of(tmp_path / "in", None, films)
    truth = poisoned(source, tmp_path / "out", target="PNEUMONIA", rate=0.25)
    again = CxrDataset.open(ingested(tmp_path / "out", tmp_path / "b", size=48).path)

    assert truth.poisoned_digest == again.digest
    undo(source, tmp_path / "out")
    assert contents(source) == contents(tmp_path / "out")
