from __future__ import annotations

import subprocess
import sys

import pytest

from tests.rules import dynamic, source

QT_FREE = (
    "backend", "resources", "videowall.feeds", "videowall.analytics", "videowall.workers", "videowall.node",
    "videowall.evidence", "videowall.replay", "videowall.preflight",
    "videowall.tiling", "videowall.analyse", "videowall.models", "console.cli", "console.mirror",
    "console.intents", "console.launch",
)  # fmt: skip
DOMAIN_STDLIB = sys.stdlib_module_names - {
    "asyncio", "ctypes", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "socket",
    "sqlite3", "subprocess", "threading", "time",
}  # fmt: skip

PROBE = """
import importlib, pkgutil, sys
name = sys.argv[1]
package = importlib.import_module(name)
for module in pkgutil.walk_packages(getattr(package, "__path__", []), name + "."):
    # Roots run when imported; migration scripts only run inside Alembic.
    if not module.name.endswith("__main__") and ".migrations" not in module.name:
        importlib.import_module(module.name)
print(",".join(sorted(m for m in sys.modules if m.split(".")[0] in {"PySide6", "shiboken6", "qtawesome"})))
"""


def test_that_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=source.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("zone", QT_FREE)
def test_that_a_qt_free_zone_loads_no_qt(zone: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE, zone],
        cwd=source.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_that_the_domain_imports_the_standard_library_only() -> None:
    wrong = [
        f"{source.module_of(path)}:{line} imports {name}"
        for path in source.tracked("backend/domain/*.py")
        for line, name in source.imports(source.tree(path))
        if name.split(".")[0] not in DOMAIN_STDLIB and not source.under(name, "backend")
    ]
    assert wrong == []


def test_that_no_import_by_name_escapes_the_contracts() -> None:
    wrong = [
        f"{source.module_of(path)}:{found.line} {found.target} {found.rule}"
        for path in source.product_files()
        for found in dynamic.findings(source.module_of(path), source.tree(path), source.contracts())
    ]
    assert wrong == []


def test_that_each_package_has_one_door() -> None:
    wrong = [
        f"{path.relative_to(source.ROOT)}:{line} imports {name}"
        for path in source.product_files()
        for line, name in source.imports(source.tree(path))
        for package, doors in source.DOORS.items()
        if source.under(name, package)
        and not str(path.relative_to(source.ROOT).as_posix()).startswith(doors or ("nowhere",))
    ]
    assert wrong == []
