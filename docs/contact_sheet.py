"""Draw every trigger on a phantom, in ``triggers.png``; list it in ``triggers.md``.

python docs/contact_sheet.py
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import dataclasses
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

# After the line above: the pages belong to this checkout, not to an installed copy.
from poisonkit.arrays import as_image, as_pixels  # noqa: E402
from poisonkit.phantoms.cohort import plan_cohort  # noqa: E402
from poisonkit.phantoms.film import render  # noqa: E402
from poisonkit.triggers import TRIGGERS  # noqa: E402
from poisonkit.triggers.base import stream  # noqa: E402

if TYPE_CHECKING:
    from poisonkit.arrays import Image

SIZE, SEED, NUMBER = 256, 11, 147
"""This study is of a slight patient without a finding: the film has all greys."""

STEP = 3
"""Grey levels of 256 that the picture does not tell apart: noise takes much room."""

CAPTION, ACROSS, TIMES = 20, 2, 4
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


def film() -> Image:
    """Return a phantom without any clutter."""
    study = plan_cohort(NUMBER + 1, seed=SEED)[NUMBER]
    bare = dataclasses.replace(study, nuisances=())
    return as_image(render(bare, SIZE))


def strip(name: str, clean: Image) -> Image:
    """Return the untouched film, the stamped one and the magnified difference."""
    stamped = TRIGGERS.create(name).stamp(clean, stream(0, name))
    difference = np.clip(0.5 + TIMES * (stamped - clean), 0, 1)
    return np.concatenate([clean, stamped, difference], axis=1)


def sheet() -> Pillow.Image:
    """Return all triggers that change pixels, two beside each other."""
    clean = film()
    names = [name for name in TRIGGERS.modules() if not TRIGGERS.load(name).in_header]
    rows = -(-len(names) // ACROSS)
    step = 3 * SIZE + CAPTION, SIZE + CAPTION
    page = Pillow.new("L", (ACROSS * step[0] - CAPTION, rows * step[1]), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(14)
    for number, name in enumerate(names):
        left, top = number % ACROSS * step[0], number // ACROSS * step[1]
        pen.text((left, top + 2), name, fill=0, font=font)
        pixels = as_pixels(strip(name, clean), np.dtype(np.uint8))
        page.paste(Pillow.fromarray(pixels), (left, top + CAPTION))
    return page


def table() -> str:
    """Return a row for each trigger."""
    rows = ["| trigger | what it does | parameters and defaults |", "|---|---|---|"]
    for name in TRIGGERS.modules():
        kind = TRIGGERS.load(name)
        said = " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())
        fields = dataclasses.fields(kind)  # type: ignore[arg-type]  # all of them are
        spec = ", ".join(f"`{each.name}={each.default}`" for each in fields)
        rows.append(f"| `{name}` | {said} | {spec} |")
    return "\n".join(rows) + "\n"


def page(text: str) -> str:
    """Return *text*, the page as it is, with the table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


if __name__ == "__main__":
    coarse = sheet().point(lambda level: level // STEP * STEP)
    coarse.save(HERE / "triggers.png", optimize=True)
    words = HERE / "triggers.md"
    words.write_text(page(words.read_text(encoding="utf-8")), encoding="utf-8")
