"""The camera side of the demo: an RTSP camera if it can be had, and the analyst that watches it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.domain.errors import Unavailable
from console.demo.footage import Footage
from console.demo.places import let_go, on_leash
from console.launch import python_command
from videowall.feeds.source import SourceSpec
from videowall.wall.spec import TileSpec

CAMERAS = ("tl-bc-lc-01", "tl-bc-lc-02", "tl-bc-lc-03", "tl-bc-lc-04")
MAIN_CAMERA = CAMERAS[0]
CAMERA_NAMES = {
    "zh": ("化工库西围栏", "龙城天街东门", "农贸市场 2 号通道", "接龙桥北"),
    "en": ("Depot, west fence", "Longcheng, east gate", "Market, aisle 2", "Jielong bridge, north"),
}
LOOKOUT = {"zh": "少云镇 高点 01", "en": "Shaoyun, lookout 01"}
STOP_TIMEOUT_S = 15.0


def tiles(footage: Footage, main_url: str, *, zh: bool) -> tuple[TileSpec, ...]:
    """The four tiles: the watched camera, the same clip from its file, and two drawn scenes."""

    def spec(url: str, fps: float | None) -> SourceSpec:
        return SourceSpec(url, fps, loop=not url.startswith("rtsp:"), live=True)

    names = list(CAMERA_NAMES["zh" if zh else "en"])
    second: tuple[str, float | None] = (footage.url, footage.fps)
    if not footage.is_file:
        second, names[1] = ("scene:hill", None), LOOKOUT["zh" if zh else "en"]
    sources = (
        spec(main_url, footage.fps),
        spec(*second),
        spec("scene:market", None),
        spec("scene:road", None),
    )
    return tuple(
        TileSpec(camera, name, source) for camera, name, source in zip(CAMERAS, names, sources, strict=True)
    )


@contextmanager
def analyst(
    footage: Footage, url: str, center: tuple[str, str], keys: Path, folder: Path, rules: Path
) -> Iterator[str]:
    """Run the headless analyst of the main camera; yields its detector. It is stopped politely at the end."""
    command = [
        *python_command("videowall.node"),
        "--camera", MAIN_CAMERA, "--place", "龙城社区·化工库西围栏", "--source", url,
        "--rules", str(rules), "--center", center[0], "--server-key", center[1],
        "--key", str(keys), "--evidence", str(folder),
    ]  # fmt: skip
    if footage.is_file:
        command += ["--fps", str(footage.fps)]
    if not url.startswith("rtsp:"):
        command.append("--loop")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "analyst.log").open("a", encoding="utf-8") as log:
        process = on_leash(command, log)
    try:
        yield _detector(process, folder)
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_TIMEOUT_S)
        let_go(process)


def rules_file(footage: Footage, folder: Path, all_rules: str) -> Path:
    """Write the rules of the main camera under the camera's own name, as analyst and wall read them."""
    path = folder / "rules.json"
    rules = {MAIN_CAMERA: json.loads(all_rules)[footage.rules]}
    path.write_text(json.dumps(rules, indent=1), "utf-8")
    return path


def _detector(process: subprocess.Popen[str], folder: Path) -> str:
    """What the analyst says it looks with, in its ready line."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        words = (folder / "analyst.log").read_text("utf-8")[-400:]
        raise Unavailable(f"the analyst did not come up: {words}")
    return str(json.loads(line)["detector"])
