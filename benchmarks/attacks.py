"""PGD's speed beside torchattacks and ART: ``python -m benchmarks.attacks``.

The same untrained weights, the same batch, eps, steps and step; in turns, by the
process's own time on the processor, or by the clock on an accelerator.  Ours attacks a
model as `poisonkit attack` prepares it, the others one as it was built.  Single-label,
which is all that they know; and ours with a multi-label goal beside it.
"""

from __future__ import annotations

import copy
import importlib
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np
import torch

from benchmarks.tables import table
from poisonkit.attacks.base import Goal, SingleLabelGoal
from poisonkit.attacks.pgd import Pgd
from poisonkit.compute import Compute
from poisonkit.networks import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from torch import Tensor

    from poisonkit.networks.base import Classifier

    Contender = Callable[[], object]

RESULTS = Path(__file__).parent / "results"
EPS, STEPS, LABELS = 4 / 255, 20, 8
STEP = EPS / 10
OURS, TORCHATTACKS, ART = "poisonkit", "torchattacks", "ART"
GOALS = {TORCHATTACKS: 1.0, ART: 3.0}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What every contender is given."""

    model: Classifier
    """As `poisonkit attack` prepares it: frozen, channels last."""

    plain: Classifier
    """The same as it was built."""

    films: Tensor
    labels: Tensor
    device: str

    @classmethod
    def of(cls, network: str, side: int, films: int, device: str) -> Scene:
        """Build an untrained *network*, and draw films and labels."""
        with torch.random.fork_rng():
            torch.manual_seed(0)
            model = NETWORKS.create(network).build(LABELS).eval()
        plain = copy.deepcopy(model).to(device)
        model.requires_grad_(requires_grad=False)
        Compute.choose(device, "fp32").place(model)
        drawn = torch.Generator().manual_seed(0)
        return cls(
            model=model,
            plain=plain,
            films=torch.rand((films, 1, side, side), generator=drawn).to(device),
            labels=torch.randint(LABELS, (films,), generator=drawn).to(device),
            device=device,
        )

    def ours(self, goal: Goal | SingleLabelGoal) -> Tensor:
        """Attack as poisonkit does."""
        attack = Pgd(eps=EPS, steps=STEPS, step=STEP / EPS)
        chance = torch.Generator().manual_seed(0)
        return attack.perturb(self.model, self.films, goal, chance)

    def contenders(self) -> dict[str, Contender]:
        """Return who is there."""
        single = SingleLabelGoal(labels=self.labels)
        hot = torch.nn.functional.one_hot(self.labels, LABELS)
        many = Goal(labels=hot, weights=torch.full_like(hot, 1, dtype=torch.float))
        found: dict[str, Contender] = {
            OURS: partial(self.ours, single),
            f"{OURS}, multi-label": partial(self.ours, many),
        }
        for name, make in ((TORCHATTACKS, self._torchattacks), (ART, self._art)):
            try:
                found[name] = make()
            except ImportError:
                continue
        return found

    def _torchattacks(self) -> Contender:
        rival = importlib.import_module("torchattacks")
        pgd: Any = rival.PGD(self.plain, EPS, STEP, STEPS, random_start=True)
        return partial(pgd, self.films, self.labels)

    def _art(self) -> Contender:
        evasion = importlib.import_module("art.attacks.evasion")
        estimators = importlib.import_module("art.estimators.classification")
        classifier = estimators.PyTorchClassifier(
            self.plain,
            torch.nn.CrossEntropyLoss(),
            tuple(self.films.shape[1:]),
            LABELS,
            clip_values=(0.0, 1.0),
            device_type="cpu" if self.device == "cpu" else "gpu",
        )
        pgd = evasion.ProjectedGradientDescent(
            classifier, np.inf, EPS, STEP, max_iter=STEPS, num_random_init=1,
            batch_size=len(self.films), verbose=False,
        )  # fmt: skip
        films, labels = self.films.cpu().numpy(), self.labels.cpu().numpy()
        return partial(pgd.generate, films, labels)

    def seconds(self, contender: Contender) -> float:
        """Return what one attack takes."""
        if self.device == "cpu":
            start = time.process_time()
            contender()
            return time.process_time() - start
        torch.cuda.synchronize()
        start = time.perf_counter()
        contender()
        torch.cuda.synchronize()
        return time.perf_counter() - start


def race(scene: Scene, repeats: int) -> dict[str, list[float]]:
    """Return the seconds of each contender, in turns; the first turn warms up."""
    contenders = scene.contenders()
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for repeat in range(-1, repeats):
        for name, contender in contenders.items():
            spent = scene.seconds(contender)
            if repeat >= 0:
                times[name].append(spent)
    return times


def rows(where: str, films: int, times: Mapping[str, Sequence[float]]) -> list[Any]:
    """Return a line for each contender; ratios are of the same turn."""
    lines = []
    for name in (OURS, f"{OURS}, multi-label", TORCHATTACKS, ART):
        if name not in times:
            lines.append([where, name, "not installed", "", ""])
            continue
        ratios = np.array(times[name]) / np.array(times[OURS])
        low, middle, high = np.quantile(ratios, (0, 0.5, 1))
        goal = f"at least {GOALS[name]:g}" if name in GOALS else ""
        speed = f"{films / np.median(times[name]):.2f}"
        lines.append([where, name, speed, f"{middle:.2f} ({low:.2f}-{high:.2f})", goal])
    return lines


@click.command()
@click.option("--repeats", default=5, show_default=True)
@click.option("--device", default="cpu", show_default=True)
@click.option("--quick", is_flag=True, help="One turn, small films.")
def main(*, repeats: int, device: str, quick: bool) -> None:
    """Measure, and write the table."""
    torch.set_num_threads(1)
    scale, repeats = (2, 1) if quick else (1, repeats)
    lines: list[Any] = []
    for network, side, films in (
        ("small_cnn", 224, 8), ("resnet18", 96, 4), ("densenet121", 96, 2)
    ):  # fmt: skip
        times = race(Scene.of(network, side // scale, films, device), repeats)
        lines += rows(f"{network}, {side // scale} px, {films} films", films, times)
    head = ("network", "PGD-20 by", "films/s", "its time ÷ ours, same turn", "goal")
    text = table(head, lines)
    print(text)
    if not quick:
        (RESULTS / "attacks.md").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
