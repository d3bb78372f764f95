"""Files of cameras: encodings, column names, and every mistake with its row, field and remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.wire.cameras import CameraForm, Login
from console.cli.camera_file import CameraFile, read_cameras
from console.cli.camera_import import BATCH_BYTES, batches
from resources.commandline import BadInput
from videowall.analytics.rules import read_text

HEADER = "id,name,unit,main"
GOOD = "gate,North gate,lc-01,rtsp://10.0.0.1/main"


def read(tmp_path: Path, *lines: str, name: str = "cameras.csv") -> CameraFile:
    path = tmp_path / name
    path.write_bytes("\n".join(lines).encode())
    return read_cameras(path)


def faults(found: CameraFile) -> list[tuple[int, str, str]]:
    return [(one.index, one.field, one.code) for one in found.faults]


def test_that_a_row_becomes_a_form(tmp_path: Path) -> None:
    columns = f"{HEADER},sub,place,key_area,transport,user,password,armed"
    row = f'{GOOD},rtsp://10.0.0.1/sub,"at the gate, left",yes,UDP,admin,pw,no'
    found = read(tmp_path, columns, row)
    assert found.faults == []
    assert found.rows == [
        (
            2,
            CameraForm(
                "gate", "North gate", "lc-01", "rtsp://10.0.0.1/main", "rtsp://10.0.0.1/sub",
                "at the gate, left",
                key_area=True, transport="udp", login=Login("admin", "pw"), armed=False,
            ),
        )
    ]  # fmt: skip


def test_that_what_a_file_does_not_name_is_left_as_it_is(tmp_path: Path) -> None:
    ((_, form),) = read(tmp_path, HEADER, GOOD).rows
    assert form == CameraForm("gate", "North gate", "lc-01", "rtsp://10.0.0.1/main")
    ((_, form),) = read(tmp_path, f"{HEADER},user,armed,rules,sub", f"{GOOD},,,,").rows
    assert (form.login, form.armed, form.rules, form.sub) == (None, None, None, "")
    ((_, form),) = read(tmp_path, f"{HEADER},user,rules", f"{GOOD},-,-").rows
    assert (form.login, form.rules) == (Login("", ""), "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_that_chinese_files_of_spreadsheets_are_read(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "设备.csv"
    rows = [["编号", "名称", "所属网格", "主码流", "重点区域"], ["门1", "北门", "lc-01", "rtsp://h/1", "是"]]
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    found = read_cameras(path)
    assert found.faults == []
    ((line, form),) = found.rows
    assert (line, form.id, form.name, form.key_area) == (2, "门1", "北门", True)
    assert found.encoding == ("gb18030" if encoding == "gb18030" else "utf-8")


def test_that_every_bad_row_is_named_and_good_ones_are_kept(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"{HEADER},armed,transport",
        f"{GOOD},yes,tcp",
        "",
        "b c,,lc-01,ftp://h/x,perhaps,pigeon",
        'two,"a',
        'b",lc-01,rtsp://h/2,,',
        "gate,again,lc-01,rtsp://h/3,,",
        "x,1,lc-01,rtsp://h/4,,,,",
    )
    assert [line for line, _ in found.rows] == [2]
    assert faults(found) == [
        (4, "armed", "bad_value"),
        (4, "transport", "bad_value"),
        (4, "id", "bad_id"),
        (4, "name", "missing"),
        (4, "main", "bad_url"),
        (5, "name", "too_long"),
        (7, "id", "twice"),
        (8, "", "cells"),
    ]
    assert "row 2" in found.faults[6].words
    assert found.total == 5


def test_that_logins_in_addresses_are_taken_out(tmp_path: Path) -> None:
    ((_, form),) = read(tmp_path, f"{HEADER},sub", "g,n,u,rtsp://a:b%40@h/1,rtsp://a:b%40@h/2").rows
    assert (form.main, form.sub, form.login) == ("rtsp://h/1", "rtsp://h/2", Login("a", "b@"))
    found = read(tmp_path, f"{HEADER},user,password", "g,n,u,rtsp://a:b@h/1,c,d", "h,n,u,rtsp://h/2,,d")
    assert faults(found) == [(2, "main", "two_logins"), (3, "user", "missing")]
    assert not any("rtsp://a:b" in fault.words for fault in found.faults)


def test_that_two_cameras_of_one_address_are_remarked(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, GOOD, GOOD.replace("gate,", "yard,"))
    assert (len(found.rows), faults(found)) == (2, [])
    assert [(one.index, one.code) for one in found.warnings] == [(3, "same_address")]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"id,nam\ngate,x", "write name"),
        (b"id,id\n", "twice"),
        (b"name,unit\nx,y", "id is missing"),
        (b"", "id is missing"),
        (b"\x81\xff\xfe\x00", "neither UTF-8 nor GB18030"),
        (b'id,name,unit,main\ng,"x" y,u,rtsp://h/1', "no CSV"),
    ],
)
def test_that_what_is_no_file_of_cameras_ends_in_one_line(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(raw)
    with pytest.raises(BadInput) as caught:
        read_cameras(path)
    assert words in caught.value.message
    assert "\n" not in caught.value.message


def test_that_toml_says_the_same(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "[[camera]]",
        'id = "gate"',
        'name = "北门"',
        'unit = "lc-01"',
        'main = "rtsp://u:p@h/1"',
        "key_area = true",
        "",
        "[[camera]]",
        'id = "yard"',
        'name = ""',
        'unit = "lc-01"',
        'main = "rtsp://h/2"',
        name="cameras.toml",
    )
    assert [(line, form.id, form.key_area, form.login) for line, form in found.rows] == [
        (1, "gate", True, Login("u", "p"))
    ]
    assert faults(found) == [(8, "name", "missing")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[camera]]\nid = 3", "cameras.toml:2: id = 3 is not a text"),
        ("[[camera]]\nid = 'a'\nnmae = 'b'", "write name"),
        ("[[camera]]\nid = ", "cameras.toml:2"),
        ("camera = 3", "cameras.toml:1"),
    ],
)
def test_that_bad_toml_ends_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text, name="cameras.toml")
    assert words in caught.value.message


def test_that_rules_are_read_from_files_beside_it(tmp_path: Path) -> None:
    zone = {"id": "z", "type": "zone", "polygon": [[0, 0], [60, 0], [60, 40]]}
    entry = {"fps": 7, "size": [64, 48], "rules": [zone]}
    (tmp_path / "rules.json").write_text(json.dumps({"gate": entry, "yard": entry}))
    (tmp_path / "bad.json").write_text(json.dumps({"gate": {"size": [64, 48]}}))
    rows = [f"{GOOD},rules.json", *(f"{name},n,u,rtsp://h/{name},{file}" for name, file in (
        ("hall", "rules.json"), ("roof", "none.json"), ("door", "bad.json"),
    ))]  # fmt: skip
    found = read(tmp_path, f"{HEADER},rules", *rows)
    ((_, form),) = found.rows
    assert form.rules is not None
    assert json.loads(form.rules) == entry
    assert faults(found) == [(3, "rules", "bad_rules"), (4, "rules", "bad_rules"), (5, "rules", "bad_rules")]


def test_that_every_kind_of_rule_is_taken_from_json_and_toml(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        "[gate]\nsize = [640, 360]\n"
        '[[gate.schedules.night]]\ndays = ["workday"]\nfrom = "22:00"\nto = "06:00"\n'
        '[[gate.rules]]\nid = "shut"\ntype = "tamper"\n'
        '[[gate.rules]]\nid = "z"\ntype = "zone"\nschedule = "night"\nclass_filter = ["person"]\n'
        "polygon = [[0, 0], [600, 0], [600, 300]]\n"
    )
    ((_, form),) = read(tmp_path, f"{HEADER},rules", f"{GOOD},rules.toml").rows
    assert form.rules is not None
    assert [rule.id for rule in read_text(form.rules, "gate").rules] == ["shut", "z"]


def test_that_rules_with_a_bare_time_are_a_mistake_with_words(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("[gate]\nsize = [640, 360]\nrules = []\nsince = 22:00:00\n")
    found = read(tmp_path, f"{HEADER},rules", f"{GOOD},rules.toml")
    (fault,) = found.faults
    assert (fault.field, "quote it" in fault.words) == ("rules", True)


def test_that_batches_fit_in_one_command() -> None:
    rows = [(n, CameraForm(f"c{n}", rules="x" * 60_000)) for n in range(30)]
    cut = list(batches(rows))
    assert [row for batch in cut for row in batch] == rows
    assert all(len(batch) * 60_000 <= BATCH_BYTES for batch in cut)
    assert [len(batch) for batch in batches([(n, CameraForm(f"c{n}")) for n in range(1_001)])] == [
        500,
        500,
        1,
    ]
