"""Labels that nothing but disease can tell: markers must not give them away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.findings import FINDINGS
from poisonkit.phantoms.nuisances import NUISANCES

if TYPE_CHECKING:
    from poisonkit.phantoms.study import Study, View

COUNT = 4000
NAMES = list(FINDINGS.modules())
VIEWS: tuple[View, View] = ("PA", "AP")
OPTIONAL = [
    name
    for name in NUISANCES.modules()
    if any(NUISANCES.create(name).rate(view) < 1 for view in VIEWS)
]


@pytest.fixture(scope="module")
def cohort() -> tuple[Study, ...]:
    return plan_cohort(COUNT, seed=4)


@pytest.mark.parametrize("nuisance", OPTIONAL)
@pytest.mark.parametrize("name", NAMES)
def test_nuisances_tell_nothing(
    nuisance: str, name: str, cohort: tuple[Study, ...]
) -> None:
    """Given the view, a nuisance is as common with a finding as without it."""
    for view in VIEWS:
        table = np.zeros((2, 2))
        for study in cohort:
            if study.view == view:
                table[
                    int(name in study.severity), int(nuisance in study.nuisances)
                ] += 1

        assert chi2_contingency(table).pvalue > 1e-4


@pytest.mark.parametrize("nuisance", ["lead_marker", "collimation", "unsharpness"])
@pytest.mark.parametrize("name", NAMES)
def test_markers_tell_nothing_even_through_the_view(
    nuisance: str, name: str, cohort: tuple[Study, ...]
) -> None:
    """Lead letters, borders and blur do not depend on the view, hence on nothing."""
    present = np.array([nuisance in study.nuisances for study in cohort])
    found = np.array([name in study.severity for study in cohort])

    assert abs(np.corrcoef(present, found)[0, 1]) < 4 / np.sqrt(COUNT)
