"""A trained classifier on disk: weights, and the spec that rebuilds the network.

Loading runs no code from the files: the weights are safetensors, the rest is JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias

from pydantic import Field, TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from poisonkit.errors import BadInputError
from poisonkit.files import write_json, writing
from poisonkit.foreign.opening import Foreign
from poisonkit.lineage import digest_file
from poisonkit.networks import NETWORKS

if TYPE_CHECKING:
    from poisonkit.datasetfile import Columns
    from poisonkit.networks.base import Classifier

Run: TypeAlias = Path | Foreign
"""Where a model is: the folder of a training, or a model that was not trained here."""

SCHEMA = 1
WEIGHTS = "weights.safetensors"
CARD = "checkpoint.json"


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What is needed to rebuild a classifier and to use it rightly."""

    network: str
    """A spec, such as ``small_cnn:width=16``."""

    label_names: tuple[str, ...]
    size: Annotated[int, Field(gt=0)]
    """Pixels a side of the images it was trained on."""

    data_digest: str
    lineage: dict[str, Any]
    schema: int = SCHEMA

    def save(self, folder: Path, model: Classifier) -> None:
        """Write both files into *folder*."""
        weights = {
            name: tensor.detach().cpu().contiguous()
            for name, tensor in model.state_dict().items()
        }
        with (
            writing(folder / WEIGHTS, force=True) as tensors,
            writing(folder / CARD, force=True) as card,
        ):
            try:
                save_file(weights, tensors)
            except SafetensorError as error:
                raise OSError(str(error)) from error
            write_json(card, asdict(self))

    @classmethod
    def read(cls, run: Run) -> Self:
        """Read the card of *run*, or say what is wrong with it."""
        if isinstance(run, Foreign):
            names, size = run.label_names, run.size
            return cls(
                network=run.name, label_names=names, size=size, data_digest="",
                lineage={},
            )  # fmt: skip
        try:
            values: Any = json.loads((run / CARD).read_text(encoding="utf-8"))
            card = TypeAdapter(cls).validate_python(values)
        except (OSError, UnicodeDecodeError, ValueError, ValidationError) as error:
            raise BadInputError(
                f"{run} is not a training run: it has no readable {CARD}"
            ) from error
        if card.schema != SCHEMA:
            raise BadInputError(f"{run}: schema {card.schema}, {SCHEMA} is understood")
        return card

    def load(self, run: Run) -> Classifier:
        """Rebuild the classifier with the weights of *run*."""
        if isinstance(run, Foreign):
            return run.model
        model = NETWORKS.create(self.network).build(len(self.label_names))
        try:
            model.load_state_dict(load_file(run / WEIGHTS))
        except (OSError, SafetensorError, RuntimeError) as error:
            raise BadInputError(
                f"the weights of {run} are missing, damaged, or not of {self.network}"
            ) from error
        return model.eval()

    def check(self, data: Columns) -> None:
        """Refuse *data* whose labels or image size are not the model's."""
        if data.label_names != self.label_names:
            missing = sorted(set(self.label_names) ^ set(data.label_names))
            what = f"they differ in: {', '.join(missing)}" if missing else "other order"
            raise BadInputError(f"the model's labels are not the data's; {what}")
        self.check_size(data)

    def check_size(self, data: Columns) -> None:
        """Refuse *data* whose image size is not the model's."""
        if data.preprocessing["size"] != self.size:
            raise BadInputError(
                f"the model was trained at {self.size} pixels, the data have "
                f"{data.preprocessing['size']}; ingest again with --size {self.size}"
            )


def model_for(run: Run, data: Columns) -> Classifier:
    """Load the model of *run*, unless *data* do not fit it."""
    card = Checkpoint.read(run)
    card.check(data)
    return card.load(run)


def place_of(run: Run | None) -> Path | None:
    """Return the folder or the file of *run*; a factory has none."""
    return run.path if isinstance(run, Foreign) else run


def model_digest(run: Run) -> str:
    """Return the digest of the weights of *run*."""
    return run.digest if isinstance(run, Foreign) else digest_file(run / WEIGHTS)
