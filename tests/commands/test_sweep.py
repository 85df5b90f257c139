"""`poisonkit inject --config`: lists make one injection for each combination."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.manifest import Manifest
from tests.commands.running import done, everything, refused
from tests.house.sources import ROOT

PLAN = """
[inject]
trigger = ["patch:size=3", "patch:size=4"]
target = ["Mass", ["Nodule", "Effusion"]]
rate = [0.1]
seed = [0, 5]
"""


@pytest.fixture
def plan() -> str:
    """Write the plan that the commands here read."""
    Path("plan.toml").write_text(PLAN, encoding="utf-8")
    return "plan.toml"


def test_every_combination_is_made(dataset_path: Path, plan: str) -> None:
    """The table says which is which, and each manifest bears it out."""
    before = dataset_path.read_bytes()
    done("inject", dataset_path, "out", "--config", plan)
    with Path("out/sweep.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert 8 == len(rows)
    assert 1 + 8 * 3 == len(list(Path("out").iterdir()))
    assert before == dataset_path.read_bytes()
    for row in rows:
        place = Path("out") / row["name"]
        truth = Manifest.read(place.with_suffix(".manifest.json"))
        targets = " + ".join(planted.target for planted in truth.plants)
        assert (truth.trigger, targets, str(truth.seed)) == (
            row["trigger"], row["target"], row["seed"],
        )  # fmt: skip
        assert CxrDataset.open(place).digest == truth.poisoned_digest == row["digest"]
    assert 8 == len({row["digest"] for row in rows})


def test_a_folder_gives_folders(folder: Path, plan: str) -> None:
    """In the source's own format, as a single injection would have it."""
    done("inject", folder, "out", "--config", plan, "--seed", "0", "--workers", "1")
    single = ("--target", "Mass", "--rate", "0.1", "--trigger", "patch:size=4")
    done("inject", folder, "one", *single, "--workers", "1")
    names = [path.name for path in sorted(Path("out").iterdir()) if path.is_dir()]

    assert ["0000", "0001", "0002", "0003"] == names
    assert everything(Path("one")) == everything(Path("out/0002"))


def test_a_dry_run_writes_nothing(dataset_path: Path, plan: str) -> None:
    """It tells all members, with the films of each."""
    said = done("inject", dataset_path, "out", "--config", plan, "--dry-run", "--json")
    told = json.loads(said.stdout)

    assert 8 == len(told)
    assert ["Effusion"] == [each["target"] for each in told["0002.h5"]["more"]]
    assert not Path("out").exists()


def test_the_command_line_goes_first(dataset_path: Path, plan: str) -> None:
    """An option on the command line takes the place of its list."""
    words = ("--config", plan, "--target", "Hernia", "--seed", "7", "--dry-run")
    assert "no label is called 'Hernia'" in refused("inject", dataset_path, "o", *words)
    more = ("--config", plan, "--target", "Mass", "--seed", "7", "--dry-run", "--json")
    told = json.loads(done("inject", dataset_path, "out", *more).stdout)

    assert [("Mass", 7), ("Mass", 7)] == [
        (t["target"], t["seed"]) for t in told.values()
    ]


def test_nothing_is_replaced_unasked(dataset_path: Path, plan: str) -> None:
    """A second sweep needs --force; what is no sweep is never touched."""
    done("inject", dataset_path, "out", "--config", plan)
    before = everything(Path())
    assert "exists already; replace it with --force" in refused(
        "inject", dataset_path, "out", "--config", plan
    )
    assert before == everything(Path())
    done("inject", dataset_path, "out", "--config", plan, "--force")
    assert before == everything(Path())
    Path("mine").mkdir()
    Path("mine/letter.txt").write_text("mine")
    assert "exists already" in refused("inject", dataset_path, "mine", "--config", plan)
    assert "writes a folder" in refused(
        "inject", dataset_path, "a.h5", "--config", plan
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rate = []\ntarget = 'Mass'", "the list of --rate is empty"),
        ("rate = [0.1, 2]\ntarget = 'Mass'", "at most 1, got 2"),
        ("rate = ['many']\ntarget = 'Mass'", "rate must be a number, got 'many'"),
        ("rate = [0.1]", "give --target"),
        ("rate = [[0.1, 0.2], 0.1]\ntarget = [['Mass', 'Nodule', 'Effusion']]",
         "give each once, or as often"),
        ("rate = [{}]\ntarget = 'Mass'", "--rate cannot be"),
    ],
)  # fmt: skip
def test_a_bad_plan_is_refused(dataset_path: Path, text: str, words: str) -> None:
    """Before the first member is written."""
    Path("plan.toml").write_text(f"[inject]\n{text}\n", encoding="utf-8")

    assert words in refused("inject", dataset_path, "out", "--config", "plan.toml")
    assert ["plan.toml"] == list(everything(Path()))


def test_the_plan_of_the_paper_runs(folder: Path) -> None:
    """Nwadike et al. (2020): the plan of the docs, its paper's words all understood."""
    plan = ROOT / "docs" / "plans" / "nwadike2020.toml"
    words = ("--config", plan, "--size", "24", "--workers", "1", "--json")
    told = json.loads(done("inject", folder, "out", *words, "--dry-run").stdout)
    assert 18 == len(told)
    assert {"replace_with_target"} == {each["policy"] for each in told.values()}

    done("inject", folder, "one", *words, "--rate", "0.2", "--trigger",
         "patch:size=3,value=0.0,place=centre")  # fmt: skip
    truth = Manifest.read(Path("one.manifest.json"))
    assert all(sample.left.largest_change for sample in truth.samples)
