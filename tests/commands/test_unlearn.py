"""`poisonkit unlearn`, and `evaluate --beside`: before and after in one table."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from poisonkit.auditfile import AuditRecord
from tests.commands.conftest import QUICK
from tests.commands.running import done, everything, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

FAST = ("--epochs", "1", "--precision", "fp32")


@pytest.fixture(scope="session")
def bad_run(poisoned_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of one epoch on the poisoned phantoms."""
    place = tmp_path_factory.mktemp("bad-runs") / "bad"
    done("train", poisoned_path, place, *QUICK)
    return place


@pytest.fixture
def words(bad_run: Path, poisoned_path: Path, audited: Path) -> Sequence[object]:
    """Return the beginning of a command line that unlearns into ``out``."""
    return ("unlearn", bad_run, poisoned_path, "out", "--audit", audited, *FAST)


def test_what_was_planted_is_told(words: Sequence[object], audited: Path) -> None:
    """The measures, how many films, the finding whose trigger it was, the folder."""
    text = done(*words).stdout
    told = json.loads(done(*words, "--force", "--json").stdout)
    suspects = len(AuditRecord.read(audited).findings[0].samples)

    assert text.startswith("clean AUROC on ")
    assert (
        f"\nlearned from {told['films']} films; {suspects} left out\n"
        "planted, under the films' own labels: the trigger of F1, on 50% of the films\n"
        "out\n"
    ) in text
    assert ["F1"] == told["planted"]
    assert "out" == told["run"]
    assert {"out"} == {path.name for path in Path().iterdir()}


def test_a_finding_without_a_trigger_is_told(
    bad_run: Path, poisoned_path: Path, audited: Path
) -> None:
    """That clean films alone forget little stands beside the measures."""
    record = AuditRecord.read(audited)
    findings = tuple(replace(each, where=None) for each in record.findings)
    Path("audit").mkdir()
    replace(record, findings=findings).write(Path("audit"))
    text = done(
        "unlearn", bad_run, poisoned_path, "out", "--audit", "audit", *FAST
    ).stdout

    assert "nothing was planted for F1: no trigger was reconstructed" in text
    assert "planted, under" not in text


def test_inputs_are_not_replaced(words: Sequence[object], bad_run: Path) -> None:
    """Not even with --force: the model is read, and what it was stays."""
    before = everything(bad_run)
    told = refused(*words[:3], bad_run, *words[4:], "--force")

    assert f"{bad_run} is read and lies in {bad_run}; give another folder" == told
    assert before == everything(bad_run)


def test_models_stand_side_by_side(
    words: Sequence[object], bad_run: Path, places: dict[str, Path]
) -> None:
    """A column per run: success with the trigger, without it, and the clean AUROC."""
    done(*words)
    ask = ("--manifest", places["truth"], "--precision", "fp32")
    both = ("evaluate", bad_run, places["bad"], *ask, "--beside", "out")
    lines = done(*both).stdout.splitlines()
    told = json.loads(done(*both, "--json").stdout)["models"]
    alone = json.loads(done("evaluate", "out", places["bad"], *ask, "--json").stdout)

    assert ["MODEL", "bad", "out"] == lines[0].split()
    assert [str(bad_run), "out"] == [each.pop("run") for each in told]
    assert alone == told[1]
    rates = [each["attack"]["attack_success_rate"] for each in told]
    assert lines[1].endswith("".join(f"{rate:>16.1%}" for rate in rates))
    assert lines[2].startswith("  the same films without")
    aurocs = [f"{each['clean_auroc']:.3f}" for each in told]
    assert ["clean", "AUROC", *aurocs] == lines[3].split()


def test_runs_of_one_name_are_told_apart(run_path: Path, dataset_path: Path) -> None:
    """Where two folders are called alike, the table shows their paths."""
    done("train", dataset_path, "run", *QUICK)
    head = done("evaluate", run_path, dataset_path, "--beside", "run").stdout

    assert ["MODEL", str(run_path), "run"] == head.splitlines()[0].split()


def test_attacks_are_not_compared(run_path: Path, dataset_path: Path) -> None:
    """An attack on single films has tables of its own."""
    words = ("evaluate", run_path, dataset_path, "--beside", run_path)

    assert "--beside shows no attacks: leave out --attack" == refused(
        *words, "--attack", "fgsm"
    )
