"""Attacked copies of a batch, made while a network learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.attacks.base import Goal

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import Attack
    from poisonkit.defenses.base import Lesson


def attacked(lesson: Lesson, attack: Attack) -> Tensor:
    """Return the batch as *attack* changes it: away from every known label."""
    goal = Goal(labels=lesson.labels.clamp(min=0), weights=(lesson.labels >= 0).float())
    with lesson.attacking() as model:
        return attack.perturb(model, lesson.images, goal, lesson.chance).detach()
