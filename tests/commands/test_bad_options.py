"""An option that means nothing here is refused in one line, with what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from poisonkit.families import families
from tests.commands.running import everything, refused, words

INJECT = "inject {data} out.h5 --target Mass --rate 0.1"
TRAIN = "train {films} out --epochs 1 --network small_cnn:width=4"
AUDIT = "audit {data} --out out --detector repeated_pixels"
EXPLAIN = "explain {run} {film} --out out"
UNLEARN = "unlearn {run} {bad} out --audit {audit}"

LINES = {
    f"{INJECT} --target Mas": "no label .*'Mas'; did you mean 'Mass'.*Nodule",
    f"{INJECT} --trigger path": "no trigger .*did you mean 'patch'",
    f"{INJECT} --trigger patch:sise=3": "no parameter 'sise'; did you mean 'size'",
    f"{INJECT} --trigger patch:size=big": "size must be a length such as 3",
    f"{INJECT} --trigger patch:size": "write name:key=value",
    f"{INJECT} --trigger patch:size=3,size=4": "size is given twice",
    f"{INJECT} --trigger patch:x=47,y=0": "does not lie within",
    f"{INJECT} --policy add": "no label policy .*add_target",
    f"{INJECT} --split tran": "no split .*did you mean 'train'",
    f"{INJECT} --rate 0": "rate must be above 0 and at most 1, got 0",
    f"{INJECT} --rate 1.5": "at most 1, got 1.5",
    f"{INJECT} --rate nan": "at most 1, got nan",
    f"{INJECT} --rate much": "'much' is not a valid float",
    f"{INJECT} --rate 0.001": "is no sample at all",
    f"{INJECT} --rate 1": "add_target on Mass may touch only",
    f"{INJECT} --seed -1": "-1 is not in the range",
    "inject {data} out --target Mass --rate 0.1": "an OUT that ends in .h5",
    "inject {data} out.h5 --rate 0.1": "give --target",
    f"{TRAIN} --size 7": "7 is not in the range 8<=x",
    f"{TRAIN} --bits 9": "'9' is not one of '8', '16'",
    f"{TRAIN} --workers 0": "0 is not in the range",
    f"{TRAIN} --layout nigh": "no layout .*did you mean 'nih'.* labels_csv",
    f"{TRAIN} --network resnet": "no network .*did you mean 'resnet",
    f"{TRAIN} --network small_cnn:width=0": "width must be at least 1, got 0",
    f"{TRAIN} --epochs 0": "0 is not in the range",
    f"{TRAIN} --batch-size 1": "1 is not in the range",
    f"{TRAIN} --learning-rate 0": "learning_rate must be above 0, got 0",
    f"{TRAIN} --learning-rate nan": "learning_rate must be above 0, got nan",
    f"{TRAIN} --keep worst": "'worst' is not one of 'best', 'last'",
    f"{TRAIN} --seed 99999999999999999999": "is not in the range",
    f"{TRAIN} --device tpu": "no device .*there are: auto, cpu, cuda",
    f"{TRAIN} --device cpu:1": "no device is called 'cpu:1'",
    f"{TRAIN} --precision fp8": "no precision .*there are: auto, bf16, fp32",
    f"{TRAIN} --key .": "cannot keep the patient key",
    f"{AUDIT} --detector sentinel": "no detector is called 'sentinel'; there are: ",
    f"{AUDIT} --detector loss_trace:x=1": "loss_trace has no parameter 'x'",
    f"{AUDIT} --detector repeated_pixels": "repeated_pixels is asked for twice",
    f"{AUDIT} --alpha 0": "alpha must lie between 0 and 1",
    f"{AUDIT} --alpha 2": "alpha must lie between 0 and 1",
    f"{AUDIT} --alpha nan": "alpha must lie between 0 and 1",
    f"{AUDIT} --fail-on grave": "'grave' is not one of 'low', 'medium', 'high'",
    f"{AUDIT} --device tpu": "no device",
    f"{AUDIT} --precision fp8": "no precision",
    "audit {data}": "Missing option '--out'",
    "evaluate {run} {data} --device tpu": "no device",
    "clean {bad} out.h5 --audit {audit} --severity grave": "'grave' is not one of",
    f"{UNLEARN} --severity grave": "'grave' is not one of",
    f"{UNLEARN} --share 1": "share must lie between 0 and 1, got 1",
    f"{UNLEARN} --epochs 0": "0 is not in the range",
    f"{UNLEARN} --learning-rate 0": "learning_rate must be above 0",
    f"{UNLEARN} --device tpu": "no device",
    "unlearn {run} {bad} out": "Missing option '--audit'",
    f"{EXPLAIN} --label Mas": "no label .*did you mean 'Mass'",
    f"{EXPLAIN} --method cam": "no saliency method .*grad_cam",
    f"{EXPLAIN} --method grad_cam:x=1": "grad_cam has no parameter 'x'",
    f"{EXPLAIN} --device tpu": "no device",
    "explain {run} --out out": "Missing argument 'IMAGE...'",
    "report {audit} --format pdf": "no report format .*html, json, junit",
    "list trigers": "no family .*did you mean 'triggers'",
    "list triggers ptch": "no trigger .*did you mean 'patch'",
    "demo --out out --device tpu": "no device",
    "ingest {films}": "Missing argument 'OUT'",
    "ingest {films} out.h5 more": "unexpected extra argument",
    "ingest {films} out.h5 --sise 64": "No such option.*--size",
    "injest {films} out.h5": "No such command 'injest'",
}


@pytest.mark.parametrize("line", LINES)
def test_a_bad_option_is_refused(places: dict[str, Path], line: str) -> None:
    """Exit 2, one line that says what came and what there is, nothing written."""
    assert re.search(LINES[line], refused(*words(line, places)))
    assert {} == everything(Path())


@pytest.mark.parametrize("family", families())
def test_what_there_is_is_all_named(family: str) -> None:
    """Whoever asks for a member that is not there reads the names of all that are."""
    said = refused("list", family, "nothing-of-this-name")

    for name in families()[family].modules():
        assert name in said
