"""A full disk: one line from every command that writes, and nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.running import environment, everything, one_line, words
from tests.commands.writers import EVERY

STARVED = """
import json, resource, sys
import torch, h5py, sklearn.metrics
from click.testing import CliRunner
from poisonkit_cli.main import main

torch.set_num_threads(1)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
for line in json.loads(sys.argv[1]):
    result = CliRunner().invoke(main, [*line, "--quiet"])
    print(json.dumps([result.exit_code, result.stderr]))
"""


@pytest.mark.slow
def test_a_full_disk_is_one_line_each(places: dict[str, Path]) -> None:
    """A disk that takes no more is said to be the reason, and nothing stays behind."""
    lines = [words(line, {**places, "out": Path("o.h5")}) for line in EVERY.values()]
    native = "inject {films} copy --target Mass --rate 0.1 --workers 1"
    lines += [words(native, places), words(f"{native} --link", places)]
    starved = subprocess.run(
        [sys.executable, "-c", STARVED, json.dumps(lines)],
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
    )
    told = [json.loads(line) for line in starved.stdout.splitlines()]

    assert len(lines) == len(told)
    for code, said in told:
        assert 2 == code, said
        assert "File too large" in one_line(said)
    assert {} == everything(Path())
