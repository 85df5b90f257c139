"""One small made-up folder for each layout that recognises folders."""

from __future__ import annotations

import io

import numpy as np

from tests.layouts import rows


def npz(labels: int, films: int = 3) -> bytes:
    """Return an archive like MedMNIST's, whose labels alternate."""
    arrays: dict[str, np.ndarray] = {}
    for name in ("train", "val", "test"):
        arrays[f"{name}_images"] = np.zeros((films, 28, 28), np.uint8)
        values = np.arange(films * labels).reshape(films, labels) % 2
        arrays[f"{name}_labels"] = values.astype(np.uint8)
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


_VIEWS = ("p1/study1/view1_frontal.jpg", "p1/study1/view2_lateral.jpg")
EXAMPLES: dict[str, tuple[str, dict[str, str | bytes]]] = {
    "labels.csv": ("labels_csv", {"labels.csv": "image,Mass\na.png,1\n", "a.png": ""}),
    "nih": (
        "nih",
        {
            "set/Data_Entry_2017_v2020.csv": rows.NIH,
            "set/images_001/images/a_0.png": "",
            "set/images_001/images/a_1.png": "",
            "set/images_002/images/b_0.png": "",
        },
    ),
    "nih sample": (
        "nih",
        {
            "sample_labels.csv": "Image_Index,Finding_Labels,Patient_ID\n"
            "a_0.png,Effusion,1\n",
            "sample/images/a_0.png": "",
        },
    ),
    "chexpert": (
        "chexpert",
        {
            "set/train.csv": rows.CHEXPERT.format("train"),
            "set/valid.csv": rows.CHEXPERT.format("valid"),
            **{f"set/{s}/{v}": "" for s in ("train", "valid") for v in _VIEWS},
        },
    ),
    "mimic": (
        "mimic_cxr",
        {
            "mimic-cxr-2.0.0-chexpert.csv": rows.MIMIC,
            "files/p10/p10000032/s501/aa.jpg": "",
            "files/p10/p10000032/s501/bb.jpg": "",
            "files/p10/p10000033/s502/cc.jpg": "",
        },
    ),
    "padchest": (
        "padchest",
        {
            "PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv": rows.PADCHEST,
            **{f"{place}/{name}.png": "" for place, name in enumerate("abcdef")},
        },
    ),
    "vindr": (
        "vindr",
        {
            "annotations/image_labels_train.csv": rows.VINDR,
            "annotations/annotations_train.csv": rows.VINDR_BOXES,
            "train/aa.dicom": "",
            "train/bb.dicom": "",
        },
    ),
    "vinbigdata": (
        "vindr",
        {"train.csv": rows.VINBIGDATA, "train/aa.dicom": "", "train/bb.png": ""},
    ),
    "rsna": (
        "rsna",
        {
            "stage_2_train_labels.csv": rows.RSNA,
            "stage_2_detailed_class_info.csv": rows.RSNA_CLASSES,
            "stage_2_train_images/aa.dcm": "",
            "stage_2_train_images/bb.dcm": "",
        },
    ),
    "siim": (
        "siim",
        {
            "train-rle.csv": rows.SIIM,
            **{f"dicom/{k}/1.2.3.85{k}.dcm": "" for k in (1, 2, 3)},
        },
    ),
    "covid": (
        "covid_chestxray",
        {
            "set/metadata.csv": rows.COVID,
            **{f"set/images/{n}": "" for n in ("a.jpg", "b.png", "c.png", "d.png")},
            "set/images/e.png": "",
        },
    ),
    "openi": (
        "openi",
        {
            "ecgen-radiology/1.xml": rows.REPORT,
            "ecgen-radiology/2.xml": rows.NORMAL,
            "NLMCXR_png/CXR1_1_IM-0001-3001.png": "",
            "NLMCXR_png/CXR2_1_IM-0001-3001.png": "",
        },
    ),
    "openi tables": (
        "openi",
        {
            "indiana_reports.csv": "uid,MeSH,findings\n1,Opacity/lung;Markings,secret\n"
            "2,normal,secret\n3,No Indexing,secret\n",
            "indiana_projections.csv": "uid,filename,projection\n"
            "1,1_a.dcm.png,Frontal\n1,1_b.dcm.png,Lateral\n2,2_a.dcm.png,Frontal\n"
            "3,3_a.dcm.png,Frontal\n4,4_a.dcm.png,Frontal\n",
            **{f"images/{n}.dcm.png": "" for n in ("1_a", "1_b", "2_a", "3_a")},
        },
    ),
    "chestmnist": ("medmnist", {"chestmnist_64.npz": npz(14)}),
    "pneumoniamnist": ("medmnist", {"pneumoniamnist.npz": npz(1)}),
    "kermany": (
        "class_folders",
        {
            "chest_xray/train/NORMAL/IM-0115-0001-0002.jpeg": "",
            "chest_xray/train/PNEUMONIA/person12_bacteria_34.jpeg": "",
            "chest_xray/val/PNEUMONIA/person12_virus_35.jpeg": "",
            "chest_xray/test/NORMAL/NORMAL2-IM-0365-0001.jpeg": "",
            "chest_xray/test/PNEUMONIA/other.jpeg": "",
        },
    ),
}
"""What each is, the layout that must recognise it, and its files."""
