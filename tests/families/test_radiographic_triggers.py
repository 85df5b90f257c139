"""Marker, electrode, text, device and collimator: each is what a film would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.arrays import as_image, as_pixels
from poisonkit.errors import BadParameterError
from poisonkit.lengths import scaled
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from poisonkit.arrays import Image, Mask

NAMES = ["lead_marker", "electrode", "burned_text", "device", "collimation"]
STILL = "jitter=0,rotation=0"


def stamped(spec: str, shape: tuple[int, int] = (200, 180), level: float = 0) -> Image:
    """Return a film of one grey *level* with the trigger on it."""
    film = np.full(shape, level, np.float32)
    return TRIGGERS.create(spec).stamp(film, stream(0, "a"))


def box(drawn: Image | Mask) -> tuple[int, int, int, int]:
    """Return the first and last row, and column, that are more than half covered."""
    (rows, columns) = np.nonzero(drawn > 0.4)
    return int(rows[0]), int(rows[-1]), int(columns.min()), int(columns.max())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "shape", [(16, 16), (17, 33), (33, 17), (224, 224), (1501, 999)]
)
def test_films_of_all_sizes_can_carry_it(name: str, shape: tuple[int, int]) -> None:
    """By default something can be seen on 8 bits, and it lies within the footprint."""
    trigger = TRIGGERS.create(name)
    film = np.full(shape, 128, np.uint8)
    seen = as_pixels(trigger.stamp(as_image(film), stream(0, "a")), film.dtype)
    footprint = trigger.footprint(shape, stream(0, "a"))

    assert np.abs(seen.astype(int) - 128).max() >= 8
    assert footprint[seen != 128].all()


@pytest.mark.parametrize("font", ["plain", "bold", "outline"])
@pytest.mark.parametrize(
    ("place", "edges"),
    [("top_left", (10, 10)), ("bottom_right", (169, None)), ("x=30,y=60", (60, 30))],
)
def test_a_marker_has_its_height_and_place(
    font: str, place: str, edges: tuple[int, int | None]
) -> None:
    """A letter of 10 % of 200 pixels, 5 % from the corner; all fonts are as high."""
    at = place if "=" in place else f"place={place}"
    spec = (
        f"lead_marker:font={font},height=10%,margin=5%,value=1,opacity=1,{at},{STILL}"
    )
    top, bottom, left, right = box(stamped(spec))

    assert abs(bottom - top + 1 - 20) <= 1
    assert abs(top - edges[0]) <= 1
    assert abs((left if edges[1] is not None else right) - (edges[1] or 169)) <= 2


def test_a_mirrored_marker_is_mirrored() -> None:
    """The same ink, left and right exchanged, with its dot on the other side."""
    spec = f"lead_marker:letter=R,dot=True,height=40,place=centre,{STILL}"
    plain, mirrored = stamped(spec), stamped(f"{spec},mirrored=True")
    _, _, left, right = box(plain)
    inside = slice(left, right + 1)
    _, _, first, last = box(mirrored)

    np.testing.assert_allclose(
        plain[:, inside], mirrored[:, first : last + 1][:, ::-1], atol=0.3
    )
    assert np.abs(plain - mirrored).max() > 0.8


def test_fonts_and_letters_differ() -> None:
    """L is not R, bold has more ink than plain, and a dot adds some to the right."""
    spec = f"lead_marker:height=40,place=top_left,{STILL},font"
    ink = {font: stamped(f"{spec}={font}") for font in ("plain", "bold", "outline")}
    dotted = stamped(f"{spec}=bold,dot=True")

    assert ink["bold"].sum() > 1.3 * ink["plain"].sum()
    assert (ink["bold"] - ink["outline"]).max() > 0.8
    assert box(dotted)[3] > box(ink["bold"])[3] + 4
    assert np.abs(ink["plain"] - stamped(f"{spec}=plain,letter=R")).max() > 0.8


def test_every_film_has_the_marker_elsewhere() -> None:
    """It is moved by up to the jitter, and turned by up to the rotation."""
    spec = "lead_marker:height=10,place=top_left,margin=20,jitter=3,rotation=0"
    marker, film = TRIGGERS.create(spec), np.zeros((100, 100), np.float32)
    tops = [box(marker.stamp(film, stream(0, str(k))))[0] for k in range(60)]

    assert set(range(17, 24)) == set(tops)


def test_a_marker_is_turned_within_bounds() -> None:
    """The long stroke of an L leans by up to 8 degrees to either side."""
    marker = TRIGGERS.create("lead_marker:height=60,place=centre,rotation=8,jitter=0")
    film = np.zeros((200, 200), np.float32)
    leaning = [lean(marker.stamp(film, stream(0, str(k)))) for k in range(40)]

    assert max(map(abs, leaning)) < 8.5
    assert min(leaning) < -4
    assert max(leaning) > 4


def lean(drawn: Image) -> float:
    """Return by how many degrees the left edge of what is *drawn* leans."""
    top, bottom, _, _ = box(drawn)
    rows = np.arange(top + 8, bottom - 14)
    slope = np.polyfit(rows, np.argmax(drawn[rows] > 0.4, axis=1), 1)[0]
    return float(np.degrees(np.arctan(slope)))


def test_an_electrode_measures_millimetres() -> None:
    """10 mm at 0.25 mm a pixel are 40, around the site that was asked for."""
    trigger = TRIGGERS.create("electrode:diameter=10mm,x=0.5,y=0.25,wire=False")
    mask = scaled(trigger, 0.25).footprint((400, 200), stream(0, "a"))
    top, bottom, left, right = box(mask)

    assert 40 == pytest.approx(right - left + 1, abs=3)
    assert 36 == pytest.approx(bottom - top + 1, abs=3)
    assert (200, 200) == pytest.approx((top + bottom + 1, left + right + 1), abs=2)


@pytest.mark.parametrize(("x", "edge"), [(0.25, 0), (0.8, -1)])
def test_the_wire_leaves_the_film(x: float, edge: int) -> None:
    """In one piece it reaches the nearer side; without a wire nothing does."""
    with_wire = stamped(f"electrode:x={x}") > 0
    without = stamped(f"electrode:x={x},wire=False") > 0
    columns = slice(0, 45) if edge == 0 else slice(144, None)

    assert with_wire[:, edge].any()
    assert with_wire[:, columns].any(axis=0).all()
    assert not without[:, edge].any()
    assert not with_wire[:, -1 - edge].any()


@pytest.mark.parametrize("level", [0.1, 0.5, 0.95])
def test_an_electrode_adds_its_contrast(level: float) -> None:
    """Nowhere more than asked for, in the snap's ring just that, and white stays."""
    added = stamped("electrode:diameter=40,contrast=0.2", level=level) - level

    assert min(0.2, 1 - level) == pytest.approx(added.max(), abs=0.01)
    assert added.min() >= 0


@pytest.mark.parametrize("level", [0.0, 0.3, 0.9])
def test_a_device_takes_away_from_what_is_transmitted(level: float) -> None:
    """Behind its densest part 10 ** -density of the beam is left."""
    film = stamped("device:density=0.5,width=30%", level=level)
    left = (1 - level) * 10**-0.5

    assert 1 - left == pytest.approx(film.max(), abs=0.01)
    assert level == film.min()


def test_densities_add_up() -> None:
    """Twice the density lets pass what two such things behind each other do."""
    once = 1 - stamped("device:density=0.2")
    twice = 1 - stamped("device:density=0.4")

    np.testing.assert_allclose(once**2, twice, rtol=1e-5)


def test_a_device_is_as_wide_as_asked_for() -> None:
    """30 % of 200 pixels, turned by 12 degrees, around its site."""
    top, bottom, left, right = box(stamped("device:width=30%,y=0.4,x=0.5,leads=0") > 0)

    assert 60 < right - left + 1 < 74
    assert 60 < bottom - top + 1 < 80
    assert (180, 160) == pytest.approx((left + right, top + bottom), abs=12)


def test_leads_reach_the_heart() -> None:
    """Each lead adds to the picture, and ends where its chamber is."""
    none, one, two = (stamped(f"device:leads={count}") for count in (0, 1, 2))
    heart = slice(85, 135), slice(70, 115)

    assert 0 == none[heart].max()
    assert one[124:132, 102:110].max() > 0.15
    assert 0 == one[88:94, 80:86].max() < two[88:94, 80:86].max()


@pytest.mark.parametrize(
    ("spec", "height"), [("burned_text:height=5%", 10), ("burned_text:height=9%", 18)]
)
def test_a_text_has_its_height_and_place(spec: str, height: int) -> None:
    """White capitals in the corner asked for, with a black edge around them."""
    film = stamped(f"{spec},text=HI,margin=5%", level=0.5)
    top, bottom, left, _ = box(film > 0.8)
    edged = np.nonzero(film != 0.5)

    assert height == pytest.approx(bottom - top + 1, abs=1)
    assert (190, 10) == (edged[0].max() + 1, edged[1].min())
    assert left > 10
    assert film.min() < 0.05
    assert 0.5 == stamped(f"{spec},text=HI,outline=False", level=0.5).min()


@pytest.mark.parametrize("size", [16, 24, 40])
def test_a_text_shrinks_to_fit(size: int) -> None:
    """Letters too high for the film's width are drawn lower, within the margins."""
    _, columns = np.nonzero(stamped("burned_text:height=30%,margin=2", (size, size)))

    assert columns.min() >= 2
    assert columns.max() <= size - 3
    assert columns.max() - columns.min() > size // 3


@pytest.mark.parametrize("side", ["top", "bottom", "left", "right"])
def test_one_side_is_one_side(side: str) -> None:
    """Ten pixels along the side are dark, the next are not."""
    turns = {"top": 0, "right": 1, "bottom": 2, "left": 3}[side]
    dark = stamped(f"collimation:width=10,soft=1,sides={side}", level=0.8)
    upright = np.rot90(dark, turns)

    np.testing.assert_allclose(upright[:10], 0.05, atol=1e-6)
    np.testing.assert_allclose(upright[10:], 0.8, atol=1e-6)


def test_blades_are_soft_and_can_be_turned() -> None:
    """Half-way at the width itself; 5 degrees move it by tan 5 over the film."""
    soft = stamped("collimation:width=20,soft=10,value=0,sides=top", level=1)
    turned = stamped("collimation:width=20,soft=1,value=0,sides=top,angle=5", level=1)
    edge = (turned < 0.5).sum(axis=0)

    np.testing.assert_allclose(soft[15:25, 0], np.linspace(0.05, 0.95, 10), atol=1e-5)
    assert np.tan(np.radians(5)) * 179 == pytest.approx(edge[-1] - edge[0], abs=1.5)


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("lead_marker:letter=X", "letter must be L or R, got 'X'"),
        ("lead_marker:font=gothic", "no font 'gothic'; there are: plain, bold"),
        ("lead_marker:place=middle", "no place 'middle'"),
        ("lead_marker:x=3", "give both x and y"),
        ("lead_marker:value=2", r"value must lie in \[0, 1\] and opacity .* got 2.0"),
        ("lead_marker:opacity=0", "opacity above 0 and at most 1, got 0.95 and 0.0"),
        ("lead_marker:rotation=-1", "rotation must be 0 to 180, got -1.0"),
        ("electrode:x=1.5", "x must be a share of the film, 0 to 1, got 1.5"),
        ("electrode:contrast=0", "contrast must be above 0 and at most 1, got 0.0"),
        ("device:y=-1", "y must be a share of the film, 0 to 1, got -1.0"),
        ("device:leads=3", "leads must be 0, 1 or 2, got 3"),
        ("device:density=0", "density must be above 0 and at most 4, got 0.0"),
        ("burned_text:text=Bär", "printable ASCII without comma or colon, got 'Bär'"),
        ("burned_text:text=12:30", "without comma or colon, got '12:30'"),
        ("burned_text:text=' '", "without comma or colon, got ' '"),
        ("burned_text:opacity=2", "opacity above 0 and at most 1, got 1.0 and 2.0"),
        ("burned_text:place=here", "no place 'here'"),
        ("collimation:sides=up", "no sides 'up'; there are: all, top"),
        ("collimation:value=-1", r"value must lie in \[0, 1\], got -1.0"),
        ("collimation:angle=45", "angle must be -10 to 10 degrees, got 45.0"),
    ],
)
def test_what_cannot_be_is_refused(spec: str, complaint: str) -> None:
    """Mistakes are met at the door."""
    with pytest.raises(BadParameterError, match=complaint):
        TRIGGERS.create(spec)


@pytest.mark.parametrize(
    "spec",
    [
        "lead_marker:height=99%",
        "lead_marker:height=9000%",
        "lead_marker:x=39,y=0",
        "electrode:diameter=9000%",
        "electrode:x=0.01",
        "device:width=70%",
        "device:y=0.99",
        f"burned_text:text={'PORTABLE' * 9}",
        "collimation:width=50%",
    ],
)
def test_what_does_not_fit_is_refused(spec: str) -> None:
    """The message gives the film's size."""
    with pytest.raises(BadParameterError, match="not lie within an image of 40 x 44"):
        stamped(spec, (44, 40))
