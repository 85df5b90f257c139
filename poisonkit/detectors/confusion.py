"""Confusion training: unlearn a disease by wrong lessons; what stays is no disease.

Qi et al. (2023, USENIX Security): a network is taught random classes of clean films
while it goes on learning the suspected set; only what links a trigger to its class
survives, and films that are still fitted are poison.  In the paper the clean films are
given.  Here they are films of the other side, and those of the group that the round
before fitted worst; only the one label is confused; and a film is asked of a model that
never met its patient, since what was learned by heart stays as a trigger does.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
import torch
from torch.nn import functional

from poisonkit.detectors._gaps import gap_scores, no_gap
from poisonkit.detectors.base import DeepDetector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor, nn

    from poisonkit.arrays import Rows
    from poisonkit.evidence import Evidence
    from poisonkit.respondent import Respondent
    from poisonkit.scores import Scores

_RATE = 1e-3


@final
@dataclass(frozen=True, kw_only=True)
class Confusion(DeepDetector):
    """Teach the model nonsense, and see on which films it keeps its label."""

    code: ClassVar[str] = "PK112"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.CLASSIFIER})
    supports: ClassVar[bool] = True

    rounds: int = 2
    steps: int = 60
    batch: int = 16
    """Films of each kind in a step: of the group and not, labels wrong and right."""

    weight: float = 5.0
    """Of the wrong labels; the right ones have 1."""

    worst: float = 0.5
    """Share of the group that the next round holds for clean."""

    apart: float = 2.5
    """Spreads between the two kinds of film that an innocent group may fall in."""

    def __post_init__(self) -> None:
        """Refuse to teach nothing."""
        for name in ("rounds", "steps", "batch"):
            if getattr(self, name) < 1:
                raise BadParameterError(
                    f"{name} must be 1 or more, got {getattr(self, name)}"
                )
        if self.weight <= 0:
            raise BadParameterError(f"weight must be above 0, got {self.weight}")
        if not 0 < self.worst < 1:
            raise BadParameterError(f"worst must lie between 0 and 1, got {self.worst}")

    def passes(self, count: int) -> int:
        """Return three for each film of each step, twice, and one for each asked."""
        return self.rounds * (2 * 3 * self.steps * 4 * self.batch + count)

    def score(self, evidence: Evidence) -> Scores:
        """Return how sure of each film a model is that others confused."""
        asked, rows = evidence.classifier, evidence.rows
        people = asked.patients[rows]
        drawn = np.random.default_rng(asked.column)
        ours = drawn.random(int(people.max()) + 1)[people] < 1 / 2
        if not len(asked.hosts) or ours.all() or not ours.any():
            return no_gap(len(evidence))
        clean, answers = np.ones(len(rows), np.bool_), np.zeros(len(rows))
        for turn in range(self.rounds):
            for part in (ours, ~ours):
                with taught(asked.model):
                    if not asked.sure(asked.films(rows[:1])).requires_grad:
                        return no_gap(len(evidence))
                    self._confuse(asked, rows[part], rows[part & clean], turn)
                    with torch.inference_mode():
                        answers[~part] = asked.each(rows[~part], asked.sure)
            for part in (ours, ~ours):
                clean[part] = answers[part] <= np.quantile(answers[part], self.worst)
        return gap_scores(answers, people, self.apart)

    def _confuse(self, asked: Respondent, rows: Rows, clean: Rows, turn: int) -> None:
        """Confuse the model."""
        drawn = torch.Generator().manual_seed(1000 * turn + asked.column)
        tuner = torch.optim.Adam(asked.model.parameters(), lr=_RATE)
        for _ in range(self.steps):
            loss = self._lesson(asked, rows, clean, drawn)
            tuner.zero_grad()
            loss.backward()
            tuner.step()

    def _lesson(
        self, asked: Respondent, rows: Rows, clean: Rows, drawn: torch.Generator
    ) -> Tensor:
        """Return the loss of films with their own labels and with random ones."""
        places = torch.rand((4, self.batch), generator=drawn).numpy()
        films = [
            asked.films(some[(len(some) * place).astype(int)])
            for some, place in zip(
                (rows, asked.hosts, clean, asked.hosts), places, strict=True
            )
        ]
        own = torch.tensor([1.0, 0.0]).repeat_interleave(self.batch)
        wrong = torch.randint(2, (len(own),), generator=drawn).float()
        weight = torch.tensor([1.0, self.weight]).repeat_interleave(len(own))
        sure = asked.sure(torch.cat(films))
        return functional.binary_cross_entropy_with_logits(
            sure, torch.cat([own, wrong]).to(sure), weight.to(sure)
        )


@contextmanager
def taught(model: nn.Module) -> Iterator[None]:
    """Let *model* be taught, and make it what it was: not every model can be copied."""
    model.eval()
    weights = [weight for weight in model.parameters() if weight.is_floating_point()]
    before = [(one, one.detach().clone(), one.requires_grad) for one in weights]
    try:
        for weight in weights:
            weight.requires_grad = True  # TorchScript has no requires_grad_
        yield
    finally:
        for weight, values, tuned in before:
            weight.requires_grad, weight.grad = tuned, None
            weight.data.copy_(values)
