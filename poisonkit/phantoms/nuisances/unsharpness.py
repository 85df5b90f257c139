"""A slight blur: the patient breathed, or the focus was large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from scipy.ndimage import gaussian_filter

from poisonkit.phantoms.nuisances.base import Nuisance

if TYPE_CHECKING:
    import numpy as np

    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.study import View


@final
@dataclass(frozen=True, kw_only=True)
class Unsharpness(Nuisance):
    """Blur by up to *most* half film heights."""

    order: ClassVar[int] = 40

    most: float = 0.008

    def rate(self, view: View) -> float:
        """Return one half for any view."""
        del view
        return 0.5

    def apply(
        self, image: Map, frame: Frame, view: View, rng: np.random.Generator
    ) -> Map:
        """Return *image* blurred."""
        del view
        sigma = rng.uniform(0.4, 1.0) * self.most / frame.pixel
        blurred: Map = gaussian_filter(image, sigma, truncate=3.0)
        return blurred
