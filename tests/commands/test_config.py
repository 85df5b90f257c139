"""`--config FILE`: options from a file, and the command line before them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import PIXELS
from tests.commands.running import done, everything, refused, words

INJECT = "inject {data} out.h5 --config options.toml --json"
DRY = f"{INJECT} --dry-run"


def options(text: str) -> None:
    """Write the file that the commands here read."""
    Path("options.toml").write_text(text, encoding="utf-8")


def planned(places: dict[str, Path], more: str = "") -> dict[str, object]:
    """Return what an injection says that it would do."""
    said: dict[str, object] = json.loads(done(*words(f"{DRY} {more}", places)).stdout)
    return said


def test_the_file_stands_for_options(places: dict[str, Path]) -> None:
    """Even what must be given may be given there, in the table or above all tables."""
    options(
        'target = "Mass"\nseed = 3\n[inject]\nrate = 0.2\ntrigger = "patch:size=4"\n'
    )
    said = planned(places)

    assert ("Mass", 3, 0.2, "patch:size=4") == (
        said["target"], said["seed"], said["rate"], said["trigger"],
    )  # fmt: skip


def test_the_command_line_goes_first(places: dict[str, Path]) -> None:
    """Command line, then the command's table, then what is for all, then defaults."""
    options(
        'seed = 3\nsplit = "test"\n[inject]\nseed = 4\nrate = 0.2\ntarget = "Mass"\n'
    )

    assert 4 == planned(places)["seed"]
    assert 5 == planned(places, "--seed 5")["seed"]
    assert "test" == planned(places)["split"]
    assert "add_target" == planned(places)["policy"]


def test_the_place_of_the_option_does_not_matter(places: dict[str, Path]) -> None:
    """`--config` after the other options still comes after them in rank."""
    options("seed = 3\nrate = 0.2\n")
    line = "inject {data} out.h5 --seed 5 --target Mass --dry-run --json --config"
    said = json.loads(done(*words(f"{line} options.toml", places)).stdout)

    assert (5, 0.2) == (said["seed"], said["rate"])


def test_other_commands_options_do_no_harm(places: dict[str, Path]) -> None:
    """A key of another command, or its table, is left to it."""
    options('fail-on = "low"\nseed = 1\n[train]\nepochs = 3\n[inject]\nrate = 0.1\n')

    assert 1 == planned(places, "--target Mass")["seed"]


def test_a_list_is_an_option_several_times(places: dict[str, Path]) -> None:
    """Repeatable options take a list, or one word."""
    for text in ('detector = ["repeated_pixels"]', 'detector = "repeated_pixels"'):
        options(text)
        line = "audit {bad} --out audit --force --config options.toml"
        done(*words(line, places))
        told = json.loads(Path("audit/findings.json").read_bytes())
        assert ["repeated_pixels"] == told["detectors"]


def test_a_flag_is_true_or_false(places: dict[str, Path]) -> None:
    """`json = true` in a file is `--json`."""
    options("json = true\n")
    assert "verdict" in json.loads(
        done("report", places["audit"], "--config", "options.toml").stdout
    )
    options("json = false\n")
    assert "{" not in done("report", places["audit"], "--config", "options.toml").stdout


BAD = {
    "sede = 3": "no option in options.toml is called 'sede'; did you mean 'seed'",
    "[inject]\nsede = 3": "no option in options.toml is called 'sede'",
    "[inject]\nepochs = 3": "no option in options.toml is called 'epochs'",
    "[train]\nfail-on = 'low'": "no option in options.toml is called 'fail-on'",
    "[injcet]\nseed = 3": "no command in options.toml is called 'injcet'; did you mean",
    "config = 'more.toml'": "no option in options.toml is called 'config'",
    "seed = 'three'": "'three' is not a valid integer",
    "seed = 1.5": "'1.5' is not a valid integer",
    "seed = [1, 2]": "a sweep writes a folder",
    "seed = true": "options.toml: --seed cannot be True",
    "seed = 2024-01-01": "options.toml: --seed cannot be 2024-01-01",
    "ignore = [[1]]": "options.toml: --ignore cannot be [1]",
    "force = 'perhaps'": "'perhaps' is not a valid boolean",
    "seed = ": "cannot read the options in options.toml: Invalid value",
    "\x00": "cannot read the options in options.toml",
    "seed = 1\nseed = 2": "cannot read the options in options.toml: Cannot overwrite",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_file_is_refused(places: dict[str, Path], text: str) -> None:
    """One line names the file and the key; what was meant for nobody is not ignored."""
    options(text)
    line = "inject {data} out.h5 --target Mass --rate 0.1 --config options.toml"

    assert BAD[text] in refused(*words(line, places))
    assert ["options.toml"] == list(everything(Path()))


def test_a_file_that_is_no_text_is_refused(places: dict[str, Path]) -> None:
    """A folder, a picture or nothing at all instead of the file: one line."""
    for path in (Path("nowhere.toml"), Path(), places["film"]):
        said = refused("audit", places["bad"], "--out", "x", *PIXELS, "--config", path)
        assert f"cannot read the options in {path}" in said
