"""Which machine made a DICOM file, and whether it is taken for a radiograph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.errors import UnreadableFileError

if TYPE_CHECKING:
    from pydicom import Dataset

RADIOGRAPHS = frozenset({"CR", "DX", "DR", "RG", "RF"})
_OTHER = "OT"
KNOWN = RADIOGRAPHS | {
    "AR", "ASMT", "AU", "BDUS", "BI", "BMD", "CFM", "CT", "CTPROTOCOL", "DG", "DMS",
    "DOC", "ECG", "EEG", "EMG", "EOG", "EPS", "ES", "FID", "GM", "HC", "HD", "IO",
    "IOL", "IVOCT", "IVUS", "KER", "KO", "LEN", "LS", "M3D", "MG", "MR", "NM", "OAM",
    "OCT", "OP", "OPM", "OPT", "OPTBSV", "OPTENF", "OPV", "OSS", "OT", "PA", "PLAN",
    "POS", "PR", "PT", "PX", "REG", "RESP", "RTDOSE", "RTIMAGE", "RTINTENT", "RTPLAN",
    "RTRAD", "RTRECORD", "RTSEGANN", "RTSTRUCT", "RWV", "SEG", "SM", "SMR", "SR",
    "SRF", "STAIN", "TEXTUREMAP", "TG", "US", "VA", "XA", "XAPROTOCOL", "XC",
    "AS", "CD", "CF", "CP", "CS", "DD", "DF", "DM", "DS", "EC", "FA", "FS", "LP", "MA",
    "MS", "OPR", "ST", "VF",  # retired
}  # fmt: skip
"""What the standard defines."""

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_CLASSES = {
    "1": "CR", "1.1": "DX", "1.2": "MG", "1.3": "IO", "2": "CT", "2.1": "CT",
    "2.2": "CT", "3": "US", "3.1": "US", "4": "MR", "4.1": "MR", "4.3": "MR",
    "6": "US", "6.1": "US", "12.1": "XA", "12.2": "RF", "20": "NM", "66.4": "SEG",
    "77.1.1": "ES", "77.1.4": "XC", "104.1": "DOC", "128": "PT", "130": "PT",
    "481.2": "RTDOSE", "481.3": "RTSTRUCT", "481.5": "RTPLAN",
}  # fmt: skip
"""What stands for the modality where none is given: the kind of object."""


def modality(header: Dataset) -> str:
    """Return a known code, "" where none is given, "?" for an unknown one."""
    given = str(header.get("Modality") or "").strip().upper()
    if given:
        return given if given in KNOWN else "?"
    kind = str(header.get("SOPClassUID") or "").strip()
    short = kind.removeprefix(_STORAGE)
    if short != kind and short.startswith("88."):
        return "SR"
    return _CLASSES.get(short, "") if short != kind else ""


def check_modality(header: Dataset, *, every: bool) -> tuple[str, ...]:
    """Refuse what is no radiograph unless *every* is taken; note what is not said."""
    code = modality(header)
    if code in RADIOGRAPHS or (every and code not in {"", _OTHER}):
        return ()
    if "DirectoryRecordSequence" in header and not every:
        raise UnreadableFileError("modality", "a DICOMDIR, not a radiograph")
    if code in {"", _OTHER}:
        return ("its modality is not given: taken for a radiograph",)
    name = "an unknown modality" if code == "?" else code
    detail = f"{name}, not a radiograph; take it with --any-modality"
    raise UnreadableFileError("modality", detail)
