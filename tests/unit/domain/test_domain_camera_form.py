"""What may be written down about a camera, and how logins are kept out of addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from backend.domain.camera import Camera
from backend.domain.camera_form import address, flaws_of, scheme_of, without_login

GOOD = Camera("gate-1", "北门", "lc-01", "rtsp://10.0.0.1:554/main", "rtsp://10.0.0.1/sub")


def found(**told: Any) -> list[tuple[str, str]]:
    return [(flaw.field, flaw.code) for flaw in flaws_of(replace(GOOD, **told))]


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://10.0.0.1/x",
        "rtsps://[2001:db8::1]:322/x",
        "http://h/video.mjpg?size=2",
        "https://h/x",
        "file:/clips/yard.avi",
        "scene:yard",
        "usb:0",
        "rtsp://h/user={user}&password={password}&channel=1",
        "rtsp://h/compass=north",
    ],
)
def test_that_addresses_which_feeds_can_open_are_taken(url: str) -> None:
    assert found(main=url) == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "missing"),
        ("10.0.0.1/x", "bad_url"),
        ("ftp://h/x", "bad_url"),
        ("rtsp://h:99999/x", "bad_url"),
        ("rtsp://h:x/x", "bad_url"),
        ("rtsp://[::1/x", "bad_url"),
        ("rtsp://h/a b", "bad_url"),
        ("rtsp://h/\x07", "bad_url"),
        ("rtsp://h/" + "x" * 600, "bad_url"),
        ("rtsp://", "bad_url"),
        ("rtsp://admin@h/x", "login_in_address"),
        ("rtsp://admin:pw@h/x", "login_in_address"),
        ("rtsp://h/user=admin&password=abc&channel=1", "login_in_address"),
        ("http://h/x?PWD=abc", "login_in_address"),
    ],
)
def test_that_other_addresses_are_refused_with_a_reason(url: str, code: str) -> None:
    assert found(main=url) == [("main", code)]
    assert all(flaw.words and flaw.remedy for flaw in flaws_of(replace(GOOD, main=url)))


@pytest.mark.parametrize("name", ["", "a b", "a/b", "a#b", "x" * 65, "a\n"])
def test_that_an_id_is_a_word(name: str) -> None:
    assert found(id=name) == [("id", "bad_id")]


def test_that_every_mistake_is_told_at_once() -> None:
    assert found(id="a b", name="", unit="", main="") == [
        ("id", "bad_id"), ("name", "missing"), ("unit", "missing"), ("main", "missing"),
    ]  # fmt: skip


def test_that_a_login_is_taken_out_of_an_address_and_put_back() -> None:
    url = "rtsp://admin:p%40ss%3Aw%2Ford@10.0.0.1:554/main?x=1"
    bare, user, password = without_login(url)
    assert (bare, user, password) == ("rtsp://10.0.0.1:554/main?x=1", "admin", "p@ss:w/ord")
    assert address(bare, user, password) == url


def test_that_a_login_goes_where_the_address_says() -> None:
    url = "rtsp://h/user={user}&password={password}"
    assert address(url, "a", "b&c") == "rtsp://h/user=a&password=b%26c"


def test_that_files_and_cameras_without_login_keep_their_address() -> None:
    assert address("file:/x.avi", "a", "b") == "file:/x.avi"
    assert address("rtsp://h/x", "", "") == "rtsp://h/x"
    assert without_login("rtsp://h/x") == ("rtsp://h/x", "", "")
    assert without_login("rtsp://[@h/x") == ("rtsp://[@h/x", "", "")


def test_that_schemes_are_told_in_small_letters() -> None:
    assert (scheme_of("RTSP://h/x"), scheme_of("scene:yard")) == ("rtsp", "scene")
