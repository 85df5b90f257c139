"""Commands that write, with places in braces; ``{out}`` is where they write."""

FILES = {
    "ingest": "ingest {films} {out} --workers 1",
    "inject": "inject {data} {out} --target Mass --rate 0.1",
    "inject folder": "inject {films} {out} --target Mass --rate 0.1 --workers 1",
    "clean": "clean {bad} {out} --audit {audit}",
    "evaluate": "evaluate {run} {data} --out {out}",
    "report": "report {audit} --out {out}",
    "attack": "attack {run} {data} {out} --attack fgsm",
}
FOLDERS = {
    "train": "train {data} {out} --epochs 1 --network small_cnn:width=4",
    "unlearn": "unlearn {run} {bad} {out} --audit {audit} --epochs 1",
    "audit": "audit {data} --out {out} --detector repeated_pixels",
    "explain": "explain {run} {film} --out {out}",
    "demo": "demo --out {out}",
    "analyze": "analyze {run} {data} --out {out} --images 8 --analysis saliency_area",
}
EVERY = FILES | FOLDERS
