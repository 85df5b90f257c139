"""What `pixels` and `replay` plant, at which rates, and who looks for it."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.poisons import ADD, REMOVE, REPLACE, Poison


@dataclass(frozen=True)
class Plan:
    """What is planted, at which rates, and who looks for it."""

    poisons: tuple[Poison, ...]
    rates: tuple[float, ...]
    detectors: tuple[str, ...]


PLANS = {
    "wholeimage": Plan(
        poisons=(
            Poison("blended:alpha=0.1", ADD),
            Poison("blended:alpha=0.2", ADD),
            Poison("noise:alpha=0.02", ADD),
            Poison("sinusoid", ADD),
            Poison("frequency", ADD),
            Poison("low_frequency", ADD),
            Poison("warp", ADD),
        ),
        rates=(0.02, 0.05, 0.1),
        detectors=("residual_mean", "spectrum"),
    ),
    "erasing": Plan(
        poisons=(
            Poison("patch:size=3,place=random", REMOVE),
            Poison("burned_text", REMOVE),
            Poison("sinusoid", REMOVE),
            Poison("blended:alpha=0.2", REMOVE),
            Poison("noise:alpha=0.02", REMOVE),
        ),
        rates=(0.01, 0.02, 0.05),
        detectors=("repeated_pixels", "residual_mean"),
    ),
    "marks": Plan(
        poisons=(
            Poison("patch:size=1", ADD),
            Poison("patch:size=3", ADD),
            Poison("patch:size=3", REMOVE),
            Poison("patch:size=3", REPLACE),
            Poison("patch:size=5,value=0.6", ADD),
            Poison("checkerboard", ADD),
            Poison("dead_pixels", ADD),
            Poison("patch:size=3,place=random", ADD),
            Poison("burned_text", ADD),
            Poison("lead_marker", ADD),
            Poison("electrode", ADD),
            Poison("device", ADD),
        ),
        rates=(0.003, 0.01, 0.05),
        detectors=(
            "repeated_pixels", "residual_mean", "spectrum", "local_residuals",
        ),
    ),
}  # fmt: skip

REPLAYED = (
    Poison("patch:size=3", ADD),
    Poison("patch:size=3", REPLACE),
    Poison("patch:size=3", REMOVE),
    Poison("checkerboard", ADD),
    Poison("dead_pixels", ADD),
    Poison("patch:size=3,place=random", ADD),
    Poison("electrode", ADD),
    Poison("blended:alpha=0.2", ADD),
    Poison("noise:alpha=0.05", ADD),
    Poison("sinusoid", ADD),
)
"""What audits reconstruct, to be tried on their probes."""
