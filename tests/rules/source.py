"""What the rule tests read: the tracked source, the contracts, the doors."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("backend", "console", "resources", "videowall", "widgets")

DOORS: dict[str, tuple[str, ...]] = {
    "cv2": ("videowall/feeds/", "videowall/analytics/", "videowall/workers/"),
    "av": ("videowall/feeds/",),
    "onnxruntime": ("videowall/analytics/",),
    "insightface": (),
    "zmq": ("backend/net/",),
    "sqlalchemy": ("backend/store/",),
    "alembic": ("backend/store/",),
    "sqlite3": ("backend/store/",),
    "chinese_calendar": ("backend/calendars.py",),
    "qtawesome": ("widgets/icons.py",),
    "pyqtgraph": (),
    "argon2": ("backend/net/passwords.py",),
    "cryptography": ("videowall/evidence/", "backend/vault.py"),
    "PySide6": ("widgets/", "videowall/wall/", "console/"),
}
"""Third-party package -> the places that may import it."""


@dataclass(frozen=True)
class Contract:
    """One import-linter contract of type `forbidden`."""

    name: str
    sources: tuple[str, ...]
    forbidden: tuple[str, ...]


@cache
def contracts() -> tuple[Contract, ...]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return tuple(
        Contract(c["name"], tuple(c["source_modules"]), tuple(c["forbidden_modules"]))
        for c in table["tool"]["importlinter"]["contracts"]
    )


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files that are or would be committed, so that a build folder never counts."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    return tuple(ROOT / line for line in sorted(set(listed)) if (ROOT / line).is_file())


def product_files() -> tuple[Path, ...]:
    return tracked(*(f"{package}/*.py" for package in PACKAGES))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def under(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def imports(module: ast.Module) -> list[tuple[int, str]]:
    """Every import statement at any depth, as (line, dotted name); `from a import b` yields a and a.b."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.lineno, node.module))
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found
