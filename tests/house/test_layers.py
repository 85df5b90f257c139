"""Imports point down, and the auditor cannot see the truth."""

from __future__ import annotations

import pytest

from tests.house.sources import FAMILIES, FILES, MODULES, below, imported, reached

ROWS = (
    # Each row imports only from the rows above it in this table, or, within one folder,
    # from itself; the longest name that fits decides.
    {"__init__", "errors", "arrays", "chance", "progress", "networks.base",
     "attacks.base", "augmentations.base"},
    {"ranks", "decisionloss", "modes"},
    {"spec", "pattern", "measures", "lineage", "files", "patients", "pool", "compute",
     "cutouts", "standouts", "evidencefile", "overlays", "traces", "eyes",
     "films", "preparation", "recipe", "listing", "shardedimages",
     "lengths", "selection", "poison", "sharednorm", "fitting",
     "npyheader", "luminance", "charts", "looks", "shrinking", "labeltable", "parts",
     "proof", "frequencies", "suppressionrecord", "residuals", "speaking",
     "defenses.base", "fewer", "impression", "blurs", "crowd", "covering"},
    {"knownevidence"},
    {"respondent", "matching", "shards", "batching", "scheduling", "copies", "profiles",
     "spots", "noiseprints",
     "textures"},
    {"registry", "finding", "patterns", "differences", "datasetfile", "manifest",
     "runrecord", "tuning", "covariates", "islands", "sightings", "matched"},
    {"windows", "kinds", "sharing"},
    {"contents"},
    {"training"},
    {"keeping"},
    {"dataset", "verdict", "auditrecords", "planting", "stamps", "families",
     "observation", "deliveryrecord", "witness", "places",
     "expecting", "filmlooks"},
    {"auditfile"},
    {"auditschema", "scores", "scorefile", "grading", "evaluation", "filmindex",
     "patternfile", "unlearning", "reference", "phantoms", "verification",
     "filmlist", "delivery", "outsidearrays"},
    {"evidence", "suppression", "outside", "truthtable"},
    {"suppressions", "comparing", "earlier"},
    {"judgement.hosts", "judgement.residues", "judgement.lacking"},
    {"judgement.bench"},
    {"pictures"},
    {"readers", "layouts", "triggers", "policies", "networks", "saliency", "attacks",
     "objectives", "augmentations", "detectors", "screeners", "scorechart",
     "spacechart", "analyses"},
    {"reports"},
    {"attempts", "weights", "foreign", "defenses"},
    {"checkpoint", "decoding", "planning", "looking", "canary", "seer", "codecs",
     "adopting"},
    {"unfinished", "showing"},
    {"checkup", "learning", "course", "judgement", "intake", "poisoning", "attacking",
     "reviewing"},
    {"watching", "screening", "completing"},
    {"stages"},
    {"workflows"},
)  # fmt: skip
LAYER = {name: number for number, row in enumerate(ROWS) for name in row}
FOLDERS = {
    "attacking", "foreign", "intake", "judgement", "phantoms", "poisoning",
    "reviewing", "screening", "workflows"
}  # fmt: skip
"""Folders whose modules may import one another; stages may not, families see below."""

AUDITORS = ("stages.audit", "stages.evidence", "stages.probe")
SECRETS = {
    "manifest",
    "poison",
    "attempts",
    "planning",
    "poisoning.telling",
    "stages.inject",
}


def place(name: str) -> str:
    """Return the entry of the table that *name* falls under."""
    parts = name.split(".")
    names = [".".join(parts[:k]) for k in range(len(parts), 0, -1)]
    found = next((each for each in names if each in LAYER), None)
    assert found is not None, f"{name} has no layer: give it one in ROWS"
    return found


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_down(name: str) -> None:
    """A module imports lower layers, or what its own folder allows."""
    folder = name.partition(".")[0]
    for other in below(name):
        if other.partition(".")[0] == folder and folder in FOLDERS | FAMILIES:
            continue
        assert LAYER[place(other)] < LAYER[place(name)], f"{name} -> {other} points up"


@pytest.mark.parametrize(
    "name", [name for name in MODULES if name.partition(".")[0] in FAMILIES]
)
def test_members_know_only_their_base(name: str) -> None:
    """Within a family only the base and private helpers are imported."""
    family, _, own = name.partition(".")
    inside = {
        other.removeprefix(f"{family}.")
        for other in below(name)
        if other.startswith(f"{family}.")
    }
    allowed = {other for other in inside if other == "base" or other.startswith("_")}

    assert inside == allowed - {"__init__"}
    assert own != "base" or not inside, "a base does not know its family"


@pytest.mark.parametrize("name", [name for name in MODULES if "stages." in name])
def test_stages_do_not_know_each_other(name: str) -> None:
    """What two stages share lies below them, so each can be read alone."""
    others = {other for other in below(name) if other.startswith("stages.")}

    assert set() == others - {"stages.__init__"}


@pytest.mark.parametrize(
    "name", [name for name in MODULES if "." in name and "__init__" not in name]
)
def test_folders_have_no_cycles(name: str) -> None:
    """Two modules of one folder never need each other."""
    folder = name.rpartition(".")[0]
    waiting, seen = below(name), set[str]()
    while waiting:
        other = waiting.pop()
        if other.rpartition(".")[0] == folder and not other.endswith("__init__"):
            assert other != name, f"{name} needs itself"
            waiting |= below(other) - seen
            seen.add(other)


@pytest.mark.parametrize("name", [name for name in MODULES if "workflows." in name])
def test_workflows_are_above_stages(name: str) -> None:
    """Nothing below the workflows knows them."""
    knowing = {other for other in MODULES if name in below(other)}

    assert knowing <= {other for other in MODULES if other.startswith("workflows.")}


@pytest.mark.parametrize("auditor", AUDITORS)
def test_the_auditor_cannot_see_the_truth(auditor: str) -> None:
    """No road leads from an auditing stage to what was planted."""
    assert set() == (SECRETS | {"truthtable"}) & reached(auditor)


def test_the_search_for_roads_finds_one() -> None:
    """The check above would notice: from `inject` the truth is reached."""
    assert reached("stages.inject") >= SECRETS
    assert "detectors.loss_trace" in reached("stages.audit")


def test_few_read_the_manifest() -> None:
    """Only the stages that plant or compare with the truth know its file."""
    allowed = {
        "stages.evaluate", "stages.grade", "stages.inject", "stages.inject_native",
        "stages.undo", "stages.verify_manifest", "poisoning.telling",
        "poisoning.proving",
    }  # fmt: skip
    readers = {name for name in MODULES if "manifest" in below(name)}

    assert set() == {name for name in readers if "workflows." not in name} - allowed


def test_the_library_does_not_know_the_command_line() -> None:
    """Whoever imports poisonkit gets no click, no bars and no command line."""
    everything = {dotted for name in MODULES for dotted in imported(name)}
    roots = {dotted.partition(".")[0] for dotted in everything}

    assert set() == roots & {"click", "tqdm", "poisonkit_cli", "argparse", "tests"}


def test_the_table_names_what_there_is() -> None:
    """Every row's name is a module, or a folder that the design has planned."""
    there = {name.removesuffix(".__init__") for name in FILES} | {"__init__"}
    planned = {"attacks", "defenses", "screeners"}

    assert set() == set(LAYER) - there - planned
