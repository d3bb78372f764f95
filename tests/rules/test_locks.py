from __future__ import annotations

import re

import pytest

from tests.rules import source

LOCKS = ("requirements/lock.txt", "requirements/lock-gpu.txt", "requirements/lock-openvino.txt")
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)


def _pins(lock: str) -> list[tuple[str, str]]:
    return PINNED.findall((source.ROOT / lock).read_text("utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_that_a_lock_holds_exactly_one_onnx_runtime(lock: str) -> None:
    runtimes = [name for name, _version in _pins(lock) if name.startswith("onnxruntime")]
    assert len(runtimes) == 1


@pytest.mark.parametrize("lock", LOCKS)
def test_that_every_pin_has_a_hash(lock: str) -> None:
    text = (source.ROOT / lock).read_text("utf-8")
    entries = re.split(r"(?m)^(?=[A-Za-z0-9])", text)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_that_qt_is_a_version_that_keeps_its_references(lock: str) -> None:
    (version,) = {version for name, version in _pins(lock) if name == "pyside6-essentials"}
    assert (6, 9) <= tuple(int(part) for part in version.split(".")[:2]) < (6, 12)
