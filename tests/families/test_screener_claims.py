"""What single screeners claim, held against formulas and other libraries."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KernelDensity as Density
from sklearn.neighbors import NearestNeighbors
from sklearn.svm import SVC

from poisonkit.errors import BadParameterError
from poisonkit.measures import auroc
from poisonkit.screeners import SCREENERS
from poisonkit.screeners._deep import features, lesson
from poisonkit.screeners.deep_features import DeepFeatures
from poisonkit.screeners.kernel_density import KernelDensity
from poisonkit.screeners.local_dimensionality import LocalDimensionality
from poisonkit.screeners.quantized_features import QuantizedFeatures
from tests.families.grounds import CLEAN, attacked, films, ground, witness

LOUD = "feature_squeezing", "gradient_alignment"


@pytest.mark.parametrize("name", LOUD)
def test_attacked_films_stand_out(name: str) -> None:
    """Films attacked at two grey levels score above the same films, clean."""
    fitted = SCREENERS.create(name).fit(ground())
    clean, changed = (
        fitted.score(witness().impression(some, slopes=True))
        for some in (films()[CLEAN:], attacked())
    )

    found = auroc(changed, clean)
    assert found is not None
    assert found > 0.8


@pytest.mark.parametrize("name", LOUD)
def test_noise_of_the_same_size_does_not(name: str) -> None:
    """Two grey levels of noise that knows nothing of the model are no attack."""
    fitted = SCREENERS.create(name).fit(ground())
    honest = films()[CLEAN:]
    signs = np.random.default_rng(0).choice([-2, 2], honest.shape)
    noisy = np.clip(honest.astype(np.int64) + signs, 0, 255).astype(np.uint8)
    clean, changed = (
        fitted.score(witness().impression(some, slopes=True))
        for some in (honest, noisy)
    )

    found = auroc(changed, clean)
    assert found is not None
    assert found < 0.75


def test_a_density_is_that_of_scikit_learn() -> None:
    """Of each label's clean films, in spreads of their own: the least likely counts."""
    fitted = KernelDensity().fit(ground())
    state, new = fitted.state, witness().impression(films()[CLEAN:])
    width, bank = float(state["width"][0]), state["points"]
    points = (new.activations - state["usual"][0]) / state["usual"][1]
    points = points @ state["axes"].T
    size = bank.shape[1]
    given = np.column_stack([new.decided, ~new.decided.any(1)])
    wanted = np.full(len(new), -np.inf)
    for k, side in enumerate(state["sides"].T):
        mean = Density(bandwidth=width).fit(bank[side]).score_samples(points)
        log = mean + np.log(side.sum()) + size * np.log(width * np.sqrt(2 * np.pi))
        middle, spread = state["dense"][k]
        below = (middle - log) / spread
        wanted = np.where(given[:, k], np.maximum(wanted, below), wanted)

    np.testing.assert_allclose(fitted.score(new), wanted, rtol=1e-3, atol=1e-3)


def test_a_dimension_is_that_of_its_formula() -> None:
    """LID is -1 / mean log(r_i / r_k) of the nearest neighbours, found by a library."""
    member = LocalDimensionality(neighbours=7)
    drawn = np.random.default_rng(0)
    bank, new = (drawn.normal(size=(n, 5)).astype(np.float32) for n in (60, 4))
    near = NearestNeighbors(n_neighbors=7).fit(bank).kneighbors(new)[0]
    wanted = -1 / np.log(near / near[:, -1:]).mean(1)
    far = ((new[:, None] - bank) ** 2).sum(2)

    found = np.exp(member._log(far))  # noqa: SLF001 - the formula alone

    np.testing.assert_allclose(found, wanted, rtol=1e-4)


def test_a_forest_on_disk_says_what_the_forest_says() -> None:
    """The arrays of a forest give its own probabilities."""
    member = DeepFeatures(trees=12)
    values, truth = lesson(ground())
    forest = RandomForestClassifier(
        12, class_weight="balanced", min_samples_leaf=2, random_state=0
    ).fit(values, truth)
    new = witness().impression(films()[CLEAN:])

    ours = member.fit(ground()).score(new)

    np.testing.assert_allclose(ours, forest.predict_proba(features(new))[:, 1])


def test_a_machine_on_disk_says_what_the_machine_says() -> None:
    """The arrays of a support-vector machine give its own decisions."""
    values, truth = lesson(ground())
    mean = values[~truth].mean(0)
    bits = (values > mean).astype(np.float32)
    state = QuantizedFeatures().learn(ground())
    machine = SVC(gamma=state["shape"][0], class_weight="balanced").fit(bits, truth)
    new = witness().impression(films()[CLEAN:])

    ours = QuantizedFeatures().score(new, witness(), state)

    own = (features(new) > mean).astype(np.float32)
    np.testing.assert_allclose(ours, machine.decision_function(own), atol=1e-4)


def test_a_film_of_the_bank_is_no_stranger_to_it() -> None:
    """Clean films that were learned from are not denser than any other."""
    fitted = KernelDensity().fit(ground())
    known, new = (
        fitted.score(witness().impression(some))
        for some in (films()[:CLEAN], films()[CLEAN:])
    )

    assert abs(np.median(known) - np.median(new)) < 1


@pytest.mark.parametrize(
    "spec",
    [
        "kernel_density:components=0",
        "local_dimensionality:neighbours=1",
        "feature_squeezing:small=4",
        "feature_squeezing:small=1,large=1",
        "saliency_focus:side=8",
        "strip:weight=1.0",
        "scale_up:most=1.0",
        "parameter_scaling:factor=1.0",
        "deep_features:trees=0",
    ],
)
def test_a_parameter_out_of_range_is_refused(spec: str) -> None:
    """What would measure nothing is refused in words."""
    with pytest.raises(BadParameterError):
        SCREENERS.create(spec)
