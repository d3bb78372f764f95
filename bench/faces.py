"""`./dev bench faces`: how many faces the masks cover on still pictures. Rows on stdout, or --json FILE.

Uses the face model at ONEGRID_MODELS (or the user's cache) and the reference pictures and score at
ONEGRID_SHARED. Still pictures have no moving blobs, so this is the model alone, the worst case.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from videowall.analytics.pictures import load_picture
from videowall.analytics.privacy import Masker
from videowall.models import FACES, find

ROOT = Path(__file__).resolve().parents[1]


def measure(shared: Path, model: Path, side_px: int, folder: Path) -> list[dict[str, object]]:
    """Mask recall by face height, needless masks, and time per picture at one working size."""
    face = shared / "bench" / "face"
    masker = Masker(model, side_px=side_px)
    lines, spent_s = [], 0.0
    for path in sorted((face / "images").iterdir()):
        image = load_picture(path)
        began_s = time.perf_counter()
        found = masker.faces(image)
        spent_s += time.perf_counter() - began_s
        boxes = [[float(x0), float(y0), float(x1 - x0), float(y1 - y0)] for x0, y0, x1, y1 in found]
        lines.append(json.dumps({"image": path.name, "boxes": boxes}))
    predicted = folder / "pred.jsonl"
    predicted.write_text("\n".join(lines) + "\n", "utf-8")
    command = [
        sys.executable,
        str(face / "score.py"),
        "--pred",
        str(predicted),
        "--truth",
        str(face / "truth.jsonl"),
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows: list[dict[str, object]] = [
        {"name": f"side {side_px}: mask recall, {kind}", "ours": float(recall), "detail": f"{count} faces"}
        for kind, count, recall in re.findall(
            r"^(ALL|h\S+)\s+faces\s+(\d+).*mask-recall ([\d.]+)", text, re.MULTILINE
        )
    ]
    needless = re.search(r"masks off any face/image ([\d.]+)", text)
    if needless:
        rows.append(
            {"name": f"side {side_px}: needless masks per picture", "ours": float(needless[1]), "detail": ""}
        )
    rows.append(
        {
            "name": f"side {side_px}: ms per picture",
            "ours": round(spent_s * 1000 / len(lines), 1),
            "detail": "",
        }
    )
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the rows here")
    options = parser.parse_args()
    shared = Path(os.environ.get("ONEGRID_SHARED", ROOT.parent / "shared")).resolve()
    if not (shared / "bench" / "face" / "score.py").is_file():
        sys.exit(f"no reference data at {shared}: set ONEGRID_SHARED")
    model = find(FACES) or find(FACES, shared / "data" / "models")
    if model is None:
        sys.exit("no face model here: onegrid models fetch")
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for side_px in (320, 640, 832) for row in measure(shared, model, side_px, Path(folder))]
    for row in rows:
        print(f"{row['name']:<44} {row['ours']:>8} {row['detail']}")
    if options.json:
        options.json.write_text(json.dumps({"rows": rows}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
