"""Let TensorBoard look on while a network learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit import ranks
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.course import Watcher
    from poisonkit.training import Epoch


def tensorboard(folder: Path) -> Watcher:
    """Return what writes the loss and AUROC of each epoch into *folder*.

    The log is no part of a run: its files carry times, so no two are the same.
    """
    try:
        from torch.utils.tensorboard import (  # noqa: PLC0415 - an extra
            SummaryWriter,
        )
    except ImportError as error:
        raise BadParameterError(
            "--tensorboard needs an extra: pip install 'poisonkit[tensorboard]'"
        ) from error
    if ranks.number():
        return lambda _: None
    log = SummaryWriter(str(folder))

    def watch(epoch: Epoch) -> None:
        log.add_scalar("loss", epoch.loss, epoch.number + 1)
        if epoch.validation_auroc is not None:
            log.add_scalar("validation_auroc", epoch.validation_auroc, epoch.number + 1)
        log.flush()

    return watch
