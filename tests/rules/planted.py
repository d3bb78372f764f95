"""Plants every forbidden import edge in a copy of the source, in five ways, and asks the guards.

Run `python -m tests.rules.planted` to write the table docs/design/guards.md anew.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.rules import dynamic, source

FORMS = ("plain", "lazy", "TYPE_CHECKING", "indirect", "import_module")
BRIDGE = "planted_bridge"  # a package that no contract names, so only the way through it can be wrong
EDGE = re.compile(r"(planted_\d+)\b")


@dataclass(frozen=True)
class Plant:
    """One forbidden edge written one way, in a module of its own inside the source package."""

    contract: str
    origin: str
    target: str
    form: str
    module: str


def _text(plant: Plant) -> str:
    if plant.form == "lazy":
        return f"def load() -> object:\n    import {plant.target} as found\n    return found\n"
    if plant.form == "TYPE_CHECKING":
        return f"from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import {plant.target}\n"
    if plant.form == "import_module":
        return f'from importlib import import_module\n\nfound = import_module("{plant.target}")\n'
    if plant.form == "indirect":
        return f"import {BRIDGE}.{plant.module}_step\n"
    return f"import {plant.target}\n"


def _folder(root: Path, package: str) -> Path:
    """The folder of a package; a plain module becomes a package of the same name, to have room for plants."""
    folder = root / package.replace(".", "/")
    if not folder.is_dir():
        folder.mkdir()
        folder.with_suffix(".py").rename(folder / "__init__.py")
    return folder


def edges() -> list[tuple[str, str, str]]:
    """(contract, source, forbidden module) of every contract."""
    return [
        (c.name, origin, target)
        for c in source.contracts()
        for origin in c.sources
        if origin != "backend.__main__"  # a root nobody imports; its own imports are judged as they stand
        for target in c.forbidden
    ]


def plant_all(root: Path) -> list[Plant]:
    """Copy the source into `root` and plant every edge in every form."""
    for package in source.PACKAGES:
        shutil.copytree(source.ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    settings = (source.ROOT / "pyproject.toml").read_text("utf-8")
    (root / "pyproject.toml").write_text(
        settings.replace("root_packages = [", f'root_packages = ["{BRIDGE}", ', 1), "utf-8"
    )
    (root / BRIDGE).mkdir()
    (root / BRIDGE / "__init__.py").touch()
    plants = []
    for number, (contract, origin, target) in enumerate(edges()):
        for place, form in enumerate(FORMS):
            plant = Plant(contract, origin, target, form, f"planted_{number * len(FORMS) + place}")
            folder = _folder(root, origin)
            (folder / f"{plant.module}.py").write_text(_text(plant), "utf-8")
            if form == "indirect":
                (root / BRIDGE / f"{plant.module}_step.py").write_text(f"import {target}\n", "utf-8")
            plants.append(plant)
    return plants


def seen_by_contracts(root: Path) -> set[str]:
    """Names of the planted modules that import-linter reports."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=root, capture_output=True, text=True, check=False, env=_environment(root),
    )  # fmt: skip
    return set(EDGE.findall(done.stdout))


def _environment(root: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(root), "PATH": "", "COLUMNS": "400"}


def seen_by_doors(root: Path, plants: list[Plant]) -> set[str]:
    """Names of the planted modules that the guard against imports by name reports."""
    seen = set()
    for plant in plants:
        path = _folder(root, plant.origin) / f"{plant.module}.py"
        module = f"{plant.origin}.{plant.module}"
        if dynamic.findings(module, ast.parse(path.read_text("utf-8")), source.contracts()):
            seen.add(plant.module)
    return seen


def table(plants: list[Plant], by_contracts: set[str], by_name: set[str]) -> str:
    """The Markdown page: one row per contract and target, one column per form."""
    lines = [
        "# Guards of the architecture",
        "",
        "Every forbidden import edge, planted in a copy of the source in five ways, and what caught it:",
        "C = import contract (import-linter), N = guard against imports by name (tests/rules/dynamic.py).",
        "A test plants them all again and compares this page. Further guards: one door per third-party",
        "package (ruff TID251 and tests/rules), Qt-free zones in a fresh interpreter, sizes, refused APIs.",
        "",
        "| from | to | " + " | ".join(FORMS) + " |",
        "|---|---|" + "---|" * len(FORMS),
    ]
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for plant in plants:
        caught = ("C" if plant.module in by_contracts else "") + ("N" if plant.module in by_name else "")
        rows.setdefault((plant.origin, plant.target), {})[plant.form] = caught or "missed"
    lines += [
        f"| {origin} | {target} | " + " | ".join(cells[form] for form in FORMS) + " |"
        for (origin, target), cells in sorted(rows.items())
    ]
    missed = sum(cell == "missed" for cells in rows.values() for cell in cells.values())
    lines += ["", f"{len(rows)} edges, {len(plants)} plants, {missed} missed."]
    return "\n".join(lines) + "\n"


def run() -> tuple[str, int]:
    """Plant, look, and return the page with the number of misses."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plants = plant_all(root)
        page = table(plants, seen_by_contracts(root), seen_by_doors(root, plants))
    return page, page.count("missed |")


if __name__ == "__main__":
    (source.ROOT / "docs/design/guards.md").write_text(run()[0], "utf-8")
