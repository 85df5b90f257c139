"""Adding a member is adding a file."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import poisonkit.detectors
from poisonkit.detectors import DETECTORS
from poisonkit.errors import BadParameterError, UnknownNameError
from poisonkit.families import families, family_called, tell_about
from poisonkit.triggers import TRIGGERS
from tests.house.sources import FAMILIES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

NEW = '''
"""Nothing at all: invented for a test."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from poisonkit.detectors.base import Detector
from poisonkit.evidence import Evidence, Need
from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class Nothing(Detector):
    """Suspect nobody."""

    code: ClassVar[str] = "PK999"
    needs: ClassVar[frozenset[Need]] = frozenset()

    level: float = 1.0

    def score(self, evidence: Evidence) -> Scores:
        return Scores(suspicion=np.zeros(len(evidence)), separation=self.level)
'''
LISTING = """
import sys
from poisonkit.{family} import {registry} as registry
before = set(sys.modules)
names = list(registry.modules())
assert names, "no members"
assert set(sys.modules) - before <= {{"importlib.metadata._text"}}
loaded = {{f"{{registry.package}}.{{name}}" for name in names}} & set(sys.modules)
assert not loaded, loaded
"""


@pytest.fixture
def new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the detectors' folder hold one file more."""
    (tmp_path / "nothing.py").write_text(NEW)
    paths = [*poisonkit.detectors.__path__, str(tmp_path)]
    monkeypatch.setattr(poisonkit.detectors, "__path__", paths)
    monkeypatch.delitem(sys.modules, "poisonkit.detectors.nothing", raising=False)


@pytest.fixture
def other_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install another distribution, with a detector of its own."""
    info = tmp_path / "outside-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outside\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[poisonkit.detectors]\nfrom_outside = outside_plugin\n"
        "loss_trace = outside_plugin\n"
    )
    (tmp_path / "outside_plugin.py").write_text(NEW)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "outside_plugin", raising=False)


@pytest.mark.usefixtures("new_file")
def test_a_file_is_enough() -> None:
    """A file dropped into the folder is a member under its own name, with its spec."""
    assert "nothing" in DETECTORS.modules()
    assert 0.5 == getattr(DETECTORS.create("nothing:level=0.5"), "level", None)
    assert "nothing:level=1.0" == tell_about(DETECTORS, "nothing").spec


@pytest.mark.usefixtures("other_distribution")
def test_an_entry_point_is_enough() -> None:
    """Another distribution adds a detector without touching ours."""
    assert "PK999" == DETECTORS.load("from_outside").code


@pytest.mark.usefixtures("other_distribution")
def test_an_entry_point_replaces_nothing() -> None:
    """A foreign distribution cannot slip in under the name of one of ours."""
    assert "PK103" == DETECTORS.load("loss_trace").code


@pytest.mark.parametrize("family", ["detectors", "triggers", "reports", "readers"])
def test_listing_imports_nothing(family: str) -> None:
    """Asking what there is loads no member, so help stays quick."""
    code = LISTING.format(family=family, registry=family.upper())
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_an_unknown_name_is_answered() -> None:
    """The message guesses what was meant, and names all there are."""
    with pytest.raises(UnknownNameError) as caught:
        DETECTORS.create("spectral_signatur")

    listed = ", ".join(DETECTORS.modules())
    assert str(caught.value) == (
        "no detector is called 'spectral_signatur'; did you mean "
        f"'spectral_signature'? there are: {listed}"
    )


@pytest.mark.parametrize("name", ["base", "_splits", "", "__init__"])
def test_helpers_are_no_members(name: str) -> None:
    """The base and private files of a folder cannot be asked for."""
    assert name not in DETECTORS.modules()
    with pytest.raises(UnknownNameError):
        DETECTORS.load(name)


def test_an_unknown_parameter_is_answered() -> None:
    """The message guesses what was meant, and names the parameters there are."""
    told = "patch has no parameter 'sise'; did you mean 'size'. it has: margin, place, "
    with pytest.raises(BadParameterError, match=f"{told}size, value, x, y"):
        TRIGGERS.create("patch:sise=3")


def test_families_are_found_by_themselves() -> None:
    """Every folder that is a registry is listed, and answers to its singular too."""
    assert set(families()) == FAMILIES
    assert family_called("trigger") is TRIGGERS
    with pytest.raises(UnknownNameError, match="did you mean 'triggers'"):
        family_called("tiggers")
