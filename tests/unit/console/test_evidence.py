"""Finding a piece of evidence in the folder of this site."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from backend.domain.evidence import EvidenceRef
from console.evidence import PICTURE_BYTES_MAX, Found, picture

BYTES = b"a masked picture"


def ref(data: bytes = BYTES, *, masked: bool = True, mime: str = "image/jpeg") -> EvidenceRef:
    return EvidenceRef(sha256(data).hexdigest(), mime, masked, len(data))


def kept(folder: Path, named: EvidenceRef, data: bytes, suffix: str = ".jpg") -> None:
    (folder / f"{named.sha256}{suffix}").write_bytes(data)


@pytest.mark.parametrize(("mime", "suffix"), [("image/jpeg", ".jpg"), ("image/png", ".png")])
def test_that_a_picture_is_found_by_its_digest(tmp_path: Path, mime: str, suffix: str) -> None:
    named = ref(mime=mime)
    kept(tmp_path, named, BYTES, suffix)
    assert picture(tmp_path, named).data == BYTES
    assert picture(tmp_path, named).found is Found.OK


def test_that_bytes_which_do_not_match_their_name_are_not_shown(tmp_path: Path) -> None:
    named = ref()
    kept(tmp_path, named, b"something else")
    assert picture(tmp_path, named).found is Found.CHANGED
    assert picture(tmp_path, named).data == b""


def test_that_an_unmasked_original_is_never_read(tmp_path: Path) -> None:
    named = ref(masked=False)
    kept(tmp_path, named, BYTES)
    assert picture(tmp_path, named).found is Found.UNMASKED


def test_that_a_picture_of_another_site_is_said_to_be_absent(tmp_path: Path) -> None:
    assert picture(tmp_path, ref()).found is Found.ABSENT
    assert picture(None, ref()).found is Found.ABSENT


def test_that_a_huge_file_is_not_read(tmp_path: Path) -> None:
    named = ref()
    with (tmp_path / f"{named.sha256}.jpg").open("wb") as file:
        file.truncate(PICTURE_BYTES_MAX + 1)
    assert picture(tmp_path, named).found is Found.TOO_LARGE
