"""`poisonkit screen`: which incoming films were tampered with."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from poisonkit_cli.main import main
from tests.commands.conftest import FAST, QUICK
from tests.commands.running import done, refused, run

if TYPE_CHECKING:
    from collections.abc import Mapping


def using(places: dict[str, Path], reference: Path, out: str = "out") -> list[object]:
    """Return the options of a screening with the run of *places*."""
    return ["--model", places["run"], "--reference", reference, "--out", out]


def rows(out: str = "out") -> list[Mapping[str, str]]:
    """Return the rows of scores.csv."""
    with Path(out, "scores.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def summary() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path("out/screening.json").read_bytes())
    return told


def test_a_folder_is_screened(
    places: dict[str, Path], guard: Path, folder: Path
) -> None:
    """Each file of a folder is a row, with the p-values of all screeners."""
    said = done("screen", folder / "images", *using(places, guard)).stdout
    found = rows()

    assert len(list((folder / "images").iterdir())) == len(found)
    assert {"pass", "suspect"} >= {row["verdict"] for row in found}
    assert all(0 <= float(row["suspicion"]) <= 1 for row in found)
    assert all(float(row["label_correlation"]) > 0 for row in found)
    assert f"{summary()['suspects']} of {len(found)} films are suspect" in said


def test_suspects_have_a_reason_and_a_picture(
    places: dict[str, Path], guard: Path, folder: Path
) -> None:
    """With a generous --alpha some clean films are suspects; each says why."""
    done("screen", folder / "images", *using(places, guard), "--alpha", "0.4")
    suspects = [row for row in rows() if row["verdict"] == "suspect"]

    assert suspects
    for row in suspects:
        assert row["severity"] in {"low", "medium", "high"}
        assert "p = " in row["reason"]
        assert float(row["p_value"]) <= 0.4
    drawn = {f"pictures/{path.name}" for path in Path("out/pictures").glob("*.png")}
    assert drawn == {row["picture"] for row in suspects}
    assert all(row["picture"] == "" for row in rows() if row["verdict"] == "pass")


def test_the_same_films_are_screened_alike(
    places: dict[str, Path], guard: Path, dataset_path: Path
) -> None:
    """A guard from its file says what one fitted on the spot says."""
    for out, reference in (("one", guard), ("two", dataset_path)):
        words = () if reference == guard else FAST
        done("screen", places["film"], *using(places, reference, out), *words)

    assert rows("one") == rows("two")


def test_paths_on_standard_input_are_answered_one_by_one(
    places: dict[str, Path], guard: Path, folder: Path
) -> None:
    """A broken path is a line with a reason and does not stop the stream."""
    films = sorted((folder / "images").iterdir())[:2]
    lines = "".join(f"{each}\n" for each in (films[0], "nowhere.png", films[1]))
    words = ["screen", "-", *using(places, guard), "--json"]
    result = CliRunner().invoke(main, list(map(str, words)), input=lines)
    told = [json.loads(line) for line in result.stdout.splitlines()]

    assert 0 == result.exit_code, result.output
    named = [one["image"] for one in told]
    assert [str(films[0]), "nowhere.png", str(films[1])] == named
    assert "could not be read" == told[1]["verdict"]
    assert told[0]["p_value"] > 0


def test_the_gate_closes_on_suspects(
    places: dict[str, Path], guard: Path, folder: Path
) -> None:
    """With --fail-on a suspect of that severity exits with 1, none with 0."""
    words = "screen", folder / "images", *using(places, guard), "--force", "--fail-on"

    assert 1 == run(*words, "low", "--alpha", "0.4").exit_code
    assert 0 == run(*words, "low", "--alpha", "1e-12").exit_code


def test_nothing_but_rubbish_is_exit_3(places: dict[str, Path], guard: Path) -> None:
    """Where not one file is a film, nothing was screened."""
    Path("rubbish").mkdir()
    Path("rubbish/a.png").write_bytes(b"no film")

    assert 3 == run("screen", "rubbish", *using(places, guard)).exit_code
    assert {"not-an-image": 1} == summary()["reasons"]


def test_what_does_not_go_together_is_refused(
    places: dict[str, Path], guard: Path, folder: Path
) -> None:
    """Too little, too much, or a file that is no screen: one line each."""
    film, all_of = places["film"], using(places, guard)
    Path("damaged.pk").write_bytes(guard.read_bytes()[:100])
    damaged = using(places, Path("damaged.pk"))
    unheard = "--screener", "nobody"

    assert "no INPUTS" in refused("screen", *all_of)
    assert "--model RUN" in refused("screen", film, *all_of[2:])
    assert "stands alone" in refused("screen", "-", film, *all_of)
    assert "is no screen" in refused("screen", film, *damaged)
    assert "own screeners" in refused("screen", film, *all_of, *FAST)
    fit = "--fit", places["run"], guard, "-o", "out"
    assert "leave out" in refused("screen", film, *fit)
    assert "is a screen already" in refused("screen", *fit)
    assert "give --alpha with" in refused("screen", *fit, "--alpha", "0.1")
    assert "give --fail-on with" in refused("screen", *fit, "--fail-on", "low")
    said = refused("screen", film, *using(places, folder), *unheard)
    assert "no screener is called 'nobody'" in said
    assert not Path("out").exists()


def test_another_model_is_refused(
    places: dict[str, Path], guard: Path, dataset_path: Path
) -> None:
    """What clean films do to one model says nothing of another."""
    done("train", dataset_path, "other", *QUICK, "--seed", "5")
    said = refused("screen", places["film"], *using({"run": Path("other")}, guard))

    assert "another model" in said


def test_a_reference_that_an_audit_accuses_is_refused(
    places: dict[str, Path],
) -> None:
    """Poisoned films would teach what to overlook; --force takes them all the same."""
    copy, audit = Path("here.h5"), Path("audit")
    copy.write_bytes(places["bad"].read_bytes())
    shutil.copytree(places["audit"], audit)
    words = "screen", places["film"], *using(places, copy), *FAST

    assert "the audit in audit accuses" in refused(*words)
    assert 0 == run(*words, "--force").exit_code
