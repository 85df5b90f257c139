"""A source that cannot be used is refused in one line, by every command that reads one.

Nothing is left behind, and the source stays as it was.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands.running import everything, refused, words

READERS = {
    "ingest": "ingest {source} out.h5",
    "inject": "inject {source} out.h5 --target Mass --rate 0.1",
    "inject --dry-run": "inject {source} out.h5 --target Mass --rate 0.1 --dry-run",
    "train": "train {source} out --epochs 1",
    "evaluate": "evaluate {run} {source}",
    "analyze": "analyze {run} {source} --out out",
    "audit": "audit {source} --out out",
    "audit pixels": "audit {source} --out out --detector repeated_pixels",
    "clean": "clean {source} out.h5 --audit {audit}",
    "unlearn": "unlearn {run} {source} out --audit {audit}",
}
FOLDERS = {
    "nowhere": "does not exist",
    "empty": "is empty",
    "no-table": "has no labels.csv and no other table that is known; name the table",
    "words": "column 'Mass' holds something other than 1, 0, -1 or empty",
    "no-match": "holds no image that its table names (4 names and files did not",
    "no-label": "has no label column; without labels ingest with --unlabelled",
    "no-column": "none of its 2 columns is called 'image'",
    "cut": "none of the 1 films of",
}
FILES = {
    "text.h5": "is not a poisonkit data set, or is damaged",
    "cut.h5": "is not a poisonkit data set, or is damaged: .*truncated",
    "empty.h5": "is not a poisonkit data set, or is damaged",
}
REMOVE = "inject --target Mass --rate 0.5 --policy remove_target"
ODD = {
    "train {yard}/one-patient out": "all images are of one patient",
    "audit {yard}/one-patient --out out": "one patient.*--detector repeated_pixels",
    f"{REMOVE} {{yard}}/no-positive out.h5": "remove_target on Mass may touch only 0",
    "evaluate {run} {yard}/no-positive": "the model's labels are not the data's",
    "clean {data} out.h5 --audit {audit}": "is the audit of another data set",
    "unlearn {run} {data} out --audit {audit}": "is the audit of another data set",
    "unlearn {run} {films} out --audit {audit}": "is a folder; give the data set that",
    "clean {films} out.h5 --audit {audit}": "is a folder; give the data set that was",
    "evaluate {run} {films} --size 32": "trained at 48 pixels, the data have 32",
    "train {films} out --labels nowhere.csv": "cannot read the table nowhere.csv",
    "train {films} out --labels {film}": "cannot read the table|is not",
    "ingest {films} out.h5 --ignore Colour": "no column is called 'Colour'; there are",
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("source", FOLDERS)
def test_a_bad_folder_is_refused(
    places: dict[str, Path], reader: str, source: str
) -> None:
    """The folder is named, and what it lacks; what was audited never is a folder."""
    bad = places["yard"] / source
    before = everything(places["yard"])
    said = refused(*words(READERS[reader], {**places, "source": bad}))

    if reader not in {"clean", "unlearn"}:
        assert FOLDERS[source] in said
    assert source in said or source == "words"
    assert {} == everything(Path())
    assert before == everything(places["yard"])


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("source", FILES)
def test_a_bad_file_is_refused(
    places: dict[str, Path], reader: str, source: str
) -> None:
    """A file that is no data set is named; `ingest` wants a folder."""
    bad = places["yard"] / source
    said = refused(*words(READERS[reader], {**places, "source": bad}))
    expected = "is not a folder" if reader == "ingest" else FILES[source]

    assert re.search(f"{bad} {expected}", said)
    assert {} == everything(Path())


@pytest.mark.parametrize("line", ODD)
def test_a_source_that_does_not_fit_is_refused(
    places: dict[str, Path], line: str
) -> None:
    """One line says what does not fit together; nothing is left behind."""
    assert re.search(ODD[line], refused(*words(line, places)))
    assert {} == everything(Path())
