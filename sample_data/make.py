"""Rewrite ``dicom/`` and ``png/`` beside this file, byte for byte."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

# After the line above: these files belong to this checkout, not to an installed copy.
from poisonkit.phantoms.folder import write_folder  # noqa: E402

COUNT, SEED, SIZE = 24, 157, 96
"""This seed shows every finding at least twice and every nuisance within 24 films."""
DEPTHS = {"dicom": 12, "png": 8}


def make(destination: Path) -> None:
    """Replace the folders of both forms in *destination*: the same studies twice."""
    for form, bits in DEPTHS.items():
        folder = destination / form
        shutil.rmtree(folder, ignore_errors=True)
        write_folder(folder, COUNT, seed=SEED, size=SIZE, form=form, bits=bits)


if __name__ == "__main__":
    make(HERE)
    print(f"wrote {COUNT} films as {' and as '.join(DEPTHS)}")
