"""`poisonkit audit`: a verdict, its files and its exit code."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.commands.conftest import PIXELS
from tests.commands.running import done, everything, refused, run
from tests.stages.making import films, folder_of

PAGES = {"findings.json", "scores.csv", "report.html", "run.json"}


def test_the_verdict_is_printed(poisoned_path: Path) -> None:
    """A planted patch is found, and the last line says where to look."""
    result = done("audit", poisoned_path, "--out", "audit", *PIXELS)

    assert "Atelectasis" in result.stdout
    assert "\nThe report: audit/report.html\n" in result.stdout
    assert set(everything(Path("audit"))) >= PAGES
    assert "Atelectasis" in Path("audit/report.html").read_text(encoding="utf-8")


def test_flagged_films_are_the_planted_ones(audited: Path, poisoned_path: Path) -> None:
    """`scores.csv` flags what the manifest knows, one line per film of the set."""
    truth = json.loads(poisoned_path.with_suffix(".manifest.json").read_bytes())
    planted = {sample["id"] for sample in truth["samples"]}
    with (audited / "scores.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    flagged = {row["image"] for row in rows if row["flagged"] == "1"}

    assert 400 == len(rows)
    assert planted <= flagged
    assert len(flagged - planted) <= 2


@pytest.mark.parametrize(("severity", "code"), [("low", 1), ("medium", 1), ("high", 0)])
def test_findings_fail_a_build(poisoned_path: Path, severity: str, code: int) -> None:
    """A finding of medium severity exits with 1 at --fail-on medium, not at high."""
    words = ("--out", "audit", *PIXELS, "--fail-on", severity)
    result = run("audit", poisoned_path, *words)

    assert code == result.exit_code
    assert "The report: audit/report.html" in result.stdout


def test_no_findings_fail_no_build(poisoned_path: Path) -> None:
    """The source that was not poisoned passes at the strictest severity."""
    source = poisoned_path.with_name("source.h5")
    result = done("audit", source, "--out", "audit", *PIXELS, "--fail-on", "low")

    assert "No evidence of poison in 400 films" in result.stdout


def test_time_is_told_before_it_starts(poisoned_path: Path) -> None:
    """The tiers, and about how long each takes; afterwards `run.json` has both."""
    result = done("audit", poisoned_path, "--out", "audit", *PIXELS)
    record = json.loads(Path("audit/run.json").read_bytes())

    assert "1. pixels and labels: 1 detector, about " in result.stderr
    assert {"pixels and labels"} == set(record["foretold_seconds"])
    assert record["seconds_of_tiers"]["pixels and labels"] > 0


def test_json_is_the_findings_file(poisoned_path: Path) -> None:
    """With --json standard output is `findings.json` and nothing else."""
    result = done("audit", poisoned_path, "--out", "audit", *PIXELS, "--json")
    said = json.loads(result.stdout)

    assert json.loads(Path("audit/findings.json").read_bytes()) == said
    assert "findings" == said["verdict"]


def test_canaries_tell_what_silence_is_worth(poisoned_path: Path) -> None:
    """Known triggers go into copies that are gone afterwards; the source stays."""
    source = poisoned_path.with_name("source.h5")
    before = source.read_bytes()
    result = done("audit", source, "--out", "audit", *PIXELS, "--canary")
    record = json.loads(Path("audit/findings.json").read_bytes())
    patch = [test for test in record["power"] if test["trigger"] == "patch:size=3"]

    assert before == source.read_bytes()
    assert set(everything(Path("audit"))) >= PAGES
    assert not list(Path("audit").rglob("planted*"))
    assert patch[-1] | {"rate": 0.03, "found": True} == patch[-1]
    assert patch[-1]["flagged"] >= 0.9 * patch[-1]["films"] > 0
    assert "a patch at one place: found from" in result.stdout
    assert "no evidence" == record["verdict"]


def test_a_canary_that_cannot_be_planted_costs_no_audit(folder: Path) -> None:
    """Too few films, and a label on all of them: said, and the audit is kept."""
    words = ("--out", "audit", *PIXELS, "--canary", "--workers", "1")
    result = done("audit", folder, *words)

    assert "not tried at 0.3%" in result.stdout
    assert set(everything(Path("audit"))) >= PAGES


def test_a_canary_is_named_where_it_is_not_found(poisoned_path: Path) -> None:
    """A detector that looks at no pixels finds none of them, and says so."""
    source = poisoned_path.with_name("source.h5")
    words = ("--detector", "label_vectors", "--canary")
    result = done("audit", source, "--out", "audit", *words)

    assert "a patch at one place: not found at 3.0%, nor below" in result.stdout


def test_films_without_labels_cannot_be_audited(folder: Path) -> None:
    """Exit 3, not 0: nothing was looked at, and no folder pretends otherwise."""
    words = ("--out", "audit", "--unlabelled", "--workers", "1")
    said = refused("audit", folder, *words, *PIXELS, code=3)

    assert "nothing could be audited" in said
    assert {} == everything(Path())


def test_too_few_films_cannot_be_audited() -> None:
    """Three films are too few for any detector: exit 3."""
    table = "image,Mass\n0.png,1\n1.png,0\n2.png,1\n"
    few = folder_of(Path("few"), table, films(3))
    before = everything(Path())
    refused("audit", few, "--out", "audit", *PIXELS, code=3)

    assert before == everything(Path())


def test_an_audit_of_a_folder_keeps_its_data_set(folder: Path) -> None:
    """`clean` needs the data set that was audited: it lies in the audit's folder."""
    result = done("audit", folder, "--out", "audit", *PIXELS, "--workers", "1")

    assert "read 160 films" in result.stderr
    assert Path("audit/data.h5").is_file()
    done("clean", "audit/data.h5", "cleaned.h5", "--audit", "audit")


def test_an_audit_asks_the_model_it_is_given(
    dataset_path: Path, run_path: Path
) -> None:
    """With --model no probe is trained, and the findings name the model."""
    words = ("--model", run_path, "--detector", "loss_trace")
    done("audit", dataset_path, "--out", "audit", *words)
    said = json.loads(Path("audit/findings.json").read_bytes())

    assert said["model_digest"]
    assert not Path("audit/probe").exists()


def test_force_replaces_an_audit(poisoned_path: Path) -> None:
    """The old audit stays until it is replaced on purpose."""
    words = ("audit", poisoned_path, "--out", "audit", *PIXELS)
    done(*words, "--alpha", "0.01")
    assert "--force" in refused(*words)
    assert 0.01 == json.loads(Path("audit/findings.json").read_bytes())["alpha"]

    done(*words, "--force")
    assert 0.05 == json.loads(Path("audit/findings.json").read_bytes())["alpha"]
