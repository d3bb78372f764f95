"""The encrypted ring: bounds, whole pieces after a kill, a full disk, and who may open what."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.domain.errors import Corrupt
from tests.fakes.evidence_packets import T0, packet, stream
from videowall.evidence import segments
from videowall.evidence.ring import PacketRing, RingLimits, cut, reach_ms, ring_folder, sweep
from videowall.evidence.sealed import KEY_FILE, Seal, node_key, opened
from videowall.evidence.segments import Segment, found, packets_of, read
from videowall.evidence.spec import RecordSpec, Rings, open_ring
from videowall.feeds.stamps import Packet, StreamHead

ROOT = Path(__file__).resolve().parents[3]


def filled(folder: Path, packets: list[Packet], limits: RingLimits | None = None) -> PacketRing:
    ring = PacketRing(folder, "c1", node_key(folder), limits)
    for one in packets:
        ring.push(one)
    ring.flush()
    return ring


def kept(folder: Path) -> list[Packet]:
    lost: list[str] = []
    paths = [segment.path for segment in found(ring_folder(folder, "c1"))]
    packets = list(packets_of(node_key(folder), "c1", paths, lost))
    assert lost == []
    return packets


def test_that_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = node_key(tmp_path)
    assert node_key(tmp_path) == key
    assert len(key) == 32
    if os.name == "posix":
        assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(Corrupt, match="not a key"):
        node_key(tmp_path)


def test_that_no_nonce_is_used_twice_and_a_piece_opens_only_as_what_it_is() -> None:
    key = bytes(32)
    pieces = [seal.close(b"x", "c1/a") for seal in (Seal(key), Seal(key)) for _ in range(50)]
    assert len({piece[4:32] for piece in pieces}) == 100, "salt and nonce together"
    assert opened(key, pieces[0], "c1/a") == b"x"
    for blob, name, other in (
        (pieces[0], "c2/a", key),
        (pieces[0][:-1], "c1/a", key),
        (pieces[0], "c1/a", bytes([1]) * 32),
        (b"OGR1", "c1/a", key),
    ):
        with pytest.raises(Corrupt):
            opened(other, blob, name)


def test_that_packets_come_back_as_they_were_and_nothing_of_them_is_readable_on_disk(tmp_path: Path) -> None:
    packets = stream(5.0)
    filled(tmp_path, packets)
    assert kept(tmp_path) == packets
    for segment in found(ring_folder(tmp_path, "c1")):
        assert packets[0].data[:20] not in segment.path.read_bytes()
        with pytest.raises(Corrupt):
            read(node_key(tmp_path), "another", segment.path)


def test_that_a_renamed_or_damaged_segment_does_not_open_and_the_rest_does(tmp_path: Path) -> None:
    packets = stream(4.0)
    filled(tmp_path, packets)
    pieces = found(ring_folder(tmp_path, "c1"))
    data = bytearray(pieces[1].path.read_bytes())
    data[-1] ^= 1
    pieces[1].path.write_bytes(bytes(data))
    lost: list[str] = []
    left = list(packets_of(node_key(tmp_path), "c1", [s.path for s in pieces], lost))
    assert len(lost) == 1
    assert left == packets[:10] + packets[20:]
    moved = pieces[0].path.with_name("0000000009-1-2-k.seg")
    pieces[0].path.rename(moved)
    with pytest.raises(Corrupt):
        read(node_key(tmp_path), "c1", moved)


def test_that_segments_begin_with_key_pictures_and_long_ones_are_written_in_parts(tmp_path: Path) -> None:
    filled(tmp_path, stream(9.0, gop_s=6.0), RingLimits(part_s=2.0))
    kinds = [segment.key for segment in found(ring_folder(tmp_path, "c1"))]
    assert kinds == [True, False, False, True, False]


def test_that_a_stream_joined_in_the_middle_begins_with_its_next_key_picture(tmp_path: Path) -> None:
    filled(tmp_path, [packet(0), packet(100), *[packet(200 + n * 100, key=n == 0) for n in range(5)]])
    assert kept(tmp_path)[0].key


def test_that_bytes_and_seconds_are_bounded_and_whole_runs_go(tmp_path: Path) -> None:
    ring = filled(tmp_path, stream(30.0, size=1000), RingLimits(bytes_max=60_000, seconds_max=100))
    assert ring.size_bytes <= 60_000
    assert kept(tmp_path)[0].key
    aged = filled(tmp_path / "aged", stream(30.0, gop_s=3.0), RingLimits(seconds_max=10))
    assert aged.size_bytes > 0
    pieces = found(ring_folder(tmp_path / "aged", "c1"))
    assert pieces[0].key
    assert T0 + 16_000 <= pieces[0].first_ms <= T0 + 20_000


def test_that_an_mjpeg_camera_does_not_make_a_file_of_every_picture(tmp_path: Path) -> None:
    head = StreamHead("mjpeg", b"", (64, 64))
    filled(tmp_path, [packet(n * 100, key=True, head=head) for n in range(100)])
    assert len(found(ring_folder(tmp_path, "c1"))) <= 11


def test_that_a_full_disk_costs_the_oldest_then_the_newest_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    room = [3]

    def full(folder: Path, camera: str, number: int, packets: list[Packet], seal: Seal) -> Segment:
        if len(found(folder)) >= room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(folder, camera, number, packets, seal)

    write = segments.write
    monkeypatch.setattr("videowall.evidence.ring.write", full)
    ring = PacketRing(tmp_path, "c1", node_key(tmp_path), None, told.append)
    for one in stream(8.0):
        ring.push(one)
    assert ring.lost == 0
    assert len(found(ring_folder(tmp_path, "c1"))) == 3
    room[0] = 0
    for one in stream(20.0)[80:]:
        ring.push(one)
    assert ring.lost > 0
    assert told == ["the disk does not take recordings (No space left on device)"]
    room[0] = 9
    for one in stream(25.0)[200:]:
        ring.push(one)
    assert len(told) == 2
    assert "again" in told[1]


def test_that_a_killed_writer_leaves_only_whole_segments(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tests.fakes.evidence_packets import stream\n"
        "from tests.unit.evidence.test_evidence_ring import filled\n"
        "folder = Path(sys.argv[1])\n"
        "ring = filled(folder, stream(6.0, size=5000))\n"
        "(folder / 'half.part').write_bytes(b'x')\n"
        "for one in stream(9.0, size=5000)[60:]:\n"
        "    ring.push(one)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == -9
    left = kept(tmp_path)
    assert left == stream(9.0, size=5000)[: len(left)]
    assert len(left) >= 60
    again = PacketRing(tmp_path, "c1", node_key(tmp_path))
    again.push(packet(20_000, key=True))
    again.flush()
    numbers = [segment.number for segment in found(ring_folder(tmp_path, "c1"))]
    assert numbers == sorted(set(numbers)), "numbers go on"


def test_that_a_cut_starts_at_a_key_picture_and_outlives_the_ring(tmp_path: Path) -> None:
    folder = tmp_path / "ring"
    filled(folder, stream(20.0, gop_s=4.0))
    paths = cut(folder, "c1", T0 + 9_000, T0 + 12_000, tmp_path / "job")
    sweep(folder, T0 + 10_000_000)
    assert found(ring_folder(folder, "c1")) == []
    lost: list[str] = []
    packets = list(packets_of(node_key(folder), "c1", paths, lost))
    assert packets[0].key
    assert packets[0].at_ms == T0 + 8_000
    assert packets[-1].at_ms >= T0 + 11_900
    assert lost == []
    assert cut(folder, "c1", T0, T0 + 1, tmp_path / "none") == ()
    assert cut(folder, "stranger", T0, T0 + 1, tmp_path / "none") == ()


def test_that_rings_of_a_process_are_opened_by_name_and_a_bad_folder_only_costs_the_recording(
    tmp_path: Path,
) -> None:
    told: list[tuple[str, str]] = []
    rings = Rings(lambda camera, words: told.append((camera, words)))
    rings.add(RecordSpec(tmp_path), "c1")
    rings.add(None, "c2")
    tap = rings.tap("c1")
    assert tap is not None
    assert rings.tap("c2") is None
    for one in stream(1.5):
        tap(one)
    rings.flush()
    assert reach_ms(tmp_path, "c1") == T0 + 1400
    assert reach_ms(tmp_path, "c2") == 0
    rings.remove("c1")
    assert rings.tap("c1") is None
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert open_ring(RecordSpec(blocked), "c3", lambda words: told.append(("c3", words))) is None
    assert "nothing is recorded" in told[0][1]
