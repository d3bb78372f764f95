from __future__ import annotations

import os
from pathlib import Path

import psutil

from videowall.workers.orphans import PREFIX, new_name, remove_orphans


def test_that_memory_of_dead_programs_is_removed_and_nothing_else(tmp_path: Path) -> None:
    me = psutil.Process()
    mine = f"{PREFIX}-{me.pid:x}-{int(me.create_time()):x}-1"
    parent = psutil.Process(os.getppid())
    of_the_living = f"{PREFIX}-{parent.pid:x}-{int(parent.create_time()):x}-1"
    of_an_earlier_one = f"{PREFIX}-{parent.pid:x}-{int(parent.create_time()) - 5000:x}-1"
    of_the_dead = f"{PREFIX}-7ffffffe-1-1"
    foreign = ["psm_1234", f"{PREFIX}-not-a-number", f"{PREFIX}-zz-zz-1"]
    for name in [mine, of_the_living, of_an_earlier_one, of_the_dead, *foreign]:
        (tmp_path / name).write_bytes(b"x")
    assert set(remove_orphans(tmp_path)) == {of_an_earlier_one, of_the_dead}
    assert {p.name for p in tmp_path.iterdir()} == {mine, of_the_living, *foreign}


def test_that_a_system_without_shared_memory_files_has_nothing_to_clean(tmp_path: Path) -> None:
    assert remove_orphans(tmp_path / "absent") == ()


def test_that_names_are_never_used_twice() -> None:
    names = {new_name() for _ in range(100)}
    assert len(names) == 100
