"""Files of strangers: no code in them is run, and what is wrong is said in a line."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from poisonkit.errors import BadInputError
from poisonkit.foreign.card import Card
from tests.bombs import Bomb
from tests.stages.strangers import export, opened, vendor, write_card

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("suffix", [".pt", ".ts", ".pth", ".pt2"])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_is_refused(tmp_path: Path, suffix: str, *, zipped: bool) -> None:
    """A pickle in the place of a model is not opened; nothing in it is run."""
    path, bomb = tmp_path / f"evil{suffix}", Bomb(tmp_path / "ran")
    if zipped:
        torch.save({"model": bomb}, path)
    else:
        path.write_bytes(pickle.dumps(bomb))
    with pytest.raises(BadInputError, match=r"evil\.\w+ is "):
        opened(path)

    assert not (tmp_path / "ran").exists()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an honest file."""
    return export(tmp_path_factory.mktemp("export") / "m.pt2", vendor())


def changed(
    source: Path, place: Path, change: Callable[[str, bytes], bytes], more: str = ""
) -> Path:
    """Return a copy of an export, each member *change*d, and one *more*."""
    path = place / "m.pt2"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        if more:
            new.writestr(more, b"code")
    return path


def inside(name: str, key: str, value: object, data: bytes) -> bytes:
    """Return *data* of the model's JSON with every *key* set to *value*."""

    def put(thing: Any) -> Any:
        if isinstance(thing, list):
            return [put(each) for each in thing]
        if not isinstance(thing, dict):
            return thing
        return {k: value if k == key else put(each) for k, each in thing.items()}

    if name.endswith(".json") and ("/models/" in name or "/weights/" in name):
        return json.dumps(put(json.loads(data))).encode()
    return data


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("target", "torch.hub.load", "calls 'torch.hub.load', which is no operator"),
        ("target", "torch.ops.aten.from_file.default", "calls 'torch.ops.aten.from_f"),
        ("expr_str", "__import__('os').system('id')", "Python in the place of a size"),
        ("expr_str", "exec(S)", "Python in the place of a size"),
        ("expr_str", "Symbol('s0').func", "Python in the place of a size"),
        ("name", "default_factory_module", "names a Python module to import"),
        ("use_pickle", True, "a pickle beside its tensors"),
        ("path_name", "opaque_obj_0", "a pickled object"),
    ],
)
def test_an_export_that_could_run_code_is_refused(
    exported: Path, tmp_path: Path, key: str, value: object, said: str
) -> None:
    """Whatever PyTorch's reader would run is found before it is asked."""
    path = changed(
        exported, tmp_path, lambda name, data: inside(name, key, value, data)
    )
    with pytest.raises(BadInputError, match=f"none of it was run: .*{said}"):
        opened(path)


def test_a_pickled_sample_is_refused(exported: Path, tmp_path: Path) -> None:
    """The sample beside an export is unpickled by PyTorch: tensors only, or nothing."""
    evil = io.BytesIO()
    torch.save(Bomb(tmp_path / "ran"), evil)
    path = changed(
        exported,
        tmp_path,
        lambda name, data: evil.getvalue() if "sample_inputs" in name else data,
    )
    with pytest.raises(BadInputError, match="is a pickle of more than tensors"):
        opened(path)

    assert not (tmp_path / "ran").exists()


def test_other_kinds_of_export_are_refused(exported: Path, tmp_path: Path) -> None:
    """Compiled code, an older format and a damaged file are not opened."""
    path = changed(exported, tmp_path, lambda _, data: data, "m/data/aotinductor/m.so")
    with pytest.raises(BadInputError, match="it holds compiled code"):
        opened(path)
    twice = changed(exported, tmp_path, lambda _, data: data, "n/models/model.json")
    with pytest.raises(BadInputError, match="two of its members have one name"):
        opened(twice)
    with zipfile.ZipFile(path, "w") as old:
        old.writestr("serialized_state_dict.pt", b"")
    with pytest.raises(BadInputError, match="older format that PyTorch unpickles"):
        opened(path)
    path.write_bytes(exported.read_bytes()[:999])
    with pytest.raises(BadInputError, match="is damaged, or no"):
        opened(path)
    with pytest.raises(BadInputError, match="does not exist"):
        opened(tmp_path / "none.pt2")


def test_the_honest_file_is_read(exported: Path, tmp_path: Path) -> None:
    """The checks above refuse what was changed, not what was copied."""
    copied = changed(exported, tmp_path, lambda _, data: data)

    assert 3 == len(opened(exported).label_names)
    with zipfile.ZipFile(copied) as archive:
        assert any("/models/" in name for name in archive.namelist())


GOOD = {"label_names": ["A", "B"], "size": 48}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"size": 48}, "nothing says the label names of .*m.pt; give --model-labels"),
        ({"label_names": ["A"]}, "nothing says the size of"),
        (GOOD | {"size": -1}, "m.json: size: "),
        (GOOD | {"size": "big"}, "m.json: size: "),
        (GOOD | {"std": 0}, r"m.json: std\.0: "),
        (GOOD | {"mean": [0.1, 0.2]}, "mean and std have one number, or three"),
        (GOOD | {"label_names": ["A", "A"]}, "a label is named twice"),
        (GOOD | {"label_names": []}, "label_names: "),
    ],
)
def test_a_bad_card_is_refused(
    tmp_path: Path, values: dict[str, object], said: str
) -> None:
    """What is missing or impossible in a card is named."""
    (tmp_path / "m.pt").touch()
    write_card(tmp_path / "m.pt", **values)
    with pytest.raises(BadInputError, match=said):
        Card.of(tmp_path / "m.pt", (), None)


def test_options_complete_a_card(tmp_path: Path) -> None:
    """Labels of the command line go before the card's; the films' size after."""
    model = tmp_path / "m.pt"
    with pytest.raises(BadInputError, match="does not exist"):
        Card.of(model, ["X"], 32)
    model.touch()
    assert Card.of(model, ["X"], 32) == Card(label_names=("X",), size=32)
    write_card(model, **GOOD)
    assert Card.of(model, ["X"], 32) == Card(label_names=("X",), size=48)
    factory = Path("package.module:factory")
    assert Card.of(factory, ["X"], 32) == Card(label_names=("X",), size=32)
    for text in ("{", "[]", "\xff"):
        model.with_suffix(".json").write_text(text, encoding="latin-1")
        with pytest.raises(BadInputError, match=r"m\.json"):
            Card.of(model, ["X"], 32)
