"""What is tried on a screening: attacks, attackers who know, triggers, other films."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.asker import chosen
from poisonkit.attempts import Attempt, Scope
from poisonkit.checkpoint import Checkpoint
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.places import attribution, peaks
from poisonkit.planning import draw_plan
from poisonkit.poisoning.planters import OnDataset
from poisonkit.screeners import SCREENERS
from poisonkit.screening.drift import drift_of
from poisonkit.screening.protocol import Protocol
from poisonkit.screening.rehearsal import Facing, Rehearsal
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.inject import inject

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.lab import Lab
    from poisonkit.arrays import Pixels
    from poisonkit.manifest import Manifest

LEVEL = 1 / 255
ATTACKS = {
    "fgsm": "fgsm:eps={eps}",
    "bim": "bim:eps={eps}",
    "pgd": "pgd:eps={eps},steps=20,step=0.1",
    "cw_linf": "cw_linf:eps={eps}",
}
KNOWING = {
    "pgd": ATTACKS["pgd"],
    "hfc": "hfc:eps={eps}",
    "evasive, weight 0.1": "evasive:eps={eps}",
    "evasive, weight 1": "evasive:eps={eps},weight=1.0",
}
ASKING = "chosen by asking"
TRIES = (
    ATTACKS["pgd"],
    *(f"evasive:eps={{eps}},weight={weight}" for weight in (0.01, 0.03, 0.1, 0.3, 1.0)),
)
"""What who asks chooses from, from careless to careful."""

LEVELS = (1, 4)
"""Grey levels of 255 that an attacker who knows may change."""

RATE = 0.05
"""Of the training films, with the trigger."""

_MOST = 200
"""Test films."""

_FEW = 80
"""Test films for attackers who know, which are slow."""

_NEAR = 5
"""Pixels from the trigger's edge within which a peak has found it."""


@dataclass(frozen=True, kw_only=True)
class Trials:
    """The films and the model of one seed."""

    lab: Lab
    target: str
    elsewhere: Path | None = None
    """Another hospital's films, prepared alike."""

    @property
    def seed(self) -> int:
        """Return the seed."""
        return self.lab.seed

    @cached_property
    def data(self) -> CxrDataset:
        """Return the clean films."""
        return self.lab.source()

    @cached_property
    def protocol(self) -> Protocol:
        """Return the honest protocol on a clean model."""
        return self._protocol(self.data, f"clean-{self.seed}")

    def attacks(self) -> dict[str, Any]:
        """Tell attacked films from clean ones, and count false alarms."""
        found = {name: self._outcome(self.protocol, name) for name in ATTACKS}
        others = replace(self.protocol, screeners=unusual())
        for name, told in found.items():
            told["auroc"] |= _alone(
                others, self._attacked(others, ATTACKS[name], LEVEL)
            )
        return {
            "films": len(self.protocol.test),
            "tuned": len(self.protocol.division.tuned),
            "passes": self.protocol.guard.passes,
            "false alarms": self.protocol.false_alarms(),
            "attacks": found,
        }

    def taught_by(self, name: str) -> dict[str, Any]:
        """Teach by one attack, and try all."""
        alone = replace(self.protocol, attacks=(ATTACKS[name].format(eps=LEVEL),))
        return {tried: self._outcome(alone, tried) for tried in ATTACKS}

    def knowing(self) -> dict[str, Any]:
        """Try attackers who know, at several eps; say what they still reach."""
        found: dict[str, Any] = {}
        few = replace(self.protocol, most=_FEW)
        for name, spec in KNOWING.items():
            for level in LEVELS:
                films = self._attacked(few, spec, level * LEVEL)
                told = asdict(few.outcome(films))
                told["flipped"] = float(self._turned(few, films).mean())
                found[f"{name} {level}/255"] = told
        return found

    def asking(self) -> dict[str, Any]:
        """Try an attacker who asks the screening about several copies of each film."""
        found: dict[str, Any] = {}
        few = replace(self.protocol, most=_FEW)
        for level in LEVELS:
            tries = [self._attacked(few, spec, level * LEVEL) for spec in TRIES]
            films = chosen(few, tries, [self._turned(few, each) for each in tries])
            told = asdict(few.outcome(films))
            told["flipped"] = float(self._turned(few, films).mean())
            found[f"{ASKING} {level}/255"] = told
        return found

    def trigger(self, spec: str) -> dict[str, Any]:
        """Screen triggered films with a model that was poisoned with them."""
        attempt = Attempt(
            trigger=spec, policy="add_target", target=self.target, rate=RATE
        )
        path = self.lab.films.folder / "planted.h5"
        plan = draw_plan(self.data, [attempt], Scope(seed=self.seed))
        truth = inject(self.data, path, plan, force=True)
        planted, name = CxrDataset.open(path), f"{spec}-{self.seed}".replace("/", "_")
        protocol = self._protocol(planted, name, clean=self.data)
        compute = Compute.choose()
        worth = evaluate(
            self.lab.films.folder / name, self.data, compute=compute, manifest=truth
        )
        column = self.data.labels[protocol.test, self.data.label(self.target)]
        films = OnDataset(data=self.data, seed=self.seed)(
            truth.plants[0], protocol.test[column == 0]
        )
        told = asdict(protocol.outcome(films))
        told["auroc"] |= _alone(replace(protocol, screeners=unusual()), films)
        told["success"] = worth["attack"]["attack_success_rate"]
        told["near"] = self._near(protocol, films, truth)
        told["false alarms"] = protocol.false_alarms()
        return told

    def drift(self) -> dict[str, Any]:
        """Screen another hospital's films, and test films of our own."""
        assert self.elsewhere is not None
        films = replace(self.lab.films, source=self.elsewhere, folder=self._aside)
        other = films.of(self.seed)
        rows = np.random.default_rng(self.seed).permutation(len(other))[:200]
        return {
            "own": self._drifted(self.protocol.films),
            "elsewhere": self._drifted(other.images[np.sort(rows)]),
        }

    @property
    def _aside(self) -> Path:
        folder = self.lab.films.folder / "elsewhere"
        folder.mkdir(exist_ok=True)
        return folder

    def _protocol(
        self, data: CxrDataset, name: str, clean: CxrDataset | None = None
    ) -> Protocol:
        run = self.lab.model(data, self.lab.films.folder / name)
        model = Checkpoint.read(run).load(run)
        return Protocol(
            model=model,
            data=clean or data,
            compute=Compute.choose(),
            seed=self.seed,
            most=_MOST,
        )

    def _outcome(self, protocol: Protocol, name: str) -> dict[str, Any]:
        return asdict(protocol.outcome(self._attacked(protocol, ATTACKS[name], LEVEL)))

    def _attacked(self, protocol: Protocol, spec: str, eps: float) -> Pixels:
        rehearsal = Rehearsal(witness=protocol.guard.witness, seed=self.seed + 1000)
        return rehearsal.attacked(spec.format(eps=eps), protocol.films)

    def _turned(self, protocol: Protocol, films: Pixels) -> NDArray[np.float64]:
        """Return per film the share of decisions that the attack turned, ``(n,)``."""
        witness = protocol.guard.witness
        facing = Facing(witness)
        before, after = (
            facing(witness.images(some)).detach().cpu().numpy() > 0
            for some in (protocol.films, films)
        )
        turned: NDArray[np.float64] = (before != after).mean(axis=1)
        return turned

    def _near(self, protocol: Protocol, films: Pixels, truth: Manifest) -> float | None:
        """Return how often the saliency peak lies at a trigger that has a place."""
        box = truth.samples[0].box if truth.samples else None
        if box is None or box[2] * box[3] > films.shape[1] ** 2 / 10:
            return None
        top, left, height, width = box
        witness = protocol.guard.witness
        seen = witness.impression(films, slopes=True)
        found = peaks(attribution(seen, witness.images(films))).cpu().numpy()
        low = np.array([top, left]) - _NEAR
        high = np.array([top + height, left + width]) - 1 + _NEAR
        return float(((found >= low) & (found <= high)).all(1).mean())

    def _drifted(self, films: Pixels) -> dict[str, Any]:
        scores, judged = self.protocol.judged(films)
        told = asdict(drift_of(self.protocol.guard.tails, scores, judged.suspicion))
        return told | {"beyond": self.protocol.beyond(judged)}


def unusual() -> tuple[str, ...]:
    """Return the screeners that are not used unless they are named."""
    return tuple(name for name in SCREENERS.modules() if not SCREENERS.load(name).usual)


def _alone(protocol: Protocol, films: Pixels) -> dict[str, float]:
    """Return the AUROC of each screener of *protocol*, not of all together."""
    found = protocol.outcome(films).auroc
    return {name: found[name] for name in protocol.screeners}
